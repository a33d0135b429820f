//! The sweep: what was lost is found again. Runs every minute and is safe to run at any time.

use std::collections::HashSet;

use futures_util::stream::{self, StreamExt, TryStreamExt};

use super::attempts::{self, no_attempt_lives};
use super::gateway::Gateway;
use super::store::{self, Attempt};
use super::{agreements, events, refunds, settling, silent};
use crate::base::{Fault, Moment};
use crate::club::{self, Club};
use crate::orders::{self, Kinds, OrderId};
use crate::plumbing::stripe::{CallError, List, Session, requests};

/// How many of each are looked at in one sweep.
const MOST: i64 = 100;
/// Holds ended at the provider at the same time.
const AT_ONCE: usize = 8;
/// Younger ones are still in somebody's hands.
const PATIENCE_SECONDS: i64 = 60;
/// An agreement past its period is read this often.
const READ_AGAIN_HOURS: i64 = 1;
/// Stripe keeps its list of events this long.
const EVENTS_DAYS: i64 = 30;
/// Events may become visible a little after the time they carry.
const EVENTS_OVERLAP_SECONDS: i64 = 600;

/// One round. Each part is tried whether or not another failed; the first failure is returned.
pub async fn sweep(club: &Club, kinds: Kinds, now: Moment) -> Result<(), Fault> {
    let Ok(gateway) = Gateway::of(club).await else { return Ok(()) };
    let outcomes = [
        repeat_asking(club, kinds, &gateway, now).await,
        find_lost(club, kinds, &gateway, now).await,
        end_holds(club, kinds, &gateway, now).await,
        settle_slow(club, kinds, now).await,
        deliver_owed(club, kinds, now).await,
        send_refunds(club, now).await,
        read_agreements(club, kinds, now).await,
        read_events(club, &gateway, now).await,
    ];
    outcomes.into_iter().collect()
}

/// Attempts without an answer: repeated while their key lives, then looked for.
async fn repeat_asking(club: &Club, kinds: Kinds, gateway: &Gateway, now: Moment) -> Result<(), Fault> {
    let before = now.plus_seconds(-PATIENCE_SECONDS);
    let asking = club.read(move |conn| store::attempts_in(conn, "asking", before, MOST)).await?;
    for attempt in asking {
        if attempt.is_too_old_to_repeat(now) && attempt.asks_for_session() {
            let id = attempt.id.clone();
            club.write(move |tx| store::mark_attempt(tx, &id, "unknown", Some("no answer within 23 hours"), now))
                .await?;
        } else if attempt.asks_for_session() {
            attempts::ask(club, kinds, gateway, &attempt, now).await?;
        } else {
            settle_quietly(club, kinds, &attempt.order_id, now).await?;
        }
    }
    Ok(())
}

/// Attempts whose key tells nothing any more: the list of sessions tells whether one was made.
async fn find_lost(club: &Club, kinds: Kinds, gateway: &Gateway, now: Moment) -> Result<(), Fault> {
    let unknown = club.read(move |conn| store::attempts_in(conn, "unknown", now, MOST)).await?;
    for attempt in unknown {
        if !attempt.asks_for_session() {
            agreements::settle_change(club, kinds, gateway, &attempt, now).await?;
            continue;
        }
        match session_of(club, gateway, &attempt, now).await? {
            Some(session) => {
                let (id, order) = (attempt.id.clone(), attempt.order_id.clone());
                club.write_durably(move |tx| store::mark_open(tx, &id, &session.id, session.url.as_deref(), now))
                    .await?;
                settle_quietly(club, kinds, &order, now).await?;
            }
            None => {
                club.write_durably(move |tx| {
                    store::mark_attempt(tx, &attempt.id, "expired", Some("no session was made"), now)?;
                    if no_attempt_lives(tx, &attempt.order_id)? {
                        orders::end(tx, kinds, &attempt.order_id, now)?;
                    }
                    Ok::<_, Fault>(())
                })
                .await?;
            }
        }
    }
    Ok(())
}

/// The session an attempt made without our hearing of it: of its order, made since it was asked for, and nobody else's.
async fn session_of(club: &Club, gateway: &Gateway, attempt: &Attempt, now: Moment) -> Result<Option<Session>, Fault> {
    let since = attempt.asked_at.unix() - 300;
    let mut after: Option<String> = None;
    loop {
        let page: List<Session> =
            gateway.send(&requests::sessions_since(since, after.as_deref()), now).await.map_err(silent)?;
        after = page.data.last().map(|session| session.id.clone());
        for session in page.data {
            if session.client_reference_id.as_deref() != Some(attempt.order_id.as_str()) {
                continue;
            }
            let id = session.id.clone();
            if !club.read(move |conn| store::session_is_known(conn, &id)).await? {
                return Ok(Some(session));
            }
        }
        if !page.has_more || after.is_none() {
            return Ok(None);
        }
    }
}

