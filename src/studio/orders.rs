//! Orders: what was bought, paid, delivered and given back.

use actix_web::web;
use askama::Template;

use super::desk::{Desk, Proved, not_found, see, to};
use super::frame::Frame;
use super::parts::{Choice, Fact, LogEntry, OrderRow};
use crate::base::{Fault, Moment};
use crate::crew::{Manager, Owner, Permission, Seller};
use crate::orders::papers::{self as sealed_papers, Sealed};
use crate::orders::{self, Address, CARRIAGE, Order, OrderLine, Stage};
use crate::papers;
use crate::payments::{self, Attempt, Payment, Refund};
use crate::plumbing::config::Payments;
use crate::plumbing::locale::Words;
use crate::plumbing::web::{Page, PageError};
use crate::shipments::{self, Parcel};
use crate::{catalog, reports};

#[derive(Template)]
#[template(path = "studio/orders/list.html")]
pub struct OrderList {
    pub w: Words,
    pub f: Frame,
    pub q: String,
    pub state: String,
    /// Something was searched for.
    pub filtered: bool,
    pub states: Vec<Choice>,
    pub orders: Vec<OrderRow>,
    pub next: Option<i64>,
}

#[derive(Template)]
#[template(path = "studio/orders/show.html")]
pub struct OrderPage {
    pub w: Words,
    pub f: Frame,
    pub number: i64,
    pub label: String,
    pub buyer: String,
    pub buyer_href: String,
    pub date: String,
    pub tone: &'static str,
    pub state: String,
    pub test_money: bool,
    pub check: String,
    pub lines: Vec<LineRow>,
    pub gross: String,
    pub tax: String,
    pub history: Vec<LogEntry>,
    pub facts: Vec<Fact>,
    /// Where it is packed; none when nothing of it is sent.
    pub packing: Option<String>,
    /// What can still be given back, in words; none when there is nothing, or this crew member may not.
    pub refundable: Option<String>,
    /// How many refunds there are.
    pub known: usize,
    /// Something can still be taken back.
    pub cancellable: bool,
    /// Where it goes, line by line; empty when nothing is sent.
    pub address: Vec<String>,
    /// Label and address of its receipt and credit notes.
    pub papers: Vec<(String, String)>,
    /// The buyer was erased; their papers are sealed until then. Shown to whoever may open them.
    pub sealed_until: Option<String>,
    pub asked: Option<RefundSheet>,
}

pub struct LineRow {
    pub id: String,
    pub name: String,
    pub quantity: String,
    pub gross: String,
    pub tax: String,
    pub tone: &'static str,
    pub delivery: String,
    pub refundable: bool,
    pub cancellable: bool,
}

