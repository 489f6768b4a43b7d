//! CP029: values that are printed as they are typed, and have not the shape of what they should be: a time of 第５表 or 第４表, a mark of
//! who attended, a telephone number, a TAISコード, the care manager's number, a 敬称, a name that is spelt otherwise elsewhere.

mod figures;
mod levels;
mod names;
mod phone;

use crate::calendar::time;
use crate::case::delivery::{Contents, Delivery};
use crate::report::Severity;
use crate::rules::said::excerpt;
use crate::rules::words::Words;
use crate::rules::{Certainty, CheckContext, Demand, Findings, Rule};
use crate::source::{Field, Span};
use phone::{has_long_vowel, is_phone};

/// A value of another shape.
pub static VALUE_OF_ANOTHER_SHAPE: Rule = Rule {
    id: "CP029",
    name: "value-of-another-shape",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "{0}「{1}」は、{2}ではないようです",
    looks_at: "第5表の「時刻」と第4表の「開催時間」に書かれた数字が時刻として読めるか（「午前10時頃」「10時30分から約1時間」「終日」などの言葉はよい）。「開催時間」の「～」の後に終わりがあるか。「出席」の印に○と×の両方がないか、数字や、印でない一文字でないか。「開催回数」に回数（第2回、3、初回など）があるか。「電話」「FAX」に数字があれば、0から始まる10桁（携帯電話などは11桁）の番号か。「TAISコード」が5桁-6桁、介護支援専門員番号が8桁の数字か。「交付」の「敬称」が様・御中・先生などの言葉か。「電話」「FAX」の数字の間に長音の「ー」がないか。氏名（利用者、家族、出席者、介護支援専門員、記載者）に「;」などの記号や、終わりの英小文字が混ざっていないか。利用者のフリガナに漢字や数字がないか、かなと英字が混ざっていないか。同意の署名、出席者の本人と自事業所の介護支援専門員の氏名が、初めに書かれた氏名と一字だけ違っていないか（家族の氏名と、髙・高などの字体は除く）。減算でない行の単位数に「-」がないか。要介護状態区分で終わるサービスの名前（通所介護Ⅰ５２、併設短期生活Ⅰ３など）が、月の途中で変わらない区分と合うか。「前月までの短期入所利用日数」が有効期間の始めからの日数を超えないか。「限度額適用期間」が認定の有効期間より半年以上前に始まるか、有効期間と同じ月に始まって半年以上後に終わっていないか。",
    why: "書いたとおりに印字されるので、打ち間違いがそのまま渡ります。",
    wrong: "時刻: '17:O0'  # 数字の0でなく英字のO",
    right: "時刻: '17:00'",
    fix: "書き誤りでないかを確かめてください。正しければ、そのままで構いません",
    demand: Demand::Own("打ち間違いを見つけるための規則で、手引きの求めではありません"),
    check: value_of_another_shape,
};

/// What stands where there is no code.
const NO_CODE: &[&str] = &["なし", "無し", "無", "-", "ー", "−", "―", "対象外", "未登録", "登録なし"];

/// A value as it is told.
trait Written {
    fn written(&self) -> (&str, Span);
}

impl<T> Written for Field<T> {
    fn written(&self) -> (&str, Span) {
        (self.text(), self.span())
    }
}

impl Written for (String, Span) {
    fn written(&self) -> (&str, Span) {
        (&self.0, self.1)
    }
}

/// How such a value is told: what it is called, where it stands, what it is not, and the places that say so.
type Tell<'t> = dyn FnMut(&str, &dyn Written, &str, &[(Span, &str)]) + 't;

