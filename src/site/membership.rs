//! A membership that is paid for: changing it, ending it, taking that back, and the provider's own page for cards.

use actix_web::http::StatusCode;
use actix_web::web;
use serde::Deserialize;

use super::checkouts::{buyer, message, wanted};
use super::contexts::{Cancel, Change, MessageKind, NoticeKind, Place};
use super::fields::Fields;
use super::frame::Frame;
use super::offers::{self, Held};
use super::tiers::offered_and_held;
use super::{notices, present, ways};
use crate::base::Moment;
use crate::catalog::KINDS;
use crate::journal::{self, Actor};
use crate::lobby::{SignedIn, Visit, limits};
use crate::memberships::{KIND, Offered};
use crate::orders::prices::Price;
use crate::orders::{Every, NotForSale, PlaceOrderError};
use crate::payments::{self, Changing, Instead, ManageError, Paying};
use crate::plumbing::web::{Limits, Page, PageError};
use crate::posts::Audiences;

/// Longest reason kept, in characters.
const LONGEST_REASON: usize = 1_000;

/// How long the cost of a change stands, once it was shown.
const COST_STANDS_MINUTES: i64 = 30;

#[derive(Deserialize)]
pub(super) struct ChangeQuery {
    #[serde(default)]
    tier: String,
    #[serde(default)]
    period: String,
    #[serde(default)]
    back: String,
}

/// GET `/membership/change`: what it means, before it happens.
pub(super) async fn change_page(
    signed_in: SignedIn,
    limits: web::Data<Limits>,
    query: web::Query<ChangeQuery>,
) -> Page {
    let SignedIn { visit, here } = signed_in;
    let (offered, held) = offered_and_held(&visit).await?;
    let back = ways::local(&query.back);
    let tiers = ways::with("/tiers", &[("back", &back)]);
    let Some((held, to, every, price)) = chosen(&offered, held, &query.tier, &query.period) else {
        return ways::see(&visit, &tiers);
    };
    let (standing, now, slug) = (here.standing.clone(), visit.now, to.tier.slug.clone());
    let more =
        visit.club.read(move |conn| Ok(Audiences::load(conn)?.opened_by_tier(&slug, Some(&standing), now))).await?;
    let action = ways::with("/membership/change", &[("back", &back)]);
    let instead = Instead { kind: KIND, item: to.tier.id.as_str(), name: &to.tier.name, unit: price.amount(), every };
    // Whoever looks too often is told that it is not known yet, and may change all the same.
    let cost = match limits.count(limits::COSTS, visit.club.name(), here.member.id.as_str()) {
        Ok(()) => payments::cost_of_change(&visit.club, &here.member.id, &instead, visit.now)
            .await
            .inspect_err(|error| tracing::warn!(club = visit.club.name(), %error, "the cost of a change is not known"))
            .ok(),
        Err(_) => None,
    };
    let body = Change {
        action: visit.url(&action),
        slug: to.tier.slug.clone(),
        from: held.tier.name.clone(),
        to: to.tier.name.clone(),
        price: visit.w.price(price.amount()),
        period: offers::period(every),
        unknown: cost.is_none(),
        today: cost.filter(|cost| cost.minor > 0).map(|cost| visit.w.money(cost)),
        at: visit.now.unix(),
        next: held.membership.period_end.map(|at| present::moment(&visit.w, at, visit.now)),
        opens_less: more < 0,
        back: visit.url(&tiers),
    };
    Frame::at(Place::Tiers).show(&visit, &body).await
}

/// What is held and what was chosen instead; `None` when there is nothing to change.
fn chosen<'a>(
    offered: &'a [Offered],
    held: Option<Held>,
    slug: &str,
    period: &str,
) -> Option<(Held, &'a Offered, Every, &'a Price)> {
    let held = held?;
    let to = offered.iter().find(|offered| offered.tier.slug == slug)?;
    let (every, price) = offers::price_or_other(to, Every::from_word(period).unwrap_or(held.every()))?;
    (price.id != held.membership.price_id).then_some((held, to, every, price))
}

/// POST `/membership/change`: fields `tier`, `period`, and `at`, the moment the cost was shown for.
pub(super) async fn change(
    signed_in: SignedIn,
    limits: web::Data<Limits>,
    query: web::Query<ChangeQuery>,
    form: Fields,
) -> Page {
    let SignedIn { visit, here } = signed_in;
    visit.check_csrf(form.get("csrf"))?;
    let counted = limits.count(limits::CHECKOUTS, visit.club.name(), here.member.id.as_str());
    counted.map_err(|too_many| PageError::TooMany { wait_seconds: too_many.wait.as_secs() })?;
    let back = ways::local(&query.back);
    let (offered, _) = offered_and_held(&visit).await?;
    let slug = form.get("tier");
    let Some(wanted) = wanted(&offered, slug, form.get("period")) else { return ways::see(&visit, "/tiers") };
    let name = offered.iter().find(|one| one.tier.slug == slug).map(|one| one.tier.name.clone()).unwrap_or_default();
    let buyer = buyer(&visit, &here.member);
    let changing = Changing { back: &back, reckoned: reckoned(form.get("at"), visit.now) };
    match payments::change(&visit.club, KINDS, buyer, wanted, changing, visit.now).await {
        Ok(order) => match payments::settle_by_return(&visit.club, KINDS, &order, visit.now).await? {
            Some(Paying::Paid) => notices::see(&visit, &back_or_account(&back), NoticeKind::TierChanged, &name),
            _ => ways::see(&visit, &format!("/orders/{order}/return")),
        },
        Err(error) => refused(&visit, error, &back).await,
    }
}

