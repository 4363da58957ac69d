//! The room's code lists.

use crate::codes;

codes! {
    /// For whom quality-of-life outcomes are of value.
    pub enum ValueKind: "value_kind", "Kinds of value", source "Public Value Model: Figure 2.1" {
        /// Quality of life of individual service users.
        User = "user", "User value";
        /// Quality of life of communities.
        Social = "social", "Social value";
        /// What businesses gain.
        Economic = "economic", "Economic value";
    }
}

codes! {
    /// How priority quality-of-life outcomes stand.
    pub enum OutcomesAxis: "outcomes_axis", "The outcomes' axis of public value", source "Public Value Model: Figure 2.1" {
        /// They became better, or were kept as well as they were meant to be.
        Achieved = "achieved", "Achieved";
        /// Some became better and others worse: losses count.
        Mixed = "mixed", "Mixed";
        /// Citizens and staff differ on whether they became better; nobody says that any became worse.
        Contested = "contested", "Contested";
        /// They did not move.
        Unchanged = "unchanged", "Unchanged";
        /// They became worse.
        Worsened = "worsened", "Worsened";
        /// What is on record settles nothing.
        InsufficientEvidence = "insufficient_evidence", "Insufficient evidence";
    }
}

codes! {
    /// The balance between priority quality-of-life outcomes and priority governance principles.
    pub enum Balance: "balance", "Balances of public value", source "Public Value Model: Figure 2.1" {
        /// Priority outcomes are achieved and no priority principle is broken.
        CreatingValue = "creating_value", "Creating value";
        /// A priority principle is broken where outcomes are good or not yet known, or gains come with losses. However good the outcomes, this is never creating value.
        ValueAtRisk = "value_at_risk", "Value at risk";
        /// Principles are kept, but outcomes have not been shown to improve.
        PrincipledUnproven = "principled_unproven", "Principled, unproven";
        /// Outcomes became worse, or nothing was gained and a priority principle broken: the misapplication of co-production reduces public value.
        ReducingValue = "reducing_value", "Reducing value", "Concluding section: its absence or its misapplication can reduce public value";
        /// Too little is known on one axis or both to say.
        InsufficientEvidence = "insufficient_evidence", "Insufficient evidence";
    }
}

codes! {
    /// How far the record supports one of co-production's roles in public value.
    pub enum PathwaySupport: "pathway_support", "Support for a pathway", source "Public Value Model: four major roles" {
        /// A result on record shows it.
        Shown = "shown", "Shown";
        /// It is aimed at by something on record that has no result yet.
        AimedAt = "aimed_at", "Aimed at";
        /// The initiative names it, and nothing on record stands behind it.
        Named = "named", "Only named";
        /// What is on record speaks against it.
        Contradicted = "contradicted", "Contradicted";
        /// It is neither named nor aimed at.
        NotClaimed = "not_claimed", "Not claimed";
    }
}

codes! {
    /// A corner of Moore's strategic triangle.
    pub enum TriangleCorner: "triangle_corner", "Corners of the strategic triangle", source "Public Value Model: consistent with Moore's 'strategic triangle'" {
        /// Services and outcomes that stakeholders value: user, social and economic value.
        ServicesAndOutcomesValued = "services_and_outcomes_valued", "Services and outcomes valued";
        /// Legitimacy and support: governance principles kept, and demands politically mediated into needs.
        LegitimacyAndSupport = "legitimacy_and_support", "Legitimacy and support";
        /// The capacity to do it: what both sides contribute, and who could carry on if one dropped out.
        OperationalCapacity = "operational_capacity", "Operational capacity";
    }
}

codes! {
    /// How a corner of the triangle stands.
    pub enum Standing: "standing", "Standing of a corner", source "Public Value Model: consistent with Moore's 'strategic triangle'" {
        /// It is shown.
        InPlace = "in_place", "In place";
        /// Part of it is shown.
        InPart = "in_part", "In part";
        /// The record speaks against it.
        NotInPlace = "not_in_place", "Not in place";
        /// Nothing on record settles it.
        Unknown = "unknown", "Unknown";
    }
}
