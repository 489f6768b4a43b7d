//! Two statements in one cell: they stay apart, or nothing is laid. What one says of some days is never taken for all.

use super::*;

#[test]
fn statements_that_cannot_be_told_apart_lay_nothing() {
    for text in [
        "隔週火・毎週金",
        "毎週金、隔週火",
        "隔週（火）＋毎週（金）",
        "月水金（隔週土）",
        "月・水・金、土は隔週",
        "水（隔週） 木（毎週）",
        "毎週火・金、土は1日2回",
        "月・水、金は必要時",
        "隔週金、第1・3火",
        "隔週火、金を除く",
        "毎日（日曜は隔週）",
        "毎日2回（日曜は1回）",
        "毎日（月水金は2回）",
        "毎日、月水金は2回",
        "毎日朝、月水金の昼",
        "毎日（木・金）",
        "毎日、週1回（木）",
        "火（必要時金）",
        "1日2回（火）、平日",
        "毎週火曜、1日2回（金）",
        "第1・3木及び火・木",
        "第2水曜日、平日",
        "第1月から第2日まで",
        "最終金曜・火～日",
        "毎日、水～日",
        "第2・4水、水を除く",
        "水曜9時、水曜15時",
        "週1回（火）～週2回（火・金）",
        "週1回（火）～週2回（金・土）",
        "週3回（火2回・金1回）",
    ] {
        let said = read(text);
        assert!(july(text).is_err(), "{text}: {:?}", july(text));
        assert!(said.is_mixed, "{text}: {said:?}");
        assert_eq!(said.weekdays_of_every_week(), None, "{text}");
        assert!(said.is_more_than_weekdays(), "{text}");
    }
    assert_eq!(july("隔週火・毎週金"), Err(Unlaid::Mixed));
    for text in ["週1回（火）、隔週1回（火）", "第1・3木と月2回（第2・4木）", "最終金曜、月2回（第2・4火）"]
    {
        assert!(july(text).is_err(), "{text}: {:?}", july(text));
        assert!(!read(text).weekdays.contains(&Mon) && !read(text).nth_weekdays.contains(&Mon), "{text}");
    }
}

#[test]
fn statements_that_stay_apart_are_laid() {
    for (text, days) in [
        ("毎週水曜、第2金曜", &[2, 9, 11, 16, 23, 30][..]),
        ("週1回（水）、月1回（第2金）", &[2, 9, 11, 16, 23, 30]),
        ("火（午前）・金（午後）", &[1, 4, 8, 11, 15, 18, 22, 25, 29]),
        ("週2回（火曜午前・金曜午後）", &[1, 4, 8, 11, 15, 18, 22, 25, 29]),
        ("火 9:00～10:00、金 13:00～14:00", &[1, 4, 8, 11, 15, 18, 22, 25, 29]),
        ("火・金（週2回） 1回60分", &[1, 4, 8, 11, 15, 18, 22, 25, 29]),
        ("週2回（火・金）各1回", &[1, 4, 8, 11, 15, 18, 22, 25, 29]),
        ("月2回（隔週水）", &[9, 23]),
        ("隔週（水）1日1回", &[9, 23]),
        ("第2水（午前）、第4水（午後）", &[9, 23]),
        ("週1回（火）、週1回（金）", &[1, 4, 8, 11, 15, 18, 22, 25, 29]),
        ("火週1回、金週1回", &[1, 4, 8, 11, 15, 18, 22, 25, 29]),
        ("毎火曜・金曜", &[1, 4, 8, 11, 15, 18, 22, 25, 29]),
        ("毎日曜", &[6, 13, 20, 27]),
        ("毎月曜", &[7, 14, 21, 28]),
        ("水 1回（60分）", &[2, 9, 16, 23, 30]),
        ("水曜 1回", &[2, 9, 16, 23, 30]),
        ("毎週水曜1回", &[2, 9, 16, 23, 30]),
        ("火・金 各1回", &[1, 4, 8, 11, 15, 18, 22, 25, 29]),
        ("火・金（各1回）", &[1, 4, 8, 11, 15, 18, 22, 25, 29]),
        ("毎週火・金 それぞれ1回", &[1, 4, 8, 11, 15, 18, 22, 25, 29]),
        ("火・金に1回ずつ", &[1, 4, 8, 11, 15, 18, 22, 25, 29]),
        ("火曜1回、金曜1回", &[1, 4, 8, 11, 15, 18, 22, 25, 29]),
        ("週2回（月1回・金1回）", &[4, 7, 11, 14, 18, 21, 25, 28]),
        ("週2回（金1回、月1回）", &[4, 7, 11, 14, 18, 21, 25, 28]),
        ("週2回（火＆金）", &[1, 4, 8, 11, 15, 18, 22, 25, 29]),
        ("ウィークデイの火・金", &[1, 4, 8, 11, 15, 18, 22, 25, 29]),
        ("平日の火曜と金曜", &[1, 4, 8, 11, 15, 18, 22, 25, 29]),
        ("火及び金", &[1, 4, 8, 11, 15, 18, 22, 25, 29]),
        ("隔週水曜1回", &[9, 23]),
    ] {
        assert_eq!(july(text).as_deref(), Ok(days), "{text}");
    }
    assert_eq!(july("第2土から1週間"), Ok((12..=18).collect()));
    assert_eq!(july("平日毎日"), july("平日"));
    assert_eq!(july("毎日（月～金）"), july("平日"));
}

