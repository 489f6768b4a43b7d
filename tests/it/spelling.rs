//! One provider, however its name is spelled: whoever gets papers gets the same ones.

use super::batch::{batch, outputs};
use super::dsl::{Case, Done, outside, sample_path};
use careplan::source::plain;
use serde_json::Value;
use std::path::Path;

const PLAN: &str = "c/0001.yaml";

fn sample() -> String {
    let fax = "  架空福祉用具 高松店: {送付方法: FAX, FAX: \"087-000-0009\", ";
    let text = std::fs::read_to_string(sample_path("sanuki-haru")).unwrap();
    text.replacen("  架空福祉用具 高松店: {", fax, 1)
}

/// The sample whose slip spells every provider otherwise than 「サービス事業所」, one of them in two ways.
fn respelled() -> String {
    let mut text = sample();
    for (line, name, other) in [
        ("身体１生活２", "ヘルパーステーションうみかぜ", "ヘルパーステーション　うみかぜ"),
        ("訪問介護処遇改善加算", "ヘルパーステーションうみかぜ", "ﾍﾙﾊﾟｰｽﾃｰｼｮﾝうみかぜ"),
        ("手すり貸与", "架空福祉用具 高松店", "架空福祉用具　高松店"),
        ("歩行器貸与", "架空福祉用具 高松店", "架空福祉用具高松店"),
        ("通所介護", "デイサービスセンター架空の里", "テ\u{3099}イサーヒ\u{3099}スセンター架空の里"),
    ] {
        let mut n = 0;
        let lines: Vec<String> = text
            .lines()
            .map(|own| {
                let is_meant = own.contains("サービスコード:") && own.contains(line) && own.contains(name);
                n += usize::from(is_meant);
                if is_meant { own.replace(name, other) } else { own.to_owned() }
            })
            .collect();
        assert!(n > 0, "{line}");
        text = lines.join("\n") + "\n";
    }
    text
}

fn both(run: impl Fn(Case) -> Done) -> [Done; 2] {
    [sample(), respelled()].map(|text| run(Case::empty().file(PLAN, text)))
}

/// The characters of each page in an order of their own: where a line breaks does not matter, a lost one does.
fn pages(path: &Path) -> Option<Vec<String>> {
    let output = outside("pdftotext", &["-layout", path.to_str().unwrap(), "-"])?;
    let text = String::from_utf8(output.stdout).unwrap();
    let sorted = |page: &str| {
        let mut chars: Vec<char> = plain(page).chars().collect();
        chars.sort_unstable();
        chars.into_iter().collect()
    };
    Some(text.trim_end_matches('\u{c}').split('\u{c}').map(sorted).collect())
}

#[track_caller]
fn are_the_same(done: &[Done; 2], names: &[String]) {
    for name in names {
        let [own, other] = [&done[0], &done[1]].map(|done| pages(&done.path(&format!("out/{name}"))));
        assert_eq!(own, other, "{name}");
    }
}

#[test]
fn each_provider_gets_one_packet_with_all_that_is_its_own() {
    let done = both(|case| case.run(["packet", PLAN, "--all", "-o", "out"]).succeeds());
    let [names, others] = [&done[0], &done[1]].map(|done| {
        let entries = std::fs::read_dir(done.path("out")).unwrap();
        let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.retain(|name| Path::new(name).extension().is_some_and(|kind| kind == "pdf"));
        names.sort();
        names
    });
    assert_eq!(names, others);
    assert!(names.len() >= 5, "{names:?}");
    are_the_same(&done, &names);
}

#[test]
fn a_volume_for_each_provider_holds_all_its_lines() {
    let done = both(|case| batch(case, &["--merge", "per-provider"]).succeeds());
    let [names, others] = [&done[0], &done[1]].map(|done| outputs(&done.path("out")).into_keys().collect::<Vec<_>>());
    assert_eq!(names, others);
    assert_eq!(names.len(), 3, "{names:?}");
    are_the_same(&done, &names);
}

#[test]
fn the_slip_of_one_is_printed_whichever_spelling_is_asked_for() {
    let asked = ["架空福祉用具 高松店", "架空福祉用具　高松店"];
    for name in asked {
        let args = ["render", PLAN, "--table", "提供票", "--provider", name, "-o", "out/p.pdf"];
        let done = both(|case| case.file("out/.keep", "").run(args).succeeds());
        are_the_same(&done, &["p.pdf".to_owned()]);
    }
}

#[test]
fn money_is_the_same() {
    let done = both(|case| case.run(["benefit", "c", "--month", "2025-06", "--format", "json"]).succeeds());
    let [own, other] = [&done[0], &done[1]].map(|done| serde_json::from_str::<Value>(&done.stdout()).unwrap());
    assert_eq!(own, other);
    assert!(own[0]["planned"]["total"].as_i64() > Some(0), "{own}");
}

