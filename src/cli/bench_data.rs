//! `careplan bench-data`: any number of invented clients, so that everybody can measure and try out a whole office's month.
//!
//! The same number, seed and month give the same bytes: no clock, no outside randomness. Every plan must pass `careplan check`
//! without errors and warnings, for a batch refuses what does not. What the plans say stands in the `*.toml` beside this
//! file; [`client`] chooses, [`plan`], [`records`] and [`month`] write. With `--months` the clients live on: [`history`] lets plans be
//! renewed and changed, records be late, people come and go.

mod client;
mod evolve;
mod history;
mod life;
mod month;
mod plan;
mod provider;
mod random;
mod records;
mod tables;
mod yaml;

use super::args::BenchDataArgs;
use super::status::Failure;
use super::{Status, Terminal, files};
use crate::calendar::{Month, era};
use anyhow::Result;
use client::Client;
use provider::Provider;
use random::Random;
use std::path::Path;

/// The months whose rates, levels of service units and rules the tables beside this file follow.
const MONTHS: [(i32, u32); 2] = [(2025, 4), (2026, 5)];

/// Writes the plans.
pub(super) fn run(args: &BenchDataArgs, terminal: &mut Terminal) -> Result<Status> {
    let [first, last] = MONTHS.map(|(year, month)| Month::new(year, month));
    let oldest = months(args)[0];
    if first.is_some_and(|first| oldest < first) || last.is_some_and(|last| last < args.month) {
        let known = [first, last].map(|month| month.map(era::month).unwrap_or_default());
        let message = format!(
            "--month（--months ならその初めの月も）は{}から{}までにしてください（単位数の表がこの間のものです）",
            known[0], known[1]
        );
        return Err(Failure::Usage(message).into());
    }
    empty_folder(&args.folder)?;
    let clients = usize::try_from(args.clients)?;
    let providers = provider::pool(args.providers.map_or_else(|| provider::usual(clients), usize::from), args.seed);
    let digits = clients.to_string().len().max(4);
    for number in 1..=clients {
        let stem = format!("{number:0digits$}");
        for (name, text) in files_of(number, &stem, args, &providers) {
            let path = args.folder.join(&name);
            if let Some(folder) = path.parent() {
                files::private_folder(folder).map_err(|error| Failure::Write {
                    path: folder.display().to_string(),
                    why: super::status::why(&error),
                })?;
            }
            files::door::write_new(&path, &text)?;
        }
    }
    terminal.inform(format_args!(
        "架空の利用者{clients}人（事業所{}か所、{}）の計画書を作りました",
        providers.len(),
        era::month(args.month)
    ));
    terminal.file(&args.folder);
    Ok(Status::Done)
}

/// The plans of one client by the names of their files: one, or after a renewal or a change the one before it too.
fn files_of(number: usize, stem: &str, args: &BenchDataArgs, providers: &[Provider]) -> Vec<(String, String)> {
    let random = &mut Random::of(args.seed, number as u64);
    let lived = if args.months.get() == 1 {
        vec![(format!("{stem}.yaml"), Client::choose(number, args.month, None, providers, random))]
    } else {
        history::live(number, stem, &months(args), providers, random)
    };
    lived.into_iter().map(|(name, client)| (name, text(&client))).collect()
}

/// The months that are told of, the oldest first.
fn months(args: &BenchDataArgs) -> Vec<Month> {
    let mut months = vec![args.month];
    months.extend((1..args.months.get()).scan(args.month, |month, _| {
        *month = month.previous();
        Some(*month)
    }));
    months.reverse();
    months
}

fn text(client: &Client) -> String {
    let mut yaml = plan::write(client);
    records::write(client, &mut yaml);
    month::write(client, &mut yaml);
    yaml.finish()
}

/// Makes the folder. One that holds something is refused: plans of real people must never be among invented ones, nor under them.
fn empty_folder(folder: &Path) -> Result<(), Failure> {
    let failed =
        |error: &std::io::Error| Failure::Write { path: folder.display().to_string(), why: super::status::why(error) };
    files::private_folder(folder).map_err(|error| failed(&error))?;
    if std::fs::read_dir(folder).map_err(|error| failed(&error))?.next().is_some() {
        return Err(Failure::Write {
            path: folder.display().to_string(),
            why: "空のフォルダーではありません（本物の計画書と混ざらないように、新しいフォルダーを指定してください）"
                .to_owned(),
        });
    }
    Ok(())
}
