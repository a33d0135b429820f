//! Agreements that another system began in the club's own account: read, taken over, given up. What never happens here:
//! a request to the provider that changes anything.

use std::time::Duration;

use serde::de::DeserializeOwned;

use super::gateway::{Gateway, GatewayError};
use super::store::{self, StoredAgreement};
use super::{customers, differences, silent, there};
use crate::base::{Currency, Fault, Moment, Money};
use crate::club::Club;
use crate::members::MemberId;
use crate::orders::{Every, OrderId, OrderLineId};
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::stripe::{
    Call, CallError, HeldSubscription, List, Payer, PricedItem, Product, from_wire, requests,
};

/// Between two requests: Stripe takes 25 readings a second of a test key, and others read too.
const PAUSE: Duration = Duration::from_millis(60);
/// Waits before a reading that got no answer is sent again; after the last, the work itself waits longer.
const PATIENCE: [Duration; 3] = [Duration::from_millis(500), Duration::from_secs(1), Duration::from_secs(2)];

/// Why nothing can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unread {
    Off,
    /// Test money of the program's own: there is no account.
    Sandbox,
    Asleep,
    Misconfigured(String),
}

/// Whose money it is: agreements of one account mean nothing in another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub id: String,
    pub livemode: bool,
}

/// An agreement as the provider tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elsewhere {
    pub id: String,
    pub customer: String,
    /// Empty where the provider knows none.
    pub email: String,
    pub name: String,
    pub began_at: Moment,
    /// The period that runs.
    pub period_start: Moment,
    pub period_end: Moment,
    /// It ends instead of renewing.
    pub leaving: bool,
    pub collecting: Collecting,
    pub whose: Whose,
    /// Part of the money goes to another application.
    pub shares: bool,
    pub items: Vec<PaidItem>,
}

/// What the provider does about the money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Collecting {
    Paid,
    Trial,
    /// The last period is owed, and collecting is tried.
    Failing,
    /// Nothing is collected until somebody says so.
    Paused,
    /// It never began, or the provider gave up.
    Unpaid,
    Over,
}

impl Collecting {
    pub fn word(self) -> &'static str {
        match self {
            Collecting::Paid => "paid",
            Collecting::Trial => "trial",
            Collecting::Failing => "failing",
            Collecting::Paused => "paused",
            Collecting::Unpaid => "unpaid",
            Collecting::Over => "over",
        }
    }

    /// Somebody pays, or is about to.
    pub fn is_live(self) -> bool {
        matches!(self, Collecting::Paid | Collecting::Trial | Collecting::Failing)
    }
}

/// Who began an agreement, as its marks say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// Another system.
    Foreign,
    /// This club.
    Ours,
    /// Another club of this program in the same account.
    AnotherClubs,
}

/// What is paid for each period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaidItem {
    pub price: String,
    pub product: String,
    /// In the provider's letters, `eur`.
    pub currency: String,
    /// What each period costs. None where it depends on what was used, or the currency is none we know.
    pub unit: Option<Money>,
    /// `month`, or `3 month`.
    pub period: String,
    pub quantity: i64,
}

impl PaidItem {
    /// How often it is paid, where that is once a month or once a year.
    pub fn every(&self) -> Option<Every> {
        Every::from_word(&self.period)
    }
}

/// Some of the account's agreements, newest first.
#[derive(Debug, Clone)]
pub struct Page {
    pub agreements: Vec<Elsewhere>,
    pub more: bool,
}

/// The account that can be read, or why there is none.
pub async fn account(club: &Club, now: Moment) -> Result<Result<Account, Unread>, Fault> {
    let gateway = match gateway(club).await {
        Ok(gateway) => gateway,
        Err(why) => return Ok(Err(why)),
    };
    match customers::account_of(club, &gateway, now).await? {
        Ok(id) => Ok(Ok(Account { id, livemode: gateway.livemode() })),
        Err(error) => Err(silent(error)),
    }
}

async fn gateway(club: &Club) -> Result<Gateway, Unread> {
    match Gateway::of(club).await {
        Ok(gateway @ Gateway::Stripe { .. }) => Ok(gateway),
        Ok(Gateway::Sandbox(_)) => Err(Unread::Sandbox),
        Err(GatewayError::Off) => Err(Unread::Off),
        Err(GatewayError::Misconfigured(_)) if club.is_asleep() => Err(Unread::Asleep),
        Err(GatewayError::Misconfigured(why)) => Err(Unread::Misconfigured(why)),
    }
}

