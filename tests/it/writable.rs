//! Every value that is printed can be written on a form, and every field leads back to the key that printed it.

use careplan::case::CaseFile;
use careplan::case::read::from_text;
use careplan::forms::writable::{FIELDS, Kind, SETTINGS, Slot, Writable};
use careplan::forms::{Context, Sheet, by_default, measures::Measures};
use careplan::profile::Profile;
use careplan::source::edit::{Change, Path, Step, Value, edit};
use std::collections::BTreeSet;
use std::fmt::Write;

/// All sheets of a plan, with receipts.
fn sheets(text: &str) -> Option<(CaseFile, Vec<Sheet>)> {
    let (case, _) = from_text("plan.yaml", text);
    if !case.problems.is_empty() {
        return None;
    }
    let options = Profile::of(&case.file).ok()?.form_options(&case.file);
    let context = Context { writable: true, ..Context::new(&case.file, &options, Measures::embedded()) };
    let mut sheets = Vec::new();
    for form in by_default() {
        sheets.extend((form.sheets)(&context).ok()?);
    }
    Some((case.file, sheets))
}

fn samples() -> Vec<String> {
    ["sanuki-haru", "ayagawa-masao"]
        .map(|name| std::fs::read_to_string(format!("{}/samples/{name}.yaml", env!("CARGO_MANIFEST_DIR"))).unwrap())
        .into()
}

/// All scalars of a plan with their paths.
fn scalars(value: &serde_yaml::Value, path: &Path, found: &mut Vec<(Path, String)>) {
    match value {
        serde_yaml::Value::Mapping(map) => {
            for (key, value) in map {
                let key = match key {
                    serde_yaml::Value::String(key) => key.clone(),
                    other => serde_yaml::to_string(other).unwrap().trim().to_owned(),
                };
                scalars(value, &path.key(key), found);
            }
        }
        serde_yaml::Value::Sequence(items) => {
            items.iter().enumerate().for_each(|(at, item)| scalars(item, &path.item(at), found));
        }
        serde_yaml::Value::String(text) => found.push((path.clone(), text.clone())),
        serde_yaml::Value::Null => {}
        other => found.push((path.clone(), serde_yaml::to_string(other).unwrap().trim().to_owned())),
    }
}

/// What a person sees of sheets.
fn seen(sheets: &[Sheet]) -> String {
    sheets.iter().fold(String::new(), |mut all, sheet| {
        let texts: Vec<&str> = sheet.texts.iter().map(|text| text.text.as_str()).collect();
        write!(all, "{} {} {texts:?}", sheet.title, sheet.view()).unwrap();
        all
    })
}

/// Another value of the same kind.
fn another(text: &str) -> Vec<String> {
    let mut other = vec![format!("{text}甲"), "○".to_owned()];
    let digits = text
        .replace('7', "8")
        .replace('3', "4")
        .replace('5', "6")
        .replace('2', "3")
        .replace('1', "2")
        .replace('9', "8");
    other.extend([digits, text.replace('1', "2"), text.replace('0', "1")]);
    let words = FIELDS.iter().chain(SETTINGS).map(|line| line.kind.words()).find(|words| words.contains(&text));
    other.extend(words.unwrap_or(&["はい", "いいえ"]).iter().map(|word| (*word).to_owned()));
    other.retain(|other| other != text);
    other
}

/// Where a value lies that a line of the table writes, whether as a whole or inside a list of days or words.
fn is_written(path: &Path) -> bool {
    let whole = |path: &Path| FIELDS.iter().chain(SETTINGS).any(|line| line.leads_to(path));
    (1..=path.0.len()).any(|n| whole(&Path(path.0[..n].to_vec())))
}

#[test]
fn every_printed_value_can_be_written_on_a_form() {
    let (mut asked, mut missing) = (0, BTreeSet::new());
    for text in samples() {
        let (_, before) = sheets(&text).unwrap();
        let before = seen(&before);
        let mut values = Vec::new();
        scalars(&serde_yaml::from_str(&text).unwrap(), &Path::default(), &mut values);
        let mut kinds = BTreeSet::new();
        for (path, value) in values {
            let kind: Vec<String> =
                path.0.iter().map(|step| if let Step::Key(key) = step { key.clone() } else { String::new() }).collect();
            if !kinds.insert(kind) {
                continue;
            }
            let changed = another(&value).into_iter().find_map(|other| {
                let edited = edit(&text, &[Change::set(path.clone(), Value::text(other))]).ok()?;
                let (_, after) = sheets(&edited.text)?;
                (seen(&after) != before).then_some(())
            });
            asked += 1;
            if changed.is_some() && !is_written(&path) {
                missing.insert(path.to_string());
            }
        }
    }
    assert!(asked > 150, "{asked} kinds of values were tried");
    assert_eq!(missing, BTreeSet::new(), "printed, and no field of a form writes it");
}

