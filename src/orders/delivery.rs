//! Delivering: each line in a transaction of its own.

use super::{
    Agreement, Fulfilled, GoneReason, Kinds, Order, OrderId, OrderLine, OrderLineId, Origin, Restock, Sale, store,
};
use crate::base::{Fault, Moment};
use crate::plumbing::db::{Conn, Tx};

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    Delivered,
    /// Its money has to go back.
    Gone(GoneReason),
    /// Somebody else delivered it, or it needs no delivering.
    NotWaiting,
}

/// Delivers one paid line. Claims it first, so two deliverers cannot both hand it over.
///
/// A hold that was lost before the money came is taken again; only when that fails is the line gone.
pub fn deliver(
    tx: &mut Tx,
    kinds: Kinds,
    order: &Order,
    line: &OrderLineId,
    agreement: Option<&Agreement>,
    now: Moment,
) -> Result<Delivery, Fault> {
    if !store::claim_line(tx, line, now)? {
        return Ok(Delivery::NotWaiting);
    }
    let Some(mut line) = store::line(tx, line)? else { return Ok(Delivery::NotWaiting) };
    let sellable = kinds.named(&line.kind)?;
    let fulfilled = if order.origin == Origin::Renewal.word() {
        sellable.renew(tx, &Sale { order, line: &line, agreement }, now)?
    } else {
        if !line.reserved {
            line.reserved = sellable.reserve(tx, &line)?;
            store::set_reserved(tx, &line.id, line.reserved)?;
        }
        if line.reserved {
            sellable.fulfil(tx, &Sale { order, line: &line, agreement }, now)?
        } else {
            Fulfilled::Gone(GoneReason::SoldOut)
        }
    };
    match fulfilled {
        Fulfilled::Delivered => Ok(Delivery::Delivered),
        Fulfilled::Gone(reason) => {
            if line.reserved {
                sellable.release(tx, &line)?;
                store::set_reserved(tx, &line.id, false)?;
            }
            store::mark_gone(tx, &line.id, reason.word())?;
            Ok(Delivery::Gone(reason))
        }
    }
}

/// Keeps what went wrong with a line, for the studio. The line stays waiting and is tried again.
pub fn note_trouble(tx: &mut Tx, line: &OrderLineId, error: &str) -> Result<(), Fault> {
    store::set_trouble(tx, line, error)
}

/// Takes a line of a paid order back: what was delivered is revoked, what was still owed never is. False when there was
/// nothing to take back any more.
pub fn take_back(tx: &mut Tx, kinds: Kinds, line: &OrderLineId, stock: Restock, now: Moment) -> Result<bool, Fault> {
    let Some(line) = store::line(tx, line)? else { return Ok(false) };
    let sellable = kinds.named(&line.kind)?;
    if store::mark_revoked(tx, &line.id)? {
        sellable.revoke(tx, &line, stock, now)?;
    } else if store::mark_void(tx, &line.id)? {
        // Never handed over, so it can only go back on the shelf.
        if line.reserved {
            sellable.release(tx, &line)?;
        }
    } else {
        return Ok(false);
    }
    store::set_reserved(tx, &line.id, false)?;
    Ok(true)
}

/// The lines of a paid order that are still owed.
pub fn undelivered_lines(conn: &mut Conn, order: &OrderId) -> Result<Vec<OrderLine>, Fault> {
    let mut lines = store::lines_of(conn, order)?;
    lines.retain(|line| line.delivery == "waiting");
    Ok(lines)
}
