//! What a period must be under its indicator, and what is odd about one.

use super::model::*;
use crate::outcomes::indicators::NewIndicator;
use crate::outcomes::indicators::figures::{self, Figure, Given};
use crate::outcomes::model::{Direction, Measure};
use crate::platform::db::Day;
use crate::platform::http::{Fault, Faults};
use rust_decimal::Decimal as Exact;

/// What a target asks of an actual figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// No target is set, or it is a narrative.
    None,
    /// At least this; the second figure is the upper end of a range, if one was given.
    AtLeast(Exact, Option<Exact>),
    /// At most this; the second figure is the lower end of a range, if one was given.
    AtMost(Exact, Option<Exact>),
    /// Within these bounds, both included.
    Within(Exact, Exact),
}

/// What was measured, read under its indicator.
pub fn actual<'a>(of: &NewIndicator, period: &'a NewPeriod) -> Option<Figure<'a>> {
    figures::read(of, period.actual.as_ref()?.given())
}

/// What is aimed at, read under its indicator. A maintained indicator's range is the target of
/// every period that sets none of its own.
pub fn goal(of: &NewIndicator, period: &NewPeriod) -> Goal {
    let target = period.target.as_ref().map(|target| &target.0);
    let place = |label: Option<&String>| label.and_then(|label| of.place(label));
    let aimed = match of.measure {
        Measure::Qualitative => return Goal::None,
        Measure::Ordinal => place(target.and_then(|target| target.text.as_ref())),
        _ => target.and_then(|target| target.value).map(|value| value.0),
    };
    let low = target.and_then(|target| target.low).map(|low| low.0);
    let high = target.and_then(|target| target.high).map(|high| high.0);
    match of.direction {
        Some(Direction::Increase) => match (aimed, low) {
            (Some(aimed), _) => Goal::AtLeast(aimed, None),
            (None, Some(low)) => Goal::AtLeast(low, high),
            _ => Goal::None,
        },
        Some(Direction::Decrease) => match (aimed, high) {
            (Some(aimed), _) => Goal::AtMost(aimed, None),
            (None, Some(high)) => Goal::AtMost(high, low),
            _ => Goal::None,
        },
        Some(Direction::Maintain) => {
            let own = low.zip(high);
            let range = of.range.as_ref().map(|range| &range.0);
            let kept = range.and_then(|range| match of.measure {
                Measure::Ordinal => place(range.low_label.as_ref()).zip(place(range.high_label.as_ref())),
                _ => Some((range.low?.0, range.high?.0)),
            });
            own.or(kept).map_or(Goal::None, |(low, high)| Goal::Within(low, high))
        }
        None => Goal::None,
    }
}

/// Faults between members, whatever the indicator.
pub fn check(new: &NewPeriod, faults: &mut Faults) {
    faults.unless(new.starts_on <= new.ends_on, "/ends_on", "order", format!("must not be before starts_on ({})", new.starts_on));
    if let Some(target) = &new.target {
        match (target.low, target.high) {
            (Some(low), Some(high)) => faults.unless(low <= high, "/target/high", "order", format!("must not be less than low ({low})")),
            (Some(_), None) => faults.add("/target/high", "required", "is required beside low: a range has two bounds"),
            (None, Some(_)) => faults.add("/target/low", "required", "is required beside high: a range has two bounds"),
            (None, None) => {}
        }
        faults.unless(
            target.value.is_none() || (target.low.is_none() && target.high.is_none()),
            "/target/value",
            "contradiction",
            "must be absent when low and high are given: a target is a figure or a range",
        );
    }
}

/// Faults of a period under its indicator.
pub fn fit(of: &NewIndicator, new: &NewPeriod, faults: &mut Faults) {
    if let Some(target) = &new.target {
        target_fits(of, target, faults);
    }
    if let Some(actual) = &new.actual {
        figures::check(of, "/actual", actual.given(), true, faults);
    }
}

/// The same, as a list.
pub fn misfits(of: &NewIndicator, period: &NewPeriod) -> Vec<Fault> {
    let mut faults = Faults::default();
    fit(of, period, &mut faults);
    faults.into_vec()
}

/// Whether a change touches what was aimed at, and when, rather than what was measured.
pub fn is_aim_changed(before: &NewPeriod, after: &NewPeriod) -> bool {
    (before.starts_on, before.ends_on, &before.target) != (after.starts_on, after.ends_on, &after.target)
}

