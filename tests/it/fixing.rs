//! `careplan fix`: what can only be meant one way is mended, the rest is proposed, and nothing else changes.

mod doubtful;
mod steps;
mod unharmed;

use crate::dsl::Case;
use careplan::press::{Checked, Loaded, Offer, mend};

const SAMPLE: &str = include_str!("../../samples/sanuki-haru.yaml");

#[test]
fn slips_of_typing_are_mended_and_the_old_file_is_kept() {
    let slips = SAMPLE
        .replace("  氏名: 讃岐 ハル\n  フリガナ: ", "  氏名：讃岐 ハル\n  フリカナ: ")
        .replace("第1表:\n", "第一表:\n")
        .replace("  計画作成日: 令和7年5月27日", "  計画作成日: 令和7年5月27日 火曜日");
    let done = Case::empty().file("plan.yaml", &slips).run(["fix", "plan.yaml"]).succeeds();
    let new = String::from_utf8(done.bytes("plan.yaml")).unwrap();
    assert_eq!(new.replace("計画作成日: 令和7年5月27日（火）", "計画作成日: 令和7年5月27日"), SAMPLE);
    assert_eq!(done.bytes("plan.yaml~"), slips.as_bytes());
    assert!(done.stderr().contains("直しました plan.yaml:"), "{}", done.stderr());
    // Twice changes nothing, and keeps the first old file.
    let again = done.again().run(["fix", "plan.yaml"]).succeeds();
    assert_eq!(again.bytes("plan.yaml"), new.as_bytes());
    assert_eq!(again.bytes("plan.yaml~"), slips.as_bytes());
}

/// A proposal that would put a line where nobody knows its key is not taken.
#[test]
fn parts_under_a_word_too_many_stay_where_they_are() {
    for (from, to) in [
        ("利用者:\n", "利用者: 讃岐 ハル\n"),
        ("認定:\n", "認定: あり\n"),
        ("第1表:\n", "第1表: はい\n"),
        ("第5表:\n", "第5表: あり\n"),
        ("  ニーズ:\n", "  ニーズ: あり\n"),
        ("  同意:\n", "  同意: あり\n"),
    ] {
        let plan = SAMPLE.replacen(from, to, 1);
        if plan == SAMPLE {
            continue;
        }
        let done = Case::empty().file("plan.yaml", &plan).run(["fix", "plan.yaml", "--suggested"]).ends_with(1);
        assert_eq!(done.bytes("plan.yaml"), plan.as_bytes(), "{to}");
    }
    // One child alone could be a line that stands too deep; moved out, nobody knows it.
    let one = "第1表:\n  同意: あり\n    署名欄: はい\n";
    let done = Case::empty().file("plan.yaml", one).run(["fix", "plan.yaml", "--suggested", "--rule", "YML001"]);
    assert_eq!(done.bytes("plan.yaml"), one.as_bytes());
}

/// A mark in the place of a colon with which a line ends: told once, and what is put there can be read.
#[test]
fn a_semicolon_at_the_end_of_a_line_becomes_a_colon_and_is_told_once() {
    for mark in [";", "；", "=", " ;"] {
        let slip = SAMPLE.replace("  日常生活:\n", &format!("  日常生活{mark}\n"));
        let done = Case::empty().file("plan.yaml", &slip).run(["check", "plan.yaml"]).ends_with(1);
        assert!(done.stdout().contains("誤り 1、"), "{}", done.stdout());
        let done = done.again().run(["fix", "plan.yaml"]).ends_with(1);
        assert_eq!(String::from_utf8(done.bytes("plan.yaml")).unwrap(), slip);
        let done = done.again().run(["fix", "plan.yaml", "--suggested"]).succeeds();
        let new = String::from_utf8(done.bytes("plan.yaml")).unwrap();
        assert_eq!(new.replace("日常生活: \n", "日常生活:\n"), SAMPLE);
    }
}

#[test]
fn a_sign_that_yaml_takes_for_its_own_is_quoted_when_asked() {
    let slip = SAMPLE.replacen("審査会意見: なし", "審査会意見: *注意", 1);
    let done = Case::empty().file("plan.yaml", &slip).run(["fix", "plan.yaml"]).ends_with(1);
    assert_eq!(done.bytes("plan.yaml"), slip.as_bytes());
    let done = done.again().run(["fix", "plan.yaml", "--suggested", "--rule", "YML001", "--no-backup"]).succeeds();
    assert_eq!(done.bytes("plan.yaml"), slip.replace("*注意", "'*注意'").as_bytes());
}

