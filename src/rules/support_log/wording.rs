//! CP511–CP515: 別紙参照, abbreviations, vague words, entries written twice.

use super::without_quotations;
use crate::case::LogEntry;
use crate::report::Severity;
use crate::rules::said::{day, excerpt};
use crate::rules::words::{places, plain};
use crate::rules::{Certainty, CheckContext, Demand, Findings, Rule};
use memchr::memmem;

const SHEET: &str = "別紙";

/// Fewer characters than this beside 「別紙参照」 are no summary.
const SUMMARY: usize = 10;

fn when(entry: &LogEntry) -> String {
    entry.day.value().map(day).unwrap_or_default()
}

/// 「別紙参照」 and nothing else.
pub static LOG_REFERS_ONLY_TO_SHEET: Rule = Rule {
    id: "CP511",
    name: "log-refers-only-to-sheet",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "支援経過の記録（{0}）が「別紙参照」だけで、概要がありません",
    looks_at: "「内容」に別紙への参照があるとき、そのほかの文に10文字以上の概要があるか。",
    why: "別紙を参照するときも、第5表だけで概要が分かるように記載しておくことが望まれます。",
    wrong: "内容: 別紙参照。",
    right: "内容: モニタリング。入浴は週2回、転倒なし。目標を続ける。詳細はモニタリングシート（別紙）参照。",
    fix: "別紙の概要（変化、判断、これからすること）を書き添えてください",
    demand: Demand::Guides,
    check: log_refers_only_to_sheet,
};

fn log_refers_only_to_sheet(context: &CheckContext, findings: &mut Findings) {
    for entry in context.case.log.iter().filter(|entry| refers(entry) && !has_summary(entry)) {
        findings.report(&LOG_REFERS_ONLY_TO_SHEET, entry.content.span(), &[&when(entry)]);
    }
}

fn refers(entry: &LogEntry) -> bool {
    entry.content.plain().contains(SHEET)
}

fn has_summary(entry: &LogEntry) -> bool {
    let text = entry.content.plain();
    text.split('。')
        .filter(|sentence| !sentence.contains(SHEET))
        .map(|sentence| sentence.chars().count())
        .sum::<usize>()
        >= SUMMARY
}

/// 「別紙参照」 in most entries.
pub static LOG_REFERS_TO_SHEETS_OFTEN: Rule = Rule {
    id: "CP512",
    name: "log-refers-to-sheets-often",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "支援経過の記録{0}件のうち{1}件が別紙を参照しています",
    looks_at: "別紙を参照する記録が3件以上あって、記録の半分を超えないか。",
    why: "「（別紙）参照」の多用は避けます。",
    wrong: "内容: モニタリングシート（別紙）参照。  # 毎月の記録がみなこう書かれている",
    right: "内容: モニタリング。食事は3食とれている。歩行は杖で100mまで。目標を続ける。",
    fix: "別紙の内容のうち経過として大切なことを、第5表に書いてください",
    demand: Demand::Guides,
    check: log_refers_to_sheets_often,
};

fn log_refers_to_sheets_often(context: &CheckContext, findings: &mut Findings) {
    let referring: Vec<_> = context.case.log.iter().filter(|entry| refers(entry)).collect();
    let Some((last, others)) = referring.split_last() else { return };
    if referring.len() >= 3 && referring.len() * 2 > context.case.log.len() {
        let finding = findings.report(
            &LOG_REFERS_TO_SHEETS_OFTEN,
            last.content.span(),
            &[&context.case.log.len(), &referring.len()],
        );
        for other in others.iter().take(3) {
            finding.related(other.content.span(), "この記録も");
        }
    }
}

/// The words of a list in an entry's own words: not in 「 」, not in an office's name, and no unit after a number.
fn words_in<'w>(context: &CheckContext<'w>, names: &[String], list: &str, entry: &LogEntry) -> Vec<&'w str> {
    let mut text = plain(&without_quotations(entry.content.text()));
    for name in names {
        if memmem::find(text.as_bytes(), name.as_bytes()).is_some() {
            text = text.replace(name.as_str(), "、");
        }
    }
    let after_digit = |at: usize| text[..at].ends_with(|c: char| c.is_ascii_digit());
    // 「部屋の様子を見て」 says what was looked at; 「様子を見る」 alone is waiting.
    let observed = |word: &str, at: usize| word.starts_with("様子") && text[..at].ends_with('の');
    let counts = |word: &str, at: usize| !after_digit(at) && !observed(word, at);
    let found = context.words.candidates(list, &text).filter(|word| places(&text, word).any(|at| counts(word, at)));
    let found: Vec<&str> = found.collect();
    // The longest word wins: 「サ担会」 is not 「サ担」 too.
    found
        .iter()
        .copied()
        .filter(|word| !found.iter().any(|other| other.len() > word.len() && other.contains(word)))
        .collect()
}

