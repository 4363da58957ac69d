//! A check to be made.

use crate::governance::codes::{EvidenceKind, FindingBy, GovernanceSide, Principle, PrincipleFinding};
use crate::governance::criteria;
use crate::platform::db::Day;
use crate::platform::http::Faults;
use crate::platform::http::body::Input;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use utoipa::ToSchema;

/// A governance check to be made. Everything may be left out: the service then answers what the
/// record can answer, with all five principles as priorities.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = super::example::request)]
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
    pub side: Option<GovernanceSide>,
    /// What was found.
    pub finding: PrincipleFinding,
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
    pub evidence: Vec<NewGovernanceEvidence>,
    /// What should be done. Needed for `not_met` and `partly_met`.
    #[schema(min_length = 1, max_length = 2000, pattern = r"\S", example = "Send the lessons also to those who left before the end.")]
    pub remedy: Option<String>,
    /// Who made this finding.
    pub decided_by: FindingBy,
}

/// A piece of evidence. It must not name or describe a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewGovernanceEvidence {
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
        let claims = matches!(self.finding, PrincipleFinding::Met | PrincipleFinding::PartlyMet);
        faults.unless(
            !claims || !self.evidence.is_empty(),
            format!("{at}/evidence"),
            "required",
            format!("a finding of {} needs evidence: missing evidence is never \"met\"; say not_assessed without it", self.finding),
        );
        let falls_short = matches!(self.finding, PrincipleFinding::NotMet | PrincipleFinding::PartlyMet);
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
    Cell(Principle, GovernanceSide),
}
