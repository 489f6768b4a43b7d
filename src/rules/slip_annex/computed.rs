//! CP701–CP705, CP709: whether the annex can be computed from the slip, the units over the limit, and what it rests on.

use super::Rule;
use crate::billing::{About, Mode, Refusal, RefusalKind};
use crate::calendar::era;
use crate::case::InMonth;
use crate::report::Severity;
use crate::rules::context::{SlipLine, SlipMonth, uses_in};
use crate::rules::service_slip::has_doubtful_code;
use crate::rules::{Certainty, CheckContext, Demand, Findings};
use crate::service_kind::{is_service_code, kind};
use crate::source::{Field, Span};

/// The modes in which a slip has an annex: 予定, and 実績 once there is any.
fn modes(slip: &SlipMonth) -> impl Iterator<Item = Mode> {
    let actual = slip.lines.iter().any(|line| uses_in(&line.actual) > 0);
    [Mode::Planned].into_iter().chain(actual.then_some(Mode::Actual))
}

const fn word(mode: Mode) -> &'static str {
    match mode {
        Mode::Planned => "予定",
        Mode::Actual => "実績",
    }
}

/// Something that the annex needs is missing.
pub static ANNEX_NOT_COMPUTABLE: Rule = Rule {
    id: "CP701",
    name: "annex-not-computable",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "{0}の別表（第7表）を計算できません：{1}",
    looks_at: "利用票に行があるとき、別表の計算に要るもの（給付率、要介護状態区分、サービスコード、単位数か加算率、サービス事業所の地域区分か単価）が揃い、食い違わないか。",
    why: "別表の単位数と利用者負担は、これらから計算します。",
    wrong: "# 給付率がない\n第6表:\n  - 年月: 令和7年6月",
    right: "給付率: 90",
    fix: "足りないものを書いてください",
    demand: Demand::Guides,
    check: annex_not_computable,
};

fn annex_not_computable(context: &CheckContext, findings: &mut Findings) {
    let level = context.case.certifications.newest().map(|certification| &certification.level);
    let unread_level = level.is_some_and(|level| level.value().is_none());
    for slip in context.slips().iter().filter(|slip| !slip.lines.is_empty()) {
        // What is told at the line itself is not told again.
        let told = slip.lines.iter().any(|line| line.provider.is_empty() || line.line.content.is_blank());
        let is_of_unknown_kind = |refusal: &Refusal| {
            let blamed = slip.lines.iter().find(|line| line.line.code.span() == refusal.span);
            blamed.is_some_and(|line| is_service_code(&line.code) && kind(line.kind_code()).is_none())
        };
        // A level that is not there (CP006) or could not be read is told where it stands; a refusal that is about no line is about it.
        let follows = |refusal: &Refusal| unread_level && !slip.block.lines.span().contains(refusal.span);
        if let Err(refusal) = slip.annex(Mode::Planned)
            && matches!(refusal.kind, RefusalKind::Missing | RefusalKind::Impossible)
            && !told
            && !is_of_unknown_kind(refusal)
            && !follows(refusal)
        {
            let span = refusal.span.or(slip.block.month.span());
            findings
                .report(&ANNEX_NOT_COMPUTABLE, span, &[&era::month(slip.month), &refusal.message])
                .related_all(&refusal.related)
                .related_all(&unused_providers(context, refusal.span));
        }
    }
}

/// Where a line's provider is not among those written down, the names there that no line has: one of them may be meant.
fn unused_providers(context: &CheckContext, place: Span) -> Vec<(Span, String)> {
    const MOST: usize = 3;
    let Some(providers) = context.case.providers.get() else { return Vec::new() };
    let lines = || context.slips().iter().flat_map(|slip| slip.lines.iter()).map(|line| &line.line.provider);
    let is_unknown = |name: &&Field<String>| name.span() == place && providers.get(name.text()).is_none();
    if !lines().any(|name| is_unknown(&name)) {
        return Vec::new();
    }
    let is_used = |name: &Field<String>| lines().any(|line| line.plain() == name.plain());
    let unused = providers.iter().map(|(name, _)| name).filter(|name| !is_used(name));
    unused.take(MOST).map(|name| (name.span(), "どの行の事業所でもない名前です".to_owned())).collect()
}

