//! `careplan render`: one plan becomes its forms.

use super::args::{AsOf, Format, RenderArgs};
use super::files::{self, Content, Door, Target, surplus};
use super::laid::{self, Places};
use super::status::Failure;
use super::{Status, Terminal};
use super::{load, plans};
use crate::changes;
use crate::press::{self, Against, Checked, Loaded, Stop, Wish};
use crate::report::Severity;
use crate::typeset::{Engine, Fault, Overlay, Typeset};
use anyhow::Result;
use std::path::{Path, PathBuf};

/// Resolution of PNG pages, dots an inch.
const DPI: f64 = 144.0;

/// Renders a plan.
pub(super) fn run(args: &RenderArgs, terminal: &mut Terminal) -> Result<Status> {
    let ahead = Ahead::begin(args);
    let (loaded, laid) = match args.plan.as_deref().filter(|_| !args.blank) {
        Some(plan) => match laid::read(plan, args.expanding, args.part.month, terminal)? {
            Ok(loaded) => loaded,
            Err(status) => return Ok(status),
        },
        None => (Loaded::default(), None),
    };
    let loaded = loaded.as_draft(args.part.draft);
    let mut checked = Checked::new(loaded, args.printing.profile.as_deref(), args.printing.as_of.map(AsOf::date));
    if let Some(path) = &args.against {
        let old = Checked::unasked(load::of_any_time(path)?, None);
        if let Err(stop) = old.whole("見え消しにできませんでした") {
            return Ok(terminal.stopped(&old.sources, &stop));
        }
        // A plan that is refused in a moment is not compared: what it hides would look the same.
        checked.against = if checked.mistakes.is_empty() { against(&old, &checked, terminal) } else { None };
        let words = checked.against.iter().flat_map(Against::old_words);
        if let Err(stop) = press::printable(&old, words) {
            return Ok(terminal.stopped(&old.sources, &stop));
        }
    }
    let places = Places::new(&checked.sources, laid.as_ref());
    match outputs(args, ahead, &checked, places, terminal)? {
        Ok(files) => write(args, &checked, &files, terminal),
        Err(stop) => Ok(terminal.stopped(places.sources(), &places.own_stop(stop))),
    }
}

/// What does not ask the plan: it is begun before the plan is read, and what is wrong with it is told after what is wrong with that.
struct Ahead {
    overlay: Result<Option<Overlay>, Failure>,
    engine: Result<Engine, Fault>,
}

impl Ahead {
    fn begin(args: &RenderArgs) -> Self {
        let overlay = args.printing.templates.as_deref().map(load::templates).transpose();
        let engine = Engine::new(overlay.as_ref().ok().cloned().flatten());
        if let Ok(engine) = &engine {
            engine.warm(args.part.table.is_empty());
        }
        Self { overlay, engine }
    }
}

/// The old plan's words in the new one, and what will not be seen of what changed.
fn against(old: &Checked, new: &Checked, terminal: &mut Terminal) -> Option<Against> {
    let before = changes::whole(&old.case, &old.sources)?;
    let after = changes::whole(&new.case, &new.sources)?;
    let changed_on = new.case.file.changes.iter().filter_map(|change| change.changed_on.value()).max();
    let against = Against::new(&before, &after, changed_on);
    if against.is_empty() {
        terminal.inform("見え消しにする違いはありません");
    } else if changed_on.is_none() {
        terminal.inform("計画書の「変更」に日付がないため、見え消しに日付を印字しません");
    }
    let all = changes::between(Some(&before), Some(&after));
    let records = all.iter().filter(|change| matches!(change.part(), "第4表" | "第5表" | "第6表")).count();
    if records > 0 {
        terminal
            .inform(format_args!("第4〜7表は見え消しにしません（違い {records} 件は「careplan diff」で見られます）"));
    }
    Some(against)
}

