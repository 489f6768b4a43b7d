//! The one way to change a plan's text: changes by path become edits of bytes that touch nothing else.
//!
//! The law: after each change the text is read again. The value at the path is the one that was asked for, every other value
//! is what it was, and what was put in or taken out lies in the place that was touched; a style of its own is kept as long
//! as it can hold the new value. A way of writing that does not keep the law is no way; when none is left, the changes are
//! refused together, with a sentence. What a plan is, which keys it has and in which order, is not known here.
//!
//! Start at [`edit`]; [`value`] has the words, [`place`] the ways of writing, [`hunks`] adds rounds up.

mod hunks;
mod place;
mod value;
mod write;

pub use hunks::{TextEdit, apply};
pub use value::{Change, Path, Step, Value};
pub use write::{double, is_plain, is_yamls_own};

use super::yaml::layout::{Form, Laid, layout};
use super::yaml::{self, Node};
use super::{FileId, ProblemCode, SourceFile};
use hunks::Hunks;
use place::{Found, Way, Writer};
use write::Habit;

/// What changes made of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edited {
    /// The new text.
    pub text: String,
    /// The edits that lead to it, in places of the old text, in order and apart from each other.
    pub edits: Vec<TextEdit>,
    /// What the writer should know, in sentences: a reference that was written out.
    pub notes: Vec<String>,
}

/// Why changes are not made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// A Japanese sentence.
    pub message: String,
}

impl Refused {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }
}

/// A text that was read whole.
struct Whole {
    root: Option<Node>,
    value: Value,
    n_problems: usize,
}

fn read(text: &str) -> Option<Whole> {
    let tree = yaml::parse(FileId(0), &SourceFile::new("", text));
    let value = tree.root.as_ref().map_or(Value::Null, Value::from);
    // A reference to nothing is told without breaking the reading; what stands there is not known all the same.
    let whole = !tree.broken && tree.problems.iter().all(|problem| problem.code != ProblemCode::Syntax);
    whole.then_some(Whole { root: tree.root, value, n_problems: tree.problems.len() })
}

/// Makes changes, one after the other: each speaks of the plan that the one before left.
///
/// # Errors
/// When one of them can't be made without touching anything else. Then none is made.
pub fn edit(original: &str, changes: &[Change]) -> Result<Edited, Refused> {
    let (mark, body) = original.strip_prefix('\u{feff}').map_or(("", original), |body| ("\u{feff}", body));
    let mut text = body.to_owned();
    let (mut hunks, mut notes) = (Hunks::default(), Vec::new());
    let mut whole = read(&text)
        .ok_or_else(|| Refused::new("YAMLとして読めないところがあるので、書き換えられません。先に直してください"))?;
    for change in changes {
        let change = &change.spelt_as_in(&whole.value);
        let (new, way) = one(&text, &whole, change, &mut notes)?;
        hunks.add(&way);
        (text, whole) = new;
    }
    let mut edits = hunks.done();
    for edit in &mut edits {
        edit.start += mark.len();
        edit.end += mark.len();
    }
    Ok(Edited { text: format!("{mark}{text}"), edits, notes })
}

