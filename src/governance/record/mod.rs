//! What the self-answering criteria look at: the facts on record about one initiative, as plain
//! values. Groups, roles and counts only; there is nothing about a person in it.

pub mod samples;

use super::codes::{EvidenceKind, FindingBy, GovernanceSide};
use super::model::GovernanceEvidence;
use crate::platform::db::{Day, Decimal, Id};

/// Where an initiative stands in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Only planned: nothing can have happened yet.
    Ahead,
    /// Taking place.
    Running,
    /// Finished or stopped.
    Over,
}

/// Whether citizens take part of their own will.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Participation {
    /// Nobody has to.
    Voluntary,
    /// They must; the register refuses a mandate without a reason and a last day.
    Mandated {
        /// The last day on which it is.
        until: Day,
    },
}

/// Who contributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Giver {
    /// The public service.
    PublicService,
    /// Citizens.
    Citizens,
    /// Somebody else, such as a business.
    ThirdParty,
}

impl From<GovernanceSide> for Giver {
    fn from(side: GovernanceSide) -> Giver {
        match side {
            GovernanceSide::PublicService => Giver::PublicService,
            GovernanceSide::Citizens => Giver::Citizens,
        }
    }
}

/// One contribution, promised or delivered.
#[derive(Clone, Debug)]
pub struct Contribution {
    /// Its record.
    pub id: Id,
    /// Who gives it.
    pub giver: Giver,
    /// Its kind, as a code (assets, resources, skills, time, knowledge, money).
    pub kind: &'static str,
    /// What it is, in a few words.
    pub what: String,
    /// Whether its record describes it.
    pub described: bool,
    /// The group or role that gives it, which the register always asks for.
    pub group: String,
    /// How many people give it together.
    pub people: Option<i64>,
    /// How much is agreed.
    pub agreed: Option<Decimal>,
    /// How much has been delivered.
    pub delivered: Option<Decimal>,
    /// How many hours one unit of the amounts is, where they are time.
    pub hours_each: Option<i64>,
    /// The day of the agreement.
    pub agreed_on: Option<Day>,
    /// The day to which the delivered amount refers.
    pub delivered_on: Option<Day>,
    /// The day its record was last changed.
    pub changed_on: Day,
}

/// One partner organisation.
#[derive(Clone, Debug)]
pub struct Partner {
    /// Its record.
    pub id: Id,
    /// Whether it may contribute or assess, not only look on.
    pub takes_part: bool,
    /// The day its record was last changed.
    pub changed_on: Day,
}

/// One step of the stage history.
#[derive(Clone, Debug)]
pub struct Stage {
    /// The stage that was reached.
    pub stage: &'static str,
    /// Since when.
    pub since: Day,
    /// Why.
    pub reason: Option<String>,
}

/// The classification in force by the Four Co's.
#[derive(Clone, Debug)]
pub struct Classification {
    /// Its record.
    pub id: Id,
    /// Who decided it; `None` where it is only the service's own suggestion.
    pub decided_by: Option<FindingBy>,
    /// When.
    pub decided_on: Day,
    /// Whether it holds one of the Co's of citizen voice.
    pub voice: bool,
    /// Whether it holds the Co of citizen action.
    pub action: bool,
    /// Whether it holds co-assessment.
    pub co_assessment: bool,
}

/// One outcome that the initiative is for.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Its record.
    pub id: Id,
    /// What should become better or stay good.
    pub title: String,
    /// The group that should benefit.
    pub beneficiaries: Option<String>,
    /// Whether it is a priority.
    pub priority: bool,
    /// The body that mediated between the demands of stakeholders to arrive at it.
    pub mediated_by: Option<String>,
    /// Whether citizens took part in that.
    pub citizens_took_part: Option<bool>,
    /// The day its record was last changed.
    pub changed_on: Day,
}

/// One figure or narrative of an indicator, measured in a period.
#[derive(Clone, Debug)]
pub struct Measurement {
    /// The outcome that it speaks of.
    pub outcome: Id,
    /// The period's record.
    pub period: Id,
    /// What was measured.
    pub title: String,
    /// Who measured, where it is said.
    pub by: Option<FindingBy>,
    /// The last day that it speaks of.
    pub on: Day,
}

/// One assessment of an outcome.
#[derive(Clone, Debug)]
pub struct Assessment {
    /// Its record.
    pub id: Id,
    /// The outcome that it speaks of.
    pub outcome: Id,
    /// Who measured or judged, where it is said.
    pub by: Option<FindingBy>,
    /// When.
    pub on: Day,
}

/// How the priorities between the principles were set, as this check says.
#[derive(Clone, Debug, Default)]
pub struct Priorities {
    /// Whether citizens took part in setting them; `None` where the check does not say.
    pub with_citizens: Option<bool>,
    /// How.
    pub how: Option<String>,
}

