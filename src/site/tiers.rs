//! `/tiers`: what a club offers its members.

use actix_web::http::StatusCode;
use actix_web::web;
use serde::Deserialize;

use super::contexts::{FormMethod, Period, Place, Tier, TierState, Tiers};
use super::frame::Frame;
use super::offers::{self, Held};
use super::ways;
use crate::base::Fault;
use crate::lobby::Visit;
use crate::memberships::{self, Offered};
use crate::orders::Every;
use crate::plumbing::web::Page;

#[derive(Deserialize, Default)]
pub(super) struct Query {
    #[serde(default)]
    back: String,
    #[serde(default)]
    period: String,
    /// The order whose payment page was closed.
    #[serde(default)]
    left: String,
}

/// GET `/tiers`
pub(super) async fn list(visit: Visit, query: web::Query<Query>) -> Page {
    let back = ways::local(&query.back);
    show(&visit, StatusCode::OK, &back, &query.period, !query.left.is_empty()).await
}

async fn show(visit: &Visit, status: StatusCode, back: &str, period: &str, came_back: bool) -> Page {
    let (offered, held) = offered_and_held(visit).await?;
    let every = Every::from_word(period).or(held.as_ref().map(Held::every)).unwrap_or(Every::Month);
    let member = visit.here.is_some();
    let body = Tiers {
        method: if member { FormMethod::Post } else { FormMethod::Get },
        action: visit.url(if member { "/checkouts" } else { "/join" }),
        back: back.to_owned(),
        period: period_of(every, &offered),
        both_periods: offered.iter().any(|one| one.month.is_some()) && offered.iter().any(|one| one.year.is_some()),
        tiers: offered.iter().map(|one| tier(visit, one, held.as_ref())).collect(),
        current: held.map(|held| held.current(visit)),
        came_back,
    };
    Frame::at(Place::Tiers).status(status).show(visit, &body).await
}

fn period_of(every: Every, offered: &[Offered]) -> Period {
    let some = |every: Every| offered.iter().any(|one| one.price(every).is_some());
    match every {
        Every::Year if some(Every::Year) => Period::Year,
        Every::Month if !some(Every::Month) && some(Every::Year) => Period::Year,
        _ => Period::Month,
    }
}

pub(super) async fn offered_and_held(visit: &Visit) -> Result<(Vec<Offered>, Option<Held>), Fault> {
    let currency = visit.club.config().currency;
    let member = visit.here.as_ref().map(|here| here.member.id.clone());
    visit
        .club
        .read(move |conn| {
            let held = match member {
                Some(member) => offers::held(conn, &member)?,
                None => None,
            };
            Ok((memberships::offer(conn, currency)?, held))
        })
        .await
}

fn tier(visit: &Visit, offered: &Offered, held: Option<&Held>) -> Tier {
    let price = |every: Every| offered.price(every).map(|price| visit.w.price(price.amount()));
    let mine = held.is_some_and(|held| held.tier.id == offered.tier.id);
    let full = offered.places.left() == Some(0);
    Tier {
        slug: offered.tier.slug.clone(),
        name: offered.tier.name.clone(),
        summary: offered.tier.summary.clone(),
        perks: offered.tier.perk_lines(),
        month: price(Every::Month),
        year: price(Every::Year),
        free: offered.is_free(),
        places: offers::places(visit, offered),
        state: match () {
            () if mine => TierState::Current,
            () if offered.is_free() && visit.here.is_some() => TierState::Included,
            () if full => TierState::Full,
            () => TierState::Open,
        },
    }
}
