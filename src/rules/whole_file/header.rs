//! CP001–CP005: the tables of the plan are there, and the head that they share is complete.

use crate::case::person::Linked;
use crate::report::Severity;
use crate::rules::said;
use crate::rules::{Certainty, CheckContext, Demand, Findings, Rule};
use crate::source::read::Named;
use crate::source::{Field, Span};

/// What a provider's number is.
const PROVIDERS_NUMBER: &str = "10桁の番号（数字。英字は3桁目だけ）";

/// The names of blank fields, and the place of the first whose key is written.
fn blanks<'n>(fields: &[(&'n str, bool, Span)]) -> (Vec<&'n str>, Span) {
    let blank = || fields.iter().filter(|(_, blank, _)| *blank);
    let place = blank().map(|(.., span)| *span).find(|span| !span.is_detached()).unwrap_or_default();
    (blank().map(|(name, ..)| *name).collect(), place)
}

/// A field as [`blanks`] looks at it.
fn seen<'n, T>(name: &'n str, field: &Field<T>) -> (&'n str, bool, Span) {
    (name, field.is_blank(), field.span())
}

/// 第１～３表 are not all there.
pub static PLAN_TABLE_MISSING: Rule = Rule {
    id: "CP001",
    name: "plan-table-missing",
    severity: Severity::Warning,
    certainty: Certainty::Exact,
    message: "計画書の{0}がありません",
    looks_at: "第1表・第2表・第3表が書かれているか。第4表は第4表の規則で、第5表は第5表の規則で見る。",
    why: "第1～3表がそろって居宅サービス計画書になり、利用者に説明して同意を得ます。",
    wrong: "第1表: …\n第2表: …\n# 第3表がない",
    right: "第1表: …\n第2表: …\n第3表: …",
    fix: "ない表を書いてください。「careplan new」の書き込み用の計画書から写せます",
    demand: Demand::Guides,
    check: plan_table_missing,
};

fn plan_table_missing(context: &CheckContext, findings: &mut Findings) {
    let case = context.case;
    let tables = [("第1表", case.plan_1.is_none()), ("第2表", case.plan_2.is_none()), ("第3表", case.week.is_none())];
    let missing: Vec<_> = tables.iter().filter(|(_, missing)| *missing).map(|(name, _)| *name).collect();
    if !missing.is_empty() {
        findings.report(&PLAN_TABLE_MISSING, case.span, &[&missing.join("・")]);
    }
}

/// The client's name, birthday or address is missing.
pub static CLIENT_DETAIL_MISSING: Rule = Rule {
    id: "CP002",
    name: "client-detail-missing",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "利用者の{0}が書かれていません",
    looks_at: "第1表の見出しに要る利用者の氏名・生年月日・住所が書かれているか。",
    why: "見出しの必要な事項は全て記載します。",
    wrong: "利用者:\n  氏名: 讃岐 ハル\n  生年月日: ''",
    right: "利用者:\n  氏名: 讃岐 ハル\n  生年月日: 昭和18年3月12日\n  住所: 香川県高松市架空町一丁目2番3号",
    fix: "被保険者証にあるとおりに書いてください",
    demand: Demand::Guides,
    check: client_detail_missing,
};

fn client_detail_missing(context: &CheckContext, findings: &mut Findings) {
    let Some(client) = &context.case.client else {
        findings.report(&CLIENT_DETAIL_MISSING, context.case.span, &[&"氏名、生年月日、住所"]);
        return;
    };
    let (missing, place) =
        blanks(&[seen("氏名", &client.name), seen("生年月日", &client.born_on), seen("住所", &client.address)]);
    if !missing.is_empty() {
        findings.report(&CLIENT_DETAIL_MISSING, place.or(client.span), &[&said::list(&missing)]);
    }
}

/// 第６表 is there, and what only its head asks for is not.
pub static INSURANCE_DETAIL_MISSING: Rule = Rule {
    id: "CP003",
    name: "insurance-detail-missing",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "第6表の見出しに要る利用者の{0}が書かれていません",
    looks_at: "第6表があるとき、利用者のフリガナ・性別・保険者番号・保険者名・被保険者番号が書かれているか。",
    why: "利用票と別表は、この番号で給付管理と請求につながります。",
    wrong: "利用者:\n  氏名: 讃岐 ハル\n  被保険者番号: ''",
    right: "利用者:\n  氏名: 讃岐 ハル\n  保険者番号: '379991'\n  被保険者番号: '0001234567'",
    fix: "被保険者証にあるとおりに書いてください",
    demand: Demand::Guides,
    check: insurance_detail_missing,
};

