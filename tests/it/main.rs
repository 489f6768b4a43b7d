//! The one integration binary. Each module says what it looks at; `dsl`, `sheets` and `snapshot` are their tools.
//! `UPDATE=1` rewrites snapshots and generated tables; `CAREPLAN_REQUIRE_TOOLS=1` turns skipped outside checks into failures.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::unwrap_used,
    missing_docs,
    unreachable_pub,
    reason = "tests make files, run programs, tell aloud what they skip, and fail where anything is amiss"
)]

mod architecture;
#[cfg(feature = "print")]
mod batch;
#[cfg(feature = "print")]
mod bench_data;
#[cfg(feature = "print")]
mod benefit;
mod billing;
#[cfg(feature = "print")]
mod board;
#[cfg(feature = "print")]
mod browser;
mod care_plan_1;
mod care_plan_2;
mod changes;
#[cfg(feature = "print")]
mod cli;
#[cfg(feature = "print")]
mod commands;
#[cfg(feature = "print")]
mod diff;
#[cfg(feature = "print")]
mod draft;
#[cfg(feature = "print")]
mod dsl;
mod edit;
#[cfg(feature = "print")]
mod editing;
#[cfg(feature = "print")]
mod fax;
mod fixes;
#[cfg(feature = "print")]
mod fixing;
#[cfg(feature = "print")]
mod folder;
#[cfg(feature = "print")]
mod fuzz;
#[cfg(feature = "print")]
mod history;
mod judging;
#[cfg(feature = "print")]
mod layout;
#[cfg(feature = "print")]
mod lsp;
mod meeting_summary;
#[cfg(feature = "print")]
mod missed;
#[cfg(feature = "print")]
mod month;
#[cfg(feature = "print")]
mod packet;
#[cfg(feature = "print")]
mod pdfa;
mod plans;
#[cfg(feature = "print")]
mod press;
#[cfg(feature = "print")]
mod print;
mod random;
#[cfg(feature = "print")]
mod readers;
mod reading;
#[cfg(feature = "print")]
mod readme;
mod registry;
#[cfg(feature = "print")]
mod renewing;
mod rules;
#[cfg(feature = "print")]
mod safety;
#[cfg(feature = "print")]
mod sarif;
mod schema;
#[cfg(feature = "print")]
mod service_slip;
mod sheets;
#[cfg(feature = "print")]
mod slip_annex;
mod snapshot;
#[cfg(feature = "print")]
mod spelling;
#[cfg(feature = "print")]
mod stencil;
mod steps;
#[cfg(feature = "print")]
mod striking;
mod support_log;
#[cfg(feature = "print")]
mod teaching;
#[cfg(feature = "print")]
mod three_ways;
#[cfg(feature = "print")]
mod watching;
mod weekly_schedule;
mod writable;
mod writing;
