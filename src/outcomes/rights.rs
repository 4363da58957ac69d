//! Who may change what, beside the roles that an initiative gives: a partner changes only what it
//! recorded itself, the lead organisation changes all.

use crate::initiatives::Initiative;
use crate::platform::auth::Caller;
use crate::platform::db::Id;
use crate::platform::http::{Kind, Problem};

/// Whether the caller leads the initiative or recorded this part of it.
pub fn is_own(caller: &Caller, of: &Initiative, recorded_by: Id) -> bool {
    caller.is(of.lead()) || caller.is(recorded_by)
}

/// Refuses unless the caller leads the initiative or recorded this part of it.
pub fn check_own(caller: &Caller, of: &Initiative, recorded_by: Id) -> Result<(), Problem> {
    if is_own(caller, of, recorded_by) {
        return Ok(());
    }
    Err(Problem::new(Kind::Forbidden, "Only the lead organisation and the partner that recorded this may change it."))
}
