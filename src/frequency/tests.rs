//! What 「頻度」 cells say, as offices write them.

mod away;
mod mixed;

use super::*;
use crate::calendar::{Datelike, Month};
use Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};

fn read(text: &str) -> Frequency {
    Frequency::read(text)
}

/// Reads a cell of which every word must be understood.
fn whole(text: &str) -> Frequency {
    let frequency = read(text);
    assert_eq!(frequency.not_understood, Vec::<String>::new(), "{text}");
    assert_eq!(frequency.vague, Vec::<String>::new(), "{text}");
    assert!(frequency.has_number(), "{text}");
    assert!(
        frequency.is_every_week() != frequency.is_beyond_week() || frequency.always || frequency.per_day.is_some(),
        "{text}"
    );
    frequency
}

const ALL: [Weekday; 7] = [Mon, Tue, Wed, Thu, Fri, Sat, Sun];

#[test]
fn weekly_with_weekdays() {
    for (text, times, days) in [
        ("週2回（火・金）", 2, &[Tue, Fri][..]),
        ("週２回（火、金）", 2, &[Tue, Fri]),
        ("週2回(金・火)", 2, &[Tue, Fri]),
        ("週 2 回 火・金", 2, &[Tue, Fri]),
        ("週4回（火・金・土・日）", 4, &[Tue, Fri, Sat, Sun]),
        ("週1回（日）", 1, &[Sun]),
        ("週1回（月）", 1, &[Mon]),
        ("週3回（月・水・土）", 3, &[Mon, Wed, Sat]),
        ("週5回（月～金）", 5, &ALL[..5]),
        ("週5日（月〜金）", 5, &ALL[..5]),
        ("週に1回（水曜日）", 1, &[Wed]),
        ("1週間に2回（火曜・金曜）", 2, &[Tue, Fri]),
        ("週二回（火・金）", 2, &[Tue, Fri]),
        ("毎週1回（木）午前", 1, &[Thu]),
        ("週2回（火・金）程度", 2, &[Tue, Fri]),
        ("週1回（木）10:00～11:30", 1, &[Thu]),
        ("火・金（週2回）", 2, &[Tue, Fri]),
        ("週3回（土～月）", 3, &[Mon, Sat, Sun]),
        ("週2回（火・金の午前中）", 2, &[Tue, Fri]),
    ] {
        let frequency = whole(text);
        assert_eq!(frequency.per_week, Some(Times::exactly(times)), "{text}");
        assert_eq!(frequency.weekdays, days, "{text}");
        assert!(frequency.is_every_week() && !frequency.is_beyond_week(), "{text}");
        assert_eq!(frequency.weekdays_of_every_week().as_deref(), Some(days), "{text}");
    }
}

#[test]
fn weekdays_alone_are_every_week() {
    assert_eq!(whole("火・金").weekdays, [Tue, Fri]);
    assert_eq!(whole("月水金").weekdays, [Mon, Wed, Fri]);
    assert_eq!(whole("毎週水曜日").weekdays, [Wed]);
    assert_eq!(whole("火曜日及び金曜日").weekdays, [Tue, Fri]);
    assert_eq!(whole("毎週月曜日（祝日除く）").weekdays, [Mon]);
    assert_eq!(whole("月～土 1日1回").weekdays, ALL[..6]);
    assert_eq!(whole("平日").weekdays, ALL[..5]);
    assert_eq!(whole("土日").weekdays, [Sat, Sun]);
    assert_eq!(whole("毎日（日曜以外）").weekdays, ALL[..6]);
    assert_eq!(whole("毎日（土・日を除く）").weekdays_of_every_week().as_deref(), Some(&ALL[..5]));
    assert!(whole("月～土").is_every_week());
}

