//! People of a file whom the club does not know yet, made ready to be written.
//!
//! A club has one writer, and whoever joins or buys waits for it. What can be known of a newcomer from their row alone is
//! therefore made before it is held: all but their number.

use super::MemberId;
use super::brought::{Brought, Known, Merge, Plan};
use super::brought_rows::tagged;
use super::brought_store::{ExtrasRow, Tagged};
use super::consents::Decided;
use super::standing;
use super::store::Member;
use crate::base::{Fault, Moment};
use crate::plumbing::search::searchable_name;

/// Somebody of a file on the way to the member file.
pub struct Candidate {
    pub person: Brought,
    /// As they would be written, should they prove to be new.
    pub(super) prepared: Option<Box<Newcomer>>,
}

impl Candidate {
    /// Somebody of whom nothing is made ready: for few people, and for those who are likely to be known.
    pub fn new(person: Brought) -> Candidate {
        Candidate { person, prepared: None }
    }

    /// Somebody who is likely to be new.
    pub fn prepared(person: Brought, now: Moment) -> Result<Candidate, Fault> {
        // Where nothing is known, nothing can be merged.
        let plan = Known::default().plan(&person, Merge::FileWins, now);
        let prepared = Newcomer::of(&person, plan, now)?;
        Ok(Candidate { person, prepared: Some(Box::new(prepared)) })
    }
}

/// All rows of somebody new.
pub(super) struct Newcomer {
    pub member: Member,
    pub extras: ExtrasRow,
    pub standing: standing::Row,
    pub tags: Vec<Tagged>,
    pub decided: Vec<Decided>,
    /// Why their address takes no mail.
    pub suppress: Option<String>,
    /// What undoing needs, as it is kept.
    pub change: String,
}

impl Newcomer {
    /// Their number is still to be given.
    pub(super) fn of(person: &Brought, plan: Plan, now: Moment) -> Result<Newcomer, Fault> {
        let facts = &plan.facts;
        let member = Member {
            id: MemberId::new(),
            number: 0,
            email: person.email.as_written().to_owned(),
            email_folded: person.email.folded().to_owned(),
            email_state: facts.email_state.clone(),
            name: facts.name.clone(),
            name_folded: searchable_name(&facts.name),
            language: facts.language.clone(),
            country: facts.country.clone(),
            birth_date: facts.birth_date.clone(),
            joined_at: Moment(facts.joined_at),
            source: if person.source.is_empty() { "import".to_owned() } else { person.source.clone() },
            note: facts.note.clone(),
            state: facts.state.clone(),
            last_seen_at: None,
            time_zone: facts.time_zone.clone(),
        };
        let extras = ExtrasRow::of(&member.id, facts, plan.after.mail_waits)?;
        let standing = standing::Row::of_newcomer(&member).with(plan.standing());
        let (decided, change) = plan.into_change(&member.id, now);
        let (tags, kept) = (tagged(&member.id, &change), change.kept()?);
        Ok(Newcomer { member, extras, standing, tags, decided, suppress: change.suppressed, change: kept })
    }

    pub(super) fn give_number(&mut self, number: i64) {
        self.member.number = number;
        self.standing.number = number;
    }
}
