//! What the tables must be, and that next April's are added by data alone.

use super::*;
use crate::case::values::PerMille;
use crate::service_kind;
use crate::source::plain;
use crate::source::read::Scalar;

fn month(text: &str) -> Month {
    Month::parse(text).unwrap()
}

/// Every table names itself, and every row speaks of levels, areas and kinds that exist.
#[test]
fn tables_speak_of_what_there_is() {
    for name in [TableName::Limits, TableName::Prices, TableName::Treatment, TableName::Additions] {
        assert!(name.printed().ends_with('表'), "{}", name.printed());
    }
    let levels = |row: &BTreeMap<String, i64>| {
        row.iter().all(|(level, value)| CareLevel::ALL.iter().any(|known| known.printed() == level) && *value > 0)
    };
    assert!(limits().all().chain(housework().all()).all(levels));
    for row in limits().all() {
        assert!(CareLevel::ALL.iter().all(|level| row.contains_key(level.printed())), "a level is missing");
        let of = |level: CareLevel| row[level.printed()];
        assert!(CareLevel::ALL.is_sorted_by_key(|level| of(*level)), "a heavier level has less");
    }
    for row in prices().all() {
        assert!(row.keys().all(|area| AreaGrade::parse(area).is_ok()));
        assert!(AreaGrade::ALL.iter().all(|area| row.contains_key(area.printed())), "an area is missing");
    }
    let is_kind = |code: &String| service_kind::kind(code).is_some();
    for row in treatment::table().all().flatten() {
        assert!(row.kinds.iter().all(is_kind) && (1..=100).contains(&row.certainty), "{row:?}");
    }
    for (kind, at) in service_kind::kinds().iter().flat_map(|kind| ["2024-06", "2026-06"].map(|at| (kind, at))) {
        // Every kind that may stand on a slip is spoken of, 短期利用 included.
        let named = treatment_grades(&kind.code, month(at)).is_some();
        let facility = matches!(kind.code.as_str(), "51" | "52" | "53" | "54" | "55") || kind.code.starts_with('A');
        assert!(named || facility, "{} at {at}", kind.code);
    }
}

/// 単価 = 10 × (1 + 上乗せ率 × 人件費割合), half up to 1/100 yen.
#[test]
fn prices_follow_from_their_rates() {
    for rows in prices().all() {
        for (area, extra) in AreaGrade::ALL.iter().zip([20, 16, 15, 12, 10, 6, 3, 0]) {
            for (price, share) in rows[area.printed()].iter().zip([70, 55, 45]) {
                // extra% × share% of 1000 (1/100 yen), half up.
                assert_eq!(price.0.0, 1000 + (extra * share + 5) / 10, "{area:?}");
            }
        }
    }
}

/// From 令和6年 to 令和8年 every grade of a kind rose by the same, and ロ lies above イ by the same.
#[test]
fn rates_of_treatment_rose_together() {
    let rate = |kind: &str, at: &str, name: &str| {
        let grades = treatment_grades(kind, month(at)).unwrap().value;
        grades.iter().find(|grade| grade.name == name).map(|grade| grade.rate.0)
    };
    let mut compared = 0;
    for kind in service_kind::kinds() {
        let (old, new) = ("2024-06", "2026-06");
        let Some(first) = treatment_grades(&kind.code, month(new)).and_then(|_| rate(&kind.code, new, "Iイ")) else {
            continue;
        };
        let of = |at: &str, name: &str| rate(&kind.code, at, name).unwrap();
        let rise = first - of(old, "I");
        for (now, then) in [("IIイ", "II"), ("III", "III"), ("IV", "IV")] {
            assert_eq!(of(new, now) - of(old, then), rise, "{} {now}", kind.code);
        }
        assert_eq!(of(new, "Iロ") - first, of(new, "IIロ") - of(new, "IIイ"), "{}", kind.code);
        compared += 1;
    }
    assert!(compared > 20, "{compared}");
}

