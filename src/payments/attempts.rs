//! Attempts: an order's request for money, stored before it is sent.
//!
//! A crash between sending and recording loses nothing: the stored request is repeated byte for byte under its key and
//! the provider answers as it did before.

use super::gateway::{Gateway, GatewayError};
use super::store::{self, Attempt};
use super::{AttemptId, customers, settling, sweep};
use crate::base::{Fault, Moment};
use crate::club::Club;
use crate::orders::{self, Buyer, Every, Kinds, NewOrder, OrderId, PlaceOrderError, Placed, PlacedLine, Terms};
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::stripe::{Call, CallError, Refused, Session, requests};

/// Stripe forgets keys after a day; an hour before that they are no longer trusted.
pub(super) const KEY_LIFE_HOURS: i64 = 23;

/// Where a buyer goes from the checkout; paths of this club. `{order}` stands for the order's id, `{link}` for the
/// path that opens it to whoever has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ways {
    /// After paying.
    pub paid: String,
    /// After closing the page.
    pub left: String,
    /// Where the buyer was before it all, for after [`Ways::paid`].
    pub back: String,
}

/// Where to send the buyer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkout {
    pub order: OrderId,
    pub url: String,
}

#[derive(Debug, thiserror::Error)]
pub enum BeginError {
    #[error(transparent)]
    Gateway(#[from] GatewayError),
    /// No order was placed and nothing is held.
    #[error(transparent)]
    NotPlaced(PlaceOrderError),
    /// It turned out that this was paid in another tab.
    #[error("already paid")]
    AlreadyPaid(OrderId),
    /// The provider does not answer. Nothing was charged; trying again continues the same order.
    #[error("the payment provider does not answer")]
    Silent,
    /// The provider refused the request; the reason is for the operator.
    #[error("the payment provider refused: {0}")]
    Refused(String),
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<PlaceOrderError> for BeginError {
    fn from(error: PlaceOrderError) -> BeginError {
        match error {
            PlaceOrderError::Fault(fault) => BeginError::Fault(fault),
            why => BeginError::NotPlaced(why),
        }
    }
}

/// What is needed sooner than this is not paid for by a method that takes days.
const SLOW_MONEY_DAYS: i64 = 10;

/// Begins paying. Pressed twice, it continues the order that already waits; what waited out of the same cart and asked
/// for something else is let go first, so that a cart never holds twice.
pub async fn begin(
    club: &Club,
    kinds: Kinds,
    buyer: Buyer,
    new: NewOrder,
    ways: Ways,
    now: Moment,
) -> Result<Checkout, BeginError> {
    let gateway = Gateway::of(club).await?;
    if let Some(waiting) = waiting_attempt(club, new.fingerprint(&buyer)).await?
        && let Some(checkout) = go_on(club, kinds, &gateway, waiting, now).await?
    {
        return Ok(checkout);
    }
    for _ in 0..TABS {
        if let Some(cart) = new.cart.clone() {
            for order in club.read(move |conn| orders::awaiting_out_of(conn, &cart)).await? {
                sweep::let_go(club, kinds, &gateway, &order.id, now).await?;
            }
        }
        match decide(club, kinds, &gateway, buyer.clone(), new.clone(), ways.clone(), now).await? {
            Decided::Anew(attempt) => {
                return match ask(club, kinds, &gateway, &attempt, now).await? {
                    Asked::Open(url) => Ok(Checkout { order: attempt.order_id, url }),
                    Asked::Refused(why) => Err(BeginError::Refused(why)),
                    Asked::Silent => Err(BeginError::Silent),
                };
            }
            Decided::Before(attempt) => {
                return go_on(club, kinds, &gateway, attempt, now).await?.ok_or(BeginError::Silent);
            }
            Decided::Held => {}
        }
    }
    Err(BeginError::Silent)
}

/// How often a cart that another tab is paying for is let go before giving up.
const TABS: usize = 3;

/// What came of deciding on an order.
enum Decided {
    Anew(Attempt),
    /// The same was decided a moment ago, in another tab.
    Before(Attempt),
    /// The cart was asked for otherwise a moment ago, in another tab. Nothing was placed.
    Held,
}

/// Step 1: the order, what it holds, and the request that will be sent. Looks again, alone with the buyer, whether
/// another tab was faster.
async fn decide(
    club: &Club,
    kinds: Kinds,
    gateway: &Gateway,
    buyer: Buyer,
    new: NewOrder,
    ways: Ways,
    now: Moment,
) -> Result<Decided, BeginError> {
    let customer = match &buyer.member {
        Some(member) => {
            let (asker, asked) = (buyer.clone(), new.clone());
            let currency = club.read(move |conn| Ok(orders::currency_of(conn, kinds, &asker, &asked, now))).await??;
            match customers::customer_of(club, gateway, member, &buyer.email, currency, now).await? {
                Ok(customer) => Some(customer),
                Err(CallError::Refused(why)) => return Err(BeginError::Refused(why.to_string())),
                Err(CallError::Unknown(_)) => return Err(BeginError::Silent),
            }
        }
        None => None,
    };
    let minutes = i64::from(club.config().stripe.hold_minutes);
    let terms =
        Terms { livemode: gateway.livemode(), return_to: ways.back.clone(), hold_until: now.plus_minutes(minutes) };
    let here = club.clone();
    club.write_durably(move |tx| {
        orders::alone_with_buyer(tx, &buyer, &new)?;
        if let Some(attempt) = waiting_like(tx, &new.fingerprint(&buyer))? {
            return Ok(Decided::Before(attempt));
        }
        if let Some(cart) = &new.cart
            // One without a clock is paid for by a method that takes days: the cart is free again.
            && orders::awaiting_out_of(tx, cart)?.iter().any(|order| order.hold_until.is_some())
        {
            return Ok(Decided::Held);
        }
        let placed = orders::place(tx, kinds, &buyer, &new, &terms, now)?;
        let payer = match &customer {
            Some(customer) => requests::Payer::Customer(customer),
            None => requests::Payer::Guest(&buyer.email),
        };
        let call = session_request(&here, &placed, payer, &ways, now)?;
        let attempt = store_attempt(tx, &placed.order.id, call, now)?;
        Ok::<_, BeginError>(Decided::Anew(attempt))
    })
    .await
}

fn session_request(
    club: &Club,
    placed: &Placed,
    payer: requests::Payer<'_>,
    ways: &Ways,
    now: Moment,
) -> Result<Call, Fault> {
    let order = placed.order.id.as_str();
    let link = orders::link(club, &placed.order.id);
    let in_order = |way: &str| club.url(&way.replace("{link}", &link).replace("{order}", order));
    let names: Vec<String> = placed.lines.iter().map(wire_name).collect();
    let soon = now.plus_days(SLOW_MONEY_DAYS);
    let request = requests::NewSession {
        club: club.name(),
        order,
        payer,
        lines: placed.lines.iter().zip(&names).map(|(line, name)| wire_line(line, name)).collect(),
        success_url: &in_order(&ways.paid),
        cancel_url: &in_order(&ways.left),
        automatic_tax: club.config().stripe.automatic_tax,
        money: if placed.lines.iter().any(|line| line.quote.needed_by.is_some_and(|at| at < soon)) {
            requests::Methods::AtOnce
        } else {
            requests::Methods::All
        },
    };
    requests::create_session(&request).map_err(|error| Fault::broken(error.to_string()))
}

/// What a line is called on the checkout page. A line with money off is asked for as one piece: its discount need not be
/// divisible by its quantity.
fn wire_name(placed: &PlacedLine) -> String {
    match (placed.line.discount, placed.line.quantity) {
        (0, _) | (_, 1) => placed.line.name.clone(),
        (_, quantity) => format!("{quantity} × {}", placed.line.name),
    }
}

fn wire_line<'a>(placed: &PlacedLine, name: &'a str) -> requests::NewLine<'a> {
    let whole = placed.line.discount != 0;
    requests::NewLine {
        name,
        unit: if whole { placed.line.paid(placed.quote.unit.currency) } else { placed.quote.unit },
        quantity: if whole { 1 } else { u64::try_from(placed.line.quantity).unwrap_or(1) },
        every: placed.quote.every.map(interval),
    }
}

