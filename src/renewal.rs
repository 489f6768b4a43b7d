//! 「次の計画」 the plan that follows another: the new certification, every period moved to it, records of the old one left
//! behind. Made by edits alone, so that comments and order stay ([`crate::source::edit`]).
//!
//! What a person must look at again (the level, the committee's opinion, days of making) is emptied or told, never guessed.
//! Knows no files and no rules. Start reading at [`renew`].

mod periods;

use crate::calendar::{Date, Period, era, read};
use crate::case::plan::{CarePlan1, LongTermGoal, ShortTermGoal, Support};
use crate::case::{CareLevel, CaseFile, Certification};
use crate::source::edit::{self, Change, Path, Refused, Value};
use crate::source::yaml::{Kind, Node};
use periods::{Style, moved};

/// What a plan's records may be taken along of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Record {
    /// 「同意」 of 第１表.
    Consent,
    /// 「第4表」
    Meetings,
    /// 「第5表」
    Log,
    /// 「第6表」
    Months,
}

impl Record {
    /// All, in the order of the forms.
    pub const ALL: [Self; 4] = [Self::Consent, Self::Meetings, Self::Log, Self::Months];

    /// Its printed name.
    #[must_use]
    pub const fn printed(self) -> &'static str {
        match self {
            Self::Consent => "同意",
            Self::Meetings => "第4表",
            Self::Log => "第5表",
            Self::Months => "第6表",
        }
    }
}

/// 「更新の注文」
#[derive(Clone, Debug)]
pub struct Renewal<'a> {
    /// The day from which the next plan holds.
    pub from: Date,
    /// 「要介護状態区分」 of the new certification; as before when it is not said.
    pub level: Option<CareLevel>,
    /// 「認定の有効期間」; left empty when it is not known.
    pub valid: Option<Period>,
    /// What is taken along.
    pub kept: &'a [Record],
    /// The name that the next plan has for this one; none when it cannot name it.
    pub predecessor: Option<&'a str>,
}

/// The next plan, and what was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renewed {
    /// Its text.
    pub text: String,
    /// What was moved or set, a sentence each.
    pub moved: Vec<String>,
    /// What was left behind or empty and waits for a person.
    pub open: Vec<String>,
}

/// Makes the next plan from a plan's text and its tree, which was read without a mistake.
///
/// # Errors
/// The text is written in a way that cannot be changed without changing something else.
pub fn renew(text: &str, root: &Node, renewal: &Renewal) -> Result<Renewed, Refused> {
    let mut work = Work { renewal, changes: Vec::new(), moved: Vec::new(), open: Vec::new() };
    work.certification(root);
    work.plan_1(root);
    work.plan_2(root);
    work.other_tables(root);
    let edited = edit::edit(text, &work.changes)?;
    work.open.extend(edited.notes);
    Ok(Renewed { text: edited.text, moved: work.moved, open: work.open })
}

struct Work<'a> {
    renewal: &'a Renewal<'a>,
    changes: Vec<Change>,
    moved: Vec<String>,
    open: Vec<String>,
}

/// 「状況」 of a certification whose period is known.
const CERTIFIED: &str = "認定済";

