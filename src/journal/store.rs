//! The journal's table. Private to this room.

use diesel::prelude::*;

use super::{Actor, EntryId};
use crate::base::{Fault, Moment};
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::schema::journal_entries;

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = journal_entries)]
pub struct Entry {
    pub id: EntryId,
    pub at: Moment,
    /// `system`, `operator`, `member` or `crew`.
    pub actor_kind: String,
    pub actor_id: Option<String>,
    pub verb: String,
    pub subject_kind: String,
    pub subject_id: String,
    pub detail: String,
}

pub(super) fn insert_entry(
    tx: &mut Tx,
    actor: &Actor,
    verb: &str,
    (subject_kind, subject_id): (&str, &str),
    detail: &str,
    now: Moment,
) -> Result<(), Fault> {
    let row = (
        journal_entries::id.eq(EntryId::new()),
        journal_entries::at.eq(now),
        journal_entries::actor_kind.eq(actor.kind()),
        journal_entries::actor_id.eq(actor.id()),
        journal_entries::verb.eq(verb),
        journal_entries::subject_kind.eq(subject_kind),
        journal_entries::subject_id.eq(subject_id),
        journal_entries::detail.eq(detail),
    );
    diesel::insert_into(journal_entries::table).values(row).execute(tx.conn())?;
    Ok(())
}

pub(super) fn latest(conn: &mut Conn, before: Option<&EntryId>, most: i64) -> Result<Vec<Entry>, Fault> {
    let mut query = journal_entries::table.into_boxed();
    if let Some(before) = before {
        let at: Option<Moment> =
            journal_entries::table.find(before).select(journal_entries::at).first(conn).optional()?;
        let Some(at) = at else { return Ok(Vec::new()) };
        let same_moment = journal_entries::at.eq(at).and(journal_entries::id.lt(before));
        query = query.filter(journal_entries::at.lt(at).or(same_moment));
    }
    // Not by id alone: what is taken over from elsewhere is written later than it happened.
    Ok(query
        .order((journal_entries::at.desc(), journal_entries::id.desc()))
        .limit(most)
        .select(Entry::as_select())
        .load(conn)?)
}

pub(super) fn about(conn: &mut Conn, kind: &str, id: &str, most: i64) -> Result<Vec<Entry>, Fault> {
    Ok(journal_entries::table
        .filter(journal_entries::subject_kind.eq(kind).and(journal_entries::subject_id.eq(id)))
        .order(journal_entries::at.desc())
        .limit(most)
        .select(Entry::as_select())
        .load(conn)?)
}

pub(super) fn all_about(conn: &mut Conn, verb: &str, kind: &str, id: &str) -> Result<Vec<Entry>, Fault> {
    Ok(journal_entries::table
        .filter(journal_entries::subject_kind.eq(kind).and(journal_entries::subject_id.eq(id)))
        .filter(journal_entries::verb.eq(verb))
        .order(journal_entries::id)
        .select(Entry::as_select())
        .load(conn)?)
}
