//! 「超過の割り振り」 who carries the units over a kind's limit and over the limit: checked to the unit, never guessed.

mod claim;

use super::group::{CodeRow, Group};
use super::refusal::readable;
use super::{About, KindRow, Refusal, RefusalKind, Warning};
use crate::case::month::Allotment;
use crate::case::values::Units;
use crate::service_kind;
use crate::source::read::Named;
use crate::source::{Field, List, Span, thousands};
use claim::Claim;

/// Which limit is meant, for sentences and for where the units go.
#[derive(Clone, Copy)]
enum Which<'k> {
    Kind(&'k str),
    Whole,
}

impl Which<'_> {
    fn limit_name(self) -> String {
        match self {
            Self::Kind(name) => format!("{name}の種類支給限度基準額"),
            Self::Whole => "区分支給限度基準額".to_owned(),
        }
    }

    const fn key(self) -> &'static str {
        match self {
            Self::Kind(_) => "種類超過の割り振り",
            Self::Whole => "超過の割り振り",
        }
    }
}

/// A kind's limit as the month writes it.
struct KindLimit {
    name: String,
    units: i64,
    span: Span,
    /// The groups that it limits.
    groups: Vec<usize>,
}

/// 「種類支給限度」 Gives the units over each kind's limit to their groups.
pub(super) fn kinds(
    groups: &mut [Group],
    limits: &Named<Field<Units>>,
    entries: &List<Allotment>,
    warnings: &mut Vec<Warning>,
) -> Result<Vec<KindRow>, Refusal> {
    let limits = kind_limits(groups, limits)?;
    // An entry that can belong to no limit is told before any sum: the sum would blame those that are right.
    let mut claims = entries.iter().map(|entry| kind_claim(groups, &limits, entry)).collect::<Result<Vec<_>, _>>()?;
    let mut rows = Vec::new();
    for KindLimit { name, units, span, groups: of_kind } in limits {
        let total: i64 = of_kind.iter().map(|at| groups[*at].managed().map(CodeRow::managed).sum::<i64>()).sum();
        let over = (total - units).max(0);
        let (own, others): (Vec<_>, _) = claims.into_iter().partition(|claim| of_kind.contains(&claim.group));
        claims = others;
        let which = Which::Kind(&name);
        if own.is_empty() && over > 0 {
            let alone = of_kind.iter().filter(|at| groups[**at].managed_total() > 0).copied().collect::<Vec<_>>();
            match alone.as_slice() {
                [only] if !groups[*only].has_several_flat_rows() => {
                    // Managed units may be more than those that are charged.
                    groups[*only].kind_over += over.min(groups[*only].managed_total());
                }
                _ => return Err(not_allotted(which, units, over, groups, span)),
            }
        } else {
            apply(groups, &own, over, which, warnings)?;
        }
        rows.push(KindRow { kind: name, limit: units, total, over });
    }
    Ok(rows)
}

/// The limits of a month, each of a kind that there is, once, and not below 0.
fn kind_limits(groups: &[Group], limits: &Named<Field<Units>>) -> Result<Vec<KindLimit>, Refusal> {
    let mut found: Vec<KindLimit> = Vec::new();
    for (key, limit) in limits.iter() {
        if !service_kind::is_any_kind(key.text()) {
            let message = format!("種類支給限度基準額の「{}」というサービス種類はありません", key.text().trim());
            return Err(Refusal::new(RefusalKind::Impossible, key.span(), message)
                .help("訪問介護 などの名前か、サービスコードの初めの2文字で書いてください"));
        }
        let name = service_kind::named(key.text()).map_or_else(|| key.text().to_owned(), |kind| kind.name.clone());
        if found.iter().any(|other| other.name == name) {
            let message = format!("{name}の種類支給限度基準額が二度書かれています（「{}」）", key.text().trim());
            return Err(Refusal::new(RefusalKind::Impossible, key.span(), message)
                .help("被保険者証を見て、一つだけにしてください（名前とサービスコードの初めの2文字は同じ種類です）"));
        }
        let written = readable(limit, "種類支給限度基準額")?.map(|units| i64::from(units.0));
        let Some(units) = written.filter(|units| *units >= 0) else {
            let why = written.map_or("書かれていません".to_owned(), |units| {
                format!("{units}です。0以上の単位数を書いてください")
            });
            let message = format!("{name}の種類支給限度基準額が{why}");
            return Err(Refusal::new(RefusalKind::Impossible, limit.span().or(key.span()), message));
        };
        let of_kind = (0..groups.len()).filter(|at| service_kind::names_kind(key.text(), &groups[*at].kind_code));
        found.push(KindLimit { name, units, span: limit.span(), groups: of_kind.collect() });
    }
    Ok(found)
}

