//! Rows of people a file brings, gathered to be written together.

use super::brought::{Brought, Change, Facts, Plan};
use super::brought_store::{self as rows, ExtrasRow, Tagged};
use super::club_fields::asked;
use super::consents::{self, ConsentId, Decided};
use super::standing::{self, between_commas};
use super::store::{self, Member};
use super::{MemberId, NewConsent};
use crate::base::{Fault, Moment};
use crate::plumbing::db::Tx;
use crate::plumbing::search::searchable_name;

/// What a file changes of where somebody stands, new or known.
fn standing_of(plan: &Plan) -> standing::Brought {
    let facts = &plan.facts;
    standing::Brought {
        active: facts.state == "active",
        joined_at: Moment(facts.joined_at),
        country: facts.country.clone(),
        language: facts.language.clone(),
        birth_date: facts.birth_date.clone().unwrap_or_default(),
        tags: between_commas(&plan.after.tags),
        consents: between_commas(&plan.after.agreed),
        reachable: plan.after.reachable,
        own_fields: asked(&facts.fields),
    }
}

#[derive(Default)]
pub(super) struct Written {
    members: Vec<Member>,
    extras: Vec<ExtrasRow>,
    standings: Vec<standing::Row>,
    /// Of members who were known: what is true of them now, whether mail waits, and where they stand.
    facts: Vec<(MemberId, Facts, ExtrasRow, standing::Brought)>,
    tags: Vec<Tagged>,
    consents: Vec<(ConsentId, MemberId, NewConsent)>,
    suppressed: Vec<(String, String)>,
}

impl Written {
    /// Tags, decisions and the suppression, and with them all that undoing needs.
    pub(super) fn decided(&mut self, id: &MemberId, person: &Brought, plan: Plan) -> Change {
        self.tags.extend(plan.tags.iter().map(|tag| Tagged { member_id: id.clone(), tag: tag.clone() }));
        let before = self.consents.len();
        let consents = plan.decisions.into_iter().map(|consent| (ConsentId::new(), id.clone(), consent));
        self.consents.extend(consents);
        if let Some(reason) = &plan.suppress {
            self.suppressed.push((person.email.folded().to_owned(), reason.clone()));
        }
        Change {
            former: plan.former,
            written: plan.facts,
            tags: plan.tags,
            consents: self.consents.iter().skip(before).map(|(id, _, _)| id.clone()).collect(),
            suppressed: plan.suppress,
        }
    }

    pub(super) fn newcomer(&mut self, id: &MemberId, number: i64, person: &Brought, plan: &Plan) -> Result<(), Fault> {
        let facts = &plan.facts;
        let joined_at = Moment(facts.joined_at);
        let member = Member {
            id: id.clone(),
            number,
            email: person.email.as_written().to_owned(),
            email_folded: person.email.folded().to_owned(),
            email_state: facts.email_state.clone(),
            name: facts.name.clone(),
            name_folded: searchable_name(&facts.name),
            language: facts.language.clone(),
            country: facts.country.clone(),
            birth_date: facts.birth_date.clone(),
            joined_at,
            source: if person.source.is_empty() { "import".to_owned() } else { person.source.clone() },
            note: facts.note.clone(),
            state: facts.state.clone(),
            last_seen_at: None,
            time_zone: facts.time_zone.clone(),
        };
        self.extras.push(ExtrasRow::of(id, facts, plan.after.mail_waits)?);
        self.standings.push(standing::Row::of_newcomer(&member).with(standing_of(plan)));
        self.members.push(member);
        Ok(())
    }

    pub(super) fn known(&mut self, id: &MemberId, plan: &Plan) -> Result<(), Fault> {
        let facts = &plan.facts;
        let extras = ExtrasRow::of(id, facts, plan.after.mail_waits)?;
        self.facts.push((id.clone(), facts.clone(), extras, standing_of(plan)));
        Ok(())
    }

    pub(super) fn save(&self, tx: &mut Tx, now: Moment) -> Result<(), Fault> {
        rows::insert_members(tx, &self.members, &self.extras, &self.standings)?;
        for (id, facts, extras, standing) in &self.facts {
            rows::update_facts(tx, id, facts)?;
            rows::put_extras(tx, extras)?;
            standing::update_brought(tx, id, standing)?;
        }
        rows::insert_tags(tx, &self.tags)?;
        let decided = self.consents.iter().map(|(id, member, consent)| Decided::of(id.clone(), member, consent, now));
        consents::insert_consents(tx, &decided.collect::<Vec<_>>())?;
        self.suppressed.iter().try_for_each(|(email, reason)| store::insert_suppression(tx, email, reason, now))
    }
}
