//! Random months: what is carried is right, or it is empty and told; and a frequency falls on the days it says.

use super::expand::laid;
use careplan::billing::holidays;
use careplan::calendar::{Date, Datelike, Month, Nth, WEEKDAYS, Weekday};
use careplan::frequency::Frequency;
use proptest::prelude::*;

/// A month of a line that comes on some weekdays, and what was missing of it.
#[derive(Clone, Debug)]
struct Lived {
    month: Month,
    weekdays: Vec<Weekday>,
    holidays: Option<&'static str>,
    /// Days that were left out at the beginning and the end.
    late: usize,
    early: usize,
    gap: Option<usize>,
}

fn months() -> impl Strategy<Value = Month> {
    (2024_i32..=2029, 1_u32..=12).prop_map(|(year, month)| Month::new(year, month).unwrap())
}

fn weekday_sets() -> impl Strategy<Value = Vec<Weekday>> {
    proptest::sample::subsequence(WEEKDAYS.map(|(day, _)| day).to_vec(), 1..=5)
}

fn lives() -> impl Strategy<Value = Lived> {
    let holidays = proptest::sample::select(vec![None, Some("休み"), Some("通常")]);
    let gap = proptest::option::of(0_usize..20);
    (months(), weekday_sets(), holidays, 0_usize..6, 0_usize..6, gap)
        .prop_map(|(month, weekdays, holidays, late, early, gap)| Lived { month, weekdays, holidays, late, early, gap })
}

/// All days of weekdays in a month, without those that a line is closed on.
fn all(month: Month, weekdays: &[Weekday], holidays: Option<&str>) -> Vec<Date> {
    let open = |day: &Date| !(holidays == Some("休み") && holidays::is_holiday(*day));
    month.days().filter(|day| weekdays.contains(&day.weekday())).filter(open).collect()
}