/// What giving money back would do, before it is done.
pub struct RefundSheet {
    /// What the form said, to be said again.
    pub hidden: Vec<(&'static str, String)>,
    pub what: String,
    pub then: String,
    pub button: String,
}

const ROWS: i64 = 50;
/// The states the list can be narrowed to; `waiting` and `refunded` are questions about lines and refunds.
const STATES: [(&str, &str); 5] = [
    ("paid", "studio-order-paid"),
    ("waiting", "studio-order-undelivered"),
    ("refunded", "studio-order-refunded"),
    ("awaiting_payment", "studio-order-awaiting"),
    ("ended", "studio-order-ended"),
];

pub async fn list(desk: Proved<Seller>) -> Page {
    let q = desk.query().get("q").to_owned();
    if let Ok(number) = q.trim_start_matches('#').parse::<i64>() {
        return to(&format!("/studio/orders/{number}"));
    }
    let state = STATES.iter().map(|(word, _)| *word).find(|word| *word == desk.query().get("state"));
    let before = desk.query().get("before").parse().ok();
    let email = q.to_lowercase();
    let words = email.clone();
    let found = desk.club.read(move |c| reports::orders(c, state, &words, before, ROWS + 1)).await?;
    let more = found.len() as i64 > ROWS;
    let shown = &found[..found.len().min(ROWS as usize)];
    let w = &desk.w;
    let mut states = vec![Choice::new("", w.t("studio-all"))];
    states.extend(STATES.iter().map(|(word, key)| Choice::new(*word, w.t(key))));
    desk.page(&OrderList {
        w: w.clone(),
        f: desk.frame("orders").await?,
        q,
        filtered: state.is_some() || !email.is_empty(),
        state: state.unwrap_or_default().to_owned(),
        states,
        next: shown.last().filter(|_| more).map(|(order, _)| order.number),
        orders: shown.iter().map(|(order, names)| row(&desk, order, names)).collect(),
    })
}

/// An order as lists show it.
pub fn row(desk: &Desk, order: &Order, names: &[String]) -> OrderRow {
    let (tone, state) = standing(desk, order);
    OrderRow {
        number: order.number,
        label: order.number.to_string(),
        date: desk.w.date_time(order.created_at),
        buyer: order.email.clone(),
        what: names.join(", "),
        sum: desk.w.money(order.total()),
        tone,
        state,
    }
}

fn standing(desk: &Desk, order: &Order) -> (&'static str, String) {
    let (tone, key) = if order.is_paid() {
        ("ok", "studio-order-paid")
    } else if order.is_awaiting() {
        ("wait", "studio-order-awaiting")
    } else {
        ("off", "studio-order-ended")
    };
    (tone, desk.w.t(key))
}

pub async fn show(desk: Proved<Seller>, number: web::Path<i64>) -> Page {
    let order = found(&desk, number.into_inner()).await?;
    desk.page(&draw(&desk, order, None).await?)
}

/// Asks the provider what became of an order, and acts on the answer.
pub async fn settle(desk: Proved<Seller>, number: web::Path<i64>) -> Page {
    let order = found(&desk, number.into_inner()).await?;
    let path = format!("/studio/orders/{}", order.number);
    match payments::check_with_provider(&desk.club, catalog::KINDS, &order.id, desk.now).await {
        Ok(_) => see(&path, "studio-said-order-checked"),
        Err(Fault::Outside { service, detail }) => {
            tracing::warn!(order = order.number, service, detail, "checking an order from the studio");
            see(&path, "studio-said-order-unanswered")
        }
        Err(fault) => Err(fault.into()),
    }
}

pub(super) async fn found(desk: &Desk, number: i64) -> Result<Order, PageError> {
    not_found(desk.club.read(move |c| orders::by_number(c, number)).await?)
}

pub(super) async fn draw(desk: &Desk, order: Order, asked: Option<RefundSheet>) -> Result<OrderPage, PageError> {
    let id = order.id.clone();
    let ((lines, stages), parcels, attempts, paid, refunds, address, sealed) = desk
        .club
        .read(move |c| {
            let lines = orders::lines_of(c, &id)?;
            let stages: Vec<Stage> = catalog::whereabouts(c, &lines)?.into_iter().map(|at| at.stage).collect();
            Ok((
                (lines, stages),
                shipments::of_order(c, &id)?,
                payments::attempts_of(c, &id)?,
                payments::payments_of(c, &id)?,
                payments::refunds_of(c, &id)?,
                orders::address_of(c, &id)?,
                sealed_papers::sealed_of(c, &id)?.filter(Sealed::is_sealed),
            ))
        })
        .await?;
    let w = &desk.w;
    let (tone, state) = standing(desk, &order);
    let mut events = events(desk, &order, &attempts, &paid, &refunds);
    events.extend(delivered(desk, &lines, &stages));
    events.extend(sent(desk, &parcels));
    let mut facts = Vec::new();
    for payment in &paid {
        facts.push(Fact::new(
            w.t("studio-order-payment"),
            format!("{}, {}", w.money(payment.amount()), payment.reference),
        ));
    }
    for refund in &refunds {
        let state = w.t(match refund.state.as_str() {
            "done" => "studio-refund-done",
            "refused" => "studio-refund-refused",
            _ => "studio-refund-asking",
        });
        facts.push(Fact::new(w.t("studio-order-refund"), format!("{}, {state}", w.money(refund.amount()))));
    }
    if let Some(until) = order.hold_until.filter(|_| order.is_awaiting()) {
        facts.push(Fact::new(w.t("studio-order-held"), w.date_time(until)));
    }
    let refunded = |line: &OrderLine| refunds.iter().any(|refund| refund.order_line_id.as_ref() == Some(&line.id));
    let rows: Vec<LineRow> = lines
        .iter()
        .zip(&stages)
        .map(|(line, stage)| {
            let (tone, delivery) = delivery(desk, line, *stage);
            LineRow {
                id: line.id.to_string(),
                name: line.named(w),
                quantity: w.number(line.quantity),
                gross: w.money(line.paid(order.currency)),
                tax: w.money(crate::base::Money::new(line.tax, order.currency)),
                tone,
                delivery,
                refundable: order.is_paid() && line.gross > 0 && !refunded(line),
                cancellable: order.is_paid()
                    && line.kind != CARRIAGE
                    && matches!(line.delivery.as_str(), "delivered" | "waiting"),
            }
        })
        .collect();
    let papers = papers(desk, &order, &refunds);
    let sandbox = desk.club.config().payments == Payments::Sandbox;
    let manager = Manager::of(&desk.me).is_some();
    let left = paid.first().map(|payment| payments::left_of(payment, &refunds));
    Ok(OrderPage {
        w: w.clone(),
        f: desk.frame("orders").await?,
        number: order.number,
        label: w.t1("studio-order-number", "n", order.number.to_string()),
        buyer: if sealed.is_some() { w.t("studio-order-erased") } else { order.email.clone() },
        buyer_href: match order.buyer() {
            Some(member) if sealed.is_none() => format!("/studio/members/{member}"),
            _ => String::new(),
        },
        date: w.date_time(order.created_at),
        tone,
        state,
        test_money: !order.livemode,
        check: w.t(if sandbox { "studio-order-check-sandbox" } else { "studio-order-check" }),
        gross: w.money(order.total()),
        tax: w.money(crate::base::Money::new(order.tax, order.currency)),
        history: newest_first(desk, events),
        facts,
        packing: stages
            .iter()
            .any(|stage| is_sent_by_post(*stage))
            .then(|| format!("/studio/packing/{}", order.number)),
        refundable: left.filter(|left| manager && left.minor > 0).map(|left| w.money(left)),
        known: refunds.len(),
        cancellable: manager && rows.iter().any(|row| row.cancellable),
        address: address.as_ref().map_or_else(Vec::new, |address| address_lines(desk, address)),
        sealed_until: sealed.filter(|_| Owner::of(&desk.me).is_some()).map(|sealed| w.date(sealed.keep_until)),
        lines: rows,
        papers,
        asked,
    })
}

/// What the books have of an order.
fn papers(desk: &Desk, order: &Order, refunds: &[Refund]) -> Vec<(String, String)> {
    let (w, base) = (&desk.w, format!("/studio/orders/{}", order.number));
    let receipt = papers::receipt_number(&desk.club, order);
    let receipt = receipt.map(|number| (w.t1("studio-order-receipt", "number", number), format!("{base}/receipt.pdf")));
    let note = |refund: &Refund| {
        let number = papers::credit_note_number(&desk.club, refund)?;
        let address = format!("{base}/credit-notes/{}.pdf", refund.credit_note_number?);
        Some((w.t1("studio-order-credit-note", "number", number), address))
    };
    receipt.into_iter().chain(refunds.iter().filter_map(note)).collect()
}

/// As it is written on a parcel, with the country's name.
pub(super) fn address_lines(desk: &Desk, address: &Address) -> Vec<String> {
    let mut lines = address.lines();
    lines.push(desk.w.t(&format!("country-{}", address.country)));
    lines
}

/// It goes, or went, through the packing list.
fn is_sent_by_post(stage: Stage) -> bool {
    matches!(stage, Stage::ToPack | Stage::Packed | Stage::PartlySent | Stage::Sent)
}

fn delivery(desk: &Desk, line: &OrderLine, stage: Stage) -> (&'static str, String) {
    let w = &desk.w;
    match line.delivery.as_str() {
        // Where the parcel is stands at what is in it.
        "delivered" if line.kind == CARRIAGE => ("off", String::new()),
        "delivered" => match stage {
            Stage::Ready => {
                let at = line.delivered_at.map_or(String::new(), |at| w.date_time(at));
                ("ok", w.t1("studio-line-delivered", "time", at))
            }
            Stage::ToPack => ("wait", w.t("studio-packing-open")),
            Stage::Packed => ("wait", w.t("studio-packing-packed")),
            Stage::PartlySent => ("wait", w.t("studio-packing-partly")),
            Stage::Sent => ("ok", w.t("studio-packing-sent")),
            Stage::PartlyVoid => ("wait", w.t("studio-line-partly-void")),
            Stage::Void => ("off", w.t("studio-line-ticket-void")),
            Stage::CalledOff => ("off", w.t("studio-event-cancelled")),
        },
        "gone" => ("stop", w.t("studio-line-gone")),
        "revoked" => ("off", w.t("studio-line-revoked")),
        "void" => ("off", w.t("studio-line-void")),
        _ => match &line.last_error {
            Some(error) => ("stop", w.t1("studio-line-trouble", "error", error.as_str())),
            None => ("wait", w.t("studio-line-waiting")),
        },
    }
}

/// Something that happened to an order: when, its sign, what, and by whom or with what.
type Event = (Moment, &'static str, String, String);

/// What happened between the club, the buyer and the provider of payments.
fn events(desk: &Desk, order: &Order, attempts: &[Attempt], paid: &[Payment], refunds: &[Refund]) -> Vec<Event> {
    let w = &desk.w;
    let mut events = vec![(order.created_at, "bag", w.t("studio-event-ordered"), order.email.clone())];
    for attempt in attempts {
        let what = w.t1("studio-event-asked", "n", attempt.n);
        events.push((attempt.asked_at, "right", what, attempt.last_error.clone().unwrap_or_default()));
    }
    for payment in paid {
        let what = w.t1("studio-event-paid", "amount", w.money(payment.amount()));
        events.push((payment.paid_at, "check", what, payment.reference.clone()));
    }
    for refund in refunds {
        let amount = w.money(refund.amount());
        events.push((refund.created_at, "undo", w.t1("studio-event-refund", "amount", amount.as_str()), String::new()));
        if let Some(at) = refund.settled_at {
            let by = refund.reference.clone().unwrap_or_default();
            events.push((at, "check", w.t1("studio-event-refunded", "amount", amount), by));
        }
    }
    events.extend(order.ended_at.map(|at| (at, "cross", w.t("studio-event-ended"), String::new())));
    events
}

/// What was handed over, or came onto the packing list.
fn delivered(desk: &Desk, lines: &[OrderLine], stages: &[Stage]) -> Vec<Event> {
    let event = |(line, stage): (&OrderLine, &Stage)| {
        let at = line.delivered_at.filter(|_| line.kind != CARRIAGE)?;
        let (icon, key) =
            if is_sent_by_post(*stage) { ("box", "studio-event-to-pack") } else { ("check", "studio-event-delivered") };
        Some((at, icon, desk.w.t1(key, "thing", line.name.as_str()), String::new()))
    };
    lines.iter().zip(stages).filter_map(event).collect()
}

fn sent(desk: &Desk, parcels: &[Parcel]) -> Vec<Event> {
    let event = |parcel: &Parcel| {
        let things: Vec<&str> = parcel.contents.iter().map(|(line, _)| line.name.as_str()).collect();
        let what = desk.w.t1("studio-event-sent", "thing", things.join(", "));
        let by = format!("{} {}", parcel.shipment.carrier, parcel.shipment.tracking_number);
        Some((parcel.shipment.sent_at?, "box", what, by.trim().to_owned()))
    };
    parcels.iter().filter_map(event).collect()
}

fn newest_first(desk: &Desk, mut events: Vec<Event>) -> Vec<LogEntry> {
    events.sort_by_key(|(at, ..)| std::cmp::Reverse(*at));
    let entry = |(at, icon, what, by): Event| LogEntry {
        machine: at.rfc3339(),
        time: desk.w.date_time(at),
        icon,
        what,
        by,
        ..LogEntry::default()
    };
    events.into_iter().map(entry).collect()
}