pub(super) fn interval(every: Every) -> requests::Interval {
    match every {
        Every::Month => requests::Interval::Month,
        Every::Year => requests::Interval::Year,
    }
}

/// Keeps a request for an order, before it is sent.
pub(super) fn store_attempt(tx: &mut Tx, order: &OrderId, call: Call, now: Moment) -> Result<Attempt, Fault> {
    let n = store::last_attempt_number(tx, order)? + 1;
    let attempt = Attempt {
        id: AttemptId::new(),
        order_id: order.clone(),
        n,
        request_path: call.path,
        request_body: call.body.unwrap_or_default(),
        idempotency_key: format!("{order}/{n}"),
        state: "asking".to_owned(),
        session_id: None,
        session_url: None,
        asked_at: now,
        updated_at: now,
        last_error: None,
    };
    store::insert_attempt(tx, &attempt)?;
    Ok(attempt)
}

impl Attempt {
    /// The stored request, byte for byte.
    pub(super) fn call(&self) -> Call {
        Call::repeat(&self.request_path, self.request_body.clone(), &self.idempotency_key)
    }

    /// It asks for a checkout session; others change an agreement.
    pub(super) fn asks_for_session(&self) -> bool {
        self.request_path == requests::SESSIONS
    }

    pub(super) fn is_too_old_to_repeat(&self, now: Moment) -> bool {
        now >= self.asked_at.plus_hours(KEY_LIFE_HOURS)
    }
}

