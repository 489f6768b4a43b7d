//! 「サービスコード表」 a list of codes of the user's own (CSV), and what of a month differs from it.
//!
//! The official table is not part of the program: it is large, changes with every revision, and a municipality has its own
//! for 総合事業. What the plan writes is what is computed; a list only tells.

use super::group::clean_code;
use super::{About, Mode, Warning, days_of, limit_side, tariff};
use crate::calendar::Month;
use crate::case::MonthlyService;
use crate::case::month::CountedPer;
use crate::service_kind;
use crate::source::read::Scalar;
use crate::source::{Span, plain};

/// The columns, by their heads.
pub const COLUMNS: [&str; 7] = ["コード", "名称", "単位数", "算定単位", "対象区分", "適用開始", "適用終了"];

/// 「サービスコード」 one row of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeEntry {
    /// 「コード」
    pub code: String,
    /// 「名称」
    pub name: String,
    /// 「単位数」 none for rates.
    pub units: Option<i64>,
    /// 「算定単位」 1回につき, 1月につき …
    pub per: String,
    /// 「対象区分」 inside the limit; none when the list does not say.
    pub inside: Option<bool>,
    /// 「適用開始」
    pub from: Option<Month>,
    /// 「適用終了」
    pub until: Option<Month>,
}

impl CodeEntry {
    /// 「算定単位」 as far as the list says it: 1回につき, 1月につき, or the 01, 02, 03 of municipal lists.
    fn counted_per(&self) -> Option<CountedPer> {
        let per = plain(&self.per);
        match per.trim_start_matches('0') {
            "1" => Some(CountedPer::Use),
            "2" => Some(CountedPer::Day),
            "3" => Some(CountedPer::Month),
            _ => CountedPer::parse(&per).ok(),
        }
    }

    fn holds_in(&self, month: Month) -> bool {
        self.from.is_none_or(|from| from <= month) && self.until.is_none_or(|until| month <= until)
    }
}

/// 「サービスコード表」
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CodeList {
    entries: Vec<CodeEntry>,
}

impl CodeList {
    /// Reads a list from CSV with a head line; columns it does not know are left alone.
    ///
    /// # Errors
    /// A sentence with the line that cannot be read.
    pub fn read(text: &str) -> Result<Self, String> {
        // Excel for Mac ends lines with CR alone.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n").replace('\r', "\n");
        let mut lines = records(&text)?.into_iter();
        let head = lines.next().map(|(_, line)| cells(&line)).unwrap_or_default();
        let column = |name: &str| head.iter().position(|cell| plain(cell) == plain(name));
        let [code, name, units, per, inside, from, until] = COLUMNS.map(column);
        let Some(code) = code else {
            return Err(format!("1行目に「コード」の列がありません（{}）", COLUMNS.join(",")));
        };
        if let Some((cell, name)) = misspelt(&head) {
            return Err(format!("1行目の見出し「{cell}」は「{name}」の書き誤りに見えます。「{name}」に直してください"));
        }
        let mut entries = Vec::new();
        for (at, line) in lines {
            let row = cells(&line);
            let cell = |column: Option<usize>| column.and_then(|at| row.get(at)).map_or("", |cell| cell.trim());
            let wrong = |what: &str, cell: &str| format!("{}行目の{what}「{cell}」が読めません", at + 1);
            let whole = |cell: &str| plain(cell).replace(',', "").parse::<i64>();
            let month = |column, what| month_cell(cell(column)).map_err(|text| wrong(what, &text));
            let (from, until) = (month(from, "適用開始")?, month(until, "適用終了")?);
            if from.zip(until).is_some_and(|(from, until)| from > until) {
                return Err(format!("{}行目の適用終了が、適用開始より前です", at + 1));
            }
            // A spreadsheet that is to keep the digits writes ="111211".
            let written = cell(Some(code)).trim_start_matches('=');
            let clean = clean_code(written);
            // A row that is cut by other signs than commas (pasted with its tabs) is all in its first cell.
            let is_uncut = service_kind::is_six_signs(&clean.chars().take(6).collect::<String>());
            let says_something = is_uncut || [name, units].into_iter().any(|column| !cell(column).is_empty());
            if says_something && !clean.is_empty() && !service_kind::is_six_signs(&clean) {
                return Err(format!("{}行目のコード「{written}」は6桁ではありません", at + 1));
            }
            entries.push(CodeEntry {
                code: clean,
                name: cell(name).to_owned(),
                units: match cell(units) {
                    "" => None,
                    text => Some(whole(text).map_err(|_| wrong("単位数", text))?),
                },
                per: cell(per).to_owned(),
                inside: match plain(cell(inside)).as_str() {
                    "3" | "対象" | "限度内" => Some(true),
                    "対象外" | "限度外" => Some(false),
                    _ => None,
                },
                from,
                until,
            });
        }
        Ok(Self { entries })
    }

