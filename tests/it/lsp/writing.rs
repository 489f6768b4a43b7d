//! Writing with nothing but what is proposed: from an empty file to whole tables, and every proposal at every place.

use super::{Client, Machine, SAMPLE, URI, edited, labels, position};
use careplan::billing::codes::CodeList;
use careplan::calendar::Date;
use careplan::case::read::from_text;
use careplan::lsp::Host;
use careplan::rules::Rule;
use careplan::source::ProblemCode;
use serde_json::{Value, json};

/// An editor with snippets and a text open.
fn snippets(text: &str) -> Client {
    let item = json!({ "completionItem": { "snippetSupport": true } });
    let (client, _) = Client::start(&json!({ "textDocument": { "completion": item } }));
    client.tell(
        "textDocument/didOpen",
        &json!({ "textDocument": { "uri": URI, "languageId": "yaml", "version": 1, "text": text } }),
    );
    client
}

fn proposals(client: &mut Client, text: &str, at: usize) -> Value {
    let params = json!({ "textDocument": { "uri": URI }, "position": position(text, at) });
    client.ask("textDocument/completion", &params)
}

/// A text with a proposal put in, its stops filled by a word or left out.
fn put(text: &str, proposal: &Value, fill: &str) -> String {
    let mut new = String::new();
    let snippet = proposal["textEdit"]["newText"].as_str().unwrap();
    let mut chars = snippet.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => new.extend(chars.next()),
            '$' => {
                let _ = chars.by_ref().find(|c| *c == '}');
                new.push_str(fill);
            }
            c => new.push(c),
        }
    }
    let edit = json!([{ "range": proposal["textEdit"]["range"], "newText": new }]);
    edited(text, &edit)
}

fn named<'p>(proposals: &'p Value, label: &str) -> &'p Value {
    let found = proposals.as_array().unwrap().iter().find(|proposal| proposal["label"] == label);
    found.unwrap_or_else(|| panic!("{label}: {:?}", labels(proposals)))
}

#[test]
fn an_empty_file_becomes_a_plan_with_a_place_for_everything() {
    let mut client = snippets("");
    let all = proposals(&mut client, "", 0);
    let text = put("", named(&all, "計画書の全体"), "");
    let text = text.replace("\n  : {事業所番号: '', 地域区分: }", "");
    let (case, _) = from_text("plan.yaml", &text);
    assert!(case.problems.is_empty(), "{:?}", case.problems);
    assert!(text.contains("\n第6表:\n  - 年月: \n"), "{text}");
    // A table alone brings its parts along, at the place where it is written.
    let client_part = put("", named(&all, "利用者"), "x");
    assert!(client_part.starts_with("利用者:\n  氏名: x\n  フリガナ: x\n"), "{client_part}");
}

#[test]
fn items_of_lists_come_with_their_dash_and_what_the_plan_says() {
    let text = SAMPLE.replace("  週間:\n", "  週間:\n    \n");
    let mut client = snippets(&text);
    let at = text.find("  週間:\n").unwrap() + "  週間:\n    ".len();
    let all = proposals(&mut client, &text, at);
    // As 第２表 and the slip say it: the days, the hours, what is done.
    let row = named(&all, "通所介護（浴槽のまたぎの見守りと背中の洗身の介助）（火・金）");
    let new = put(&text, row, "x");
    let line = "    - {曜日: [火, 金], 時間: 9:30～16:30, 内容: 通所介護（浴槽のまたぎの見守りと背中の洗身の介助）}\n";
    assert!(new.contains(line), "{new}");
    let blank = put(&text, named(&all, "「週間」を一つ"), "");
    assert!(blank.contains("    - {曜日: [], 時間: , 内容: }\n"), "{blank}");
    // Behind a dash that stands there already none comes.
    let dashed = SAMPLE.replace("  ニーズ:\n", "  ニーズ:\n    - \n");
    client.change(2, &dashed);
    let at = dashed.find("  ニーズ:\n").unwrap() + "  ニーズ:\n    - ".len();
    let need = put(&dashed, named(&proposals(&mut client, &dashed, at), "「ニーズ」を一つ"), "x");
    assert!(need.contains("    - 課題: x\n      長期目標:\n        - 目標: x\n"), "{need}");
    let (case, _) = from_text("plan.yaml", &need);
    assert!(!case.broken, "{:?}", case.problems);
}

