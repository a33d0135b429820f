//! Coming in: one-time codes, links, and the sessions they open. For members and crew alike.
//!
//! A code works only in the browser that asked for it, five times wrong at most, ten minutes long. Asking again voids
//! nothing, so a stranger who asks for somebody else's code locks nobody out.

mod store;

use crate::base::{EmailAddress, Fault, Moment, Secret, SecretHash, SixDigits};
use crate::club::ClubKey;
use crate::id;
use crate::plumbing::db::{Conn, Tx};

pub use store::{Session, SignIn};

id!(
    /// One request to be let in.
    SignInId
);
id!(
    /// One browser that is signed in.
    SessionId
);

/// Whom a session is for. A member's opens nothing in the studio, and the other way round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    Fans,
    Crew,
}

impl Audience {
    pub fn word(self) -> &'static str {
        match self {
            Audience::Fans => "fans",
            Audience::Crew => "crew",
        }
    }
}

const CODE_MINUTES: i64 = 10;
const TRIES: i32 = 5;
/// A session not used for so long ends.
const SESSION_DAYS: i64 = 90;
const CREW_SESSION_DAYS: i64 = 14;
/// Letters about new browsers to one address within a day.
const NEWS_A_DAY: i64 = 6;

/// What somebody asks for who wants in.
#[derive(Debug, Clone)]
pub struct Asking {
    pub audience: Audience,
    pub email: EmailAddress,
    /// The browser that asks: only there the code will work.
    pub browser: SecretHash,
    /// What was filled in on the join page, kept until the address is proved; the front's own JSON.
    pub join_form: Option<String>,
    pub return_to: String,
    pub language: String,
    pub ip: String,
}

/// What goes into the mail, and nowhere else.
#[derive(Debug, Clone)]
pub struct Letting {
    pub sign_in: SignInId,
    pub code: SixDigits,
    pub link: Secret,
}

/// Remembers a request and makes its code and link. Repeatable within a transaction that is tried again.
pub fn ask(tx: &mut Tx, key: &ClubKey, asking: &Asking, now: Moment) -> Result<Letting, Fault> {
    let letting = Letting { sign_in: SignInId::new(), code: SixDigits::random(), link: Secret::random() };
    let code_hash = code_hash(key, &letting.sign_in, &letting.code);
    store::insert_sign_in(tx, asking, &letting, &code_hash, now, now.plus_minutes(CODE_MINUTES))?;
    Ok(letting)
}

/// Why a code did not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotIn {
    /// Not this code, or not from this browser. So many tries are left.
    Wrong { tries_left: i32 },
    /// Too late, used, or tried too often: a new one is needed.
    Spent,
}

/// Answers a code typed into the browser that asked. A wrong one is remembered, therefore `Ok(Err(…))`.
pub fn open_with_code(
    tx: &mut Tx,
    key: &ClubKey,
    audience: Audience,
    browser: &SecretHash,
    code: &SixDigits,
    now: Moment,
) -> Result<Result<SignIn, NotIn>, Fault> {
    // A browser may have asked more than once, and mails overtake each other: any code still good opens.
    let waiting = store::waiting_in(tx, audience, browser, now)?;
    let usable: Vec<SignIn> = waiting.into_iter().filter(|request| request.tries < TRIES).collect();
    let Some(newest) = usable.first() else { return Ok(Err(NotIn::Spent)) };
    for request in &usable {
        let hash = code_hash(key, &request.id, code);
        if crate::base::equal_in_constant_time(hash.as_bytes(), request.code_hash.as_bytes()) {
            store::mark_used(tx, &request.id, now)?;
            return Ok(Ok(request.clone()));
        }
    }
    let tries_left = TRIES - newest.tries - 1;
    store::count_try(tx, browser, audience, now)?;
    Ok(Err(if tries_left > 0 { NotIn::Wrong { tries_left } } else { NotIn::Spent }))
}

/// Keeps a link made beforehand that opens once, from any browser: an invitation, the owner's first sign-in.
pub fn keep_link(
    tx: &mut Tx,
    audience: Audience,
    email: &EmailAddress,
    link: &Secret,
    language: &str,
    expires_at: Moment,
    now: Moment,
) -> Result<(), Fault> {
    let asking = Asking {
        audience,
        email: email.clone(),
        // No browser has this hash: the code that a sign-in also needs can never be typed.
        browser: Secret::random().hash(),
        join_form: None,
        return_to: String::new(),
        language: language.to_owned(),
        ip: String::new(),
    };
    let letting = Letting { sign_in: SignInId::new(), code: SixDigits::random(), link: link.clone() };
    store::insert_sign_in(tx, &asking, &letting, "", now, expires_at)
}

/// What this browser asked for last and has not used, also when its time is over: the page for the code shows it again.
pub fn asked_last(conn: &mut Conn, audience: Audience, browser: &SecretHash) -> Result<Option<SignIn>, Fault> {
    store::last_of_browser(conn, audience, browser)
}

