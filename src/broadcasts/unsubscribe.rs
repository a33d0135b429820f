//! Leaving a list from a mail: the address carries its own proof, and opening it changes nothing (RFC 8058: only a POST
//! does).

use crate::base::{Fault, Moment};
use crate::club::{Club, ClubKey};
use crate::members::{self, MemberId};
use crate::plumbing::db::{Conn, Tx};

const SIGNED_FOR: &str = "unsubscribe";

/// What an unsubscribe address stands for, proved to be ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsubscribe {
    pub member_id: MemberId,
    pub purpose: String,
}

impl Unsubscribe {
    /// Reads the part of the address after `/unsubscribe/`; `None` when it was not made by this club.
    pub fn read(key: &ClubKey, token: &str) -> Option<Unsubscribe> {
        let (said, signature) = token.rsplit_once('.')?;
        let (member, purpose) = said.split_once('.')?;
        key.verifies(SIGNED_FOR, said, signature)
            .then(|| Unsubscribe { member_id: MemberId(member.to_owned()), purpose: purpose.to_owned() })
    }

    /// The part of the address after `/unsubscribe/`. It does not age: an old mail must let go too.
    pub fn token(&self, key: &ClubKey) -> String {
        let said = format!("{}.{}", self.member_id, self.purpose);
        let signature = key.sign(SIGNED_FOR, &said);
        format!("{said}.{signature}")
    }

    /// The wording the member once agreed to; `None` when they never did or have withdrawn.
    pub fn wording(&self, conn: &mut Conn) -> Result<Option<String>, Fault> {
        members::wording_agreed_to(conn, &self.member_id, &self.purpose)
    }

    /// Withdraws the agreement. Doing so twice is once.
    pub fn apply(&self, tx: &mut Tx, now: Moment) -> Result<(), Fault> {
        members::withdraw(tx, &self.member_id, &self.purpose, now)
    }
}

/// Where a member leaves the list of a purpose.
pub fn unsubscribe_url(club: &Club, member: &MemberId, purpose: &str) -> String {
    let unsubscribe = Unsubscribe { member_id: member.clone(), purpose: purpose.to_owned() };
    club.url(&format!("/unsubscribe/{}", unsubscribe.token(club.key())))
}