/// Units over the limit that nobody carries.
pub static EXCESS_NOT_ALLOTTED: Rule = Rule {
    id: "CP702",
    name: "excess-not-allotted",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "{0}の利用票の{1}は区分支給限度基準額を{2}単位超えていますが、どの事業所の超過とするかが決められていません",
    looks_at: "別表を計算したとき、区分支給限度基準額（種類支給限度基準額）を超える単位に「超過の割り振り」があるか。実績があれば実績も見る。",
    why: "限度額を超える単位は全額が利用者の負担になるので、どの事業所のサービスとするかを決めて説明します。",
    wrong: "# 合計が限度額を超えるのに、超過の割り振りがない",
    right: "超過の割り振り:\n  - {事業所: デイサービスセンター架空の里, サービス種類: 通所介護, 単位数: 520}",
    fix: "予定を減らすか、「超過の割り振り」に事業所・サービス種類・単位数を書いてください",
    demand: Demand::Guides,
    check: excess_not_allotted,
};

fn excess_not_allotted(context: &CheckContext, findings: &mut Findings) {
    for slip in context.slips() {
        for mode in modes(slip) {
            if let Err(Refusal { kind: RefusalKind::Excess { over }, span, related, .. }) = slip.annex(mode) {
                let span = span.or(slip.block.month.span());
                let finding =
                    findings.report(&EXCESS_NOT_ALLOTTED, span, &[&era::month(slip.month), &word(mode), &over]);
                finding.related_all(related);
                if let Some(level) = InMonth::new(context.case, slip.block).level_field() {
                    finding.related(level.span(), "この月の要介護状態区分");
                }
                finding.related(slip.block.limit.span(), "この利用票の区分支給限度基準額");
                finding.related_all(&heavy_rows(context, slip, mode, *over));
                break;
            }
        }
    }
}

/// The rows that make most of a sum over the limit: those whose code is doubtful, those without which nothing would be over it, and
/// those with the most units, in all and for one use.
fn heavy_rows(context: &CheckContext, slip: &SlipMonth, mode: Mode, over: i64) -> Vec<(Span, String)> {
    const MOST: usize = 3;
    let uses = |line: &SlipLine| match mode {
        Mode::Planned => uses_in(&line.planned),
        Mode::Actual => uses_in(&line.actual),
    };
    let sum = |line: &SlipLine| {
        let units = line.line.units.value().map_or(0, |units| i64::from(units.0));
        if line.is_rental() { units } else { units * i64::from(uses(line)) }
    };
    let doubtful = slip.lines.iter().filter(|line| has_doubtful_code(context, slip, line));
    let mut named: Vec<_> =
        doubtful.map(|line| (line.line.code.span(), "種類の疑わしいサービスコード".to_owned())).take(MOST).collect();
    let mut heavy: Vec<&SlipLine> = slip.lines.iter().filter(|line| sum(line) > 0).collect();
    heavy.sort_by_key(|line| std::cmp::Reverse(sum(line)));
    let first = heavy.first().copied();
    let dearest = heavy.iter().copied().max_by_key(|line| line.line.units.value().map_or(0, |units| units.0));
    let enough = heavy.iter().copied().skip(1).take(MOST - 1).filter(|line| sum(line) >= over);
    let mut rows: Vec<&SlipLine> = Vec::new();
    for line in first.into_iter().chain(enough).chain(dearest) {
        if !rows.iter().any(|row| std::ptr::eq(*row, line)) {
            rows.push(line);
        }
    }
    named.extend(rows.iter().map(|line| (line.line.units.span(), format!("この行だけで{}単位です", sum(line)))));
    // It may be counted by days for its code alone.
    named.extend(first.map(|line| (line.line.code.span(), "その行のサービスコード".to_owned())));
    named
}

