//! Wall clocks: what they show at a place, and the moment that is.

use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};

use super::Moment;

/// How a wall clock is stored, and how a form's clock field writes it.
pub const WALL_CLOCK: &str = "%Y-%m-%dT%H:%M";

/// Why a wall clock means no moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoSuchTime {
    /// No such zone.
    Zone,
    /// Not a date and time.
    Unreadable,
    /// Clocks are put forward over it that night.
    Skipped,
}

/// The zone of an IANA name, `Europe/Amsterdam`.
pub fn zone_of(name: &str) -> Option<TimeZone> {
    // A POSIX rule or a file's path would be accepted too; only names of places are meant.
    let known = name == "UTC" || name.contains('/');
    TimeZone::get(name).ok().filter(|_| known)
}

/// The moment a wall clock of this zone shows it; the earlier one where it is shown twice.
pub fn moment_of(wall_clock: &str, zone: &str) -> Result<Moment, NoSuchTime> {
    let zone = zone_of(zone).ok_or(NoSuchTime::Zone)?;
    let local: DateTime = wall_clock.parse().map_err(|_| NoSuchTime::Unreadable)?;
    let meant = zone.to_ambiguous_zoned(local);
    if matches!(meant.offset(), AmbiguousOffset::Gap { .. }) {
        return Err(NoSuchTime::Skipped);
    }
    meant.earlier().map(|at| Moment::from_timestamp(at.timestamp())).map_err(|_| NoSuchTime::Unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_means_a_moment_where_it_hangs() {
        let check = |clock: &str, zone: &str, at: Result<&str, NoSuchTime>| {
            let meant = moment_of(clock, zone).map(|at| at.rfc3339());
            assert_eq!(meant, at.map(str::to_owned), "{clock} {zone}");
        };
        check("2026-12-05T16:30", "Europe/Amsterdam", Ok("2026-12-05T15:30:00Z"));
        check("2026-12-05T16:30", "America/New_York", Ok("2026-12-05T21:30:00Z"));
        check("2027-03-28T02:30", "Europe/Amsterdam", Err(NoSuchTime::Skipped));
        check("2027-03-28T03:00", "Europe/Amsterdam", Ok("2027-03-28T01:00:00Z"));
        // Shown twice that night: the first time.
        check("2026-10-25T02:30", "Europe/Amsterdam", Ok("2026-10-25T00:30:00Z"));
        check("2026-12-05T16:30", "Europe/Atlantis", Err(NoSuchTime::Zone));
        check("2026-12-05T16:30", "", Err(NoSuchTime::Zone));
        check("2026-02-30T16:30", "UTC", Err(NoSuchTime::Unreadable));
        check("tomorrow", "UTC", Err(NoSuchTime::Unreadable));
    }
}
