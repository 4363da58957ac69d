//! The code lists of outcomes, indicators, periods and their assessments.

use crate::codes;

codes! {
    /// For whom, or for what, an outcome is of value.
    pub enum OutcomeKind: "outcome_kind", "Kinds of outcome", source "Public Value Model: quality-of-life outcomes" {
        /// Quality of life of the individual people who use a service.
        User = "user", "User value";
        /// Quality of life of a community.
        Social = "social", "Social value";
        /// What businesses and the local economy gain.
        Economic = "economic", "Economic value";
        /// The same outcome with less, or a better one with as much: public services made more cost-effective.
        Efficiency = "efficiency", "Efficiency", "Concluding section: to make public services more cost-effective";
        /// The capacity to cope with disruption to quality-of-life outcomes.
        Resilience = "resilience", "Resilience", "Public Value Model: the importance that resilience plays";
        /// Public governance principles achieved, seen as outcomes of their own.
        Governance = "governance", "Governance", "Public Value Model: the achievement of principles as a separate set of outcomes";
    }
}

codes! {
    /// Whose capacity to cope with disruption is meant.
    pub enum ResilienceLevel: "resilience_level", "Levels of resilience", source "Public Value Model: resilience of the system and each of its component parts" {
        /// The people who use services.
        Users = "users", "Users";
        /// Their communities.
        Communities = "communities", "Communities";
        /// Single organisations that provide services.
        ProviderOrganisations = "provider_organisations", "Provider organisations";
        /// All providers together, and the system as a whole.
        WholeSystem = "whole_system", "Whole system";
    }
}

codes! {
    /// What an indicator's figures are.
    pub enum Measure: "measure", "Measures", source "IATI standard: result indicators" {
        /// A count or quantity in a unit.
        Number = "number", "Number";
        /// A share of a hundred.
        Percentage = "percentage", "Percentage";
        /// An amount of money.
        Currency = "currency", "Currency";
        /// A step on an ordered scale of labels.
        Ordinal = "ordinal", "Ordinal scale";
        /// A narrative, which people judge.
        Qualitative = "qualitative", "Qualitative";
    }
}

codes! {
    /// Which way an indicator is meant to go.
    pub enum Direction: "direction", "Directions", source "IATI standard: ascending; Public Value Model: resilience" {
        /// More is better.
        Increase = "increase", "Increase";
        /// Less is better.
        Decrease = "decrease", "Decrease";
        /// To stay within a range: what resilience and prevention are about.
        Maintain = "maintain", "Maintain";
    }
}

codes! {
    /// How the figures of several periods, places or groups add up to one.
    pub enum Aggregation: "aggregation", "How figures add up", source "IATI standard: aggregation status; statistical practice" {
        /// They are added.
        Sum = "sum", "Sum";
        /// The latest stands for all.
        Last = "last", "Last";
        /// Their arithmetic mean.
        Mean = "mean", "Mean";
        /// Numerators and denominators are added apart, then divided.
        Ratio = "ratio", "Ratio";
        /// They do not add up; no total is made.
        None = "none", "Not at all";
    }
}

codes! {
    /// Whether an indicator counts people, and whether the same person may be counted again.
    pub enum PeopleCounted: "people_counted", "How people are counted", source "Statistical practice: unique and repeated counts" {
        /// Each person once, however often they take part.
        Unique = "unique", "Unique people";
        /// The same person may be counted several times.
        Repeated = "repeated", "Repeated people";
        /// It does not count people.
        NotPeople = "not_people", "Not people";
    }
}

codes! {
    /// Which side measured or judged.
    pub enum AssessedBy: "assessed_by", "Who measured or judged", source "Co-production as Citizen Voice and Citizen Action: co-assessment" {
        /// Citizens: people who use services, or members of the community.
        Citizens = "citizens", "Citizens";
        /// People of public service organisations.
        Staff = "staff", "Staff";
        /// Citizens and staff together.
        Both = "both", "Both together";
    }
}

