//! Proposals for findings where what they would copy or put in order is itself the mistake: none is made then, and the lines that are right
//! stay as they are.

use super::SAMPLE;
use super::unharmed::{is, mends, stays, suggested, with};

const ASSISTED: &str = include_str!("../../plans/public-assistance.yaml");

/// Where the days fit for no service, the month is wrong: nothing is written into the rows.
#[test]
fn a_wrong_month_moves_no_days() {
    for month in ["令和7年7月", "令和8年6月", "平成7年6月"] {
        let new = suggested(&with(SAMPLE, "  - 年月: 令和7年6月\n", &format!("  - 年月: {month}\n")));
        for days in ["予定: [2, 9, 16, 23, 30]", "予定: [5, 12, 19, 26]", "予定: [3, 6, 10, 13, 17, 20, 24, 27]"]
        {
            assert!(new.contains(days), "{month} {days}");
        }
    }
    // One day of one service is put right.
    let slip = "予定: [3, 6, 10, 13, 17, 20, 24, 26]";
    let right = "予定: [3, 6, 10, 13, 17, 20, 24, 27]";
    is(&suggested(&SAMPLE.replace(right, slip)), SAMPLE);
}

/// A date far from the rest, or one against several, is followed by no other.
#[test]
fn a_wrong_date_is_not_copied() {
    let held = "    開催日: 令和7年5月27日\n";
    for wrong in ["令和8年5月27日", "令和17年5月27日", "令和7年6月27日", "令和77年5月27日"] {
        stays(&with(SAMPLE, held, &format!("    開催日: {wrong}\n")));
    }
    let first = "  初回計画作成日: 令和7年5月27日\n";
    for wrong in ["令和17年5月27日", "令和6年5月27日", "大正7年5月27日"] {
        let slip = with(SAMPLE, "  計画作成日: 令和7年5月27日\n", &format!("  計画作成日: {wrong}\n"));
        assert!(suggested(&slip).contains(first), "{wrong}");
    }
}

/// A row of the log with another year stays where its day belongs.
#[test]
fn a_row_with_a_wrong_year_is_not_moved() {
    let day = "  - 年月日: 令和7年5月27日\n";
    for wrong in ["令和8年5月27日", "令和6年5月27日", "昭和7年5月27日"] {
        stays(&with(SAMPLE, day, &format!("  - 年月日: {wrong}\n")));
    }
}

/// No year that nobody can mean is offered, and no visit over night for two ends that changed places.
#[test]
fn impossible_years_and_nights_are_not_offered() {
    stays(&with(SAMPLE, "  生年月日: 昭和18年3月12日", "  生年月日: 昭和1818年3月12日"));
    for wrong in ["16:30～9:30", "16:30～16:30"] {
        stays(&with(SAMPLE, "時間: '9:30～16:30'", &format!("時間: '{wrong}'")));
    }
    let slip = with(SAMPLE, "時間: '9:30～16:30'", "時間: '22:00～6:00'");
    assert!(suggested(&slip).contains("22:00～翌6:00"));
}

/// Of two names that are nearly alike, the one that stands alone becomes the other.
#[test]
fn a_mistyped_name_becomes_the_one_that_others_have() {
    let provider = "                  事業所: デイサービスセンター架空の里\n";
    mends(SAMPLE, provider, &provider.replace("サービス", "サビース"));
    let row = "{所属: デイサービスセンター架空の里, ";
    mends(SAMPLE, row, &row.replace("架空", "架空空"));
}

/// A frequency that is not understood says nothing of the week.
#[test]
fn a_misspelt_frequency_is_written_nowhere() {
    stays(&with(ASSISTED, "週1回（土）", "過1回（土）"));
}

/// How often on a day, and which day was left out, only the plan says.
#[test]
fn uses_and_days_left_out_stay() {
    let days = "予定: [3, 6, 10, 13, 17, 20, 24, 27]";
    stays(&with(SAMPLE, days, "予定: {3: 2, 6: 2, 10: 2, 13: 2, 17: 2, 20: 2, 24: 2, 26: 2}"));
    let left_out = SAMPLE.replace(days, "予定: [3, 6, 13, 17, 20, 24, 26]");
    assert!(suggested(&left_out).contains("予定: [3, 6, 13, 17, 20, 24, 26]"));
}

/// Several periods that end on the same day are right, and 「有効期間」 is mistyped.
#[test]
fn a_mistyped_certification_bends_no_periods() {
    stays(&with(SAMPLE, "有効期間: 令和7年4月7日 ～ 令和8年4月30日", "有効期間: 令和7年4月7日 ～ 令和8年4月3日"));
}

/// A row whose hour or day is mistyped stands where it belongs; two neighbours in each other's place are exchanged.
#[test]
fn a_row_with_a_wrong_hour_or_day_is_not_moved() {
    let row = "    - {時刻: '21:30', 内容: 就寝}\n";
    stays(&with(SAMPLE, row, &row.replace("21:30", "1:30")));
    stays(&with(SAMPLE, row, &row.replace("21:30", "10:30")));
    let day = "  - 年月日: 令和7年6月4日\n";
    stays(&with(SAMPLE, day, &day.replace("6月4日", "5月14日")));
}

/// Where more than one day differs a row lost its lines: neither the week nor 「頻度」 follows the other.
#[test]
fn weekdays_that_differ_by_more_than_one_day_stay() {
    let often = "頻度: 週2回（火・金）";
    stays(&with(SAMPLE, often, "頻度: 毎日"));
}

/// A service of the week that 第２表 has in a comment gets no row under another need.
#[test]
fn a_service_that_was_commented_out_is_not_written_elsewhere() {
    let start = SAMPLE.find("    - 課題: 立ち続けるのはつらい").unwrap();
    let end = start + SAMPLE[start..].find("    - 課題: 薬を").unwrap();
    let need: String = SAMPLE[start..end].lines().flat_map(|line| ["#", line, "\n"]).collect();
    let slip = format!("{}{need}{}", &SAMPLE[..start], &SAMPLE[end..]);
    assert_eq!(suggested(&slip).matches("サービス種別").count(), slip.matches("サービス種別").count());
}

/// A value that was cut by a comment is copied nowhere.
#[test]
fn a_value_that_a_comment_cut_makes_no_row() {
    let slip = with(SAMPLE, "内容: 訪問介護（一緒に", "内容: 訪問介 #護（一緒に");
    assert_eq!(suggested(&slip).matches("サービス種別").count(), SAMPLE.matches("サービス種別").count());
}
