//! 「居宅サービス計画書（１）」 Cooperates with `templates/forms/care-plan-1.typ`.
//!
//! The official form has no cell for 家族, 主治医, 緊急連絡先 and the client's telephone number: they are not printed
//! here, nor is the care manager's text changed to hold them. Where they matter on paper (緊急時の対応), the care manager
//! writes them into 総合的な援助の方針.

use super::boxes::{Annex, BoxText, Stack};
use super::measures::FieldMeasure;
use super::{Context, Form, FormFault, LeftOut, Page, Sheet, text};
use crate::calendar::Date;
use crate::case::certification::CertificationStatus;
use crate::case::delivery::TableName;
use crate::case::plan::{CarePlan1, HouseworkChoice, Occasion};
use crate::case::print::ConsentLine;
use crate::case::{CareLevel, CaseFile, Certification, Client, Office};
use crate::source::{Field, Span};
use serde_json::{Value, json};

/// 「第1表」
pub const FORM: Form = Form {
    has_data: |case, _| case.plan_1.is_some(),
    issued_on: |case, _| case.plan_1.as_ref()?.issued_on.value(),
    left_out,
    sheets,
    ..Form::plan("care-plan-1", TableName::Plan1.printed(), "居宅サービス計画書（１）")
};

/// The printed words of the choices, each with the value that it stands for.
const OCCASIONS: [(&str, Option<&str>); 5] =
    [("初回", Some("初回")), ("　・　", None), ("紹介", Some("紹介")), ("　・　", None), ("継続", Some("継続"))];
const STATUS: [(&str, Option<&str>); 3] = [("認定済", Some("認定済")), ("　・　", None), ("申請中", Some("申請中"))];
const LEVELS: [(&str, Option<&str>); 9] = [
    ("要介護１", Some("要介護1")),
    ("　　・　　", None),
    ("要介護２", Some("要介護2")),
    ("　　・　　", None),
    ("要介護３", Some("要介護3")),
    ("　　・　　", None),
    ("要介護４", Some("要介護4")),
    ("　　・　　", None),
    ("要介護５", Some("要介護5")),
];

/// The consent where there is no line for it.
fn left_out(context: &Context) -> Vec<LeftOut> {
    let none = context.options.consent_line == ConsentLine::None;
    let consent = context.case.plan_1.as_ref().and_then(|plan| plan.consent.as_ref()).filter(|_| none);
    let texts = consent.into_iter().flat_map(|consent| {
        let (date, signer) = (&consent.signed_on, &consent.signer);
        [("第1表の同意の日付", date.is_blank(), date.span()), ("第1表の同意の署名", signer.is_blank(), signer.span())]
    });
    texts.filter(|(_, blank, _)| !blank).map(|(what, _, span)| LeftOut { what, span }).collect()
}

fn sheets(context: &Context) -> Result<Vec<Sheet>, FormFault> {
    let blank = CaseFile::default();
    let view = View::new(context, if context.select.blank { &blank } else { context.case });
    let mut sheets = Vec::new();
    let mut rest = view.first(&mut sheets)?;
    while !rest.is_empty() {
        rest = view.annex(&mut sheets, rest)?;
    }
    Sheet::number(&mut sheets);
    Ok(sheets)
}

/// What the sheets are made from: a missing part of the plan is an empty one.
struct View<'a> {
    context: &'a Context<'a>,
    client: Client,
    office: Office,
    certification: Certification,
    plan: CarePlan1,
}

impl<'a> View<'a> {
    fn new(context: &'a Context<'a>, case: &CaseFile) -> Self {
        Self {
            context,
            client: case.client.clone().unwrap_or_default(),
            office: case.office.get().cloned().unwrap_or_default(),
            certification: case.printed_certification().cloned().unwrap_or_default(),
            plan: case.plan_1.clone().unwrap_or_default(),
        }
    }

