//! Papers of orders whose buyer was erased: who bought and where it went. Bookkeeping has to keep them for years, so they
//! are sealed with the club's key, out of every page's and every query's reach, until their year is over.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::{Order, OrderId, store};
use crate::base::{Fault, Moment};
use crate::club::ClubKey;
use crate::members::MemberId;
use crate::plumbing::db::{Both, Conn, Tx};
use crate::plumbing::schema::{order_addresses, order_lines, orders, sealed_papers};

const PURPOSE: &str = "order papers";

/// What the seal covers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Papers {
    pub email: String,
    /// Lines of the address as they stood on the parcel, country and telephone last; empty when nothing was sent.
    pub address: Vec<String>,
    /// What was answered when it was ordered: names on tickets, for example. The front's own JSON, one a line.
    pub details: Vec<String>,
}

/// Sealed papers of an order, and until when they are kept.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = sealed_papers)]
pub struct Sealed {
    pub order_id: OrderId,
    /// Empty until nothing of the order has to be sent any more.
    sealed: String,
    pub keep_until: Moment,
}

impl Sealed {
    pub fn is_sealed(&self) -> bool {
        !self.sealed.is_empty()
    }
}

/// Every order of a member.
pub fn all_of_member(conn: &mut Conn, member: &MemberId) -> Result<Vec<Order>, Fault> {
    let theirs = orders::table.filter(orders::member_id.eq(member)).order(orders::id);
    Ok(theirs.select(Order::as_select()).load(conn)?)
}

/// Notes that an order's papers are to be sealed as soon as they are not needed for sending it.
pub fn mark_for_sealing(tx: &mut Tx, order: &OrderId, keep_until: Moment) -> Result<(), Fault> {
    let row =
        (sealed_papers::order_id.eq(order), sealed_papers::sealed.eq(""), sealed_papers::keep_until.eq(keep_until));
    Both(diesel::insert_into(sealed_papers::table).values(row).on_conflict_do_nothing()).execute(tx.conn())?;
    Ok(())
}

/// Orders whose papers wait to be sealed.
pub fn waiting_for_seal(conn: &mut Conn, most: i64) -> Result<Vec<OrderId>, Fault> {
    let open = sealed_papers::table.filter(sealed_papers::sealed.eq("")).order(sealed_papers::order_id).limit(most);
    Ok(open.select(sealed_papers::order_id).load(conn)?)
}

/// Seals the papers of an order and takes what they say off the order itself.
pub fn seal(tx: &mut Tx, key: &ClubKey, order: &OrderId) -> Result<(), Fault> {
    let Some(found) = store::by_id(tx, order)? else { return Ok(()) };
    let lines = store::lines_of(tx, order)?;
    let address = store::address_of(tx, order)?.map_or_else(Vec::new, |address| {
        let mut lines = address.lines();
        lines.extend([address.country, address.phone].into_iter().filter(|line| !line.is_empty()));
        lines
    });
    let details = lines.into_iter().map(|line| line.details).filter(|details| !details.is_empty()).collect();
    let papers = Papers { email: found.email, address, details };
    let sealed = key.seal(PURPOSE, &serde_json::to_vec(&papers)?)?;
    diesel::update(sealed_papers::table.find(order)).set(sealed_papers::sealed.eq(sealed)).execute(tx.conn())?;
    diesel::update(orders::table.find(order))
        .set((orders::email.eq(""), orders::email_folded.eq(""), orders::fingerprint.eq("")))
        .execute(tx.conn())?;
    diesel::update(order_lines::table.filter(order_lines::order_id.eq(order)))
        .set((order_lines::details.eq(""), order_lines::last_error.eq(None::<String>)))
        .execute(tx.conn())?;
    diesel::delete(order_addresses::table.find(order)).execute(tx.conn())?;
    Ok(())
}

/// The papers of an order, if they were sealed and are still kept.
pub fn sealed_of(conn: &mut Conn, order: &OrderId) -> Result<Option<Sealed>, Fault> {
    Ok(sealed_papers::table.find(order).select(Sealed::as_select()).first(conn).optional()?)
}

/// What the seal covers.
pub fn unseal(key: &ClubKey, sealed: &Sealed) -> Result<Papers, Fault> {
    Ok(serde_json::from_slice(&key.unseal(PURPOSE, &sealed.sealed)?)?)
}

/// Lets go of papers whose year is over. Gives how many.
pub fn shred(tx: &mut Tx, now: Moment) -> Result<usize, Fault> {
    let over = sealed_papers::keep_until.le(now).and(sealed_papers::sealed.ne(""));
    Ok(diesel::delete(sealed_papers::table.filter(over)).execute(tx.conn())?)
}
