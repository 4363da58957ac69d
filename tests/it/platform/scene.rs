//! One initiative with a partner of each role and a record of each kind, and what is needed to call
//! each operation on it. A new operation is one line in [`KNOWN`], a new path parameter one in
//! [`Scene::set`].

use super::operations::Operation;
use crate::harness::{Call, Organisation, World};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Who calls, in the order of [`Known::may`].
pub const CALLERS: [&str; 5] = ["stranger", "viewer", "contributor", "assessor", "owner"];

/// What the tests know of an operation beside the document.
pub struct Known {
    pub id: &'static str,
    /// A body that is accepted; null when it has none.
    pub body: fn(&Scene) -> Value,
    /// What each of [`CALLERS`] is answered when all else is well; writes are dry runs.
    pub may: [u16; 5],
}

const fn known(id: &'static str, may: [u16; 5], body: fn(&Scene) -> Value) -> Known {
    Known { id, body, may }
}

const ALL: [u16; 5] = [200; 5];
const SEES: [u16; 5] = [404, 200, 200, 200, 200];
const ADDS: [u16; 5] = [404, 403, 200, 200, 200];
const ASSESSES: [u16; 5] = [404, 403, 403, 200, 200];
/// Also for what a partner could change had it recorded it: that of the scene is the owner's.
const OWNS: [u16; 5] = [404, 403, 403, 403, 200];

/// Every operation that needs a token.
#[rustfmt::skip]
pub const KNOWN: &[Known] = &[
    known("list_vocabularies", ALL, |_| json!(null)),
    known("get_vocabulary", ALL, |_| json!(null)),
    known("get_thesaurus", ALL, |_| json!(null)),
    known("list_organisations", ALL, |_| json!(null)),
    known("create_organisation", ALL, |_| json!({"key": "made-here", "name": "Made here", "kind": "public"})),
    known("get_organisation", ALL, |_| json!(null)),
    known("update_organisation", [403, 403, 403, 403, 200], |_| json!({"name": "Renamed"})),
    known("list_initiatives", ALL, |_| json!(null)),
    known("create_initiative", ALL, |_| json!({"title": "Made here"})),
    known("get_initiative", SEES, |_| json!(null)),
    known("update_initiative", OWNS, |_| json!({"title": "Renamed"})),
    known("withdraw_initiative", OWNS, |_| json!(null)),
    known("list_partners", SEES, |_| json!(null)),
    known("create_partner", OWNS, |s| json!({"organisation_id": s.stranger.id, "role": "viewer"})),
    known("get_partner", SEES, |_| json!(null)),
    known("update_partner", OWNS, |_| json!({"purpose": "Looks on"})),
    // The partner of the scene is the viewer, who may leave.
    known("withdraw_partner", [404, 200, 403, 403, 200], |_| json!(null)),
    known("list_contributions", SEES, |_| json!(null)),
    known("create_contribution", ADDS, |_| json!({"side": "citizens", "contributor": "Neighbours", "kind": "time"})),
    known("get_contribution", SEES, |_| json!(null)),
    known("update_contribution", OWNS, |_| json!({"description": "Every week"})),
    known("withdraw_contribution", OWNS, |_| json!(null)),
    known("list_stages", SEES, |_| json!(null)),
    known("create_stage", OWNS, |_| json!({"stage": "pilot", "since": "2026-01-02"})),
    known("get_four_co", ALL, |_| json!(null)),
    known("create_suggestion", ALL, |_| json!({"description": "Volunteers run the library."})),
    known("create_suggestion_batch", ALL, |_| json!({"texts": [{"description": "Volunteers run the library."}]})),
    known("list_classifications", SEES, |_| json!(null)),
    known("create_classification", ASSESSES, |_| json!({"labels": [{"co": "co_delivery", "weight": "primary", "rationale": "They run it."}],
        "decided_by": "citizens", "decided_on": "2026-01-02"})),
    known("get_classification", SEES, |_| json!(null)),
    known("get_initiative_four_co", SEES, |_| json!(null)),
    known("accept_suggestion", ASSESSES, |_| json!({"labels": [{"co": "co_delivery", "weight": "primary", "rationale": "They run it."}],
        "decided_by": "citizens", "decided_on": "2026-01-02"})),
    known("list_outcomes", SEES, |_| json!(null)),
    known("create_outcome", ADDS, |_| json!({"title": "More sure of themselves", "kind": "user"})),
    known("get_outcome", SEES, |_| json!(null)),
    known("update_outcome", OWNS, |_| json!({"title": "Less alone"})),
    known("withdraw_outcome", OWNS, |_| json!(null)),
    known("get_outcome_summary", SEES, |_| json!(null)),
    known("list_indicators", SEES, |_| json!(null)),
    known("create_indicator", ADDS, |s| json!({"outcome_id": s.ids["{outcome_id}"], "title": "Talks", "measure": "qualitative"})),
    known("get_indicator", SEES, |_| json!(null)),
    known("update_indicator", OWNS, |_| json!({"title": "People to turn to in need"})),
    known("withdraw_indicator", OWNS, |_| json!(null)),
    known("list_periods", SEES, |_| json!(null)),
    known("create_period", ADDS, |s| json!({"indicator_id": s.ids["{indicator_id}"], "starts_on": "2025-04-01", "ends_on": "2025-06-30"})),
    known("get_period", SEES, |_| json!(null)),
    // Every partner that contributes may fill in what was measured.
    known("update_period", ADDS, |_| json!({"comment": "As counted"})),
    known("withdraw_period", OWNS, |_| json!(null)),
    known("list_outcome_assessments", SEES, |_| json!(null)),
    known("assess_outcome", ASSESSES, |s| json!({"period_id": s.ids["{period_id}"]})),
    known("get_outcome_assessment", SEES, |_| json!(null)),
    known("get_governance_criteria", ALL, |_| json!(null)),
    known("list_governance_checks", SEES, |_| json!(null)),
    known("create_governance_check", ASSESSES, |_| json!({"note": "After a year"})),
    known("get_governance_check", SEES, |_| json!(null)),
    known("get_public_value", SEES, |_| json!(null)),
    known("list_changes", ALL, |_| json!(null)),
    known("get_export", ALL, |_| json!(null)),
    known("list_reports", ALL, |_| json!(null)),
    known("get_four_co_report", ALL, |_| json!(null)),
    known("get_four_co_picture", ALL, |_| json!(null)),
    known("get_four_co_suggestions_report", ALL, |_| json!(null)),
];

