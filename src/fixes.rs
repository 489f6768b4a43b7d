//! How findings are mended: one line of a table for each rule that has a fix, and from it the edits.
//!
//! A fix says what is to stand where, in paths; [`crate::source::edit`] finds the bytes and keeps its law, and a change that it
//! refuses is no fix. What a mistake of reading needs is said where the mistake is told. Nothing here is certain: what a
//! plan ought to say, its writer decides. Start at [`RULES`].

mod dates;
mod doubt;
mod periods;
mod plan;
mod planned;
mod site;
mod unread;
pub mod week;
mod words;

pub use site::Site;

use crate::case::Case;
use crate::rules::CheckContext;
use crate::source::edit::{self, Change};
use crate::source::{Fix, Span};

/// How the findings of one rule are mended.
pub struct RuleFix {
    /// The rule's id.
    pub rule: &'static str,
    /// What the fix does, as an editor offers it.
    pub title: &'static str,
    /// What changes; none where nothing can be proposed.
    changes: fn(&Site) -> Option<Vec<Change>>,
}

const fn fix(rule: &'static str, title: &'static str, changes: fn(&Site) -> Option<Vec<Change>>) -> RuleFix {
    RuleFix { rule, title, changes }
}

/// All rules that have a fix, in the order of their ids.
pub static RULES: &[RuleFix] = &[
    fix("CP009", "認定日を有効期間の初日にする", dates::certified_on),
    fix("CP091", "使われていない例外を消す", words::waiver),
    fix("CP101", "書かれていない日付を、第1表のほかの日付から書く", dates::plan_1_dates),
    fix("CP102", "計画作成日と初回計画作成日から区分に○を付ける", words::occasion),
    fix("CP103", "計画作成日と初回計画作成日から区分に○を付ける", words::occasion),
    fix("CP104", "初回計画作成日を計画作成日にする", dates::first_planned),
    fix("CP105", "初回計画作成日を計画作成日にする", dates::first_planned),
    fix("CP107", "第1表の作成年月日を同意日（なければ計画作成日）にする", dates::plan_1_issued),
    fix("CP120", "審査会意見に「なし」と書く", words::no_opinion),
    fix("CP133", "生活援助中心型の算定理由を消す", words::housework_reason),
    fix("CP141", "「原案」を消す（同意を得たとき）", plan::no_draft),
    fix("CP201", "第1表と同じ作成年月日を書く", dates::issued_as_plan_1),
    fix("CP205", "課題の番号を1から付け直す", plan::numbers),
    fix("CP210", "期間を、ほかの目標か認定の有効期間から書く", periods::written),
    fix("CP211", "終わりの日を、ほかの目標か認定の有効期間から書く", periods::written),
    fix("CP212", "期間を認定の有効期間に収める", periods::in_certification),
    fix("CP213", "始まりの日を計画作成日にする", periods::from_plan),
    fix("CP214", "短期目標の期間を長期目標の期間に収める", periods::in_long_goal),
    fix("CP215", "始まりの日を計画作成日にする", periods::from_plan),
    fix("CP232", "※1に○を付ける", words::covered),
    fix("CP233", "※1の○を消す", words::not_covered),
    fix("CP234", "同じ種類のサービスの事業所を書く", plan::provider_of_support),
    fix("CP241", "援助の期間を短期目標の期間にする", periods::support),
    fix("CP242", "いちばん近い介護保険のサービスの種別にする", words::nearest_kind),
    fix("CP301", "第1表と同じ作成年月日を書く", dates::issued_as_plan_1),
    fix("CP304", "週間の表に、このサービスの枠を第2表と利用票から書く", week::missing),
    fix("CP305", "第3表の曜日を第2表のとおりにする", week::weekdays),
    fix("CP305", "第2表の頻度を第3表の曜日のとおりにする", week::frequency),
    fix("CP306", "第2表の頻度を第3表の曜日のとおりにする", week::frequency),
    fix("CP307", "第2表の最後の短期目標に、この枠の援助を書く", week::support),
    fix("CP310", "週単位以外のサービスを第2表から書く", week::beyond_week_fix),
    fix("CP311", "週単位以外のサービスにこのサービスを加える", week::beyond_week_fix),
    fix("CP318", "日常生活を時刻の順に並べる", words::activities_in_order),
    fix("CP404", "書かれていない日付を、第4表のもう一つの日付から書く", dates::meeting_head),
    fix("CP405", "第4表の作成年月日を開催日にする", dates::meeting_issued),
    fix("CP417", "出席者にこの事業所を加える（職種・氏名を書いてください）", plan::attendee),
    fix("CP417", "よく似た二つの名前のうち、ほかに書かれていない方を直す", plan::name_as_elsewhere),
    fix("CP425", "残された課題に「なし」と書く", words::no_open_issues),
    fix("CP504", "記録を年月日と時刻の順に並べる", words::log_in_order),
    fix("CP510", "記載者に担当者の名前を書く", words::recorder),
    fix("CP601", "利用票の作成年月日を同意日にする", dates::slip_issued),
    fix("CP602", "利用票の作成年月日を同意日にする", dates::slip_issued),
    fix("CP605", "ほかの月と同じ届出年月日を書く", dates::notified_as_others),
    fix("CP609", "限度額適用期間を認定の有効期間から書く", dates::limit_period),
    fix("CP610", "限度額適用期間を認定の有効期間から書く", dates::limit_period),
    fix("CP611", "認定と違う要介護状態区分を消す", words::own_level),
    fix("CP613", "区分支給限度基準額を消して、要介護状態区分から決める", words::own_limit),
    fix("CP623", "この事業所のサービスの予定を、第3表・第2表の曜日から書く", planned::of_service),
    fix("CP624", "この事業所のサービスの予定を、第3表・第2表の曜日から書く", planned::of_service),
    fix("CP631", "予定を第3表・第2表の曜日から書く", planned::of_line),
    fix("CP640", "実績を消す", words::removed),
    fix("CP643", "実績を予定のとおりに書く（利用した日を確かめてください）", words::actual),
    fix("CP706", "処遇改善加算の率を、区分と月から書く", plan::treatment_rate),
    fix("CP707", "対象外に「はい」と書く", words::outside_limit),
    fix(
        "CP709",
        "サービス種類の表のとおりに算定単位を書く（月に1回のコードでないことを確かめてください）",
        plan::counted_per,
    ),
    fix("CP713", "サービスコードの一覧のとおりに書く", plan::as_listed),
];

