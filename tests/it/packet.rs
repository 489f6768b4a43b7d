//! `careplan packet`: who gets what, in which order, numbered over all pages; and nothing that is not theirs.

use super::dsl::{Case, Done, outside, sample_path};
use std::path::Path;

const PLAN: &str = "sanuki-haru.yaml";
const HELPERS: &str = "ヘルパーステーションうみかぜ";
const DAY_CARE: &str = "デイサービスセンター架空の里";
const EQUIPMENT: &str = "架空福祉用具 高松店";

/// The sample with a doctor, and with what the office writes under 「交付」.
fn plan(delivery: &str) -> Case {
    let text = std::fs::read_to_string(sample_path("sanuki-haru")).unwrap();
    let manager = "  介護支援専門員: 栗林 みどり\n";
    let text = text.replacen(manager, &format!("{manager}  交付: {{{delivery}}}\n"), 1);
    let doctor = "主治医: [{氏名: 三野 一郎, 医療機関: 架空整形外科}]\n認定:\n";
    Case::empty().file(PLAN, text.replacen("認定:\n", doctor, 1))
}

fn packet(case: Case, args: &[&str]) -> Done {
    case.run_all(&[&["packet", PLAN], args].concat())
}

/// The words of each page, without spaces; none where the tool is not installed.
fn pages(path: &Path) -> Option<Vec<String>> {
    let output = outside("pdftotext", &["-layout", path.to_str().unwrap(), "-"])?;
    let text = String::from_utf8(output.stdout).unwrap();
    let pages = text.trim_end_matches('\u{c}').split('\u{c}');
    Some(pages.map(|page| page.chars().filter(|c| !c.is_whitespace()).collect()).collect())
}

/// A receiver's packet: on each page in turn these words, and mark and number at every foot.
#[track_caller]
fn holds(receiver: &str, mark: &str, titles: &[&str]) {
    let done = packet(plan(""), &["--for", receiver, "-o", "p.pdf"]).succeeds().prints("p.pdf");
    let Some(pages) = pages(&done.path("p.pdf")) else { return };
    assert_eq!(pages.len(), titles.len() + 1, "{receiver}");
    for (index, page) in pages.iter().enumerate() {
        let foot = format!("{mark}{}/{}", index + 1, pages.len());
        assert!(page.ends_with(&foot), "{receiver}: page {} does not end in {foot}:\n{page}", index + 1);
    }
    for (page, title) in pages[1..].iter().zip(titles) {
        assert!(page.contains(title), "{receiver}: no «{title}» on\n{page}");
    }
    assert!(pages[0].contains(&format!("合計（この用紙を含む）{}", pages.len())), "{}", pages[0]);
}

/// The sample with a doctor whose helpers' provider has this number of a FAX.
fn plan_with_fax(number: &str) -> Case {
    let text = std::fs::read_to_string(sample_path("sanuki-haru")).unwrap();
    let line = text.lines().find(|line| line.trim_start().starts_with(&format!("{HELPERS}: {{"))).unwrap();
    let with_fax = line.replacen('{', &format!("{{送付方法: FAX, FAX: \"{number}\", "), 1);
    Case::empty().file(PLAN, text.replacen(line, &with_fax, 1))
}

