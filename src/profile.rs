//! 「様式の版」 an edition of the forms with the wishes of who demands it: data, and the one place where they meet.
//!
//! A profile never copies a template: it says which optional cells an edition has and which guides are asked.

mod delivery;
mod judge;

pub use delivery::{Packet, Receiver};
pub use judge::Judgement;

use crate::calendar::Date;
use crate::case::CaseFile;
use crate::case::delivery::Delivery;
use crate::case::print::{ConsentLine, Honorific};
use crate::forms::FormOptions;
use crate::guide::{self, Guide};
use crate::source::{Problem, ProblemCode};
use std::sync::LazyLock;

/// One edition.
#[derive(Debug)]
pub struct Profile {
    /// The name that plans and the command line use.
    pub name: &'static str,
    /// Where the edition comes from.
    pub source: &'static str,
    /// Whether 第１表 has a line for consent (the prefecture's addition).
    consent_line: bool,
    /// Whether 第６・７表 have the columns 用具名称（機種名） and TAISコード・届出コード.
    equipment_columns: bool,
    /// Whether 第６表 has a cell 保険者確認印.
    insurer_seal: bool,
    /// The date of the edition as year, month, day: the document date of blank sheets.
    dated: (i32, u32, u32),
    /// 「交付」 who gets which tables; a later layer stands before an earlier one, an office's own before all.
    delivery: &'static LazyLock<Vec<Delivery>>,
    /// By which texts its plans are looked at; the first is the one that findings cite first.
    pub guides: &'static [&'static Guide],
}

/// The footnotes of 第２表, wording a of the three in circulation (the guide's own).
const FOOTNOTES: [&str; 2] = [
    "※１「保険給付対象かどうかの区分」について、保険給付対象内サービスについては○印を付す。",
    "※２「当該サービス提供を行う事業所」について記入する。",
];

/// All editions; the first is the default.
pub const PROFILES: &[Profile] = &[
    Profile {
        name: "香川県令和7年",
        source: "香川県 手引き（令和4年11月）と介護保険最新情報 Vol.1286（令和7年4月1日から）",
        consent_line: true,
        equipment_columns: true,
        insurer_seal: false,
        dated: (2025, 4, 1),
        delivery: &delivery::WITH_CONSENT_LINE,
        guides: &[&guide::kagawa::GUIDE, &guide::national::GUIDE],
    },
    Profile {
        name: "香川県令和4年",
        source: "香川県 手引き（令和4年11月）",
        consent_line: true,
        equipment_columns: false,
        insurer_seal: true,
        dated: (2022, 11, 1),
        delivery: &delivery::WITH_CONSENT_LINE,
        guides: &[&guide::kagawa::GUIDE, &guide::national::GUIDE],
    },
    Profile {
        name: "国令和3年",
        source: "介護保険最新情報 Vol.958（令和3年3月31日）",
        consent_line: false,
        equipment_columns: false,
        insurer_seal: true,
        dated: (2021, 3, 31),
        delivery: &delivery::WITHOUT_CONSENT_LINE,
        guides: &[&guide::national::GUIDE],
    },
    Profile {
        name: "国令和7年",
        source: "介護保険最新情報 Vol.958 と Vol.1286（令和7年4月1日から）",
        consent_line: false,
        equipment_columns: true,
        insurer_seal: false,
        dated: (2025, 4, 1),
        delivery: &delivery::WITHOUT_CONSENT_LINE,
        guides: &[&guide::national::GUIDE],
    },
];

impl Profile {
    /// The profile with that name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        PROFILES.iter().find(|profile| profile.name == name.trim())
    }

    /// The profile a plan asks for in its 「様式」; the default when it asks for none.
    ///
    /// # Errors
    /// When the plan names a profile that does not exist.
    pub fn of(case: &CaseFile) -> Result<&'static Self, Problem> {
        if case.profile.is_blank() {
            return Ok(&PROFILES[0]);
        }
        Self::named(case.profile.text()).ok_or_else(|| {
            let names = PROFILES.iter().map(|profile| profile.name).collect::<Vec<_>>().join("、");
            let message = format!("「{}」という様式はありません", case.profile.text().trim());
            Problem::new(ProblemCode::BadValue, case.profile.span(), message)
                .help(format!("{names} のどれかを書いてください"))
        })
    }

    /// What the forms need to know, with what the office chose in 「印字」.
    #[must_use]
    pub fn form_options(&self, case: &CaseFile) -> FormOptions {
        let print = case.print.as_ref();
        let consent_line = match print.and_then(|print| print.consent_line.value()) {
            Some(chosen) if self.consent_line => chosen,
            None if self.consent_line => ConsentLine::Signature,
            _ => ConsentLine::None,
        };
        FormOptions {
            honorific: print.and_then(|print| print.honorific.value()).unwrap_or(Honorific::Dono),
            consent_line,
            equipment_columns: self.equipment_columns,
            insurer_seal: self.insurer_seal,
            footnotes: FOOTNOTES,
        }
    }

    /// The document date of sheets that carry no date of their own.
    #[must_use]
    pub fn date(&self) -> Date {
        let (year, month, day) = self.dated;
        Date::from_ymd_opt(year, month, day).unwrap_or_default()
    }
}