/// An entry of 種類超過の割り振り as a claim on a group that a limit is written for.
fn kind_claim(groups: &[Group], limits: &[KindLimit], entry: &Allotment) -> Result<Claim, Refusal> {
    let claim = claim::read(groups, entry)?;
    if limits.iter().any(|limit| limit.groups.contains(&claim.group)) {
        return Ok(claim);
    }
    let message =
        format!("「{}」に種類支給限度基準額がないのに、種類超過の割り振りがあります", groups[claim.group].kind_name());
    let mut help = "「種類支給限度基準額」に、そのサービス種類の単位数を書いてください".to_owned();
    // One of the two names is likely the other mistyped: a limit of a kind that the month has not got.
    let idle: Vec<&KindLimit> = limits.iter().filter(|limit| limit.groups.is_empty()).collect();
    if !idle.is_empty() {
        let names: Vec<&str> = idle.iter().map(|limit| limit.name.as_str()).collect();
        let names = names.join("」「");
        help = format!(
            "種類支給限度基準額の「{names}」のサービスは、この月にありません。どちらのサービス種類が正しいかを確かめ、違うほうを直してください"
        );
    }
    let refusal = Refusal::new(RefusalKind::Allotment, entry.span, message).help(help);
    Err(idle
        .into_iter()
        .fold(refusal, |refusal, limit| refusal.related(limit.span, "この月にないサービス種類の限度額です")))
}

/// 「区分支給限度」 Gives the excess to the groups and rows that carry it.
pub(super) fn whole(
    groups: &mut [Group],
    limit: i64,
    excess: i64,
    entries: &List<Allotment>,
    largest: bool,
    place: Span,
    warnings: &mut Vec<Warning>,
) -> Result<(), Refusal> {
    if excess > 0 && entries.is_empty() {
        return if largest {
            give_largest(groups, limit, excess, place, warnings)
        } else {
            Err(not_allotted(Which::Whole, limit, excess, groups, place))
        };
    }
    let claims = entries.iter().map(|entry| claim::read(groups, entry)).collect::<Result<Vec<_>, _>>()?;
    for claim in claims.iter().filter(|claim| !claim.outside && claim.per_use.is_none() && claim.units > 0) {
        let meant = |at: &usize| claim.rows.as_ref().is_none_or(|rows| rows.contains(at));
        let rows = &groups[claim.group].rows;
        if (0..rows.len()).filter(meant).any(|at| rows[at].managed_per_use.is_some()) {
            let message =
                "給付管理単位数のあるサービスに単位数で割り振っています。ふつうは回数で割り振ります（回数: 1）"
                    .to_owned();
            warnings.push(Warning::new(About::Figures, claim.span, message));
        }
    }
    apply(groups, &claims, excess, Which::Whole, warnings)
}

/// Checks the claims against the excess and gives their units to the rows.
fn apply(
    groups: &mut [Group],
    claims: &[Claim],
    excess: i64,
    which: Which,
    warnings: &mut Vec<Warning>,
) -> Result<(), Refusal> {
    let Some(first) = claims.first().map(|claim| claim.span) else { return Ok(()) };
    let inside = || claims.iter().filter(|claim| !claim.outside);
    // A sum that does not fit may be any entry's fault.
    let others = |refusal: Refusal| {
        let more = claims.iter().skip(1);
        more.fold(refusal, |refusal, claim| refusal.related(claim.span, "この割り振りも合わせた合計です"))
    };
    let sum: i64 = inside().map(|claim| claim.managed).sum();
    if excess == 0 {
        let message = format!(
            "{}を超えていませんが、{}があります。書かれたとおりに全額負担としました",
            which.limit_name(),
            which.key()
        );
        warnings.push(Warning::new(About::Figures, first, message));
    } else if inside().all(|claim| claim.per_use.is_none()) {
        if sum != excess {
            let gap = if sum < excess {
                format!("あと{}単位です", thousands(excess - sum))
            } else {
                format!("{}単位多すぎます", thousands(sum - excess))
            };
            let message = format!(
                "{}を{}単位超えていますが、{}の合計は{}単位です。{gap}",
                which.limit_name(),
                thousands(excess),
                which.key(),
                thousands(sum)
            );
            return Err(others(Refusal::new(RefusalKind::Allotment, first, message))
                .help("合計が超えた単位数とちょうど同じになるように割り振ってください"));
        }
    } else if sum < excess {
        let message = format!(
            "{}を{}単位超えていますが、{}で減るのは{}単位です。回数が足りません",
            which.limit_name(),
            thousands(excess),
            which.key(),
            thousands(sum)
        );
        return Err(others(Refusal::new(RefusalKind::Allotment, first, message))
            .help("残りが限度に収まる、いちばん少ない回数を書いてください"));
    } else if let Some(too_many) = inside().find(|claim| claim.per_use.is_some_and(|per_use| sum - per_use >= excess)) {
        let message = format!("{}は、1回少なくても{}に収まります", which.key(), which.limit_name());
        return Err(Refusal::new(RefusalKind::Allotment, too_many.span, message)
            .help("残りが限度に収まる、いちばん少ない回数を書いてください"));
    }
    claims.iter().try_for_each(|claim| give(groups, claim, which))
}

