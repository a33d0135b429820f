//! What Stripe has, object by object: the club's, and others' in the same account.

use std::collections::{BTreeSet, HashMap};

use serde::de::DeserializeOwned;

use super::gateway::Gateway;
use super::{silent, store};
use crate::base::{Fault, Moment};
use crate::club::Club;
use crate::plumbing::stripe::{Call, CallError, Charge, List, Refund, Session, Subscription, requests};

/// As far back as a comparison looks: each object is looked at on several nights.
pub const DAYS: i64 = 7;

/// What Stripe has of the last days.
pub(super) struct There {
    pub sessions: Vec<Session>,
    pub charges: Vec<Charge>,
    pub refunds: Vec<Refund>,
    /// All that are not cancelled, however old.
    pub subscriptions: Vec<Subscription>,
}

impl There {
    pub(super) async fn since(gateway: &Gateway, since: Moment, now: Moment) -> Result<There, CallError> {
        let from = since.unix();
        let sessions = |after: Option<&str>| requests::sessions_since(from, after);
        let charges = |after: Option<&str>| requests::charges_since(from, after);
        let refunds = |after: Option<&str>| requests::refunds_since(from, after);
        Ok(There {
            sessions: all(gateway, now, sessions, |one: &Session| &one.id).await?,
            charges: all(gateway, now, charges, |one: &Charge| &one.id).await?,
            refunds: all(gateway, now, refunds, |one: &Refund| &one.id).await?,
            subscriptions: all(gateway, now, requests::subscriptions, |one: &Subscription| &one.id).await?,
        })
    }
}

/// Every page of a list.
async fn all<T: DeserializeOwned>(
    gateway: &Gateway,
    now: Moment,
    page: impl Fn(Option<&str>) -> Call,
    id: impl Fn(&T) -> &String,
) -> Result<Vec<T>, CallError> {
    let mut found: Vec<T> = Vec::new();
    loop {
        let after = found.last().map(|last| id(last).clone());
        let list: List<T> = gateway.send(&page(after.as_deref()), now).await?;
        let more = list.has_more && !list.data.is_empty();
        found.extend(list.data);
        if !more {
            return Ok(found);
        }
    }
}

/// Whether an object carries this club's name. Another club's in the same account carries its own.
pub(super) fn is_marked(club: &Club, metadata: &HashMap<String, String>) -> bool {
    metadata.get("club").is_some_and(|name| name == club.name())
}

/// What others do in the club's Stripe account: another shop's, another club's. Ids, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Strangers {
    pub sessions: Vec<String>,
    pub charges: Vec<String>,
    pub subscriptions: Vec<String>,
}

/// Objects of the last days that are not this club's. None when the club takes no real payments.
pub async fn strangers(club: &Club, now: Moment) -> Result<Option<Strangers>, Fault> {
    let Ok(gateway @ Gateway::Stripe { .. }) = Gateway::of(club).await else { return Ok(None) };
    let there = There::since(&gateway, now.plus_days(-DAYS), now).await.map_err(silent)?;
    let here = club.clone();
    club.read(move |conn| {
        let intents: Vec<String> = there.charges.iter().filter_map(|charge| charge.payment_intent.clone()).collect();
        let known: BTreeSet<String> = store::known_intents(conn, &intents)?.into_iter().collect();
        let mut strangers = Strangers::default();
        for session in there.sessions.iter().filter(|session| !is_marked(&here, &session.metadata)) {
            if !store::session_is_known(conn, &session.id)? {
                strangers.sessions.push(session.id.clone());
            }
        }
        for charge in there.charges.iter().filter(|charge| !is_marked(&here, &charge.metadata)) {
            if charge.payment_intent.as_ref().is_none_or(|intent| !known.contains(intent)) {
                strangers.charges.push(charge.id.clone());
            }
        }
        for subscription in there.subscriptions.iter().filter(|one| !is_marked(&here, &one.metadata)) {
            if store::agreement(conn, &subscription.id)?.is_none() {
                strangers.subscriptions.push(subscription.id.clone());
            }
        }
        Ok(Some(strangers))
    })
    .await
}