#[test]
fn a_difference_is_shown_and_nothing_written() {
    let slips = SAMPLE.replace("  フリガナ: ", "  フリカナ: ");
    let done = Case::empty().file("plan.yaml", &slips).run(["fix", "plan.yaml", "--diff"]).succeeds();
    assert!(done.stdout().contains("-  フリカナ: サヌキ ハル\n+  フリガナ: サヌキ ハル"), "{}", done.stdout());
    assert_eq!(done.bytes("plan.yaml"), slips.as_bytes());
}

/// What stands in parentheses behind a misspelt kind stays.
#[test]
fn a_misspelt_kind_is_proposed_as_it_is_spelt() {
    let slip =
        SAMPLE.replacen("サービス種別: 居宅療養管理指導（薬剤師）", "サービス種別: 居宅療養管理指尊（薬剤師）", 1);
    assert_ne!(slip, SAMPLE);
    let done = Case::empty().file("plan.yaml", &slip).run(["fix", "plan.yaml", "--suggested", "--rule", "CP242"]);
    assert_eq!(String::from_utf8(done.bytes("plan.yaml")).unwrap(), SAMPLE);
}

#[test]
fn what_a_person_must_decide_is_proposed_and_applied_when_asked() {
    let blank = SAMPLE.replace("  審査会意見: なし\n", "  審査会意見:\n");
    let done = Case::empty().file("plan.yaml", &blank).run(["fix", "plan.yaml"]).succeeds();
    assert_eq!(done.bytes("plan.yaml"), blank.as_bytes());
    assert!(done.stderr().contains("CP120 審査会意見に「なし」と書く"), "{}", done.stderr());
    let done = done.again().run(["fix", "plan.yaml", "--suggested", "--rule", "CP120", "--no-backup"]).succeeds();
    assert_eq!(done.bytes("plan.yaml"), SAMPLE.as_bytes());
}

/// What a rule misses may only be misspelt, in the record itself, at the plan's top or in another table: first the key, then the rest.
#[test]
fn beside_a_misspelt_key_nothing_is_added_and_nothing_taken_away() {
    let other = SAMPLE.replace("様式: 香川県令和7年", "様武: 国令和3年");
    let other = if other == SAMPLE { format!("様武: 国令和3年\n{SAMPLE}") } else { other };
    let done = Case::empty().file("plan.yaml", &other).run(["fix", "plan.yaml", "--suggested"]).succeeds();
    assert_eq!(String::from_utf8(done.bytes("plan.yaml")).unwrap(), other.replace("様武", "様式"));
    let housework = "利用者: {氏名: 架空 花子}\n第1表:\n  生活援助中心型の算定理由: 一人暮らし\n第2表:\n  ニーズ:\n    - 長期目標:\n        \
                     - 短期目標:\n            - 援助:\n                - サービス内用: 掃除（生活援助）\n                  \
                     サービス種別: 訪問介護\n";
    for (other, key) in [("CP133", "内用"), ("YML003", "内容")] {
        let done = Case::empty().file("plan.yaml", housework);
        let done = done.run(["fix", "plan.yaml", "--suggested", "--rule", "CP133", "--rule", other]);
        assert_eq!(String::from_utf8(done.bytes("plan.yaml")).unwrap(), housework.replace("内用", key));
    }
}

#[test]
fn signs_that_no_font_has_are_told_by_check_and_replaced_when_asked() {
    let signs = SAMPLE.replace("① 安全に", "☑ 安全に");
    let done = Case::empty().file("plan.yaml", &signs).run(["check", "plan.yaml"]).ends_with(1);
    assert!(done.stdout().contains("「✓」(U+2713) なら印字できます"), "{}", done.stdout());
    let done = done.again().run(["fix", "plan.yaml", "--suggested", "--no-backup"]).succeeds();
    assert_eq!(done.bytes("plan.yaml"), signs.replace('☑', "✓").as_bytes());
    // What is not printed may hold any sign.
    Case::empty().file("plan.yaml", format!("{SAMPLE}# ☑ 確認済み\n")).run(["check", "plan.yaml"]).succeeds();
}

#[test]
fn mistakes_that_only_the_writer_can_mend_remain_and_say_so() {
    let done = Case::empty().file("plan.yaml", "利用者:\n  生年月日: いつか\n").run(["fix", "plan.yaml"]).ends_with(1);
    assert!(done.stderr().contains("いつか"), "{}", done.stderr());
}

