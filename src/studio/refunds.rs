//! Giving money back, and taking goods back: two acts, on one order.

use actix_web::web;

use super::desk::{Desk, Fresh, not_found, see};
use super::fields::Fields;
use super::orders::{RefundSheet, draw, found};
use crate::base::{Money, MoneyError};
use crate::catalog::KINDS;
use crate::crew::Manager;
use crate::memberships;
use crate::orders::{self, Order, OrderLine, OrderLineId, Restock};
use crate::payments::{self, GivingBack, Goods, RefundError, Share};
use crate::plumbing::web::{Page, PageError};

/// POST `/studio/orders/{number}/refunds`: shows what it would do; with the sheet confirmed, does it.
pub async fn create(desk: Fresh<Manager>, number: web::Path<i64>, form: web::Form<Fields>) -> Page {
    let order = found(&desk, number.into_inner()).await?;
    let path = format!("/studio/orders/{}", order.number);
    let id = order.id.clone();
    let lines = desk.club.read(move |c| orders::lines_of(c, &id)).await?;
    let asked = match read(&form, &order, &lines) {
        Ok(asked) => asked,
        Err(word) => return see(&path, word),
    };
    if !form.ticked("sure") {
        let id = order.id.clone();
        let (paid, refunds) =
            desk.club.read(move |c| Ok((payments::payments_of(c, &id)?, payments::refunds_of(c, &id)?))).await?;
        let payment = not_found(paid.into_iter().next())?;
        let left = payments::left_of(&payment, &refunds);
        if matches!(&asked.share, Share::Amount(amount) if amount.minor > left.minor) {
            return see(&path, "studio-said-refund-too-much");
        }
        let sheet = sheet(&desk, &order, &lines, &asked, &form, left);
        return desk.page(&draw(&desk, order, Some(sheet)).await?);
    }
    let (now, actor, id) = (desk.now, desk.me.actor(), order.id.clone());
    let given = desk.club.write_durably(move |tx| payments::refund(tx, KINDS, &id, &asked, &actor, now)).await;
    match given {
        Ok(()) => see(&path, "studio-said-order-refunded"),
        Err(RefundError::AlreadyRefunded) => see(&path, "studio-said-order-refunded-before"),
        Err(RefundError::Changed) => see(&path, "studio-said-order-changed"),
        Err(RefundError::TooMuch(_)) => see(&path, "studio-said-refund-too-much"),
        Err(RefundError::NotPaid) => Err(PageError::NotFound),
        Err(RefundError::Fault(fault)) => Err(fault.into()),
    }
}

/// POST `/studio/orders/{number}/cancellations`: lines that were ticked are taken back; no money moves.
pub async fn cancel(desk: Fresh<Manager>, number: web::Path<i64>, form: web::Form<Fields>) -> Page {
    let order = found(&desk, number.into_inner()).await?;
    let path = format!("/studio/orders/{}", order.number);
    let lines: Vec<OrderLineId> = form.all("line").into_iter().map(|id| OrderLineId(id.to_owned())).collect();
    let stock = restock(form.get("goods"));
    let (now, actor, id) = (desk.now, desk.me.actor(), order.id);
    let taken =
        desk.club.write_durably(move |tx| payments::cancel_lines(tx, KINDS, &id, &lines, stock, &actor, now)).await;
    match taken {
        Ok(0) => see(&path, "studio-said-nothing-cancelled"),
        Ok(_) => see(&path, "studio-said-lines-cancelled"),
        Err(RefundError::Fault(fault)) => Err(fault.into()),
        Err(_) => Err(PageError::NotFound),
    }
}

pub(super) fn restock(word: &str) -> Restock {
    if word == "lost" { Restock::Lost } else { Restock::BackOnShelf }
}

/// What the form asks for, or the word that says what is wrong with it.
fn read(form: &Fields, order: &Order, lines: &[OrderLine]) -> Result<GivingBack, &'static str> {
    let share = match form.get("share") {
        "whole" => Share::Whole,
        "amount" => Share::Amount(amount(form.get("amount"), order)?),
        line => {
            let line = lines.iter().find(|known| known.id.as_str() == line).ok_or("studio-said-refund-which")?;
            Share::Line(line.id.clone())
        }
    };
    // A sum says nothing of what was bought: who takes that back says which line.
    let goods = match (&share, form.get("goods")) {
        (Share::Amount(_), _) | (_, "keep") => Goods::Kept,
        (_, word) => Goods::TakenBack(restock(word)),
    };
    let known = form.get("known").parse().map_err(|_| "studio-said-order-changed")?;
    Ok(GivingBack { share, goods, known })
}

fn amount(typed: &str, order: &Order) -> Result<Money, &'static str> {
    match Money::parse(typed, order.currency) {
        Ok(amount) if amount.minor > 0 => Ok(amount),
        Err(MoneyError::TooPrecise(..) | MoneyError::TooFine(_)) => Err("studio-said-refund-too-precise"),
        _ => Err("studio-said-refund-no-amount"),
    }
}

/// A membership that ends when this share is given back with its goods.
fn ends_with(line: &OrderLine, share: &Share) -> bool {
    let meant = matches!(share, Share::Whole) || matches!(share, Share::Line(id) if *id == line.id);
    meant && line.kind == memberships::KIND && line.delivery == "delivered"
}

fn sheet(
    desk: &Desk,
    order: &Order,
    lines: &[OrderLine],
    asked: &GivingBack,
    form: &Fields,
    left: Money,
) -> RefundSheet {
    let w = &desk.w;
    let (money, what) = match &asked.share {
        Share::Whole => (left, w.t1("studio-order-number", "n", order.number.to_string())),
        Share::Amount(amount) => (*amount, w.t1("studio-order-number", "n", order.number.to_string())),
        Share::Line(id) => {
            let line = lines.iter().find(|line| &line.id == id);
            let minor = line.map_or(0, |line| line.gross).min(left.minor);
            (Money::new(minor, order.currency), line.map_or(String::new(), |line| line.named(w)))
        }
    };
    let amount = w.money(money);
    let then = match asked.goods {
        Goods::Kept => "studio-refund-then-kept",
        Goods::TakenBack(Restock::BackOnShelf) => "studio-refund-then",
        Goods::TakenBack(Restock::Lost) => "studio-refund-then-lost",
    };
    let ends = asked.goods != Goods::Kept && lines.iter().any(|line| ends_with(line, &asked.share));
    let mut sentences = vec![w.t1(then, "amount", amount.as_str())];
    sentences.extend(ends.then(|| w.t("studio-refund-then-membership")));
    let hidden = ["share", "amount", "goods", "known"].map(|name| (name, form.get(name).to_owned()));
    RefundSheet {
        hidden: hidden.into(),
        what: w.t2("studio-refund-what", "thing", what, "buyer", order.email.as_str()),
        then: sentences.join(" "),
        button: w.t1("studio-refund-go", "amount", amount.as_str()),
    }
}
