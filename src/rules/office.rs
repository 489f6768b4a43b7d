//! CP801–CP806: what one plan cannot show. The rules of a whole office, asked of all plans of a folder.
//!
//! Of each plan only hashes, sums and places are kept ([`Seen::of`]), and plans go by one after the other ([`Office::add`]), so
//! that any number takes little memory; what was found comes at the end ([`Office::findings`]). A plan that sets such a rule aside
//! (「例外」) is left out of it. Nothing here is more than a question: what may be alike, missing or too much.

mod alike;
pub mod providers;
mod sums;

use self::providers::{Doubt, Naming, Providers};
use super::{Certainty, CheckContext, Demand, Rule};
use crate::report::Severity;
use crate::source::{Sources, Span};
use std::collections::BTreeMap;

/// In the order of their ids.
pub const RULES: &[&Rule] = &[
    &TEXT_LIKE_ANOTHER_CLIENTS,
    &OFFICE_USES_MUCH_HOME_HELP,
    &OFFICE_PREFERS_ONE_CORPORATION,
    &OFFICE_HAS_MANY_CLIENTS,
    &CLIENT_WITHOUT_THE_OFFICES_MONTH,
    &PROVIDER_WITH_TWO_NUMBERS,
];

/// Whether a rule is asked of an office and not of a plan.
#[must_use]
pub fn is_of_office(rule: &Rule) -> bool {
    RULES.iter().any(|known| known.id == rule.id)
}

/// A text of 第１表 that is another client's, too.
pub static TEXT_LIKE_ANOTHER_CLIENTS: Rule = Rule {
    id: "CP801",
    name: "text-like-another-clients",
    severity: Severity::Info,
    certainty: Certainty::Heuristic,
    message: "{0}が、「{1}」（{2}行目）とほとんど同じ文です",
    looks_at: "フォルダーを点検したとき、第1表の「意向と課題分析」「援助の方針」の文字の8割以上が、ほかの一人の同じ欄にある文（20字以上の文が二つ以上）か。数字と氏名の違い、同じ利用者の前の計画は見ない。",
    why: "計画が一人一人のものでないと、課題分析をしていないと見られます。文例を使っても、その人のことを書きます。",
    wrong: "援助の方針: （ほかの利用者の計画と同じ文）",
    right: "援助の方針: （その人の生活、持っている力、望みに即した文）",
    fix: "その人に即した文になっているか、確かめてください",
    demand: Demand::Own(
        "複数の利用者の計画が似すぎていることは、実地の指導で指摘された例がありますが、手引きの文にはありません",
    ),
    check: |_, _| {},
};

/// 区分支給限度基準額の利用割合 and the part of 訪問介護 in it.
pub static OFFICE_USES_MUCH_HOME_HELP: Rule = Rule {
    id: "CP802",
    name: "office-uses-much-home-help",
    severity: Severity::Info,
    certainty: Certainty::Exact,
    message: "{0}の全員の計画で、区分支給限度基準額の利用が{1}％、そのうち訪問介護が{2}％です（7割以上かつ6割以上の事業所の計画は、市町村に検証を求められることがあります）",
    looks_at: "フォルダーを点検したとき、過半数の人に利用票のある最も新しい月の、給付管理の単位数の合計が限度額の合計の7割以上で、その6割以上が訪問介護か。",
    why: "割合の高い事業所の居宅サービス計画は、市町村の検証の対象に抽出されることがあります。",
    wrong: "（限度額の合計 300,000単位、利用 220,000単位、うち訪問介護 140,000単位）",
    right: "（利用 180,000単位）",
    fix: "訪問介護を位置付けた理由が、それぞれの計画と支援経過に書かれているか確かめてください",
    demand: Demand::Own(
        "運営基準による検証の抽出は市町村と国民健康保険団体連合会が行います。手引きの文ではなく、備えのための目安です",
    ),
    check: |_, _| {},
};