/// Whether findings of a rule may have a fix.
#[must_use]
pub fn has(rule: &str) -> bool {
    RULES.iter().any(|fix| fix.rule == rule)
}

/// Looks for fixes of findings in one plan. Findings that are mended by the same change (a log in its order) have it looked for
/// once: each is proved by writing and reading the whole plan.
pub struct Finder<'a> {
    case: &'a Case,
    context: &'a CheckContext<'a>,
    text: &'a str,
    last: Option<(&'static str, Vec<Change>, Option<Fix>)>,
}

impl<'a> Finder<'a> {
    /// For a plan and its text.
    #[must_use]
    pub fn new(case: &'a Case, context: &'a CheckContext<'a>, text: &'a str) -> Self {
        Self { case, context, text, last: None }
    }

    /// The fixes of a finding at a place of the plan's own file.
    pub fn of_finding(&mut self, rule: &str, span: Span) -> Vec<Fix> {
        let Some(site) = Site::new(self.case, self.context, span) else { return Vec::new() };
        let rules = RULES.iter().filter(|fix| fix.rule == rule);
        rules
            .filter_map(|fix| Some((fix, (fix.changes)(&site)?)))
            .filter(|(_, changes)| !unread::stands(self.case, self.text, &site, changes))
            .filter(|(_, changes)| !unread::is_misread(self.case, self.text, &site, changes))
            .filter(|(_, changes)| !unread::hides_supports(self.text, &site, changes))
            .filter_map(|(fix, changes)| self.fix(fix, changes))
            .collect()
    }

    fn fix(&mut self, fix: &RuleFix, changes: Vec<Change>) -> Option<Fix> {
        match &self.last {
            Some((title, known, made)) if *title == fix.title && *known == changes => made.clone(),
            _ => {
                let made = self.write(fix, &changes);
                self.last = Some((fix.title, changes, made.clone()));
                made
            }
        }
    }

    fn write(&self, fix: &RuleFix, changes: &[Change]) -> Option<Fix> {
        let edited = edit::edit(self.text, changes).ok()?;
        let title = edited.notes.iter().fold(fix.title.to_owned(), |title, note| format!("{title}（{note}）"));
        let byte = |at: usize| crate::source::to_u32(at);
        let edits = edited.edits.into_iter();
        let edits = edits.map(|edit| (Span::new(self.case.id, byte(edit.start), byte(edit.end)), edit.text)).collect();
        Some(Fix { title, edits, certain: false }).filter(|fix| !fix.edits.is_empty())
    }
}
