//! `/account/address`: moving to another e-mail address. Both addresses get a letter; both have to say yes.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};

use super::account;
use super::account_letters::{self, News};
use super::asking::{self, Browser};
use super::contexts::{EmailError, MailAddressError, MovePage, MoveState, NoticeKind, Place};
use super::fields::Fields;
use super::frame::Frame;
use super::notices;
use crate::base::{EmailAddress, Fault, Secret};
use crate::club::mail;
use crate::invitations;
use crate::lobby::{SignedIn, Visit};
use crate::members::{self, Answered, Side};
use crate::plumbing::locale::Words;
use crate::plumbing::web::{Limits, Page};
use crate::sessions::{self, Audience};

/// POST `/account/address`: field `email`.
pub(super) async fn create(signed_in: SignedIn, request: HttpRequest, limits: web::Data<Limits>, form: Fields) -> Page {
    signed_in.visit.check_csrf(form.get("csrf"))?;
    let typed = form.get("email").trim().to_owned();
    let email = match asking::email(&typed) {
        Ok(email) => email,
        Err(EmailError::Missing) => return account::with_address(&signed_in, typed, MailAddressError::Missing).await,
        Err(EmailError::NotAnAddress) => {
            return account::with_address(&signed_in, typed, MailAddressError::NotAnAddress).await;
        }
    };
    if email.as_written() == signed_in.here.member.email {
        return account::with_address(&signed_in, typed, MailAddressError::Same).await;
    }
    let browser = Browser::of(&request, &signed_in.visit);
    if !asking::may_mail(&signed_in.visit, &limits, &browser, &email).await? {
        return account::with_address(&signed_in, typed, MailAddressError::TooFast).await;
    }
    let shown = email.as_written().to_owned();
    let SignedIn { visit, here } = signed_in;
    let own = visit.clone();
    visit
        .club
        .write(move |tx| {
            let asked = members::ask_to_move(tx, &here.member.id, &email, own.now)?;
            let path = |secret: &Secret| own.url(&format!("/account/address/{}", secret.reveal()));
            let (old, new) = (path(&asked.for_old), path(&asked.for_new));
            let key = asked.for_old.hash().0;
            let (from, to) = (here.member.email.as_str(), email.as_written());
            let w = Words::product(own.lang, own.w.zone().clone());
            let may = News::MayMove { to, path: &old };
            mail::queue(tx, &account_letters::letter(&own.club, &w, from, &may, &key, own.now)?, own.now)?;
            let here = News::MoveHere { path: &new };
            mail::queue(tx, &account_letters::letter(&own.club, &w, to, &here, &key, own.now)?, own.now)
        })
        .await?;
    notices::see(&visit, "/account#address", NoticeKind::MoveAsked, &shown)
}

/// POST `/account/address/cancellation`
pub(super) async fn delete(signed_in: SignedIn, form: Fields) -> Page {
    let SignedIn { visit, here } = signed_in;
    visit.check_csrf(form.get("csrf"))?;
    visit.club.write(move |tx| members::forget_move(tx, &here.member.id)).await?;
    notices::see(&visit, "/account#address", NoticeKind::MoveGivenUp, "")
}

/// GET `/account/address/{token}`: from either letter; changes nothing.
pub(super) async fn show(visit: Visit, token: web::Path<String>) -> Page {
    let (link, now) = (Secret::presented(token.as_str()), visit.now);
    let found = visit.club.read(move |conn| members::move_by_link(conn, &link, now)).await?;
    let Some((change, side)) = found else { return page(&visit, StatusCode::OK, dead()).await };
    let agreed = match side {
        Side::Old => change.old_agreed_at,
        Side::New => change.new_agreed_at,
    };
    let body = match agreed {
        Some(_) => MovePage { action: None, state: MoveState::Waits, email: change.email },
        None => {
            let action = Some(visit.url(&format!("/account/address/{token}")));
            MovePage { action, state: MoveState::Asks, email: change.email }
        }
    };
    page(&visit, StatusCode::OK, body).await
}

/// POST `/account/address/{token}`: the yes of one address. Whoever reads its mail need not be signed in.
pub(super) async fn agree(visit: Visit, token: web::Path<String>, form: Fields) -> Page {
    visit.check_csrf(form.get("csrf"))?;
    let (link, own) = (Secret::presented(token.into_inner()), visit.clone());
    let answered = visit
        .club
        .write(move |tx| {
            let Some((change, _)) = members::move_by_link(tx, &link, own.now)? else { return Ok::<_, Fault>(None) };
            let Some(answered) = members::agree_to_move(tx, &link, own.now)? else { return Ok(None) };
            if let Answered::Moved { from } = &answered {
                mail::forget(tx, from, own.now)?;
                if let Ok(left) = EmailAddress::parse(from) {
                    invitations::forget(tx, left.folded())?;
                    sessions::forget_address(tx, Audience::Fans, left.folded())?;
                }
                let w = Words::product(own.lang, own.w.zone().clone());
                let news = News::Moved { to: &change.email };
                let key = change.old_hash.0.as_str();
                let letter = account_letters::letter(&own.club, &w, from, &news, key, own.now)?;
                mail::queue(tx, &letter, own.now)?;
            }
            Ok(Some((change.email, answered)))
        })
        .await?;
    let Some((email, answered)) = answered else { return page(&visit, StatusCode::GONE, dead()).await };
    let state = match answered {
        Answered::Waits => MoveState::Waits,
        Answered::Moved { .. } => MoveState::Moved,
        Answered::Taken => MoveState::Taken,
    };
    page(&visit, StatusCode::OK, MovePage { action: None, state, email }).await
}

fn dead() -> MovePage {
    MovePage { action: None, state: MoveState::Dead, email: String::new() }
}

async fn page(visit: &Visit, status: StatusCode, body: MovePage) -> Page {
    Frame::at(Place::Elsewhere).status(status).show(visit, &body).await
}