#[test]
fn programs_are_given_the_changes() {
    let slips = SAMPLE.replace("  フリガナ: ", "  フリカナ: ");
    let done = Case::empty().file("plan.yaml", &slips).run(["check", "plan.yaml", "--format", "json"]).ends_with(1);
    let told: serde_json::Value = serde_json::from_str(&done.stdout()).unwrap();
    let fix = &told[0]["fixes"][0];
    assert_eq!((&fix["certain"], &fix["edits"][0]["line"]), (&true.into(), &6.into()), "{fix}");
    assert_eq!(fix["edits"][0]["text"], "フリガナ");
    let done = done.again().run(["check", "plan.yaml", "--format", "sarif"]).ends_with(1);
    let log: serde_json::Value = serde_json::from_str(&done.stdout()).unwrap();
    let change = &log["runs"][0]["results"][0]["fixes"][0]["artifactChanges"][0];
    assert_eq!(change["replacements"][0]["insertedContent"]["text"], "フリガナ", "{change}");
}

/// What people mistype, as pieces of the sample and what becomes of them.
const SLIPS: &[(&str, &str)] = &[
    ("  フリガナ: ", "  フリカナ: "),
    ("\n第1表:", "\n第一表:"),
    ("  氏名: 讃岐", "  氏名：讃岐"),
    ("  フリガナ:", "　フリガナ:"),
    ("  フリガナ:", "\tフリガナ:"),
    ("氏名: 讃岐", "氏名:讃岐"),
    ("計画作成日: 令和7年5月27日", "計画作成日: 令和7年5月27日 火曜日"),
    ("計画作成日: 令和7年5月27日", "計画作成日: 令和七年五月二十七日"),
    ("氏名: 讃岐 ハル", "氏名: \"讃岐 ハル"),
    ("審査会意見: なし", "審査会意見: 注意: 転倒"),
    ("要介護状態区分: 要介護2", "要介護状態区分: 要介護度2"),
    ("フリガナ: サヌキ ハル\n", "フリガナ: サヌキ ハル\n  フリガナ: サヌキ ハル\n"),
    ("讃岐 ハル", "讃岐\u{200b}ハル"),
];

fn read(text: &str) -> Checked {
    Checked::new(Loaded::read("plan.yaml", text.as_bytes(), &|_| Err("ありません".to_owned())), None, None)
}

#[test]
fn every_slip_is_mended_alone_and_with_others_and_once_is_enough() {
    let certain = |offer: &Offer| offer.fix.certain;
    let slipped =
        |slips: &[(&str, &str)]| slips.iter().fold(SAMPLE.to_owned(), |text, (good, bad)| text.replacen(good, bad, 1));
    let alone = SLIPS.iter().map(|slip| slipped(&[*slip]));
    let pairs = SLIPS.iter().zip(SLIPS.iter().skip(5)).map(|(one, other)| slipped(&[*one, *other]));
    for text in alone.chain(pairs).chain([slipped(&SLIPS[..3]), slipped(SLIPS)]) {
        assert_ne!(text, SAMPLE);
        let once = mend(&read, None, &certain, read(&text));
        let left: Vec<_> = once.checked.mistakes.iter().map(|told| &told.message).collect();
        let changed = similar::TextDiff::from_lines(SAMPLE, &text).unified_diff().to_string();
        assert!(left.is_empty() || text == slipped(SLIPS), "{left:?}\n{changed}");
        let twice = mend(&read, None, &certain, read(&once.text));
        assert!(twice.done.is_empty() && twice.text == once.text, "{changed}");
    }
}

/// The blanks of some lines as an editor makes tabs of them.
fn with_tabs(text: &str, width: usize, which: impl Fn(usize) -> bool) -> String {
    let tabbed = |(at, line): (usize, &str)| {
        let n = line.len() - line.trim_start_matches(' ').len();
        let n = if which(at) { n } else { 0 };
        format!("{}{}{}", "\t".repeat(n / width), " ".repeat(n % width), &line[n..])
    };
    text.split_inclusive('\n').enumerate().map(tabbed).collect()
}