/// The moment somebody saw the cost for, so that what they pay is what they saw; now, when that is too long ago.
fn reckoned(at: &str, now: Moment) -> Moment {
    let seen = at.parse().ok().map(Moment::from_unix);
    seen.filter(|seen| *seen <= now && *seen >= now.plus_minutes(-COST_STANDS_MINUTES)).unwrap_or(now)
}

fn back_or_account(back: &str) -> String {
    if back == "/" { "/account".to_owned() } else { back.to_owned() }
}

/// GET `/membership/cancellation`: asks once.
pub(super) async fn cancel_page(signed_in: SignedIn) -> Page {
    let visit = signed_in.visit;
    let (_, held) = offered_and_held(&visit).await?;
    let Some((held, until)) = held.and_then(|held| held.membership.period_end.map(|until| (held, until))) else {
        return ways::see(&visit, "/account");
    };
    let body = Cancel {
        action: visit.url("/membership/cancellation"),
        tier: held.tier.name,
        until: present::moment(&visit.w, until, visit.now),
        back: visit.url("/account"),
    };
    Frame::at(Place::Account).show(&visit, &body).await
}

/// POST `/membership/cancellation`: field `reason`, kept in the journal when there is one.
pub(super) async fn cancel(signed_in: SignedIn, form: Fields) -> Page {
    let SignedIn { visit, here } = signed_in;
    visit.check_csrf(form.get("csrf"))?;
    if let Err(error) = payments::cancel(&visit.club, KINDS, &here.member.id, KIND, visit.now).await {
        return refused(&visit, error, "/account").await;
    }
    let reason: String = form.get("reason").trim().chars().take(LONGEST_REASON).collect();
    let (member, now) = (here.member.id.clone(), visit.now);
    visit
        .club
        .write(move |tx| {
            let actor = Actor::Member(member.0.clone());
            journal::record(tx, actor, "membership.cancelled", "member", member.as_str(), &reason, now)
        })
        .await?;
    let (_, held) = offered_and_held(&visit).await?;
    let until = held.and_then(|held| held.membership.period_end);
    let until = until.map(|at| present::moment(&visit.w, at, visit.now).date).unwrap_or_default();
    notices::see(&visit, "/account", NoticeKind::Cancelled, &until)
}

/// POST `/membership/resumption`: takes the cancelling back.
pub(super) async fn resume(signed_in: SignedIn, form: Fields) -> Page {
    let SignedIn { visit, here } = signed_in;
    visit.check_csrf(form.get("csrf"))?;
    match payments::resume(&visit.club, KINDS, &here.member.id, KIND, visit.now).await {
        Ok(()) => notices::see(&visit, "/account", NoticeKind::Resumed, ""),
        Err(error) => refused(&visit, error, "/account").await,
    }
}

/// POST `/membership/portal`: cards and invoices at the payment provider.
pub(super) async fn portal(signed_in: SignedIn, form: Fields) -> Page {
    let SignedIn { visit, here } = signed_in;
    visit.check_csrf(form.get("csrf"))?;
    let back = visit.url("/account");
    match payments::portal_url(&visit.club, &here.member.id, KIND, &back, visit.now).await {
        Ok(url) => ways::see_exactly(&url),
        Err(error) => refused(&visit, error, "/account").await,
    }
}

async fn refused(visit: &Visit, error: ManageError, back: &str) -> Page {
    let (status, kind) = match error {
        ManageError::Fault(fault) => return Err(fault.into()),
        ManageError::NotPlaced(PlaceOrderError::NotForSale(_, NotForSale::AlreadyHeld)) => {
            (StatusCode::CONFLICT, MessageKind::AlreadyMember)
        }
        ManageError::NotPlaced(PlaceOrderError::SoldOut(_)) => (StatusCode::CONFLICT, MessageKind::TierFull),
        ManageError::Nothing | ManageError::NotPlaced(_) => return ways::see(visit, "/tiers"),
        ManageError::Gateway(error) => {
            tracing::warn!(club = visit.club.name(), %error, "nothing to manage payments with");
            (StatusCode::SERVICE_UNAVAILABLE, MessageKind::PaymentsOff)
        }
        ManageError::Silent => (StatusCode::SERVICE_UNAVAILABLE, MessageKind::ProviderSilent),
        ManageError::Declined(why) | ManageError::Refused(why) => {
            tracing::warn!(club = visit.club.name(), why, "the payment provider refused");
            (StatusCode::BAD_GATEWAY, MessageKind::ProviderSilent)
        }
    };
    message(visit, status, kind, back).await
}
