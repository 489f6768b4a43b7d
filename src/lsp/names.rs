//! Names that stand in several places: providers and persons; where they are said, where they are used, and how all of
//! them change together. They are compared as the rules compare them: a blank or another width makes no other name.

use super::document::Document;
use crate::case::read;
use crate::source::edit::{self, Change, TextEdit, Value};
use crate::source::parse::decode;
use crate::source::yaml::{Kind, Node};
use crate::source::{FileId, SourceFile, Span, same_name, to_u32};
use unicode_normalization::UnicodeNormalization;

/// The name under the cursor, when it is one of this plan's providers or persons.
#[must_use]
pub(super) fn name_at(document: &Document, offset: u32) -> Option<String> {
    let key = keys(document).into_iter().find(|(_, span)| span.start <= offset && offset <= span.end);
    let name =
        key.map(|(key, _)| key.to_owned()).or_else(|| document.text_at(offset).map(|(text, _)| text.to_owned()))?;
    let name = name.trim().to_owned();
    names(document).iter().any(|known| same_name(known, &name)).then_some(name)
}

fn names(document: &Document) -> Vec<String> {
    let case = &document.checked.case.file;
    let providers = case
        .providers
        .get()
        .map(|providers| providers.iter().map(|(name, _)| name.text().trim().to_owned()).collect::<Vec<_>>());
    let persons = case
        .family
        .iter()
        .map(|member| member.name.text())
        .chain(case.physicians.iter().map(|doctor| doctor.name.text()));
    let persons = persons.chain(case.client.iter().map(|client| client.name.text()));
    providers
        .unwrap_or_default()
        .into_iter()
        .chain(persons.map(|name| name.trim().to_owned()))
        .filter(|name| !name.is_empty())
        .collect()
}

fn keys(document: &Document) -> Vec<(&str, Span)> {
    let entry = document.checked.case.root.as_ref().and_then(|root| root.get("サービス事業所"));
    match entry.map(|entry| &entry.value.kind) {
        Some(Kind::Map(entries)) => entries.iter().map(|entry| (entry.key.as_str(), entry.key_span)).collect(),
        _ => Vec::new(),
    }
}

/// Where a name is said first: the provider's entry (perhaps in the office's file), the person's own 氏名.
#[must_use]
pub(super) fn definition(document: &Document, name: &str) -> Option<Span> {
    let case = &document.checked.case.file;
    let provider = case
        .providers
        .get()
        .and_then(|providers| providers.iter().find(|(key, _)| same_name(key.text(), name)))
        .map(|(key, _)| key.span());
    let family = case.family.iter().map(|member| &member.name).chain(case.physicians.iter().map(|doctor| &doctor.name));
    let person =
        family.chain(case.client.iter().map(|client| &client.name)).find(|field| same_name(field.text(), name));
    provider.or_else(|| person.map(crate::source::Field::span)).filter(|span| !span.is_detached())
}

/// 第４表: from the number of a topic to what was said about it, and on to what was decided.
#[must_use]
pub(super) fn topic(document: &Document, offset: u32) -> Option<Span> {
    let meeting = document
        .checked
        .case
        .file
        .meetings
        .iter()
        .find(|meeting| meeting.span.start <= offset && offset <= meeting.span.end)?;
    let (text, span) = document.text_at(offset)?;
    let fields = [&meeting.topics, &meeting.discussion, &meeting.conclusion];
    let from = fields.iter().position(|field| field.span() == span)?;
    let to = fields[(from + 1) % fields.len()];
    // The number that begins the cursor's line.
    let file = document.file();
    let line = file.line(file.line_of(offset)).trim();
    let number = line.trim_start_matches(|c: char| !c.is_alphanumeric()).chars().next().filter(|_| !text.is_empty())?;
    let start = file.slice(to.span()).lines().scan(0, |at, line| {
        let own = *at;
        *at += line.len() + 1;
        Some((own, line))
    });
    let found = start.into_iter().find(|(_, line)| line.trim().starts_with(number)).map_or(0, |(at, _)| at);
    let start = to.span().start + to_u32(found);
    Some(Span { start, end: start, ..to.span() })
}

/// All places of a name in the plan.
#[must_use]
pub(super) fn references(document: &Document, name: &str) -> Vec<Span> {
    let texts = document.texts().into_iter().filter(|(text, _)| same_name(text, name)).map(|(_, span)| span);
    let keys = keys(document).into_iter().filter(|(key, _)| same_name(key, name)).map(|(_, span)| span);
    keys.chain(texts).collect()
}

