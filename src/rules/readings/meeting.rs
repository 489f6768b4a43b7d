//! ④ 「サービス担当者会議」 whether a meeting was held for this plan.

use crate::calendar::Date;
use crate::case::ServiceMeeting;
use crate::case::certification::RENEWED_BEFORE;
use crate::rules::context::CheckContext;
use crate::rules::words::Words;

/// What 第４表 says about the meeting of this plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Met {
    /// There is no 第４表.
    Never,
    /// Held for this plan, on that day.
    On(Date),
    /// None was held, and the records say why: 「軽微な変更」, or everybody was asked in writing.
    NotNeeded,
    /// Only meetings without their day.
    Undated,
    /// Only meetings whose day could not be read.
    Unread,
    /// Only meetings for other plans; the day of the last one.
    ForAnother(Date),
    /// The last meeting, on that day, belongs to an earlier certification.
    BeforeCertification(Date),
}

/// Whether and when the meeting of this plan was held.
#[must_use]
pub fn met(context: &CheckContext) -> Met {
    let meetings = &context.case.meetings;
    if meetings.is_empty() {
        return Met::Never;
    }
    if let Some((held, _)) = older_than_certification(context) {
        return Met::BeforeCertification(held);
    }
    let Some(last) = meetings.iter().filter_map(|meeting| meeting.held_on.value()).max() else {
        return match meetings.iter().find(|meeting| meeting.held_on.is_blank()) {
            Some(_) if meetings.iter().any(|meeting| was_not_held(meeting, context.words)) => Met::NotNeeded,
            Some(_) => Met::Undated,
            None => Met::Unread,
        };
    };
    // Without 計画作成日 nobody can say for which plan a meeting was.
    if let Some((_, held)) = context.plan_meeting() {
        return Met::On(held);
    }
    let minor = |entry: &crate::case::LogEntry| context.words.found("minor_change", &entry.content).is_some();
    if context.case.log.iter().any(minor) { Met::NotNeeded } else { Met::ForAnother(last) }
}

/// Whether 第４表 tells that no meeting was held.
#[must_use]
pub fn was_not_held(meeting: &ServiceMeeting, words: &Words) -> bool {
    [&meeting.topics, &meeting.discussion, &meeting.remarks]
        .iter()
        .any(|text| words.found("meeting_not_held", text).is_some())
}

/// The newest meeting's day and the first day of the certification, when the meeting belongs to an earlier certification.
#[must_use]
pub fn older_than_certification(context: &CheckContext) -> Option<(Date, Date)> {
    let certification = context.certification()?;
    let start = certification.valid_period.value()?.start();
    let settled = certification.is_settled();
    let days = context.case.meetings.iter().map(|meeting| meeting.held_on.value());
    let held = days.collect::<Option<Vec<_>>>()?.into_iter().max()?;
    let old = |day: Date| (start - day).num_days() > RENEWED_BEFORE;
    // A plan that is as old belongs to the earlier certification itself: told there.
    let old_plan = context.planned().is_some_and(|(planned, _)| old(planned));
    (settled && old(held) && !old_plan && start <= context.as_of).then_some((held, start))
}
