//! The library of pictures, sounds, films and files.

use actix_web::web;
use askama::Template;

use super::desk::{As, Desk, not_found, see};
use super::fields::Fields;
use super::frame::Frame;
use super::parts::{Choice, Fact};
use crate::crew::Editor;
use crate::media::{self, Asset, AssetId, DeleteError, Kind, State};
use crate::plumbing::locale::Words;
use crate::plumbing::web::{Page, PageError};
use crate::reports;

#[derive(Template)]
#[template(path = "studio/media/list.html")]
pub struct MediaList {
    pub w: Words,
    pub f: Frame,
    pub kind: String,
    pub chips: Vec<Choice>,
    pub assets: Vec<AssetCard>,
    pub next: Option<String>,
}

pub struct AssetCard {
    pub id: String,
    pub icon: &'static str,
    pub name: String,
    pub facts: String,
    pub tone: &'static str,
    pub state: String,
    /// Address of a small picture; empty for none.
    pub picture: String,
    pub width: i32,
    pub height: i32,
    pub is_audio: bool,
    pub is_video: bool,
}

#[derive(Template)]
#[template(path = "studio/media/show.html")]
pub struct MediaPage {
    pub w: Words,
    pub f: Frame,
    pub asset: AssetCard,
    /// Why the file could not be used; empty when it can.
    pub reason: String,
    pub caution: String,
    /// Address of the sound or film itself.
    pub source: String,
    pub form_title: String,
    pub form_artist: String,
    pub form_alt: String,
    pub facts: Vec<Fact>,
    pub used: Vec<Choice>,
    pub delete_words: String,
}

const ROWS: i64 = 60;

pub async fn list(desk: As<Editor>) -> Page {
    let before = desk.query().get("before");
    let before = (!before.is_empty()).then(|| AssetId(before.to_owned()));
    let kind = desk.query().get("kind").to_owned();
    let assets = desk.club.read(move |c| media::page(c, before.as_ref(), ROWS + 1)).await?;
    let more = assets.len() as i64 > ROWS;
    let shown = &assets[..assets.len().min(ROWS as usize)];
    let next = shown.last().filter(|_| more).map(|asset| asset.id.to_string());
    let w = &desk.w;
    let mut chips = vec![Choice::new("", w.t("studio-all"))];
    chips.extend(Kind::ALL.map(|kind| Choice::new(kind.as_str(), w.t(kind_key(kind)))));
    let fits = |asset: &&Asset| kind.is_empty() || asset.kind.as_str() == kind;
    let assets = shown.iter().filter(fits).map(|asset| card(&desk, asset)).collect();
    desk.page(&MediaList { w: w.clone(), f: desk.frame("media").await?, kind, chips, assets, next })
}

pub async fn show(desk: As<Editor>, id: web::Path<String>) -> Page {
    let id = AssetId(id.into_inner());
    let (asset, used) = desk
        .club
        .read(move |c| {
            let used = reports::posts_holding(c, &id)?;
            Ok((media::by_id(c, &id)?, used))
        })
        .await?;
    let asset = not_found(asset)?;
    let w = &desk.w;
    let mut facts = vec![
        Fact::new(w.t("studio-media-name"), asset.file_name.clone()),
        Fact::new(w.t("studio-media-bytes"), w.bytes(asset.bytes)),
        Fact::new(w.t("studio-media-type"), asset.content_type.clone()),
        Fact::new(w.t("studio-media-since"), w.date_time(asset.created_at)),
    ];
    if let (Some(width), Some(height)) = (asset.width, asset.height) {
        facts.push(Fact::new(w.t("studio-media-size"), format!("{width} × {height}")));
    }
    if let Some(duration) = asset.duration_ms {
        facts.push(Fact::new(w.t("studio-media-duration"), w.duration(duration)));
    }
    facts.push(Fact::new("Markdown", format!("![](asset:{})", asset.id)));
    let (reason, caution) = match asset.state {
        State::Failed(reason) => (w.t(&format!("media-{}", reason.as_str())), String::new()),
        State::Ready(Some(caution)) => (String::new(), w.t(&format!("media-{}", caution.as_str()))),
        State::Ready(None) | State::Processing => (String::new(), String::new()),
    };
    desk.page(&MediaPage {
        w: w.clone(),
        f: desk.frame("media").await?,
        reason,
        caution,
        source: asset.main().map_or(String::new(), |main| media::address(&asset.id, &main.name)),
        form_title: asset.title.clone(),
        form_artist: asset.artist.clone(),
        form_alt: asset.alt.clone(),
        facts,
        used: used.into_iter().map(|(id, title)| Choice::new(id.to_string(), title)).collect(),
        delete_words: w.t1("studio-media-delete", "bytes", w.bytes(asset.bytes)),
        asset: card(&desk, &asset),
    })
}

