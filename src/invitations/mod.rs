//! Getting in: a club is open, lets people in on request, or only by invitation.
//!
//! An invitation is for one person. Whoever comes in by one carries its giver's name for ever: the used invitation is
//! the record of it.

mod requests;
mod store;

use std::collections::BTreeMap;

use rand::TryRngCore;
use serde::{Deserialize, Serialize};

use crate::base::{Fault, Moment, Secret};
use crate::club;
use crate::id;
use crate::journal::{self, Actor};
use crate::members::{self, MemberId};
use crate::plumbing::db::{Conn, Tx};

pub use requests::{
    Answer, Request, RequestId, approve, ask, by_email as request_of, by_id as request, forget, places_before, refuse,
    waiting,
};
pub use store::{Invitation, by_invitee, by_inviter, ever_by, given, used};

id!(
    /// One invitation.
    InvitationId
);

/// Who comes in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Door {
    /// Everybody.
    #[default]
    Open,
    /// Whoever was invited, and whoever the crew lets in.
    Request,
    /// Whoever was invited.
    Invitation,
}

impl Door {
    pub const ALL: [Door; 3] = [Door::Open, Door::Request, Door::Invitation];

    pub fn word(self) -> &'static str {
        match self {
            Door::Open => "open",
            Door::Request => "request",
            Door::Invitation => "invitation",
        }
    }

    pub fn from_word(word: &str) -> Option<Door> {
        Door::ALL.into_iter().find(|door| door.word() == word)
    }
}

/// How the club lets people in, as the crew set it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Entry {
    pub door: Door,
    /// Asked of whoever requests to be let in.
    pub questions: Vec<String>,
    /// Invitations each member has.
    pub each: i64,
    /// How many those of a tier have instead, by its slug.
    pub by_tier: BTreeMap<String, i64>,
}

impl Entry {
    /// Invitations somebody with this tier has in all; the tier's slug, empty for none.
    pub fn allowance(&self, tier: &str) -> i64 {
        self.by_tier.get(tier).copied().unwrap_or(self.each)
    }
}

/// The fact that holds it, as JSON.
const ENTRY: &str = "entry";

pub fn entry(conn: &mut Conn) -> Result<Entry, Fault> {
    let kept = club::fact(conn, ENTRY)?;
    Ok(kept.map(|json| serde_json::from_str(&json)).transpose()?.unwrap_or_default())
}

pub fn set_entry(tx: &mut Tx, entry: &Entry, by: Actor, now: Moment) -> Result<(), Fault> {
    club::set_fact(tx, ENTRY, &serde_json::to_string(entry)?, now)?;
    journal::record(tx, by, "entry.changed", "club", "entry", entry.door.word(), now)
}

/// What opens an invitation: twenty letters in groups of four, to be sent as a link or copied from paper. Shown when it
/// is made and never again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code(String);

/// Letters and digits that are not taken for one another.
const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
const LENGTH: usize = 20;

impl Code {
    fn random() -> Result<Code, Fault> {
        let mut bytes = [0_u8; LENGTH];
        rand::rngs::OsRng.try_fill_bytes(&mut bytes).map_err(|error| Fault::broken(error.to_string()))?;
        let letters: Vec<u8> = bytes.iter().map(|byte| LETTERS[usize::from(byte % 32)]).collect();
        Ok(Code(String::from_utf8_lossy(&letters).into_owned()))
    }

    /// What somebody typed or followed; `None` for what cannot be a code. Spaces, hyphens and small letters are forgiven.
    pub fn typed(text: &str) -> Option<Code> {
        let letters: String = text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase();
        (letters.len() == LENGTH && letters.bytes().all(|b| LETTERS.contains(&b))).then_some(Code(letters))
    }

    /// In groups of four.
    pub fn readable(&self) -> String {
        let groups: Vec<_> = self.0.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group)).collect();
        groups.join("-")
    }

    fn hash(&self) -> String {
        Secret::presented(self.0.as_str()).hash().0
    }

    /// Enough to tell it from others, too little to use it.
    fn hint(&self) -> String {
        self.0.chars().take(4).collect()
    }
}

