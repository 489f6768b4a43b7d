//! CP235–CP240: 「頻度」: that it is there, says a number or weekdays, agrees with itself, and what of it could not be read.

use crate::frequency::Frequency;
use crate::report::Severity;
use crate::rules::context::SupportLine;
use crate::rules::said;
use crate::rules::{Certainty, CheckContext, Demand, Findings, Rule};

/// An insured line without 「頻度」.
pub static INSURED_SUPPORT_WITHOUT_FREQUENCY: Rule = Rule {
    id: "CP235",
    name: "insured-support-without-frequency",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "保険給付の対象の「{0}」に頻度が書かれていません",
    looks_at: "「保険給付: ○」の行に「頻度」があるか。",
    why: "どのくらい利用するのかが決まらないと、利用票も費用の説明も作れません。",
    wrong: "- サービス種別: 通所介護\n  保険給付: ○\n  頻度: ''",
    right: "- サービス種別: 通所介護\n  保険給付: ○\n  頻度: 週2回（火・金）",
    fix: "「週2回（火・金）」のように、回数と曜日を書いてください",
    demand: Demand::Guides,
    check: insured_support_without_frequency,
};

fn insured_support_without_frequency(context: &CheckContext, findings: &mut Findings) {
    for line in context.support_lines().iter().filter(|line| line.is_covered() && line.support.frequency.is_blank()) {
        findings.report(
            &INSURED_SUPPORT_WITHOUT_FREQUENCY,
            line.support.frequency.span().or(line.support.span),
            &[&line.called()],
        );
    }
}

/// Any other line without 「頻度」.
pub static SUPPORT_WITHOUT_FREQUENCY: Rule = Rule {
    id: "CP236",
    name: "support-without-frequency",
    severity: Severity::Warning,
    certainty: Certainty::Exact,
    message: "「{0}」の頻度が書かれていません",
    looks_at: "保険給付の対象でない行（本人、家族、地域の支援など）に「頻度」があるか。",
    why: "誰が、どのくらい行うのかを、利用者・家族とともに確かめるためです。",
    wrong: "- サービス種別: 家族（長女）\n  サービス内容: 通院の付き添い",
    right: "- サービス種別: 家族（長女）\n  サービス内容: 通院の付き添い\n  頻度: 月1回",
    fix: "「毎日」「週1回（日）」「月1回」のように頻度を書いてください",
    demand: Demand::Guides,
    check: support_without_frequency,
};

fn support_without_frequency(context: &CheckContext, findings: &mut Findings) {
    for line in context.support_lines().iter().filter(|line| !line.is_covered() && line.support.frequency.is_blank()) {
        findings.report(
            &SUPPORT_WITHOUT_FREQUENCY,
            line.support.frequency.span().or(line.support.span),
            &[&line.called()],
        );
    }
}

/// An insured line with 「適宜」.
pub static VAGUE_FREQUENCY: Rule = Rule {
    id: "CP237",
    name: "vague-frequency",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "「{0}」の頻度「{1}」に、回数も曜日もありません",
    looks_at: "「保険給付: ○」の行の「頻度」から、回数か曜日（毎日・常時、福祉用具では通年も可）を読み取れるか。",
    why: "「適宜」「必要時」では、どのくらい利用するのかが利用者にも事業所にも伝わりません。",
    wrong: "頻度: 適宜",
    right: "頻度: 週2回（火・金）",
    fix: "「週2回（火・金）」「月1回（第3土）」のように、回数か曜日を書いてください",
    demand: Demand::Guides,
    check: vague_frequency,
};

fn vague_frequency(context: &CheckContext, findings: &mut Findings) {
    for line in context.support_lines().iter().filter(|line| line.is_covered() && is_vague(line)) {
        findings.report(
            &VAGUE_FREQUENCY,
            line.support.frequency.span(),
            &[&line.called(), &said::excerpt(line.support.frequency.text())],
        );
    }
}

fn is_vague(line: &SupportLine) -> bool {
    // 「通年」 says of equipment how long it is used: it is there every day.
    let is_said = line.frequency.all_year && line.kind.is_some_and(|hit| hit.is_equipment());
    line.support.frequency.get().is_some() && !line.frequency.is_blank && !line.frequency.has_number() && !is_said
}

/// 「朝・夕」「朝食後・夕食後」: times of the day alone, which are those of every day.
fn says_times_of_day(frequency: &Frequency) -> bool {
    frequency.is_several_a_day && frequency.not_understood.is_empty() && frequency.vague.is_empty()
}

/// Any other line with 「必要時」.
pub static VAGUE_INFORMAL_FREQUENCY: Rule = Rule {
    id: "CP238",
    name: "vague-informal-frequency",
    severity: Severity::Info,
    certainty: Certainty::Heuristic,
    message: "「{0}」の頻度「{1}」に、回数も曜日もありません",
    looks_at: "本人、家族、地域の支援などの行の「頻度」から、回数か曜日（毎日・常時、「朝・夕」のような一日の中の時も可）を読み取れるか。",
    why: "できるだけ具体的な頻度があると、続いているかどうかをモニタリングで確かめられます。",
    wrong: "- サービス種別: 家族（長女）\n  頻度: 必要時",
    right: "- サービス種別: 家族（長女）\n  頻度: 週1回（日）",
    fix: "目安でもよいので、回数か曜日を書いてください",
    demand: Demand::Guides,
    check: vague_informal_frequency,
};