#[test]
fn what_only_packets_print_is_checked_like_all_else() {
    let helpers = format!("事業所={HELPERS}");
    let case = || plan_with_fax("\u{1F4E0}087-000-0000");
    let checked = case().run(["check", PLAN]).ends_with(1).prints("YML015").prints("U+1F4E0");
    assert!(checked.stdout().lines().any(|line| line.contains("087-000-0000")), "{}", checked.stdout());
    let done = packet(case(), &["--for", &helpers, "-o", "p.pdf"]).ends_with(1).says("YML015").says("U+1F4E0");
    assert!(!done.path("p.pdf").exists() && !done.stderr().contains("不具合"), "{}", done.stderr());
    let merged = ["batch", PLAN, "--month", "2025-06", "-o", "out", "--merge", "per-provider"];
    let done = case().run(merged).ends_with(1).prints("U+1F4E0");
    assert!(!done.stderr().contains("不具合"), "{}", done.stderr());
    // A provider that gets no packet by FAX has its number on the cover of a batch all the same.
    let by_post = std::fs::read_to_string(case().path(PLAN)).unwrap().replace("送付方法: FAX", "送付方法: 郵送");
    Case::empty().file(PLAN, by_post).run(["check", PLAN]).ends_with(1).prints("U+1F4E0");
    // 給付管理票 alone bears the number of the 介護支援専門員.
    let text = std::fs::read_to_string(sample_path("sanuki-haru")).unwrap();
    let signed = text.replacen("介護支援専門員:", "介護支援専門員番号: \"3700000\u{1F600}\"\n  介護支援専門員:", 1);
    assert!(signed != text);
    Case::empty().file(PLAN, signed).run(["check", PLAN]).ends_with(1).prints("U+1F600");
    // The number of a provider that serves this client nowhere is nobody's concern here.
    let text = std::fs::read_to_string(sample_path("sanuki-haru")).unwrap();
    let other = text.replacen("サービス事業所:\n", "サービス事業所:\n  ほかの事業所: {FAX: \"\u{1F4E0}\"}\n", 1);
    assert!(other != text);
    let done = Case::empty().file(PLAN, other).run(["check", PLAN]);
    assert!(!done.stdout().contains("YML015"), "{}", done.stdout());
    for delivery in ["主治医: {添え書き: \u{1F600}}", "利用者: {題名: \u{1F600}}"] {
        plan(delivery).run(["check", PLAN]).ends_with(1).prints("U+1F600");
    }
}

#[test]
fn a_note_of_any_length_goes_on_behind_the_cover() {
    let note = (0..90).map(|n| format!("{n}番目のお願いを書きます。")).collect::<Vec<_>>().concat();
    for (way, fax) in [("", ""), ("--fax", "fax")] {
        let args: Vec<&str> =
            [&["--for", "主治医", "-o", "p.pdf"][..], if fax.is_empty() { &[] } else { &["--fax"] }].concat();
        let done = packet(plan(&format!("主治医: {{添え書き: {note}}}")), &args).succeeds().says("次の用紙");
        let Some(pages) = pages(&done.path("p.pdf")) else { continue };
        let covers = pages.iter().take_while(|page| page.contains("送付") || page.contains("番目のお願い")).count();
        assert!(covers > 1, "{way}: {pages:?}");
        let printed: String = pages[..covers].concat();
        for n in 0..90 {
            assert!(printed.contains(&format!("{n}番目の")), "{way}: {n} is missing");
        }
        assert!(pages[0].contains(&format!("合計（この用紙を含む）{}", pages.len())), "{}", pages[0]);
        assert!(pages[covers].contains("居宅サービス計画書（１）"), "{}", pages[covers]);
    }
}

#[test]
fn each_receiver_gets_its_tables_in_their_order() {
    let (one, two, three) = ("居宅サービス計画書（１）", "居宅サービス計画書（２）", "週間サービス計画表");
    let meeting = "サービス担当者会議の要点";
    let annex = "サービス利用票別表";
    holds("利用者", "利用者交付用", &[one, two, three, "居宅介護支援事業者→利用者", annex]);
    let slip = "居宅介護支援事業者→サービス事業者";
    holds(&format!("事業所={HELPERS}"), "事業所交付用", &[one, two, three, slip, "サービス提供票別表"]);
    holds("事業所=3799900013", "事業所交付用", &[one, two, three, slip, "サービス提供票別表"]);
    holds("主治医", "主治医交付用", &[one, two, three]);
    holds("保険者", "保険者提出用", &[one, two, three, meeting, "居宅介護支援事業者→利用者", annex]);
    let log = "居宅介護支援経過";
    holds("控", "控", &[one, two, three, meeting, log, "居宅介護支援事業者（控）", annex]);
}