/// The names of offices, plain, the longest first.
fn office_names(context: &CheckContext) -> Vec<String> {
    let listed = context
        .case
        .providers
        .get()
        .into_iter()
        .flat_map(|providers| providers.iter().map(|(name, _)| name.plain().to_owned()));
    let mut names: Vec<String> = context
        .support_lines()
        .iter()
        .map(|line| line.provider.clone())
        .chain(listed)
        .filter(|name| !name.is_empty())
        .collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    names.dedup();
    names
}

/// Abbreviations that not everybody knows.
pub static ABBREVIATION_IN_LOG: Rule = Rule {
    id: "CP513",
    name: "abbreviation-in-log",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "支援経過の記録（{0}）に、共通的でない略語があります：{1}",
    looks_at: "「内容」に、DS、HH、SS、CM、SW、サ責、訪看などの略語があるか。「 」の中の発言と事業所の名前は見ない。大文字と小文字を区別し、数字の後（40cm）は見ない。",
    why: "利用者や家族が開示を求めたときにも、誰もが理解できるように記載します。",
    wrong: "内容: SW・CMに連絡。",
    right: "内容: 病院の医療ソーシャルワーカーと前任の介護支援専門員に連絡した。",
    fix: "略さずに書いてください",
    demand: Demand::Guides,
    check: abbreviation_in_log,
};

fn abbreviation_in_log(context: &CheckContext, findings: &mut Findings) {
    let names = office_names(context);
    for entry in &*context.case.log {
        let found = words_in(context, &names, "log_abbreviations", entry);
        if !found.is_empty() {
            findings.report(
                &ABBREVIATION_IN_LOG,
                entry.content.span(),
                &[&when(entry), &crate::rules::said::list(&found)],
            );
        }
    }
}

/// Vague words.
pub static VAGUE_WORD_IN_LOG: Rule = Rule {
    id: "CP514",
    name: "vague-word-in-log",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "支援経過の記録（{0}）に、曖昧な表現があります：{1}",
    looks_at: "「内容」に、適宜、しっかり、様子を見る、なるべく、いろいろなど、人によって受け取り方の違う言葉があるか。「 」の中の発言は見ない。",
    why: "曖昧、抽象的な表現は避け、誰が何をいつするかを記載します。",
    wrong: "内容: 適宜連絡。様子を見る。",
    right: "内容: 6月末まで週1回、訪問介護から食事量の報告を受け、7月1日の訪問で判断する。",
    fix: "誰が、何を、いつ、どれだけするかに書き換えてください",
    demand: Demand::Guides,
    check: vague_word_in_log,
};

fn vague_word_in_log(context: &CheckContext, findings: &mut Findings) {
    let names = office_names(context);
    for entry in &*context.case.log {
        let found = words_in(context, &names, "log_vague", entry);
        if !found.is_empty() {
            findings.report(
                &VAGUE_WORD_IN_LOG,
                entry.content.span(),
                &[&when(entry), &crate::rules::said::list(&found)],
            );
        }
    }
}

/// The least characters of a text whose repetition says something.
const REPEATED: usize = 20;

/// An entry written word for word like an earlier one.
pub static LOG_ENTRY_REPEATED: Rule = Rule {
    id: "CP515",
    name: "log-entry-repeated",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "支援経過の記録（{0}）が、{1}の記録と一字一句同じです：「{2}」",
    looks_at: "別の日の「内容」（20文字以上）に、同じ文がないか。",
    why: "毎月同じ文では、その月に面接し、把握したことを示せません。",
    wrong: "内容: 自宅を訪問し、モニタリングを行った。特に変わりなし。  # 5月も6月も同じ文",
    right: "内容: モニタリング。入浴は週2回、転倒なし。飲み忘れは今月2回。",
    fix: "その日に見聞きしたこと、本人の言葉、変化を書いてください",
    demand: Demand::Guides,
    check: log_entry_repeated,
};

fn log_entry_repeated(context: &CheckContext, findings: &mut Findings) {
    let mut earlier: Vec<(&str, &LogEntry)> = Vec::new();
    for entry in &*context.case.log {
        let text = entry.content.plain();
        if text.chars().count() < REPEATED {
            continue;
        }
        let same = earlier.iter().find(|(other, first)| *other == text && first.day.value() != entry.day.value());
        if let Some((_, first)) = same {
            let facts: [&dyn std::fmt::Display; 3] = [&when(entry), &when(first), &excerpt(entry.content.text())];
            findings
                .report(&LOG_ENTRY_REPEATED, entry.content.span(), &facts)
                .related(first.content.span(), "同じ文の記録");
        } else {
            earlier.push((text, entry));
        }
    }
}