fn insurance_detail_missing(context: &CheckContext, findings: &mut Findings) {
    let Some(client) = context.case.client.as_ref().filter(|_| !context.case.months.is_empty()) else { return };
    let (missing, place) = blanks(&[
        seen("フリガナ", &client.kana),
        seen("性別", &client.sex),
        seen("保険者番号", &client.insurer_number),
        seen("保険者名", &client.insurer_name),
        seen("被保険者番号", &client.insured_number),
    ]);
    if !missing.is_empty() {
        findings.report(&INSURANCE_DETAIL_MISSING, place.or(client.span), &[&said::list(&missing)]);
    }
}

/// A number that has not the digits it must have.
pub static NUMBER_MALFORMED: Rule = Rule {
    id: "CP004",
    name: "number-malformed",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "{0}「{1}」は{2}ではありません",
    looks_at: "保険者番号が6桁の数字、被保険者番号が10桁の数字（生活保護単独はHと9桁）、居宅介護支援事業所とサービス事業所の事業所番号が10桁の数字（3桁目はI・Oのほかの大文字の英字でもよい）か。利用票に書かれた番号も見る。",
    why: "桁の違う番号では、給付管理も請求もできません。初めの0を落とすと桁が足りなくなります。",
    wrong: "保険者番号: 37999",
    right: "保険者番号: '379991'",
    fix: "被保険者証・指定通知書のとおりに、初めの0も書いてください",
    demand: Demand::Guides,
    check: number_malformed,
};

fn number_malformed(context: &CheckContext, findings: &mut Findings) {
    let client = context.case.client.iter().map(|client| (&client.insurer_number, &client.insured_number));
    let months = context.case.months.iter().map(|block| (&block.insurer_number, &block.insured_number));
    for (insurer, insured) in client.chain(months) {
        if let Some(number) = insurer.get().filter(|number| !number.is_well_formed()) {
            findings.report(&NUMBER_MALFORMED, insurer.span(), &[&"保険者番号", &number.0, &"6桁の数字"]);
        }
        if let Some(number) = insured.get().filter(|number| !number.is_well_formed()) {
            let facts: [&dyn std::fmt::Display; 3] = [&"被保険者番号", &number.0, &"10桁の数字（またはHと9桁の数字）"];
            findings.report(&NUMBER_MALFORMED, insured.span(), &facts);
        }
    }
    for (_, provider) in context.case.providers.get().into_iter().flat_map(Named::iter) {
        if let Some(number) = provider.number.get().filter(|number| !number.is_well_formed()) {
            findings.report(&NUMBER_MALFORMED, provider.number.span(), &[&"事業所番号", &number.0, &PROVIDERS_NUMBER]);
        }
    }
    let Some(office) = context.case.office.get() else { return };
    if let Some(number) = office.number.get().filter(|number| !number.is_well_formed()) {
        findings.report(&NUMBER_MALFORMED, office.number.span(), &[&"事業所番号", &number.0, &PROVIDERS_NUMBER]);
    }
}

/// The office's name, address or care manager is missing.
pub static OFFICE_DETAIL_MISSING: Rule = Rule {
    id: "CP005",
    name: "office-detail-missing",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "居宅介護支援事業所の{0}が書かれていません",
    looks_at: "居宅介護支援事業所の名称・所在地と、計画を作成した介護支援専門員の氏名が書かれているか。",
    why: "誰が作成した計画かは、第1表の見出しの必要な事項です。",
    wrong: "居宅介護支援事業所:\n  名称: 架空ケアプラン",
    right: "居宅介護支援事業所:\n  名称: 架空ケアプラン\n  所在地: 香川県高松市架空町四丁目5番6号\n  介護支援専門員: 栗林 みどり",
    fix: "事業所の名称・所在地・介護支援専門員を書いてください。事業所のファイルを指すこともできます",
    demand: Demand::Guides,
    check: office_detail_missing,
};

fn office_detail_missing(context: &CheckContext, findings: &mut Findings) {
    match &context.case.office {
        // The file that it names could not be read: told when reading.
        Linked::File(_) => {}
        Linked::Missing => {
            findings.report(&OFFICE_DETAIL_MISSING, context.case.span, &[&"名称、所在地、介護支援専門員"]);
        }
        Linked::Here(office) => {
            let (missing, place) = blanks(&[
                seen("名称", &office.name),
                seen("所在地", &office.address),
                seen("介護支援専門員", &office.care_manager),
            ]);
            if !missing.is_empty() {
                findings.report(&OFFICE_DETAIL_MISSING, place.or(office.span), &[&said::list(&missing)]);
            }
        }
    }
}