#[test]
fn words_come_in_quotes_where_yaml_would_misread_them() {
    let plan = |provider: &str| {
        SAMPLE
            .replace("  デイサービスセンター架空の里: {", &format!("  {provider}: {{"))
            .replace("事業所: デイサービスセンター架空の里, 単位数: 777", "事業所: , 単位数: 777")
    };
    let text = plan("\"あおぞら, 高松: 2号\"");
    let mut client = snippets(&text);
    let at = text.find("事業所: , 単位数: 777").unwrap() + "事業所: ".len();
    let new = put(&text, named(&proposals(&mut client, &text, at), "あおぞら, 高松: 2号"), "");
    assert!(new.contains("事業所: \"あおぞら, 高松: 2号\", 単位数: 777"), "{new}");
    // Within quotes the word alone, and a word that was begun goes.
    let text = text.replace("事業所: , 単位数: 777", "事業所: 'あお', 単位数: 777");
    client.change(2, &text);
    let at = text.find("事業所: 'あお'").unwrap() + "事業所: 'あお".len();
    let new = put(&text, named(&proposals(&mut client, &text, at), "あおぞら, 高松: 2号"), "");
    assert!(new.contains("事業所: 'あおぞら, 高松: 2号', 単位数: 777"), "{new}");
    // A name's own quotes stay: of those around it only one pair goes.
    let text = plan("'デイ \"里\"'").replace("事業所: , 単位数: 777", "事業所: \"\", 単位数: 777");
    client.change(3, &text);
    let at = text.find("事業所: \"\"").unwrap() + "事業所: \"".len();
    let new = put(&text, named(&proposals(&mut client, &text, at), "デイ \"里\""), "");
    assert!(new.contains("事業所: \"デイ \\\"里\\\"\", 単位数: 777"), "{new}");
}

/// The page that is written on and the editor have one list: at an emptied value both propose the same words.
#[test]
fn the_page_proposes_what_the_editor_proposes() {
    let today = Machine.today();
    let support = ["第2表", "ニーズ", "長期目標", "短期目標", "援助"];
    for (path, key, usual) in [
        (&support[..], "頻度", "週2回（火・金）"),
        (&support[..], "サービス種別", "通所介護"),
        (&support[..], "事業所", "ヘルパーステーションうみかぜ"),
        (&support[..4], "期間", "令和7年5月27日 ～ 令和7年8月31日"),
        (&["第4表"], "開催場所", "利用者の自宅"),
        (&["第4表", "出席者"], "職種", "サービス提供責任者"),
        (&["第5表"], "項目", "FAX（受信）"),
        (&["第5表"], "記載者", "三野 学"),
        (&["第1表"], "計画作成日", "令和7年5月27日"),
    ] {
        let begin = path.last().map_or(0, |table| SAMPLE.find(&format!("{table}:\n")).unwrap());
        let at = begin + SAMPLE[begin..].find(&format!("{key}: ")).unwrap() + key.len() + 2;
        let end = at + SAMPLE[at..].find([',', '}', '\n']).unwrap();
        let text = format!("{}{}", &SAMPLE[..at], &SAMPLE[end..]);
        let mut client = Client::open(&text);
        let proposed = proposals(&mut client, &text, at);
        let (case, _) = from_text("plan.yaml", &text);
        let keys: Vec<String> = path.iter().map(|key| (*key).to_owned()).collect();
        let words = careplan::lsp::words(&case, &keys, key, today);
        let words: Vec<&str> = words.iter().map(|word| word.word.as_str()).collect();
        assert!(words.contains(&usual), "{key}: {words:?}");
        assert_eq!(words, labels(&proposed), "{key}");
    }
}

#[test]
fn nothing_is_proposed_in_texts_and_comments() {
    let text = SAMPLE.replace("【緊急時】", "\n    ");
    let mut client = snippets(&text);
    for place in ["    課題分析の結果：", "人物・事業所・番号"] {
        let at = text.find(place).unwrap() + place.len();
        assert_eq!(proposals(&mut client, &text, at), json!([]), "{place}");
    }
}

#[test]
fn editors_without_snippets_are_given_one_line_without_signs() {
    let mut client = Client::open("");
    for proposal in proposals(&mut client, "", 0).as_array().unwrap() {
        let text = proposal["textEdit"]["newText"].as_str().unwrap();
        assert!(proposal["insertTextFormat"] == 1 && !text.contains(['$', '\n', '\u{fdd0}']), "{text}");
    }
}

