//! What an initiative must be, what is odd about one, and whether it is co-production at all.

use super::model::*;
use crate::codes;
use crate::platform::http::{Fault, Faults};
use crate::vocabulary::codes::Coded;
use serde::Serialize;
use utoipa::ToSchema;

codes! {
    /// Whether an initiative is co-production.
    pub enum Verdict: "co_production_verdict", "Is it co-production?", source "Definitions; Public Value Model" {
        /// Both sides contribute, or a public organisation enables citizens to change their behaviour.
        CoProduction = "co_production", "Co-production";
        /// One side contributes nothing.
        NotCoProduction = "not_co_production", "Not co-production";
        /// The record does not say enough.
        Undetermined = "undetermined", "Undetermined";
    }
}

/// Whether an initiative is co-production, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CoProduction {
    /// The verdict.
    pub verdict: Verdict,
    /// What led to it.
    #[schema(example = json!(["The public service contributes (2 on record) and citizens contribute (3 on record): each side makes better use of the other's assets."]))]
    pub reasons: Vec<String>,
    /// What would have to be known or recorded to settle it.
    #[schema(example = json!([]))]
    pub missing: Vec<String>,
}

/// What of an initiative decides whether it is co-production.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ground {
    /// Contributions of the public service on record.
    pub public: i64,
    /// Contributions of citizens on record.
    pub citizens: i64,
    /// Whether a public organisation enables a change of behaviour.
    pub enabled_change: bool,
    /// Whether it is more than an idea.
    pub begun: bool,
}

impl Ground {
    /// What a record says.
    pub fn of(contributions: (i64, i64), behaviour: (Option<BehaviourChange>, Option<bool>), (timing, stage): (Timing, Stage)) -> Self {
        let linked = matches!(behaviour.0, Some(BehaviourChange::Cause | BehaviourChange::Effect | BehaviourChange::Both));
        Ground {
            public: contributions.0,
            citizens: contributions.1,
            enabled_change: linked && behaviour.1 == Some(true),
            begun: timing != Timing::Potential && stage != Stage::Idea,
        }
    }

    /// Public service organisations and citizens making better use of each other's assets,
    /// resources and contributions (Loeffler 2021): an initiative to which one side contributes
    /// nothing is not co-production. Behaviour change that a public organisation encourages and
    /// enables is itself a form of co-production; self-driven change is not (Public Value Model).
    pub fn verdict(self) -> Verdict {
        match (self.public > 0, self.citizens > 0) {
            (true, true) => Verdict::CoProduction,
            _ if self.enabled_change => Verdict::CoProduction,
            (true, false) | (false, true) if self.begun => Verdict::NotCoProduction,
            _ => Verdict::Undetermined,
        }
    }
}

/// Whether an initiative is co-production, and why.
pub fn co_production(of: &Initiative) -> CoProduction {
    let ground = Ground::of(
        (of.public_service_contributions, of.citizen_contributions),
        (of.body.behaviour_change, of.body.behaviour_change_enabled),
        (of.body.timing, of.body.stage),
    );
    let (public, citizens) = (ground.public, ground.citizens);
    let verdict = ground.verdict();
    let mut reasons = Vec::new();
    let mut missing = Vec::new();
    if verdict == Verdict::CoProduction {
        reasons.push(if public > 0 && citizens > 0 {
            format!(
                "The public service contributes ({public} on record) and citizens contribute ({citizens} on record): each side makes better use of the other's assets."
            )
        } else {
            "A public organisation encourages and enables citizens to change their behaviour, which is itself a form of co-production."
                .into()
        });
        return CoProduction { verdict, reasons, missing };
    }
    if public == 0 {
        missing.push("A contribution of the public service: assets, resources, skills, time, knowledge or money.".into());
    }
    if citizens == 0 {
        missing.push("A contribution of citizens: assets, resources, skills, time, knowledge or money.".into());
    }
    reasons.push(
        match (public > 0, citizens > 0) {
            (true, false) if ground.begun => {
                "Citizens contribute nothing that is on record: services done to people are not co-production."
            }
            (false, true) if ground.begun => {
                "The public service contributes nothing that is on record: self-help without public input creates value in civil society, but is not co-production."
            }
            (false, false) => "No contribution of either side is on record.",
            _ => "Only one side's contribution is on record, and the initiative has not begun.",
        }
        .into(),
    );
    if of.body.behaviour_change_enabled == Some(false) && of.body.behaviour_change.is_some_and(|link| link != BehaviourChange::None) {
        reasons.push(
            "The behaviour change is self-driven: it is not co-production itself, but can raise people's capacity to co-produce.".into(),
        );
    }
    if matches!(of.body.civil_society_link, Some(CivilSocietyLink::FromCivilSociety | CivilSocietyLink::Both)) && public == 0 {
        reasons.push(
            "Skills or capacity flow in from civil society: a contribution of the public service would make this co-production.".into(),
        );
    }
    CoProduction { verdict, reasons, missing }
}

