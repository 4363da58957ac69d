//! What an assessment must be, and what the record makes of it. Insufficient evidence is never a
//! verdict: without a baseline or an actual figure the answer says what is missing.

mod arithmetic;
mod evidence;
mod judgement;
mod reading;

#[cfg(test)]
mod tests;

use super::model::{Finding, NewAssessment};
use crate::initiatives::KnowledgeDomain;
use crate::outcomes::indicators::NewIndicator;
use crate::outcomes::model::*;
use crate::outcomes::periods::NewPeriod;
use crate::platform::db::Day;
use crate::platform::http::Faults;

/// All that an assessment stands on.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    /// The indicator.
    pub indicator: &'a NewIndicator,
    /// The period.
    pub period: &'a NewPeriod,
    /// What was sent.
    pub new: &'a NewAssessment,
    /// How cause and effect can be known, as the initiative says.
    pub domain: Option<KnowledgeDomain>,
    /// The day it is made.
    pub today: Day,
}

/// Faults between members, whatever is assessed.
pub fn check(new: &NewAssessment, faults: &mut Faults) {
    faults.unless(
        new.claim != Claim::Attribution || new.comparison.is_some(),
        "/comparison",
        "required",
        "is required when attribution is claimed: with whom or what was compared",
    );
    for (n, factor) in new.other_contributory_factors.iter().enumerate() {
        let pointer = format!("/other_contributory_factors/{n}");
        faults.unless(!factor.trim().is_empty(), &pointer, "blank", "must not be blank");
        faults.unless(factor.chars().count() <= 500, &pointer, "too_long", "must have at most 500 characters");
    }
    judgement::check(new, faults);
}

/// Faults of an assessment of this period, in this knowledge domain, on this day.
pub fn fit(given: &Given<'_>, faults: &mut Faults) {
    let Given { indicator, period, new, domain, today } = *given;
    reading::claim(new, domain, faults);
    if indicator.measure != Measure::Qualitative {
        judgement::not_computed(new, faults);
    } else if period.actual.is_some() {
        judgement::judged_at_all(new, faults);
    }
    if let Some(on) = new.assessed_on {
        faults.unless(on <= today, "/assessed_on", "future", format!("must not be after today ({today})"));
        faults.unless(
            on >= period.starts_on,
            "/assessed_on",
            "order",
            format!("must not be before the period begins ({})", period.starts_on),
        );
    } else {
        faults.unless(
            today >= period.starts_on,
            "/period_id",
            "future",
            format!("must be a period that has begun; this one begins on {}", period.starts_on),
        );
    }
}

/// What the record makes of an assessment that has passed [`check`] and [`fit`].
pub fn assess(given: &Given<'_>) -> Finding {
    let Given { indicator, period, new, domain, .. } = *given;
    let (result, target_met, arithmetic, mut reasons, missing) = if indicator.measure == Measure::Qualitative {
        let judged = judgement::judge(new, period.actual.is_some());
        let target_met = if period.target.is_some() { TargetMet::NotApplicable } else { TargetMet::NoTarget };
        (judged.result, target_met, None, judged.reasons, judged.missing)
    } else {
        let reckoned = arithmetic::reckon(indicator, period);
        let mut reasons = reckoned.reasons;
        reasons.extend(judgement::beside(new, reckoned.result));
        (reckoned.result, reckoned.target_met, Some(reckoned.arithmetic), reasons, reckoned.missing)
    };
    let reading = reading::target(domain, target_met);
    let (co_assessed, assessed) = reading::co_assessed(period, new);
    reasons.extend(reading.reasons);
    reasons.push(reading::claimed(new));
    reasons.push(assessed);
    Finding {
        result,
        target_met,
        missed_target: reading.missed_target,
        knowledge_domain: domain,
        approaches: reading.approaches.into(),
        co_assessed,
        arithmetic: arithmetic.map(Into::into),
        reasons: reasons.into(),
        missing: missing.into(),
        warnings: evidence::warnings(given, result).into(),
    }
}
