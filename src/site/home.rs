//! `/`: the newest posts.

use actix_web::web;
use serde::Deserialize;

use super::contexts::{Home, Pager, Place as Way};
use super::entries::Shelf;
use super::frame::Frame;
use super::front::Front;
use super::posts::turned;
use super::{offers, present};
use crate::lobby::Visit;
use crate::memberships::{self, Offered};
use crate::plumbing::web::Page;
use crate::posts::{self, Card, Place};

#[derive(Deserialize)]
pub(super) struct Query {
    #[serde(default)]
    before: String,
}

/// GET `/`
pub(super) async fn show(visit: Visit, query: web::Query<Query>) -> Page {
    match query.before.parse() {
        Ok(place) => older(visit, place).await,
        Err(()) => newest(visit).await,
    }
}

async fn newest(visit: Visit) -> Page {
    let (front, frame) = (Front::of(&visit).await?, Frame::at(Way::Home));
    let look = front.look(&visit);
    let middle = match front.drawn(&look) {
        Some(middle) => middle,
        None => {
            let middle = frame.middle(&visit, &front.body(&visit, &look)).await?;
            front.keep(look.clone(), middle)
        }
    };
    frame.show_around(&visit, &middle, || front.body(&visit, &look)).await
}

async fn older(visit: Visit, place: Place) -> Page {
    let here = visit.clone();
    let (page, shelf, offered, pager) = visit
        .club
        .read(move |conn| {
            let page = posts::published_before(conn, &place, None, here.standing(), here.now)?;
            let shelf = Shelf::load(conn, &here, &page.cards)?;
            let all = posts::numbers_by_kind(conn)?.iter().map(|(_, n)| n).sum();
            let pager = turned(conn, &here, "/", None, Some(&place), page.older.as_ref(), all)?;
            let offered = match here.standing().map(|standing| standing.tier.is_empty()) {
                Some(false) => Vec::new(),
                _ => memberships::offer(conn, here.club.config().currency)?,
            };
            Ok((page, shelf, offered, (pager, all)))
        })
        .await?;
    let (pager, all) = pager;
    Frame::at(Way::Home).show(&visit, &body(&visit, &shelf, &page.cards, (pager, all), &offered)).await
}

/// The first page with these posts and tiers. `all` is how many posts there are on all its pages.
pub(super) fn body(
    visit: &Visit,
    shelf: &Shelf,
    cards: &[Card],
    (pager, all): (Pager, i64),
    offered: &[Offered],
) -> Home {
    let mut entries = shelf.entries(visit, cards).into_iter();
    Home {
        lead: entries.next(),
        entries: entries.collect(),
        pager,
        posts: present::count(&visit.w, all),
        cheapest: offers::cheapest(visit, offered),
        tiers: offered.iter().map(|offered| offers::lock_tier(visit, offered, "/")).collect(),
    }
}