fn vague_informal_frequency(context: &CheckContext, findings: &mut Findings) {
    let vague = |line: &&SupportLine| !line.is_covered() && is_vague(line) && !says_times_of_day(&line.frequency);
    for line in context.support_lines().iter().filter(vague) {
        findings.report(
            &VAGUE_INFORMAL_FREQUENCY,
            line.support.frequency.span(),
            &[&line.called(), &said::excerpt(line.support.frequency.text())],
        );
    }
}

/// 「週2回（火）」 the number and the weekdays disagree.
pub static FREQUENCY_CONTRADICTS_ITSELF: Rule = Rule {
    id: "CP239",
    name: "frequency-contradicts-itself",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "「{0}」の頻度「{1}」は、回数（{2}回）と曜日の数（{3}）が合いません",
    looks_at: "「頻度」の回数と、書かれた曜日の数（第2・第4水なら2）が合うか。「月1回（第3金～日）」のような泊まりは、その日数でも泊まりの数でもよい。毎週の援助を同じ日に同じ回数ずつ行うときと、「のうち」「または」と書いたときは見ない。",
    why: "回数と曜日のどちらが正しいのかが、事業所にも利用者にも分かりません。",
    wrong: "頻度: 週3回（火・金）",
    right: "頻度: 週2回（火・金）",
    fix: "回数か曜日を直してください",
    demand: Demand::Guides,
    check: frequency_contradicts_itself,
};

fn frequency_contradicts_itself(context: &CheckContext, findings: &mut Findings) {
    for line in context.support_lines() {
        let frequency = &line.frequency;
        let several = frequency.per_week.is_some() && frequency.per_month.is_some();
        if frequency.is_choice
            || frequency.is_mixed
            || frequency.per_day.is_some()
            || frequency.nights.is_some()
            || several
        {
            continue;
        }
        let (times, n_days) = if frequency.nths.is_empty() {
            (frequency.per_week, frequency.weekdays.len())
        } else {
            (frequency.per_month, frequency.n_nth_days())
        };
        let Some(times) = times.filter(|times| times.low == times.high && times.low > 0 && n_days > 0) else {
            continue;
        };
        let number = usize::from(times.low);
        if is_bound(line, number, n_days) {
            continue;
        }
        // 「月1回（第3金～日）」 is one stay.
        if frequency.stay.is_some() && may_be_a_stay(line) && number == frequency.nths.len() {
            continue;
        }
        // 「週4回（月・木、朝夕）」 is twice on each of two days, which 第３表 shows; of 第n it must be said.
        let several_a_day = frequency.nths.is_empty() || frequency.is_several_a_day;
        let fits = number == n_days || several_a_day && number % n_days == 0 && number / n_days <= 4;
        if !fits {
            let facts: [&dyn std::fmt::Display; 4] =
                [&line.called(), &said::excerpt(line.support.frequency.text()), &number, &n_days];
            findings.report(&FREQUENCY_CONTRADICTS_ITSELF, line.support.frequency.span(), &facts);
        }
    }
}

/// Whether the number only bounds the days: 「週1回以上（火・金）」, 「月2回まで（第3金～日）」, 「平日週3回」.
fn is_bound(line: &SupportLine, number: usize, n_days: usize) -> bool {
    let text = line.support.frequency.plain();
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    line.is_at_least() && n_days >= number
        || says(&["回まで", "日まで", "回以内", "日以内"]) && n_days <= number
        || says(&["平日"]) && n_days > number
}

/// Whether somebody may stay overnight: a short stay, or what no kind is known of.
fn may_be_a_stay(line: &SupportLine) -> bool {
    line.kind.is_none_or(|hit| !hit.is_insured() || hit.is_short_stay())
}

/// A part of 「頻度」 that the program did not understand.
pub static FREQUENCY_PARTLY_READ: Rule = Rule {
    id: "CP240",
    name: "frequency-partly-read",
    severity: Severity::Info,
    certainty: Certainty::Reminder,
    message: "「{0}」の頻度のうち「{1}」を読み取れませんでした。第3表や第6表との突き合わせには使っていません",
    looks_at: "「頻度」に、読み取れない言葉が残っていないか。",
    why: "読み取れなかったことを黙っていると、点検が済んだように見えてしまいます。",
    wrong: "頻度: 週2回（ゴミ出しの前）",
    right: "頻度: 週2回（火・金）",
    fix: "「週2回（火・金）」「第2・第4水」「月1回（2泊3日・第3金～日）」「隔週（水）」のように書くと読み取れます。このままでよければ、目で確かめてください",
    demand: Demand::Guides,
    check: frequency_partly_read,
};

fn frequency_partly_read(context: &CheckContext, findings: &mut Findings) {
    for line in context.support_lines().iter().filter(|line| line.frequency.is_partly_read()) {
        // Of statements that cannot be told apart all is left unread.
        let all = [line.support.frequency.text().trim().to_owned()];
        let parts = said::list(if line.frequency.is_mixed { &all } else { &line.frequency.not_understood });
        findings.report(
            &FREQUENCY_PARTLY_READ,
            line.support.frequency.span(),
            &[&line.called(), &said::excerpt(&parts)],
        );
    }
}
