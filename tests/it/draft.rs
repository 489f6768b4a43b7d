//! 「原案」 before consent, and choosing what of a plan is printed: month, meeting, the log from a day on.

use super::dsl::{Case, sample_path};
use careplan::calendar::{Date, Month};
use careplan::forms::{FORMS, Sheet};
use careplan::press::{Checked, Loaded, Pages, Stop, Which, Wish, pages};
use careplan::rules::{self, draft::WAITING};

fn sample() -> String {
    std::fs::read_to_string(sample_path("sanuki-haru")).expect("the sample")
}

/// The sample without these keys of its top.
fn without(keys: &[&str]) -> String {
    let mut kept = true;
    let lines = sample();
    let lines = lines.lines().filter(|line| {
        if line.starts_with(|c: char| !c.is_whitespace() && !matches!(c, '-' | '#')) {
            kept = !keys.iter().any(|key| line.starts_with(&format!("{key}:")));
        }
        kept
    });
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

/// The sample as it is before the meeting, as 原案.
fn draft() -> String {
    let text = without(&["第4表", "第5表", "第6表", "給付率"]);
    "原案: はい\n".to_owned() + &text.replace("  同意: {日付: 令和7年5月27日, 署名: 讃岐 ハル}\n", "")
}

fn checked(plan: &str, draft: bool) -> Checked {
    let loaded = Loaded::read("plan.yaml", plan.as_bytes(), &|_| Err(String::new()));
    Checked::new(loaded.as_draft(draft), None, None)
}

fn decided(plan: &str, wish: &Wish) -> Result<Pages, Stop> {
    pages(&checked(plan, wish.draft), wish, None)
}

fn titles(sheets: &[Sheet]) -> Vec<&str> {
    sheets.iter().map(|sheet| sheet.title.as_str()).collect()
}

#[test]
fn a_draft_is_marked_and_nothing_else_is() {
    let pages = decided(&format!("原案: はい\n{}", sample()), &Wish::default()).expect("pages");
    for sheet in &pages.sheets {
        let marked = sheet.title.contains("（原案）");
        assert_eq!(marked, ["care-plan-1", "care-plan-2", "weekly-schedule"].contains(&sheet.form), "{}", sheet.title);
    }
    let all = decided(&sample(), &Wish { draft: true, ..Wish::default() }).expect("pages");
    for sheet in &all.sheets {
        let unmarked = ["meeting-summary", "support-log"].contains(&sheet.form);
        assert_eq!(sheet.title.contains("（原案）"), !unmarked, "{}", sheet.title);
    }
    let none = decided(&sample(), &Wish::default()).expect("pages");
    assert!(titles(&none.sheets).iter().all(|title| !title.contains("原案")));
}

#[test]
fn the_mark_is_printed_beside_the_title() {
    let case = Case::empty().file("plan.yaml", draft());
    let done = case.run(["render", "plan.yaml", "--strict", "--deny", "warning"]).succeeds();
    let path = done.path("plan.pdf");
    let Some(text) = super::dsl::outside("pdftotext", &[path.to_str().expect("a path"), "-"]) else { return };
    let text = String::from_utf8(text.stdout).expect("text").replace(' ', "");
    assert!(text.contains("居宅サービス計画書（１）（原案）"), "{text}");
    assert!(text.contains("週間サービス計画表（原案）"), "{text}");
}

#[test]
fn rules_about_later_steps_wait_and_all_others_hold() {
    let of = |plan: &str| -> Vec<&'static str> {
        checked(plan, false).judgements.iter().map(|judgement| judgement.rule.id).collect()
    };
    let waiting: Vec<&str> = WAITING.iter().map(|(id, _)| *id).collect();
    assert!(waiting.is_sorted(), "in the order of their ids");
    for id in &waiting {
        assert!(rules::find(id).is_some(), "{id} is no rule");
    }
    let (found, asked) = (of(&draft()), of(&draft().replace("原案: はい\n", "")));
    assert!(found.iter().all(|id| !waiting.contains(id)), "{found:?}");
    assert!(["CP140", "CP401"].iter().all(|id| asked.contains(id)), "{asked:?}");
    // A draft without its day is as wrong as any plan.
    assert!(of(&draft().replace("  計画作成日: 令和7年5月27日\n", "")).len() > found.len());
}

#[test]
fn a_draft_with_a_consent_is_an_error_and_a_draft_with_a_waiver_is_none() {
    let both = checked(&format!("原案: はい\n{}", sample()), false);
    assert!(both.judgements.iter().any(|judgement| judgement.rule.id == "CP141"));
    let waived = format!("例外: [{{規則: CP140, 理由: 別の文書で確かめた}}]\n{}", draft());
    assert!(checked(&waived, false).judgements.iter().all(|judgement| judgement.rule.id != "CP091"));
}

