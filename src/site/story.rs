//! One open post with everything in it, and what members say under it.

use std::collections::HashMap;

use actix_web::http::StatusCode;

use super::contexts::{
    self, Comment, CommentError, CommentForm, File, Html, Neighbour, Pager, Photo, Place, PlaysOn, Reaction,
    ReactionKind, Talk, TalkState, Track, Video,
};
use super::frame::Frame;
use super::{entries, present, ways};
use crate::base::Fault;
use crate::community::{self, Speaker};
use crate::lobby::Visit;
use crate::media::{self, Asset, Caution, Kind, State};
use crate::members::{self, Member, MemberId};
use crate::memberships;
use crate::plumbing::db::Conn;
use crate::plumbing::markdown;
use crate::plumbing::web::Page;
use crate::posts::{self, Attachment, Neighbours, Post};

/// A comment that was not taken, to be corrected.
#[derive(Default)]
pub(super) struct Draft {
    pub words: String,
    pub error: Option<CommentError>,
}

struct Loaded {
    attached: Vec<(Attachment, Asset)>,
    lead: Option<Asset>,
    audience: Vec<String>,
    reactions: Vec<community::Reaction>,
    comments: Vec<community::Comment>,
    speakers: HashMap<MemberId, Member>,
    total: i64,
    page: u32,
    neighbours: Neighbours,
}

/// Answers with the post. The visitor may see it; the caller made sure.
pub(super) async fn show(visit: &Visit, status: StatusCode, post: Post, page: Option<u32>, draft: Draft) -> Page {
    let here = visit.clone();
    let (post, loaded) = visit
        .club
        .read(move |conn| {
            let loaded = load(conn, &here, &post, page)?;
            Ok((post, loaded))
        })
        .await?;
    let picture = loaded.lead.as_ref().and_then(present::picture);
    let mut frame = Frame::at(Place::Posts).status(status).describe(&post.excerpt);
    if post.audience().is_everyone() {
        frame = frame.picture(picture.as_ref());
    }
    frame.show(visit, &body(visit, &post, &loaded, picture, draft)).await
}

fn load(conn: &mut Conn, visit: &Visit, post: &Post, page: Option<u32>) -> Result<Loaded, Fault> {
    let attachments = posts::attachments(conn, &post.id)?;
    let mut ids: Vec<_> = attachments.iter().map(|held| held.asset_id.clone()).collect();
    ids.extend(post.lead_asset_id.clone());
    let mut assets: HashMap<_, _> =
        media::by_ids(conn, &ids)?.into_iter().map(|asset| (asset.id.clone(), asset)).collect();
    let lead = post.lead_asset_id.as_ref().and_then(|id| assets.get(id).cloned());
    let attached = attachments
        .into_iter()
        .filter_map(|held| assets.remove(&held.asset_id).filter(Asset::is_ready).map(|asset| (held, asset)))
        .collect();
    let reader = visit.here.as_ref().map(|here| &here.member.id);
    let total = community::numbers(conn, std::slice::from_ref(&post.id))?.get(&post.id).copied().unwrap_or(0);
    let last = u32::try_from((total + community::PAGE - 1) / community::PAGE).unwrap_or(1).max(1);
    let page = page.unwrap_or(last).clamp(1, last);
    let comments = if total > 0 { community::comments(conn, &post.id, page)? } else { Vec::new() };
    let mut members: Vec<MemberId> = comments
        .iter()
        .filter_map(|comment| match comment.speaker() {
            Speaker::Member(member) => Some(member),
            Speaker::Crew(_) => None,
        })
        .collect();
    members.sort();
    members.dedup();
    let speakers = if members.is_empty() { Vec::new() } else { members::by_ids(conn, &members)? };
    let audience = post.audience();
    let named = audience.tiers();
    let audience = if named.is_empty() {
        Vec::new()
    } else {
        memberships::tiers(conn)?
            .into_iter()
            .filter(|tier| named.contains(&tier.slug.as_str()))
            .map(|tier| tier.name)
            .collect()
    };
    Ok(Loaded {
        attached,
        lead,
        audience,
        reactions: community::reactions(conn, &post.id, reader)?,
        comments,
        speakers: speakers.into_iter().map(|member| (member.id.clone(), member)).collect(),
        total,
        page,
        neighbours: posts::neighbours(conn, &post.place(), visit.standing(), visit.now)?,
    })
}

