//! Rules of 第４表 サービス担当者会議の要点: held when it must be, by whom, what was said and decided.
//!
//! Not looked at: whether the draft was sent around before, whether what was said is what the plan became. Its place in the
//! order of events is told with the whole file.

pub mod absent;
pub mod attendance;
pub mod contents;
pub mod head;
pub mod judgement;
pub mod numbers;

use super::Rule;
use crate::case::ServiceMeeting;
use crate::rules::CheckContext;
use crate::rules::words::Words;

/// In the order of their ids.
pub const RULES: &[&Rule] = &[
    &head::MEETING_MISSING,
    &head::MEETING_NOT_FOR_PLAN,
    &head::MEETING_OLDER_THAN_CERTIFICATION,
    &head::MEETING_HEAD_INCOMPLETE,
    &head::MEETING_ISSUED_BEFORE_HELD,
    &head::MEETING_TIME_IMPOSSIBLE,
    &attendance::CLIENT_ATTENDANCE_UNMARKED,
    &attendance::FAMILY_ATTENDANCE_UNMARKED,
    &attendance::RELATIONSHIP_MISSING,
    &attendance::CLIENT_ABSENT_WITHOUT_REASON,
    &attendance::ATTENDEES_MISSING,
    &absent::PROVIDER_NOT_IN_MEETING,
    &absent::ABSENT_WITHOUT_REASON,
    &absent::ABSENT_WITHOUT_OPINION,
    &contents::MEETING_SECTION_BLANK,
    &contents::TOPICS_WITHOUT_NUMBERS,
    &numbers::TOPIC_NUMBERS_DIFFER,
    &numbers::CONCLUSION_NUMBERS_DIFFER,
    &contents::DISCUSSION_WITHOUT_SUBSTANCE,
    &contents::OPEN_ISSUES_BLANK,
    &contents::NEXT_MEETING_MISSING,
    &judgement::DOCTOR_OPINION_NOT_IN_MEETING,
    &judgement::RESTRICTED_EQUIPMENT_NOT_JUDGED,
    &contents::TOPICS_OR_DISCUSSION_EMPTY,
];

/// The meeting of this plan; when no meeting has a readable date, the last one written.
fn meeting_of_plan<'a>(context: &CheckContext<'a>) -> Option<&'a ServiceMeeting> {
    let undated = || context.newest_meeting().filter(|meeting| meeting.held_on.value().is_none());
    context.plan_meeting().map(|(meeting, _)| meeting).or_else(undated)
}

/// Whether 検討内容 is no more than 「問題なし」.
fn says_nothing(meeting: &ServiceMeeting, words: &Words) -> bool {
    let text = meeting.discussion.plain();
    let whole = text.trim_matches(|c: char| matches!(c, '。' | '、' | '.' | ','));
    words.list("no_discussion").iter().any(|word| word == whole)
}
