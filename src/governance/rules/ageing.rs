//! A check read again on a later day: what is past its date no longer counts.

use super::weigh::{settle, weighed};
use crate::governance::model::{PrincipleResult, Weighed};
use crate::platform::db::Day;

/// The same judgements as their evidence stands on `day`. The stored snapshot stays as it was.
pub fn reread(principles: &[PrincipleResult], day: Day) -> Weighed {
    let mut principles = principles.to_vec();
    settle(&mut principles, day);
    weighed(principles)
}