#[test]
fn a_provider_without_a_number_has_one_volume_whatever_its_plans_call_it() {
    let text = sample().replace("事業所番号: \"3799900013\", ", "");
    let other = text.replace("0001234567", "0000000002").replace("架空福祉用具 高松店", "架空福祉用具　高松店");
    assert!(!text.contains("3799900013") && other.contains("架空福祉用具　高松店"));
    // Which plan comes first does not decide the name.
    for plans in [[&text, &other], [&other, &text]] {
        let case = Case::empty().file(PLAN, plans[0].clone()).file("c/0002.yaml", plans[1].clone());
        let done = batch(case, &["--merge", "per-provider"]).succeeds().prints("3 冊");
        let names: Vec<String> = outputs(&done.path("out")).into_keys().collect();
        assert_eq!(names.len(), 3, "{names:?}");
        assert_eq!(names[2], "架空福祉用具 高松店_2025-06_提供票.pdf");
        assert!(!done.stderr().contains("の名前があります"), "{}", done.stderr());
        let Some(pages) = pages(&done.path(&format!("out/{}", names[2]))) else { continue };
        assert_eq!(pages.len(), 5, "a cover, and of two clients 提供票 and 別表 each");
    }
}

#[test]
fn a_name_that_is_listed_twice_is_one_provider() {
    let list = "  架空福祉用具 高松店: {";
    let start = sample().find(list).unwrap();
    let entry = sample()[start..].lines().next().unwrap().to_owned();
    let twice = format!("{entry}\n{}", entry.replace("架空福祉用具 高松店", "架空福祉用具　高松店"));
    let text = sample().replacen(&entry, &twice, 1);
    let line = text.lines().find(|line| line.contains("歩行器貸与")).unwrap();
    let text = text.replacen(line, &line.replace("架空福祉用具 高松店", "架空福祉用具　高松店"), 1);
    assert_eq!(text.matches("架空福祉用具　高松店").count(), 2);
    let plans = [sample(), text].map(|text| Case::empty().file(PLAN, text));
    let done = plans.map(|case| batch(case, &["--merge", "per-provider"]).succeeds());
    let [names, others] = [&done[0], &done[1]].map(|done| outputs(&done.path("out")).into_keys().collect::<Vec<_>>());
    assert_eq!(names, others);
    are_the_same(&done, &names);
}

#[test]
fn who_serves_without_a_slip_gets_one_packet_too() {
    let text = sample();
    let lines: Vec<&str> = text.lines().collect();
    let at = lines.iter().position(|line| line.trim() == "事業所: 架空薬局").unwrap();
    let start = (0..at).rev().find(|at| lines[*at].trim_start().starts_with("- サービス内容:")).unwrap();
    let indent = lines[start].len() - lines[start].trim_start().len();
    let is_within = |line: &&&str| line.len() - line.trim_start().len() > indent;
    let end = at + lines[at..].iter().take_while(is_within).count();
    let again = lines[start..end].join("\n").replace("架空薬局", "架空　薬局");
    let text = [&lines[..end].join("\n"), &again, &lines[end..].join("\n")].map(String::as_str).join("\n");
    let done = Case::empty().file(PLAN, text).run(["packet", PLAN, "--all", "-o", "out"]).succeeds();
    let entries = std::fs::read_dir(done.path("out")).unwrap();
    let names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(names.iter().filter(|name| name.contains("薬局")).count(), 1, "{names:?}");
}

/// Where a rule misses a provider, the name that is nearly its name is named too: that is where the letter is wrong.
#[test]
fn a_name_that_is_nearly_the_providers_is_named() {
    for (right, wrong, rule) in [
        ("{所属: ヘルパーステーションうみかぜ,", "{所属: ヘルパーステーションうみかせ,", "CP417"),
        ("  デイサービスセンター架空の里: {", "  デイサービスセンター架空の理: {", "CP701"),
    ] {
        let text = std::fs::read_to_string(sample_path("sanuki-haru")).unwrap();
        let line = 1 + text.lines().position(|line| line.contains(right)).unwrap();
        let done = Case::sample("sanuki-haru").patched("sanuki-haru", right, wrong);
        let done = done.run(["check", "sanuki-haru.yaml", "--format", "json"]);
        let findings: Vec<Value> = serde_json::from_str(&done.stdout()).unwrap();
        let told = findings.iter().find(|finding| finding["rule"] == rule).unwrap();
        let named = told["related"].as_array().unwrap().iter().any(|related| related["line"] == line);
        assert!(named, "{told:#}");
    }
}