/// How wide a tab was meant no line says; the plan as a whole does.
#[test]
fn tabs_of_an_editor_become_blanks_as_wide_as_the_plan_reads() {
    let certain = |offer: &Offer| offer.fix.certain;
    for width in [2, 3, 4, 8] {
        for every in [1, 2] {
            let text = with_tabs(SAMPLE, width, |at| at % every == 0);
            let mended = mend(&read, None, &certain, read(&text));
            assert_eq!(mended.text, SAMPLE, "{width} {every}");
            assert_eq!(mended.done.len(), 1, "{width} {every}: {:?}", mended.done);
        }
    }
    // Beside another mistake it is a proposal; of two widths in one file nothing is known.
    let date = SAMPLE.replace("開催日: 令和7年5月27日", "開催日: 令和7年13月27日");
    let text = with_tabs(&date, 4, |_| true);
    let tab = |offer: &Offer| offer.code == "YML007";
    assert_eq!(mend(&read, None, &certain, read(&text)).text, text);
    assert_eq!(mend(&read, None, &tab, read(&text)).text, date);
    let (above, below) = SAMPLE.split_at(SAMPLE.find("第3表:").unwrap());
    let text = with_tabs(above, 4, |_| true) + &with_tabs(below, 2, |_| true);
    assert_eq!(mend(&read, None, &certain, read(&text)).text, text);
}

#[test]
fn proposals_end_too_and_once_is_enough() {
    // Of two ends that changed places by day nobody knows which is meant.
    let broken = include_str!("../rules/broken.yaml").replace("14:00～13:00", "22:00～6:00");
    let broken = broken.as_str();
    let once = mend(&read, None, &|_| true, read(broken));
    assert!(once.done.len() > 10, "{}", once.done.len());
    assert!(once.checked.mistakes.len() < read(broken).mistakes.len());
    let twice = mend(&read, None, &|_| true, read(&once.text));
    assert!(twice.done.is_empty() && twice.text == once.text);
}

#[test]
fn a_waiver_that_sets_nothing_aside_is_taken_out() {
    let text = format!("{SAMPLE}例外:\n  - {{規則: CP214, 理由: 確かめた}}\n");
    let done = Case::empty().file("plan.yaml", &text).run(["fix", "plan.yaml", "--suggested", "--rule", "CP091"]);
    let done = done.succeeds();
    assert!(!String::from_utf8(done.bytes("plan.yaml")).unwrap().contains("CP214"));
}

#[test]
fn a_filter_gives_what_it_was_given_and_other_files_go_on() {
    let done = Case::empty().stdin(SAMPLE).run(["fix", "-"]).succeeds();
    assert_eq!(done.stdout(), SAMPLE);
    let slips = SAMPLE.replace("  フリガナ: ", "  フリカナ: ");
    let case = Case::empty().file("a.yaml", b"\x8d\x81".as_slice()).file("b.yaml", &slips);
    let done = case.run(["fix", "a.yaml", "gone.yaml", "b.yaml", "--no-backup"]).ends_with(2);
    assert_eq!(done.bytes("b.yaml"), SAMPLE.as_bytes());
    assert_eq!(done.bytes("a.yaml"), b"\x8d\x81");
    // CRLF and a mark at the beginning stay.
    let windows = format!("\u{feff}{}", slips.replace('\n', "\r\n"));
    let done = Case::empty().file("w.yaml", &windows).run(["fix", "w.yaml"]).succeeds();
    assert_eq!(done.bytes("w.yaml"), windows.replace("フリカナ", "フリガナ").as_bytes());
}

#[test]
fn a_log_is_put_in_the_order_of_days_and_hours() {
    let entry = |day: u8, time: &str, words: &str| {
        let time = if time.is_empty() { String::new() } else { format!(" 時刻: '{time}',") };
        format!("  - {{年月日: 令和7年5月{day}日,{time} 項目: 電話（受信）, 内容: {words}, 記載者: 栗林}}\n")
    };
    let entries = [
        entry(27, "10:00", "面接した。"),
        entry(27, "", "時刻のない記録。"),
        entry(27, "9:00", "長女より連絡。"),
        entry(20, "9:00", "契約の希望あり。"),
    ];
    let of = |order: [usize; 4]| format!("第5表:\n{}", order.map(|at| &entries[at][..]).concat());
    let done = Case::empty().file("plan.yaml", of([0, 1, 2, 3]));
    let done = done.run(["fix", "plan.yaml", "--suggested", "--rule", "CP504", "--no-backup"]).succeeds();
    assert_eq!(String::from_utf8(done.bytes("plan.yaml")).unwrap(), of([3, 2, 1, 0]));
    assert!(!done.again().run(["check", "plan.yaml"]).stdout().contains("CP504"));
}

