//! Requests to be let in, and sessions. Private to this room.

use diesel::prelude::*;

use super::{Asking, Audience, Letting, SessionId, SignInId};
use crate::base::{Fault, Moment, SecretHash};
use crate::plumbing::db::{Both, Conn, Tx};
use crate::plumbing::schema::{known_browsers, sessions, sign_ins};

/// A request to be let in that was answered rightly.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = sign_ins)]
pub struct SignIn {
    pub id: SignInId,
    pub email: String,
    pub email_folded: String,
    pub(super) code_hash: String,
    pub join_form: Option<String>,
    pub return_to: String,
    pub language: String,
    pub expires_at: Moment,
    pub(super) tries: i32,
    /// When the form was sent that asked for it.
    pub created_at: Moment,
}

impl SignIn {
    /// How often a wrong code may still be typed.
    pub fn tries_left(&self) -> i32 {
        (super::TRIES - self.tries).max(0)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = sessions)]
pub struct Session {
    pub id: SessionId,
    /// Id of the member or crew member.
    pub person_id: String,
    pub created_at: Moment,
    pub last_seen_at: Moment,
    pub second_factor_at: Option<Moment>,
    pub device: String,
    pub ip: String,
}

impl Session {
    /// Whether the second factor was shown in it at all.
    pub fn is_proved(&self) -> bool {
        self.second_factor_at.is_some()
    }
}

pub(super) fn insert_sign_in(
    tx: &mut Tx,
    asking: &Asking,
    letting: &Letting,
    code_hash: &str,
    now: Moment,
    expires_at: Moment,
) -> Result<(), Fault> {
    let row = (
        sign_ins::id.eq(&letting.sign_in),
        sign_ins::email.eq(asking.email.as_written()),
        sign_ins::email_folded.eq(asking.email.folded()),
        sign_ins::audience.eq(asking.audience.word()),
        sign_ins::browser_hash.eq(&asking.browser),
        sign_ins::code_hash.eq(code_hash),
        sign_ins::link_hash.eq(letting.link.hash()),
        sign_ins::join_form.eq(&asking.join_form),
        sign_ins::return_to.eq(&asking.return_to),
        sign_ins::language.eq(&asking.language),
        sign_ins::ip.eq(&asking.ip),
        sign_ins::tries.eq(0),
        sign_ins::created_at.eq(now),
        sign_ins::expires_at.eq(expires_at),
    );
    diesel::insert_into(sign_ins::table).values(row).execute(tx.conn())?;
    Ok(())
}

pub(super) fn waiting_in(
    conn: &mut Conn,
    audience: Audience,
    browser: &SecretHash,
    now: Moment,
) -> Result<Vec<SignIn>, Fault> {
    Ok(sign_ins::table
        .filter(sign_ins::browser_hash.eq(browser).and(sign_ins::audience.eq(audience.word())))
        .filter(sign_ins::used_at.is_null().and(sign_ins::expires_at.gt(now)))
        .order(sign_ins::created_at.desc())
        .limit(5)
        .select(SignIn::as_select())
        .load(conn)?)
}

pub(super) fn last_of_browser(
    conn: &mut Conn,
    audience: Audience,
    browser: &SecretHash,
) -> Result<Option<SignIn>, Fault> {
    Ok(sign_ins::table
        .filter(sign_ins::browser_hash.eq(browser).and(sign_ins::audience.eq(audience.word())))
        .filter(sign_ins::used_at.is_null())
        .order(sign_ins::created_at.desc())
        .select(SignIn::as_select())
        .first(conn)
        .optional()?)
}

pub(super) fn by_link(
    conn: &mut Conn,
    audience: Audience,
    link: &SecretHash,
    now: Moment,
) -> Result<Option<SignIn>, Fault> {
    Ok(sign_ins::table
        .filter(sign_ins::link_hash.eq(link).and(sign_ins::audience.eq(audience.word())))
        .filter(sign_ins::used_at.is_null().and(sign_ins::expires_at.gt(now)))
        .select(SignIn::as_select())
        .first(conn)
        .optional()?)
}

pub(super) fn mark_used(tx: &mut Tx, id: &SignInId, now: Moment) -> Result<(), Fault> {
    diesel::update(sign_ins::table.find(id)).set(sign_ins::used_at.eq(now)).execute(tx.conn())?;
    Ok(())
}

pub(super) fn count_try(tx: &mut Tx, browser: &SecretHash, audience: Audience, now: Moment) -> Result<(), Fault> {
    let waiting = sign_ins::table
        .filter(sign_ins::browser_hash.eq(browser).and(sign_ins::audience.eq(audience.word())))
        .filter(sign_ins::used_at.is_null().and(sign_ins::expires_at.gt(now)));
    diesel::update(waiting).set(sign_ins::tries.eq(sign_ins::tries + 1)).execute(tx.conn())?;
    Ok(())
}

