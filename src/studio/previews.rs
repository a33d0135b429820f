//! What a post's Markdown looks like, before it is saved.

use actix_web::HttpResponse;
use actix_web::http::header::ContentType;
use actix_web::web;

use super::desk::{As, Desk};
use super::fields::Fields;
use super::parts::Trusted;
use super::posts::PreviewPage;
use crate::base::Fault;
use crate::crew::Editor;
use crate::media::{self, AssetId};
use crate::plumbing::markdown::{self, Image};
use crate::plumbing::web::Page;

pub async fn create(desk: As<Editor>, form: web::Form<Fields>) -> Page {
    let preview = drawn(&desk, &form.text("body")).await?;
    if form.ticked("part") {
        return Ok(HttpResponse::Ok().content_type(ContentType::html()).body(preview.to_string()));
    }
    let club = desk.club.config().artist.clone();
    desk.page(&PreviewPage { w: desk.w.clone(), club, title: form.get("title").to_owned(), preview })
}

/// The body as members read it, with its pictures.
pub async fn drawn(desk: &Desk, body: &str) -> Result<Trusted, Fault> {
    let ids: Vec<AssetId> = markdown::assets_in(body).into_iter().map(AssetId).collect();
    let assets = desk.club.read(move |c| media::by_ids(c, &ids)).await?;
    let html = markdown::post_html(body, |id| {
        let asset = assets.iter().find(|asset| asset.id.0 == id)?;
        let picture = asset.pictures().last().copied()?;
        Some(Image {
            src: media::address(&asset.id, &picture.name),
            srcset: String::new(),
            width: picture.width.unwrap_or(0).unsigned_abs(),
            height: picture.height.unwrap_or(0).unsigned_abs(),
            alt: asset.alt.clone(),
        })
    });
    Ok(Trusted::already(html))
}
