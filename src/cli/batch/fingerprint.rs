//! What an output depends on besides its plan, as one hash: an output made with another is never taken for this one's.

use crate::cli::args::{AsOf, BatchArgs, PacketArgs};
use crate::cli::names::{NameField, hex};
use crate::typeset::Overlay;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::time::UNIX_EPOCH;

/// The hash of program and options.
pub(super) fn of(args: &BatchArgs, packets: Option<&PacketArgs>, overlay: Option<&Overlay>) -> String {
    hex(&Sha256::digest(program() + &options(args, packets, overlay))[..16])
}

/// A short hash of all that was asked for, by which parts of one run are known on whatever machine they ran.
pub(super) fn asked(args: &BatchArgs, packets: Option<&PacketArgs>, overlay: Option<&Overlay>) -> String {
    hex(&Sha256::digest(order(args, packets.is_some()) + &options(args, packets, overlay))[..4])
}

fn options(args: &BatchArgs, packets: Option<&PacketArgs>, overlay: Option<&Overlay>) -> String {
    let mut templates = Sha256::new();
    for (path, content) in overlay.into_iter().flat_map(Overlay::iter) {
        templates.update(path);
        templates.update((content.len() as u64).to_le_bytes());
        templates.update(content);
    }
    json!({
        "templates": overlay.map(|_| hex(&templates.finalize())),
        "month": args.month.to_string(),
        "copies": args.copies().iter().map(|copy| format!("{copy:?}")).collect::<Vec<_>>(),
        "merge": args.merge.map(|merge| format!("{merge:?}")),
        "names_in_bookmarks": args.merge.is_some().then(|| args.name.asks_for(NameField::Name)),
        "packets": packets.map(|packets| {
            let PacketArgs { accessible, meeting, log_since, date, .. } = packets;
            format!("{accessible} {meeting:?} {log_since:?} {:?}", date.map(AsOf::date))
        }),
        "draft": args.draft,
        "actual": args.actual,
        "fax": args.fax,
        "expand": args.expanding.expand,
        "issued_on": args.expanding.issued_on.map(|date| date.to_string()),
        "allow_empty": args.allow_empty,
        "strict": args.strict.then(|| args.printing.deny.severity().word()),
        "allot": args.allot.is_some(),
        "profile": args.printing.profile,
        "as_of": args.printing.as_of.map(AsOf::date).map(|date| date.to_string()),
    })
    .to_string()
}

/// Which batch it is: outputs of another month or other copies in the same folder are not this one's.
pub(super) fn order(args: &BatchArgs, packets: bool) -> String {
    let order = json!({
        "month": args.month.to_string(),
        "copies": args.copies().iter().map(|copy| format!("{copy:?}")).collect::<Vec<_>>(),
        "merge": args.merge.map(|merge| format!("{merge:?}")),
        "actual": args.actual,
        "packets": packets,
        "name": args.name.to_string(),
    });
    hex(&Sha256::digest(order.to_string())[..4])
}

/// The program itself, which holds templates, fonts and tables: its version, size and time of building. Reading it whole
/// would cost as much as printing a hundred clients.
fn program() -> String {
    let built = std::env::current_exe().and_then(std::fs::metadata).and_then(|program| {
        let built = program.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
        Ok(format!("{} {}", program.len(), built.as_nanos()))
    });
    format!("{} {}", env!("CARGO_PKG_VERSION"), built.unwrap_or_default())
}