#[test]
fn weekly_without_weekdays() {
    for (text, low, high) in [
        ("週2回", 2, 2),
        ("週2～3回", 2, 3),
        ("週2,3回", 2, 3),
        ("週1回程度", 1, 1),
        ("週2回以上", 2, 2),
        ("週2回～3回", 2, 3),
        ("1回／週", 1, 1),
        ("1回／Ｗ", 1, 1),
        ("3/週", 3, 3),
        ("週1", 1, 1),
    ] {
        let frequency = whole(text);
        assert_eq!(frequency.per_week, Some(Times { low, high }), "{text}");
        assert_eq!(frequency.weekdays_of_every_week(), None, "{text}");
        assert!(frequency.is_every_week(), "{text}");
    }
}

/// A figure was lost or mistyped: nobody plans no visit.
#[test]
fn no_times_is_no_number() {
    for text in ["週0回", "月0回", "週0回（水）", "週０回"] {
        let frequency = read(text);
        assert!(frequency.per_week.is_none() && frequency.per_month.is_none(), "{text}");
        assert!(!frequency.not_understood.is_empty(), "{text}: {frequency:?}");
    }
    assert_eq!(whole("月0～1回").per_month, Some(Times { low: 0, high: 1 }));
}

#[test]
fn daily_and_always() {
    assert_eq!(whole("毎日").weekdays_of_every_week().as_deref(), Some(&ALL[..]));
    assert!(whole("毎朝").daily && whole("毎食後").daily);
    let twice = whole("毎日（朝・夕）2回");
    assert!(twice.daily && twice.per_day == Some(Times::exactly(2)));
    let twice = whole("毎日 1日2回");
    assert!(twice.daily && twice.per_day == Some(Times::exactly(2)));
    let thrice = whole("1日3回");
    assert!(thrice.daily && thrice.per_day == Some(Times::exactly(3)));
    let always = whole("常時");
    assert!(always.always && !always.is_every_week() && !always.is_beyond_week());
    assert!(whole("24時間対応").always);
}

#[test]
fn monthly() {
    for (text, times) in [
        ("月1回", 1),
        ("月２回", 2),
        ("月に1回", 1),
        ("1か月に1回", 1),
        ("1ヶ月に2回", 2),
        ("ひと月に2回", 2),
        ("毎月1回", 1),
        ("月1回（薬剤師）", 1),
        ("月4日", 4),
        ("月1回、午前", 1),
        ("1回/月", 1),
        ("1回/M", 1),
        ("受診（月1回）", 1),
        ("月1", 1),
        ("毎月1回 10日", 1),
    ] {
        let frequency = whole(text);
        assert!(frequency.monthly && frequency.is_beyond_week(), "{text}");
        assert_eq!(frequency.per_month, Some(Times::exactly(times)), "{text}");
        assert!(frequency.weekdays.is_empty() && frequency.months.is_empty(), "{text}");
    }
    assert_eq!(whole("3か月に1回").every_months, Some(3));
    assert_eq!(whole("3ヶ月ごと").every_months, Some(3));
    assert_eq!(whole("隔月").every_months, Some(2));
    assert_eq!(whole("年1回").every_months, Some(12));
    assert_eq!((whole("28日ごと").every_weeks, whole("10日ごと").every_days), (Some(4), Some(10)));
    assert!(!read("2回/wk").not_understood.is_empty());
    assert_eq!(whole("年に2回").every_months, Some(12));
    assert_eq!(whole("半年に1回").every_months, Some(6));
}

/// A month of one year is no month of every year: nothing is laid by it unasked.
#[test]
fn in_a_month_of_one_year() {
    let once = read("令和7年6月に1回");
    assert_eq!(
        (once.not_understood.len(), &once.months[..], &once.limits[..]),
        (0, &[6][..], &["令和7年".to_owned()][..])
    );
    assert!(!read("令和7年").not_understood.is_empty());
    assert!(read("月2回（2日）").nths.is_empty());
}

