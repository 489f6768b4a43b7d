//! CP050–CP051: placeholders that were left in, and characters that the national CSV cannot carry.

use super::texts::every_text;
use crate::report::Severity;
use crate::rules::said::excerpt;
use crate::rules::{Certainty, CheckContext, Demand, Findings, Rule};
use encoding_rs::SHIFT_JIS;
use std::sync::atomic::{AtomicU8, Ordering};
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

/// A placeholder was left in.
pub static PLACEHOLDER_LEFT: Rule = Rule {
    id: "CP050",
    name: "placeholder-left",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "「{0}」に、仮の言葉「{1}」が残っています",
    looks_at: "文の中に「○○」「△△」「××」などの伏せ字、または欄の全体が「テスト」「未定」「確認中」などの仮の言葉が残っていないか。頻度の欄は第2表の規則で見る。",
    why: "書きかけの計画書が、そのまま交付されてしまいます。",
    wrong: "事業所: ○○デイサービス",
    right: "事業所: デイサービスセンター架空の里",
    fix: "実際の内容を書いてください",
    demand: Demand::Guides,
    check: placeholder_left,
};

fn placeholder_left(context: &CheckContext, findings: &mut Findings) {
    let words = context.words;
    let frequencies: Vec<_> = context.support_lines().iter().map(|line| line.support.frequency.span()).collect();
    let (alone, inside) = (words.list("placeholder_alone"), words.word_list("placeholder_inside"));
    for field in every_text(context.case) {
        let text = field.plain();
        let whole = text
            .trim_matches(|c: char| c.is_ascii_punctuation() || matches!(c, '。' | '、' | '「' | '」' | '【' | '】'));
        let alone = alone.iter().map(String::as_str).find(|word| *word == whole);
        let inside = || inside.candidates(text).find(|word| text.contains(word));
        if let Some(word) = alone.or_else(inside).filter(|_| !frequencies.contains(&field.span())) {
            findings.report(&PLACEHOLDER_LEFT, field.span(), &[&excerpt(field.text()), &word]);
        }
    }
}

/// Characters outside Windows-31J.
pub static CHARACTERS_OUTSIDE_MS932: Rule = Rule {
    id: "CP051",
    name: "characters-outside-ms932",
    severity: Severity::Info,
    certainty: Certainty::Exact,
    message: "国の標準のCSV（文字コードはMS932）で表せない文字があります：{0}",
    looks_at: "印刷する文に、MS932（Windows-31J）にない文字がないか。一つの欄につき一度だけ伝える。印刷はそのままできる。",
    why: "ケアプランデータ連携などのCSVでは、表せない文字が「?」などに置き換わります。",
    wrong: "氏名: 𠮷田 花子",
    right: "氏名: 吉田 花子",
    fix: "データで渡すときは、表せる字に置き換えてください。紙に印刷するだけなら、印字できる字はこのままでかまいません",
    demand: Demand::Own(
        "手引きは文字について何も言いません。国の標準のCSVで計画を渡すときに文字が失われるので、先に知らせます",
    ),
    check: characters_outside_ms932,
};

/// Characters that programs replace by their double in MS932 without being asked: 〜 by ～, — by ― and so on.
const DOUBLED: &[char] = &['〜', '—', '‖', '−', '¢', '£', '¬', '\u{a0}', '\n', '\t'];

/// How many characters a message names.
const NAMED: usize = 5;

fn characters_outside_ms932(context: &CheckContext, findings: &mut Findings) {
    for field in every_text(context.case) {
        if field.text().chars().all(has) {
            continue;
        }
        let mut strange: Vec<&str> = Vec::new();
        for letter in field.text().graphemes(true) {
            let composed: String = letter.nfc().filter(|c| !DOUBLED.contains(c)).collect();
            if !encodes(letter) && !encodes(&composed) && !strange.contains(&letter) {
                strange.push(letter);
            }
        }
        if !strange.is_empty() {
            let named: Vec<_> = strange.iter().take(NAMED).map(|letter| format!("「{letter}」")).collect();
            let more = if strange.len() > NAMED { "など" } else { "" };
            findings.report(&CHARACTERS_OUTSIDE_MS932, field.span(), &[&format!("{}{more}", named.join("、"))]);
        }
    }
}

/// Whether MS932 has a character. The encoder goes through its tables for each, so it is asked once for each that plans use.
fn has(c: char) -> bool {
    const UNASKED: u8 = 0;
    const YES: u8 = 1;
    const NO: u8 = 2;
    static KNOWN: [AtomicU8; 0x1_0000] = [const { AtomicU8::new(UNASKED) }; 0x1_0000];
    // It has none beyond the first plane of Unicode.
    let Some(known) = KNOWN.get(c as usize) else { return false };
    if known.load(Ordering::Relaxed) == UNASKED {
        known.store(if encodes(c.encode_utf8(&mut [0; 4])) { YES } else { NO }, Ordering::Relaxed);
    }
    known.load(Ordering::Relaxed) == YES
}

fn encodes(text: &str) -> bool {
    // The encoder gives 「¥」 and 「‾」 the bytes of 「\」 and 「~」, and private characters those that each machine draws its
    // own way: what is read back is another character.
    let changes = |c| matches!(c, '¥' | '‾' | '\u{E000}'..='\u{E757}');
    !text.contains(changes) && !SHIFT_JIS.encode(text).2
}
