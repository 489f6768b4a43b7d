//! From the YAML tree to typed values, telling every mistake and stopping at none.
//!
//! A record is declared once, with [`record!`](crate::record): the declaration gives the struct, its reader (unknown keys,
//! wrong kinds, bad values, each at its place) and its part of the JSON Schema. No value is ever an `Err`: what cannot be
//! read is told to the [`Reader`] and left blank, so that one mistake never hides another.

mod lists;
mod nearest;
mod reader;

pub use lists::{List, Named};
pub use reader::{Common, Homes, Reader};

pub use super::problem::quoted;

use super::plain::plain;
use super::problem::ProblemCode;
use super::schema::SchemaBuilder;
use super::span::Span;
use super::struck;
use super::yaml::{Kind, Node};
use serde_json::Value;
use std::sync::OnceLock;

/// Something that can be read from a node of the YAML tree.
pub trait Read: Default {
    /// Reads the value; tells mistakes to `reader` and leaves blank what cannot be read.
    fn read(node: &Node, reader: &mut Reader) -> Self;

    /// The single texts that a text means where a list of such values is wanted: 「月・木」 is two of them. None when a list
    /// must be written as one.
    #[must_use]
    fn parts(_: &str) -> Option<Vec<&str>> {
        None
    }

    /// The JSON Schema of this value.
    fn schema(builder: &mut SchemaBuilder) -> Value;
}

/// A value written as one piece of text: a date, a number, a choice, a sentence.
pub trait Scalar: Sized {
    /// What it is called in messages, e.g. 「日付」.
    const WHAT: &'static str;

    /// Whether it is prose, printed as it stands: then words that YAML takes away are told.
    const IS_PROSE: bool = false;

    /// The single texts that a text means where a list of such values is wanted, see [`Read::parts`]; for choices from a few
    /// words, among which no word can be misunderstood.
    #[must_use]
    fn parts(_: &str) -> Option<Vec<&str>> {
        None
    }

    /// Reads the text. The error is a sentence that says why it cannot be read.
    ///
    /// # Errors
    /// When the text is not such a value.
    fn parse(text: &str) -> Result<Self, BadValue>;

    /// The JSON Schema of the text.
    #[must_use]
    fn schema() -> Value {
        serde_json::json!({ "type": "string" })
    }
}

/// A text between marks that separate words: 「月・木」「紹介、継続」.
#[must_use]
pub fn words(text: &str) -> Vec<&str> {
    text.split(['・', '･', '、', '､', '，', ',', '／', '/']).map(str::trim).filter(|word| !word.is_empty()).collect()
}

/// Why a text is not a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadValue {
    /// Which kind of mistake; mostly [`ProblemCode::BadValue`].
    pub code: ProblemCode,
    /// What is wrong, a sentence.
    pub message: String,
    /// How to mend it.
    pub help: Option<String>,
    /// What should stand there instead, when that can be known.
    pub instead: Option<String>,
    /// Whether it can be nothing else.
    pub certain: bool,
}

impl BadValue {
    /// An impossible value.
    pub fn new(message: impl Into<String>) -> Self {
        Self { code: ProblemCode::BadValue, message: message.into(), help: None, instead: None, certain: false }
    }

    /// Adds how to mend it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds what should stand there instead, when it can be nothing else.
    #[must_use]
    pub fn instead(mut self, text: impl Into<String>) -> Self {
        (self.instead, self.certain) = (Some(text.into()), true);
        self
    }

    /// Says which words can be chosen, and the one that was meant where a letter is wrong, too much or missing.
    #[must_use]
    pub fn one_of(self, text: &str, words: &[&str]) -> Self {
        let bad = self.help(format!("{}のどれかを書いてください", words.join("・")));
        match nearest::chosen(text, words) {
            Some(word) => bad.instead(word),
            None => bad,
        }
    }

    /// Adds what should perhaps stand there instead.
    #[must_use]
    pub fn perhaps(mut self, text: impl Into<String>) -> Self {
        (self.instead, self.certain) = (Some(text.into()), false);
        self
    }
}

/// A word that is chosen, not written: nobody misses a comment behind it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Word(pub String);

impl Scalar for Word {
    const WHAT: &'static str = "言葉";

    fn parse(text: &str) -> Result<Self, BadValue> {
        String::parse(text).map(Self)
    }

    fn schema() -> Value {
        String::schema()
    }
}

/// One value of a file: what was understood, what was written, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field<T> {
    value: Option<T>,
    text: String,
    span: Span,
    plain: Kept,
}