pub async fn update(desk: As<Editor>, id: web::Path<String>, form: web::Form<Fields>) -> Page {
    let id = AssetId(id.into_inner());
    let path = format!("/studio/media/{id}");
    let words = ["title", "artist", "alt"].map(|name| form.get(name).chars().take(LONGEST_WORDS).collect::<String>());
    let [title, artist, alt] = words;
    let described = desk.club.write(move |tx| media::describe(tx, &id, &title, &artist, &alt)).await?;
    if !described {
        return Err(PageError::NotFound);
    }
    see(&path, "studio-said-saved")
}

pub async fn delete(desk: As<Editor>, id: web::Path<String>) -> Page {
    let id = AssetId(id.into_inner());
    let path = format!("/studio/media/{id}");
    let now = desk.now;
    match desk.club.write(move |tx| media::delete(tx, &id, now)).await {
        Ok(()) => see("/studio/media", "studio-said-media-deleted"),
        Err(DeleteError::Fault(fault)) => Err(fault.into()),
        Err(DeleteError::NotFound) => Err(PageError::NotFound),
        Err(DeleteError::Held) => see(&path, "studio-said-media-in-use"),
    }
}

/// Longest title, name or description, in characters.
const LONGEST_WORDS: usize = 1_000;

/// What people call it: its title, else the file's name.
pub fn name(asset: &Asset) -> String {
    if asset.title.is_empty() { asset.file_name.clone() } else { asset.title.clone() }
}

pub fn card(desk: &Desk, asset: &Asset) -> AssetCard {
    let w = &desk.w;
    let mut facts: Vec<String> = Vec::new();
    if let Some(duration) = asset.duration_ms {
        facts.push(w.duration(duration));
    } else if let (Some(width), Some(height)) = (asset.width, asset.height) {
        facts.push(format!("{width} × {height}"));
    }
    facts.push(w.bytes(asset.bytes));
    let (tone, state) = match asset.state {
        State::Processing => ("wait", w.t("studio-media-processing")),
        State::Ready(None) => ("ok", w.t("studio-media-ready")),
        State::Ready(Some(_)) => ("wait", w.t("studio-media-caution")),
        State::Failed(_) => ("stop", w.t("studio-media-failed")),
    };
    let picture = asset.pictures().first().copied();
    AssetCard {
        id: asset.id.to_string(),
        icon: match asset.kind {
            Kind::Photo => "picture",
            Kind::Audio => "note",
            Kind::Video => "play",
            Kind::File => "text",
        },
        name: name(asset),
        facts: facts.join(", "),
        tone,
        state,
        picture: picture.map_or(String::new(), |picture| media::address(&asset.id, &picture.name)),
        width: picture.and_then(|picture| picture.width).unwrap_or(0),
        height: picture.and_then(|picture| picture.height).unwrap_or(0),
        is_audio: asset.kind == Kind::Audio,
        is_video: asset.kind == Kind::Video,
    }
}

fn kind_key(kind: Kind) -> &'static str {
    match kind {
        Kind::Photo => "studio-media-photos",
        Kind::Audio => "studio-media-sounds",
        Kind::Video => "studio-media-films",
        Kind::File => "studio-media-files",
    }
}
