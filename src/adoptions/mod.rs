//! Adoptions: what another system collects in the club's own Stripe account becomes memberships, by reading alone.
//!
//! Read, priced, rehearsed, run, undone: each a job of small steps that remembers its place. From then on what is told
//! of these agreements settles here, and for a month a daily look compares both sides. What never happens here: a
//! request that changes anything at Stripe.

mod differences;
mod guess;
mod jobs;
mod outcome;
mod reading;
mod run;
mod steps;
mod store;
mod undo;
mod watch;

use crate::base::{Fault, Moment};
use crate::id;
use crate::journal::{self, Actor};
use crate::members::MemberId;
use crate::payments::Account;
use crate::plumbing::db::Tx;
use crate::plumbing::jobs::{enqueue, enqueue_once};

pub use differences::{Difference, Kind as DifferenceKind, all as differences};
pub use jobs::{Compare, LetMailOut, Read, Rehearse, Run, Undo};
pub use outcome::{ADOPTING, LEFT, Outcome};
pub use reading::read_now;
pub use run::{rehearse_now, run_now};
pub use steps::{STEPS, Tick, tick, ticks, untick};
pub use store::{Adoption, Row, SeenPrice, by_id, counts, kept, latest, prices, remarks, samples, sharing};
pub use undo::{let_mail_out_now, undo_now};
pub use watch::{is_watched, watch, watch_daily, watched_until};

id!(
    /// One taking over.
    AdoptionId
);

/// Days after a move in which both sides are compared, and the addresses of who was left are kept.
pub const WATCHED_DAYS: i64 = 30;

/// Begins to read the account, by a job that starts at `start`. What was read before and never run is forgotten; one
/// that is in hand goes on instead.
pub fn ask_reading(
    tx: &mut Tx,
    account: &Account,
    by: Actor,
    requested_by: &str,
    start: Moment,
    now: Moment,
) -> Result<AdoptionId, Fault> {
    if let Some(in_hand) = store::in_hand(tx)?.into_iter().next() {
        return Ok(in_hand.id);
    }
    store::delete_unrun(tx)?;
    let id = AdoptionId::new();
    store::insert(tx, &Adoption::fresh(id.clone(), account, requested_by, now))?;
    journal::record(tx, by, "adoption.reading", "adoption", id.as_str(), "", now)?;
    enqueue(tx, &Read { adoption: id.clone() }, start, now)?;
    Ok(id)
}

/// Says which price means which tier, and asks for the rehearsal; a price without one is left alone.
pub fn ask_rehearsal(
    tx: &mut Tx,
    id: &AdoptionId,
    tiers: &[(String, String)],
    start: Moment,
    now: Moment,
) -> Result<(), Fault> {
    if store::begin_rehearsal(tx, id)? {
        store::choose(tx, id, tiers)?;
        enqueue(tx, &Rehearse { adoption: id.clone() }, start, now)?;
    }
    Ok(())
}

/// Does what was rehearsed.
pub fn ask_run(tx: &mut Tx, id: &AdoptionId, by: Actor, start: Moment, now: Moment) -> Result<(), Fault> {
    if store::begin_run(tx, id)? {
        journal::record(tx, by, "adoption.begun", "adoption", id.as_str(), "", now)?;
        enqueue(tx, &Run { adoption: id.clone() }, start, now)?;
    }
    Ok(())
}

/// Gives everything up that was not changed since.
pub fn ask_undo(tx: &mut Tx, id: &AdoptionId, by: Actor, start: Moment, now: Moment) -> Result<(), Fault> {
    if store::begin_undo(tx, id)? {
        journal::record(tx, by, "adoption.undone", "adoption", id.as_str(), "", now)?;
        enqueue(tx, &Undo { adoption: id.clone() }, start, now)?;
    }
    Ok(())
}

/// The owner's word that the people it made may get mail.
pub fn ask_let_mail_out(tx: &mut Tx, id: &AdoptionId, by: Actor, now: Moment) -> Result<(), Fault> {
    if store::stop_waiting(tx, id)? {
        journal::record(tx, by, "adoption.mail_let_out", "adoption", id.as_str(), "", now)?;
        enqueue(tx, &LetMailOut { adoption: id.clone() }, now, now)?;
    }
    Ok(())
}

/// Asks for a look at both sides now, beside the daily one.
pub fn ask_comparison(tx: &mut Tx, now: Moment) -> Result<(), Fault> {
    enqueue_once(tx, &Compare {}, "now", now, now)
}

/// Goes on with what was in hand: a club that moved left its jobs behind.
pub fn take_up(tx: &mut Tx, now: Moment) -> Result<(), Fault> {
    for Adoption { id: adoption, state, .. } in store::in_hand(tx)? {
        match state.as_str() {
            "reading" => enqueue(tx, &Read { adoption }, now, now)?,
            "rehearsing" => enqueue(tx, &Rehearse { adoption }, now, now)?,
            "running" => enqueue(tx, &Run { adoption }, now, now)?,
            _ => enqueue(tx, &Undo { adoption }, now, now)?,
        }
    }
    Ok(())
}

/// Forgets a member: their name and address as they were read, and what undoing them would need.
pub fn forget(tx: &mut Tx, member: &MemberId, email_folded: &str) -> Result<(), Fault> {
    store::forget_member(tx, member)?;
    store::forget_email(tx, email_folded)
}

/// Forgets the addresses of people who were left, once nobody looks after the move any more.
pub fn tidy(tx: &mut Tx, now: Moment) -> Result<(), Fault> {
    store::forget_people_of_old(tx, now.plus_days(-WATCHED_DAYS))
}
