//! Passkeys (WebAuthn): keys on people's own devices that open with a finger, a face or a PIN. For members and crew alike.
//!
//! A ceremony is a question the browser answers with a signature. The question travels sealed with the club's key, so that
//! asking writes nothing; its answer is good once, in the browser it was asked in, for five minutes. Every passkey was
//! opened by its owner's finger, face or PIN (user verification): having the device alone is never enough.

mod ceremony;
mod store;

use std::collections::HashSet;

use webauthn_rs::prelude::{Passkey as Credential, PublicKeyCredential};

use crate::base::{Fault, Moment, SecretHash};
use crate::club::ClubKey;
use crate::id;
use crate::journal::{self, Actor};
use crate::plumbing::db::{Conn, Tx};
use crate::sessions::Audience;

pub use ceremony::{Asked, Ring, host};
pub use store::{Passkey, by_id, of_person};

id!(
    /// One passkey.
    PasskeyId
);

/// Longest name somebody gives to a passkey, in characters.
pub const LONGEST_LABEL: usize = 60;

/// Nobody has more devices than that; a list without end would be a list nobody reads.
pub const MOST: usize = 20;

/// Whose passkey it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub audience: Audience,
    /// Id of the member or crew member.
    pub id: String,
    /// What the device shows beside the passkey: their address.
    pub name: String,
}

impl Person {
    fn actor(&self) -> Actor {
        match self.audience {
            Audience::Fans => Actor::Member(self.id.clone()),
            Audience::Crew => Actor::Crew(self.id.clone()),
        }
    }

    fn kind(&self) -> &'static str {
        match self.audience {
            Audience::Fans => "member",
            Audience::Crew => "crew_member",
        }
    }
}

/// What a browser sends back: the sealed question, and what the device says to it.
#[derive(Debug, Clone)]
pub struct Answer {
    pub sealed: String,
    /// The device's answer, as the browser writes it in JSON.
    pub credential: String,
}

/// Why an answer was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotTaken {
    /// Asked too long ago, in another browser, for something else, or answered before.
    Stale,
    /// No passkey of theirs here: removed, of another club, or of somebody else.
    Unknown,
    /// The signature, the address it was made for, the missing finger or PIN, or a counter that went back.
    Refused,
    /// They have as many as one may have.
    TooMany,
}

/// Keeps a new passkey of this person.
pub fn add(
    tx: &mut Tx,
    (ring, key): (&Ring, &ClubKey),
    person: &Person,
    browser: &SecretHash,
    answer: &Answer,
    label: &str,
    now: Moment,
) -> Result<Result<Passkey, NotTaken>, Fault> {
    let Some(question) = ring.question_of_adding(key, person, browser, &answer.sealed, now) else {
        return Ok(Err(NotTaken::Stale));
    };
    if !store::spend(tx, &question.once, question.until)? {
        return Ok(Err(NotTaken::Stale));
    }
    if of_person(tx, person.audience, &person.id)?.len() >= MOST {
        return Ok(Err(NotTaken::TooMany));
    }
    let Some(credential) = ring.finish_adding(&question, &answer.credential) else { return Ok(Err(NotTaken::Refused)) };
    if store::by_credential(tx, &ceremony::written(credential.cred_id()))?.is_some() {
        return Ok(Err(NotTaken::Refused));
    }
    let kept = store::insert(tx, person, ring.host(), &credential, &short(label), now)?;
    journal::record(tx, person.actor(), "passkey.added", person.kind(), &person.id, "", now)?;
    Ok(Ok(kept))
}

/// Whose passkey answered, of all people of this audience. It is remembered as used.
pub fn open(
    tx: &mut Tx,
    (ring, key): (&Ring, &ClubKey),
    audience: Audience,
    browser: &SecretHash,
    answer: &Answer,
    now: Moment,
) -> Result<Result<Passkey, NotTaken>, Fault> {
    let Some(question) = ring.question_of_opening(key, audience, browser, &answer.sealed, now) else {
        return Ok(Err(NotTaken::Stale));
    };
    if !store::spend(tx, &question.once, question.until)? {
        return Ok(Err(NotTaken::Stale));
    }
    let Some(said) = ceremony::read::<PublicKeyCredential>(&answer.credential) else {
        return Ok(Err(NotTaken::Refused));
    };
    let found = store::by_credential(tx, &ceremony::written(said.get_credential_id()))?;
    let Some(mut found) = found.filter(|found| found.is_of(audience) && found.host == ring.host()) else {
        return Ok(Err(NotTaken::Unknown));
    };
    let mut kept: Credential = serde_json::from_str(&found.credential)?;
    let Some(seen) = ring.finish_opening(question, &said, &found.person_id, &kept) else {
        return Ok(Err(NotTaken::Refused));
    };
    kept.update_credential(&seen);
    found.credential = serde_json::to_string(&kept)?;
    found.sign_counter = i64::from(seen.counter());
    found.backed_up = seen.backup_state();
    found.last_used_at = Some(now);
    store::update_used(tx, &found)?;
    Ok(Ok(found))
}

/// Gives one of their passkeys another name; false when it is not theirs.
pub fn rename(tx: &mut Tx, audience: Audience, person: &str, id: &PasskeyId, label: &str) -> Result<bool, Fault> {
    store::update_label(tx, audience, person, id, &short(label))
}

/// Takes one of their passkeys away; `None` when it is not theirs. The device may still offer it, and is refused.
pub fn remove(tx: &mut Tx, person: &Person, id: &PasskeyId, now: Moment) -> Result<Option<Passkey>, Fault> {
    let theirs = by_id(tx, id)?.filter(|one| one.is_of(person.audience) && one.person_id == person.id);
    if theirs.is_some() {
        store::delete(tx, id)?;
        journal::record(tx, person.actor(), "passkey.removed", person.kind(), &person.id, "", now)?;
    }
    Ok(theirs)
}

/// Forgets every passkey of this person.
pub fn forget(tx: &mut Tx, audience: Audience, person: &str) -> Result<(), Fault> {
    store::delete_of_person(tx, audience, person)
}

/// Whether this person has a passkey that works at this host.
pub fn has_one(conn: &mut Conn, audience: Audience, person: &str, host: &str) -> Result<bool, Fault> {
    Ok(of_person(conn, audience, person)?.iter().any(|passkey| passkey.host == host))
}

/// Ids of all who have a passkey that works at this host.
pub fn people_with_one(conn: &mut Conn, audience: Audience, host: &str) -> Result<HashSet<String>, Fault> {
    store::people_with_one(conn, audience, host)
}

/// Forgets questions that were answered and could not be answered again anyway.
pub fn tidy(tx: &mut Tx, now: Moment) -> Result<(), Fault> {
    store::delete_spent(tx, now)
}

fn short(label: &str) -> String {
    label.trim().chars().take(LONGEST_LABEL).collect()
}