/// 加算Ⅴ(1)–(14) in the order of what they are derived from: the first is the highest, none reaches Ⅰ, and all ended with 令和7年3月.
#[test]
fn the_fourteen_transitional_rates() {
    let v = |kind: &str, at: &str| -> Vec<TreatmentGrade> {
        let grades = treatment_grades(kind, month(at)).unwrap().value;
        grades.into_iter().filter(|grade| grade.name.starts_with('V')).collect()
    };
    for kind in ["11", "12", "15", "16", "27", "72", "73", "79", "32", "21", "22", "2A"] {
        let during = v(kind, "2025-03");
        assert_eq!(during.len(), 14, "{kind}");
        let top = treatment_grades(kind, month("2025-03")).unwrap().value.iter().map(|grade| grade.rate).max();
        assert!(during.iter().all(|grade| grade.ended.is_none() && Some(grade.rate) < top), "{kind}");
        assert!(v(kind, "2025-04").iter().all(|grade| grade.ended == Some(month("2025-03"))));
    }
    let seventh = v("11", "2024-06").into_iter().find(|grade| grade.name == "V7").map(|grade| grade.rate);
    assert_eq!(seventh, Some(PerMille(163)));
}

#[test]
fn additions_inside_and_outside() {
    let at = month("2026-11");
    let limit = |kind: &str, content: &str| {
        addition(kind, &plain(content), at).value.map(|addition| (addition.limit, addition.role))
    };
    let outside = |role| Some((Limit::Outside, role));
    assert_eq!(limit("11", "訪問介護処遇改善加算Ⅰ１"), outside(Some(AdditionRole::Treatment)));
    assert_eq!(limit("11", "訪問介護特定事業所加算Ⅴ"), Some((Limit::Inside, None)));
    assert_eq!(limit("11", "訪問介護共生型サービス居宅介護１"), Some((Limit::Inside, None)));
    // 小規模多機能 and 看護小規模 are no 小規模事業所.
    for (kind, content) in [("73", "小規模多機能中山間地域等提供加算"), ("77", "看護小規模中山間地域等提供加算")]
    {
        assert_eq!(limit(kind, content), outside(Some(AdditionRole::Resident)), "{content}");
    }
    assert_eq!(limit("11", "訪問介護小規模事業所加算"), outside(Some(AdditionRole::Area)));
    let other = "中山間地域等における小規模事業所加算";
    assert_eq!(limit("11", other), outside(Some(AdditionRole::Area)));
    assert_eq!(limit("77", "看護小規模緊急時対応加算"), outside(None));
    assert_eq!(limit("73", "小規模多機能総合マネジメント加算Ⅰ"), outside(None));
    assert_eq!(limit("15", "通所介護感染症災害３％加算"), outside(None));
    assert_eq!(limit("13", "訪問看護看護体制強化加算Ⅰ"), None);
    assert!(addition("13", "専門管理加算", at).value.is_some_and(Addition::is_doubtful));
    assert!(!addition("11", "特別地域訪問介護加算", month("2027-04")).known);
    // Before it was outside the limit it was inside.
    assert_eq!(addition("15", "通所介護サービス提供体制加算I", month("2015-03")).value.map(|found| found.limit), None);
}

#[test]
fn a_month_outside_a_table_takes_the_nearest_period() {
    let at = |text: &str| limit(CareLevel::Care2, month(text)).map(|found| (found.value, found.known));
    assert_eq!(at("2010-01"), Some((19616, false)));
    assert_eq!(at("2019-09"), Some((19616, true)));
    assert_eq!(at("2019-10"), Some((19705, true)));
    assert_eq!(at("2027-03"), Some((19705, true)));
    assert_eq!(at("2027-04"), Some((19705, false)));
    let price = |text: &str| price(AreaGrade::Grade1, PriceClass::FiftyFive, month(text)).map(|found| found.known);
    assert_eq!((price("2015-03"), price("2015-04"), price("2015-07")), (Some(false), Some(true), Some(true)));
}

