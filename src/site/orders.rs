//! `/orders`: what a member bought, and the receipts.

use actix_web::web;
use serde::Deserialize;

use super::contexts::{OrderRow, OrderState, Orders, Pager, Place, Receipt, ReceiptLine, RefundRow, TaxRow};
use super::frame::Frame;
use super::present;
use crate::base::{Fault, Money};
use crate::club::{self, Club};
use crate::lobby::{SignedIn, Visit};
use crate::orders::{self, Order, OrderLine};
use crate::payments::{self, Refund};
use crate::plumbing::db::Conn;
use crate::plumbing::locale::Words;
use crate::plumbing::web::{Page, PageError};

/// Orders on a page.
const PAGE: usize = 20;
/// Orders that can be leafed through; older ones are the crew's to look up.
const MOST: usize = 1_000;

#[derive(Deserialize)]
pub(super) struct Query {
    page: Option<usize>,
}

/// An order with what was in it and what went back.
pub(super) struct Bought {
    pub order: Order,
    pub lines: Vec<OrderLine>,
    pub refunds: Vec<Refund>,
}

pub(super) fn bought(conn: &mut Conn, order: Order) -> Result<Bought, Fault> {
    let lines = orders::lines_of(conn, &order.id)?;
    let refunds = if order.is_paid() { payments::refunds_of(conn, &order.id)? } else { Vec::new() };
    Ok(Bought { order, lines, refunds })
}

/// GET `/orders`
pub(super) async fn list(signed_in: SignedIn, query: web::Query<Query>) -> Page {
    let SignedIn { visit, here } = signed_in;
    let number = query.page.unwrap_or(1).clamp(1, MOST / PAGE);
    let member = here.member.id;
    let (shown, all) = visit
        .club
        .read(move |conn| {
            let theirs = orders::of_member(conn, &member, i64::try_from(MOST).unwrap_or(i64::MAX))?;
            let all = theirs.len();
            let page = theirs.into_iter().skip((number - 1) * PAGE).take(PAGE);
            let shown = page.map(|order| bought(conn, order)).collect::<Result<Vec<_>, Fault>>()?;
            Ok((shown, all))
        })
        .await?;
    let of = all.div_ceil(PAGE).max(number);
    let page = |number: usize| visit.url(&format!("/orders?page={number}"));
    let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let body = Orders {
        orders: shown.iter().map(|one| row(&visit, one)).collect(),
        pager: Pager {
            number: small(number),
            of: small(of),
            newer: (number > 1).then(|| page(number - 1)),
            older: (number < of).then(|| page(number + 1)),
        },
    };
    Frame::at(Place::Account).show(&visit, &body).await
}

fn row(visit: &Visit, bought: &Bought) -> OrderRow {
    let order = &bought.order;
    let names: Vec<&str> = bought.lines.iter().map(|line| line.name.as_str()).collect();
    OrderRow {
        number: order.number.to_string(),
        at: present::moment(&visit.w, order.paid_at.unwrap_or(order.created_at), visit.now),
        what: names.join(", "),
        total: visit.w.money(order.total()),
        state: state(bought),
        url: visit.url(&format!("/orders/{}", order.number)),
        receipt_url: order.receipt_number.map(|_| visit.url(&format!("/orders/{}/receipt", order.number))),
    }
}

pub(super) fn state(bought: &Bought) -> OrderState {
    let back: i64 = bought.refunds.iter().filter(|refund| refund.state != "refused").map(|refund| refund.minor).sum();
    match (bought.order.is_paid(), back) {
        (true, 0) => OrderState::Paid,
        (true, back) if back >= bought.order.gross => OrderState::Refunded,
        (true, _) => OrderState::PartlyRefunded,
        (false, _) if bought.order.is_awaiting() => OrderState::Waiting,
        (false, _) => OrderState::Ended,
    }
}

/// GET `/orders/{number}/receipt`: once it is paid.
pub(super) async fn show_receipt(signed_in: SignedIn, number: web::Path<String>) -> Page {
    let SignedIn { visit, here } = signed_in;
    let number: i64 = number.parse().map_err(|_| PageError::NotFound)?;
    let found = visit.club.read(move |conn| orders::by_number(conn, number)).await?;
    let theirs = found.filter(|order| order.buyer() == Some(&here.member.id)).ok_or(PageError::NotFound)?;
    receipt(&visit, theirs, &here.member.name).await
}

