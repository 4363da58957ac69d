//! How many requests a client may make: each client has a budget of its own on each replica.

use super::http::Problem;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::num::NonZeroU32;
use std::sync::Arc;

/// A budget per client; none when no limit is set.
pub struct Limit(Option<DefaultKeyedRateLimiter<Arc<str>>>);

impl Limit {
    /// So many requests a second, with one second's worth saved up at most; 0 for no limit.
    pub fn per_second(requests: u32) -> Self {
        Limit(NonZeroU32::new(requests).map(|n| RateLimiter::keyed(Quota::per_second(n))))
    }

    /// Takes one request from the client's budget, or says when to come back.
    pub fn take(&self, client: &Arc<str>) -> Result<(), Problem> {
        let Some(limiter) = &self.0 else { return Ok(()) };
        limiter.check_key(client).map_err(|early| {
            let wait = early.wait_time_from(DefaultClock::default().now());
            Problem::too_many(wait.as_secs() + 1)
        })
    }

    /// Forgets clients that have not called for a while.
    pub fn forget(&self) {
        if let Some(limiter) = &self.0 {
            limiter.retain_recent();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_clients_budget_is_not_anothers() {
        let limit = Limit::per_second(2);
        let (one, other): (Arc<str>, Arc<str>) = ("one".into(), "other".into());
        assert!(limit.take(&one).is_ok() && limit.take(&one).is_ok());
        assert!(limit.take(&one).is_err());
        assert!(limit.take(&other).is_ok());
        assert!((0..1_000).all(|_| Limit::per_second(0).take(&one).is_ok()));
    }
}
