//! One crew member's own page: second factor, language, sessions.

use std::fmt::Write as _;

use actix_web::web;
use askama::Template;

use super::desk::{As, Desk, see, to};
use super::factors::{Factors, must_be_shown};
use super::fields::Fields;
use super::frame::Frame;
use super::parts::{Choice, Trusted, Wrongs};
use super::passkeys::{self, PasskeyRow};
use crate::base::Fault;
use crate::crew::{self, Anyone, Enrolment};
use crate::plumbing::locale::{Lang, Words, product_languages};
use crate::plumbing::web::{Page, PageError};
use crate::sessions::{self, Audience, SessionId};
use crate::site::devices;

#[derive(Template)]
#[template(path = "studio/account/show.html")]
pub struct AccountPage {
    pub w: Words,
    pub f: Frame,
    pub who: String,
    pub name: String,
    pub language: String,
    pub languages: Vec<Choice>,
    pub wrongs: Wrongs,
    pub factor: bool,
    pub codes_left: String,
    /// None where browsers have no passkeys.
    pub passkeys: Option<Vec<PasskeyRow>>,
    pub several_sessions: bool,
    pub sessions: Vec<SessionRow>,
}

pub struct SessionRow {
    pub id: String,
    pub device: String,
    pub facts: String,
    pub current: bool,
}

#[derive(Template)]
#[template(path = "studio/account/factor.html")]
pub struct FactorSetup {
    pub w: Words,
    pub f: Frame,
    pub qr: Trusted,
    pub secret: String,
    /// A passkey would do instead.
    pub passkeys: bool,
    /// In a demo, what an app would show; empty elsewhere.
    pub shown: String,
    pub wrongs: Wrongs,
}

#[derive(Template)]
#[template(path = "studio/account/codes.html")]
pub struct CodesPage {
    pub w: Words,
    pub f: Frame,
    pub codes: Vec<String>,
}

pub async fn show(desk: As<Anyone>) -> Page {
    desk.page(&draw(&desk, desk.me.name.clone(), Wrongs::none()).await?)
}

/// How somebody is called, and the language the studio speaks to them.
pub async fn update(desk: As<Anyone>, form: web::Form<Fields>) -> Page {
    let name = form.get("name").split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() || name.chars().count() > crew::LONGEST_NAME {
        let wrongs = Wrongs::one("name", desk.w.t1("studio-crew-name-missing", "n", crew::LONGEST_NAME));
        return desk.again(&draw(&desk, name, wrongs).await?);
    }
    let spoken = product_languages().into_iter().find(|lang| lang.code() == form.get("language"));
    let (who, language) = (desk.me.id.clone(), spoken.unwrap_or(desk.me.language()));
    desk.club.write(move |tx| crew::introduce(tx, &who, &name, language)).await?;
    see("/studio/account", "studio-said-saved")
}

async fn draw(desk: &Desk, name: String, wrongs: Wrongs) -> Result<AccountPage, Fault> {
    let (person, now) = (desk.me.id.clone(), desk.now);
    let (sessions, codes_left, theirs) = desk
        .club
        .read(move |c| {
            Ok((
                sessions::of_person(c, Audience::Crew, person.as_str(), now)?,
                crew::recovery_codes_left(c, &person)?,
                crate::passkeys::of_person(c, Audience::Crew, person.as_str())?,
            ))
        })
        .await?;
    let w = &desk.w;
    let keys = crate::passkeys::host(&desk.club).map(|host| passkeys::rows(w, &host, theirs));
    let several_sessions = sessions.len() > 1;
    let rows = sessions.into_iter().map(|session| {
        let current = session.id == desk.session.id;
        let seen = if current { w.t("studio-session-here") } else { w.date_time(session.last_seen_at) };
        SessionRow {
            device: device(w, &session.device),
            facts: w.t2("studio-session-facts", "since", w.date(session.created_at), "seen", seen),
            id: session.id.to_string(),
            current,
        }
    });
    let language = |lang: Lang| {
        let its_own = Words::product(lang, w.zone().clone()).t("language-name");
        Choice::new(lang.code(), its_own)
    };
    Ok(AccountPage {
        who: desk.me.email.clone(),
        name,
        language: desk.me.language().code().to_owned(),
        languages: product_languages().into_iter().map(language).collect(),
        factor: crew::has_app(&desk.me),
        codes_left: if codes_left > 0 || crew::has_app(&desk.me) {
            w.t1("studio-factor-codes-left", "n", codes_left)
        } else {
            String::new()
        },
        passkeys: keys,
        several_sessions,
        sessions: rows.collect(),
        w: w.clone(),
        f: desk.frame("account").await?.with_wrongs(&wrongs),
        wrongs,
    })
}

/// The recovery codes, this once.
pub async fn show_codes(desk: &Desk, codes: Vec<String>) -> Page {
    desk.page(&CodesPage { w: desk.w.clone(), f: desk.frame("account").await?, codes })
}