/// One corporation has most of a kind of service.
pub static OFFICE_PREFERS_ONE_CORPORATION: Rule = Rule {
    id: "CP803",
    name: "office-prefers-one-corporation",
    severity: Severity::Info,
    certainty: Certainty::Exact,
    message: "{0}（{1}）の計画の{2}％が「{3}」のものです（{4}件のうち{5}件。80％を超えると、正当な理由がなければ特定事業所集中減算になります）",
    looks_at: "フォルダーを点検したとき、判定の期間（3～8月、9～2月）に訪問介護・通所介護・地域密着型通所介護・福祉用具貸与を位置付けた計画のうち、一つの法人のものが80％を超えるか。サービス事業所に「法人」が書かれているときだけ見る。",
    why: "特定の法人への集中は、正当な理由がなければ減算になります。",
    wrong: "サービス事業所: {うみかぜ: {法人: 架空会, …}}  # 訪問介護の9割",
    right: "（いくつかの法人の事業所を紹介し、選んだ理由を記録する）",
    fix: "正当な理由に当たるか確かめ、紹介と選定の経過を支援経過に書いてください",
    demand: Demand::Own(
        "特定事業所集中減算は報酬の告示の定めで、手引きの文ではありません。判定は事業所が半年ごとに行います",
    ),
    check: |_, _| {},
};

/// More clients than the standard for the care managers.
pub static OFFICE_HAS_MANY_CLIENTS: Rule = Rule {
    id: "CP804",
    name: "office-has-many-clients",
    severity: Severity::Warning,
    certainty: Certainty::Exact,
    message: "{0}の利用者は、介護支援専門員一人（常勤換算 {1}）当たり{2}人です。基準は44人（居宅サービス計画のデータ連携と事務職員の配置があれば49人）です",
    looks_at: "フォルダーを点検したとき、過半数の人に利用票のある最も新しい月の利用者の数（要支援は3人を1人と数える）が、事業所の「常勤換算」一人当たり44人を超えるか。「常勤換算」が書かれているときだけ見る。",
    why: "介護支援専門員の員数は、利用者44人（又はその端数を増すごとに）1人が基準です。",
    wrong: "居宅介護支援事業所: {常勤換算: 2.0}  # 利用者95人",
    right: "居宅介護支援事業所: {常勤換算: 3.1}  # 利用者95人",
    fix: "受け持ちと常勤換算の人数を確かめてください",
    demand: Demand::Own(
        "員数は運営基準の定めで、手引きの文ではありません。常勤換算は計画書からは分からず、書かれたときだけ見ます",
    ),
    check: |_, _| {},
};

/// A client who has last month's slip and not this one's.
pub static CLIENT_WITHOUT_THE_OFFICES_MONTH: Rule = Rule {
    id: "CP805",
    name: "client-without-the-offices-month",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "{0}の利用票がありますが、{1}の利用票がありません（ほかの{2}人にはあります）",
    looks_at: "フォルダーを点検したとき、過半数の人に利用票のある最も新しい月の利用票が、前の月の利用票のある人にもあるか。支援経過に終了・入院などの記録があれば見ない。",
    why: "作り忘れた利用票は、その月の給付管理と請求の漏れになります。",
    wrong: "第6表:\n  - 年月: 令和7年6月  # ほかの人には7月分がある",
    right: "第6表:\n  - 年月: 令和7年6月\n  - 年月: 令和7年7月",
    fix: "利用票を作るか、終了・入院などを支援経過に書いてください",
    demand: Demand::Own(
        "利用票の作り忘れは一人の計画書からは分からず、手引きの文にもありません。事業所の全員を並べて分かります",
    ),
    check: |_, _| {},
};

/// A provider that has another number in other plans.
pub static PROVIDER_WITH_TWO_NUMBERS: Rule = Rule {
    id: "CP806",
    name: "provider-with-two-numbers",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "「{0}」の事業所番号が {1} ですが、{2}では {3} です{4}",
    looks_at: "フォルダーを点検したとき、「サービス事業所」の同じ名前（空白と全角・半角の違いを除く）の事業所番号が、ほかの利用者の計画書と違うか。次の計画書のある前の計画書は見ない。名前が違えば、番号が同じでも見ない（一つの番号で何種類かのサービスを行う事業所がある）。",
    why: "提供票と給付管理票は番号で送られるので、打ち間違えた番号がほかの事業所のものだと、利用者の書類が知らない事業所に渡ります。",
    wrong: "サービス事業所:\n  うみかぜ: {事業所番号: '3799900012'}  # ほかの計画書では '3799900011'",
    right: "サービス事業所:\n  うみかぜ: {事業所番号: '3799900011'}",
    fix: "どちらの番号が正しいか確かめてください。サービスの種類ごとに番号のある事業所や、同じ名前の別の事業所なら、名前で区別できるように書いてください",
    demand: Demand::Own(
        "番号の打ち間違いは一人の計画書からは分からず、手引きの文にもありません。事業所の全員を並べて分かります",
    ),
    check: |_, _| {},
};

