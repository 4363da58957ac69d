//! Assessments as they are kept, asked for and answered.

use super::rules;
use super::store::outcome_assessments;
use crate::initiatives::KnowledgeDomain;
use crate::outcomes::model::*;
use crate::platform::db::{Day, Id, Instant, Json};
use crate::platform::http::body::Input;
use crate::platform::http::{Fault, Faults};
use diesel::prelude::*;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// What one side makes of an outcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AssessmentView)]
pub struct View {
    /// Their result.
    pub result: AssessmentResult,
    /// What they say, summed up; never a single person's words with a name.
    #[schema(
        min_length = 1,
        max_length = 10000,
        pattern = r"\S",
        example = "They go to interviews with less fear when somebody comes along."
    )]
    pub statement: String,
}

/// An assessment of one period to make. It is a dated snapshot: a new one supersedes the last one
/// of its period, and none is ever changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Queryable, Selectable, Insertable)]
#[diesel(table_name = outcome_assessments, treat_none_as_default_value = false)]
#[serde(deny_unknown_fields)]
#[schema(as = NewOutcomeAssessment, example = json!({
    "period_id": "01890a5d-ac96-774b-bcce-b302099a8057", "claim": "contribution", "evidence_strength": "moderate",
    "other_contributory_factors": ["A large employer opened nearby"],
    "citizen_view": {"result": "improved", "statement": "They go to interviews with less fear when somebody comes along."},
}))]
pub struct NewAssessment {
    /// The period that is assessed, one of this initiative.
    pub period_id: Id,
    /// When it is assessed; today when not given, never after today. Always present in answers.
    #[serde(default)]
    pub assessed_on: Option<Day>,
    /// What is claimed of the initiative's part. Attribution needs a comparison, and is refused in complex and chaotic knowledge domains.
    #[serde(default = "contribution")]
    #[schema(default = "contribution")]
    pub claim: Claim,
    /// With whom or what was compared, such as a similar group that did not take part. Needed for attribution.
    #[serde(default)]
    #[schema(
        min_length = 1,
        max_length = 2000,
        pattern = r"\S",
        example = "Jobseekers of the same age in the neighbouring district, same months"
    )]
    pub comparison: Option<String>,
    /// How much weight the evidence can bear. Weak unless more is claimed.
    #[serde(default = "weak")]
    #[schema(default = "weak")]
    pub evidence_strength: EvidenceStrength,
    /// What else contributed, each of 1 to 500 characters.
    #[serde(default)]
    #[schema(value_type = Vec<String>, max_items = 50, example = json!(["A large employer opened nearby"]))]
    pub other_contributory_factors: Json<Vec<String>>,
    /// The result that people judged. Only for qualitative indicators; what can be computed is not judged.
    #[serde(default)]
    pub judged_result: Option<AssessmentResult>,
    /// In which roles it was judged. Needed with judged_result.
    #[serde(default)]
    pub judged_by: Option<AssessedBy>,
    /// Why. Needed with judged_result.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 10000, pattern = r"\S", example = "Nine of eleven told of new contacts without being asked.")]
    pub rationale: Option<String>,
    /// What citizens make of it, where it is known apart. Kept beside what staff make of it.
    #[serde(default)]
    #[schema(value_type = Option<View>)]
    pub citizen_view: Option<Json<View>>,
    /// What staff make of it, where it is known apart.
    #[serde(default)]
    #[schema(value_type = Option<View>)]
    pub staff_view: Option<Json<View>>,
}

fn contribution() -> Claim {
    Claim::Contribution
}

fn weak() -> EvidenceStrength {
    EvidenceStrength::Weak
}

impl Input for NewAssessment {
    fn check(&self, faults: &mut Faults) {
        rules::check(self, faults);
    }
}

/// A number that was computed from given ones: exact, but not bound to the limits of what may be
/// given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Computed(pub rust_decimal::Decimal);

impl Serialize for Computed {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let number: serde_json::Number = self.0.normalize().to_string().parse().map_err(serde::ser::Error::custom)?;
        number.serialize(to)
    }
}

impl<'de> Deserialize<'de> for Computed {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = serde_json::Number::deserialize(from)?.to_string();
        let read = if text.contains(['e', 'E']) { rust_decimal::Decimal::from_scientific(&text) } else { text.parse() };
        read.map(Computed).map_err(serde::de::Error::custom)
    }
}

impl PartialSchema for Computed {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::Number)
            .description(Some("An exact decimal number that was computed."))
            .examples([serde_json::json!(15)])
            .into()
    }
}
impl ToSchema for Computed {}

/// How a result was computed, step by step. A step that could not be taken is null. On an ordinal
/// scale the numbers are places of labels, counted from 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = AssessmentArithmetic, example = json!({
    "text": "40 people → 55 people: +15 people, which is +15 people in the wanted direction (increase). Target at least 60 people: 15 of 20 = 0.75 of the way, partly met.",
    "baseline": 40, "actual": 55, "change": 15, "change_in_wanted_direction": 15, "target_low": 60, "target_high": null, "share_of_way": 0.75,
}))]
pub struct Arithmetic {
    /// The steps in words.
    #[schema(
        example = "40 people → 55 people: +15 people, which is +15 people in the wanted direction (increase). Target at least 60 people: 15 of 20 = 0.75 of the way."
    )]
    pub text: String,
    /// Where things stood before.
    pub baseline: Option<Computed>,
    /// What was measured.
    pub actual: Option<Computed>,
    /// Actual less baseline.
    pub change: Option<Computed>,
    /// The change as far as it was wanted: the same for increase, reversed for decrease; for maintain, how much nearer to the range.
    pub change_in_wanted_direction: Option<Computed>,
    /// The least that is aimed at.
    pub target_low: Option<Computed>,
    /// The most that is aimed at.
    pub target_high: Option<Computed>,
    /// How much of the way from the baseline to the target was made, to 4 places: 1 is all of it; negative is the wrong way. Null when the target is no way off.
    pub share_of_way: Option<Computed>,
}

