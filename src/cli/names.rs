//! Names of files made from what plans say: safe on every file system, and without a client's name unless asked for.

use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

/// The longest name of a file that all common file systems take, in bytes of UTF-8.
const LONGEST: usize = 255;

/// 「名前の型」 words with fields in braces between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Words(String),
    Field(NameField),
}

/// What a name can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameField {
    /// 「被保険者番号」
    InsuredNumber,
    /// 「保険者番号」
    InsurerNumber,
    /// 「年月」 2025-07
    Month,
    /// 「控え」 what is printed.
    Copies,
    /// 「氏名」
    Name,
    /// 「フリガナ」
    Kana,
    /// 「計画書」 the name of the plan's file, without its ending.
    Plan,
    /// 「事業所名」 the provider that a merged output is for.
    Provider,
    /// 「事業所番号」 the same by its number.
    ProviderNumber,
}

impl NameField {
    const ALL: [(&str, Self); 9] = [
        ("被保険者番号", Self::InsuredNumber),
        ("保険者番号", Self::InsurerNumber),
        ("年月", Self::Month),
        ("控え", Self::Copies),
        ("氏名", Self::Name),
        ("フリガナ", Self::Kana),
        ("計画書", Self::Plan),
        ("事業所名", Self::Provider),
        ("事業所番号", Self::ProviderNumber),
    ];
}

impl Template {
    /// The template that is used when none is asked for.
    pub const DEFAULT: &str = "{被保険者番号}_{年月}_{控え}";

    /// Reads a template such as [`Self::DEFAULT`]; `.pdf` at its end may be written or not.
    ///
    /// # Errors
    /// An unknown field, a brace without its partner, or a separator of folders, as a sentence.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut rest = text.strip_suffix(".pdf").unwrap_or(text);
        if rest.contains(['/', '\\']) {
            return Err("フォルダーの区切りは使えません。フォルダーは -o で指定してください".to_owned());
        }
        while let Some((words, tail)) = rest.split_once('{') {
            let (name, tail) = tail.split_once('}').ok_or("「{」に対する「}」がありません")?;
            let field = NameField::ALL.iter().find(|(known, _)| *known == name.trim()).ok_or_else(|| {
                let names = NameField::ALL.map(|(name, _)| format!("{{{name}}}")).join("、");
                format!("{{{name}}} はありません。使えるのは {names} です")
            })?;
            parts.extend([Part::Words(words.to_owned()), Part::Field(field.1)]);
            rest = tail;
        }
        parts.push(Part::Words(rest.to_owned()));
        Ok(Self { parts })
    }

    /// Whether the names are those of providers: of what is merged for one of them.
    #[must_use]
    pub fn is_of_providers(&self) -> bool {
        self.asks_for(NameField::Provider) || self.asks_for(NameField::ProviderNumber)
    }

    /// The first field that tells of one client alone, as it is written.
    #[must_use]
    pub fn of_client(&self) -> Option<&'static str> {
        let shared = [NameField::Month, NameField::Copies, NameField::Provider, NameField::ProviderNumber];
        NameField::ALL.iter().find(|(_, field)| !shared.contains(field) && self.asks_for(*field)).map(|(name, _)| *name)
    }

    /// Whether the names are to hold this.
    #[must_use]
    pub fn asks_for(&self, field: NameField) -> bool {
        self.parts.contains(&Part::Field(field))
    }

    /// The name of a PDF, its fields filled in and made safe.
    #[must_use]
    pub fn fill(&self, value: impl Fn(NameField) -> String) -> String {
        let filled = self.parts.iter().map(|part| match part {
            Part::Words(words) => words.clone(),
            Part::Field(field) => value(*field),
        });
        safe(&filled.collect::<String>(), ".pdf")
    }
}

impl std::fmt::Display for Template {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.parts.iter().try_for_each(|part| match part {
            Part::Words(words) => write!(f, "{words}"),
            Part::Field(field) => {
                let name = NameField::ALL.iter().find(|(_, known)| known == field).map_or("", |(name, _)| name);
                write!(f, "{{{name}}}")
            }
        })
    }
}

