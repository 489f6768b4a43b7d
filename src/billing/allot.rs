//! 「超過の割り振り」 who carries the units over a kind's limit and over the limit: checked to the unit, never guessed.

use super::group::{CodeRow, Group, clean_code, readable};
use super::tariff;
use super::{KindRow, Refusal, RefusalKind, Warning};
use crate::case::month::Allotment;
use crate::source::{Field, List, Span};

/// One allotment, read against the rows.
struct Claim {
    group: usize,
    /// The rows of the named code; none when the provider's kind as a whole is meant.
    rows: Option<Vec<usize>>,
    /// Units that become self-paid.
    units: i64,
    /// Units that leave the managed total; what one use less would leave, for allotments by uses.
    managed: i64,
    per_use: Option<i64>,
    /// A row outside the limit: no part of the sum.
    outside: bool,
    span: Span,
}

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

/// 「種類支給限度」 Gives the units over each kind's limit to their groups.
pub(super) fn kinds(
    groups: &mut [Group],
    limits: &crate::source::read::Named<Field<crate::case::values::Units>>,
    entries: &List<Allotment>,
    warnings: &mut Vec<Warning>,
) -> Result<Vec<KindRow>, Refusal> {
    let mut rows = Vec::new();
    let mut used = vec![false; entries.len()];
    for (key, limit) in limits.iter() {
        let code = tariff::kind_named(key.text()).map_or_else(|| clean_code(key.text()), |kind| kind.code.clone());
        let name = tariff::kind(&code).map_or_else(|| key.text().to_owned(), |kind| kind.name.clone());
        let Some(units) = readable(limit, "種類支給限度基準額")?.map(|units| i64::from(units.0)).filter(|units| *units >= 0) else {
            return Err(Refusal::new(RefusalKind::Unreadable, limit.span().or(key.span()), format!("{name}の種類支給限度基準額が書かれていません")));
        };
        let of_kind: Vec<usize> = (0..groups.len()).filter(|at| groups[*at].kind_code == code).collect();
        let total: i64 = of_kind.iter().map(|at| groups[*at].managed().map(CodeRow::managed).sum::<i64>()).sum();
        let over = (total - units).max(0);
        let mut claims = Vec::new();
        for (at, entry) in entries.iter().enumerate() {
            if kind_of(entry).is_some_and(|kind| kind == code) {
                used[at] = true;
                claims.push(claim(groups, entry)?);
            }
        }
        let which = Which::Kind(&name);
        if claims.is_empty() && over > 0 {
            let alone = of_kind.iter().filter(|at| groups[**at].managed_total() > 0).copied().collect::<Vec<_>>();
            match alone.as_slice() {
                [only] if !groups[*only].has_several_flat_rows() => groups[*only].kind_over += over,
                _ => return Err(not_allotted(which, units, over, groups, limit.span())),
            }
        } else {
            apply(groups, &claims, over, which, warnings)?;
        }
        rows.push(KindRow { kind: name, limit: units, total, over });
    }
    if let Some(at) = used.iter().position(|used| !used) {
        let entry = &entries[at];
        return Err(Refusal::new(RefusalKind::Allotment, entry.span, format!("「{}」に種類支給限度基準額がないのに、種類超過の割り振りがあります", entry.kind.text().trim()))
            .help("「種類支給限度基準額」に、そのサービス種類の単位数を書いてください"));
    }
    Ok(rows)
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
        return if largest { give_largest(groups, limit, excess, place, warnings) } else { Err(not_allotted(Which::Whole, limit, excess, groups, place)) };
    }
    let claims = entries.iter().map(|entry| claim(groups, entry)).collect::<Result<Vec<_>, _>>()?;
    for claim in claims.iter().filter(|claim| !claim.outside && claim.per_use.is_none() && claim.units > 0) {
        let meant = |at: &usize| claim.rows.as_ref().is_none_or(|rows| rows.contains(at));
        let rows = &groups[claim.group].rows;
        if (0..rows.len()).filter(meant).any(|at| rows[at].managed_per_use.is_some()) {
            let message = "給付管理単位数のあるサービスに単位数で割り振っています。ふつうは回数で割り振ります（回数: 1）".to_owned();
            warnings.push(Warning { message, span: claim.span });
        }
    }
    apply(groups, &claims, excess, Which::Whole, warnings)
}

