//! Initiatives as they are kept, asked for and answered.

use super::rules;
use super::store::initiatives;
pub use super::terms::*;
use crate::platform::db::{Day, Id, Instant, Json};
use crate::platform::http::body::Input;
use crate::platform::http::{Fault, Faults};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Why citizens are obliged to take part, and until when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Mandate {
    /// Why it cannot be left to their will.
    #[schema(min_length = 1, max_length = 2000, pattern = r"\S", example = "A court order asks for unpaid work in the park.")]
    pub justification: String,
    /// When the obligation ends.
    pub ends_on: Day,
}

/// A relation to another initiative.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Related {
    /// How it is related.
    pub relation: Relation,
    /// The other initiative.
    pub initiative_id: Id,
}

/// A Co that an initiative is currently classified by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CurrentCo {
    /// The Co.
    #[schema(example = "co_delivery")]
    pub co: String,
    /// Its kind, where the Co has kinds and one is meant.
    #[schema(example = "co_implementation")]
    pub kind: Option<String>,
    /// Whether it is the main one.
    #[schema(example = "primary")]
    pub weight: String,
}

/// An initiative to register, or the changeable part of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = initiatives, treat_none_as_null = true, treat_none_as_default_value = false)]
#[serde(deny_unknown_fields)]
pub struct NewInitiative {
    /// The organisation that leads it; the caller's own when not given. Always present in answers, and never changed.
    #[serde(default)]
    pub lead_organisation_id: Option<Id>,
    /// The lead organisation's own key for it, such as a case number; unique within that organisation.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 100, pattern = r"^[A-Za-z0-9][A-Za-z0-9._:/-]*$", example = "lab-4")]
    pub key: Option<String>,
    /// Its title.
    #[schema(min_length = 1, max_length = 200, pattern = r"\S", example = "Peer support for and with people seeking a job")]
    pub title: String,
    /// What is done, by whom, and what for.
    #[serde(default)]
    #[schema(max_length = 10000, example = "Jobseekers who have found work meet others every week and go with them to interviews.")]
    pub description: Option<String>,
    /// The field of public service.
    #[serde(default)]
    pub service_area: Option<ServiceArea>,
    /// The places it covers, as nine-character ONS GSS codes.
    #[serde(default)]
    #[schema(value_type = Vec<String>, max_items = 50, example = json!(["E08000025"]))]
    pub localities: Json<Vec<String>>,
    /// When it began or is to begin.
    #[serde(default)]
    pub starts_on: Option<Day>,
    /// When it ended or is to end.
    #[serde(default)]
    pub ends_on: Option<Day>,
    /// Whether it is recent, current or potential.
    #[serde(default = "current")]
    #[schema(default = "current")]
    pub timing: Timing,
    /// How far it has come. Given when it is registered; afterwards moved at `/stages`, which keeps date and reason.
    #[serde(default = "idea")]
    #[schema(default = "idea")]
    pub stage: Stage,
    /// What standing it has.
    #[serde(default)]
    pub formality: Option<Formality>,
    /// Whether citizens take part of their own will.
    #[serde(default = "voluntary")]
    #[schema(default = "voluntary")]
    pub participation: Participation,
    /// Needed when participation is mandated: why, and until when.
    #[serde(default)]
    #[schema(value_type = Option<Mandate>)]
    pub mandate: Option<Json<Mandate>>,
    /// Who started it.
    #[serde(default)]
    pub initiation: Option<Initiation>,
    /// Who has the benefit.
    #[serde(default)]
    pub benefit_level: Option<BenefitLevel>,
    /// As what citizens take part.
    #[serde(default)]
    #[schema(value_type = Vec<CitizenRole>, max_items = 10)]
    pub citizen_roles: Json<Vec<CitizenRole>>,
    /// As what people of public service organisations take part.
    #[serde(default)]
    #[schema(value_type = Vec<PublicServiceRole>, max_items = 10)]
    pub public_service_roles: Json<Vec<PublicServiceRole>>,
    /// Whether a commissioned public service carries it.
    #[serde(default)]
    #[schema(example = true)]
    pub formal_service: Option<bool>,
    /// How cause and effect can be known: decides what targets and claims an outcome may have.
    #[serde(default)]
    pub knowledge_domain: Option<KnowledgeDomain>,
    /// How it is intertwined with behaviour change.
    #[serde(default)]
    pub behaviour_change: Option<BehaviourChange>,
    /// Whether a public organisation encouraged and enabled that change: only then is it itself co-production.
    #[serde(default)]
    #[schema(example = true)]
    pub behaviour_change_enabled: Option<bool>,
    /// What flows between it and civil society.
    #[serde(default)]
    pub civil_society_link: Option<CivilSocietyLink>,
    /// Its roles in public value.
    #[serde(default)]
    #[schema(value_type = Vec<PublicValueRole>, max_items = 10)]
    pub public_value_roles: Json<Vec<PublicValueRole>>,
    /// Relations to other initiatives.
    #[serde(default)]
    #[schema(value_type = Vec<Related>, max_items = 50)]
    pub relations: Json<Vec<Related>>,
    /// Whether every organisation may see it.
    #[serde(default)]
    #[schema(default = false, example = true)]
    pub published: bool,
}