/// One change: the first way of writing it that keeps the law.
fn one(text: &str, whole: &Whole, change: &Change, notes: &mut Vec<String>) -> Result<((String, Whole), Way), Refused> {
    let path = change.path();
    let wanted = change
        .apply(&whole.value)
        .ok_or_else(|| Refused::new(format!("「{path}」というところはこのファイルにありません")))?;
    if wanted == whole.value {
        let same = Whole { root: whole.root.clone(), value: wanted, n_problems: whole.n_problems };
        return Ok(((text.to_owned(), same), Vec::new()));
    }
    let laid = layout(text).map_err(|()| Refused::new("このファイルの書き方では、ほかを変えずに書き換えられません"))?;
    let habit = habit(text, laid.as_ref());
    let (person, cautious) = (Writer { text, habit }, Writer { text, habit: Habit { cautious: true, ..habit } });
    let mut told = Vec::new();
    let all = ways(&person, laid.as_ref(), change, &wanted, notes);
    for way in all.into_iter().chain(ways(&cautious, laid.as_ref(), change, &wanted, &mut told)) {
        let Some(new) = apply(text, &way) else { continue };
        let Some(read) = read(&new) else { continue };
        if read.n_problems <= whole.n_problems && read.value.same(&wanted) {
            return Ok(((new, read), way));
        }
    }
    // Reading takes out what nobody sees, and tells it: no way of writing brings it back.
    if let Some(unseen) = wanted.at(&path.0).and_then(Value::unseen) {
        return Err(Refused::new(format!("{unseen}。{}", super::unseen::TO_MEND)));
    }
    let shared = laid.as_ref().is_some_and(|laid| is_shared(laid, &path.0));
    Err(Refused::new(if shared {
        format!(
            "「{path}」は、ほかのところからも参照（*名前）されています。ここだけを書き換えることはできません。参照をやめて値をそのまま書いてください"
        )
    } else {
        format!("「{path}」は、この書き方のままでは、ほかを変えずに書き換えられません")
    }))
}

/// The ways of writing a change, the best first.
fn ways(writer: &Writer, laid: Option<&Laid>, change: &Change, wanted: &Value, notes: &mut Vec<String>) -> Vec<Way> {
    let path = change.path();
    let Some(laid) = laid.filter(|laid| !matches!(laid.form, Form::Empty)) else {
        return match path.0.first() {
            Some(Step::Key(key)) => {
                wanted.at(&path.0[..1]).map_or_else(Vec::new, |value| writer.begin(key, &styled(value, change, 1)))
            }
            _ => Vec::new(),
        };
    };
    // An item is taken out of, a key renamed in, what stands above it.
    let (target, last) = match change {
        Change::Remove { path } => match path.0.split_last() {
            Some((last, parent)) => (parent, Some(last)),
            None => return Vec::new(),
        },
        _ => (path.0.as_slice(), None),
    };
    match place::find(laid, target) {
        Some(Found::Whole(found)) => match (change, &found.laid.form) {
            (Change::Set { value, .. }, _) => writer.replace(found, value),
            (Change::InsertItem { at, value, .. }, Form::List { items, .. }) if *at <= items.len() => {
                writer.insert_item(found, *at, value)
            }
            (Change::InsertItem { value, .. }, _) => writer.replace(found, &Value::List(vec![value.clone()])),
            (Change::MoveItem { from, to, .. }, _) => writer.move_item(found, *from, *to),
            (Change::Reorder { order, .. }, _) => writer.reorder(found, order),
            (Change::RenameKey { to, .. }, _) => Writer::rename(found, to),
            (Change::Remove { .. }, Form::List { .. }) => match last {
                Some(Step::Item(at)) => writer.remove(found, *at),
                _ => Vec::new(),
            },
            (Change::Remove { .. }, Form::Map { pairs, .. }) => match last {
                Some(Step::Key(key)) => {
                    pairs.iter().position(|pair| pair.name == *key).map_or_else(Vec::new, |at| writer.remove(found, at))
                }
                _ => Vec::new(),
            },
            (Change::Remove { .. }, _) => Vec::new(),
        },
        Some(Found::Reference(found, depth)) => {
            if let (Change::RenameKey { to, .. }, true) = (change, depth == target.len()) {
                return Writer::rename(found, to);
            }
            // The reference is written out where it is used; what it points to stays as it is.
            let Some(value) = wanted.at(&path.0[..depth]) else { return Vec::new() };
            if depth < path.0.len() || !matches!(change, Change::Set { .. }) {
                let place = Path(path.0[..depth].to_vec());
                notes.push(format!("「{place}」の参照（*名前）をやめて、値をそのまま書きました"));
            }
            writer.replace(found, &styled(value, change, depth))
        }
        Some(Found::Missing(found, depth)) => {
            let (Some(Step::Key(key)), Some(value)) = (path.0.get(depth), wanted.at(&path.0[..=depth])) else {
                return Vec::new();
            };
            let value = styled(value, change, depth + 1);
            let order: &[String] = match change {
                Change::Set { order, .. } if depth + 1 == path.0.len() => order,
                Change::Remove { .. } | Change::RenameKey { .. } => return Vec::new(),
                _ => &[],
            };
            match &found.laid.form {
                Form::Map { pairs, .. } if !pairs.is_empty() || found.laid.is_flow() => {
                    writer.insert_key(found, key, &value, order)
                }
                _ => writer.replace(found, &Value::Map(vec![(key.clone(), value)])),
            }
        }
        None => Vec::new(),
    }
}

