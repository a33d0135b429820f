//! Agreements that pay again each period: renewals, changes, endings.
//!
//! Only a paid invoice extends what was paid for. The provider's own period moves on before it has collected anything.

use super::attempts::{self, interval};
use super::gateway::{Gateway, GatewayError};
use super::settling::{self, Came, deliver_order, wire};
use super::store::{self, Attempt, Payment, StoredAgreement};
use super::{PaymentId, jobs, silent};
use crate::base::{Currency, Fault, Moment, Money};
use crate::club::Club;
use crate::journal::{self, Actor};
use crate::members::MemberId;
use crate::orders::{
    self, Agreement, AgreementState, Buyer, Every, Kinds, NewOrder, NotForSale, OrderId, PlaceOrderError, Takings,
    Terms, Wanted,
};
use crate::plumbing::db::Tx;
use crate::plumbing::jobs::enqueue;
use crate::plumbing::stripe::requests::Exchange;
use crate::plumbing::stripe::{CallError, Invoice, InvoicePreview, List, Named, PortalSession, Subscription, requests};

#[derive(Debug, thiserror::Error)]
pub enum ManageError {
    #[error(transparent)]
    Gateway(#[from] GatewayError),
    /// There is no agreement to manage.
    #[error("nothing to manage")]
    Nothing,
    /// Nothing was placed and nothing changed.
    #[error(transparent)]
    NotPlaced(PlaceOrderError),
    /// The card was declined or asks for the holder; nothing changed.
    #[error("declined: {0}")]
    Declined(String),
    /// The provider does not answer; what was asked will be found out by itself.
    #[error("the payment provider does not answer")]
    Silent,
    #[error("the payment provider refused: {0}")]
    Refused(String),
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<CallError> for ManageError {
    fn from(error: CallError) -> ManageError {
        match error {
            CallError::Refused(why) => ManageError::Refused(why.to_string()),
            CallError::Unknown(_) => ManageError::Silent,
        }
    }
}

impl From<PlaceOrderError> for ManageError {
    fn from(error: PlaceOrderError) -> ManageError {
        match error {
            PlaceOrderError::Fault(fault) => ManageError::Fault(fault),
            why => ManageError::NotPlaced(why),
        }
    }
}

pub(super) fn stored_agreement(stored: &StoredAgreement, grace_days: i64) -> Agreement {
    Agreement {
        id: stored.id.clone(),
        until: stored.period_end,
        grace_until: stored.period_end.plus_days(grace_days),
        state: match stored.state.as_str() {
            "failing" => AgreementState::Failing,
            "over" => AgreementState::Over,
            _ => AgreementState::Good,
        },
        leaving: stored.leaving,
    }
}

// ---- what members do

/// Lets a member's agreement end with the period that is paid.
pub async fn cancel(club: &Club, kinds: Kinds, member: &MemberId, kind: &str, now: Moment) -> Result<(), ManageError> {
    set_leaving(club, kinds, member, kind, true, now).await
}

/// Takes the cancelling back.
pub async fn resume(club: &Club, kinds: Kinds, member: &MemberId, kind: &str, now: Moment) -> Result<(), ManageError> {
    set_leaving(club, kinds, member, kind, false, now).await
}

async fn set_leaving(
    club: &Club,
    kinds: Kinds,
    member: &MemberId,
    kind: &str,
    leave: bool,
    now: Moment,
) -> Result<(), ManageError> {
    let gateway = Gateway::of(club).await?;
    let agreement = running(club, member, kind).await?;
    let subscription: Subscription = gateway.send(&requests::leave_at_period_end(&agreement.id, leave), now).await?;
    follow(club, kinds, agreement, subscription, now).await?;
    Ok(())
}

/// The provider's own page for cards and invoices. `back` is a path of this club.
pub async fn portal_url(
    club: &Club,
    member: &MemberId,
    kind: &str,
    back: &str,
    now: Moment,
) -> Result<String, ManageError> {
    let gateway = Gateway::of(club).await?;
    let agreement = running(club, member, kind).await?;
    let portal: PortalSession = gateway.send(&requests::portal(&agreement.customer_id, &club.url(back)), now).await?;
    Ok(portal.url)
}

async fn running(club: &Club, member: &MemberId, kind: &str) -> Result<StoredAgreement, ManageError> {
    let (member, kind) = (member.clone(), kind.to_owned());
    club.read(move |conn| store::agreement_of(conn, &member, &kind)).await?.ok_or(ManageError::Nothing)
}

/// Something else of the same kind, at its price.
#[derive(Debug)]
pub struct Instead<'a> {
    pub kind: &'a str,
    pub item: &'a str,
    pub name: &'a str,
    pub unit: Money,
    pub every: Every,
}

/// What [`change`] would collect at once if it were asked for `now`.
pub async fn cost_of_change(
    club: &Club,
    member: &MemberId,
    instead: &Instead<'_>,
    now: Moment,
) -> Result<Money, ManageError> {
    let gateway = Gateway::of(club).await?;
    let held = item_of(&gateway, club, member, instead.kind, now).await?;
    let product = product_of(instead.item);
    know_product(&gateway, &product, instead.name, now).await?;
    let exchange = held.exchanged_for(&product, instead.unit, instead.every, now);
    let call = requests::preview_change(&exchange).map_err(|error| Fault::broken(error.to_string()))?;
    let preview: InvoicePreview = gateway.send(&call, now).await?;
    Ok(wire(preview.amount_due, instead.unit.currency)?)
}

/// Exchanges what a member holds for something else of its kind: the difference is collected at once, or nothing
/// changes. `reckoned` is the moment up to which the former period is charged, the one its cost was shown for.
///
/// It is an order like any other, so a lost answer is found out and delivered like any other.
pub async fn change(
    club: &Club,
    kinds: Kinds,
    buyer: Buyer,
    wanted: Wanted,
    way: Changing<'_>,
    now: Moment,
) -> Result<OrderId, ManageError> {
    let gateway = Gateway::of(club).await?;
    let member = buyer.member.as_ref().ok_or(ManageError::Nothing)?;
    let held = item_of(&gateway, club, member, wanted.kind, now).await?;
    let product = product_of(&wanted.item);
    let minutes = i64::from(club.config().stripe.hold_minutes);
    let terms =
        Terms { livemode: gateway.livemode(), return_to: way.back.to_owned(), hold_until: now.plus_minutes(minutes) };
    let (club_name, product_id, reckoned) = (club.name().to_owned(), product.clone(), way.reckoned);
    let (attempt, name) = club
        .write_durably(move |tx| {
            let new = NewOrder::of(Wanted { instead: true, ..wanted.clone() });
            let placed = orders::place(tx, kinds, &buyer, &new, &terms, now)?;
            let one = placed.lines.into_iter().next().ok_or(PlaceOrderError::Empty)?;
            let every = one.quote.every.ok_or(PlaceOrderError::NotForSale(0, NotForSale::Unknown))?;
            let exchange = held.exchanged_for(&product_id, one.quote.unit, every, reckoned);
            let call = requests::change_price(&exchange, &club_name, placed.order.id.as_str());
            let call = call.map_err(|error| Fault::broken(error.to_string()))?;
            Ok::<_, PlaceOrderError>((attempts::store_attempt(tx, &placed.order.id, call, now)?, one.line.name))
        })
        .await?;
    if let Err(error) = know_product(&gateway, &product, &name, now).await {
        drop_attempt(club, kinds, &attempt, error.to_string(), now).await?;
        return Err(error.into());
    }
    send_change(club, kinds, &gateway, &attempt, now).await?;
    deliver_order(club, kinds, &attempt.order_id, now).await?;
    Ok(attempt.order_id)
}

/// How somebody goes from one thing to another.
#[derive(Debug, Clone, Copy)]
pub struct Changing<'a> {
    /// Where they come back to, a path of the club.
    pub back: &'a str,
    pub reckoned: Moment,
}

