//! `/posts`: the archive, and each post, open or locked.

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use actix_web::web;
use serde::Deserialize;

use super::contexts::{Anchor, KindLink, Locked, Pager, Place as Way, Posts};
use super::entries::{self, Shelf, WaysIn};
use super::frame::Frame;
use super::{contexts, present, story};
use crate::base::Fault;
use crate::lobby::Visit;
use crate::media;
use crate::plumbing::db::Conn;
use crate::plumbing::markdown;
use crate::plumbing::web::{Page, PageError};
use crate::posts::{self, Closed, Found, PAGE, Place, Post, PostKind};

/// Open posts shown beside a locked one.
const OPEN_POSTS: usize = 3;

#[derive(Deserialize)]
pub(super) struct ListQuery {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    before: String,
}

/// GET `/posts`
pub(super) async fn list(visit: Visit, query: web::Query<ListQuery>) -> Page {
    let kind = PostKind::from_word(&query.kind);
    let place: Option<Place> = query.before.parse().ok();
    let here = visit.clone();
    let (page, shelf, numbers, pager) = visit
        .club
        .read(move |conn| {
            let (standing, now) = (here.standing(), here.now);
            let page = match &place {
                Some(place) => posts::published_before(conn, place, kind, standing, now)?,
                None => posts::published(conn, kind, standing, now)?,
            };
            let shelf = Shelf::load(conn, &here, &page.cards)?;
            let numbers = posts::numbers_by_kind(conn)?;
            let all = number_of(&numbers, kind);
            let path = kind.map_or("/posts".to_owned(), |kind| format!("/posts?kind={}", kind.word()));
            let pager = turned(conn, &here, &path, kind, place.as_ref(), page.older.as_ref(), all)?;
            Ok((page, shelf, numbers, pager))
        })
        .await?;
    let link = |(one, number): &(PostKind, i64)| KindLink {
        kind: entries::kind(*one),
        url: visit.url(&format!("/posts?kind={}", one.word())),
        count: present::count(&visit.w, *number),
        current: kind == Some(*one),
    };
    let body = Posts {
        kind: kind.map(entries::kind),
        kinds: numbers.iter().map(link).collect(),
        all_url: visit.url("/posts"),
        count: present::count(&visit.w, number_of(&numbers, kind)),
        entries: shelf.entries(&visit, &page.cards),
        pager,
    };
    Frame::at(Way::Posts).show(&visit, &body).await
}

fn number_of(numbers: &[(PostKind, i64)], kind: Option<PostKind>) -> i64 {
    numbers.iter().filter(|(one, _)| kind.is_none_or(|kind| kind == *one)).map(|(_, number)| number).sum()
}

/// The pager of a list that begins after `place`. Pages are named by the post they follow, so that they stay what they
/// are when new posts come.
pub(super) fn turned(
    conn: &mut Conn,
    visit: &Visit,
    path: &str,
    kind: Option<PostKind>,
    place: Option<&Place>,
    older: Option<&Place>,
    all: i64,
) -> Result<Pager, Fault> {
    let Some(place) = place else { return Ok(first_page(visit, path, older, all)) };
    // The place itself is on the page before.
    let before = posts::newer_than(conn, place, kind)? + 1;
    let newer = posts::place_before(conn, place, kind)?;
    let number = pages(before) + 1;
    Ok(Pager {
        number: whole(number),
        of: whole(pages(all).max(number)),
        newer: Some(newer.map_or_else(|| visit.url(path), |newer| page_after(visit, path, &newer))),
        older: older.map(|older| page_after(visit, path, older)),
    })
}

/// The pager of the newest page.
pub(super) fn first_page(visit: &Visit, path: &str, older: Option<&Place>, all: i64) -> Pager {
    let older = older.map(|older| page_after(visit, path, older));
    Pager { number: 1, of: whole(pages(all).max(1)), newer: None, older }
}

fn page_after(visit: &Visit, path: &str, place: &Place) -> String {
    let mark = if path.contains('?') { '&' } else { '?' };
    visit.url(&format!("{path}{mark}before={place}"))
}