/// Where something stands: a plan, or a file that it names, and a line of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file's name, as the caller gave it.
    pub file: String,
    /// From 1.
    pub line: usize,
}

impl Place {
    /// Where a span is, by the names that its files were read under.
    #[must_use]
    pub fn of(sources: &Sources, span: Span) -> Self {
        let place = |file: &crate::source::SourceFile| (file.path().to_owned(), file.line_of(span.start));
        let (file, line) = sources.file_of(span).map(place).unwrap_or_default();
        Self { file, line }
    }
}

/// Something that all plans together show.
#[derive(Clone, Debug)]
pub struct OfficeFinding {
    /// The rule.
    pub rule: &'static Rule,
    /// Where; none when it is the office's.
    pub place: Option<Place>,
    /// What fills the message.
    pub facts: Vec<String>,
    /// The other place.
    pub other: Option<Place>,
}

impl OfficeFinding {
    /// The message.
    #[must_use]
    pub fn message(&self) -> String {
        let mut message = self.rule.message.to_owned();
        for (at, fact) in self.facts.iter().enumerate() {
            message = message.replace(&format!("{{{at}}}"), fact);
        }
        message
    }
}

/// What is kept of one plan: hashes, sums and places. It can be made on any thread.
#[derive(Clone, Debug)]
pub struct Seen {
    whose: String,
    texts: Vec<alike::Text>,
    sums: sums::OfPlan,
    namings: Vec<Naming>,
}

impl Seen {
    /// Looks at a plan. `aside` says which of these rules it sets aside with a reason, `place` where something of it stands.
    #[must_use]
    pub fn of(
        file: &str,
        context: &CheckContext,
        aside: &dyn Fn(&Rule) -> bool,
        place: &dyn Fn(Span) -> Place,
    ) -> Self {
        let whose = whose(file, context);
        let is_compared = !aside(&TEXT_LIKE_ANOTHER_CLIENTS);
        // What has changed since is right in the plan that follows.
        let is_named = !aside(&PROVIDER_WITH_TWO_NUMBERS) && context.followed_on.is_none();
        Self {
            texts: if is_compared { alike::Text::of_plan(&whose, context, place) } else { Vec::new() },
            sums: sums::OfPlan::of(context, aside(&CLIENT_WITHOUT_THE_OFFICES_MONTH), place),
            namings: if is_named { Naming::of_plan(context.case, place) } else { Vec::new() },
            whose,
        }
    }
}

/// All plans of an office, as far as they have gone by.
#[derive(Debug, Default)]
pub struct Office {
    alike: alike::Alike,
    sums: sums::Sums,
    providers: Providers,
    n: usize,
}

impl Office {
    /// A plan goes by. The order of the plans decides which of two is told as like the other.
    pub fn add(&mut self, seen: Seen) {
        self.n += 1;
        for text in seen.texts {
            self.alike.add(text);
        }
        self.sums.add(&seen.whose, seen.sums);
        self.providers.add(&seen.whose, seen.namings);
    }

    /// What was found, in the order of the rules and places; nothing of a single plan.
    #[must_use]
    pub fn findings(self) -> Vec<OfficeFinding> {
        if self.n < 2 {
            return Vec::new();
        }
        let mut found = self.alike.findings();
        found.extend(self.sums.findings());
        found.extend(self.providers.doubts().iter().map(Doubt::finding));
        found.sort_by(|a, b| (a.rule.id, &a.place).cmp(&(b.rule.id, &b.place)));
        found
    }
}

/// Whose a plan is: two plans of one client (before and after a renewal) are one client.
fn whose(file: &str, context: &CheckContext) -> String {
    let number = |client: &crate::case::Client| {
        // Digits of another width are the same number.
        let [insurer, own] = [client.insurer_number.plain(), client.insured_number.plain()];
        (!own.is_empty()).then(|| format!("{insurer}-{own}"))
    };
    context.case.client.as_ref().and_then(number).unwrap_or_else(|| file.to_owned())
}

/// Counts by something.
type Counts<K> = BTreeMap<K, usize>;
