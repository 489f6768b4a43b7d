//! `careplan packet`: what one receiver gets to sign or to keep, with a cover sheet and pages numbered n/m.
//!
//! Which tables go to whom is the profile's and the office's to say (`Profile::packet`). Every packet is decided to the
//! last word before the first is drawn, and drawn before the first is written: a set is whole or it is not there.

mod maker;
mod receivers;

pub(super) use maker::decide;

use super::args::{AsOf, PacketArgs};
use super::batch::who::packets_of;
use super::files::{self, Content, Door, Target};
use super::laid::{self, Places};
use super::load::{self, load};
use super::render::tell_count;
use super::status::Failure;
use super::{Status, Terminal, batch, plans, workers};
use crate::calendar::{Month, era};
use crate::press::{self, Checked, Pages, Stop, Which, Wish};
use crate::typeset::{Engine, Overlay};
use anyhow::Result;
use std::path::{Path, PathBuf};

/// Makes packets.
pub(super) fn run(args: &PacketArgs, terminal: &mut Terminal) -> Result<Status> {
    if args.plan.is_dir() {
        return office(args, terminal);
    }
    if args.jobs.is_some() || args.resume || args.prune {
        let message = "--jobs、--resume、--prune は、フォルダーの全員の一組を作るとき（packet フォルダー --all -o 出力先）のものです";
        return Err(Failure::Usage(message.to_owned()).into());
    }
    if args.all {
        // A slip in the output is told before the work.
        args.output.as_deref().map(folder).transpose()?;
    }
    let (loaded, laid) = match laid::read(&args.plan, args.expanding, args.month, terminal)? {
        Ok(loaded) => loaded,
        Err(status) => return Ok(status),
    };
    let checked = Checked::new(
        loaded.as_draft(args.draft),
        args.printing.profile.as_deref(),
        args.printing.as_of.map(AsOf::date),
    );
    let places = Places::new(&checked.sources, laid.as_ref());
    let overlay = args.printing.templates.as_deref().map(load::templates).transpose()?;
    let made = decide(args, &checked, overlay.as_ref(), None).and_then(|decided| {
        for told in &decided.told {
            terminal.diagnostic(places.sources(), &places.own(told));
        }
        for note in &decided.notes {
            terminal.inform(note);
        }
        let files = draw(args, overlay, &decided.packets)?;
        tell_count(&checked, terminal);
        Ok(files)
    });
    match made {
        Ok(files) => write(args, &checked, &files, terminal),
        Err(stop) => Ok(terminal.stopped(places.sources(), &places.own_stop(stop))),
    }
}

/// The packets of everybody in a folder: a batch whose outputs are packets.
fn office(args: &PacketArgs, terminal: &mut Terminal) -> Result<Status> {
    if !args.all {
        let message =
            "フォルダーの全員の一組は、--all を付けて作ります（一人の、一つの交付先の分は、計画書を指定してください）";
        return Err(Failure::Usage(message.to_owned()).into());
    }
    let output = args.output.as_deref().map(folder).transpose()?.unwrap_or_default();
    let month = match args.month {
        Some(Which::This(month)) => month,
        Some(Which::Latest) if args.expanding.expand => return Err(Failure::Usage(laid::NO_MONTH.to_owned()).into()),
        Some(Which::Latest) | None => {
            let newest = newest_of_all(&args.plan)?;
            terminal.inform(format_args!("{}分で作ります（ほかの月は --month で）", era::month(newest)));
            newest
        }
    };
    batch::packets(&PacketArgs { month: Some(Which::This(month)), ..args.clone() }, month, output, terminal)
}

