//! Carriage: the line of an order that pays for sending it.
//!
//! Placing adds it by itself, so nobody can want it; it is delivered by being paid and costs back like any line.

use super::{Agreement, Buyer, Fulfilled, NotForSale, OrderLine, Quote, Restock, Sale, Sellable, Taken, Wanted};
use crate::base::{Fault, Moment};
use crate::plumbing::db::{Conn, Tx};

/// The word in `order_lines.kind`.
pub const KIND: &str = "shipping";

pub struct Carriage;

impl Sellable for Carriage {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn quote(&self, _: &mut Conn, _: &Wanted, _: &Buyer, _: Moment) -> Result<Result<Quote, NotForSale>, Fault> {
        Ok(Err(NotForSale::Unknown))
    }

    fn reserve(&self, _: &mut Tx, _: &OrderLine) -> Result<bool, Fault> {
        Ok(true)
    }

    /// Carriage is never short.
    fn count_taken(&self, _: &mut Conn, _: &mut Taken) -> Result<(), Fault> {
        Ok(())
    }

    fn release(&self, _: &mut Tx, _: &OrderLine) -> Result<(), Fault> {
        Ok(())
    }

    fn fulfil(&self, _: &mut Tx, _: &Sale<'_>, _: Moment) -> Result<Fulfilled, Fault> {
        Ok(Fulfilled::Delivered)
    }

    fn revoke(&self, _: &mut Tx, _: &OrderLine, _: Restock, _: Moment) -> Result<(), Fault> {
        Ok(())
    }

    fn renew(&self, _: &mut Tx, _: &Sale<'_>, _: Moment) -> Result<Fulfilled, Fault> {
        Err(Fault::broken("sending does not renew"))
    }

    fn lapse(&self, _: &mut Tx, _: &Agreement, _: Moment) -> Result<(), Fault> {
        Ok(())
    }
}
