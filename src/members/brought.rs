//! Members a file brings: what each row would change, the change itself, and its way back.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::brought_store::{self as rows, Extras, ExtrasRow};
use super::consents::ConsentId;
use super::standing::{self, between_commas};
use super::store::{self, Member};
use super::{LONGEST_NAME, MemberId, NewConsent, tag_word};
use crate::base::{EmailAddress, Fault, Moment};
use crate::plumbing::db::{Conn, Tx};

/// One person as a file tells of them. Empty means that the file says nothing.
#[derive(Debug, Clone)]
pub struct Brought {
    pub email: EmailAddress,
    pub name: String,
    pub language: String,
    pub country: String,
    pub birth_date: Option<String>,
    pub joined_at: Option<Moment>,
    pub note: String,
    pub tags: Vec<String>,
    /// What they agreed to or declined elsewhere.
    pub decisions: Vec<NewConsent>,
    /// Their address takes no mail.
    pub undeliverable: bool,
    pub fields: BTreeMap<String, String>,
    pub stripe_customer: String,
    pub stripe_subscription: String,
}

/// What a file may overwrite.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    pub name: String,
    pub language: String,
    pub country: String,
    pub birth_date: Option<String>,
    pub joined_at: i64,
    pub note: String,
    pub fields: BTreeMap<String, String>,
    pub stripe_customer: String,
    pub stripe_subscription: String,
}

/// What was done to one member, exactly enough to undo it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub former: Facts,
    pub written: Facts,
    /// Tags they did not carry before.
    pub tags: Vec<String>,
    pub consents: Vec<ConsentId>,
    pub suppressed: bool,
}

/// What one row would do.
#[derive(Debug, Clone)]
pub struct Plan {
    /// `None` for somebody new.
    pub member: Option<MemberId>,
    pub former: Facts,
    pub facts: Facts,
    pub tags: Vec<String>,
    /// Decisions to write down: never one that lifts an opt-out.
    pub decisions: Vec<NewConsent>,
    pub suppress: bool,
}

impl Plan {
    pub fn changes_something(&self) -> bool {
        self.facts != self.former || !self.tags.is_empty() || !self.decisions.is_empty() || self.suppress
    }
}

/// What these people would change. Nobody may be among them twice.
pub fn plan(conn: &mut Conn, people: &[Brought], now: Moment) -> Result<Vec<Plan>, Fault> {
    let folded: Vec<&str> = people.iter().map(|person| person.email.folded()).collect();
    let known = rows::by_emails(conn, &folded)?;
    let ids: Vec<MemberId> = known.iter().map(|member| member.id.clone()).collect();
    let mut extras = rows::extras_by_ids(conn, &ids)?;
    let tags = rows::tags_by_ids(conn, &ids)?;
    let decided = rows::decisions(conn, &ids)?;
    let suppressed: HashSet<String> = rows::suppressed(conn, &folded)?.into_iter().collect();
    let known: HashMap<String, Member> =
        known.into_iter().map(|member| (member.email_folded.clone(), member)).collect();
    let planned = people.iter().map(|person| {
        let member = known.get(person.email.folded());
        let former = member.map_or_else(Facts::default, |m| facts_of(m, extras.remove(&m.id).unwrap_or_default()));
        let carried = member.and_then(|m| tags.get(&m.id)).map_or(&[][..], Vec::as_slice);
        Plan {
            facts: merged(&former, person, member.is_none(), now),
            tags: new_tags(person, carried),
            decisions: decisions(person, member.and_then(|m| decided.get(&m.id))),
            suppress: person.undeliverable && !suppressed.contains(person.email.folded()),
            member: member.map(|m| m.id.clone()),
            former,
        }
    });
    Ok(planned.collect())
}

fn facts_of(member: &Member, extras: Extras) -> Facts {
    Facts {
        name: member.name.clone(),
        language: member.language.clone(),
        country: member.country.clone(),
        birth_date: member.birth_date.clone(),
        joined_at: member.joined_at.0,
        note: member.note.clone(),
        fields: extras.fields,
        stripe_customer: extras.stripe_customer,
        stripe_subscription: extras.stripe_subscription,
    }
}

