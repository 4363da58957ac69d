//! The code lists of the Four Co's.

use crate::codes;

codes! {
    /// One of the four families of what citizens can do together with public services.
    pub enum Co: "co", "The Four Co's", source "Co-production as Citizen Voice and Citizen Action: The Four Co's" {
        /// Citizens help to decide which services and outcomes there should be, in what order, and with what money.
        CoCommissioning = "co_commissioning", "Co-commissioning";
        /// Citizens help to shape how a particular service, place or product works, before or while it is made or remade.
        CoDesign = "co_design", "Co-design";
        /// Citizens do part of the work of a service or outcome, or run it.
        CoDelivery = "co_delivery", "Co-delivery";
        /// Citizens watch and judge services, outcomes and the keeping of public governance principles.
        CoAssessment = "co_assessment", "Co-assessment";
    }
}

codes! {
    /// What kind of a Co it is. Co-design has no kinds.
    pub enum Kind: "kind", "Kinds of the Four Co's", source "Co-production as Citizen Voice and Citizen Action: The Four Co's" {
        /// Of co-commissioning: citizens help to set policy, strategy, rules or plans.
        CoPlanning = "co_planning", "Co-planning";
        /// Of co-commissioning: citizens rank, choose or share out public money and effort, from the budget of a city down to their own personal budget.
        CoPrioritisation = "co_prioritisation", "Co-prioritisation";
        /// Of co-commissioning: citizens put in money of their own, beyond fees and taxes.
        CoFinancing = "co_financing", "Co-financing";
        /// Of co-delivery: citizens run or govern a service, an asset or an organisation.
        CoManagement = "co_management", "Co-management";
        /// Of co-delivery: citizens do part of the work or care, for others or for themselves.
        CoImplementation = "co_implementation", "Co-implementation";
        /// Of co-assessment: citizens keep watch, with checks and reports that go on.
        CoMonitoring = "co_monitoring", "Co-monitoring";
        /// Of co-assessment: citizens form a judgement on quality, results or experience.
        CoEvaluation = "co_evaluation", "Co-evaluation";
    }
}

codes! {
    /// Whether citizens use their voice, act, or both: the two recruit different people.
    pub enum Mode: "mode", "Citizen voice and citizen action", source "Co-production as Citizen Voice and Citizen Action: The Four Co's" {
        /// Citizens make themselves heard: co-commissioning, co-design and co-assessment.
        Voice = "voice", "Citizen voice";
        /// Citizens do something: co-delivery.
        Action = "action", "Citizen action";
        /// Both at once.
        Both = "both", "Voice and action";
    }
}

codes! {
    /// Who decided on a classification.
    pub enum DecidedBy: "decided_by", "Who decided on a classification", source "Step 1: Map It!" {
        /// Citizens, as service users or members of the community.
        Citizens = "citizens", "Citizens";
        /// People of public service organisations.
        Staff = "staff", "Staff";
        /// Citizens and staff together.
        Both = "both", "Citizens and staff";
        /// Nobody yet: it is what the suggestion service proposed, taken over as it was.
        Suggestion = "suggestion", "Suggestion, not yet decided by people";
    }
}

codes! {
    /// Who accepted a suggestion: people, since a suggestion is nobody's decision.
    pub enum AcceptedBy: "accepted_by", "Who accepted a suggestion", source "Step 1: Map It!" {
        /// Citizens, as service users or members of the community.
        Citizens = "citizens", "Citizens";
        /// People of public service organisations.
        Staff = "staff", "Staff";
        /// Citizens and staff together.
        Both = "both", "Citizens and staff";
    }
}

codes! {
    /// How much a Co matters in an initiative.
    pub enum Weight: "weight", "Weights of a Co in an initiative", source "Co-production as Citizen Voice and Citizen Action: The boundaries between the Four Co's are not watertight" {
        /// What the initiative is mainly about; exactly one Co.
        Primary = "primary", "Primary";
        /// Matters to the result too.
        Secondary = "secondary", "Secondary";
    }
}

codes! {
    /// Which way a passage of text speaks.
    pub enum Polarity: "evidence_polarity", "Which way a passage speaks", source "This service" {
        /// It speaks for the Co, or for co-production.
        For = "for", "For";
        /// It speaks against it: denied, done by staff alone, only remembered, or of another nature.
        Against = "against", "Against";
    }
}

codes! {
    /// Which text a passage is in.
    pub enum TextField: "text_field", "Texts of a suggestion", source "This service" {
        /// The title.
        Title = "title", "Title";
        /// The description.
        Description = "description", "Description";
    }
}

impl From<AcceptedBy> for DecidedBy {
    fn from(by: AcceptedBy) -> Self {
        match by {
            AcceptedBy::Citizens => DecidedBy::Citizens,
            AcceptedBy::Staff => DecidedBy::Staff,
            AcceptedBy::Both => DecidedBy::Both,
        }
    }
}

impl Co {
    /// Whether citizens speak or act in it: three of the Four Co's are about citizen voice, while
    /// co-delivery is about citizen action.
    pub fn mode(self) -> Mode {
        match self {
            Co::CoCommissioning | Co::CoDesign | Co::CoAssessment => Mode::Voice,
            Co::CoDelivery => Mode::Action,
        }
    }

    /// Its kinds; none for co-design.
    pub fn kinds(self) -> &'static [Kind] {
        match self {
            Co::CoCommissioning => &[Kind::CoPlanning, Kind::CoPrioritisation, Kind::CoFinancing],
            Co::CoDesign => &[],
            Co::CoDelivery => &[Kind::CoManagement, Kind::CoImplementation],
            Co::CoAssessment => &[Kind::CoMonitoring, Kind::CoEvaluation],
        }
    }
}

impl Kind {
    /// The Co it is a kind of.
    pub fn co(self) -> Co {
        match self {
            Kind::CoPlanning | Kind::CoPrioritisation | Kind::CoFinancing => Co::CoCommissioning,
            Kind::CoManagement | Kind::CoImplementation => Co::CoDelivery,
            Kind::CoMonitoring | Kind::CoEvaluation => Co::CoAssessment,
        }
    }
}

impl Mode {
    /// The mode of several Co's together; `None` for no Co.
    pub fn of(cos: impl IntoIterator<Item = Co>) -> Option<Mode> {
        cos.into_iter().map(Co::mode).fold(None, |so_far, mode| match so_far {
            None => Some(mode),
            Some(same) if same == mode => Some(same),
            Some(_) => Some(Mode::Both),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::codes::Coded;

    #[test]
    fn three_of_the_four_cos_are_about_citizen_voice_while_co_delivery_is_about_citizen_action() {
        let voices: Vec<Co> = Co::ALL.iter().copied().filter(|co| co.mode() == Mode::Voice).collect();
        assert_eq!(voices, [Co::CoCommissioning, Co::CoDesign, Co::CoAssessment]);
        assert_eq!(Mode::of([Co::CoDelivery]), Some(Mode::Action));
        assert_eq!(Mode::of([Co::CoDesign, Co::CoAssessment]), Some(Mode::Voice));
        assert_eq!(Mode::of([Co::CoDesign, Co::CoDelivery]), Some(Mode::Both));
        assert_eq!(Mode::of([]), None);
    }

    #[test]
    fn every_kind_belongs_to_the_co_that_embraces_it() {
        for kind in Kind::ALL {
            assert!(kind.co().kinds().contains(kind), "{kind}");
        }
        assert_eq!(Co::ALL.iter().map(|co| co.kinds().len()).sum::<usize>(), Kind::ALL.len());
    }
}
