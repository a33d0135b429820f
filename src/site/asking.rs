//! Asking to be let in: the form's proof, the limits, the letter. Joining and signing in end here.

use actix_web::HttpRequest;
use actix_web::cookie::Cookie;
use actix_web::http::StatusCode;
use serde::{Deserialize, Serialize};

use super::contexts::{self, EmailError, FormError};
use super::fields::Fields;
use super::letters::{self, Finds};
use super::toll::{self, Ticket};
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

    /// Proof that a form was ours, shown to this browser, lately. The form of somebody who has to work or wait carries
    /// their ticket in it.
    pub(super) fn proof(&self, visit: &Visit, refusal: Option<&NotAsked>) -> String {
        let at = visit.now.unix();
        let signature = visit.club.key().sign("join form", &format!("{at} {}", self.hash.0));
        match refusal {
            Some(NotAsked::Toll(ticket)) => format!("{at}.{signature}.{}", ticket.written()),
            _ => format!("{at}.{signature}"),
        }
    }

    /// The ticket in the proof of a form of ours, empty when it has none; `None` for other proofs.
    fn proven<'a>(&self, visit: &Visit, proof: &'a str) -> Option<&'a str> {
        let (at, rest) = proof.split_once('.')?;
        let (signature, ticket) = rest.split_once('.').unwrap_or((rest, ""));
        self.proves(visit, at, signature).then_some(ticket)
    }

    fn proves(&self, visit: &Visit, at: &str, signature: &str) -> bool {
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

/// Why a form for a letter was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum NotAsked {
    Stale,
    TooFast,
    /// Not before some work or some patience.
    Toll(Ticket),
}

impl NotAsked {
    pub(super) fn error(&self) -> FormError {
        match self {
            NotAsked::Stale => FormError::Stale,
            NotAsked::TooFast => FormError::TooFast,
            NotAsked::Toll(_) => FormError::Toll,
        }
    }

    pub(super) fn toll(&self, visit: &Visit) -> Option<contexts::Toll> {
        match self {
            NotAsked::Toll(ticket) => Some(ticket.shown(visit)),
            NotAsked::Stale | NotAsked::TooFast => None,
        }
    }

    /// How the form is answered.
    pub(super) fn status(&self) -> StatusCode {
        match self {
            NotAsked::Stale => StatusCode::UNPROCESSABLE_ENTITY,
            NotAsked::TooFast | NotAsked::Toll(_) => StatusCode::TOO_MANY_REQUESTS,
        }
    }
}

/// Whether this form of a stranger may be taken now. Counts it.
pub(super) async fn may_ask(
    visit: &Visit,
    limits: &Limits,
    browser: &Browser,
    form: &Fields,
    email: &EmailAddress,
) -> Result<Option<NotAsked>, Fault> {
    let Some(ticket) = browser.proven(visit, form.get("proof")) else { return Ok(Some(NotAsked::Stale)) };
    let mailbox = counted(visit, browser, email).await?;
    // Who came in here before with this address is no stranger: what strangers do costs them nothing.
    if let Counted::OfStrangers(_) = mailbox
        && let Some(due) = toll::due(visit, limits, browser, (ticket, form.get("work")), email)
    {
        return Ok(Some(NotAsked::Toll(due)));
    }
    Ok((!mailbox.takes_one(visit, limits)).then_some(NotAsked::TooFast))
}

/// Whether one more letter may go to this address, asked for by somebody who showed before who they are.
pub(super) async fn may_mail(
    visit: &Visit,
    limits: &Limits,
    browser: &Browser,
    email: &EmailAddress,
) -> Result<bool, Fault> {
    if limits.count(limits::MAILS_FROM_NETWORK, visit.club.name(), &visit.ip.network()).is_err() {
        return Ok(false);
    }
    Ok(counted(visit, browser, email).await?.takes_one(visit, limits))
}

/// By what letters to a mailbox are counted. Strangers' requests do not exhaust the limit of a browser that was signed in
/// with this address: it has one of its own.
enum Counted {
    OfStrangers(String),
    OfBrowser(String),
}

impl Counted {
    fn takes_one(&self, visit: &Visit, limits: &Limits) -> bool {
        let (Counted::OfStrangers(key) | Counted::OfBrowser(key)) = self;
        limits.count(limits::MAILS_TO_ADDRESS, visit.club.name(), key).is_ok()
    }
}

async fn counted(visit: &Visit, browser: &Browser, email: &EmailAddress) -> Result<Counted, Fault> {
    let (hash, folded) = (browser.hash.clone(), email.folded().to_owned());
    let known = visit.club.read(move |conn| sessions::knows_browser(conn, &hash, &folded)).await?;
    // Somebody's mailbox is not flooded by way of `name+1@`, `name+2@` either.
    let mailbox = email.mailbox();
    Ok(match known {
        true => Counted::OfBrowser(format!("{mailbox} {}", browser.hash.0)),
        false => Counted::OfStrangers(mailbox),
    })
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
