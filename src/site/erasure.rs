//! `/account/erasure`: being forgotten. The page says what goes, what has to stay and for how long; the address typed
//! once more is the word for it.

use actix_web::http::StatusCode;

use super::account_letters::{self, News};
use super::contexts::{Erasure, ErasureRefund, NoticeKind, Place};
use super::fields::Fields;
use super::frame::Frame;
use super::{copies, notices, present};
use crate::base::Fault;
use crate::club::mail;
use crate::journal::Actor;
use crate::lobby::{self, SignedIn};
use crate::plumbing::locale::Words;
use crate::plumbing::web::{Page, PageError};
use crate::rights::{self, AtProvider, MoneyBack};
use crate::sessions::Audience;

/// GET `/account/erasure`
pub(super) async fn new(signed_in: SignedIn) -> Page {
    page(&signed_in, StatusCode::OK, false).await
}

async fn page(signed_in: &SignedIn, status: StatusCode, email_wrong: bool) -> Page {
    let SignedIn { visit, here } = signed_in;
    let (id, now) = (here.member.id.clone(), visit.now);
    let read = visit.club.read(move |conn| Ok((rights::outlook(conn, &id, now)?, rights::rules(conn)?)));
    let (outlook, rules) = read.await?;
    let body = Erasure {
        action: visit.url("/account/erasure"),
        holds_membership: outlook.holds_membership,
        refund: match rules.refund {
            MoneyBack::Keep => ErasureRefund::Nothing,
            MoneyBack::Rest => ErasureRefund::Rest,
            MoneyBack::Whole => ErasureRefund::Whole,
        },
        to_send: present::count(&visit.w, outlook.to_send),
        to_come: present::count(&visit.w, outlook.to_come),
        is_customer: outlook.is_customer,
        paper_years: if outlook.papers > 0 { u32::from(rules.paper_years) } else { 0 },
        email_wrong,
        copy: copies::files(visit),
        back: visit.url("/account"),
    };
    Frame::at(Place::Account).status(status).show(visit, &body).await
}

/// POST `/account/erasure`: fields `email`, `provider`.
pub(super) async fn create(signed_in: SignedIn, form: Fields) -> Page {
    signed_in.visit.check_csrf(form.get("csrf"))?;
    if form.get("email").trim().to_lowercase() != signed_in.here.member.email.to_lowercase() {
        return page(&signed_in, StatusCode::UNPROCESSABLE_ENTITY, true).await;
    }
    let at_provider = if form.get("provider") == "delete" { AtProvider::Delete } else { AtProvider::Leave };
    let SignedIn { visit, here } = signed_in;
    let own = visit.clone();
    visit
        .club
        .write_durably(move |tx| {
            let member = &here.member;
            let papers = rights::outlook(tx, &member.id, own.now)?.papers > 0;
            let papers_for = if papers { rights::rules(tx)?.paper_years } else { 0 };
            let by = Actor::Member(member.id.0.clone());
            if rights::ask_erasure(tx, &member.id, at_provider, by, own.now)? && own.club.sends_mail() {
                let news = News::Erased { papers_for };
                let key = member.id.as_str();
                let w = Words::product(own.lang, own.w.zone().clone());
                let letter = account_letters::letter(&own.club, &w, &member.email, &news, key, own.now)?;
                mail::queue(tx, &letter, own.now)?;
            }
            Ok::<_, Fault>(())
        })
        .await?;
    let mut answer = notices::see(&visit, "/", NoticeKind::Erasing, "")?;
    let cookie = lobby::end_session_cookie(&visit.club, Audience::Fans);
    answer.add_cookie(&cookie).map_err(|error| PageError::Fault(Fault::broken(error.to_string())))?;
    Ok(answer)
}
