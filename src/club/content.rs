//! The content version: what pages for visitors without a session are cached under.

use super::{fact, set_fact};
use crate::base::{Fault, Moment, Secret};
use crate::plumbing::db::{Conn, Tx};

const NAME: &str = "content_version";

/// Differs from every earlier value once something changed that an anonymous visitor can see. Read it before the
/// content: then a page kept under it is never older than its name says.
pub fn content_version(conn: &mut Conn) -> Result<String, Fault> {
    Ok(fact(conn, NAME)?.unwrap_or_default())
}

/// To be called in the transaction of every change an anonymous visitor can see.
pub fn content_changed(tx: &mut Tx, now: Moment) -> Result<(), Fault> {
    // Random, not counted: two transactions that count at once would write the same number.
    set_fact(tx, NAME, Secret::random().reveal(), now)
}
