//! Passkeys of the crew: coming in with one, showing one as the second factor, and the ones somebody has.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use askama::Template;

use super::account;
use super::desk::{As, Desk, Fresh, see, to, within_studio};
use super::factors::{Factors, must_be_shown};
use super::fields::Fields;
use super::mails;
use super::parts::{Field, field};
use super::sign_in::{self, Porch};
use crate::base::{Fault, Moment, Secret, SecretHash};
use crate::club::Club;
use crate::crew::{self, Anyone, Arriving, CrewMember, CrewMemberId};
use crate::lobby::{self, limits};
use crate::passkeys::{self, Answer, NotTaken, Passkey, PasskeyId, Person, Ring};
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::locale::Words;
use crate::plumbing::web::{Limits, Page, PageError, page};
use crate::sessions::{self, Audience};
use crate::site::account_letters::News;
use crate::site::devices;
use crate::site::passkeys::question;

#[derive(Template)]
#[template(path = "studio/passkeys/new.html")]
pub struct NewPasskey {
    pub w: Words,
    pub club: String,
    /// The club demands one, and there is no other way on.
    pub demanded: bool,
    /// Why the last one was not taken.
    pub refusal: String,
    pub label_field: Field,
}

/// One of somebody's own, on their page.
pub struct PasskeyRow {
    pub id: String,
    pub label: String,
    pub facts: String,
    /// It was made for another address of the club.
    pub elsewhere: bool,
}

/// `host` is whom passkeys are made for.
pub fn rows(w: &Words, host: &str, theirs: Vec<Passkey>) -> Vec<PasskeyRow> {
    let row = |passkey: Passkey| {
        let made = w.date(passkey.created_at);
        let facts = match passkey.last_used_at {
            Some(at) => w.t2("studio-passkey-facts", "made", made, "used", w.date_time(at)),
            None => w.t1("studio-passkey-facts-unused", "made", made),
        };
        let kept = w.t(if passkey.backed_up { "studio-passkey-backed-up" } else { "studio-passkey-one-device" });
        PasskeyRow {
            id: passkey.id.to_string(),
            label: passkey.label,
            facts: format!("{facts} · {kept}"),
            elsewhere: passkey.host != host,
        }
    };
    theirs.into_iter().map(row).collect()
}

/// Why a passkey was not taken, for people.
pub fn said(w: &Words, why: NotTaken) -> String {
    w.t(match why {
        NotTaken::Stale => "studio-passkey-stale",
        NotTaken::Unknown => "studio-passkey-unknown",
        NotTaken::Refused => "studio-passkey-refused",
        NotTaken::TooMany => "studio-passkey-too-many",
    })
}

fn person(me: &CrewMember, artist: &str) -> Person {
    Person { audience: Audience::Crew, id: me.id.0.clone(), name: format!("{} ({artist}, studio)", me.email) }
}

fn answer(form: &Fields) -> Answer {
    Answer { sealed: form.get("sealed").to_owned(), credential: form.get("answer").to_owned() }
}

fn ring(club: &Club) -> Result<Ring, PageError> {
    Ring::of(club)?.ok_or(PageError::NotFound)
}

/// What the script asks the device of somebody who wants to come in.
pub async fn ask_to_open(porch: Porch) -> Page {
    let asked = ring(&porch.club)?.ask_to_open(porch.club.key(), Audience::Crew, &porch.browser, porch.now)?;
    question(asked, porch.cookie.clone())
}

/// Lets in whoever a passkey belongs to. It was opened by its owner, so it is the second factor too.
pub async fn open(porch: Porch, form: web::Form<Fields>) -> Page {
    porch.count(limits::CODES_FROM_NETWORK, &porch.ip.network())?;
    let (ring, answer) = (ring(&porch.club)?, answer(&form));
    let (club, browser, now) = (porch.club.clone(), porch.browser.clone(), porch.now);
    let (device, ip) = (porch.device.clone(), porch.ip.0.to_string());
    let opened = porch
        .club
        .write(move |tx| {
            let found = passkeys::open(tx, (&ring, club.key()), Audience::Crew, &browser, &answer, now)?;
            let member = match found {
                Ok(passkey) => crew::by_id(tx, &CrewMemberId(passkey.person_id))?,
                Err(why) => return Ok::<_, Fault>(Err(why)),
            };
            let Some(member) = member.filter(|member| !member.is_revoked()) else { return Ok(Err(NotTaken::Unknown)) };
            let secret = sign_in::begin(tx, &club, &member, (&browser, &device, &ip), now)?;
            prove_session(tx, &secret, now)?;
            Ok(Ok(secret))
        })
        .await?;
    match opened {
        Ok(secret) => porch.is_in(&secret, form.get("return")),
        Err(why) => {
            let again = porch.new_page_saying(form.get("return"), said(porch.words(), why));
            page(StatusCode::UNPROCESSABLE_ENTITY, &again)
        }
    }
}