/// A remark over a row is of that row; the one of a part of the list, with a blank line behind it, of none.
#[test]
fn a_row_that_is_moved_takes_the_remarks_over_it_along() {
    for eol in ["\n", "\r\n"] {
        let entry = |day: u8, remarks: &str| {
            format!("{remarks}  - 年月日: 令和7年5月{day}日\n    内容: |-\n      様子を聞いた。\n")
        };
        let (first, second) = (entry(20, "  # 二日目のメモ\n  # 家で\n"), entry(27, "  #電話で\n"));
        let of = |one: &str, other: &str| {
            format!("第5表:\n  # 令和7年度\n\n{one}\n    # 前の記録のこと\n{other}").replace('\n', eol)
        };
        let done = Case::empty().file("plan.yaml", of(&second, &first));
        let done = done.run(["fix", "plan.yaml", "--suggested", "--rule", "CP504", "--no-backup"]);
        assert_eq!(String::from_utf8(done.bytes("plan.yaml")).unwrap(), of(&first, &second));
    }
}

/// A row that begins where a guess put its dash gets no 「○」 along with it: first the writer sees the row.
#[test]
fn a_row_that_came_by_a_guess_is_not_filled_in_with_it() {
    let row = "                - サービス内容: 玄関と廊下に手すりを置く。";
    let start = SAMPLE.find(row).unwrap();
    let (before, behind) = SAMPLE.split_at(start);
    let bare = [before, &behind.replacen("                  保険給付: ○\n", "", 1)].concat();
    let slip = bare.replacen(row, &row.replace("- ", "  "), 1);
    let done = Case::empty().file("plan.yaml", &slip).run(["fix", "plan.yaml", "--suggested", "--no-backup"]);
    assert_eq!(String::from_utf8(done.bytes("plan.yaml")).unwrap(), bare);
    let done = done.again().run(["fix", "plan.yaml", "--suggested", "--no-backup"]);
    assert_eq!(String::from_utf8(done.bytes("plan.yaml")).unwrap(), SAMPLE);
}

/// A dash too many in a row makes no second one of it, and nothing is written for that.
#[test]
fn a_dash_within_a_row_goes_and_nothing_comes() {
    let key = "                  サービス種別: 福祉用具貸与";
    let slip = SAMPLE.replacen(key, &format!("                  -\n{key}"), 1);
    let done =
        Case::empty().file("plan.yaml", &slip).run(["fix", "plan.yaml", "--suggested", "--no-backup"]).succeeds();
    assert_eq!(String::from_utf8(done.bytes("plan.yaml")).unwrap(), SAMPLE);
    let slip = SAMPLE.replacen(key, &key.replacen("サ", "- サ", 1), 1);
    let done =
        Case::empty().file("plan.yaml", &slip).run(["fix", "plan.yaml", "--suggested", "--no-backup"]).succeeds();
    assert_eq!(String::from_utf8(done.bytes("plan.yaml")).unwrap(), SAMPLE);
}

/// Who waits no longer gets what was mended by then: before each try it is asked whether that is still wanted.
#[test]
fn mending_ends_when_nothing_more_is_wanted() {
    let slips = SAMPLE.replace("  フリガナ: ", "  フリカナ: ").replace("  審査会意見: ", "  審会意見: ");
    let read =
        |text: &str| Checked::new(Loaded::read("plan.yaml", text.as_bytes(), &|_| Err(String::new())), None, None);
    let n_kept = |most: usize| {
        let n_asked = std::cell::Cell::new(0);
        let wanted = |offer: &Offer| {
            let is_slip = offer.code == "YML003";
            n_asked.set(n_asked.get() + usize::from(is_slip));
            is_slip && n_asked.get() <= most
        };
        mend(&read, None, &wanted, read(&slips)).done.len()
    };
    // Twice asked which of the two are wanted, and a third time before the first is tried.
    assert_eq!([n_kept(2), n_kept(3), n_kept(9)], [0, 1, 2]);
}

/// A mistyped number of a rule is no plan with nothing to mend.
#[test]
fn a_rule_that_does_not_exist_is_refused() {
    let done = Case::sample("sanuki-haru").run(["fix", "sanuki-haru.yaml", "--rule", "CP999"]).ends_with(2);
    let done = done.says("「CP999」という規則はありません").again();
    done.run(["fix", "sanuki-haru.yaml", "--rule", "yml003"]).succeeds();
}
