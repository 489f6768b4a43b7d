//! The board never contradicts a rule: what a rule accuses as missing is not done, what is late a rule accuses.

use crate::plans::plans;
use careplan::calendar::{Date, Month};
use careplan::case::read::from_text;
use careplan::rules::steps::{State, Step, What, steps};
use careplan::rules::{self, CheckContext};
use proptest::prelude::*;

/// Plans of samples and of `tests/plans`, by name.
fn all_plans() -> Vec<(String, String)> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let samples = ["sanuki-haru.yaml", "ayagawa-masao.yaml"];
    let read = |name: &str| (name.to_owned(), std::fs::read_to_string(folder.join(name)).expect("a sample"));
    samples.map(read).into_iter().chain(plans()).collect()
}

/// The plan without some of its lines: a line goes with all that is below it.
fn thinned(text: &str, cuts: &[usize]) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    let depth = |line: &str| line.len() - line.trim_start().len();
    for cut in cuts {
        let at = cut % lines.len();
        let own = depth(lines[at]);
        let below = lines[at + 1..].iter().take_while(|line| depth(line) > own || line.trim().is_empty()).count();
        if lines.len() > below + 10 {
            lines.drain(at..=at + below);
        }
    }
    lines.join("\n") + "\n"
}

/// Every contradiction between the steps of a plan (which another one follows from a day on) and the rules, in words.
pub fn contradictions(name: &str, text: &str, as_of: Date, followed_on: Option<Date>) -> Vec<String> {
    let (case, _) = from_text(name, text);
    if !case.problems.is_empty() {
        return Vec::new();
    }
    let context = CheckContext::new(&case.file, Some(as_of)).followed(followed_on);
    let accused: Vec<&str> = rules::check(&context).iter().map(|finding| finding.rule.id).collect();
    let steps = steps(&context, Month::of(as_of));
    let mut told = Vec::new();
    for step in steps.iter().filter(|step| step.state == State::Late) {
        if !step.what.accusers().iter().any(|rule| accused.contains(rule)) {
            told.push(format!("{name} {as_of}: {} は遅れ、規則は黙っている", step.what.called()));
        }
    }
    for step in &steps {
        // Of a rule that speaks of several receivers or months, one of them is not done.
        let same = |other: &&Step| std::mem::discriminant(&other.what) == std::mem::discriminant(&step.what);
        let all_done = steps.iter().filter(same).all(|step| step.state == State::Done);
        for rule in only_of(&step.what).iter().filter(|rule| all_done && accused.contains(rule)) {
            told.push(format!("{name} {as_of}: {} は済、{rule} は無いと言う", step.what.called()));
        }
    }
    told
}

/// The rules that accuse this step and no other.
fn only_of(what: &What) -> &'static [&'static str] {
    match what {
        What::Certification => &["CP012"],
        What::LongGoals => &["CP216"],
        What::ShortGoals => &["CP217"],
        What::Notification => &["CP605"],
        What::Meeting => &["CP401", "CP402", "CP403"],
        What::Consent => &["CP140"],
        What::GivenToClient => &["CP501", "CP520", "CP521"],
        What::GivenToProvider(_) => &["CP522"],
        What::GivenToDoctor => &["CP250"],
        What::PastVisits => &["CP530"],
        What::Results => &["CP532"],
        What::Actual(_) => &["CP644"],
        _ => &[],
    }
}

