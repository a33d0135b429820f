//! The crew: the people who run the club, what each may get hold of, and their second factor.

mod demand;
mod permission;
mod second_factor;
mod store;

use std::collections::HashMap;
use std::str::FromStr;

use crate::base::{EmailAddress, Fault, Moment};
use crate::id;
use crate::journal::{self, Actor};
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::locale::Lang;

pub use demand::{demand_passkeys, demands_passkeys, let_passkeys_be};
pub use permission::{Anyone, Arriving, Doorkeeper, Editor, Manager, Moderator, Owner, Permission, Seller};
pub use second_factor::{
    Enrolment, begin_enrolment, code_of_the_app, confirm_enrolment, enrolment_begun, has_app, make_recovery_codes,
    proves, recovery_codes_left, void_recovery_codes, with_recovery_codes,
};
pub use store::{CrewMember, all, by_email, by_id};

id!(
    /// One crew member.
    CrewMemberId
);

/// What somebody is here to do; it decides what they can get hold of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Everything, the crew and the keys included.
    Owner,
    /// The member file, money and everything that is published.
    Manager,
    /// Posts and media.
    Editor,
    /// Orders and packing.
    Shop,
    /// Tickets at the gate.
    Door,
    /// Comments and reports.
    Moderator,
}

impl Role {
    pub const ALL: [Role; 6] = [Role::Owner, Role::Manager, Role::Editor, Role::Shop, Role::Door, Role::Moderator];

    pub fn word(self) -> &'static str {
        match self {
            Role::Owner => "owner",
            Role::Manager => "manager",
            Role::Editor => "editor",
            Role::Shop => "shop",
            Role::Door => "door",
            Role::Moderator => "moderator",
        }
    }
}

impl FromStr for Role {
    type Err = String;

    fn from_str(word: &str) -> Result<Role, String> {
        Role::ALL.into_iter().find(|role| role.word() == word).ok_or_else(|| format!("{word:?} is not a role"))
    }
}

impl CrewMember {
    /// What is stored and unknown opens least.
    pub fn role(&self) -> Role {
        self.role_word.parse().unwrap_or(Role::Door)
    }

    /// How they are called: founders begin without a name.
    pub fn called(&self) -> &str {
        if self.name.is_empty() { self.email.split('@').next().unwrap_or_default() } else { &self.name }
    }

    pub fn language(&self) -> Lang {
        self.language_code.parse().unwrap_or(Lang::EN)
    }

    pub fn actor(&self) -> Actor {
        Actor::Crew(self.id.0.clone())
    }

    pub fn is_revoked(&self) -> bool {
        self.revoked_at.is_some()
    }
}

/// Longest name of somebody of the crew, in characters.
pub const LONGEST_NAME: usize = 100;

/// Somebody is asked to the crew, or comes back to it with another role.
pub fn invite(
    tx: &mut Tx,
    email: &EmailAddress,
    name: &str,
    role: Role,
    language: Lang,
    by: Actor,
    now: Moment,
) -> Result<CrewMember, Fault> {
    let member = store::upsert(tx, email, name.trim(), role, language, now)?;
    journal::record(tx, by, "crew.invited", "crew_member", member.id.as_str(), role.word(), now)?;
    Ok(member)
}

/// How everybody who works here is called, by id.
pub fn names(conn: &mut Conn) -> Result<HashMap<String, String>, Fault> {
    let name = |member: CrewMember| (member.id.to_string(), member.called().to_owned());
    Ok(all(conn)?.into_iter().map(name).collect())
}

/// Somebody of the crew says how they are called, and in which language the studio speaks to them.
pub fn introduce(tx: &mut Tx, who: &CrewMemberId, name: &str, language: Lang) -> Result<(), Fault> {
    store::update_name(tx, who, name, language)
}

/// The club must keep an owner.
#[derive(Debug, thiserror::Error)]
pub enum CrewError {
    #[error("the club would be left without an owner")]
    LastOwner,
    #[error("no such crew member")]
    Unknown,
    #[error(transparent)]
    Fault(#[from] Fault),
}

pub fn change_role(tx: &mut Tx, who: &CrewMemberId, role: Role, by: Actor, now: Moment) -> Result<(), CrewError> {
    if role != Role::Owner {
        keep_an_owner(tx, who)?;
    }
    if !store::update_role(tx, who, role)? {
        return Err(CrewError::Unknown);
    }
    Ok(journal::record(tx, by, "crew.role_changed", "crew_member", who.as_str(), role.word(), now)?)
}

/// Ends somebody's work here. Their sessions must be ended beside it.
pub fn revoke(tx: &mut Tx, who: &CrewMemberId, by: Actor, now: Moment) -> Result<(), CrewError> {
    keep_an_owner(tx, who)?;
    if !store::mark_revoked(tx, who, now)? {
        return Err(CrewError::Unknown);
    }
    Ok(journal::record(tx, by, "crew.revoked", "crew_member", who.as_str(), "", now)?)
}

fn keep_an_owner(conn: &mut Conn, leaving: &CrewMemberId) -> Result<(), CrewError> {
    let others = all(conn)?.into_iter().any(|member| member.role() == Role::Owner && member.id != *leaving);
    if others { Ok(()) } else { Err(CrewError::LastOwner) }
}