/// An allotment of another sum, or to a service that is not there.
pub static ALLOTMENT_DOES_NOT_FIT: Rule = Rule {
    id: "CP703",
    name: "allotment-does-not-fit",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "{0}の利用票の超過の割り振りが、{1}の計算に合いません：{2}",
    looks_at: "「超過の割り振り」の合計が超過の単位数と同じで、書かれた事業所・サービスがその単位数を負えるか。実績があれば実績も見る。",
    why: "割り振りが合わないと、利用者負担も事業所の請求も誤ります。",
    wrong: "超過の割り振り:\n  - {事業所: デイサービスセンター架空の里, サービス種類: 通所介護, 単位数: 500}  # 超過は520単位",
    right: "超過の割り振り:\n  - {事業所: デイサービスセンター架空の里, サービス種類: 通所介護, 単位数: 520}",
    fix: "割り振りの事業所・サービス種類・単位数を直してください",
    demand: Demand::Guides,
    check: allotment_does_not_fit,
};

fn allotment_does_not_fit(context: &CheckContext, findings: &mut Findings) {
    for slip in context.slips() {
        for mode in modes(slip) {
            if let Err(refusal) = slip.annex(mode)
                && refusal.kind == RefusalKind::Allotment
            {
                let facts: [&dyn std::fmt::Display; 3] = [&era::month(slip.month), &word(mode), &refusal.message];
                let span = refusal.span.or(slip.block.month.span());
                findings.report(&ALLOTMENT_DOES_NOT_FIT, span, &facts).related_all(&refusal.related);
                break;
            }
        }
    }
}

/// An excess that is allotted: the client pays it all.
pub static LIMIT_EXCEEDED: Rule = Rule {
    id: "CP704",
    name: "limit-exceeded",
    severity: Severity::Info,
    certainty: Certainty::Exact,
    message: "{0}の利用票の予定は{1}超え、{2}円が全額自己負担になります",
    looks_at: "別表の計算で、区分支給限度基準額（種類支給限度基準額）を超える単位と、その全額負担の額。",
    why: "限度額を超える利用と負担額は、利用者に説明して同意を得ます。",
    wrong: "（限度額を超える予定）",
    right: "第5表: 内容: 利用票・別表を説明し、限度額を超える520単位が全額自己負担となることに同意を得た。",
    fix: "負担額を説明して同意を得たことを、第5表に書いてください",
    demand: Demand::Guides,
    check: limit_exceeded,
};

fn limit_exceeded(context: &CheckContext, findings: &mut Findings) {
    for slip in context.slips() {
        let Ok(annex) = slip.annex(Mode::Planned) else { continue };
        let kinds = annex.kinds.iter().filter(|kind| kind.over > 0);
        let mut over: Vec<String> =
            kinds.map(|kind| format!("{}の種類支給限度基準額を{}単位", kind.kind, kind.over)).collect();
        over.extend((annex.excess > 0).then(|| format!("区分支給限度基準額を{}単位", annex.excess)));
        if !over.is_empty() {
            let yen = annex.total().and_then(|total| total.self_paid).unwrap_or(0);
            let facts: [&dyn std::fmt::Display; 3] = [&era::month(slip.month), &over.join("、"), &yen];
            findings.report(&LIMIT_EXCEEDED, slip.block.month.span(), &facts);
        }
    }
}

