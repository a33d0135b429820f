//! Passkeys, and the questions that were answered. Private to this room but for what `mod.rs` names.

use std::collections::HashSet;

use diesel::prelude::*;
use webauthn_rs::prelude::Passkey as Credential;

use super::{PasskeyId, Person, ceremony};
use crate::base::{Fault, Moment};
use crate::plumbing::db::{Both, Conn, Tx};
use crate::plumbing::schema::{passkeys, spent_questions};
use crate::sessions::Audience;

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = passkeys)]
pub struct Passkey {
    pub id: PasskeyId,
    #[diesel(column_name = audience)]
    audience_word: String,
    /// Id of the member or crew member.
    pub person_id: String,
    /// The host it was made for: at another it opens nothing.
    pub host: String,
    /// By which the device knows it, in base64url.
    pub credential_id: String,
    /// The public key with all that is checked, as JSON.
    pub(super) credential: String,
    /// What its owner calls it.
    pub label: String,
    /// Signatures the device counted; 0 where it counts none.
    pub sign_counter: i64,
    /// A copy lies with the maker of the device: losing the device does not lose it.
    pub backed_up: bool,
    pub created_at: Moment,
    pub last_used_at: Option<Moment>,
}

impl Passkey {
    pub(super) fn is_of(&self, audience: Audience) -> bool {
        self.audience_word == audience.word()
    }
}

/// Passkeys of one person, the oldest first.
pub fn of_person(conn: &mut Conn, audience: Audience, person: &str) -> Result<Vec<Passkey>, Fault> {
    Ok(passkeys::table
        .filter(passkeys::person_id.eq(person).and(passkeys::audience.eq(audience.word())))
        .order(passkeys::id)
        .select(Passkey::as_select())
        .load(conn)?)
}

pub(super) fn people_with_one(conn: &mut Conn, audience: Audience, host: &str) -> Result<HashSet<String>, Fault> {
    let working = passkeys::table.filter(passkeys::audience.eq(audience.word()).and(passkeys::host.eq(host)));
    Ok(working.select(passkeys::person_id).load::<String>(conn)?.into_iter().collect())
}

pub fn by_id(conn: &mut Conn, id: &PasskeyId) -> Result<Option<Passkey>, Fault> {
    Ok(passkeys::table.find(id).select(Passkey::as_select()).first(conn).optional()?)
}

pub(super) fn by_credential(conn: &mut Conn, credential: &str) -> Result<Option<Passkey>, Fault> {
    Ok(passkeys::table
        .filter(passkeys::credential_id.eq(credential))
        .select(Passkey::as_select())
        .first(conn)
        .optional()?)
}

pub(super) fn insert(
    tx: &mut Tx,
    person: &Person,
    host: &str,
    credential: &Credential,
    label: &str,
    now: Moment,
) -> Result<Passkey, Fault> {
    let whole = serde_json::to_value(credential)?;
    let passkey = Passkey {
        id: PasskeyId::new(),
        audience_word: person.audience.word().to_owned(),
        person_id: person.id.clone(),
        host: host.to_owned(),
        credential_id: ceremony::written(credential.cred_id()),
        credential: whole.to_string(),
        label: label.to_owned(),
        sign_counter: whole["cred"]["counter"].as_i64().unwrap_or(0),
        backed_up: whole["cred"]["backup_state"].as_bool().unwrap_or(false),
        created_at: now,
        last_used_at: None,
    };
    diesel::insert_into(passkeys::table).values(&passkey).execute(tx.conn())?;
    Ok(passkey)
}

pub(super) fn update_used(tx: &mut Tx, passkey: &Passkey) -> Result<(), Fault> {
    diesel::update(passkeys::table.find(&passkey.id))
        .set((
            passkeys::credential.eq(&passkey.credential),
            passkeys::sign_counter.eq(passkey.sign_counter),
            passkeys::backed_up.eq(passkey.backed_up),
            passkeys::last_used_at.eq(passkey.last_used_at),
        ))
        .execute(tx.conn())?;
    Ok(())
}

pub(super) fn update_label(
    tx: &mut Tx,
    audience: Audience,
    person: &str,
    id: &PasskeyId,
    label: &str,
) -> Result<bool, Fault> {
    let theirs = passkeys::table
        .filter(passkeys::id.eq(id).and(passkeys::person_id.eq(person)).and(passkeys::audience.eq(audience.word())));
    Ok(diesel::update(theirs).set(passkeys::label.eq(label)).execute(tx.conn())? == 1)
}

pub(super) fn delete(tx: &mut Tx, id: &PasskeyId) -> Result<(), Fault> {
    diesel::delete(passkeys::table.find(id)).execute(tx.conn())?;
    Ok(())
}

pub(super) fn delete_of_person(tx: &mut Tx, audience: Audience, person: &str) -> Result<(), Fault> {
    let theirs = passkeys::table.filter(passkeys::person_id.eq(person).and(passkeys::audience.eq(audience.word())));
    diesel::delete(theirs).execute(tx.conn())?;
    Ok(())
}

/// Whether this question was not answered before; from now on it was.
pub(super) fn spend(tx: &mut Tx, once: &str, until: Moment) -> Result<bool, Fault> {
    let row = (spent_questions::question_hash.eq(once), spent_questions::expires_at.eq(until));
    let spent = diesel::insert_into(spent_questions::table).values(row).on_conflict_do_nothing();
    Ok(Both(spent).execute(tx.conn())? == 1)
}

pub(super) fn delete_spent(tx: &mut Tx, now: Moment) -> Result<(), Fault> {
    diesel::delete(spent_questions::table.filter(spent_questions::expires_at.lt(now))).execute(tx.conn())?;
    Ok(())
}