pub(super) enum Asked {
    /// The address of the checkout page.
    Open(String),
    Refused(String),
    /// Nobody knows; the attempt stays and is repeated.
    Silent,
}

/// Steps 2 and 3: sends the stored request, then records the session.
pub(super) async fn ask(
    club: &Club,
    kinds: Kinds,
    gateway: &Gateway,
    attempt: &Attempt,
    now: Moment,
) -> Result<Asked, Fault> {
    let answer = gateway.send::<Session>(&attempt.call(), now).await;
    note_answer(club, kinds, attempt, answer, now).await
}

async fn note_answer(
    club: &Club,
    kinds: Kinds,
    attempt: &Attempt,
    answer: Result<Session, CallError>,
    now: Moment,
) -> Result<Asked, Fault> {
    let id = attempt.id.clone();
    match answer {
        Ok(session) => {
            let url = session.url.clone().unwrap_or_default();
            club.write_durably(move |tx| store::mark_open(tx, &id, &session.id, session.url.as_deref(), now)).await?;
            Ok(Asked::Open(url))
        }
        Err(CallError::Refused(why)) => {
            let words = why.to_string();
            let (attempt, words_kept) = (attempt.clone(), words.clone());
            club.write_durably(move |tx| give_up(tx, kinds, &attempt, &words_kept, is_unknown_customer(&why), now))
                .await?;
            Ok(Asked::Refused(words))
        }
        Err(error) => {
            // A saved 500 will be answered to this key for ever: look at what there is instead of asking again.
            let state = if error.is_replayed_server_error() { "unknown" } else { "asking" };
            let words = error.to_string();
            club.write_durably(move |tx| store::mark_attempt(tx, &id, state, Some(&words), now)).await?;
            Ok(Asked::Silent)
        }
    }
}

fn is_unknown_customer(why: &Refused) -> bool {
    why.code.as_deref() == Some("resource_missing") && why.param.as_deref() == Some("customer")
}

fn give_up(
    tx: &mut Tx,
    kinds: Kinds,
    attempt: &Attempt,
    words: &str,
    unknown_customer: bool,
    now: Moment,
) -> Result<(), Fault> {
    store::mark_attempt(tx, &attempt.id, "expired", Some(words), now)?;
    if unknown_customer
        && let Some(order) = orders::by_id(tx, &attempt.order_id)?
        && let Some(member) = order.buyer()
    {
        store::retire_customers_of(tx, member)?;
    }
    if no_attempt_lives(tx, &attempt.order_id)? {
        orders::end(tx, kinds, &attempt.order_id, now)?;
    }
    Ok(())
}

