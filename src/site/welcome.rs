//! `/welcome`: the first moment as a member.

use actix_web::web;
use serde::Deserialize;

use super::contexts::{Anchor, Place, Welcome};
use super::frame::Frame;
use super::{offers, present, ways};
use crate::lobby::SignedIn;
use crate::memberships;
use crate::plumbing::web::Page;
use crate::posts::{Audiences, Found, by_slug};

#[derive(Deserialize)]
pub(super) struct Query {
    #[serde(default)]
    back: String,
}

/// GET `/welcome`
pub(super) async fn show(signed_in: SignedIn, query: web::Query<Query>) -> Page {
    let SignedIn { visit, here } = signed_in;
    let back = ways::local(&query.back);
    let (standing, now, currency) = (here.standing.clone(), visit.now, visit.club.config().currency);
    let slug = slug(&back);
    let (opened, offered, title) = visit
        .club
        .read(move |conn| {
            let opened = Audiences::load(conn)?.open_to(Some(&standing), now);
            let title = match slug {
                Some(slug) => by_slug(conn, &slug)?.map(|found| match found {
                    Found::Here(post) => post.title,
                    Found::Moved { .. } => String::new(),
                }),
                None => None,
            };
            Ok((opened, memberships::offer(conn, currency)?, title))
        })
        .await?;
    let paid: Vec<_> = offered.into_iter().filter(|offered| !offered.is_free()).collect();
    let body = Welcome {
        number: visit.w.number(here.member.number),
        since: present::moment(&visit.w, here.member.joined_at, visit.now),
        opened: present::count(&visit.w, opened),
        tiers: paid.iter().map(|offered| offers::lock_tier(&visit, offered, &back)).collect(),
        cheapest: offers::cheapest(&visit, &paid),
        back: (back != "/").then(|| Anchor { label: title.unwrap_or_default(), url: visit.url(&back) }),
    };
    Frame::at(Place::Elsewhere).show(&visit, &body).await
}

/// The post a path names.
pub(super) fn slug(path: &str) -> Option<String> {
    let rest = path.rsplit_once("/posts/")?.1;
    let slug = rest.split(['?', '#', '/']).next()?;
    (!slug.is_empty()).then(|| slug.to_owned())
}