/// What the tests know of this operation.
pub fn known_of(operation: &Operation) -> &'static Known {
    KNOWN.iter().find(|known| known.id == operation.id).unwrap_or_else(|| panic!("{} is not in KNOWN", operation.id))
}

/// A world with somebody in each role and something of each kind.
pub struct Scene<'a> {
    pub world: &'a World,
    pub owner: Organisation,
    pub assessor: Organisation,
    pub contributor: Organisation,
    pub viewer: Organisation,
    pub stranger: Organisation,
    ids: BTreeMap<&'static str, String>,
    /// What may be withdrawn, where the record in `ids` is needed by others.
    spares: BTreeMap<&'static str, String>,
}

impl<'a> Scene<'a> {
    pub fn set(world: &'a World) -> Self {
        let [owner, assessor, contributor, viewer, stranger] =
            ["owner", "assessor", "contributor", "viewer", "stranger"].map(|key| world.organisation(key));
        let initiative = world.initiative(&owner, json!({"starts_on": "2026-01-01"}))["id"].as_str().unwrap().to_owned();
        let at = format!("/v1/initiatives/{initiative}");
        let made = |path: &str, body: Value| world.post(&format!("{at}/{path}"), &owner.token, &body).ok(201).id();
        world.partner(&owner, &initiative, &assessor, "assessor");
        world.partner(&owner, &initiative, &contributor, "contributor");
        let outcome = made("outcomes", json!({"title": "Less isolated", "kind": "user"}));
        let indicator = made(
            "indicators",
            json!({"outcome_id": outcome, "title": "People to turn to", "measure": "number", "unit": "people", "direction": "increase",
                   "baseline": {"value": 40, "measured_on": "2024-12-31"}}),
        );
        let period = made(
            "periods",
            json!({"indicator_id": indicator, "starts_on": "2025-01-01", "ends_on": "2025-03-31", "target": {"value": 60},
                   "actual": {"value": 55}, "method": "Talks", "source": "Workbook", "measured_by": "both"}),
        );
        let spare = made("outcomes", json!({"title": "Of no matter", "kind": "user"}));
        let idle = json!({"outcome_id": outcome, "title": "Talks", "measure": "qualitative"});
        let spares = BTreeMap::from([("{outcome_id}", spare), ("{indicator_id}", made("indicators", idle))]);
        let ids = BTreeMap::from([
            ("/v1/organisations/{id}", owner.id.clone()),
            ("{name}", "stage".to_owned()),
            ("{resource}", "initiatives".to_owned()),
            ("{partner_id}", made("partners", json!({"organisation_id": viewer.id, "role": "viewer"}))),
            ("{contribution_id}", made("contributions", json!({"side": "citizens", "contributor": "Jobseekers", "kind": "skills"}))),
            ("{assessment_id}", made("outcome-assessments", json!({"period_id": period}))),
            (
                "{classification_id}",
                made(
                    "classifications",
                    json!({"labels": [{"co": "co_delivery", "weight": "primary", "rationale": "They do it."}],
                    "decided_by": "citizens", "decided_on": "2026-01-01"}),
                ),
            ),
            ("{check_id}", made("governance-checks", json!({}))),
            ("{outcome_id}", outcome),
            ("{indicator_id}", indicator),
            ("{period_id}", period),
            ("{id}", initiative),
        ]);
        Scene { world, owner, assessor, contributor, viewer, stranger, ids, spares }
    }

