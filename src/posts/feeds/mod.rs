//! Feeds: the open posts for anybody, and all a member may see behind an address of their own.
//!
//! The private address is a secret: kept as a hash, shown once, and ended by renewing or revoking it.

mod rss;
mod store;

use crate::base::{Fault, Moment, Secret};
use crate::members::MemberId;
use crate::plumbing::db::{Conn, Tx};

pub use rss::{Channel, Enclosure, Item, rss};

/// Makes a member's private feed and ends the one they had. The secret is not seen again.
pub fn renew(tx: &mut Tx, member: &MemberId, now: Moment) -> Result<Secret, Fault> {
    let token = Secret::random();
    store::put(tx, member, &token.hash(), now)?;
    Ok(token)
}

/// Ends a member's private feed; false when there was none.
pub fn revoke(tx: &mut Tx, member: &MemberId) -> Result<bool, Fault> {
    store::delete(tx, member)
}

/// Since when a member has a private feed.
pub fn since(conn: &mut Conn, member: &MemberId) -> Result<Option<Moment>, Fault> {
    store::since(conn, member)
}

/// Whose feed this is. The member's standing still decides what is in it.
pub fn member_by_token(conn: &mut Conn, token: &Secret) -> Result<Option<MemberId>, Fault> {
    store::by_hash(conn, &token.hash())
}