/// A name that every file system takes, with this ending: composed (NFC), no separators, no invisible or turning
/// characters, no name of a Windows device, no leading or trailing dot or blank, no leading hyphen (a shell's `*` would hand it
/// over as an option), at most [`LONGEST`] bytes.
///
/// Names that were cut end in a hash of the whole, so that two long names stay two.
#[must_use]
pub(super) fn safe(stem: &str, ending: &str) -> String {
    let clean: String = stem.nfc().filter(|c| !is_unseen(*c)).map(|c| if is_reserved(c) { '_' } else { c }).collect();
    let mut clean = clean.trim_matches(|c: char| c == '.' || c.is_whitespace()).to_owned();
    let device = clean.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    if clean.is_empty() || clean.starts_with('-') || is_device(&device) {
        clean.insert(0, '_');
    }
    let room = LONGEST - ending.len();
    if clean.len() > room {
        let mark = format!("~{}", &hex(&Sha256::digest(&clean))[..8]);
        let mut cut = String::new();
        for grapheme in clean.graphemes(true) {
            if cut.len() + grapheme.len() > room - mark.len() {
                break;
            }
            cut.push_str(grapheme);
        }
        clean = cut + &mark;
    }
    clean + ending
}

/// What a file system that does not tell capitals from small letters makes of a name.
#[must_use]
pub(super) fn folded(name: &str) -> String {
    name.nfc().collect::<String>().to_uppercase().to_lowercase()
}

/// What stands for a number that is missing: the plan's own file name might be the client's name.
#[must_use]
pub(super) fn unnumbered(key: &str) -> String {
    format!("番号なし-{}", &hex(&Sha256::digest(key))[..8])
}

/// Bytes as lower-case hexadecimal digits.
#[must_use]
pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut hex, byte| {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// Control characters, and those that are not seen or turn the direction of reading. Selectors of variants are kept.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{061C}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

fn is_reserved(c: char) -> bool {
    matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|')
}

fn is_device(name: &str) -> bool {
    let numbered = |device: &str| {
        name.strip_prefix(device).is_some_and(|rest| {
            let mut digits = rest.chars();
            matches!(digits.next(), Some('1'..='9' | '¹' | '²' | '³')) && digits.next().is_none()
        })
    };
    matches!(name, "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$") || numbered("COM") || numbered("LPT")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_on_every_file_system() {
        for (given, wanted) in [
            ("讃岐 ハル", "讃岐 ハル.pdf"),
            ("../../etc/passwd", "_.._etc_passwd.pdf"),
            ("a\0b\u{7}c\n", "abc.pdf"),
            ("\u{202e}fdp.a\u{2066}", "fdp.a.pdf"),
            ("か\u{3099}", "が.pdf"),
            ("葛\u{e0100}", "葛\u{e0100}.pdf"),
            ("🦜👨\u{200d}👩", "🦜👨\u{200d}👩.pdf"),
            ("con", "_con.pdf"),
            ("LPT³.x", "_LPT³.x.pdf"),
            ("console", "console.pdf"),
            ("-n", "_-n.pdf"),
            (" . ", "_.pdf"),
            ("", "_.pdf"),
        ] {
            assert_eq!(safe(given, ".pdf"), wanted, "{given:?}");
        }
    }

    #[test]
    fn long_names_are_cut_between_characters_and_stay_apart() {
        let (one, other) = (safe(&"葛\u{e0100}".repeat(80), ".pdf"), safe(&"葛\u{e0100}".repeat(81), ".pdf"));
        assert!(one.len() <= LONGEST && one.len() > LONGEST - 8 && one != other);
        let (stem, _) = one.split_once('~').unwrap();
        assert!(stem.chars().count() % 2 == 0, "a kanji lost its selector");
    }

    #[test]
    fn templates_are_read_and_filled() {
        let template = Template::parse("{年月} 票-{ 氏名 }.pdf").unwrap();
        assert!(template.asks_for(NameField::Name) && !template.asks_for(NameField::InsuredNumber));
        let name = template.fill(|field| if field == NameField::Month { "2025-07".into() } else { "甲/乙".into() });
        assert_eq!(name, "2025-07 票-甲_乙.pdf");
        assert_eq!(template.to_string(), "{年月} 票-{氏名}");
        for wrong in ["{住所}", "{氏名", "a/{氏名}"] {
            assert!(Template::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn capitals_fold() {
        assert_eq!(folded("Straße"), folded("STRASSE"));
        assert_ne!(folded("Ａ"), folded("A"));
    }
}
