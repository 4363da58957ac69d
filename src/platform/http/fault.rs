//! What is wrong with a request, told all at once.

use super::problem::Problem;
use serde::Serialize;
use utoipa::ToSchema;

/// How many faults one problem names: more help nobody, and a small body must not make a large
/// answer.
pub const MOST_FAULTS: usize = 100;

/// One thing that is wrong with a request, or odd about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, serde::Deserialize, ToSchema)]
pub struct Fault {
    /// Where in the body: a JSON Pointer (RFC 6901); empty for the body as a whole.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[schema(example = "/ends_on")]
    pub pointer: Option<String>,
    /// Which query or path parameter or header, when it is not the body.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[schema(example = "limit")]
    pub parameter: Option<String>,
    /// What is wrong, as a stable code.
    #[schema(example = "out_of_range")]
    pub code: String,
    /// What is wrong and what would be right.
    #[schema(example = "must not be before starts_on (2026-03-01)")]
    pub message: String,
}

impl Fault {
    /// A fault of a body's member.
    pub fn at(pointer: impl Into<String>, code: &str, message: impl Into<String>) -> Self {
        Fault { pointer: Some(pointer.into()), parameter: None, code: code.into(), message: message.into() }
    }

    /// A fault of a parameter or header.
    pub fn parameter(name: impl Into<String>, code: &str, message: impl Into<String>) -> Self {
        Fault { pointer: None, parameter: Some(name.into()), code: code.into(), message: message.into() }
    }
}

/// Gathers every fault of a request, so that a client sees them all at once.
#[derive(Debug, Default)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// Adds a fault of a body's member.
    pub fn add(&mut self, pointer: impl Into<String>, code: &str, message: impl Into<String>) {
        self.0.push(Fault::at(pointer, code, message));
    }

    /// Adds a fault that a rule found.
    pub fn push(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    /// Adds a fault unless `good` holds.
    pub fn unless(&mut self, good: bool, pointer: impl Into<String>, code: &str, message: impl Into<String>) {
        if !good {
            self.add(pointer, code, message);
        }
    }

    /// Nothing wrong so far?
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The faults themselves, for use as warnings.
    pub fn into_vec(self) -> Vec<Fault> {
        self.0
    }

    /// Refuses when anything was wrong.
    pub fn check(self) -> Result<(), Problem> {
        if self.0.is_empty() { Ok(()) } else { Err(Problem::faults(self.0)) }
    }
}
