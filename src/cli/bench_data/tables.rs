//! The words and figures beside this folder's code, as records.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// `names.toml`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Names {
    pub(super) surnames: Vec<[String; 2]>,
    pub(super) rare_surnames: Vec<[String; 2]>,
    pub(super) women: Vec<[String; 2]>,
    pub(super) men: Vec<[String; 2]>,
    pub(super) young_women: Vec<String>,
    pub(super) young_men: Vec<String>,
    pub(super) towns: Vec<String>,
    pub(super) buildings: Vec<String>,
    pub(super) office_words: Vec<String>,
    pub(super) office_marks: Vec<String>,
    pub(super) clinics: Vec<String>,
}

/// `services.toml`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Services {
    pub(super) kind: Vec<Kind>,
}

/// A kind of service.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Kind {
    pub(super) name: String,
    /// How many of 40 providers offer it.
    pub(super) providers: usize,
    pub(super) called: Vec<String>,
    pub(super) staff: String,
    pub(super) addition: Option<Addition>,
    pub(super) uses: BTreeMap<String, Use>,
}

/// The percent line of a provider.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Addition {
    pub(super) content: String,
    pub(super) code: String,
    pub(super) rate: String,
}

/// What a plan can ask of a kind.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Use {
    #[serde(default)]
    pub(super) times: Vec<String>,
    pub(super) lines: Vec<Line>,
}

/// A line of 第6表.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Line {
    pub(super) content: String,
    pub(super) code: String,
    /// One, or one a level.
    pub(super) units: Vec<i64>,
    /// Only every other provider charges it.
    #[serde(default)]
    pub(super) some: bool,
    /// Only on the first and the last day of a stay.
    #[serde(default)]
    pub(super) ends: bool,
    pub(super) equipment: Option<String>,
    pub(super) tais: Option<String>,
}

impl Line {
    /// The units of a use at a level (要介護1–5).
    pub(super) fn units(&self, level: u8) -> i64 {
        let at = usize::from(level.saturating_sub(1)).min(self.units.len().saturating_sub(1));
        self.units.get(at).copied().unwrap_or_default()
    }
}

/// `needs.toml`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Needs {
    pub(super) need: Vec<Need>,
    pub(super) condition: Vec<Condition>,
}

/// A need with everything that is written about it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Need {
    pub(super) levels: [u8; 2],
    pub(super) household: Option<Household>,
    #[serde(default)]
    pub(super) housework: bool,
    pub(super) wish: String,
    pub(super) finding: String,
    pub(super) statement: String,
    pub(super) long: String,
    pub(super) short: Vec<String>,
    pub(super) supports: Vec<Support>,
    pub(super) own: Vec<String>,
    pub(super) family: String,
    pub(super) visit: String,
    pub(super) other: Option<Other>,
    pub(super) policy: String,
    pub(super) topic: String,
    pub(super) discussion: String,
    pub(super) conclusion: String,
    pub(super) result: String,
}

/// Whether somebody lives with the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Household {
    Alone,
    Together,
}

/// What an insured service does for a need.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Support {
    #[serde(rename = "use")]
    pub(super) usage: String,
    pub(super) content: String,
    #[serde(default)]
    pub(super) words: String,
}

/// Something outside the insurance.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Other {
    pub(super) kind: String,
    pub(super) provider: String,
    pub(super) content: String,
    pub(super) frequency: String,
    /// Its place in 第3表 when it is not weekly.
    pub(super) beyond: Option<String>,
    pub(super) week: Option<OtherWeek>,
}

/// The place of something weekly in 第3表.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OtherWeek {
    pub(super) time: String,
    pub(super) words: String,
}

/// What the client has.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Condition {
    pub(super) state: String,
    pub(super) sign: String,
    pub(super) advice: String,
}

/// Reads a table of ours; a test has read it before.
fn embedded<T: DeserializeOwned>(name: &str, text: &str) -> T {
    toml::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

pub(super) static NAMES: LazyLock<Names> = LazyLock::new(|| embedded("names.toml", include_str!("names.toml")));
pub(super) static SERVICES: LazyLock<Services> =
    LazyLock::new(|| embedded("services.toml", include_str!("services.toml")));
pub(super) static NEEDS: LazyLock<Needs> = LazyLock::new(|| embedded("needs.toml", include_str!("needs.toml")));
