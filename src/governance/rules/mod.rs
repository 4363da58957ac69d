//! How answers become findings, and findings a verdict. Pure: no database, no HTTP, no clock.

mod ageing;
mod compare;
mod people;
mod snapshot;
#[cfg(test)]
mod tests;
mod weigh;

pub use ageing::reread;
pub use compare::{Earlier, compare};
pub use people::{People, carried, made};
pub use snapshot::{Made, snapshot};
pub use weigh::{check, good_until};

use super::codes::PrincipleFinding;

/// The rules as they are served with the criteria; [`check`] does what they say.
pub const RULES: &[&str] = &[
    "Missing evidence is never met: where the record is silent and nobody has answered, the finding is not_assessed. A question that does not arise is not_applicable, which is something else.",
    "What the record answers and what people answer stand side by side; neither overwrites the other. The criterion's finding is the worse of the two, of those that count: people's not_met outweighs an automatic met, and a recorded breach is not talked away. Where they differ, disagreement is true.",
    "GovernanceEvidence ages. Each piece counts for as many days as its criterion says, from the day it speaks of. A finding of met or partly_met whose evidence is all past its date is still shown, and does not count. For an initiative that is over, age is counted to its last day.",
    "What people found stays in force in later checks until it is answered anew or is past its date; carried_from names the check it was made in.",
    "A principle on one side is not_met when any of its criteria, or people speaking of it as a whole, says not_met; else partly_met when any says partly_met. It is met only when every criterion that applies is answered and met. When all answers are met but some are missing, it is partly_met, or not_assessed when fewer than half are answered. People speaking of the principle on that side as a whole answer those of its criteria that only people can answer.",
    "A principle is reciprocal: it is met only when both sides meet it, and not_met when either side does not. When only one side is known and it is not broken, the principle is not_assessed.",
    "The verdict looks at the priority principles: broken when any is not_met, not_assessed when any is not assessed, upheld when all that apply are met, partly_upheld otherwise. Broken principles outside the priorities are named too.",
    "The ends do not justify the means: no outcome can make up for a broken priority principle.",
];

/// How good an assessed finding is; `None` for what is not assessed or does not apply.
fn grade(finding: PrincipleFinding) -> Option<u8> {
    match finding {
        PrincipleFinding::NotMet => Some(0),
        PrincipleFinding::PartlyMet => Some(1),
        PrincipleFinding::Met => Some(2),
        PrincipleFinding::NotAssessed | PrincipleFinding::NotApplicable => None,
    }
}

/// The worst of the assessed ones.
fn worst(findings: impl IntoIterator<Item = PrincipleFinding>) -> Option<PrincipleFinding> {
    findings.into_iter().filter_map(|f| grade(f).map(|g| (g, f))).min().map(|(_, f)| f)
}
