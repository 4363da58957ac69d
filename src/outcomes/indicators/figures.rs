//! What a baseline, a target or an actual says under its indicator, read in one place. Pure.

use super::model::{Baseline, NewIndicator};
use crate::outcomes::model::{Aggregation, Measure};
use crate::platform::db::Decimal;
use crate::platform::http::{Fault, Faults};
use rust_decimal::{Decimal as Exact, RoundingStrategy};

/// Decimal places of a quotient: as many as a given figure may have.
const QUOTIENT_PLACES: u32 = 9;

/// The members of a figure as they were given.
#[derive(Clone, Copy, Debug, Default)]
pub struct Given<'a> {
    /// A figure.
    pub value: Option<Decimal>,
    /// What is divided.
    pub numerator: Option<Decimal>,
    /// What it is divided by.
    pub denominator: Option<Decimal>,
    /// A label or a narrative.
    pub text: Option<&'a str>,
}

/// What they mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure<'a> {
    /// A number; on an ordinal scale the place of the label, counted from 1.
    Number(Exact),
    /// A narrative.
    Narrative(&'a str),
}

impl Baseline {
    /// Its figure as it was given.
    pub fn given(&self) -> Given<'_> {
        Given { value: self.value, numerator: self.numerator, denominator: self.denominator, text: self.text.as_deref() }
    }
}

impl NewIndicator {
    /// Whether its figures are numbers that people give as numbers.
    pub fn is_numeric(&self) -> bool {
        matches!(self.measure, Measure::Number | Measure::Percentage | Measure::Currency)
    }

    /// The place of a label on its scale, counted from 1. Case does not matter.
    pub fn place(&self, label: &str) -> Option<Exact> {
        let wanted = label.trim().to_lowercase();
        let at = self.scale.iter().position(|one| one.trim().to_lowercase() == wanted)?;
        Some(Exact::from(at + 1))
    }
}

/// Reads a figure that has passed [`check`]; `None` when it says nothing, or when a quotient is too
/// large to compute.
pub fn read<'a>(of: &NewIndicator, given: Given<'a>) -> Option<Figure<'a>> {
    match of.measure {
        Measure::Qualitative => given.text.map(Figure::Narrative),
        Measure::Ordinal => of.place(given.text?).map(Figure::Number),
        Measure::Number | Measure::Percentage | Measure::Currency => match (given.value, given.numerator, given.denominator) {
            (Some(value), ..) => Some(Figure::Number(value.0)),
            (None, Some(numerator), Some(denominator)) => quotient(of, numerator.0, denominator.0).map(Figure::Number),
            _ => None,
        },
    }
}

/// Where things stood before, if it is on record.
pub fn baseline(of: &NewIndicator) -> Option<Figure<'_>> {
    read(of, of.baseline.as_ref()?.given())
}

fn quotient(of: &NewIndicator, numerator: Exact, denominator: Exact) -> Option<Exact> {
    let times = if of.measure == Measure::Percentage { Exact::ONE_HUNDRED } else { Exact::ONE };
    let quotient = numerator.checked_mul(times)?.checked_div(denominator)?;
    Some(quotient.round_dp_with_strategy(QUOTIENT_PLACES, RoundingStrategy::MidpointAwayFromZero).normalize())
}