fn target_fits(of: &NewIndicator, target: &Target, faults: &mut Faults) {
    let members = [("/target/value", target.value), ("/target/low", target.low), ("/target/high", target.high)];
    if of.is_numeric() {
        faults.unless(
            target.text.is_none(),
            "/target/text",
            "not_applicable",
            format!("must be absent: the measure is {}, give a figure or a range", of.measure),
        );
        faults.unless(
            members.iter().any(|(_, figure)| figure.is_some()),
            "/target",
            "required",
            "must have a value, or low and high; leave target out when none is set",
        );
        if of.direction == Some(Direction::Maintain) {
            faults.unless(
                target.value.is_none(),
                "/target/value",
                "not_applicable",
                "must be absent when the direction is maintain: the target is a range, give low and high",
            );
        }
        return;
    }
    for (pointer, figure) in members {
        faults.unless(figure.is_none(), pointer, "not_applicable", format!("must be absent: the measure is {}, give text", of.measure));
    }
    match (&target.text, of.measure) {
        (None, _) => faults.add("/target/text", "required", "is required: a label of the scale, or a narrative"),
        (Some(_), Measure::Ordinal) if of.direction == Some(Direction::Maintain) => {
            faults.add(
                "/target/text",
                "not_applicable",
                "must be absent when the direction is maintain: the range of the indicator is the target",
            );
        }
        (Some(label), Measure::Ordinal) => figures::label_is_known(of, "/target/text", label, faults),
        _ => {}
    }
}

/// Faults that depend on the day: nothing is measured before its time.
pub fn check_on(new: &NewPeriod, today: Day, faults: &mut Faults) {
    faults.unless(
        new.actual.is_none() || new.starts_on <= today,
        "/actual",
        "future",
        format!("must be absent until the period has begun ({}): what has not happened cannot have been measured", new.starts_on),
    );
}

/// What is plausible but odd.
pub fn warnings(of: &NewIndicator, period: &NewPeriod, today: Day) -> Vec<Fault> {
    let mut odd = Vec::new();
    if let Some(target) = &period.target {
        for (pointer, value) in [("/target/value", target.value), ("/target/low", target.low), ("/target/high", target.high)] {
            figures::odd_percentage(of, pointer, Given { value, ..Given::default() }, &mut odd);
        }
    }
    if let Some(against) = target_against_direction(of, period) {
        odd.push(Fault::at("/target", "against_direction", against));
    }
    let Some(actual) = &period.actual else { return odd };
    figures::odd_percentage(of, "/actual", actual.given(), &mut odd);
    let mut say = |pointer: &str, code: &str, message: String| odd.push(Fault::at(pointer, code, message));
    if period.ends_on > today {
        say("/actual", "provisional", format!("the period ends on {}: this figure is provisional until then", period.ends_on));
    }
    for (pointer, missing, what) in [
        ("/method", blank(period.method.as_deref()), "how it was measured"),
        ("/source", blank(period.source.as_deref()), "where it is documented"),
        ("/measured_by", period.measured_by.is_none(), "whether citizens, staff or both measured"),
    ] {
        if missing {
            say(pointer, "missing", format!("say {what}"));
        }
    }
    if period.sample_size == Some(0) {
        say("/sample_size", "contradiction", "no observation stands behind this figure".into());
    }
    let late = of.baseline.as_ref().and_then(|baseline| baseline.measured_on).filter(|on| *on > period.starts_on);
    if let Some(on) = late {
        say(
            "/starts_on",
            "late_baseline",
            format!("the baseline was measured on {on}, after the period began: it may hold some of the change already"),
        );
    }
    odd
}

/// Whether a text says nothing.
pub fn blank(text: Option<&str>) -> bool {
    text.is_none_or(|text| text.trim().is_empty())
}

fn target_against_direction(of: &NewIndicator, period: &NewPeriod) -> Option<String> {
    let Figure::Number(from) = figures::baseline(of)? else { return None };
    let (aimed, word) = match goal(of, period) {
        Goal::AtLeast(aimed, _) if aimed < from => (aimed, "below"),
        Goal::AtMost(aimed, _) if aimed > from => (aimed, "above"),
        _ => return None,
    };
    Some(format!(
        "the target {} lies {word} the baseline {}, against the wanted direction",
        figures::shown(of, aimed),
        figures::shown(of, from)
    ))
}
