//! Every text of a plan that a person wrote and that is printed.

use crate::case::CaseFile;
use crate::case::person::Linked;
use crate::source::Field;

/// All of them, in the order of the tables. Numbers, dates and choices are no texts; 「頻度」 is one.
pub(super) fn every_text(case: &CaseFile) -> Vec<&Field<String>> {
    let mut texts = Vec::new();
    people(case, &mut texts);
    plans(case, &mut texts);
    records(case, &mut texts);
    texts
}

fn people<'a>(case: &'a CaseFile, texts: &mut Vec<&'a Field<String>>) {
    if let Some(client) = &case.client {
        texts.extend([&client.name, &client.kana, &client.address, &client.insurer_name]);
    }
    for member in &case.family {
        texts.extend([&member.name, &member.relationship]);
    }
    for physician in &case.physicians {
        texts.extend([&physician.name, &physician.institution]);
    }
    for contact in &case.emergency_contacts {
        texts.extend([&contact.name, &contact.relationship]);
    }
    if let Linked::Here(office) = &case.office {
        texts.extend([&office.name, &office.address, &office.care_manager]);
    }
    for certification in case.certifications.all() {
        texts.push(&certification.committee_opinion);
    }
}

fn plans<'a>(case: &'a CaseFile, texts: &mut Vec<&'a Field<String>>) {
    if let Some(plan) = &case.plan_1 {
        texts.extend([&plan.assessment, &plan.policy, &plan.housework_reason.other]);
        texts.extend(plan.consent.iter().map(|consent| &consent.signer));
    }
    for need in case.plan_2.iter().flat_map(|plan| plan.needs.iter()) {
        texts.push(&need.statement);
        for long in &need.goals {
            texts.push(&long.statement);
            for short in &long.goals {
                texts.push(&short.statement);
                for support in &short.supports {
                    texts.extend([&support.content, &support.kind, &support.provider, &support.frequency]);
                }
            }
        }
    }
    if let Some(week) = &case.week {
        texts.extend(week.entries.iter().flat_map(|entry| [&entry.content, &entry.provider]));
        texts.extend(week.activities.iter().map(|activity| &activity.content));
        texts.push(&week.non_weekly_services);
    }
}

fn records<'a>(case: &'a CaseFile, texts: &mut Vec<&'a Field<String>>) {
    for meeting in &case.meetings {
        texts.extend([&meeting.venue, &meeting.time, &meeting.ordinal, &meeting.remarks]);
        texts.extend(meeting.attendance.iter().map(|attendance| &attendance.relationship));
        texts.extend(
            meeting
                .attendees
                .iter()
                .flat_map(|attendee| [&attendee.affiliation, &attendee.role, &attendee.name, &attendee.absence]),
        );
        texts.extend(crate::rules::context::texts_of(meeting));
    }
    for entry in &case.log {
        texts.extend([&entry.means, &entry.content, &entry.recorder]);
    }
    for line in case.months.iter().flat_map(|month| month.lines.iter()) {
        texts.extend([&line.content, &line.provider, &line.equipment]);
    }
}
