//! Organisations as they are kept, asked for and answered.

use super::rules;
use super::store::organisations;
use crate::codes;
use crate::platform::db::{Id, Instant, Json};
use crate::platform::http::Faults;
use crate::platform::http::body::Input;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

codes! {
    /// What kind of organisation it is.
    pub enum OrganisationKind: "organisation_kind", "Kinds of organisation", source "User and Community Co-production of Public Value: public service organisations" {
        /// A council, agency or other body of the state.
        Public = "public", "Public";
        /// A charity, social enterprise or voluntary organisation.
        ThirdSector = "third_sector", "Third sector";
        /// A business that provides public services.
        Private = "private", "Private";
        /// Several organisations acting under one name.
        Partnership = "partnership", "Partnership";
        /// A group of citizens without a legal form of its own.
        CommunityGroup = "community_group", "Community group";
    }
}

codes! {
    /// A register of organisations, by its org-id.guide prefix.
    pub enum IdentifierScheme: "identifier_scheme", "Registers of organisations", source "org-id.guide, as used by IATI and 360Giving" {
        /// Charity Commission for England and Wales: six or seven digits, with `-` and a number for a linked charity.
        GbChc = "GB-CHC", "Charity Commission for England and Wales";
        /// Office of the Scottish Charity Regulator: SC and six digits.
        GbSc = "GB-SC", "Scottish Charity Regulator";
        /// Charity Commission for Northern Ireland: six digits, at times with NIC before them.
        GbNic = "GB-NIC", "Charity Commission for Northern Ireland";
        /// Companies House: eight characters, digits or two letters and six digits.
        GbCoh = "GB-COH", "Companies House";
        /// Local authorities in England: two to four capital letters.
        GbLae = "GB-LAE", "Local authorities in England";
        /// Local authorities in Scotland: three capital letters.
        GbLas = "GB-LAS", "Local authorities in Scotland";
        /// Principal local authorities in Wales: three capital letters.
        GbPla = "GB-PLA", "Principal local authorities in Wales";
        /// UK Register of Learning Providers: eight digits starting with 1.
        GbUkprn = "GB-UKPRN", "UK Register of Learning Providers";
        /// NHS organisation data service codes: three to ten capital letters and digits.
        GbNhs = "GB-NHS", "NHS organisation codes";
        /// German commercial and association registers: court and number, free in form.
        DeCr = "DE-CR", "German registers";
        /// Legal Entity Identifier (ISO 17442): twenty characters with a check sum.
        XiLei = "XI-LEI", "Legal Entity Identifier";
    }
}

/// A number in a public register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RegistryIdentifier {
    /// The register.
    pub scheme: IdentifierScheme,
    /// The number in that register, in the register's own form.
    #[schema(min_length = 1, max_length = 50, example = "1122334")]
    pub number: String,
}

/// An organisation to register, or the changeable part of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = organisations, treat_none_as_null = true, treat_none_as_default_value = false)]
#[serde(deny_unknown_fields)]
pub struct NewOrganisation {
    /// The organisation's key: unique in the service, named by the `org` claim of its tokens, and never changed.
    #[schema(min_length = 2, max_length = 64, pattern = r"^[a-z0-9][a-z0-9._-]*$", example = "offenbach-mainarbeit")]
    pub key: String,
    /// Its name.
    #[schema(min_length = 1, max_length = 200, pattern = r"\S", example = "Jobcenter MainArbeit")]
    pub name: String,
    /// What kind of organisation it is.
    pub kind: OrganisationKind,
    /// Its numbers in public registers. Branches may share one.
    #[serde(default)]
    #[schema(value_type = Vec<RegistryIdentifier>, max_items = 20)]
    pub identifiers: Json<Vec<RegistryIdentifier>>,
    /// Its public web site.
    #[serde(default)]
    #[schema(max_length = 500, pattern = r"^https?://[^\s]+$", example = "https://www.mainarbeit.de")]
    pub website: Option<String>,
}

impl Input for NewOrganisation {
    fn check(&self, faults: &mut Faults) {
        rules::identifiers(&self.identifiers, faults);
    }
}

/// A registered organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema, Queryable, Selectable, Insertable)]
#[diesel(table_name = organisations, treat_none_as_default_value = false)]
pub struct Organisation {
    /// Its identifier.
    pub id: Id,
    /// Grows by one with every change; its text in double quotes is the ETag.
    #[schema(example = 1)]
    pub version: i64,
    /// When it was registered.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// The organisation that registered it, and may change it besides itself.
    pub registered_by_id: Id,
    /// The rest.
    #[serde(flatten)]
    #[diesel(embed)]
    pub body: NewOrganisation,
}

impl Organisation {
    /// Its entity tag.
    pub fn etag(&self) -> String {
        format!("\"{}\"", self.version)
    }
}