/// All that is on record about one initiative.
#[derive(Clone, Debug)]
pub struct Record {
    /// The initiative.
    pub id: Id,
    /// The day of the check.
    pub today: Day,
    /// Where it stands in time.
    pub phase: Phase,
    /// Its first day.
    pub starts_on: Option<Day>,
    /// Its last day.
    pub ends_on: Option<Day>,
    /// The day its own record was last changed.
    pub changed_on: Day,
    /// Whether it says what it is and does.
    pub described: bool,
    /// Whether everybody may read it here, not only its organisations.
    pub published: bool,
    /// Whether citizens take part of their own will.
    pub participation: Participation,
    /// Whether it says who benefits: individuals, groups or everybody.
    pub benefit_stated: bool,
    /// The roles citizens have in it, as codes.
    pub citizen_roles: Vec<&'static str>,
    /// The roles that people of the public service have in it, as codes.
    pub public_service_roles: Vec<&'static str>,
    /// How settled it is, as a code (practice, policy_or_strategy, institution).
    pub formality: Option<&'static str>,
    /// Partner organisations, without withdrawn ones.
    pub partners: Vec<Partner>,
    /// Contributions, without withdrawn ones.
    pub contributions: Vec<Contribution>,
    /// Stage history, oldest first.
    pub stages: Vec<Stage>,
    /// The classification in force.
    pub classification: Option<Classification>,
    /// Outcomes, without withdrawn ones.
    pub outcomes: Vec<Outcome>,
    /// What was measured of them, without withdrawn records.
    pub measurements: Vec<Measurement>,
    /// The assessments in force, newest first.
    pub assessments: Vec<Assessment>,
    /// How the priorities between the principles were set.
    pub priorities: Priorities,
}

/// Days after its agreement by which a contribution should have been delivered: it has no due day of
/// its own on record.
pub const DUE_AFTER_DAYS: i64 = 365;

impl Record {
    /// The day from which the age of evidence is counted: today, or the end of an initiative that
    /// is over. What was shown while it ran does not become untrue because years have passed.
    pub fn speaks_of(&self) -> Day {
        match (self.phase, self.ends_on) {
            (Phase::Over, Some(end)) => end.min(self.today),
            _ => self.today,
        }
    }

    /// Days since it began, as far as that is on record.
    pub fn running_for_days(&self) -> Option<i64> {
        self.starts_on.map(|start| self.speaks_of().days_since(start))
    }

    /// What one side contributes.
    pub fn of(&self, giver: impl Into<Giver>) -> impl Iterator<Item = &Contribution> {
        let giver = giver.into();
        self.contributions.iter().filter(move |c| c.giver == giver)
    }

    /// Whether a contribution should have been delivered by now: when the initiative is over, or long
    /// after it was agreed.
    pub fn is_due(&self, contribution: &Contribution) -> bool {
        self.phase == Phase::Over || contribution.agreed_on.is_some_and(|on| self.today.days_since(on) > DUE_AFTER_DAYS)
    }

    /// The initiative itself as evidence.
    pub fn itself(&self, what: &str) -> GovernanceEvidence {
        self.evidence(what, "", self.changed_on)
    }

    /// A contribution as evidence.
    pub fn contribution(&self, c: &Contribution) -> GovernanceEvidence {
        let dated = c.delivered_on.or(c.agreed_on).unwrap_or(c.changed_on);
        self.evidence(&c.what, &format!("/contributions/{}", c.id), dated)
    }

    /// A step of the stage history as evidence.
    pub fn stage(&self, stage: &Stage) -> GovernanceEvidence {
        self.evidence(&format!("Stage: {}", stage.stage), "/stages", stage.since)
    }

    /// A classification as evidence.
    pub fn classified(&self, c: &Classification) -> GovernanceEvidence {
        self.evidence("Classification by the Four Co's", &format!("/classifications/{}", c.id), c.decided_on)
    }

    /// An assessment as evidence.
    pub fn assessed(&self, a: &Assessment) -> GovernanceEvidence {
        self.evidence("Outcome assessment", &format!("/outcome-assessments/{}", a.id), a.on)
    }

    /// An outcome as evidence.
    pub fn outcome(&self, o: &Outcome) -> GovernanceEvidence {
        self.evidence(&o.title, &format!("/outcomes/{}", o.id), o.changed_on)
    }

    /// A measurement as evidence.
    pub fn measured(&self, m: &Measurement) -> GovernanceEvidence {
        self.evidence(&m.title, &format!("/periods/{}", m.period), m.on)
    }

    /// The outcome with this id.
    pub fn outcome_of(&self, id: Id) -> Option<&Outcome> {
        self.outcomes.iter().find(|o| o.id == id)
    }

    /// A partner as evidence.
    pub fn partner(&self, p: &Partner) -> GovernanceEvidence {
        self.evidence("Partner organisation", &format!("/partners/{}", p.id), p.changed_on)
    }

    fn evidence(&self, title: &str, place: &str, dated_on: Day) -> GovernanceEvidence {
        GovernanceEvidence {
            kind: EvidenceKind::Record,
            title: title.to_owned(),
            uri: Some(format!("/v1/initiatives/{}{place}", self.id)),
            dated_on,
            good_until: None,
            counts: true,
        }
    }
}
