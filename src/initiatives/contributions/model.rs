//! Contributions as they are kept, asked for and answered.

use super::rules;
use super::store::contributions;
use crate::codes;
use crate::platform::db::{Day, Decimal, Id, Instant};
use crate::platform::http::body::Input;
use crate::platform::http::{Fault, Faults};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

codes! {
    /// Whose contribution it is.
    pub enum Side: "contribution_side", "Sides of a contribution", source "Definitions: public service organisations and citizens making better use of each other's assets" {
        /// A public service organisation, whoever owns it.
        PublicService = "public_service", "Public service";
        /// Service users or members of the community.
        Citizens = "citizens", "Citizens";
        /// A named third party, such as a sponsor or a university.
        ThirdParty = "third_party", "Third party";
    }
}

codes! {
    /// What is contributed.
    pub enum ContributionKind: "contribution_kind", "Kinds of contribution", source "Definitions: assets, resources, capabilities and contributions" {
        /// Buildings, vehicles, tools, networks and other things that last.
        Assets = "assets", "Assets";
        /// Materials, food and other things that are used up.
        Resources = "resources", "Resources";
        /// What people can do.
        Skills = "skills", "Skills";
        /// Hours or days that people give.
        Time = "time", "Time";
        /// What people know, experience of the service among it.
        Knowledge = "knowledge", "Knowledge";
        /// Money.
        Money = "money", "Money";
    }
}

/// A contribution to record, or the changeable part of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = contributions, treat_none_as_null = true, treat_none_as_default_value = false)]
#[serde(deny_unknown_fields)]
pub struct NewContribution {
    /// Whose contribution it is.
    pub side: Side,
    /// Which group or role gives it. Never a person's name.
    #[schema(min_length = 1, max_length = 200, pattern = r"\S", example = "Former jobseekers")]
    pub contributor: String,
    /// The organisation that gives it, where it is registered here; a third party is named this way or in `contributor`.
    #[serde(default)]
    pub organisation_id: Option<Id>,
    /// What is contributed.
    pub kind: ContributionKind,
    /// What exactly.
    #[serde(default)]
    #[schema(max_length = 2000, example = "Two hours a week as peer supporters.")]
    pub description: Option<String>,
    /// In what amounts are counted: an ISO 4217 code for money, `hours` or `days` for time, any word for others.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 50, pattern = r"\S", example = "hours")]
    pub unit: Option<String>,
    /// How much was promised, in units.
    #[serde(default)]
    pub agreed_amount: Option<Decimal>,
    /// When it was promised.
    #[serde(default)]
    pub agreed_on: Option<Day>,
    /// How much was really given, in units.
    #[serde(default)]
    pub delivered_amount: Option<Decimal>,
    /// By when it was given.
    #[serde(default)]
    pub delivered_on: Option<Day>,
    /// How many people gave it.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 10_000_000, example = 8)]
    pub people: Option<i64>,
}

impl Input for NewContribution {
    fn check(&self, faults: &mut Faults) {
        rules::check(self, faults);
    }
}

/// A contribution to an initiative.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema, Queryable, Selectable, Insertable)]
#[diesel(table_name = contributions, treat_none_as_default_value = false)]
pub struct Contribution {
    /// Its identifier.
    pub id: Id,
    /// The initiative.
    pub initiative_id: Id,
    /// Grows by one with every change.
    #[schema(example = 1)]
    pub version: i64,
    /// When it was recorded.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// When it was withdrawn; it no longer counts.
    pub withdrawn_at: Option<Instant>,
    /// The organisation that recorded it.
    pub recorded_by_id: Id,
    /// The rest.
    #[serde(flatten)]
    #[diesel(embed)]
    pub body: NewContribution,
}

/// A contribution with what is odd about it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContributionReading {
    /// The record.
    #[serde(flatten)]
    pub contribution: Contribution,
    /// What is plausible but odd.
    pub warnings: Vec<Fault>,
}

impl ContributionReading {
    /// Reads a record.
    pub fn of(contribution: Contribution) -> Self {
        let warnings = rules::warnings(&contribution.body);
        ContributionReading { contribution, warnings }
    }
}