/// What a member pays for again and again, by the provider's names of it and of its one item.
struct HeldItem {
    subscription: String,
    item: String,
}

impl HeldItem {
    /// Something else in its place, the former period charged up to a moment.
    fn exchanged_for<'a>(&'a self, product: &'a str, unit: Money, every: Every, reckoned: Moment) -> Exchange<'a> {
        let (subscription, item) = (self.subscription.as_str(), self.item.as_str());
        Exchange { subscription, item, product, unit, every: interval(every), at: reckoned.unix() }
    }
}

async fn item_of(
    gateway: &Gateway,
    club: &Club,
    member: &MemberId,
    kind: &str,
    now: Moment,
) -> Result<HeldItem, ManageError> {
    let agreement = running(club, member, kind).await?;
    let subscription: Subscription = gateway.send(&requests::subscription(&agreement.id), now).await?;
    let item = subscription.items.data.first().ok_or(ManageError::Nothing)?.id.clone();
    Ok(HeldItem { subscription: agreement.id, item })
}

fn product_of(item: &str) -> String {
    format!("stagedoor_{item}")
}

/// Sees to it that the provider has a product of this name, which it wants before it changes a price to it.
async fn know_product(gateway: &Gateway, product: &str, name: &str, now: Moment) -> Result<(), CallError> {
    let call = requests::create_product(product, name).keyed(format!("product/{product}/{name}"));
    match gateway.send::<Named>(&call, now).await {
        Err(CallError::Refused(why)) if why.code.as_deref() == Some("resource_already_exists") => Ok(()),
        answer => answer.map(|_| ()),
    }
}

