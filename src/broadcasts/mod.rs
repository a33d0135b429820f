//! Broadcasts: a post as a mail to everybody who agreed to news, can be reached and may see it.
//!
//! One row in `deliveries` stands for one recipient, whatever happens: rows and mails are written together, batch by
//! batch, with the place reached, in one transaction. A crash between two lines loses nothing and repeats nothing.

mod jobs;
mod letter;
mod store;
mod unsubscribe;

use std::collections::HashMap;

use crate::base::condition::Condition;
use crate::base::{Fault, Moment};
use crate::club::{Club, mail};
use crate::id;
use crate::members::MemberId;
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::jobs::enqueue_once;
use crate::posts::{self, Post, PostId, PostState};
use crate::segments;

pub use jobs::Walk;
pub use letter::Reader;
pub use store::{Broadcast, forget};
pub use unsubscribe::{Unsubscribe, unsubscribe_url};

id!(
    /// One sending of one post.
    BroadcastId
);

/// The purpose a member must have agreed to.
pub const PURPOSE: &str = "news";

/// Longest subject, in characters.
pub const LONGEST_SUBJECT: usize = 150;

/// Recipients taken in one transaction.
const BATCH: i64 = 100;
/// Mails of one broadcast that wait to be sent at a time: a sign-in code must not queue behind a hundred thousand.
const MOST_WAITING: i64 = 300;
/// Seconds until a broadcast whose mails are still leaving is looked at again.
const PAUSE_SECONDS: i64 = 3;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BroadcastState {
    /// Prepared: can be tested, and starts when somebody says so, or with the post's publication if it asks for that.
    Ready,
    Sending,
    Paused,
    Sent,
    /// Given up; what had left has left.
    Cancelled,
}

impl BroadcastState {
    pub fn word(self) -> &'static str {
        match self {
            BroadcastState::Ready => "ready",
            BroadcastState::Sending => "sending",
            BroadcastState::Paused => "paused",
            BroadcastState::Sent => "sent",
            BroadcastState::Cancelled => "cancelled",
        }
    }

    fn of(word: &str) -> BroadcastState {
        let all = [BroadcastState::Ready, BroadcastState::Sending, BroadcastState::Sent, BroadcastState::Cancelled];
        // What is not understood sends nothing.
        all.into_iter().find(|state| state.word() == word).unwrap_or(BroadcastState::Paused)
    }
}

/// How far a broadcast is. While it runs, `expected` is the count at its start; once sent, what it came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    pub expected: i64,
    /// Written, on their way to the mail server.
    pub waiting: i64,
    pub sent: i64,
    pub failed: i64,
}

