//! Figures of 第６表 that cannot be: units below nothing of a line that takes none away, more days of short stays than have passed, a
//! 限度額適用期間 that begins long before the certification it was copied with, or ends long after it.

use super::Tell;
use crate::calendar::{Month, era};
use crate::rules::{CheckContext, said};

/// Months for which a 限度額適用期間 may begin before the certification.
const BEGINS_BEFORE: u32 = 6;

/// Months after the certification up to which a 限度額適用期間 may last: one that was written too long is longer by a year.
const ENDS_AFTER: u32 = 6;

/// So often a day nobody comes; 定期巡回 is counted by the month.
const MANY_A_DAY: u8 = 12;

pub(super) fn tell(context: &CheckContext, tell: &mut Tell) {
    for slip in context.slips() {
        let block = slip.block;
        for line in &block.lines {
            // 「同一建物減算」 「送迎減」: a reduction says so.
            let takes_away = line.content.plain().contains('減');
            if line.units.value().is_some_and(|units| units.0 < 0) && !takes_away && !line.content.is_blank() {
                tell(
                    "単位数",
                    &line.units,
                    "減算でない行の単位数（0以上の数）",
                    &[(line.content.span(), "この行の単位数です")],
                );
            }
        }
        for line in &slip.lines {
            for (called, days, counts) in
                [("予定", &line.line.planned, &line.planned), ("実績", &line.line.actual, &line.actual)]
            {
                let most = counts.iter().copied().max().unwrap_or_default();
                if most >= MANY_A_DAY {
                    tell(&format!("{called}の一日の回数"), &(most.to_string(), days.span), "一日に行える回数", &[]);
                }
            }
        }
        let certification = context.case.certifications.of_month(slip.month).filter(|one| one.is_settled());
        let Some((certification, period)) = certification.and_then(|one| Some((one, one.valid_period.value()?))) else {
            continue;
        };
        let (start, place) = (period.start(), (certification.valid_period.span(), "認定の有効期間"));
        let limit = &block.limit_period;
        // Who writes the limit of the certification before counts from there.
        let since = limit.value().map_or(start, |limit| start.min(limit.start.first_day()));
        let passed = (slip.month.first_day() - since).num_days();
        let days = &block.short_stay_days_before;
        // Where it begins with the month, the days of the one before may stand there still.
        let has_begun = start < slip.month.first_day();
        if has_begun && days.value().is_some_and(|days| i64::from(days.0) > passed) {
            let from = said::day(start);
            let what = format!("有効期間の始め（{from}）から前の月までにあり得る日数（{passed}日まで）");
            tell("前月までの短期入所利用日数", days, &what, &[place]);
        }
        let Some(limit_period) = limit.value() else { continue };
        let is_covered = context.case.certifications.covers(limit_period.start.last_day());
        let first = (0..BEGINS_BEFORE).fold(Month::of(start), |month, _| month.previous());
        let was_copied = period.end().is_some_and(|end| Month::of(end) == limit_period.end);
        let ends_late = period.end().is_some_and(|end| {
            let last = (0..ENDS_AFTER).fold(Month::of(end), |month, _| month.next());
            let goes_on = context.case.certifications.covers(limit_period.end.first_day());
            limit_period.end >= last && limit_period.start == Month::of(start) && !goes_on
        });
        if let Some(end) = period.end().filter(|_| ends_late) {
            let what = format!("認定の有効期間（～{}）に合う期間", era::month(Month::of(end)));
            tell("限度額適用期間", limit, &what, &[place]);
        } else if limit_period.start <= first && was_copied && !is_covered {
            let what = format!("認定の有効期間（{}～）に合う期間", era::month(Month::of(start)));
            tell("限度額適用期間", limit, &what, &[place]);
        }
    }
}
