//! A check as it is kept and answered.

use crate::governance::codes::{
    AnsweredBy, EvidenceKind, FindingBy, GovernanceSide, GovernanceVerdict, Movement, Principle, PrincipleFinding, Reciprocity,
};
use crate::governance::store::governance_checks;
use crate::platform::db::{Day, Id, Instant, Json};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A piece of evidence in a check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct GovernanceEvidence {
    /// What kind of thing it is.
    pub kind: EvidenceKind,
    /// What it is called.
    #[schema(example = "Six hours of mentoring a week by members of the peer group")]
    pub title: String,
    /// Where it can be read: the path of a record of this service, or an http(s) address.
    #[schema(example = "/v1/initiatives/01890a5d-ac96-774b-bcce-b302099a8057/contributions/01890a5d-ac96-774b-bcce-b302099a8058")]
    pub uri: Option<String>,
    /// The day it speaks of.
    #[schema(example = "2019-12-05")]
    pub dated_on: Day,
    /// The last day on which it counts.
    #[schema(example = "2021-12-04")]
    pub good_until: Option<Day>,
    /// Whether it counted when the check was made; past its date it does not.
    #[schema(example = true)]
    pub counts: bool,
}

impl GovernanceEvidence {
    /// The same piece speaking of another day.
    pub fn dated(self, day: Day) -> Self {
        GovernanceEvidence { dated_on: day, ..self }
    }
}

/// What the record, or people, say about a criterion or a principle on one side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Judgement {
    /// What was found.
    pub finding: PrincipleFinding,
    /// Why.
    #[schema(example = "Assessments: 3; of these, made or shared by citizens: 2.")]
    pub reason: String,
    /// What it rests on.
    pub evidence: Vec<GovernanceEvidence>,
    /// What should be done; absent where nothing needs to be.
    #[schema(example = "Make the next assessment with the citizens (co-monitoring, co-evaluation).")]
    pub remedy: Option<String>,
    /// What would change this finding.
    #[schema(example = "Met when: Citizens made or shared an assessment.")]
    pub would_change: String,
    /// Who made it: the record itself, or people.
    pub answered_by: AnsweredBy,
    /// Who of the people made it; absent where the record answers.
    pub decided_by: Option<FindingBy>,
    /// Whether it counts. One whose evidence is past its date is shown and does not count.
    #[schema(example = true)]
    pub counts: bool,
    /// The last day on which it counts, for an initiative that runs on; absent where it does not age.
    #[schema(example = "2021-12-04")]
    pub good_until: Option<Day>,
    /// The check in which people made this finding, where it was carried over from an earlier one.
    pub carried_from: Option<Id>,
}

/// One criterion in a check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CriterionResult {
    /// Its code.
    #[schema(example = "assessed_with_citizens")]
    pub criterion: String,
    /// Its question as this version asks it.
    #[schema(example = "Do citizens take part in assessing what the public service and they achieve?")]
    pub question: String,
    /// The worse of what the record and people say, of what counts.
    pub finding: PrincipleFinding,
    /// Why.
    #[schema(example = "Assessments: 3; of these, made or shared by citizens: 2.")]
    pub reason: String,
    /// What should be done; null where nothing needs to be.
    #[schema(example = "Make the next assessment with the citizens (co-monitoring, co-evaluation).")]
    pub remedy: Option<String>,
    /// What would change this finding.
    #[schema(example = "Met when: Citizens made or shared an assessment.")]
    pub would_change: String,
    /// Whether the record and people say different things.
    #[schema(example = false)]
    pub disagreement: bool,
    /// What the record says; absent where only people can answer.
    pub record: Option<Judgement>,
    /// What people say; absent where nobody has.
    pub people: Option<Judgement>,
}

/// A principle on one side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SideResult {
    /// The side.
    pub side: GovernanceSide,
    /// What the principle asks of this side.
    #[schema(example = "Staff are open with citizens about what they do, contribute, find out and decide.")]
    pub asks: String,
    /// The finding: the worst of what counts, and `met` only when everything that applies is answered.
    pub finding: PrincipleFinding,
    /// Why.
    #[schema(example = "4 of 5 criteria that apply are answered: 4 met. No evidence yet: learning_shared.")]
    pub reason: String,
    /// How many criteria apply.
    #[schema(example = 5)]
    pub applicable: i64,
    /// How many of them are answered by evidence that counts.
    #[schema(example = 4)]
    pub answered: i64,
    /// Whether the record and people say different things about something here.
    #[schema(example = false)]
    pub disagreement: bool,
    /// Each criterion.
    pub criteria: Vec<CriterionResult>,
    /// What people say about the principle on this side as a whole; absent where nobody has.
    pub people: Option<Judgement>,
}