/// What the file says wins over what was there; where it says nothing, all stays. The earlier day of joining counts.
fn merged(former: &Facts, person: &Brought, is_new: bool, now: Moment) -> Facts {
    let told = |new: &str, old: &str| if new.is_empty() { old.to_owned() } else { new.to_owned() };
    let name: String = person.name.trim().chars().take(LONGEST_NAME).collect();
    let mut fields = former.fields.clone();
    fields.extend(person.fields.clone());
    let brought = person.joined_at.map(|at| at.0.min(now.0));
    let joined_at = match (is_new, brought) {
        (true, brought) => brought.unwrap_or(now.0),
        (false, Some(at)) => at.min(former.joined_at),
        (false, None) => former.joined_at,
    };
    Facts {
        name: told(&name, &former.name),
        language: told(&person.language, &former.language),
        country: told(&person.country.to_uppercase(), &former.country),
        birth_date: person.birth_date.clone().or_else(|| former.birth_date.clone()),
        joined_at,
        note: told(&person.note, &former.note),
        fields,
        stripe_customer: told(&person.stripe_customer, &former.stripe_customer),
        stripe_subscription: told(&person.stripe_subscription, &former.stripe_subscription),
    }
}

fn new_tags(person: &Brought, carried: &[String]) -> Vec<String> {
    let mut tags: Vec<String> = person.tags.iter().map(|tag| tag_word(tag)).filter(|tag| !tag.is_empty()).collect();
    tags.sort();
    tags.dedup();
    tags.retain(|tag| !carried.contains(tag));
    tags
}

/// Whoever decided here keeps their word, unless the file says that they want none of it any more.
fn decisions(person: &Brought, decided: Option<&HashMap<String, bool>>) -> Vec<NewConsent> {
    let counts = |consent: &&NewConsent| match decided.and_then(|decided| decided.get(&consent.purpose)) {
        None => true,
        Some(agreed) => *agreed && !consent.granted,
    };
    person.decisions.iter().filter(counts).cloned().collect()
}

/// Does what was planned and tells, for each row, whose it is and what changed. Mail to those who are new waits.
pub fn bring(
    tx: &mut Tx,
    people: &[Brought],
    source: &str,
    now: Moment,
) -> Result<Vec<(MemberId, Plan, Change)>, Fault> {
    let plans = plan(tx, people, now)?;
    store::lock_numbers(tx)?;
    let mut number = store::next_number(tx)?;
    let mut written = Written::default();
    let mut done = Vec::with_capacity(plans.len());
    for (person, plan) in people.iter().zip(plans) {
        let id = plan.member.clone().unwrap_or_else(MemberId::new);
        let change = written.take(&id, person, &plan);
        if plan.member.is_none() {
            written.newcomer(&id, number, person, &plan, source)?;
            number += 1;
        }
        done.push((id, plan, change));
    }
    written.save(tx, now)?;
    for (person, (id, plan, change)) in people.iter().zip(&done) {
        if change.suppressed {
            store::insert_suppression(tx, person.email.folded(), "import", now)?;
        }
        if plan.member.is_some() && plan.changes_something() {
            rows::update_facts(tx, id, &plan.facts)?;
            standing::refresh(tx, id)?;
        }
    }
    Ok(done)
}

/// Rows gathered to be written together.
#[derive(Default)]
struct Written {
    members: Vec<Member>,
    extras: Vec<ExtrasRow>,
    standings: Vec<standing::Row>,
    tags: Vec<(MemberId, String)>,
    consents: Vec<(ConsentId, MemberId, NewConsent)>,
}

impl Written {
    fn take(&mut self, id: &MemberId, person: &Brought, plan: &Plan) -> Change {
        self.tags.extend(plan.tags.iter().map(|tag| (id.clone(), tag.clone())));
        let consents = plan.decisions.iter().map(|consent| (ConsentId::new(), id.clone(), consent.clone()));
        let before = self.consents.len();
        self.consents.extend(consents);
        Change {
            former: plan.former.clone(),
            written: plan.facts.clone(),
            tags: plan.tags.clone(),
            consents: self.consents.iter().skip(before).map(|(id, _, _)| id.clone()).collect(),
            suppressed: plan.suppress && person.undeliverable,
        }
    }

