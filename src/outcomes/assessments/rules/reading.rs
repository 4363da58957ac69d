//! How a result is to be read: what may be claimed, what a missed target says, whether citizens
//! assessed too. Depends on how cause and effect can be known (Public Value Model).

use crate::initiatives::KnowledgeDomain;
use crate::outcomes::assessments::model::NewAssessment;
use crate::outcomes::model::*;
use crate::outcomes::periods::NewPeriod;
use crate::platform::http::Faults;
use crate::vocabulary::codes::Coded;

/// What the chapter says of the complex (never mind the chaotic) knowledge domain.
const UNPREDICTABLE: &str = "“we cannot predict likely positive or negative co-production outcomes of the interventions by either professionals or citizens – the best we can do is to experiment and sense what works and what doesn’t”";

/// Whether effects cannot be predicted here.
pub fn is_unpredictable(domain: Option<KnowledgeDomain>) -> bool {
    matches!(domain, Some(KnowledgeDomain::Complex | KnowledgeDomain::Chaotic))
}

/// Faults of the claim in this knowledge domain.
pub fn claim(new: &NewAssessment, domain: Option<KnowledgeDomain>, faults: &mut Faults) {
    if let (Claim::Attribution, Some(domain), true) = (new.claim, domain, is_unpredictable(domain)) {
        faults.add(
            "/claim",
            "knowledge_domain",
            format!(
                "must be contribution: the initiative works in the {domain} knowledge domain, where clear cause-and-effect chains are entirely inappropriate; here {UNPREDICTABLE} (Public Value Model)"
            ),
        );
    }
}

/// How a result is to be read.
#[derive(Debug, PartialEq, Eq)]
pub struct Reading {
    /// What a target that was not fully met says.
    pub missed_target: Option<MissedTarget>,
    /// How to find out more, first things first.
    pub approaches: Vec<EvaluationApproach>,
    /// The same in words.
    pub reasons: Vec<String>,
}

/// Reads the comparison with a target in its knowledge domain.
pub fn target(domain: Option<KnowledgeDomain>, met: TargetMet) -> Reading {
    use EvaluationApproach::*;
    let missed = matches!(met, TargetMet::Missed | TargetMet::PartlyMet);
    let how = met.term().label.to_lowercase();
    let Some(domain) = domain else {
        let mut reasons = vec![
            "The initiative does not say how cause and effect can be known, so it is open how targets and causes are to be read."
                .to_owned(),
        ];
        if missed {
            reasons.push(format!("The target was {how}; whether that is a shortfall or a finding depends on the knowledge domain."));
        }
        return Reading { missed_target: missed.then_some(MissedTarget::Undetermined), approaches: Vec::new(), reasons };
    };
    if is_unpredictable(Some(domain)) {
        let mut reasons = Vec::new();
        if missed {
            reasons.push(format!("The target was {how}: a finding, not a failure. In the {domain} knowledge domain {UNPREDICTABLE}."));
        } else {
            reasons.push(format!("In the {domain} knowledge domain {UNPREDICTABLE}: a target here is a guess to learn from."));
        }
        reasons.push("First experiment and sense, with rapid appraisal to weed out what does not work; evaluate more thoroughly when the number of options has been reduced.".into());
        return Reading {
            missed_target: missed.then_some(MissedTarget::Finding),
            approaches: vec![Experiment, Sense, RapidAppraisal, FullerEvaluation],
            reasons,
        };
    }
    let mut reasons = vec![format!("In the {domain} knowledge domain targets and cause-and-effect chains apply.")];
    if missed {
        reasons.push(format!("The target was {how}: a shortfall against what could be expected."));
    }
    Reading { missed_target: missed.then_some(MissedTarget::Shortfall), approaches: vec![TargetComparison, CauseEffectChain], reasons }
}

/// What is claimed, in words.
pub fn claimed(new: &NewAssessment) -> String {
    let mut said = match (new.claim, new.comparison.as_deref()) {
        (Claim::Attribution, comparison) => {
            format!("Attribution is claimed; compared with: {}.", comparison.unwrap_or("nothing").trim_end_matches('.'))
        }
        (Claim::Contribution, Some(comparison)) => {
            format!("Contribution is claimed, not attribution; compared with: {}.", comparison.trim_end_matches('.'))
        }
        (Claim::Contribution, None) => {
            "Contribution is claimed, not attribution: many contributory factors in addition to co-production can usually be identified."
                .to_owned()
        }
    };
    if !new.other_contributory_factors.is_empty() {
        said.push_str(&format!(" Other factors: {}.", new.other_contributory_factors.join("; ").trim_end_matches('.')));
    }
    said
}

/// Whether citizens measured or judged, and a sentence that says so.
pub fn co_assessed(period: &NewPeriod, new: &NewAssessment) -> (bool, String) {
    let side = |by: Option<AssessedBy>| matches!(by, Some(AssessedBy::Citizens | AssessedBy::Both));
    let measured = period.actual.is_some() && side(period.measured_by);
    let judged = side(new.judged_by) || new.citizen_view.is_some();
    let known = period.measured_by.is_some() || new.judged_by.is_some() || new.staff_view.is_some();
    let said = match (measured, judged, known) {
        (true, true, _) => "Citizens measured and judged: this is co-assessment.",
        (true, false, _) => "Citizens measured: this is co-assessment.",
        (false, true, _) => "Citizens judged: this is co-assessment.",
        (false, false, true) => "Staff assessed alone: citizens neither measured nor judged, so this is not co-assessment.",
        (false, false, false) => "It is not on record who measured or judged, so this does not count as co-assessment.",
    };
    (measured || judged, said.to_owned())
}