fn body(
    visit: &Visit,
    post: &Post,
    loaded: &Loaded,
    picture: Option<contexts::Picture>,
    draft: Draft,
) -> contexts::Post {
    let path = format!("/posts/{}", post.slug);
    let of = |kind: Kind| loaded.attached.iter().filter(move |(_, asset)| asset.kind == kind);
    let plays = loaded.attached.iter().find(|(_, asset)| matches!(asset.kind, Kind::Audio | Kind::Video));
    // The picture above the post does not come again among the others.
    let photos = of(Kind::Photo).filter(|(held, _)| Some(&held.asset_id) != post.lead_asset_id.as_ref());
    let neighbour = |one: &posts::Neighbour| Neighbour {
        title: one.title.clone(),
        url: visit.url(&format!("/posts/{}", one.slug)),
        locked: one.locked,
    };
    contexts::Post {
        title: post.title.clone(),
        url: visit.url(&path),
        kind: entries::kind(post.kind()),
        published: present::moment(&visit.w, post.published_at.unwrap_or(post.created_at), visit.now),
        audience: loaded.audience.clone(),
        picture_caption: caption_of_lead(post, loaded),
        picture,
        duration: plays.and_then(|(_, asset)| present::duration(&visit.w, asset)),
        body: Html(post.body_html.clone()),
        tracks: of(Kind::Audio).filter_map(|(_, asset)| track(visit, &path, asset)).collect(),
        photos: photos.filter_map(|(held, asset)| photo(held, asset)).collect(),
        videos: of(Kind::Video).filter_map(|(held, asset)| video(visit, held, asset)).collect(),
        files: of(Kind::File).filter_map(|(_, asset)| file(visit, asset)).collect(),
        reactions: loaded.reactions.iter().map(|reaction| sign(visit, &path, reaction)).collect(),
        talk: talk(visit, post, &path, loaded, draft),
        newer: loaded.neighbours.newer.as_ref().map(neighbour),
        older: loaded.neighbours.older.as_ref().map(neighbour),
        edit_url: None,
    }
}

fn caption_of_lead(post: &Post, loaded: &Loaded) -> String {
    let lead = loaded.attached.iter().find(|(held, _)| Some(&held.asset_id) == post.lead_asset_id.as_ref());
    lead.map(|(held, _)| held.caption.clone()).unwrap_or_default()
}

fn track(visit: &Visit, path: &str, asset: &Asset) -> Option<Track> {
    let main = asset.main()?;
    Some(Track {
        id: asset.id.to_string(),
        title: if asset.title.is_empty() { asset.file_name.clone() } else { asset.title.clone() },
        artist: asset.artist.clone(),
        src: media::address(&asset.id, &main.name),
        mime: main.content_type.clone(),
        duration: present::duration(&visit.w, asset).unwrap_or_default(),
        seconds: u32::try_from(asset.duration_ms.unwrap_or(0) / 1_000).unwrap_or(0).max(1),
        wave: present::wave(&asset.wave),
        chapters: Vec::new(),
        download: None,
        renew_url: visit.url(path),
    })
}

fn photo(held: &Attachment, asset: &Asset) -> Option<Photo> {
    let picture = present::picture(asset)?;
    let full = asset.address("full.jpg").unwrap_or_else(|| picture.src.clone());
    Some(Photo { picture, full, caption: held.caption.clone() })
}

fn video(visit: &Visit, held: &Attachment, asset: &Asset) -> Option<Video> {
    let main = asset.main()?;
    let src = media::address(&asset.id, &main.name);
    Some(Video {
        title: if held.caption.is_empty() { asset.title.clone() } else { held.caption.clone() },
        download: src.clone(),
        src,
        mime: main.content_type.clone(),
        poster: present::picture(asset),
        duration: present::duration(&visit.w, asset),
        plays_on: match asset.state {
            State::Ready(Some(Caution::Hevc)) => PlaysOn::Apple,
            State::Ready(Some(_)) => PlaysOn::Few,
            _ => PlaysOn::Everything,
        },
    })
}

