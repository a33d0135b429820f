//! The nightly comparison: what is written down here beside what Stripe has, by name.
//!
//! The sweep hears of everything by events; this believes no event. What settling can mend is settled, and what it cannot
//! stands under attention until a later comparison no longer finds it. Objects of others are passed over.

use std::collections::{BTreeMap, BTreeSet};

use super::differences::{self, Difference, Kind};
use super::gateway::Gateway;
use super::settling::{self, Paying};
use super::store::{self, Payment, Refund};
use super::there::{self, DAYS, There, is_marked};
use super::{agreements, attempts, outside, silent};
use crate::base::{Currency, Fault, Moment, Money};
use crate::club::{self, Club};
use crate::journal::{self, Actor};
use crate::orders::{self, Kinds, OrderId};
use crate::plumbing::stripe::{Charge, List, Session, Subscription, requests};
use crate::sandbox;

/// By the club's clock: when few are awake.
const HOUR: i8 = 3;
/// The day of the last comparison that came to its end.
const COMPARED_ON: &str = "stripe_compared_on";
/// When one was begun last, in seconds since 1970.
const BEGUN_AT: &str = "stripe_comparison_begun_at";

/// What a comparison came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    pub compared: usize,
    /// Differed, and do no longer.
    pub settled: usize,
    pub differ: usize,
}

/// Compares once a night, or as soon as the program runs after it. One that failed is tried again an hour later.
pub async fn reconcile_nightly(club: &Club, kinds: Kinds, now: Moment) -> Result<(), Fault> {
    let here = now.timestamp().to_zoned(club.time_zone());
    if here.hour() < HOUR || !matches!(Gateway::of(club).await, Ok(Gateway::Stripe { .. })) {
        return Ok(());
    }
    let today = here.date().to_string();
    let (done, begun) = club.read(|conn| Ok((club::fact(conn, COMPARED_ON)?, club::fact(conn, BEGUN_AT)?))).await?;
    let begun = begun.and_then(|at| at.parse().ok()).map_or(Moment(0), Moment::from_unix);
    if done.as_ref() == Some(&today) || now < begun.plus_hours(1) {
        return Ok(());
    }
    club.write(move |tx| club::set_fact(tx, BEGUN_AT, &now.unix().to_string(), now)).await?;
    reconcile(club, kinds, now).await?;
    club.write(move |tx| club::set_fact(tx, COMPARED_ON, &today, now)).await
}

/// Compares the last days. None when the club takes no real payments.
pub async fn reconcile(club: &Club, kinds: Kinds, now: Moment) -> Result<Option<Outcome>, Fault> {
    let Ok(gateway @ Gateway::Stripe { .. }) = Gateway::of(club).await else { return Ok(None) };
    let there = There::since(&gateway, now.plus_days(-DAYS), now).await.map_err(silent)?;
    let mut round = Round { club, kinds, gateway, now, compared: 0, settled: 0, found: Vec::new() };
    round.sessions(&there.sessions).await?;
    round.agreements(&there.subscriptions).await?;
    round.payments(&there).await?;
    let outcome = Outcome { compared: round.compared, settled: round.settled, differ: round.found.len() };
    let found = round.found;
    club.write(move |tx| {
        differences::replace(tx, &found)?;
        let detail = format!("{} compared, {} settled, {} differ", outcome.compared, outcome.settled, outcome.differ);
        journal::record(tx, Actor::System, "money.compared", "club", "", &detail, now)
    })
    .await?;
    Ok(Some(outcome))
}

struct Round<'c> {
    club: &'c Club,
    kinds: Kinds,
    gateway: Gateway,
    now: Moment,
    compared: usize,
    settled: usize,
    found: Vec<Difference>,
}

/// A payment as it is written down.
struct Here {
    payment: Payment,
    refunds: Vec<Refund>,
}

impl Here {
    fn given_back(&self) -> i64 {
        self.refunds.iter().filter(|refund| refund.state == "done").map(|refund| refund.minor).sum()
    }

    /// A refund on its way is the sweep's to send.
    fn is_in_motion(&self) -> bool {
        self.refunds.iter().any(|refund| refund.state == "asking")
    }
}

