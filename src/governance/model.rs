//! What a client sends and reads: checks, their findings, the criteria.

use super::codes::{AnsweredBy, EvidenceKind, Finding, FindingBy, GovernanceVerdict, Movement, Principle, Reciprocity, Side};
use super::criteria;
use crate::platform::db::{Day, Id, Instant};
use crate::platform::http::Faults;
use crate::platform::http::body::Input;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use utoipa::ToSchema;

/// A governance check to be made. Everything may be left out: the service then answers what the
/// record can answer, with all five principles as priorities.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewGovernanceCheck {
    /// What people found. Their findings stand beside what the record answers and overwrite nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 100)]
    pub human_findings: Vec<NewHumanFinding>,
    /// The principles that are priorities, most important first; all five in their natural order
    /// when absent. The others are checked too, but do not decide the verdict.
    #[schema(min_items = 1, max_items = 5, example = json!(["transparency", "accountability", "fairness_and_due_process", "equalities", "sustainability"]))]
    pub priority_principles: Option<Vec<Principle>>,
    /// Whether citizens took part in setting the priorities between the principles.
    #[schema(example = true)]
    pub priorities_set_with_citizens: Option<bool>,
    /// How they did: who was invited and what they decided.
    #[schema(
        min_length = 1,
        max_length = 2000,
        pattern = r"\S",
        example = "Ranked by the lab's participants and staff together in the second workshop."
    )]
    pub priorities_how: Option<String>,
    /// Anything a later reader should know about this check.
    #[schema(min_length = 1, max_length = 4000, pattern = r"\S", example = "First check, made half way through the 120 days of the lab.")]
    pub note: Option<String>,
}

/// What people found about one criterion, or about a principle on one side as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewHumanFinding {
    /// The criterion that is answered, by its code. Leave it out to speak of a principle on one
    /// side as a whole.
    #[schema(min_length = 1, max_length = 100, pattern = r"\S", example = "learning_shared")]
    pub criterion: Option<String>,
    /// The principle, where no criterion is named. Beside a criterion it must be the criterion's own.
    pub principle: Option<Principle>,
    /// The side, where no criterion is named. Beside a criterion it must be the criterion's own.
    pub side: Option<Side>,
    /// What was found.
    pub finding: Finding,
    /// Why.
    #[schema(
        min_length = 1,
        max_length = 2000,
        pattern = r"\S",
        example = "Every lab presented its lessons, mistakes among them, to all who took part."
    )]
    pub reason: String,
    /// What it rests on. `met` and `partly_met` need at least one piece: missing evidence is never
    /// "met".
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 20)]
    pub evidence: Vec<NewEvidence>,
    /// What should be done. Needed for `not_met` and `partly_met`.
    #[schema(min_length = 1, max_length = 2000, pattern = r"\S", example = "Send the lessons also to those who left before the end.")]
    pub remedy: Option<String>,
    /// Who made this finding.
    pub decided_by: FindingBy,
}

/// A piece of evidence. It must not name or describe a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewEvidence {
    /// What kind of thing it is.
    pub kind: EvidenceKind,
    /// What it is called.
    #[schema(min_length = 1, max_length = 300, pattern = r"\S", example = "Presentations at the celebration event")]
    pub title: String,
    /// Where it can be read: an http(s) address, or the path of a record of this service.
    #[schema(max_length = 2000, pattern = r"^(https?://[^\s]+|/v1/[^\s]+)$", example = "https://www.example.org/lab-lessons")]
    pub uri: Option<String>,
    /// The day it speaks of. From here its age is counted; it must not lie in the future.
    #[schema(example = "2019-12-05")]
    pub dated_on: Day,
}

impl Evidence {
    /// The same piece speaking of another day.
    pub fn dated(self, day: Day) -> Self {
        Evidence { dated_on: day, ..self }
    }
}

impl Input for NewGovernanceCheck {
    fn check(&self, faults: &mut Faults) {
        let mut seen = HashSet::new();
        for (i, principle) in self.priority_principles.iter().flatten().enumerate() {
            let fresh = seen.insert(*principle);
            faults.unless(fresh, format!("/priority_principles/{i}"), "duplicate", format!("{principle} is in the order already"));
        }
        faults.unless(
            self.priorities_how.is_none() || self.priorities_set_with_citizens.is_some(),
            "/priorities_set_with_citizens",
            "required",
            "say whether citizens took part, when priorities_how says how the priorities were set",
        );
        let mut told = HashSet::new();
        for (i, finding) in self.human_findings.iter().enumerate() {
            let at = format!("/human_findings/{i}");
            finding.check(&at, faults);
            if let Some(about) = finding.about() {
                faults.unless(
                    told.insert(about),
                    at,
                    "duplicate",
                    "speaks of the same criterion, or of the same principle and side, as an earlier finding; put both views into one reason",
                );
            }
        }
    }
}

