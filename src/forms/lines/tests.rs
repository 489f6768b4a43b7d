//! No character is lost, no line is wider than its field, lines end where they may.

use proptest::prelude::*;

use super::*;
use crate::forms::measures::{Align, FieldFace, Valign};

fn broken(text: &str, halves: u32) -> Vec<String> {
    let lines = break_lines(text, Face::Mincho, halves * UNITS_PER_EM / 2);
    lines.into_iter().map(|line| line.text).collect()
}

fn field(w: f64, h: f64) -> FieldMeasure {
    FieldMeasure {
        x: 0.0,
        y: 0.0,
        w,
        h,
        sizes: vec![9.0, 8.0, 7.0],
        pitch: 1.4,
        align: Align::Left,
        valign: Valign::Top,
        face: FieldFace(Face::Mincho),
        pad: 0.0,
    }
}

#[test]
fn kinsoku() {
    assert_eq!(broken("あいう。え", 6), ["あい", "う。え"]);
    assert_eq!(broken("あい「う」え", 6), ["あい", "「う」", "え"]);
    assert_eq!(broken("サービス", 4), ["サー", "ビス"]);
    assert_eq!(broken("いらっしゃる", 6), ["いらっ", "しゃる"]);
    assert_eq!(broken("9:30～16:30", 8), ["9:30～16", ":30"]);
    assert_eq!(broken("毎週 9:30～16:30", 11), ["毎週 ", "9:30～16:30"]);
}

#[test]
fn words_and_numbers_stay_whole() {
    assert_eq!(broken("電話087-000-0000へ", 14), ["電話", "087-000-0000へ"]);
    assert_eq!(broken("電話087-000-0000へ", 8), ["電話", "087-000-", "0000へ"]);
    assert_eq!(broken("abcdefgh", 4), ["abcd", "efgh"]);
}

#[test]
fn line_ends_spaces_and_tabs() {
    assert_eq!(broken("あ\n\nい\n", 6), ["あ", "", "い"]);
    assert_eq!(broken("　あ  い　　うえ", 6), ["　あ  ", "い　　", "うえ"]);
    assert_eq!(broken("あ\tい\r\nう", 10), ["あ　い", "う"]);
    assert_eq!(broken("", 6), [""; 0]);
}

#[test]
fn fitting_shrinks_then_continues() {
    // 20 mm at 9 pt: 6 characters; at 7 pt: 8. 10 mm: 2 lines at 9 pt, 2 at 8, 2 at 7.
    let fitted = |text: &str| fit(text, &field(20.0, 9.0));
    assert!(!fitted("一二三四五六").shrunk);
    let whole = fitted("一二三四五六七八九十一二三四");
    assert_eq!((whole.size, whole.lines.len(), whole.rest), (8.0, 2, None));
    let long = fitted("一二三四五六七八九十一二三四五六七八九十");
    // Small text would not save the further sheet.
    assert!((long.size - 9.0).abs() < f64::EPSILON);
    assert_eq!(long.rest.as_deref(), Some("三四五六七八九十"));
    assert_eq!(long.text(), "一二三四五六七八九十一二");
    assert!((goes_on_at(&[8.0, 7.0, 6.0]) - 6.0).abs() < f64::EPSILON);
}

#[test]
fn a_second_face_shows_in_the_json() {
    assert_eq!(Line::new("大槗様", Face::Mincho).to_json(), json!([["大", 0], ["槗", 1], ["様", 0]]));
    assert_eq!(Line::new("大橋様", Face::Mincho).to_json(), json!("大橋様"));
    assert_eq!(Line::new("", Face::Mincho).to_json(), json!(""));
}

proptest! {
    #[test]
    fn nothing_is_lost_and_nothing_too_wide(
        text in "[ 　ぁ-んァ-ヶ一-三、。「」（）ー・～0-9a-z\\-:\n𠮷]{0,200}",
        halves in 2u32..40,
    ) {
        let width = halves * UNITS_PER_EM / 2;
        let lines = break_lines(&text, Face::Mincho, width);
        let joined: String = lines.iter().map(Line::text).collect();
        prop_assert_eq!(joined, clean(&text).replace('\n', ""));
        for line in &lines {
            let ink = line.text().trim_end_matches([' ', '　']);
            prop_assert!(fonts::advance(ink, Face::Mincho) <= width, "{:?}", line);
        }
    }

    #[test]
    fn a_long_text_begins_like_the_whole(text in "[あ-んア-ン一-三、。「」a-z \n]{0,80}", halves in 2u32..12, n in 1usize..4) {
        let text = clean(&text).repeat(9);
        let width = halves * UNITS_PER_EM / 2;
        let whole = Prepared::new(&text, Face::Mincho).lines(width, Look::Filled);
        if let Some(lines) = beginning(&text, Face::Mincho, width, n) {
            prop_assert_eq!(&lines[..=n], &whole[..=n]);
        }
    }

    #[test]
    fn the_rest_goes_on_where_the_field_ends(text in "[あ-ん、。\n]{0,300}", w in 5.0f64..60.0, h in 4.0f64..30.0) {
        let fitted = fit(&text, &field(w, h));
        let rest = fitted.rest.clone().unwrap_or_default();
        let all = fitted.text() + &rest.replace('\n', "");
        prop_assert_eq!(all, clean(&text).replace('\n', ""));
        prop_assert!(height(fitted.lines.len(), fitted.size, 1.4) <= h.max(fitted.size * 1.4 * MM_PER_PT) + 0.01);
    }
}

