//! Partners as they are kept, asked for and answered.

use super::store::initiative_partners;
use crate::codes;
use crate::platform::db::{Id, Instant};
use crate::platform::http::body::Input;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

codes! {
    /// What a partner organisation may do with an initiative.
    pub enum PartnerRole: "partner_role", "Roles of partner organisations", source "Definitions: public, private or third sector provider organisations, or partnerships between them" {
        /// Sees the initiative and all its parts.
        Viewer = "viewer", "Viewer";
        /// Also adds contributions, outcomes, indicators and figures.
        Contributor = "contributor", "Contributor";
        /// Also assesses outcomes, classifies, and checks governance principles.
        Assessor = "assessor", "Assessor";
    }
}

/// A partner to add, or the changeable part of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = initiative_partners, treat_none_as_null = true, treat_none_as_default_value = false)]
#[serde(deny_unknown_fields)]
pub struct NewPartner {
    /// The partner organisation; never changed.
    pub organisation_id: Id,
    /// What it may do.
    pub role: PartnerRole,
    /// What it does in the initiative.
    #[serde(default)]
    #[schema(max_length = 1000, example = "Runs the weekly meeting place.")]
    pub purpose: Option<String>,
}

impl Input for NewPartner {}

/// A partner organisation of an initiative.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema, Queryable, Selectable, Insertable)]
#[diesel(table_name = initiative_partners, treat_none_as_default_value = false)]
pub struct Partner {
    /// Its identifier.
    pub id: Id,
    /// The initiative.
    pub initiative_id: Id,
    /// Grows by one with every change.
    #[schema(example = 1)]
    pub version: i64,
    /// When it was added.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// When it left; from then on it sees what everybody sees.
    pub withdrawn_at: Option<Instant>,
    /// The rest.
    #[serde(flatten)]
    #[diesel(embed)]
    pub body: NewPartner,
}
