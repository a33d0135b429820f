//! How hard something is asked for. Unlike a limit it refuses nothing: it says how far the asking is above what is usual,
//! and whoever asks decides what that costs.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::Limit;
use crate::base::Moment;

/// Highest level there is.
pub const HIGHEST: u8 = 6;

/// Keys counted at once; beyond it those at rest are forgotten, and if none is, all.
const MOST: usize = 200_000;

#[derive(Default)]
pub(super) struct Pressure(Mutex<HashMap<(&'static str, String), Count>>);

/// What was asked in this window of the rule's period and in the one before.
#[derive(Debug, Clone, Copy)]
struct Count {
    /// When this window began, in seconds.
    began: i64,
    now: u32,
    before: u32,
}

impl Count {
    /// How many of the last period, by the share of the former window that it still covers.
    fn recent(self, at: i64, period: i64) -> f64 {
        let left = (self.began + period - at) as f64 / period as f64;
        f64::from(self.before) * left + f64::from(self.now)
    }

    fn in_window(self, at: i64, period: i64) -> Count {
        match (at - self.began).div_euclid(period) {
            ..=0 => self,
            1 => Count { began: self.began + period, now: 0, before: self.now },
            _ => Count { began: at, now: 0, before: 0 },
        }
    }
}

impl Pressure {
    /// Counts one. 0 while not more than the rule says came within its period, 1 up to twice as many, 2 up to four times,
    /// and so on up to [`HIGHEST`].
    pub(super) fn count(&self, rule: Limit, key: String, now: Moment) -> u8 {
        let period = i64::try_from(rule.period.as_secs()).unwrap_or(i64::MAX).max(1);
        let at = now.unix();
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= MOST {
            counts.retain(|_, count| count.began + 2 * period > at);
            if counts.len() >= MOST {
                counts.clear();
            }
        }
        let count = counts.entry((rule.name, key)).or_insert(Count { began: at, now: 0, before: 0 });
        *count = count.in_window(at, period);
        count.now = count.now.saturating_add(1);
        level(count.recent(at, period), rule.times)
    }

    /// Forgets what has not been asked for in the last two hours.
    pub(super) fn tidy(&self, now: Moment) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts.retain(|_, count| count.began + 2 * 3_600 > now.unix());
    }
}

fn level(recent: f64, usual: u32) -> u8 {
    let mut bound = f64::from(usual.max(1));
    (0..HIGHEST)
        .find(|_| {
            let within = recent <= bound;
            bound *= 2.0;
            within
        })
        .unwrap_or(HIGHEST)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const RULE: Limit = Limit { name: "letters", times: 10, period: Duration::from_secs(3_600) };

    fn press(pressure: &Pressure, key: &str, times: usize, at: Moment) -> u8 {
        (0..times).map(|_| pressure.count(RULE, key.to_owned(), at)).last().unwrap_or(0)
    }

    #[test]
    fn pressure_rises_by_doubling_and_refuses_nobody() {
        let (pressure, at) = (Pressure::default(), Moment(1_800_000_000_000_000));
        assert_eq!(press(&pressure, "venue", 10, at), 0);
        assert_eq!(press(&pressure, "venue", 1, at), 1);
        assert_eq!(press(&pressure, "venue", 9, at), 1);
        assert_eq!(press(&pressure, "venue", 1, at), 2);
        assert_eq!(press(&pressure, "venue", 10_000, at), HIGHEST);
        assert_eq!(press(&pressure, "elsewhere", 1, at), 0, "others are not pressed");
    }

    #[test]
    fn it_falls_by_the_clock() {
        let (pressure, at) = (Pressure::default(), Moment(1_800_000_000_000_000));
        assert_eq!(press(&pressure, "venue", 40, at), 2);
        assert_eq!(press(&pressure, "venue", 1, at.plus_minutes(60 + 30)), 2, "half of the hour before counts");
        assert_eq!(press(&pressure, "venue", 1, at.plus_minutes(60 + 50)), 0, "a sixth of it");
        assert_eq!(press(&pressure, "venue", 1, at.plus_minutes(300)), 0);
    }
}