/// Faults between members.
pub fn check(new: &NewInitiative, faults: &mut Faults) {
    if let (Some(starts), Some(ends)) = (new.starts_on, new.ends_on) {
        faults.unless(starts <= ends, "/ends_on", "order", format!("must not be before starts_on ({starts})"));
    }
    match (new.participation, &new.mandate) {
        (Participation::Mandated, None) => faults.add(
            "/mandate",
            "required",
            "is required when participation is mandated: why it cannot be voluntary, and until when (coercion is only likely to work if it is short-term)",
        ),
        (Participation::Voluntary, Some(_)) => faults.add("/mandate", "not_applicable", "must be absent while participation is voluntary"),
        (Participation::Mandated, Some(mandate)) => {
            if let Some(starts) = new.starts_on {
                faults.unless(mandate.ends_on >= starts, "/mandate/ends_on", "order", format!("must not be before starts_on ({starts})"));
            }
        }
        (Participation::Voluntary, None) => {}
    }
    if new.behaviour_change_enabled.is_some() {
        let linked = new.behaviour_change.is_some_and(|link| link != BehaviourChange::None);
        faults.unless(
            linked,
            "/behaviour_change_enabled",
            "not_applicable",
            "must be absent unless behaviour_change is cause, effect or both",
        );
    }
    faults.unless(
        new.timing != Timing::Potential || matches!(new.stage, Stage::Idea | Stage::Redesign),
        "/stage",
        "contradiction",
        "must be idea or redesign while timing is potential: what has not been tried is not at a later stage",
    );
    faults.unless(
        !matches!((new.timing, new.stage), (Timing::Current, Stage::Stopped)),
        "/timing",
        "contradiction",
        "must be recent when the stage is stopped: what has been stopped is not going on",
    );
    for (n, code) in new.localities.iter().enumerate() {
        faults.unless(
            gss(code),
            format!("/localities/{n}"),
            "format",
            "must be an ONS GSS code: one of E, W, S, N, J, K, L, M and eight digits, such as E08000025",
        );
    }
    twice("/localities", &new.localities, faults);
    twice("/citizen_roles", &new.citizen_roles, faults);
    twice("/public_service_roles", &new.public_service_roles, faults);
    twice("/public_value_roles", &new.public_value_roles, faults);
    twice("/relations", &new.relations, faults);
}

fn twice<T: PartialEq>(pointer: &str, list: &[T], faults: &mut Faults) {
    for (n, one) in list.iter().enumerate() {
        faults.unless(!list[..n].contains(one), format!("{pointer}/{n}"), "duplicate", "is given twice; give it once");
    }
}

/// The form of a code of the ONS Register of Geographic Codes.
pub fn gss(code: &str) -> bool {
    code.len() == 9 && code.starts_with(['E', 'W', 'S', 'N', 'J', 'K', 'L', 'M']) && code.bytes().skip(1).all(|b| b.is_ascii_digit())
}

