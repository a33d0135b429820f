//! Passkeys of members: coming in with one, and the ones they have. Asking a device writes nothing; only its answer does.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use super::account_letters::{self, News};
use super::asking::Browser;
use super::contexts::{NoticeKind, PasskeyError, PasskeyForm, PasskeyRow, Passkeys};
use super::entering::{self, Entered};
use super::fields::Fields;
use super::{account, notices, present, sign_in, ways};
use crate::base::{Fault, SecretHash};
use crate::club::mail;
use crate::lobby::{Here, SignedIn, Visit, limits};
use crate::members::{self, MemberId};
use crate::passkeys::{self, Answer, Asked, NotTaken, Passkey, PasskeyId, Person, Ring};
use crate::plumbing::db::Tx;
use crate::plumbing::web::{Limits, Page, PageError};
use crate::sessions::Audience;

/// The form on the sign-in page; none where browsers have no passkeys.
pub(super) fn way_in(visit: &Visit, error: Option<PasskeyError>) -> Option<PasskeyForm> {
    let form = || PasskeyForm { action: visit.url("/sign-in/passkey"), question: visit.url("/sign-in/passkey"), error };
    passkeys::host(&visit.club).map(|_| form())
}

/// The part of the account about passkeys.
pub(super) fn part(visit: &Visit, here: &Here, theirs: &[Passkey], error: Option<PasskeyError>) -> Option<Passkeys> {
    let host = passkeys::host(&visit.club)?;
    let row = |passkey: &Passkey| PasskeyRow {
        label: passkey.label.clone(),
        made: present::moment(&visit.w, passkey.created_at, visit.now),
        used: passkey.last_used_at.map(|at| present::moment(&visit.w, at, visit.now)),
        backed_up: passkey.backed_up,
        elsewhere: passkey.host != host,
        rename_action: visit.url(&format!("/account/passkeys/{}", passkey.id)),
        remove_action: visit.url(&format!("/account/passkeys/{}/removal", passkey.id)),
    };
    Some(Passkeys {
        list: theirs.iter().map(row).collect(),
        add: PasskeyForm {
            action: visit.url("/account/passkeys"),
            question: visit.url("/account/passkeys/question"),
            error,
        },
        guess: here.session.device.clone(),
    })
}

fn person(here: &Here) -> Person {
    Person { audience: Audience::Fans, id: here.member.id.0.clone(), name: here.member.email.clone() }
}

fn error_of(why: NotTaken) -> PasskeyError {
    match why {
        NotTaken::Stale => PasskeyError::Stale,
        NotTaken::Unknown => PasskeyError::Unknown,
        NotTaken::Refused => PasskeyError::Refused,
        NotTaken::TooMany => PasskeyError::TooMany,
    }
}

/// The question as the script reads it, and the cookie of a browser that had none.
pub fn question(asked: Asked, cookie: Option<actix_web::cookie::Cookie<'static>>) -> Page {
    let mut answer = HttpResponse::Ok();
    answer.insert_header((header::CACHE_CONTROL, "no-store"));
    if let Some(cookie) = cookie {
        answer.cookie(cookie);
    }
    Ok(answer.json(json!({ "options": asked.options, "sealed": asked.sealed })))
}

/// What the script sent.
fn answer(form: &Fields) -> Answer {
    Answer { sealed: form.get("sealed").to_owned(), credential: form.get("answer").to_owned() }
}

fn ring(visit: &Visit) -> Result<Ring, PageError> {
    Ring::of(&visit.club)?.ok_or(PageError::NotFound)
}

/// GET `/sign-in/passkey`
pub(super) async fn ask_to_open(visit: Visit, request: HttpRequest) -> Page {
    let browser = Browser::of(&request, &visit);
    let asked = ring(&visit)?.ask_to_open(visit.club.key(), Audience::Fans, &browser.hash, visit.now)?;
    question(asked, browser.cookie)
}

/// POST `/sign-in/passkey`
pub(super) async fn open(visit: Visit, request: HttpRequest, limits: web::Data<Limits>, form: Fields) -> Page {
    visit.check_csrf(form.get("csrf"))?;
    let counted = limits.count(limits::CODES_FROM_NETWORK, visit.club.name(), &visit.ip.network());
    counted.map_err(|too_many| PageError::TooMany { wait_seconds: too_many.wait.as_secs() })?;
    let browser = Browser::of(&request, &visit);
    let ring = ring(&visit)?;
    let back = ways::local(form.get("back"));
    let (own, hash, device) = (visit.clone(), browser.hash.clone(), entering::device(&request, &visit));
    let (answer, to) = (answer(&form), back.clone());
    let opened = visit
        .club
        .write(move |tx| match passkeys::open(tx, (&ring, own.club.key()), Audience::Fans, &hash, &answer, own.now)? {
            Ok(passkey) => enter(tx, &own, &passkey, (&hash, &device), &to),
            Err(why) => Ok::<_, Fault>(Err(why)),
        })
        .await?;
    match opened {
        Ok(entered) => entering::lead_on(&visit, *entered).await,
        Err(why) => sign_in::with_passkey(&visit, &browser, back, error_of(why)).await,
    }
}

