//! The JSON Schema: valid itself, kind to plans and hard on mistakes, and with words on every key.

use careplan::case::schema::{json_schema, office_schema};
use jsonschema::Validator;
use serde_json::Value;

fn validator() -> Validator {
    jsonschema::draft202012::new(&json_schema()).expect("a schema")
}

/// A YAML text as an editor's validator sees it.
fn instance(yaml: &str) -> Value {
    serde_yaml::from_str(yaml).expect("YAML")
}

#[track_caller]
fn accepts(yaml: &str) {
    let (validator, instance) = (validator(), instance(yaml));
    let errors: Vec<_> =
        validator.iter_errors(&instance).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "\n{yaml}\n{errors:#?}");
}

#[track_caller]
fn refuses(yaml: &str) {
    assert!(!validator().is_valid(&instance(yaml)), "\n{yaml}");
}

#[test]
fn it_is_a_valid_schema_of_draft_2020_12() {
    for schema in [json_schema(), office_schema()] {
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        assert!(jsonschema::draft202012::meta::is_valid(&schema), "{schema:#}");
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test reads the samples")]
fn samples_are_valid() {
    for name in ["samples/sanuki-haru.yaml", "samples/ayagawa-masao.yaml"] {
        accepts(&std::fs::read_to_string(name).expect("a sample"));
    }
}

/// A plan that breaks many rules of the guide is still a plan: what is missing or unwise is no business of the schema.
#[test]
fn a_poor_plan_is_valid() {
    accepts(
        "様式: 香川県令和4年
利用者: {氏名: 東 太郎, 保険者番号: '379991', 被保険者番号: 0009999999, 性別: ''}
居宅介護支援事業所: {名称: 架空ケアプラン}
認定: {状況: 認定済, 認定日: 令和7年6月20日, 審査会意見: ''}
第1表:
  区分: [初回, 継続]
  援助の方針:
  生活援助中心型の算定理由: {その他: ''}
第2表:
  ニーズ:
    - 課題: 入浴介助が必要
      長期目標: [{目標: デイサービスを継続して利用する, 短期目標: [{援助: [{サービス内容: 入浴, 保険給付: ○, 頻度: 適宜}]}]}]
第3表: {週間: [{曜日: [水], 時間: '14:00～13:00'}], 日常生活: [], 週単位以外: ''}
第4表: [{開催場所: '', 出席: {本人: '', 家族: ○}, 出席者: []}]
第5表: [{年月日: 令和7年8月20日, 内容: 適宜連絡。}]
第6表: [{年月: 令和7年9月, サービス: []}]
",
    );
}

#[test]
fn drafts_are_valid() {
    accepts("{}\n");
    accepts("利用者:\n認定:\n第1表:\n第4表:\n第6表:\n居宅介護支援事業所:\nサービス事業所:\n印字:\n給付率:\n");
    accepts(
        "利用者: {氏名: , 性別: , 生年月日: , 被保険者番号: }\n認定: {状況: , 要介護状態区分: , 有効期間: }\n第3表: {週間: [{曜日: }]}\n",
    );
}

#[test]
fn numbers_that_are_names_may_be_quoted_or_not() {
    for number in ["0001234567", "'0001234567'", "H000000001", "1234567890"] {
        accepts(&format!("利用者: {{被保険者番号: {number}}}\n"));
    }
    accepts(
        "第6表: [{サービス: [{サービスコード: 111211, 単位数: 387, 加算率: 24.5%}, {サービスコード: '111211', 単位数: '387', 割引後率: 95}]}]\n給付率: 90\n",
    );
    accepts("サービス事業所: {うみかぜ: {事業所番号: 3799900011, 単価: 10.21}, 里: {単価: {訪問介護: '10.21'}}}\n");
}

#[test]
fn other_ways_of_writing_are_valid() {
    accepts("居宅介護支援事業所: office.yaml\nサービス事業所: office.yaml\n");
    accepts("第1表: {生活援助中心型の算定理由: 家族等が障害、疾病等}\n");
    accepts("第2表: {例外: [{規則: CP214, 理由: 本人の希望}]}\n");
    for days in [
        "[2, 9]",
        "['2', 9]",
        "{'2': 1, '9': 2}",
        "毎日",
        "{曜日: [火, 金]}",
        "{曜日: 火}",
        "{第: [2, 4], 曜日: 水}",
        "~",
    ] {
        accepts(&format!("第6表: [{{サービス: [{{予定: {days}}}]}}]\n"));
    }
    accepts("第6表: [{サービス: [{休み: [3], 追加: 5, 振替: {'3': 5}, 対象外: はい}]}]\n");
}

#[test]
fn mistakes_are_refused() {
    for yaml in [
        "ふりがな: x",
        "利用者: {ふりがな: x}",
        "利用者: 讃岐",
        "利用者: {氏名: [讃岐]}",
        "利用者: {性別: 不明}",
        "第4表: {開催日: x}",
        "認定: {要介護状態区分: 要介護6}",
        "第1表: {区分: [初会]}",
        "第3表: {週間: [{曜日: [げつ]}]}",
        "第2表: {例外: [{規則: CP214}]}",
        "第6表: [{サービス: [{予定: 毎週}]}]",
        "[]",
    ] {
        refuses(yaml);
    }
}

#[test]
fn office_files_have_their_own_schema() {
    let validator = jsonschema::draft202012::new(&office_schema()).expect("a schema");
    assert!(
        validator.is_valid(&instance(
            "居宅介護支援事業所: {名称: ひだまり}\nサービス事業所: {うみかぜ: {地域区分: 7級地}}\n"
        ))
    );
    assert!(!validator.is_valid(&instance("利用者: {氏名: x}\n")));
}

#[test]
fn every_key_has_a_description_that_begins_with_its_printed_label() {
    let schema = json_schema();
    let definitions = schema["$defs"].as_object().expect("definitions");
    assert!(definitions.len() >= 20);
    for (name, definition) in definitions {
        assert!(!definition["description"].as_str().unwrap_or_default().is_empty(), "{name}");
        for (key, property) in definition["properties"].as_object().expect("properties") {
            let description = property["description"].as_str().unwrap_or_default();
            let labelled = description.starts_with('「') && description.contains('」');
            assert!(labelled || key == "例外" && !description.is_empty(), "{name}.{key}: {description:?}");
        }
    }
}

/// A waiver may stand in every part, and only known keys beside it.
#[test]
fn parts_are_closed() {
    for (name, definition) in json_schema()["$defs"].as_object().expect("definitions") {
        assert_eq!(definition["additionalProperties"], false, "{name}");
        assert!(definition["properties"]["例外"].is_object(), "{name}");
    }
}