/// What a browser calls itself, in words people use where they are known.
fn device(w: &Words, agent: &str) -> String {
    match devices::name(agent, w) {
        name if !name.is_empty() => name,
        _ if agent.is_empty() => w.t("studio-session-unknown"),
        _ => agent.chars().take(60).collect(),
    }
}

/// Ends one of one's own sessions.
pub async fn end_session(desk: As<Anyone>, id: web::Path<String>) -> Page {
    let (person, session) = (desk.me.id.0.clone(), SessionId(id.into_inner()));
    let ended = desk.club.write(move |tx| sessions::end(tx, Audience::Crew, &person, &session)).await?;
    if ended { see("/studio/account", "studio-said-session-ended") } else { Err(PageError::NotFound) }
}

/// Ends all of one's own sessions but this one.
pub async fn end_other_sessions(desk: As<Anyone>) -> Page {
    let (person, here) = (desk.me.id.0.clone(), desk.session.id.clone());
    desk.club.write(move |tx| sessions::end_others(tx, Audience::Crew, &person, &here)).await?;
    see("/studio/account", "studio-said-sessions-ended")
}

const PROVE_FIRST: &str = "/studio/second-factor?return=%2Fstudio%2Faccount%2Fsecond-factor";

/// Shows a new secret each time it is opened, until a code made with one was typed.
pub async fn new_factor(desk: As<Anyone>) -> Page {
    if crew::has_app(&desk.me) {
        return to("/studio/account");
    }
    if must_be_shown(&desk).await? {
        return to(PROVE_FIRST);
    }
    let (club, me, artist) = (desk.club.clone(), desk.me.clone(), desk.club.config().artist.clone());
    let begun = desk.club.write(move |tx| crew::begin_enrolment(tx, club.key(), &me, &artist)).await?;
    desk.page(&enrolment(&desk, begun, Wrongs::none()).await?)
}

async fn enrolment(desk: &Desk, enrolment: Enrolment, wrongs: Wrongs) -> Result<FactorSetup, PageError> {
    let secret = enrolment.secret.as_bytes().chunks(4).map(|four| String::from_utf8_lossy(four).into_owned());
    Ok(FactorSetup {
        w: desk.w.clone(),
        f: desk.frame("account").await?.with_wrongs(&wrongs),
        qr: qr(&enrolment.address, &desk.w.t("studio-factor-picture"))?,
        secret: secret.collect::<Vec<_>>().join(" "),
        passkeys: crate::passkeys::host(&desk.club).is_some(),
        shown: Factors::shown_in_a_demo(desk).await?,
        wrongs,
    })
}

/// A QR code as a drawing, dark on white whatever the page's colours are.
fn qr(text: &str, says: &str) -> Result<Trusted, Fault> {
    let code = fast_qr::QRBuilder::new(text).build().map_err(|error| Fault::broken(error.to_string()))?;
    let mut path = String::new();
    for (y, row) in code.data.chunks(code.size).take(code.size).enumerate() {
        for (x, module) in row.iter().enumerate() {
            if module.value() {
                let _ = write!(path, "M{x} {y}h1v1h-1z");
            }
        }
    }
    let size = code.size;
    Ok(Trusted::already(format!(
        r##"<svg class="qr" viewBox="0 0 {size} {size}" role="img" aria-label="{says}" shape-rendering="crispEdges"><path fill="#000" d="{path}"/></svg>"##
    )))
}

/// The first code switches the factor on and shows the recovery codes, once.
pub async fn create_factor(desk: As<Anyone>, form: web::Form<Fields>) -> Page {
    if crew::has_app(&desk.me) {
        return to("/studio/account");
    }
    if must_be_shown(&desk).await? {
        return to(PROVE_FIRST);
    }
    let (club, me, session) = (desk.club.clone(), desk.me.clone(), desk.session.id.clone());
    let (typed, now) = (form.get("code").to_owned(), desk.now);
    let codes = desk
        .club
        .write(move |tx| {
            let codes = crew::confirm_enrolment(tx, club.key(), &me, &typed, now)?;
            if codes.is_some() {
                sessions::mark_second_factor(tx, &session, now)?;
            }
            Ok::<_, Fault>(codes)
        })
        .await?;
    match codes {
        Some(codes) => show_codes(&desk, codes).await,
        None => {
            let (club, me, artist) = (desk.club.clone(), desk.me.clone(), desk.club.config().artist.clone());
            let begun = desk.club.read(move |c| crew::enrolment_begun(c, club.key(), &me, &artist)).await?;
            let Some(begun) = begun else { return to("/studio/account/second-factor") };
            let wrongs = Wrongs::one("code", desk.w.t("studio-factor-wrong-new"));
            desk.again(&enrolment(&desk, begun, wrongs).await?)
        }
    }
}
