//! What members say under posts, the signs they leave, and asking the crew to look.

use actix_web::http::StatusCode;
use actix_web::web;

use super::contexts::{Anchor, CommentError, Html, Message, MessageKind, NoticeKind, Place, Report};
use super::fields::Fields;
use super::frame::Frame;
use super::story::{self, Draft};
use super::{notices, posts};
use crate::base::Fault;
use crate::community::{self, CommentId, NotReacted, NotReported, NotSaid, ReactionKind, Speaker};
use crate::lobby::{SignedIn, Visit};
use crate::members;
use crate::plumbing::markdown;
use crate::plumbing::web::{Page, PageError};
use crate::posts as room;

/// POST `/posts/{slug}/comments`
pub(super) async fn create(signed_in: SignedIn, slug: web::Path<String>, form: Fields) -> Page {
    let SignedIn { visit, here } = signed_in;
    visit.check_csrf(form.get("csrf"))?;
    let post = posts::open(&visit, &slug).await?;
    let words = form.get("body").to_owned();
    let (said, text, of, language) = (here.clone(), words.clone(), post.clone(), visit.lang.code().to_owned());
    let now = visit.now;
    let outcome = visit
        .club
        .write(move |tx| community::say(tx, &of, &said.member.id, &said.standing, &text, &language, now))
        .await;
    let error = match outcome {
        Ok(id) => {
            let path = format!("/posts/{}#c{id}", post.slug);
            return notices::see(&visit, &path, NoticeKind::CommentSent, "");
        }
        Err(NotSaid::Empty) => CommentError::Empty,
        Err(NotSaid::TooLong) => CommentError::TooLong,
        Err(NotSaid::TooFast) => CommentError::TooFast,
        Err(NotSaid::Closed | NotSaid::NotAllowed) => return Err(PageError::Forbidden),
        Err(NotSaid::Fault(fault)) => return Err(fault.into()),
    };
    story::show(&visit, StatusCode::UNPROCESSABLE_ENTITY, post, None, Draft { words, error: Some(error) }).await
}

/// POST `/comments/{id}/deletion`
pub(super) async fn delete(signed_in: SignedIn, id: web::Path<String>, form: Fields) -> Page {
    let SignedIn { visit, here } = signed_in;
    visit.check_csrf(form.get("csrf"))?;
    let Some(found) = find(&visit, &id).await? else { return gone(&visit).await };
    let (comment, member, now) = (found.comment.id, here.member.id.clone(), visit.now);
    if !visit.club.write(move |tx| community::take_back(tx, &comment, &member, now)).await? {
        return gone(&visit).await;
    }
    notices::see(&visit, &format!("/posts/{}#talk", found.slug), NoticeKind::CommentDeleted, "")
}

/// POST `/posts/{slug}/reactions/{kind}`
pub(super) async fn react(signed_in: SignedIn, path: web::Path<(String, String)>, form: Fields) -> Page {
    let SignedIn { visit, here } = signed_in;
    visit.check_csrf(form.get("csrf"))?;
    let (slug, kind) = path.into_inner();
    let kind = ReactionKind::from_word(&kind).ok_or(PageError::NotFound)?;
    let post = posts::open(&visit, &slug).await?;
    let (of, now) = (post.clone(), visit.now);
    let outcome =
        visit.club.write(move |tx| community::toggle(tx, &of, &here.member.id, &here.standing, kind, now)).await;
    match outcome {
        Ok(_) => super::ways::see(&visit, &format!("/posts/{}#reactions", post.slug)),
        Err(NotReacted::NotAllowed) => Err(PageError::Forbidden),
        Err(NotReacted::Fault(fault)) => Err(fault.into()),
    }
}

/// GET `/comments/{id}/reports`
pub(super) async fn new_report(signed_in: SignedIn, id: web::Path<String>) -> Page {
    let SignedIn { visit, .. } = signed_in;
    match find(&visit, &id).await? {
        Some(found) if found.comment.has_place() => report_page(&visit, found).await,
        _ => gone(&visit).await,
    }
}

/// POST `/comments/{id}/reports`
pub(super) async fn report(signed_in: SignedIn, id: web::Path<String>, form: Fields) -> Page {
    let SignedIn { visit, here } = signed_in;
    visit.check_csrf(form.get("csrf"))?;
    let Some(found) = find(&visit, &id).await? else { return gone(&visit).await };
    let (comment, reason, now) = (found.comment.id, form.get("reason").to_owned(), visit.now);
    let reported = visit
        .club
        .write(move |tx| community::report(tx, &comment, &here.member.id, &here.standing, &reason, now))
        .await;
    let back = format!("/posts/{}#talk", found.slug);
    match reported {
        Ok(()) => notices::see(&visit, &back, NoticeKind::CommentReported, ""),
        Err(NotReported::TooFast) => notices::see(&visit, &back, NoticeKind::TooFast, ""),
        Err(NotReported::Gone) => gone(&visit).await,
        Err(NotReported::NotReportable | NotReported::NotAllowed) => Err(PageError::Forbidden),
        Err(NotReported::Fault(fault)) => Err(fault.into()),
    }
}

struct FoundComment {
    comment: community::Comment,
    /// Of its post.
    slug: String,
    who: String,
}

/// A comment under a post this visitor may see; `None` for all others, so that nobody learns what is said elsewhere.
async fn find(visit: &Visit, id: &str) -> Result<Option<FoundComment>, Fault> {
    let (id, here) = (CommentId(id.to_owned()), visit.clone());
    visit
        .club
        .read(move |conn| {
            let Some(comment) = community::by_id(conn, &id)? else { return Ok(None) };
            let post = room::by_id(conn, &comment.post_id)?;
            let Some(post) = post.filter(|post| room::may_see(post, here.standing(), here.now)) else {
                return Ok(None);
            };
            let who = match comment.speaker() {
                Speaker::Member(member) => members::by_id(conn, &member)?
                    .map(|member| if member.name.is_empty() { here.w.number(member.number) } else { member.name }),
                Speaker::Crew(_) => Some(here.club.config().artist.clone()),
            };
            Ok(Some(FoundComment { comment, slug: post.slug, who: who.unwrap_or_default() }))
        })
        .await
}

async fn report_page(visit: &Visit, found: FoundComment) -> Page {
    let hidden = found.comment.state() != community::CommentState::Shown;
    let body = Report {
        action: visit.url(&format!("/comments/{}/reports", found.comment.id)),
        who: found.who,
        body: Html(if hidden { String::new() } else { markdown::comment_html(&found.comment.body) }),
        back: visit.url(&format!("/posts/{}#talk", found.slug)),
        again: false,
    };
    Frame::at(Place::Posts).show(visit, &body).await
}

async fn gone(visit: &Visit) -> Page {
    let body = Message { kind: MessageKind::CommentGone, way: Anchor { label: String::new(), url: visit.url("/") } };
    Frame::at(Place::Posts).status(StatusCode::NOT_FOUND).show(visit, &body).await
}