/// A value taken out and each of its proposals put in: never a file that can't be read.
#[test]
fn every_proposal_at_every_value_can_be_read() {
    let mut client = snippets(SAMPLE);
    let lines: Vec<usize> = SAMPLE.match_indices('\n').map(|(at, _)| at + 1).collect();
    let (mut version, mut tried) = (1, 0);
    for pair in lines.windows(2) {
        let line = &SAMPLE[pair[0]..pair[1]];
        let Some((before, value)) = line.split_once(": ") else { continue };
        if before.contains(['{', '#', '：']) || value.starts_with(['|', '{', '[']) {
            continue;
        }
        let at = pair[0] + before.len() + 2;
        let text = format!("{}{}", &SAMPLE[..at], &SAMPLE[pair[1] - 1..]);
        version += 1;
        client.change(version, &text);
        let all = proposals(&mut client, &text, at);
        for proposal in all.as_array().unwrap().iter().step_by(7) {
            let new = put(&text, proposal, "x");
            let (case, _) = from_text("plan.yaml", &new);
            let bad: Vec<_> = case.problems.iter().filter(|problem| problem.code != ProblemCode::BadValue).collect();
            assert!(bad.is_empty(), "{}: {bad:?}", proposal["label"]);
            tried += 1;
        }
    }
    assert!(tried > 200, "{tried}");
}

#[test]
fn a_shape_is_put_by_an_action_where_there_are_no_snippets() {
    let act = |client: &mut Client, text: &str, place: &str, title: &str| {
        let actions = client.actions(text, place);
        let titles: Vec<&str> = actions.iter().map(|action| action["title"].as_str().unwrap()).collect();
        let found = actions.iter().find(|action| action["title"] == title).unwrap_or_else(|| panic!("{titles:?}"));
        edited(text, &found["edit"]["changes"][URI])
    };
    let mut client = Client::open("");
    let whole = act(&mut client, "", "", "計画書の全ての項目を空欄で並べる");
    let (case, _) = from_text("plan.yaml", &whole);
    assert!(case.problems.is_empty() && whole.contains("                - サービス内容: \n"), "{whole}");
    client.change(2, &whole);
    let more = act(&mut client, &whole, "- サービス内容: ", "「援助」を一つ加える");
    assert_eq!(more.matches("                - サービス内容: \n").count(), 2, "{more}");
    let text = "第1表:\n認定: # 被保険者証から\n";
    client.change(3, text);
    let filled = act(&mut client, text, "認定", "「認定」の項目を並べる");
    assert!(filled.starts_with("第1表:\n認定: # 被保険者証から\n  状況: \n  認定日: \n"), "{filled}");
    // Line ends of Windows stay what they are.
    let text = "認定:\r\n第1表:\r\n";
    client.change(4, text);
    let filled = act(&mut client, text, "認定", "「認定」の項目を並べる");
    assert!(filled.starts_with("認定:\r\n  状況: \r\n") && !filled.replace("\r\n", "").contains('\n'), "{filled:?}");
    // And so do those of an old Mac.
    client.change(5, &text.replace("\r\n", "\r"));
    let filled = act(&mut client, &text.replace("\r\n", "\n"), "認定", "「認定」の項目を並べる");
    assert!(filled.starts_with("認定:\r  状況: \r"), "{filled:?}");
}

#[test]
fn a_text_of_sentences_gets_a_line_for_each() {
    let act = |text: &str| {
        let actions = Client::open(text).actions(text, "方針");
        let found = actions.iter().find(|action| action["title"] == "文ごとに改行する（|-）")?;
        Some(edited(text, &found["edit"]["changes"][URI]))
    };
    let on = |policy: &str| act(&format!("第1表:\n  区分: [初回]\n  援助の方針: {policy}\n"));
    let in_lines = "第1表:\n  区分: [初回]\n  援助の方針: |-\n    「歩く。」と言う。\n    二つ目。\n";
    assert_eq!(on("「歩く。」と言う。二つ目。").as_deref(), Some(in_lines));
    assert_eq!(on("\"「歩く。」と言う。\\n二つ目。\"").as_deref(), Some(in_lines));
    let noted = in_lines.replace("|-", "|- # 相談中");
    assert_eq!(on("「歩く。」と言う。二つ目。 # 相談中"), Some(noted));
    assert_eq!(on("一つだけ。"), None);
    assert_eq!(act(in_lines), None);
    assert_eq!(act("第1表: {援助の方針: 一つ目。二つ目。}\n"), None);
}

