//! Feeds: the open posts for anybody, all a member may see behind an address of their own.

use actix_web::http::header;
use actix_web::{HttpResponse, web};

use crate::base::{Fault, Secret, Standing};
use crate::club::Club;
use crate::lobby::Visit;
use crate::media::{self, Asset, AssetId};
use crate::members;
use crate::plumbing::db::Conn;
use crate::plumbing::locale::Words;
use crate::plumbing::markdown;
use crate::plumbing::web::{Page, PageError};
use crate::posts::feeds::{self, Channel, Enclosure, Item, rss};
use crate::posts::{self, Post};

/// Posts in a feed.
const MOST: usize = 50;

/// GET `/feed.xml`
pub(super) async fn open(visit: Visit) -> Page {
    let here = visit.clone();
    let items = visit.club.read(move |conn| items(conn, &here, None)).await?;
    let channel = channel(&visit, "feed-description", "/feed.xml", items, false);
    answer(&channel, "public, max-age=300")
}

/// GET `/feeds/{token}.xml`
pub(super) async fn private(visit: Visit, token: web::Path<String>) -> Page {
    let (here, secret) = (visit.clone(), Secret::presented(token.as_str()));
    let items = visit
        .club
        .read(move |conn| {
            let Some(member) = feeds::member_by_token(conn, &secret)? else { return Ok(None) };
            let standing = members::standing_of(conn, &member)?;
            Ok(Some(items(conn, &here, standing.as_ref())?))
        })
        .await?;
    let items = items.ok_or(PageError::NotFound)?;
    let channel = channel(&visit, "feed-description-private", &format!("/feeds/{token}.xml"), items, true);
    answer(&channel, "private, max-age=300")
}

fn answer(channel: &Channel, caching: &'static str) -> Page {
    Ok(HttpResponse::Ok()
        .content_type("application/rss+xml; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, caching))
        .body(rss(channel)?))
}

fn channel(visit: &Visit, description: &str, path: &str, items: Vec<Item>, private: bool) -> Channel {
    let words = Words::product(visit.lang, visit.club.time_zone());
    let artist = visit.club.config().artist.as_str();
    Channel {
        title: artist.to_owned(),
        description: words.t2(description, "artist", artist, "club", artist),
        link: visit.club.url(&visit.url("/")),
        self_link: visit.club.url(&visit.url(path)),
        language: visit.lang.code().to_owned(),
        author: artist.to_owned(),
        image: None,
        private,
        items,
    }
}

/// The newest posts that are open to this reader; nothing of the others.
fn items(conn: &mut Conn, visit: &Visit, standing: Option<&Standing>) -> Result<Vec<Item>, Fault> {
    // A reader's program has no page to resolve an address against.
    let base = visit.club.url("/").parse().map_err(|error| Fault::broken(format!("base_url: {error}")))?;
    let posts = posts::newest_open_to(conn, standing, MOST, visit.now)?;
    let played: Vec<AssetId> = posts.iter().filter_map(|post| post.play_asset_id.clone()).collect();
    let assets = media::by_ids(conn, &played)?;
    let item = |post: Post| Item {
        link: visit.club.url(&visit.url(&format!("/posts/{}", post.slug))),
        id: post.id.to_string(),
        published: post.place().at,
        html: markdown::mail_html(&post.body, &base),
        enclosure: assets
            .iter()
            .find(|asset| Some(&asset.id) == post.play_asset_id.as_ref())
            .and_then(|asset| enclosure(&visit.club, asset, visit)),
        title: post.title,
    };
    Ok(posts.into_iter().map(item).collect())
}

/// A signed address: an app that plays has no cookie.
fn enclosure(club: &Club, asset: &Asset, visit: &Visit) -> Option<Enclosure> {
    let main = asset.main()?;
    Some(Enclosure {
        url: club.url(&media::signed_address(club, &asset.id, &main.name, visit.now)),
        bytes: u64::try_from(main.bytes).unwrap_or(0),
        content_type: main.content_type.clone(),
        seconds: u64::try_from(asset.duration_ms.unwrap_or(0) / 1_000).unwrap_or(0),
    })
}
