//! People who are named in several places: a フリガナ in kanji or figures, the client or the care manager with one character otherwise than at the
//! head. Who signs for the client has a name of their own, and a kanji an old form.

use super::Tell;
use crate::case::CaseFile;
use crate::rules::CheckContext;
use crate::rules::words::{plain, without_parentheses};
use crate::source::Field;

/// Old and new forms of a kanji, of which a plan may have either.
const FORMS: &[&str] = &[
    "高髙",
    "崎﨑埼",
    "辺邊邉",
    "斎齋斉齊",
    "沢澤",
    "浜濱濵",
    "広廣",
    "島嶋嶌",
    "桜櫻",
    "国國",
    "真眞",
    "徳德",
    "吉𠮷",
    "富冨",
    "関關",
    "滝瀧",
    "竜龍",
    "渋澁",
    "実實",
    "恵惠",
    "栄榮",
    "静靜",
    "寿壽",
    "万萬",
    "与與",
    "礼禮",
    "豊豐",
    "鉄鐵",
    "橋𣘺",
    "柳栁",
    "ヱエ",
    "ヰイ",
    "ヲオ",
    "ヶケが",
    "ヅズ",
    "ヂジ",
];

/// What stands for yes and no in other fields.
const ANSWERS: &[&str] = &["true", "false", "はい", "いいえ", "yes", "no", "有", "無"];

pub(super) fn tell(context: &CheckContext, tell: &mut Tell) {
    let case = context.case;
    for (called, field) in named(case).filter(|(_, field)| is_no_name(field.plain())) {
        tell(called, field, "名前や言葉", &[]);
    }
    for (called, field) in persons(case).filter(|(_, field)| has_stray_sign(field.plain())) {
        tell(called, field, "記号や英字の混ざらない氏名", &[]);
    }
    if let Some(client) = &case.client {
        if is_no_reading(client.kana.plain()) {
            tell("利用者のフリガナ", &client.kana, "かなの読み", &[]);
        }
        tell_client(case, &client.name, tell);
    }
    let Some(office) = case.office.get() else { return };
    let manager = &office.care_manager;
    for one in case.meetings.iter().flat_map(|meeting| meeting.attendees.iter()) {
        let of_office = one.affiliation.is_blank() || {
            let (here, office) = (one.affiliation.plain(), office.name.plain());
            !office.is_empty() && (office.contains(here) || here.contains(office))
        };
        if of_office && one.role.plain().contains("介護支援専門員") && is_mistyped(one.name.text(), manager.text())
        {
            let what = format!("居宅介護支援事業所の介護支援専門員（{}）", manager.text().trim());
            tell("出席者（介護支援専門員）の氏名", &one.name, &what, &[(manager.span(), "介護支援専門員")]);
        }
    }
}

/// Fields that hold a name, an address or what somebody is.
fn named(case: &CaseFile) -> impl Iterator<Item = (&'static str, &Field<String>)> {
    let client = case.client.iter().flat_map(|client| {
        [("利用者の氏名", &client.name), ("利用者の住所", &client.address), ("保険者名", &client.insurer_name)]
    });
    let family = case.family.iter().flat_map(|one| [("家族の氏名", &one.name), ("家族の続柄", &one.relationship)]);
    let attending =
        case.meetings.iter().flat_map(|meeting| meeting.attendees.iter()).flat_map(|one| {
            [("出席者の所属", &one.affiliation), ("出席者の職種", &one.role), ("出席者の氏名", &one.name)]
        });
    let office = case.office.get().into_iter().flat_map(|office| {
        [("事業所の名称", &office.name), ("事業所の所在地", &office.address), ("介護支援専門員", &office.care_manager)]
    });
    client.chain(family).chain(attending).chain(office)
}

