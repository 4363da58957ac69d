//! Fourco: co-production initiatives, the Four Co's, outcomes and public governance principles.

pub mod platform;
pub mod vocabulary;
