//! 「サービス担当者会議の要点」 Cooperates with `templates/forms/meeting-summary.typ`.
//!
//! One sheet a meeting. More than nine attendees take further rows, at the cost of the big boxes down to a least height,
//! then go to the 別紙; so does what the boxes and the head cannot hold.

mod attendees;

use super::boxes::{Annex, BoxText, Stack, mm};
use super::measures::{FieldMeasure, Measures};
use super::{Context, Form, FormFault, NoticeKind, Page, Sheet, text};
use crate::case::delivery::TableName;
use crate::case::meeting::{Attendance, ServiceMeeting};
use crate::source::Field;
use attendees::{Row, Table};

/// 「第4表」
pub const FORM: Form = Form {
    has_data: |case, select| select.meetings(case).next().is_some(),
    issued_on: |case, select| select.meetings(case).filter_map(|meeting| meeting.issued_on.value()).max(),
    sheets,
    ..Form::plan("meeting-summary", TableName::Meetings.printed(), "サービス担当者会議の要点")
};

fn sheets(context: &Context) -> Result<Vec<Sheet>, FormFault> {
    let blank = ServiceMeeting::default();
    let all = &context.case.meetings;
    let at = |meeting: &ServiceMeeting| all.iter().position(|known| std::ptr::eq(known, meeting)).unwrap_or(all.len());
    let mut meetings: Vec<&ServiceMeeting> = context.select.meetings(context.case).collect();
    if meetings.is_empty() {
        meetings.push(&blank);
    }
    let mut sheets = Vec::new();
    for meeting in meetings {
        let view = View { context, meeting, at: at(meeting), measures: context.measures };
        let mut of_meeting = Vec::new();
        let (table, rows) = Table::new(view.measures, FORM.id, &meeting.attendees)?;
        let mut rest = view.first(&mut of_meeting, &table, rows)?;
        for number in 1.. {
            if rest.is_empty() {
                break;
            }
            rest = view.annex(&mut of_meeting, &table, number, rest)?;
        }
        Sheet::number(&mut of_meeting);
        let about = meeting.held_on.value();
        sheets.extend(of_meeting.into_iter().map(|sheet| Sheet { about, ..sheet }));
    }
    Ok(sheets)
}

/// What a sheet could not hold.
struct Rest {
    rows: Vec<Row>,
    boxes: Vec<BoxText>,
}

impl Rest {
    fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.boxes.is_empty()
    }
}

/// One meeting.
struct View<'a> {
    context: &'a Context<'a>,
    meeting: &'a ServiceMeeting,
    /// Which of the plan's.
    at: usize,
    measures: &'a Measures,
}

