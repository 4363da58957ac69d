//! The room's code lists.

use crate::codes;

codes! {
    /// A public governance principle that co-production must be practised in accordance with.
    pub enum Principle: "principle", "Public governance principles", source "Public Value Model" {
        /// Both sides are open with each other about what they do in what they co-produce.
        Transparency = "transparency", "Transparency";
        /// Each side can hold the other to account for how well it has performed what it agreed to contribute.
        Accountability = "accountability", "Accountability";
        /// Both sides act fairly towards each other, and decisions are made in a way that was stated beforehand.
        FairnessAndDueProcess = "fairness_and_due_process", "Fairness and due process";
        /// Who takes part, and who benefits, does not repeat or deepen inequality between groups.
        Equalities = "equalities", "Equalities";
        /// What co-production asks of either side is what that side can keep up.
        Sustainability = "sustainability", "Sustainability";
    }
}

codes! {
    /// The side whose behaviour is looked at: the principles cover both, reciprocally.
    pub enum GovernanceSide: "side", "Sides of co-production", source "Public Value Model" {
        /// The public service organisations: staff, managers, politicians, board members, commissioned providers.
        PublicService = "public_service", "Public service";
        /// The citizens who co-produce: service users and members of the community, as groups and never as persons.
        Citizens = "citizens", "Citizens";
    }
}

codes! {
    /// What was found when a principle or one of its criteria was looked at.
    pub enum PrincipleFinding: "finding", "Findings", source "Public Value Model" {
        /// All that is asked is shown by evidence that is still good.
        Met = "met", "Met";
        /// Part of what is asked is shown: something falls short, or has no evidence yet.
        PartlyMet = "partly_met", "Partly met";
        /// The evidence shows that what is asked is not so.
        NotMet = "not_met", "Not met";
        /// There is no evidence, too little of it, or it is past its date. Never read this as met.
        NotAssessed = "not_assessed", "Not assessed";
        /// The question does not arise for this initiative now.
        NotApplicable = "not_applicable", "Not applicable";
    }
}

codes! {
    /// Who can answer a criterion.
    pub enum AnsweredBy: "answered_by", "Who answers a criterion", source "Public Value Model" {
        /// The service answers it from what is recorded about the initiative; people may answer beside it.
        Record = "record", "The record";
        /// Only people can answer it, with evidence.
        People = "people", "People";
    }
}

codes! {
    /// Who made a finding.
    pub enum FindingBy: "finding_by", "Who made a finding", source "Public Value Model" {
        /// Citizens alone.
        Citizens = "citizens", "Citizens";
        /// People working for the public service alone.
        Staff = "staff", "Staff";
        /// Both together.
        Both = "both", "Both";
    }
}

codes! {
    /// What kind of thing a finding rests on.
    pub enum EvidenceKind: "evidence_kind", "Kinds of evidence", source "Public Value Model" {
        /// A record of this service, such as a contribution or an assessment.
        Record = "record", "Record of this service";
        /// A document that is not published, such as an agreement or a policy.
        Document = "document", "Document";
        /// Something anybody can read or watch, such as a report, a web page or a film.
        Publication = "publication", "Publication";
        /// Notes or minutes of a meeting, workshop or lab.
        Minutes = "minutes", "Minutes";
        /// A survey or online rating.
        Survey = "survey", "Survey";
        /// Interviews, focus groups or stories told by those who took part.
        Conversation = "conversation", "Conversation";
        /// What somebody saw happen, such as a tenant inspection.
        Observation = "observation", "Observation";
        /// An audit or inspection by somebody who took no part.
        Audit = "audit", "Audit";
        /// Figures from another system.
        Data = "data", "Data";
    }
}

codes! {
    /// Whether a principle is kept by both sides towards each other.
    pub enum Reciprocity: "reciprocity", "Reciprocity", source "Public Value Model" {
        /// Both sides keep the principle, at least in part.
        Mutual = "mutual", "Mutual";
        /// One side keeps it and the other does not.
        OneSided = "one_sided", "One-sided";
        /// Neither side keeps it.
        Neither = "neither", "Neither";
        /// For at least one side nothing is known.
        Unknown = "unknown", "Unknown";
    }
}

codes! {
    /// How an initiative stands to its priority governance principles.
    pub enum GovernanceVerdict: "governance_verdict", "Governance verdicts", source "Public Value Model" {
        /// Every priority principle is met by both sides.
        Upheld = "upheld", "Upheld";
        /// No priority principle is broken, but not all are met in full.
        PartlyUpheld = "partly_upheld", "Partly upheld";
        /// At least one priority principle is not met. Good outcomes cannot outweigh this.
        Broken = "broken", "Broken";
        /// At least one priority principle has not been assessed, and none is known to be broken.
        NotAssessed = "not_assessed", "Not assessed";
    }
}

codes! {
    /// Which way a verdict moved since the check before.
    pub enum Movement: "movement", "Movement between checks", source "Public Value Model" {
        /// Nearer to met.
        Better = "better", "Better";
        /// Further from met.
        Worse = "worse", "Worse";
        /// Came into or went out of assessment, so it is neither better nor worse.
        Changed = "changed", "Changed";
    }
}