/// A value of the wanted tree with the caller's wishes about style, where it is what the caller gave.
fn styled(value: &Value, change: &Change, depth: usize) -> Value {
    match change {
        Change::Set { value, path, .. } if path.0.len() == depth => value.clone(),
        Change::InsertItem { value, list, .. } if list.0.len() == depth => Value::List(vec![value.clone()]),
        _ => value.clone(),
    }
}

/// Whether a marked value lies on the way of a path.
fn is_shared(laid: &Laid, path: &[Step]) -> bool {
    let below = |laid: &Laid| -> bool {
        let mut stack = vec![laid];
        while let Some(laid) = stack.pop() {
            if laid.marked {
                return true;
            }
            match &laid.form {
                Form::List { items, .. } => stack.extend(items.iter().map(|item| &item.value)),
                Form::Map { pairs, .. } => stack.extend(pairs.iter().map(|pair| &pair.value)),
                _ => {}
            }
        }
        false
    };
    let mut laid = laid;
    for step in path {
        if laid.marked {
            return true;
        }
        let next = match (&laid.form, step) {
            (Form::List { items, .. }, Step::Item(at)) => items.get(*at).map(|item| &item.value),
            (Form::Map { pairs, .. }, Step::Key(key)) => {
                pairs.iter().find(|pair| pair.name == *key).map(|pair| &pair.value)
            }
            _ => None,
        };
        let Some(next) = next else { return false };
        laid = next;
    }
    below(laid)
}

/// How a file is written: its first line end, its first indents.
fn habit(text: &str, laid: Option<&Laid>) -> Habit {
    let eol = super::line_end_of(text);
    let column = |at: usize| at - text[..at].rfind(['\n', '\r']).map_or(0, |found| found + 1);
    let (mut step, mut dash) = (None, None);
    let mut stack: Vec<&Laid> = laid.into_iter().collect();
    while let Some(laid) = stack.pop() {
        match &laid.form {
            Form::Map { flow: false, pairs } => {
                for pair in pairs.iter().rev() {
                    let key = column(pair.key.start);
                    match &pair.value.form {
                        Form::Map { flow: false, pairs } => {
                            step = pairs.first().map(|first| column(first.key.start).saturating_sub(key)).or(step);
                        }
                        Form::List { flow: false, items } => {
                            let first = items.first().and_then(|item| item.dash);
                            dash = first.map(|first| column(first).saturating_sub(key)).or(dash);
                        }
                        _ => {}
                    }
                }
                stack.extend(pairs.iter().rev().map(|pair| &pair.value));
            }
            Form::List { flow: false, items } => stack.extend(items.iter().rev().map(|item| &item.value)),
            _ => {}
        }
        if step.is_some() && dash.is_some() {
            break;
        }
    }
    let step = step.filter(|step| (1..=8).contains(step)).unwrap_or(2);
    Habit { eol, step, dash: dash.filter(|dash| *dash <= 8).unwrap_or(2), cautious: false }
}