#[test]
fn the_cover_says_what_is_inside_to_whom_and_from_whom() {
    let done = packet(plan(""), &["--for", "主治医=三野一郎", "-o", "p.pdf", "--date", "令和7年5月28日"]).succeeds();
    let Some(pages) = pages(&done.path("p.pdf")) else { return };
    for words in [
        "架空整形外科",
        "三野一郎先生",
        "居宅介護支援事業所ひだまり",
        "栗林みどり",
        "讃岐ハル様",
        "交付年月日令和7年5月28日",
    ] {
        assert!(pages[0].contains(words), "{words}:\n{}", pages[0]);
    }
    assert!(!pages[0].contains("令和7年6月分") && !pages[0].contains("0001234567"), "no slip is inside");
    let done = packet(plan(""), &["--for", "保険者", "-o", "p.pdf"]).succeeds();
    let cover = &self::pages(&done.path("p.pdf")).unwrap()[0];
    for words in
        ["架空市御中", "保険者番号379991", "提出年月日年月日", "受付印", "令和7年6月分", "第３表週間サービス計画表"]
    {
        assert!(cover.contains(words), "{words}:\n{cover}");
    }
}

/// The plan itself (第1～3表) goes to all who work by it; of the slip, nobody sees another's lines.
#[test]
fn a_provider_sees_nothing_of_the_others_slips_and_of_the_record() {
    let record = ["居宅介護支援経過", "契約・重要事項の説明", "うみかぜ仏生氏より"];
    let done = packet(plan(""), &["--for", &format!("事業所={HELPERS}"), "-o", "p.pdf"]).succeeds();
    let Some(pages) = pages(&done.path("p.pdf")) else { return };
    // On a slip a name is broken into lines that the tool mixes with others': its beginning is looked for.
    let (helpers, day_care, equipment) = ("ヘルパー", "デイサー", "架空福祉");
    for page in [&pages[0], &pages[4], &pages[5]] {
        assert!(page.contains(helpers) && !page.contains(day_care) && !page.contains(equipment), "{page}");
    }
    let all = pages.concat();
    assert!(record.iter().all(|words| !all.contains(words)));

    let only_slip = plan("事業所: {表: [提供票]}");
    let done = packet(only_slip, &["--for", &format!("事業所={DAY_CARE}"), "-o", "p.pdf"]).succeeds();
    let all = self::pages(&done.path("p.pdf")).unwrap();
    assert_eq!(all.len(), 3);
    assert!(!all.concat().contains(helpers) && !all.concat().contains(equipment));
}

#[test]
fn an_office_changes_what_it_wants_and_no_more() {
    let office = "居宅介護支援事業所:\n  名称: 丙\n  交付:\n    利用者: {表: [第3表, 第1表], 写しの表示: 写, 署名欄: 署名と押印, 確認文: 受け取りました。}\n    \
                  保険者別: {架空市: {表: [第1表, 第5表]}}\n    主治医: {表: []}\n";
    let text = std::fs::read_to_string(sample_path("sanuki-haru")).unwrap();
    let (start, rest) = text.split_once("居宅介護支援事業所:\n").unwrap();
    let (_, rest) = rest.split_once("認定:\n").unwrap();
    let doctor = "主治医: [{氏名: 三野 一郎, 医療機関: 架空整形外科}]\n";
    let text = format!("{start}居宅介護支援事業所: office.yaml\n{doctor}認定:\n{rest}");
    let case = Case::empty().file(PLAN, text).file("office.yaml", office);

    let done = packet(case, &["--for", "利用者", "-o", "p.pdf"]).succeeds();
    if let Some(pages) = pages(&done.path("p.pdf")) {
        assert_eq!(pages.len(), 3);
        assert!(pages[1].contains("週間サービス計画表") && pages[2].contains("居宅サービス計画書（１）"));
        // What was not written stays as it was.
        assert!(pages[0].contains("居宅サービス計画書の交付について"));
        assert!(pages[0].contains("受け取りました。") && pages[0].contains("印") && pages[0].ends_with("写1/3"));
    }
    let done = packet(done.again(), &["--for", "保険者", "-o", "p.pdf"]).succeeds();
    if let Some(pages) = pages(&done.path("p.pdf")) {
        assert!(pages.len() == 3 && pages[2].contains("居宅介護支援経過") && pages[2].ends_with("保険者提出用3/3"));
    }
    let done = packet(done.again(), &["--for", "主治医", "-o", "p.pdf"]);
    let done = done.ends_with(1).says("主治医に渡す表がないため、一組を作りませんでした");
    packet(done.again(), &["--all", "-o", "out"]).succeeds().says("主治医に渡す表がない");
}