/// A text as it is compared, made when somebody first compares it: dozens of rules ask for the same one.
#[derive(Clone, Debug, Default)]
struct Kept(OnceLock<Box<str>>);

/// It says nothing that the text does not.
impl PartialEq for Kept {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Kept {}

impl<T> Default for Field<T> {
    fn default() -> Self {
        Self::new(None, String::new(), Span::DETACHED)
    }
}

impl<T> Field<T> {
    fn new(value: Option<T>, text: String, span: Span) -> Self {
        Self { value, text, span, plain: Kept::default() }
    }

    /// A value born from code, without a place.
    #[must_use]
    pub fn of(value: T, text: impl Into<String>) -> Self {
        Self::new(Some(value), text.into(), Span::DETACHED)
    }

    /// The value, when something was written and understood.
    #[must_use]
    pub const fn get(&self) -> Option<&T> {
        self.value.as_ref()
    }

    /// The text as written (quotes and block marks removed).
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text as it is compared with others: after NFKC, without spaces ([`plain`]).
    #[must_use]
    pub fn plain(&self) -> &str {
        self.plain.0.get_or_init(|| plain(&self.text).into_boxed_str())
    }

    /// Where it stands; detached when the key is missing.
    #[must_use]
    pub const fn span(&self) -> Span {
        self.span
    }

    /// Whether nothing is there to print: the key is missing, or its text is empty.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Whether the key is missing altogether.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        self.span.is_detached() && self.text.is_empty() && self.value.is_none()
    }
}

/// Names, each once by its [`plain`] text, as first written; blank ones left out.
pub fn each_once<'a>(names: impl Iterator<Item = &'a Field<String>>) -> Vec<&'a Field<String>> {
    let mut all: Vec<&Field<String>> = Vec::new();
    for name in names.filter(|name| !name.is_blank()) {
        if !all.iter().any(|known| known.plain() == name.plain()) {
            all.push(name);
        }
    }
    all
}

impl Field<String> {
    /// Takes another spelling of the same text: what is compared stays.
    pub fn respell(&mut self, text: &str) {
        debug_assert_eq!(self.plain(), plain(text), "another text");
        self.text.clear();
        self.text.push_str(text);
        self.value = self.value.take().map(|_| text.to_owned());
    }
}

impl<T: Copy> Field<T> {
    /// The value itself.
    #[must_use]
    pub fn value(&self) -> Option<T> {
        self.value
    }
}

impl<T: Scalar> Read for Field<T> {
    fn read(node: &Node, reader: &mut Reader) -> Self {
        let text = match &node.kind {
            Kind::Null => {
                if T::IS_PROSE {
                    reader.remarks(node);
                }
                return Self::new(None, String::new(), node.span);
            }
            Kind::Scalar(text) if T::IS_PROSE => reader.prose(node, text),
            Kind::Scalar(text) => text.clone(),
            Kind::Seq(_) | Kind::Map(_) => {
                let help = "値を一つだけ書いてください。「[」や「{」で始まる文は、全体を '…' で囲みます";
                reader.wrong(node, &format!("一つの{}", T::WHAT), help);
                return Self::new(None, String::new(), node.span);
            }
        };
        if text.trim().is_empty() {
            return Self::new(None, text, node.span);
        }
        let value = T::parse(&struck::now(&text)).map_err(|bad| reader.bad_text(node, bad)).ok();
        Self::new(value, text, node.span)
    }

    fn parts(text: &str) -> Option<Vec<&str>> {
        T::parts(text)
    }

    /// Blank is allowed everywhere: a draft prints: what is missing is not for reading to say.
    fn schema(_: &mut SchemaBuilder) -> Value {
        let mut schema = T::schema();
        if let Some(Value::Array(choices)) = schema.get_mut("enum") {
            for blank in [Value::from(""), Value::Null] {
                if !choices.contains(&blank) {
                    choices.push(blank);
                }
            }
        }
        schema
    }
}

impl Scalar for String {
    const WHAT: &'static str = "文字";
    const IS_PROSE: bool = true;

    fn parse(text: &str) -> Result<Self, BadValue> {
        match text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
            None => Ok(text.to_owned()),
            Some(control) => Err(BadValue {
                code: ProblemCode::Control,
                message: format!("印刷できない制御文字（U+{:04X}）が含まれています", u32::from(control)),
                help: Some("この文字を消してください".to_owned()),
                instead: None,
                certain: false,
            }),
        }
    }

    /// Numbers too: what looks like a number to an editor is text here.
    fn schema() -> Value {
        serde_json::json!({ "type": ["string", "number", "boolean", "null"] })
    }
}
