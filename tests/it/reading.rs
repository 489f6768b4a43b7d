//! Broken and odd YAML: every mistake of the file, each at its line and column.

use careplan::case::read::from_text;

#[test]
fn dbg_samples() {
    for name in ["sanuki-haru", "ayagawa-masao"] {
        let text = std::fs::read_to_string(format!("samples/{name}.yaml")).unwrap();
        let (case, sources) = from_text("plan.yaml", &text);
        for p in &case.problems { println!("{}", careplan::report::human::short(&sources, &p.into())); }
        println!("{:#?}", case.file.client);
        println!("{:?}", case.file.plan_1.as_ref().unwrap().assessment);
        println!("{:?}", case.file.months.first().map(|m| &m.lines[0]));
    }
    let bad = "利用者:\n  氏名: 讃岐 ハル\n  ふりがな: x\n  生年月日: 昭和64年2月30日\n  被保険者番号: 0001234567\n認定:\n  有効期間: 令和7年4月7日 ～ 令和6年4月30日\n  氏名：てすと\n第2表:\n  ニーズ: あ\n";
    let (case, sources) = from_text("plan.yaml", bad);
    for p in &case.problems {
        let mut out = codespan_reporting::term::termcolor::Buffer::no_color();
        careplan::report::human::write(&mut out, &sources, &p.into(), Default::default()).unwrap();
        println!("{}", String::from_utf8_lossy(out.as_slice()));
    }
    let bad = "利用者:\n  氏名: 讃岐 ハル\n  氏名: 讃岐 ナツ\n  被保険者番号: 0001234567\n認定: [1, 2]\n第6表:\n  - 年月: 令和7年6月\n    サービス:\n      - {単位数: 1.5, 予定: [2, 31, 2], 加算率: 24.5%, 提供時間帯: 14:00～13:00}\n";
    let (case, sources) = from_text("plan.yaml", bad);
    println!("{:?}", case.file.client.as_ref().unwrap().insured_number);
    for p in &case.problems {
        let mut out = codespan_reporting::term::termcolor::Buffer::no_color();
        careplan::report::human::write(&mut out, &sources, &p.into(), Default::default()).unwrap();
        println!("{}", String::from_utf8_lossy(out.as_slice()));
    }
}
