//! Receipts and credit notes: what the books of a club say about one order.
//!
//! Numbers come from series without gaps: a receipt's is given in the transaction that records the payment, a credit
//! note's in the one that decides to give money back. Test money has series of its own.

use super::flow::Flow;
use super::{sum, words};
use crate::base::{Fault, Moment, Money};
use crate::club::{self, Club};
use crate::members;
use crate::orders::{self, Order, OrderLine};
use crate::payments::{self, Refund};
use crate::plumbing::db::Conn;
use crate::plumbing::locale::Words;
use crate::plumbing::pdf::Style;

/// A paid order as its papers tell of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    pub order: Order,
    pub lines: Vec<OrderLine>,
    pub refunds: Vec<Refund>,
    /// The lines the club must print about itself.
    pub from: Vec<String>,
    /// To whom: name and address lines, as far as known.
    pub to: Vec<String>,
}

/// What was taken at one tax rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TaxShare {
    /// Parts in a million; to a tenth of a percent where the provider named only the sums.
    pub ppm: i64,
    pub net: Money,
    pub tax: Money,
}

/// The receipt of an order; none before it is paid.
pub async fn read(club: &Club, order: Order) -> Result<Option<Receipt>, Fault> {
    let artist = club.config().artist.clone();
    club.read(move |conn| load(conn, &artist, order)).await
}

fn load(conn: &mut Conn, artist: &str, order: Order) -> Result<Option<Receipt>, Fault> {
    if order.receipt_number.is_none() {
        return Ok(None);
    }
    let lines = orders::lines_of(conn, &order.id)?;
    let refunds = payments::refunds_of(conn, &order.id)?;
    let address = club::fact(conn, club::ADDRESS)?.unwrap_or_default();
    let mut to = match orders::address_of(conn, &order.id)? {
        Some(address) => address.lines(),
        None => name_of(conn, &order)?.into_iter().collect(),
    };
    to.push(order.email.clone());
    to.retain(|line| !line.is_empty());
    let from = [artist.to_owned(), address].into_iter().filter(|line| !line.is_empty()).collect();
    Ok(Some(Receipt { order, lines, refunds, from, to }))
}

fn name_of(conn: &mut Conn, order: &Order) -> Result<Option<String>, Fault> {
    Ok(match order.buyer() {
        Some(member) => members::by_id(conn, member)?.map(|member| member.name),
        None => None,
    })
}

impl Receipt {
    pub fn number(&self, club: &Club) -> String {
        receipt_number(club, &self.order).unwrap_or_default()
    }

    /// Net and tax of each rate, lowest first.
    pub fn taxes(&self) -> Vec<TaxShare> {
        let taxed = || self.lines.iter().filter(|line| line.tax != 0);
        let mut rates: Vec<i64> = taxed().map(rate).collect();
        rates.sort_unstable();
        rates.dedup();
        let money = |minor: i64| Money::new(minor, self.order.currency);
        let share = |ppm: i64| {
            let these = || taxed().filter(move |line| rate(line) == ppm);
            TaxShare {
                ppm,
                net: money(these().map(|line| line.net).sum()),
                tax: money(these().map(|line| line.tax).sum()),
            }
        };
        rates.into_iter().map(share).collect()
    }

    /// The refund with this credit note's number.
    pub fn refund(&self, credit_note: i64) -> Option<&Refund> {
        self.refunds.iter().find(|refund| refund.credit_note_number == Some(credit_note))
    }

    /// The tax that goes back with a refund, in proportion.
    fn tax_of(&self, refund: &Refund) -> Money {
        let line = refund.order_line_id.as_ref().and_then(|id| self.lines.iter().find(|line| line.id == *id));
        let (tax, gross) = line.map_or((self.order.tax, self.order.gross), |line| (line.tax, line.gross));
        let share = match gross {
            0 => 0,
            gross => (i128::from(tax) * i128::from(refund.minor) + i128::from(gross) / 2) / i128::from(gross),
        };
        Money::new(i64::try_from(share).unwrap_or(0), refund.currency)
    }
}

/// `2026-00412`: the year it was paid in, where the club is, and its number in the series; nothing before it is paid.
pub fn receipt_number(club: &Club, order: &Order) -> Option<String> {
    Some(numbered(club, order.paid_at.unwrap_or(order.created_at), order.receipt_number?))
}

/// `CN-2026-00007`; nothing for a refund without one.
pub fn credit_note_number(club: &Club, refund: &Refund) -> Option<String> {
    let number = refund.credit_note_number?;
    Some(format!("CN-{}", numbered(club, refund.created_at, number)))
}

fn numbered(club: &Club, at: Moment, number: i64) -> String {
    format!("{}-{number:05}", at.timestamp().to_zoned(club.time_zone()).year())
}

