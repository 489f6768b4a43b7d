//! `careplan render`: one plan becomes its forms.

use super::args::{AsOf, Format, RenderArgs};
use super::check::Checked;
use super::files::{self, Target};
use super::load::load;
use super::pipeline::{self, Stop, Wish};
use super::status::{Failure, why};
use super::{Status, Terminal};
use crate::report::Severity;
use crate::typeset::{Engine, Typeset};
use anyhow::Result;
use std::path::Path;

/// Resolution of PNG pages, dots an inch.
const DPI: f64 = 144.0;

/// Renders a plan.
pub(super) fn run(args: &RenderArgs, terminal: &mut Terminal) -> Result<Status> {
    let loaded = args.plan.as_deref().filter(|_| !args.blank).map(load).transpose()?.unwrap_or_default();
    let checked = Checked::new(loaded, args.profile.as_deref(), args.as_of.map(AsOf::date));
    match outputs(args, &checked, terminal)? {
        Ok(files) => write(args, &files, terminal),
        Err(stop) => {
            for diagnostic in &stop.diagnostics {
                terminal.diagnostic(&checked.sources, diagnostic);
            }
            terminal.say(&stop.summary);
            Ok(stop.status)
        }
    }
}

/// The bytes of each file to write.
fn outputs(args: &RenderArgs, checked: &Checked, terminal: &mut Terminal) -> Result<Result<Vec<Vec<u8>>, Stop>> {
    let overlay = args.templates.as_deref().map(pipeline::read_overlay).transpose()?;
    let brought = overlay.is_some();
    let wish = Wish {
        tables: args.table.clone(),
        month: args.month,
        blank: args.blank,
        accessible: args.accessible,
        provider: args.provider.clone(),
        annex: args.reckoning.options(),
        mode: args.reckoning.mode(),
        lenient: false,
        strict: args.strict.then(|| args.deny.severity()),
    };
    Ok(pipeline::pages(checked, &wish, overlay.as_ref()).and_then(|pages| {
        for told in &pages.told {
            terminal.diagnostic(&checked.sources, told);
        }
        let ours = |faults: &[_]| pipeline::fault_stop(faults, brought);
        let engine = Engine::new(overlay).map_err(|fault| ours(&[fault]))?;
        let typeset = pipeline::draw(&engine, &pages, &wish, brought)?;
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

fn export(typeset: &Typeset, format: Format) -> Result<Vec<Vec<u8>>, Vec<crate::typeset::Fault>> {
    let pages = 0..typeset.pages();
    match format {
        Format::Pdf => typeset.pdf().map(|bytes| vec![bytes]),
        Format::Svg => Ok(pages.filter_map(|page| typeset.svg(page)).map(String::into_bytes).collect()),
        Format::Png => Ok(pages.filter_map(|page| typeset.png(page, DPI)).collect()),
    }
}

fn write(args: &RenderArgs, outputs: &[Vec<u8>], terminal: &mut Terminal) -> Result<Status> {
    let extension = match args.format {
        Format::Pdf => "pdf",
        Format::Svg => "svg",
        Format::Png => "png",
    };
    let plan = args.plan.as_deref().filter(|_| !args.blank).unwrap_or(Path::new("blank.yaml"));
    match files::target(args.output.as_deref(), plan, extension)? {
        Target::Stdout if outputs.len() > 1 => {
            let message = "標準出力（-）に書けるのは、PDFまたは1ページだけの図です。-o にフォルダーを指定してください";
            return Err(Failure::Usage(message.to_owned()).into());
        }
        Target::Stdout => {
            let failed = |error: std::io::Error| Failure::Write { path: "-".to_owned(), why: why(&error) };
            outputs.iter().try_for_each(|bytes| terminal.bytes(bytes)).map_err(failed)?;
        }
        Target::File(path) => {
            for (at, bytes) in outputs.iter().enumerate() {
                let file = match args.format {
                    Format::Pdf => path.clone(),
                    Format::Svg | Format::Png => files::numbered(&path, at + 1, outputs.len(), extension),
                };
                files::write(&file, bytes)?;
                terminal.result(file.display());
            }
        }
    }
    Ok(Status::Done)
}