    /// The form itself; what it cannot hold comes back.
    fn first(&self, sheets: &mut Vec<Sheet>) -> Result<Vec<BoxText>, FormFault> {
        let mut page = Page::of_plan(self.context, FORM.id, &format!("第１表 {}", FORM.title), "");
        page.be_writable(self.context, &[]);
        let mut annex = Annex::new(self.context.measures, FORM.id)?;
        let name = page.head(self.context, Some(&self.plan.issued_on))?;
        page.set("name_continued", name.is_some());
        annex.goes_on(&mut page, "name", name, self.client.name.span());
        self.head(&mut page, &mut annex)?;
        self.reason(&mut page, &mut annex)?;
        self.consent(&mut page, &mut annex)?;
        let rest = self.boxes(&mut page, !annex.boxes.is_empty())?;
        sheets.push(page.finish());
        // In the order of the form: the head, the boxes, what stands below them.
        let below = annex.boxes.iter().position(|text| matches!(text.key, "reason_other" | "consent_date" | "signer"));
        let below = annex.boxes.split_off(below.unwrap_or(annex.boxes.len()));
        Ok([annex.boxes, rest, below].concat())
    }

    /// A 別紙 with the same head; what it cannot hold comes back.
    fn annex(&self, sheets: &mut Vec<Sheet>, boxes: Vec<BoxText>) -> Result<Vec<BoxText>, FormFault> {
        let measures = self.context.measures;
        let mut page = Page::of_plan(self.context, FORM.id, &format!("第１表 {}", FORM.title), "（続き）");
        page.set("annex", format!("別紙{}", text::full_width(sheets.len())));
        page.be_writable(self.context, &[]);
        // The head is whole on the first sheet; here what is too long may stand shortened.
        let _ = page.head(self.context, Some(&self.plan.issued_on))?;
        let mut ignored = Annex::new(measures, FORM.id)?;
        let author = &self.office.care_manager;
        ignored.put(&mut page, "author", author.text(), author.span(), self.field("annex_author")?);
        let planned = &self.plan.planned_on;
        let words = text::date_or_blank(planned.value());
        ignored.put(&mut page, "planned_on", &words, planned.span(), self.field("annex_planned_on")?);
        let stack = Stack {
            field: self.field("annex_box")?,
            top: measures.number(FORM.id, "annex_top")?,
            bottom: measures.number(FORM.id, "bottom")?,
            rows: &[],
            least: measures.numbers(FORM.id, "annex_least")?,
            goes_on: false,
        };
        let rest = stack.lay_some(&mut page, boxes);
        sheets.push(Annex::sheet(page));
        Ok(rest)
    }

    fn head(&self, page: &mut Page, annex: &mut Annex) -> Result<(), FormFault> {
        let (plan, certification) = (&self.plan, &self.certification);
        let chosen = |occasion| plan.occasions.iter().any(|field| field.value() == Some(occasion));
        let occasions = Occasion::ALL.iter().map(|&occasion| json!([occasion.printed(), chosen(occasion)]));
        page.set("occasions", occasions.collect::<Vec<_>>());
        page.set("status", certification.status.value().map(CertificationStatus::printed));
        page.set("level", certification.level.value().and_then(CareLevel::care_number));

        page.chooses("occasions", &[], &OCCASIONS, self.field("occasions")?);
        page.chooses("status", &[], &STATUS, self.field("status")?);
        page.chooses("level", &[], &LEVELS, self.field("level")?);
        for key in
            ["born_on", "address", "author", "office", "planned_on", "first_planned_on", "certified_on", "valid_period"]
        {
            page.writes(key, &[], self.field(key)?);
        }

        self.date(page, annex, "born_on", &self.client.born_on)?;
        let address = &self.client.address;
        annex.put(page, "address", address.text(), address.span(), self.field("address")?);
        let author = &self.office.care_manager;
        annex.put(page, "author", author.text(), author.span(), self.field("author")?);
        let (office, span) = self.office();
        annex.put(page, "office", &office, span, self.field("office")?);
        self.date(page, annex, "planned_on", &plan.planned_on)?;
        self.date(page, annex, "first_planned_on", &plan.first_planned_on)?;
        self.date(page, annex, "certified_on", &certification.certified_on)?;
        let valid = &certification.valid_period;
        annex.put(page, "valid_period", &text::period_in_words(valid), valid.span(), self.field("valid_period")?);
        Ok(())
    }

    /// 「名称　所在地　電話」
    fn office(&self) -> (String, Span) {
        let office = &self.office;
        let phone = if office.phone.is_blank() { String::new() } else { format!("電話 {}", office.phone.text()) };
        let parts = [office.name.text(), office.address.text(), &phone];
        let words = parts.into_iter().filter(|part| !part.trim().is_empty()).collect::<Vec<_>>().join("　");
        (words, office.name.span().or(office.address.span()).or(office.phone.span()))
    }