#[test]
fn the_week_is_written_from_the_plan() {
    let (before, rest) = SAMPLE.split_once("第3表:\n").unwrap();
    let (_, after) = rest.split_once("第4表:\n").unwrap();
    let text = format!("{before}第3表:\n第4表:\n{after}");
    let mut client = Client::open(&text);
    let actions = client.actions(&text, "第3表:");
    let week = actions.iter().find(|action| action["title"] == "第3表を第2表から書く").unwrap();
    let new = edited(&text, &week["edit"]["changes"][URI]);
    let (case, _) = from_text("plan.yaml", &new);
    let week = case.file.week.as_ref().unwrap();
    assert!(case.problems.is_empty(), "{:?}", case.problems);
    assert_eq!(week.issued_on.text(), "令和7年5月27日");
    assert!(
        week.entries
            .iter()
            .any(|entry| entry.content.text().starts_with("通所介護（") && entry.time.text() == "9:30～16:30")
    );
    assert!(week.non_weekly_services.text().contains("居宅療養管理指導"), "{}", week.non_weekly_services.text());
}

/// A machine whose user has a list of codes.
struct WithCodes(CodeList);

impl Host for WithCodes {
    fn beside(&self, plan: &str, name: &str) -> Result<Vec<u8>, String> {
        Machine.beside(plan, name)
    }

    fn plans_beside(&self, plan: &str) -> Vec<String> {
        Machine.plans_beside(plan)
    }

    fn today(&self) -> Date {
        Machine.today()
    }

    fn codes(&self) -> Option<&CodeList> {
        Some(&self.0)
    }

    fn page(&self, rule: &'static Rule) -> Option<String> {
        Machine.page(rule)
    }

    fn run(&self, command: &str, plan: &str) -> Result<String, String> {
        Machine.run(command, plan)
    }
}

#[test]
fn a_line_of_the_slip_is_completed_from_the_users_codes() {
    let list = "コード,名称,単位数\n152442,通所介護Ⅰ５２,777\n155301,通所介護入浴介助加算Ⅰ,40\n111211,身体介護２,387\n";
    let (mut client, _) = Client::start_with(WithCodes(CodeList::read(list).unwrap()), &json!({}));
    let line =
        "サービス内容: 通所介護Ⅰ５２, サービスコード: \"152442\", 事業所: デイサービスセンター架空の里, 単位数: 777";
    let open = |client: &Client, text: &str| {
        let document = json!({ "uri": URI, "languageId": "yaml", "version": 1, "text": text });
        client.tell("textDocument/didOpen", &json!({ "textDocument": document }));
    };
    let mut proposed = |with: &str, place: &str| {
        let text = SAMPLE.replace(line, with);
        open(&client, &text);
        let all = proposals(&mut client, &text, text.find(with).unwrap() + with.find(place).unwrap() + place.len());
        labels(&all).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    // Of the provider's kind, while nothing is known; then what belongs to the name, or to the code.
    let names = proposed(
        "サービス内容: , サービスコード: '', 事業所: デイサービスセンター架空の里, 単位数: ",
        "サービス内容: ",
    );
    assert!(
        names.contains(&"通所介護Ⅰ５２".to_owned()) && names.contains(&"通所介護入浴介助加算Ⅰ".to_owned()),
        "{names:?}"
    );
    let code = proposed("サービス内容: 通所介護Ⅰ５２, サービスコード: '', 事業所: x, 単位数: ", "サービスコード: '");
    assert!(code.contains(&"152442".to_owned()), "{code:?}");
    let units = proposed(&line.replace("777", ""), "単位数: ");
    assert_eq!(units[0], "777", "{units:?}");
    // And what the list says otherwise is told and mended.
    let text = SAMPLE.replace("単位数: 777", "単位数: 778");
    open(&client, &text);
    assert!(client.diagnostics().iter().any(|told| told["code"] == "CP713"));
    let actions = client.actions(&text, "通所介護Ⅰ５２");
    assert!(actions.iter().any(|action| action["title"] == "サービスコードの一覧のとおりに書く"), "{actions:?}");
}

#[test]
fn a_finding_leads_to_its_rule_and_a_button_runs_its_command() {
    let text = SAMPLE.replace("審査会意見: なし", "審査会意見:");
    let mut client = Client::open(&text);
    let told = client.diagnostics();
    let found = told.iter().find(|told| told["code"] == "CP120").unwrap();
    assert_eq!(found["codeDescription"]["href"], "file:///pages/CP120.txt");
    client.ask("workspace/executeCommand", &json!({ "command": "careplan.print", "arguments": [URI, "第1表"] }));
    // Our own extension has the commands itself: two of one name would be an error there.
    let (_one, answer) = Client::start(&json!({}));
    assert_eq!(answer["capabilities"]["executeCommandProvider"]["commands"][0], "careplan.print");
}