/// Why a name cannot become this one.
#[must_use]
pub(super) fn refused(document: &Document, old: &str, new: &str) -> Option<String> {
    let other = |known: &String| same_name(known, new) && !same_name(known, old);
    if new.is_empty() {
        Some("新しい名前が空です。名前を書いてください".to_owned())
    } else if new.contains(char::is_control) {
        Some("名前に改行やタブは使えません。一行で書いてください".to_owned())
    } else if names(document).iter().any(other) {
        Some(format!("「{new}」は、ほかの事業所か人の名前です。二つが一つになってしまうので、変えませんでした"))
    } else {
        None
    }
}

/// The file that holds a provider's entry, as plans beside it name it.
#[must_use]
pub(super) fn office_of(document: &Document, name: &str) -> Option<String> {
    let file = document.checked.sources.file_of(definition(document, name)?)?.name();
    let own = file == document.file().name();
    let name = if own { file.rsplit(['/', '\\']).next().unwrap_or(file) } else { file };
    Some(bare(name).to_owned())
}

fn bare(name: &str) -> &str {
    name.trim().trim_start_matches("./")
}

/// A text in which the name of a file is found as the folder finds it: macOS takes 「が」 apart, and people type Ａ for A.
fn as_found(text: &str) -> String {
    text.nfkc().collect()
}

/// A file in which a name may stand: what it says, and whether that can be read.
pub(super) struct Written {
    pub(super) file: SourceFile,
    pub(super) readable: bool,
}

impl Written {
    /// Of an editor, whose texts have no encoding any more.
    pub(super) fn shown(name: &str, text: &str) -> Self {
        Self { file: SourceFile::new(name, text), readable: true }
    }

    pub(super) fn on_disk(name: &str, bytes: &[u8]) -> Self {
        let (file, problem) = decode(name, bytes, FileId(0));
        Self { file, readable: problem.is_none() }
    }

    /// The tree, with keys as the format spells them.
    fn root(&self) -> Option<Node> {
        let tree = read::tree(FileId(0), &self.file);
        tree.root.filter(|_| self.readable && !tree.broken)
    }

    /// The edits that call a name otherwise.
    ///
    /// # Errors
    /// It cannot be read, or not be written without touching more: it would be left with a name that is nobody's.
    pub(super) fn renamed(&self, old: &str, new: &str) -> Result<Vec<TextEdit>, String> {
        let name = self.file.name();
        let root = self.root().ok_or_else(|| {
            format!("「{name}」を読めないので、名前を変えませんでした。先に「{name}」を直してください")
        })?;
        self.edits(&root, old, new)
    }

    /// The same of another plan, where it has its providers from this office's file.
    ///
    /// # Errors
    /// As above.
    pub(super) fn renamed_with(&self, office: &str, old: &str, new: &str) -> Result<Vec<TextEdit>, String> {
        let office = as_found(office);
        if !as_found(self.file.text()).contains(&office) {
            return Ok(Vec::new());
        }
        let root = self.root().ok_or_else(|| {
            let name = self.file.name();
            format!("「{name}」も「{office}」を使っていますが、読めないので、名前を変えませんでした。先に「{name}」を直してください")
        })?;
        let providers = root.get("サービス事業所").map(|entry| &entry.value.kind);
        let shares = matches!(providers, Some(Kind::Scalar(named)) if as_found(bare(named)) == office);
        if shares { self.edits(&root, old, new) } else { Ok(Vec::new()) }
    }

    fn edits(&self, root: &Node, old: &str, new: &str) -> Result<Vec<TextEdit>, String> {
        let mut changes = Vec::new();
        collect(root, &edit::Path::default(), old, new, &mut changes);
        let edited = edit::edit(self.file.text(), &changes).map_err(|refused| {
            format!("「{}」を書き換えられないので、名前を変えませんでした。{}", self.file.name(), refused.message)
        });
        Ok(edited?.edits)
    }
}

fn collect(node: &Node, path: &edit::Path, old: &str, new: &str, changes: &mut Vec<Change>) {
    match &node.kind {
        Kind::Scalar(text) if same_name(text, old) => changes.push(Change::set(path.clone(), Value::text(new))),
        Kind::Null | Kind::Scalar(_) => {}
        Kind::Seq(items) => {
            items.iter().enumerate().for_each(|(at, item)| collect(item, &path.item(at), old, new, changes));
        }
        Kind::Map(entries) => {
            for entry in entries {
                collect(&entry.value, &path.key(entry.key.as_str()), old, new, changes);
            }
            for entry in entries.iter().filter(|entry| same_name(&entry.key, old)) {
                changes.push(Change::RenameKey { path: path.key(entry.key.as_str()), to: new.to_owned() });
            }
        }
    }
}
