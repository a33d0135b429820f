//! Moments: microseconds since 1970 in UTC.

use std::fmt;

use jiff::{Span, Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// A moment in UTC, stored as BIGINT microseconds. `now` is always an argument: only fronts and the roof ask the clock.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    diesel_derive_newtype::DieselNewType,
)]
#[serde(transparent)]
pub struct Moment(pub i64);

const SECOND: i64 = 1_000_000;

impl Moment {
    /// The clock's reading. For fronts and the roof.
    pub fn now() -> Moment {
        Moment::from_timestamp(Timestamp::now())
    }

    pub fn from_timestamp(at: Timestamp) -> Moment {
        Moment(at.as_microsecond())
    }

    /// Whole seconds since 1970, as Stripe and HTTP speak.
    pub fn from_unix(seconds: i64) -> Moment {
        Moment(seconds.saturating_mul(SECOND))
    }

    pub fn unix(self) -> i64 {
        self.0.div_euclid(SECOND)
    }

    /// Clamped to what the calendar can hold.
    pub fn timestamp(self) -> Timestamp {
        let clamped = self.0.clamp(Timestamp::MIN.as_microsecond(), Timestamp::MAX.as_microsecond());
        Timestamp::from_microsecond(clamped).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    pub fn plus_seconds(self, seconds: i64) -> Moment {
        Moment(self.0.saturating_add(seconds.saturating_mul(SECOND)))
    }

    pub fn plus_minutes(self, minutes: i64) -> Moment {
        self.plus_seconds(minutes.saturating_mul(60))
    }

    pub fn plus_hours(self, hours: i64) -> Moment {
        self.plus_seconds(hours.saturating_mul(3_600))
    }

    pub fn plus_days(self, days: i64) -> Moment {
        self.plus_seconds(days.saturating_mul(86_400))
    }

    /// By the calendar in UTC: 31 January plus one month is 28 or 29 February.
    pub fn plus_months(self, months: i64) -> Moment {
        let zoned = self.timestamp().to_zoned(TimeZone::UTC);
        let moved = Span::new().try_months(months).and_then(|span| zoned.checked_add(span));
        moved.map_or(self, |zoned| Moment::from_timestamp(zoned.timestamp()))
    }

    /// Seconds from `earlier` to this moment; negative when it lies before.
    pub fn seconds_since(self, earlier: Moment) -> i64 {
        (self.0 - earlier.0).div_euclid(SECOND)
    }

    /// The day in UTC, `2026-11-20`.
    pub fn utc_date(self) -> jiff::civil::Date {
        self.timestamp().to_zoned(TimeZone::UTC).date()
    }

    /// `2026-11-20T19:16:53Z`, for machines.
    pub fn rfc3339(self) -> String {
        self.timestamp().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rfc3339())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_follow_the_calendar() {
        let check = |from: &str, months: i64, to: &str| {
            let from: Timestamp = from.parse().unwrap();
            assert_eq!(Moment::from_timestamp(from).plus_months(months).rfc3339(), to);
        };
        check("2026-01-31T10:00:00Z", 1, "2026-02-28T10:00:00Z");
        check("2024-02-29T10:00:00Z", 12, "2025-02-28T10:00:00Z");
        check("2026-03-31T10:00:00Z", -1, "2026-02-28T10:00:00Z");
    }

    #[test]
    fn the_far_ends_do_not_panic() {
        Moment(i64::MAX).plus_days(1).rfc3339();
        Moment(i64::MIN).plus_months(-1).rfc3339();
    }
}
