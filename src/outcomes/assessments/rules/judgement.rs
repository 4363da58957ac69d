//! Results of narratives: judged by people in named roles, both sides' views kept.

use crate::outcomes::assessments::model::{NewAssessment, View};
use crate::outcomes::model::{AssessedBy, AssessmentResult};
use crate::platform::http::Faults;
use crate::vocabulary::codes::Coded;

/// What people judged.
#[derive(Debug, PartialEq, Eq)]
pub struct Judged {
    /// The result.
    pub result: AssessmentResult,
    /// How it came about.
    pub reasons: Vec<String>,
    /// What would have to be on record.
    pub missing: Vec<String>,
}

/// The views of citizens and of staff that were given.
fn views(new: &NewAssessment) -> (Option<&View>, Option<&View>) {
    (new.citizen_view.as_ref().map(|view| &view.0), new.staff_view.as_ref().map(|view| &view.0))
}

/// What two views come to: both sides agree, they differ, or only one of them could judge.
fn together(citizens: AssessmentResult, staff: AssessmentResult) -> AssessmentResult {
    match (citizens, staff) {
        (AssessmentResult::InsufficientEvidence, other) | (other, AssessmentResult::InsufficientEvidence) => other,
        (one, other) if one == other => one,
        _ => AssessmentResult::Mixed,
    }
}

/// Faults between what was judged, by whom, and the views given.
pub fn check(new: &NewAssessment, faults: &mut Faults) {
    let (citizens, staff) = views(new);
    let given = match (citizens, staff) {
        (Some(_), Some(_)) => Some(AssessedBy::Both),
        (Some(_), None) => Some(AssessedBy::Citizens),
        (None, Some(_)) => Some(AssessedBy::Staff),
        (None, None) => None,
    };
    if let (Some(given), Some(by)) = (given, new.judged_by)
        && given != by
    {
        faults.add("/judged_by", "contradiction", format!("must be {given}, whose views are given; or give the other side's view too"));
    }
    if let Some(judged) = new.judged_result {
        if given.is_none() {
            faults.unless(new.judged_by.is_some(), "/judged_by", "required", "is required with judged_result: citizens, staff or both");
            faults.unless(new.rationale.is_some(), "/rationale", "required", "is required with judged_result: why it was judged so");
        }
        let viewed = match (citizens, staff) {
            (Some(citizens), Some(staff)) => Some(together(citizens.result, staff.result)),
            (Some(view), None) | (None, Some(view)) => Some(view.result),
            (None, None) => None,
        };
        if let Some(viewed) = viewed {
            faults.unless(
                viewed == judged,
                "/judged_result",
                "contradiction",
                format!("must be {viewed}, as the views say, or absent: views that differ make mixed, and both are kept"),
            );
        }
    } else if given.is_none() && new.judged_by.is_some() {
        faults.add("/judged_result", "required", "is required with judged_by, unless the views are given");
    }
}

/// Faults of a judgement where a result is computed.
pub fn not_computed(new: &NewAssessment, faults: &mut Faults) {
    for (pointer, given) in [("/judged_result", new.judged_result.is_some()), ("/judged_by", new.judged_by.is_some())] {
        faults.unless(
            !given,
            pointer,
            "not_applicable",
            "must be absent: the result of this indicator is computed; views that differ from it go into citizen_view and staff_view",
        );
    }
}

/// Faults of a narrative that nobody judged.
pub fn judged_at_all(new: &NewAssessment, faults: &mut Faults) {
    let judged = new.judged_result.is_some() || new.citizen_view.is_some() || new.staff_view.is_some();
    faults.unless(
        judged,
        "/judged_result",
        "required",
        "is required: a narrative is judged by people; or give citizen_view, staff_view or both",
    );
}

/// The result of a narrative.
pub fn judge(new: &NewAssessment, is_told: bool) -> Judged {
    if !is_told {
        return Judged {
            result: AssessmentResult::InsufficientEvidence,
            reasons: vec!["No narrative of the period is on record, so there is nothing to judge by.".into()],
            missing: vec!["An actual narrative of the period: what people told.".into()],
        };
    }
    let mut reasons = Vec::new();
    let result = match views(new) {
        (Some(citizens), Some(staff)) => {
            let result = together(citizens.result, staff.result);
            reasons.push(both_views(citizens.result, staff.result, result));
            result
        }
        (Some(view), None) => alone("Citizens", view, &mut reasons),
        (None, Some(view)) => alone("Staff", view, &mut reasons),
        (None, None) => {
            let result = new.judged_result.unwrap_or(AssessmentResult::InsufficientEvidence);
            let who = match new.judged_by {
                Some(AssessedBy::Citizens) => "Citizens",
                Some(AssessedBy::Staff) => "Staff",
                Some(AssessedBy::Both) => "Citizens and staff together",
                None => "Nobody",
            };
            reasons.push(format!("{who} judged: {}.", lower(result)));
            result
        }
    };
    if let Some(rationale) = &new.rationale {
        reasons.push(format!("Rationale: {rationale}"));
    }
    let missing = if result == AssessmentResult::InsufficientEvidence {
        vec!["A judgement: those who judged found that what is told settles nothing.".into()]
    } else {
        Vec::new()
    };
    Judged { result, reasons, missing }
}

fn alone(who: &str, view: &View, reasons: &mut Vec<String>) -> AssessmentResult {
    reasons.push(format!("{who} judged: {}. The other side's view is not on record.", lower(view.result)));
    view.result
}

fn both_views(citizens: AssessmentResult, staff: AssessmentResult, result: AssessmentResult) -> String {
    let none = AssessmentResult::InsufficientEvidence;
    let (citizens_say, staff_say) = (lower(citizens), lower(staff));
    if citizens == staff {
        format!("Citizens and staff agree: {citizens_say}.")
    } else if citizens == none || staff == none {
        let judged = if citizens == none { "staff" } else { "citizens" };
        format!("Only {judged} found enough to judge by: {}.", lower(result))
    } else {
        format!(
            "Citizens say {citizens_say}, staff say {staff_say}: mixed. Both views are kept, since how people assess their own outcomes is at least partly influenced by their interactions with people in public service organisations."
        )
    }
}

/// What to say when views differ from a computed result.
pub fn beside(new: &NewAssessment, computed: AssessmentResult) -> Vec<String> {
    let (citizens, staff) = views(new);
    [("Citizens", citizens), ("Staff", staff)]
        .into_iter()
        .filter_map(|(who, view)| {
            let view = view.filter(|view| view.result != AssessmentResult::InsufficientEvidence && view.result != computed)?;
            Some(format!(
                "{who} see it differently from the figures ({}): {}. Their view is kept beside the computed result.",
                lower(computed),
                lower(view.result)
            ))
        })
        .collect()
}

/// Whether the views on record disagree with each other.
pub fn views_differ(new: &NewAssessment) -> bool {
    matches!(views(new), (Some(citizens), Some(staff)) if citizens.result != staff.result && together(citizens.result, staff.result) == AssessmentResult::Mixed)
}

fn lower(result: AssessmentResult) -> String {
    result.term().label.to_lowercase()
}
