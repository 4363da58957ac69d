//! The report as it is answered.

use crate::four_co::Co;
use crate::platform::db::{Decimal, Id, Instant};
use serde::Serialize;
use utoipa::ToSchema;

/// How people judged what was suggested for their initiatives.
///
/// Each classification that people decided on, and that started from a suggestion, is one decision
/// about each of the Four Co's; also one that was superseded later. What a suggestion alone decided
/// is not counted, nor a text that said too little for a suggestion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FourCoSuggestionsReport {
    /// The organisation that leads the initiatives; null for all organisations.
    pub organisation_id: Option<Id>,
    /// Only decisions recorded at or after this moment are counted; null for all.
    pub recorded_since: Option<Instant>,
    /// How many decisions there are.
    #[schema(example = 42, minimum = 0)]
    pub decisions: i64,
    /// True with fewer than 20 decisions: then shares and errors mean little.
    #[schema(example = false)]
    pub few: bool,
    /// The report in words.
    #[schema(example = "In 42 decisions people judged 12 of 168 times otherwise than the suggestion (0.071), most often about co_design.")]
    pub says: String,
    /// By Co, in the chapter's order; every Co is there.
    pub cos: Vec<CoOverruling>,
    /// All Four Co's together.
    pub all: Overruling,
    /// How well scores agree with what people decide.
    pub calibration: Calibration,
}

/// How often people overruled suggestions about a Co.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CoOverruling {
    /// The Co.
    pub co: Co,
    /// How often.
    #[serde(flatten)]
    pub overruling: Overruling,
}

/// How often people overruled suggestions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Overruling {
    /// How often people judged: once for each decision and Co.
    #[schema(example = 42, minimum = 0)]
    pub judged: i64,
    /// How often it was suggested.
    #[schema(example = 15, minimum = 0)]
    pub suggested: i64,
    /// Suggested, and people decided for it.
    #[schema(example = 12, minimum = 0)]
    pub kept: i64,
    /// Suggested, but people did not decide for it.
    #[schema(example = 3, minimum = 0)]
    pub removed: i64,
    /// Not suggested, but people decided for it.
    #[schema(example = 2, minimum = 0)]
    pub added: i64,
    /// Removed or added.
    #[schema(example = 5, minimum = 0)]
    pub overruled: i64,
    /// What was overruled of all that was judged, from 0 to 1; null without a decision.
    #[schema(value_type = Option<f64>, minimum = 0, maximum = 1, example = 0.119)]
    pub share_overruled: Option<Decimal>,
}

/// How well scores agree with what people decide: of the Co's that are scored about 0.7, people
/// should decide for seven in ten.
///
/// People have seen the suggestion before they decide, and follow it more readily than they would
/// think of it themselves; so scores look better here than they would to somebody who has not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Calibration {
    /// How many Co's have a score that was kept: four for each decision made with an acceptance.
    #[schema(example = 168, minimum = 0)]
    pub scored: i64,
    /// The scores in ten bands; every band is there.
    pub bands: Vec<ScoreBand>,
    /// How far scores are from what people decide, on average over all scores: in each band the distance of mean score and share decided for, weighted by how many scores are in it (expected calibration error). 0 is perfect; null without a score.
    #[schema(value_type = Option<f64>, minimum = 0, maximum = 1, example = 0.043)]
    pub expected_calibration_error: Option<Decimal>,
}

/// The Co's whose score lies in one band.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ScoreBand {
    /// The lowest score in it.
    #[schema(value_type = f64, minimum = 0, maximum = 1, example = 0.6)]
    pub from: Decimal,
    /// Scores in it are below this; in the last band up to it.
    #[schema(value_type = f64, minimum = 0, maximum = 1, example = 0.7)]
    pub to: Decimal,
    /// How many Co's had such a score.
    #[schema(example = 20, minimum = 0)]
    pub scored: i64,
    /// How many of them people decided for.
    #[schema(example = 13, minimum = 0)]
    pub decided_for: i64,
    /// Their mean score; null when there is none.
    #[schema(value_type = Option<f64>, minimum = 0, maximum = 1, example = 0.648)]
    pub mean_score: Option<Decimal>,
    /// What share of them people decided for; null when there is none.
    #[schema(value_type = Option<f64>, minimum = 0, maximum = 1, example = 0.65)]
    pub share_decided_for: Option<Decimal>,
}
