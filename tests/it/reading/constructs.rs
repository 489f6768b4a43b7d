//! Ways of writing that are right and seldom: each once in a plan, with one slip elsewhere. The slip is told where it is, whatever else
//! the plan has in it, and whatever ends its lines.

use careplan::case::read::from_text;
use careplan::source::Problem;

/// A piece of the sample, and other ways to write it.
const CONSTRUCTS: [(&str, &[&str]); 12] = [
    (
        "    - {時刻: '7:30', 内容: 朝食・服薬・血圧測定}\n",
        &[
            "    - {時刻: '7:30', 内容: 朝食・服薬\n        血圧測定}\n",
            "    - {内容: 朝食・服薬\n        血圧測定, 時刻: '7:30'}\n",
            "    - {時刻: '7:30', 内容: \"朝食・服薬\n        血圧測定\"}\n",
            "    - {時刻: '7:30',\n       内容: 朝食・服薬・血圧測定}\n",
            "    - {時刻: '7:30', 内容: 朝食・服薬・血圧測定\n      }\n",
            "    - {\n        時刻: '7:30',\n        内容: 朝食・服薬・血圧測定\n    }\n",
            "    - {\n        時刻: '7:30', # 起きてから\n\n        # 薬は食後\n        内容: 朝食・服薬・血圧測定\n      }\n",
            "    - { # 朝\n        時刻: '7:30',\n        内容: 朝食・服薬・血圧測定, # 毎日\n      }\n",
            "    - {時刻: '7:30', 内容: 朝食・服薬・血圧測定,}\n",
            "    - {時刻:\n        '7:30',\n       内容: 朝食・服薬・血圧測定}\n",
            "    -\n      {時刻: '7:30', 内容: 朝食・服薬・血圧測定}\n",
            "    - {時刻: '7:30', 内容: 朝食・服薬・血圧測定}   \n",
            "    - {時刻: '7:30', 内容: 朝食・服薬・血圧測定} # 確認\n",
            "# 7月に見直す\n    - {時刻: '7:30', 内容: 朝食・服薬・血圧測定}\n",
            "    # - {時刻: '7:00', 内容: 散歩}\n    - {時刻: '7:30', 内容: 朝食・服薬・血圧測定}\n",
            "    # {\n    - {時刻: '7:30', 内容: 朝食・服薬・血圧測定}\n",
            "    # 本人「\"行く」\n    - {時刻: '7:30', 内容: 朝食・服薬・血圧測定}\n",
        ],
    ),
    (
        "    - {曜日: [火, 金], 時間",
        &["    - {曜日: [火,\n              金], 時間", "    - {曜日: [火, # 入浴\n              金], 時間"],
    ),
    (
        "  区分: [初回]\n",
        &[
            "  区分: [\n    初回\n  ]\n",
            "  区分: [\n    初回  # 確認\n  ]\n",
            "  区分: [\n    # 確認\n    初回\n  ]\n",
            "  区分:\n    - 初回\n",
            "  区分:\n  - 初回\n",
        ],
    ),
    (
        "  審査会意見: なし\n",
        &[
            "  審査会意見: 下肢機能の維持のため、継続して\n    リハビリテーションを受けることが望ましい。\n",
            "  審査会意見: 下肢機能の維持のため、継続して\n    リハビリテーションを受けること：望ましい。\n",
            "  審査会意見: \"下肢機能の維持のため、継続して\n    リハビリテーションを受けることが望ましい。\"\n",
            "  審査会意見: \"下肢機能の維持のため、: 継続して\n    - リハビリ: テーション\"\n",
            "  審査会意見: '下肢機能の維持のため、継続して\n    リハビリテーションを受けることが望ましい。'\n",
            "  審査会意見:\n    なし\n",
            "  審査会意見: >-\n    下肢機能の維持のため、継続して\n    リハビリを受ける。\n",
            "  審査会意見: |2-\n    下肢機能の維持のため、継続して\n    リハビリ\n",
            "  審査会意見: |- # 審査会から\n    下肢機能の維持のため、継続して\n    リハビリ\n",
            "  審査会意見: |-\n    下肢機能の維持のため、継続して\n\n    リハビリ: 受ける\n    - 週2回: 通所\n",
            "  ? 審査会意見\n  : なし\n",
            "  審査会意見: 特に\"なし\"と、'ある'こと\n",
            "  審査会意見: 特に[なし]{ある, ない}\n",
            "  審査会意見: 特に#なし\n",
            "  審査会意見: 'it''s なし'\n",
            "  審査会意見: \"な\\u3057\"\n",
            "  審査会意見: \"なし\\\n    です\"\n",
            "  \"審査会意見\": \"なし\"\n",
        ],
    ),
    ("  保険者番号: '379991'\n", &["  保険者番号: !!str 379991\n", "  保険者番号: \"379991\"\n"]),
    ("利用者:\n", &["利用者: # 本人\n", "\"利用者\":\n", "\n\n利用者:\n"]),
    (
        "  同意: {日付: 令和7年5月27日, 署名: 讃岐 ハル}\n",
        &[
            "  同意: {\n    日付: 令和7年5月27日, 署名: 讃岐 ハル\n  }\n",
            "  同意:\n    {日付: 令和7年5月27日, 署名: 讃岐 ハル}\n",
            "  同意: # 署名あり\n    日付: 令和7年5月27日\n    署名: 讃岐 ハル\n",
        ],
    ),
    (
        "  - 年月日: 令和7年5月20日\n    時刻: '16:00'\n",
        &[
            "  - # 照会\n    年月日: 令和7年5月20日\n    時刻: '16:00'\n",
            "  -\n    年月日: 令和7年5月20日\n    時刻: '16:00'\n",
        ],
    ),
    ("第4表:\n", &["# 第4表は会議のあと\n#\n#   - 次回: 8月\n第4表:\n", "第4表:   \n"]),
    ("給付率: 90\n", &["給付率: 90 # 1割\n", "給付率: {令和7年6月: 90}\n"]),
    ("様式: 香川県令和7年\n", &["---\n様式: 香川県令和7年\n"]),
    ("  性別: 女\n", &["  性別:\t女\n", "  性別: 女\t\n"]),
];