/// What the rules make of a period: the part of an assessment that nobody sends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema, Queryable, Selectable, Insertable)]
#[diesel(table_name = outcome_assessments, treat_none_as_default_value = false)]
#[schema(as = AssessmentFinding)]
pub struct Finding {
    /// What became of the outcome, as far as this indicator shows.
    pub result: AssessmentResult,
    /// How the actual figure stands to its target.
    pub target_met: TargetMet,
    /// What a target that was missed or partly met says; null otherwise.
    pub missed_target: Option<MissedTarget>,
    /// How cause and effect could be known when it was assessed, as the initiative said.
    pub knowledge_domain: Option<KnowledgeDomain>,
    /// How to find out more, first things first.
    #[schema(value_type = Vec<EvaluationApproach>)]
    pub approaches: Json<Vec<EvaluationApproach>>,
    /// Whether citizens measured or judged.
    #[schema(example = true)]
    pub co_assessed: bool,
    /// How the result was computed; null for narratives.
    #[schema(value_type = Option<Arithmetic>)]
    pub arithmetic: Option<Json<Arithmetic>>,
    /// What led to the result, and how it is to be read.
    #[schema(value_type = Vec<String>, example = json!(["Citizens and staff measured together: this is co-assessment."]))]
    pub reasons: Json<Vec<String>>,
    /// What would have to be on record for a result; empty unless the evidence is insufficient.
    #[schema(value_type = Vec<String>, example = json!([]))]
    pub missing: Json<Vec<String>>,
    /// What is plausible but odd.
    #[schema(value_type = Vec<Fault>)]
    pub warnings: Json<Vec<Fault>>,
}

/// An assessment of a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema, Queryable, Selectable, Insertable)]
#[diesel(table_name = outcome_assessments, treat_none_as_default_value = false)]
#[schema(as = OutcomeAssessment, example = json!({
    "id": "01890a5d-ac96-774b-bcce-b302099a8057", "initiative_id": "01890a5d-0000-774b-bcce-b302099a8057",
    "outcome_id": "01890a5d-0001-774b-bcce-b302099a8057", "indicator_id": "01890a5d-0002-774b-bcce-b302099a8057",
    "version": 1, "created_at": "2026-04-02T09:30:00.000000Z", "updated_at": "2026-04-02T09:30:00.000000Z",
    "recorded_by_id": "01890a5d-0003-774b-bcce-b302099a8057", "supersedes_id": null, "superseded_by_id": null,
    "indicator_version": 1, "period_version": 2, "result": "improved", "target_met": "partly_met", "missed_target": "finding",
    "knowledge_domain": "complex", "approaches": ["experiment", "sense", "rapid_appraisal", "fuller_evaluation"], "co_assessed": true,
    "arithmetic": {
        "text": "40 people → 55 people: +15 people, which is +15 people in the wanted direction (increase). Target at least 60 people: 15 of 20 = 0.75 of the way, partly met.",
        "baseline": 40, "actual": 55, "change": 15, "change_in_wanted_direction": 15, "target_low": 60, "target_high": null, "share_of_way": 0.75,
    },
    "reasons": [
        "40 people → 55 people: +15 people, which is +15 people in the wanted direction (increase). Improved.",
        "Target at least 60 people: 15 of 20 = 0.75 of the way, partly met.",
        "Citizens measured and judged: this is co-assessment.",
    ],
    "missing": [], "warnings": [], "period_id": "01890a5d-0004-774b-bcce-b302099a8057", "assessed_on": "2026-04-02",
    "claim": "contribution", "comparison": null, "evidence_strength": "moderate",
    "other_contributory_factors": ["A large employer opened nearby"], "judged_result": null, "judged_by": null, "rationale": null,
    "citizen_view": {"result": "improved", "statement": "They go to interviews with less fear when somebody comes along."}, "staff_view": null,
}))]
pub struct Assessment {
    /// Its identifier.
    pub id: Id,
    /// The initiative whose outcome is assessed.
    pub initiative_id: Id,
    /// The outcome.
    pub outcome_id: Id,
    /// The indicator.
    pub indicator_id: Id,
    /// 1 when it is made, 2 when it has been superseded. Nothing else about it changes.
    #[schema(example = 1)]
    pub version: i64,
    /// When it was made.
    pub created_at: Instant,
    /// When it was made or superseded.
    pub updated_at: Instant,
    /// The organisation that made it.
    pub recorded_by_id: Id,
    /// The assessment of the same period that it supersedes.
    pub supersedes_id: Option<Id>,
    /// The assessment that supersedes it; null while it is the one in force.
    pub superseded_by_id: Option<Id>,
    /// The version of the indicator that was assessed.
    #[schema(example = 1)]
    pub indicator_version: i64,
    /// The version of the period that was assessed.
    #[schema(example = 1)]
    pub period_version: i64,
    /// What the rules made of it.
    #[serde(flatten)]
    #[diesel(embed)]
    pub finding: Finding,
    /// What was sent.
    #[serde(flatten)]
    #[diesel(embed)]
    pub body: NewAssessment,
}