fn numbers(days: &[Date]) -> String {
    format!("[{}]", days.iter().map(|day| day.day().to_string()).collect::<Vec<_>>().join(", "))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn the_carried_month_is_right_or_told(lived in lives()) {
        let Lived { month, weekdays, holidays, late, early, gap } = lived;
        let whole = all(month, &weekdays, holidays);
        let mut days: Vec<Date> = whole.iter().copied().skip(late).take(whole.len().saturating_sub(late + early)).collect();
        let mut torn = false;
        if let Some(gap) = gap.filter(|gap| *gap > 0 && gap + 1 < days.len()) {
            let gone = days.remove(gap);
            // A holiday is a reason to be away, unless the line says that it runs on it.
            torn = holidays == Some("通常") || !holidays::is_holiday(gone);
        }
        prop_assume!(!days.is_empty());
        let rule = holidays.map(|rule| format!(", 祝日: {rule}")).unwrap_or_default();
        let yaml = format!(
            "認定: {{有効期間: 令和5年1月1日 ～ 令和13年12月31日, 要介護状態区分: 要介護2}}\n第6表:\n  - 年月: {month}\n    サービス:\n      - {{サービス内容: 身体介護２, サービスコード: \"111211\", 事業所: う, 単位数: 387, 予定: {}{rule}}}\n",
            numbers(&days)
        );
        let block = laid(&yaml, month.next());
        let planned = block.lines[0].get("予定").unwrap();
        let told: Vec<&str> = block.notes.iter().map(|note| note.message.as_str()).filter(|note| note.contains("身体介護２")).collect();
        let seen: Vec<Weekday> = weekdays.iter().copied().filter(|weekday| days.iter().any(|day| day.weekday() == *weekday)).collect();
        if planned.is_empty() {
            prop_assert!(told.iter().any(|note| note.contains("空です")), "{yaml}\n{told:?}");
            prop_assert!(days != whole || days.len() < 2, "whole weekdays are carried: {yaml}\n{told:?}");
        } else {
            prop_assert_eq!(planned, numbers(&all(month.next(), &seen, holidays)), "{}", yaml);
            prop_assert!(!torn || seen.len() < weekdays.len(), "a gap is not forgiven: {yaml}");
            // A weekday of which nothing was left is not missed: nobody can see that it was meant.
            let complete = days == all(month, &seen, holidays);
            prop_assert!(complete || told.iter().any(|note| note.contains("欠け") || note.contains("飛ばし")), "{yaml}\n{told:?}");
        }
    }

    #[test]
    fn a_month_that_was_made_makes_the_next(month in months(), weekdays in weekday_sets()) {
        // From month to month nothing is lost, whatever holidays and lengths lie between.
        let mut at = month;
        let mut days = all(at, &weekdays, Some("休み"));
        prop_assume!(weekdays.iter().all(|weekday| days.iter().filter(|day| day.weekday() == *weekday).count() > 1));
        for _ in 0..12 {
            let yaml = format!(
                "第6表:\n  - 年月: {at}\n    サービス:\n      - {{サービス内容: あ, サービスコード: \"111211\", 事業所: う, 単位数: 1, 祝日: 休み, 予定: {}}}\n",
                numbers(&days)
            );
            let block = laid(&yaml, at.next());
            at = at.next();
            days = all(at, &weekdays, Some("休み"));
            prop_assert_eq!(block.lines[0].get("予定").unwrap(), numbers(&days), "{}", yaml);
        }
    }

    #[test]
    fn a_frequency_falls_on_the_days_it_says(month in months(), weekdays in weekday_sets(), nth in 1_u8..=5, last in any::<bool>()) {
        let letter = |day: &Weekday| WEEKDAYS.iter().find(|(other, _)| other == day).unwrap().1;
        let letters = weekdays.iter().map(letter).collect::<Vec<_>>().join("・");
        let laid = |text: &str| {
            let rhythm = Frequency::read(text).rhythm(month, Some(month.first_day()));
            rhythm.map(|rhythm| month.days().filter(|day| rhythm.days.falls_on(*day)).collect::<Vec<_>>())
        };
        let every = all(month, &weekdays, None);
        let n = weekdays.len();
        for text in [format!("週{n}回（{letters}）"), format!("毎週{letters}"), letters.clone(), format!("{letters}曜日")] {
            prop_assert_eq!(laid(&text), Ok(every.clone()), "{}", text);
        }
        let too_many = format!("週{}回（{letters}）", n + 1);
        prop_assert!(laid(&too_many).is_err());
        let others: Vec<Date> = month.days().filter(|day| !weekdays.contains(&day.weekday())).collect();
        prop_assert_eq!(laid(&format!("{letters}以外毎日")), Ok(others));
        let (word, which) = if last { ("最終".to_owned(), Nth::Last) } else { (format!("第{nth}"), Nth::number(nth).unwrap()) };
        let ordinal: Vec<Date> = every.iter().copied().filter(|day| day.weekday() == weekdays[0] && which.falls_on(*day)).collect();
        prop_assert_eq!(laid(&format!("月1回（{word}{}）", letter(&weekdays[0]))), Ok(ordinal));
        if n > 1 {
            prop_assert!(laid(&format!("{letters}のうち週1回")).is_err(), "a choice is not laid");
        }
        let fortnight = laid(&format!("隔週（{letters}）")).unwrap();
        prop_assert!(fortnight.iter().all(|day| every.contains(day)));
        for pair in fortnight.iter().flat_map(|day| fortnight.iter().map(move |other| (*day, *other))).filter(|(day, other)| day.weekday() == other.weekday()) {
            prop_assert_eq!((pair.0 - pair.1).num_days() % 14, 0);
        }
    }

    #[test]
    fn any_words_are_laid_or_told(text in "[0-9０-９月火水木金土日週回第最終隔毎以外のうち年か・、（）～/ あ祝休除]{0,14}", month in months()) {
        match Frequency::read(&text).rhythm(month, Some(month.first_day())) {
            Ok(rhythm) => prop_assert!(rhythm.uses > 0),
            Err(unlaid) => prop_assert!(!unlaid.reason().is_empty()),
        }
    }
}