/// Checks the claims against the excess and gives their units to the rows.
fn apply(groups: &mut [Group], claims: &[Claim], excess: i64, which: Which, warnings: &mut Vec<Warning>) -> Result<(), Refusal> {
    let Some(first) = claims.first().map(|claim| claim.span) else { return Ok(()) };
    let inside = || claims.iter().filter(|claim| !claim.outside);
    let sum: i64 = inside().map(|claim| claim.managed).sum();
    if excess == 0 {
        let message = format!("{}を超えていませんが、{}があります。書かれたとおりに全額負担としました", which.limit_name(), which.key());
        warnings.push(Warning { message, span: first });
    } else if inside().all(|claim| claim.per_use.is_none()) {
        if sum != excess {
            let gap = if sum < excess { format!("あと{}単位です", thousands(excess - sum)) } else { format!("{}単位多すぎます", thousands(sum - excess)) };
            let message = format!("{}を{}単位超えていますが、{}の合計は{}単位です。{gap}", which.limit_name(), thousands(excess), which.key(), thousands(sum));
            return Err(Refusal::new(RefusalKind::Allotment, first, message).help("合計が超えた単位数とちょうど同じになるように割り振ってください"));
        }
    } else if sum < excess {
        let message = format!("{}を{}単位超えていますが、{}で減るのは{}単位です。回数が足りません", which.limit_name(), thousands(excess), which.key(), thousands(sum));
        return Err(Refusal::new(RefusalKind::Allotment, first, message).help("残りが限度に収まる、いちばん少ない回数を書いてください"));
    } else if let Some(too_many) = inside().find(|claim| claim.per_use.is_some_and(|per_use| sum - per_use >= excess)) {
        let message = format!("{}は、1回少なくても{}に収まります", which.key(), which.limit_name());
        return Err(Refusal::new(RefusalKind::Allotment, too_many.span, message).help("残りが限度に収まる、いちばん少ない回数を書いてください"));
    }
    claims.iter().try_for_each(|claim| give(groups, claim, which))
}

/// Gives a claim's units to its rows, within what they have.
fn give(groups: &mut [Group], claim: &Claim, which: Which) -> Result<(), Refusal> {
    let group = &mut groups[claim.group];
    let too_many = |has: i64| {
        let message = format!("割り振りの{}単位は、その行の単位数（{}単位）を超えています", thousands(claim.units), thousands(has));
        Refusal::new(RefusalKind::Allotment, claim.span, message)
    };
    if let Some(rows) = &claim.rows {
        let room: i64 = rows.iter().map(|at| (group.rows[*at].total - group.rows[*at].over).max(0)).sum();
        if claim.units > room {
            return Err(too_many(room));
        }
        let mut left = claim.units;
        for at in rows {
            let row = &mut group.rows[*at];
            let part = left.min((row.total - row.over).max(0));
            row.over += part;
            left -= part;
        }
    }
    if claim.outside {
        return Ok(());
    }
    let room = (group.managed_total() - group.kind_over - group.over).max(0);
    if claim.units > room {
        return Err(too_many(room));
    }
    match which {
        Which::Kind(_) => group.kind_over += claim.units,
        Which::Whole => group.over += claim.units,
    }
    Ok(())
}

/// `--allot largest`: the whole excess to the provider and kind with the most units, when it alone can carry it.
fn give_largest(groups: &mut [Group], limit: i64, excess: i64, place: Span, warnings: &mut Vec<Warning>) -> Result<(), Refusal> {
    let refused = |groups: &[Group]| {
        let mut refusal = not_allotted(Which::Whole, limit, excess, groups, place);
        refusal.message.push_str("（一つの事業所のサービスだけでは負いきれません）");
        refusal
    };
    // The order of the lines must not decide between equals.
    let key = |at: &usize| (groups[*at].managed_total(), std::cmp::Reverse((groups[*at].number, groups[*at].provider, groups[*at].kind_code.clone())));
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
            Claim { group: at, rows, units: uses * row.per_use(), managed: uses * managed, per_use: Some(managed), outside: false, span }
        }
        _ => return Err(refused(groups)),
    };
    let (provider, kind) = (group.provider.to_owned(), group.kind_name().to_owned());
    if give(groups, &claim, Which::Whole).is_err() {
        return Err(refused(groups));
    }
    let message = format!("超過の{}単位を、単位数のいちばん多い{provider}の{kind}に割り振りました", thousands(excess));
    warnings.push(Warning { message, span: place });
    Ok(())
}

/// The kind's code that an entry names, by its サービス種類 or by its サービスコード.
fn kind_of(entry: &Allotment) -> Option<String> {
    if entry.kind.is_blank() {
        return clean_code(entry.code.text()).get(..2).map(str::to_owned);
    }
    Some(tariff::kind_named(entry.kind.text()).map_or_else(|| clean_code(entry.kind.text()), |kind| kind.code.clone()))
}

