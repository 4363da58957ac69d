//! Governance principles: are they kept, by both sides, in how co-production is done?
//!
//! A check asks each of the five principles of both sides, public service and citizens. Some
//! criteria answer themselves from what is recorded about the initiative, people answer others with
//! evidence; both stand side by side and neither overwrites the other. A check is a dated snapshot
//! that names the version of the criteria it used and says what changed since the one before.
//!
//! Others may use [`latest`], the check in force re-read on a given day, and the code lists.

pub mod codes;
pub mod criteria;
pub mod model;
pub mod record;
pub mod rules;
