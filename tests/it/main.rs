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
mod batch;
mod bench_data;
mod billing;
mod browser;
mod care_plan_1;
mod care_plan_2;
mod cli;
mod commands;
mod dsl;
mod layout;
mod meeting_summary;
mod packet;
mod print;
mod reading;
mod readme;
mod registry;
mod rules;
mod safety;
mod sarif;
mod schema;
mod service_slip;
mod sheets;
mod slip_annex;
mod snapshot;
mod stencil;
mod support_log;
mod watching;
mod weekly_schedule;
