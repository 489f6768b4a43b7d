//! Numbers with their units and thousands: a slip in them is told, never read as some other number.

use super::{read, tells};
use careplan::calendar::read::{date, month, period};
use careplan::calendar::time::{range, time};
use careplan::calendar::{TimeOfDay, Weekday};
use careplan::case::values::{Count, PerMille, UnitPrice, Units, Yen};
use careplan::source::read::Scalar;

/// What is written twice is a slip, not a longer way to say it.
#[test]
fn a_unit_is_written_once() {
    assert!(["24.5", "24.5%", "２４．５％", "24.5 %"].iter().all(|text| PerMille::parse(text) == Ok(PerMille(245))));
    assert!(["588", "588単位", "５８８ 単位"].iter().all(|text| Units::parse(text) == Ok(Units(588))));
    assert!(UnitPrice::parse("10.21円") == Ok(UnitPrice(1021)) && UnitPrice::parse("10.21円円").is_err());
    assert!(Count::parse("2回") == Ok(Count(2)) && Count::parse("2回回").is_err());
    tells(
        "第6表:\n  - 年月: R7.6\n    サービス: [{加算率: 24.5%%}, {加算率: 24.5％％}, {単位数: 588単位単位}, {予定: [2日日]}]\n",
        &["3:18 YML006 「24.5%%」は加算率", "3:33 YML006 「24.5％％」は加算率", "3:48 YML006", "3:64 YML006"],
    );
    assert_eq!(time("9時"), Ok(TimeOfDay::new(9, 0).expect("a time")));
    for text in ["9時30分分", "9時分"] {
        assert!(time(text).is_err(), "{text}");
    }
    assert!(range("9:30から10:30まで").is_ok() && range("9:30から10:30までまで").is_err());
    assert!(month("令和7年6月分").is_ok() && month("令和7年6月分分").is_err());
    assert!(period("令和7年6月1日から令和7年6月30日まで").is_ok());
    assert!(period("令和7年6月1日から令和7年6月30日までまで").is_err());
    assert!(date("令和7年5月27日（火曜日）").is_ok() && date("令和7年5月27日（火曜曜日）").is_err());
    assert_eq!((Weekday::parse("火曜"), Weekday::parse("火曜日")), (Ok(Weekday::Tue), Ok(Weekday::Tue)));
    assert!(Weekday::parse("火曜日曜日").is_err() && Weekday::parse("火曜曜").is_err());
}

/// 「1,5%」 is a slip for 1.5%, and was 15%.
#[test]
fn a_comma_that_parts_no_thousands_is_no_thousands_separator() {
    assert_eq!((Yen::parse("12,345円"), Yen::parse("1,234,567")), (Ok(Yen(12_345)), Ok(Yen(1_234_567))));
    assert_eq!(Units::parse("▲1,266単位"), Ok(Units(-1266)));
    for text in ["1,5", "12,34", "1,2345", ",500", "500,", "1,,234", "1234,567"] {
        assert!(Yen::parse(text).is_err(), "{text}");
    }
    assert!(PerMille::parse("1,5%").is_err() && UnitPrice::parse("1,0").is_err());
    read("第6表:\n  - 年月: R7.6\n    サービス: [{単位数: '1,266'}]\n");
}
