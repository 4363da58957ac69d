//! Fourco: co-production initiatives, the Four Co's, outcomes and public governance principles.
//!
//! The map, in the order data flows through it: the platform carries requests in and answers out;
//! each room is a chapter of the domain.

pub mod config;
pub mod openapi;
pub mod platform;
pub mod server;

pub mod vocabulary;

pub mod organisations;

pub mod initiatives;

pub mod four_co;

pub mod outcomes;

pub mod governance;

pub mod public_value;

pub mod reports;

pub mod demo;
