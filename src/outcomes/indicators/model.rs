//! Indicators as they are kept, asked for and answered.

use super::rules;
use super::store::indicators;
use crate::outcomes::model::{Aggregation, Direction, Measure, PeopleCounted};
use crate::platform::db::{Day, Decimal, Id, Instant, Json};
use crate::platform::http::body::Input;
use crate::platform::http::{Fault, Faults};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The bounds within which something is to be maintained, both included.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = IndicatorRange, example = json!({"low": 35, "high": 45}))]
pub struct Range {
    /// The lowest figure that is still well.
    #[serde(default)]
    pub low: Option<Decimal>,
    /// The highest figure that is still well.
    #[serde(default)]
    pub high: Option<Decimal>,
    /// On an ordinal scale: the lowest label that is still well.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 100, pattern = r"\S", example = "good")]
    pub low_label: Option<String>,
    /// On an ordinal scale: the highest label that is still well.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 100, pattern = r"\S", example = "very good")]
    pub high_label: Option<String>,
}

/// Where things stood before: the figure or text that change is measured from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = IndicatorBaseline, example = json!({"value": 40, "measured_on": "2025-12-31"}))]
pub struct Baseline {
    /// The figure. Amounts of money are in the currency's main unit, percentages out of a hundred.
    #[serde(default)]
    pub value: Option<Decimal>,
    /// Instead of the figure, for ratios and percentages: what is divided.
    #[serde(default)]
    pub numerator: Option<Decimal>,
    /// What it is divided by; more than 0.
    #[serde(default)]
    pub denominator: Option<Decimal>,
    /// The label on an ordinal scale, or the narrative of a qualitative indicator.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 10000, pattern = r"\S", example = "Few knew anybody who had found work.")]
    pub text: Option<String>,
    /// When it was so; not after today.
    #[serde(default)]
    pub measured_on: Option<Day>,
}

/// An indicator of an outcome to measure by, or the changeable part of one (IATI: indicator).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = indicators, treat_none_as_null = true, treat_none_as_default_value = false)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "outcome_id": "01890a5d-ac96-774b-bcce-b302099a8057", "title": "Jobseekers with at least three people to turn to",
    "measure": "number", "unit": "people", "direction": "increase", "baseline": {"value": 40, "measured_on": "2025-12-31"},
    "aggregation": "last", "people_counted": "unique",
}))]
pub struct NewIndicator {
    /// The outcome that it shows, one of this initiative. Never changed.
    pub outcome_id: Id,
    /// What is measured or described.
    #[schema(min_length = 1, max_length = 200, pattern = r"\S", example = "Jobseekers with at least three people to turn to")]
    pub title: String,
    /// How it is defined: what counts and what does not.
    #[serde(default)]
    #[schema(max_length = 10000, example = "Asked in the exit conversation; family members do not count.")]
    pub description: Option<String>,
    /// What its figures are. Decides which members a baseline, target or actual has.
    pub measure: Measure,
    /// The unit of a number, in the plural; not needed for percentages.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 100, pattern = r"\S", example = "people")]
    pub unit: Option<String>,
    /// The currency (ISO 4217). Needed when the measure is currency, and only then.
    #[serde(default)]
    #[schema(min_length = 3, max_length = 3, pattern = r"^[A-Z]{3}$", example = json!(null))]
    pub currency: Option<String>,
    /// Which way it is meant to go. Needed unless the measure is qualitative.
    #[serde(default)]
    pub direction: Option<Direction>,
    /// The bounds to stay within. Needed when the direction is maintain and figures can show it, and only then.
    #[serde(default)]
    #[schema(value_type = Option<Range>)]
    pub range: Option<Json<Range>>,
    /// Where things stood before. Without it, change cannot be assessed.
    #[serde(default)]
    #[schema(value_type = Option<Baseline>)]
    pub baseline: Option<Json<Baseline>>,
    /// How its figures add up. Percentages and scales cannot be summed, labels and narratives not averaged.
    #[serde(default = "not_at_all")]
    #[schema(default = "none")]
    pub aggregation: Aggregation,
    /// Whether it counts people, and each of them once or several times.
    #[serde(default = "not_people")]
    #[schema(default = "not_people")]
    pub people_counted: PeopleCounted,
    /// The labels of an ordinal scale, from the lowest to the highest, at least two, each of 1 to 100 characters. Only for the measure ordinal.
    #[serde(default)]
    #[schema(value_type = Vec<String>, max_items = 50, example = json!([]))]
    pub scale: Json<Vec<String>>,
}

fn not_at_all() -> Aggregation {
    Aggregation::None
}

fn not_people() -> PeopleCounted {
    PeopleCounted::NotPeople
}

impl Input for NewIndicator {
    fn check(&self, faults: &mut Faults) {
        rules::check(self, faults);
    }
}

/// An indicator of an outcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema, Queryable, Selectable, Insertable)]
#[diesel(table_name = indicators, treat_none_as_default_value = false)]
pub struct Indicator {
    /// Its identifier.
    pub id: Id,
    /// The initiative its outcome belongs to.
    pub initiative_id: Id,
    /// Grows by one with every change; send it as `If-Match: "<version>"`.
    #[schema(example = 1)]
    pub version: i64,
    /// When it was recorded.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// When it was withdrawn; the record stays as a tombstone.
    pub withdrawn_at: Option<Instant>,
    /// The organisation that recorded it.
    pub recorded_by_id: Id,
    /// The rest.
    #[serde(flatten)]
    #[diesel(embed)]
    pub body: NewIndicator,
}

/// An indicator with what is odd about it.
#[derive(Debug, Serialize, ToSchema)]
pub struct IndicatorReading {
    /// The record.
    #[serde(flatten)]
    pub indicator: Indicator,
    /// What is plausible but odd.
    pub warnings: Vec<Fault>,
}

impl IndicatorReading {
    /// Reads a record by the rules.
    pub fn of(indicator: Indicator) -> Self {
        IndicatorReading { warnings: rules::warnings(&indicator.body), indicator }
    }
}
