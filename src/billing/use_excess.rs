//! 「サ提強の超過」 additions a use outside the limit (サービス提供体制強化加算 …) when a part of their basic services is self-paid.
//!
//! Source: 事務連絡 2015-03-31 資料4: they are paid for at most as many uses as their basic service is paid. Which uses those are is counted
//! cumulatively, use by use by date; a municipality may count in proportion instead (`按分`). What was done is told.
//!
//! An addition of the month (総合マネジメント体制強化加算, 緊急時訪問看護加算 …) belongs to no use: it is paid as long as the insurance pays
//! any of its basic service, and self-paid when it pays none.

use super::group::{CodeRow, Group, Measure};
use super::{About, Warning};
use crate::case::month::UseExcess;

/// Gives every such row its units over the limit, unless the plan allotted units to its code.
pub(super) fn settle(group: &mut Group, way: UseExcess, warnings: &mut Vec<Warning>) {
    let over = group.kind_over + group.over;
    let total = group.managed_total();
    if over <= 0 || total <= 0 {
        return;
    }
    let within = total - over;
    let Some(paid) = whole_uses(group, within) else { return };
    for row in group.rows.iter_mut().filter(|row| row.outside && !row.allotted) {
        let Measure::Uses { uses, .. } = row.measure else { continue };
        let self_paid = match way {
            _ if row.of_the_month => {
                if within > 0 {
                    continue;
                }
                uses
            }
            UseExcess::Cumulative => (uses - paid).max(0),
            // Rounded up: a use is paid whole or not at all.
            UseExcess::Proportional => (uses * over + total - 1) / total,
        };
        if self_paid == 0 {
            continue;
        }
        row.over = row.per_use() * self_paid;
        let why = match way {
            _ if row.of_the_month => "基本のサービスがすべて限度を超えているので".to_owned(),
            UseExcess::Cumulative => format!("限度内に収まる基本のサービスが{paid}回なので"),
            UseExcess::Proportional => "区分超の割合から".to_owned(),
        };
        let message = format!(
            "「{}」は、{why}{self_paid}回分（{}単位）を全額負担としました（サ提強の超過: {}）",
            row.content,
            row.over,
            way.printed()
        );
        warnings.push(Warning::new(About::Figures, row.span(), message));
    }
}

/// How many uses of the basic codes lie wholly inside `within` units, counted by date; none without a basic code.
fn whole_uses(group: &Group, within: i64) -> Option<i64> {
    let basic: Vec<&CodeRow> = group.managed().filter(|row| row.basic).collect();
    if basic.is_empty() {
        return None;
    }
    let (mut units, mut whole) = (0, 0);
    for day in 0..31 {
        for row in &basic {
            for _ in 0..row.by_day[day] {
                units += row.per_use();
                if units > within {
                    return Some(whole);
                }
                whole += 1;
            }
        }
    }
    Some(whole)
}