impl NewHumanFinding {
    fn check(&self, at: &str, faults: &mut Faults) {
        match &self.criterion {
            Some(code) => match criteria::by_code(code) {
                None => faults.add(
                    format!("{at}/criterion"),
                    "unknown_code",
                    format!("is no criterion of version {}; see /v1/governance-criteria", criteria::CRITERIA_VERSION),
                ),
                Some(c) => {
                    faults.unless(
                        self.principle.is_none_or(|p| p == c.principle),
                        format!("{at}/principle"),
                        "contradiction",
                        format!("the criterion {code} belongs to {}; leave this out or say that", c.principle),
                    );
                    faults.unless(
                        self.side.is_none_or(|s| s == c.side),
                        format!("{at}/side"),
                        "contradiction",
                        format!("the criterion {code} looks at {}; leave this out or say that", c.side),
                    );
                }
            },
            None => {
                let message = "name a criterion, or a principle and a side";
                faults.unless(self.principle.is_some(), format!("{at}/principle"), "required", message);
                faults.unless(self.side.is_some(), format!("{at}/side"), "required", message);
            }
        }
        let claims = matches!(self.finding, Finding::Met | Finding::PartlyMet);
        faults.unless(
            !claims || !self.evidence.is_empty(),
            format!("{at}/evidence"),
            "required",
            format!("a finding of {} needs evidence: missing evidence is never \"met\"; say not_assessed without it", self.finding),
        );
        let falls_short = matches!(self.finding, Finding::NotMet | Finding::PartlyMet);
        faults.unless(
            !falls_short || self.remedy.is_some(),
            format!("{at}/remedy"),
            "required",
            format!("a finding of {} needs a remedy: say what should be done", self.finding),
        );
    }

    /// What the finding speaks of, where that is clear.
    pub fn about(&self) -> Option<About> {
        match &self.criterion {
            Some(code) => criteria::by_code(code).map(|c| About::Criterion(c.code)),
            None => Some(About::Cell(self.principle?, self.side?)),
        }
    }
}

/// What a finding speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum About {
    /// One criterion.
    Criterion(&'static str),
    /// A principle on one side as a whole.
    Cell(Principle, Side),
}

/// A piece of evidence in a check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Evidence {
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

/// What the record, or people, say about a criterion or a principle on one side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Judgement {
    /// What was found.
    pub finding: Finding,
    /// Why.
    #[schema(example = "Citizens made or shared 2 of 3 assessments.")]
    pub reason: String,
    /// What it rests on.
    pub evidence: Vec<Evidence>,
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
    /// The last day on which it counts; absent where it does not age.
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
    pub finding: Finding,
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
    pub side: Side,
    /// What the principle asks of this side.
    #[schema(example = "Staff are open with citizens about what they do, contribute, find out and decide.")]
    pub asks: String,
    /// The finding: the worst of what counts, and `met` only when everything that applies is answered.
    pub finding: Finding,
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
    pub finding: Finding,
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
pub struct Change {
    /// The principle.
    pub principle: Principle,
    /// The side; absent for the principle as a whole.
    pub side: Option<Side>,
    /// The criterion; absent for the principle or side as a whole.
    #[schema(example = "assessed_with_citizens")]
    pub criterion: Option<String>,
    /// The finding then; absent where the criterion was not asked then.
    pub before: Option<Finding>,
    /// The finding now; absent where the criterion is not asked any more.
    pub now: Option<Finding>,
    /// Which way it moved.
    pub movement: Movement,
}

/// What changed since the check before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Comparison {
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
    pub changes: Vec<Change>,
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
    pub finding: Finding,
    /// The public service's side.
    pub public_service: Finding,
    /// The citizens' side.
    pub citizens: Finding,
    /// Whether both sides keep it towards each other.
    pub reciprocity: Reciprocity,
}

/// A criterion as it is served.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CriterionView {
    /// Its code.
    #[schema(example = "assessed_with_citizens")]
    pub code: &'static str,
    /// The principle.
    pub principle: Principle,
    /// The side whose behaviour it looks at.
    pub side: Side,
    /// Who answers it. People may answer beside the record too.
    pub answered_by: AnsweredBy,
    /// The question.
    #[schema(example = "Do citizens take part in assessing what the public service and they achieve?")]
    pub question: &'static str,
    /// What would be met.
    #[schema(example = "Citizens made or shared an assessment.")]
    pub met: &'static str,
    /// What would be partly met.
    #[schema(example = "Staff assessed alone.")]
    pub partly_met: &'static str,
    /// What would not be met.
    #[schema(example = "Nothing was assessed by anybody.")]
    pub not_met: &'static str,
    /// What to do where it is not met.
    #[schema(example = "Make the next assessment with the citizens.")]
    pub remedy: &'static str,
    /// The passage of the chapter it comes from.
    #[schema(example = "The Four Co's: co-assessment")]
    pub source: &'static str,
    /// How long its evidence stays good, in days.
    #[schema(example = 730, minimum = 1)]
    pub good_for_days: i64,
    /// What the record cannot show about it; absent where nothing is to be said.
    #[schema(example = "The record holds no complaints.")]
    pub limits: Option<&'static str>,
}

/// What a principle means for both sides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PrincipleView {
    /// The principle.
    pub code: Principle,
    /// Its name for people.
    #[schema(example = "Transparency")]
    pub label: &'static str,
    /// What it means.
    #[schema(example = "Both sides are open with each other about what they do in what they co-produce.")]
    pub definition: &'static str,
    /// What it asks of the public service.
    #[schema(example = "Staff are open with citizens about what they do, contribute, find out and decide.")]
    pub public_service: &'static str,
    /// What it asks of citizens.
    #[schema(example = "Citizens are open with staff about what they do, contribute and experience.")]
    pub citizens: &'static str,
    /// The section of the chapter it comes from.
    #[schema(example = "Public Value Model")]
    pub source: &'static str,
}

/// The criteria in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct GovernanceCriteria {
    /// The version; every check names the one it used.
    #[schema(example = "2026-1")]
    pub version: &'static str,
    /// How findings become verdicts, rule by rule.
    #[schema(example = json!(["Missing evidence is never met."]))]
    pub rules: &'static [&'static str],
    /// The principles, for both sides.
    pub principles: Vec<PrincipleView>,
    /// The criteria, by principle and side.
    pub criteria: Vec<CriterionView>,
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
    /// The first day after which something that counts stops counting.
    pub good_until: Option<Day>,
}
