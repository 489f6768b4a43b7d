//! The patch language of `tests/rules/*.md`: `path: value` lines that change a plan.
//!
//! A path is keys and positions, `第2表.ニーズ[0].課題`; `[+]` appends to a list. The value is YAML on the same line, or
//! `|` with the text indented below, or `(削除)`.

use careplan::source::Span;
use careplan::source::yaml::{Kind, Node};
use serde_yaml::{Mapping, Value};

/// One fenced block.
#[derive(Default)]
pub(super) struct Block {
    /// The line of its fence, from 1.
    pub(super) line: usize,
    /// Whether its file's rule must stay silent.
    pub(super) silent: bool,
    /// Whether mistakes of reading are allowed.
    pub(super) unreadable: bool,
    /// The reference date, as written.
    pub(super) as_of: Option<String>,
    /// What it changes.
    pub(super) patches: Vec<Patch>,
}

/// One `path: value` line.
pub(super) struct Patch {
    /// Its line, from 1.
    pub(super) line: usize,
    /// Where.
    pub(super) path: String,
    /// What; none deletes.
    pub(super) value: Option<Value>,
    /// Rules that must be found, and where when not here.
    pub(super) expects: Vec<(String, Option<String>)>,
}

/// All blocks of a file.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = text.lines().enumerate().peekable();
    while let Some((at, line)) = lines.next() {
        let Some(words) = line.strip_prefix("```yaml patch") else { continue };
        let mut block = Block { line: at + 1, ..Block::default() };
        for word in words.split_whitespace() {
            match word.strip_prefix("基準日=") {
                Some(day) => block.as_of = Some(day.to_owned()),
                None if word == "なし" => block.silent = true,
                None if word == "読めない値" => block.unreadable = true,
                None => panic!("line {}: «{word}» is no word of a block", at + 1),
            }
        }
        while let Some((at, line)) = lines.next().filter(|(_, line)| *line != "```") {
            if line.trim().is_empty() {
                continue;
            }
            let expects = line[without_comment(line).len()..].trim().trim_start_matches('#').split_whitespace();
            let expects = expects
                .map(|word| {
                    word.split_once('@')
                        .map_or((word.to_owned(), None), |(id, place)| (id.to_owned(), Some(place.to_owned())))
                })
                .collect();
            let (path, value) = without_comment(line)
                .split_once(':')
                .unwrap_or_else(|| panic!("line {}: «path: value» expected", at + 1));
            let value = match value.trim() {
                "(削除)" | "（削除）" => None,
                "|" => {
                    let mut inner = Vec::new();
                    while let Some((_, line)) = lines.next_if(|(_, line)| line.starts_with("  ")) {
                        inner.push(line.trim_start());
                    }
                    Some(Value::String(inner.join("\n")))
                }
                yaml => Some(serde_yaml::from_str(yaml).unwrap_or_else(|error| panic!("line {}: {error}", at + 1))),
            };
            block.patches.push(Patch { line: at + 1, path: path.trim().to_owned(), value, expects });
        }
        blocks.push(block);
    }
    blocks
}

/// A line without its expectation.
pub(super) fn without_comment(line: &str) -> &str {
    line.rfind("  # CP").map_or(line, |at| line[..at].trim_end())
}

impl Patch {
    /// Changes a plan; gives the path that was changed.
    pub(super) fn apply(&self, plan: &mut Value) -> Result<Path, String> {
        let path = Path::read(&self.path)?;
        match &self.value {
            Some(value) => path.set(plan, value.clone()),
            None => path.delete(plan),
        }
    }

    /// Whether it deletes.
    pub(super) fn deletes(&self) -> bool {
        self.value.is_none()
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Key(String),
    At(usize),
    Append,
}

/// Keys and positions that lead to a value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Path(Vec<Step>);

impl Path {
    fn read(text: &str) -> Result<Self, String> {
        let mut steps = Vec::new();
        for part in text.split('.') {
            let (key, positions) = part.split_at(part.find('[').unwrap_or(part.len()));
            if !key.is_empty() {
                steps.push(Step::Key(key.to_owned()));
            }
            for position in positions.split('[').skip(1) {
                let position = position.strip_suffix(']').ok_or("an open [")?;
                steps.push(if position == "+" {
                    Step::Append
                } else {
                    Step::At(position.parse().map_err(|_| "no position")?)
                });
            }
        }
        Ok(Self(steps))
    }