#[test]
fn every_line_of_the_table_has_a_place_and_a_key() {
    let mut used: BTreeSet<(&str, &str)> = BTreeSet::new();
    let pins = "  - 年月: 令和7年6月\n    要介護状態区分: 要介護2\n    保険者番号: '379992'\n    保険者名: 隣の市\n    被保険者番号: '0001234568'\n";
    let pinned = samples()[0].replace("  - 年月: 令和7年6月\n", pins);
    assert!(pinned.contains("隣の市"));
    for text in samples().iter().map(String::as_str).chain(["利用者: {氏名: 甲}\n", &pinned]) {
        let (_, sheets) = sheets(text).unwrap();
        let (case, _) = from_text("plan.yaml", text);
        let root = case.root.unwrap();
        for sheet in &sheets {
            for Slot { rect: [x, y, w, h], writes, path, .. } in &sheet.slots {
                assert!(
                    *x >= 9.0 && *y >= 5.0 && x + w <= 288.0 && y + h <= 202.0 && *w > 1.0 && *h > 1.0,
                    "{writes:?} {x} {y} {w} {h}"
                );
                assert!(writes.leads_to(path), "{} is no {}", path, writes.path);
                used.insert((writes.form, writes.path));
            }
            // What is printed comes from a value that some field of this form, or its neighbour, writes.
            for text in sheet.texts.iter().filter(|text| !text.span.is_detached() && text.span.file == case.id) {
                let path = Path::parse(&root.path_to(text.span)).unwrap();
                let inside = |line: &Writable| {
                    let prefix = |path: &Path| (1..=path.0.len()).any(|n| line.leads_to(&Path(path.0[..n].to_vec())));
                    prefix(&path) || line.path.starts_with(&plain(&path))
                };
                assert!(FIELDS.iter().any(inside), "{}: 「{}」 comes from {path}", sheet.title, text.text);
            }
        }
    }
    let lines: BTreeSet<_> = FIELDS.iter().map(|line| (line.form, line.path)).collect();
    assert_eq!(lines.difference(&used).collect::<Vec<_>>(), Vec::<&(&str, &str)>::new(), "lines without a place");
}

fn plain(path: &Path) -> String {
    path.0.iter().fold(String::new(), |mut all, step| {
        match step {
            Step::Key(key) if all.is_empty() => all.push_str(key),
            Step::Key(key) => write!(all, ".{key}").unwrap(),
            Step::Item(_) => all.push_str("[]"),
        }
        all
    })
}

#[test]
fn blank_sheets_can_be_written_all_over() {
    let (_, sheets) = sheets("利用者: {氏名: 甲}\n").unwrap();
    let forms: BTreeSet<&str> = sheets.iter().filter(|sheet| sheet.slots.len() > 3).map(|sheet| sheet.form).collect();
    assert_eq!(forms.len(), 7, "{forms:?}");
    let paths: BTreeSet<String> =
        sheets.iter().flat_map(|sheet| &sheet.slots).map(|slot| slot.path.to_string()).collect();
    for path in [
        "第2表.ニーズ[0].長期目標[0].短期目標[0].援助[0].サービス内容",
        "第4表[0].出席者[0].氏名",
        "第5表[0].内容",
        "第6表[0].サービス[0].予定",
        "第3表.日常生活[0].内容",
    ] {
        assert!(paths.contains(path), "{path}");
    }
    let picks = |path: &str| -> Vec<&str> {
        sheets[0].slots.iter().filter(|slot| slot.path.to_string() == path).filter_map(|slot| slot.pick).collect()
    };
    assert_eq!(picks("第1表.区分"), ["初回", "紹介", "継続"]);
    assert_eq!(picks("認定.要介護状態区分"), ["要介護1", "要介護2", "要介護3", "要介護4", "要介護5"]);
    assert!(sheets.iter().any(|sheet| sheet.week.is_some()));
}

/// What the page offers is what the plan reads: the words of the schema, which are those of its types, and all editions.
#[test]
fn the_words_of_a_choice_are_those_that_the_plan_reads() {
    fn parts<'s>(of: &'s serde_json::Value, all: &'s serde_json::Value, found: &mut Vec<&'s serde_json::Value>) {
        found.push(of);
        if let Some(link) = of["$ref"].as_str() {
            parts(all.pointer(link.trim_start_matches('#')).unwrap(), all, found);
        }
        let more = ["anyOf", "allOf"].into_iter().filter_map(|word| of[word].as_array()).flatten();
        more.chain(of.get("items")).for_each(|part| parts(part, all, found));
    }
    let schema = careplan::case::schema::json_schema();
    let mut asked = 0;
    for line in FIELDS.iter().chain(SETTINGS) {
        let (Kind::Choice(words) | Kind::Choices(words)) = line.kind else { continue };
        let mut here = Vec::new();
        parts(&schema, &schema, &mut here);
        for key in line.path.split('.').map(|key| key.trim_end_matches("[]")) {
            let below = here.iter().filter_map(|part| match key {
                "{}" => part.get("additionalProperties"),
                key => part["properties"].get(key),
            });
            let below: Vec<_> = below.collect();
            here = Vec::new();
            for part in below {
                parts(part, &schema, &mut here);
            }
        }
        let enums = here.iter().filter_map(|part| part["enum"].as_array()).flatten();
        let mut read: Vec<&str> = enums.filter_map(serde_json::Value::as_str).filter(|word| !word.is_empty()).collect();
        if line.path == "様式" {
            read = careplan::profile::PROFILES.iter().map(|profile| profile.name).collect();
        }
        let mut seen = BTreeSet::new();
        read.retain(|word| seen.insert(*word));
        assert_eq!(words, read, "{}", line.path);
        asked += 1;
    }
    assert!(asked > 15, "{asked}");
}
