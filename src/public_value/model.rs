//! The public-value answer.

use super::codes::{Balance, OutcomesAxis, PathwaySupport, Standing, TriangleCorner, ValueKind};
use crate::governance::codes::GovernanceVerdict;
use crate::governance::model::{Means, PrincipleSummary};
use crate::initiatives::{BehaviourChange, CivilSocietyLink, KnowledgeDomain, PublicValueRole, ServiceArea, Stage};
use crate::outcomes::ResilienceLevel;
use crate::platform::db::{Day, Id, Instant};
use serde::Serialize;
use utoipa::ToSchema;

/// A reason with the records it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ValueReason {
    /// The reason.
    #[schema(example = "Jobseekers feel less isolated: improved.")]
    pub text: String,
    /// Paths of the records that it rests on.
    #[schema(example = json!(["/v1/initiatives/01890a5d-ac96-774b-bcce-b302099a8057/outcomes/01890a5d-ac96-774b-bcce-b302099a8058"]))]
    pub records: Vec<String>,
}

impl ValueReason {
    /// A reason that rests on records.
    pub fn of(text: impl Into<String>, records: impl IntoIterator<Item = String>) -> Self {
        ValueReason { text: text.into(), records: records.into_iter().collect() }
    }
}

/// Value for one kind of stakeholder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ValueFor {
    /// For whom.
    pub kind: ValueKind,
    /// How outcomes of this kind stand.
    pub verdict: OutcomesAxis,
    /// Outcome by outcome; empty when there is none of this kind.
    pub reasons: Vec<ValueReason>,
}

/// The axis of outcomes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ValueOutcomes {
    /// How priority outcomes stand; all outcomes when none is a priority.
    pub verdict: OutcomesAxis,
    /// Why, down to the assessments.
    pub reasons: Vec<ValueReason>,
    /// Whether any outcome, priority or not, became worse.
    #[schema(example = false)]
    pub harm: bool,
    /// User, social and economic value.
    pub values: Vec<ValueFor>,
}

/// The check that the axis of principles rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ValueCheck {
    /// The check.
    pub id: Id,
    /// Its path.
    #[schema(example = "/v1/initiatives/01890a5d-ac96-774b-bcce-b302099a8057/governance-checks/01890a5d-ac96-774b-bcce-b302099a8059")]
    pub path: String,
    /// When it was made.
    pub checked_at: Instant,
    /// The version of the criteria it used.
    #[schema(example = "2026-1")]
    pub criteria_version: String,
    /// Its verdict then. The axis may say less now, when evidence is past its date.
    pub verdict_then: GovernanceVerdict,
    /// Whether the initiative, its contributions or classification changed since.
    #[schema(example = false)]
    pub record_changed_since: bool,
}

/// The axis of governance principles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ValuePrinciples {
    /// How the initiative stands to its priority principles today.
    pub verdict: GovernanceVerdict,
    /// Why, down to the evidence of the findings that decide.
    pub reasons: Vec<ValueReason>,
    /// The newest check; null when none was made.
    pub check: Option<ValueCheck>,
    /// The principles in a few words, as their evidence stands today.
    pub principles: Vec<PrincipleSummary>,
    /// "The ends do not justify the means"; null when no check was made.
    pub means: Option<Means>,
}

/// One of co-production's four roles in public value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Pathway {
    /// The role.
    pub role: PublicValueRole,
    /// How far the record supports it.
    pub support: PathwaySupport,
    /// What supports it, and what speaks against it.
    pub reasons: Vec<ValueReason>,
}

/// A corner of Moore's strategic triangle, drawn from the same records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct TriangleView {
    /// The corner.
    pub corner: TriangleCorner,
    /// How it stands.
    pub standing: Standing,
    /// Why.
    pub reasons: Vec<ValueReason>,
}

/// The capacity to cope with disruption, at one level of the system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ResilienceView {
    /// Whose capacity.
    pub level: ResilienceLevel,
    /// How outcomes of resilience at this level stand.
    pub verdict: OutcomesAxis,
    /// Why, and what else on record bears on it.
    pub reasons: Vec<ValueReason>,
}

/// "Context matters": where and how this result holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ValueContext {
    /// How cause and effect can be known here; null when the initiative does not say.
    pub knowledge_domain: Option<KnowledgeDomain>,
    /// What that means for reading this result.
    #[schema(
        example = "Complex: likely effects cannot be predicted; experiment and sense what works. A missed target is a finding, not a failure."
    )]
    pub reading: String,
    /// The stage of the initiative.
    pub stage: Stage,
    /// The field of public service; null when not said.
    pub service_area: Option<ServiceArea>,
    /// The places it covers, as ONS GSS codes.
    #[schema(example = json!(["E08000025"]))]
    pub localities: Vec<String>,
    /// How it is intertwined with behaviour change; null when not said.
    pub behaviour_change: Option<BehaviourChange>,
    /// What flows between it and civil society, whose own value creation is not counted here; null when not said.
    pub civil_society_link: Option<CivilSocietyLink>,
    /// How far the result may be carried elsewhere.
    #[schema(example = "This holds in its context; it says little about the same done elsewhere.")]
    pub caution: String,
}

/// The public value of an initiative: the balance between priority quality-of-life outcomes and
/// priority governance principles, with both axes and every reason down to its record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = super::example::answer)]
pub struct PublicValue {
    /// The initiative.
    pub initiative_id: Id,
    /// The day for which this was drawn from the records.
    pub as_of: Day,
    /// The balance.
    pub balance: Balance,
    /// Why, in terms of both axes.
    #[schema(example = "Priority outcomes are achieved and no priority principle is broken.")]
    pub reason: String,
    /// What holds the result back or would have to be mended for it to hold in full.
    pub reservations: Vec<ValueReason>,
    /// What would change the balance.
    #[schema(example = json!(["A broken priority principle, or an outcome that becomes worse, would end it."]))]
    pub would_change: Vec<String>,
    /// The axis of outcomes.
    pub outcomes: ValueOutcomes,
    /// The axis of governance principles.
    pub governance: ValuePrinciples,
    /// The four roles of co-production in public value, with what supports each.
    pub pathways: Vec<Pathway>,
    /// The same records as Moore's strategic triangle.
    pub strategic_triangle: Vec<TriangleView>,
    /// Resilience of users, communities, provider organisations and the whole system.
    pub resilience: Vec<ResilienceView>,
    /// Where and how this holds.
    pub context: ValueContext,
}
