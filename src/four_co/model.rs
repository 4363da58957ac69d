//! Classifications as they are kept, asked for and answered.

use super::rules;
use super::store::four_co_classifications;
use super::suggestion::{ModelVersions, ScoredLabel};
use super::terms::{Co, DecidedBy, Kind, Mode, Weight};
use crate::platform::db::{Day, Decimal, Id, Instant, Json};
use crate::platform::http::body::Input;
use crate::platform::http::{Fault, Faults};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use std::fmt;
use utoipa::ToSchema;

/// A Co of a classification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClassifiedLabel {
    /// The Co.
    pub co: Co,
    /// Its kind, where the Co has kinds and one is meant.
    #[serde(default)]
    pub kind: Option<Kind>,
    /// Whether it is what the initiative is mainly about. Exactly one label is primary.
    pub weight: Weight,
    /// Why: what citizens do that makes it this Co.
    #[serde(default)]
    #[schema(max_length = 2000, example = "Former jobseekers meet those who look for work every week and go with them to interviews.")]
    pub rationale: Option<String>,
}

/// A Co, with its kind where one is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CoAndKind {
    /// The Co.
    pub co: Co,
    /// Its kind.
    #[serde(default)]
    pub kind: Option<Kind>,
}

impl fmt::Display for CoAndKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            None => self.co.fmt(f),
            Some(kind) => write!(f, "{}, {kind}", self.co),
        }
    }
}

/// The score of one of the Four Co's as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CoScore {
    /// The Co.
    pub co: Co,
    /// Its score, from 0 to 1.
    #[schema(value_type = f64, minimum = 0, maximum = 1, example = 0.871)]
    pub score: Decimal,
}

/// What people changed of a suggestion.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SuggestionChanges {
    /// Decided, though it was not suggested.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub added: Vec<CoAndKind>,
    /// Suggested, but not decided.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub removed: Vec<CoAndKind>,
    /// The Co that people see as the main one, where another was suggested as that.
    #[serde(default)]
    pub primary: Option<Co>,
}

/// The suggestion that a decision started from, as it was then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Provenance {
    /// What made it: `model` of the suggestion.
    pub model: ModelVersions,
    /// Whether it looked like co-production: `is_coproduction` of the suggestion.
    #[serde(default)]
    pub is_coproduction: Option<bool>,
    /// What was suggested with which scores, the primary Co first: `labels` of the suggestion.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub labels: Vec<ScoredLabel>,
    /// The scores of all Four Co's, also of those below the line: those of `candidates` that have no kind. Absent where they were not kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 4)]
    pub co_scores: Vec<CoScore>,
    /// SHA-256, in hexadecimal, of the title and the description it was made from. Absent where it was not kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(
        min_length = 64,
        max_length = 64,
        pattern = "^[0-9a-f]{64}$",
        example = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"
    )]
    pub text_digest: Option<String>,
    /// What people changed of it. It follows from the labels; when given, it must agree with them. Absent while nobody has decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changes: Option<SuggestionChanges>,
}

/// A classification to record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Queryable, Selectable, Insertable)]
#[diesel(table_name = four_co_classifications, treat_none_as_default_value = false)]
#[serde(deny_unknown_fields)]
pub struct NewClassification {
    /// The Co's with their kinds; empty when the initiative is not co-production.
    #[schema(value_type = Vec<ClassifiedLabel>, max_items = 20)]
    pub labels: Json<Vec<ClassifiedLabel>>,
    /// Whether it is co-production. Must be given as false, with a rationale, when there are no labels; always present in answers.
    #[serde(default)]
    #[schema(example = true)]
    pub is_coproduction: Option<bool>,
    /// Whether citizens speak, act or both. It follows from the Co's; when given, it must agree with them.
    #[serde(default)]
    pub mode: Option<Mode>,
    /// Who decided.
    pub decided_by: DecidedBy,
    /// On which day; not after today.
    pub decided_on: Day,
    /// Why the initiative is classified like this as a whole.
    #[serde(default)]
    #[schema(max_length = 5000, example = "The support itself is given by former jobseekers; the board has only advised so far.")]
    pub rationale: Option<String>,
    /// The suggestion it started from, if there was one.
    #[serde(default)]
    #[schema(value_type = Option<Provenance>)]
    pub suggestion: Option<Json<Provenance>>,
}

impl Input for NewClassification {
    fn check(&self, faults: &mut Faults) {
        rules::check(self, faults);
    }
}

/// A classification of an initiative. It is never changed: a new one supersedes it, and it stays in
/// the history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema, Queryable, Selectable, Insertable)]
#[diesel(table_name = four_co_classifications, treat_none_as_default_value = false)]
pub struct Classification {
    /// Its identifier.
    pub id: Id,
    /// The initiative.
    pub initiative_id: Id,
    /// 1 while it is in force, 2 when it was superseded.
    #[schema(example = 1)]
    pub version: i64,
    /// When it was recorded.
    pub created_at: Instant,
    /// When it was recorded or superseded.
    pub updated_at: Instant,
    /// The organisation that recorded it.
    pub recorded_by_id: Id,
    /// When another took its place; null while it is in force.
    pub superseded_at: Option<Instant>,
    /// The one that took its place.
    pub superseded_by_id: Option<Id>,
    /// The rest.
    #[serde(flatten)]
    #[diesel(embed)]
    pub body: NewClassification,
}

/// A classification with what is odd about it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClassificationReading {
    /// The record.
    #[serde(flatten)]
    pub classification: Classification,
    /// What is plausible but odd.
    pub warnings: Vec<Fault>,
}
