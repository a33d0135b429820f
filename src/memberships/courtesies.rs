//! Courtesies: a tier the crew gives somebody, with an end or without. A courtesy costs nothing and takes no place. Whoever
//! pays for a membership has that one's tier; the courtesy opens its own again when they stop.

use diesel::prelude::*;

use super::{Tier, TierId, store};
use crate::base::{Fault, Moment};
use crate::entitlements;
use crate::id;
use crate::members::{self, MemberId};
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::schema::courtesies;

id!(
    /// One courtesy.
    CourtesyId
);

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = courtesies)]
pub struct Courtesy {
    pub id: CourtesyId,
    pub member_id: MemberId,
    pub tier_id: TierId,
    /// For the crew: press, family, a prize.
    pub reason: String,
    /// Id of the crew member.
    pub given_by: String,
    pub starts_at: Moment,
    /// When it was to end; none is for good.
    pub ends_at: Option<Moment>,
    /// When it ended.
    pub ended_at: Option<Moment>,
}

impl Courtesy {
    fn source(&self) -> String {
        format!("courtesy/{}", self.id)
    }
}

/// What is given.
#[derive(Debug, Clone)]
pub struct Giving {
    pub member: MemberId,
    pub tier: Tier,
    pub reason: String,
    pub until: Option<Moment>,
    /// Id of the crew member.
    pub by: String,
}

/// Gives a courtesy; one that runs ends for it.
pub fn give_courtesy(tx: &mut Tx, giving: &Giving, now: Moment) -> Result<Courtesy, Fault> {
    if let Some(running) = courtesy_of(tx, &giving.member)? {
        stop(tx, &running, now)?;
    }
    let courtesy = Courtesy {
        id: CourtesyId::new(),
        member_id: giving.member.clone(),
        tier_id: giving.tier.id.clone(),
        reason: giving.reason.clone(),
        given_by: giving.by.clone(),
        starts_at: now,
        ends_at: giving.until,
        ended_at: None,
    };
    diesel::insert_into(courtesies::table).values(&courtesy).execute(tx.conn())?;
    entitlements::grant(tx, &giving.member, "tier", giving.tier.id.as_str(), &courtesy.source(), now)?;
    if store::living_of(tx, &giving.member)?.is_none() {
        members::set_tier(tx, &giving.member, &giving.tier.slug, Some(now))?;
    }
    Ok(courtesy)
}

/// Ends a running courtesy before its time or at it.
pub fn end_courtesy(tx: &mut Tx, courtesy: &Courtesy, now: Moment) -> Result<(), Fault> {
    stop(tx, courtesy, now)?;
    if store::living_of(tx, &courtesy.member_id)?.is_none() { fall_back(tx, &courtesy.member_id) } else { Ok(()) }
}

fn stop(tx: &mut Tx, courtesy: &Courtesy, now: Moment) -> Result<(), Fault> {
    let running = courtesies::table.find(&courtesy.id).filter(courtesies::ended_at.is_null());
    diesel::update(running).set(courtesies::ended_at.eq(now)).execute(tx.conn())?;
    entitlements::revoke(tx, &courtesy.source(), now)
}

/// The tier of somebody who pays for none: what they were given, or nothing.
pub(super) fn fall_back(tx: &mut Tx, member: &MemberId) -> Result<(), Fault> {
    let Some(courtesy) = courtesy_of(tx, member)? else { return members::set_tier(tx, member, "", None) };
    let tier = store::tier(tx, &courtesy.tier_id)?;
    let slug = tier.map_or(String::new(), |tier| tier.slug);
    members::set_tier(tx, member, &slug, Some(courtesy.starts_at))
}

/// The courtesy that runs.
pub fn courtesy_of(conn: &mut Conn, member: &MemberId) -> Result<Option<Courtesy>, Fault> {
    let running = courtesies::table.filter(courtesies::member_id.eq(member).and(courtesies::ended_at.is_null()));
    Ok(running.order(courtesies::id.desc()).select(Courtesy::as_select()).first(conn).optional()?)
}

/// All a member ever had, newest first.
pub fn courtesies_of(conn: &mut Conn, member: &MemberId) -> Result<Vec<Courtesy>, Fault> {
    let theirs = courtesies::table.filter(courtesies::member_id.eq(member)).order(courtesies::id.desc());
    Ok(theirs.select(Courtesy::as_select()).load(conn)?)
}

/// Courtesies of one transaction.
const AT_ONCE: i64 = 100;

/// Ends those whose time is over, some at a time; harmless to repeat.
pub fn end_due_courtesies(tx: &mut Tx, now: Moment) -> Result<(), Fault> {
    let due: Vec<Courtesy> = courtesies::table
        .filter(courtesies::ended_at.is_null().and(courtesies::ends_at.le(now)))
        .order(courtesies::ends_at)
        .limit(AT_ONCE)
        .select(Courtesy::as_select())
        .load(tx.conn())?;
    due.iter().try_for_each(|courtesy| end_courtesy(tx, courtesy, now))
}

/// Ends what runs and forgets why it was given.
pub fn forget_courtesies(tx: &mut Tx, member: &MemberId, now: Moment) -> Result<(), Fault> {
    if let Some(running) = courtesy_of(tx, member)? {
        end_courtesy(tx, &running, now)?;
    }
    let theirs = courtesies::table.filter(courtesies::member_id.eq(member));
    diesel::update(theirs).set(courtesies::reason.eq("")).execute(tx.conn())?;
    Ok(())
}