/// Sends a stored change and records what came of it.
async fn send_change(
    club: &Club,
    kinds: Kinds,
    gateway: &Gateway,
    attempt: &Attempt,
    now: Moment,
) -> Result<(), ManageError> {
    match gateway.send::<Subscription>(&attempt.call(), now).await {
        Ok(subscription) => Ok(record_change(club, gateway, attempt, subscription, now).await?),
        Err(CallError::Refused(why)) => {
            drop_attempt(club, kinds, attempt, why.to_string(), now).await?;
            Err(if why.status == 402 {
                ManageError::Declined(why.message)
            } else {
                ManageError::Refused(why.to_string())
            })
        }
        Err(error) => {
            let (id, words) = (attempt.id.clone(), error.to_string());
            let state = if error.is_replayed_server_error() { "unknown" } else { "asking" };
            club.write_durably(move |tx| store::mark_attempt(tx, &id, state, Some(&words), now)).await?;
            Err(ManageError::Silent)
        }
    }
}

async fn drop_attempt(club: &Club, kinds: Kinds, attempt: &Attempt, words: String, now: Moment) -> Result<(), Fault> {
    let attempt = attempt.clone();
    club.write_durably(move |tx| {
        store::mark_attempt(tx, &attempt.id, "expired", Some(&words), now)?;
        orders::end(tx, kinds, &attempt.order_id, now).map(drop)
    })
    .await
}

/// A change whose answer was lost: the agreement itself says whether it happened, because the change marks it with its order.
pub(super) async fn settle_change(
    club: &Club,
    kinds: Kinds,
    gateway: &Gateway,
    attempt: &Attempt,
    now: Moment,
) -> Result<(), Fault> {
    let id = attempt.request_path.trim_start_matches("/subscriptions/");
    let subscription: Subscription = gateway.send(&requests::subscription(id), now).await.map_err(silent)?;
    if subscription.metadata.get("order").map(String::as_str) == Some(attempt.order_id.as_str()) {
        return record_change(club, gateway, attempt, subscription, now).await;
    }
    if attempt.is_too_old_to_repeat(now) || attempt.state == "unknown" {
        return drop_attempt(club, kinds, attempt, "the change never happened".to_owned(), now).await;
    }
    match send_change(club, kinds, gateway, attempt, now).await {
        Ok(()) | Err(ManageError::Declined(_) | ManageError::Refused(_)) => Ok(()),
        Err(ManageError::Fault(fault)) => Err(fault),
        Err(error) => Err(silent(error)),
    }
}

async fn record_change(
    club: &Club,
    gateway: &Gateway,
    attempt: &Attempt,
    subscription: Subscription,
    now: Moment,
) -> Result<(), Fault> {
    let invoice = match &subscription.latest_invoice {
        Some(invoice) => Some(gateway.send::<Invoice>(&requests::invoice(invoice), now).await.map_err(silent)?),
        None => None,
    };
    let invoice = invoice.filter(|invoice| invoice.billing_reason.as_deref() == Some("subscription_update"));
    let attempt = attempt.clone();
    club.write_durably(move |tx| {
        let Some(order) = orders::by_id(tx, &attempt.order_id)? else { return Ok(()) };
        let taken = invoice.as_ref().map_or(0, |invoice| invoice.amount_paid);
        let tax = if taken > 0 { invoice.as_ref().map_or(0, Invoice::tax) } else { 0 };
        let came = Came {
            reference: invoice.as_ref().map_or(&attempt.idempotency_key, |invoice| &invoice.id),
            payment_intent: invoice.as_ref().and_then(Invoice::payment_intent),
            gross: wire(taken, order.currency)?,
            tax: wire(tax, order.currency)?.minor,
            subscription: Some(&subscription),
            customer: None,
        };
        settling::record(tx, &order, &attempt, &came, now)
    })
    .await
}

