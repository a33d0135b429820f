//! The tables of broadcasts and deliveries. Private to this floor.

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::{BroadcastId, BroadcastState};
use crate::base::{Fault, Moment};
use crate::club::mail::Outcome;
use crate::members::MemberId;
use crate::plumbing::db::{Both, Conn, Tx};
use crate::plumbing::schema::{broadcasts, deliveries};
use crate::posts::PostId;

/// One sending of one post.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = broadcasts)]
pub struct Broadcast {
    pub id: BroadcastId,
    pub post_id: PostId,
    /// Empty: the post's title.
    pub subject: String,
    pub purpose: String,
    state: String,
    cursor: String,
    /// Recipients counted at the start; once sent, those it came to.
    pub expected: i64,
    pub created_at: Moment,
    pub finished_at: Option<Moment>,
}

/// In `cursor`: every recipient has been taken.
const END: &str = "end";

impl Broadcast {
    pub fn state(&self) -> BroadcastState {
        BroadcastState::of(&self.state)
    }

    pub(super) fn is_walked(&self) -> bool {
        self.cursor == END
    }

    /// The last member taken.
    pub(super) fn walked_to(&self) -> Option<MemberId> {
        (!self.cursor.is_empty()).then(|| MemberId(self.cursor.clone()))
    }
}

pub(super) const WAITING: &str = "waiting";
pub(super) const SENT: &str = "sent";
pub(super) const FAILED: &str = "failed";

pub(super) fn insert(
    tx: &mut Tx,
    id: &BroadcastId,
    post: &PostId,
    subject: &str,
    purpose: &str,
    now: Moment,
) -> Result<(), Fault> {
    let row = (
        broadcasts::id.eq(id),
        broadcasts::post_id.eq(post),
        broadcasts::subject.eq(subject),
        broadcasts::purpose.eq(purpose),
        broadcasts::state.eq(BroadcastState::Ready.word()),
        broadcasts::cursor.eq(""),
        broadcasts::expected.eq(0_i64),
        broadcasts::created_at.eq(now),
    );
    diesel::insert_into(broadcasts::table).values(row).execute(tx.conn())?;
    Ok(())
}

pub(super) fn by_id(conn: &mut Conn, id: &BroadcastId) -> Result<Option<Broadcast>, Fault> {
    Ok(broadcasts::table.find(id).select(Broadcast::as_select()).first(conn).optional()?)
}

/// The post's broadcast, but for one cancelled before anybody was taken.
pub(super) fn living_for(conn: &mut Conn, post: &PostId) -> Result<Option<Broadcast>, Fault> {
    let untouched = broadcasts::state.eq(BroadcastState::Cancelled.word()).and(broadcasts::cursor.eq(""));
    Ok(broadcasts::table
        .filter(broadcasts::post_id.eq(post))
        .filter(diesel::dsl::not(untouched))
        .order(broadcasts::id.desc())
        .select(Broadcast::as_select())
        .first(conn)
        .optional()?)
}

pub(super) fn latest(conn: &mut Conn, most: i64) -> Result<Vec<Broadcast>, Fault> {
    let query = broadcasts::table.order(broadcasts::id.desc()).limit(most);
    Ok(query.select(Broadcast::as_select()).load(conn)?)
}

pub(super) fn mark_started(tx: &mut Tx, id: &BroadcastId, expected: i64) -> Result<(), Fault> {
    diesel::update(broadcasts::table.find(id))
        .set((broadcasts::state.eq(BroadcastState::Sending.word()), broadcasts::expected.eq(expected)))
        .execute(tx.conn())?;
    Ok(())
}

pub(super) fn mark(
    tx: &mut Tx,
    id: &BroadcastId,
    state: BroadcastState,
    finished_at: Option<Moment>,
) -> Result<(), Fault> {
    diesel::update(broadcasts::table.find(id))
        .set((broadcasts::state.eq(state.word()), broadcasts::finished_at.eq(finished_at)))
        .execute(tx.conn())?;
    Ok(())
}

