//! An acceptance as it is asked for.

use crate::four_co::model::ClassifiedLabel;
use crate::four_co::rules;
use crate::four_co::terms::AcceptedBy;
use crate::platform::db::Day;
use crate::platform::http::Faults;
use crate::platform::http::body::Input;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A suggestion that people accept, as it stands or mended.
///
/// What they decided is given as the final list of labels, as for a classification: a client shows
/// what is suggested, lets people tick and untick, and sends what is ticked. It need not say what was
/// added or removed, and cannot contradict itself: the service finds that out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAcceptance {
    /// Who decided. A suggestion alone decides nothing.
    pub decided_by: AcceptedBy,
    /// On which day; not after today.
    pub decided_on: Day,
    /// Why. When what is accepted is that it is not co-production, the reasons of the suggestion are taken where none is given.
    #[serde(default)]
    #[schema(max_length = 5000, example = "The residents who run the hall read the suggestion at their meeting and agreed.")]
    pub rationale: Option<String>,
    /// What people decided, all of it; when not given, what is suggested is taken over as it stands, its first label as the primary one. Empty when they see no co-production in it.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub labels: Option<Vec<ClassifiedLabel>>,
}

impl Input for NewAcceptance {
    fn check(&self, faults: &mut Faults) {
        rules::check_labels(self.labels.as_deref().unwrap_or_default(), faults);
    }
}
