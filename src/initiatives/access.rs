//! Who may do what with an initiative: decided here, once, inside the query that finds it.

use super::model::Initiative;
use super::partners::PartnerRole;
use super::store;
use crate::platform::auth::Caller;
use crate::platform::db::{Db, Id};
use crate::platform::http::{Kind, Problem};

/// What the caller's organisation is to an initiative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Anybody, because it is published.
    Reader,
    /// A partner that looks on.
    Viewer,
    /// A partner that adds contributions, outcomes and figures.
    Contributor,
    /// A partner that also assesses and checks.
    Assessor,
    /// The lead organisation.
    Owner,
}

/// An initiative that the caller was shown to see.
#[derive(Clone, Debug)]
pub struct Access {
    /// The initiative.
    pub initiative: Initiative,
    /// The caller's role in it.
    pub role: Role,
}

impl Access {
    fn at_least(self, role: Role, who: &'static str) -> Result<Initiative, Problem> {
        if self.role >= role { Ok(self.initiative) } else { Err(Problem::new(Kind::Forbidden, who)) }
    }

    /// The initiative, for its lead organisation.
    pub fn owner(self) -> Result<Initiative, Problem> {
        self.at_least(Role::Owner, "Only the organisation that leads this initiative may do this.")
    }

    /// The initiative, for the lead organisation, contributors and assessors.
    pub fn contributor(self) -> Result<Initiative, Problem> {
        self.at_least(Role::Contributor, "Only the lead organisation and partners that contribute or assess may do this.")
    }

    /// The initiative, for the lead organisation and assessors.
    pub fn assessor(self) -> Result<Initiative, Problem> {
        self.at_least(Role::Assessor, "Only the lead organisation and partners that assess may do this.")
    }
}

/// The initiative and the caller's role in it; 404 when they may not see it, 410 when it was
/// withdrawn.
pub fn access(db: &mut Db, caller: &Caller, id: Id) -> Result<Access, Problem> {
    let access = any_state(db, caller, id)?;
    match access.initiative.withdrawn_at {
        None => Ok(access),
        Some(at) => Err(Problem::new(Kind::Gone, format!("This initiative was withdrawn at {at}. Lists show it with withdrawn=true."))),
    }
}

/// The same for tombstones too.
pub fn any_state(db: &mut Db, caller: &Caller, id: Id) -> Result<Access, Problem> {
    let found = store::with_role(db, id, caller.organisation, caller.is_operator())?;
    let visible = found.and_then(|(initiative, partner)| {
        let role = if caller.is(initiative.lead()) {
            Role::Owner
        } else {
            match partner {
                Some(PartnerRole::Assessor) => Role::Assessor,
                Some(PartnerRole::Contributor) => Role::Contributor,
                Some(PartnerRole::Viewer) => Role::Viewer,
                None if initiative.body.published => Role::Reader,
                None => return None,
            }
        };
        Some(Access { initiative, role })
    });
    visible.ok_or_else(|| Problem::not_found("initiative"))
}
