//! The sandbox's objects. Private to this room.

use diesel::prelude::*;
use diesel::upsert::excluded;
use serde_json::Value;

use crate::base::{Fault, Moment};
use crate::plumbing::db::{Both, Conn, Tx};
use crate::plumbing::schema::sandbox_objects;

pub(super) fn get(conn: &mut Conn, kind: &str, id: &str) -> Result<Option<Value>, Fault> {
    let found = sandbox_objects::table.filter(sandbox_objects::id.eq(id).and(sandbox_objects::kind.eq(kind)));
    let body: Option<String> = found.select(sandbox_objects::body).first(conn).optional()?;
    Ok(body.map(|body| serde_json::from_str(&body)).transpose()?)
}

/// All of a kind, newest first.
pub(super) fn all(conn: &mut Conn, kind: &str) -> Result<Vec<Value>, Fault> {
    let found = sandbox_objects::table.filter(sandbox_objects::kind.eq(kind));
    let newest_first = found.order((sandbox_objects::created_at.desc(), sandbox_objects::id.desc()));
    let bodies: Vec<String> = newest_first.select(sandbox_objects::body).load(conn)?;
    Ok(bodies.iter().map(|body| serde_json::from_str(body)).collect::<Result<_, _>>()?)
}

/// Keeps an object under its `id`, in place of what was there.
pub(super) fn put(tx: &mut Tx, kind: &str, object: &Value, now: Moment) -> Result<(), Fault> {
    let id = object["id"].as_str().ok_or_else(|| Fault::broken("a sandbox object without an id"))?;
    let row = (
        sandbox_objects::id.eq(id),
        sandbox_objects::kind.eq(kind),
        sandbox_objects::body.eq(object.to_string()),
        sandbox_objects::created_at.eq(now),
    );
    let upsert = diesel::insert_into(sandbox_objects::table)
        .values(row)
        .on_conflict(sandbox_objects::id)
        .do_update()
        .set(sandbox_objects::body.eq(excluded(sandbox_objects::body)));
    Both(upsert).execute(tx.conn())?;
    Ok(())
}
