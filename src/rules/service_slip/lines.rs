//! CP630–CP633, CP635–CP637: what every line of the slip needs.

use super::{Rule, has_doubtful_code};
use crate::calendar::{Month, era};
use crate::report::Severity;
use crate::rules::context::{SlipLine, uses_in};
use crate::rules::said;
use crate::rules::{Certainty, CheckContext, Demand, Findings};
use crate::service_kind;
use crate::source::{Field, Span};

/// A line without サービス内容 or 事業所.
pub static SLIP_LINE_INCOMPLETE: Rule = Rule {
    id: "CP630",
    name: "slip-line-incomplete",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "{0}の利用票の{1}番目の行に、{2}がありません",
    looks_at: "利用票の行ごとに、サービス内容と事業所があるか。",
    why: "利用票には、サービス内容とサービス事業者をサービスコードごとに記載します。",
    wrong: "- {サービスコード: \"111211\", 予定: {曜日: 月}}",
    right: "- {サービス内容: 身体介護２, サービスコード: \"111211\", 事業所: ヘルパーステーションうみかぜ, 単位数: 387, 予定: {曜日: 月}}",
    fix: "足りないものを書いてください",
    demand: Demand::Guides,
    check: slip_line_incomplete,
};

fn slip_line_incomplete(context: &CheckContext, findings: &mut Findings) {
    for slip in context.slips() {
        for (number, line) in (1..).zip(&slip.lines) {
            let (content, provider) = (&line.line.content, &line.line.provider);
            let missing: Vec<&str> = [("サービス内容", content), ("事業所", provider)]
                .iter()
                .filter(|(_, field)| field.is_blank())
                .map(|(name, _)| *name)
                .collect();
            if !missing.is_empty() {
                let number: i32 = number;
                let facts: [&dyn std::fmt::Display; 3] = [&era::month(slip.month), &number, &said::list(&missing)];
                // An empty key is where to write; one that is not there has no place.
                let empty = [content, provider].into_iter().filter(|field| field.is_blank()).map(Field::span);
                let span = empty.fold(Span::DETACHED, Span::or).or(line.line.span);
                findings.report(&SLIP_LINE_INCOMPLETE, span, &facts);
            }
        }
    }
}

/// A line that is counted by days and has none.
pub static SLIP_LINE_WITHOUT_DAYS: Rule = Rule {
    id: "CP631",
    name: "slip-line-without-days",
    severity: Severity::Warning,
    certainty: Certainty::Exact,
    message: "{0}の利用票の「{1}」に予定がありません",
    looks_at: "利用票の行ごとに、予定（または実績）があるか。加算率の行には要らない。",
    why: "予定のない行は、別表の計算に入りません。",
    wrong: "- {サービス内容: 身体介護２, サービスコード: \"111211\", 事業所: ヘルパーステーションうみかぜ, 単位数: 387}",
    right: "- {サービス内容: 身体介護２, サービスコード: \"111211\", 事業所: ヘルパーステーションうみかぜ, 単位数: 387, 予定: {曜日: 月}}",
    fix: "予定を書くか、行を消してください",
    demand: Demand::Guides,
    check: slip_line_without_days,
};

fn slip_line_without_days(context: &CheckContext, findings: &mut Findings) {
    for slip in context.slips() {
        for line in slip.lines.iter().filter(|line| line.line.is_unplanned()) {
            if !line.line.content.is_blank() {
                findings.report(
                    &SLIP_LINE_WITHOUT_DAYS,
                    line.planned_span(),
                    &[&era::month(slip.month), &line.called()],
                );
            }
        }
    }
}

/// A service code that is not six characters.
pub static SERVICE_CODE_MALFORMED: Rule = Rule {
    id: "CP632",
    name: "service-code-malformed",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "サービスコード「{0}」は、6桁の一つのコードではありません",
    looks_at: "利用票のサービスコードが、英数字6文字（種類2桁と項目4桁）か。総合事業（A…）のほかは、項目の初めの1桁だけが英字でもよい。二つのコードを一つの行に書いていないか。",
    why: "同じ事業者で複数のサービスを提供するときは、サービスコードごとに行を分けて記載します。",
    wrong: "サービスコード: 111211・114211",
    right: "サービスコード: \"111211\"",
    fix: "サービスコード表の6桁のコードを、一行に一つ書いてください",
    demand: Demand::Guides,
    check: service_code_malformed,
};