/// Gives a claim's units to its rows, within what they have.
fn give(groups: &mut [Group], claim: &Claim, which: Which) -> Result<(), Refusal> {
    let group = &mut groups[claim.group];
    let too_many = |has: i64| {
        let message = format!(
            "割り振りの{}単位は、その行の単位数（{}単位）を超えています",
            thousands(claim.units),
            thousands(has)
        );
        Refusal::new(RefusalKind::Allotment, claim.span, message)
    };
    if let Some(rows) = &claim.rows {
        let room: i64 = rows.iter().map(|at| (group.rows[*at].total - group.rows[*at].over).max(0)).sum();
        if claim.units < 0 || claim.units > room {
            return Err(too_many(room));
        }
        let mut left = claim.units;
        for at in rows {
            let row = &mut group.rows[*at];
            row.allotted = true;
            let part = left.min((row.total - row.over).max(0));
            row.over += part;
            left -= part;
        }
    }
    if claim.outside {
        return Ok(());
    }
    let room = (group.managed_total() - group.kind_over - group.over).max(0);
    if claim.units < 0 || claim.units > room {
        return Err(too_many(room));
    }
    match which {
        Which::Kind(_) => group.kind_over += claim.units,
        Which::Whole => group.over += claim.units,
    }
    Ok(())
}

/// `--allot largest`: the whole excess to the provider and kind with the most units, when it alone can carry it.
fn give_largest(
    groups: &mut [Group],
    limit: i64,
    excess: i64,
    place: Span,
    warnings: &mut Vec<Warning>,
) -> Result<(), Refusal> {
    let refused = |groups: &[Group]| {
        let mut refusal = not_allotted(Which::Whole, limit, excess, groups, place);
        refusal.message.push_str("（一つの事業所のサービスだけでは負いきれません）");
        refusal
    };
    // The order of the lines must not decide between equals.
    let key = |at: &usize| {
        (
            groups[*at].managed_total(),
            std::cmp::Reverse((groups[*at].number, groups[*at].provider, groups[*at].kind_code.clone())),
        )
    };
    let Some(at) = (0..groups.len()).max_by_key(key) else { return Err(refused(groups)) };
    let group = &groups[at];
    let counted: Vec<usize> = (0..group.rows.len()).filter(|row| group.rows[*row].managed_per_use.is_some()).collect();
    let span = Span::DETACHED;
    let claim = match counted.as_slice() {
        _ if group.has_several_flat_rows() => return Err(refused(groups)),
        [] => Claim { group: at, rows: None, units: excess, managed: excess, per_use: None, outside: false, span },
        [row] => {
            let (row, rows) = (&group.rows[*row], Some(vec![*row]));
            let managed = row.managed_per_use.filter(|managed| *managed > 0).ok_or_else(|| refused(groups))?;
            let uses = (excess + managed - 1) / managed;
            if uses > row.uses() {
                return Err(refused(groups));
            }
            Claim {
                group: at,
                rows,
                units: uses * row.per_use(),
                managed: uses * managed,
                per_use: Some(managed),
                outside: false,
                span,
            }
        }
        _ => return Err(refused(groups)),
    };
    let (provider, kind) = (group.provider.to_owned(), group.kind_name().to_owned());
    if give(groups, &claim, Which::Whole).is_err() {
        return Err(refused(groups));
    }
    let message = format!("超過の{}単位を、単位数のいちばん多い{provider}の{kind}に割り振りました", thousands(excess));
    warnings.push(Warning::new(About::Figures, place, message));
    Ok(())
}

/// Nobody was named to carry the units over a limit.
fn not_allotted(which: Which, limit: i64, over: i64, groups: &[Group], span: Span) -> Refusal {
    let message = format!(
        "{}{}単位を{}単位超えています。超えた分をどの事業所のサービスが負うかが書かれていません",
        which.limit_name(),
        thousands(limit),
        thousands(over)
    );
    let example = groups.iter().max_by_key(|group| group.managed_total());
    let example = example.map_or_else(String::new, |group| {
        format!(
            "例：{}: [{{事業所: {}, サービス種類: {}, 単位数: {over}}}]",
            which.key(),
            group.provider,
            group.kind_name()
        )
    });
    let refusal = Refusal::new(RefusalKind::Excess { over }, span, message).help(format!(
        "この月に「{}」を、合計{}単位になるように書いてください。{example}",
        which.key(),
        thousands(over)
    ));
    // A nought too many is likely the row with the most units.
    let counted = groups.iter().filter(|group| match which {
        Which::Whole => true,
        Which::Kind(name) => group.kind_name() == name,
    });
    let rows: Vec<_> = counted.flat_map(Group::managed).collect();
    let Some(most) = rows.iter().max_by_key(|row| row.managed()) else { return refusal };
    let refusal = refusal.related(most.span(), "単位数のいちばん多い行です。単位数と日に誤りがないか確かめてください");
    // Much a use may be less a month.
    match rows.iter().max_by_key(|row| row.per_use()).filter(|row| row.span() != most.span()) {
        Some(dear) => refusal.related(dear.span(), "1回（1月）の単位数のいちばん多い行です"),
        None => refusal,
    }
}
