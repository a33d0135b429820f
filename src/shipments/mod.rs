//! Shipments: the packing list, and the parcels that left it.
//!
//! A paid line comes onto the list with how many are owed. Packing takes some of them off it into a shipment; sending
//! tells the buyer. What never happens here: packing more than is owed, and knowing what a line is about.

mod carriers;
pub mod jobs;
mod store;

use crate::base::{Fault, Moment};
use crate::club::Club;
use crate::id;
use crate::orders::{OrderId, OrderLine, OrderLineId, Stage, WayToIt, Whereabouts};
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::jobs as queue;

pub use carriers::{CARRIERS, Carrier};
pub use store::{PackingLine, Shipment, by_id};

id!(
    /// One parcel.
    ShipmentId
);

/// Longest name of a carrier or tracking number, in characters.
pub const LONGEST_TRACKING: usize = 100;

/// A parcel with what is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parcel {
    pub shipment: Shipment,
    /// The lines in it, and how many of each.
    pub contents: Vec<(PackingLine, i64)>,
}

/// Where a parcel is on its way. All parts may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tracking {
    /// One of [`CARRIERS`], or any other name.
    pub carrier: String,
    pub number: String,
    /// Where it can be followed, when the carrier is none we know.
    pub url: String,
}

impl Shipment {
    /// What was written on it so far.
    pub fn label(&self) -> Tracking {
        Tracking { carrier: self.carrier.clone(), number: self.tracking_number.clone(), url: self.tracking_url.clone() }
    }
}

/// Why nothing was packed.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    #[error("nothing was chosen")]
    Nothing,
    /// Somebody else packed it, or it was taken back.
    #[error("it is not owed any more")]
    NotOwed,
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl PackingLine {
    /// How many still have to be packed.
    pub fn owed(&self) -> i64 {
        if self.stopped_at.is_some() { 0 } else { self.quantity - self.packed }
    }
}

impl Shipment {
    pub fn is_sent(&self) -> bool {
        self.sent_at.is_some()
    }
}

/// Puts a paid line onto the packing list.
pub fn put_on_list(tx: &mut Tx, line: &OrderLine, now: Moment) -> Result<(), Fault> {
    store::insert_line(
        tx,
        &PackingLine {
            order_line_id: line.id.clone(),
            order_id: line.order_id.clone(),
            name: line.name.clone(),
            quantity: line.quantity,
            packed: 0,
            added_at: now,
            stopped_at: None,
        },
    )
}

/// Takes a line off the packing list, out of parcels too that were packed and not sent. Sent parcels stay what they are.
pub fn take_off_list(tx: &mut Tx, line: &OrderLineId, now: Moment) -> Result<(), Fault> {
    store::stop_line(tx, line, now)?;
    for shipment in store::unsent_with(tx, line)? {
        store::take_out(tx, &shipment, line)?;
        store::drop_if_empty(tx, &shipment)?;
    }
    Ok(())
}

/// Packs so many of each line into one parcel.
pub fn pack(tx: &mut Tx, order: &OrderId, chosen: &[(OrderLineId, i64)], now: Moment) -> Result<ShipmentId, PackError> {
    let chosen: Vec<_> = chosen.iter().filter(|(_, quantity)| *quantity > 0).collect();
    if chosen.is_empty() {
        return Err(PackError::Nothing);
    }
    let shipment = Shipment {
        id: ShipmentId::new(),
        order_id: order.clone(),
        carrier: String::new(),
        tracking_number: String::new(),
        tracking_url: String::new(),
        packed_at: now,
        sent_at: None,
    };
    store::insert_shipment(tx, &shipment)?;
    for (line, quantity) in chosen {
        if !store::take_owed(tx, order, line, *quantity)? {
            return Err(PackError::NotOwed);
        }
        store::insert_content(tx, &shipment.id, line, *quantity)?;
    }
    Ok(shipment.id)
}

