//! Whether the club wants a passkey of everybody who works here.

use crate::base::{Fault, Moment};
use crate::club;
use crate::journal::{self, Actor};
use crate::plumbing::db::{Conn, Tx};

/// The fact that says so.
const DEMANDED: &str = "crew_passkeys";

pub fn demands_passkeys(conn: &mut Conn) -> Result<bool, Fault> {
    Ok(club::fact(conn, DEMANDED)?.is_some())
}

/// From now on whoever works here and has no passkey is led to the page where one is made, and nowhere else.
pub fn demand_passkeys(tx: &mut Tx, by: Actor, now: Moment) -> Result<(), Fault> {
    club::set_fact(tx, DEMANDED, "yes", now)?;
    journal::record(tx, by, "crew.passkeys_demanded", "club", "settings", "", now)
}

pub fn let_passkeys_be(tx: &mut Tx, by: Actor, now: Moment) -> Result<(), Fault> {
    club::forget_fact(tx, DEMANDED)?;
    journal::record(tx, by, "crew.passkeys_left", "club", "settings", "", now)
}
