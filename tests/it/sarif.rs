//! `check --format sarif` is what code hosts and editors read: it holds to the schema that OASIS publishes.

use super::dsl::{Case, sample_path};
use jsonschema::Validator;
use serde_json::Value;

fn schema() -> Validator {
    // A bracket without its pair in the pattern of a language: JavaScript takes it for itself, strict readers refuse it.
    let text = include_str!("../sarif/sarif-schema-2.1.0.json").replace("{2}]?$", r"{2}\\]?$");
    let schema: Value = serde_json::from_str(&text).expect("JSON");
    jsonschema::draft7::options().should_validate_formats(true).build(&schema).expect("a schema of draft 7")
}

#[track_caller]
fn complaints(log: &Value) -> Vec<String> {
    schema().iter_errors(log).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

#[track_caller]
fn valid_log(case: Case, status: i32) -> Value {
    let done = case.run(["check", ".", "--format", "sarif"]).ends_with(status);
    let log = serde_json::from_str(&done.stdout()).expect("JSON");
    assert_eq!(complaints(&log), [""; 0]);
    log
}

/// Nothing told, a mistake of reading, results with several places and set aside, in a file whose name must be encoded.
#[test]
fn it_is_valid_by_the_published_schema() {
    assert_eq!(valid_log(Case::sample("sanuki-haru"), 0)["version"], "2.1.0");
    let misspelt = valid_log(Case::empty().patched("sanuki-haru", "氏名: 讃岐 ハル", "氏名達: 讃岐 ハル"), 1);
    assert_eq!(misspelt["runs"][0]["results"][0]["ruleId"], "YML003");
    let plan = std::fs::read_to_string(sample_path("sanuki-haru")).expect("the sample");
    let plan = plan.replace("期間: 令和7年5月27日 ～ 令和7年8月31日", "期間: 令和7年5月27日 ～ 令和8年5月31日");
    let waived = plan.replacen("第2表:", "例外: [{規則: CP214, 理由: 更新を待つ}]\n第2表:", 1);
    let log = valid_log(Case::empty().file("計画 1.yaml", plan).file("b/計画 #2.yaml", waived), 1);
    let results = log["runs"][0]["results"].as_array().expect("results");
    for wanted in ["relatedLocations", "suppressions"] {
        assert!(results.iter().any(|result| result[wanted].is_array()), "no {wanted}: {results:#?}");
    }
}

/// The schema says no where it should: the test above means something.
#[test]
fn the_schema_refuses_what_is_no_log() {
    let mut log = valid_log(Case::sample("sanuki-haru"), 0);
    log["runs"][0]["tool"]["driver"]["rules"][0]["defaultConfiguration"]["level"] = "fatal".into();
    log["runs"][0]["color"] = "red".into();
    assert_eq!(complaints(&log).len(), 2);
}
