//! Exports with a name as rows.

use diesel::prelude::*;

use super::kept::KeptExportId;
use crate::base::{Fault, Moment};
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::schema::kept_exports;

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = kept_exports)]
pub struct KeptExport {
    pub id: KeptExportId,
    /// Each once.
    pub name: String,
    /// As JSON.
    pub recipe: String,
    /// Id of the crew member.
    pub created_by: String,
    pub created_at: Moment,
    pub updated_at: Moment,
}

/// By name.
pub fn all(conn: &mut Conn) -> Result<Vec<KeptExport>, Fault> {
    Ok(kept_exports::table.order(kept_exports::name).select(KeptExport::as_select()).load(conn)?)
}

pub fn by_id(conn: &mut Conn, id: &KeptExportId) -> Result<Option<KeptExport>, Fault> {
    Ok(kept_exports::table.find(id).select(KeptExport::as_select()).first(conn).optional()?)
}

pub fn by_name(conn: &mut Conn, name: &str) -> Result<Option<KeptExport>, Fault> {
    let named = kept_exports::table.filter(kept_exports::name.eq(name));
    Ok(named.select(KeptExport::as_select()).first(conn).optional()?)
}

pub(super) fn insert(tx: &mut Tx, kept: &KeptExport) -> Result<(), Fault> {
    diesel::insert_into(kept_exports::table).values(kept).execute(tx.conn())?;
    Ok(())
}

pub(super) fn update(tx: &mut Tx, id: &KeptExportId, recipe: &str, now: Moment) -> Result<(), Fault> {
    diesel::update(kept_exports::table.find(id))
        .set((kept_exports::recipe.eq(recipe), kept_exports::updated_at.eq(now)))
        .execute(tx.conn())?;
    Ok(())
}

pub(super) fn delete(tx: &mut Tx, id: &KeptExportId) -> Result<(), Fault> {
    diesel::delete(kept_exports::table.find(id)).execute(tx.conn())?;
    Ok(())
}