/// A principle on both sides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PrincipleResult {
    /// The principle.
    pub principle: Principle,
    /// Its place among the priorities, 1 being the most important; absent when it is none.
    #[schema(example = 1, minimum = 1, maximum = 5)]
    pub priority: Option<i64>,
    /// The finding for both sides together.
    pub finding: PrincipleFinding,
    /// Why.
    #[schema(example = "Public service: met. Citizens: partly met.")]
    pub reason: String,
    /// Whether both sides keep it towards each other.
    pub reciprocity: Reciprocity,
    /// Public service, then citizens.
    pub sides: Vec<SideResult>,
}

/// "The ends do not justify the means."
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Means {
    /// Whether a priority principle is broken.
    #[schema(example = false)]
    pub priority_principle_broken: bool,
    /// The priority principles that are broken.
    #[schema(example = json!([]))]
    pub broken: Vec<Principle>,
    /// Principles outside the priorities that are broken: no verdict hangs on them, but they are not hidden.
    #[schema(example = json!([]))]
    pub broken_outside_priorities: Vec<Principle>,
    /// Always false: however good the outcomes, they cannot make up for a broken principle.
    #[schema(example = false)]
    pub outcomes_can_outweigh: bool,
    /// What this means here.
    #[schema(
        example = "No priority principle is broken. The ends do not justify the means: had one been, good outcomes could not make up for it."
    )]
    pub statement: String,
}

/// How one thing moved since the check before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FindingChange {
    /// The principle.
    pub principle: Principle,
    /// The side; absent for the principle as a whole.
    pub side: Option<GovernanceSide>,
    /// The criterion; absent for the principle or side as a whole.
    #[schema(example = "assessed_with_citizens")]
    pub criterion: Option<String>,
    /// The finding then; absent where the criterion was not asked then.
    pub before: Option<PrincipleFinding>,
    /// The finding now; absent where the criterion is not asked any more.
    pub now: Option<PrincipleFinding>,
    /// Which way it moved.
    pub movement: Movement,
}

/// What changed since the check before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CheckComparison {
    /// The check before.
    pub check_id: Id,
    /// When it was made.
    pub checked_at: Instant,
    /// Whether it used another version of the criteria, so that a change may be the question's and
    /// not the initiative's.
    #[schema(example = false)]
    pub criteria_changed: bool,
    /// The verdict then.
    pub verdict_before: GovernanceVerdict,
    /// The verdict now.
    pub verdict_now: GovernanceVerdict,
    /// All that moved, in the order of the criteria.
    pub changes: Vec<FindingChange>,
    /// The same in one sentence.
    #[schema(example = "3 findings are better, 1 is worse, 2 changed otherwise.")]
    pub summary: String,
}

/// A principle in a few words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PrincipleSummary {
    /// The principle.
    pub principle: Principle,
    /// Its place among the priorities; absent when it is none.
    #[schema(example = 1, minimum = 1, maximum = 5)]
    pub priority: Option<i64>,
    /// The finding for both sides together.
    pub finding: PrincipleFinding,
    /// The public service's side.
    pub public_service: PrincipleFinding,
    /// The citizens' side.
    pub citizens: PrincipleFinding,
    /// Whether both sides keep it towards each other.
    pub reciprocity: Reciprocity,
}

