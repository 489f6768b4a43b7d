//! Where findings become what is told: one cause is told once, and a waiver sets aside its own place only.

use careplan::case::read::from_text;
use careplan::profile::{Judgement, Profile};
use careplan::rules::{self, CheckContext};

const BASE: &str = include_str!("../rules/base.yaml");

/// What is told of the base plan with some of its text replaced, everywhere it stands.
fn judged(changes: &[(&str, &str)]) -> Vec<Judgement> {
    let mut text = BASE.to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "the base plan has no «{from}»");
        text = text.replace(from, to);
    }
    let (case, _) = from_text("plan.yaml", &text);
    assert!(!case.broken);
    let profile = Profile::of(&case.file).expect("a profile");
    profile.judge(rules::check(&CheckContext::new(&case.file, None)), &case.waivers, &case.problems)
}

fn of<'j>(judged: &'j [Judgement], rule: &str) -> Vec<&'j Judgement> {
    judged.iter().filter(|judgement| judgement.rule.id == rule).collect()
}

#[test]
fn a_finding_on_many_lines_is_told_once() {
    let judged = judged(&[("～ 令和8年4月30日\n          短期目標", "～ 令和8年12月31日\n          短期目標")]);
    let told = of(&judged, "CP212");
    assert_eq!(told.len(), 1, "{told:?}");
    let others: Vec<&str> = told[0].diagnostic.related.iter().map(|label| label.message.as_str()).collect();
    assert_eq!(others.iter().filter(|words| **words == "ここも同じです").count(), 3, "{others:?}");
}

#[test]
fn what_differs_is_said_beside_each_place() {
    let judged = judged(&[(", 予定: [2, 9, 16, 23, 30]", ""), (", 予定: [5, 12, 19, 26]", "")]);
    let told = of(&judged, "CP631");
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].diagnostic.message.contains("身体介護２"), "{}", told[0].diagnostic.message);
    assert!(told[0].diagnostic.related.iter().any(|label| label.message == "「身体１生活２」も"), "{told:?}");
}

#[test]
fn a_waiver_sets_aside_its_own_place_only() {
    let waiver = "例外: [{規則: CP212, 理由: 更新の申請をしたため}]";
    let first = "- 目標: 自宅の浴室で、一人で安全に入浴できる\n";
    let waived = format!("{first}          {waiver}\n");
    let judged = judged(&[
        ("～ 令和8年4月30日\n          短期目標", "～ 令和8年12月31日\n          短期目標"),
        (first, &waived),
    ]);
    let told = of(&judged, "CP212");
    assert_eq!(told.iter().filter(|judgement| judgement.waived.is_some()).count(), 1, "{told:?}");
    let open: Vec<_> = told.iter().filter(|judgement| judgement.waived.is_none()).collect();
    assert_eq!(open.len(), 1, "the other goals are told: {told:?}");
    assert_eq!(open[0].diagnostic.related.iter().filter(|label| label.message.ends_with("同じです")).count(), 2);
}

#[test]
fn an_unreadable_level_is_told_once() {
    let judged = judged(&[("要介護状態区分: 要介護2", "要介護状態区分: 要介護九")]);
    assert!(of(&judged, "CP701").is_empty(), "{:?}", of(&judged, "CP701"));
}

#[test]
fn an_unreadable_day_pattern_is_told_once() {
    for unreadable in ["毎週の火曜あたり", "{曜日: 毎週}", "[三十二]"] {
        let judged = judged(&[("予定: [2, 9, 16, 23, 30]", &format!("予定: {unreadable}"))]);
        let told: Vec<_> = ["CP631", "CP701"].iter().flat_map(|id| of(&judged, id)).collect();
        assert!(told.is_empty(), "{unreadable}: {told:?}");
    }
    let told = judged(&[("予定: [2, 9, 16, 23, 30]", "予定: ''")]);
    assert_eq!(of(&told, "CP631").len(), 1, "an empty 予定 is told");
}
