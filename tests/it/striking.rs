//! 見え消し: the old words stand struck beside the new ones, on every sheet, and nothing that changed is lost in silence.

use super::dsl::Case;
use crate::sheets::sample_path;
use careplan::calendar::read;
use careplan::changes::whole;
use careplan::forms::{NoticeKind, Sheet};
use careplan::press::{self, Against, Checked, Loaded, Wish};
use careplan::report::Diagnostic;

const NAME: &str = "sanuki-haru.yaml";

fn sample() -> String {
    std::fs::read_to_string(sample_path("sanuki-haru")).unwrap()
}

fn checked(text: &str) -> Checked {
    Checked::new(Loaded::read("plan.yaml", text.as_bytes(), &|_| Err(String::new())), None, None)
}

/// The sheets of the changed sample, drawn and audited, and what was told.
fn printed(changes: &[(&str, &str)]) -> (Vec<Sheet>, Vec<Diagnostic>) {
    let new = changes.iter().fold(sample(), |text, (from, to)| {
        assert!(text.contains(from), "the sample has no «{from}»");
        text.replacen(from, to, 1)
    });
    let (old, mut new) = (checked(&sample()), checked(&new));
    let root = |checked: &Checked| whole(&checked.case, &checked.sources).unwrap();
    new.against = Some(Against::new(&root(&old), &root(&new), read::date("R7.6.20").ok()));
    let wish = Wish::default();
    let pages = press::pages(&new, &wish, None).unwrap();
    press::pdf(&new, &wish).expect("the audit holds for struck text too");
    (pages.sheets, pages.told)
}

/// All words that are struck on the sheets, one text after the other.
fn struck(sheets: &[Sheet]) -> String {
    let notices = sheets.iter().flat_map(|sheet| &sheet.notices);
    notices
        .filter_map(|notice| if let NoticeKind::Struck(old) = &notice.kind { Some(old.as_str()) } else { None })
        .collect::<Vec<_>>()
        .join("｜")
}

fn texts(sheets: &[Sheet], form: &str) -> String {
    let of_form = sheets.iter().filter(|sheet| sheet.form == form);
    of_form.flat_map(|sheet| &sheet.texts).map(|text| text.text.as_str()).collect::<Vec<_>>().join("｜")
}

const GONE: &str = "                - サービス内容: 通院の付き添い\n                  サービス種別: 家族（長女）\n                  頻度: 月1回\n";

#[test]
fn old_and_new_stand_side_by_side_with_the_day() {
    let (sheets, told) = printed(&[
        ("介護支援専門員: 栗林 みどり", "介護支援専門員: 屋島 ミナ"),
        ("週2回（月・木）", "週2回（火・木）"),
        ("③ 薬の飲み忘れを防ぎ、", "③ 薬の飲み忘れを無くし、"),
        ("期間: 令和7年5月27日 ～ 令和7年8月31日", "期間: 令和7年5月27日 ～ 令和7年9月30日"),
        ("{曜日: [月], 時間", "{曜日: [火], 時間"),
        (GONE, ""),
    ]);
    let plan_1 = texts(&sheets, "care-plan-1");
    assert!(plan_1.contains("栗林 みどり屋島 ミナ（R7.6.20）"), "{plan_1}");
    // Of a long text only the sentence that changed.
    let struck = struck(&sheets);
    assert!(struck.contains("③ 薬の飲み忘れを防ぎ、") && !struck.contains("緊急通報装置"), "{struck}");
    for words in [
        "週2回（月・木）",
        "R7.8.31",
        "通院の付き添い",
        "家族（長女）",
        "月1回",
        "10:00～11:00",
        "訪問介護（一緒に調理・服薬確認）",
    ] {
        assert!(struck.replace("｜", "").contains(words), "{words} is not struck: {struck}");
    }
    let plan_2 = texts(&sheets, "care-plan-2");
    assert!(plan_2.contains("週2回（月・木）週2回（火・木）"), "{plan_2}");
    assert!(told.iter().all(|told| !told.message.contains("見え消しにできない")), "{told:?}");
}

#[test]
fn a_plan_that_did_not_change_prints_as_ever() {
    let (sheets, _) = printed(&[]);
    let plain = press::pages(&checked(&sample()), &Wish::default(), None).unwrap().sheets;
    assert_eq!(sheets.iter().map(Sheet::view).collect::<Vec<_>>(), plain.iter().map(Sheet::view).collect::<Vec<_>>());
}