/// Whether every attempt of an order is over without payment.
pub(super) fn no_attempt_lives(conn: &mut Conn, order: &OrderId) -> Result<bool, Fault> {
    Ok(store::attempts_of(conn, order)?.iter().all(|attempt| attempt.state == "expired"))
}

/// Makes sure that a session the provider speaks of belongs to an attempt of its order, also one whose making we never
/// heard of and had given up. False when the order is not of this club.
pub(super) async fn adopt(club: &Club, order: &OrderId, session: &str, now: Moment) -> Result<bool, Fault> {
    let (order, session) = (order.clone(), session.to_owned());
    club.write_durably(move |tx| {
        if orders::by_id(tx, &order)?.is_none() {
            return Ok(false);
        }
        if store::session_is_known(tx, &session)? {
            return Ok(true);
        }
        let unheard = store::attempts_of(tx, &order)?
            .into_iter()
            .find(|attempt| attempt.asks_for_session() && attempt.session_id.is_none());
        let attempt = match unheard {
            Some(attempt) => attempt,
            None => store_attempt(tx, &order, Call::repeat(requests::SESSIONS, String::new(), ""), now)?,
        };
        store::mark_attempt(tx, &attempt.id, "unknown", None, now)?;
        store::mark_open(tx, &attempt.id, &session, None, now)?;
        Ok::<_, Fault>(true)
    })
    .await
}

async fn waiting_attempt(club: &Club, fingerprint: String) -> Result<Option<Attempt>, Fault> {
    club.read(move |conn| waiting_like(conn, &fingerprint)).await
}

fn waiting_like(conn: &mut Conn, fingerprint: &str) -> Result<Option<Attempt>, Fault> {
    let Some(order) = orders::awaiting_like(conn, fingerprint)? else { return Ok(None) };
    Ok(store::attempts_of(conn, &order.id)?.pop().filter(Attempt::asks_for_session))
}

/// On to the payment page of an order that waits; none when it does not wait any more.
pub async fn go_on_with(
    club: &Club,
    kinds: Kinds,
    order: &OrderId,
    now: Moment,
) -> Result<Option<Checkout>, BeginError> {
    let gateway = Gateway::of(club).await?;
    let id = order.clone();
    let waiting = club
        .read(move |conn| {
            let waits = orders::by_id(conn, &id)?.is_some_and(|order| order.is_awaiting());
            Ok(if waits { store::attempts_of(conn, &id)?.pop() } else { None })
        })
        .await?;
    match waiting.filter(Attempt::asks_for_session) {
        Some(attempt) => go_on(club, kinds, &gateway, attempt, now).await,
        None => Ok(None),
    }
}

/// Continues the order that waits, if it can still be paid.
async fn go_on(
    club: &Club,
    kinds: Kinds,
    gateway: &Gateway,
    attempt: Attempt,
    now: Moment,
) -> Result<Option<Checkout>, BeginError> {
    let order = attempt.order_id.clone();
    match (attempt.state.as_str(), &attempt.session_id) {
        ("asking", _) if !attempt.is_too_old_to_repeat(now) => match ask(club, kinds, gateway, &attempt, now).await? {
            Asked::Open(url) => Ok(Some(Checkout { order, url })),
            Asked::Refused(_) => Ok(None),
            Asked::Silent => Err(BeginError::Silent),
        },
        ("open", Some(session)) => match gateway.send::<Session>(&requests::session(session), now).await {
            Ok(session) if session.is_open() => Ok(session.url.map(|url| Checkout { order, url })),
            Ok(session) if session.is_expired() => {
                settling::settle(club, kinds, &order, now).await?;
                Ok(None)
            }
            Ok(_) => Err(BeginError::AlreadyPaid(order)),
            // It was open when we saw it last; the page itself will say if it no longer is.
            Err(_) => Ok(attempt.session_url.map(|url| Checkout { order, url })),
        },
        // The sweep is finding out what became of it. Asking again now could charge twice.
        _ => Err(BeginError::Silent),
    }
}
