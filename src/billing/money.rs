//! Rounding: the only places where the annex divides.

/// 「四捨五入」 n ÷ d to a whole number, a half away from zero: negative numbers are rounded by their absolute value.
#[must_use]
pub(crate) const fn half_up(n: i64, d: i64) -> i64 {
    let rounded = (2 * n.abs() + d) / (2 * d);
    if n < 0 { -rounded } else { rounded }
}

/// 「切り捨て」 n ÷ d to a whole number, towards zero: negative numbers are cut by their absolute value.
#[must_use]
pub(crate) const fn cut(n: i64, d: i64) -> i64 {
    n / d
}

/// 「切り捨て」 the part of an amount that falls to `part` of `whole`; the product may be larger than any amount.
#[must_use]
pub(crate) fn share(amount: i64, part: i64, whole: i64) -> i64 {
    let share = i128::from(amount) * i128::from(part) / i128::from(whole);
    i64::try_from(share).unwrap_or(i64::MAX)
}

/// Yen for units at a price in 1/100 yen.
#[must_use]
pub(crate) const fn yen(units: i64, price: i64) -> i64 {
    cut(units * price, 100)
}

/// Units × per mille, rounded.
#[must_use]
pub(crate) const fn per_mille(units: i64, rate: i64) -> i64 {
    half_up(units * rate, 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_go_away_from_zero_and_cuts_towards_it() {
        assert_eq!((half_up(5, 10), half_up(4, 10), half_up(-5, 10), half_up(-4, 10)), (1, 0, -1, 0));
        assert_eq!((cut(19, 10), cut(-19, 10)), (1, -1));
        // 29 × 0.1 per mille steps that binary floats get wrong: 1.005 × 1000 = 1005 exactly.
        assert_eq!((per_mille(1000, 245), per_mille(3431, 245), per_mille(-1000, 100)), (245, 841, -100));
        // 100 × 10.21 = 1021.00 and 3431 × 10.21 = 35030.51.
        assert_eq!((yen(100, 1021), yen(3431, 1021), yen(-752, 1014)), (1021, 35030, -7625));
    }
}