fn prove_session(tx: &mut Tx, secret: &Secret, now: Moment) -> Result<(), Fault> {
    let session = sessions::by_secret(tx, Audience::Crew, secret, now)?;
    session.map_or(Ok(()), |session| sessions::mark_second_factor(tx, &session.id, now))
}

/// What the script asks the device of somebody who is to show their second factor.
pub async fn ask_to_prove(desk: As<Arriving>, request: HttpRequest) -> Page {
    let (browser, cookie) = lobby::browser(&request, &desk.club);
    let id = desk.me.id.0.clone();
    let ring = ring(&desk.club)?;
    let theirs = desk.club.read(move |conn| passkeys::of_person(conn, Audience::Crew, &id)).await?;
    let asked = ring.ask_to_open_one_of(desk.club.key(), Audience::Crew, &theirs, &browser, desk.now)?;
    question(asked, cookie)
}

/// A passkey shown as the second factor. One of somebody else proves nothing here.
pub async fn prove(
    desk: As<Arriving>,
    request: HttpRequest,
    limits: web::Data<Limits>,
    form: web::Form<Fields>,
) -> Page {
    sign_in::count_factor(&desk, &limits)?;
    let (ring, answer, browser) = (ring(&desk.club)?, answer(&form), lobby::browser(&request, &desk.club).0);
    let (club, me, session, now) = (desk.club.clone(), desk.me.id.0.clone(), desk.session.id.clone(), desk.now);
    let proved = desk
        .club
        .write(move |tx| match passkeys::open(tx, (&ring, club.key()), Audience::Crew, &browser, &answer, now)? {
            Ok(passkey) if passkey.person_id == me => {
                Ok::<_, Fault>(Ok(sessions::mark_second_factor(tx, &session, now)?))
            }
            Ok(_) => Ok(Err(NotTaken::Unknown)),
            Err(why) => Ok(Err(why)),
        })
        .await?;
    match proved {
        Ok(()) => to(within_studio(form.get("return"))),
        Err(why) => sign_in::factor_again(&desk, form.get("return"), said(&desk.w, why)).await,
    }
}

const PROVE_FIRST: &str = "/studio/second-factor?return=%2Fstudio%2Faccount%2Fpasskeys%2Fnew";

pub async fn new(desk: As<Arriving>, request: HttpRequest) -> Page {
    ring(&desk.club)?;
    if must_be_shown(&desk).await? {
        return to(PROVE_FIRST);
    }
    desk.page(&draw(&desk, &request, "", String::new()).await?)
}

async fn draw(desk: &Desk, request: &HttpRequest, typed: &str, refusal: String) -> Result<NewPasskey, PageError> {
    let (club, me) = (desk.club.clone(), desk.me.clone());
    let demanded = desk.club.read(move |conn| lacks_demanded(conn, &club, &me)).await?;
    let agent = request.headers().get("user-agent").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let label = if typed.is_empty() { devices::name(agent, &desk.w) } else { typed.to_owned() };
    Ok(NewPasskey {
        w: desk.w.clone(),
        club: desk.club.config().artist.clone(),
        demanded,
        refusal,
        label_field: field("label", desk.w.t("studio-passkey-label"), label)
            .help(desk.w.t("studio-passkey-label-help"))
            .with("maxlength=\"60\" autocomplete=\"off\""),
    })
}

fn lacks_demanded(conn: &mut Conn, club: &Club, me: &CrewMember) -> Result<bool, Fault> {
    Ok(crew::demands_passkeys(conn)? && !Factors::of(conn, club, me)?.passkey)
}

