//! `/`: the newest posts.

use actix_web::web;
use serde::Deserialize;

use super::contexts::{Home, Place as Way};
use super::entries::Shelf;
use super::frame::Frame;
use super::posts::turned;
use super::{offers, present};
use crate::lobby::Visit;
use crate::memberships;
use crate::plumbing::web::Page;
use crate::posts::{self, Place};

#[derive(Deserialize)]
pub(super) struct Query {
    #[serde(default)]
    before: String,
}

/// GET `/`
pub(super) async fn show(visit: Visit, query: web::Query<Query>) -> Page {
    let place: Option<Place> = query.before.parse().ok();
    let here = visit.clone();
    let (page, shelf, all, offered, pager) = visit
        .club
        .read(move |conn| {
            let (standing, now) = (here.standing(), here.now);
            let page = match &place {
                Some(place) => posts::published_before(conn, place, None, standing, now)?,
                None => posts::published(conn, None, standing, now)?,
            };
            let shelf = Shelf::load(conn, &here, &page.cards)?;
            // One page tells by itself how many posts there are.
            let all = match (&place, &page.older) {
                (None, None) => i64::try_from(page.cards.len()).unwrap_or(0),
                _ => posts::numbers_by_kind(conn)?.iter().map(|(_, n)| n).sum(),
            };
            let pager = turned(conn, &here, "/", None, place.as_ref(), page.older.as_ref(), all)?;
            let offered = match here.standing().map(|standing| standing.tier.is_empty()) {
                Some(false) => Vec::new(),
                _ if !shelf.ways_in.offered.is_empty() => shelf.ways_in.offered.clone(),
                _ => memberships::offer(conn, here.club.config().currency)?,
            };
            Ok((page, shelf, all, offered, pager))
        })
        .await?;
    let mut entries = shelf.entries(&visit, &page.cards).into_iter();
    let body = Home {
        lead: entries.next(),
        entries: entries.collect(),
        pager,
        posts: present::count(&visit.w, all),
        cheapest: offers::cheapest(&visit, &offered),
        tiers: offered.iter().map(|offered| offers::lock_tier(&visit, offered, "/")).collect(),
    };
    Frame::at(Way::Home).show(&visit, &body).await
}
