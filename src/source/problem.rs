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
    /// The change of the file that mends it, where what was meant can be known.
    pub fix: Option<Box<Fix>>,
    /// Whether other mistakes came of it, which are told as places beside it and no more for themselves.
    pub hides: bool,
}

/// 「直し方」 a change of the file that mends a mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What is done, a few Japanese words: 「『フリガナ』に直す」.
    pub title: String,
    /// What stands where afterwards: pieces that do not overlap, all of one file. An empty span is a place to insert at.
    pub edits: Vec<(Span, String)>,
    /// Whether the writer can have meant nothing else; otherwise a person must choose it.
    pub certain: bool,
}

impl Fix {
    /// A change that can only be right: one text in the place of another.
    #[must_use]
    pub fn certain(title: impl Into<String>, span: Span, text: impl Into<String>) -> Self {
        Self { title: title.into(), edits: vec![(span, text.into())], certain: true }
    }

    /// A change that is right as a rule.
    #[must_use]
    pub fn likely(title: impl Into<String>, span: Span, text: impl Into<String>) -> Self {
        Self { certain: false, ..Self::certain(title, span, text) }
    }
}

impl Problem {
    /// A problem without help.
    #[must_use]
    pub fn new(code: ProblemCode, span: Span, message: impl Into<String>) -> Self {
        Self { code, span, message: message.into(), help: None, related: Vec::new(), fix: None, hides: false }
    }

    /// Whether what was read may be less than what was written: by its kind, or by what came of it.
    #[must_use]
    pub const fn leaves_gaps(&self) -> bool {
        self.hides || self.code.leaves_gaps()
    }

    /// Takes what came of it: those places are told beside it.
    pub(crate) fn take(&mut self, places: impl IntoIterator<Item = (Span, String)>) {
        let before = self.related.len();
        self.related.extend(places);
        self.hides |= self.related.len() > before;
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

    /// Adds the change that mends it.
    #[must_use]
    pub fn fix(mut self, fix: Fix) -> Self {
        self.fix = Some(Box::new(fix));
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

impl ProblemCode {
    /// Whether what stands behind such a mistake may not have been read at all.
    #[must_use]
    pub const fn breaks_file(self) -> bool {
        matches!(self, Self::Syntax | Self::Encoding | Self::Tab | Self::FullWidth | Self::Empty | Self::TooLarge)
    }

    /// Whether what was read may be less than what was written: a key, a value, a list or a file that is not where it was meant.
    #[must_use]
    pub const fn leaves_gaps(self) -> bool {
        let of_parts = matches!(self, Self::UnknownKey | Self::DuplicateKey | Self::WrongKind | Self::BadValue);
        // A sign that is none may stand in a key, or make one of a line end.
        self.breaks_file() || of_parts || matches!(self, Self::Reference | Self::Control)
    }

    /// Whether it is only told: everything could be read, but perhaps not as it was meant.
    #[must_use]
    pub const fn is_remark(self) -> bool {
        let of_texts = matches!(self, Self::LostText | Self::LostParagraphs | Self::Blanks | Self::NoComment);
        of_texts
            || self.is_of_signs()
            || matches!(self, Self::SwallowedKey | Self::TwinRow | Self::EmptyRow | Self::GoesOn | Self::KeyAsName)
    }

    /// Whether it tells signs of a value that are printed and were hardly meant to be.
    #[must_use]
    pub const fn is_of_signs(self) -> bool {
        matches!(self, Self::LoneQuote | Self::PrintedQuotes | Self::EndSign | Self::Markup | Self::Leftover)
    }
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
    LostParagraphs = "YML016", "lost-paragraphs", "改行が続けて書いた文と読まれ、段落が失われる";
    Blanks = "YML017", "repeated-blanks", "一行の文の中の、タブや続いた空白";
    Unseen = "YML018", "invisible-character", "目に見えない文字";
    SwallowedKey = "YML019", "key-read-as-text", "書かれていない項目が、上の文の一部と読まれている";
    NoComment = "YML020", "comment-in-text", "「|」の文の中の「#」で始まる行や、値の後の全角の「＃」からが印字される";
    LoneQuote = "YML021", "lone-quote", "引用符や括弧の片方だけがあり、そのまま印字される";
    TwinRow = "YML022", "repeated-row", "同じ内容の行が二つ続いている";
    PrintedQuotes = "YML023", "printed-quotes", "値を囲む引用符や「」が、そのまま印字される";
    EndSign = "YML024", "separator-at-end", "値の初めか終わりに、区切りの「、」「,」「;」や長音の「ー」が残っている";
    Markup = "YML025", "markup", "ウェブページの記号（<br> や &nbsp; など）や文字の番号（\\u3054 など）がそのまま印字される";
    EmptyRow = "YML026", "empty-row", "一覧の中の、何も書かれていない所";
    GoesOn = "YML027", "value-goes-on", "次の行まで続いている値が、一続きに印字される";
    KeyAsName = "YML028", "key-as-name", "項目名が、事業所の名前と読まれている";
    Leftover = "YML029", "leftover", "プログラムや表計算が値の所に残したもの（undefined、${1:…}、= など）がそのまま印字される";
}
