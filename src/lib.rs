//! Fourco: co-production initiatives, the Four Co's, outcomes and public governance principles.

pub mod initiatives;
pub mod organisations;
pub mod platform;
pub mod vocabulary;
