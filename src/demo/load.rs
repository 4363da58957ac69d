//! Brings every part of the case into the database that is not there yet.

use super::client::Client;
use super::data::{By, Case, Lab, Outcome};
use crate::platform::app::Setup;
use serde_json::{Value, json};
use std::collections::HashMap;
use utoipa_actix_web::service_config::ServiceConfig;

/// What became of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Records of the case.
    pub records: usize,
    /// Those that this run made.
    pub made: usize,
    /// Those that are not made because somebody has withdrawn them, or what they hang on, or has
    /// moved the initiative to a stage of their own choice.
    pub left_alone: usize,
}

/// What a run tells while it goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event<'a> {
    /// So many records are ahead.
    Ahead(usize),
    /// A Lab is begun.
    Lab(&'a str),
    /// So many more records are there, or left out.
    Done(usize),
    /// A Lab is complete: key, title, and what became of it.
    Complete(&'a str, &'a str, Summary),
}

/// Whether a list shows tombstones when asked for them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tombstones {
    Shown,
    None,
}

struct Loader<'a> {
    client: Client,
    ids: HashMap<String, Value>,
    done: Summary,
    say: &'a mut dyn FnMut(Event<'_>),
}

/// Loads the Offenbach case.
///
/// Fails at the first request that is refused; what was made until then stays, and the next run goes
/// on from there.
pub async fn load(setup: Setup, rooms: fn(&mut ServiceConfig), say: &mut dyn FnMut(Event<'_>)) -> Result<Summary, String> {
    let case = Case::offenbach()?;
    let ahead = case.organisations.len() + case.initiatives.iter().map(Lab::size).sum::<usize>();
    say(Event::Ahead(ahead));
    let client = Client::start(setup, rooms).await?;
    let mut loader = Loader { client, ids: HashMap::new(), done: Summary::default(), say };
    for one in &case.organisations {
        let found = loader.by_key(&one.registered_by, "/v1/organisations", &one.body, Tombstones::None).await?;
        let made = found.ok_or("an organisation cannot be withdrawn")?;
        loader.ids.insert(text(&one.body, "key").to_owned(), made["id"].clone());
    }
    for lab in &case.initiatives {
        loader.lab(lab).await?;
    }
    Ok(loader.done)
}

fn text<'a>(value: &'a Value, member: &str) -> &'a str {
    value[member].as_str().unwrap_or_default()
}

/// The body with more members.
fn with(body: &Value, more: Value) -> Value {
    let mut whole = body.clone();
    json_patch::merge(&mut whole, &more);
    whole
}

/// Whether a record agrees with a request in these members.
fn agrees(record: &Value, request: &Value, members: &[&str]) -> bool {
    members.iter().all(|member| record[*member] == request[*member])
}

