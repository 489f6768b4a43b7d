//! Small values: percentages, prices, whole numbers, marks. Integers only.

use crate::source::read::{BadValue, Scalar};
use crate::source::{plain, without};
use serde_json::{Value, json};

/// A number's text without full-width digits, thousands separators and spaces.
fn digits(text: &str) -> String {
    let plain = plain(text);
    if plain.contains([',', '−', '▲', '△']) {
        let number = plain.replace(['−', '▲', '△'], "-");
        if parts_thousands(&number) { number.replace(',', "") } else { number }
    } else {
        plain
    }
}

/// Whether three digits stand behind every comma, and one to three before the first: 「1,5」 is a slip for 1.5, not 15.
fn parts_thousands(number: &str) -> bool {
    let n_digits = |group: &str| group.chars().take_while(char::is_ascii_digit).count();
    let mut groups = number.strip_prefix('-').unwrap_or(number).split(',');
    groups.next().is_some_and(|first| matches!(first.len(), 1..=3)) && groups.all(|group| n_digits(group) == 3)
}

fn number_schema() -> Value {
    json!({ "type": ["integer", "number", "string", "null"] })
}

/// A decimal text as an integer of its `places`-th decimal: `10.21` with 2 places is 1021.
fn fixed(text: &str, places: usize) -> Option<i64> {
    let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let all_digits = |part: &str| part.chars().all(|c| c.is_ascii_digit());
    let extra = fraction.get(places..).unwrap_or("");
    if whole.is_empty()
        || whole.len() > 9
        || !all_digits(whole)
        || !all_digits(fraction)
        || extra.chars().any(|c| c != '0')
    {
        return None;
    }
    let kept: String = fraction.chars().chain(std::iter::repeat('0')).take(places).collect();
    let value: i64 = format!("{whole}{kept}").parse().ok()?;
    Some(if negative { -value } else { value })
}

macro_rules! whole_number {
    ($(#[$doc:meta])+ $name:ident($inner:ty), $what:literal, $unit:literal, $range:expr) => {
        $(#[$doc])+
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub $inner);

        impl Scalar for $name {
            const WHAT: &'static str = $what;

            fn parse(text: &str) -> Result<Self, BadValue> {
                let range = $range;
                without(&digits(text), &[$unit])
                    .parse::<$inner>()
                    .ok()
                    .filter(|value| range.contains(value))
                    .map(Self)
                    .ok_or_else(|| {
                        BadValue::new(format!("「{}」は{}として読めません", text.trim(), $what))
                            .help(format!("{}から{}までの整数を書いてください", range.start(), range.end()))
                    })
            }

            fn schema() -> Value {
                number_schema()
            }
        }
    };
}

whole_number! {
    /// 「単位数」 units; reductions are negative.
    Units(i32), "単位数", "単位", -999_999..=999_999
}
whole_number! {
    /// 「円」 whole yen.
    Yen(i32), "金額", "円", 0..=99_999_999
}
whole_number! {
    /// 「％」 whole percent: 給付率, 割引後率.
    Percent(u8), "率（％）", "%", 1..=100
}
whole_number! {
    /// 「日数」 a number of days.
    DayCount(u16), "日数", "日", 0..=1500
}
whole_number! {
    /// 「回数」 a number of uses.
    Count(u16), "回数", "回", 0..=999
}

/// 「加算率」 in per mille: 24.5% is 245, −10% is −100.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PerMille(pub i32);

impl Scalar for PerMille {
    const WHAT: &'static str = "加算率";

    fn parse(text: &str) -> Result<Self, BadValue> {
        let clean = digits(text);
        fixed(without(&clean, &["%"]), 1)
            .and_then(|value| i32::try_from(value).ok())
            .filter(|value| (-1000..=1000).contains(value))
            .map(Self)
            .ok_or_else(|| {
                BadValue::new(format!("「{}」は加算率として読めません", text.trim()))
                    .help("「24.5%」「-10%」のように、小数第1位までの率を書いてください")
            })
    }

    fn schema() -> Value {
        json!({ "type": ["string", "number", "null"], "examples": ["24.5%", "-10%"] })
    }
}

/// 「単位数単価」 the price of one unit in 1/100 yen: 10.21 is 1021.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnitPrice(pub i32);

impl Scalar for UnitPrice {
    const WHAT: &'static str = "単価";

    fn parse(text: &str) -> Result<Self, BadValue> {
        let clean = digits(text);
        fixed(without(&clean, &["円"]), 2)
            .and_then(|value| i32::try_from(value).ok())
            .filter(|value| (100..=2000).contains(value))
            .map(Self)
            .ok_or_else(|| {
                BadValue::new(format!("「{}」は1単位の単価として読めません", text.trim()))
                    .help("「10.21」のように書いてください")
            })
    }

    fn schema() -> Value {
        json!({ "type": ["string", "number", "null"], "examples": ["10.21"] })
    }
}

impl std::fmt::Display for UnitPrice {
    /// `10.21`.
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

/// 「はい・いいえ」 true or false, as YAML or Japanese writes it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct YesNo(pub bool);

impl YesNo {
    /// Its words as a form says them.
    pub const WORDS: [&str; 2] = ["はい", "いいえ"];
}

impl Scalar for YesNo {
    const WHAT: &'static str = "はい・いいえ";

    fn parse(text: &str) -> Result<Self, BadValue> {
        match text.trim() {
            "true" | "True" | "TRUE" | "はい" | "○" | "〇" | "◯" => Ok(Self(true)),
            "false" | "False" | "FALSE" | "いいえ" => Ok(Self(false)),
            other => Err(BadValue::new(format!("「{other}」は「はい」「いいえ」のどちらでもありません"))
                .help("true か false を書いてください")),
        }
    }

    fn schema() -> Value {
        json!({ "enum": [true, false, Self::WORDS[0], Self::WORDS[1], null] })
    }
}

/// Declares a closed set of printed words.
#[macro_export]
macro_rules! choice {
    ($(#[doc = $doc:literal])+ pub enum $name:ident, $what:literal { $($(#[doc = $variant_doc:literal])+ $variant:ident = $printed:literal $(| $other:literal)*,)+ }) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[doc = $variant_doc])+ $variant,)+ }

        impl $name {
            /// All of them, in the order of the form.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// Their words as printed, in the order of the form.
            pub const WORDS: &[&str] = &[$($printed,)+];

            /// The word as printed on the form.
            #[must_use]
            pub const fn printed(self) -> &'static str {
                match self { $(Self::$variant => $printed,)+ }
            }
        }

        impl $crate::source::read::Scalar for $name {
            const WHAT: &'static str = $what;

            fn parts(text: &str) -> Option<Vec<&str>> {
                // A printed word may have a mark of separation in it.
                Some(if Self::parse(text).is_ok() { vec![text] } else { $crate::source::read::words(text) })
            }

            fn parse(text: &str) -> Result<Self, $crate::source::read::BadValue> {
                match $crate::source::plain(text).as_str() {
                    $($printed $(| $other)* => Ok(Self::$variant),)+
                    _ => Err($crate::source::read::BadValue::new(format!("「{}」は{}として読めません", text.trim(), $what))
                        .one_of(text, &[$($printed),+])),
                }
            }

            fn schema() -> serde_json::Value {
                serde_json::json!({ "enum": [$($printed,)+ serde_json::Value::Null] })
            }
        }
    };
}