/// What is plausible but odd.
pub fn warnings(of: &Initiative) -> Vec<Fault> {
    let body = &of.body;
    let mut odd = Vec::new();
    let mut say = |pointer: &str, code: &str, message: &str| odd.push(Fault::at(pointer, code, message));
    if body.formality == Some(Formality::Institution) && matches!(body.stage, Stage::Idea | Stage::Lab | Stage::Pilot) {
        say(
            "/formality",
            "unlikely",
            "an institution is the accepted and expected way of doing things, but the stage says it is still being tried",
        );
    }
    if body.timing == Timing::Recent && body.ends_on.is_none() {
        say("/ends_on", "missing", "a recent initiative is over: say when it ended");
    }
    if body.participation == Participation::Mandated {
        if let (Some(mandate), Some(starts)) = (&body.mandate, body.starts_on)
            && mandate.ends_on > starts.plus_years(1)
        {
            say(
                "/mandate/ends_on",
                "long_mandate",
                "participation is mandated for more than a year: coercion is only likely to work if it is short-term",
            );
        }
        if body.starts_on.is_none() {
            say("/starts_on", "missing", "say when the mandate begins, so that its length can be judged");
        }
    }
    if body.public_value_roles.contains(&PublicValueRole::OutcomesWithoutService) && body.formal_service == Some(true) {
        say(
            "/public_value_roles",
            "contradiction",
            "outcomes without a formal service and formal_service true: say which of the two carries it",
        );
    }
    if body.public_value_roles.contains(&PublicValueRole::BetterServices) && body.formal_service == Some(false) {
        say("/public_value_roles", "contradiction", "better outcomes from commissioned services, but no formal service carries it");
    }
    if of.citizen_contributions > 0 && body.citizen_roles.is_empty() {
        say("/citizen_roles", "missing", "citizens contribute: say whether as service users or as community members");
    }
    if of.public_service_contributions > 0 && body.public_service_roles.is_empty() {
        say("/public_service_roles", "missing", "the public service contributes: say in which roles");
    }
    odd
}

