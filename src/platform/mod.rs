//! What any good service needs; knows nothing of co-production.

pub mod app;
pub mod auth;
pub mod changes;
pub mod db;
pub mod http;
pub mod limit;
pub mod log;
pub mod telemetry;