#[test]
fn on_the_nth_weekday() {
    for (text, nths, days) in [
        ("第2・第4水", "2,4", &[Wed][..]),
        ("第2・4水曜日", "2,4", &[Wed]),
        ("月2回（第2・第4水）", "2,4", &[Wed]),
        ("月2回（2・4水）", "2,4", &[Wed]),
        ("月2回（1、3月曜）", "1,3", &[Mon]),
        ("月1回（第3土）", "3", &[Sat]),
        ("第1、3週の火", "1,3", &[Tue]),
        ("毎月第2火曜", "2", &[Tue]),
        ("月1回（最終金曜）", "最終", &[Fri]),
        ("第1月曜日", "1", &[Mon]),
        ("月の第2土曜日", "2", &[Sat]),
    ] {
        let frequency = whole(text);
        let found: Vec<String> = frequency.nths.iter().map(Nth::to_string).collect();
        assert_eq!((found.join(",").as_str(), &frequency.nth_weekdays[..]), (nths, days), "{text}");
        assert!(frequency.is_beyond_week() && frequency.weekdays_of_every_week().is_none(), "{text}");
    }
}

#[test]
fn stays() {
    let stay = whole("月1回（2泊3日・第3金～日）");
    assert_eq!((stay.per_month, stay.nights), (Some(Times::exactly(1)), Some(2)));
    assert_eq!((&stay.nths[..], &stay.nth_weekdays[..]), (&[Nth::number(3).unwrap()][..], &[Fri, Sat, Sun][..]));
    assert_eq!(whole("2泊3日").nights, Some(2));
    assert!(whole("月2回（各1泊2日）").is_beyond_week());
    assert_eq!(whole("月2回×2泊3日").nights, Some(2));
}

#[test]
fn fortnightly() {
    for text in ["隔週（水）", "隔週水曜", "2週に1回（水）", "2週間に1回（水）", "隔週1回（水）", "2週ごと（水）"]
    {
        let frequency = whole(text);
        assert_eq!((frequency.every_weeks, &frequency.weekdays[..]), (Some(2), &[Wed][..]), "{text}");
        assert!(frequency.is_beyond_week(), "{text}");
    }
    assert_eq!(whole("3週間に1回").every_weeks, Some(3));
}

#[test]
fn once() {
    let once = whole("1回（6月）");
    assert_eq!((once.in_all, &once.months[..]), (Some(Times::exactly(1)), &[6][..]));
    assert!(once.is_beyond_week());
    assert_eq!(whole("初回1回のみ").in_all, Some(Times::exactly(1)));
    assert_eq!(whole("初回のみ").in_all, Some(Times::exactly(1)));
    assert_eq!(whole("6月15日").months, [6]);
    assert_eq!(whole("年2回（6月・12月）").months, [6, 12]);
}

#[test]
fn several_statements() {
    let both = whole("週2回（火・金）、月1回（第3土）");
    assert!(both.is_every_week() && both.per_month == Some(Times::exactly(1)));
    assert_eq!(both.weekdays_of_every_week().as_deref(), Some(&[Tue, Fri][..]));
    assert_eq!(whole("毎週水曜、第2金曜").weekdays_of_every_week().as_deref(), Some(&[Wed][..]));
}

#[test]
fn vague_words_have_no_number() {
    for text in ["適宜", "必要時", "随時", "必要に応じて", "その都度", "体調のよい日", "定期的に", "月に数回", "不定期"]
    {
        let frequency = read(text);
        assert!(
            !frequency.has_number() && !frequency.vague.is_empty() && frequency.not_understood.is_empty(),
            "{text}: {frequency:?}"
        );
    }
    let mixed = read("週1回（木）、必要時");
    assert!(mixed.has_number() && mixed.vague == ["必要時"]);
}

#[test]
fn a_choice_of_weekdays_is_no_weekday() {
    let choice = whole("週2回（月・水・金のうち）");
    assert!(choice.is_choice && choice.weekdays_of_every_week().is_none());
    assert!(whole("週1回（火または木）").is_choice);
}