    /// Whether the operation withdraws another record than its path's other operations use.
    pub fn is_spared(&self, operation: &Operation) -> bool {
        self.spares.keys().any(|name| operation.path.ends_with(name))
    }

    /// The initiative's id.
    pub fn initiative(&self) -> &str {
        &self.ids["{id}"]
    }

    /// The organisations in the order of [`CALLERS`].
    pub fn callers(&self) -> [&Organisation; 5] {
        [&self.stranger, &self.viewer, &self.contributor, &self.assessor, &self.owner]
    }

    /// The path of an operation, its parameters filled in.
    pub fn path(&self, operation: &Operation) -> String {
        self.path_with(operation, "", "")
    }

    /// The same, with another value for one parameter.
    pub fn path_with(&self, operation: &Operation, parameter: &str, value: &str) -> String {
        let mut path = String::new();
        let mut template = String::new();
        for part in operation.path.split_inclusive('/') {
            let (name, slash) = part.strip_suffix('/').map_or((part, ""), |name| (name, "/"));
            template.push_str(name);
            if name.strip_prefix('{').and_then(|n| n.strip_suffix('}')) == Some(parameter) {
                path.push_str(value);
            } else if name.starts_with('{') {
                let spare = self.spares.get(name).filter(|_| operation.method == "DELETE");
                let known = spare.or_else(|| self.ids.get(template.as_str())).or_else(|| self.ids.get(name));
                path.push_str(known.unwrap_or_else(|| panic!("{template} is not in Scene::set")));
            } else {
                path.push_str(name);
            }
            path.push_str(slash);
            template.push_str(slash);
        }
        path
    }

    /// A call of an operation that would succeed for the owner; the body is still to come.
    pub fn call(&self, operation: &Operation, query: &str, token: &str) -> Call<'a> {
        let call = self.world.call(&operation.method, &format!("{}{query}", self.path(operation))).token(token);
        if operation.wants_condition { call.header("if-match", &self.condition(operation)) } else { call }
    }

    /// What holds as a condition of an operation: any version, or the tag of what is accepted.
    pub fn condition(&self, operation: &Operation) -> String {
        if operation.is_change() {
            return "*".into();
        }
        let seen = self.world.get(&format!("/v1/initiatives/{}/four-co", self.initiative()), &self.owner.token);
        if seen.status == 200 { seen.etag() } else { "\"0\"".into() }
    }

    /// The same, whole.
    pub fn whole(&self, operation: &Operation, query: &str, token: &str) -> Call<'a> {
        let call = self.call(operation, query, token);
        match &operation.body {
            Some((kind, _)) => call.header("content-type", kind).bytes((known_of(operation).body)(self).to_string().as_bytes()),
            None => call,
        }
    }
}