fn service_code_malformed(context: &CheckContext, findings: &mut Findings) {
    let lines = context.slips().iter().flat_map(|slip| &slip.lines);
    // As it is typed, a small one among figures is a 1.
    let has_small_l =
        |line: &SlipLine| line.line.code.plain().chars().nth(2) == Some('l') && !line.code.starts_with('A');
    let is_code = |line: &SlipLine| service_kind::is_service_code(&line.code) && !has_small_l(line);
    for line in lines.filter(|line| !line.code.is_empty() && !is_code(line)) {
        findings.report(&SERVICE_CODE_MALFORMED, line.line.code.span(), &[&said::excerpt(line.line.code.text())]);
    }
}

/// A service code of a kind that does not exist.
pub static SERVICE_CODE_KIND_UNKNOWN: Rule = Rule {
    id: "CP633",
    name: "service-code-kind-unknown",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "サービスコード「{0}」の初めの2桁（{1}）に当たるサービス種類がありません",
    looks_at: "利用票のサービスコードの初めの2桁が、サービス種類の番号にあるか。",
    why: "種類の番号が違うと、単価も限度額の扱いも決まりません。",
    wrong: "サービスコード: \"991211\"",
    right: "サービスコード: \"111211\"",
    fix: "サービスコード表で確かめてください",
    demand: Demand::Guides,
    check: service_code_kind_unknown,
};

fn service_code_kind_unknown(context: &CheckContext, findings: &mut Findings) {
    let lines = context.slips().iter().flat_map(|slip| &slip.lines);
    for line in
        lines.filter(|line| service_kind::is_service_code(&line.code) && service_kind::kind(line.kind_code()).is_none())
    {
        findings.report(&SERVICE_CODE_KIND_UNKNOWN, line.line.code.span(), &[&line.code, &line.kind_code()]);
    }
}

/// The lines of 福祉用具貸与 in months that ask for the equipment's name.
fn rentals<'c, 'a>(context: &'c CheckContext<'a>) -> impl Iterator<Item = (Month, &'c SlipLine<'a>)> {
    let since = Month::new(2025, 4);
    let months = context.slips().iter().filter(move |slip| Some(slip.month) >= since);
    months
        .flat_map(|slip| slip.lines.iter().map(|line| (slip.month, line)))
        .filter(|(_, line)| line.is_rental() && !line.is_addition())
}

/// A rental without 用具名称.
pub static RENTAL_WITHOUT_EQUIPMENT_NAME: Rule = Rule {
    id: "CP635",
    name: "rental-without-equipment-name",
    severity: Severity::Warning,
    certainty: Certainty::Exact,
    message: "{0}の利用票の「{1}」に用具名称（機種名）がありません",
    looks_at: "令和7年4月からの利用票の福祉用具貸与の行に「用具名称」があるか。加算の行は見ない。",
    why: "令和7年4月からの様式では、福祉用具貸与の用具名称とTAISコード等を記載します。",
    wrong: "- {サービス内容: 手すり貸与, サービスコード: \"171007\", 単位数: 300, 予定: 毎日}",
    right: "- {サービス内容: 手すり貸与, サービスコード: \"171007\", 単位数: 300, 用具名称: 置き型手すり, TAISコード: 00001-000010, 予定: 毎日}",
    fix: "福祉用具の事業所に確かめて「用具名称」を書いてください",
    demand: Demand::Guides,
    check: rental_without_equipment_name,
};

fn rental_without_equipment_name(context: &CheckContext, findings: &mut Findings) {
    for (month, line) in rentals(context).filter(|(_, line)| line.line.equipment.is_blank()) {
        findings
            .report(
                &RENTAL_WITHOUT_EQUIPMENT_NAME,
                line.line.equipment.span().or(line.content_span()),
                &[&era::month(month), &line.called()],
            )
            .related(line.line.code.span(), "サービスコード");
    }
}

