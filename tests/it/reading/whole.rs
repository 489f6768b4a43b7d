//! Files as a whole: marks of a document, keys that stand twice, references, and hostile files that must end soon.

use super::{read, tells, told};

#[test]
fn whole_files() {
    tells("", &["1:1 YML009 ファイルに何も書かれていません"]);
    tells("# だけ\n\n", &["1:1 YML009"]);
    tells("---\n", &["1:1 YML009"]);
    tells("- 利用者\n- 認定\n", &["1:1 YML005 計画書の全体が一覧になっています"]);
    tells("利用者の計画\n", &["1:1 YML005 計画書の全体が文になっています"]);
    tells("様式: x\n---\n様式: y\n", &["2:1 YML001 一つのファイルに文書を二つ"]);
    tells("様式: x\n...\n様式: y\n", &["2:1 YML001 一つのファイルに文書を二つ"]);
    read("---\n様式: x\n");
}

#[test]
fn duplicate_keys() {
    tells(
        "利用者:\n  氏名: 讃岐\n  性別: 女\n  氏名: 山田\n様式: x\n様式: y\n",
        &["4:3 YML004 「氏名」が二度", "6:1 YML004 「様式」が二度"],
    );
    tells("利用者: {氏名: 讃岐, 氏名: 山田}\n", &["1:15 YML004 「氏名」が二度"]);
}

#[test]
fn references() {
    let plan = read(
        "居宅介護支援事業所: &事業所\n  名称: ひだまり\n主治医:\n  - &医師 {氏名: 三野, 電話: 087}\n  - {<<: *医師, 電話: 088}\n  - *医師\n",
    );
    let names: Vec<_> = plan.file.physicians.iter().map(|doctor| (doctor.name.text(), doctor.phone.text())).collect();
    assert_eq!(names, [("三野", "087"), ("三野", "088"), ("三野", "087")]);
    tells("主治医: [*医師]\n", &["1:7 YML001 「*医師」は別の値への参照と読まれます"]);
    tells("家族: &a [*a]\n", &["1:9 YML001 この参照は自分自身を指しています"]);
    // A mistake in a value that is used twice is one mistake.
    tells("家族:\n  - &a {指名: 山田}\n  - *a\n", &["2:9 YML003 「指名」"]);
}

#[test]
fn bombs_are_refused_at_once() {
    let laughs = (1..10).fold("x: &a0 [あ, あ]\n".to_owned(), |text, level| {
        let uses = vec![format!("*a{}", level - 1); 10].join(", ");
        text + &format!("x{level}: &a{level} [{uses}]\n")
    });
    let wide = format!(
        "x: &a {{{}}}\ny: [{}]\n",
        (0..1000).map(|n| format!("k{n}: v")).collect::<Vec<_>>().join(", "),
        vec!["*a"; 190].join(", ")
    );
    for bomb in [
        "[".repeat(10_000),
        "{a: ".repeat(10_000),
        "- ".repeat(10_000) + "a",
        "? ".repeat(10_000) + "a",
        (0..1000).fold(String::new(), |text, depth| text + &" ".repeat(depth) + "a:\n"),
        laughs,
        wide,
        vec!["- &a x\n"; 500].concat(),
        (0..5000).fold(String::new(), |text, n| text + &format!("k{n}: v\n")),
    ] {
        let start = std::time::Instant::now();
        let told = told(&bomb);
        let took = start.elapsed();
        let shown: String = bomb.chars().take(40).collect();
        assert!(
            told.iter().any(|told| told.contains("YML010 入れ子が深すぎるか")),
            "{shown}: {:?}",
            &told[..told.len().min(3)]
        );
        // At once is milliseconds; a bomb that goes off takes minutes. A busy machine may take its time.
        assert!(took.as_secs() < 20, "{shown}: {took:?}");
    }
}

#[test]
fn a_large_hostile_file_is_quick() {
    let start = std::time::Instant::now();
    for line in [
        "氏名：讃岐\n",
        "\t氏名: 讃岐\n",
        "氏名: '讃岐\n",
        "- - - -\n",
        "ああ: [い\n",
        "#１\n",
        "- \u{1}\n",
        "\u{1}",
        "[あ、",
        "{ああ: い}, ",
    ] {
        for around in ["", "第5表: [", "第5表: あ\n  "] {
            let text = around.to_owned() + &line.repeat(((1 << 20) - around.len()) / line.len());
            assert!(!told(&text).is_empty());
        }
    }
    assert!(start.elapsed().as_secs() < 30, "{:?}", start.elapsed());
}

#[test]
fn blanks_that_are_none_of_the_keyboards_are_told_at_their_line_alone() {
    for blank in ['\u{A0}', '\u{2003}', '\u{2009}', '\u{202F}', '\u{205F}', '\u{1680}'] {
        let code = format!("U+{:04X}", u32::from(blank));
        for (yaml, place) in [
            ("認定:\n  状況: 認定済\n__認定日: 令和7年4月7日\n  審査会意見: なし\n", "3:1"),
            ("認定:\n  状況: 認定済\n _認定日: 令和7年4月7日\n  審査会意見: なし\n", "3:2"),
            ("認定:\n  状況:_認定済\n  審査会意見: なし\n", "2:6"),
            ("家族:\n  -_氏名: 山田\n    続柄: 長女\n", "2:4"),
            ("家族:\n  -_{氏名: 山田, 続柄: 長女}\n  - {氏名: 山本}\n", "2:4"),
            ("家族:\n  - {氏名:_山田, 続柄: 長女}\n", "2:9"),
            ("家族:\n____- 氏名: 山田\n      続柄: 長女\n    - 氏名: 山本\n", "2:1"),
            (
                "第1表:\n  意向と課題分析: |-\n    本人：「歩きたい。」\n____長女：「心配。」\n    分析：膝。\n  援助の方針: 歩く\n",
                "4:1",
            ),
        ] {
            let yaml = yaml.replace('_', &blank.to_string());
            let told = told(&yaml);
            assert_eq!(told.len(), 1, "{yaml}{told:#?}");
            assert!(told[0].starts_with(&format!("{place} YML008 ")) && told[0].contains(&code), "{yaml}{told:#?}");
        }
    }
    // What nobody sees at all is told as such, once, and blames no line behind it.
    for yaml in [
        "認定:\n  状況: 認定済\n__認定日: 令和7年4月7日\n  審査会意見: なし\n",
        "家族:\n____- 氏名: 山田\n      続柄: 長女\n    - 氏名: 山本\n",
        "第1表:\n  意向と課題分析: |-\n    本人：「歩きたい。」\n____長女：「心配。」\n    分析：膝。\n",
    ] {
        let told = told(&yaml.replace('_', "\u{200B}"));
        assert!(told.len() == 1 && told[0].contains(":1 YML018 字下げに目に見えない文字 U+200B"), "{yaml}{told:#?}");
    }
    // In a text a no-break space is a space like any other.
    assert_eq!(told("第1表:\n  援助の方針: |-\n    歩く\n    \u{A0}字下げした行\n"), Vec::<String>::new());
}
