//! Several slips at once: `fix` takes what is certain step by step, quickly, and what it says of it is true.

use super::{SAMPLE, read};
use crate::dsl::Case;
use careplan::press::{Offer, mend};

/// The sample with four headings misspelt and the blank behind a colon lost in eight rows.
fn of_two_kinds() -> String {
    let slips = SAMPLE.replace("短期目標:", "短期目票:").replace("記載者: 栗林", "記載者:栗林");
    assert_eq!((slips.matches("短期目票:").count(), slips.matches("記載者:栗林").count()), (4, 8));
    slips
}

#[test]
fn slips_of_two_kinds_are_all_mended_in_a_few_readings() {
    let slips = of_two_kinds();
    let n_read = std::cell::Cell::new(0);
    let read_once = |text: &str| {
        n_read.set(n_read.get() + 1);
        read(text)
    };
    let mended = mend(&read_once, None, &|offer: &Offer| offer.fix.certain, read(&slips));
    assert_eq!(mended.text, SAMPLE);
    assert_eq!(mended.done.len(), 12);
    assert!(n_read.get() < 6, "{}", n_read.get());
}

/// What `check` says of them names each, and blames no line between them.
#[test]
fn slips_of_two_kinds_blame_no_line_between_them() {
    let told = read(&of_two_kinds());
    assert_eq!(told.mistakes.len(), 12, "{:?}", told.mistakes);
    assert!(told.mistakes.iter().all(|one| !one.message.contains("字下げ")), "{:?}", told.mistakes);
}

#[test]
fn slips_of_two_kinds_are_mended_with_windows_line_ends_and_a_mark_and_shown_as_a_difference() {
    let windows = |text: &str| format!("\u{feff}{}", text.replace('\n', "\r\n"));
    let slips = windows(&of_two_kinds());
    let done = Case::empty().file("plan.yaml", &slips).run(["fix", "plan.yaml", "--diff"]);
    assert_eq!(done.stdout().matches("\n+").count(), 13, "{}", done.stdout());
    assert_eq!(done.bytes("plan.yaml"), slips.as_bytes());
    let done = done.again().run(["fix", "plan.yaml"]).succeeds();
    assert_eq!(done.bytes("plan.yaml"), windows(SAMPLE).as_bytes());
}

/// One that nobody is sure of keeps none of the others from being mended.
#[test]
fn what_is_certain_is_mended_beside_what_is_not() {
    let slips = of_two_kinds().replacen("  認定日:", "  認走日付:", 1);
    let mended = mend(&read, None, &|offer: &Offer| offer.fix.certain, read(&slips));
    assert!(!mended.text.contains("短期目票") && !mended.text.contains("記載者:栗林"), "{:?}", mended.done.len());
}

/// A file that was cut off within quotes lost more than one of them, and only that mistake tells of it.
#[test]
fn the_quote_at_the_end_of_a_file_is_not_added_unasked() {
    let cut = "様式: 令和3年厚生労働省標準様式\n利用者:\n  氏名: \"讃岐 ハル\n";
    for cut in [cut, cut.trim_end(), &cut.replace('\n', "\r\n")] {
        let done = Case::empty().file("plan.yaml", cut).run(["fix", "plan.yaml"]).ends_with(1);
        assert_eq!(done.bytes("plan.yaml"), cut.as_bytes());
    }
    let whole = format!("{cut}  性別: 女\n");
    let done = Case::empty().file("plan.yaml", &whole).run(["fix", "plan.yaml"]);
    assert_eq!(done.bytes("plan.yaml"), whole.replace("ハル\n", "ハル\"\n").as_bytes());
}

/// A folder without a plan is told, as `check` does.
#[test]
fn a_folder_without_a_plan_is_told() {
    let done = Case::empty().file("plans/note.txt", "").run(["fix", "plans"]).ends_with(2);
    assert!(done.stderr().contains("見つかりません"), "{}", done.stderr());
}
