//! Bad clients among good ones.

use super::{batch, manifest, office, outputs, plan};
use crate::dsl::{Case, Done};

/// Thirty ways to break the plan of a client; none of them may stop anybody else.
fn broken() -> Vec<Vec<u8>> {
    let patched = |n: usize, from: &str, to: &str| {
        let text = plan(n);
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1).into_bytes()
    };
    let level = "要介護状態区分: 要介護2";
    let number = "被保険者番号: '0000000007'";
    let office = "居宅介護支援事業所:\n";
    vec![
        patched(7, "フリガナ:", "ふりがな:"),
        patched(7, "  性別: 女", "\t性別: 女"),
        patched(7, "  性別: 女", "  性別: 女\n  性別: 女"),
        patched(7, "昭和18年3月12日", "昭和18年13月12日"),
        Vec::new(),
        encoding_rs::SHIFT_JIS.encode(&plan(7)).0.into_owned(),
        patched(7, "氏名: 讃岐 ハル", "氏名: 讃岐 🦜"),
        patched(7, level, "要介護状態区分: 要支援1"),
        patched(7, "年月: 令和7年6月", "年月: 令和7年5月"),
        patched(7, "予定: [2, 9, 16, 23, 30]", "予定: [2, 9, 16, 23, 30"),
        patched(7, "様式: 香川県令和7年", "様式: 香川県令和9年"),
        patched(7, "予定: [2, 9, 16, 23, 30]", "予定: [2, 9, 16, 23, 31]"),
        patched(7, "単位数: 387", "単位数: 三八七点"),
        patched(7, level, "要介護状態区分: 要介護6"),
        patched(7, office, "居宅介護支援事業所: nai.yaml\nx:\n"),
        patched(7, office, "居宅介護支援事業所: ../../etc/passwd\nx:\n"),
        b"- a\n- b\n".to_vec(),
        "利用者は讃岐ハル".as_bytes().to_vec(),
        [plan(7).into_bytes(), vec![b' '; 1 << 20]].concat(),
        patched(7, "讃岐 ハル", "讃岐\0ハル"),
        plan(7).encode_utf16().flat_map(u16::to_le_bytes).collect(),
        [plan(7).as_bytes(), b"# \xff\xfe\xfd\n"].concat(),
        patched(7, "  性別: 女", "  性別：女"),
        patched(7, "加算率: 24.5%", "加算率: 多め"),
        patched(7, "単位数: 777", "単位数: 七百"),
        patched(7, "性別: 女", "性別: 猫"),
        patched(7, "  性別: 女", "  性別: *onna"),
        patched(7, "提供時間帯: 10:00～11:00", "提供時間帯: 25:00～11:00"),
        patched(7, "給付率: 90", "給付率: 九割"),
        patched(7, number, "被保険者番号: '../../../7'"),
    ]
}

#[test]
fn thirty_broken_clients_among_a_thousand_stop_nobody() {
    let mut case = office(970);
    let broken = broken();
    assert_eq!(broken.len(), 30);
    for (at, bytes) in broken.iter().enumerate() {
        // Each with a number of its own, where there is one to be read.
        let own =
            String::from_utf8(bytes.clone()).map(|text| text.replace("0000000007", &format!("{:010}", 5000 + at)));
        let bytes = own.map_or_else(|_| bytes.clone(), String::into_bytes);
        case = case.file(&format!("c/{:04}-broken.yaml", at * 30), bytes);
    }
    let done = batch(case, &[]).ends_with(1).prints("1000 人：印刷 970、お断り 30");
    assert_eq!(outputs(&done.path("out")).len(), 970);
    let (rows, _) = manifest(&done.path("out/manifest.jsonl"));
    assert_eq!(rows.len(), 1000);
    for (at, row) in rows.iter().enumerate() {
        let is_broken = row["source"].as_str().unwrap().contains("broken");
        assert_eq!(row["n"], at + 1);
        assert_eq!(row["status"] == "refused", is_broken, "{row}");
        let told = !is_broken || row["reason"] == "month" || row["findings"][0]["line"].as_u64() >= Some(1);
        assert!(told, "{row}");
        if is_broken {
            assert!(done.stdout().contains(row["source"].as_str().unwrap()), "{row}");
        }
    }
}

