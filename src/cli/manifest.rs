//! `careplan manifest merge`: the records of a divided batch become one, and who is missing is found. What they remember of
//! older outputs in the folder is joined too, and what the record that they replace remembered: the next run of everybody decides
//! about it.

use super::args::ManifestMergeArgs;
use super::batch::clients;
use super::batch::lines::{Row, Summary};
use super::batch::record::{Output, Record};
use super::files::{self, Content, Door, Target};
use super::names::folded;
use super::{Status, Terminal};
use anyhow::Result;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

/// How many of a kind are told.
const TOLD: usize = 20;

/// Joins records in the order of the list of clients; ends with 1 when somebody is missing, stands in two of them or was not
/// printed.
pub(super) fn merge(args: &ManifestMergeArgs, terminal: &mut Terminal) -> Result<Status> {
    let mut gaps = Vec::new();
    let (mut rows, mut summaries) = (BTreeMap::new(), Vec::new());
    let mut sources: HashMap<String, &Path> = HashMap::new();
    let (mut volumes, mut outputs) = (BTreeMap::new(), BTreeMap::<String, Output>::new());
    for part in &args.parts {
        let record = Record::read(part)?;
        match record.summary {
            Some(summary) => summaries.push((part.as_path(), summary)),
            None => gaps.push(format!(
                "「{}」に、終わりの行（まとめ）がありません。書き出しが途中で終わったのなら、--resume を付けてもう一度実行してください",
                part.display()
            )),
        }
        volumes.extend(record.volumes.into_iter().map(|volume| (volume.volume.clone(), volume)));
        for (name, output) in record.outputs {
            match outputs.entry(name) {
                Entry::Vacant(free) => drop(free.insert(output)),
                // What one of them has decided is decided.
                Entry::Occupied(mut known) => known.get_mut().is_nobodys |= output.is_nobodys,
            }
        }
        for row in record.rows {
            match sources.insert(row.key.clone(), part) {
                Some(other) => gaps.push(format!(
                    "「{}」が「{}」と「{}」の両方にあります",
                    row.source,
                    other.display(),
                    part.display()
                )),
                None => {
                    rows.insert((row.n, row.key.clone()), row);
                }
            }
        }
    }
    let target = files::target(Some(&args.output), Path::new("manifest"), "jsonl")?;
    if let Target::File(path) = &target {
        for (name, old) in Record::read_if_there(path)?.outputs {
            match outputs.entry(name) {
                Entry::Vacant(free) => drop(free.insert(old)),
                // The parts came later; what lies there may still be what was written before.
                Entry::Occupied(mut known) => known.get_mut().know_also(old.sha256s),
            }
        }
    }
    gaps.extend(missing_parts(&summaries));
    gaps.extend(other_orders(&rows, &summaries));
    gaps.extend(missing_clients(args, &rows, &summaries)?);
    let made = rows.values().flat_map(Row::outputs).map(|(name, _)| name).chain(volumes.keys().map(String::as_str));
    for name in made {
        outputs.remove(&folded(name));
    }
    let mut summary = sum(&rows, &summaries);
    for volume in volumes.values() {
        summary.count_volume(volume);
    }
    (summary.leftover, summary.kept) = {
        let nobodys = outputs.values().filter(|output| output.is_nobodys).count();
        (nobodys, outputs.len() - nobodys)
    };
    let mut text = String::new();
    for row in rows.values() {
        text += &(serde_json::to_string(row)? + "\n");
    }
    for volume in volumes.values() {
        text += &(serde_json::to_string(volume)? + "\n");
    }
    for old in outputs.values().flat_map(Output::lines) {
        text += &(serde_json::to_string(&old)? + "\n");
    }
    text += &(serde_json::to_string(&summary)? + "\n");
    match target {
        Target::Stdout => terminal.bytes(text.as_bytes()),
        Target::File(path) => {
            let door = Door::new(args.parts.clone(), args.force).towards(Some(&args.output));
            door.write(&path, Content::Manifest, text.as_bytes())?;
            terminal.file(&path);
        }
    }
    for gap in gaps.iter().take(TOLD) {
        terminal.say(gap);
    }
    if gaps.len() > TOLD {
        terminal.say(format_args!("ほかに {} 件あります", gaps.len() - TOLD));
    }
    terminal.inform(format_args!("{} 人の記録をつなぎました", rows.len()));
    let unprinted = unprinted(&summary);
    if let Some(told) = &unprinted {
        terminal.say(told);
    }
    Ok(if gaps.is_empty() && unprinted.is_none() { Status::Done } else { Status::Refused })
}

/// Of how many the record says that they are not printed, and why.
fn unprinted(summary: &Summary) -> Option<String> {
    let counts = [("お断り", summary.refused), ("失敗", summary.failed), ("点検だけ", summary.held)];
    let counts: Vec<String> =
        counts.iter().filter(|(_, count)| *count > 0).map(|(word, count)| format!("{word} {count}")).collect();
    let told = format!(
        "そのうち {} 人の分は、印刷されていません（{}）",
        summary.refused + summary.failed + summary.held,
        counts.join("、")
    );
    (!counts.is_empty()).then_some(told)
}

