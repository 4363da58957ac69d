//! The code lists that describe an initiative.

use crate::codes;

codes! {
    /// The field of public service an initiative belongs to.
    pub enum ServiceArea: "service_area", "Service areas", source "Fields of public service named in the chapter and its cases" {
        /// Care and support of adults, older people and carers.
        AdultSocialCare = "adult_social_care", "Adult social care";
        /// Care, protection and support of children, young people and families.
        ChildrenAndFamilies = "children_and_families", "Children and families";
        /// Safety from crime, fire and danger on the road.
        CommunitySafety = "community_safety", "Community safety";
        /// Libraries, museums, arts, sport and leisure.
        CultureAndLeisure = "culture_and_leisure", "Culture and leisure";
        /// How a public body is run, budgeted and held to account.
        DemocracyAndGovernance = "democracy_and_governance", "Democracy and governance";
        /// Schools, colleges and adult learning.
        Education = "education", "Education";
        /// Help to find, keep and prepare for work.
        Employment = "employment", "Employment";
        /// Parks, streets, waste, water, energy and climate.
        Environment = "environment", "Environment";
        /// Physical and mental health.
        Health = "health", "Health";
        /// Homes, tenants and homelessness.
        Housing = "housing", "Housing";
        /// Courts, prisons, probation and police custody.
        Justice = "justice", "Justice";
        /// Land use, roads, cycling and public transport.
        PlanningAndTransport = "planning_and_transport", "Planning and transport";
        /// Benefits, debt, food and other welfare.
        Welfare = "welfare", "Welfare";
        /// Any other field.
        Other = "other", "Other";
    }
}

codes! {
    /// When it takes place, as mapping asks.
    pub enum Timing: "timing", "Timing", source "Step 1: Map It!" {
        /// Tried lately and over now.
        Recent = "recent", "Recent";
        /// Going on now.
        Current = "current", "Current";
        /// An idea of what might be done.
        Potential = "potential", "Potential";
    }
}

codes! {
    /// How far it has come.
    pub enum Stage: "stage", "Stages", source "Step 3: People It!, Step 5: Grow It!" {
        /// Thought of, not begun.
        Idea = "idea", "Idea";
        /// A time-boxed, voluntary experiment that is free to fail and shares its lessons.
        Lab = "lab", "Co-production lab";
        /// A first real use with few people.
        Pilot = "pilot", "Pilot";
        /// Being extended to more people, places or services.
        Scaling = "scaling", "Scaling";
        /// The way things are done.
        Mainstream = "mainstream", "Mainstream";
        /// Gone back to be thought out again.
        Redesign = "redesign", "Redesign";
        /// Ended on purpose.
        Stopped = "stopped", "Stopped";
    }
}

codes! {
    /// What standing it has in the public service organisation.
    pub enum Formality: "formality", "Formality", source "Concluding section: co-production is, above all, a collaborative practice" {
        /// People work together this way; nobody has approved it.
        Practice = "practice", "Practice";
        /// A public service organisation has formally approved it.
        PolicyOrStrategy = "policy_or_strategy", "Policy or strategy";
        /// It is the accepted and expected way of doing things.
        Institution = "institution", "Institution";
    }
}

codes! {
    /// Whether citizens take part of their own will.
    pub enum Participation: "participation", "Participation", source "Concluding section: generally voluntary, i.e. not legally mandated nor regulated" {
        /// Citizens choose to take part and may stop.
        Voluntary = "voluntary", "Voluntary";
        /// Citizens are obliged to take part: only likely to work for a short time, so it is justified and ends.
        Mandated = "mandated", "Mandated";
    }
}

codes! {
    /// Who started it.
    pub enum Initiation: "initiation", "Initiation", source "Table 2.1: 'inside-out' co-production" {
        /// The public service organisation invited citizens in.
        InsideOut = "inside_out", "Inside out";
        /// Citizens came to the public service organisation.
        OutsideIn = "outside_in", "Outside in";
        /// Both together.
        Joint = "joint", "Joint";
    }
}