/// Next April's tables, added to the text of each file and nowhere else; the figures are invented.
#[test]
fn next_aprils_tables_are_data_alone() {
    let (before, after) = (month("2027-03"), month("2027-04"));
    let period = "\n[[period]]\nfrom = \"2027-04\"\nuntil = \"2030-03\"\n";
    let with = |text: &str, rows: &str| format!("{text}{period}{rows}");

    let limits = with(include_str!("../limits.toml"), "rows = { \"要介護2\" = 20000 }\n");
    let limits = Limits::read(&limits).unwrap();
    assert_eq!(limits.until(), Some(month("2030-03")));
    let of = |level, at| limit_in(&limits, level, at).map(|found| (found.value, found.known));
    assert_eq!((of(CareLevel::Care2, before), of(CareLevel::Care2, after)), (Some((19705, true)), Some((20000, true))));
    assert_eq!(of(CareLevel::Care1, after), None, "a row that the new period lacks is unknown, and no panic");

    let prices = with(include_str!("../prices.toml"), "rows = { \"7級地\" = [\"10.25\", \"10.20\", \"10.17\"] }\n");
    let prices = Prices::read(&prices).unwrap();
    let of = |area, at| price_in(&prices, area, PriceClass::Seventy, at).map(|found| found.value.0);
    assert_eq!((of(AreaGrade::Grade7, before), of(AreaGrade::Grade7, after)), (Some(1021), Some(1025)));
    assert_eq!(of(AreaGrade::Grade6, after), None);

    let rates = "[[period.rows]]\nkinds = [\"11\"]\ncertainty = 99\nrates = { \"Ⅰイ\" = \"28.0%\" }\n";
    let rates = Table::read(&with(include_str!("../treatment.toml"), rates)).unwrap();
    let of = |kind, at| treatment::grades(&rates, kind, at).map(|found| found.value[0].rate.0);
    assert_eq!((of("11", before), of("11", after), of("15", after)), (Some(270), Some(280), None));

    let rows = "[[period.rows]]\nwords = [\"初回加算\"]\nlimit = \"outside\"\nfrom = \"2027-04\"\ncertainty = 99\n";
    let rows = Table::<Vec<Addition>>::read(&with(include_str!("../additions.toml"), rows)).unwrap();
    let of = |content, at| additions::find(&rows, "11", content, at).value.map(|found| found.limit);
    assert_eq!(
        (of("訪問介護初回加算", before), of("訪問介護初回加算", after)),
        (Some(Limit::Inside), Some(Limit::Outside))
    );

    let uses = Limits::read(&with(include_str!("../housework.toml"), "rows = { \"要介護1\" = 30 }\n")).unwrap();
    assert_eq!(limit_in(&uses, CareLevel::Care1, after).map(|found| found.value), Some(30));

    let disorder = format!(
        "{}\n[[period]]\nfrom = \"2027-03\"\nuntil = \"2030-03\"\nrows = {{}}\n",
        include_str!("../limits.toml")
    );
    assert!(Limits::read(&disorder).unwrap_err().contains("begins before"));
}

/// One letter wrong, lost, doubled or changed places with the next: whoever meant an addition outside the limit is told.
#[test]
fn a_slip_in_the_name_of_an_addition_outside_the_limit_is_seen() {
    let june = month("2025-06");
    for (kind, name) in [
        ("15", "通所介護サービス提供体制加算Ⅰ"),
        ("13", "緊急時訪問看護加算１"),
        ("13", "訪問看護特別管理加算Ⅰ"),
        ("13", "ターミナルケア加算"),
        ("73", "総合マネジメント体制強化加算Ⅰ"),
    ] {
        let name = plain(name);
        assert_eq!(addition(kind, &name, june).value.map(|row| row.limit), Some(Limit::Outside), "{name}");
        let letters: Vec<char> = name.chars().collect();
        for at in 0..letters.len() {
            let mut bent = [letters.clone(), letters.clone(), letters.clone(), letters.clone()];
            bent[0][at] = if at == 6 { '介' } else { '休' };
            bent[1].remove(at);
            bent[2].insert(at, '休');
            bent[3].swap(at, (at + 1).min(letters.len() - 1));
            for letters in bent {
                let text: String = letters.into_iter().collect();
                let is_known = addition(kind, &text, june).value.is_some();
                assert!(is_known || nearly_outside(kind, &text, june).is_some(), "{text}");
            }
        }
    }
    // What has other words is another thing.
    for (kind, name) in [
        ("11", "身体介護２"),
        ("11", "訪問介護緊急時加算"),
        ("13", "訪問看護看護体制強化加算Ⅰ"),
        ("13", "訪問看護専門管理加算１"),
        ("15", "通所介護Ⅰ５２"),
        ("15", "通所介護サービス提供時間延長加算"),
        ("15", "通所介護入浴介助加算Ⅰ"),
        ("21", "単独短期生活看護体制加算Ⅰ"),
        ("22", "老短緊急短期入所受入加算"),
        ("73", "小規模多機能型１１"),
        ("77", "看護小規模１１"),
        ("78", "地域通所介護中重度者ケア体制加算"),
    ] {
        assert_eq!(nearly_outside(kind, &plain(name), june), None, "{name}");
    }
}