#[test]
fn strict_prints_nobody_unless_all_are_right_or_told_to_go_on() {
    let wrong =
        plan(2).replacen("有効期間: 令和7年4月7日 ～ 令和8年4月30日", "有効期間: 令和7年4月7日 ～ 令和7年5月31日", 1);
    let done = batch(office(3).file("c/0002.yaml", wrong), &["--strict"])
        .ends_with(1)
        .prints("c/0002.yaml:")
        .prints("お断り 1");
    assert!(outputs(&done.path("out")).is_empty());
    let statuses = |done: &crate::dsl::Done| -> Vec<String> {
        let rows = manifest(&done.path("out/manifest.jsonl")).0;
        rows.iter().map(|row| row["status"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(statuses(&done), ["held", "refused", "held"]);
    let done = batch(done.again(), &["--strict", "--keep-going"]).ends_with(1).prints("印刷 2");
    assert_eq!(statuses(&done), ["done", "refused", "done"]);
    // Without --strict a finding stops nothing, and is counted.
    let done = batch(done.again(), &[]).succeeds();
    let (rows, summary) = manifest(&done.path("out/manifest.jsonl"));
    assert!(rows[1]["findings"].as_array().unwrap().len() > rows[0]["findings"].as_array().unwrap().len());
    assert_eq!(summary["done"], 3);
    batch(office(3), &["--strict"]).succeeds().prints("印刷 3");
}

#[test]
fn the_gravest_exit_code_wins() {
    // A folder in the way of one output may go away (4); a broken plan does not mend itself (1).
    let case = office(3).file("c/0002.yaml", "利用者: [\n").file("out/0000000003_2025-06_利用票.pdf/x", "");
    let done = batch(case, &[]).ends_with(4).prints("印刷 1、お断り 1、失敗 1");
    let (rows, summary) = manifest(&done.path("out/manifest.jsonl"));
    let exits: Vec<_> = rows.iter().map(|row| row["exit"].as_u64().unwrap()).collect();
    assert_eq!((exits, summary["exit"].as_u64()), (vec![0, 1, 4], Some(4)));
    assert_eq!(rows[2]["reason"], "write");
}

#[test]
fn a_fault_of_the_users_templates_is_theirs() {
    let case = Case::empty()
        .file("c/1.yaml", plan(1))
        .file("my/forms/service-slip.typ", "#let service-slip(x) = panic(\"x\")");
    batch(case, &["--templates", "my"]).ends_with(2).prints("失敗 1");
}

/// The same plan with other words.
fn told(from: &str, to: &str, more: &[&str]) -> Done {
    let text = plan(1).replacen(from, to, 1);
    assert_ne!(text, plan(1), "{from}");
    let args = ["batch", "c", "-o", "out"];
    Case::empty().file("c/0001.yaml", text).run_all(&[&args[..], more].concat())
}

#[test]
fn nobody_is_sent_to_make_a_slip_that_is_refused() {
    let july = ["--month", "2025-07"];
    for (from, to, why) in [
        ("～ 令和8年4月30日", "～ 令和7年6月30日", "認定の有効期間の外"),
        ("モニタリング。入浴", "永眠された。死亡のため支援を終了。入浴", "支援の終了（令和7年6月）"),
    ] {
        let done = told(from, to, &july).ends_with(1).prints(why);
        assert!(!done.stderr().contains("--expand"), "{}", done.stderr());
        let done = done.again().run(["month", "c/0001.yaml", "--month", "2025-07", "--actual", "--write"]);
        let done = done.ends_with(1).says("「c/0001.yaml」に令和7年7月の利用票がありません").says(why);
        assert!(!done.stderr().contains("先に予定の利用票"), "{}", done.stderr());
    }
}

#[test]
fn a_slip_of_somebody_who_is_no_longer_supported_is_printed_and_told() {
    let end = "死亡のため支援を終了した。";
    let done = told("計画書を次の各事業所へ交付した。", end, &["--month", "2025-06"]).succeeds();
    let done = done.says("令和7年6月の利用票がありますが、第5表に支援の終了の記録（令和7年5月28日）があります");
    let args = ["packet", "c", "--all", "--month", "2025-06", "-o", "packets"];
    done.again().run(args).says("支援の終了の記録（令和7年5月28日）");
    // What the plan sets aside is not told.
    let text = plan(1).replacen("計画書を次の各事業所へ交付した。", end, 1);
    let text = format!("{text}例外:\n  - {{規則: CP668, 理由: 別の事業の終了の記録}}\n");
    let done = batch(Case::empty().file("c/0001.yaml", text), &[]).succeeds();
    assert!(!done.stderr().contains("支援の終了"), "{}", done.stderr());
}
