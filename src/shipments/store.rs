//! The packing list and the shipments. Private to this room.

use diesel::dsl::{count, exists, max};
use diesel::prelude::*;

use super::{ShipmentId, Tracking};
use crate::base::{Fault, Moment};
use crate::orders::{OrderId, OrderLineId};
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::schema::{packing_lines, shipment_lines, shipments};

/// A paid line, and how many of it are packed.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = packing_lines)]
pub struct PackingLine {
    pub order_line_id: OrderLineId,
    pub order_id: OrderId,
    /// What is to be packed, as the order says it.
    pub name: String,
    pub quantity: i64,
    /// In parcels, sent or not.
    pub packed: i64,
    pub added_at: Moment,
    /// It was taken back: nothing more of it is packed.
    pub stopped_at: Option<Moment>,
}

/// A parcel.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = shipments)]
pub struct Shipment {
    pub id: ShipmentId,
    pub order_id: OrderId,
    pub carrier: String,
    pub tracking_number: String,
    /// Empty when it cannot be followed.
    pub tracking_url: String,
    pub packed_at: Moment,
    pub sent_at: Option<Moment>,
}

pub(super) fn insert_line(tx: &mut Tx, line: &PackingLine) -> Result<(), Fault> {
    diesel::insert_into(packing_lines::table).values(line).execute(tx.conn())?;
    Ok(())
}

pub(super) fn insert_shipment(tx: &mut Tx, shipment: &Shipment) -> Result<(), Fault> {
    diesel::insert_into(shipments::table).values(shipment).execute(tx.conn())?;
    Ok(())
}

pub(super) fn insert_content(
    tx: &mut Tx,
    shipment: &ShipmentId,
    line: &OrderLineId,
    quantity: i64,
) -> Result<(), Fault> {
    let row = (
        shipment_lines::shipment_id.eq(shipment),
        shipment_lines::order_line_id.eq(line),
        shipment_lines::quantity.eq(quantity),
    );
    diesel::insert_into(shipment_lines::table).values(row).execute(tx.conn())?;
    Ok(())
}

pub(super) fn line(conn: &mut Conn, line: &OrderLineId) -> Result<Option<PackingLine>, Fault> {
    Ok(packing_lines::table.find(line).select(PackingLine::as_select()).first(conn).optional()?)
}

pub(super) fn lines_of(conn: &mut Conn, order: &OrderId) -> Result<Vec<PackingLine>, Fault> {
    let theirs = packing_lines::table.filter(packing_lines::order_id.eq(order));
    Ok(theirs.order(packing_lines::order_line_id).select(PackingLine::as_select()).load(conn)?)
}

/// The parcel behind an id.
pub fn by_id(conn: &mut Conn, shipment: &ShipmentId) -> Result<Option<Shipment>, Fault> {
    Ok(shipments::table.find(shipment).select(Shipment::as_select()).first(conn).optional()?)
}

pub(super) fn shipments_of(conn: &mut Conn, order: &OrderId) -> Result<Vec<Shipment>, Fault> {
    let theirs = shipments::table.filter(shipments::order_id.eq(order));
    Ok(theirs.order((shipments::packed_at, shipments::id)).select(Shipment::as_select()).load(conn)?)
}

pub(super) fn contents_of(conn: &mut Conn, shipment: &ShipmentId) -> Result<Vec<(OrderLineId, i64)>, Fault> {
    let inside = shipment_lines::table.filter(shipment_lines::shipment_id.eq(shipment));
    let columns = (shipment_lines::order_line_id, shipment_lines::quantity);
    Ok(inside.order(shipment_lines::order_line_id).select(columns).load(conn)?)
}

/// Takes so many from what is owed; false when there are not as many.
pub(super) fn take_owed(tx: &mut Tx, order: &OrderId, line: &OrderLineId, n: i64) -> Result<bool, Fault> {
    let enough = packing_lines::table
        .find(line)
        .filter(packing_lines::order_id.eq(order))
        .filter(packing_lines::stopped_at.is_null())
        .filter((packing_lines::packed + n).le(packing_lines::quantity));
    Ok(diesel::update(enough).set(packing_lines::packed.eq(packing_lines::packed + n)).execute(tx.conn())? == 1)
}

pub(super) fn give_owed(tx: &mut Tx, line: &OrderLineId, n: i64) -> Result<(), Fault> {
    diesel::update(packing_lines::table.find(line))
        .set(packing_lines::packed.eq(packing_lines::packed - n))
        .execute(tx.conn())?;
    Ok(())
}

