//! Behaviour tests: each runs on SQLite and on PostgreSQL, from one source, over real HTTP.

#[macro_use]
mod harness;

mod demo;
mod document;
mod faults;
mod four_co;
mod four_co_acceptances;
mod four_co_batches;
mod governance;
mod initiatives;
mod organisations;
mod outcomes;
mod paging;
mod platform;

mod public_value;
mod readme;
mod reports;