/// Holds that ran out: all of them, for each keeps somebody else from buying.
async fn end_holds(club: &Club, kinds: Kinds, gateway: &Gateway, now: Moment) -> Result<(), Fault> {
    let mut tried = HashSet::new();
    loop {
        let due = club.read(move |conn| orders::due_to_end(conn, now, MOST)).await?;
        let fresh: Vec<OrderId> = due.into_iter().filter(|order| tried.insert(order.clone())).collect();
        if fresh.is_empty() {
            return Ok(());
        }
        let mut ending = Vec::with_capacity(fresh.len());
        for order in fresh {
            ending.push(async move { let_go(club, kinds, gateway, &order, now).await });
        }
        stream::iter(ending).buffer_unordered(AT_ONCE).try_collect::<()>().await?;
    }
}

/// The buyer gives an order up that waits for payment.
pub async fn let_go_of(club: &Club, kinds: Kinds, order: &OrderId, now: Moment) -> Result<(), Fault> {
    let Ok(gateway) = Gateway::of(club).await else { return Ok(()) };
    let_go(club, kinds, &gateway, order, now).await
}

/// Gives up an order that waits for payment. A hold ends only after its session was ended at the provider; if it turns
/// out paid, it is settled.
pub(super) async fn let_go(
    club: &Club,
    kinds: Kinds,
    gateway: &Gateway,
    order: &OrderId,
    now: Moment,
) -> Result<(), Fault> {
    let id = order.clone();
    let attempts = club.read(move |conn| store::attempts_of(conn, &id)).await?;
    for attempt in attempts.into_iter().filter(|attempt| attempt.state == "open" && attempt.asks_for_session()) {
        let Some(session) = attempt.session_id.clone() else { continue };
        match gateway.send::<Session>(&requests::expire_session(&session), now).await {
            // It is not open any more: what it is, settling will read.
            Ok(_) | Err(CallError::Refused(_)) => {}
            Err(CallError::Unknown(_)) => break,
        }
    }
    settle_quietly(club, kinds, order, now).await
}

async fn settle_slow(club: &Club, kinds: Kinds, now: Moment) -> Result<(), Fault> {
    for order in club.read(|conn| orders::without_clock(conn, MOST)).await? {
        settle_quietly(club, kinds, &order, now).await?;
    }
    Ok(())
}

async fn deliver_owed(club: &Club, kinds: Kinds, now: Moment) -> Result<(), Fault> {
    for order in club.read(|conn| orders::paid_but_undelivered_orders(conn, MOST)).await? {
        // Noted at its line and shown in the studio; one that fails keeps no other from being delivered.
        if let Err(fault) = settling::deliver_order(club, kinds, &order, now).await {
            tracing::warn!(%order, %fault, "still owed");
        }
    }
    Ok(())
}

async fn send_refunds(club: &Club, now: Moment) -> Result<(), Fault> {
    let before = now.plus_seconds(-PATIENCE_SECONDS);
    for refund in club.read(move |conn| store::refunds_asking(conn, before, MOST)).await? {
        refunds::send(club, &refund, now).await?;
    }
    Ok(())
}

async fn read_agreements(club: &Club, kinds: Kinds, now: Moment) -> Result<(), Fault> {
    let read_before = now.plus_hours(-READ_AGAIN_HOURS);
    for agreement in club.read(move |conn| store::agreements_due(conn, now, read_before, MOST)).await? {
        agreements::reread(club, kinds, &agreement, now).await?;
    }
    Ok(())
}

/// Reads the provider's list of events from where the last sweep stopped: a webhook that never came is news after all.
async fn read_events(club: &Club, gateway: &Gateway, now: Moment) -> Result<(), Fault> {
    const CURSOR: &str = "stripe_events_read_until";
    let cursor = club.read(|conn| club::fact(conn, CURSOR)).await?;
    let earliest = now.plus_days(-EVENTS_DAYS).unix();
    let since = match cursor.and_then(|text| text.parse::<i64>().ok()) {
        Some(read_until) => (read_until - EVENTS_OVERLAP_SECONDS).max(earliest),
        None => earliest,
    };
    let mut after: Option<String> = None;
    loop {
        let page: List<Box<serde_json::value::RawValue>> =
            gateway.send(&requests::events_since(since, after.as_deref()), now).await.map_err(silent)?;
        after = None;
        for raw in page.data {
            let event: crate::plumbing::stripe::Named = serde_json::from_str(raw.get())?;
            let id = event.id.clone();
            if !club.read(move |conn| store::event_is_known(conn, &id)).await? {
                events::keep(club, raw.get().to_owned(), now).await?;
            }
            after = Some(event.id);
        }
        if !page.has_more || after.is_none() {
            break;
        }
    }
    club.write(move |tx| {
        // Older ones cannot come again: Stripe no longer lists them.
        store::forget_events(tx, now.plus_days(-2 * EVENTS_DAYS))?;
        club::set_fact(tx, CURSOR, &now.unix().to_string(), now)
    })
    .await
}

async fn settle_quietly(club: &Club, kinds: Kinds, order: &OrderId, now: Moment) -> Result<(), Fault> {
    match settling::settle(club, kinds, order, now).await {
        Ok(_) => Ok(()),
        Err(fault) => {
            tracing::warn!(%order, %fault, "not settled in this sweep");
            Ok(())
        }
    }
}