codes! {
    /// Who has the benefit.
    pub enum BenefitLevel: "benefit_level", "Levels of benefit", source "Table 2.1: Brudney and England 1983" {
        /// The people who take part, each for themselves.
        Individual = "individual", "Individual";
        /// The group that takes part.
        Group = "group", "Group";
        /// Everybody, whether they take part or not.
        Collective = "collective", "Collective";
    }
}

codes! {
    /// As what citizens take part.
    pub enum CitizenRole: "citizen_role", "Roles of citizens", source "Table 2.1: just service users or also members of the community?" {
        /// People who use the service.
        ServiceUser = "service_user", "Service user";
        /// People who live or act in the place.
        CommunityMember = "community_member", "Community member";
    }
}

codes! {
    /// As what people of public service organisations take part.
    pub enum PublicServiceRole: "public_service_role", "Roles in public service", source "Table 2.1: frontline staff, other professionals, managers, politicians and Board members" {
        /// People who work directly with citizens, often without a professional qualification.
        FrontlineStaff = "frontline_staff", "Frontline staff";
        /// People with a professional qualification.
        Professional = "professional", "Professional";
        /// People who run a service or organisation.
        Manager = "manager", "Manager";
        /// People elected to a public office.
        Politician = "politician", "Politician";
        /// People on the board of an organisation.
        BoardMember = "board_member", "Board member";
    }
}

codes! {
    /// How cause and effect can be known.
    pub enum KnowledgeDomain: "knowledge_domain", "Knowledge domains", source "Public Value Model: complex adaptive systems" {
        /// Cause and effect are plain to everybody.
        Simple = "simple", "Simple";
        /// Cause and effect can be worked out by those who know.
        Complicated = "complicated", "Complicated";
        /// Effects cannot be predicted, only sensed by experiment.
        Complex = "complex", "Complex";
        /// There is no order that could be sensed before acting.
        Chaotic = "chaotic", "Chaotic";
    }
}

codes! {
    /// How behaviour change and co-production are intertwined here.
    pub enum BehaviourChange: "behaviour_change", "Links to behaviour change", source "Public Value Model: both can be the cause or the effect of the other" {
        /// Changed behaviour made people able to co-produce.
        Cause = "cause", "Cause of co-production";
        /// Taking part changed behaviour.
        Effect = "effect", "Effect of co-production";
        /// Each leads to the other.
        Both = "both", "Cause and effect";
        /// No link is known.
        None = "none", "No link";
    }
}

codes! {
    /// What flows between the initiative and civil society's own self-help and self-organisation.
    pub enum CivilSocietyLink: "civil_society_link", "Links to civil society", source "Public Value Model: purely civil society modes of value creation" {
        /// Skills or capacity of self-help and self-organisation flow into the initiative.
        FromCivilSociety = "from_civil_society", "From civil society";
        /// Skills or capacity gained here flow into self-help and self-organisation.
        ToCivilSociety = "to_civil_society", "To civil society";
        /// They flow both ways.
        Both = "both", "Both ways";
        /// No link is known.
        None = "none", "No link";
    }
}

codes! {
    /// The four major roles of co-production in public value, which are also the pathways to it.
    pub enum PublicValueRole: "public_value_role", "Roles in public value", source "Public Value Model: four major roles" {
        /// Commissioned services reach better quality-of-life outcomes through the contributions of citizens.
        BetterServices = "better_services", "Better outcomes from commissioned services";
        /// Citizens achieve publicly desired outcomes with public help but without a formal service.
        OutcomesWithoutService = "outcomes_without_service", "Outcomes without a formal service";
        /// Outcomes of users, communities, providers and the whole system withstand disruption.
        Resilience = "resilience", "Resilience";
        /// Public governance principles are formulated, put in order and upheld.
        GovernancePrinciples = "governance_principles", "Governance principles";
    }
}

codes! {
    /// How an initiative is related to another.
    pub enum Relation: "relation", "Relations between initiatives", source "Step 1: Map It!; never counted twice" {
        /// It is a part of the other, which reports count once.
        PartOf = "part_of", "Part of";
        /// It follows the other.
        Succeeds = "succeeds", "Succeeds";
        /// It took over what the other does.
        CopiedFrom = "copied_from", "Copied from";
    }
}
