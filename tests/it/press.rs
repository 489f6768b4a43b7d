//! The way from a plan's text to PDF: in which order a plan is asked, and that a form is its own files and one line.

use super::dsl::Case;
use careplan::case::delivery::TableName;
use careplan::forms::packet_cover::Document;
use careplan::forms::{FORMS, Form, Page, Sheet};
use careplan::press::{Cause, Checked, Loaded, Which, Wish, draw, newest_date, pages};
use careplan::typeset::{Engine, Overlay};

fn checked(plan: &str) -> Checked {
    Checked::new(Loaded::read("plan.yaml", plan.as_bytes(), &|_| Err(String::new())), None, None)
}

/// A form that exists here only: these lines, and the templates of [`templates`].
const SISTER: Form = Form {
    is_monthly: true,
    mark: "（写し）",
    covers: |level| level.care_number().is_none(),
    has_data: |case, _| case.client.is_some(),
    issued_on: |case, _| case.client.as_ref()?.born_on.value(),
    sheets: |context| {
        let mut page = Page::new("sister", "介護予防サービス・支援計画書");
        let name = context.case.client.as_ref().map(|client| client.name.clone()).unwrap_or_default();
        let rest = page.put_field("name", &name, context.measures.field("sister", "name")?);
        assert_eq!(rest, None);
        Ok(vec![page.finish()])
    },
    ..Form::plan("sister", "予防第1表", "介護予防サービス・支援計画書")
};

/// What a folder with its template, its line in the index and its measures would hold.
fn templates() -> Overlay {
    let mut measures: serde_json::Value =
        serde_json::from_str(careplan::forms::measures::EMBEDDED).expect("the measures");
    measures["sister"] = serde_json::json!({ "name": { "x": 20.0, "y": 20.0, "w": 60.0, "h": 8.0, "sizes": [9.0] } });
    let index = include_str!("../../templates/forms/index.typ");
    let index =
        index.replace("#let forms = (", "#import \"sister.typ\": sister\n#let forms = (\n  \"sister\": sister,");
    let sister = "#import \"/kit/system.typ\": measures\n#import \"/kit/field.typ\": put\n\
                  #let sister(view) = { heading(level: 1, place(hide[予防])); put(view.name, measures.sister.name) }\n";
    let mut overlay = Overlay::default();
    overlay.insert("measures.json", measures.to_string().into_bytes());
    overlay.insert("forms/index.typ", index.into_bytes());
    overlay.insert("forms/sister.typ", sister.as_bytes().to_vec());
    overlay
}

#[test]
fn a_form_is_its_own_files_and_one_line() {
    let plan = "利用者: {氏名: 試験 花子, 生年月日: 昭和15年4月1日}\n認定: {要介護状態区分: 要支援2}\n";
    let checked = checked(plan);
    let wish = Wish { tables: vec![&SISTER], ..Wish::default() };
    let overlay = templates();
    // It is for the level that the seven forms are not for.
    let whole = pages(&checked, &Wish { tables: vec![&FORMS[0]], ..Wish::default() }, None).expect_err("要支援");
    assert!(whole.diagnostics[0].message.contains("対象ではありません"), "{whole:?}");
    let decided = pages(&checked, &wish, Some(&overlay)).expect("pages");
    assert_eq!(decided.title, SISTER.title);
    // Its date, its list of documents, its month: asked of the form, not of a list of names.
    let born = newest_date(&checked.case.file, &wish, &[&SISTER]);
    assert_eq!((born, decided.date), (born, born.expect("a date")));
    let document = Document::of(&SISTER, &decided.sheets, born);
    assert!(document.is_monthly && document.title.ends_with("（写し）"), "{document:?}");
    let missing = Wish { month: careplan::calendar::Month::new(2025, 7).map(Which::This), ..wish.clone() };
    let stop = pages(&checked, &missing, Some(&overlay)).expect_err("no such month");
    assert!(stop.summary.contains("令和7年7月"), "{}", stop.summary);
    // And it is drawn.
    let engine = Engine::new(Some(overlay)).expect("an engine");
    let drawn = draw(&engine, &decided, &wish, true).unwrap_or_else(|stop| panic!("{stop:?}"));
    assert!(drawn.dump().contains("試験 花子"), "{}", drawn.dump());
    assert!(drawn.pdf().is_ok());
}

