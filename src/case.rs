//! Everything about one client, as the plan's YAML says it: data only.
//!
//! Every value keeps its place in the file ([`Field`]), a missing key is a blank field and never an error, and nothing here
//! judges or prints. Keys are the words printed on the forms; doc comments become the descriptions that editors show.
//! Start reading at [`CaseFile`]; [`read::read_case`] makes one from text.

pub mod by_month;
pub mod certification;
pub mod change;
pub mod days;
pub mod delivery;
pub mod earlier;
pub mod in_month;
pub mod log;
pub mod meeting;
pub mod month;
pub mod person;
pub mod plan;
pub mod print;
pub mod read;
pub mod schema;
mod spelling;
pub mod values;
pub mod waiver;
pub mod week;

pub use certification::{CareLevel, Certification, Certifications};
pub use change::PlanChange;
pub use days::DaySet;
pub use earlier::Earlier;
pub use in_month::InMonth;
pub use log::LogEntry;
pub use meeting::ServiceMeeting;
pub use month::{MonthlyService, ServiceLine};
pub use person::{Client, Identity, Office, Provider};
pub use plan::{CarePlan1, CarePlan2, Need};
pub use read::{Case, n_at_first_sight, read_case, read_office_file};
pub use waiver::Waiver;
pub use week::WeeklySchedule;

use crate::calendar::{Date, Period};
use crate::record;
use crate::source::read::{Named, Word};
use crate::source::{Field, List};
use by_month::ByMonth;
use person::{EmergencyContact, FamilyMember, Linked, Physician, SentBy};
use print::PrintOptions;
use values::YesNo;

record! {
    /// 「居宅サービス計画」一人の利用者の計画と記録の全体。
    pub struct CaseFile {
        /// 「様式」 印刷する様式の版。香川県令和7年（書かないとき）、香川県令和4年、国令和3年、国令和7年。
        "様式" => profile: Field<Word>,
        /// 「原案」 同意を得る前の計画なら「はい」。第1～3表に（原案）と印字し、同意・会議・交付など後の段階を求める点検は待つ（書かなければ いいえ）。
        "原案" => draft: Field<YesNo>,
        /// 「前の計画」 この計画の前の計画書のファイル名（計画書のあるフォルダーから。書かなくてもよい）。点検で前の計画と比べる。
        "前の計画" => earlier: Earlier,
        /// 「変更」 この計画を変えたこと。変更ごとに一つ（「- 」で始める）。見え消しの印刷（careplan render --against）と点検に使う。
        "変更" => changes: List<PlanChange>,
        /// 「利用者」 氏名・生年月日・住所・番号。被保険者証にあるとおりに写す。
        "利用者" => client: Option<Client>,
        /// 「家族」 同居・別居を問わず、支援に関わる家族（書かなくてもよい）。
        "家族" => family: List<FamilyMember>,
        /// 「主治医」 医療系サービスの指示や照会の相手（書かなくてもよい）。
        "主治医" => physicians: List<Physician>,
        /// 「緊急連絡先」 連絡する順に書く（書かなくてもよい）。
        "緊急連絡先" => emergency_contacts: List<EmergencyContact>,
        /// 「居宅介護支援事業者・事業所名及び所在地」 計画を作成する事業所。計画書のそばに置いた別のYAMLファイルの名前でもよい。
        "居宅介護支援事業所" => office: Linked<Office>,
        /// 「要介護認定」 被保険者証の認定の内容。更新・区分変更の後も前の認定を残すときは、古いものから順に「- 」で並べる。
        "認定" => certifications: Certifications,
        /// 「居宅サービス計画書（１）」 第１表。意向と課題分析の結果、総合的な援助の方針。記載する日付の整合性をとる。
        "第1表" => plan_1: Option<CarePlan1>,
        /// 「居宅サービス計画書（２）」 第２表。課題（ニーズ）、長期目標、短期目標、援助内容。
        "第2表" => plan_2: Option<CarePlan2>,
        /// 「週間サービス計画表」 第３表。第２表の援助内容に掲げたサービスを、保険給付の内外を問わず全て記載する。
        "第3表" => week: Option<WeeklySchedule>,
        /// 「サービス担当者会議の要点」 第４表。会議ごとに一つ（「- 」で始める）。
        "第4表" => meetings: List<ServiceMeeting>,
        /// 「居宅介護支援経過」 第５表。時系列に、誰もが理解できるように書く。月に一度は居宅での面接（モニタリング）の記録がある。
        "第5表" => log: List<LogEntry>,
        /// 「作成年月日」 第５表の用紙に印字する（書かなければ空欄）。
        "第5表の作成年月日" => log_issued_on: Field<Date>,
        /// 「サービス利用票」 第６表。月ごとに一つ（「- 」で始める）。第７表（別表）はこれから計算する。
        "第6表" => months: List<MonthlyService>,
        /// 「給付率（％）」 負担割合証による：1割負担は90、2割は80、3割は70。給付制限があるときはその率。変わるときは {2024-08: 90, 2025-08: 80}。
        "給付率" => benefit_rate: ByMonth<values::Percent>,
        /// 「サービス事業者・事業所」 名前ごとに事業所番号と地域区分（または単価）。別のYAMLファイルの名前でもよい。
        "サービス事業所" => providers: Linked<Named<Provider>>,
        /// 「印字」 敬称と同意欄の選択（書かなくてもよい）。
        "印字" => print: Option<PrintOptions>,
    }
}

