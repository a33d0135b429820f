//! The newest page of posts as it stands on the first page: read once for everybody, drawn once for all to whom the
//! same posts are open.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::contexts::Home;
use super::entries::{Shelf, WaysIn};
use super::home;
use super::middle::Middle;
use super::posts::first_page;
use super::recent::Recent;
use crate::base::{Currency, Fault};
use crate::lobby::Visit;
use crate::plumbing::db::Conn;
use crate::plumbing::locale::Lang;
use crate::posts::{self, Closed, Newest};

static RECENT: Recent<Front> = Recent::new();

/// Drawings kept of one club's first page, each of some forty kilobytes. Where more look at it in different ways than
/// this, all are forgotten.
const MOST: usize = 128;

/// What the first page is made of, whoever looks.
pub(super) struct Front {
    newest: Newest,
    shelf: Shelf,
    all: i64,
    drawn: Mutex<HashMap<Look, Arc<Middle>>>,
}

/// All that the first page's body depends on besides [`Front`]: two visitors with the same look see the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Look {
    lang: Lang,
    /// Whose clocks tell the times.
    zone: String,
    signed_in: bool,
    /// Tiers are offered to those who hold none.
    offered: bool,
    /// Of the posts of each audience: what keeps the visitor out, and how many more would open with it.
    closed: Vec<Option<(Closed, i64)>>,
}

impl Front {
    pub(super) async fn of(visit: &Visit) -> Result<Arc<Front>, Fault> {
        let currency = visit.club.config().currency;
        RECENT.of(&visit.club, move |conn| Front::load(conn, currency)).await
    }

    fn load(conn: &mut Conn, currency: Currency) -> Result<Front, Fault> {
        let ways_in = WaysIn::load(conn, currency)?;
        let newest = posts::newest(conn)?;
        let cards = newest.page(&[]).cards;
        let shelf = Shelf::with(conn, ways_in, &cards)?;
        let all = posts::numbers_by_kind(conn)?.iter().map(|(_, n)| n).sum();
        Ok(Front { newest, shelf, all, drawn: Mutex::default() })
    }

    pub(super) fn look(&self, visit: &Visit) -> Look {
        let with_more = |closed: Closed| {
            let more = self.shelf.ways_in.also(visit, &closed);
            (closed, more)
        };
        let closed = self.newest.closed_to(visit.standing(), visit.now).into_iter();
        Look {
            lang: visit.lang,
            zone: visit.w.zone().iana_name().unwrap_or_default().to_owned(),
            signed_in: visit.here.is_some(),
            offered: visit.standing().is_none_or(|standing| standing.tier.is_empty()),
            closed: closed.map(|one| one.map(with_more)).collect(),
        }
    }

    /// The page's body for all with this look, of whom `visit` is one.
    pub(super) fn body(&self, visit: &Visit, look: &Look) -> Home {
        let closed: Vec<Option<Closed>> =
            look.closed.iter().map(|one| one.as_ref().map(|(closed, _)| closed.clone())).collect();
        let page = self.newest.page(&closed);
        let pager = first_page(visit, "/", page.older.as_ref(), self.all);
        let offered = if look.offered { self.shelf.ways_in.offered.as_slice() } else { &[] };
        home::body(visit, &self.shelf, &page.cards, (pager, self.all), offered)
    }

    pub(super) fn drawn(&self, look: &Look) -> Option<Arc<Middle>> {
        self.drawings().get(look).cloned()
    }

    pub(super) fn keep(&self, look: Look, middle: Middle) -> Arc<Middle> {
        let middle = Arc::new(middle);
        let mut drawings = self.drawings();
        if drawings.len() >= MOST {
            drawings.clear();
        }
        drawings.insert(look, Arc::clone(&middle));
        middle
    }

    fn drawings(&self) -> std::sync::MutexGuard<'_, HashMap<Look, Arc<Middle>>> {
        self.drawn.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
