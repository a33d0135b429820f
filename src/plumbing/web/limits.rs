//! How often something may be asked for.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};

use super::pressure::Pressure;
use crate::base::Moment;

/// A rule: this many at once, and as many again spread over the period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Limit {
    pub name: &'static str,
    pub times: u32,
    pub period: Duration,
}

/// The limit is reached; this is how long to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooMany {
    pub wait: Duration,
}

type Limiter = RateLimiter<String, DashMapStateStore<String>, DefaultClock>;

/// Counters of one process. Which key belongs to which club is part of the key.
#[derive(Clone)]
pub struct Limits(Arc<Counters>);

struct Counters {
    limits: Vec<(Limit, Limiter)>,
    pressure: Pressure,
}

impl Limits {
    pub fn new(rules: &[Limit]) -> Limits {
        let limiter = |rule: &Limit| {
            let times = NonZeroU32::new(rule.times).unwrap_or(NonZeroU32::MIN);
            let quota = Quota::with_period(rule.period / times.get()).unwrap_or(Quota::per_minute(times));
            (*rule, RateLimiter::dashmap(quota.allow_burst(times)))
        };
        let limits = rules.iter().map(limiter).collect();
        Limits(Arc::new(Counters { limits, pressure: Pressure::default() }))
    }

    /// Counts one. A rule that was not announced at the start lets everything pass, which a debug build refuses.
    pub fn count(&self, rule: Limit, club: &str, key: &str) -> Result<(), TooMany> {
        let Some((_, limiter)) = self.0.limits.iter().find(|(known, _)| *known == rule) else {
            debug_assert!(false, "the limit {} was not announced", rule.name);
            return Ok(());
        };
        limiter.check_key(&format!("{club}\0{key}")).map_err(|not_until| {
            let wait = not_until.wait_time_from(DefaultClock::default().now());
            TooMany { wait: wait + Duration::from_secs(1) }
        })
    }

    /// Counts one against what is usual and refuses nothing: 0 within the rule, 1 up to twice as much, 2 up to four times
    /// and so on, at most [`super::HIGHEST_PRESSURE`].
    pub fn press(&self, rule: Limit, club: &str, key: &str, now: Moment) -> u8 {
        self.0.pressure.count(rule, format!("{club}\0{key}"), now)
    }

    /// Forgets keys that are back at rest. Called now and then, so that the table does not grow for ever.
    pub fn tidy(&self, now: Moment) {
        for (_, limiter) in &self.0.limits {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
        self.0.pressure.tidy(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_per_club_and_key() {
        const RULE: Limit = Limit { name: "try", times: 2, period: Duration::from_secs(3_600) };
        let limits = Limits::new(&[RULE]);
        assert!(limits.count(RULE, "a", "x").is_ok());
        assert!(limits.count(RULE, "a", "x").is_ok());
        let refused = limits.count(RULE, "a", "x").unwrap_err();
        assert!(refused.wait > Duration::from_secs(1_000), "{refused:?}");
        assert!(limits.count(RULE, "b", "x").is_ok());
        assert!(limits.count(RULE, "a", "y").is_ok());
    }
}