/// A rental with neither TAISコード nor 届出コード.
pub static RENTAL_WITHOUT_EQUIPMENT_CODE: Rule = Rule {
    id: "CP636",
    name: "rental-without-equipment-code",
    severity: Severity::Info,
    certainty: Certainty::Exact,
    message: "{0}の利用票の「{1}」にTAISコードも届出コードもありません",
    looks_at: "令和7年4月からの利用票の、用具名称のある福祉用具貸与の行に「TAISコード」か「届出コード」があるか。",
    why: "用具を特定できるように、TAISコードか届出コードを記載します。",
    wrong: "用具名称: 置き型手すり",
    right: "用具名称: 置き型手すり\nTAISコード: 00001-000010",
    fix: "福祉用具の事業所に確かめて書いてください",
    demand: Demand::Guides,
    check: rental_without_equipment_code,
};

fn rental_without_equipment_code(context: &CheckContext, findings: &mut Findings) {
    let uncoded = |line: &SlipLine| {
        !line.line.equipment.is_blank() && line.line.tais_code.is_blank() && line.line.notified_code.is_blank()
    };
    for (month, line) in rentals(context).filter(|(_, line)| uncoded(line)) {
        findings.report(
            &RENTAL_WITHOUT_EQUIPMENT_CODE,
            line.line.equipment.span(),
            &[&era::month(month), &line.called()],
        );
    }
}

/// A rental of a part of the month that does not say how it is charged.
pub static RENTAL_OF_PART_OF_MONTH: Rule = Rule {
    id: "CP637",
    name: "rental-of-part-of-month",
    severity: Severity::Info,
    certainty: Certainty::Exact,
    message: "{0}の利用票の「{1}」は月の途中で始まるか終わりますが、「半月」がありません",
    looks_at: "開始が月の2日以後、または終了が月の末日より前の福祉用具貸与の行に「半月」があるか。「半月: いいえ」と書けば、単位数のとおり（日割りなど）に算定する。",
    why: "月の途中で始めた・終えた福祉用具貸与は、半月分または日割りで算定する事業所があります。",
    wrong: "- {サービス内容: 車いす貸与, サービスコード: \"171001\", 単位数: 500, 予定: 毎日, 開始: 2025-06-16}",
    right: "- {サービス内容: 車いす貸与, サービスコード: \"171001\", 単位数: 500, 予定: 毎日, 開始: 2025-06-16, 半月: はい}",
    fix: "福祉用具の事業所に確かめ、半月なら「半月: はい」、単位数のとおりなら「半月: いいえ」と書いてください",
    demand: Demand::Own(
        "1か月分の単位数のまま算定すると、費用と利用者負担を誤ります。扱いは事業所の運営規程と保険者により、手引きにはありません",
    ),
    check: rental_of_part_of_month,
};

fn rental_of_part_of_month(context: &CheckContext, findings: &mut Findings) {
    for slip in context.slips() {
        let part = |line: &&SlipLine| {
            let starts = line.line.starts_on.value().is_some_and(|start| start > slip.month.first_day());
            let ends = line.line.ends_on.value().is_some_and(|end| end < slip.month.last_day());
            (starts || ends) && uses_in(&line.planned) > 0
        };
        let rentals = slip.lines.iter().filter(|line| line.is_rental() && !line.is_addition());
        for line in rentals.filter(|line| line.line.half_month.is_blank()).filter(part) {
            let place = line.line.starts_on.span().or(line.line.ends_on.span());
            let finding = findings.report(&RENTAL_OF_PART_OF_MONTH, place, &[&era::month(slip.month), &line.called()]);
            // A row beside it that says how it is charged is no rental under the code of another kind.
            for other in slip.lines.iter().filter(|other| has_doubtful_code(context, slip, other)) {
                finding.related(other.line.code.span(), "種類の疑わしいサービスコード");
            }
        }
    }
}