impl Work<'_> {
    fn set(&mut self, path: Path, value: Value, order: &[&str]) {
        let order = order.iter().map(|key| (*key).to_owned()).collect();
        self.changes.push(Change::Set { path, value, order });
    }

    /// Empties what stands under a key; a key that is missing stays so.
    fn empty(&mut self, node: Option<&Node>, path: &Path, key: &str) -> bool {
        let written = text_at(node, key).is_some();
        if written {
            self.changes.push(Change::Set { path: path.key(key), value: Value::Null, order: Vec::new() });
        }
        written
    }

    fn remove(&mut self, path: Path) {
        self.changes.push(Change::Remove { path });
    }

    /// 「認定」: one, or the newest of several.
    fn certification(&mut self, root: &Node) {
        let top = Path::default().key("認定");
        let node = root.get("認定").map(|entry| &entry.value);
        let (path, node) = match node.map(|node| &node.kind) {
            Some(Kind::Seq(items)) => {
                // The history goes on: the next certification is a further one, and the last ends where it begins.
                let at = items.len();
                self.end_before(items.last(), &top.item(at.saturating_sub(1)));
                let status = text_at(items.last(), "状況").unwrap_or_default();
                let mut new = vec![("状況".to_owned(), Value::Text(status))];
                if let Some(level) = text_at(items.last(), "要介護状態区分") {
                    new.push(("要介護状態区分".to_owned(), Value::Text(level)));
                }
                self.changes.push(Change::InsertItem { list: top.clone(), at, value: Value::Map(new) });
                (top.item(at), items.last())
            }
            _ => (top, node),
        };
        let style = Style::of(text_at(node, "有効期間").or(text_at(node, "認定日")).as_deref());
        if let Some(valid) = self.renewal.valid {
            // The day of the certification is that on which it begins to hold.
            let certified = style.date(valid.start());
            self.moved.push(format!("認定日：{certified}（有効期間の初めの日）"));
            self.set(path.key("認定日"), Value::Text(certified), Certification::KEYS);
            let status = text_at(node, "状況").unwrap_or_else(|| "（未記入）".to_owned());
            if status != CERTIFIED {
                self.moved.push(format!("認定の状況：{status} → {CERTIFIED}"));
            }
            self.set(path.key("状況"), Value::Text(CERTIFIED.to_owned()), Certification::KEYS);
            let before = text_at(node, "有効期間").unwrap_or_else(|| "（未記入）".to_owned());
            self.moved.push(format!("認定の有効期間：{before} → {}", style.period(valid)));
            self.set(path.key("有効期間"), Value::Text(style.period(valid)), Certification::KEYS);
        } else {
            self.empty(node, &path, "有効期間");
            self.empty(node, &path, "認定日");
            let words = "認定の「認定日」「有効期間」と長期目標の「期間」は空けました（--valid で書き入れられます）";
            self.open.push(words.to_owned());
        }
        let before = text_at(node, "要介護状態区分").unwrap_or_else(|| "（未記入）".to_owned());
        if let Some(level) = self.renewal.level {
            if level.printed() != before {
                self.moved.push(format!("要介護状態区分：{before} → {}", level.printed()));
            }
            self.set(path.key("要介護状態区分"), Value::Text(level.printed().to_owned()), Certification::KEYS);
        } else {
            self.open.push(format!("要介護状態区分は前の計画のまま（{before}）です。被保険者証を確かめてください"));
        }
        if self.empty(node, &path, "審査会意見") {
            self.open.push("審査会意見は空けました。新しい被保険者証から写してください".to_owned());
        }
    }

    /// A certification that would go on beside the next one ends on the day before it (区分変更).
    fn end_before(&mut self, last: Option<&Node>, path: &Path) {
        let Some(valid) = self.renewal.valid else { return };
        let Some(written) = text_at(last, "有効期間") else { return };
        let Ok(period) = read::period(&written) else { return };
        let until = valid.start().pred_opt().and_then(|day| Period::new(period.start(), Some(day)));
        let overlaps = period.end().is_none_or(|end| end >= valid.start());
        if let Some(until) = until.filter(|_| overlaps) {
            let now = Style::of(Some(&written)).period(until);
            self.moved.push(format!("前の認定の有効期間：{written} → {now}"));
            self.set(path.key("有効期間"), Value::Text(now), Certification::KEYS);
        }
    }

    fn plan_1(&mut self, root: &Node) {
        let path = Path::default().key("第1表");
        let node = root.get("第1表").map(|entry| &entry.value);
        if node.is_some() {
            self.set(path.key("区分"), Value::List(vec![Value::text("継続")]).flow(), CarePlan1::KEYS);
            self.moved.push("第1表の区分：継続".to_owned());
        }
        let mut emptied = self.empty(node, &path, "作成年月日");
        emptied |= self.empty(node, &path, "計画作成日");
        for table in ["第2表", "第3表"] {
            emptied |= self.empty(root.get(table).map(|entry| &entry.value), &Path::default().key(table), "作成年月日");
        }
        if emptied {
            self.open.push("計画作成日と、第1～3表の作成年月日は空けました".to_owned());
        }
        if node.and_then(|node| node.get("同意")).is_some() && !self.renewal.kept.contains(&Record::Consent) {
            self.remove(path.key("同意"));
        }
    }

    fn plan_2(&mut self, root: &Node) {
        let Some(plan) = root.get("第2表") else { return };
        let path = Path::default().key("第2表");
        for (need_path, need) in items(&plan.value, &path, "ニーズ") {
            for (long_path, long) in items(need, &need_path, "長期目標") {
                let until = self.long_goal(long, &long_path);
                for (short_path, short) in items(long, &long_path, "短期目標") {
                    self.short_goal(short, &short_path, until);
                }
            }
        }
    }

    /// Moves a long-term goal's period to the new certification and keeps the first one; gives its last day.
    fn long_goal(&mut self, goal: &Node, path: &Path) -> Option<Date> {
        let before = text_at(Some(goal), "期間");
        if let Some(before) = before.as_ref().filter(|_| text_at(Some(goal), "当初期間").is_none()) {
            self.set(path.key("当初期間"), Value::Text(before.clone()), LongTermGoal::KEYS);
        }
        let Some(valid) = self.renewal.valid else {
            self.empty(Some(goal), path, "期間");
            return None;
        };
        let style = Style::of(before.as_deref());
        let now = Period::new(self.renewal.from, valid.end())?;
        self.tell("長期目標", goal, before.as_deref(), &style.period(now));
        self.set(path.key("期間"), Value::Text(style.period(now)), LongTermGoal::KEYS);
        valid.end()
    }

    fn short_goal(&mut self, goal: &Node, path: &Path, until: Option<Date>) {
        let Some(before) = text_at(Some(goal), "期間") else {
            self.open.push(format!("短期目標{}の「期間」は書かれていないままです", named(goal, "目標")));
            return;
        };
        let style = Style::of(Some(&before));
        let Some(now) = moved(&before, self.renewal.from, until) else { return };
        self.tell("短期目標", goal, Some(&before), &style.period(now));
        self.set(path.key("期間"), Value::Text(style.period(now)), ShortTermGoal::KEYS);
        for (support_path, support) in items(goal, path, "援助") {
            let Some(own) = text_at(Some(support), "期間") else { continue };
            let Some(now) = moved(&own, self.renewal.from, now.end()) else { continue };
            let style = Style::of(Some(&own));
            self.tell("援助", support, Some(&own), &style.period(now));
            self.set(support_path.key("期間"), Value::Text(style.period(now)), Support::KEYS);
        }
    }

    fn tell(&mut self, what: &str, node: &Node, before: Option<&str>, now: &str) {
        let name = if what == "援助" { named(node, "サービス種別") } else { named(node, "目標") };
        self.moved.push(format!("{what}{name}の期間：{} → {now}", before.unwrap_or("（未記入）")));
    }

    /// 第４～６表 and what else belongs to the old plan alone.
    fn other_tables(&mut self, root: &Node) {
        let mut left = Vec::new();
        for record in Record::ALL.into_iter().filter(|record| !self.renewal.kept.contains(record)) {
            let there = match record {
                Record::Consent => root.get("第1表").is_some_and(|plan| plan.value.get("同意").is_some()),
                _ => root.get(record.printed()).is_some(),
            };
            if there {
                left.push(record.printed());
                if record != Record::Consent {
                    self.remove(Path::default().key(record.printed()));
                }
            }
        }
        for key in ["第5表の作成年月日", "変更"] {
            let goes = key == "変更" || !self.renewal.kept.contains(&Record::Log);
            if goes && root.get(key).is_some() {
                left.push(key);
                self.remove(Path::default().key(key));
            }
        }
        if !left.is_empty() {
            self.open.push(format!("{}は引き継いでいません（引き継ぐときは --keep）", left.join("、")));
        }
        if root.get("例外").is_some() {
            self.open.push("「例外」は引き継ぎました。今も当てはまるか確かめてください".to_owned());
        }
        if let Some(name) = self.renewal.predecessor {
            self.set(Path::default().key("前の計画"), Value::Text(name.to_owned()), CaseFile::KEYS);
            self.open.push(
                "前の計画書は、そのままの所に置いてください（「前の計画」で一人の計画と分かり、フォルダーごとの印刷・一覧は、その月に効力のある計画を使います）"
                    .to_owned(),
            );
            return;
        }
        if root.get("前の計画").is_some() {
            self.remove(Path::default().key("前の計画"));
        }
        self.open.push("前の計画が新しい計画書のフォルダーの外にあるので、「前の計画」は書いていません".to_owned());
    }
}

/// The items under a key: a list's, or the one that stands there alone.
fn items<'n>(node: &'n Node, path: &Path, key: &str) -> Vec<(Path, &'n Node)> {
    let path = path.key(key);
    match node.get(key).map(|entry| &entry.value) {
        Some(Node { kind: Kind::Seq(items), .. }) => {
            items.iter().enumerate().map(|(at, item)| (path.item(at), item)).collect()
        }
        Some(one @ Node { kind: Kind::Map(_), .. }) => vec![(path, one)],
        _ => Vec::new(),
    }
}

/// The text under a key, when something is written there.
fn text_at(node: Option<&Node>, key: &str) -> Option<String> {
    match &node?.get(key)?.value.kind {
        Kind::Scalar(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        _ => None,
    }
}

/// 「薬の飲み忘れが…」 in quotation marks, not too long.
fn named(node: &Node, key: &str) -> String {
    crate::source::read::quoted(&text_at(Some(node), key).unwrap_or_default())
}

/// 「令和8年5月1日からの計画」 what the next plan is called in messages.
#[must_use]
pub fn title(from: Date) -> String {
    format!("{}からの計画", era::long(from))
}