pub(super) fn insert_session(
    tx: &mut Tx,
    audience: Audience,
    person: &str,
    token: &SecretHash,
    (device, ip): (&str, &str),
    now: Moment,
    expires_at: Moment,
) -> Result<(), Fault> {
    let row = (
        sessions::id.eq(SessionId::new()),
        sessions::token_hash.eq(token),
        sessions::audience.eq(audience.word()),
        sessions::person_id.eq(person),
        sessions::created_at.eq(now),
        sessions::last_seen_at.eq(now),
        sessions::expires_at.eq(expires_at),
        sessions::device.eq(device),
        sessions::ip.eq(ip),
    );
    diesel::insert_into(sessions::table).values(row).execute(tx.conn())?;
    Ok(())
}

pub(super) fn by_token(
    conn: &mut Conn,
    audience: Audience,
    token: &SecretHash,
    now: Moment,
) -> Result<Option<Session>, Fault> {
    Ok(sessions::table
        .filter(sessions::token_hash.eq(token).and(sessions::audience.eq(audience.word())))
        .filter(sessions::expires_at.gt(now))
        .select(Session::as_select())
        .first(conn)
        .optional()?)
}

pub(super) fn of_person(conn: &mut Conn, audience: Audience, person: &str, now: Moment) -> Result<Vec<Session>, Fault> {
    Ok(sessions::table
        .filter(sessions::person_id.eq(person).and(sessions::audience.eq(audience.word())))
        .filter(sessions::expires_at.gt(now))
        .order(sessions::last_seen_at.desc())
        .limit(100)
        .select(Session::as_select())
        .load(conn)?)
}

pub(super) fn delete_session(tx: &mut Tx, audience: Audience, person: &str, id: &SessionId) -> Result<bool, Fault> {
    let theirs = sessions::table
        .filter(sessions::id.eq(id).and(sessions::person_id.eq(person)).and(sessions::audience.eq(audience.word())));
    Ok(diesel::delete(theirs).execute(tx.conn())? == 1)
}

pub(super) fn delete_sessions(tx: &mut Tx, audience: Audience, person: &str) -> Result<(), Fault> {
    let theirs = sessions::table.filter(sessions::person_id.eq(person).and(sessions::audience.eq(audience.word())));
    diesel::delete(theirs).execute(tx.conn())?;
    Ok(())
}

pub(super) fn delete_other_sessions(
    tx: &mut Tx,
    audience: Audience,
    person: &str,
    but: &SessionId,
) -> Result<(), Fault> {
    let theirs = sessions::table.filter(sessions::person_id.eq(person).and(sessions::audience.eq(audience.word())));
    diesel::delete(theirs.filter(sessions::id.ne(but))).execute(tx.conn())?;
    Ok(())
}

pub(super) fn delete_asked(tx: &mut Tx, audience: Audience, email: &str) -> Result<(), Fault> {
    let theirs = sign_ins::email_folded.eq(email).and(sign_ins::audience.eq(audience.word()));
    diesel::delete(sign_ins::table.filter(theirs)).execute(tx.conn())?;
    diesel::delete(known_browsers::table.filter(known_browsers::email_folded.eq(email))).execute(tx.conn())?;
    Ok(())
}

pub(super) fn mark_second_factor(tx: &mut Tx, id: &SessionId, now: Moment) -> Result<(), Fault> {
    diesel::update(sessions::table.find(id)).set(sessions::second_factor_at.eq(now)).execute(tx.conn())?;
    Ok(())
}

pub(super) fn update_used(tx: &mut Tx, id: &SessionId, at: Moment, expires_at: Moment) -> Result<(), Fault> {
    diesel::update(sessions::table.find(id))
        .set((sessions::last_seen_at.eq(at), sessions::expires_at.eq(expires_at)))
        .execute(tx.conn())?;
    Ok(())
}

pub(super) fn delete_over(tx: &mut Tx, now: Moment) -> Result<(), Fault> {
    diesel::delete(sign_ins::table.filter(sign_ins::expires_at.lt(now.plus_days(-1)))).execute(tx.conn())?;
    diesel::delete(sessions::table.filter(sessions::expires_at.lt(now))).execute(tx.conn())?;
    Ok(())
}

pub(super) fn insert_known_browser(tx: &mut Tx, browser: &SecretHash, email: &str, now: Moment) -> Result<(), Fault> {
    let row = (
        known_browsers::browser_hash.eq(browser),
        known_browsers::email_folded.eq(email),
        known_browsers::first_seen_at.eq(now),
    );
    Both(diesel::insert_into(known_browsers::table).values(row).on_conflict_do_nothing()).execute(tx.conn())?;
    Ok(())
}

pub(super) fn knows_browser(conn: &mut Conn, browser: &SecretHash, email: &str) -> Result<bool, Fault> {
    let found: Option<Moment> =
        known_browsers::table.find((browser, email)).select(known_browsers::first_seen_at).first(conn).optional()?;
    Ok(found.is_some())
}

/// How many browsers came in with this address for the first time since then.
pub(super) fn browsers_since(conn: &mut Conn, email: &str, since: Moment) -> Result<i64, Fault> {
    Ok(known_browsers::table
        .filter(known_browsers::email_folded.eq(email).and(known_browsers::first_seen_at.ge(since)))
        .count()
        .get_result(conn)?)
}
