//! What can be wrong with a file's text, as facts; how it is shown is [`crate::report`]'s business.

use super::Span;

/// A mistake of reading: what the text says cannot be understood, and would be lost on paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Which kind of mistake.
    pub code: ProblemCode,
    /// The place to underline.
    pub span: Span,
    /// What is wrong, a Japanese sentence.
    pub message: String,
    /// How to mend it, when that can be said.
    pub help: Option<String>,
    /// Another place that belongs to it, with a few words about it.
    pub related: Vec<(Span, String)>,
}

impl Problem {
    /// A problem without help.
    #[must_use]
    pub fn new(code: ProblemCode, span: Span, message: impl Into<String>) -> Self {
        Self { code, span, message: message.into(), help: None, related: Vec::new() }
    }

    /// Adds how to mend it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds a second place.
    #[must_use]
    pub fn related(mut self, span: Span, words: impl Into<String>) -> Self {
        self.related.push((span, words.into()));
        self
    }
}

/// A text as messages quote it: on one line, not too long.
#[must_use]
pub fn quoted(text: &str) -> String {
    const MOST: usize = 40;
    let mut quoted: String = text.trim().chars().take(MOST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.trim().chars().count() > MOST {
        quoted.push('…');
    }
    format!("「{quoted}」")
}

macro_rules! codes {
    ($($variant:ident = $code:literal, $name:literal, $doc:literal;)+) => {
        /// Kinds of reading mistakes; the numbers never change and are never reused.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ProblemCode { $(#[doc = $doc] $variant,)+ }

        impl ProblemCode {
            /// All of them, in the order of their numbers.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The printed code, e.g. `YML003`.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The name, e.g. `unknown-key`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// What it is about, in one Japanese sentence.
            #[must_use]
            pub const fn summary(self) -> &'static str {
                match self { $(Self::$variant => $doc,)+ }
            }
        }
    };
}

codes! {
    Syntax = "YML001", "syntax-error", "YAMLの書き方の誤り";
    Encoding = "YML002", "not-utf-8", "文字コードがUTF-8でない";
    UnknownKey = "YML003", "unknown-key", "この形式にない項目名";
    DuplicateKey = "YML004", "duplicate-key", "同じ項目が二度書かれている";
    WrongKind = "YML005", "wrong-kind", "値の種類の誤り（一覧・まとまり・文字の取り違え）";
    BadValue = "YML006", "impossible-value", "読み取れない値、またはあり得ない値";
    Tab = "YML007", "tab", "字下げにタブが使われている";
    FullWidth = "YML008", "full-width-punctuation", "YAMLの記号が全角で書かれている";
    Empty = "YML009", "empty-file", "中身のないファイル";
    TooLarge = "YML010", "too-large", "大きすぎるファイル、長すぎる文、深すぎる入れ子、または多すぎる参照";
    NotCovered = "YML011", "not-covered", "この様式の対象でない要介護状態区分";
    Reference = "YML012", "unreadable-reference", "名前で指された別のファイルが読めない";
    Control = "YML013", "control-character", "印刷できない制御文字";
    LostText = "YML014", "text-read-as-comment", "文の一部がコメントと読まれ、印字されない";
    Unprintable = "YML015", "unprintable-character", "内蔵の書体にない文字";
}
