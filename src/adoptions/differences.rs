//! Where Stripe and the member file disagree after a move, for people to look at.

use diesel::prelude::*;

use crate::base::{Fault, Moment};
use crate::plumbing::db::{Both, Conn, Tx};
use crate::plumbing::schema::adoption_differences;

/// What is amiss.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Somebody pays at Stripe and has no membership here.
    OnlyThere,
    /// There is a membership here, and nobody pays for it at Stripe any more.
    OnlyHere,
    /// Another price is paid than the membership says.
    Price,
    /// The old system went on selling after the move.
    NewThere,
}

impl Kind {
    pub fn word(self) -> &'static str {
        match self {
            Kind::OnlyThere => "only-there",
            Kind::OnlyHere => "only-here",
            Kind::Price => "price",
            Kind::NewThere => "new-there",
        }
    }
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = adoption_differences)]
pub struct Difference {
    /// The same as long as it is the same difference.
    pub(super) id: String,
    /// See [`Kind::word`].
    pub kind: String,
    /// Stripe's name of what is paid again and again.
    pub subject: String,
    /// Sum and period as they are written down here, `6.00 EUR month`; empty where there is none.
    pub here: String,
    /// The same as Stripe has it.
    pub there: String,
    pub found_at: Moment,
}

impl Difference {
    pub(super) fn new(kind: Kind, subject: &str, here: String, there: String, now: Moment) -> Difference {
        let id = format!("{}/{subject}", kind.word());
        Difference { id, kind: kind.word().to_owned(), subject: subject.to_owned(), here, there, found_at: now }
    }
}

/// All that stand open, longest first.
pub fn all(conn: &mut Conn) -> Result<Vec<Difference>, Fault> {
    let open = adoption_differences::table.order((adoption_differences::found_at, adoption_differences::id));
    Ok(open.select(Difference::as_select()).load(conn)?)
}

/// Keeps what a look found: what was found before keeps its day, what is no more is forgotten.
pub(super) fn replace(tx: &mut Tx, found: &[Difference]) -> Result<(), Fault> {
    let ids: Vec<&str> = found.iter().map(|difference| difference.id.as_str()).collect();
    let known: Vec<String> = adoption_differences::table.select(adoption_differences::id).load(tx.conn())?;
    for gone in known.iter().filter(|id| !ids.contains(&id.as_str())) {
        diesel::delete(adoption_differences::table.find(gone)).execute(tx.conn())?;
    }
    for difference in found {
        let insert = diesel::insert_into(adoption_differences::table).values(difference);
        Both(insert.on_conflict_do_nothing()).execute(tx.conn())?;
    }
    Ok(())
}