#[test]
fn what_is_not_understood_is_kept() {
    assert_eq!(read("週2回（ゴミ出しの前）").not_understood, ["ゴミ出しの前"]);
    assert_eq!(read("週2回（月・月・金）").not_understood, ["月・月・金"]);
    assert_eq!(read("水分補給のたび").not_understood, ["水分補給のたび"]);
    assert_eq!(read("満月の夜").not_understood.len(), 1);
    assert!(!read("満月の夜").has_number());
    assert!(read("").is_blank && !read("").has_number());
    assert!(read("※").not_understood.is_empty());
}

#[test]
fn no_text_breaks_it() {
    for text in [
        "第",
        "週",
        "月",
        "第9水",
        "999999回",
        "週99999999999999999999回",
        "~~~",
        "第第第",
        "2泊",
        "毎",
        "(((",
        "月~",
        "日～",
        "𠮷野家",
        "0回",
        "13月",
        "e\u{301}",
    ] {
        let _ = read(text);
    }
    // A field may have 100,000 characters: digits are not counted to their end at each of them.
    let _ = read(&"①".repeat(100_000));
}

/// The days of July 2025 (it begins on a Tuesday) that a cell means, with the period from 2025-05-27; or why not.
fn july(text: &str) -> Result<Vec<u32>, Unlaid> {
    let month = Month::new(2025, 7).unwrap();
    let start = crate::calendar::Date::from_ymd_opt(2025, 5, 27);
    let rhythm = read(text).rhythm(month, start)?;
    Ok(month.days().filter(|day| rhythm.days.falls_on(*day)).map(|day| day.day()).collect())
}

#[test]
fn days_of_a_month() {
    for (text, days) in [
        (
            "火曜以外",
            &[2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 16, 17, 18, 19, 20, 21, 23, 24, 25, 26, 27, 28, 30, 31][..],
        ),
        ("最終金曜", &[25]),
        ("月1回（最終木）", &[31]),
        ("月1回（第5木）", &[31]),
        ("第一・第三水曜", &[2, 16]),
        (
            "日曜以外毎日",
            &[1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12, 14, 15, 16, 17, 18, 19, 21, 22, 23, 24, 25, 26, 28, 29, 30, 31],
        ),
        ("週2回（火・金）", &[1, 4, 8, 11, 15, 18, 22, 25, 29]),
        ("平日（午前）", &[1, 2, 3, 4, 7, 8, 9, 10, 11, 14, 15, 16, 17, 18, 21, 22, 23, 24, 25, 28, 29, 30, 31]),
        ("月2回（第2・第4水）", &[9, 23]),
        ("月2回（第1・最終月）", &[7, 28]),
        ("月1回（第2金から2泊3日）", &[11, 12, 13]),
        ("月1回（2泊3日・第3金～日）", &[18, 19, 20]),
        ("月2回（第1・第3土・日、1泊2日）", &[5, 6, 19, 20]),
        ("月2回（第1・第3土・日）", &[]),
        ("第1・第3土・日", &[5, 6, 19, 20]),
        ("最終金～日", &[25, 26, 27]),
        ("第2土曜から3日間", &[12, 13, 14]),
        ("第2水・第4金", &[9, 25]),
        ("月2回（第2水、第4金）", &[9, 25]),
        ("第2水・第4水", &[9, 23]),
        ("毎月第2土・日、第3月曜", &[12, 13, 21]),
        ("第1・第3水、最終金", &[2, 16, 25]),
        // Wednesdays counted from 5/28: 5/28, 6/11, 6/25, 7/9, 7/23.
        ("隔週（水）", &[9, 23]),
        ("2週に1回（水）", &[9, 23]),
        ("毎週水曜、第2金曜", &[2, 9, 11, 16, 23, 30]),
        ("週1回（木）10:00～11:00", &[3, 10, 17, 24, 31]),
    ] {
        if days.is_empty() {
            assert_eq!(july(text), Err(Unlaid::Choice), "{text}");
        } else {
            assert_eq!(july(text).as_deref(), Ok(days), "{text}");
        }
    }
    assert_eq!(july("毎日").map(|days| days.len()), Ok(31));
    assert_eq!(july("常時").map(|days| days.len()), Ok(31));
}