    /// The row of a code that holds in a month.
    #[must_use]
    pub fn get(&self, code: &str, month: Month) -> Option<&CodeEntry> {
        self.entries.iter().find(|entry| entry.code == code && entry.holds_in(month))
    }

    /// The rows that hold in a month, in the order of the list.
    pub fn of_month(&self, month: Month) -> impl Iterator<Item = &CodeEntry> {
        self.entries.iter().filter(move |entry| entry.holds_in(month))
    }

    /// What of a month differs from the list.
    #[must_use]
    pub fn check(&self, block: &MonthlyService) -> Vec<Warning> {
        let Some(month) = block.month.value() else { return Vec::new() };
        let mut warnings = Vec::new();
        let mut tell = |span: Span, message: String| warnings.push(Warning::new(About::Line, span, message));
        for line in &block.lines {
            let code = clean_code(line.code.text());
            if code.is_empty() {
                continue;
            }
            let listed: Vec<&CodeEntry> = self.of_month(month).filter(|entry| entry.code == code).collect();
            let written = line.units.value().map(|units| i64::from(units.0));
            let same = listed.iter().find(|entry| entry.units == written);
            if let [first, others @ ..] = &listed[..]
                && others.iter().any(|other| (other.units, other.inside) != (first.units, first.inside))
            {
                let units: Vec<String> = listed.iter().filter_map(|entry| entry.units).map(|n| n.to_string()).collect();
                let units = units.join("、");
                let message = format!(
                    "サービスコード表には、この月の「{code}」がいくつもあります（{units}単位）。適用開始・適用終了を確かめてください"
                );
                tell(line.code.span(), message);
            }
            let Some(entry) = same.or(listed.first()) else {
                let known = self.entries.iter().any(|entry| entry.code == code);
                let message = if known {
                    format!("サービスコード表の「{code}」は適用期間の外です")
                } else {
                    format!("サービスコード表に「{code}」がありません")
                };
                tell(line.code.span(), message);
                continue;
            };
            if let (Some(units), Some(listed)) = (line.units.value(), entry.units)
                && i64::from(units.0) != listed
            {
                tell(
                    line.units.span(),
                    format!("「{code}」の単位数{}は、サービスコード表の{listed}と違います", units.0),
                );
            }
            let written = line.counted_per.value();
            // An addition of the month that is marked once comes to the same.
            let uses: u32 = days_of(line, month, Mode::Planned).into_iter().map(u32::from).sum();
            let matters = written.is_some() || uses > 1 || !service_kind::is_addition(line.content.text());
            if let (Some(per), Some(listed)) = (service_kind::counted_per(line), entry.counted_per())
                && (per == CountedPer::Month) != (listed == CountedPer::Month)
                && matters
                && line.addition_rate.is_blank()
            {
                tell(
                    line.counted_per.span().or(line.code.span()),
                    format!(
                        "「{code}」は{}として計算しますが、サービスコード表では{}です。違うときは「算定単位」を書いてください",
                        per.printed(),
                        listed.printed()
                    ),
                );
            }
            if !line.content.is_blank() && !entry.name.is_empty() && line.content.plain() != plain(&entry.name) {
                let message = format!("「{code}」のサービス内容は、サービスコード表では「{}」です", entry.name);
                tell(line.content.span(), message);
            }
            let kind = service_kind::of_service_code(&code);
            let addition = kind.and_then(|kind| tariff::addition(&kind.code, line.content.plain(), month).value);
            if let (Ok(outside), Some(inside)) = (limit_side::is_outside(line, kind, addition), entry.inside)
                && outside == inside
            {
                let [own, listed] = if inside { ["対象外", "対象"] } else { ["対象", "対象外"] };
                tell(
                    line.outside_limit.span().or(line.code.span()),
                    format!(
                        "「{code}」は限度額管理の{own}として計算しますが、サービスコード表では{listed}です。違うときは「対象外」を直すか書いてください"
                    ),
                );
            }
        }
        warnings
    }
}

