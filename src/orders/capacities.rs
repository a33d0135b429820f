//! Everything limited has a row here; reserving is one UPDATE, so no race can oversell.

use super::store;
use crate::base::Fault;
use crate::plumbing::db::{Conn, Tx};

/// How much of something there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capacity {
    /// None is unlimited.
    pub total: Option<i64>,
    pub taken: i64,
}

impl Capacity {
    /// How many are left; none when there is no limit. Never below zero, also when the limit was lowered later.
    pub fn left(self) -> Option<i64> {
        self.total.map(|total| (total - self.taken).max(0))
    }
}

/// Something without a row has never been limited and nobody took any.
pub fn of(conn: &mut Conn, kind: &str, item: &str) -> Result<Capacity, Fault> {
    Ok(store::capacity(conn, kind, item)?.unwrap_or(Capacity { total: None, taken: 0 }))
}

/// Sets how many there are, taken ones included. Lowering it below what is taken sells no more and takes nothing away.
pub fn set_total(tx: &mut Tx, kind: &str, item: &str, total: Option<i64>) -> Result<(), Fault> {
    store::set_capacity(tx, kind, item, total)
}

/// Puts `by` more on the shelf, or takes some off it, whatever is sold in between; what is not limited is limited from then
/// on. False when that would leave fewer than none, and then nothing changes.
pub fn restock(tx: &mut Tx, kind: &str, item: &str, by: i64) -> Result<bool, Fault> {
    store::ensure_capacity(tx, kind, item)?;
    store::add_to_total(tx, kind, item, by)
}

/// Says how many lie on the shelf now, beside what was taken.
pub fn set_left(tx: &mut Tx, kind: &str, item: &str, left: i64) -> Result<(), Fault> {
    store::ensure_capacity(tx, kind, item)?;
    store::set_left(tx, kind, item, left)
}

/// Takes `n`, if there are as many.
pub fn take(tx: &mut Tx, kind: &str, item: &str, n: i64) -> Result<bool, Fault> {
    store::ensure_capacity(tx, kind, item)?;
    store::take_capacity(tx, kind, item, n)
}

/// Takes `n` whether or not there are as many: for what is already somebody's.
pub fn take_regardless(tx: &mut Tx, kind: &str, item: &str, n: i64) -> Result<(), Fault> {
    store::ensure_capacity(tx, kind, item)?;
    store::add_to_taken(tx, kind, item, n)
}

/// Gives `n` back.
pub fn give_back(tx: &mut Tx, kind: &str, item: &str, n: i64) -> Result<(), Fault> {
    store::add_to_taken(tx, kind, item, -n)
}
