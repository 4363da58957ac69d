//! What is odd about the evidence an assessment claims (Step 4: Market It!).

use super::Given;
use super::judgement::views_differ;
use super::reading::is_unpredictable;
use crate::outcomes::model::*;
use crate::outcomes::periods::blank;
use crate::platform::http::Fault;

/// Observations under which evidence is hardly strong.
const FEW: i64 = 10;

/// What is plausible but odd.
pub fn warnings(given: &Given<'_>, result: AssessmentResult) -> Vec<Fault> {
    let Given { indicator, period, new, domain, today } = *given;
    let mut odd = Vec::new();
    let mut say = |pointer: &str, code: &str, message: String| odd.push(Fault::at(pointer, code, message));
    let no_method = blank(period.method.as_deref());
    let no_source = blank(period.source.as_deref());
    let narrative = indicator.measure == Measure::Qualitative;
    match new.evidence_strength {
        EvidenceStrength::Strong => {
            if let Some(few) = period.sample_size.filter(|size| *size < FEW) {
                say(
                    "/evidence_strength",
                    "small_sample",
                    format!("strong evidence is claimed from {few} observations; fewer than {FEW} seldom bear that"),
                );
            }
            if no_method {
                say(
                    "/evidence_strength",
                    "no_method",
                    "strong evidence is claimed, but the period does not say how it was measured".into(),
                );
            }
            if no_source {
                say(
                    "/evidence_strength",
                    "no_source",
                    "strong evidence is claimed, but the period does not say where it is documented".into(),
                );
            }
            if period.ends_on > today {
                say(
                    "/evidence_strength",
                    "provisional",
                    format!("strong evidence is claimed, but the period only ends on {}", period.ends_on),
                );
            }
            if views_differ(new) {
                say("/evidence_strength", "views_differ", "strong evidence is claimed, but citizens and staff differ".into());
            }
            if narrative && new.judged_by != Some(AssessedBy::Both) && !(new.citizen_view.is_some() && new.staff_view.is_some()) {
                say("/evidence_strength", "one_sided", "strong evidence is claimed, but only one side judged".into());
            }
            if narrative && indicator.baseline.is_none() {
                say(
                    "/evidence_strength",
                    "no_baseline",
                    "strong evidence of a change is claimed, but where things stood before is not on record".into(),
                );
            }
        }
        EvidenceStrength::Moderate if no_method && no_source => {
            say(
                "/evidence_strength",
                "no_method",
                "moderate evidence is claimed, but the period says neither how it was measured nor where it is documented".into(),
            );
        }
        EvidenceStrength::Moderate | EvidenceStrength::Weak => {}
    }
    if new.evidence_strength != EvidenceStrength::Weak && result == AssessmentResult::InsufficientEvidence {
        say(
            "/evidence_strength",
            "contradiction",
            format!("{} evidence is claimed, but what is on record settles nothing", new.evidence_strength),
        );
    }
    if new.claim == Claim::Attribution {
        if new.evidence_strength == EvidenceStrength::Weak {
            say("/claim", "weak_attribution", "attribution is claimed on weak evidence".into());
        }
        if domain.is_none() {
            say(
                "/claim",
                "knowledge_domain_missing",
                "attribution is claimed, but the initiative does not say how cause and effect can be known: set its knowledge_domain"
                    .into(),
            );
        }
    }
    if new.other_contributory_factors.is_empty() && result != AssessmentResult::InsufficientEvidence {
        say(
            "/other_contributory_factors",
            "missing",
            "say what else contributed: many contributory factors in addition to co-production can usually be identified".into(),
        );
    }
    if let (true, Some(late)) =
        (period.actual.is_some(), indicator.baseline.as_ref().and_then(|baseline| baseline.measured_on).filter(|on| *on > period.starts_on))
    {
        say(
            "/period_id",
            "late_baseline",
            format!("the baseline was measured on {late}, after the period began: some of the change may lie before it"),
        );
    }
    if domain.is_none() && new.claim != Claim::Attribution {
        say(
            "/period_id",
            "knowledge_domain_missing",
            "the initiative does not say how cause and effect can be known: set its knowledge_domain".into(),
        );
    }
    if is_unpredictable(domain) && new.comparison.is_some() && new.evidence_strength == EvidenceStrength::Strong {
        say(
            "/comparison",
            "context_matters",
            "in a complex system context matters: what a comparison shows here may not hold elsewhere".into(),
        );
    }
    odd
}