fn enter(
    tx: &mut Tx,
    visit: &Visit,
    passkey: &Passkey,
    (browser, device): (&SecretHash, &str),
    back: &str,
) -> Result<Result<Box<Entered>, NotTaken>, Fault> {
    let known = members::by_id(tx, &MemberId(passkey.person_id.clone()))?;
    // Found by the address as a code would: who is erased or leaving has none any more.
    let member = known.map(|member| members::by_email(tx, &member.email_folded)).transpose()?.flatten();
    let Some(member) = member.filter(|member| member.id.as_str() == passkey.person_id) else {
        return Ok(Err(NotTaken::Unknown));
    };
    Ok(Ok(Box::new(entering::enter_by_passkey(tx, visit, member, browser, device, back)?)))
}

/// GET `/account/passkeys/question`
pub(super) async fn ask_to_add(signed_in: SignedIn, request: HttpRequest) -> Page {
    let SignedIn { visit, here } = signed_in;
    let (browser, id) = (Browser::of(&request, &visit), here.member.id.0.clone());
    let theirs = visit.club.read(move |conn| passkeys::of_person(conn, Audience::Fans, &id)).await?;
    let ring = ring(&visit)?;
    let asked = ring.ask_to_add(visit.club.key(), &person(&here), &theirs, &browser.hash, visit.now)?;
    question(asked, browser.cookie)
}

/// POST `/account/passkeys`: fields `sealed`, `answer`, `label`.
pub(super) async fn create(signed_in: SignedIn, request: HttpRequest, form: Fields) -> Page {
    signed_in.visit.check_csrf(form.get("csrf"))?;
    let SignedIn { visit, here } = &signed_in;
    let (ring, browser) = (ring(visit)?, Browser::of(&request, visit));
    let (own, me, answer) = (visit.clone(), here.clone(), answer(&form));
    let named = [form.get("label").trim(), here.session.device.as_str()].into_iter().find(|name| !name.is_empty());
    let label = named.map_or_else(|| visit.w.t("passkey-nameless"), str::to_owned);
    let added = visit
        .club
        .write(move |tx| {
            let keys = (&ring, own.club.key());
            let added = passkeys::add(tx, keys, &person(&me), &browser.hash, &answer, &label, own.now)?;
            if let Ok(passkey) = &added {
                let path = own.url("/account#passkeys");
                tell(tx, &own, &me, &News::PasskeyAdded { label: &passkey.label, path: &path }, &passkey.id)?;
            }
            Ok::<_, Fault>(added)
        })
        .await?;
    match added {
        Ok(passkey) => notices::see(visit, "/account#passkeys", NoticeKind::PasskeyAdded, &passkey.label),
        Err(why) => account::with_passkey(&signed_in, error_of(why)).await,
    }
}

fn tell(tx: &mut Tx, visit: &Visit, here: &Here, news: &News<'_>, id: &PasskeyId) -> Result<(), Fault> {
    let words = account_letters::words(&visit.club, &here.member);
    let letter = account_letters::letter(&visit.club, &words, &here.member.email, news, id.as_str(), visit.now)?;
    mail::queue(tx, &letter, visit.now)
}

/// POST `/account/passkeys/{id}`: field `label`.
pub(super) async fn update(signed_in: SignedIn, id: web::Path<String>, form: Fields) -> Page {
    let SignedIn { visit, here } = signed_in;
    visit.check_csrf(form.get("csrf"))?;
    let (id, label) = (PasskeyId(id.into_inner()), form.get("label").trim().to_owned());
    // Nothing typed is no name: the former stays.
    if !label.is_empty() {
        let renamed = visit
            .club
            .write(move |tx| passkeys::rename(tx, Audience::Fans, here.member.id.as_str(), &id, &label))
            .await?;
        if !renamed {
            return Err(PageError::NotFound);
        }
    }
    notices::see(&visit, "/account#passkeys", NoticeKind::Saved, "")
}

/// POST `/account/passkeys/{id}/removal`
pub(super) async fn delete(signed_in: SignedIn, id: web::Path<String>, form: Fields) -> Page {
    let SignedIn { visit, here } = signed_in;
    visit.check_csrf(form.get("csrf"))?;
    let (own, id) = (visit.clone(), PasskeyId(id.into_inner()));
    let removed = visit
        .club
        .write(move |tx| {
            let removed = passkeys::remove(tx, &person(&here), &id, own.now)?;
            if let Some(passkey) = &removed {
                let path = own.url("/account#passkeys");
                tell(tx, &own, &here, &News::PasskeyRemoved { label: &passkey.label, path: &path }, &id)?;
            }
            Ok::<_, Fault>(removed)
        })
        .await?;
    let removed = removed.ok_or(PageError::NotFound)?;
    notices::see(&visit, "/account#passkeys", NoticeKind::PasskeyRemoved, &removed.label)
}
