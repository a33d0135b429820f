//! `/orders`: what a member bought, and the receipts.

use actix_web::web;
use serde::Deserialize;

use super::contexts::{OrderRow, OrderState, Orders, Pager, Place, Receipt, ReceiptLine, RefundRow, TaxRow};
use super::frame::Frame;
use super::present;
use crate::base::Fault;
use crate::lobby::{SignedIn, Visit};
use crate::orders::{self, CARRIAGE, Order, OrderLine};
use crate::papers::{self, TaxShare};
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

impl Bought {
    /// What was bought, without what sending it cost.
    fn goods(&self) -> impl Iterator<Item = &OrderLine> {
        self.lines.iter().filter(|line| line.kind != CARRIAGE)
    }

    /// What went back, or is on its way.
    fn living_refunds(&self) -> impl Iterator<Item = &Refund> {
        self.refunds.iter().filter(|refund| refund.state != "refused")
    }

    /// Whether all a line cost goes back: by itself, or with the whole order.
    pub(super) fn gives_back(&self, line: &OrderLine) -> bool {
        let whole: i64 = self.living_refunds().map(|refund| refund.minor).sum();
        let own = self.living_refunds().filter(|refund| refund.order_line_id.as_ref() == Some(&line.id));
        let own: i64 = own.map(|refund| refund.minor).sum();
        line.gross > 0 && (own >= line.gross || whole >= self.order.gross)
    }
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
    let member = here.member.id.clone();
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
    let names: Vec<&str> = bought.goods().map(|line| line.name.as_str()).collect();
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
    let back: i64 = bought.living_refunds().map(|refund| refund.minor).sum();
    match (bought.order.is_paid(), back) {
        (true, 0) => OrderState::Paid,
        (true, back) if back >= bought.order.gross => OrderState::Refunded,
        (true, _) => OrderState::PartlyRefunded,
        (false, _) if bought.order.is_awaiting() => match bought.order.hold_until {
            Some(_) => OrderState::Waiting,
            None => OrderState::Processing,
        },
        (false, _) => OrderState::Ended,
    }
}

/// GET `/orders/{number}/receipt`: once it is paid.
pub(super) async fn show_receipt(signed_in: SignedIn, number: web::Path<String>) -> Page {
    let theirs = theirs(&signed_in, &number).await?;
    let base = signed_in.visit.url(&format!("/orders/{}", theirs.number));
    receipt(&signed_in.visit, theirs, &base).await
}

/// A member's own order.
pub(super) async fn theirs(signed_in: &SignedIn, number: &str) -> Result<Order, PageError> {
    let SignedIn { visit, here } = signed_in;
    let number: i64 = number.parse().map_err(|_| PageError::NotFound)?;
    let found = visit.club.read(move |conn| orders::by_number(conn, number)).await?;
    found.filter(|order| order.buyer() == Some(&here.member.id)).ok_or(PageError::NotFound)
}

/// The receipt of a paid order; `base` is the address its papers are below.
pub(super) async fn receipt(visit: &Visit, order: Order, base: &str) -> Page {
    let receipt = papers::read(&visit.club, order).await?.ok_or(PageError::NotFound)?;
    let order = &receipt.order;
    let paid = order.paid_at.unwrap_or(order.created_at);
    let words = Words::product(visit.lang, visit.w.zone().clone());
    let line = |line: &OrderLine| ReceiptLine {
        name: line.named(&words),
        quantity: u32::try_from(line.quantity).unwrap_or(1),
        gross: visit.w.money(line.paid(order.currency)),
    };
    let tax = |share: TaxShare| TaxRow {
        rate: words.t1("receipt-tax-rate", "rate", words.percent(share.ppm)),
        net: visit.w.money(share.net),
        tax: visit.w.money(share.tax),
    };
    let body = Receipt {
        number: receipt.number(&visit.club),
        order: order.number.to_string(),
        paid: present::moment(&visit.w, paid, visit.now),
        to: receipt.to.clone(),
        from: receipt.from.clone(),
        lines: receipt.lines.iter().map(line).collect(),
        taxes: receipt.taxes().into_iter().map(tax).collect(),
        total: visit.w.money(order.total()),
        refunds: receipt
            .refunds
            .iter()
            .filter(|refund| refund.state == "done")
            .map(|refund| refund_row(visit, refund, base))
            .collect(),
        pdf_url: format!("{base}/receipt.pdf"),
        sandbox: !order.livemode,
    };
    Frame::at(Place::Account).show(visit, &body).await
}

/// What went back; `base` is the address the order's papers are below.
pub(super) fn refund_row(visit: &Visit, refund: &Refund, base: &str) -> RefundRow {
    RefundRow {
        at: present::moment(&visit.w, refund.settled_at.unwrap_or(refund.created_at), visit.now),
        amount: visit.w.money(refund.amount()),
        note: papers::credit_note_number(&visit.club, refund).unwrap_or_default(),
        pdf_url: refund.credit_note_number.map(|number| format!("{base}/credit-notes/{number}.pdf")),
    }
}
