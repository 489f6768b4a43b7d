//! What is taken away, what is every so many days, and where 月 is the month: the cells that are easily read as their opposite.

use super::*;

/// The weekdays of every week, as far as they are said.
fn weekdays(text: &str) -> Option<Vec<Weekday>> {
    read(text).weekdays_of_every_week()
}

#[test]
fn weekdays_are_taken_away_whatever_stands_first() {
    let working = Some(ALL[..5].to_vec());
    for text in [
        "土日を除く毎日",
        "毎日（土日を除く）",
        "土日以外毎日",
        "土・日・祝を除く毎日",
        "土・日・祝日を除く毎日",
        "土、日、祝日を除く毎日",
        "毎日（土、日、祝日は休み）",
        "土日祝を除く毎日",
        "土日祝日以外",
        "週5回（土日を除く）",
        "週5回（土・日・祝を除く）",
        "土・日・年末年始を除く毎日",
        "土・日・祝日・年末年始は休み",
        "週末以外",
        "平日（祝日を除く）",
    ] {
        assert_eq!(weekdays(text), working, "{text}");
        assert!(read(text).not_understood.is_empty(), "{text}");
    }
    assert_eq!(weekdays("日曜・祝日以外"), Some(ALL[..6].to_vec()));
    assert_eq!(weekdays("月曜を除く平日"), Some(ALL[1..5].to_vec()));
    assert_eq!(weekdays("平日（月曜を除く）"), Some(ALL[1..5].to_vec()));
    assert_eq!(weekdays("週5回（水曜・日曜を除く）"), Some(vec![Mon, Tue, Thu, Fri, Sat]));
    assert_eq!(weekdays("火曜と木曜を除く毎日"), Some(vec![Mon, Wed, Fri, Sat, Sun]));
    assert_eq!(weekdays("火・金以外は休み"), Some(vec![Tue, Fri]));
    for text in ["土・日・祝を除く毎日", "土日祝日以外", "週5回（土・日・祝を除く）", "日曜・祝祭日は休み"]
    {
        assert!(read(text).closed_on_holidays, "{text}");
    }
}

#[test]
fn weekdays_stay_where_only_the_holidays_go() {
    for text in ["週2回（火・金・祝日を除く）", "火・金、祝日を除く", "火・金 祝日は休み", "毎週火・金（祝祭日を除く）"]
    {
        assert_eq!(weekdays(text), Some(vec![Tue, Fri]), "{text}");
        assert!(read(text).closed_on_holidays && read(text).limits.is_empty(), "{text}");
    }
    assert_eq!(weekdays("月～金、祝日を除く"), Some(ALL[..5].to_vec()));
    assert_eq!(weekdays("毎週土、祝日を除く"), Some(vec![Sat]));
    assert_eq!(july("週2回（火・金・年末年始を除く）"), Err(Unlaid::NotUnderstood("年末年始".to_owned())));
}

#[test]
fn what_may_be_either_is_not_guessed() {
    for text in ["火・金・祝日を除く", "毎日（月～金、祝日を除く）", "日曜、祝日を除く"] {
        assert!(matches!(july(text), Err(Unlaid::NotUnderstood(_))), "{text}: {:?}", july(text));
    }
    // Whichever of the others it is, is left open.
    assert_eq!(july("日曜を除く週3回"), Err(Unlaid::Choice));
    // It takes place on holidays, too, which weekdays do not say.
    assert_eq!(july("土日祝"), Err(Unlaid::NotUnderstood("祝日".to_owned())));
    assert!(july("火・金、祝日も利用").is_ok());
}

#[test]
fn a_day_of_something_is_no_sunday() {
    for text in ["通所日以外", "利用日", "訪問日以外毎日"] {
        assert!(read(text).weekdays.is_empty(), "{text}");
        assert!(matches!(july(text), Err(Unlaid::NotUnderstood(_))), "{text}");
    }
    assert_eq!(weekdays("通所日曜"), Some(vec![Sun]));
}

#[test]
fn the_nth_may_be_taken_away() {
    for (text, days) in [
        ("毎週水曜（第5週は休み）", &[2, 9, 16, 23][..]),
        ("毎週水（第5水を除く）", &[2, 9, 16, 23]),
        ("週1回（水、第5は除く）", &[2, 9, 16, 23]),
        ("毎週水（第2水を除く）", &[2, 16, 23, 30]),
        ("第2・最終水以外の水曜", &[2, 16, 23]),
        ("毎週水曜日、ただし第3水曜日は休み", &[2, 9, 23, 30]),
        ("第1～第4水曜", &[2, 9, 16, 23]),
        ("第1～3・5水", &[2, 9, 16, 30]),
        ("週2回（火・水、第5水休み）", &[1, 2, 8, 9, 15, 16, 22, 23, 29]),
    ] {
        assert_eq!(july(text).as_deref(), Ok(days), "{text}");
    }
    assert!(read("毎週水曜（第5週は休み）").is_every_week());
}

