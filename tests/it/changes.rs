//! What differs between two plans, said in the words of the forms; a need that moved has moved, and nothing is left out.

use crate::sheets::sample_path;
use careplan::case::read::from_text;
use careplan::changes::{Change, ChangeKind, Step, between, outline, share};
use careplan::source::edit::{self, Path, Value};
use careplan::source::yaml::{Kind, Node};
use proptest::prelude::*;

fn sample() -> String {
    std::fs::read_to_string(sample_path("sanuki-haru")).unwrap()
}

fn changes(old: &str, new: &str) -> Vec<Change> {
    let (old, _) = from_text("old.yaml", old);
    let (new, _) = from_text("new.yaml", new);
    between(old.root.as_ref(), new.root.as_ref())
}

/// The sentences of what differs, each behind its table.
fn said(old: &str, new: &str) -> Vec<String> {
    changes(old, new).iter().map(|change| format!("{} {}", change.part(), change.sentence())).collect()
}

/// The sample with pieces of its text replaced, each of which must be there.
fn patched(pieces: &[(&str, &str)]) -> String {
    pieces.iter().fold(sample(), |text, (from, to)| {
        assert!(text.contains(from), "the sample has no «{from}»");
        text.replacen(from, to, 1)
    })
}

/// What differs when one piece of the sample is replaced.
fn of(from: &str, to: &str) -> Vec<String> {
    said(&sample(), &patched(&[(from, to)]))
}

#[test]
fn a_plan_does_not_differ_from_itself() {
    for name in ["sanuki-haru", "ayagawa-masao"] {
        let text = std::fs::read_to_string(sample_path(name)).unwrap();
        assert!(changes(&text, &text).is_empty());
    }
}

#[test]
fn what_means_the_same_is_the_same() {
    for (from, to) in [
        ("認定日: 令和7年4月7日", "認定日: R7.4.7"),
        ("期間: 令和7年5月27日 ～ 令和7年8月31日", "期間: R7.5.27～R7.8.31"),
        ("区分: [初回]", "区分: 初回"),
        ("曜日: [火, 金]", "曜日: 金・火"),
        ("保険給付: ○", "保険給付: true"),
        ("時間: '9:30～16:30'", "時間: '09:30-16:30'"),
        // 令和7年6月's Mondays.
        ("予定: [2, 9, 16, 23, 30]", "予定: {曜日: 月}"),
        ("予定: [5, 12, 19, 26]", "予定: {5: 1, 12: 1, 19: 1, 26: 1}"),
        ("同意: {日付: 令和7年5月27日, 署名: 讃岐 ハル}", "同意: {署名: 讃岐 ハル, 日付: R7.5.27}"),
        ("給付率: 90", "給付率: 90\n家族: []"),
    ] {
        assert_eq!(of(from, to), Vec::<String>::new(), "{from} → {to}");
    }
}

#[test]
fn a_change_is_said_as_a_care_manager_says_it() {
    for (from, to, words) in [
        ("要介護状態区分: 要介護2", "要介護状態区分: 要介護3", "認定 要介護状態区分：要介護2 → 要介護3"),
        (
            "週2回（月・木）",
            "週3回（月・木・土）",
            "第2表 ニーズ2 短期目標1 訪問介護（ヘルパーステーションうみかぜ） 頻度：週2回（月・木） → 週3回（月・木・土）（週1回増）",
        ),
        (
            "薬の飲み忘れが週1回以下になる",
            "薬の飲み忘れがなくなる",
            "第2表 ニーズ3 短期目標1：「薬の飲み忘れが週1回以下になる」 → 「薬の飲み忘れがなくなる」",
        ),
        (
            "③ 薬の飲み忘れを防ぎ、",
            "③ 薬の飲み忘れを無くし、",
            "第1表 援助の方針：－「③ 薬の飲み忘れを防ぎ、膝と血圧の状態を主治医・薬剤師と共有します。」 ＋「③ 薬の飲み忘れを無くし、膝と血圧の状態を主治医・薬剤師と共有します。」",
        ),
        (
            "予定: [2, 9, 16, 23, 30]",
            "予定: [2, 9, 16, 23]",
            "第6表 令和7年6月 身体介護２（ヘルパーステーションうみかぜ） 予定：2・9・16・23・30日（5回） → 2・9・16・23日（4回）",
        ),
        (
            "単位数: 387",
            "単位数: 400",
            "第6表 令和7年6月 身体介護２（ヘルパーステーションうみかぜ） 単位数：387 → 400（+13）",
        ),
    ] {
        assert_eq!(of(from, to), [words]);
    }
}

