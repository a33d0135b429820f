//! The table of private feeds.

use diesel::prelude::*;

use crate::base::{Fault, Moment, SecretHash};
use crate::members::MemberId;
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::schema::feeds;

pub(super) fn put(tx: &mut Tx, member: &MemberId, hash: &SecretHash, now: Moment) -> Result<(), Fault> {
    delete(tx, member)?;
    let row = (feeds::member_id.eq(member), feeds::token_hash.eq(hash), feeds::created_at.eq(now));
    diesel::insert_into(feeds::table).values(row).execute(tx.conn())?;
    Ok(())
}

pub(super) fn delete(tx: &mut Tx, member: &MemberId) -> Result<bool, Fault> {
    Ok(diesel::delete(feeds::table.find(member)).execute(tx.conn())? == 1)
}

pub(super) fn since(conn: &mut Conn, member: &MemberId) -> Result<Option<Moment>, Fault> {
    Ok(feeds::table.find(member).select(feeds::created_at).first(conn).optional()?)
}

pub(super) fn by_hash(conn: &mut Conn, hash: &SecretHash) -> Result<Option<MemberId>, Fault> {
    Ok(feeds::table.filter(feeds::token_hash.eq(hash)).select(feeds::member_id).first(conn).optional()?)
}
