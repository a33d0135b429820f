//! What somebody of the crew can show as their second factor.

use super::desk::Desk;
use crate::base::Fault;
use crate::club::Club;
use crate::crew::{self, CrewMember};
use crate::passkeys;
use crate::plumbing::db::Conn;
use crate::sessions::Audience;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Factors {
    /// An app that shows codes.
    pub app: bool,
    /// A passkey that works at the club's address.
    pub passkey: bool,
    /// A recovery code that was not used.
    pub recovery: bool,
}

impl Factors {
    pub fn of(conn: &mut Conn, club: &Club, member: &CrewMember) -> Result<Factors, Fault> {
        let id = member.id.as_str();
        let passkey = match passkeys::host(club) {
            Some(host) => passkeys::has_one(conn, Audience::Crew, id, &host)?,
            None => false,
        };
        let recovery = crew::recovery_codes_left(conn, &member.id)? > 0;
        Ok(Factors { app: crew::has_app(member), passkey, recovery })
    }

    /// The same of many, in their order.
    pub fn of_all(conn: &mut Conn, club: &Club, members: &[CrewMember]) -> Result<Vec<Factors>, Fault> {
        let host = passkeys::host(club);
        let with_passkey = host.map(|host| passkeys::people_with_one(conn, Audience::Crew, &host)).transpose()?;
        let with_passkey = with_passkey.unwrap_or_default();
        let with_codes = crew::with_recovery_codes(conn)?;
        let of = |member: &CrewMember| Factors {
            app: crew::has_app(member),
            passkey: with_passkey.contains(member.id.as_str()),
            recovery: with_codes.contains(&member.id),
        };
        Ok(members.iter().map(of).collect())
    }

    /// Of whoever sits at this desk.
    pub async fn at(desk: &Desk) -> Result<Factors, Fault> {
        let (club, me) = (desk.club.clone(), desk.me.clone());
        desk.club.read(move |conn| Factors::of(conn, &club, &me)).await
    }

    /// The code an app would show now, where nobody has one: in a demo, whose visitors come without.
    pub async fn shown_in_a_demo(desk: &Desk) -> Result<String, Fault> {
        if !desk.club.is_demo() {
            return Ok(String::new());
        }
        let (club, me, now) = (desk.club.clone(), desk.me.clone(), desk.now);
        let code = desk.club.read(move |conn| crew::code_of_the_app(conn, club.key(), &me, now)).await?;
        Ok(code.unwrap_or_default())
    }

    /// Whether there is one; only then it can be asked for before another is added.
    pub fn is_set(self) -> bool {
        self.app || self.passkey || self.recovery
    }

    /// Whether there is something to type.
    pub fn is_typed(self) -> bool {
        self.app || self.recovery
    }
}

/// Whether what there is of a second factor has to be shown before another is added: mail alone opens no second way in.
pub async fn must_be_shown(desk: &Desk) -> Result<bool, Fault> {
    Ok(!desk.is_fresh() && Factors::at(desk).await?.is_set())
}
