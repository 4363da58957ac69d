//! Outcomes as they are kept, asked for and answered.

use super::rules;
use super::store::outcomes;
pub use super::terms::*;
use crate::initiatives::PublicValueRole;
use crate::platform::db::{Day, Id, Instant};
use crate::platform::http::body::Input;
use crate::platform::http::{Fault, Faults};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An outcome to aim at, or the changeable part of one (Public Value Model).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = outcomes, treat_none_as_null = true, treat_none_as_default_value = false)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "title": "Jobseekers feel less isolated", "kind": "user", "beneficiaries": "Jobseekers under 25", "pathway": "better_services",
    "priority": true, "priority_rank": 1, "mediated_by": "Social affairs committee of the city council",
    "mediated_on": "2026-01-15", "citizens_took_part": true,
}))]
pub struct NewOutcome {
    /// The change that is wanted, in a few words.
    #[schema(min_length = 1, max_length = 200, pattern = r"\S", example = "Jobseekers feel less isolated")]
    pub title: String,
    /// What it means, and how it would be noticed.
    #[serde(default)]
    #[schema(max_length = 10000, example = "Young jobseekers have people to turn to who have been in the same situation.")]
    pub description: Option<String>,
    /// For whom, or for what, it is of value.
    pub kind: OutcomeKind,
    /// Who benefits: groups, never single people.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 500, pattern = r"\S", example = "Jobseekers under 25")]
    pub beneficiaries: Option<String>,
    /// By which of co-production's roles in public value it is to be reached.
    #[serde(default)]
    pub pathway: Option<PublicValueRole>,
    /// Whose resilience is meant. Only for outcomes of the kind resilience.
    #[serde(default)]
    pub resilience_level: Option<ResilienceLevel>,
    /// Whether it is a publicly recognised need that has priority: only priority outcomes make public value.
    #[serde(default)]
    #[schema(default = false, example = true)]
    pub priority: bool,
    /// Its place among the priorities, 1 for the first. Only for priorities.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 1000, example = 1)]
    pub priority_rank: Option<i64>,
    /// Who mediated between the demands of stakeholders to arrive at this need: a body or role, never a person's name.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 500, pattern = r"\S", example = "Social affairs committee of the city council")]
    pub mediated_by: Option<String>,
    /// When it was mediated; not after today.
    #[serde(default)]
    pub mediated_on: Option<Day>,
    /// Whether citizens took part in that.
    #[serde(default)]
    #[schema(example = true)]
    pub citizens_took_part: Option<bool>,
}

impl Input for NewOutcome {
    fn check(&self, faults: &mut Faults) {
        rules::check(self, faults);
    }
}

/// An outcome of an initiative.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema, Queryable, Selectable, Insertable)]
#[diesel(table_name = outcomes, treat_none_as_default_value = false)]
pub struct Outcome {
    /// Its identifier.
    pub id: Id,
    /// The initiative it is aimed at by.
    pub initiative_id: Id,
    /// Grows by one with every change; send it as `If-Match: "<version>"`.
    #[schema(example = 1)]
    pub version: i64,
    /// When it was recorded.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// When it was withdrawn; the record stays as a tombstone.
    pub withdrawn_at: Option<Instant>,
    /// The organisation that recorded it.
    pub recorded_by_id: Id,
    /// The rest.
    #[serde(flatten)]
    #[diesel(embed)]
    pub body: NewOutcome,
}

/// An outcome with what is odd about it.
#[derive(Debug, Serialize, ToSchema)]
pub struct OutcomeReading {
    /// The record.
    #[serde(flatten)]
    pub outcome: Outcome,
    /// What is plausible but odd.
    pub warnings: Vec<Fault>,
}

impl OutcomeReading {
    /// Reads a record by the rules of the chapter.
    pub fn of(outcome: Outcome) -> Self {
        OutcomeReading { warnings: rules::warnings(&outcome.body), outcome }
    }
}
