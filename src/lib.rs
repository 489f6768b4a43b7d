//! careplan: a home-care plan (居宅サービス計画) written in YAML becomes the seven official forms.
//!
//! The modules stand here in the order in which a plan travels through them:
//!
//! 1. [`source`] owns files and places in them; it reads YAML into a tree with places.
//! 2. [`calendar`] reads and prints dates, periods and times (和暦).
//! 3. [`case`] is everything about one client, typed, every value with its place.
//! 4. [`forms`] turns a case into pages of words: what stands in which field, on which line, on which sheet.
//! 5. [`typeset`] draws those pages with Typst, audits what was drawn, and exports PDF, SVG and PNG.
//! 6. [`report`] shows problems at their line.
//! 7. [`cli`] is the program: files, arguments, exit codes.
//!
//! `ARCHITECTURE.md` has the map and the rules of who may import whom.

pub mod billing;
pub mod calendar;
pub mod case;
pub mod changes;
#[cfg(feature = "print")]
pub mod cli;
pub mod fonts;
pub mod forms;
pub mod guide;
#[cfg(feature = "print")]
pub mod preview;
pub mod profile;
pub mod report;
pub mod rules;
pub mod source;
#[cfg(feature = "print")]
pub mod typeset;