#[test]
fn consent_is_signed_on_the_cover_where_the_first_table_has_no_line_for_it() {
    let with = |profile| packet(plan(""), &["--for", "利用者", "-o", "p.pdf", "--profile", profile]).succeeds();
    let Some(pages) = pages(&with("国令和7年").path("p.pdf")) else { return };
    assert!(pages[0].contains("内容に同意し、交付を受けました。年月日署名"), "{}", pages[0]);
    let pages = self::pages(&with("香川県令和7年").path("p.pdf")).unwrap();
    assert!(!pages[0].contains("署名") && pages[1].contains("同意します。"));
}

#[test]
fn all_packets_come_with_a_list_to_tick_and_no_persons_name_in_a_files_name() {
    let done = packet(plan(""), &["--all", "-o", "out"]).succeeds();
    if let Some(list) = pages(&done.path("out/379991-0001234567_2025-06_交付先一覧.pdf")) {
        assert_eq!(list.len(), 1);
        // 居宅療養管理指導 has no 提供票 and gets the plan; 配食 is outside the insurance and is only named.
        let rows = [
            "利用者讃岐ハル",
            HELPERS,
            DAY_CARE,
            "架空福祉用具高松店",
            "架空薬局",
            "架空整形外科三野一郎",
            "保険者架空市",
            "控",
            "架空市社会福祉協議会",
            "架空町自治会",
        ];
        for (number, row) in rows.iter().enumerate() {
            assert!(list[0].contains(row), "row {number}: {row}\n{}", list[0]);
        }
        assert_eq!(list[0].matches('□').count(), rows.len());
    }
    #[cfg(unix)]
    for (name, wanted) in [("out", 0o700), ("out/379991-0001234567_2025-06_控.pdf", 0o600)] {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(done.path(name)).unwrap().permissions().mode() & 0o777, wanted, "{name}");
    }
    done.leaves([
        "out/379991-0001234567_2025-06_主治医.pdf",
        "out/379991-0001234567_2025-06_事業所-3799900011.pdf",
        "out/379991-0001234567_2025-06_事業所-3799900012.pdf",
        "out/379991-0001234567_2025-06_事業所-3799900013.pdf",
        "out/379991-0001234567_2025-06_事業所-架空薬局.pdf",
        "out/379991-0001234567_2025-06_交付先一覧.pdf",
        "out/379991-0001234567_2025-06_保険者-379991.pdf",
        "out/379991-0001234567_2025-06_利用者.pdf",
        "out/379991-0001234567_2025-06_控.pdf",
        PLAN,
    ]);
}

#[test]
fn every_provider_is_asked_for_by_one_word_and_one_alone_by_its_name() {
    let done = packet(plan(""), &["--for", "事業所", "-o", "out/"]).succeeds();
    // Those to whom --all gives a packet: who serves without a slip, too, and not the doctor twice.
    for provider in ["3799900011", "3799900012", "3799900013", "架空薬局"] {
        assert!(done.path(&format!("out/379991-0001234567_2025-06_事業所-{provider}.pdf")).is_file(), "{provider}");
    }
    assert_eq!(done.stdout().lines().count(), 4);
    let done = packet(done.again(), &["--for", "事業所=架空薬局", "-o", "p.pdf"]);
    let done = done.succeeds().says("提供票は計画書にないため、事業所（架空薬局）には入れません");
    if let Some(pages) = pages(&done.path("p.pdf")) {
        assert!(pages.len() == 4 && pages[0].contains("架空薬局"));
    }
    let mistyped = packet(done.again(), &["--for", &format!("事業所={}", EQUIPMENT.replace(' ', "")), "-o", "p.pdf"]);
    mistyped.succeeds();
}