pub(super) fn stop_line(tx: &mut Tx, line: &OrderLineId, now: Moment) -> Result<(), Fault> {
    diesel::update(packing_lines::table.find(line)).set(packing_lines::stopped_at.eq(now)).execute(tx.conn())?;
    Ok(())
}

/// Parcels that hold some of a line and were not sent.
pub(super) fn unsent_with(conn: &mut Conn, line: &OrderLineId) -> Result<Vec<ShipmentId>, Fault> {
    let with = shipments::table.inner_join(shipment_lines::table).filter(shipment_lines::order_line_id.eq(line));
    Ok(with.filter(shipments::sent_at.is_null()).select(shipments::id).load(conn)?)
}

/// Parcels on their way with some of a line, and how many of it.
pub(super) fn sent_with(conn: &mut Conn, line: &OrderLineId) -> Result<Vec<(Shipment, i64)>, Fault> {
    let with = shipments::table.inner_join(shipment_lines::table).filter(shipment_lines::order_line_id.eq(line));
    let sent = with.filter(shipments::sent_at.is_not_null()).order(shipments::sent_at);
    Ok(sent.select((Shipment::as_select(), shipment_lines::quantity)).load(conn)?)
}

pub(super) fn take_out(tx: &mut Tx, shipment: &ShipmentId, line: &OrderLineId) -> Result<(), Fault> {
    diesel::delete(shipment_lines::table.find((shipment, line))).execute(tx.conn())?;
    Ok(())
}

pub(super) fn drop_if_empty(tx: &mut Tx, shipment: &ShipmentId) -> Result<(), Fault> {
    let inside = shipment_lines::table.filter(shipment_lines::shipment_id.eq(shipment)).count();
    let inside: i64 = inside.get_result(tx.conn())?;
    if inside == 0 {
        diesel::delete(shipments::table.find(shipment)).execute(tx.conn())?;
    }
    Ok(())
}

pub(super) fn label(tx: &mut Tx, shipment: &ShipmentId, tracking: &Tracking) -> Result<(), Fault> {
    diesel::update(shipments::table.find(shipment).filter(shipments::sent_at.is_null()))
        .set((
            shipments::carrier.eq(&tracking.carrier),
            shipments::tracking_number.eq(&tracking.number),
            shipments::tracking_url.eq(&tracking.url),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// False when it was sent before, or is not there.
pub(super) fn mark_sent(
    tx: &mut Tx,
    shipment: &ShipmentId,
    tracking: &Tracking,
    address: &str,
    now: Moment,
) -> Result<bool, Fault> {
    let unsent = shipments::table.find(shipment).filter(shipments::sent_at.is_null());
    let changed = diesel::update(unsent)
        .set((
            shipments::carrier.eq(&tracking.carrier),
            shipments::tracking_number.eq(&tracking.number),
            shipments::tracking_url.eq(address),
            shipments::sent_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

/// Everything with something to pack, or in a parcel that stands by the door.
macro_rules! waiting_lines {
    () => {
        packing_lines::table.filter(packing_lines::stopped_at.is_null()).filter(
            packing_lines::packed.lt(packing_lines::quantity).or(exists(
                shipments::table
                    .filter(shipments::order_id.eq(packing_lines::order_id))
                    .filter(shipments::sent_at.is_null()),
            )),
        )
    };
}

pub(super) fn waiting(conn: &mut Conn, most: i64) -> Result<Vec<OrderId>, Fault> {
    // Ids grow with time, so the oldest order comes first.
    let orders = waiting_lines!().select(packing_lines::order_id).distinct().order(packing_lines::order_id);
    Ok(orders.limit(most).load(conn)?)
}

pub(super) fn count_waiting(conn: &mut Conn) -> Result<i64, Fault> {
    Ok(waiting_lines!().select(count(packing_lines::order_id).aggregate_distinct()).get_result(conn)?)
}

pub(super) fn sent_lately(conn: &mut Conn, most: i64) -> Result<Vec<OrderId>, Fault> {
    let sent = shipments::table.filter(shipments::sent_at.is_not_null()).group_by(shipments::order_id);
    let newest = sent.select((shipments::order_id, max(shipments::sent_at))).order(max(shipments::sent_at).desc());
    let rows: Vec<(OrderId, Option<Moment>)> = newest.limit(most).load(conn)?;
    Ok(rows.into_iter().map(|(order, _)| order).collect())
}