impl View<'_> {
    /// The form itself; what it cannot hold comes back.
    fn first(&self, sheets: &mut Vec<Sheet>, table: &Table, mut rows: Vec<Row>) -> Result<Rest, FormFault> {
        let mut page = Page::new(FORM.id, format!("第４表 {}", FORM.title));
        page.be_writable(self.context, &[self.at]);
        let mut annex = Annex::new(self.measures, FORM.id)?;
        let name = page.head(self.context, Some(&self.meeting.issued_on))?;
        let client = self.context.case.client.as_ref();
        page.set("name_continued", name.is_some());
        annex.goes_on(
            &mut page,
            "name",
            name,
            client.map_or(crate::source::Span::DETACHED, |client| client.name.span()),
        );
        self.head(&mut page, &mut annex, "")?;
        let venue = &self.meeting.venue;
        annex.put(&mut page, "venue", venue.text(), venue.span(), self.field("venue")?);
        let time = &self.meeting.time;
        annex.put(&mut page, "time", time.text(), time.span(), self.field("time")?);
        page.writes("venue", &[], self.field("venue")?);
        page.writes("time", &[], self.field("time")?);

        let (top, bottom) = (self.number("table_top")?, self.number("bottom")?);
        let least = self.number("boxes_least_h")?;
        let later = rows.split_off(table.fitting(&rows, bottom - least - top));
        let below = table.put(&mut page, top, rows, !later.is_empty());
        if let Some(span) = later.first().map(Row::span) {
            page.note(span, NoticeKind::Continued("別紙"));
        }
        self.attendance(&mut page, &mut annex, below, !later.is_empty())?;

        let stack = Stack {
            field: self.field("box")?,
            top: below,
            bottom,
            rows: self.measures.numbers(FORM.id, "box_rows")?,
            least: self.measures.numbers(FORM.id, "box_least")?,
            goes_on: !later.is_empty() || !annex.boxes.is_empty(),
        };
        let meeting = self.meeting;
        let texts = [
            ("topics", &meeting.topics),
            ("discussion", &meeting.discussion),
            ("conclusion", &meeting.conclusion),
            ("open_issues", &meeting.open_issues),
        ];
        let rest = stack.lay(&mut page, texts.map(|(key, field)| BoxText::new(key, field)).into());
        sheets.push(page.finish());
        Ok(Rest { rows: later, boxes: [annex.boxes, rest].concat() })
    }

    /// A 別紙 with the same head; what it cannot hold comes back.
    fn annex(&self, sheets: &mut Vec<Sheet>, table: &Table, number: usize, rest: Rest) -> Result<Rest, FormFault> {
        let mut page = Page::new(FORM.id, format!("第４表 {}（続き）", FORM.title));
        page.set("annex", format!("別紙{}", text::full_width(number)));
        page.be_writable(self.context, &[self.at]);
        // The head is whole on the first sheet; here what is too long may stand shortened.
        let _ = page.head(self.context, Some(&self.meeting.issued_on))?;
        self.head(&mut page, &mut Annex::new(self.measures, FORM.id)?, "annex_")?;
        let (mut top, bottom) = (self.number("annex_top")?, self.number("bottom")?);
        let Rest { mut rows, mut boxes } = rest;
        let mut later = Vec::new();
        if !rows.is_empty() {
            later = rows.split_off(table.fitting(&rows, bottom - top).max(1));
            top = table.put(&mut page, top, rows, !later.is_empty()) + self.number("annex_gap")?;
        }
        let stack = Stack {
            field: self.field("annex_box")?,
            top,
            bottom,
            rows: &[],
            least: self.measures.numbers(FORM.id, "annex_least")?,
            goes_on: false,
        };
        if !boxes.is_empty() && later.is_empty() && bottom - top >= self.number("annex_least_h")? {
            boxes = stack.lay_some(&mut page, boxes);
        }
        sheets.push(Annex::sheet(page));
        Ok(Rest { rows: later, boxes })
    }

    /// Who made the plan, and when and for which time the meeting was held: on every sheet.
    fn head(&self, page: &mut Page, annex: &mut Annex, prefix: &str) -> Result<(), FormFault> {
        let case = self.context.case;
        page.writes("author", &[], self.field("author")?);
        page.writes("held_on", &[], self.field(&format!("{prefix}held_on"))?);
        page.writes("ordinal", &[], self.field(&format!("{prefix}ordinal"))?);
        if let Some(office) = case.office.get().filter(|_| !self.context.select.blank) {
            let author = &office.care_manager;
            annex.put(page, "author", author.text(), author.span(), self.field("author")?);
        } else {
            page.set("author", serde_json::Value::Null);
        }
        let held_on = &self.meeting.held_on;
        let words = text::date_or_blank(held_on.value());
        annex.put(page, "held_on", &words, held_on.span(), self.field(&format!("{prefix}held_on"))?);
        let ordinal = &self.meeting.ordinal;
        annex.put(page, "ordinal", ordinal.text(), ordinal.span(), self.field(&format!("{prefix}ordinal"))?);
        Ok(())
    }

    /// 利用者・家族の出席 and ※備考, in the cell left of the attendees, which ends at `below`.
    fn attendance(&self, page: &mut Page, annex: &mut Annex, below: f64, continued: bool) -> Result<(), FormFault> {
        let nobody = Attendance::default();
        let attendance = self.meeting.attendance.as_ref().unwrap_or(&nobody);
        let mut put = |key: &'static str, field: &Field<String>, measure: &FieldMeasure| {
            annex.put(page, key, field.text(), field.span(), measure);
            page.writes(key, &[], measure);
        };
        put("client_present", &attendance.client, self.field("client_present")?);
        put("family_present", &attendance.family, self.field("family_present")?);
        put("relationship", &attendance.relationship, self.field("relationship")?);
        let measure = self.field("remarks")?;
        let foot = if continued { self.number("attendees_mark_h")? } else { 0.0 };
        let h = below - measure.y - self.number("remarks_gap")? - foot;
        put("remarks", &self.meeting.remarks, &measure.moved(measure.y, h));
        page.set("remarks_h", mm(h));
        Ok(())
    }

    fn field(&self, key: &str) -> Result<&FieldMeasure, FormFault> {
        Ok(self.measures.field(FORM.id, key)?)
    }

    fn number(&self, key: &str) -> Result<f64, FormFault> {
        Ok(self.measures.number(FORM.id, key)?)
    }
}