/// Why a broadcast did not take a step.
#[derive(Debug, thiserror::Error)]
pub enum NotDone {
    #[error("there is no such post or broadcast")]
    Unknown,
    /// This post has been sent, or is being sent: nobody gets it twice.
    #[error("this post has a broadcast already")]
    AlreadyThere(BroadcastId),
    #[error("the post is not public")]
    NotPublished,
    #[error("the subject is too long")]
    SubjectTooLong,
    /// Not from the state it is in.
    #[error("the broadcast is not in a state for this")]
    WrongState,
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Makes a broadcast of a post, draft or public. An empty subject takes the post's title when it is sent.
pub fn prepare(tx: &mut Tx, post: &PostId, subject: &str, now: Moment) -> Result<BroadcastId, NotDone> {
    let subject = subject.trim();
    if subject.chars().count() > LONGEST_SUBJECT {
        return Err(NotDone::SubjectTooLong);
    }
    posts::by_id(tx, post)?.ok_or(NotDone::Unknown)?;
    if let Some(living) = store::living_for(tx, post)? {
        return Err(NotDone::AlreadyThere(living.id));
    }
    let id = BroadcastId::new();
    store::insert(tx, &id, post, subject, PURPOSE, now)?;
    Ok(id)
}

/// Mails the broadcast as it would be, to one of the crew only.
pub fn send_test(tx: &mut Tx, club: &Club, id: &BroadcastId, to: &Reader, now: Moment) -> Result<(), NotDone> {
    let broadcast = store::by_id(tx, id)?.ok_or(NotDone::Unknown)?;
    let post = posts::by_id(tx, &broadcast.post_id)?.ok_or(NotDone::Unknown)?;
    let key = format!("broadcast-test/{id}/{}", now.0);
    let letter = letter::test(club, &post, &broadcast.subject, to, key)?;
    mail::queue(tx, &letter, now)?;
    Ok(())
}

/// Begins to send.
pub fn start(tx: &mut Tx, id: &BroadcastId, now: Moment) -> Result<(), NotDone> {
    let broadcast = in_state(tx, id, &[BroadcastState::Ready])?;
    let post = posts::by_id(tx, &broadcast.post_id)?.filter(is_public).ok_or(NotDone::NotPublished)?;
    let expected = segments::count_recipients(tx, &audience(&post)?, &broadcast.purpose, now)?;
    store::mark_started(tx, id, expected)?;
    walk_on(tx, id, now, now)?;
    Ok(())
}

/// Stops taking recipients; mails already written still leave.
pub fn pause(tx: &mut Tx, id: &BroadcastId) -> Result<(), NotDone> {
    in_state(tx, id, &[BroadcastState::Sending])?;
    Ok(store::mark(tx, id, BroadcastState::Paused, None)?)
}

/// Goes on where [`pause`] stopped.
pub fn resume(tx: &mut Tx, id: &BroadcastId, now: Moment) -> Result<(), NotDone> {
    let broadcast = in_state(tx, id, &[BroadcastState::Paused])?;
    posts::by_id(tx, &broadcast.post_id)?.filter(is_public).ok_or(NotDone::NotPublished)?;
    store::mark(tx, id, BroadcastState::Sending, None)?;
    walk_on(tx, id, now, now)?;
    Ok(())
}

/// Ends a broadcast for good. One that sent nothing leaves the post free for another.
pub fn cancel(tx: &mut Tx, id: &BroadcastId, now: Moment) -> Result<(), NotDone> {
    in_state(tx, id, &[BroadcastState::Ready, BroadcastState::Sending, BroadcastState::Paused])?;
    Ok(store::mark(tx, id, BroadcastState::Cancelled, Some(now))?)
}

/// In a club that moved, what was being sent is paused: where it came from may have sent the rest. Says how many.
pub fn pause_all(tx: &mut Tx, now: Moment) -> Result<usize, Fault> {
    let sending = store::sending(tx)?;
    for id in &sending {
        store::mark(tx, id, BroadcastState::Paused, None)?;
        walk_on(tx, id, now, now)?;
    }
    Ok(sending.len())
}

pub fn by_id(conn: &mut Conn, id: &BroadcastId) -> Result<Option<Broadcast>, Fault> {
    store::by_id(conn, id)
}

/// The broadcast of a post that is not cancelled without having sent anything.
pub fn for_post(conn: &mut Conn, post: &PostId) -> Result<Option<Broadcast>, Fault> {
    store::living_for(conn, post)
}

/// The latest broadcasts.
pub fn latest(conn: &mut Conn, most: i64) -> Result<Vec<Broadcast>, Fault> {
    store::latest(conn, most)
}

pub fn progress(conn: &mut Conn, broadcast: &Broadcast) -> Result<Progress, Fault> {
    let counts: HashMap<String, i64> = store::numbers_by_state(conn, &broadcast.id)?.into_iter().collect();
    let count = |state: &str| counts.get(state).copied().unwrap_or(0);
    Ok(Progress {
        expected: broadcast.expected,
        waiting: count(store::WAITING),
        sent: count(store::SENT),
        failed: count(store::FAILED),
    })
}

/// How many would get a post with this condition now.
pub fn reach(conn: &mut Conn, condition: &Condition, now: Moment) -> Result<i64, Fault> {
    segments::count_recipients(conn, condition, PURPOSE, now)
}

/// A post went public for the first time: it is sent if its editor asked for that, once.
fn announce(tx: &mut Tx, post: &PostId, now: Moment) -> Result<(), Fault> {
    let Some(post) = posts::by_id(tx, post)?.filter(|post| is_public(post) && post.mail_on_publish) else {
        return Ok(());
    };
    let id = match store::living_for(tx, &post.id)? {
        Some(broadcast) if broadcast.state() == BroadcastState::Ready => broadcast.id,
        // Started by hand, or cancelled by somebody who changed their mind after a part had left.
        Some(_) => return Ok(()),
        None => {
            let id = BroadcastId::new();
            store::insert(tx, &id, &post.id, "", PURPOSE, now)?;
            id
        }
    };
    match start(tx, &id, now) {
        Ok(()) | Err(NotDone::NotPublished | NotDone::WrongState) => Ok(()),
        Err(NotDone::Fault(fault)) => Err(fault),
        Err(other) => Err(Fault::broken(format!("announcing {}: {other}", post.id))),
    }
}

/// One step of a running broadcast: learns what became of the mails written before, and writes the next ones.
fn step(tx: &mut Tx, club: &Club, id: &BroadcastId, now: Moment) -> Result<(), Fault> {
    let Some(broadcast) = store::by_id(tx, id)? else { return Ok(()) };
    learn(tx, &broadcast.id)?;
    if broadcast.state() != BroadcastState::Sending {
        return follow_up(tx, &broadcast, now);
    }
    let post = posts::by_id(tx, &broadcast.post_id)?.filter(is_public);
    let Some(post) = post else {
        // Taken back while it was being sent: a person decides what now.
        return store::mark(tx, id, BroadcastState::Paused, None);
    };
    let waiting = store::number_waiting(tx, id)?;
    if !broadcast.is_walked() && waiting + BATCH <= MOST_WAITING {
        let walked_on = write_batch(tx, club, &broadcast, &post, now)?;
        return walk_on(tx, id, if walked_on { now } else { now.plus_seconds(PAUSE_SECONDS) }, now);
    }
    if broadcast.is_walked() && waiting == 0 {
        let came_to = store::number_of_deliveries(tx, id)?;
        return store::mark_sent(tx, id, came_to, now);
    }
    walk_on(tx, id, now.plus_seconds(PAUSE_SECONDS), now)
}

/// A paused or cancelled broadcast still has mails on their way: they are counted when they have left.
fn follow_up(tx: &mut Tx, broadcast: &Broadcast, now: Moment) -> Result<(), Fault> {
    if store::number_waiting(tx, &broadcast.id)? > 0 {
        walk_on(tx, &broadcast.id, now.plus_seconds(10 * PAUSE_SECONDS), now)?;
    }
    Ok(())
}

/// False when these were the last recipients.
fn write_batch(tx: &mut Tx, club: &Club, broadcast: &Broadcast, post: &Post, now: Moment) -> Result<bool, Fault> {
    let condition = audience(post)?;
    let after = broadcast.walked_to();
    let recipients = segments::recipients(tx, &condition, &broadcast.purpose, after.as_ref(), BATCH, now)?;
    let writer = letter::Writer::new(club, post, &broadcast.subject)?;
    for recipient in &recipients {
        // The row decides: whoever has one was written to.
        if store::insert_delivery(tx, &broadcast.id, &recipient.member_id)? {
            let key = mail_key(&broadcast.id, &recipient.member_id);
            mail::queue(tx, &writer.to_member(recipient, &broadcast.purpose, key)?, now)?;
        }
    }
    let more = recipients.len() as i64 == BATCH;
    let last = recipients.last().map(|recipient| &recipient.member_id).filter(|_| more);
    store::mark_walked(tx, &broadcast.id, last)?;
    Ok(more)
}

fn learn(tx: &mut Tx, id: &BroadcastId) -> Result<(), Fault> {
    let waiting = store::waiting(tx, id, 2 * MOST_WAITING)?;
    let keys: Vec<String> = waiting.iter().map(|member| mail_key(id, member)).collect();
    let outcomes: HashMap<String, mail::Outcome> = mail::outcomes(tx, &keys)?.into_iter().collect();
    for (member, key) in waiting.iter().zip(&keys) {
        if let Some(outcome) = outcomes.get(key) {
            store::mark_delivery(tx, id, member, outcome)?;
        }
    }
    Ok(())
}

fn mail_key(id: &BroadcastId, member: &MemberId) -> String {
    format!("broadcast/{id}/{member}")
}

fn walk_on(tx: &mut Tx, id: &BroadcastId, at: Moment, now: Moment) -> Result<(), Fault> {
    enqueue_once::<Club, _>(tx, &Walk { broadcast_id: id.clone() }, id.as_str(), at, now)
}

fn is_public(post: &Post) -> bool {
    post.state() == PostState::Published
}

fn audience(post: &Post) -> Result<Condition, Fault> {
    Condition::parse(&post.condition).map_err(|error| Fault::broken(format!("condition of post {}: {error}", post.id)))
}

fn in_state(tx: &mut Tx, id: &BroadcastId, states: &[BroadcastState]) -> Result<Broadcast, NotDone> {
    let broadcast = store::by_id(tx, id)?.ok_or(NotDone::Unknown)?;
    if states.contains(&broadcast.state()) { Ok(broadcast) } else { Err(NotDone::WrongState) }
}