fn rate(line: &OrderLine) -> i64 {
    match (line.tax_rate_ppm, line.net) {
        (0, net) if net > 0 => (line.tax * 1_000 + net / 2) / net * 1_000,
        (ppm, _) => ppm,
    }
}

/// The receipt as PDF.
pub fn receipt(club: &Club, receipt: &Receipt) -> Result<Vec<u8>, Fault> {
    let order = &receipt.order;
    let w = words(club, order);
    let money = |minor: i64| sum(&w, Money::new(minor, order.currency));
    let title = w.t1("paper-receipt-title", "number", receipt.number(club));
    let paid = w.date(order.paid_at.unwrap_or(order.created_at));
    let about = w.t2("paper-receipt-about", "date", paid, "order", order.number.to_string());
    let mut flow = headed(&w, receipt, &title, &about)?;
    flow.row(Style::faint(9.0), &w.t("paper-what"), &w.t("paper-quantity"), &w.t("paper-amount"))?;
    for line in &receipt.lines {
        flow.rule();
        flow.row(Style::plain(11.0), &line.named(&w), &w.number(line.quantity), &money(line.gross))?;
    }
    flow.rule();
    for share in receipt.taxes() {
        let rate = w.t1("receipt-tax-rate", "rate", w.percent(share.ppm));
        flow.row(Style::faint(10.0), &w.t1("paper-net", "rate", rate.as_str()), "", &sum(&w, share.net))?;
        flow.row(Style::faint(10.0), &w.t1("paper-tax", "rate", rate), "", &sum(&w, share.tax))?;
    }
    flow.row(Style::strong(13.0), &w.t("paper-total"), "", &money(order.gross))?;
    for refund in receipt.refunds.iter().filter(|refund| refund.state == "done") {
        let date = w.date(refund.settled_at.unwrap_or(refund.created_at));
        let note = credit_note_number(club, refund).unwrap_or_default();
        flow.row(
            Style::plain(10.0),
            &w.t2("paper-refunded", "date", date, "note", note),
            "",
            &sum(&w, Money::new(-refund.minor, refund.currency)),
        )?;
    }
    flow.finish(&title, &club.config().artist, w.lang().code(), club::accent(club))
}

/// What a refund gives back, as PDF.
pub fn credit_note(club: &Club, receipt: &Receipt, refund: &Refund) -> Result<Vec<u8>, Fault> {
    let w = words(club, &receipt.order);
    let number = credit_note_number(club, refund).unwrap_or_default();
    let title = w.t1("paper-credit-title", "number", number);
    let about = w.t2("paper-credit-about", "date", w.date(refund.created_at), "receipt", receipt.number(club).as_str());
    let mut flow = headed(&w, receipt, &title, &about)?;
    if refund.state == "refused" {
        flow.line(Style::strong(11.0), &w.t("paper-credit-void"))?;
        flow.space(10.0);
    }
    flow.row(Style::faint(9.0), &w.t("paper-what"), "", &w.t("paper-amount"))?;
    flow.rule();
    let line = refund.order_line_id.as_ref().and_then(|id| receipt.lines.iter().find(|line| line.id == *id));
    let order = receipt.order.number.to_string();
    let what = line.map_or_else(|| w.t1("paper-credit-order", "order", order), |line| line.named(&w));
    let amount = sum(&w, refund.amount());
    flow.row(Style::plain(11.0), &what, "", &amount)?;
    flow.rule();
    let tax = receipt.tax_of(refund);
    if tax.minor != 0 {
        flow.row(Style::faint(10.0), &w.t("paper-credit-tax"), "", &sum(&w, tax))?;
    }
    flow.row(Style::strong(13.0), &w.t("paper-credit-total"), "", &amount)?;
    flow.finish(&title, &club.config().artist, w.lang().code(), club::accent(club))
}

fn headed(w: &Words, receipt: &Receipt, title: &str, about: &str) -> Result<Flow, Fault> {
    let mut flow = Flow::new();
    flow.line(Style::strong(24.0), title)?;
    flow.space(4.0);
    flow.line(Style::faint(11.0), about)?;
    if !receipt.order.livemode {
        flow.space(6.0);
        flow.line(Style::strong(11.0), &w.t("paper-test-money"))?;
    }
    flow.space(14.0);
    let labelled = |key: &str, lines: &[String]| -> Vec<String> {
        std::iter::once(w.t(key)).chain(lines.iter().cloned()).collect()
    };
    flow.beside(&labelled("paper-from", &receipt.from), &labelled("paper-to", &receipt.to))?;
    flow.space(22.0);
    Ok(flow)
}
