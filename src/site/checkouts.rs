//! Paying for a tier: the order is placed, then the fan goes to the payment provider.

use actix_web::http::StatusCode;
use actix_web::web;

use super::contexts::{Anchor, Message, MessageKind, Place};
use super::fields::Fields;
use super::frame::Frame;
use super::{offers, tiers, ways};
use crate::base::Fault;
use crate::catalog::KINDS;
use crate::lobby::{SignedIn, Visit, limits};
use crate::members::Member;
use crate::memberships::{self, KIND, Offered};
use crate::orders::{Buyer, Every, NewOrder, NotForSale, PlaceOrderError, Wanted};
use crate::payments::{self, BeginError, Ways};
use crate::plumbing::web::{Limits, Page, PageError};

/// POST `/checkouts`: fields `tier`, `period`, `back`.
pub(super) async fn create(signed_in: SignedIn, limits: web::Data<Limits>, form: Fields) -> Page {
    let SignedIn { visit, here } = signed_in;
    visit.check_csrf(form.get("csrf"))?;
    let counted = limits.count(limits::CHECKOUTS, visit.club.name(), here.member.id.as_str());
    counted.map_err(|too_many| PageError::TooMany { wait_seconds: too_many.wait.as_secs() })?;
    let (back, slug, period) = (ways::local(form.get("back")), form.get("tier"), form.get("period"));
    let (offered, held) = tiers::offered_and_held(&visit).await?;
    // Who pays already changes the tier: a second agreement beside the first would charge twice.
    if held.is_some_and(|held| held.membership.subscription_id.is_some()) {
        let pairs = [("tier", slug), ("period", period), ("back", back.as_str())];
        return ways::see(&visit, &ways::with("/membership/change", &pairs));
    }
    let Some(wanted) = wanted(&offered, slug, period) else { return ways::see(&visit, "/tiers") };
    match ask(&visit, &here.member, wanted, &back).await {
        Ok(url) => ways::see_exactly(&url),
        Err(error) => refused(&visit, error, &back).await,
    }
}

/// The same for somebody who chose a tier before joining: the address of the payment page. `None` when they had better
/// look at the tiers first, or have one already.
pub(super) async fn begin(
    visit: &Visit,
    member: &Member,
    slug: &str,
    period: &str,
    back: &str,
) -> Result<Option<String>, Fault> {
    let (currency, id) = (visit.club.config().currency, member.id.clone());
    let (offered, held) = visit
        .club
        .read(move |conn| Ok((memberships::offer(conn, currency)?, memberships::living_of(conn, &id)?)))
        .await?;
    let Some(wanted) = wanted(&offered, slug, period).filter(|_| held.is_none()) else { return Ok(None) };
    match ask(visit, member, wanted, back).await {
        Ok(url) => Ok(Some(url)),
        Err(BeginError::Fault(fault)) => Err(fault),
        // They are in, whatever became of the payment; the page of tiers says what can be had.
        Err(error) => {
            tracing::warn!(club = visit.club.name(), %error, "no checkout after joining");
            Ok(Some(visit.url(&ways::with("/tiers", &[("back", back)]))))
        }
    }
}

pub(super) fn wanted(offered: &[Offered], slug: &str, period: &str) -> Option<Wanted> {
    let offered = offered.iter().find(|offered| offered.tier.slug == slug)?;
    let (_, price) = offers::price_or_other(offered, Every::from_word(period).unwrap_or(Every::Month))?;
    Some(Wanted {
        kind: KIND,
        item: offered.tier.id.to_string(),
        price: Some(price.id.to_string()),
        quantity: 1,
        details: "{}".to_owned(),
        instead: false,
    })
}

pub(super) fn buyer(visit: &Visit, member: &Member) -> Buyer {
    Buyer { member: Some(member.id.clone()), email: member.email.clone(), language: visit.lang.code().to_owned() }
}

async fn ask(visit: &Visit, member: &Member, wanted: Wanted, back: &str) -> Result<String, BeginError> {
    let ways = Ways {
        paid: visit.url("/orders/{order}/return"),
        left: visit.url(&format!("{}&left={{order}}", ways::with("/tiers", &[("back", back)]))),
        back: back.to_owned(),
    };
    let buyer = buyer(visit, member);
    match payments::begin(&visit.club, KINDS, buyer, NewOrder::of(wanted), ways, visit.now).await {
        Ok(checkout) => Ok(checkout.url),
        Err(BeginError::AlreadyPaid(order)) => Ok(visit.url(&format!("/orders/{order}/return"))),
        Err(error) => Err(error),
    }
}

async fn refused(visit: &Visit, error: BeginError, back: &str) -> Page {
    let (status, kind) = match error {
        BeginError::Fault(fault) => return Err(fault.into()),
        BeginError::NotPlaced(PlaceOrderError::NotForSale(_, NotForSale::AlreadyHeld)) | BeginError::AlreadyPaid(_) => {
            (StatusCode::CONFLICT, MessageKind::AlreadyMember)
        }
        BeginError::NotPlaced(PlaceOrderError::SoldOut(_)) => (StatusCode::CONFLICT, MessageKind::TierFull),
        BeginError::NotPlaced(_) => return ways::see(visit, "/tiers"),
        BeginError::Gateway(error) => {
            tracing::warn!(club = visit.club.name(), %error, "no checkout");
            (StatusCode::SERVICE_UNAVAILABLE, MessageKind::PaymentsOff)
        }
        BeginError::Silent => (StatusCode::SERVICE_UNAVAILABLE, MessageKind::ProviderSilent),
        BeginError::Refused(why) => {
            tracing::error!(club = visit.club.name(), why, "the payment provider refused a checkout");
            (StatusCode::BAD_GATEWAY, MessageKind::ProviderSilent)
        }
    };
    message(visit, status, kind, back).await
}

pub(super) async fn message(visit: &Visit, status: StatusCode, kind: MessageKind, back: &str) -> Page {
    let body = Message { kind, way: Anchor { label: String::new(), url: visit.url(back) } };
    Frame::at(Place::Tiers).status(status).show(visit, &body).await
}