#[test]
fn the_board_never_contradicts_a_rule() {
    let mut told = Vec::new();
    for (name, text) in all_plans() {
        let (case, _) = from_text(&name, &text);
        let newest = CheckContext::new(&case.file, None).as_of;
        for days in (-120..420).step_by(13) {
            told.extend(contradictions(&name, &text, newest + chrono::Duration::days(days), None));
        }
    }
    assert!(told.is_empty(), "{}\n{}", told.len(), told.join("\n"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, ..ProptestConfig::default() })]

    #[test]
    fn nor_does_it_for_plans_with_something_missing(
        plan in 0_usize..12,
        cuts in proptest::collection::vec(0_usize..10_000, 1..6),
        days in -100_i64..400,
        draft in proptest::bool::weighted(0.2),
    ) {
        let plans = all_plans();
        let (name, text) = &plans[plan % plans.len()];
        let (case, _) = from_text(name, text);
        let as_of = CheckContext::new(&case.file, None).as_of + chrono::Duration::days(days);
        let draft = if draft { "原案: はい\n" } else { "" };
        let told = contradictions(name, &format!("{draft}{}", thinned(text, &cuts)), as_of, None);
        prop_assert!(told.is_empty(), "{}", told.join("\n"));
    }
}

/// The step of a plan whose log holds one record.
fn delivered(content: &str) -> State {
    let yaml = format!(
        "第1表:\n  計画作成日: 令和7年5月20日\n  同意: {{日付: 令和7年5月27日}}\n第5表:\n  - {{年月日: 令和7年5月28日, 項目: 訪問（自宅）, 内容: 「{content}」}}\n"
    );
    let (case, _) = from_text("p.yaml", &yaml.replace(['「', '」'], "\""));
    assert_eq!(case.problems, []);
    let context = CheckContext::new(&case.file, None);
    let month = Month::of(context.as_of);
    let found = steps(&context, month).into_iter().find(|step| step.what == What::GivenToClient);
    found.expect("a step").state
}

#[test]
fn what_will_be_handed_out_or_was_only_a_draft_is_no_delivery() {
    for given in [
        "計画書を本人に交付した。",
        "原案を説明し、同意を得て、計画書を本人に交付した。",
        "計画書原案について説明し、同意を得たので本人に交付した。",
        "居宅サービス計画書（第1～3表）を長女に手渡した。",
    ] {
        assert_eq!(delivered(given), State::Done, "{given}");
    }
    for not in [
        "計画書は次回の訪問で本人に交付する予定。",
        "計画書の原案を本人に交付した。",
        "計画書は本人に未交付である。",
        "計画書は入院のため本人に交付できなかった。",
        "介護保険負担割合証の交付を本人が受けた。",
    ] {
        assert_eq!(delivered(not), State::Late, "{not}");
    }
}

/// The step of last month's visit of a plan whose log holds a delivery, and one call in September.
fn visited_in_september(call: &str) -> State {
    let yaml = format!(
        "第1表:\n  計画作成日: 令和7年7月20日\n  区分: [継続]\n第5表:\n  - {{年月日: 令和7年8月28日, 項目: 訪問（自宅）, 内容: モニタリング。変わりない。}}\n  - {{年月日: 令和7年9月20日, 項目: 電話（受信）, 内容: {call}}}\n"
    );
    let (case, _) = from_text("p.yaml", &yaml);
    assert_eq!(case.problems, []);
    let context = CheckContext::new(&case.file, Date::from_ymd_opt(2025, 10, 5));
    let found = steps(&context, Month::of(context.as_of)).into_iter().find(|step| step.what == What::PastVisits);
    found.expect("a step").state
}

#[test]
fn a_word_for_a_stay_that_tells_of_none_excuses_no_missed_visit() {
    for word in [
        "短期入所から帰って変わりない。",
        "入院することなく過ごしている。",
        "入院歴を主治医に確かめた。",
        "特養への施設入所を申し込みたいと相談。",
        "施設入所は希望しない。",
        "デイの体験利用が終了したと連絡。",
        "感染対策について話した。",
    ] {
        assert_eq!(visited_in_september(word), State::Late, "{word}");
    }
    for fact in [
        "肺炎で入院したと連絡。",
        "短期入所中に骨折し、入院となった。",
        "特養に申し込み、20日に入所した。",
        "インフルエンザに感染し、訪問を断られた。",
        "本人より、訪問の延期を希望された。",
        "永眠されたと連絡。",
        "契約を終了した。",
    ] {
        assert_eq!(visited_in_september(fact), State::Idle, "{fact}");
    }
}
