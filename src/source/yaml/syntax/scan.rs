//! A look at what stands behind all that has been understood: quotes, and brackets that are open.

use super::Explainer;

impl Explainer<'_> {
    /// The innermost bracket that is open where reading stopped.
    pub(super) fn open_bracket(&self) -> Option<usize> {
        self.scan(self.fault.at).brackets.last().copied()
    }

    /// Finds the quotes and the open brackets behind what has been understood, up to `to`.
    pub(super) fn scan(&self, to: usize) -> Scan {
        let open = self.fault.open.iter().filter(|open| open.flow).map(|open| open.start);
        let mut scan = Scan {
            // A single 「項目: 値」 between [ ] is a map of its own that no bracket opens.
            brackets: open.filter(|at| self.text[*at..].starts_with(['[', '{'])).collect(),
            quotes: Vec::new(),
            mismatched: None,
        };
        let from = self.fault.done.min(self.fault.at);
        let mut chars = self.text[from..].char_indices().map(|(at, c)| (from + at, c));
        let (mut before, mut previous) = (':', ' ');
        while let Some((at, c)) = chars.next() {
            let starts_token = ":-,[{?".contains(before);
            if at >= to.max(self.fault.at) {
                break;
            }
            match c {
                '\'' | '"' if starts_token => {
                    let mut close = None;
                    while let Some((end, next)) = chars.next() {
                        match next {
                            '\\' if c == '"' => drop(chars.next()),
                            '\'' if c == '\'' && self.text[end + 1..].starts_with('\'') => drop(chars.next()),
                            next if next == c => {
                                close = Some(end);
                                break;
                            }
                            _ => {}
                        }
                    }
                    scan.quotes.push((at, close));
                }
                '[' | '{' if starts_token || !scan.brackets.is_empty() => scan.brackets.push(at),
                ']' | '}' => {
                    let open = scan.brackets.pop();
                    let fits = |open: usize| self.text[open..].starts_with('[') == (c == ']');
                    scan.mismatched = scan.mismatched.or(open.filter(|open| !fits(*open)).map(|open| (open, at)));
                }
                '#' if previous.is_whitespace() => {
                    for (_, next) in chars.by_ref() {
                        if next == '\n' {
                            break;
                        }
                    }
                }
                _ => {}
            }
            previous = c;
            if !c.is_whitespace() {
                before = c;
            }
        }
        scan
    }
}

/// What a look at the text finds.
pub(super) struct Scan {
    /// Opening and closing quotes.
    pub(super) quotes: Vec<(usize, Option<usize>)>,
    /// Brackets that are open, outermost first.
    pub(super) brackets: Vec<usize>,
    /// The first that is closed by one of the other kind, and that one.
    pub(super) mismatched: Option<(usize, usize)>,
}