/// A line with 予定 that is in no row of the annex.
pub static SLIP_LINE_NOT_IN_ANNEX: Rule = Rule {
    id: "CP705",
    name: "slip-line-not-in-annex",
    severity: Severity::Warning,
    certainty: Certainty::Exact,
    message: "{0}の利用票の「{1}」は、別表のどの行にも入りません：{2}",
    looks_at: "予定のある（加算率の）行が、計算した別表のどれかの行になるか。開始・終了がこの月の外の行、率をかける基本のサービスのない行は、利用票・提供票にも印字しない。別表に印字しない種類（居宅療養管理指導、特定福祉用具販売など）は見ない。",
    why: "利用票の行は、別表の行と対応します。",
    wrong: "- {サービス内容: 訪問介護処遇改善加算Ⅰ, サービスコード: \"116275\", 加算率: 24.5%}  # 加算のもとになる訪問介護の行がない",
    right: "（もとになるサービスの行を書く）",
    fix: "サービスコード・単位数・予定と、加算のもとになる行を確かめてください",
    demand: Demand::Guides,
    check: slip_line_not_in_annex,
};

fn slip_line_not_in_annex(context: &CheckContext, findings: &mut Findings) {
    for slip in context.slips() {
        let Ok(annex) = slip.annex(Mode::Planned) else { continue };
        for (at, line) in slip.lines.iter().enumerate() {
            let unlisted = kind(line.kind_code()).is_some_and(|kind| kind.unlisted);
            let insured = !line.code.is_empty() || line.kind.is_some_and(|hit| hit.is_insured());
            let off_slip = line.kind.is_some_and(|hit| hit.is_off_slip());
            let left_over = slip.block.is_left_over(line.line);
            let used = left_over || line.is_rate() || uses_in(&line.planned) > 0;
            // A base without its days is told as that (CP631, or unreadable): what rests on it follows from it.
            let waits = line.is_rate()
                && slip.lines.iter().any(|base| {
                    let same = base.provider == line.provider;
                    same && base.kind_code() == line.kind_code() && base.line.is_unplanned()
                });
            if !used
                || waits
                || unlisted
                || off_slip
                || !insured
                || annex.rows.iter().any(|row| row.lines.iter().any(|part| part.at == at))
            {
                continue;
            }
            let why = match (line.code.is_empty(), line.is_rate()) {
                (true, _) => "サービスコードがありません",
                (false, true) => "率をかける行がありません",
                (false, false) if left_over => "開始・終了がこの月の外です",
                (false, false) => "計算に入る回数がありません",
            };
            let finding = findings.report(
                &SLIP_LINE_NOT_IN_ANNEX,
                line.content_span(),
                &[&era::month(slip.month), &line.called(), &why],
            );
            // What the rate is of may be there under the code of another kind.
            let bases =
                slip.lines.iter().filter(|base| line.is_rate() && !base.is_rate() && base.provider == line.provider);
            let mut doubtful = bases.filter(|base| has_doubtful_code(context, slip, base)).peekable();
            // Where they are not, the line's own code may be.
            if doubtful.peek().is_none() {
                finding.related(line.line.code.span(), "サービスコード");
            }
            for base in doubtful {
                finding.related(base.line.code.span(), "種類の疑わしいサービスコード");
            }
            finding.related(slip.block.month.span(), "この利用票の年月");
        }
    }
}

/// Figures that rest on a table's nearest row, on a price of the plan's own, or on an allotment that was not needed.
pub static ANNEX_DOUBTFUL: Rule = Rule {
    id: "CP709",
    name: "annex-doubtful",
    severity: Severity::Warning,
    certainty: Certainty::Exact,
    message: "{0}の別表（{1}）：{2}",
    looks_at: "別表の計算が、表（区分支給限度基準額、1単位の単価、処遇改善加算率）の期間の外や未確認の値、表と違う単価、要らない超過の割り振りによっていないか。実績があれば実績も見る。",
    why: "このような別表は計算も印刷もできますが、額が実際の請求と違うことがあります。",
    wrong: "年月: 令和9年4月  # 表は令和9年3月まで",
    right: "年月: 令和9年3月",
    fix: "公表された告示やサービスコード表で値を確かめ、違うときは計画書に値を書いてください",
    demand: Demand::Guides,
    check: annex_doubtful,
};