impl Round<'_> {
    /// Checkout sessions that were paid, and whether their money is written down.
    async fn sessions(&mut self, there: &[Session]) -> Result<(), Fault> {
        for session in there.iter().filter(|session| session.is_paid() && is_marked(self.club, &session.metadata)) {
            let Some(order) = session.client_reference_id.clone().map(OrderId) else { continue };
            self.compared += 1;
            if self.is_written_down(&session.id).await? {
                continue;
            }
            let sum = in_words(session.amount_total.unwrap_or(0), session.currency.as_deref());
            if !attempts::adopt(self.club, &order, &session.id, self.now).await? {
                self.differs(Kind::UnknownOrder, None, &session.id, (String::new(), sum)).await?;
                continue;
            }
            self.settle(&order).await;
            if self.is_written_down(&session.id).await? {
                self.settled += 1;
            } else {
                self.differs(Kind::OnlyThere, Some(order), &session.id, (String::new(), sum)).await?;
            }
        }
        Ok(())
    }

    async fn is_written_down(&self, session: &str) -> Result<bool, Fault> {
        let id = session.to_owned();
        self.club.read(move |conn| store::session_is_paid(conn, &id)).await
    }

    async fn settle(&self, order: &OrderId) -> Option<Paying> {
        match settling::settle(self.club, self.kinds, order, self.now).await {
            Ok(standing) => standing,
            Err(fault) => {
                tracing::warn!(%order, %fault, "a comparison could not settle an order");
                None
            }
        }
    }

    /// What pays again each period: all that run on either side.
    async fn agreements(&mut self, there: &[Subscription]) -> Result<(), Fault> {
        let running: BTreeSet<String> = self.club.read(store::all_running_agreements).await?.into_iter().collect();
        let mut seen = BTreeSet::new();
        for subscription in there.iter().filter(|one| one.is_good() || matches!(&*one.status, "past_due" | "unpaid")) {
            if running.contains(&subscription.id) {
                self.compared += 1;
                seen.insert(&subscription.id);
            } else {
                self.agreement_not_running_here(subscription).await?;
            }
        }
        for id in running.iter().filter(|id| !seen.contains(id) && !sandbox::made(id)) {
            self.agreement_not_running_there(id).await?;
        }
        Ok(())
    }

    async fn agreement_not_running_here(&mut self, there: &Subscription) -> Result<(), Fault> {
        let nothing = || (String::new(), String::new());
        if let Some(ended) = self.agreement(&there.id).await? {
            self.compared += 1;
            return self.differs(Kind::RunsOnThere, Some(ended.order_id), &there.id, nothing()).await;
        }
        if !is_marked(self.club, &there.metadata) {
            return Ok(());
        }
        self.compared += 1;
        let order = there.metadata.get("order").cloned().map(OrderId);
        if let Some(order) = &order {
            // Its first money may take days.
            if let Some(Paying::Processing | Paying::Waiting) = self.settle(order).await {
                return Ok(());
            }
            if self.agreement(&there.id).await?.is_some() {
                self.settled += 1;
                return Ok(());
            }
        }
        self.differs(Kind::UnknownAgreement, order, &there.id, nothing()).await
    }

    async fn agreement_not_running_there(&mut self, id: &str) -> Result<(), Fault> {
        self.compared += 1;
        match self.gateway.send::<Subscription>(&requests::subscription(id), self.now).await {
            Ok(_) => {
                agreements::reread(self.club, self.kinds, id, self.now).await?;
                self.settled += 1;
                Ok(())
            }
            Err(error) if error.is_missing() => {
                let Some(stored) = self.agreement(id).await? else { return Ok(()) };
                if !self.is_of_this_mode(&stored.order_id).await? {
                    return Ok(());
                }
                let nothing = (String::new(), String::new());
                self.differs(Kind::AgreementOnlyHere, Some(stored.order_id), id, nothing).await
            }
            Err(error) => Err(silent(error)),
        }
    }

    async fn agreement(&self, id: &str) -> Result<Option<store::StoredAgreement>, Fault> {
        let id = id.to_owned();
        self.club.read(move |conn| store::agreement(conn, &id)).await
    }

    /// Charges and refunds of these days on either side, payment by payment.
    async fn payments(&mut self, there: &There) -> Result<(), Fault> {
        let mut charges: BTreeMap<&str, &Charge> = BTreeMap::new();
        for charge in there.charges.iter().filter(|charge| charge.is_paid()) {
            charges.extend(charge.payment_intent.as_deref().map(|intent| (intent, charge)));
        }
        let named = charges.keys().map(|intent| (*intent).to_owned());
        let named: Vec<String> =
            named.chain(there.refunds.iter().filter_map(|refund| refund.payment_intent.clone())).collect();
        let since = self.now.plus_days(-there::DAYS);
        let mut ours: BTreeSet<String> = self
            .club
            .read(move |conn| {
                let mut known = store::known_intents(conn, &named)?;
                known.extend(store::intents_since(conn, since)?);
                Ok(known)
            })
            .await?
            .into_iter()
            .collect();
        let marked = charges.iter().filter(|(_, charge)| is_marked(self.club, &charge.metadata));
        ours.extend(marked.map(|(intent, _)| (*intent).to_owned()));
        for intent in ours.iter().filter(|intent| !sandbox::made(intent)) {
            self.payment(intent, charges.get(intent.as_str()).copied()).await?;
        }
        Ok(())
    }

    async fn payment(&mut self, intent: &str, listed: Option<&Charge>) -> Result<(), Fault> {
        self.compared += 1;
        let here = self.here(intent).await?;
        if difference(here.as_ref(), listed)?.is_none() {
            return Ok(());
        }
        match (&here, listed.and_then(|charge| charge.metadata.get("order"))) {
            (Some(_), _) => drop(outside::read_refunds(self.club, &self.gateway, intent, self.now).await?),
            (None, Some(order)) => drop(self.settle(&OrderId(order.clone())).await),
            (None, None) => {}
        }
        // What was listed may be older than what is written down here.
        let charges: List<Charge> = self.gateway.send(&requests::charges_of(intent), self.now).await.map_err(silent)?;
        let charge = charges.data.into_iter().find(Charge::is_paid);
        let here = self.here(intent).await?;
        let Some((kind, sums)) = difference(here.as_ref(), charge.as_ref())? else {
            self.settled += 1;
            return Ok(());
        };
        let marked = charge.and_then(|charge| charge.metadata.get("order").cloned()).map(OrderId);
        let order = here.map(|here| here.payment.order_id).or(marked);
        match &order {
            // Paid with another key of the same account, in the other mode.
            Some(order) if kind == Kind::OnlyHere && !self.is_of_this_mode(order).await? => Ok(()),
            _ => self.differs(kind, order, intent, sums).await,
        }
    }

    async fn here(&self, intent: &str) -> Result<Option<Here>, Fault> {
        let intent = intent.to_owned();
        self.club
            .read(move |conn| {
                let Some(payment) = store::payment_by_intent(conn, &intent)? else { return Ok(None) };
                let refunds = store::refunds_of_payment(conn, &payment.id)?;
                Ok(Some(Here { payment, refunds }))
            })
            .await
    }

    async fn is_of_this_mode(&self, order: &OrderId) -> Result<bool, Fault> {
        let id = order.clone();
        let order = self.club.read(move |conn| orders::by_id(conn, &id)).await?;
        Ok(order.is_some_and(|order| order.livemode == self.gateway.livemode()))
    }

    async fn differs(
        &mut self,
        kind: Kind,
        order: Option<OrderId>,
        subject: &str,
        (here, there): (String, String),
    ) -> Result<(), Fault> {
        let known = match order {
            Some(id) => self.club.read(move |conn| orders::by_id(conn, &id)).await?.map(|order| order.id),
            None => None,
        };
        self.found.push(Difference {
            id: format!("{}/{subject}", kind.word()),
            kind: kind.word().to_owned(),
            order_id: known,
            subject: subject.to_owned(),
            here,
            there,
            found_at: self.now,
        });
        Ok(())
    }
}

