//! One order, where it stands: for its member by number, and for whoever has its link.

use actix_web::web;

use super::contexts::{self, Anchor, LineState, OrderedLine, Place};
use super::fields::Fields;
use super::frame::Frame;
use super::orders::{Bought, bought, receipt, refund_row, state, theirs};
use super::{countries, order_links, present, ways};
use crate::base::Fault;
use crate::catalog::{self, KINDS};
use crate::lobby::{SignedIn, Visit};
use crate::orders::{self, Address, CARRIAGE, Order, OrderLine, Stage, Whereabouts};
use crate::payments::{self, BeginError, Paying};
use crate::plumbing::db::Conn;
use crate::plumbing::web::{Page, PageError};
use crate::tickets;

/// GET `/orders/{number}`: a member's own.
pub(super) async fn show(signed_in: SignedIn, number: web::Path<String>) -> Page {
    let order = theirs(&signed_in, &number).await?;
    let here = signed_in.visit.url(&format!("/orders/{}", order.number));
    page(&signed_in.visit, order, &here).await
}

/// GET `/o/{order}/{key}`: also the way back from payment, so it settles what waits. Safe to repeat: it changes only what
/// the provider says is so.
pub(super) async fn opened(visit: Visit, path: web::Path<(String, String)>) -> Page {
    let (id, key) = path.into_inner();
    let order = order_links::opened(&visit, &id, &key).await?;
    let here = order_links::of(&visit, &order).page;
    page(&visit, order, &here).await
}

/// GET `/o/{order}/{key}/receipt`
pub(super) async fn opened_receipt(visit: Visit, path: web::Path<(String, String)>) -> Page {
    let (id, key) = path.into_inner();
    let order = order_links::opened(&visit, &id, &key).await?;
    let links = order_links::of(&visit, &order);
    receipt(&visit, order, &links.page).await
}

/// POST `/o/{order}/{key}/payments`: on to the payment page of an order that waits.
pub(super) async fn pay(visit: Visit, path: web::Path<(String, String)>, form: Fields) -> Page {
    visit.check_csrf(form.get("csrf"))?;
    let (id, key) = path.into_inner();
    let order = order_links::opened(&visit, &id, &key).await?;
    let links = order_links::of(&visit, &order);
    match payments::go_on_with(&visit.club, KINDS, &order.id, visit.now).await {
        Ok(Some(checkout)) => ways::see_exactly(&checkout.url),
        Ok(None) | Err(BeginError::AlreadyPaid(_) | BeginError::Silent) => ways::see_exactly(&links.page),
        Err(BeginError::Fault(fault)) => Err(fault.into()),
        Err(error) => {
            tracing::warn!(club = visit.club.name(), %error, "no way on with a checkout");
            ways::see_exactly(&links.page)
        }
    }
}

/// POST `/o/{order}/{key}/end`: gives the hold up.
pub(super) async fn end(visit: Visit, path: web::Path<(String, String)>, form: Fields) -> Page {
    visit.check_csrf(form.get("csrf"))?;
    let (id, key) = path.into_inner();
    let order = order_links::opened(&visit, &id, &key).await?;
    payments::let_go_of(&visit.club, KINDS, &order.id, visit.now).await?;
    ways::see(&visit, "/cart")
}

struct Loaded {
    bought: Bought,
    whereabouts: Vec<Whereabouts>,
    address: Option<Address>,
}

async fn page(visit: &Visit, order: Order, here: &str) -> Page {
    let outcome = if order.is_awaiting() {
        payments::settle_by_return(&visit.club, KINDS, &order.id, visit.now).await?
    } else {
        None
    };
    if matches!(outcome, Some(Paying::Paid | Paying::Refunded | Paying::Ended)) {
        // What stands around a page was read before it settled: the cart is empty now, and who was a fan may be a member.
        return ways::see_exactly(here);
    }
    let id = order.id.clone();
    let loaded = visit.club.read(move |conn| load(conn, &id)).await?.ok_or(PageError::NotFound)?;
    let body = body(visit, &loaded, outcome);
    Frame::at(Place::Account).show(visit, &body).await
}

