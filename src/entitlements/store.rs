//! The entitlements table. Private to this room.

use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::upsert::excluded;

use super::{EntitlementId, Past};
use crate::base::{Fault, Moment};
use crate::members::MemberId;
use crate::plumbing::db::{Both, Conn, Tx};
use crate::plumbing::schema::entitlements;

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = entitlements)]
pub struct Entitlement {
    pub id: EntitlementId,
    pub member_id: MemberId,
    pub kind: String,
    pub item: String,
    pub source: String,
    pub starts_at: Moment,
    pub ends_at: Option<Moment>,
}

pub(super) fn insert(
    tx: &mut Tx,
    member: &MemberId,
    kind: &str,
    item: &str,
    source: &str,
    now: Moment,
) -> Result<(), Fault> {
    let row = (
        entitlements::id.eq(EntitlementId::new()),
        entitlements::member_id.eq(member),
        entitlements::kind.eq(kind),
        entitlements::item.eq(item),
        entitlements::source.eq(source),
        entitlements::starts_at.eq(now),
        entitlements::ends_at.eq(None::<Moment>),
    );
    let upsert = diesel::insert_into(entitlements::table)
        .values(row)
        .on_conflict((entitlements::member_id, entitlements::kind, entitlements::item, entitlements::source))
        .do_update()
        .set(entitlements::ends_at.eq(excluded(entitlements::ends_at)));
    Both(upsert).execute(tx.conn())?;
    Ok(())
}

pub(super) fn insert_many(tx: &mut Tx, past: &[Past]) -> Result<(), Fault> {
    let rows: Vec<_> = past
        .iter()
        .map(|past| {
            (
                entitlements::id.eq(EntitlementId::new()),
                entitlements::member_id.eq(&past.member),
                entitlements::kind.eq(&past.kind),
                entitlements::item.eq(&past.item),
                entitlements::source.eq(&past.source),
                entitlements::starts_at.eq(past.starts_at),
                entitlements::ends_at.eq(past.ends_at),
            )
        })
        .collect();
    tx.exec(diesel::insert_into(entitlements::table).values(rows))?;
    Ok(())
}

pub(super) fn end_all_from(tx: &mut Tx, source: &str, now: Moment) -> Result<(), Fault> {
    let running = entitlements::table.filter(entitlements::source.eq(source).and(entitlements::ends_at.is_null()));
    diesel::update(running).set(entitlements::ends_at.eq(now)).execute(tx.conn())?;
    Ok(())
}

pub(super) fn delete_all_from(tx: &mut Tx, source: &str) -> Result<(), Fault> {
    diesel::delete(entitlements::table.filter(entitlements::source.eq(source))).execute(tx.conn())?;
    Ok(())
}

pub(super) fn holds(conn: &mut Conn, member: &MemberId, kind: &str, item: &str, now: Moment) -> Result<bool, Fault> {
    let held = entitlements::table
        .filter(entitlements::member_id.eq(member).and(entitlements::kind.eq(kind)).and(entitlements::item.eq(item)))
        .filter(entitlements::starts_at.le(now))
        .filter(entitlements::ends_at.is_null().or(entitlements::ends_at.gt(now)));
    Ok(diesel::select(exists(held)).get_result(conn)?)
}

pub(super) fn of_member(conn: &mut Conn, member: &MemberId, now: Moment) -> Result<Vec<Entitlement>, Fault> {
    Ok(entitlements::table
        .filter(entitlements::member_id.eq(member).and(entitlements::starts_at.le(now)))
        .filter(entitlements::ends_at.is_null().or(entitlements::ends_at.gt(now)))
        .order((entitlements::kind, entitlements::item))
        .select(Entitlement::as_select())
        .load(conn)?)
}