/// The receipt of a paid order, made out to `name` where the order itself names nobody.
pub(super) async fn receipt(visit: &Visit, order: Order, name: &str) -> Page {
    if order.receipt_number.is_none() {
        return Err(PageError::NotFound);
    }
    let (bought, sent_to, address) = visit
        .club
        .read(move |conn| {
            let sent_to = orders::address_of(conn, &order.id)?;
            Ok((bought(conn, order)?, sent_to, club::fact(conn, club::ADDRESS)?.unwrap_or_default()))
        })
        .await?;
    let mut to = sent_to.map_or_else(|| vec![name.to_owned()], |address| address.lines());
    to.push(bought.order.email.clone());
    to.retain(|line| !line.is_empty());
    let order = &bought.order;
    let paid = order.paid_at.unwrap_or(order.created_at);
    let money = |minor: i64| visit.w.money(Money::new(minor, order.currency));
    let line = |line: &OrderLine| ReceiptLine {
        name: line.name.clone(),
        quantity: u32::try_from(line.quantity).unwrap_or(1),
        gross: money(line.gross),
    };
    let refund = |refund: &Refund| RefundRow {
        at: present::moment(&visit.w, refund.settled_at.unwrap_or(refund.created_at), visit.now),
        amount: visit.w.money(refund.amount()),
        note: refund.credit_note_number.map(|number| number.to_string()).unwrap_or_default(),
    };
    let body = Receipt {
        number: receipt_number(&visit.club, order),
        order: order.number.to_string(),
        paid: present::moment(&visit.w, paid, visit.now),
        to,
        from: [visit.club.config().artist.clone(), address].into_iter().filter(|line| !line.is_empty()).collect(),
        lines: bought.lines.iter().map(line).collect(),
        taxes: taxes(visit, order, &bought.lines),
        total: money(order.gross),
        refunds: bought.refunds.iter().filter(|refund| refund.state == "done").map(refund).collect(),
        sandbox: !order.livemode,
    };
    Frame::at(Place::Account).show(visit, &body).await
}

/// `2026-00412`: the year it was paid in, where the club is, and its number in the series.
fn receipt_number(club: &Club, order: &Order) -> String {
    let paid = order.paid_at.unwrap_or(order.created_at).timestamp().to_zoned(club.time_zone());
    format!("{}-{:05}", paid.year(), order.receipt_number.unwrap_or(0))
}

/// Net and tax of each rate, lowest first. The provider's sum counts where no line has a rate of its own.
fn taxes(visit: &Visit, order: &Order, lines: &[OrderLine]) -> Vec<TaxRow> {
    let mut rates: Vec<i64> = lines.iter().filter(|line| line.tax != 0).map(rate).collect();
    rates.sort_unstable();
    rates.dedup();
    let words = Words::product(visit.lang, visit.club.time_zone());
    let money = |minor: i64| visit.w.money(Money::new(minor, order.currency));
    let of_rate = |wanted: &i64| {
        let these = || lines.iter().filter(|line| line.tax != 0 && rate(line) == *wanted);
        TaxRow {
            rate: words.t1("receipt-tax-rate", "rate", percent(&words, *wanted)),
            net: money(these().map(|line| line.net).sum()),
            tax: money(these().map(|line| line.tax).sum()),
        }
    };
    rates.iter().map(of_rate).collect()
}

/// Parts in a million; reckoned to a tenth of a percent where the provider named only the sums.
fn rate(line: &OrderLine) -> i64 {
    match (line.tax_rate_ppm, line.net) {
        (0, net) if net > 0 => (line.tax * 1_000 + net / 2) / net * 1_000,
        (ppm, _) => ppm,
    }
}

fn percent(words: &Words, ppm: i64) -> String {
    let tenths = ppm / 1_000;
    let mark = if words.lang().code() == "fr" { "," } else { "." };
    if tenths % 10 == 0 { (tenths / 10).to_string() } else { format!("{}{mark}{}", tenths / 10, tenths % 10) }
}