#[test]
fn days_of_a_slip_are_worded_as_the_plan_reads_them() {
    let (line, old) =
        ("第6表 令和7年6月 身体介護２（ヘルパーステーションうみかぜ） 予定：", "2・9・16・23・30日（5回） → ");
    for (to, words) in [
        ("[月, 木]", "毎週月・木曜（9回）"),
        ("{曜日: [月, 木]}", "毎週月・木曜（9回）"),
        ("毎週月・木", "毎週月・木曜（9回）"),
        ("{第: [2, 4], 曜日: 水}", "第2・4水曜（2回）"),
        ("{第: [最終], 曜日: 金}", "最終金曜（1回）"),
        ("{第: [1, 最終], 曜日: [金]}", "第1・最終金曜（2回）"),
        ("{2: 1, 9: 2}", "2日・9日（2回）（計3回）"),
        ("{２日: 1, 9: 1}", "2・9日（2回）"),
        // What it can't read stays as it was typed.
        ("来週から", "来週から"),
    ] {
        let to = format!("予定: {to}");
        assert_eq!(of("予定: [2, 9, 16, 23, 30]", &to), [format!("{line}{old}{words}")], "{to}");
    }
}

/// Where 予定 or 実績 says 「[]」, nothing was or will be used; where it is empty or not there, nobody has said so.
#[test]
fn no_day_is_not_the_same_as_no_word() {
    let days = "予定: [2, 9, 16, 23, 30]";
    let place = "第6表 令和7年6月 身体介護２（ヘルパーステーションうみかぜ）";
    let (none, empty, gone) =
        (patched(&[(days, "予定: []")]), patched(&[(days, "予定: ''")]), patched(&[(days, "備考: ''")]));
    for silent in [&empty, &gone] {
        assert_eq!(said(silent, &none), [format!("{place} 予定 追加：なし")]);
        assert_eq!(said(&none, silent), [format!("{place} 予定 削除：なし")]);
    }
    assert_eq!(said(&empty, &gone), Vec::<String>::new());
    let with_actual = patched(&[(days, &format!("{days}, 実績: []"))]);
    assert_eq!(said(&sample(), &with_actual), [format!("{place} 実績 追加：なし")]);
    assert_eq!(said(&sample(), &none), [format!("{place} 予定：2・9・16・23・30日（5回） → なし（0回）")]);
    let line = |text: &str| outline(from_text("plan.yaml", text).0.root.as_ref().unwrap());
    assert_ne!(line(&none), line(&empty));
}

#[test]
fn how_much_oftener_a_week_counts_the_uses_of_a_day() {
    for (to, more) in [
        ("週3回（月・水・木）", "（週1回増）"),
        ("毎日2回", "（週12回増）"),
        ("1日2回（月・木）", "（週2回増）"),
        ("週2回（月・木）、1日2回", "（週2回増）"),
        ("毎日（日曜は2回）", ""),
        ("毎日 朝・夕", ""),
        ("週2回（月・木、第2木を除く）", ""),
        ("週1回（月）", "（週1回減）"),
    ] {
        let [words] = &of("週2回（月・木）", to)[..] else { panic!("{to}") };
        assert!(words.ends_with(&format!(" → {to}{more}")), "{words}");
    }
}

#[test]
fn what_is_new_or_gone_is_told_whole() {
    let gone = "                - サービス内容: 通院の付き添い\n                  サービス種別: 家族（長女）\n                  頻度: 月1回\n";
    let words = "第2表 ニーズ3 短期目標1「薬の飲み忘れが週1回以下になる」 援助 削除：家族（長女） 月1回（サービス内容：通院の付き添い）";
    assert_eq!(of(gone, ""), [words]);
    assert_eq!(said(&patched(&[(gone, "")]), &sample()), [words.replace("削除", "追加")]);
    // A plan that became empty lost everything that it said, table by table.
    let all = said(&sample(), "様式: 香川県令和7年\n").join("\n");
    for words in
        ["讃岐 ハル", "0001234567", "浴槽のまたぎ", "21:30", "三野 学", "うみかぜ 仏生氏より", "00001-000020", "7級地"]
    {
        assert!(all.contains(words), "{words}:\n{all}");
    }
}

#[test]
fn a_need_that_moved_has_moved() {
    let text = sample();
    let at = |words: &str| text.find(words).unwrap();
    let (first, second, third) = (at("    - 課題: 膝の痛み"), at("    - 課題: 立ち続ける"), at("    - 課題: 薬を飲み"));
    let moved = format!("{}{}{}{}", &text[..first], &text[second..third], &text[first..second], &text[third..]);
    let changes = changes(&text, &moved);
    assert!(matches!(&changes[..], [Change { kind: ChangeKind::Moved, .. }]), "{changes:?}");
    assert_eq!(changes[0].sides(), ("2番目".to_owned(), "1番目".to_owned()));
}

