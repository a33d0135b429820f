//! The journal: who did what to what, when. Kept with ids, never with names, so that it can outlive a person's erasure.

mod store;

use crate::base::{Fault, Moment};
use crate::id;
use crate::plumbing::db::{Conn, Tx};

pub use store::Entry;

id!(
    /// One line of the journal.
    EntryId
);

/// Who did it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// The program by itself: a job, a webhook.
    System,
    /// Somebody at the server's command line.
    Operator,
    /// A member, by id.
    Member(String),
    /// A crew member, by id.
    Crew(String),
}

impl Actor {
    fn kind(&self) -> &'static str {
        match self {
            Actor::System => "system",
            Actor::Operator => "operator",
            Actor::Member(_) => "member",
            Actor::Crew(_) => "crew",
        }
    }

    fn id(&self) -> Option<&str> {
        match self {
            Actor::System | Actor::Operator => None,
            Actor::Member(id) | Actor::Crew(id) => Some(id),
        }
    }
}

/// Writes one line. `verb` is a word of the field with its noun, `order.refunded`; `detail` is for people and holds no
/// personal data.
pub fn record(
    tx: &mut Tx,
    actor: Actor,
    verb: &str,
    subject_kind: &str,
    subject_id: &str,
    detail: &str,
    now: Moment,
) -> Result<(), Fault> {
    store::insert_entry(tx, &actor, verb, (subject_kind, subject_id), detail, now)
}

/// The newest lines before `before`, newest first.
pub fn latest(conn: &mut Conn, before: Option<&EntryId>, most: i64) -> Result<Vec<Entry>, Fault> {
    store::latest(conn, before, most)
}

/// Every line with this verb about one thing, oldest first.
pub fn all_about(conn: &mut Conn, verb: &str, subject_kind: &str, subject_id: &str) -> Result<Vec<Entry>, Fault> {
    store::all_about(conn, verb, subject_kind, subject_id)
}

/// Everything written about one thing, newest first.
pub fn about(conn: &mut Conn, subject_kind: &str, subject_id: &str, most: i64) -> Result<Vec<Entry>, Fault> {
    store::about(conn, subject_kind, subject_id, most)
}