/// A month or a date, also as 202406 and 20240601; empty is none.
fn month_cell(text: &str) -> Result<Option<Month>, String> {
    let clean = plain(text);
    if clean.is_empty() || clean.starts_with("9999") {
        return Ok(None);
    }
    let digits = clean.chars().all(|c| c.is_ascii_digit()) && matches!(clean.len(), 6 | 8);
    let month = if digits { Month::parse(&format!("{}-{}", &clean[..4], &clean[4..6])) } else { Month::parse(&clean) };
    let date = || crate::calendar::Date::parse(&clean).map(Month::of);
    month.or_else(|_| date()).map(Some).map_err(|_| text.to_owned())
}

/// A heading that is one letter away from a column that the list has not got, and that column.
fn misspelt(head: &[String]) -> Option<(&str, &'static str)> {
    let known = |cell: &str| COLUMNS.iter().any(|name| plain(cell) == *name);
    let lacking = COLUMNS.iter().filter(|name| !head.iter().any(|cell| plain(cell) == **name));
    let near = |cell: &str, name: &str| strsim::levenshtein(&plain(cell), name) == 1;
    lacking.into_iter().find_map(|name| {
        let cell = head.iter().find(|cell| !known(cell) && near(cell, name))?;
        Some((cell.trim(), *name))
    })
}

/// The lines of a list with their numbers from 0, empty ones left out; a cell in quotes may go on over a few lines (「対象\n区分」 in a
/// head). A quote that is not closed by then would swallow the cells behind it.
fn records(text: &str) -> Result<Vec<(usize, String)>, String> {
    const LINES_OF_A_CELL: usize = 4;
    let is_open = |line: &str| line.matches('"').count() % 2 == 1;
    let mut records = Vec::new();
    let mut lines = text.lines().enumerate();
    while let Some((at, line)) = lines.next() {
        let mut record = line.to_owned();
        let mut n = 1;
        while is_open(&record) {
            let next = lines.next().filter(|_| n < LINES_OF_A_CELL);
            let Some((_, next)) = next else {
                return Err(format!("{}行目の引用符「\"」が閉じていません", at + 1));
            };
            record = format!("{record}\n{next}");
            n += 1;
        }
        if !record.trim().is_empty() {
            records.push((at, record));
        }
    }
    Ok(records)
}