#[test]
fn a_corrected_day_of_the_log_is_a_correction() {
    let words = ["第5表 令和7年6月25日 17:00 年月日：令和7年6月24日 → 令和7年6月25日"];
    assert_eq!(of("年月日: 令和7年6月24日", "年月日: 令和7年6月25日"), words);
    // Another month is another slip.
    let kinds: Vec<ChangeKind> =
        changes(&sample(), &patched(&[("年月: 令和7年6月", "年月: 令和7年7月")])).iter().map(|c| c.kind).collect();
    assert_eq!(kinds, [ChangeKind::Removed, ChangeKind::Added]);
}

#[test]
fn a_key_of_tomorrow_is_told_today() {
    for place in ["給付率: 90\n", "第1表:\n", "                - サービス内容: 通院の付き添い\n"] {
        let indent = place.len() - place.trim_start().len() + if place.starts_with(' ') { 2 } else { 0 };
        let indent = if place == "第1表:\n" { 2 } else { indent };
        let new = patched(&[(place, &format!("{place}{}未来の項目: 新しい値\n", " ".repeat(indent)))]);
        let found = changes(&sample(), &new);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(matches!(found[0].place.last(), Some(Step::Key(key)) if key == "未来の項目"));
        assert_eq!(found[0].sides().1, "新しい値");
    }
}

#[test]
fn the_month_is_told_in_units_and_yen() {
    let share = |text: &str| share(&from_text("plan.yaml", text).0.file).unwrap().unwrap();
    let (before, after) =
        (share(&sample()), share(&patched(&[("要介護状態区分: 要介護2", "要介護状態区分: 要介護3")])));
    assert_eq!((before.limit, after.limit), (19_705, 27_048));
    assert_eq!((before.units, before.yen), (after.units, after.yen));
    assert!(share(&patched(&[("給付率: 90", "給付率: 80")])).yen > before.yen);
}

#[test]
fn the_outline_has_every_value_on_a_line_of_its_own() {
    let (case, _) = from_text("plan.yaml", &sample());
    let outline = outline(case.root.as_ref().unwrap());
    assert!(outline.contains("第2表 ニーズ2 長期目標1 短期目標1 援助1 頻度：週2回（月・木）\n"), "{outline}");
    let mut values = Vec::new();
    leaves(case.root.as_ref().unwrap(), &Path::default(), &mut values);
    for (path, text) in values {
        for line in text.lines() {
            assert!(outline.contains(line.trim()), "{path}: {line}");
        }
    }
}

/// Every value of a plan with the way to it.
fn leaves(node: &Node, path: &Path, found: &mut Vec<(Path, String)>) {
    match &node.kind {
        Kind::Null => {}
        Kind::Scalar(text) => found.push((path.clone(), text.clone())),
        Kind::Seq(items) => items.iter().enumerate().for_each(|(at, item)| leaves(item, &path.item(at), found)),
        Kind::Map(entries) => entries.iter().for_each(|entry| leaves(&entry.value, &path.key(&entry.key), found)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Each of the values that were changed is told once, whatever they are, and nothing else is.
    #[test]
    fn every_changed_value_is_told_once_and_no_other(picks in prop::collection::vec(any::<prop::sample::Index>(), 1..5)) {
        let text = sample();
        let (case, _) = from_text("plan.yaml", &text);
        let mut all = Vec::new();
        leaves(case.root.as_ref().unwrap(), &Path::default(), &mut all);
        let chosen: std::collections::BTreeSet<usize> = picks.iter().map(|pick| pick.index(all.len())).collect();
        let edits: Vec<edit::Change> = chosen.iter().enumerate().map(|(n, at)| {
            let (path, old) = &all[*at];
            edit::Change::Set { path: path.clone(), value: Value::Text(format!("{old}変{n}号")), order: Vec::new() }
        }).collect();
        let new = edit::edit(&text, &edits).unwrap().text;
        let found = changes(&text, &new);
        let told: Vec<String> = found.iter().map(|change| { let (a, b) = change.sides(); format!("{a}\u{1}{b}") }).collect();
        for n in 0..chosen.len() {
            let token = format!("変{n}号");
            prop_assert_eq!(told.iter().filter(|words| words.contains(&token)).count(), 1, "{}: {:#?}", token, told);
        }
        for (change, words) in found.iter().zip(&told) {
            // What is told without a token is the old side of an item that is another one now.
            let counterpart = change.kind == ChangeKind::Removed && found.iter().any(|other| other.kind == ChangeKind::Added);
            prop_assert!(words.contains("変") || counterpart, "{words}");
        }
        prop_assert!(changes(&new, &new).is_empty());
    }
}