/// Reads one entry against the rows it names.
fn claim(groups: &[Group], entry: &Allotment) -> Result<Claim, Refusal> {
    let refuse = |span: Span, message: String| Refusal::new(RefusalKind::Allotment, span.or(entry.span), message);
    let provider = tariff::plain(entry.provider.text());
    let kind = kind_of(entry);
    let candidates: Vec<usize> = (0..groups.len())
        .filter(|at| tariff::plain(groups[*at].provider) == provider && kind.as_ref().is_none_or(|kind| *kind == groups[*at].kind_code))
        .collect();
    let at = match candidates.as_slice() {
        [at] => *at,
        [] => return Err(refuse(entry.provider.span(), format!("割り振り先の「{}」の{}は、この月の別表にありません", entry.provider.text().trim(), entry.kind.text().trim()))),
        _ => return Err(refuse(entry.provider.span(), format!("「{}」のどのサービス種類に割り振るのかわかりません", entry.provider.text().trim())).help("サービス種類を書いてください")),
    };
    let group = &groups[at];
    let code = clean_code(entry.code.text());
    let units = readable(&entry.units, "割り振りの単位数")?.map(|units| i64::from(units.0));
    let uses = readable(&entry.uses, "割り振りの回数")?.map(|uses| i64::from(uses.0));
    let named = |outside: bool| -> Vec<usize> {
        (0..group.rows.len()).filter(|row| group.rows[*row].code == code && group.rows[*row].outside == outside).collect()
    };
    match (units, uses) {
        (Some(units), None) if units < 0 => Err(refuse(entry.units.span(), "割り振りの単位数は0以上で書いてください".to_owned())),
        (Some(units), None) => {
            let (rows, outside) = if code.is_empty() {
                if group.has_several_flat_rows() {
                    return Err(refuse(entry.span, format!("{}の{}は定額のサービスコードが複数あります。どのコードの単位かを書いてください", group.provider, group.kind_name()))
                        .help("割り振りに「サービスコード」を加えてください"));
                }
                (None, false)
            } else {
                match (named(false), named(true)) {
                    (inside, _) if !inside.is_empty() => (Some(inside), false),
                    (_, outside) if !outside.is_empty() => (Some(outside), true),
                    _ => return Err(refuse(entry.code.span(), format!("割り振り先のサービスコード「{code}」は、この月の別表にありません"))),
                }
            };
            if outside && rows.iter().flatten().any(|row| group.rows[*row].is_rate()) {
                return Err(refuse(entry.code.span(), format!("「{code}」は率の加算です。超過の分は、率をかける行の割り振りから計算します")));
            }
            Ok(Claim { group: at, rows, units, managed: units, per_use: None, outside, span: entry.span })
        }
        (None, Some(uses)) => {
            let counted = |row: &usize| group.rows[*row].managed_per_use.is_some() && (code.is_empty() || group.rows[*row].code == code);
            let rows: Vec<usize> = (0..group.rows.len()).filter(counted).collect();
            let [only] = rows.as_slice() else {
                return Err(refuse(entry.uses.span(), "回数で割り振れるのは、給付管理単位数のある一つのサービスコードだけです".to_owned())
                    .help("給付管理単位数のあるサービスコードを書くか、単位数で割り振ってください"));
            };
            let row = &group.rows[*only];
            if uses > row.uses() {
                return Err(refuse(entry.uses.span(), format!("割り振りの{uses}回は、その行の{}回を超えています", row.uses())));
            }
            let per_use = row.managed_per_use.unwrap_or(0);
            Ok(Claim { group: at, units: uses * row.per_use(), managed: uses * per_use, per_use: (uses > 0).then_some(per_use), rows: Some(rows), outside: false, span: entry.span })
        }
        (None, None) => Err(refuse(entry.span, "割り振りに単位数が書かれていません".to_owned())),
        (Some(_), Some(_)) => Err(refuse(entry.uses.span(), "割り振りに単位数と回数の両方が書かれています".to_owned()).help("どちらか一方を書いてください")),
    }
}

/// Nobody was named to carry the units over a limit.
fn not_allotted(which: Which, limit: i64, over: i64, groups: &[Group], span: Span) -> Refusal {
    let message = format!("{}{}単位を{}単位超えています。超えた分をどの事業所のサービスが負うかが書かれていません", which.limit_name(), thousands(limit), thousands(over));
    let example = groups.iter().max_by_key(|group| group.managed_total());
    let example = example.map_or_else(String::new, |group| {
        format!("例：{}: [{{事業所: {}, サービス種類: {}, 単位数: {over}}}]", which.key(), group.provider, group.kind_name())
    });
    Refusal::new(RefusalKind::Excess { over }, span, message).help(format!("この月に「{}」を、合計{}単位になるように書いてください。{example}", which.key(), thousands(over)))
}

/// 「19,705」
pub(super) fn thousands(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut out = String::from(if number < 0 { "-" } else { "" });
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