fn value_of_another_shape(context: &CheckContext, findings: &mut Findings) {
    let mut with_places = |called: &str, value: &dyn Written, what: &str, places: &[(Span, &str)]| {
        let (text, span) = value.written();
        let finding = findings.report(&VALUE_OF_ANOTHER_SHAPE, span, &[&called, &excerpt(text), &what]);
        for (place, words) in places {
            finding.related(*place, *words);
        }
    };
    names::tell(context, &mut with_places);
    figures::tell(context, &mut with_places);
    levels::tell(context, &mut with_places);
    let mut tell = |called: &str, field: &Field<String>, what: &str| {
        findings.report(&VALUE_OF_ANOTHER_SHAPE, field.span(), &[&called, &excerpt(field.text()), &what]);
    };
    let times = context.case.log.iter().map(|entry| ("第5表の時刻", &entry.time));
    let held = context.case.meetings.iter().map(|meeting| ("第4表の開催時間", &meeting.time));
    // A time that no clock shows is told by rules of its own.
    let is_none = |text: &str| time::is_malformed(text) && !time::is_impossible(text);
    for (called, field) in times.chain(held).filter(|(_, field)| is_none(field.text())) {
        tell(called, field, "時刻（10:30 など）");
    }
    let held = context.case.meetings.iter().map(|meeting| &meeting.time);
    for field in held.clone().filter(|field| is_too_long(field.plain())) {
        tell("第4表の開催時間", field, "一回の会議の時間（14:00～15:00 など）");
    }
    for field in held.filter(|field| has_no_end(field.plain())) {
        tell("第4表の開催時間", field, "終わりまで書かれた時間（14:00～15:00 など）");
    }
    for attendance in context.case.meetings.iter().filter_map(|meeting| meeting.attendance.as_ref()) {
        for (called, mark) in [("第4表の本人の出席", &attendance.client), ("第4表の家族の出席", &attendance.family)]
        {
            if is_no_mark(mark.plain()) {
                tell(called, mark, "○か×の一つ");
            }
        }
    }
    let ordinals = context.case.meetings.iter().map(|meeting| &meeting.ordinal);
    for field in ordinals.filter(|field| !field.is_blank() && !is_ordinal(field.plain())) {
        tell("第4表の開催回数", field, "回数（第2回、初回など）");
    }
    for (called, number) in phones(context).filter(|(_, number)| !is_phone(number.plain())) {
        tell(called, number, "電話番号（0877-00-0000 など）");
    }
    for (called, number) in phones(context).filter(|(_, number)| has_long_vowel(number.plain())) {
        tell(called, number, "数字を「-」でつないだ電話番号（「ー」は伸ばす音の記号です）");
    }
    let lines = context.case.months.iter().flat_map(|block| block.lines.iter()).map(|line| &line.tais_code);
    for code in lines.filter(|code| !code.is_blank() && !is_tais_code(code.plain())) {
        tell("TAISコード", code, "5桁-6桁の数字（00001-000010 など）");
    }
    let Some(office) = context.case.office.get() else { return };
    let number = &office.care_manager_number;
    if !number.is_blank() && !is_digits(number.plain(), 8) {
        tell("介護支援専門員番号", number, "8桁の数字");
    }
    for contents in office.delivery.iter().flat_map(contents_of) {
        let word = &contents.honorific;
        if !word.is_blank() && !is_honorific(word.plain(), context.words) {
            tell("敬称", word, "様・御中・先生などの敬称");
        }
    }
}

/// A meeting of so many minutes is none.
const LONG_MEETING: u16 = 5 * 60;

/// 「3:30～14:00」 for 13:30.
fn is_too_long(text: &str) -> bool {
    let Some((start, rest)) = text.split_once('~') else { return false };
    let end = rest.split(|c: char| !c.is_ascii_digit() && c != ':').next().unwrap_or_default();
    matches!((time::time(start), time::time(end)), (Ok(start), Ok(end)) if end.minutes() >= start.minutes() + LONG_MEETING)
}

/// 「14:00～」, with nothing behind it.
fn has_no_end(text: &str) -> bool {
    let start = text.strip_suffix('~').map(|start| start.trim_end_matches('~'));
    start.is_some_and(|start| time::time(start).is_ok())
}

