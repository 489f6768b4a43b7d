//! Writing a plan as a person would: keys in the samples' order, long texts as blocks, short records on one line.

/// A YAML text under construction.
#[derive(Debug, Default)]
pub(super) struct Yaml {
    text: String,
}

impl Yaml {
    /// A line at a depth of two spaces each.
    pub(super) fn line(&mut self, depth: usize, line: impl AsRef<str>) {
        for _ in 0..depth {
            self.text.push_str("  ");
        }
        self.text.push_str(line.as_ref());
        self.text.push('\n');
    }

    /// `key: value`. The values are ours: none of them needs quotes unless it says so itself.
    pub(super) fn pair(&mut self, depth: usize, key: &str, value: impl AsRef<str>) {
        self.line(depth, format!("{key}: {}", value.as_ref()));
    }

    /// A text of several lines.
    pub(super) fn block(&mut self, depth: usize, key: &str, lines: &[String]) {
        self.pair(depth, key, "|-");
        for line in lines {
            self.line(depth + 1, line);
        }
    }

    /// The whole text.
    pub(super) fn finish(self) -> String {
        self.text
    }
}