    fn newcomer(
        &mut self,
        id: &MemberId,
        number: i64,
        person: &Brought,
        plan: &Plan,
        source: &str,
    ) -> Result<(), Fault> {
        let facts = &plan.facts;
        let joined_at = Moment(facts.joined_at);
        let granted = plan.decisions.iter().filter(|consent| consent.granted);
        let mut agreed: Vec<String> = granted.map(|consent| consent.purpose.clone()).collect();
        agreed.sort();
        self.members.push(Member {
            id: id.clone(),
            number,
            email: person.email.as_written().to_owned(),
            email_folded: person.email.folded().to_owned(),
            email_state: "confirmed".to_owned(),
            name: facts.name.clone(),
            name_folded: store::folded(&facts.name),
            language: facts.language.clone(),
            country: facts.country.clone(),
            birth_date: facts.birth_date.clone(),
            joined_at,
            source: source.to_owned(),
            note: facts.note.clone(),
            state: "active".to_owned(),
            last_seen_at: None,
        });
        self.extras.push(ExtrasRow::of(id, facts, true)?);
        self.standings.push(standing::Row {
            member_id: id.clone(),
            number,
            active: true,
            joined_at,
            tier: String::new(),
            tier_since: None,
            country: facts.country.clone(),
            language: facts.language.clone(),
            birth_date: facts.birth_date.clone().unwrap_or_default(),
            tags: between_commas(&plan.tags),
            consents: between_commas(&agreed),
            reachable: false,
        });
        Ok(())
    }

    fn save(&self, tx: &mut Tx, now: Moment) -> Result<(), Fault> {
        rows::insert_members(tx, &self.members, &self.extras, &self.standings)?;
        rows::insert_tags(tx, &self.tags)?;
        rows::insert_consents(tx, &self.consents, now)
    }
}

/// Undoes one change. Returns what was left as it is, because somebody changed it since.
pub fn take_back(tx: &mut Tx, member: &MemberId, created: bool, change: &Change) -> Result<Vec<String>, Fault> {
    let Some(row) = store::by_id(tx, member)? else { return Ok(Vec::new()) };
    let extras = rows::extras_of(tx, member)?;
    let facts = facts_of(&row, extras);
    if created {
        let untouched = is_untouched(tx, &row, &facts, change)?;
        if !untouched || !rows::delete_member(tx, member)? {
            return Ok(vec!["member".to_owned()]);
        }
        if change.suppressed {
            rows::delete_suppression(tx, &row.email_folded)?;
        }
        return Ok(Vec::new());
    }
    let (restored, kept) = restored(&facts, change);
    rows::update_facts(tx, member, &restored)?;
    for tag in &change.tags {
        store::delete_tag(tx, member, tag)?;
    }
    rows::delete_consents(tx, &change.consents)?;
    if change.suppressed {
        rows::delete_suppression(tx, &row.email_folded)?;
    }
    standing::refresh(tx, member)?;
    Ok(kept)
}

/// Nobody has been here, bought or corrected anything since the file brought them.
fn is_untouched(tx: &mut Tx, row: &Member, facts: &Facts, change: &Change) -> Result<bool, Fault> {
    Ok(row.last_seen_at.is_none()
        && row.state == "active"
        && *facts == change.written
        && store::tags_of(tx, &row.id)? == change.tags
        && rows::count_consents(tx, &row.id)? == change.consents.len() as i64
        && rows::tier_of(tx, &row.id)?.is_empty())
}

/// The former value of everything that still is as the file left it, and the names of what is not.
fn restored(now: &Facts, change: &Change) -> (Facts, Vec<String>) {
    let (former, written) = (&change.former, &change.written);
    let mut kept = Vec::new();
    macro_rules! back {
        ($field:ident) => {
            if now.$field == written.$field {
                former.$field.clone()
            } else {
                kept.push(stringify!($field).to_owned());
                now.$field.clone()
            }
        };
    }
    let restored = Facts {
        name: back!(name),
        language: back!(language),
        country: back!(country),
        birth_date: back!(birth_date),
        joined_at: back!(joined_at),
        note: back!(note),
        fields: back!(fields),
        stripe_customer: back!(stripe_customer),
        stripe_subscription: back!(stripe_subscription),
    };
    (restored, kept)
}

/// The owner lets mail out to people a file brought.
pub fn let_mail_out(tx: &mut Tx, members: &[MemberId]) -> Result<(), Fault> {
    rows::update_mail_waits(tx, members, false)?;
    members.iter().try_for_each(|member| standing::refresh(tx, member))
}