#[test]
fn what_is_a_ring_on_the_form_is_told() {
    let (_, told) = printed(&[("要介護状態区分: 要介護2", "要介護状態区分: 要介護3")]);
    let told: Vec<&str> =
        told.iter().map(|told| told.message.as_str()).filter(|told| told.contains("見え消し")).collect();
    assert_eq!(told, ["見え消しにできない欄です。新しい内容だけを印字します：要介護2 → 要介護3"]);
}

#[test]
fn it_is_told_when_only_that_form_is_printed_and_not_when_another_is() {
    let new = sample().replacen("要介護状態区分: 要介護2", "要介護状態区分: 要介護3", 1);
    let (old, mut new) = (checked(&sample()), checked(&new));
    let root = |checked: &Checked| whole(&checked.case, &checked.sources).unwrap();
    new.against = Some(Against::new(&root(&old), &root(&new), read::date("R7.6.20").ok()));
    for (table, told) in [("第1表", 1), ("第2表", 0), ("第3表", 0)] {
        let wish = Wish { tables: vec![careplan::forms::Form::named(table).unwrap()], ..Wish::default() };
        let pages = press::pages(&new, &wish, None).unwrap();
        let found = pages.told.iter().filter(|told| told.message.contains("見え消しにできない")).count();
        assert_eq!(found, told, "{table}: {:?}", pages.told);
    }
}

#[test]
fn on_the_weekdays_that_stay_nothing_is_struck() {
    let line = sample().lines().find(|line| line.contains("{曜日: [火, 金]")).unwrap().to_owned();
    let (sheets, _) = printed(&[(&line, &line.replace("[火, 金]", "[火, 水]"))]);
    let week = texts(&sheets, "weekly-schedule");
    // 金 is struck with the day, 水 is new with the day, and 火 stands as it was.
    assert_eq!(week.matches("（R7.6.20）").count(), 2, "{week}");
    let content = line.split("内容: ").nth(1).unwrap().split(['（', ',', '}']).next().unwrap().trim().to_owned();
    let gone = struck(&sheets).replace('｜', "");
    assert_eq!(gone.matches(&content).count(), 1, "{content}: {gone}");
}

#[test]
fn everything_rewritten_still_fits_or_goes_on() {
    let new = sample().replace("。", "、そして変わりました。").replace("できる\n", "できるようになる\n");
    let (old, mut new) = (checked(&sample()), checked(&new));
    let root = |checked: &Checked| whole(&checked.case, &checked.sources).unwrap();
    new.against = Some(Against::new(&root(&old), &root(&new), read::date("R7.6.20").ok()));
    press::pdf(&new, &Wish::default()).expect("nothing overlaps, nothing is lost");
    press::pdf(&new, &Wish { accessible: true, ..Wish::default() }).expect("for readers' voices too");
}

#[test]
fn a_plan_that_brings_the_marks_itself_is_refused() {
    let text = sample().replacen("氏名: 讃岐 ハル", "氏名: \u{FFF9}讃岐\u{FFFB} ハル", 1);
    let checked = checked(&text);
    assert!(checked.mistakes.iter().any(|mistake| mistake.message.contains("U+FFF9")), "{:?}", checked.mistakes);
}

#[test]
fn the_command_takes_the_day_from_the_plan() {
    let changed = "変更: [{日付: R7.6.20, 内容: 曜日, 軽微: はい}]\n給付率: 90";
    let new = sample().replacen("週2回（月・木）", "週2回（火・木）", 1);
    let case =
        Case::sample("sanuki-haru").file("new.yaml", new.replacen("給付率: 90", changed, 1)).file("undated.yaml", &new);
    let done = case.run(["render", "new.yaml", "--against", NAME, "-o", "out.pdf"]).succeeds().prints("out.pdf");
    assert!(!done.stderr().contains("日付がない"));
    let done = done
        .again()
        .run(["render", "undated.yaml", "--against", NAME, "-o", "-"])
        .succeeds()
        .says("日付を印字しません");
    let done =
        done.again().run(["render", NAME, "--against", NAME, "-o", "out.pdf"]).succeeds().says("違いはありません");
    let done = done.again().run(["render", "new.yaml", "--against", NAME, "-o", NAME]).ends_with(2);
    done.again().run(["render", "new.yaml", "--against", "none.yaml"]).ends_with(2).says("none.yaml");
}
