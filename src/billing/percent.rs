//! Rows with 加算率: what they count, their total, and the part of it that lies over the limit.

use super::group::{CodeRow, Group, Measure};
use super::tariff::AdditionRole;
use super::{About, Refusal, RefusalKind, Warning, money};

/// Gives every row with a rate its total. Rows inside the limit come first: the excess is found from them.
pub(super) fn settle_totals(group: &mut Group) -> Result<(), Refusal> {
    for at in in_order(group)? {
        if let Measure::Rate { per_mille, .. } = group.rows[at].measure {
            let base: i64 = base(&group.rows, at).map(|row| row.total).sum();
            group.rows[at].total = money::per_mille(base, per_mille);
            group.rows[at].settled = true;
        }
    }
    Ok(())
}

/// Gives every row with a rate outside the limit its part over the limits: total − half up((base − over) × rate).
pub(super) fn settle_over(group: &mut Group) -> Result<(), Refusal> {
    for at in in_order(group)? {
        let Measure::Rate { per_mille, .. } = group.rows[at].measure else { continue };
        if !group.rows[at].outside {
            continue;
        }
        let base_total: i64 = base(&group.rows, at).map(|row| row.total).sum();
        let within = money::per_mille(base_total - base_over(group, at), per_mille);
        group.rows[at].over = group.rows[at].total - within;
    }
    Ok(())
}

/// The units of a rate's base that lie over the limits.
fn base_over(group: &Group, at: usize) -> i64 {
    let named: i64 = group.managed().map(|row| row.over).sum();
    // What the allotment gives to the provider and kind as a whole lies somewhere in the managed rows: in the base as far as it fits.
    let whole = group.kind_over + group.over - named;
    let managed_base: i64 = base(&group.rows, at).filter(|row| !row.outside).map(|row| row.total - row.over).sum();
    let over_of_rows: i64 = base(&group.rows, at).map(|row| row.over).sum();
    over_of_rows + whole.min(managed_base.max(0))
}

/// The rows that the rate of row `at` counts.
fn base(rows: &[CodeRow], at: usize) -> impl Iterator<Item = &CodeRow> {
    let rate = &rows[at];
    rows.iter().enumerate().filter(move |(other, row)| *other != at && counts(rate, row)).map(|(_, row)| row)
}

/// Whether a rate counts another row.
fn counts(rate: &CodeRow, row: &CodeRow) -> bool {
    let Measure::Rate { base_codes, .. } = &rate.measure else { return false };
    if !base_codes.is_empty() {
        // 中山間地域等に居住する者への加算 counts the area additions besides.
        return base_codes.contains(&row.code) && row.code != rate.code
            || rate.role == Some(AdditionRole::Resident) && row.role == Some(AdditionRole::Area);
    }
    if rate.is_treatment() {
        return !row.is_treatment();
    }
    row.basic || row.role.is_some_and(|role| rate.counts.contains(&role))
}

/// Tells a rate that finds nothing to count, and the order of 同一建物減算 and 特別地域, which no published example shows.
pub(super) fn tell_doubts(group: &Group, warnings: &mut Vec<Warning>) {
    for (at, row) in group.rows.iter().enumerate().filter(|(_, row)| row.is_rate()) {
        let mut tell = |about, message: String| warnings.push(Warning::new(about, row.span(), message));
        let counted: Vec<&CodeRow> = base(&group.rows, at).collect();
        if counted.is_empty() {
            tell(
                About::Figures,
                format!(
                    "「{}」の率をかける基本のサービスの行がないので、0単位です。算定対象にサービスコードを書いてください",
                    row.content
                ),
            );
        } else if row.role == Some(AdditionRole::Area)
            && counted.iter().any(|other| other.role == Some(AdditionRole::Building))
        {
            tell(
                About::Figures,
                format!(
                    "「{}」の率は、同一建物減算をした後の単位数にかけました（算定構造の順。確かさ75％）",
                    row.content
                ),
            );
        }
    }
}

/// The rows with a rate in an order in which what they count is known before them.
fn in_order(group: &Group) -> Result<Vec<usize>, Refusal> {
    let mut order: Vec<usize> = Vec::new();
    let mut waiting: Vec<usize> = (0..group.rows.len()).filter(|at| group.rows[*at].is_rate()).collect();
    while !waiting.is_empty() {
        let ready = waiting.iter().position(|at| {
            let open = |other: &usize| *other != *at && counts(&group.rows[*at], &group.rows[*other]);
            !waiting.iter().any(open)
        });
        let Some(ready) = ready else {
            let row = &group.rows[waiting[0]];
            return Err(Refusal::new(
                RefusalKind::Impossible,
                row.span(),
                format!("「{}」の算定対象が、互いに相手を数えています", row.content),
            )
            .help("算定対象のサービスコードを確かめてください"));
        };
        order.push(waiting.remove(ready));
    }
    Ok(order)
}
