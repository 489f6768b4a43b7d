//! Help for tests of single forms: from a plan's text to its sheets, and back from sheets to words.

use careplan::case::print::{ConsentLine, Honorific};
use careplan::case::read::from_text;
use careplan::forms::measures::Measures;
use careplan::forms::{Context, FORMS, FormOptions, Selection, Sheet};
use serde_json::Value;

/// What differs from the usual.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Options {
    /// The blank form.
    pub(crate) blank: bool,
    /// The consent line of 第１表.
    pub(crate) consent_line: ConsentLine,
}

impl Default for Options {
    fn default() -> Self {
        Self { blank: false, consent_line: ConsentLine::Signature }
    }
}

/// The sheets of a form.
pub(crate) fn sheets_of(form: &str, plan: &str, options: Options) -> Vec<Sheet> {
    let (case, _) = from_text("plan.yaml", plan);
    assert!(case.problems.is_empty(), "{:?}", case.problems);
    let form = FORMS.iter().find(|known| known.name == form).expect("a form");
    let form_options = FormOptions {
        honorific: Honorific::Dono,
        consent_line: options.consent_line,
        equipment_columns: true,
        insurer_seal: false,
        footnotes: ["", ""],
    };
    let measures = Measures::embedded();
    let context = Context {
        select: Selection { blank: options.blank, ..Selection::default() },
        ..Context::new(&case.file, &form_options, measures)
    };
    (form.sheets)(&context).expect("sheets")
}

/// The sheets of a form with the usual options.
pub(crate) fn sheets(form: &str, plan: &str) -> Vec<Sheet> {
    sheets_of(form, plan, Options::default())
}

/// The texts of a sheet as they must arrive on the page.
pub(crate) fn texts(sheet: &Sheet) -> Vec<String> {
    sheet.texts.iter().map(|placed| placed.text.clone()).collect()
}

/// A text as YAML and JSON both read it.
#[cfg(feature = "print")]
pub(crate) fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

/// 「言葉」 endless Japanese text without a pattern that lines could follow: the same every time.
#[derive(Clone, Debug, Default)]
pub(crate) struct Words {
    state: u32,
}

impl Iterator for Words {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        const CHARS: [char; 24] = [
            '利', '用', '者', 'の', 'が', 'を', 'に', 'は', 'サ', 'ー', 'ビ', 'ス', 'っ', 'ょ', '、', '。', '「', '」',
            '（', '）', '週', '2', '回', '髙',
        ];
        self.state = self.state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        CHARS.get((self.state >> 24) as usize % CHARS.len()).copied()
    }
}

/// The characters of a field of a sheet, by its receipt.
pub(crate) fn chars(sheet: &Sheet, field: &Value) -> String {
    let receipt = |at: u64| sheet.texts[usize::try_from(at).expect("an index")].text.clone();
    field["at"].as_u64().map(receipt).unwrap_or_default()
}

/// The characters of a big box over all sheets.
pub(crate) fn pages_of(sheets: &[Sheet], key: &str) -> String {
    let boxes = |sheet: &Sheet| sheet.data["boxes"].as_array().cloned().unwrap_or_default();
    let words = |sheet| {
        boxes(sheet)
            .iter()
            .filter(|text| text["key"] == key)
            .map(|text| chars(sheet, &text["text"]))
            .collect::<String>()
    };
    sheets.iter().map(words).collect()
}

/// Where a sample lies.
pub fn sample_path(name: &str) -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(format!("{name}.yaml"))
}
