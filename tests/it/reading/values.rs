//! Dates, periods, times, numbers that are names, and texts.

use super::{advises, read, tells};
use careplan::calendar::read::{date, month, month_period, period};
use careplan::calendar::time::{range, time};
use careplan::calendar::{Date, Datelike, Month, TimeOfDay, TimeRange, era};
use careplan::source::read::BadValue;
use proptest::prelude::*;

fn day(year: i32, month: u32, day: u32) -> Date {
    Date::from_ymd_opt(year, month, day).expect("a day")
}

/// The message and the help.
fn why<T: std::fmt::Debug>(result: Result<T, BadValue>) -> String {
    let bad = result.expect_err("a bad value");
    format!("{} ⇒ {}", bad.message, bad.help.unwrap_or_default())
}

#[test]
fn dates_in_every_spelling() {
    for text in [
        "令和7年5月27日",
        "令和７年５月２７日",
        "令和 7 年 5 月 27 日",
        "令和07年05月27日",
        "R7.5.27",
        "r7.5.27",
        "Ｒ７．５．２７",
        "R7/5/27",
        "R07.05.27",
        "令7.5.27",
        "㋿7年5月27日",
        "2025-05-27",
        "2025-5-27",
        "2025/5/27",
        "2025.5.27",
        "2025年5月27日",
        "２０２５－０５－２７",
        " 令和7年5月27日 ",
        "令和7年5月27日（火）",
        "令和7年5月27日(火曜日)",
    ] {
        assert_eq!(date(text), Ok(day(2025, 5, 27)), "{text}");
    }
    assert_eq!(date("令和元年5月1日"), Ok(day(2019, 5, 1)));
    assert_eq!(date("平成31年4月30日"), Ok(day(2019, 4, 30)));
    assert_eq!(date("平成元年1月8日"), Ok(day(1989, 1, 8)));
    assert_eq!(date("昭和64年1月7日"), Ok(day(1989, 1, 7)));
    assert_eq!(date("昭和元年12月25日"), Ok(day(1926, 12, 25)));
    // The day on which an era was proclaimed bears both names.
    assert_eq!(date("大正15年12月25日"), Ok(day(1926, 12, 25)));
    assert_eq!(date("昭和元年12月25日"), Ok(day(1926, 12, 25)));
    assert_eq!(date("明治45年7月30日"), Ok(day(1912, 7, 30)));
    assert_eq!(date("明治6年1月1日"), Ok(day(1873, 1, 1)));
    assert_eq!(date("令和6年2月29日"), Ok(day(2024, 2, 29)));
}

#[test]
fn days_that_do_not_exist() {
    for (text, reason) in [
        ("平成31年5月1日", "平成は平成31年4月30日までです ⇒ 「令和元年5月1日」と"),
        ("昭和64年1月8日", "昭和は昭和64年1月7日までです ⇒ 「平成元年1月8日」と"),
        ("大正15年12月26日", "大正は大正15年12月25日までです ⇒ 「昭和元年12月26日」と"),
        ("令和元年4月30日", "令和は令和元年5月1日からです ⇒ 「平成31年4月30日」と"),
        ("昭和100年1月1日", "昭和は昭和64年1月7日までです ⇒ 「令和7年1月1日」と"),
        ("明治5年12月2日", "日付は明治6年（1873年）1月1日からです"),
        ("1872-12-31", "日付は明治6年（1873年）1月1日からです"),
        ("令和7年2月29日", "「令和7年2月29日」という日はありません ⇒ 令和7年2月は28日までです"),
        ("2025-04-31", "⇒ 令和7年4月は30日までです"),
        ("令和7年13月1日", "⇒ 月は1から12までです"),
        ("令和0年5月1日", "「令和0年」という年はありません ⇒ 令和の最初の年は「令和元年」です"),
        ("令和7年5月27日（月）", "の曜日が違います。令和7年5月27日は火曜日です"),
        ("昨日", "「昨日」は日付として読めません ⇒ 「令和7年5月27日」「R7.5.27」「2025-05-27」のように"),
        ("7.5.27", "日付として読めません"),
        ("20250527", "日付として読めません"),
        ("令和7年5月", "日付として読めません"),
        ("令和7年5月27日頃", "日付として読めません"),
        ("X7.5.27", "日付として読めません"),
        ("2025-05-27T00:00:00", "日付として読めません"),
        (
            "令和7年5月27日（見込み）",
            "日付の後の「（見込み）」は印字されません ⇒ 「令和7年5月27日」とだけ書いてください",
        ),
        ("令和7年5月27日（火・祝）", "日付の後の「（火・祝）」は印字されません"),
        ("昭和18年3月12日（82歳）", "日付の後の「（82歳）」は印字されません"),
        ("令和7年8月末", "月末は日まで書いてください ⇒ 「令和7年8月31日」と書いてください"),
        ("R7.2末日", "⇒ 「令和7年2月28日」と"),
        ("99999999999999999999-1-1", "日付として読めません"),
    ] {
        let why = why(date(text));
        assert!(why.contains(reason), "{text}: {why}");
    }
}