pub(super) fn mark_sent(tx: &mut Tx, id: &BroadcastId, came_to: i64, now: Moment) -> Result<(), Fault> {
    diesel::update(broadcasts::table.find(id))
        .set((
            broadcasts::state.eq(BroadcastState::Sent.word()),
            broadcasts::expected.eq(came_to),
            broadcasts::finished_at.eq(Some(now)),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// `None` says that nobody is left.
pub(super) fn mark_walked(tx: &mut Tx, id: &BroadcastId, last: Option<&MemberId>) -> Result<(), Fault> {
    let cursor = last.map_or(END, MemberId::as_str);
    diesel::update(broadcasts::table.find(id)).set(broadcasts::cursor.eq(cursor)).execute(tx.conn())?;
    Ok(())
}

/// False when this member has one already.
pub(super) fn insert_delivery(tx: &mut Tx, id: &BroadcastId, member: &MemberId) -> Result<bool, Fault> {
    let row = (deliveries::broadcast_id.eq(id), deliveries::member_id.eq(member), deliveries::state.eq(WAITING));
    let insert = diesel::insert_into(deliveries::table).values(row).on_conflict_do_nothing();
    Ok(Both(insert).execute(tx.conn())? == 1)
}

pub(super) fn waiting(conn: &mut Conn, id: &BroadcastId, most: i64) -> Result<Vec<MemberId>, Fault> {
    let waiting = deliveries::broadcast_id.eq(id).and(deliveries::state.eq(WAITING));
    Ok(deliveries::table.filter(waiting).limit(most).select(deliveries::member_id).load(conn)?)
}

pub(super) fn number_waiting(conn: &mut Conn, id: &BroadcastId) -> Result<i64, Fault> {
    let waiting = deliveries::broadcast_id.eq(id).and(deliveries::state.eq(WAITING));
    Ok(deliveries::table.filter(waiting).count().get_result(conn)?)
}

pub(super) fn number_of_deliveries(conn: &mut Conn, id: &BroadcastId) -> Result<i64, Fault> {
    Ok(deliveries::table.filter(deliveries::broadcast_id.eq(id)).count().get_result(conn)?)
}

pub(super) fn sending(conn: &mut Conn) -> Result<Vec<BroadcastId>, Fault> {
    let sending = broadcasts::state.eq(BroadcastState::Sending.word());
    Ok(broadcasts::table.filter(sending).order(broadcasts::id).select(broadcasts::id).load(conn)?)
}

pub(super) fn numbers_by_state(conn: &mut Conn, id: &BroadcastId) -> Result<Vec<(String, i64)>, Fault> {
    let theirs = deliveries::table.filter(deliveries::broadcast_id.eq(id));
    Ok(theirs.group_by(deliveries::state).select((deliveries::state, count_star())).load(conn)?)
}

pub(super) fn mark_delivery(tx: &mut Tx, id: &BroadcastId, member: &MemberId, outcome: &Outcome) -> Result<(), Fault> {
    let (state, sent_at, error) = match outcome {
        Outcome::Sent { at } => (SENT, Some(*at), None),
        Outcome::Failed { why } => (FAILED, None, Some(why.as_str())),
    };
    diesel::update(deliveries::table.find((id, member)))
        .set((deliveries::state.eq(state), deliveries::sent_at.eq(sent_at), deliveries::last_error.eq(error)))
        .execute(tx.conn())?;
    Ok(())
}

/// What mail servers said about a member's letters may hold their address.
pub fn forget(tx: &mut Tx, member: &MemberId) -> Result<(), Fault> {
    let theirs = deliveries::table.filter(deliveries::member_id.eq(member));
    diesel::update(theirs).set(deliveries::last_error.eq(None::<String>)).execute(tx.conn())?;
    Ok(())
}
