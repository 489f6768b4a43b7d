//! One entry of 「超過の割り振り」, read against the rows that it names.

use crate::billing::group::{Group, clean_code};
use crate::billing::refusal::readable;
use crate::billing::{Refusal, RefusalKind};
use crate::case::month::Allotment;
use crate::service_kind;
use crate::source::{Span, plain};

/// One allotment, read against the rows.
pub(super) struct Claim {
    pub(super) group: usize,
    /// The rows of the named code; none when the provider's kind as a whole is meant.
    pub(super) rows: Option<Vec<usize>>,
    /// Units that become self-paid.
    pub(super) units: i64,
    /// Units that leave the managed total.
    pub(super) managed: i64,
    /// For an allotment by uses, what one use leaves.
    pub(super) per_use: Option<i64>,
    /// A row outside the limit: no part of the sum.
    pub(super) outside: bool,
    pub(super) span: Span,
}

/// Whether an entry names a group's kind, by its サービス種類 or by its サービスコード.
fn names_kind_of(entry: &Allotment, group: &Group) -> bool {
    if !entry.kind.is_blank() {
        return service_kind::names_kind(entry.kind.text(), &group.kind_code);
    }
    let code = clean_code(entry.code.text());
    code.is_empty() || code.starts_with(group.kind_code.as_str())
}

/// Reads one entry against the rows it names.
pub(super) fn read(groups: &[Group], entry: &Allotment) -> Result<Claim, Refusal> {
    let at = group_of(groups, entry)?;
    let units = readable(&entry.units, "割り振りの単位数")?.map(|units| i64::from(units.0));
    let uses = readable(&entry.uses, "割り振りの回数")?.map(|uses| i64::from(uses.0));
    match (units, uses) {
        (Some(units), None) if units < 0 => {
            Err(refuse(entry, entry.units.span(), "割り振りの単位数は0以上で書いてください"))
        }
        (Some(units), None) => by_units(groups, at, entry, units),
        (None, Some(uses)) => by_uses(groups, at, entry, uses),
        (None, None) => Err(refuse(entry, entry.span, "割り振りに単位数が書かれていません")),
        (Some(_), Some(_)) => Err(refuse(entry, entry.uses.span(), "割り振りに単位数と回数の両方が書かれています")
            .help("どちらか一方を書いてください")),
    }
}

fn refuse(entry: &Allotment, span: Span, message: impl Into<String>) -> Refusal {
    Refusal::new(RefusalKind::Allotment, span.or(entry.span), message)
}

fn group_of(groups: &[Group], entry: &Allotment) -> Result<usize, Refusal> {
    let (name, provider) = (entry.provider.text().trim(), entry.provider.plain());
    let meant = |at: &usize| plain(groups[*at].provider) == provider && names_kind_of(entry, &groups[*at]);
    match (0..groups.len()).filter(meant).collect::<Vec<_>>().as_slice() {
        [at] => Ok(*at),
        [] => {
            let kind = entry.kind.text().trim();
            let kind = if kind.is_empty() { "サービス" } else { kind };
            let message = format!("割り振り先の「{name}」の{kind}は、この月の別表にありません");
            Err(refuse(entry, entry.provider.span(), message))
        }
        _ => {
            Err(refuse(entry, entry.provider.span(), format!("「{name}」のどのサービス種類に割り振るのかわかりません"))
                .help("サービス種類を、名前かコードの初めの2文字で書いてください"))
        }
    }
}

fn by_units(groups: &[Group], at: usize, entry: &Allotment, units: i64) -> Result<Claim, Refusal> {
    let group = &groups[at];
    let code = clean_code(entry.code.text());
    let claim = Claim { group: at, rows: None, units, managed: units, per_use: None, outside: false, span: entry.span };
    if code.is_empty() {
        if group.has_several_flat_rows() {
            let (provider, kind) = (group.provider, group.kind_name());
            let message =
                format!("{provider}の{kind}は定額のサービスコードが複数あります。どのコードの単位かを書いてください");
            return Err(refuse(entry, entry.span, message).help("割り振りに「サービスコード」を加えてください"));
        }
        return Ok(claim);
    }
    let named = |outside: bool| -> Vec<usize> {
        let is = |row: &usize| group.rows[*row].code == code && group.rows[*row].outside == outside;
        (0..group.rows.len()).filter(is).collect()
    };
    let inside = named(false);
    if !inside.is_empty() {
        return Ok(Claim { rows: Some(inside), ..claim });
    }
    let outside = named(true);
    if outside.is_empty() {
        let message = format!("割り振り先のサービスコード「{code}」は、この月の別表にありません");
        return Err(refuse(entry, entry.code.span(), message));
    }
    if outside.iter().any(|row| group.rows[*row].is_rate()) {
        let message = format!("「{code}」は率の加算です。超過の分は、率をかける行の割り振りから計算します");
        return Err(refuse(entry, entry.code.span(), message));
    }
    Ok(Claim { rows: Some(outside), outside: true, ..claim })
}

fn by_uses(groups: &[Group], at: usize, entry: &Allotment, uses: i64) -> Result<Claim, Refusal> {
    let group = &groups[at];
    let code = clean_code(entry.code.text());
    let counted =
        |row: &usize| group.rows[*row].managed_per_use.is_some() && (code.is_empty() || group.rows[*row].code == code);
    let rows: Vec<usize> = (0..group.rows.len()).filter(counted).collect();
    let [only] = rows.as_slice() else {
        let message = "回数で割り振れるのは、給付管理単位数のある一つのサービスコードだけです";
        return Err(refuse(entry, entry.uses.span(), message)
            .help("給付管理単位数のあるサービスコードを書くか、単位数で割り振ってください"));
    };
    let row = &group.rows[*only];
    if uses > row.uses() {
        let message = format!("割り振りの{uses}回は、その行の{}回を超えています", row.uses());
        return Err(refuse(entry, entry.uses.span(), message));
    }
    let per_use = row.managed_per_use.unwrap_or(0);
    Ok(Claim {
        group: at,
        units: uses * row.per_use(),
        managed: uses * per_use,
        per_use: (uses > 0).then_some(per_use),
        rows: Some(rows),
        outside: false,
        span: entry.span,
    })
}
