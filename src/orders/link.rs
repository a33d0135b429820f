//! The link that opens one order to whoever has it: guests, and the way back from payment.

use super::OrderId;
use crate::base::equal_in_constant_time;
use crate::club::Club;

/// As many hex digits as 128 bits have.
const LENGTH: usize = 32;

/// The path of an order's page, with the key that opens it.
pub fn link(club: &Club, order: &OrderId) -> String {
    format!("/o/{order}/{}", key(club, order))
}

/// Whether a key opens an order.
pub fn opens(club: &Club, order: &OrderId, presented: &str) -> bool {
    equal_in_constant_time(key(club, order).as_bytes(), presented.as_bytes())
}

fn key(club: &Club, order: &OrderId) -> String {
    let mut key = club.key().sign("order link", order.as_str());
    key.truncate(LENGTH);
    key
}
