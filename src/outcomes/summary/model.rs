//! What assessments come to, as it is answered.

use crate::outcomes::assessments::View;
use crate::outcomes::model::*;
use crate::platform::db::{Day, Id, Json};
use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

/// One assessment in force, with what its period is now.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct Assessed {
    /// The assessment.
    pub assessment_id: Id,
    /// The indicator.
    pub indicator_id: Id,
    /// The period.
    pub period_id: Id,
    /// When it was assessed.
    pub assessed_on: Option<Day>,
    /// Its result.
    pub result: AssessmentResult,
    /// What citizens say.
    pub citizen_view: Option<Json<View>>,
    /// What staff say.
    pub staff_view: Option<Json<View>>,
    /// How the actual figure stood to its target.
    pub target_met: TargetMet,
    /// How much weight the evidence can bear.
    pub evidence_strength: EvidenceStrength,
    /// Whether citizens measured or judged.
    pub co_assessed: bool,
    /// The version of the period that was assessed.
    pub assessed_version: i64,
    /// The version of the period now.
    pub period_version: i64,
    /// The last day of the period.
    pub period_ends_on: Day,
}

/// The latest assessment of one indicator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({
    "indicator_id": "01890a5d-0002-774b-bcce-b302099a8057", "title": "Jobseekers with at least three people to turn to",
    "result": "improved", "target_met": "partly_met", "evidence_strength": "moderate", "co_assessed": true,
    "assessment_id": "01890a5d-ac96-774b-bcce-b302099a8057", "period_id": "01890a5d-0004-774b-bcce-b302099a8057",
    "assessed_on": "2026-04-02", "outdated": false, "harm": false,
}))]
pub struct IndicatorSummary {
    /// The indicator.
    pub indicator_id: Id,
    /// Its title.
    #[schema(example = "Jobseekers with at least three people to turn to")]
    pub title: String,
    /// The result of its latest assessed period; insufficient evidence when none was assessed.
    pub result: AssessmentResult,
    /// How the actual figure stood to its target; null when no period was assessed.
    pub target_met: Option<TargetMet>,
    /// How much weight the evidence can bear; null when no period was assessed.
    pub evidence_strength: Option<EvidenceStrength>,
    /// Whether citizens measured or judged; null when no period was assessed.
    #[schema(example = true)]
    pub co_assessed: Option<bool>,
    /// The assessment; null when there is none.
    pub assessment_id: Option<Id>,
    /// The period that was assessed; null when there is none.
    pub period_id: Option<Id>,
    /// When it was assessed; null when it was not.
    pub assessed_on: Option<Day>,
    /// Whether the period was changed after it was assessed, so that it should be assessed again.
    #[schema(example = false)]
    pub outdated: bool,
    /// Whether it became worse, or citizens or staff say so.
    #[schema(example = false)]
    pub harm: bool,
}

/// What the indicators of one outcome come to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct OutcomeSummary {
    /// The outcome.
    pub outcome_id: Id,
    /// Its title.
    #[schema(example = "Jobseekers feel less isolated")]
    pub title: String,
    /// For whom, or for what, it is of value.
    pub kind: OutcomeKind,
    /// Whether it has priority.
    #[schema(example = true)]
    pub priority: bool,
    /// What its indicators come to; mixed when they point in opposite directions.
    pub result: AssessmentResult,
    /// Whether any of them became worse, or citizens or staff say so.
    #[schema(example = false)]
    pub harm: bool,
    /// How that came about.
    #[schema(example = json!(["Of 1 indicator: 1 improved."]))]
    pub reasons: Vec<String>,
    /// Its indicators.
    pub indicators: Vec<IndicatorSummary>,
}

/// A record that a verdict rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct VerdictRecord {
    /// What kind of record, as in its path.
    #[schema(example = "outcome-assessments")]
    pub resource: &'static str,
    /// Which one.
    pub id: Id,
    /// The outcome it speaks for.
    pub outcome_id: Id,
    /// What it says.
    pub result: AssessmentResult,
}

/// What all outcomes of an initiative come to: the outcomes' side of public value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct OutcomeVerdict {
    /// The verdict over the priority outcomes, or over all when none has priority. Harm to any outcome counts.
    pub verdict: AssessmentResult,
    /// How it came about.
    #[schema(example = json!(["Jobseekers feel less isolated: improved."]))]
    pub reasons: Vec<String>,
    /// The assessments it rests on.
    pub records: Vec<VerdictRecord>,
    /// How many outcomes the verdict is about.
    #[schema(example = 1)]
    pub outcomes_counted: usize,
    /// How many of them have evidence.
    #[schema(example = 1)]
    pub outcomes_with_evidence: usize,
    /// The weakest evidence it rests on; null without evidence.
    pub weakest_evidence: Option<EvidenceStrength>,
    /// Whether citizens measured or judged in any of the assessments it rests on.
    #[schema(example = true)]
    pub co_assessed: bool,
    /// Outcome by outcome.
    pub outcomes: Vec<OutcomeSummary>,
}
