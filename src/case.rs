//! Everything about one client, as the plan's YAML says it: data only.
//!
//! Every value keeps its place in the file ([`Field`]), a missing key is a blank field and never an error, and nothing here
//! judges or prints. Keys are the words printed on the forms; doc comments become the descriptions that editors show.
//! Start reading at [`CaseFile`]; [`read::read_case`] makes one from text.

pub mod certification;
pub mod days;
pub mod log;
pub mod meeting;
pub mod month;
pub mod person;
pub mod plan;
pub mod print;
pub mod read;
pub mod schema;
pub mod values;
pub mod week;

pub use certification::{CareLevel, Certification};
pub use days::DaySet;
pub use log::LogEntry;
pub use meeting::ServiceMeeting;
pub use month::{MonthlyService, ServiceLine};
pub use person::{Client, Office, Provider};
pub use plan::{CarePlan1, CarePlan2, Need};
pub use read::{Case, read_case, read_office_file};
pub use week::WeeklySchedule;

use crate::record;
use crate::source::read::Named;
use crate::source::{Field, List};
use person::{EmergencyContact, FamilyMember, Linked, Physician};
use print::PrintOptions;

record! {
    /// 「居宅サービス計画」一人の利用者の計画と記録の全体。
    pub struct CaseFile {
        /// 「様式」 様式の版：香川県令和7年（初めの値）、香川県令和4年、国令和3年、国令和7年。
        "様式" => profile: Field<String>,
        /// 「利用者」 被保険者証にあるとおりに写す。
        "利用者" => client: Option<Client>,
        /// 「家族」 同居・別居を問わず、支援に関わる家族。
        "家族" => family: List<FamilyMember>,
        /// 「主治医」
        "主治医" => physicians: List<Physician>,
        /// 「緊急連絡先」 連絡する順に書く。
        "緊急連絡先" => emergency_contacts: List<EmergencyContact>,
        /// 「居宅介護支援事業所」 計画を作成する事業所。別のYAMLファイルの名前でもよい。
        "居宅介護支援事業所" => office: Linked<Office>,
        /// 「認定」 被保険者証の認定の内容。
        "認定" => certification: Option<Certification>,
        /// 「第１表」 居宅サービス計画書（１）
        "第1表" => plan_1: Option<CarePlan1>,
        /// 「第２表」 居宅サービス計画書（２）
        "第2表" => plan_2: Option<CarePlan2>,
        /// 「第３表」 週間サービス計画表
        "第3表" => week: Option<WeeklySchedule>,
        /// 「第４表」 サービス担当者会議の要点。会議ごとに一つ。
        "第4表" => meetings: List<ServiceMeeting>,
        /// 「第５表」 居宅介護支援経過。日付の順に書く。
        "第5表" => log: List<LogEntry>,
        /// 「第６表」 サービス利用票。月ごとに一つ。
        "第6表" => months: List<MonthlyService>,
        /// 「給付率」 90、80、70（給付制限があるときは60）。負担割合証による。
        "給付率" => benefit_rate: Field<values::Percent>,
        /// 「サービス事業所」 名前ごとに事業所番号と地域区分（または単価）。別のYAMLファイルの名前でもよい。
        "サービス事業所" => providers: Linked<Named<Provider>>,
        /// 「印字」 敬称と同意欄の選択。
        "印字" => print: Option<PrintOptions>,
    }
}

record! {
    /// 「事業所のファイル」 計画書から名前で指されるファイル。事業所のことを一度だけ書く。
    pub struct OfficeFile {
        /// 「居宅介護支援事業所」 計画を作成する事業所。
        "居宅介護支援事業所" => office: Option<Office>,
        /// 「サービス事業所」 名前ごとに事業所番号と地域区分（または単価）。
        "サービス事業所" => providers: Named<Provider>,
    }
}
