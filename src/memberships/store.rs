//! The memberships and tiers tables. Private to this room.

use diesel::dsl::{count_star, max};
use diesel::prelude::*;

use super::{Beginning, Membership, MembershipId, Tier, TierId};
use crate::base::{Fault, Moment};
use crate::members::MemberId;
use crate::orders::OrderId;
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::schema::{memberships, tiers};

pub(super) fn insert(tx: &mut Tx, membership: &Membership) -> Result<(), Fault> {
    diesel::insert_into(memberships::table).values(membership).execute(tx.conn())?;
    Ok(())
}

pub(super) fn insert_many(tx: &mut Tx, rows: &[Membership]) -> Result<(), Fault> {
    tx.exec(diesel::insert_into(memberships::table).values(rows))?;
    Ok(())
}

/// Only what another system began is ever deleted; whatever else ended stays to be read.
pub(super) fn delete(tx: &mut Tx, id: &MembershipId) -> Result<(), Fault> {
    diesel::delete(memberships::table.find(id)).execute(tx.conn())?;
    Ok(())
}

/// How many hold each tier.
pub(super) fn living_by_tier(conn: &mut Conn) -> Result<Vec<(String, i64)>, Fault> {
    let living = memberships::table.filter(memberships::ended_at.is_null()).group_by(memberships::tier_id);
    Ok(living.select((memberships::tier_id, count_star())).load(conn)?)
}

/// The membership a member holds now.
pub fn living_of(conn: &mut Conn, member: &MemberId) -> Result<Option<Membership>, Fault> {
    let living = memberships::table.filter(memberships::member_id.eq(member).and(memberships::ended_at.is_null()));
    Ok(living.select(Membership::as_select()).first(conn).optional()?)
}

/// All memberships a member ever had, newest first.
pub fn of_member(conn: &mut Conn, member: &MemberId) -> Result<Vec<Membership>, Fault> {
    let theirs = memberships::table.filter(memberships::member_id.eq(member)).order(memberships::started_at.desc());
    Ok(theirs.select(Membership::as_select()).load(conn)?)
}

/// The membership an agreement renews; the living one before those that ended.
pub fn by_agreement(conn: &mut Conn, agreement: &str) -> Result<Option<Membership>, Fault> {
    let found =
        memberships::table.filter(memberships::subscription_id.eq(agreement)).order(memberships::started_at.desc());
    Ok(found.select(Membership::as_select()).first(conn).optional()?)
}

pub(super) fn living_by_order(conn: &mut Conn, order: &OrderId) -> Result<Option<Membership>, Fault> {
    let found = memberships::table.filter(memberships::order_id.eq(order).and(memberships::ended_at.is_null()));
    Ok(found.select(Membership::as_select()).first(conn).optional()?)
}

pub(super) fn change(tx: &mut Tx, id: &MembershipId, to: &Beginning<'_>) -> Result<(), Fault> {
    diesel::update(memberships::table.find(id))
        .set((
            memberships::tier_id.eq(&to.tier.id),
            memberships::price_id.eq(to.price),
            memberships::order_id.eq(to.order),
            memberships::state.eq("active"),
            memberships::period_end.eq(to.period_end),
            memberships::cancel_at_period_end.eq(false),
            memberships::grace_until.eq(None::<Moment>),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Paid for another period by `order`. Never shortens what was paid for: answers may arrive out of order.
pub(super) fn renew(
    tx: &mut Tx,
    id: &MembershipId,
    order: &OrderId,
    until: Moment,
    leaving: bool,
) -> Result<(), Fault> {
    set_leaving(tx, id, leaving)?;
    let shorter = memberships::table
        .filter(memberships::id.eq(id))
        .filter(memberships::period_end.is_null().or(memberships::period_end.lt(until)));
    diesel::update(shorter)
        .set((
            memberships::order_id.eq(order),
            memberships::period_end.eq(until),
            memberships::state.eq("active"),
            memberships::grace_until.eq(None::<Moment>),
        ))
        .execute(tx.conn())?;
    Ok(())
}

pub(super) fn set_leaving(tx: &mut Tx, id: &MembershipId, leaving: bool) -> Result<(), Fault> {
    diesel::update(memberships::table.find(id))
        .set(memberships::cancel_at_period_end.eq(leaving))
        .execute(tx.conn())?;
    Ok(())
}

pub(super) fn set_grace(tx: &mut Tx, id: &MembershipId, until: Moment) -> Result<(), Fault> {
    diesel::update(memberships::table.find(id))
        .set((memberships::state.eq("grace"), memberships::grace_until.eq(until)))
        .execute(tx.conn())?;
    Ok(())
}

pub(super) fn mark_ended(tx: &mut Tx, id: &MembershipId, reason: &str, now: Moment) -> Result<bool, Fault> {
    let living = memberships::table.filter(memberships::id.eq(id).and(memberships::ended_at.is_null()));
    let changed = diesel::update(living)
        .set((memberships::state.eq("ended"), memberships::ended_at.eq(now), memberships::end_reason.eq(reason)))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

pub(super) fn holders(conn: &mut Conn) -> Result<Vec<(TierId, i64)>, Fault> {
    let living = memberships::table.filter(memberships::ended_at.is_null()).group_by(memberships::tier_id);
    Ok(living.select((memberships::tier_id, diesel::dsl::count_star())).load(conn)?)
}

pub(super) fn tiers(conn: &mut Conn) -> Result<Vec<Tier>, Fault> {
    Ok(tiers::table.order((tiers::position, tiers::id)).select(Tier::as_select()).load(conn)?)
}

pub(super) fn tier(conn: &mut Conn, id: &TierId) -> Result<Option<Tier>, Fault> {
    Ok(tiers::table.find(id).select(Tier::as_select()).first(conn).optional()?)
}

pub(super) fn tier_by_slug(conn: &mut Conn, slug: &str) -> Result<Option<Tier>, Fault> {
    Ok(tiers::table.filter(tiers::slug.eq(slug)).select(Tier::as_select()).first(conn).optional()?)
}

pub(super) fn last_position(conn: &mut Conn) -> Result<i32, Fault> {
    Ok(tiers::table.select(max(tiers::position)).first::<Option<i32>>(conn)?.unwrap_or(0))
}

pub(super) fn insert_tier(tx: &mut Tx, tier: &Tier) -> Result<(), Fault> {
    diesel::insert_into(tiers::table).values(tier).execute(tx.conn())?;
    Ok(())
}

pub(super) fn set_words(tx: &mut Tx, id: &TierId, name: &str, summary: &str, perks: &str) -> Result<(), Fault> {
    diesel::update(tiers::table.find(id))
        .set((tiers::name.eq(name), tiers::summary.eq(summary), tiers::perks.eq(perks)))
        .execute(tx.conn())?;
    Ok(())
}

pub(super) fn set_state(tx: &mut Tx, id: &TierId, state: &str) -> Result<(), Fault> {
    diesel::update(tiers::table.find(id)).set(tiers::state.eq(state)).execute(tx.conn())?;
    Ok(())
}