#[test]
fn every_form_has_a_name_that_packets_know() {
    let names: Vec<&str> = TableName::ALL.iter().map(|table| table.printed()).collect();
    let forms: Vec<&str> = FORMS.iter().map(|form| form.name).collect();
    assert_eq!(names, forms);
}

#[test]
fn templates_that_do_not_fit_are_their_owners_fault() {
    let mut overlay = Overlay::default();
    overlay.insert("measures.json", b"{}".to_vec());
    let stop =
        pages(&checked("第1表: {意向と課題分析: 甲}\n"), &Wish::default(), Some(&overlay)).expect_err("no sizes");
    assert_eq!(stop.cause, Cause::Templates);
}

/// Plans that cannot be read, with the line and the words that are told.
const UNREADABLE: [(&str, &str, &str); 8] = [
    ("", "1:1", "ファイルに何も書かれていません"),
    ("# 何もない\n\n", "1:1", "ファイルに何も書かれていません"),
    ("利用者:\n  氏名: {甲\n", "2:", ""),
    ("利用者:\n  氏名: \"甲\n第1表:\n  援助の方針: 乙\n", "2:", ""),
    ("第一表:\n  援助の方針: 甲\n", "1:1", "第一表"),
    ("---\n利用者: {氏名: 甲}\n---\n利用者: {氏名: 乙}\n", "3:1", ""),
    ("利用者: {氏名: 甲}\n第6票: []\n", "2:1", "第6票"),
    ("第6表:\n- 年月: 令和七年なつ\n", "2:7", ""),
];

#[test]
fn mistakes_of_reading_come_first_in_every_command() {
    let commands: [&[&str]; 9] = [
        &["render", "plan.yaml"],
        &["render", "plan.yaml", "--table", "1"],
        &["render", "plan.yaml", "--month", "2025-07", "--table", "6"],
        &["render", "plan.yaml", "--table", "提供票", "--provider", "甲"],
        &["packet", "plan.yaml", "--for", "利用者", "--month", "2025-07"],
        &["packet", "plan.yaml", "--for", "事業所=甲"],
        &["annex", "plan.yaml", "--month", "2025-07"],
        &["month", "plan.yaml", "--month", "2025-07"],
        &["check", "plan.yaml"],
    ];
    for (plan, place, words) in UNREADABLE {
        for command in commands {
            let done = Case::empty().file("plan.yaml", plan).run_all(command);
            let said = format!("{}{}", done.stdout(), done.stderr());
            let first = said.lines().take(3).collect::<Vec<_>>().join("\n");
            assert!(said.contains(&format!("plan.yaml:{place}")), "{command:?} {plan:?}: {said}");
            assert!(said.contains(words), "{command:?} {plan:?}: {said}");
            for consequence in ["どれもありません", "第6表がありません", "事業所はありません", "事業所がない"]
            {
                assert!(!said.contains(consequence), "{command:?} {plan:?}: {first}");
            }
        }
    }
}

/// The same in other encodings: the cause and its line, nothing else.
#[test]
fn a_file_in_another_encoding_is_told_as_one() {
    let (bytes, ..) = encoding_rs::SHIFT_JIS.encode("利用者:\n  氏名: 甲\n");
    let done = Case::empty().file("plan.yaml", &bytes[..]).run(["render", "plan.yaml", "--month", "2025-07"]);
    let said = done.stderr();
    assert!(said.contains("Shift_JIS") && !said.contains("ありません（「careplan month"), "{said}");
}

#[test]
fn sheets_of_the_registry_bear_its_ids() {
    let checked = checked("利用者: {氏名: 甲}\n");
    for form in FORMS {
        let wish = Wish { tables: vec![form], blank: true, ..Wish::default() };
        let ids: Vec<&str> =
            pages(&checked, &wish, None).expect("blank sheets").sheets.iter().map(|sheet: &Sheet| sheet.form).collect();
        assert!(ids.contains(&form.id), "{}: {ids:?}", form.name);
    }
}
