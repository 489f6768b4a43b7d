//! What differs between two plans, said in the words of the forms; a need that moved has moved.

use crate::sheets::sample_path;
use careplan::case::read::from_text;
use careplan::changes::{between, looks_major, outline};

fn sample() -> String {
    std::fs::read_to_string(sample_path("sanuki-haru")).unwrap()
}

/// The sentences of what differs, each behind its table.
fn said(old: &str, new: &str) -> Vec<String> {
    let (old, _) = from_text("old.yaml", old);
    let (new, _) = from_text("new.yaml", new);
    between(&old, &new).iter().map(|change| format!("{} {}", change.part(), change.sentence())).collect()
}

/// The sample with pieces of its text replaced, each of which must be there.
fn patched(pieces: &[(&str, &str)]) -> String {
    pieces.iter().fold(sample(), |text, (from, to)| {
        assert!(text.contains(from), "the sample has no «{from}»");
        text.replacen(from, to, 1)
    })
}

#[test]
fn look() {
    let text = sample();
    let new = patched(&[
        ("要介護状態区分: 要介護2", "要介護状態区分: 要介護3"),
        ("週2回（月・木）", "週3回（月・木・土）"),
        ("薬の飲み忘れが週1回以下になる", "薬の飲み忘れがなくなる"),
        ("一緒に確かめる\n", "一緒に確かめ、声をかける\n"),
        ("期間: 令和7年5月27日 ～ 令和7年8月31日", "期間: R7.9.1～R7.11.30"),
        ("③ 薬の飲み忘れを防ぎ、", "③ 薬の飲み忘れを無くし、"),
        ("                - サービス内容: 通院の付き添い\n                  サービス種別: 家族（長女）\n                  頻度: 月1回\n", ""),
        ("{日付: 令和7年5月27日, 署名: 讃岐 ハル}", ""),
        ("予定: [2, 9, 16, 23, 30]", "予定: {曜日: [月]}"),
    ]);
    println!("{:#?}", said(&text, &new));
    // the second need before the first
    let start = text.find("    - 課題: 膝の痛み").unwrap();
    let second = text.find("    - 課題: 立ち続ける").unwrap();
    let third = text.find("    - 課題: 薬を飲み").unwrap();
    let moved = format!("{}{}{}{}", &text[..start], &text[second..third], &text[start..second], &text[third..]);
    println!("{:#?}", said(&text, &moved));
    println!("{:#?}", said(&text, &text.replace("令和7年5月27日", "R7.5.27")));
    println!("{:#?}", said(&text, ""));
}