/// How many of their invitations a member has not given yet.
pub fn left(conn: &mut Conn, member: &MemberId, tier: &str) -> Result<i64, Fault> {
    let given = store::count_given(conn, member)?;
    Ok((entry(conn)?.allowance(tier) - given).max(0))
}

/// A member gives one of their invitations; `None` when there is none left.
pub fn give(tx: &mut Tx, member: &MemberId, tier: &str, now: Moment) -> Result<Option<Code>, Fault> {
    // Two given at once must not both be the last one.
    store::lock(tx, member.as_str())?;
    if left(tx, member, tier)? == 0 {
        return Ok(None);
    }
    let code = Code::random()?;
    store::insert(tx, Some(member), "", &code.hash(), &code.hint(), now)?;
    Ok(Some(code))
}

/// The club gives as many, to be printed or sent.
pub fn make(tx: &mut Tx, many: usize, crew_member: &str, now: Moment) -> Result<Vec<Code>, Fault> {
    let codes = (0..many).map(|_| Code::random()).collect::<Result<Vec<_>, _>>()?;
    for code in &codes {
        store::insert(tx, None, crew_member, &code.hash(), &code.hint(), now)?;
    }
    let by = Actor::Crew(crew_member.to_owned());
    journal::record(tx, by, "invitation.made", "club", "invitations", &many.to_string(), now)?;
    Ok(codes)
}

/// The invitation this code opens, if it still does: whoever was banned or left lets nobody in.
pub fn by_code(conn: &mut Conn, code: &Code) -> Result<Option<Invitation>, Fault> {
    let Some(found) = store::by_hash(conn, &code.hash())?.filter(Invitation::is_good) else { return Ok(None) };
    let stands = match &found.inviter_id {
        Some(inviter) => members::by_id(conn, inviter)?.is_some_and(|inviter| inviter.state == "active"),
        None => true,
    };
    Ok(stands.then_some(found))
}

/// The same, for whoever comes in by it: two who bring one code at once come one after the other.
pub fn hold(tx: &mut Tx, code: &Code) -> Result<Option<Invitation>, Fault> {
    store::lock(tx, &code.hash())?;
    by_code(tx, code)
}

/// Somebody came in by this code. `false` when it opens nothing any more: then they are not in by it.
pub fn accept(tx: &mut Tx, code: &Code, member: &MemberId, now: Moment) -> Result<bool, Fault> {
    store::mark_used(tx, &code.hash(), member, now)
}

/// A member takes back an invitation nobody used; it is theirs to give again.
pub fn take_back(tx: &mut Tx, id: &InvitationId, member: &MemberId, now: Moment) -> Result<bool, Fault> {
    store::revoke_of(tx, id, member, now)
}

/// The crew takes back any invitation nobody used.
pub fn revoke(tx: &mut Tx, id: &InvitationId, by: Actor, now: Moment) -> Result<bool, Fault> {
    let revoked = store::revoke(tx, id, now)?;
    if revoked {
        journal::record(tx, by, "invitation.revoked", "invitation", id.as_str(), "", now)?;
    }
    Ok(revoked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_survives_being_copied_from_paper() {
        let code = Code::random().unwrap();
        assert_eq!(code.readable().len(), LENGTH + 4);
        assert_eq!(Code::typed(&code.readable()), Some(code.clone()));
        assert_eq!(Code::typed(&code.readable().to_lowercase().replace('-', " ")), Some(code));
        assert_eq!(Code::typed("ABCD"), None);
        assert_eq!(Code::typed("0000-0000-0000-0000-0000"), None);
    }

    #[test]
    fn a_tier_has_its_own_number_of_invitations() {
        let entry = Entry { each: 1, by_tier: BTreeMap::from([("gold".to_owned(), 5)]), ..Entry::default() };
        assert_eq!((entry.allowance(""), entry.allowance("gold"), entry.allowance("circle")), (1, 5, 1));
    }
}