/// 「1回」 behind weekdays is of each of them, of one of them, or all that there is.
#[test]
fn once_behind_weekdays_lays_no_day_too_many() {
    for text in [
        "水曜1回のみ",
        "水曜 1回限り",
        "水 1回（6月）",
        "火・金 1回",
        "隔週（火・金）1回",
        "毎週火・金 1回",
        "月・木のうち1回",
        "火か金 1回",
        "月1回・木1回",
        "月2回（水1回・金1回）",
        "週3回（月2回・木1回）",
        "水曜1回、午後1回",
        "週2回（月1回・月1回）",
        "週1回（末）",
        "週2回（火・末）",
        "通年",
        "朝・夕",
    ] {
        assert!(july(text).is_err(), "{text}: {:?}", july(text));
    }
    for text in ["水 1回（60分）", "月・木 各1回", "月・木のうち1回", "火・金 1回"] {
        assert!(read(text).is_every_week(), "{text}");
    }
    assert!(read("水曜1回のみ").is_beyond_week() && read("水 1回（6月）").is_beyond_week());
    assert_eq!(read("月1回・木1回").weekdays, [Mon, Thu]);
    assert!(read("月1回、日1回").weekdays.is_empty() && read("月1回、日1回").monthly);
    assert_eq!(read("週1回（末）").not_understood, ["末"]);
    for text in ["月末の水曜", "7月末", "週末", "末の金曜"] {
        assert!(read(text).not_understood.is_empty(), "{text}");
    }
}

#[test]
fn a_stay_is_laid_as_often_as_it_is_said() {
    for text in ["月1回（第3金曜～日曜）", "毎月1回（第3金曜日～日曜日）", "月3日（第3金曜から日曜）"]
    {
        assert_eq!(july(text), Ok(vec![18, 19, 20]), "{text}");
    }
    assert_eq!(july("月2回（第3金～日）"), Err(Unlaid::Choice));
    assert_eq!(july("毎日（0時）"), july("365日"));
    assert_eq!(july("年中無休"), july("毎日"));
}

#[test]
fn what_is_taken_away_of_the_nth_takes_no_other_days() {
    for (text, days) in [
        ("第2・4水（日祝を除く）", &[9, 23][..]),
        ("第3土（日曜を除く）", &[19]),
        ("最終金曜（土日を除く）", &[25]),
        ("第2月曜日（火曜は休み）", &[14]),
        ("月2回（第2・4火）、日を除く", &[8, 22]),
    ] {
        assert_eq!(july(text).as_deref(), Ok(days), "{text}");
        assert_eq!(read(text).weekdays, [], "{text}");
    }
    // Of a number without days, nothing is known.
    for text in ["月2回（日曜を除く）", "1回（日曜を除く）", "隔週（日曜を除く）"] {
        assert!(july(text).is_err(), "{text}: {:?}", july(text));
    }
}

#[test]
fn an_exclusion_behind_other_days_is_never_taken_for_days() {
    // Only the last word may be away, or all: who cannot know lays nothing.
    for text in [
        "火・金、日曜は休み",
        "平日、水曜は休み",
        "平日、水曜を除く",
        "平日 水曜を除く",
        "毎週木曜、金曜以外",
        "火・金、日祝休み",
        "月水金、土日祝休み",
    ] {
        assert!(matches!(july(text), Err(Unlaid::NotUnderstood(_))), "{text}: {:?}", july(text));
    }
    assert_eq!(july("平日（水曜は休み）"), july("月・火・木・金"));
    assert_eq!(july("月、水を除く毎日"), july("火・木・金・土・日"));
    assert_eq!(july("火・金（日曜は休み）"), july("火・金"));
}

#[test]
fn one_of_two_days_is_a_choice() {
    for text in ["月か火", "火/金", "火または木", "第2水か金"] {
        assert_eq!(july(text), Err(Unlaid::Choice), "{text}");
    }
    assert_eq!(july("週2回（火/金）"), july("火・金"));
    assert_eq!(july("月/水/金"), july("月・水・金"));
}

#[test]
fn the_day_after_is_another_day() {
    for text in ["第2火の翌日", "第2火の翌週の木", "火（祝日は水）", "月・水・金（祝日は翌日）", "火（祝日の場合は水）"]
    {
        assert!(matches!(july(text), Err(Unlaid::NotUnderstood(_))), "{text}: {:?}", july(text));
    }
    assert_eq!(july("火・金、祝日も利用"), july("火・金"));
    assert_eq!(july("火・金（祝日は休み）"), july("火・金"));
}

