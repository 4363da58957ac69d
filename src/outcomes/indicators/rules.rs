//! What an indicator must be, and what is odd about one.

use super::currencies::is_currency;
use super::figures::{self, Given};
use super::model::*;
use crate::outcomes::model::{Aggregation, Direction, Measure, PeopleCounted};
use crate::platform::db::Day;
use crate::platform::http::{Fault, Faults};

/// Faults between members.
pub fn check(new: &NewIndicator, faults: &mut Faults) {
    currency(new, faults);
    scale(new, faults);
    direction(new, faults);
    adding_up(new, faults);
    if let Some(baseline) = &new.baseline {
        figures::check(new, "/baseline", baseline.given(), false, faults);
    }
}

/// Faults that depend on the day.
pub fn check_on(new: &NewIndicator, today: Day, faults: &mut Faults) {
    if let Some(on) = new.baseline.as_ref().and_then(|baseline| baseline.measured_on) {
        faults.unless(on <= today, "/baseline/measured_on", "future", format!("must not be after today ({today})"));
    }
}

fn currency(new: &NewIndicator, faults: &mut Faults) {
    match (new.measure, new.currency.as_deref()) {
        (Measure::Currency, None) => {
            faults.add("/currency", "required", "is required when the measure is currency: an ISO 4217 code such as EUR")
        }
        (Measure::Currency, Some(code)) => {
            faults.unless(is_currency(code), "/currency", "unknown_code", "must be the ISO 4217 code of money in use, such as EUR");
        }
        (_, Some(_)) => faults.add("/currency", "not_applicable", "must be absent unless the measure is currency"),
        (_, None) => {}
    }
}

fn scale(new: &NewIndicator, faults: &mut Faults) {
    if new.measure != Measure::Ordinal {
        faults.unless(new.scale.is_empty(), "/scale", "not_applicable", "must be empty unless the measure is ordinal");
        return;
    }
    faults.unless(new.scale.len() >= 2, "/scale", "too_few", "must have at least 2 labels, from the lowest to the highest");
    let folded: Vec<String> = new.scale.iter().map(|label| label.trim().to_lowercase()).collect();
    for (n, label) in folded.iter().enumerate() {
        let pointer = format!("/scale/{n}");
        faults.unless(!label.is_empty(), &pointer, "blank", "must not be blank");
        faults.unless(new.scale[n].chars().count() <= 100, &pointer, "too_long", "must have at most 100 characters");
        faults.unless(!folded[..n].contains(label), &pointer, "duplicate", "is given twice; give it once");
    }
}

fn direction(new: &NewIndicator, faults: &mut Faults) {
    faults.unless(
        new.direction.is_some() || new.measure == Measure::Qualitative,
        "/direction",
        "required",
        "is required unless the measure is qualitative: increase, decrease or maintain",
    );
    let bounded = new.direction == Some(Direction::Maintain) && new.measure != Measure::Qualitative;
    match &new.range {
        None if bounded => faults.add("/range", "required", "is required when the direction is maintain: the bounds to stay within"),
        Some(_) if !bounded => {
            faults.add("/range", "not_applicable", "must be absent unless the direction is maintain and figures or labels can show it");
        }
        Some(range) => bounds(new, range, faults),
        None => {}
    }
}

fn bounds(new: &NewIndicator, range: &Range, faults: &mut Faults) {
    let ordinal = new.measure == Measure::Ordinal;
    for (pointer, is_given, is_wanted) in [
        ("/range/low", range.low.is_some(), !ordinal),
        ("/range/high", range.high.is_some(), !ordinal),
        ("/range/low_label", range.low_label.is_some(), ordinal),
        ("/range/high_label", range.high_label.is_some(), ordinal),
    ] {
        match (is_given, is_wanted) {
            (false, true) => faults.add(pointer, "required", "is required: a range has two bounds"),
            (true, false) => faults.add(pointer, "not_applicable", format!("must be absent when the measure is {}", new.measure)),
            _ => {}
        }
    }
    if let (Some(low), Some(high)) = (range.low, range.high) {
        faults.unless(low <= high, "/range/high", "order", format!("must not be less than low ({low})"));
    }
    if let (true, Some(low), Some(high)) = (ordinal, &range.low_label, &range.high_label) {
        figures::label_is_known(new, "/range/low_label", low, faults);
        figures::label_is_known(new, "/range/high_label", high, faults);
        if let (Some(lowest), Some(highest)) = (new.place(low), new.place(high)) {
            faults.unless(lowest <= highest, "/range/high_label", "order", format!("must not stand below low_label ({low})"));
        }
    }
}

/// No total is made against the rule, so no rule may be stated that makes a senseless total.
fn adding_up(new: &NewIndicator, faults: &mut Faults) {
    let senseless = match (new.measure, new.aggregation) {
        (Measure::Percentage, Aggregation::Sum) => Some("percentages do not add up: take ratio, mean, last or none"),
        (Measure::Ordinal, Aggregation::Sum | Aggregation::Mean | Aggregation::Ratio) => {
            Some("the steps of a scale are ordered, not equal: take last or none")
        }
        (Measure::Qualitative, Aggregation::Sum | Aggregation::Mean | Aggregation::Ratio) => {
            Some("narratives cannot be reckoned with: take last or none")
        }
        _ => None,
    };
    if let Some(why) = senseless {
        faults.add("/aggregation", "contradiction", why);
    }
    faults.unless(
        new.people_counted == PeopleCounted::NotPeople || new.measure != Measure::Currency,
        "/people_counted",
        "contradiction",
        "must be not_people when the measure is currency",
    );
}

/// What is plausible but odd.
pub fn warnings(of: &NewIndicator) -> Vec<Fault> {
    let mut odd = Vec::new();
    match &of.baseline {
        None => odd.push(Fault::at(
            "/baseline",
            "missing",
            "without a baseline, change cannot be assessed: the result will be insufficient evidence",
        )),
        Some(baseline) => {
            if baseline.measured_on.is_none() {
                odd.push(Fault::at("/baseline/measured_on", "missing", "say when the baseline was measured"));
            }
            figures::odd_percentage(of, "/baseline", baseline.given(), &mut odd);
        }
    }
    if of.measure == Measure::Number && of.unit.is_none() {
        odd.push(Fault::at("/unit", "missing", "say what is counted"));
    }
    if of.measure == Measure::Percentage
        && let Some(range) = &of.range
    {
        for (pointer, value) in [("/range/low", range.low), ("/range/high", range.high)] {
            figures::odd_percentage(of, pointer, Given { value, ..Given::default() }, &mut odd);
        }
    }
    if of.people_counted == PeopleCounted::Unique && of.aggregation == Aggregation::Sum {
        odd.push(Fault::at(
            "/aggregation",
            "double_count",
            "unique people of several periods or places do not add up to unique people: whoever takes part in two is counted twice",
        ));
    }
    odd
}