fn load(conn: &mut Conn, id: &orders::OrderId) -> Result<Option<Loaded>, Fault> {
    let Some(order) = orders::by_id(conn, id)? else { return Ok(None) };
    let address = orders::address_of(conn, id)?;
    let bought = bought(conn, order)?;
    let whereabouts = catalog::whereabouts(conn, &bought.lines)?;
    Ok(Some(Loaded { bought, whereabouts, address }))
}

fn body(visit: &Visit, loaded: &Loaded, outcome: Option<Paying>) -> contexts::Order {
    let Bought { order, lines, refunds } = &loaded.bought;
    let links = order_links::of(visit, order);
    let member = visit.here.as_ref().is_some_and(|here| order.buyer() == Some(&here.member.id));
    let base = if member { visit.url(&format!("/orders/{}", order.number)) } else { links.page.clone() };
    // A slow payment on its way cannot be called back, nor paid again.
    let open = order.is_awaiting() && order.hold_until.is_some() && outcome != Some(Paying::Processing);
    contexts::Order {
        number: order.number.to_string(),
        state: match outcome {
            Some(Paying::Processing) => contexts::OrderState::Processing,
            _ => state(&loaded.bought),
        },
        placed: present::moment(&visit.w, order.created_at, visit.now),
        lines: lines
            .iter()
            .zip(&loaded.whereabouts)
            .map(|(line, at)| ordered(visit, &loaded.bought, line, at))
            .collect(),
        total: visit.w.money(order.total()),
        refunds: refunds
            .iter()
            .filter(|refund| refund.state != "refused")
            .map(|refund| refund_row(visit, refund, &base))
            .collect(),
        address: loaded.address.as_ref().map_or_else(Vec::new, |address| {
            let mut lines = address.lines();
            lines.push(countries::name(visit, &address.country));
            lines
        }),
        email: order.email.clone(),
        until: order.hold_until.filter(|_| open).map(|until| present::moment(&visit.w, until, visit.now)),
        pay_action: open.then(|| links.pay.clone()),
        end_action: open.then(|| links.end.clone()),
        receipt_url: order.receipt_number.map(|_| format!("{base}/receipt")),
        tickets_url: lines
            .iter()
            .zip(&loaded.whereabouts)
            .any(|(line, at)| line.kind == tickets::KIND && !at.ways.is_empty())
            .then(|| links.tickets.clone()),
        join_url: (visit.here.is_none() && order.buyer().is_none() && order.is_paid())
            .then(|| visit.url(&ways::with("/join", &[("back", "/orders")]))),
        sandbox: !order.livemode,
    }
}

fn ordered(visit: &Visit, bought: &Bought, line: &OrderLine, at: &Whereabouts) -> OrderedLine {
    let local = |url: &str| if url.starts_with('/') { visit.url(url) } else { url.to_owned() };
    OrderedLine {
        name: line.name.clone(),
        quantity: u32::try_from(line.quantity).unwrap_or(1),
        sum: visit.w.money(line.paid(bought.order.currency)),
        sending: line.kind == CARRIAGE,
        state: match line.delivery.as_str() {
            "delivered" => delivered(at.stage),
            "gone" => LineState::Gone,
            "revoked" | "void" if bought.gives_back(line) => LineState::Refunded,
            "revoked" | "void" => LineState::Cancelled,
            _ => LineState::Waiting,
        },
        ways: at.ways.iter().map(|way| Anchor { label: way.label.clone(), url: local(&way.url) }).collect(),
    }
}

fn delivered(stage: Stage) -> LineState {
    match stage {
        Stage::Ready => LineState::Ready,
        Stage::ToPack => LineState::ToPack,
        Stage::Packed => LineState::Packed,
        Stage::PartlySent => LineState::PartlySent,
        Stage::Sent => LineState::Sent,
        Stage::PartlyVoid => LineState::PartlyVoid,
        Stage::Void => LineState::Void,
        Stage::CalledOff => LineState::CalledOff,
    }
}
