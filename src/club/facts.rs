//! Single facts about the club that the studio or the program keeps: founding, settings, cursors.

use diesel::prelude::*;
use diesel::upsert::excluded;

use crate::base::{Fault, Moment};
use crate::plumbing::db::{Both, Conn, Tx};
use crate::plumbing::schema::club_facts;

/// The line under the club's name.
pub const TAGLINE: &str = "tagline";
/// Who answers for the club: name and postal address, in one line.
pub const ADDRESS: &str = "address";
/// Addresses of pages the club must or wants to have; the artist's own, wherever they are.
pub const IMPRINT: &str = "imprint";
pub const PRIVACY: &str = "privacy";
pub const TERMS: &str = "terms";

/// The value kept under this name.
pub fn fact(conn: &mut Conn, name: &str) -> Result<Option<String>, Fault> {
    Ok(club_facts::table.find(name).select(club_facts::value).first(conn).optional()?)
}

pub fn set_fact(tx: &mut Tx, name: &str, value: &str, now: Moment) -> Result<(), Fault> {
    let row = (club_facts::name.eq(name), club_facts::value.eq(value), club_facts::updated_at.eq(now));
    let upsert = diesel::insert_into(club_facts::table).values(row).on_conflict(club_facts::name).do_update().set((
        club_facts::value.eq(excluded(club_facts::value)),
        club_facts::updated_at.eq(excluded(club_facts::updated_at)),
    ));
    Both(upsert).execute(tx.conn())?;
    Ok(())
}

pub fn forget_fact(tx: &mut Tx, name: &str) -> Result<(), Fault> {
    diesel::delete(club_facts::table.find(name)).execute(tx.conn())?;
    Ok(())
}