/// Why nothing can be read, without asking anybody.
pub async fn unread(club: &Club) -> Option<Unread> {
    gateway(club).await.err()
}

/// Sends what only reads, and sends it again where no answer came.
async fn read<T: DeserializeOwned>(club: &Club, call: &Call, now: Moment) -> Result<Result<T, CallError>, Fault> {
    // Test money of the program's own would answer that nobody pays at all.
    let gateway = gateway(club).await.map_err(|why| silent(format!("the account cannot be read: {why:?}")))?;
    tokio::time::sleep(PAUSE).await;
    for wait in PATIENCE {
        match gateway.send(call, now).await {
            Err(CallError::Unknown(why)) => {
                tracing::info!(club = club.name(), %why, "a reading is sent again");
                tokio::time::sleep(wait).await;
            }
            answer => return Ok(answer),
        }
    }
    Ok(gateway.send(call, now).await)
}

/// The account's agreements that are not over, after the one named.
pub async fn agreements_elsewhere(club: &Club, after: Option<&str>, now: Moment) -> Result<Page, Fault> {
    let call = requests::subscriptions_with_customers(after);
    let list: List<HeldSubscription> = read(club, &call, now).await?.map_err(silent)?;
    let more = list.has_more && !list.data.is_empty();
    Ok(Page { agreements: list.data.into_iter().map(|held| told(club, held)).collect(), more })
}

/// One of them as it stands now; none when the account knows it no more.
pub async fn agreement_elsewhere(club: &Club, id: &str, now: Moment) -> Result<Option<Elsewhere>, Fault> {
    match read::<HeldSubscription>(club, &requests::subscription_with_customer(id), now).await? {
        Ok(held) => Ok(Some(told(club, held))),
        Err(error) if error.is_missing() => Ok(None),
        Err(error) => Err(silent(error)),
    }
}

/// What is sold there under this id; empty where nobody knows.
pub async fn name_of_product(club: &Club, product: &str, now: Moment) -> Result<String, Fault> {
    match read::<Product>(club, &requests::product(product), now).await? {
        Ok(product) => Ok(product.name),
        // It was deleted, or the key may not read what is sold.
        Err(CallError::Refused(_)) => Ok(String::new()),
        Err(error) => Err(silent(error)),
    }
}

fn told(club: &Club, held: HeldSubscription) -> Elsewhere {
    let collecting = match held.status.as_str() {
        _ if held.pause_collection.is_some() => Collecting::Paused,
        "active" => Collecting::Paid,
        "trialing" => Collecting::Trial,
        "past_due" => Collecting::Failing,
        "paused" => Collecting::Paused,
        "canceled" | "incomplete_expired" => Collecting::Over,
        _ => Collecting::Unpaid,
    };
    let marked = held.metadata.contains_key("club") && held.metadata.contains_key("order");
    let whose = match (marked, there::is_marked(club, &held.metadata)) {
        (true, true) => Whose::Ours,
        (true, false) => Whose::AnotherClubs,
        (false, _) => Whose::Foreign,
    };
    let began = held.start_date.unwrap_or(held.created).min(held.created);
    let starts = held.items.data.iter().map(|item| item.current_period_start).min();
    let ends = held.items.data.iter().map(|item| item.current_period_end).max();
    let (customer, email, name) =
        held.customer.map_or_else(Default::default, |payer| (payer.id, payer.email, payer.name));
    Elsewhere {
        id: held.id,
        customer,
        email,
        name,
        began_at: Moment::from_unix(began),
        period_start: Moment::from_unix(starts.unwrap_or(began)),
        period_end: Moment::from_unix(held.cancel_at.filter(|at| Some(*at) < ends).or(ends).unwrap_or(began)),
        leaving: held.cancel_at_period_end || held.cancel_at.is_some(),
        collecting,
        whose,
        shares: held.application_fee_percent.is_some_and(|percent| percent > 0.0),
        items: held.items.data.into_iter().map(paid).collect(),
    }
}