#[test]
fn a_short_katakana_word_is_not_torn_where_a_break_elsewhere_fits() {
    let words = |text: &str, chars: u32| -> Vec<String> {
        break_lines(text, Face::Mincho, chars * UNITS_PER_EM).iter().map(|line| line.text().to_owned()).collect()
    };
    assert_eq!(words("あじさいケアショップ綾川店", 9), ["あじさい", "ケアショップ綾川店"].map(str::to_owned));
    // Where the word fills the line, or keeping it would cost a line, it is torn as before.
    assert_eq!(words("ケアショップセンターアルファ", 5).len(), 3);
    for chars in 3..20 {
        let text = "デイサービスと、ショートステイを利用し、ホームヘルプとデイケアを組み合わせる。";
        assert_eq!(words(text, chars).concat(), text);
    }
}

#[test]
fn lines_end_where_words_end() {
    let words = |text: &str, chars: u32| -> Vec<String> {
        break_lines(text, Face::Mincho, chars * UNITS_PER_EM).iter().map(|line| line.text().to_owned()).collect()
    };
    assert_eq!(words("ケアショップまるがめ", 7), ["ケアショップ", "まるがめ"]);
    for chars in 6..14 {
        let lines = words("交付した。　・みなと会　・架空会", chars);
        assert!(lines.iter().all(|line| !line.ends_with('・')), "a dot stands with its item: {lines:?}");
    }
    for chars in [10, 14] {
        let lines = words("入浴の方法　② 調理の支援　③ 緊急時の対応", chars);
        let alone = |line: &String| line.trim_end().ends_with(['②', '③']);
        assert!(!lines.iter().any(alone), "a number stands with its item: {lines:?}");
    }
    assert_eq!(words("福祉用具貸与合計", 7), ["福祉用具貸与", "合計"]);
    assert_eq!(words("下肢の装具を付けて立つ", 8), ["下肢の装具を", "付けて立つ"]);
    assert_eq!(words("居室からトイレへ歩いて行く", 9), ["居室からトイレへ", "歩いて行く"]);
    let evenly = |text: &str, chars: u32| -> Vec<String> {
        break_evenly(text, Face::Mincho, chars * UNITS_PER_EM).iter().map(|line| line.text().to_owned()).collect()
    };
    assert_eq!(evenly("特別養護老人ホーム青ノ山荘（短期入所）", 9), ["特別養護老人", "ホーム青ノ山荘", "（短期入所）"]);
    assert_eq!(evenly("ケアショップまるがめ", 8), ["ケアショップ", "まるがめ"]);
}

#[test]
fn no_line_of_one_sign_and_no_torn_figures() {
    let words = |text: &str, chars: u32| -> Vec<String> {
        break_lines(text, Face::Mincho, chars * UNITS_PER_EM).iter().map(|line| line.text().to_owned()).collect()
    };
    assert_eq!(words("特定福祉用具販売", 7), ["特定福祉用具", "販売"]);
    assert_eq!(words("短期入所生活介護", 7), ["短期入所", "生活介護"]);
    assert_eq!(words("浴室とトイレの掃除（生活援助）", 13), ["浴室とトイレの掃除", "（生活援助）"]);
    assert_eq!(words("② 朝の血圧が140／90未満で過ごせる", 8), ["② 朝の血圧が", "140／90未満で", "過ごせる"]);
    assert_eq!(words("薬の飲み忘れが週1回以下になる", 9), ["薬の飲み忘れが", "週1回以下になる"]);
    assert_eq!(words("デイサービスセンター架空の里", 8), ["デイサービス", "センター架空の里"]);
    assert_eq!(words("みなと会デイケアセンター", 7), ["みなと会デイ", "ケアセンター"]);
    assert_eq!(words("通所リハビリテーション", 8), ["通所リハビリ", "テーション"]);
    let evenly = break_evenly("特別養護老人ホーム青ノ山荘（短期入所）", Face::Mincho, 10 * UNITS_PER_EM);
    assert_eq!(evenly.iter().map(Line::text).collect::<Vec<_>>(), ["特別養護老人ホーム", "青ノ山荘（短期入所）"]);
    let evenly = break_evenly("ヘルパーステーションうみかぜ", Face::Mincho, 10 * UNITS_PER_EM);
    assert_eq!(evenly.iter().map(Line::text).collect::<Vec<_>>(), ["ヘルパーステーション", "うみかぜ"]);
}

#[test]
fn a_hyphen_gets_no_line_of_its_own() {
    for chars in 2..12 {
        let lines = break_lines("00170-000000-000000", Face::Mincho, chars * UNITS_PER_EM / 2);
        assert!(lines.iter().all(|line| line.text() != "-"), "{lines:?}");
    }
}

/// The stroke ends with the words: blanks hang over the edge of the field, where the words of the next one stand.
#[test]
fn blanks_at_the_end_of_a_line_are_not_struck() {
    let (open, close) = (struck::OPEN, struck::CLOSE);
    let text = format!("{open}あい　う　　　　　{close}えお");
    let lines = break_lines(&text, Face::Mincho, 8 * UNITS_PER_EM / 2);
    let json: Vec<Value> = lines.iter().map(Line::to_json).collect();
    assert_eq!(json, [json!([["あい　う", 2], ["　　　　　", 0]]), json!("えお")]);
    // Between words they are.
    let lines = break_lines(&format!("{open}あ　い{close}　{open}う　{close}え"), Face::Mincho, 20 * UNITS_PER_EM / 2);
    assert_eq!(lines[0].to_json(), json!([["あ　い", 2], ["　", 0], ["う　", 2], ["え", 0]]));
}