    /// The path of what holds it.
    pub(super) fn parent(&self) -> Self {
        Self(self.0.iter().take(self.0.len().saturating_sub(1)).cloned().collect())
    }

    fn child(&self, step: Step) -> Self {
        Self(self.0.iter().cloned().chain([step]).collect())
    }

    /// Puts a value there; keys on the way are made, positions must exist or be the next.
    pub(super) fn set(&self, plan: &mut Value, value: Value) -> Result<Self, String> {
        let mut done = Self::default();
        let mut here = plan;
        for step in &self.0 {
            let (next, taken) = enter(here, step)?;
            here = next;
            done.0.push(taken);
        }
        *here = value;
        Ok(done)
    }

    /// Takes the value away.
    pub(super) fn delete(&self, plan: &mut Value) -> Result<Self, String> {
        let mut here = plan;
        let Some((last, steps)) = self.0.split_last() else { return Err("nothing to delete".to_owned()) };
        for step in steps {
            here = enter(here, step)?.0;
        }
        let gone = match (last, here) {
            (Step::Key(key), Value::Mapping(map)) => map.shift_remove(key.as_str()).is_some(),
            (Step::At(at), Value::Sequence(items)) if *at < items.len() => {
                items.remove(*at);
                true
            }
            _ => false,
        };
        if gone { Ok(self.clone()) } else { Err("is not there".to_owned()) }
    }
}

fn enter<'v>(value: &'v mut Value, step: &Step) -> Result<(&'v mut Value, Step), String> {
    match step {
        Step::Key(key) => {
            if value.is_null() {
                *value = Value::Mapping(Mapping::new());
            }
            let map = value.as_mapping_mut().ok_or_else(|| format!("«{key}» is not in a map"))?;
            Ok((map.entry(Value::String(key.clone())).or_insert(Value::Null), step.clone()))
        }
        Step::At(_) | Step::Append => {
            if value.is_null() {
                *value = Value::Sequence(Vec::new());
            }
            let items = value.as_sequence_mut().ok_or("not a list")?;
            let at = if let Step::At(at) = step { *at } else { items.len() };
            if at == items.len() {
                items.push(Value::Null);
            }
            let item = items.get_mut(at).ok_or_else(|| format!("there is no [{at}]"))?;
            Ok((item, Step::At(at)))
        }
    }
}

/// The place of the value at a path in a plan that was read.
pub(super) fn span_at(root: &Node, path: &str) -> Option<Span> {
    let mut here = root;
    for step in Path::read(path).ok()?.0 {
        here = match (step, &here.kind) {
            (Step::Key(key), _) => &here.get(&key)?.value,
            (Step::At(at), Kind::Seq(items)) => items.get(at)?,
            _ => return None,
        };
    }
    Some(here.span)
}

/// The paths of all values below a value.
pub(super) fn every_path(value: &Value, here: &Path, found: &mut Vec<Path>) {
    let children: Vec<(Step, &Value)> = match value {
        Value::Mapping(map) => {
            map.iter().map(|(key, value)| (Step::Key(key.as_str().unwrap_or_default().to_owned()), value)).collect()
        }
        Value::Sequence(items) => items.iter().enumerate().map(|(at, value)| (Step::At(at), value)).collect(),
        _ => Vec::new(),
    };
    for (step, child) in children {
        let path = here.child(step);
        every_path(child, &path, found);
        found.push(path);
    }
}

impl std::fmt::Display for Path {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        for (at, step) in self.0.iter().enumerate() {
            match step {
                Step::Key(key) if at == 0 => write!(f, "{key}")?,
                Step::Key(key) => write!(f, ".{key}")?,
                Step::At(at) => write!(f, "[{at}]")?,
                Step::Append => write!(f, "[+]")?,
            }
        }
        Ok(())
    }
}