impl CaseFile {
    /// 「原案」 whether the plan waits for the client's consent.
    #[must_use]
    pub fn is_draft(&self) -> bool {
        self.draft.value().is_some_and(|draft| draft.0)
    }

    /// 「援助内容」 every line of 第２表, in the order of the table.
    pub fn supports(&self) -> impl Iterator<Item = &plan::Support> {
        let long = self.plan_2.iter().flat_map(|plan| &plan.needs).flat_map(|need| &need.goals);
        long.flat_map(|goal| &goal.goals).flat_map(|goal| &goal.supports)
    }

    /// 「送付方法」 whether a provider gets its 提供票 by FAX.
    #[must_use]
    pub fn is_sent_by_fax(&self, provider: &str) -> bool {
        let provider = self.providers.get().and_then(|providers| providers.get(provider));
        provider.is_some_and(|provider| provider.sent_by.value() == Some(SentBy::Fax))
    }

    /// Whose plan it is.
    #[must_use]
    pub fn identity(&self) -> Identity {
        self.client.as_ref().map(Client::identity).unwrap_or_default()
    }

    /// The first day on which the plan holds as it stands: that of its goals, or else 計画作成日; of a changed plan the day of its
    /// last change, where that is later.
    #[must_use]
    pub fn begins_on(&self) -> Option<Date> {
        let longs = || self.plan_2.iter().flat_map(|plan| plan.needs.iter()).flat_map(|need| need.goals.iter());
        let of_longs = longs().filter_map(|long| long.period.value());
        let of_shorts = longs().flat_map(|long| long.goals.iter()).filter_map(|short| short.period.value());
        let planned = || self.plan_1.as_ref().and_then(|plan| plan.planned_on.value());
        let begins = of_longs.chain(of_shorts).map(Period::start).min().or_else(planned);
        let changed = self.changes.iter().filter_map(|change| change.changed_on.value()).max();
        begins.max(changed)
    }

    /// The certification that 第１・２表 are made for; `reference` is the day on which the plan is looked at.
    #[must_use]
    pub fn certification_of_plan(&self, reference: Option<Date>) -> Option<&Certification> {
        let planned = self.plan_1.as_ref().and_then(|plan| plan.planned_on.value());
        let longs = self.plan_2.iter().flat_map(|plan| plan.needs.iter()).flat_map(|need| need.goals.iter());
        let goals: Vec<Period> = longs.filter_map(|long| long.period.value()).collect();
        self.certifications.of_plan(planned, reference, &goals)
    }

    /// The certification that 第１・２表 print: no option of a program moves it.
    #[must_use]
    pub fn printed_certification(&self) -> Option<&Certification> {
        self.certification_of_plan(self.newest_record())
    }

    /// The dates of the plan's own records, with what each is called: 第５表, 開催日, 同意, 作成年月日; not period ends, not planned
    /// days, not 実績.
    pub fn records(&self) -> impl Iterator<Item = (&'static str, &Field<Date>)> {
        let plan_1 = self.plan_1.iter().flat_map(|plan| {
            let consent = plan.consent.as_ref().map(|consent| ("同意の日付", &consent.signed_on));
            [Some(("第1表の作成年月日", &plan.issued_on)), consent].into_iter().flatten()
        });
        let plan_2 = self.plan_2.iter().map(|plan| ("第2表の作成年月日", &plan.issued_on));
        let week = self.week.iter().map(|week| ("第3表の作成年月日", &week.issued_on));
        let meetings = self
            .meetings
            .iter()
            .flat_map(|meeting| [("第4表の作成年月日", &meeting.issued_on), ("第4表の開催日", &meeting.held_on)]);
        let log = self.log.iter().map(|entry| ("第5表の年月日", &entry.day));
        let months = self.months.iter().map(|block| ("第6表の作成年月日", &block.issued_on));
        plan_1.chain(plan_2).chain(week).chain(meetings).chain(log).chain(months)
    }

    /// The newest date among them.
    #[must_use]
    pub fn newest_record(&self) -> Option<Date> {
        self.records().filter_map(|(_, day)| day.value()).max()
    }
}

record! {
    /// 「事業所のファイル」 計画書から名前で指されるファイル。事業所のことを一度だけ書く。
    pub struct OfficeFile {
        /// 「居宅介護支援事業者・事業所名及び所在地」 計画を作成する事業所。
        "居宅介護支援事業所" => office: Option<Office>,
        /// 「サービス事業者・事業所」 名前ごとに事業所番号と地域区分（または単価）。
        "サービス事業所" => providers: Named<Provider>,
    }
}
