//! What a file writes, gathered over many rows and saved together.

use super::MemberId;
use super::brought::{Brought, Change, Facts, Plan};
use super::brought_store::{self as rows, ExtrasRow, Tagged};
use super::club_fields::asked;
use super::consents::{self, Decided};
use super::newcomers::Newcomer;
use super::standing::{self, between_commas};
use super::store::{self, Member};
use crate::base::{Fault, Moment};
use crate::plumbing::db::Tx;

impl Plan {
    /// What a file changes of where somebody stands, new or known.
    pub(super) fn standing(&self) -> standing::Brought {
        let facts = &self.facts;
        standing::Brought {
            active: facts.state == "active",
            joined_at: Moment(facts.joined_at),
            country: facts.country.clone(),
            language: facts.language.clone(),
            birth_date: facts.birth_date.clone().unwrap_or_default(),
            tags: between_commas(&self.after.tags),
            consents: between_commas(&self.after.agreed),
            reachable: self.after.reachable,
            own_fields: asked(&facts.fields),
        }
    }

    /// The decisions to write down, and with everything else all that undoing needs.
    pub(super) fn into_change(self, member: &MemberId, now: Moment) -> (Vec<Decided>, Change) {
        let decisions = self.decisions.into_iter();
        let decided: Vec<Decided> = decisions.map(|consent| Decided::of(member.clone(), consent, now)).collect();
        let change = Change {
            former: self.former,
            written: self.facts,
            tags: self.tags,
            consents: decided.iter().map(|decided| decided.id.clone()).collect(),
            suppressed: self.suppress,
        };
        (decided, change)
    }
}

pub(super) fn tagged(member: &MemberId, change: &Change) -> Vec<Tagged> {
    change.tags.iter().map(|tag| Tagged { member_id: member.clone(), tag: tag.clone() }).collect()
}

/// What changes of a member who was known.
struct Changed {
    id: MemberId,
    facts: Facts,
    /// Whether mail waits is in here.
    extras: ExtrasRow,
    standing: standing::Brought,
}

#[derive(Default)]
pub(super) struct Written {
    members: Vec<Member>,
    extras: Vec<ExtrasRow>,
    standings: Vec<standing::Row>,
    changed: Vec<Changed>,
    tags: Vec<Tagged>,
    decided: Vec<Decided>,
    /// Addresses that take no mail from now on, and why.
    suppressed: Vec<(String, String)>,
}

impl Written {
    /// Returns who it is, and what undoing needs.
    pub(super) fn newcomer(&mut self, newcomer: Newcomer) -> (MemberId, String) {
        let Newcomer { member, extras, standing, tags, decided, suppress, change } = newcomer;
        let id = member.id.clone();
        self.suppressed.extend(suppress.map(|reason| (member.email_folded.clone(), reason)));
        self.members.push(member);
        self.extras.push(extras);
        self.standings.push(standing);
        self.tags.extend(tags);
        self.decided.extend(decided);
        (id, change)
    }

    /// Returns what undoing needs.
    pub(super) fn changed(
        &mut self,
        id: &MemberId,
        person: &Brought,
        plan: Plan,
        now: Moment,
    ) -> Result<Change, Fault> {
        let extras = ExtrasRow::of(id, &plan.facts, plan.after.mail_waits)?;
        let standing = plan.standing();
        let (decided, change) = plan.into_change(id, now);
        self.tags.extend(tagged(id, &change));
        self.decided.extend(decided);
        let suppressed = change.suppressed.clone();
        self.suppressed.extend(suppressed.map(|reason| (person.email.folded().to_owned(), reason)));
        self.changed.push(Changed { id: id.clone(), facts: change.written.clone(), extras, standing });
        Ok(change)
    }

    pub(super) fn save(&self, tx: &mut Tx, now: Moment) -> Result<(), Fault> {
        rows::insert_members(tx, &self.members)?;
        rows::insert_extras(tx, &self.extras)?;
        standing::insert_standings(tx, &self.standings)?;
        for Changed { id, facts, extras, standing } in &self.changed {
            rows::update_facts(tx, id, facts)?;
            rows::put_extras(tx, extras)?;
            standing::update_brought(tx, id, standing)?;
        }
        rows::insert_tags(tx, &self.tags)?;
        consents::insert_consents(tx, &self.decided)?;
        self.suppressed.iter().try_for_each(|(email, reason)| store::insert_suppression(tx, email, reason, now))
    }
}
