//! Pages of the club as a stranger would see them in a look that is not in force: for the studio's preview.

use actix_web::web;

use super::frame::Frame;
use super::front::Front;
use super::{contexts, events, posts, shop, tiers};
use crate::base::{Fault, Moment};
use crate::club::Club;
use crate::club::themes::Theme;
use crate::lobby::Visit;
use crate::plumbing::db::Conn;
use crate::plumbing::web::{Page, PageError};
use crate::posts::newest;
use crate::{memberships, tickets};

/// A page worth looking at before a look is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    Front,
    /// The newest post.
    Post,
    Tiers,
    Shop,
    Events,
}

impl Sight {
    const ALL: [Sight; 5] = [Sight::Front, Sight::Post, Sight::Tiers, Sight::Shop, Sight::Events];

    pub fn word(self) -> &'static str {
        match self {
            Sight::Front => "front",
            Sight::Post => "post",
            Sight::Tiers => "tiers",
            Sight::Shop => "shop",
            Sight::Events => "events",
        }
    }

    pub fn from_word(word: &str) -> Option<Sight> {
        Sight::ALL.into_iter().find(|sight| sight.word() == word)
    }
}

/// The pages on which this club has something to show.
pub fn sights(conn: &mut Conn, now: Moment) -> Result<Vec<Sight>, Fault> {
    let mut sights = Vec::new();
    if post(conn, now)?.is_some() {
        sights.extend([Sight::Front, Sight::Post]);
    }
    if !memberships::tiers(conn)?.is_empty() {
        sights.push(Sight::Tiers);
    }
    if crate::shop::has_any(conn)? {
        sights.push(Sight::Shop);
    }
    if !tickets::published(conn, now)?.is_empty() {
        sights.push(Sight::Events);
    }
    Ok(sights)
}

/// The newest post a stranger may read, else the newest.
fn post(conn: &mut Conn, now: Moment) -> Result<Option<String>, Fault> {
    if let Some(open) = crate::posts::newest_open_to(conn, None, 1, now)?.pop() {
        return Ok(Some(open.slug));
    }
    Ok(newest(conn)?.page(&[]).cards.into_iter().next().map(|card| card.slug))
}

/// What a stranger would see in this look. The style sheet of the look's settings lies at `settings_css`.
pub async fn preview(club: Club, theme: Theme, settings_css: String, sight: Sight, now: Moment) -> Page {
    let visit = Visit::of_stranger(club, theme, settings_css, now);
    match sight {
        Sight::Front => front(&visit).await,
        Sight::Post => {
            let slug = visit.club.read(move |conn| post(conn, now)).await?.ok_or(PageError::NotFound)?;
            posts::show(visit, web::Path::from(slug), web::Query(posts::Query::default())).await
        }
        Sight::Tiers => tiers::list(visit, web::Query(tiers::Query::default())).await,
        Sight::Shop => shop::list(visit).await,
        Sight::Events => events::list(visit).await,
    }
}

/// Drawn whole: what was drawn before is in the look that is in force.
async fn front(visit: &Visit) -> Page {
    let front = Front::of(visit).await?;
    let look = front.look(visit);
    Frame::at(contexts::Place::Home).show(visit, &front.body(visit, &look)).await
}