codes! {
    /// What became of an outcome, as far as one indicator shows.
    pub enum AssessmentResult: "assessment_result", "Results of an assessment", source "Public Value Model; Step 4: Market It!" {
        /// It moved in the wanted direction.
        Improved = "improved", "Improved";
        /// It stayed within the range it was meant to keep.
        Maintained = "maintained", "Maintained";
        /// It did not move, though it was meant to.
        Unchanged = "unchanged", "Unchanged";
        /// It moved against the wanted direction, or left its range: harm counts.
        Worsened = "worsened", "Worsened";
        /// Views or indicators differ.
        Mixed = "mixed", "Mixed";
        /// What is on record settles nothing. Never a verdict for or against.
        InsufficientEvidence = "insufficient_evidence", "Insufficient evidence";
    }
}

codes! {
    /// How an actual figure stands to its target.
    pub enum TargetMet: "target_met", "Target met?", source "IATI standard: target and actual of a period" {
        /// The target was reached, or passed in the wanted direction.
        Met = "met", "Met";
        /// It moved towards the target but did not reach it.
        PartlyMet = "partly_met", "Partly met";
        /// It did not reach the target and, as far as is known, did not move towards it.
        Missed = "missed", "Missed";
        /// No target was set.
        NoTarget = "no_target", "No target";
        /// A target cannot be compared: there is no actual figure, or it is a narrative.
        NotApplicable = "not_applicable", "Not applicable";
    }
}

codes! {
    /// What a target that was not fully met says, given how cause and effect can be known.
    pub enum MissedTarget: "missed_target", "What a missed target says", source "Public Value Model: complex adaptive systems" {
        /// Less was achieved than could be expected: cause-and-effect chains apply here.
        Shortfall = "shortfall", "Shortfall";
        /// Something was learnt about what works and what does not: effects could not be predicted here. Not a failure.
        Finding = "finding", "Finding";
        /// The initiative does not say how cause and effect can be known.
        Undetermined = "undetermined", "Undetermined";
    }
}

codes! {
    /// Ways to find out what works.
    pub enum EvaluationApproach: "evaluation_approach", "Ways to evaluate", source "Public Value Model: complex adaptive systems; Step 4: Market It!" {
        /// Compare what was achieved with what was aimed at.
        TargetComparison = "target_comparison", "Comparison with targets";
        /// Trace how inputs led to outcomes.
        CauseEffectChain = "cause_effect_chain", "Cause-and-effect chains";
        /// Try things out on a small scale.
        Experiment = "experiment", "Experiment";
        /// Sense what works and what does not while it happens.
        Sense = "sense", "Sense";
        /// Weed out options that do not work and find those likely to be most cost-effective, quickly.
        RapidAppraisal = "rapid_appraisal", "Rapid appraisal";
        /// Evaluate more thoroughly, once few options are left.
        FullerEvaluation = "fuller_evaluation", "Fuller evaluation";
    }
}

codes! {
    /// How much weight the evidence behind an assessment can bear.
    pub enum EvidenceStrength: "evidence_strength", "Strength of evidence", source "Step 4: Market It!: evidence of how successful co-production can be" {
        /// Impressions, single cases, or no stated method or source.
        Weak = "weak", "Weak";
        /// A stated method and source, with gaps.
        Moderate = "moderate", "Moderate";
        /// A sound method, a named source, and enough observations.
        Strong = "strong", "Strong";
    }
}

codes! {
    /// What is claimed of the initiative's part in a change.
    pub enum Claim: "claim", "Claims", source "Definitions: many contributory factors in addition to co-production can usually be identified" {
        /// The initiative contributed, beside other factors.
        Contribution = "contribution", "Contribution";
        /// The initiative caused the change: needs a stated comparison, and cause-and-effect chains that can be known.
        Attribution = "attribution", "Attribution";
    }
}
