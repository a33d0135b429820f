//! `/search`: over what the visitor may see.

use actix_web::web;
use serde::Deserialize;

use super::contexts::{Pager, Place, Search};
use super::entries::Shelf;
use super::frame::Frame;
use super::{present, ways};
use crate::lobby::{Visit, limits};
use crate::plumbing::web::{Limits, Page, PageError};
use crate::search::{self, Hit, PAGE};

#[derive(Deserialize)]
pub(super) struct Query {
    #[serde(default)]
    q: String,
    page: Option<u32>,
}

/// GET `/search`
pub(super) async fn show(visit: Visit, limits: web::Data<Limits>, query: web::Query<Query>) -> Page {
    let (typed, number) = (query.q.trim().to_owned(), query.page.unwrap_or(1).max(1));
    let results = if typed.is_empty() {
        None
    } else {
        let counted = limits.count(limits::SEARCHES, visit.club.name(), &visit.ip.network());
        counted.map_err(|too_many| PageError::TooMany { wait_seconds: too_many.wait.as_secs() })?;
        search::find(&visit.club, &typed, visit.standing(), number, visit.now).await?
    };
    let (hits, count) = results.map(|results| (results.hits, results.count)).unwrap_or_default();
    let cards: Vec<_> = hits.iter().map(|hit| hit.card.clone()).collect();
    let here = visit.clone();
    let (shelf, cards) = visit
        .club
        .read(move |conn| {
            let shelf = Shelf::load(conn, &here, &cards)?;
            Ok((shelf, cards))
        })
        .await?;
    let mut entries = shelf.entries(&visit, &cards);
    for (entry, hit) in entries.iter_mut().zip(&hits) {
        entry.teaser = words_around(hit);
    }
    let body = Search {
        count: present::count(&visit.w, i64::try_from(count).unwrap_or(i64::MAX)),
        entries,
        pager: pager(&visit, &typed, number, count),
        query: typed,
    };
    Frame::at(Place::Search).show(&visit, &body).await
}

fn words_around(hit: &Hit) -> String {
    hit.snippet.iter().map(|piece| piece.text.as_str()).collect()
}

fn pager(visit: &Visit, typed: &str, number: u32, count: usize) -> Pager {
    let of = u32::try_from(count.div_ceil(PAGE)).unwrap_or(u32::MAX).max(1);
    let page = |number: u32| visit.url(&ways::with("/search", &[("q", typed), ("page", &number.to_string())]));
    Pager {
        number,
        of: of.max(number),
        newer: (number > 1).then(|| page(number - 1)),
        older: (number < of).then(|| page(number + 1)),
    }
}
