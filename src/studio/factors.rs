//! What somebody of the crew can show as their second factor.

use crate::base::Fault;
use crate::club::Club;
use crate::crew::{self, CrewMember};
use crate::passkeys::{self, Ring};
use crate::plumbing::db::Conn;
use crate::sessions::Audience;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Factors {
    /// An app that shows codes.
    pub app: bool,
    /// A passkey that works at the club's address.
    pub passkey: bool,
    pub recovery_codes: i64,
}

impl Factors {
    pub fn of(conn: &mut Conn, club: &Club, member: &CrewMember) -> Result<Factors, Fault> {
        let id = member.id.as_str();
        let passkey = match Ring::of(club)? {
            Some(ring) => passkeys::has_one(conn, Audience::Crew, id, ring.host())?,
            None => false,
        };
        let recovery_codes = crew::recovery_codes_left(conn, &member.id)?;
        Ok(Factors { app: crew::has_app(member), passkey, recovery_codes })
    }

    /// Whether there is one; only then it can be asked for before another is added.
    pub fn is_set(self) -> bool {
        self.app || self.passkey || self.recovery_codes > 0
    }

    /// Whether there is something to type.
    pub fn is_typed(self) -> bool {
        self.app || self.recovery_codes > 0
    }
}