/// What the script asks the device that is to make a passkey.
pub async fn ask_to_add(desk: As<Arriving>, request: HttpRequest) -> Page {
    let ring = ring(&desk.club)?;
    if must_be_shown(&desk).await? {
        return to(PROVE_FIRST);
    }
    let (browser, cookie) = lobby::browser(&request, &desk.club);
    let id = desk.me.id.0.clone();
    let theirs = desk.club.read(move |conn| passkeys::of_person(conn, Audience::Crew, &id)).await?;
    let me = person(&desk.me, &desk.club.config().artist);
    question(ring.ask_to_add(desk.club.key(), &me, &theirs, &browser, desk.now)?, cookie)
}

/// Keeps a new passkey. Whoever had no second factor before gets recovery codes with the first.
pub async fn create(desk: As<Arriving>, request: HttpRequest, form: web::Form<Fields>) -> Page {
    let ring = ring(&desk.club)?;
    if must_be_shown(&desk).await? {
        return to(PROVE_FIRST);
    }
    let (browser, answer, label) = (lobby::browser(&request, &desk.club).0, answer(&form), form.get("label"));
    let label = if label.is_empty() { desk.w.t("studio-passkey-nameless") } else { label.to_owned() };
    let adding = Adding { ring, browser, answer, label };
    let (club, me, session, now) = (desk.club.clone(), desk.me.clone(), desk.session.id.clone(), desk.now);
    let added = desk
        .club
        .write(move |tx| {
            let before = Factors::of(tx, &club, &me)?;
            if let Err(why) = adding.keep(tx, &club, &me, now)? {
                return Ok::<_, Fault>(Err(why));
            }
            // It was opened this moment.
            sessions::mark_second_factor(tx, &session, now)?;
            let codes = if before.is_typed() { None } else { Some(crew::make_recovery_codes(tx, club.key(), &me)?) };
            Ok(Ok(codes))
        })
        .await?;
    match added {
        Ok(Some(codes)) => account::show_codes(&desk, codes).await,
        Ok(None) => see("/studio/account", "studio-said-passkey-added"),
        Err(why) => desk.again(&draw(&desk, &request, form.get("label"), said(&desk.w, why)).await?),
    }
}

struct Adding {
    ring: Ring,
    browser: SecretHash,
    answer: Answer,
    label: String,
}

impl Adding {
    fn keep(&self, tx: &mut Tx, club: &Club, me: &CrewMember, now: Moment) -> Result<Result<(), NotTaken>, Fault> {
        let whose = person(me, &club.config().artist);
        let keys = (&self.ring, club.key());
        let added = passkeys::add(tx, keys, &whose, &self.browser, &self.answer, &self.label, now)?;
        let passkey = match added {
            Ok(passkey) => passkey,
            Err(why) => return Ok(Err(why)),
        };
        let news = News::PasskeyAdded { label: &passkey.label, path: "/studio/account" };
        mails::passkey(tx, club, me, &news, passkey.id.as_str(), now)?;
        Ok(Ok(()))
    }
}

pub async fn update(desk: As<Anyone>, id: web::Path<String>, form: web::Form<Fields>) -> Page {
    let (me, id, label) = (desk.me.id.0.clone(), PasskeyId(id.into_inner()), form.get("label").to_owned());
    // Nothing typed is no name: the former stays.
    if !label.is_empty() {
        let renamed = desk.club.write(move |tx| passkeys::rename(tx, Audience::Crew, &me, &id, &label)).await?;
        if !renamed {
            return Err(PageError::NotFound);
        }
    }
    see("/studio/account", "studio-said-saved")
}

/// Takes a passkey away. With the last second factor its recovery codes go too.
pub async fn delete(desk: Fresh<Anyone>, id: web::Path<String>) -> Page {
    let (club, me, id, now) = (desk.club.clone(), desk.me.clone(), PasskeyId(id.into_inner()), desk.now);
    let removed = desk
        .club
        .write(move |tx| {
            let whose = person(&me, &club.config().artist);
            let Some(passkey) = passkeys::remove(tx, &whose, &id, now)? else { return Ok::<_, Fault>(false) };
            let left = passkeys::of_person(tx, Audience::Crew, me.id.as_str())?;
            if left.is_empty() && !crew::has_app(&me) {
                crew::void_recovery_codes(tx, &me)?;
            }
            let news = News::PasskeyRemoved { label: &passkey.label, path: "/studio/account" };
            mails::passkey(tx, &club, &me, &news, id.as_str(), now)?;
            Ok(true)
        })
        .await?;
    if removed { see("/studio/account", "studio-said-passkey-removed") } else { Err(PageError::NotFound) }
}
