//! Periods as they are kept, asked for and answered.

use super::rules;
use super::store::periods;
use crate::outcomes::indicators::Indicator;
use crate::outcomes::indicators::figures::Given;
use crate::outcomes::model::AssessedBy;
use crate::platform::db::{Day, Decimal, Id, Instant, Json};
use crate::platform::http::body::Input;
use crate::platform::http::{Fault, Faults};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What is aimed at: a figure, a range, or a text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PeriodTarget, example = json!({"value": 60}))]
pub struct Target {
    /// The figure to reach.
    #[serde(default)]
    pub value: Option<Decimal>,
    /// Instead of one figure: the lowest that is aimed at.
    #[serde(default)]
    pub low: Option<Decimal>,
    /// Instead of one figure: the highest that is aimed at.
    #[serde(default)]
    pub high: Option<Decimal>,
    /// The label on an ordinal scale to reach, or what a narrative is to tell.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 10000, pattern = r"\S", example = "Most can name people they would turn to.")]
    pub text: Option<String>,
}

/// What was measured or told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PeriodActual, example = json!({"value": 55}))]
pub struct Actual {
    /// The figure.
    #[serde(default)]
    pub value: Option<Decimal>,
    /// Instead of the figure, for percentages; always for indicators that add up as a ratio: what is divided.
    #[serde(default)]
    pub numerator: Option<Decimal>,
    /// What it is divided by; more than 0.
    #[serde(default)]
    pub denominator: Option<Decimal>,
    /// The label on an ordinal scale, or the narrative.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 10000, pattern = r"\S", example = "Nine of eleven could name people they would turn to.")]
    pub text: Option<String>,
}

impl Actual {
    /// Its figure as it was given.
    pub fn given(&self) -> Given<'_> {
        Given { value: self.value, numerator: self.numerator, denominator: self.denominator, text: self.text.as_deref() }
    }
}

/// A period of an indicator to report on, or the changeable part of one (IATI: period).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = periods, treat_none_as_null = true, treat_none_as_default_value = false)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "indicator_id": "01890a5d-ac96-774b-bcce-b302099a8057", "starts_on": "2026-01-01", "ends_on": "2026-03-31",
    "target": {"value": 60}, "actual": {"value": 55}, "method": "Structured exit conversation with every participant",
    "source": "Lab workbook, pages 12 to 19", "sample_size": 58, "measured_by": "both",
}))]
pub struct NewPeriod {
    /// The indicator that is measured, one of this initiative. Never changed.
    pub indicator_id: Id,
    /// Its first day.
    pub starts_on: Day,
    /// Its last day. Periods of one indicator never overlap.
    pub ends_on: Day,
    /// What is aimed at. A maintained indicator's own range is the target when none is given.
    #[serde(default)]
    #[schema(value_type = Option<Target>)]
    pub target: Option<Json<Target>>,
    /// What was measured; not before the period has begun. Null is missing, never nought.
    #[serde(default)]
    #[schema(value_type = Option<Actual>)]
    pub actual: Option<Json<Actual>>,
    /// How it was measured.
    #[serde(default)]
    #[schema(max_length = 2000, example = "Structured exit conversation with every participant")]
    pub method: Option<String>,
    /// Where it is documented.
    #[serde(default)]
    #[schema(max_length = 2000, example = "Lab workbook, pages 12 to 19")]
    pub source: Option<String>,
    /// How many observations stand behind it.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 1_000_000_000_000i64, example = 11)]
    pub sample_size: Option<i64>,
    /// Who measured: citizens, staff, or both together.
    #[serde(default)]
    pub measured_by: Option<AssessedBy>,
    /// What a reader should know beside the figures.
    #[serde(default)]
    #[schema(max_length = 10000, example = "Two of the thirteen left before the last meeting.")]
    pub comment: Option<String>,
}

impl Input for NewPeriod {
    fn check(&self, faults: &mut Faults) {
        rules::check(self, faults);
    }
}

/// A period of an indicator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema, Queryable, Selectable, Insertable)]
#[diesel(table_name = periods, treat_none_as_default_value = false)]
pub struct Period {
    /// Its identifier.
    pub id: Id,
    /// The initiative its indicator belongs to.
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
    pub body: NewPeriod,
}

/// A period with what is odd about it.
#[derive(Debug, Serialize, ToSchema)]
pub struct PeriodReading {
    /// The record.
    #[serde(flatten)]
    pub period: Period,
    /// What is plausible but odd.
    pub warnings: Vec<Fault>,
}

impl PeriodReading {
    /// Reads a record under its indicator.
    pub fn of(period: Period, indicator: &Indicator, today: Day) -> Self {
        PeriodReading { warnings: rules::warnings(&indicator.body, &period.body, today), period }
    }
}