/// Remembers that this person once came in by this browser, so that limits which strangers can exhaust spare it.
pub fn remember_browser(tx: &mut Tx, browser: &SecretHash, email_folded: &str, now: Moment) -> Result<(), Fault> {
    store::insert_known_browser(tx, browser, email_folded, now)
}

pub fn knows_browser(conn: &mut Conn, browser: &SecretHash, email_folded: &str) -> Result<bool, Fault> {
    store::knows_browser(conn, browser, email_folded)
}

/// Whether a mailed link would still open something; changes nothing.
pub fn link_is_good(conn: &mut Conn, audience: Audience, link: &Secret, now: Moment) -> Result<bool, Fault> {
    Ok(store::by_link(conn, audience, &link.hash(), now)?.is_some())
}

/// Answers a mailed link, from any browser: who can read the mail is the owner of the address.
pub fn open_with_link(tx: &mut Tx, audience: Audience, link: &Secret, now: Moment) -> Result<Option<SignIn>, Fault> {
    let found = store::by_link(tx, audience, &link.hash(), now)?;
    if let Some(request) = &found {
        store::mark_used(tx, &request.id, now)?;
    }
    Ok(found)
}

fn code_hash(key: &ClubKey, request: &SignInId, code: &SixDigits) -> String {
    key.sign("sign-in code", &format!("{request} {}", code.reveal()))
}

/// How long a session lives from one use to the next.
fn lifetime_days(audience: Audience) -> i64 {
    match audience {
        Audience::Fans => SESSION_DAYS,
        Audience::Crew => CREW_SESSION_DAYS,
    }
}

/// Begins a session; the secret goes into the cookie.
pub fn begin(
    tx: &mut Tx,
    audience: Audience,
    person: &str,
    device: &str,
    ip: &str,
    now: Moment,
) -> Result<Secret, Fault> {
    let secret = Secret::random();
    let device: String = device.chars().take(200).collect();
    store::insert_session(
        tx,
        audience,
        person,
        &secret.hash(),
        (&device, ip),
        now,
        now.plus_days(lifetime_days(audience)),
    )?;
    Ok(secret)
}

/// The living session this cookie stands for.
pub fn by_secret(conn: &mut Conn, audience: Audience, secret: &Secret, now: Moment) -> Result<Option<Session>, Fault> {
    store::by_token(conn, audience, &secret.hash(), now)
}

/// Sessions of one person, the latest used first.
pub fn of_person(conn: &mut Conn, audience: Audience, person: &str, now: Moment) -> Result<Vec<Session>, Fault> {
    store::of_person(conn, audience, person, now)
}

/// Ends one session of this person; false when it is not theirs.
pub fn end(tx: &mut Tx, audience: Audience, person: &str, session: &SessionId) -> Result<bool, Fault> {
    store::delete_session(tx, audience, person, session)
}

/// Ends every session of this person but one.
pub fn end_others(tx: &mut Tx, audience: Audience, person: &str, but: &SessionId) -> Result<(), Fault> {
    store::delete_other_sessions(tx, audience, person, but)
}

/// Ends every session of this person, in all browsers.
pub fn end_all(tx: &mut Tx, audience: Audience, person: &str) -> Result<(), Fault> {
    store::delete_sessions(tx, audience, person)
}

/// Forgets every trace of this person: sessions, requests to be let in, browsers they came by.
pub fn forget(tx: &mut Tx, audience: Audience, person: &str, email_folded: &str) -> Result<(), Fault> {
    store::delete_sessions(tx, audience, person)?;
    store::delete_asked(tx, audience, email_folded)
}

/// Forgets an address that is no longer this person's. Their sessions stay.
pub fn forget_address(tx: &mut Tx, audience: Audience, email_folded: &str) -> Result<(), Fault> {
    store::delete_asked(tx, audience, email_folded)
}

/// Whether its owner is to be told that somebody comes in with this address by this browser: it never did, others did, and
/// not many did today. Whoever holds the mailbox or a passkey could make browsers without end, and the first is told.
pub fn is_news(conn: &mut Conn, browser: &SecretHash, email_folded: &str, now: Moment) -> Result<bool, Fault> {
    if store::knows_browser(conn, browser, email_folded)? {
        return Ok(false);
    }
    let known = store::browsers_since(conn, email_folded, Moment(0))?;
    Ok(known > 0 && store::browsers_since(conn, email_folded, now.plus_days(-1))? < NEWS_A_DAY)
}

/// The second factor was shown in this session, now.
pub fn mark_second_factor(tx: &mut Tx, session: &SessionId, now: Moment) -> Result<(), Fault> {
    store::mark_second_factor(tx, session, now)
}

/// Writes down uses of sessions and lengthens their lives; for the batch, never for a page view.
pub fn note_used(tx: &mut Tx, audience: Audience, used: &[(SessionId, Moment)]) -> Result<(), Fault> {
    used.iter().try_for_each(|(id, at)| store::update_used(tx, id, *at, at.plus_days(lifetime_days(audience))))
}

/// Forgets what is over: spent requests after a day, dead sessions at once.
pub fn tidy(tx: &mut Tx, now: Moment) -> Result<(), Fault> {
    store::delete_over(tx, now)
}