/// Fields that hold the name of a person.
fn persons(case: &CaseFile) -> impl Iterator<Item = (&'static str, &Field<String>)> {
    let client = case.client.iter().map(|client| ("利用者の氏名", &client.name));
    let family = case.family.iter().map(|one| ("家族の氏名", &one.name));
    let attending = attendees(case).map(|(_, name)| ("出席者の氏名", name));
    let manager = case.office.get().into_iter().map(|office| ("介護支援専門員", &office.care_manager));
    let recorders = case.log.iter().map(|entry| ("第5表の記載者", &entry.recorder));
    client.chain(family).chain(attending).chain(manager).chain(recorders)
}

/// A sign that no Japanese name has, or a small Latin letter at its end, where the input method was off: 「善通- 大」, 「屋島 翔ｓ」.
/// What stands in parentheses, and between Latin letters, is not looked at.
fn has_stray_sign(text: &str) -> bool {
    const SIGNS: &str = ",;:-_=+@#*!?\\|^~<>\"'`、。";
    let name = without_parentheses(text);
    let is_latin = |c: &char| c.is_ascii_alphabetic();
    let signs: Vec<char> = name.chars().collect();
    let is_stray = |at: usize| {
        let before = at.checked_sub(1).and_then(|before| signs.get(before));
        SIGNS.contains(signs[at]) && !before.is_some_and(is_latin) && !signs.get(at + 1).is_some_and(is_latin)
    };
    let is_japanese = |c: char| c.is_alphabetic() && !c.is_ascii();
    let ends_latin = matches!(signs[..], [.., before, last] if is_japanese(before) && last.is_ascii_lowercase());
    name.contains(is_japanese) && (ends_latin || (0..signs.len()).any(is_stray))
}

/// Figures and signs alone, or an answer.
fn is_no_name(text: &str) -> bool {
    !text.is_empty() && (!text.chars().any(char::is_alphabetic) && !is_dash(text) || ANSWERS.contains(&text))
}

/// Kanji or figures, or Latin letters among kana; a name that is Latin altogether is read so.
fn is_no_reading(text: &str) -> bool {
    let is_kana = |c: char| matches!(c, 'ァ'..='ヶ' | 'ぁ'..='ゖ');
    let mixed = text.chars().any(is_kana) && text.chars().any(|c| c.is_ascii_alphabetic());
    mixed || text.chars().any(|c| is_kanji(c) || c.is_ascii_digit())
}

/// 「―」 where there is none.
fn is_dash(text: &str) -> bool {
    text.chars().all(|c| matches!(c, '-' | '‐' | '−' | '―' | '—' | '－' | 'ー' | '〃' | '々' | '○' | '〇'))
}

/// Tells the client's name where the consent or 第４表 has it otherwise; at the head, where they agree with each other.
fn tell_client(case: &CaseFile, name: &Field<String>, tell: &mut Tell) {
    let signer =
        case.plan_1.iter().filter_map(|plan| plan.consent.as_ref()).map(|consent| ("同意の署名", &consent.signer));
    let present =
        attendees(case).filter(|(role, _)| role.plain() == "本人").map(|(_, name)| ("出席者（本人）の氏名", name));
    let others: Vec<_> = signer.chain(present).filter(|(_, other)| !is_of_family(case, other)).collect();
    let is_otherwise = |other: &Field<String>| is_mistyped(other.text(), name.text());
    if let [(_, one), _, ..] = others.as_slice()
        && others.iter().all(|(_, other)| other.plain() == one.plain())
        && (is_otherwise(one) || begins_alike(one.text(), name.text()))
    {
        let places: Vec<_> = others.iter().map(|(called, field)| (field.span(), *called)).collect();
        return tell("利用者の氏名", name, &format!("署名や出席者の本人の氏名（{}）", one.text().trim()), &places);
    }
    for (called, other) in others.into_iter().filter(|(_, other)| is_otherwise(other)) {
        let what = format!("利用者の氏名（{}）", name.text().trim());
        tell(called, other, &what, &[(name.span(), "利用者の氏名")]);
    }
}

