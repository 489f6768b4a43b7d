//! The one integration binary.

mod billing;
mod reading;
mod architecture;
mod cli;
mod dsl;
mod care_plan_2;
mod sheets;
mod support_log;
mod care_plan_1;
mod meeting_summary;
