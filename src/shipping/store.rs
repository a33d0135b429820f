//! The zones. Private to this room.

use diesel::prelude::*;

use super::ZoneId;
use crate::base::{Currency, Fault, Moment};
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::schema::shipping_zones;

/// Countries that cost the same to send to.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = shipping_zones, treat_none_as_null = true)]
pub struct Zone {
    pub id: ZoneId,
    pub name: String,
    pub(super) countries: String,
    pub currency: Currency,
    pub minor: i64,
    /// From this sum of goods on, sending is free. Minor units.
    pub free_from: Option<i64>,
    /// What is heavier is not sent.
    pub most_grams: Option<i64>,
    pub position: i32,
    pub created_at: Moment,
}

pub(super) fn zones(conn: &mut Conn) -> Result<Vec<Zone>, Fault> {
    let all = shipping_zones::table.order((shipping_zones::position, shipping_zones::id));
    Ok(all.select(Zone::as_select()).load(conn)?)
}

pub(super) fn zone(conn: &mut Conn, id: &ZoneId) -> Result<Option<Zone>, Fault> {
    Ok(shipping_zones::table.find(id).select(Zone::as_select()).first(conn).optional()?)
}

pub(super) fn insert_zone(tx: &mut Tx, zone: &Zone) -> Result<(), Fault> {
    diesel::insert_into(shipping_zones::table).values(zone).execute(tx.conn())?;
    Ok(())
}

pub(super) fn update_zone(tx: &mut Tx, zone: &Zone) -> Result<(), Fault> {
    diesel::update(shipping_zones::table.find(&zone.id)).set(zone).execute(tx.conn())?;
    Ok(())
}

pub(super) fn delete_zone(tx: &mut Tx, id: &ZoneId) -> Result<bool, Fault> {
    Ok(diesel::delete(shipping_zones::table.find(id)).execute(tx.conn())? == 1)
}