/// The newest month that any plan of a folder has: one month for the whole office.
fn newest_of_all(plans: &Path) -> Result<Month, Failure> {
    let plans = plans::find(&[plans.to_owned()])?;
    let newest = |path: &Path| {
        let loaded = load(path)?;
        Ok(loaded.case.file.months.iter().filter_map(|block| block.month.value()).max())
    };
    let months = workers::each(&plans, None, &newest, &|_, _| Ok(None))?;
    // What cannot be read is told when its turn comes, where there is a month for the others.
    let (mut newest, mut unread) = (None, None);
    for month in months {
        match month {
            Ok(month) => newest = newest.max(month),
            Err(failure) => unread = unread.or(Some(failure)),
        }
    }
    let none = "利用票（第6表）のある計画書がないため、月が決まりません。--month を付けてください";
    newest.ok_or_else(|| unread.unwrap_or_else(|| Failure::Usage(none.to_owned())))
}

/// The bytes of each packet under the name of its file.
fn draw(
    args: &PacketArgs,
    overlay: Option<Overlay>,
    packets: &[(String, Pages)],
) -> Result<Vec<(String, Vec<u8>)>, Stop> {
    let brought = overlay.is_some();
    let engine = Engine::new(overlay).map_err(|fault| Stop::faults(&[fault], brought))?;
    let wish = Wish { accessible: args.accessible, ..Wish::default() };
    let file = |(name, pages): &(String, Pages)| {
        let typeset = press::draw(&engine, pages, &wish, brought)?;
        let bytes = typeset.pdf().map_err(|faults| Stop::faults(&faults, brought))?;
        Ok((name.clone(), bytes))
    };
    packets.iter().map(file).collect()
}

fn write(args: &PacketArgs, checked: &Checked, files: &[(String, Vec<u8>)], terminal: &mut Terminal) -> Result<Status> {
    let several = args.all || files.len() > 1;
    let output = args.output.as_deref().map(|output| if several { folder(output) } else { Ok(output.to_owned()) });
    let output = output.transpose()?;
    // As a plan of that name would be: the name of its file is taken for the target's.
    let target = |name: &str| files::target(output.as_deref(), Path::new(&format!("{name}.yaml")), "pdf");
    let targets = files.iter().map(|(name, _)| target(name)).collect::<Result<Vec<_>, Failure>>()?;
    let is_numbered = packets_of(&checked.case.file, None).is_some();
    if let Some(Target::File(path)) = targets.first().filter(|_| !is_numbered && args.plan != Path::new("-")) {
        // A file that is named is meant.
        if args.output.as_ref() != Some(path) {
            own_name(&args.plan, path)?;
        }
    }
    let mut inputs = load::inputs(&args.plan, &checked.case.links);
    inputs.extend(load::template_files(args.printing.templates.as_deref()));
    let door = Door::new(inputs, args.printing.force).towards(args.output.as_deref());
    // One file that may not be written holds up the whole set: half a set would look whole.
    let mut set = Vec::new();
    for (target, (_, bytes)) in targets.iter().zip(files) {
        match target {
            Target::Stdout => terminal.bytes(bytes),
            Target::File(path) => set.push((path.as_path(), bytes.as_slice())),
        }
    }
    door.write_set(&set, Content::Pdf)?;
    for (path, _) in set {
        terminal.file(path);
    }
    Ok(Status::Done)
}

/// That a packet which is named after its plan is no other plan's as well.
fn own_name(plan: &Path, packet: &Path) -> Result<(), Failure> {
    let Some(twin) = plans::twin(plan) else { return Ok(()) };
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Err(Failure::Usage(format!(
        "「{}」には被保険者番号がないので、一組の名前は「{}」になり、「{}」のものと見分けられません。被保険者番号を書くか、どちらかの計画書の名前を変えてください",
        name(plan),
        name(packet),
        name(&twin)
    )))
}

/// Several files need a folder; a name that looks like a file's is more likely a slip.
fn folder(output: &Path) -> Result<PathBuf, Failure> {
    let is_file = output.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("pdf"));
    if output == Path::new("-") || is_file && !output.is_dir() {
        let message = "一組ごとに一つのファイルになります。-o にはフォルダーを指定してください（例：-o out/）";
        return Err(Failure::Usage(message.to_owned()));
    }
    // A path that ends in a separator is a folder's, whether it is there or not.
    Ok(output.join(""))
}
