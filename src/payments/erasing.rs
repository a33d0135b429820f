//! Forgetting a buyer: what was kept of the talk with the provider. Sums, receipts and refunds stay.

use super::store;
use crate::base::Fault;
use crate::orders::OrderId;
use crate::plumbing::db::Tx;

/// Empties stored requests and messages that name the buyer of these orders.
pub fn forget(tx: &mut Tx, orders: &[OrderId], email: &str) -> Result<(), Fault> {
    for order in orders {
        store::empty_requests(tx, order)?;
        store::empty_events_with(tx, order.as_str())?;
    }
    if email.is_empty() { Ok(()) } else { store::empty_events_with(tx, email) }
}
