//! A post on its way to members by mail: test, begin, pause, resume.

use actix_web::web;

use super::desk::{As, Desk, not_found, see};
use super::posts::Mailing;
use crate::base::Fault;
use crate::broadcasts::{self, Broadcast, BroadcastId, BroadcastState, NotDone, Progress, Reader};
use crate::crew::Editor;
use crate::plumbing::web::{Page, PageError};
use crate::posts::{self, PostId};

/// How the mail of a post stands; none when nobody was written to.
pub async fn of_post(desk: &Desk, post: &PostId) -> Result<Option<Mailing>, Fault> {
    let post = post.clone();
    let found = desk
        .club
        .read(move |c| {
            let Some(broadcast) = broadcasts::for_post(c, &post)? else { return Ok(None) };
            let progress = broadcasts::progress(c, &broadcast)?;
            Ok(Some((broadcast, progress)))
        })
        .await?;
    Ok(found
        .filter(|(broadcast, _)| broadcast.state() != BroadcastState::Ready)
        .map(|(broadcast, progress)| mailing(desk, &broadcast, progress)))
}

fn mailing(desk: &Desk, broadcast: &Broadcast, progress: Progress) -> Mailing {
    let w = &desk.w;
    let (tone, state, verb, button) = match broadcast.state() {
        BroadcastState::Ready => ("off", "studio-mailing-ready", "", ""),
        BroadcastState::Sending => ("wait", "studio-mailing-sending", "pauses", "studio-mailing-pause"),
        BroadcastState::Paused => ("wait", "studio-mailing-paused", "resumptions", "studio-mailing-resume"),
        BroadcastState::Sent => ("ok", "studio-mailing-sent", "", ""),
        BroadcastState::Cancelled => ("off", "studio-mailing-cancelled", "", ""),
    };
    let numbers = [
        ("sent", progress.sent.into()),
        ("expected", w.number(progress.expected).into()),
        ("failed", progress.failed.into()),
    ];
    Mailing {
        id: broadcast.id.to_string(),
        tone,
        state: w.t(state),
        expected: progress.expected.max(1),
        done: progress.sent + progress.failed,
        sentence: w.with("studio-mailing-progress", &numbers),
        verb,
        button: if button.is_empty() { String::new() } else { w.t(button) },
    }
}

/// Sends the mail of a post to the one who asks, and to nobody else.
pub async fn test(desk: As<Editor>, post: web::Path<String>) -> Page {
    let post = PostId(post.into_inner());
    let path = format!("/studio/posts/{post}");
    let reader = Reader {
        email: desk.me.email.clone(),
        name: desk.me.name.clone(),
        language: desk.me.language().code().to_owned(),
    };
    let (club, now) = (desk.club.clone(), desk.now);
    let sent = desk
        .club
        .write(move |tx| {
            let id = prepared(tx, &post, now)?;
            broadcasts::send_test(tx, &club, &id, &reader, now)
        })
        .await;
    done(sent, &path, "studio-said-mailing-tested")
}

/// Begins to write to everybody who may see the post and agreed to news.
pub async fn create(desk: As<Editor>, post: web::Path<String>) -> Page {
    let post = PostId(post.into_inner());
    let path = format!("/studio/posts/{post}");
    let now = desk.now;
    let begun = desk
        .club
        .write(move |tx| {
            let id = prepared(tx, &post, now)?;
            broadcasts::start(tx, &id, now)
        })
        .await;
    done(begun, &path, "studio-said-mailing-begun")
}

/// The broadcast of a post, made now if there was none.
fn prepared(tx: &mut crate::plumbing::db::Tx, post: &PostId, now: crate::base::Moment) -> Result<BroadcastId, NotDone> {
    if let Some(broadcast) = broadcasts::for_post(tx, post)? {
        return Ok(broadcast.id);
    }
    let title = posts::by_id(tx, post)?.map(|post| post.title).unwrap_or_default();
    let subject: String = title.chars().take(broadcasts::LONGEST_SUBJECT).collect();
    broadcasts::prepare(tx, post, &subject, now)
}

pub async fn pause(desk: As<Editor>, id: web::Path<String>) -> Page {
    let (id, path) = found(&desk, id.into_inner()).await?;
    done(desk.club.write(move |tx| broadcasts::pause(tx, &id)).await, &path, "studio-said-mailing-paused")
}

pub async fn resume(desk: As<Editor>, id: web::Path<String>) -> Page {
    let (id, path) = found(&desk, id.into_inner()).await?;
    let now = desk.now;
    done(desk.club.write(move |tx| broadcasts::resume(tx, &id, now)).await, &path, "studio-said-mailing-resumed")
}

async fn found(desk: &Desk, id: String) -> Result<(BroadcastId, String), PageError> {
    let id = BroadcastId(id);
    let asked = id.clone();
    let broadcast = not_found(desk.club.read(move |c| broadcasts::by_id(c, &asked)).await?)?;
    Ok((id, format!("/studio/posts/{}", broadcast.post_id)))
}

fn done(outcome: Result<(), NotDone>, path: &str, said: &str) -> Page {
    match outcome {
        Ok(()) => see(path, said),
        Err(NotDone::Fault(fault)) => Err(fault.into()),
        Err(_) => see(path, "studio-said-mailing-not-now"),
    }
}