fn current() -> Timing {
    Timing::Current
}

fn idea() -> Stage {
    Stage::Idea
}

fn voluntary() -> Participation {
    Participation::Voluntary
}

impl Input for NewInitiative {
    fn check(&self, faults: &mut Faults) {
        rules::check(self, faults);
    }
}

/// A registered initiative.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema, Queryable, Selectable, Insertable)]
#[diesel(table_name = initiatives, treat_none_as_default_value = false)]
pub struct Initiative {
    /// Its identifier.
    pub id: Id,
    /// Grows by one with every change of the members below; send it as `If-Match: "<version>"`.
    #[schema(example = 1)]
    pub version: i64,
    /// Grows when a part shown here changes: a classification or a contribution.
    #[schema(example = 0)]
    pub parts_version: i64,
    /// When it was registered.
    pub created_at: Instant,
    /// When it or a part shown here last changed.
    pub updated_at: Instant,
    /// When it was withdrawn; the record stays as a tombstone.
    pub withdrawn_at: Option<Instant>,
    /// Since when it is at its stage.
    pub stage_since: Option<Day>,
    /// The Co's of its classification in force.
    #[schema(value_type = Vec<CurrentCo>)]
    pub four_co: Json<Vec<CurrentCo>>,
    /// How many contributions of the public service are on record.
    #[schema(example = 2)]
    pub public_service_contributions: i64,
    /// How many contributions of citizens are on record.
    #[schema(example = 3)]
    pub citizen_contributions: i64,
    /// The rest.
    #[serde(flatten)]
    #[diesel(embed)]
    pub body: NewInitiative,
}

impl Initiative {
    /// Its entity tag: the version, and the parts that are shown with it.
    pub fn etag(&self) -> String {
        format!("\"{}.{}\"", self.version, self.parts_version)
    }

    /// The organisation that leads it.
    pub fn lead(&self) -> Id {
        // The column is never null; the request's member may be.
        self.body.lead_organisation_id.unwrap_or(self.id)
    }
}

/// An initiative with what the service makes of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct InitiativeReading {
    /// The record.
    #[serde(flatten)]
    pub initiative: Initiative,
    /// Whether this is co-production, and why.
    pub co_production: rules::CoProduction,
    /// What is plausible but odd.
    pub warnings: Vec<Fault>,
}

impl InitiativeReading {
    /// Reads a record by the rules of the chapter.
    pub fn of(initiative: Initiative) -> Self {
        let co_production = rules::co_production(&initiative);
        let warnings = rules::warnings(&initiative);
        InitiativeReading { initiative, co_production, warnings }
    }
}