/// Faults of a figure at `pointer`. `kept_apart` says that a ratio's numerator and denominator must
/// be given, as they must for actuals, so that figures can be added up by the rule.
pub fn check(of: &NewIndicator, pointer: &str, given: Given<'_>, kept_apart: bool, faults: &mut Faults) {
    let at = |member: &str| format!("{pointer}/{member}");
    if !of.is_numeric() {
        for (member, is_given) in
            [("value", given.value.is_some()), ("numerator", given.numerator.is_some()), ("denominator", given.denominator.is_some())]
        {
            faults.unless(!is_given, at(member), "not_applicable", format!("must be absent: the measure is {}, give text", of.measure));
        }
        match (of.measure, given.text) {
            (_, None) => faults.add(at("text"), "required", "is required: a label of the scale, or a narrative"),
            (Measure::Ordinal, Some(label)) => label_is_known(of, &at("text"), label, faults),
            _ => {}
        }
        return;
    }
    faults.unless(
        given.text.is_none(),
        at("text"),
        "not_applicable",
        format!("must be absent: the measure is {}, give a figure", of.measure),
    );
    let divides = of.aggregation == Aggregation::Ratio || of.measure == Measure::Percentage;
    match (given.numerator, given.denominator) {
        (Some(_), None) => faults.add(at("denominator"), "required", "is required beside numerator"),
        (None, Some(_)) => faults.add(at("numerator"), "required", "is required beside denominator"),
        (Some(_), Some(denominator)) => {
            faults.unless(
                divides,
                at("numerator"),
                "not_applicable",
                "must be absent unless the indicator is a percentage or adds up as a ratio",
            );
            faults.unless(
                given.value.is_none(),
                at("value"),
                "contradiction",
                "must be absent when numerator and denominator are given: it follows from them",
            );
            faults.unless(denominator.0 > Exact::ZERO, at("denominator"), "out_of_range", "must be more than 0");
        }
        (None, None) if kept_apart && of.aggregation == Aggregation::Ratio => {
            faults.add(
                at("numerator"),
                "required",
                "is required: the indicator adds up as a ratio, of which numerator and denominator are kept",
            );
        }
        (None, None) => faults.unless(given.value.is_some(), at("value"), "required", "is required: a figure"),
    }
}

/// A fault unless the label is on the scale.
pub fn label_is_known(of: &NewIndicator, pointer: &str, label: &str, faults: &mut Faults) {
    faults.unless(of.place(label).is_some(), pointer, "unknown_code", format!("must be one of the scale: {}", of.scale.join(", ")));
}

/// Percentages outside 0 to 100 are plausible (growth) but odd (shares).
pub fn odd_percentage(of: &NewIndicator, pointer: &str, given: Given<'_>, odd: &mut Vec<Fault>) {
    if of.measure != Measure::Percentage {
        return;
    }
    if let Some(Figure::Number(value)) = read(of, given)
        && !(Exact::ZERO..=Exact::ONE_HUNDRED).contains(&value)
    {
        odd.push(Fault::at(pointer, "odd_percentage", format!("{} lies outside 0 to 100: is it a share of a hundred?", value.normalize())));
    }
}

/// A number with its unit, as people read it: `40 people`, `12.5 %`, `EUR 300`, `good (4 of 5)`.
pub fn shown(of: &NewIndicator, number: Exact) -> String {
    let plain = number.normalize();
    match of.measure {
        Measure::Percentage => format!("{plain} %"),
        Measure::Currency => match (&of.currency, &of.unit) {
            (Some(currency), Some(unit)) => format!("{currency} {plain} {unit}"),
            (Some(currency), None) => format!("{currency} {plain}"),
            _ => plain.to_string(),
        },
        Measure::Ordinal => {
            let label = usize::try_from(number).ok().and_then(|place| of.scale.get(place.checked_sub(1)?));
            label.map_or_else(|| plain.to_string(), |label| format!("{label} ({plain} of {})", of.scale.len()))
        }
        Measure::Number | Measure::Qualitative => match &of.unit {
            Some(unit) => format!("{plain} {unit}"),
            None => plain.to_string(),
        },
    }
}

/// A difference with its sign and unit: `+15 people`, `-2.5 percentage points`, `+1 step`.
pub fn shown_difference(of: &NewIndicator, difference: Exact) -> String {
    let sign = if difference > Exact::ZERO { "+" } else { "" };
    let plain = difference.normalize();
    match of.measure {
        Measure::Percentage => format!("{sign}{plain} percentage points"),
        Measure::Currency => format!("{sign}{plain} {}", of.currency.as_deref().unwrap_or_default()).trim_end().to_owned(),
        Measure::Ordinal if plain.abs() == Exact::ONE => format!("{sign}{plain} step"),
        Measure::Ordinal => format!("{sign}{plain} steps"),
        Measure::Number | Measure::Qualitative => match &of.unit {
            Some(unit) => format!("{sign}{plain} {unit}"),
            None => format!("{sign}{plain}"),
        },
    }
}