/// A slip: what stands in the sample, and what was typed in its place. It is on the first line of these, or the next.
const SLIPS: [(&str, &str); 9] = [
    ("    開催時間: 14:00～15:00", "    開催時間:14:00～15:00"),
    ("    開催場所: 利用者の自宅", "    開催場: 利用者の自宅"),
    ("    - {曜日: [月], 時間: '10:00", "    - {曜日: [月, 時間: '10:00"),
    ("  被保険者番号: '0001234567'", "  被保険者番号: '0001234567"),
    ("    記載者: 栗林\n  - 年月日: 令和7年6月4日", "   記載者: 栗林\n  - 年月日: 令和7年6月4日"),
    ("                - サービス内容: 診察と", "                 サービス内容: 診察と"),
    ("単位数: 387, 予定", "単位数: 387 予定"),
    ("  フリガナ: サ", "  フリガナ：サ"),
    ("地域区分: 7級地}\n  デイ", "地域区分: 7級地\n  デイ"),
];

/// So many slips are tried beside each construct.
const EACH: usize = 2;

/// The lines that are told, each with those it names.
fn told(plan: &str) -> Vec<(usize, Vec<usize>, String)> {
    let (case, sources) = from_text("plan.yaml", plan);
    let line = |span| sources.file_of(span).expect("a file").line_of(span.start);
    let one = |one: &Problem| {
        (line(one.span), one.related.iter().map(|(span, _)| line(*span)).collect(), one.message.clone())
    };
    case.problems.iter().map(one).collect()
}

#[test]
fn a_slip_beside_what_is_right_and_seldom() {
    let sample = include_str!("../../../samples/sanuki-haru.yaml");
    let plain = std::iter::once((sample.to_owned(), "nothing"));
    let written = CONSTRUCTS.iter().flat_map(move |(usual, others)| {
        assert_eq!(sample.matches(usual).count().min(1), 1, "{usual}");
        others.iter().map(move |other| (sample.replacen(usual, other, 1), *other))
    });
    let mut wrong = Vec::new();
    for (nth, (plan, construct)) in plain.chain(written).enumerate() {
        assert!(told(&plan).is_empty(), "{construct}\n{:#?}", told(&plan));
        // Each construct with some of the slips, in turn, and every other time as Windows ends lines.
        let slips = (0..SLIPS.len()).map(|at| SLIPS[(nth * EACH + at) % SLIPS.len()]);
        for (right, slip) in slips.filter(|(right, _)| plan.contains(right)).take(EACH) {
            let line = 1 + plan.split(right).next().expect("a beginning").matches('\n').count();
            let slipped = plan.replacen(right, slip, 1);
            let (end, text) = if nth % 2 == 0 { ("CR LF", slipped.replace('\n', "\r\n")) } else { ("LF", slipped) };
            let found = told(&text);
            let is_there = |other: usize| (line..=line + 1).contains(&other);
            let leads =
                |one: &(usize, Vec<usize>, String)| is_there(one.0) || one.1.iter().any(|other| is_there(*other));
            if found.is_empty() || !found.iter().all(leads) {
                wrong.push(format!("{construct}…with {slip:?} ({end}), line {line}: {found:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n\n"));
}