#[test]
fn every_day_is_read_as_it_is_printed() {
    for day in day(1873, 1, 1).iter_days().take_while(|day| day.year() <= 2100) {
        for printed in [era::long(day), era::short(day), day.to_string()] {
            assert_eq!(date(&printed), Ok(day), "{printed}");
        }
        if day.day() == 1 {
            let this = Month::of(day);
            assert_eq!((month(&era::month(this)), month(&this.to_string())), (Ok(this), Ok(this)), "{this}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_a_date_panic(text in any::<String>()) {
        let _ = (date(&text), month(&text), period(&text), month_period(&text), time(&text), range(&text));
    }
}

#[test]
fn every_day_of_the_eras_borders() {
    for first in [day(1912, 7, 30), day(1926, 12, 25), day(1989, 1, 8), day(2019, 5, 1)] {
        let before = first.pred_opt().expect("a day");
        assert_eq!(date(&era::long(before)), Ok(before));
        assert_eq!(date(&era::long(first)), Ok(first));
        assert!(era::long(first).contains("元年"), "{}", era::long(first));
    }
}

#[test]
fn months_and_periods() {
    for text in ["令和7年6月", "R7.6", "2025-06", "2025年6月", "令和７年６月分"] {
        assert_eq!(month(text).map(|month| month.to_string()), Ok("2025-06".to_owned()), "{text}");
    }
    assert_eq!(month("令和元年5月").unwrap(), month("2019-05").unwrap());
    assert!(why(month("平成31年5月")).contains("⇒ 「令和元年5月」と書いてください"));
    assert!(why(month("令和7年13月")).contains("という月はありません"));
    for text in [
        "令和7年5月27日 ～ 令和7年8月31日",
        "令和7年5月27日～令和7年8月31日",
        "令和7年5月27日 〜 令和7年8月31日",
        "R7.5.27~R7.8.31",
        "2025-05-27 - 2025-08-31",
        "令和7年5月27日 － 令和7年8月31日",
        "令和7年5月27日から令和7年8月31日まで",
    ] {
        let period = period(text).expect(text);
        assert_eq!((period.start(), period.end()), (day(2025, 5, 27), Some(day(2025, 8, 31))), "{text}");
    }
    for text in ["R7.5.27～8.31", "令和7年5月27日～8月31日", "R7.5.27（火）～8.31（日）", "令和7年5月27日～同年8月31日"]
    {
        assert_eq!(period(text).expect(text).end(), Some(day(2025, 8, 31)), "{text}");
    }
    for text in ["R7.5～R7.8", "令和7年5月～8月", "2025-05 ～ 2025-08", "令和7年5月から8月まで"] {
        let period = period(text).expect(text);
        assert_eq!((period.start(), period.end()), (day(2025, 5, 1), Some(day(2025, 8, 31))), "{text}");
    }
    for text in [
        "R7.5.27～R7.8.31（3か月）",
        "R7.5.27～R7.8.26（３ヶ月）",
        "R7.6.1～8.31（3カ月間）",
        "R7.6.10～R7.8.31（3か月）",
    ] {
        assert!(period(text).is_ok(), "{text}: {:?}", period(text));
    }
    for (text, reason) in [
        (
            "R7.5.27～R7.8.31（6か月）",
            "「（6か月）」が期間と合いません。令和7年5月27日から6か月は令和7年11月26日までです",
        ),
        ("R7.5.27～R7.8.31（暫定）", "日付の後の「（暫定）」は印字されません"),
        ("R7.5.27～（3か月）", "終わりの日付のない期間に「（3か月）」"),
        ("R7.11.1～1.31", "期間の終わり「1.31」に年がないため"),
        ("令和7年5月27日～令和7年8月末", "⇒ 「令和7年8月31日」と書いてください"),
        ("R7.5.27～R7.8", "「R7.8」は日付として読めません"),
        ("R7.5.27～8.32", "という日はありません"),
    ] {
        let why = why(period(text));
        assert!(why.contains(reason), "{text}: {why}");
    }
    assert_eq!(period("令和7年5月27日 ～").expect("open").end(), None);
    assert!(why(period("令和7年5月27日 ～ 令和7年5月26日")).contains("期間の終わりが始まりより前です"));
    assert!(why(period("令和7年5月27日")).contains("期間として読めません"));
    let with_a_wave = period("自 令和7年5月27日 至 令和8年4月30日").unwrap_err().instead;
    assert_eq!(with_a_wave.as_deref(), Some("令和7年5月27日 ～ 令和8年4月30日"));
    assert!(why(period("～ 令和7年5月26日")).contains("期間として読めません"));
    assert!(why(period("令和7年5月27日 ～ 令和7年6月31日")).contains("「令和7年6月31日」という日はありません"));
    assert!(month_period("令和7年4月 ～ 令和8年4月").is_ok());
    assert!(why(month_period("令和8年4月 ～ 令和7年4月")).contains("期間の終わりが始まりより前です"));
}

#[test]
fn times() {
    for (text, minutes) in
        [("9:30", 570), ("９：３０", 570), ("9時30分", 570), ("9時", 540), ("0:00", 0), ("24:00", 1440)]
    {
        assert_eq!(time(text).map(TimeOfDay::minutes), Ok(minutes), "{text}");
    }
    for (text, minutes) in [("9時半", 570), ("正午", 720), ("午前9時", 540), ("午後0時", 720), ("午後 2:30", 870)]
    {
        assert_eq!(time(text).map(TimeOfDay::minutes), Ok(minutes), "{text}");
    }
    // Whether 午後12時 is noon or midnight nobody knows.
    for text in ["24:01", "25:00", "9:60", "9", "9:", ":30", "9:3x", "99999:00", "9:半", "午後12時", "午前13時", "午後"]
    {
        assert!(why(time(text)).contains("時刻として読めません"), "{text}");
    }
    for text in
        ["9:30～16:30", "9:30〜16:30", "9:30-16:30", "９：３０～１６：３０", "9時30分から16時30分まで", "9:30 ～ 16:30"]
    {
        assert_eq!(range(text).map(|range| range.to_string()), Ok("9:30～16:30".to_owned()), "{text}");
    }
    assert_eq!(
        range("22:00～翌6:00").map(|range| (range.minutes(), range.to_string())),
        Ok((480, "22:00～翌6:00".to_owned()))
    );
    for (text, same) in [
        ("午前10時～11時半", "10:00～11:30"),
        ("午前10時～午後1時", "10:00～13:00"),
        ("午後2時から4時まで", "14:00～16:00"),
        ("10:00～正午", "10:00～12:00"),
    ] {
        assert_eq!(range(text).map(|range| range.to_string()), Ok(same.to_owned()), "{text}");
    }
    assert!(why(range("午後1時～15時")).contains("時刻として読めません"));
    assert!(why(range("午前11時～1時")).contains("終わりの時刻が始まりより前です"));
    assert_eq!(range("0:00～24:00").map(TimeRange::minutes), Ok(1440));
    assert_eq!(range("22:00～6:00").unwrap_err().instead.as_deref(), Some("22:00～翌6:00"));
    assert!(why(range("22:00～6:00")).contains("⇒ 日をまたぐときは「22:00～翌6:00」と"));
    assert!(why(range("22:00～0:00")).contains("「24:00」または「22:00～翌0:00」"));
    assert!(why(range("22:00～翌23:00")).contains("24時間を超えています"));
    assert!(why(range("24:00～翌6:00")).contains("24:00から始まる時間帯はありません"));
}

#[test]
fn a_long_text_is_quoted_short() {
    let why = why(date(&"長い文".repeat(100)));
    assert!(why.chars().count() < 130, "{why}");
}

#[test]
fn values_are_told_at_their_place() {
    tells(
        "利用者:\n  生年月日: 昭和64年2月30日\n認定:\n  有効期間: R7.4.7 ～ R6.4.30\n",
        &["2:9 YML006", "4:9 YML006 期間の終わりが"],
    );
    tells(
        "第3表:\n  週間: [{曜日: [月, げつ], 時間: '14:00～13:00'}]\n",
        &["2:17 YML006 「げつ」という曜日", "2:26 YML006 終わりの時刻"],
    );
    tells(
        "第6表:\n  - 年月: R7.6\n    サービス: [{予定: [2, 31, 2]}]\n",
        &["3:21 YML006 令和7年6月に31日はありません", "3:25 YML006 2日が二度"],
    );
    advises("認定:\n  要介護状態区分: 要介護6\n", &["要介護5のどれかを書いてください"]);
    read("利用者: {生年月日: 1943-03-12}\n認定: {認定日: 2025-04-07, 有効期間: 2025-04-07 - 2026-04-30}\n");
}

#[test]
fn texts_arrive_as_typed() {
    for text in [
        "0001234567",
        "0x1F",
        "0o17",
        "1_000",
        "1e5",
        ".5",
        "1.10",
        "+1",
        "-0",
        "1.",
        ".inf",
        ".NaN",
        "yes",
        "no",
        "NO",
        "on",
        "true",
        "FALSE",
        "はい",
        "12:30:45",
        "2025-05-27",
        "1,234",
        "=",
        "<<",
        "~~",
        "nul",
        "C:\\計画",
        "a:b",
        "http://example.jp/",
        "あ#い",
        "50%",
        "a&b",
        "a*b",
        "𠮷田",
        "葛\u{e0100}城",
        "ｶﾅ",
        "①②",
        "か\u{3099}",
    ] {
        let plan = read(&format!("利用者:\n  住所: {text}\n"));
        assert_eq!(plan.file.client.expect("利用者").address.text(), text);
    }
    for blank in ["~", "null", "Null", "NULL", "", "''", "\"\""] {
        assert!(
            read(&format!("利用者:\n  住所: {blank}\n")).file.client.expect("利用者").address.is_blank(),
            "{blank}"
        );
    }
    for (quoted, text) in [
        ("'~'", "~"),
        ("\"Null\"", "Null"),
        ("' あ '", " あ "),
        ("\"あ\\nい\"", "あ\nい"),
        ("'あ''い'", "あ'い"),
        ("!!str 012", "012"),
    ] {
        assert_eq!(read(&format!("利用者:\n  住所: {quoted}\n")).file.client.expect("利用者").address.text(), text);
    }
}

#[test]
fn numbers_that_are_names_keep_their_zeros() {
    for written in ["0001234567", "'0001234567'", "\"0001234567\"", "０００１２３４５６７"] {
        let client = read(&format!("利用者:\n  被保険者番号: {written}\n")).file.client.expect("利用者");
        let number = client.insured_number.get().expect("a number");
        assert_eq!((number.0.as_str(), number.is_well_formed()), ("0001234567", true), "{written}");
    }
    // Typed into a box of a page it comes in quotes, and is no number all the same.
    for word in ["null", "Null", "true", "no", ".inf", "~"] {
        let text = format!("利用者:\n  被保険者番号: '{word}'\n  保険者番号: '{word}'\n");
        let (one, other) = (format!("「{word}」は被保険者番号"), format!("「{word}」は保険者番号"));
        tells(&text, &[&format!("2:11 YML006 {one}として読めません"), &format!("3:10 YML006 {other}として読めません")]);
    }
    let client = read("利用者: {被保険者番号: H000000001, 保険者番号: 012345}\n").file.client.expect("利用者");
    assert!(client.insured_number.get().expect("a number").is_well_formed());
    assert_eq!(client.insurer_number.get().expect("a number").0, "012345");
}

#[test]
fn a_plain_text_over_several_lines_is_folded() {
    let plan = read("第1表:\n  援助の方針: 一行目\n    二行目\n\n    三行目\n");
    assert_eq!(plan.file.plan_1.expect("第1表").policy.text(), "一行目二行目\n三行目");
}

/// The same weekday twice is one mistyped: it would count once, and half of the uses would be gone.
#[test]
fn a_weekday_or_week_given_twice_is_told() {
    let slip = |days: &str| {
        format!("第6表:\n  - 年月: 令和7年6月\n    サービス:\n      - {{サービス内容: あ, 予定: {days}}}\n")
    };
    for (days, said) in [
        ("{曜日: [火, 金, 火]}", "4:37 YML006 「火」：同じ曜日"),
        ("[火, 火]", "4:29 YML006 「火」：同じ曜日"),
        ("毎週火・火", "4:25 YML006 「毎週火・火」：同じ曜日"),
        ("{第: [2, 2], 曜日: 火}", "4:33 YML006 「2」：同じ曜日（週）"),
    ] {
        tells(&slip(days), &[said]);
    }
    tells("第3表: {週間: [{曜日: [火, 火], 時間: '9:00～10:00', 内容: あ}]}\n", &["1:21 YML006 「火」：同じ曜日"]);
    tells("第3表: {週間: [{曜日: 火･金, 時間: '9:00～10:00', 内容: あ}]}\n", &[]);
    for days in ["{曜日: [火, 金]}", "[火, 金]", "毎週火・金", "{第: [2, 4], 曜日: [火, 金]}"] {
        tells(&slip(days), &[]);
    }
}
