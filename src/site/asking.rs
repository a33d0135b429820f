//! Asking to be let in: the form's proof, the limits, the letter. Joining and signing in end here.

use actix_web::HttpRequest;
use actix_web::cookie::Cookie;
use actix_web::http::StatusCode;
use serde::{Deserialize, Serialize};

use super::contexts::{EmailError, FormError};
use super::letters::{self, Finds};
use crate::base::{EmailAddress, Fault, SecretHash};
use crate::club::mail;
use crate::invitations::Answer;
use crate::lobby::{self, Visit, limits};
use crate::members;
use crate::plumbing::web::Limits;
use crate::sessions::{self, Asking, Audience};

/// A form may stay open in a tab so long.
const FORM_HOURS: i64 = 24;

/// What was filled in on the join page, kept beside the code until the address is proved.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct JoinForm {
    pub name: String,
    pub birth_date: Option<String>,
    /// Purposes ticked, with the sentence that stood beside each.
    pub consents: Vec<(String, String)>,
    /// Slug of the tier chosen before, and the word of its period.
    pub tier: Option<(String, String)>,
    /// The code of an invitation.
    #[serde(default)]
    pub invitation: Option<String>,
    /// What the club asks of whoever requests to be let in.
    #[serde(default)]
    pub answers: Vec<Answer>,
}

/// The browser that asks, and what tells it from others.
pub(super) struct Browser {
    pub hash: SecretHash,
    pub cookie: Option<Cookie<'static>>,
}

impl Browser {
    pub(super) fn of(request: &HttpRequest, visit: &Visit) -> Browser {
        let (hash, cookie) = lobby::browser(request, &visit.club);
        Browser { hash, cookie }
    }

    /// Proof that a form was ours, shown to this browser, lately.
    pub(super) fn proof(&self, visit: &Visit) -> String {
        let at = visit.now.unix();
        format!("{at}.{}", visit.club.key().sign("join form", &format!("{at} {}", self.hash.0)))
    }

    fn proves(&self, visit: &Visit, proof: &str) -> bool {
        let Some((at, signature)) = proof.split_once('.') else { return false };
        let Ok(unix) = at.parse::<i64>() else { return false };
        let age = visit.now.unix() - unix;
        (0..=FORM_HOURS * 3_600).contains(&age)
            && visit.club.key().verifies("join form", &format!("{at} {}", self.hash.0), signature)
    }
}

pub(super) fn email(typed: &str) -> Result<EmailAddress, EmailError> {
    match EmailAddress::parse(typed) {
        _ if typed.trim().is_empty() => Err(EmailError::Missing),
        parsed => parsed.map_err(|_| EmailError::NotAnAddress),
    }
}

/// Whether this form may be taken now. Counts it.
pub(super) async fn may_ask(
    visit: &Visit,
    limits: &Limits,
    browser: &Browser,
    proof: &str,
    email: &EmailAddress,
) -> Result<Option<FormError>, Fault> {
    if !browser.proves(visit, proof) {
        return Ok(Some(FormError::Stale));
    }
    may_mail(visit, limits, browser, email).await
}

/// Whether one more letter may go to this address. Strangers' requests do not exhaust the limit of a browser that was
/// signed in there: it has one of its own.
pub(super) async fn may_mail(
    visit: &Visit,
    limits: &Limits,
    browser: &Browser,
    email: &EmailAddress,
) -> Result<Option<FormError>, Fault> {
    let club = visit.club.name();
    if limits.count(limits::MAILS_FROM_NETWORK, club, &visit.ip.network()).is_err() {
        return Ok(Some(FormError::TooFast));
    }
    let (hash, folded) = (browser.hash.clone(), email.folded().to_owned());
    let known = visit.club.read(move |conn| sessions::knows_browser(conn, &hash, &folded)).await?;
    // Somebody's mailbox is not flooded by way of `name+1@`, `name+2@` either.
    let mailbox = email.mailbox();
    let key = if known { format!("{mailbox} {}", browser.hash.0) } else { mailbox };
    Ok(limits.count(limits::MAILS_TO_ADDRESS, club, &key).is_err().then_some(FormError::TooFast))
}

/// How a form that cannot be taken is answered.
pub(super) fn status_of(error: FormError) -> StatusCode {
    match error {
        FormError::TooFast => StatusCode::TOO_MANY_REQUESTS,
        FormError::Stale => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

/// Remembers the request and writes its letter, in one transaction.
pub(super) async fn ask(
    visit: &Visit,
    browser: &Browser,
    email: EmailAddress,
    join_form: Option<&JoinForm>,
    back: &str,
) -> Result<(), Fault> {
    let joins = join_form.is_some();
    let asking = Asking {
        audience: Audience::Fans,
        email,
        browser: browser.hash.clone(),
        join_form: join_form.map(serde_json::to_string).transpose()?,
        return_to: back.to_owned(),
        language: visit.lang.code().to_owned(),
        ip: visit.ip.0.to_string(),
    };
    let visit = visit.clone();
    visit
        .club
        .clone()
        .write(move |tx| {
            let known = members::by_email(tx, asking.email.folded())?;
            let letting = sessions::ask(tx, visit.club.key(), &asking, visit.now)?;
            let finds = match (&known, joins) {
                (Some(_), false) => Finds::Member,
                (Some(member), true) => Finds::MemberAlready(member),
                (None, true) => Finds::Newcomer,
                (None, false) => Finds::Stranger,
            };
            let link = visit.url(&format!("/link/{}", letting.link.reveal()));
            let join = visit.url("/join");
            let letter = letters::sign_in(&visit.club, visit.lang, &asking.email, &finds, &letting, (&link, &join))?;
            mail::queue(tx, &letter, visit.now)
        })
        .await
}