fn paid(item: PricedItem) -> PaidItem {
    let price = item.price;
    let currency = price.currency.parse::<Currency>().ok();
    let unit = currency.zip(price.unit_amount).and_then(|(currency, amount)| from_wire(amount, currency).ok());
    let period = match price.recurring {
        Some(every) if every.interval_count == 1 => every.interval,
        Some(every) => format!("{} {}", every.interval_count, every.interval),
        None => String::new(),
    };
    PaidItem {
        price: price.id,
        product: price.product.unwrap_or_default(),
        currency: price.currency,
        unit,
        period,
        quantity: item.quantity.unwrap_or(1),
    }
}

/// A customer's address there, which may be empty; none when the account knows them not, or no more.
pub async fn customer_elsewhere(club: &Club, customer: &str, now: Moment) -> Result<Option<String>, Fault> {
    match read::<Payer>(club, &requests::customer(customer), now).await? {
        Ok(payer) => Ok((!payer.deleted).then_some(payer.email)),
        Err(error) if error.is_missing() => Ok(None),
        Err(error) => Err(silent(error)),
    }
}

/// Notes whose customer this is, so that no second one is made. False when somebody's was known already.
pub fn link_customer(
    tx: &mut Tx,
    account: &Account,
    customer: &str,
    member: &MemberId,
    now: Moment,
) -> Result<bool, Fault> {
    if store::member_of_customer(tx, &account.id, account.livemode, customer)?.is_some() {
        return Ok(false);
    }
    store::insert_customer(tx, &account.id, account.livemode, customer, member, now)?;
    Ok(true)
}

/// Takes that back, unless the customer pays for something by now.
pub fn unlink_customer(tx: &mut Tx, customer: &str, member: &MemberId) -> Result<(), Fault> {
    if store::customer_has_agreements(tx, customer)? {
        return Ok(());
    }
    store::delete_customer_of(tx, customer, member)
}

/// Whose customer this is, as far as payments know.
pub fn member_of_customer(conn: &mut Conn, account: &Account, customer: &str) -> Result<Option<MemberId>, Fault> {
    store::member_of_customer(conn, &account.id, account.livemode, customer)
}

/// Those of these agreements that are written down here, running or ended.
pub fn agreements_known(conn: &mut Conn, ids: &[String]) -> Result<Vec<StoredAgreement>, Fault> {
    store::agreements_among(conn, ids)
}

/// An agreement that goes on here.
#[derive(Debug, Clone, Copy)]
pub struct TakenOver<'a> {
    pub account: &'a Account,
    pub agreement: &'a str,
    pub customer: &'a str,
    pub member: &'a MemberId,
    pub order: &'a OrderId,
    pub line: &'a OrderLineId,
    /// Kind of goods it pays for.
    pub kind: &'static str,
    pub currency: Currency,
    /// Paid until then, to the system it comes from.
    pub paid_until: Moment,
    pub failing: bool,
    pub leaving: bool,
}

/// Writes an agreement down as this club's: from now on what is told of it settles here. True when its customer was
/// unknown before.
pub fn take_over(tx: &mut Tx, taken: &TakenOver<'_>, now: Moment) -> Result<bool, Fault> {
    let Account { id, livemode } = taken.account;
    let is_new = store::member_of_customer(tx, id, *livemode, taken.customer)?.is_none();
    if is_new {
        store::insert_customer(tx, id, *livemode, taken.customer, taken.member, now)?;
    }
    let agreement = StoredAgreement {
        id: taken.agreement.to_owned(),
        customer_id: taken.customer.to_owned(),
        member_id: taken.member.clone(),
        order_id: taken.order.clone(),
        order_line_id: taken.line.clone(),
        kind: taken.kind.to_owned(),
        currency: taken.currency,
        state: if taken.failing { "failing" } else { "good" }.to_owned(),
        period_end: taken.paid_until,
        leaving: taken.leaving,
        read_at: now,
        ended_at: None,
        settled_until: Some(taken.paid_until),
    };
    store::insert_agreement(tx, &agreement)?;
    store::fix_currency(tx, taken.customer, taken.currency)?;
    Ok(is_new)
}

/// Forgets an agreement that was taken over and by which nothing was paid since. The provider hears nothing of it.
pub fn give_up(tx: &mut Tx, agreement: &str, unknown_customer: Option<&str>) -> Result<(), Fault> {
    differences::forget(tx, agreement)?;
    store::delete_agreement(tx, agreement)?;
    match unknown_customer {
        Some(customer) => store::delete_customer(tx, customer),
        None => Ok(()),
    }
}