// ---- what the provider tells

/// Settles an invoice by its id: another period is another order.
pub(super) async fn settle_invoice(club: &Club, kinds: Kinds, invoice: &str, now: Moment) -> Result<(), Fault> {
    let gateway = Gateway::of(club).await.map_err(silent)?;
    let invoice: Invoice = gateway.send(&requests::invoice(invoice), now).await.map_err(silent)?;
    let Some(id) = invoice.subscription().map(str::to_owned) else { return Ok(()) };
    let wanted = id.clone();
    let known = club.read(move |conn| store::agreement(conn, &wanted)).await?;
    let reason = invoice.billing_reason.as_deref().unwrap_or_default();
    if known.is_none() || matches!(reason, "subscription_create" | "subscription_update") {
        // Whichever news came first: the order is what is settled.
        if let Some(order) = marked_order(&invoice) {
            settling::settle(club, kinds, &order, now).await?;
        }
        // News of a later period may come before the first was settled; that period is an order of its own all the same.
        if reason != "subscription_cycle" || !invoice.is_paid() {
            return Ok(());
        }
    }
    if invoice.is_paid() { renew(club, kinds, &id, invoice, now).await } else { reread(club, kinds, &id, now).await }
}

fn marked_order(invoice: &Invoice) -> Option<OrderId> {
    let details = invoice.parent.as_ref()?.subscription_details.as_ref()?;
    details.metadata.get("order").cloned().map(OrderId)
}

/// Records a paid renewal as an order of its own, once, and delivers it.
async fn renew(club: &Club, kinds: Kinds, agreement: &str, invoice: Invoice, now: Moment) -> Result<(), Fault> {
    let id = agreement.to_owned();
    let order = club.write_durably(move |tx| record_renewal(tx, &id, &invoice, now)).await?;
    match order {
        Some(order) => deliver_order(club, kinds, &order, now).await,
        None => Ok(()),
    }
}

fn record_renewal(tx: &mut Tx, agreement: &str, invoice: &Invoice, now: Moment) -> Result<Option<OrderId>, Fault> {
    if store::payment_is_known(tx, &invoice.id)? {
        return Ok(None);
    }
    let Some(stored) = store::agreement(tx, agreement)? else { return Ok(None) };
    // Another system settled it before the agreement came here.
    let until = invoice.paid_until().map(Moment::from_unix);
    if stored.settled_until.is_some_and(|settled| until.is_none_or(|until| until <= settled)) {
        return Ok(None);
    }
    let former = orders::by_id(tx, &stored.order_id)?;
    let line = orders::lines_of(tx, &stored.order_id)?.into_iter().find(|line| line.id == stored.order_line_id);
    let (Some(former), Some(line)) = (former, line) else { return Ok(None) };
    let currency: Currency = invoice.currency.parse().map_err(Fault::broken)?;
    let takings =
        Takings { gross: wire(invoice.amount_paid, currency)?, tax: wire(invoice.tax(), currency)?.minor, at: now };
    let (order, _) = orders::place_paid(tx, &former, &line, &takings, now)?;
    let payment = Payment {
        id: PaymentId::new(),
        order_id: order.id.clone(),
        attempt_id: None,
        reference: invoice.id.clone(),
        payment_intent: invoice.payment_intent().map(str::to_owned),
        subscription_id: Some(agreement.to_owned()),
        currency,
        minor: takings.gross.minor,
        paid_at: now,
    };
    if !store::insert_payment(tx, &payment)? {
        // Somebody else recorded it since we looked: forget this order.
        return Err(Fault::Busy);
    }
    super::tell_spend(tx, order.buyer())?;
    if let Some(until) = until {
        store::extend_agreement(tx, agreement, until)?;
    }
    store::set_agreement(tx, agreement, "good", stored.leaving, now)?;
    let detail = format!("{} {currency} {}", takings.gross.digits(), invoice.id);
    journal::record(tx, Actor::System, "order.renewed", "order", order.id.as_str(), &detail, now)?;
    Ok(Some(order.id))
}

