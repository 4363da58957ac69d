//! The case as it is written down in `offenbach.json`.

use serde::Deserialize;
use serde_json::Value;

/// The whole case.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// What it is, and what is made up in it.
    pub about: String,
    /// Where it is told.
    pub source: String,
    /// Those who act in it, in the order in which they can be registered.
    pub organisations: Vec<Registration>,
    /// The Labs.
    pub initiatives: Vec<Lab>,
}

/// An organisation and who registers it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Registration {
    /// The key of the organisation that registers it.
    pub registered_by: String,
    /// The request.
    pub body: Value,
}

/// A Lab with all its parts.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lab {
    /// The key of the organisation that leads it.
    pub lead: String,
    /// The request that registers it.
    pub body: Value,
    /// The stages it moved to afterwards.
    pub stages: Vec<Value>,
    /// Partner organisations.
    pub partners: Vec<Partner>,
    /// What each side brings.
    pub contributions: Vec<Contribution>,
    /// Its classification by the Four Co's.
    pub classification: By,
    /// What it is for.
    pub outcomes: Vec<Outcome>,
    /// Checks against governance principles.
    pub governance_checks: Vec<By>,
}

/// A partner.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Partner {
    /// Its key.
    pub organisation: String,
    /// The request, without the organisation's id.
    pub body: Value,
}

/// A contribution.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contribution {
    /// The key of the organisation that records it.
    pub by: String,
    /// The key of the organisation that gives it, where it is one.
    #[serde(default)]
    pub organisation: Option<String>,
    /// The request, without that organisation's id.
    pub body: Value,
}

/// A request and who sends it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct By {
    /// The key of the organisation.
    pub by: String,
    /// The request, without ids.
    pub body: Value,
}

/// An outcome with its indicators.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// The key of the organisation that records it and its indicators and periods.
    pub by: String,
    /// The request.
    pub body: Value,
    /// How it shows.
    pub indicators: Vec<Indicator>,
}

/// An indicator with its periods.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// The request, without the outcome's id.
    pub body: Value,
    /// When it was measured.
    pub periods: Vec<Period>,
}

/// A period and how it was assessed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// The request, without the indicator's id.
    pub body: Value,
    /// Its assessment.
    pub assessment: By,
}

impl Case {
    /// The case as it comes with the program.
    pub fn offenbach() -> Result<Self, String> {
        serde_json::from_str(include_str!("offenbach.json")).map_err(|error| format!("offenbach.json: {error}"))
    }
}

impl Lab {
    /// How many records it consists of.
    pub fn size(&self) -> usize {
        let of_outcome = |outcome: &Outcome| 1 + outcome.indicators.iter().map(|indicator| 1 + 2 * indicator.periods.len()).sum::<usize>();
        let parts = self.stages.len() + self.partners.len() + self.contributions.len() + self.governance_checks.len();
        // Itself and its classification.
        2 + parts + self.outcomes.iter().map(of_outcome).sum::<usize>()
    }
}