/// A governance check: a dated snapshot that is never changed. A mistake is mended by a new check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema, Queryable, Selectable, Insertable)]
#[diesel(table_name = governance_checks, treat_none_as_default_value = false)]
#[schema(example = super::example::answer)]
pub struct GovernanceCheck {
    /// Its identifier.
    pub id: Id,
    /// The initiative.
    pub initiative_id: Id,
    /// The how-manieth check of the initiative it is, from 1.
    #[schema(example = 2, minimum = 1)]
    pub number: i64,
    /// Always 1.
    #[schema(example = 1)]
    pub version: i64,
    /// When it was made.
    pub checked_at: Instant,
    /// The organisation that made it.
    pub checked_by_id: Id,
    /// The version of the criteria it used.
    #[schema(example = "2026-1")]
    pub criteria_version: String,
    /// The day to which the age of evidence was counted: the day of the check, or the last day of an
    /// initiative that is over.
    pub as_of: Day,
    /// How the initiative stands to its priority principles.
    pub verdict: GovernanceVerdict,
    /// Why.
    #[schema(example = "No priority principle is broken; met only in part: transparency, equalities.")]
    pub reason: String,
    /// The first day after which something that counts here stops counting: check again by then. Null when nothing does.
    pub good_until: Option<Day>,
    /// The principles in a few words.
    #[schema(value_type = Vec<PrincipleSummary>)]
    pub summary: Json<Vec<PrincipleSummary>>,
    /// The principles that were priorities, most important first.
    #[schema(value_type = Vec<Principle>)]
    pub priority_principles: Json<Vec<Principle>>,
    /// Whether citizens took part in setting the priorities; null when it was not said.
    #[schema(example = true)]
    pub priorities_set_with_citizens: Option<bool>,
    /// How they did.
    #[schema(example = "Ranked by the lab's participants and staff together in the second workshop.")]
    pub priorities_how: Option<String>,
    /// What a later reader should know.
    #[schema(example = "First check, made half way through the 120 days of the lab.")]
    pub note: Option<String>,
    /// "The ends do not justify the means."
    #[schema(value_type = Means)]
    pub means: Json<Means>,
    /// Every principle on both sides, down to criteria, reasons and evidence.
    #[schema(value_type = Vec<PrincipleResult>)]
    pub principles: Json<Vec<PrincipleResult>>,
    /// What changed since the check before; null for the first one.
    #[schema(value_type = Option<CheckComparison>)]
    pub compared_with_last: Option<Json<CheckComparison>>,
}

impl GovernanceCheck {
    /// Its entity tag.
    pub fn etag(&self) -> String {
        format!("\"{}\"", self.version)
    }
}

/// A governance check in a few words, as lists show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema, Queryable, Selectable)]
#[diesel(table_name = governance_checks)]
pub struct GovernanceCheckSummary {
    /// Its identifier.
    pub id: Id,
    /// The initiative.
    pub initiative_id: Id,
    /// The how-manieth check of the initiative it is, from 1.
    #[schema(example = 2, minimum = 1)]
    pub number: i64,
    /// When it was made.
    pub checked_at: Instant,
    /// The organisation that made it.
    pub checked_by_id: Id,
    /// The version of the criteria it used.
    #[schema(example = "2026-1")]
    pub criteria_version: String,
    /// How the initiative stands to its priority principles.
    pub verdict: GovernanceVerdict,
    /// Why.
    #[schema(example = "No priority principle is broken; met only in part: transparency, equalities.")]
    pub reason: String,
    /// The first day after which something that counts here stops counting.
    pub good_until: Option<Day>,
    /// The principles in a few words.
    #[schema(value_type = Vec<PrincipleSummary>)]
    pub summary: Json<Vec<PrincipleSummary>>,
}

/// The outcome of weighing: everything of a check but its identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weighed {
    /// The verdict.
    pub verdict: GovernanceVerdict,
    /// Why.
    pub reason: String,
    /// The ends do not justify the means.
    pub means: Means,
    /// Every principle on both sides.
    pub principles: Vec<PrincipleResult>,
}

impl Weighed {
    /// The principles in a few words.
    pub fn summary(&self) -> Vec<PrincipleSummary> {
        let side = |p: &PrincipleResult, side| p.sides.iter().find(|s| s.side == side).map_or(PrincipleFinding::NotAssessed, |s| s.finding);
        let summary = |p: &PrincipleResult| PrincipleSummary {
            principle: p.principle,
            priority: p.priority,
            finding: p.finding,
            public_service: side(p, GovernanceSide::PublicService),
            citizens: side(p, GovernanceSide::Citizens),
            reciprocity: p.reciprocity,
        };
        self.principles.iter().map(summary).collect()
    }
}