fn file(visit: &Visit, asset: &Asset) -> Option<File> {
    let main = asset.main()?;
    let extension = asset.file_name.rsplit_once('.').map_or("", |(_, extension)| extension);
    Some(File {
        name: if asset.title.is_empty() { asset.file_name.clone() } else { asset.title.clone() },
        url: media::address(&asset.id, &main.name),
        format: extension.chars().take(5).collect::<String>().to_uppercase(),
        size: visit.w.bytes(main.bytes),
    })
}

fn sign(visit: &Visit, path: &str, reaction: &community::Reaction) -> Reaction {
    let may = visit.standing().is_some_and(|standing| standing.active);
    Reaction {
        kind: match reaction.kind {
            community::ReactionKind::Heart => ReactionKind::Heart,
            community::ReactionKind::Clap => ReactionKind::Clap,
            community::ReactionKind::Again => ReactionKind::Again,
        },
        count: present::count(&visit.w, reaction.count),
        mine: reaction.mine,
        action: may.then(|| visit.url(&format!("{path}/reactions/{}", reaction.kind.word()))),
    }
}

fn talk(visit: &Visit, post: &Post, path: &str, loaded: &Loaded, draft: Draft) -> Talk {
    let state = match visit.standing() {
        _ if !post.comments_open => TalkState::Closed,
        None => TalkState::Join,
        Some(standing) if !standing.active => TalkState::Banned,
        Some(_) => TalkState::Open,
    };
    let pages = u32::try_from((loaded.total + community::PAGE - 1) / community::PAGE).unwrap_or(1).max(1);
    let page = |number: u32| visit.url(&format!("{path}?comments={number}#talk"));
    Talk {
        state,
        count: present::count(&visit.w, loaded.total),
        comments: loaded.comments.iter().map(|comment| said(visit, loaded, comment)).collect(),
        // Oldest first: the page before is the older one.
        pager: Pager {
            number: loaded.page,
            of: pages,
            newer: (loaded.page < pages).then(|| page(loaded.page + 1)),
            older: (loaded.page > 1).then(|| page(loaded.page - 1)),
        },
        form: (state == TalkState::Open).then(|| CommentForm {
            action: visit.url(&format!("{path}/comments")),
            value: draft.words,
            error: draft.error,
            longest: u32::try_from(community::LONGEST).unwrap_or(u32::MAX),
        }),
        sign_in: (state == TalkState::Join).then(|| visit.url(&ways::with("/sign-in", &[("back", path)]))),
    }
}

fn said(visit: &Visit, loaded: &Loaded, comment: &community::Comment) -> Comment {
    let me = visit.here.as_ref().map(|here| &here.member.id);
    let speaker = match comment.speaker() {
        Speaker::Member(id) => loaded.speakers.get(&id).cloned(),
        Speaker::Crew(_) => None,
    };
    let artist = matches!(comment.speaker(), Speaker::Crew(_));
    let mine = speaker.as_ref().is_some_and(|speaker| Some(&speaker.id) == me);
    let hidden = comment.state() != community::CommentState::Shown;
    let path = format!("/comments/{}", comment.id);
    Comment {
        id: comment.id.to_string(),
        who: match &speaker {
            Some(speaker) => speaker.name.clone(),
            None if artist => visit.club.config().artist.clone(),
            None => String::new(),
        },
        number: speaker.map(|speaker| visit.w.number(speaker.number)).unwrap_or_default(),
        artist,
        mine,
        at: present::moment(&visit.w, comment.created_at, visit.now),
        lang: if comment.language == visit.lang.code() { String::new() } else { comment.language.clone() },
        hidden,
        body: Html(if hidden { String::new() } else { markdown::comment_html(&comment.body) }),
        report_url: (me.is_some() && !mine && !artist && !hidden).then(|| visit.url(&format!("{path}/reports"))),
        delete_action: mine.then(|| visit.url(&format!("{path}/deletion"))),
    }
}
