//! Entitlements: what a member may have because of something they hold.
//!
//! Each has a source (a membership, a purchase); taking the source away takes exactly its entitlements.

mod store;

use crate::base::{Fault, Moment};
use crate::id;
use crate::members::MemberId;
use crate::plumbing::db::{Conn, Tx};

pub use store::Entitlement;

id!(
    /// One right of one member.
    EntitlementId
);

/// Gives `member` the right to `item` of `kind`, until `source` is taken away. Giving it again from the same source changes nothing.
pub fn grant(tx: &mut Tx, member: &MemberId, kind: &str, item: &str, source: &str, now: Moment) -> Result<(), Fault> {
    store::insert(tx, member, kind, item, source, now)
}

/// A right somebody had or has, as a generator or an import brings it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    pub member: MemberId,
    pub kind: String,
    pub item: String,
    pub source: String,
    pub starts_at: Moment,
    pub ends_at: Option<Moment>,
}

/// Writes many rights at once.
pub fn insert_past(tx: &mut Tx, past: &[Past]) -> Result<(), Fault> {
    store::insert_many(tx, past)
}

/// Takes away what came from `source`.
pub fn revoke(tx: &mut Tx, source: &str, now: Moment) -> Result<(), Fault> {
    store::end_all_from(tx, source, now)
}

/// Forgets what came from `source`, as if it had never been given.
pub fn forget(tx: &mut Tx, source: &str) -> Result<(), Fault> {
    store::delete_all_from(tx, source)
}

/// Whether `member` holds the right at `now`, from whatever source.
pub fn holds(conn: &mut Conn, member: &MemberId, kind: &str, item: &str, now: Moment) -> Result<bool, Fault> {
    store::holds(conn, member, kind, item, now)
}

/// What `member` holds at `now`.
pub fn of_member(conn: &mut Conn, member: &MemberId, now: Moment) -> Result<Vec<Entitlement>, Fault> {
    store::of_member(conn, member, now)
}