/// Whether a move from one stage to another makes sense, and whether it needs a reason.
pub fn stage_move(from: Stage, to: Stage, reason: Option<&str>) -> Result<(), Fault> {
    if from == to {
        return Err(Fault::at("/stage", "contradiction", format!("is {} already", from.code())));
    }
    let forward = !matches!(from, Stage::Redesign | Stage::Stopped) && !matches!(to, Stage::Redesign | Stage::Stopped) && to > from;
    let again = from == Stage::Redesign && matches!(to, Stage::Idea | Stage::Lab | Stage::Pilot | Stage::Stopped);
    let ended = matches!(to, Stage::Redesign | Stage::Stopped);
    let back = !matches!(from, Stage::Redesign | Stage::Stopped) && to < from;
    if from == Stage::Stopped && to != Stage::Redesign {
        return Err(Fault::at("/stage", "contradiction", "what was stopped can only go to redesign"));
    }
    if !(forward || again || ended || back) {
        return Err(Fault::at(
            "/stage",
            "contradiction",
            format!("cannot follow {}: after redesign comes idea, lab, pilot or stopped", from.code()),
        ));
    }
    if (ended || back || from == Stage::Stopped) && reason.is_none_or(|r| r.trim().is_empty()) {
        return Err(Fault::at("/reason", "required", format!("is required when going from {} to {}", from.code(), to.code())));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::db::{Id, Instant, Json};

    fn sample() -> Initiative {
        let now: Instant = "2026-03-01T00:00:00Z".parse().unwrap();
        let body: NewInitiative = serde_json::from_value(serde_json::json!({"title": "Peer support", "stage": "lab"})).unwrap();
        Initiative {
            id: Id::fixed(1),
            version: 1,
            parts_version: 0,
            created_at: now,
            updated_at: now,
            withdrawn_at: None,
            stage_since: None,
            four_co: Json(Vec::new()),
            public_service_contributions: 0,
            citizen_contributions: 0,
            body,
        }
    }

    #[test]
    fn an_initiative_to_which_one_side_contributes_nothing_is_not_co_production() {
        for (case, public, citizens, stage, want) in [
            ("each side makes better use of the other's assets", 1, 1, Stage::Lab, Verdict::CoProduction),
            ("services done to people", 2, 0, Stage::Pilot, Verdict::NotCoProduction),
            ("self-help without public input", 0, 2, Stage::Pilot, Verdict::NotCoProduction),
            ("nothing on record", 0, 0, Stage::Pilot, Verdict::Undetermined),
            ("an idea may still find its other side", 1, 0, Stage::Idea, Verdict::Undetermined),
        ] {
            let mut of = sample();
            (of.public_service_contributions, of.citizen_contributions, of.body.stage) = (public, citizens, stage);
            let found = co_production(&of);
            assert_eq!(found.verdict, want, "{case}: {:?}", found.reasons);
            assert_eq!(found.missing.is_empty(), want == Verdict::CoProduction, "{case}");
        }
    }

    #[test]
    fn behaviour_change_is_co_production_only_where_it_is_encouraged_and_enabled() {
        for (case, link, enabled, want) in [
            (
                "substance abusers respond to treatment and reduce their level of dependence",
                BehaviourChange::Effect,
                Some(true),
                Verdict::CoProduction,
            ),
            ("self-driven by service users", BehaviourChange::Cause, Some(false), Verdict::Undetermined),
            ("no link", BehaviourChange::None, None, Verdict::Undetermined),
        ] {
            let mut of = sample();
            (of.body.behaviour_change, of.body.behaviour_change_enabled) = (Some(link), enabled);
            assert_eq!(co_production(&of).verdict, want, "{case}");
        }
    }

    #[test]
    fn coercion_needs_a_justification_and_an_end() {
        let mut new = sample().body;
        new.participation = Participation::Mandated;
        let mut faults = Faults::default();
        check(&new, &mut faults);
        assert_eq!(faults.into_vec()[0].pointer.as_deref(), Some("/mandate"));
        new.starts_on = Some("2026-01-01".parse().unwrap());
        new.mandate = Some(Json(Mandate { justification: "Court order".into(), ends_on: "2028-01-01".parse().unwrap() }));
        let mut faults = Faults::default();
        check(&new, &mut faults);
        assert!(faults.is_empty());
        let of = Initiative { body: new, ..sample() };
        assert!(warnings(&of).iter().any(|w| w.code == "long_mandate"), "coercion is only likely to work if it is short-term");
    }

    #[test]
    fn contradictions_between_members_are_faults() {
        for (case, patch, pointer) in [
            ("ends before it starts", serde_json::json!({"starts_on": "2026-02-01", "ends_on": "2026-01-01"}), "/ends_on"),
            ("potential but piloted", serde_json::json!({"timing": "potential", "stage": "pilot"}), "/stage"),
            ("stopped but current", serde_json::json!({"stage": "stopped"}), "/timing"),
            ("not a place", serde_json::json!({"localities": ["X08000025"]}), "/localities/0"),
            ("a role twice", serde_json::json!({"citizen_roles": ["service_user", "service_user"]}), "/citizen_roles/1"),
            ("enabled what?", serde_json::json!({"behaviour_change_enabled": true}), "/behaviour_change_enabled"),
        ] {
            let mut value = serde_json::json!({"title": "x"});
            json_patch::merge(&mut value, &patch);
            let mut faults = Faults::default();
            check(&serde_json::from_value(value).unwrap(), &mut faults);
            assert_eq!(faults.into_vec().first().and_then(|f| f.pointer.clone()).as_deref(), Some(pointer), "{case}");
        }
    }

    #[test]
    fn stages_go_forward_and_back_only_with_reasons() {
        for (from, to, reason, good) in [
            (Stage::Idea, Stage::Lab, None, true),
            (Stage::Lab, Stage::Scaling, None, true),
            (Stage::Lab, Stage::Redesign, None, false),
            (Stage::Lab, Stage::Redesign, Some("too few came"), true),
            (Stage::Scaling, Stage::Pilot, None, false),
            (Stage::Scaling, Stage::Pilot, Some("not ready"), true),
            (Stage::Stopped, Stage::Pilot, Some("again"), false),
            (Stage::Stopped, Stage::Redesign, Some("new idea"), true),
            (Stage::Redesign, Stage::Mainstream, Some("x"), false),
            (Stage::Lab, Stage::Lab, Some("x"), false),
        ] {
            assert_eq!(stage_move(from, to, reason).is_ok(), good, "{from} to {to}");
        }
    }
}
