//! From settled groups to printed rows: which cell stands on which row, and the money, once a money row.

use super::group::{CodeRow, Group, Measure};
use super::{Refusal, RefusalKind, Row, RowKind, money};

/// What every row is computed with.
#[derive(Clone, Copy)]
pub(super) struct Terms {
    /// 「給付率」
    pub benefit_rate: i64,
    /// Whether 種類内 is filled.
    pub kind_limited: bool,
    /// 「処遇改善の超過分: しない」
    pub treatment_excess_dropped: bool,
}

/// All rows of the annex, in the order in which they are printed.
pub(super) fn rows(groups: &[Group], terms: Terms) -> Result<Vec<Row>, Refusal> {
    let mut rows = Vec::new();
    for group in groups {
        managed_rows(group, terms, &mut rows)?;
        rows.extend(group.rows.iter().filter(|row| row.outside).map(|row| outside_row(group, row, terms)));
    }
    for group in groups {
        past_rows(group, &mut rows);
    }
    rows.push(Row::total_of(rows.iter()));
    Ok(rows)
}

fn managed_rows(group: &Group, terms: Terms, rows: &mut Vec<Row>) -> Result<(), Refusal> {
    let managed: Vec<&CodeRow> = group.managed().collect();
    let flat = managed.iter().filter(|row| row.flat_share.is_some()).count();
    if flat > 0 && flat < managed.len() {
        return Err(partly_flat(group, &managed, flat * 2 <= managed.len()));
    }
    match managed.as_slice() {
        [] => {}
        [only] => {
            let mut row = Row { kind: RowKind::Single, ..code_row(group, only) };
            money_cells(&mut row, group, &managed, terms);
            rows.push(row);
        }
        several => {
            rows.extend(several.iter().map(|row| detail_row(group, row)));
            let mut row =
                Row { content: Some(format!("{}合計", group.kind_name())), ..named(group, RowKind::Subtotal) };
            row.service_units = Some(group.managed_total());
            row.managed_units = Some(managed.iter().map(|row| row.managed()).sum());
            row.lines = several.iter().flat_map(|row| row.lines.iter().copied()).collect();
            money_cells(&mut row, group, &managed, terms);
            rows.push(row);
        }
    }
    Ok(())
}

/// 「定額」 on some rows only. The fewer are likely the slip, and are named: rows that have it, or rows that lack it.
fn partly_flat(group: &Group, managed: &[&CodeRow], has: bool) -> Refusal {
    let odd: Vec<&&CodeRow> = managed.iter().filter(|row| row.flat_share.is_some() == has).collect();
    let names: Vec<&str> = odd.iter().map(|row| row.content.as_str()).collect();
    let message = format!(
        "{}の{}に、定額のサービスとそうでないサービスがあります（「{}」だけに「定額」が{}）",
        group.provider,
        group.kind_name(),
        names.join("」「"),
        if has { "あります" } else { "ありません" }
    );
    let span = odd.first().map(|row| row.span()).unwrap_or_default();
    Refusal::new(RefusalKind::Impossible, span, message)
        .help("定額のサービスは、事業所とサービス種類ごとにすべての行に「定額」を書いてください。定額でなければ「定額」を消してください")
}

/// 「30日超」 as the official example 33-1: the codes, a subtotal with one 全額負担, and what is outside the limit with its own.
fn past_rows(group: &Group, rows: &mut Vec<Row>) {
    let named_past = |past: &CodeRow, kind| {
        let mut row = Row { kind, ..code_row(group, past) };
        row.content = Some(format!("30日超{}", past.content));
        row.managed_units = None;
        row.flat_price = None;
        row
    };
    let (outside, inside): (Vec<&CodeRow>, Vec<&CodeRow>) =
        group.past.iter().map(|past| &past.row).partition(|past| past.outside);
    rows.extend(inside.iter().map(|past| named_past(past, RowKind::PastThirtyDays)));
    if !inside.is_empty() {
        let units: i64 = inside.iter().map(|past| past.total).sum();
        rows.push(Row {
            content: Some(format!("30日超{}合計", group.kind_name())),
            service_units: Some(units),
            price: Some(group.price),
            self_paid: Some(money::yen(units, price(group))),
            lines: inside.iter().flat_map(|past| past.lines.iter().copied()).collect(),
            ..named(group, RowKind::PastThirtyDaysSubtotal)
        });
    }
    rows.extend(outside.iter().map(|past| Row {
        price: Some(group.price),
        self_paid: Some(money::yen(past.total, price(group))),
        ..named_past(past, RowKind::PastThirtyDaysOutside)
    }));
}