/// Pages that so many posts fill.
fn pages(posts: i64) -> i64 {
    let page = i64::try_from(PAGE).unwrap_or(1);
    (posts + page - 1) / page
}

fn whole(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(1)
}

#[derive(Deserialize, Default)]
pub(super) struct Query {
    /// Page of the comments, from 1; without it the last.
    comments: Option<u32>,
}

/// GET `/posts/{slug}`
pub(super) async fn show(visit: Visit, slug: web::Path<String>, query: web::Query<Query>) -> Page {
    match by_slug(&visit, &slug).await? {
        Found::Moved { slug } => moved(&visit, &slug),
        Found::Here(post) => match post.audience().closed_to(visit.standing(), visit.now) {
            Some(closed) => locked(&visit, *post, closed).await,
            None => story::show(&visit, StatusCode::OK, *post, query.comments, story::Draft::default()).await,
        },
    }
}

async fn by_slug(visit: &Visit, slug: &str) -> Result<Found, PageError> {
    let slug = slug.to_owned();
    visit.club.read(move |conn| posts::by_slug(conn, &slug)).await?.ok_or(PageError::NotFound)
}

/// The post somebody wants to do something with; only one they may see.
pub(super) async fn open(visit: &Visit, slug: &str) -> Result<Post, PageError> {
    match by_slug(visit, slug).await? {
        Found::Here(post) if posts::may_see(&post, visit.standing(), visit.now) => Ok(*post),
        _ => Err(PageError::NotFound),
    }
}

fn moved(visit: &Visit, slug: &str) -> Page {
    Ok(HttpResponse::MovedPermanently()
        .insert_header((header::LOCATION, visit.url(&format!("/posts/{slug}"))))
        // A title may change back.
        .insert_header((header::CACHE_CONTROL, "max-age=3600"))
        .finish())
}

async fn locked(visit: &Visit, post: Post, closed: Closed) -> Page {
    let here = visit.clone();
    let (post, assets, ways_in, open, shelf) = visit
        .club
        .read(move |conn| {
            let ids: Vec<_> = [&post.teaser_asset_id, &post.lead_asset_id, &post.play_asset_id]
                .into_iter()
                .flatten()
                .cloned()
                .collect();
            let assets = media::by_ids(conn, &ids)?;
            let ways_in = WaysIn::load(conn, here.club.config().currency)?;
            let open = posts::open_cards(conn, OPEN_POSTS, here.now)?;
            let shelf = Shelf::load(conn, &here, &open)?;
            Ok((post, assets, ways_in, open, shelf))
        })
        .await?;
    let asset = |id: &Option<media::AssetId>| assets.iter().find(|asset| id.as_ref() == Some(&asset.id));
    let public = asset(&post.teaser_asset_id).and_then(present::picture);
    let play = asset(&post.play_asset_id);
    let hidden = asset(&post.lead_asset_id).or(play).and_then(present::tiny_picture);
    let frame = Frame::at(Way::Posts).describe(&post.excerpt).picture(public.as_ref());
    let body = Locked {
        title: post.title.clone(),
        url: visit.url(&format!("/posts/{}", post.slug)),
        kind: entries::kind(post.kind()),
        published: present::moment(&visit.w, post.published_at.unwrap_or(post.created_at), visit.now),
        teaser: contexts::Html(markdown::plain_html(&post.excerpt)),
        picture: public.or(hidden),
        duration: play.and_then(|play| present::duration(&visit.w, play)),
        lock: ways_in.lock(visit, &closed, &post.slug),
        open_posts: shelf.entries(visit, &open),
    };
    frame.show(visit, &body).await
}

/// A post as a place to go back to: its title, if the path names one.
pub(super) fn anchor(conn: &mut Conn, path: &str) -> Result<Anchor, Fault> {
    let found = match super::welcome::slug(path) {
        Some(slug) => posts::by_slug(conn, &slug)?,
        None => None,
    };
    let label = match found {
        Some(Found::Here(post)) => post.title,
        _ => String::new(),
    };
    Ok(Anchor { label, url: path.to_owned() })
}
