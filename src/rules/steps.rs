//! 「流れ」 ①–⑧ of one plan on a day: which step is done, due or late, by the very readings that the rules ask.
//!
//! Late is what a rule accuses as missing, due what comes next and nobody accuses yet; a test holds both ways over many
//! plans. It knows no form and no terminal: [`Step::what`] says which step, the board decides how it is shown.

mod cycle;
mod monthly;

use super::CheckContext;
use crate::calendar::{Date, Month};

/// 「工程」 one thing that is to be done for a client.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// 認定の終わり
    Certification,
    /// 長期目標の終わり
    LongGoals,
    /// 短期目標の終わり
    ShortGoals,
    /// ① 受付・相談・契約
    Contract,
    /// ① 届出
    Notification,
    /// ② アセスメント
    Assessment,
    /// ③ 原案
    Draft,
    /// ④ サービス担当者会議
    Meeting,
    /// ⑤⑥ 同意
    Consent,
    /// ⑥ 交付：利用者
    GivenToClient,
    /// ⑥ 交付：事業所 by its name as 第２表 prints it.
    GivenToProvider(String),
    /// ⑥ 交付：主治医
    GivenToDoctor,
    /// ⑦ サービス開始
    Start,
    /// ⑧ 先月までのモニタリング
    PastVisits,
    /// ⑧ モニタリングの結果
    Results,
    /// ⑧ 今月のモニタリング
    Visit(Month),
    /// 利用票：作成
    SlipMade(Month),
    /// 利用票：同意
    SlipAgreed(Month),
    /// 利用票：交付
    SlipGiven(Month),
    /// 実績
    Actual(Month),
}

impl What {
    /// The rules of which one accuses the step when it is late.
    #[must_use]
    pub const fn accusers(&self) -> &'static [&'static str] {
        match self {
            Self::Certification => &["CP006", "CP012"],
            Self::LongGoals => &["CP216"],
            Self::ShortGoals => &["CP217"],
            Self::Notification => &["CP605"],
            Self::Draft => &["CP001", "CP101"],
            Self::Meeting => &["CP001", "CP401", "CP402", "CP403", "CP404"],
            Self::Consent => &["CP140"],
            Self::GivenToClient => &["CP501", "CP520", "CP521"],
            Self::GivenToProvider(_) => &["CP501", "CP520", "CP522"],
            Self::GivenToDoctor => &["CP501", "CP520", "CP250"],
            Self::PastVisits | Self::Visit(_) => &["CP530", "CP531"],
            Self::Results => &["CP532"],
            Self::SlipAgreed(_) => &["CP601"],
            Self::Actual(_) => &["CP643", "CP644"],
            Self::Contract | Self::Assessment | Self::Start | Self::SlipMade(_) | Self::SlipGiven(_) => &[],
        }
    }

    /// The word for machines; a step of a month or a provider has the same for all of them.
    #[must_use]
    pub const fn id(&self) -> &'static str {
        match self {
            Self::Certification => "certification",
            Self::LongGoals => "long-goals",
            Self::ShortGoals => "short-goals",
            Self::Contract => "contract",
            Self::Notification => "notification",
            Self::Assessment => "assessment",
            Self::Draft => "draft",
            Self::Meeting => "meeting",
            Self::Consent => "consent",
            Self::GivenToClient => "given-to-client",
            Self::GivenToProvider(_) => "given-to-provider",
            Self::GivenToDoctor => "given-to-doctor",
            Self::Start => "start",
            Self::PastVisits => "past-visits",
            Self::Results => "results",
            Self::Visit(_) => "visit",
            Self::SlipMade(_) => "slip-made",
            Self::SlipAgreed(_) => "slip-agreed",
            Self::SlipGiven(_) => "slip-given",
            Self::Actual(_) => "actual",
        }
    }

    /// Its number in 「流れ」; empty for what stands beside it.
    #[must_use]
    pub const fn number(&self) -> &'static str {
        match self {
            Self::Contract | Self::Notification => "①",
            Self::Assessment => "②",
            Self::Draft => "③",
            Self::Meeting => "④",
            Self::Consent | Self::GivenToClient | Self::GivenToProvider(_) | Self::GivenToDoctor => "⑥",
            Self::Start => "⑦",
            Self::PastVisits | Self::Results | Self::Visit(_) => "⑧",
            _ => "",
        }
    }

    /// The step in words, as messages and lists call it.
    #[must_use]
    pub fn called(&self) -> String {
        let of = |word: &str, month: &Month| format!("{}月の{word}", month.month());
        match self {
            Self::Certification => "認定の更新".to_owned(),
            Self::LongGoals => "長期目標の見直し".to_owned(),
            Self::ShortGoals => "短期目標の見直し".to_owned(),
            Self::Contract => "契約".to_owned(),
            Self::Notification => "届出".to_owned(),
            Self::Assessment => "アセスメント".to_owned(),
            Self::Draft => "原案".to_owned(),
            Self::Meeting => "担当者会議".to_owned(),
            Self::Consent => "同意".to_owned(),
            Self::GivenToClient => "交付（利用者）".to_owned(),
            Self::GivenToProvider(name) => format!("交付（{name}）"),
            Self::GivenToDoctor => "交付（主治医）".to_owned(),
            Self::Start => "サービス開始".to_owned(),
            Self::PastVisits => "先月までのモニタリング".to_owned(),
            Self::Results => "モニタリングの結果".to_owned(),
            Self::Visit(month) => of("モニタリング", month),
            Self::SlipMade(month) => of("利用票の作成", month),
            Self::SlipAgreed(month) => of("利用票への同意", month),
            Self::SlipGiven(month) => of("利用票の交付", month),
            Self::Actual(month) => of("実績", month),
        }
    }
}

/// How far a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// 「遅」 a rule accuses it as missing.
    Late,
    /// 「要」 comes next.
    Due,
    /// 「済」 the records show it.
    Done,
    /// 「－」 it is not asked for, or nothing can be said.
    Idle,
}

impl State {
    /// The English word, for machines.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Late => "late",
            Self::Due => "due",
            Self::Done => "done",
            Self::Idle => "none",
        }
    }

    /// The sign on the board: legible without colour and after a FAX.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Late => "遅",
            Self::Due => "要",
            Self::Done => "済",
            Self::Idle => "－",
        }
    }
}

/// A step of a client on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Which one.
    pub what: What,
    /// How far it is.
    pub state: State,
    /// Done: when; due: until when; of goals and certification: their end.
    pub on: Option<Date>,
    /// What else is to be known: 「申請中」, the months that lack a visit.
    pub note: String,
}

impl Step {
    fn new(what: What, state: State, on: Option<Date>) -> Self {
        Self { what, state, on, note: String::new() }
    }

    fn note(self, note: impl Into<String>) -> Self {
        Self { note: note.into(), ..self }
    }

    /// Done on a day: what is planned for a later day is still due.
    fn done(what: What, day: Date, context: &CheckContext) -> Self {
        Self::new(what, if day <= context.as_of { State::Done } else { State::Due }, Some(day))
    }
}

/// All steps of a plan, seen on the context's day; `month` is the month of support that is looked at (今月).
#[must_use]
pub fn steps(context: &CheckContext, month: Month) -> Vec<Step> {
    let mut steps = cycle::steps(context);
    steps.extend(monthly::steps(context, month));
    steps
}