/// The bytes of each file to write.
fn outputs(
    args: &RenderArgs,
    ahead: Ahead,
    checked: &Checked,
    places: Places,
    terminal: &mut Terminal,
) -> Result<Result<Vec<Vec<u8>>, Stop>> {
    let Ahead { overlay, engine } = ahead;
    let overlay = overlay?;
    let brought = overlay.is_some();
    let wish = Wish {
        blank: args.blank,
        accessible: args.accessible,
        provider: args.provider.clone(),
        annex: args.reckoning.options(),
        mode: args.reckoning.mode(),
        allow_empty: args.allow_empty,
        strict: args.strict.then(|| args.printing.deny.severity()),
        ..args.part.wish()
    };
    Ok(press::pages(checked, &wish, overlay.as_ref()).and_then(|pages| {
        for told in &pages.told {
            terminal.diagnostic(places.sources(), &places.own(told));
        }
        let ours = |faults: &[_]| Stop::faults(faults, brought);
        let engine = engine.map_err(|fault| ours(&[fault]))?;
        let typeset = press::draw(&engine, &pages, &wish, brought)?;
        let files = export(&typeset, args.format).map_err(|faults| ours(&faults))?;
        if !args.blank {
            tell_count(checked, terminal);
        }
        Ok(files)
    }))
}

/// A plan that breaks the guide still prints; that it does is told.
pub(super) fn tell_count(checked: &Checked, terminal: &mut Terminal) {
    let (errors, warnings) = (checked.count(Severity::Error), checked.count(Severity::Warning));
    if errors + warnings > 0 {
        terminal.inform(format_args!(
            "手引きに照らした指摘：誤り {errors}、注意 {warnings}（careplan check で見られます）"
        ));
    }
}

fn export(typeset: &Typeset, format: Format) -> Result<Vec<Vec<u8>>, Vec<Fault>> {
    let pages = 0..typeset.pages();
    match format {
        Format::Pdf => typeset.pdf().map(|bytes| vec![bytes]),
        Format::Svg => {
            let marked = |page: usize| Some(surplus::marked_svg(typeset.svg(page)?.into_bytes(), page + 1, pages.end));
            Ok(pages.clone().filter_map(marked).collect())
        }
        Format::Png => {
            let marked = |page: usize| Some(surplus::marked_png(typeset.png(page, DPI)?, page + 1, pages.end));
            Ok(pages.clone().filter_map(marked).collect())
        }
    }
}

fn write(args: &RenderArgs, checked: &Checked, outputs: &[Vec<u8>], terminal: &mut Terminal) -> Result<Status> {
    let (extension, content) = match args.format {
        Format::Pdf => ("pdf", Content::Pdf),
        Format::Svg => ("svg", Content::Svg),
        Format::Png => ("png", Content::Png),
    };
    let plan = args.plan.as_deref().filter(|_| !args.blank).unwrap_or(Path::new("blank.yaml"));
    match files::target(args.output.as_deref(), plan, extension)? {
        Target::Stdout if outputs.len() > 1 => {
            let message = "標準出力（-）に書けるのは、PDFまたは1ページだけの図です。-o にフォルダーを指定してください";
            return Err(Failure::Usage(message.to_owned()).into());
        }
        Target::Stdout => outputs.iter().for_each(|bytes| terminal.bytes(bytes)),
        Target::File(path) if outputs.len() > 1 && files::is_node(&path) => {
            let message =
                "パイプやデバイスに書けるのは、PDFまたは1ページだけの図です。-o にフォルダーを指定してください";
            return Err(Failure::Usage(message.to_owned()).into());
        }
        Target::File(path) => {
            // A file that is named is meant.
            if args.plan.as_deref() == Some(plan) && plan != Path::new("-") && args.output.as_ref() != Some(&path) {
                plans::own_name(plan, &path)?;
            }
            let door = Door::new(
                args.plan
                    .iter()
                    .flat_map(|plan| load::inputs(plan, &checked.case.links))
                    .chain(args.against.clone())
                    .chain(load::template_files(args.printing.templates.as_deref()))
                    .collect(),
                args.printing.force,
            )
            .towards(args.output.as_deref());
            let name = |page: usize| match args.format {
                Format::Pdf => path.clone(),
                _ if files::is_node(&path) => path.clone(),
                Format::Svg | Format::Png => files::numbered(&path, page, outputs.len(), extension),
            };
            let names: Vec<PathBuf> = (1..=outputs.len()).map(name).collect();
            door.permit_all(&names.iter().map(PathBuf::as_path).collect::<Vec<_>>(), content)?;
            for (file, bytes) in names.iter().zip(outputs) {
                door.write(file, content, bytes)?;
                terminal.file(file);
            }
            if args.format != Format::Pdf {
                surplus::remove(&path, &names, extension, terminal);
            }
        }
    }
    Ok(Status::Done)
}