    /// The big boxes; `goes_on` says that there is a 別紙 anyway.
    fn boxes(&self, page: &mut Page, goes_on: bool) -> Result<Vec<BoxText>, FormFault> {
        let measures = self.context.measures;
        let bottom = self.reason_top()?;
        page.set("reason_y", super::boxes::mm(bottom));
        let stack = Stack {
            field: self.field("box")?,
            top: measures.number(FORM.id, "boxes_top")?,
            bottom,
            rows: measures.numbers(FORM.id, "box_rows")?,
            least: measures.numbers(FORM.id, "box_least")?,
            goes_on,
        };
        let texts = vec![
            BoxText::new("assessment", &self.plan.assessment),
            BoxText::new("committee_opinion", &self.certification.committee_opinion),
            BoxText::new("policy", &self.plan.policy),
        ];
        Ok(stack.lay(page, texts))
    }

    /// Where the row of 「生活援助中心型の算定理由」 begins, mm: the boxes end there.
    fn reason_top(&self) -> Result<f64, FormFault> {
        let consent = self.context.options.consent_line != ConsentLine::None;
        let bottom = if consent { "bottom_above_consent" } else { "bottom" };
        let number = |key: &str| self.context.measures.number(FORM.id, key);
        Ok(number(bottom)? - number("reason_h")?)
    }

    fn reason(&self, page: &mut Page, annex: &mut Annex) -> Result<(), FormFault> {
        let reason = &self.plan.housework_reason;
        let number = reason.choice.map(|choice| match choice {
            HouseworkChoice::LivesAlone => 1,
            HouseworkChoice::FamilyUnable => 2,
            HouseworkChoice::Other => 3,
        });
        page.set("reason", number);
        if page.is_writable() {
            let y = self.reason_top()?;
            let at = |key: &str| -> Result<FieldMeasure, FormFault> {
                let field = self.field(key)?;
                Ok(field.moved(y, field.h))
            };
            page.chooses("reason", &[], &[("１．一人暮らし", Some("一人暮らし"))], &at("reason_1")?);
            let unable = [("２．家族等が障害、疾病等", Some("家族等が障害、疾病等"))];
            page.chooses("reason", &[], &unable, &at("reason_2")?);
            let (word, words) = (at("reason_3")?, at("reason_other")?);
            let whole = FieldMeasure { x: word.x, w: words.x + words.w - word.x, ..words };
            page.writes("reason_other", &[], &whole);
        }
        annex.put(page, "reason_other", reason.other.text(), reason.other.span(), self.field("reason_other")?);
        Ok(())
    }

    /// The consent line: without a date and signature in the plan it is blank, to be signed on paper.
    fn consent(&self, page: &mut Page, annex: &mut Annex) -> Result<(), FormFault> {
        let seal = match self.context.options.consent_line {
            ConsentLine::None => {
                page.set("consent", Value::Null);
                return Ok(());
            }
            ConsentLine::Signature => false,
            ConsentLine::SignatureAndSeal => true,
        };
        for key in ["consent", "consent_date", "signer"] {
            page.writes(key, &[], self.field(key)?);
        }
        let consent = self.plan.consent.clone().unwrap_or_default();
        let date = text::date_or_blank(consent.signed_on.value());
        let date = annex.fitted(page, "consent_date", &date, consent.signed_on.span(), self.field("consent_date")?);
        let signer = &consent.signer;
        let signer = annex.fitted(page, "signer", signer.text(), signer.span(), self.field("signer")?);
        page.set("consent", json!({ "date": date, "signer": signer, "seal": seal }));
        Ok(())
    }

    fn date(&self, page: &mut Page, annex: &mut Annex, key: &'static str, date: &Field<Date>) -> Result<(), FormFault> {
        annex.put(page, key, &text::date_in_words(date), date.span(), self.field(key)?);
        Ok(())
    }

    fn field(&self, key: &str) -> Result<&'a FieldMeasure, FormFault> {
        Ok(self.context.measures.field(FORM.id, key)?)
    }
}
