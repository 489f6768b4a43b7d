//! Support lines of 第２表 with what their words mean: the kind of service, who does it, how often.

use crate::case::CaseFile;
use crate::case::plan::{LongTermGoal, Need, ShortTermGoal, Support};
use crate::frequency::Frequency;
use crate::rules::said::excerpt;
use crate::rules::words::{Said, Words, plain, without_parentheses};
use crate::service_kind;
use crate::service_kind::KindHit;
use crate::source::Span;

/// A support line of 第２表 with everything above it and what its words mean.
#[derive(Clone, Debug)]
pub struct SupportLine<'a> {
    /// 「ニーズ」
    pub need: &'a Need,
    /// 「長期目標」
    pub long: &'a LongTermGoal,
    /// 「短期目標」
    pub short: &'a ShortTermGoal,
    /// 「援助」
    pub support: &'a Support,
    /// The kind of service that 「サービス種別」 names.
    pub kind: Option<KindHit<'static>>,
    /// Who does it, by 「サービス種別」.
    pub doer: Doer,
    /// 「頻度」 as it was understood.
    pub frequency: Frequency,
    /// 「サービス種別」 as it is compared with other texts: the persons in it are who does it.
    pub who: Said,
    /// 種別 (without the kind that was understood) and 内容 as they are compared with other texts.
    pub said: Said,
    /// 「事業所」 as plain text.
    pub provider: String,
    /// What is the provider's own in its name: without words like デイサービスセンター and 特別養護老人ホーム.
    own_name: String,
}

/// Who does what a support line says, by the words of 「サービス種別」.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doer {
    /// 「本人」
    Client,
    /// 「家族（長女）」「妻」
    Family,
    /// A provider, a neighbour, a town: anybody else.
    Other,
}

impl SupportLine<'_> {
    /// Whether its number is the least of several: 「週1回以上」.
    #[must_use]
    pub fn is_at_least(&self) -> bool {
        let text = self.support.frequency.plain();
        ["回以上", "日以上"].iter().any(|words| text.contains(words))
    }

    /// Whether 「※１」 has its ○.
    #[must_use]
    pub fn is_covered(&self) -> bool {
        self.support.is_covered()
    }

    /// Whether the words say a service of long-term care insurance: an insured kind, not by another insurance or at one's own cost.
    #[must_use]
    pub fn is_insured_kind(&self) -> bool {
        self.kind.is_some_and(|hit| hit.is_insured()) && self.outside_insurance().is_none()
    }

    /// The word that says that another insurance, a town or the client pays: 医療保険, 自費.
    #[must_use]
    pub fn outside_insurance(&self) -> Option<&'static str> {
        service_kind::paid_otherwise(&self.support.kind, &self.support.content)
    }

    /// Whether it is a medical service (医療系サービス) of long-term care insurance; 定期巡回 and 看多機 only with nursing.
    #[must_use]
    pub fn is_medical(&self) -> bool {
        let aside = |hit: KindHit| hit.kind.is_some_and(|kind| kind.nursing_aside);
        let nursing = |hit: KindHit| !aside(hit) || self.support.content.text().contains("看護");
        self.kind.is_some_and(|hit| hit.is_medical() && nursing(hit)) && self.is_insured_kind()
    }

    /// Whether it must stand in the week: it recurs every week, is not the client's own, and has hours (equipment has none).
    #[must_use]
    pub fn belongs_in_week(&self) -> bool {
        self.doer != Doer::Client
            && self.frequency.is_every_week()
            && !self.support.kind.is_blank()
            && !self.kind.is_some_and(|hit| hit.is_equipment())
    }

    /// Whether it belongs into 「週単位以外のサービス」: equipment always, everything else by its rhythm;
    /// what the client or the family does never.
    #[must_use]
    pub fn belongs_beyond_week(&self) -> bool {
        let equipment = self.kind.is_some_and(|hit| hit.is_equipment());
        let rhythm = self.frequency.is_beyond_week() || self.frequency.always && !self.frequency.is_every_week();
        self.doer == Doer::Other && (equipment || rhythm)
    }

    /// Whether a text may speak of this line: by any shared word of 種別 and 内容, or by the provider's name.
    ///
    /// Persons in the content of an insured service (生活の様子を妻に伝える) are not who does it, and don't count.
    #[must_use]
    pub fn shares(&self, other: &Said) -> bool {
        let named = self.own_name.chars().count() >= 3 && other.text().contains(&self.own_name);
        let insured = self.doer == Doer::Other && self.kind.is_some_and(|hit| hit.is_insured());
        named || if insured { self.said.shares_words(other) } else { self.said.shares(other) }
    }

    /// The place of 「サービス種別」, or of the line when it is missing.
    #[must_use]
    pub fn kind_span(&self) -> Span {
        self.support.kind.span().or(self.support.span)
    }

    /// What the line is called in messages: 「サービス種別」, else the beginning of 「サービス内容」.
    #[must_use]
    pub fn called(&self) -> String {
        let name = if self.support.kind.is_blank() { &self.support.content } else { &self.support.kind };
        if name.is_blank() { "この行".to_owned() } else { excerpt(name.text()) }
    }
}

/// All support lines with what their words mean.
pub(super) fn support_lines<'a>(case: &'a CaseFile, words: &'static Words) -> Vec<SupportLine<'a>> {
    let mut lines = Vec::new();
    for need in case.plan_2.iter().flat_map(|plan| plan.needs.iter()) {
        for long in &need.goals {
            for short in &long.goals {
                for support in &short.supports {
                    let kind = if support.is_covered() {
                        words.insured_kind_of(&support.kind)
                    } else {
                        words.kind_of(&support.kind)
                    };
                    let doer = doer(support.kind.text(), words);
                    let frequency = Frequency::read(support.frequency.text());
                    let rest = kind.map_or_else(
                        || support.kind.plain().to_owned(),
                        |hit| support.kind.plain().replacen(hit.word, "", 1),
                    );
                    let said = words.said(&format!("{rest}/{}", support.content.text()));
                    let who = words.said(&support.kind);
                    let provider = support.provider.plain().to_owned();
                    let own_name = own_name(&provider, words);
                    lines.push(SupportLine {
                        need,
                        long,
                        short,
                        support,
                        kind,
                        doer,
                        frequency,
                        who,
                        said,
                        provider,
                        own_name,
                    });
                }
            }
        }
    }
    lines
}

/// A provider's plain name without the words that many providers have.
fn own_name(provider: &str, words: &Words) -> String {
    let mut name = provider.to_owned();
    for hit in words.kinds_in(provider) {
        name = name.replacen(hit.word, "", 1);
    }
    for word in words.candidates("provider_words", provider) {
        name = name.replacen(word, "", 1);
    }
    name
}

/// Who does it: a line is the client's or the family's when its 「サービス種別」 begins with their word.
fn doer(kind: &str, words: &Words) -> Doer {
    let text = plain(kind);
    let begins = |list: &str| words.list(list).iter().any(|word| text.starts_with(word.as_str()));
    let outside = without_parentheses(&text);
    if words.kind_of(&outside).is_some() {
        Doer::Other
    } else if begins("client_lines") {
        Doer::Client
    } else if begins("family_groups") {
        Doer::Other
    } else if begins("family_lines") || !words.family_in(&outside).is_empty() {
        Doer::Family
    } else {
        Doer::Other
    }
}