/// Runs that were asked for something else: joined, they would look like one month of everybody.
fn other_orders(rows: &BTreeMap<(usize, String), Row>, summaries: &[(&Path, Summary)]) -> Option<String> {
    let asked: BTreeSet<&str> = summaries.iter().map(|(_, summary)| summary.asked.as_str()).collect();
    let orders: BTreeSet<&str> = rows.values().map(|row| row.order.as_str()).collect();
    let told = "控え・名前の型・--fax・--draft・--actual・--expand など、指定の違う記録が混じっています。同じ指定で印刷し直してください";
    (asked.len() > 1 || orders.len() > 1).then(|| told.to_owned())
}

/// Parts of a division that are not here, and runs that do not belong together.
fn missing_parts(summaries: &[(&Path, Summary)]) -> Vec<String> {
    let mut gaps = Vec::new();
    let mut parts: BTreeMap<(String, u64), BTreeSet<u64>> = BTreeMap::new();
    for (path, summary) in summaries {
        if summary.left > 0 {
            gaps.push(format!("「{}」には、まだ印刷していない人が {} 人います", path.display(), summary.left));
        }
        let read = summary.partition.as_deref().and_then(|part| part.split_once(':')).and_then(|(by, fraction)| {
            let (part, of) = fraction.split_once('/')?;
            Some((by.to_owned(), part.parse().ok()?, of.parse().ok()?))
        });
        if let Some((by, part, of)) = read {
            parts.entry((by, of)).or_default().insert(part);
        }
    }
    for ((by, of), found) in &parts {
        let missing = (1..=*of).filter(|part| !found.contains(part)).map(|part| format!("{by}:{part}/{of}"));
        gaps.extend(missing.map(|part| format!("受け持ち {part} の記録がありません")));
    }
    let months: BTreeSet<&str> = summaries.iter().map(|(_, summary)| summary.month.as_str()).collect();
    let lists: BTreeSet<usize> = summaries.iter().map(|(_, summary)| summary.all).collect();
    if parts.len() > 1 || months.len() > 1 || lists.len() > 1 {
        gaps.push("分け方、月、または全員の人数の違う記録が混じっています".to_owned());
        return gaps;
    }
    // Records of older versions do not say who was in their list.
    let people: BTreeSet<&str> = summaries.iter().map(|(_, summary)| &summary.list[..]).collect();
    if people.iter().filter(|list| !list.is_empty()).count() > 1 {
        gaps.push("全員の一覧が、受け持ちによって違います（途中で計画書が入れ替わったか、違うフォルダーの記録です）。同じフォルダーで、すべての受け持ちを印刷し直してください".to_owned());
    }
    gaps
}

/// Clients of the list that no record has: by name when the plans are given, else by their number in the list.
fn missing_clients(
    args: &ManifestMergeArgs,
    rows: &BTreeMap<(usize, String), Row>,
    summaries: &[(&Path, Summary)],
) -> Result<Vec<String>> {
    if !args.plans.is_empty() {
        let known: BTreeSet<&str> = rows.keys().map(|(_, key)| key.as_str()).collect();
        let missing = clients::keys(&args.plans)?.into_iter().filter(|client| !known.contains(client.key.as_str()));
        return Ok(missing.map(|client| format!("「{}」の記録がありません", client.path.display())).collect());
    }
    let all = summaries.iter().map(|(_, summary)| summary.all).max().unwrap_or_default();
    let known: BTreeSet<usize> = rows.keys().map(|(n, _)| *n).collect();
    let missing: Vec<String> = (1..=all).filter(|n| !known.contains(n)).map(|n| n.to_string()).collect();
    let shown = missing.iter().take(TOLD).cloned().collect::<Vec<_>>().join("、");
    let told = format!(
        "{} 人の記録がありません（全員の一覧の {shown} 番目など。--plans に計画書のフォルダーを指定すると、ファイル名で示します）",
        missing.len()
    );
    Ok(if missing.is_empty() { Vec::new() } else { vec![told] })
}

/// The summary of the whole: counted anew from the rows, with the gravest exit code.
fn sum(rows: &BTreeMap<(usize, String), Row>, summaries: &[(&Path, Summary)]) -> Summary {
    let first = summaries.first().map(|(_, summary)| summary);
    let mut sum = Summary {
        last: true,
        month: first.map(|summary| summary.month.clone()).unwrap_or_default(),
        asked: first.map(|summary| summary.asked.clone()).unwrap_or_default(),
        all: first.map_or(rows.len(), |summary| summary.all),
        list: first.map(|summary| summary.list.clone()).unwrap_or_default(),
        clients: rows.len(),
        left: summaries.iter().map(|(_, summary)| summary.left).sum(),
        ms: summaries.iter().map(|(_, summary)| summary.ms).max().unwrap_or_default(),
        exit: summaries.iter().map(|(_, summary)| summary.exit).max().unwrap_or_default(),
        ..Summary::default()
    };
    for row in rows.values() {
        sum.count(row, false);
    }
    sum
}
