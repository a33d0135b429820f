//! Named segments as rows.

use diesel::prelude::*;

use super::saved::SegmentId;
use crate::base::{Fault, Moment};
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::schema::segments;

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = segments)]
pub struct Segment {
    pub id: SegmentId,
    pub name: String,
    pub slug: String,
    /// One line of the language.
    pub condition: String,
    /// Id of the crew member.
    pub created_by: String,
    pub created_at: Moment,
    pub updated_at: Moment,
}

/// By name.
pub fn all(conn: &mut Conn) -> Result<Vec<Segment>, Fault> {
    Ok(segments::table.order((segments::name, segments::id)).select(Segment::as_select()).load(conn)?)
}

pub fn by_id(conn: &mut Conn, id: &SegmentId) -> Result<Option<Segment>, Fault> {
    Ok(segments::table.find(id).select(Segment::as_select()).first(conn).optional()?)
}

pub fn by_slug(conn: &mut Conn, slug: &str) -> Result<Option<Segment>, Fault> {
    Ok(segments::table.filter(segments::slug.eq(slug)).select(Segment::as_select()).first(conn).optional()?)
}

pub(super) fn insert(tx: &mut Tx, segment: &Segment) -> Result<(), Fault> {
    diesel::insert_into(segments::table).values(segment).execute(tx.conn())?;
    Ok(())
}

pub(super) fn update(tx: &mut Tx, id: &SegmentId, name: &str, condition: &str, now: Moment) -> Result<(), Fault> {
    diesel::update(segments::table.find(id))
        .set((segments::name.eq(name), segments::condition.eq(condition), segments::updated_at.eq(now)))
        .execute(tx.conn())?;
    Ok(())
}

pub(super) fn delete(tx: &mut Tx, id: &SegmentId) -> Result<(), Fault> {
    diesel::delete(segments::table.find(id)).execute(tx.conn())?;
    Ok(())
}