/// Packs whatever an order still owes into one parcel.
pub fn pack_all(tx: &mut Tx, order: &OrderId, now: Moment) -> Result<ShipmentId, PackError> {
    let lines = store::lines_of(tx, order)?;
    let owed: Vec<_> = lines.iter().map(|line| (line.order_line_id.clone(), line.owed())).collect();
    pack(tx, order, &owed, now)
}

/// Unpacks a parcel that was not sent: what was in it is owed again. False when it is not there or on its way.
pub fn unpack(tx: &mut Tx, shipment: &ShipmentId) -> Result<bool, Fault> {
    let Some(found) = store::by_id(tx, shipment)?.filter(|found| !found.is_sent()) else { return Ok(false) };
    for (line, quantity) in store::contents_of(tx, &found.id)? {
        store::give_owed(tx, &line, quantity)?;
        store::take_out(tx, &found.id, &line)?;
    }
    store::drop_if_empty(tx, &found.id)?;
    Ok(true)
}

/// Writes on a parcel that was not sent by whom it will go and under which number. Nobody is told yet.
pub fn label(tx: &mut Tx, shipment: &ShipmentId, tracking: &Tracking) -> Result<(), Fault> {
    store::label(tx, shipment, tracking)
}

/// A parcel goes on its way, and its buyer is told. False when it is not there or left before.
pub fn send(tx: &mut Tx, shipment: &ShipmentId, tracking: &Tracking, now: Moment) -> Result<bool, Fault> {
    if !store::mark_sent(tx, shipment, tracking, &tracking.address(), now)? {
        return Ok(false);
    }
    queue::enqueue::<Club, _>(tx, &jobs::TellSent { shipment: shipment.clone() }, now, now)?;
    Ok(true)
}

/// What an order's parcels are, oldest first.
pub fn of_order(conn: &mut Conn, order: &OrderId) -> Result<Vec<Parcel>, Fault> {
    let lines = store::lines_of(conn, order)?;
    let mut parcels = Vec::new();
    for shipment in store::shipments_of(conn, order)? {
        let contents = store::contents_of(conn, &shipment.id)?;
        let known = |(id, quantity): (OrderLineId, i64)| {
            Some((lines.iter().find(|line| line.order_line_id == id)?.clone(), quantity))
        };
        parcels.push(Parcel { contents: contents.into_iter().filter_map(known).collect(), shipment });
    }
    Ok(parcels)
}

/// An order's lines on the list, those that were taken off it included.
pub fn lines_of(conn: &mut Conn, order: &OrderId) -> Result<Vec<PackingLine>, Fault> {
    store::lines_of(conn, order)
}

/// Orders with something to pack or to send, oldest first.
pub fn waiting(conn: &mut Conn, most: i64) -> Result<Vec<OrderId>, Fault> {
    store::waiting(conn, most)
}

/// How many orders wait for packing or sending.
pub fn count_waiting(conn: &mut Conn) -> Result<i64, Fault> {
    store::count_waiting(conn)
}

/// Orders whose parcels left last, newest first.
pub fn sent_lately(conn: &mut Conn, most: i64) -> Result<Vec<OrderId>, Fault> {
    store::sent_lately(conn, most)
}

/// How far a line got, and where its parcels can be followed.
pub fn whereabouts(conn: &mut Conn, line: &OrderLineId) -> Result<Option<Whereabouts>, Fault> {
    let Some(found) = store::line(conn, line)? else { return Ok(None) };
    let sent = store::sent_with(conn, line)?;
    let away: i64 = sent.iter().map(|(_, quantity)| quantity).sum();
    let stage = match away {
        0 if found.owed() == 0 => Stage::Packed,
        0 => Stage::ToPack,
        some if some < found.quantity => Stage::PartlySent,
        _ => Stage::Sent,
    };
    let ways =
        sent.into_iter().filter(|(shipment, _)| !shipment.tracking_url.is_empty()).map(|(shipment, _)| WayToIt {
            label: format!("{} {}", shipment.carrier, shipment.tracking_number).trim().to_owned(),
            url: shipment.tracking_url,
        });
    Ok(Some(Whereabouts { stage, ways: ways.collect() }))
}