#[test]
fn a_packet_has_the_same_bytes_every_time_and_a_voice_can_read_it() {
    let bytes = || packet(plan(""), &["--for", "控", "-o", "-"]).succeeds().stdout_bytes().to_owned();
    let first = bytes();
    assert!(first.starts_with(b"%PDF-") && first == bytes());
    packet(plan(""), &["--for", "保険者", "-o", "p.pdf", "--accessible"]).succeeds();
}

#[test]
fn without_public_assistance_computed_the_rest_is_handed_over() {
    let case = Case::empty().patched("sanuki-haru", "被保険者番号: '0001234567'", "被保険者番号: H001234567");
    let done = packet(case, &["--for", "利用者", "-o", "p.pdf"]).succeeds().says("第7表は印刷しません");
    if let Some(pages) = pages(&done.path("p.pdf")) {
        assert!(pages.len() == 5 && !pages[0].contains("別表　"));
    }
}

#[test]
fn what_cannot_be_handed_over_is_refused_with_the_reason() {
    let refused = |case: Case, args: &[&str], code, words| {
        let done = packet(case, args).ends_with(code).says(words);
        assert!(!done.path("p.pdf").exists() && !done.path("out").exists());
    };
    let one = |receiver: &'static str| ["--for", receiver, "-o", "p.pdf"];
    refused(plan(""), &one("事業所=誰か"), 1, HELPERS);
    refused(plan(""), &one("主治医=誰か"), 1, "三野 一郎");
    refused(Case::sample("sanuki-haru"), &one("主治医"), 1, "計画書に主治医がありません");
    refused(plan(""), &[&one("主治医")[..], &["--month", "2025-09"]].concat(), 1, "careplan month");
    refused(plan("利用者: {表: [第8表]}"), &one("利用者"), 1, "第8表");
    refused(plan("利用者: {標題: 甲}"), &one("利用者"), 1, "標題");
    refused(plan("利用者: {写しの表示: '\u{1F600}'}"), &one("利用者"), 1, "U+1F600");
    // A number beside words of the program's own.
    let fax = || Case::empty().patched("sanuki-haru", "うみかぜ: {", "うみかぜ: {送付方法: FAX, FAX: '087\u{1F4E0}', ");
    refused(fax(), &one("事業所=ヘルパーステーションうみかぜ"), 1, "260:");
    refused(plan(&format!("利用者: {{題名: {}}}", "長".repeat(400))), &one("利用者"), 1, "欄に入りません");
    refused(plan(""), &["--all"], 2, "-o");
    refused(plan(""), &["--all", "-o", "p.pdf"], 2, "フォルダーを指定してください");
    refused(plan(""), &["--for", "事業所", "-o", "p.pdf"], 2, "フォルダーを指定してください");
    refused(plan(""), &["--for", "家族"], 2, "利用者、事業所");
    refused(Case::empty().patched("sanuki-haru", "要介護2\n", "要支援2\n"), &one("利用者"), 1, "対象ではありません");
    let wrong = || Case::empty().patched("sanuki-haru", "審査会意見: なし", "審査会意見: ''");
    refused(wrong(), &[&one("利用者")[..], &["--strict"]].concat(), 1, "--strict");
    packet(wrong(), &one("利用者")).succeeds().says("手引きに照らした指摘");
}

/// 「利用者」 is a receiver too; a part of the plan that strayed is not sent there.
#[test]
fn a_part_of_the_plan_in_a_wrong_place_is_not_taken_for_a_receiver() {
    let done = Case::empty().file("a.yaml", "第1表:\n  利用者: 甲\n").run(["check", "a.yaml"]).ends_with(1);
    assert!(!done.prints("「利用者」という項目はここにはありません").stdout().contains("交付"));
}