#[test]
fn a_draft_goes_to_nobody_who_would_act_on_it() {
    let plan = format!("原案: はい\n{}", sample());
    for receiver in ["事業所", "保険者"] {
        let case = Case::empty().file("plan.yaml", &plan);
        let refused = case.run(["packet", "plan.yaml", "--for", receiver, "-o", "out/"]).ends_with(1);
        let refused = refused.says("この計画書は原案").says("--draft");
        refused.again().run(["packet", "plan.yaml", "--for", receiver, "-o", "out/", "--draft"]).succeeds();
    }
    Case::empty().file("plan.yaml", &plan).run(["packet", "plan.yaml", "--for", "利用者", "-o", "a.pdf"]).succeeds();
    let batch = Case::empty().file("c/plan.yaml", &plan);
    let refused = batch.run(["batch", "c", "--month", "2025-06", "-o", "out"]).ends_with(1).prints("原案");
    refused.again().run(["batch", "c", "--month", "2025-06", "-o", "out", "--draft"]).succeeds();
}

/// The sample with a second month and a second meeting, both newer.
fn of_two() -> String {
    let text = sample();
    let month = text.split_once("  - 年月: 令和7年6月\n").expect("the month").1;
    let month: String = month.lines().take_while(|line| line.starts_with("    ")).collect::<Vec<_>>().join("\n") + "\n";
    let text =
        text.replacen("  - 年月: 令和7年6月\n", &format!("  - 年月: 令和7年7月\n{month}  - 年月: 令和7年6月\n"), 1);
    text.replacen("第4表:\n", "第4表:\n  - {作成年月日: 令和7年8月20日, 開催日: 令和7年8月20日, 検討内容: 二回目}\n", 1)
}

#[test]
fn the_newest_or_a_named_one_is_printed() {
    let plan = of_two();
    let of = |wish: Wish| decided(&plan, &wish).map(|pages| pages.sheets).map_err(|stop| stop.summary);
    let form = |name: &str| vec![FORMS.iter().find(|form| form.name == name).expect("a form")];
    let words = |sheets: Vec<Sheet>| sheets.iter().map(|sheet| sheet.view().to_string()).collect::<String>();
    let latest = Wish { tables: form("第6表"), month: Some(Which::Latest), ..Wish::default() };
    let printed = words(of(latest).expect("July"));
    assert!(printed.contains("\"days\":31") && !printed.contains("\"days\":30"));
    let june = Wish { tables: form("第6表"), month: Month::new(2025, 6).map(Which::This), ..Wish::default() };
    assert!(!words(of(june).expect("June")).contains("\"days\":31"));

    let meeting = |which| Wish { tables: form("第4表"), meeting: Some(which), ..Wish::default() };
    assert!(words(of(meeting(Which::Latest)).expect("August")).contains("二回目"));
    let day = |month, day| Date::from_ymd_opt(2025, month, day).expect("a day");
    assert!(!words(of(meeting(Which::This(day(5, 27)))).expect("May")).contains("二回目"));
    let unknown = of(meeting(Which::This(day(5, 28)))).expect_err("no such meeting");
    assert!(unknown.contains("令和7年5月28日") && unknown.contains("令和7年5月27日"), "{unknown}");

    let log = |since| Wish { tables: form("第5表"), log_since: Some(since), ..Wish::default() };
    let (all, june) = (words(of(log(day(5, 1))).expect("all")), words(of(log(day(6, 1))).expect("June")));
    assert!(all.len() > june.len() && !june.contains("R7.5."), "{june}");
    assert!(of(log(day(12, 1))).expect_err("nothing").contains("令和7年12月1日"));
}

#[test]
fn the_log_has_a_day_of_issue() {
    let plan = format!("第5表の作成年月日: 令和7年6月30日\n{}", sample());
    let wish = Wish { tables: vec![&FORMS[4]], ..Wish::default() };
    let words = decided(&plan, &wish).expect("the log").sheets[0].view().to_string();
    assert!(words.contains("作成年月日　令和7年6月30日"), "{words}");
}

#[test]
fn commands_take_the_choice() {
    let case = Case::empty().file("plan.yaml", of_two());
    let done = case.run(["render", "plan.yaml", "--month", "latest", "--meeting", "latest", "--log-since", "R7.6.1"]);
    let done = done.succeeds().again().run(["render", "plan.yaml", "--meeting", "2025-01-01"]).ends_with(1);
    let done = done.says("会議（第4表）がありません").again().run([
        "packet",
        "plan.yaml",
        "--for",
        "控",
        "--month",
        "latest",
        "-o",
        "a.pdf",
    ]);
    done.succeeds().again().run(["check", "plan.yaml", "--draft"]).ends_with(1).prints("CP141");
}