/// 「○×」, and a figure or another single character that was typed for the ○.
fn is_no_mark(text: &str) -> bool {
    const MARKS: &str = "○〇◯◎●⭕△▲×✕✖✗☓❌✓✔☑☒レ有無可否欠-‐−ー―—/／";
    let is_both = text.contains(['○', '〇', '◯']) && text.contains(['×', '✕']);
    let mut characters = text.chars();
    let is_other = matches!((characters.next(), characters.next()), (Some(one), None) if !MARKS.contains(one));
    is_both || is_other || !text.is_empty() && text.chars().all(|c| c.is_ascii_digit())
}

/// A number, or words for the first, the last or an unplanned meeting.
fn is_ordinal(text: &str) -> bool {
    const NUMBERS: &str = "一二三四五六七八九十";
    const WORDS: [char; 9] = ['初', '新', '更', '臨', '定', '随', '緊', '終', '前'];
    if let Some(start) = text.find(|c: char| c.is_ascii_digit()) {
        let (before, figures) = text.split_at(start);
        let end = figures.find(|c: char| !c.is_ascii_digit()).unwrap_or(figures.len());
        let behind = figures[end..].trim_start();
        // 「第0回」, 「第-1回」, 「第1日」, 「第１O回」
        let is_other = behind.starts_with(['日', '会']) || behind.starts_with(|c: char| c.is_ascii_alphabetic());
        return figures[..end].contains(|c: char| c != '0') && !before.ends_with('-') && !is_other;
    }
    text.contains(|c: char| NUMBERS.contains(c)) || text.contains(WORDS)
}

fn is_digits(text: &str, many: usize) -> bool {
    text.len() == many && text.chars().all(|c| c.is_ascii_digit())
}

/// The telephone numbers of a plan.
fn phones<'a>(context: &CheckContext<'a>) -> impl Iterator<Item = (&'static str, &'a Field<String>)> {
    let case = context.case;
    let client = case.client.iter().map(|client| ("利用者の電話", &client.phone));
    let doctors = case.physicians.iter().map(|doctor| ("主治医の電話", &doctor.phone));
    let contacts = case.emergency_contacts.iter().map(|contact| ("緊急連絡先の電話", &contact.phone));
    let family = case.family.iter().map(|member| ("家族の電話", &member.phone));
    let office = case.office.get().into_iter();
    let office = office.flat_map(|office| [("事業所の電話", &office.phone), ("事業所のFAX", &office.fax)]);
    client.chain(doctors).chain(contacts).chain(family).chain(office)
}

/// One code or several, the hyphen of any width.
fn is_tais_code(text: &str) -> bool {
    let is_one = |code: &str| {
        let parts = code.split_once(['-', '‐', '–', '—', '―', '−', 'ー']);
        parts.is_some_and(|(company, item)| is_digits(company, 5) && is_digits(item, 6))
    };
    NO_CODE.contains(&text) || text.split(['、', '・', ',', '/']).all(is_one)
}

/// 「様」, and words that end in one: 「御担当者様」. Two of them, as 「様様」, are none.
fn is_honorific(text: &str, words: &Words) -> bool {
    let honorifics = words.list("honorifics");
    let is_one = |text: &str| honorifics.iter().any(|word| word == text);
    let ends_in_one = || {
        let before = honorifics.iter().filter_map(|word| text.strip_suffix(word.as_str()));
        before
            .into_iter()
            .any(|before| !before.is_empty() && !honorifics.iter().any(|word| before.ends_with(word.as_str())))
    };
    is_one(text) || ends_in_one()
}

fn contents_of(delivery: &Delivery) -> impl Iterator<Item = &Contents> {
    let all = [&delivery.client, &delivery.provider, &delivery.physician, &delivery.insurer, &delivery.office];
    let own = delivery.by_provider.iter().chain(delivery.by_insurer.iter());
    all.into_iter().flatten().chain(own.map(|(_, contents)| contents))
}