/// The money of a provider's managed rows of one kind.
fn money_cells(row: &mut Row, group: &Group, managed: &[&CodeRow], terms: Terms) {
    let within = group.managed_total() - group.kind_over - group.over;
    row.kind_over = used(group.kind_over);
    row.kind_within = terms.kind_limited.then(|| group.managed_total() - group.kind_over);
    row.over = used(group.over);
    charge(row, group, within, group.kind_over + group.over, terms);
    if managed.iter().any(|row| row.flat_share.is_some()) {
        let cost = row.total_cost.unwrap_or(0);
        let share = managed
            .iter()
            .map(|code_row| {
                flat_share(code_row, if managed.len() == 1 { within } else { code_row.total - code_row.over })
            })
            .sum();
        // A share beyond the cost would make the insurer's part negative.
        let share = std::cmp::min(share, cost);
        row.benefit_rate = None;
        row.client_share = Some(share);
        row.insurer_share = Some(cost - share);
    }
}

/// One of several codes. Of 定額 it shows what of it lies inside the limit and its own share (official example 6).
fn detail_row(group: &Group, row: &CodeRow) -> Row {
    let mut cells = Row { kind: RowKind::Detail, ..code_row(group, row) };
    if row.flat_share.is_some() {
        cells.over = used(row.over);
        cells.within = Some(row.total - row.over);
        cells.client_share = Some(flat_share(row, row.total - row.over));
    }
    cells
}

/// 「定額」 a row's share: floor(定額 × 回数 × 区分内 ÷ サービス単位).
fn flat_share(row: &CodeRow, within: i64) -> i64 {
    let whole = row.flat_share.unwrap_or(0) * row.uses();
    if row.total == 0 { whole } else { money::share(whole, within, row.total) }
}

fn outside_row(group: &Group, code_row_of: &CodeRow, terms: Terms) -> Row {
    let dropped = terms.treatment_excess_dropped && code_row_of.is_treatment() && code_row_of.is_rate();
    let over = if dropped { 0 } else { code_row_of.over };
    let within = code_row_of.total - code_row_of.over;
    let mut row = Row { kind: RowKind::Outside, ..code_row(group, code_row_of) };
    row.service_units = Some(within + over);
    row.managed_units = None;
    row.over = used(over);
    charge(&mut row, group, within, over, terms);
    row
}

/// 区分内 to 全額負担 of one money row.
fn charge(row: &mut Row, group: &Group, within: i64, over: i64, terms: Terms) {
    let cost = money::yen(within, price(group));
    let insurer = money::cut(cost * terms.benefit_rate, 100);
    row.within = Some(within);
    row.price = Some(group.price);
    row.total_cost = Some(cost);
    row.benefit_rate = Some(terms.benefit_rate);
    row.insurer_share = Some(insurer);
    row.client_share = Some(cost - insurer);
    row.self_paid = (over != 0).then(|| money::yen(over, price(group)));
}

/// The cells that every code row has.
fn code_row(group: &Group, row: &CodeRow) -> Row {
    let mut cells = named(group, RowKind::Detail);
    cells.content = Some(row.content.clone());
    cells.code = Some(row.code.clone());
    cells.lines.clone_from(&row.lines);
    if let Measure::Uses { units, discount, uses } = &row.measure {
        cells.units = Some(*units);
        cells.discounted_rate = discount.map(|(rate, _)| rate);
        cells.discounted_units = discount.map(|(_, units)| units);
        cells.uses = Some(*uses);
    }
    cells.service_units = Some(row.total);
    cells.managed_units = Some(row.managed());
    cells.flat_price = row.flat_share;
    cells
}

fn named(group: &Group, kind: RowKind) -> Row {
    Row {
        kind,
        provider: Some(group.provider.to_owned()),
        provider_number: group.number.map(str::to_owned),
        service_kind: Some(group.kind_code.clone()),
        ..Row::default()
    }
}

/// A cell that is left blank when there is nothing.
fn used(value: i64) -> Option<i64> {
    (value != 0).then_some(value)
}

fn price(group: &Group) -> i64 {
    i64::from(group.price.0)
}