fn annex_doubtful(context: &CheckContext, findings: &mut Findings) {
    for slip in context.slips() {
        let mut seen: Vec<&str> = Vec::new();
        for mode in modes(slip) {
            let Ok(annex) = slip.annex(mode) else { continue };
            for warning in &annex.warnings {
                // What speaks of a line, a rate or the limit has rules of its own.
                if !matches!(warning.about, About::Figures | About::Doubt) || seen.contains(&warning.message.as_str()) {
                    continue;
                }
                seen.push(&warning.message);
                let facts: [&dyn std::fmt::Display; 3] = [&era::month(slip.month), &word(mode), &warning.message];
                findings
                    .report(&ANNEX_DOUBTFUL, warning.span.or(slip.block.month.span()), &facts)
                    .related(slip.block.month.span(), "この利用票の年月")
                    .related_all(&counted_by_none(slip, warning.span));
            }
        }
    }
}

/// Where a code of 「算定対象」 is that of no line, the lines of the provider one of which may have been meant: those whose code is
/// spelt alike, and those of the kind, if they are few.
fn counted_by_none(slip: &SlipMonth, place: Span) -> Vec<(Span, String)> {
    const MOST: usize = 3;
    let base = |line: &&SlipLine| line.line.base_codes.iter().any(|code| code.span() == place);
    let Some(rate) = slip.lines.iter().find(base) else { return Vec::new() };
    let Some(code) = rate.line.base_codes.iter().find(|code| code.span() == place) else { return Vec::new() };
    let others =
        || slip.lines.iter().filter(|line| !line.is_rate() && !line.code.is_empty() && line.provider == rate.provider);
    let is_near = |line: &&SlipLine| strsim::damerau_levenshtein(&line.code, &code.plain().to_ascii_uppercase()) == 1;
    let named = |line: &SlipLine, words: &str| (line.line.code.span(), words.to_owned());
    let near: Vec<_> = others().filter(&is_near).map(|line| named(line, "よく似たサービスコードの行")).collect();
    let of_kind: Vec<_> = others().filter(|line| line.kind_code() == rate.kind_code() && !is_near(line)).collect();
    let few = Some(of_kind).filter(|lines| lines.len() <= MOST).unwrap_or_default();
    near.into_iter().chain(few.into_iter().map(|line| named(line, "この事業所の同じ種類の行"))).collect()
}

/// 公費: the annex is left out.
pub static ANNEX_LEFT_OUT: Rule = Rule {
    id: "CP714",
    name: "annex-left-out",
    severity: Severity::Info,
    certainty: Certainty::Exact,
    message: "{0}の別表（第7表）は印刷しません：{1}",
    looks_at: "利用票に行があるとき、被保険者番号がHで始まらないか（生活保護の公費は計算しない）。",
    why: "ほかの表はそのまま印刷できますが、別表は印刷されず、手で作ることになります。印刷の前に分かるように知らせます。",
    wrong: "被保険者番号: H123456789  # 別表は印刷されない",
    right: "被保険者番号: '0001234567'",
    fix: "別表は手で作ってください。番号が違うときは直してください",
    demand: Demand::Own("手引きは公費の計算について何も言いません。印刷されない表があることを、月末の前に知らせます"),
    check: annex_left_out,
};

fn annex_left_out(context: &CheckContext, findings: &mut Findings) {
    for slip in context.slips().iter().filter(|slip| !slip.lines.is_empty()) {
        if let Err(refusal) = slip.annex(Mode::Planned)
            && refusal.kind == RefusalKind::PublicExpense
        {
            findings.report(
                &ANNEX_LEFT_OUT,
                refusal.span.or(slip.block.month.span()),
                &[&era::month(slip.month), &refusal.message],
            );
        }
    }
}