/// Whether two names have one family name and begin alike behind it, and are not one: 「ハノレ」 for 「ハル」.
fn begins_alike(one: &str, other: &str) -> bool {
    let parts = |name: &str| name.split_whitespace().map(plain).collect::<Vec<_>>();
    let (one, other) = (parts(one), parts(other));
    let ([family, given], [known, other]) = (one.as_slice(), other.as_slice()) else { return false };
    family == known && given != other && given.chars().next() == other.chars().next()
}

fn attendees(case: &CaseFile) -> impl Iterator<Item = (&Field<String>, &Field<String>)> {
    case.meetings.iter().flat_map(|meeting| meeting.attendees.iter()).map(|one| (&one.role, &one.name))
}

/// Whether somebody else of the plan has this name.
fn is_of_family(case: &CaseFile, field: &Field<String>) -> bool {
    let family = case.family.iter().map(|one| &one.name);
    let known = family.chain(case.emergency_contacts.iter().map(|one| &one.name));
    let attendees = attendees(case).filter(|(role, _)| role.plain() != "本人").map(|(_, name)| name);
    known.chain(attendees).any(|name| name.plain() == field.plain())
}

fn is_kanji(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Whether a name is another with one character changed, lost or too many. A given name that has nothing in common is another person's.
fn is_mistyped(one: &str, other: &str) -> bool {
    const SHORTEST: usize = 3;
    let parts = |name: &str| -> Vec<Vec<char>> {
        name.split_whitespace().map(|part| plain(part).chars().map(one_form).collect()).collect()
    };
    // 「讃岐ハル様」, 「讃岐ハル㊞」
    let bare = |name: &str| name.trim().trim_end_matches(['様', '殿', '氏', '印', '㊞']).to_owned();
    let (one, other) = (parts(&bare(one)), parts(&bare(other)));
    let whole = |parts: &[Vec<char>]| parts.concat();
    let (a, b) = (whole(&one), whole(&other));
    if a.len().min(b.len()) < SHORTEST || a == b || strsim::generic_damerau_levenshtein(&a, &b) != 1 {
        return false;
    }
    // 「山田 花」 and 「山田 健」
    let shares = |one: &[char], other: &[char]| one.iter().any(|c| other.contains(c));
    match (one.last(), other.last()) {
        (Some(given), Some(known)) if one.len() > 1 && other.len() > 1 => shares(given, known),
        _ => a.len() > SHORTEST,
    }
}

fn one_form(c: char) -> char {
    let forms = FORMS.iter().find(|forms| forms.contains(c));
    forms.and_then(|forms| forms.chars().next()).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::is_mistyped;

    #[test]
    fn one_character_otherwise_is_mistyped() {
        for other in ["讃岐 八ル", "讃岐 ル", "讃岐 バル", "讃岐 ハルル", "讃歧 ハル", "讃岐　バル"]
        {
            assert!(is_mistyped(other, "讃岐 ハル"), "{other}");
        }
        assert!(is_mistyped("栗林 みどり", "栗木 みどり"));
    }

    #[test]
    fn other_people_and_old_forms_are_not() {
        for (one, other) in [
            ("讃岐 ハル", "讃岐　ハル"),
            ("讃岐ハル", "讃岐 ハル"),
            ("讃岐 一郎", "讃岐 ハル"),
            ("讃岐 ハル（代筆 山田 咲）", "讃岐 ハル"),
            ("山田 花", "山田 健"),
            ("髙橋 ハル", "高橋 ハル"),
            ("渡邊 ハル", "渡辺 ハル"),
            ("ハル", "讃岐 ハル"),
            ("", "讃岐 ハル"),
            ("本人", "讃岐 ハル"),
            ("讃岐ハル様", "讃岐 ハル"),
            ("讃岐 ハル㊞", "讃岐 ハル"),
        ] {
            assert!(!is_mistyped(one, other), "{one} {other}");
        }
    }
}