#[test]
fn an_editor_knows_the_words_of_an_offices_own_list() {
    let schema = jsonschema::draft202012::new(&careplan::case::schema::office_schema()).unwrap();
    let valid = |text: &str| schema.is_valid(&serde_yaml::from_str(text).unwrap());
    assert!(valid(
        "居宅介護支援事業所: {交付: {保険者別: {架空市: {表: [第1表, 第5表], 署名欄: 受付印}}, 主治医: {表: []}}}\n"
    ));
    assert!(!valid("居宅介護支援事業所: {交付: {利用者: {表: [第8表]}}}\n"));
    assert!(!valid("居宅介護支援事業所: {交付: {家族: {表: [第1表]}}}\n"));
}

#[test]
fn a_plan_without_a_table_makes_no_packet() {
    let plan = "利用者: {氏名: 架空 花子}\n";
    for receiver in [&["--all"][..], &["--for", "利用者"]] {
        let run = [&["packet", "p.yaml", "-o", "o/"], receiver].concat();
        Case::empty().file("p.yaml", plan).run_all(&run).ends_with(1).says("渡す表が").leaves(["p.yaml"]);
    }
}

#[test]
fn check_tells_what_only_a_packet_would_refuse() {
    let check = |case: Case| case.run(["check", PLAN]);
    for delivery in
        ["利用者: {題名: '甲\u{1F600}'}", "事業所: {添え書き: '乙\u{1F600}'}", "控: {写しの表示: '\u{1F600}'}"]
    {
        check(plan(delivery)).ends_with(1).prints("YML015").prints("U+1F600");
    }
    let fax = "うみかぜ: {送付方法: FAX, FAX: '087\u{1F4E0}', ";
    check(Case::empty().patched("sanuki-haru", "うみかぜ: {", fax)).ends_with(1).prints("U+1F4E0").prints(":260:");
    let doctor = "主治医: [{氏名: '三野 \u{4E06}郎'}]\n認定:\n";
    check(Case::empty().patched("sanuki-haru", "認定:\n", doctor)).ends_with(1).prints("U+4E06");
    // What is too long for a cover is told with its length, not with all its words.
    let long = format!("事業所: {{題名: {}}}", "長".repeat(400));
    check(plan(&long)).succeeds().prints("送付状の欄に入りません").prints("400 字").prints("情報 1");
    check(plan("事業所: {添え書き: よろしくお願いします}")).succeeds().prints("情報 0");
}

/// 生活保護: the annex is not computed here, and nothing else is held back with it.
#[test]
fn a_slip_whose_annex_is_not_computed_goes_without_it() {
    let plan = || Case::empty().patched("sanuki-haru", "'0001234567'", "H123456789");
    let left_out = "別表は印刷しません：被保険者番号がHで始まる方";
    let made = |done: Done, name: &str, n: usize, day_of: &str| {
        let done = done.succeeds().says(left_out);
        let Some(pages) = pages(&done.path(name)) else { return };
        assert_eq!(pages.len(), n, "{name}");
        assert!(pages.iter().any(|page| page.contains(day_of)), "{name}: {pages:?}");
    };
    made(plan().run(["render", PLAN, "--table", "提供票", "-o", "s.pdf"]), "s.pdf", 3, "身体介護２");
    made(plan().run(["render", PLAN, "--table", "控", "-o", "s.pdf"]), "s.pdf", 1, "身体介護２");
    let helpers = format!("事業所={HELPERS}");
    made(packet(plan(), &["--for", &helpers, "-o", "p.pdf"]), "p.pdf", 5, "身体介護２");
    // Of several tables the others are printed; alone it is refused.
    let batch = ["batch", PLAN, "--month", "2025-06", "-o", "out"];
    let done = plan().run(batch).succeeds().says("第7表は印刷しません").prints("印刷 1");
    assert!(std::fs::read(done.path("out/H123456789_2025-06_利用票.pdf")).is_ok(), "{:?}", done.stdout());
    plan().run(["render", PLAN, "--table", "7", "-o", "s.pdf"]).ends_with(1).says("公費は計算できない");
}