#[test]
fn several_times_a_day_without_a_number_are_not_one() {
    for text in ["毎食前", "毎食後", "毎朝夕", "平日朝夕", "毎日朝夕", "毎日（朝・昼・夕）", "火・金 9時、15時"]
    {
        assert_eq!(july(text), Err(Unlaid::TimesADay), "{text}");
    }
    let month = Month::new(2025, 7).unwrap();
    for (text, uses) in [
        ("毎日（朝・夕）2回", 2),
        ("毎食後1日3回", 3),
        ("毎朝", 1),
        ("毎日 午前10時～11時", 1),
        ("毎日（9:00～夕方）", 1),
        ("毎日 9時から17時", 1),
    ] {
        assert_eq!(read(text).rhythm(month, None).map(|rhythm| rhythm.uses), Ok(uses), "{text}");
    }
}

#[test]
fn weekdays_alone_are_all_that_is_said() {
    let alone = |text: &str| read(text).as_weekdays_alone();
    assert_eq!(alone("週2回（火・金）"), Some(vec![Tue, Fri]));
    assert_eq!(alone("毎日"), Some(ALL.to_vec()));
    assert_eq!(alone("毎日1日1回"), Some(ALL.to_vec()));
    for text in
        ["毎日2回", "毎日（8月まで）", "毎日（第2日曜を除く）", "火・金（祝日は休み）", "毎日朝・夕", "火・金、必要時"]
    {
        assert_eq!(alone(text), None, "{text}");
    }
}

#[test]
fn every_other_week_is_one_week_for_all_its_days() {
    let start = crate::calendar::Date::from_ymd_opt(2025, 5, 1);
    let september = Month::new(2025, 9).unwrap();
    let days = |text: &str| {
        let rhythm = read(text).rhythm(september, start)?;
        Ok(september.days().filter(|day| rhythm.days.falls_on(*day)).map(|day| day.day()).collect::<Vec<_>>())
    };
    // Friday 2 May is the first: its week, and every second one from it.
    for text in ["隔週（火・金）", "隔週火・金", "2週に2回（火・金）"] {
        assert_eq!(days(text), Ok(vec![2, 5, 16, 19, 30]), "{text}");
    }
    assert_eq!(days("2週に1回（火・金）"), Err(Unlaid::Choice));
    assert_eq!(days("隔週（金）"), Ok(vec![5, 19]));
    for text in ["隔週金～日", "隔週（金～日）2泊3日"] {
        assert_eq!(days(text), Ok(vec![5, 6, 7, 19, 20, 21]), "{text}");
    }
    assert_eq!(days("隔週（土～月、2泊3日）"), Ok(vec![6, 7, 8, 20, 21, 22]));
}

#[test]
fn a_range_is_one_whatever_dash_the_keyboard_gave() {
    for dash in ['ー', '―', '−', '–', '—', '-', '～', '〜', '‐', '─'] {
        assert_eq!(july(&format!("月{dash}金")), july("平日"), "{dash}");
        assert_eq!(july(&format!("月{dash}水・金")), july("月・火・水・金"), "{dash}");
    }
    assert_eq!(read("デイサービスセンター").not_understood, ["デイサービスセンター"]);
    // Two numbers that do not fit their days are no sum.
    assert!(july("週2回（火）、週1回（木・土）").is_err());
}

#[test]
fn another_day_of_the_week_of_a_day_lays_nothing() {
    assert_eq!(read("毎月第3水曜の週の金曜").not_understood, ["の週の"]);
    assert!(july("毎月第3水曜の週の金曜").is_err());
    assert_eq!(july("土曜日曜"), july("土・日"));
    // With hours, a stay is on the days between as well.
    assert_eq!(july("第3金15:00～日10:00"), july("第3金～日"));
}

/// Signs and words that some read as 「except」 or 「instead」, and a week that is taken from one of several days.
#[test]
fn what_may_take_days_away_lays_nothing() {
    for text in [
        "月・木（祝日×）",
        "月・木（祝日－）",
        "火・金（水×）",
        "火・金→月・木",
        "月（祝⇒火）・木",
        "月～～金",
        "月～・金",
        "火（第1週除く）・金",
        "毎週火曜（第1週除く）、毎週金曜",
        "火（最終週除く）・金",
        "金、火（第1週除く）",
        "毎日（朝1回・夕1回）",
        "毎日朝1回、昼1回、夕1回",
        "毎日1回、夜1回",
        "毎日 1回＋1回",
        "初回のみ火、以降毎週金",
        "初回火曜・次回から金曜",
        "祝日の月曜",
    ] {
        assert!(july(text).is_err(), "{text}: {:?}", july(text));
    }
    for (text, days) in [
        ("火・金（第1週除く）", &[8, 11, 15, 18, 22, 25, 29][..]),
        ("火・金 10:00～", &[1, 4, 8, 11, 15, 18, 22, 25, 29]),
        ("第２・４（木）", &[10, 24]),
        ("第2（火・木）", &[8, 10]),
        ("土曜（第2・第4）", &[12, 26]),
        ("土（第2週）", &[12]),
        ("木（第1・3）", &[3, 17]),
    ] {
        assert_eq!(july(text).as_deref(), Ok(days), "{text}");
    }
}
