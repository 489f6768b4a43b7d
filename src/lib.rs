//! careplan: a home-care plan (居宅サービス計画) written in YAML becomes the seven official forms.
//!
//! Plan text in, findings and PDF bytes out:
//!
//! ```
//! # #[cfg(feature = "print")] {
//! use careplan::press::{Checked, Loaded, Wish, pdf};
//! use careplan::report::human;
//!
//! let text = include_bytes!("../samples/sanuki-haru.yaml");
//! // The plan may name files beside it; whoever reads says where they come from.
//! let loaded = Loaded::read("sanuki-haru.yaml", text, &|name| Err(format!("「{name}」はありません")));
//! let checked = Checked::new(loaded, None, None);
//! for finding in checked.findings() {
//!     println!("{}", human::short(&checked.sources, finding));
//! }
//! let pdf = pdf(&checked, &Wish::default()).expect("a plan that may be printed");
//! assert!(pdf.starts_with(b"%PDF"));
//! # }
//! ```
//!
//! The modules stand here in the order in which a plan travels through them:
//!
//! 1. [`source`] owns files and places in them; it reads YAML into a tree with places.
//! 2. [`calendar`] reads and prints dates, periods and times (和暦).
//! 3. [`case`] is everything about one client, typed, every value with its place.
//! 4. [`billing`] reckons 別表 to the yen, and lays out the next month.
//! 5. [`rules`] finds what is wrong in a case, whoever demands it; [`guide`] holds the sentences of those who demand.
//! 6. [`forms`] turns a case into pages of words: what stands in which field, on which line, on which sheet; [`fonts`] knows
//!    how wide a text is and what can be printed at all.
//! 7. [`profile`] is an edition of the forms with its guides: severities, waivers, who gets which tables.
//! 8. [`fixes`] says how a finding is mended.
//! 9. `typeset` draws pages with Typst, audits what was drawn, and exports PDF, SVG and PNG.
//! 10. `press` is the way through all of them, from a plan's text to PDF: start here to call the library.
//! 11. [`report`] shows problems at their line; `preview` shows pages as they are written; `lsp` tells all of it to an editor;
//!     [`writing`] makes what is written on a form a change of the plan.
//! 12. `cli` is the program: files, arguments, exit codes.
//!
//! `ARCHITECTURE.md` has the map and the rules of who may import whom.

pub mod billing;
pub mod calendar;
pub mod case;
pub mod changes;
#[cfg(feature = "print")]
pub mod cli;
mod embedded;
pub mod fixes;
pub mod fonts;
pub mod forms;
pub mod frequency;
pub mod guide;
#[cfg(feature = "print")]
pub mod lsp;
#[cfg(feature = "print")]
pub mod press;
#[cfg(feature = "print")]
pub mod preview;
pub mod profile;
pub mod renewal;
pub mod report;
pub mod rules;
pub mod service_kind;
pub mod source;
pub mod text;
#[cfg(feature = "print")]
pub mod typeset;
pub mod writing;