/// Sums on either side, in words; empty for none.
type Sums = (String, String);

/// How a payment differs, if it does.
fn difference(here: Option<&Here>, there: Option<&Charge>) -> Result<Option<(Kind, Sums)>, Fault> {
    let (here, there) = match (here, there) {
        (None, None) => return Ok(None),
        (None, Some(charge)) => {
            let sum = in_words(charge.amount, Some(&charge.currency));
            return Ok(Some((Kind::OnlyThere, (String::new(), sum))));
        }
        (Some(here), None) => return Ok(Some((Kind::OnlyHere, (words(here.payment.amount()), String::new())))),
        (Some(here), Some(there)) => (here, there),
    };
    let currency = here.payment.currency;
    // Stripe may have let somebody pay in their own currency: the sums cannot be compared.
    if !there.currency.eq_ignore_ascii_case(currency.code()) {
        return Ok(None);
    }
    let taken = settling::wire(there.amount, currency)?;
    if taken != here.payment.amount() {
        return Ok(Some((Kind::Amount, (words(here.payment.amount()), words(taken)))));
    }
    let back = settling::wire(there.amount_refunded, currency)?;
    if back.minor != here.given_back() && !here.is_in_motion() {
        return Ok(Some((Kind::Refunds, (words(Money::new(here.given_back(), currency)), words(back)))));
    }
    Ok(None)
}

fn words(sum: Money) -> String {
    format!("{} {}", sum.digits(), sum.currency)
}

/// A sum from Stripe; as it travelled where its currency is none we know.
fn in_words(amount: i64, currency: Option<&str>) -> String {
    let code = currency.unwrap_or_default().to_uppercase();
    let known = code.parse::<Currency>().ok().and_then(|currency| settling::wire(amount, currency).ok());
    known.map_or_else(|| format!("{amount} {code}"), words)
}
