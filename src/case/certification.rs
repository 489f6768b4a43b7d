//! 「要介護認定」 what the insurance card says.

mod history;

pub use history::{Certifications, ENDS_SOON, RENEWED_BEFORE};

use crate::calendar::{Date, Period};
use crate::source::Field;
use crate::{choice, record};

choice! {
    /// 「要介護状態区分」
    pub enum CareLevel, "要介護状態区分" {
        /// 事業対象者 (総合事業)
        Eligible = "事業対象者",
        /// 要支援1
        Support1 = "要支援1",
        /// 要支援2
        Support2 = "要支援2",
        /// 要介護1
        Care1 = "要介護1",
        /// 要介護2
        Care2 = "要介護2",
        /// 要介護3
        Care3 = "要介護3",
        /// 要介護4
        Care4 = "要介護4",
        /// 要介護5
        Care5 = "要介護5",
    }
}

impl CareLevel {
    /// 1–5 for 要介護１～５; none for the levels that these sheets do not cover.
    #[must_use]
    pub const fn care_number(self) -> Option<u8> {
        match self {
            Self::Care1 => Some(1),
            Self::Care2 => Some(2),
            Self::Care3 => Some(3),
            Self::Care4 => Some(4),
            Self::Care5 => Some(5),
            Self::Eligible | Self::Support1 | Self::Support2 => None,
        }
    }
}

choice! {
    /// 「認定済・申請中」
    pub enum CertificationStatus, "認定の状況" {
        /// 認定済
        Certified = "認定済",
        /// 申請中
        Applied = "申請中",
    }
}

record! {
    /// 「要介護認定」 被保険者証から写す。
    pub struct Certification {
        /// 「認定済・申請中」 新規申請中、区分変更申請中、更新の結果を待っているときは申請中。
        "状況" => status: Field<CertificationStatus>,
        /// 「認定日」 認定の始期（初回は申請日）。被保険者証の認定年月日を印字するシステムでは、その日でもよい。
        "認定日" => certified_on: Field<Date>,
        /// 「認定の有効期間」 令和7年4月7日 ～ 令和8年4月30日 のように。目標の期間はこの中に収める。
        "有効期間" => valid_period: Field<Period>,
        /// 「要介護状態区分」 要介護1～要介護5。要支援・事業対象者は、この様式の対象でない。
        "要介護状態区分" => level: Field<CareLevel>,
        /// 「介護認定審査会の意見及びサービスの種類の指定」 被保険者証を確かめ、記載があれば転記する。ないときは「なし」と書く。
        "審査会意見" => committee_opinion: Field<String>,
    }
}
