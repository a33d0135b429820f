//! Addresses of one order that open it to whoever has them: in mails, and on the way back from payment.

use crate::base::Fault;
use crate::lobby::Visit;
use crate::orders::{self, Order, OrderId};
use crate::plumbing::web::PageError;

/// The addresses of an order.
pub(super) struct Links {
    pub page: String,
    pub pay: String,
    pub end: String,
    pub tickets: String,
}

pub(super) fn of(visit: &Visit, order: &Order) -> Links {
    let page = visit.url(&orders::link(&visit.club, &order.id));
    Links { pay: format!("{page}/payments"), end: format!("{page}/end"), tickets: format!("{page}/tickets.pdf"), page }
}

/// The order an address opens; nothing for a key that is not its own.
pub(super) async fn opened(visit: &Visit, order: &str, key: &str) -> Result<Order, PageError> {
    let id = OrderId(order.to_owned());
    if !orders::opens(&visit.club, &id, key) {
        return Err(PageError::NotFound);
    }
    let found: Result<Option<Order>, Fault> = visit.club.read(move |conn| orders::by_id(conn, &id)).await;
    found?.ok_or(PageError::NotFound)
}
