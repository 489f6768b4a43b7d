//! That the table of kinds is one, and what is found in it.

use super::*;

#[test]
fn the_table_is_one() {
    let raw = Kinds::embedded();
    assert!(raw.kind.is_sorted_by(|a, b| a.code < b.code), "codes out of order, or twice");
    let mut seen = BTreeMap::new();
    for name in raw.other.iter().flat_map(|(name, words)| std::iter::once(name).chain(words)) {
        assert_eq!(seen.insert(plain(name), name), None, "「{name}」 stands there twice");
    }
    for kind in kinds() {
        for name in spoken_names(kind) {
            assert_eq!(seen.insert(plain(name), &kind.code), None, "「{name}」 is of two kinds");
        }
        assert!(kind.until.is_none_or(|until| kind.from <= until), "{}", kind.code);
        assert!(!kind.code.starts_with('7') || kind.local, "{}", kind.code);
        assert!(!kind.medical || kind.insured, "{}", kind.code);
        assert!(!kind.rental || kind.equipment && kind.per == Some(CountedPer::Month), "{}", kind.code);
        let others = kind.alongside.iter().chain(&kind.not_alongside);
        assert!(others.into_iter().all(|code| super::kind(code).is_some()), "{}", kind.code);
        // A family is called by the name of one of its kinds.
        assert!(kinds().iter().any(|other| other.called() == kind.family()), "{}", kind.family());
        let of_family = |name: &String| in_text(name).is_some_and(|other| other.family() == kind.family());
        assert!(kind.also.iter().all(of_family), "{}", kind.code);
        assert!(!kind.is_preventive() || !kind.of_care().is_preventive(), "{}", kind.code);
    }
}

#[test]
fn short_stays_of_local_services_are_local_too() {
    for code in ["28", "38", "39", "68", "69", "79"] {
        assert!(kind(code).is_some_and(|kind| kind.local), "{code}");
    }
    assert!(["11", "15", "21", "27"].iter().all(|code| kind(code).is_some_and(|kind| !kind.local)));
}

#[test]
fn kinds_are_found_by_name_code_and_in_texts() {
    let code = |kind: Option<&ServiceKind>| kind.map(|kind| kind.code.clone()).unwrap_or_default();
    assert_eq!(code(named("訪問介護")), "11");
    assert_eq!(code(named("2a")), "2A");
    assert_eq!(code(named("短期入所療養介護(介護医療院)")), "2A");
    assert_eq!(code(named("短期入所療養介護（介護療養型医療施設等）")), "23");
    assert_eq!(code(named("訪問")), "");
    assert_eq!(code(in_text("定期巡回・随時対応型訪問介護看護")), "76");
    assert_eq!(code(in_text("デイサービス（入浴）")), "15");
    assert_eq!(code(in_text("デイ")), "15");
    assert_eq!(code(in_text("ホリデイ")), "");
    assert_eq!(code(in_text("重度訪問介護（見守り）")), "");
    assert_eq!(code(in_text("重度訪問介護、訪問介護")), "11");
    assert_eq!(code(in_text("特定福祉用具販売")), "41");
    assert_eq!(code(in_text("配食・安否確認")), "");
    assert!(names_kind("訪問介護", "11") && names_kind("11", "11") && !names_kind("訪問介護", "13"));
    assert!(names_kind("短期入所療養介護", "2A") && names_kind("訪問型サービス", "A4") && !names_kind("", "11"));
}

#[test]
fn what_is_counted_by_the_month() {
    let per = |code: &str, content: &str| kind(code).and_then(|kind| kind.counted_per(&plain(content)));
    let month = Some(CountedPer::Month);
    assert_eq!((per("17", "手すり貸与"), per("67", "車いす貸与")), (month, month));
    assert_eq!((per("76", "定期巡回随時Ⅰ５"), per("76", "定期巡回随時Ⅰ５・日割")), (month, None));
    assert_eq!((per("76", "定期巡回初期加算"), per("76", "定期巡回総合マネジメント加算Ⅰ")), (None, None));
    assert_eq!((per("73", "小規模多機能総合マネジメント加算"), per("73", "小規模多機能初期加算")), (month, None));
    assert_eq!(
        (per("68", "短期利用小規模多機能１"), per("79", "看護小規模短期利用２")),
        (Some(CountedPer::Day), Some(CountedPer::Day))
    );
    assert_eq!((per("71", "夜間対応型Ⅰ基本"), per("71", "夜間対応型Ⅰ定期巡回")), (month, Some(CountedPer::Use)));
    assert_eq!((per("13", "定期巡回訪看"), per("13", "訪看Ⅰ３")), (month, Some(CountedPer::Use)));
    assert_eq!(per("A2", "訪問型独自サービス１１"), None);
}
