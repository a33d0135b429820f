//! `/orders/{order}/return`: back from the payment page. Settles by itself, so that access is there within a second.

use actix_web::web;

use super::contexts::{NoticeKind, Paying, PayingState, Place};
use super::frame::Frame;
use super::{notices, posts, ways};
use crate::catalog::KINDS;
use crate::lobby::SignedIn;
use crate::orders::{self, OrderId};
use crate::payments::{self, Paying as Outcome};
use crate::plumbing::web::{Page, PageError};

/// GET `/orders/{order}/return`. Settling is safe to repeat, and changes only what the provider says is so.
pub(super) async fn show(signed_in: SignedIn, order: web::Path<String>) -> Page {
    let SignedIn { visit, here } = signed_in;
    let id = OrderId(order.into_inner());
    let (asked, member) = (id.clone(), here.member.id.clone());
    let found = visit
        .club
        .read(move |conn| {
            let Some(order) = orders::by_id(conn, &asked)?.filter(|order| order.buyer() == Some(&member)) else {
                return Ok(None);
            };
            let lines = orders::lines_of(conn, &order.id)?;
            let back = posts::anchor(conn, &ways::local(&order.return_to))?;
            Ok(Some((order, lines, back)))
        })
        .await?;
    let (order, lines, back) = found.ok_or(PageError::NotFound)?;
    let outcome = payments::settle_by_return(&visit.club, KINDS, &id, visit.now).await?;
    let outcome = outcome.ok_or(PageError::NotFound)?;
    let item = lines.first().map(|line| line.name.clone()).unwrap_or_default();
    // The fan was on the way to a post: that is where the news belongs.
    if outcome == Outcome::Paid && back.url != "/" {
        return notices::see(&visit, &back.url, NoticeKind::TierOpened, &item);
    }
    if outcome == Outcome::Paid && order.is_awaiting() {
        // What stands around a page was read before it settled: by now they are a member.
        return ways::see(&visit, &format!("/orders/{id}/return"));
    }
    let (state, retry) = match outcome {
        Outcome::Waiting => (PayingState::Waiting, false),
        Outcome::Processing => (PayingState::Processing, false),
        Outcome::Paid => (PayingState::Paid, false),
        Outcome::Ended => (PayingState::Expired, true),
        Outcome::Refunded => (PayingState::Refunded, false),
    };
    let retry_url = retry.then(|| visit.url(&ways::with("/tiers", &[("back", &back.url)])));
    let body = Paying {
        state,
        item,
        amount: visit.w.money(order.total()),
        order: order.number.to_string(),
        back: super::contexts::Anchor { url: visit.url(&back.url), ..back },
        retry_url,
    };
    Frame::at(Place::Tiers).show(&visit, &body).await
}