/// The cells of a line; a cell may stand in double quotes.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let (mut quoted, mut chars) = (false, line.chars().peekable());
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cells.last_mut().into_iter().for_each(|cell| cell.push('"'));
            }
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            c => cells.last_mut().into_iter().for_each(|cell| cell.push(c)),
        }
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::read::from_text;

    const LIST: &str = "\u{feff}コード,名称,単位数,算定単位,対象区分,適用開始,適用終了\r\n\
        111211,身体介護２,387,1回につき,3,202404,\r\n\
        111211,身体介護２,396,1回につき,3,2021-04,2024-03\r\n\
        A21111,訪問型独自サービス１１,1176,03,3,,\r\n\
        A22411,訪問型独自サービス２１,268,01,3,,\r\n\
        155301,\"通所介護入浴介助加算Ⅰ\",\"40\",1日につき,3,令和6年4月,令和7年5月\r\n\
        116275,訪問介護処遇改善加算Ⅰ,,1月につき,,20240601,99999999\r\n";

    #[test]
    fn a_month_is_checked_against_the_list() {
        let list = CodeList::read(LIST).unwrap();
        let yaml = "第6表:\n  - 年月: 2025-06\n    サービス:\n      - {サービス内容: 身体介護2, サービスコード: \"111211\", 単位数: 387}\n      - {サービス内容: 身体介護２, サービスコード: \"111211\", 単位数: 396, 対象外: true}\n      - {サービス内容: 入浴介助, サービスコード: \"155301\", 単位数: 40}\n      - {サービス内容: 処遇改善, サービスコード: \"116275\", 加算率: 24.5%}\n      - {サービス内容: なぞ, サービスコード: \"999999\", 単位数: 1}\n      - {サービス内容: 訪問型独自サービス１１, サービスコード: A21111, 単位数: 1176, 算定単位: 1回}\n      - {サービス内容: 訪問型独自サービス２１, サービスコード: A22411, 単位数: 268, 算定単位: 1回}\n";
        let (case, _) = from_text("", yaml);
        let told: Vec<String> = list.check(&case.file.months[0]).into_iter().map(|warning| warning.message).collect();
        assert_eq!(
            told,
            [
                "「111211」の単位数396は、サービスコード表の387と違います",
                "「111211」は限度額管理の対象外として計算しますが、サービスコード表では対象です。違うときは「対象外」を直すか書いてください",
                "サービスコード表の「155301」は適用期間の外です",
                "「116275」のサービス内容は、サービスコード表では「訪問介護処遇改善加算Ⅰ」です",
                "サービスコード表に「999999」がありません",
                "「A21111」は1回として計算しますが、サービスコード表では1月です。違うときは「算定単位」を書いてください",
            ]
        );
    }

    #[test]
    fn the_side_of_the_limit_is_compared_though_the_line_says_nothing() {
        let list =
            "コード,単位数,対象区分\r111211,387,対象外\r116275,,対象\r155301,40,対象\r114211,374,\r114211,380,\r";
        let list = CodeList::read(list).unwrap();
        let yaml = "第6表:\n  - 年月: 2025-06\n    サービス:\n      - {サービス内容: 身体介護２, サービスコード: \"111211\", 単位数: 387}\n      - {サービス内容: 訪問介護処遇改善加算Ⅰ, サービスコード: \"116275\", 加算率: 24.5%}\n      - {サービス内容: 通所介護入浴介助加算Ⅰ, サービスコード: \"155301\", 単位数: 40}\n      - {サービス内容: 身体１生活２, サービスコード: \"114211\", 単位数: 380}\n";
        let (case, _) = from_text("", yaml);
        let told: Vec<String> = list.check(&case.file.months[0]).into_iter().map(|warning| warning.message).collect();
        assert_eq!(told.len(), 3, "{told:?}");
        assert!(told[0].contains("「111211」は限度額管理の対象として計算しますが、サービスコード表では対象外です"));
        assert!(told[1].contains("「116275」は限度額管理の対象外として計算しますが、サービスコード表では対象です"));
        assert!(told[2].contains("「114211」がいくつもあります（374、380単位）"), "{told:?}");
    }

    #[test]
    fn lists_that_cannot_be_read() {
        assert!(CodeList::read("名称,単位数\n").unwrap_err().contains("「コード」の列がありません"));
        assert_eq!(CodeList::read("コード,単位数\n111211,三百\n").unwrap_err(), "2行目の単位数「三百」が読めません");
        assert_eq!(
            CodeList::read("コード,適用開始\n111211,いつか\n").unwrap_err(),
            "2行目の適用開始「いつか」が読めません"
        );
        assert_eq!(
            CodeList::read("コード,名称,単位数\n11121,身体介護２,387\n").unwrap_err(),
            "2行目のコード「11121」は6桁ではありません"
        );
        for cut in ["\t", ";", "，"] {
            let row = ["111211", "身体介護２", "387"].join(cut);
            let told = CodeList::read(&format!("コード,名称,単位数\n{row}\n")).unwrap_err();
            assert!(told.starts_with("2行目のコード「111211") && told.contains("6桁ではありません"), "{told}");
        }
        assert!(CodeList::read("コード,名称,単位敷\n").unwrap_err().contains("1行目の見出し「単位敷」は「単位数」"));
        assert_eq!(CodeList::read("コード\n").unwrap(), CodeList::default());
        let open = "コード,名称,単位数\n111211,\"身体介護２,387\n114211,身体１生活２,374\n";
        assert_eq!(CodeList::read(open).unwrap_err(), "2行目の引用符「\"」が閉じていません");
        assert_eq!(
            CodeList::read("コード,適用開始,適用終了\n111211,202404,202403\n").unwrap_err(),
            "2行目の適用終了が、適用開始より前です"
        );
    }

    /// What a spreadsheet writes to keep the digits is the code; a heading or a note between the rows is none.
    #[test]
    fn codes_as_spreadsheets_keep_them() {
        let list = CodeList::read("コード,単位数\n=\"111211\",387\n※ 令和6年6月から,\n").unwrap();
        let month = Month::parse("2025-06").unwrap();
        assert_eq!(list.get("111211", month).and_then(|entry| entry.units), Some(387));
    }

    #[test]
    fn a_cell_in_quotes_may_go_on_over_lines() {
        let list = CodeList::read("コード,\"単位\n数\",名称\n111211,387,\"身体\n介護２\"\n114211,374,\n").unwrap();
        assert_eq!(list.entries.iter().map(|entry| entry.units).collect::<Vec<_>>(), [Some(387), Some(374)]);
    }
}
