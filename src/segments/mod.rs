//! Segments: all members who meet a condition, found by the database, and the conditions the crew keeps under a name.
//!
//! A condition is read in two ways: [`Condition::holds`] over one standing, and here as SQL over all of them. A property
//! test holds the two together on both databases.

mod saved;
mod saved_store;
mod sql;
mod store;

use crate::base::condition::Condition;
use crate::base::{Fault, Moment};
use crate::members::MemberId;
use crate::plumbing::db::Conn;

pub use saved::{Segment, SegmentId, all, by_id, by_slug, change, delete, save};
pub use store::Recipient;

/// How many members meet the condition.
pub fn count(conn: &mut Conn, condition: &Condition, now: Moment) -> Result<i64, Fault> {
    store::count(conn, condition, now)
}

/// The members who meet the condition, by id, beginning after one. A page shorter than `most` is the last.
pub fn page(
    conn: &mut Conn,
    condition: &Condition,
    after: Option<&MemberId>,
    most: i64,
    now: Moment,
) -> Result<Vec<MemberId>, Fault> {
    store::page(conn, condition, after, most, now)
}

/// How many of them agreed to a purpose and can be written to.
pub fn count_recipients(conn: &mut Conn, condition: &Condition, purpose: &str, now: Moment) -> Result<i64, Fault> {
    store::count_recipients(conn, condition, purpose, now)
}

/// Those who agreed to a purpose and can be written to, with their addresses, paged like [`page`].
pub fn recipients(
    conn: &mut Conn,
    condition: &Condition,
    purpose: &str,
    after: Option<&MemberId>,
    most: i64,
    now: Moment,
) -> Result<Vec<Recipient>, Fault> {
    store::recipients(conn, condition, purpose, after, most, now)
}
