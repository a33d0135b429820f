//! The last look before a post goes public and letters leave: a letter cannot be taken back.

use actix_web::web;

use super::desk::{As, Desk, not_found, see};
use super::fields::Fields;
use super::posts::mail_reach;
use crate::base::Fault;
use crate::crew::Editor;
use crate::plumbing::web::{Page, PageError};
use crate::posts::{self, NotMoved, Post, PostId, PostState};

/// What is asked before many people are written to.
pub struct LastLook {
    pub what: String,
    pub button: String,
}

/// What to ask before this post goes public; nothing when nobody would get a letter.
pub async fn last_look(desk: &Desk, post: &Post) -> Result<Option<LastLook>, Fault> {
    if !post.mail_on_publish || !matches!(post.state(), PostState::Draft | PostState::Scheduled) {
        return Ok(None);
    }
    let reach = mail_reach(desk, &post.condition).await?;
    let w = &desk.w;
    Ok((reach > 0).then(|| LastLook {
        what: w.t1("studio-publish-what", "n", reach),
        button: w.t1("studio-publish-and-write", "n", reach),
    }))
}

/// POST `/studio/posts/{id}/publications`: fields `revision` and `mail`, which is `yes` or `no`.
pub async fn create(desk: As<Editor>, id: web::Path<String>, form: web::Form<Fields>) -> Page {
    let id = PostId(id.into_inner());
    let revision = form.get("revision").parse().map_err(|_| PageError::Invalid("revision".to_owned()))?;
    let (post, now, quietly) = (id.clone(), desk.now, form.get("mail") != "yes");
    let published = desk.club.write(move |tx| {
        if quietly {
            posts::let_nobody_be_written_to(tx, &post)?;
        }
        posts::publish(tx, &post, revision, now)
    });
    let path = format!("/studio/posts/{id}");
    match published.await {
        Ok(()) => see(&path, "studio-said-post-published"),
        Err(NotMoved::Unknown) => not_found(None),
        Err(NotMoved::Fault(fault)) => Err(fault.into()),
        // Somebody changed it meanwhile: the page shows what it is now, and nothing left.
        Err(NotMoved::Stale | NotMoved::Untitled | NotMoved::InThePast) => see(&path, "studio-said-post-not-published"),
    }
}