/// Reads an agreement again: lost renewals are recorded, failing and ended ones are followed. Nobody is expelled on silence.
pub async fn reread(club: &Club, kinds: Kinds, agreement: &str, now: Moment) -> Result<(), Fault> {
    let gateway = Gateway::of(club).await.map_err(silent)?;
    let subscription: Subscription = gateway.send(&requests::subscription(agreement), now).await.map_err(silent)?;
    let id = agreement.to_owned();
    let Some(stored) = club.read(move |conn| store::agreement(conn, &id)).await? else {
        if let Some(order) = subscription.metadata.get("order") {
            settling::settle(club, kinds, &OrderId(order.clone()), now).await?;
        }
        return Ok(());
    };
    let invoices: List<Invoice> = gateway.send(&requests::invoices_of(agreement), now).await.map_err(silent)?;
    for invoice in invoices.data.into_iter().rev() {
        if invoice.is_paid() && invoice.billing_reason.as_deref() == Some("subscription_cycle") {
            renew(club, kinds, agreement, invoice, now).await?;
        }
    }
    follow(club, kinds, stored, subscription, now).await
}

/// Passes on how an agreement stands to the goods it pays for.
async fn follow(
    club: &Club,
    kinds: Kinds,
    stored: StoredAgreement,
    subscription: Subscription,
    now: Moment,
) -> Result<(), Fault> {
    let grace_days = i64::from(club.config().stripe.grace_days);
    club.write_durably(move |tx| {
        let state = if subscription.is_over() {
            "over"
        } else if subscription.is_failing() {
            "failing"
        } else {
            "good"
        };
        let failed_before = stored.state == "failing";
        store::set_agreement(tx, &stored.id, state, subscription.is_leaving(), now)?;
        let Some(stored) = store::agreement(tx, &stored.id)? else { return Ok(()) };
        let agreement = stored_agreement(&stored, grace_days);
        if agreement.state == AgreementState::Failing && !failed_before && now < agreement.grace_until {
            let news = jobs::News::Declined { until: agreement.grace_until };
            enqueue(tx, &jobs::TellBuyer { order: stored.order_id.clone(), news }, now, now)?;
        }
        kinds.named(&stored.kind)?.lapse(tx, &agreement, now)?;
        if agreement.state == AgreementState::Failing && now >= agreement.grace_until {
            enqueue(tx, &jobs::EndAgreement { agreement: stored.id.clone() }, now, now)?;
        }
        Ok(())
    })
    .await
}

/// Ends at once, at the provider, all that a member pays for again and again.
pub async fn end_all_of(club: &Club, member: &MemberId, now: Moment) -> Result<(), Fault> {
    let id = member.clone();
    for agreement in club.read(move |conn| store::running_agreements(conn, &id)).await? {
        end_now(club, &agreement, now).await?;
    }
    Ok(())
}

/// The same, by jobs: what a member pays for again and again has ended here.
pub fn let_all_end(tx: &mut Tx, member: &MemberId, now: Moment) -> Result<(), Fault> {
    for agreement in store::running_agreements(tx, member)? {
        enqueue(tx, &jobs::EndAgreement { agreement }, now, now)?;
    }
    Ok(())
}

/// Ends an agreement at the provider, at once. What it pays for has ended or never began.
pub(super) async fn end_now(club: &Club, agreement: &str, now: Moment) -> Result<(), Fault> {
    let gateway = Gateway::of(club).await.map_err(silent)?;
    match gateway.send::<Subscription>(&requests::cancel_subscription(agreement), now).await {
        Ok(_) => {}
        // It is gone already: that is what was wanted.
        Err(error) if error.is_missing() => {}
        Err(error) => return Err(silent(error)),
    }
    let id = agreement.to_owned();
    club.write_durably(move |tx| match store::agreement(tx, &id)? {
        Some(stored) => store::set_agreement(tx, &stored.id, "over", stored.leaving, now),
        None => Ok(()),
    })
    .await
}