#[test]
fn why_not_is_said_of_what_is_written() {
    for (text, why) in [
        ("毎月15日", Unlaid::DayOfMonth(15)),
        ("月2回（1日・15日）", Unlaid::DayOfMonth(1)),
        ("月・水・金、朝夕2回", Unlaid::NoWeeks),
        ("毎週金曜から2泊3日", Unlaid::NotUnderstood("2泊".to_owned())),
    ] {
        assert_eq!(july(text), Err(why), "{text}");
    }
    // It says how often, though it is not known which days go.
    assert!(read("月～土・祝日は休み").has_number());
}

#[test]
fn every_so_many_days() {
    for text in ["2日に1回", "3日に1回", "10日に1回", "2日に1回（朝）", "1日おき", "3日おき", "隔日"]
    {
        assert_eq!(july(text), Err(Unlaid::NoAnchor), "{text}");
        assert_eq!(weekdays(text), None, "{text}");
        assert!(read(text).has_number() && !read(text).daily, "{text}");
    }
    assert!(read("2日に1回").is_every_week() && read("10日に1回").is_beyond_week());
    assert_eq!(weekdays("7日に1回（水）"), Some(vec![Wed]));
    assert_eq!((read("14日に1回").every_weeks, read("1週おき（水）").every_weeks), (Some(2), Some(2)));
    assert_eq!(read("1日に1回").per_day, Some(Times::exactly(1)));
}

#[test]
fn a_month_is_no_monday() {
    for text in ["月の最後の水曜", "月最終水曜", "月の最終水曜", "最後の水曜"] {
        assert_eq!(july(text), Ok(vec![30]), "{text}");
    }
    assert_eq!(july("月の最初の水曜"), Ok(vec![2]));
    for text in ["月・第3水", "月 第3水", "月の前半の水曜", "月末の水曜", "月末水曜"] {
        assert!(matches!(july(text), Err(Unlaid::NotUnderstood(_))), "{text}: {:?}", july(text));
        assert!(!read(text).weekdays.contains(&Mon), "{text}");
    }
    assert_eq!(weekdays("月・水"), Some(vec![Mon, Wed]));
    assert_eq!(weekdays("月の午前"), Some(vec![Mon]));
}

#[test]
fn a_fortnightly_stay_has_its_nights() {
    // Fridays counted from 5/30: 6/13, 6/27, 7/11, 7/25.
    for text in ["隔週金曜から2泊3日", "隔週金曜（2泊3日）", "2週に1回、金から2泊", "隔週1回（2泊3日・金～日）"]
    {
        assert_eq!(july(text), Ok(vec![11, 12, 13, 25, 26, 27]), "{text}");
    }
    assert_eq!(july("隔週（金・月、2泊3日）"), Err(Unlaid::NoDays));
}

#[test]
fn months_that_are_named_bound_the_weekdays() {
    for text in ["週1回（水、8月まで）", "水曜（7～9月）", "週1回（水）8月のみ"] {
        assert_eq!(july(text), Err(Unlaid::SomeMonths), "{text}");
        assert!(read(text).is_more_than_weekdays(), "{text}");
    }
    for text in ["週2回（火・金）", "平日", "毎日", "週2回"] {
        assert!(!read(text).is_more_than_weekdays(), "{text}");
    }
}

#[test]
fn months_may_be_a_run_or_have_an_end() {
    let month = |year, month| Month::new(year, month).unwrap();
    let april = Some(month(2025, 4));
    for (text, months) in [
        ("水曜（7～9月）", &[7, 8, 9][..]),
        ("水曜（7月～9月）", &[7, 8, 9]),
        ("水曜（11月から2月まで）", &[11, 12, 1, 2]),
        ("年2回（6月・12月）", &[6, 12]),
        ("年2回（6・12月）", &[6, 12]),
    ] {
        assert_eq!(read(text).months, months, "{text}");
        assert_eq!(read(text).is_in_month(month(2025, 10), april), Some(false), "{text}");
    }
    let until = read("週1回（水、8月まで）");
    assert_eq!(until.is_in_month(month(2025, 8), april), Some(true));
    assert_eq!(until.is_in_month(month(2025, 9), april), Some(false));
    assert_eq!(
        (until.is_in_month(month(2025, 9), None), read("水（4月から）").is_in_month(month(2025, 2), april)),
        (None, None)
    );
}