#[test]
fn nothing_is_guessed() {
    let words = |words: &str| Unlaid::NotUnderstood(words.to_owned());
    for (text, why) in [
        ("", Unlaid::Blank),
        ("3週に1回（水）", Unlaid::NoAnchor),
        ("隔月（第2水）", Unlaid::NoAnchor),
        ("2か月に1回（第2水）", Unlaid::NoAnchor),
        ("年1回", Unlaid::NoAnchor),
        ("週2回（火・木・土のうち）", Unlaid::Choice),
        ("週2回（火・木・土）", Unlaid::Choice),
        ("週2～3回（月・水・金）", Unlaid::Choice),
        ("週1回（火または木）", Unlaid::Choice),
        ("週2回", Unlaid::NoDays),
        ("月1回", Unlaid::NoDays),
        ("月2回（水）", Unlaid::NoWeeks),
        ("月1回（2泊3日）", Unlaid::NoDays),
        ("隔週", Unlaid::NoDays),
        ("1回（6月）", Unlaid::NoDays),
        ("1回（火）", words("1回")),
        ("適宜", Unlaid::NoDays),
        ("火・金（年末年始は休み）", words("年末年始")),
        ("上旬の火曜", words("上旬")),
        ("2日おき", Unlaid::NoAnchor),
        ("月1回（第2水、第4金）", Unlaid::Choice),
        ("第2土～日、第4金～日", words("第nごとに違う曜日")),
        ("ゴミ出しの前（火）", words("ゴミ出しの前")),
        ("水曜（8月まで）", Unlaid::SomeMonths),
        ("毎日（8月まで）", Unlaid::SomeMonths),
        ("隔週水曜（7月9日から）", Unlaid::SomeMonths),
        ("隔週水（次回7月9日）", Unlaid::SomeMonths),
        ("隔週水曜（初回7月9日）", Unlaid::SomeMonths),
        ("隔週水曜、7月9日開始", Unlaid::SomeMonths),
        ("隔週（水・8月まで）", Unlaid::SomeMonths),
        ("2週に1回（水）7月から", Unlaid::SomeMonths),
        ("月1回（第3金～日）9月から", Unlaid::SomeMonths),
        ("第2金から2泊3日（8月まで）", Unlaid::SomeMonths),
    ] {
        assert_eq!(july(text), Err(why), "{text}");
    }
}

#[test]
fn a_stay_over_the_months_end_goes_on() {
    // From Friday 31 October 2025 two nights: 1 and 2 November belong to it.
    let rhythm = read("最終金から2泊3日").rhythm(Month::new(2025, 11).unwrap(), None).unwrap();
    let days: Vec<u32> =
        Month::new(2025, 11).unwrap().days().filter(|day| rhythm.days.falls_on(*day)).map(|day| day.day()).collect();
    assert_eq!(days, [1, 2, 28, 29, 30]);
}

#[test]
fn uses_and_holidays() {
    let month = Month::new(2025, 7).unwrap();
    assert_eq!(read("毎日（朝・夕）2回").rhythm(month, None).unwrap().uses, 2);
    assert!(read("毎週月曜日（祝日除く）").rhythm(month, None).unwrap().closed_on_holidays);
    assert!(!read("毎週月曜日").rhythm(month, None).unwrap().closed_on_holidays);
    assert!(read("隔週（水）").rhythm(month, Some(month.first_day())).unwrap().counted_from_start);
    assert_eq!(read("隔週（水）").rhythm(month, None), Err(Unlaid::NoAnchor));
}
