//! What members agreed to: one row a decision, the newest counts.

use std::collections::HashSet;

use diesel::prelude::*;

use super::{MemberId, brought_store, standing};
use crate::base::{Fault, Moment};
use crate::id;
use crate::insert_rows;
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::schema::{consents, members, standings};

id!(
    /// One decision about one purpose.
    ConsentId
);

/// A decision as it was made.
#[derive(Debug, Clone)]
pub struct NewConsent {
    /// `news`, `offers`, `partners`.
    pub purpose: String,
    pub granted: bool,
    /// The sentence beside the box, in the language it was read.
    pub wording: String,
    pub ip: String,
    /// `join`, `account`, `unsubscribe`, `import`.
    pub source: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = consents)]
pub struct Consent {
    pub purpose: String,
    pub granted: bool,
    pub wording: String,
    pub at: Moment,
    /// Where from; empty when nobody knows.
    pub ip: String,
    pub source: String,
}

/// Records a decision of the member's own. Who agrees here no longer waits for the owner to let mail out.
pub fn agree(tx: &mut Tx, member: &MemberId, consent: &NewConsent, now: Moment) -> Result<(), Fault> {
    insert_consent(tx, member, consent, now)?;
    if consent.granted {
        brought_store::update_mail_waits(tx, std::slice::from_ref(member), false)?;
    }
    standing::refresh(tx, member)
}

/// Takes back what was agreed to; nothing happens when nothing was.
pub fn withdraw(tx: &mut Tx, member: &MemberId, purpose: &str, now: Moment) -> Result<(), Fault> {
    let Some(wording) = wording_agreed_to(tx, member, purpose)? else { return Ok(()) };
    let consent = NewConsent {
        purpose: purpose.to_owned(),
        granted: false,
        wording,
        ip: String::new(),
        source: "unsubscribe".to_owned(),
    };
    agree(tx, member, &consent, now)
}

/// The wording of the agreement in force; `None` when there is none.
pub fn wording_agreed_to(conn: &mut Conn, member: &MemberId, purpose: &str) -> Result<Option<String>, Fault> {
    let newest: Option<(bool, String)> = consents::table
        .filter(consents::member_id.eq(member).and(consents::purpose.eq(purpose)))
        .order((consents::at.desc(), consents::id.desc()))
        .select((consents::granted, consents::wording))
        .first(conn)
        .optional()?;
    Ok(newest.and_then(|(granted, wording)| granted.then_some(wording)))
}

/// Every decision of a member, newest first.
pub fn consents_of(conn: &mut Conn, member: &MemberId) -> Result<Vec<Consent>, Fault> {
    Ok(consents::table
        .filter(consents::member_id.eq(member))
        .order((consents::at.desc(), consents::id.desc()))
        .select(Consent::as_select())
        .load(conn)?)
}

/// Which of these agree to a purpose at present. Who asked to be erased agrees to nothing any more.
pub fn agreeing(conn: &mut Conn, members: &[MemberId], purpose: &str) -> Result<HashSet<MemberId>, Fault> {
    let found: Vec<MemberId> = standings::table
        .inner_join(members::table)
        .filter(standings::member_id.eq_any(members).and(standings::consents.like(format!("%,{purpose},%"))))
        .filter(members::state.eq_any(["active", "banned"]))
        .select(standings::member_id)
        .load(conn)?;
    Ok(found.into_iter().collect())
}

/// Purposes in force, in alphabetical order.
pub(super) fn in_force(conn: &mut Conn, member: &MemberId) -> Result<Vec<String>, Fault> {
    let mut decided: Vec<(String, bool)> = Vec::new();
    for consent in consents_of(conn, member)? {
        if !decided.iter().any(|(purpose, _)| *purpose == consent.purpose) {
            decided.push((consent.purpose, consent.granted));
        }
    }
    let mut purposes: Vec<String> =
        decided.into_iter().filter(|(_, granted)| *granted).map(|(purpose, _)| purpose).collect();
    purposes.sort();
    Ok(purposes)
}

/// A decision as a row.
#[derive(Insertable)]
#[diesel(table_name = consents)]
pub(super) struct Decided {
    pub id: ConsentId,
    pub member_id: MemberId,
    pub purpose: String,
    pub granted: bool,
    pub wording: String,
    pub at: Moment,
    pub ip: String,
    pub source: String,
}

impl Decided {
    pub(super) fn of(member_id: MemberId, consent: NewConsent, at: Moment) -> Decided {
        let NewConsent { purpose, granted, wording, ip, source } = consent;
        Decided { id: ConsentId::new(), member_id, purpose, granted, wording, at, ip, source }
    }
}

pub(super) fn insert_consent(tx: &mut Tx, member: &MemberId, consent: &NewConsent, at: Moment) -> Result<(), Fault> {
    insert_consents(tx, &[Decided::of(member.clone(), consent.clone(), at)])
}

pub(super) fn insert_consents(tx: &mut Tx, decided: &[Decided]) -> Result<(), Fault> {
    Ok(insert_rows!(tx, consents::table, decided)?)
}