impl Loader<'_> {
    fn id(&self, organisation: &str) -> Result<Value, String> {
        self.ids.get(organisation).cloned().ok_or_else(|| format!("offenbach.json names no organisation {organisation}"))
    }

    fn count(&mut self, records: usize, made: usize, left_alone: usize) {
        self.done.records += records;
        self.done.made += made;
        self.done.left_alone += left_alone;
        (self.say)(Event::Done(records));
    }

    fn leave(&mut self, records: usize) {
        self.count(records, 0, records);
    }

    /// The record that agrees with the request in the members that know it apart, made where there
    /// is none; nothing where it was withdrawn.
    async fn ensure(
        &mut self,
        by: &str,
        path: &str,
        body: &Value,
        known_by: &[&str],
        tombstones: Tombstones,
    ) -> Result<Option<Value>, String> {
        let there = self.client.list(by, path).await?;
        if let Some(found) = there.into_iter().find(|record| agrees(record, body, known_by)) {
            self.count(1, 0, 0);
            return Ok(Some(found));
        }
        if tombstones == Tombstones::Shown {
            let gone = self.client.list(by, &format!("{path}?withdrawn=true")).await?;
            if gone.iter().any(|record| agrees(record, body, known_by)) {
                self.leave(1);
                return Ok(None);
            }
        }
        let made = self.client.post(by, path, body).await?;
        self.count(1, 1, 0);
        Ok(Some(made))
    }

    /// The same for what has a key of its own, by which lists can be narrowed.
    async fn by_key(&mut self, by: &str, path: &str, body: &Value, tombstones: Tombstones) -> Result<Option<Value>, String> {
        let narrowed = format!("{path}?key={}", text(body, "key"));
        let own = |record: &Value| tombstones == Tombstones::None || record["lead_organisation_id"] == self.ids[by];
        if let Some(found) = self.client.list(by, &narrowed).await?.into_iter().find(own) {
            self.count(1, 0, 0);
            return Ok(Some(found));
        }
        if tombstones == Tombstones::Shown && self.client.list(by, &format!("{narrowed}&withdrawn=true")).await?.iter().any(own) {
            self.leave(1);
            return Ok(None);
        }
        let made = self.client.post(by, path, body).await?;
        self.count(1, 1, 0);
        Ok(Some(made))
    }

    async fn lab(&mut self, lab: &Lab) -> Result<(), String> {
        let (key, title) = (text(&lab.body, "key"), text(&lab.body, "title"));
        (self.say)(Event::Lab(title));
        let before = self.done;
        match self.by_key(&lab.lead, "/v1/initiatives", &lab.body, Tombstones::Shown).await? {
            Some(initiative) => self.parts(lab, &format!("/v1/initiatives/{}", text(&initiative, "id"))).await?,
            None => self.leave(lab.size() - 1),
        }
        let became = Summary {
            records: self.done.records - before.records,
            made: self.done.made - before.made,
            left_alone: self.done.left_alone - before.left_alone,
        };
        (self.say)(Event::Complete(key, title, became));
        Ok(())
    }

    async fn parts(&mut self, lab: &Lab, at: &str) -> Result<(), String> {
        let lead = &lab.lead;
        // Partners first: what they record needs their role.
        for partner in &lab.partners {
            let body = with(&partner.body, json!({"organisation_id": self.id(&partner.organisation)?}));
            self.ensure(lead, &format!("{at}/partners"), &body, &["organisation_id"], Tombstones::Shown).await?;
        }
        self.stages(lab, at).await?;
        for one in &lab.contributions {
            let body = match &one.organisation {
                Some(organisation) => with(&one.body, json!({"organisation_id": self.id(organisation)?})),
                None => one.body.clone(),
            };
            self.ensure(&one.by, &format!("{at}/contributions"), &body, &["side", "contributor", "kind"], Tombstones::Shown).await?;
        }
        let By { by, body } = &lab.classification;
        let known_by = ["decided_on", "decided_by", "rationale"];
        self.ensure(by, &format!("{at}/classifications"), body, &known_by, Tombstones::None).await?;
        for outcome in &lab.outcomes {
            self.outcome(outcome, at).await?;
        }
        for check in &lab.governance_checks {
            self.check(check, &format!("{at}/governance-checks")).await?;
        }
        Ok(())
    }

    async fn stages(&mut self, lab: &Lab, at: &str) -> Result<(), String> {
        let path = format!("{at}/stages");
        let history = self.client.list(&lab.lead, &path).await?;
        let there = |stage: &Value| history.iter().any(|record| agrees(record, stage, &["stage", "since"]));
        let (known, missing): (Vec<_>, Vec<_>) = lab.stages.iter().partition(|stage| there(stage));
        self.count(known.len(), 0, 0);
        // The first entry comes with the initiative; any other is somebody's own decision.
        if history.len() > 1 + known.len() {
            self.leave(missing.len());
            return Ok(());
        }
        for stage in missing {
            self.client.post(&lab.lead, &path, stage).await?;
            self.count(1, 1, 0);
        }
        Ok(())
    }

    /// A check is known by its note, which only the check itself shows.
    async fn check(&mut self, By { by, body }: &By, path: &str) -> Result<(), String> {
        for summary in self.client.list(by, path).await? {
            let whole = self.client.get(by, &format!("{path}/{}", text(&summary, "id"))).await?;
            if agrees(&whole, body, &["note"]) {
                self.count(1, 0, 0);
                return Ok(());
            }
        }
        self.client.post(by, path, body).await?;
        self.count(1, 1, 0);
        Ok(())
    }

    async fn outcome(&mut self, outcome: &Outcome, at: &str) -> Result<(), String> {
        let by = &outcome.by;
        let made = self.ensure(by, &format!("{at}/outcomes"), &outcome.body, &["title"], Tombstones::Shown).await?;
        for indicator in &outcome.indicators {
            let Some(made) = &made else {
                self.leave(1 + 2 * indicator.periods.len());
                continue;
            };
            let body = with(&indicator.body, json!({"outcome_id": made["id"]}));
            let found = self.ensure(by, &format!("{at}/indicators"), &body, &["outcome_id", "title"], Tombstones::Shown).await?;
            for period in &indicator.periods {
                let Some(found) = &found else {
                    self.leave(2);
                    continue;
                };
                let body = with(&period.body, json!({"indicator_id": found["id"]}));
                let known_by = ["indicator_id", "starts_on", "ends_on"];
                let Some(measured) = self.ensure(by, &format!("{at}/periods"), &body, &known_by, Tombstones::Shown).await? else {
                    self.leave(1);
                    continue;
                };
                let By { by, body } = &period.assessment;
                let body = with(body, json!({"period_id": measured["id"]}));
                self.ensure(by, &format!("{at}/outcome-assessments"), &body, &["period_id", "assessed_on"], Tombstones::None).await?;
            }
        }
        Ok(())
    }
}
