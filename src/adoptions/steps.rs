//! The way out of the old system, ticked off step by step.

use diesel::prelude::*;

use crate::base::{Fault, Moment};
use crate::plumbing::db::{Both, Conn, Tx};
use crate::plumbing::schema::adoption_steps;

/// The steps, in the order they are best taken.
pub const STEPS: [&str; 9] = [
    "export",
    "stop-sign-ups",
    "leave-running",
    "webhook",
    "portal",
    "tell-members",
    "let-mail-out",
    "first-renewal",
    "disconnect",
];

/// A step that was taken.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = adoption_steps)]
pub struct Tick {
    /// One of [`STEPS`].
    pub word: String,
    /// Id of the crew member.
    pub ticked_by: String,
    pub ticked_at: Moment,
}

/// Steps that were taken.
pub fn ticks(conn: &mut Conn) -> Result<Vec<Tick>, Fault> {
    Ok(adoption_steps::table.select(Tick::as_select()).load(conn)?)
}

/// Ticks a step off; one that was taken keeps its day, and a word that is no step changes nothing.
pub fn tick(tx: &mut Tx, word: &str, by: &str, now: Moment) -> Result<(), Fault> {
    if !STEPS.contains(&word) {
        return Ok(());
    }
    let tick = Tick { word: word.to_owned(), ticked_by: by.to_owned(), ticked_at: now };
    Both(diesel::insert_into(adoption_steps::table).values(&tick).on_conflict_do_nothing()).execute(tx.conn())?;
    Ok(())
}

/// It was not taken after all.
pub fn untick(tx: &mut Tx, word: &str) -> Result<(), Fault> {
    diesel::delete(adoption_steps::table.find(word)).execute(tx.conn())?;
    Ok(())
}
