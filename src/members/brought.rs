//! Members a file brings: what each row would change. Many rows are looked up together.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::brought_store::{self as rows, Extras};
use super::consents::ConsentId;
use super::store::Member;
use super::{LONGEST_NAME, MemberId, NewConsent, tag_word};
use crate::base::{EmailAddress, Fault, Moment, ZoneName};
use crate::plumbing::db::Conn;

/// One person as a file tells of them. Empty means that the file says nothing.
#[derive(Debug, Clone)]
pub struct Brought {
    pub email: EmailAddress,
    /// Theirs in another club; given to somebody new where it is free.
    pub number: Option<i64>,
    pub name: String,
    pub language: String,
    pub country: String,
    /// `None` when the file says nothing.
    pub time_zone: Option<ZoneName>,
    pub birth_date: Option<String>,
    pub joined_at: Option<Moment>,
    /// Of somebody new; `import` when the file says nothing.
    pub source: String,
    /// Shut out. A file never lets anybody in again.
    pub is_banned: bool,
    /// `bounced` or `complained`.
    pub email_state: String,
    pub note: String,
    pub tags: Vec<String>,
    /// What they agreed to or declined elsewhere.
    pub decisions: Vec<NewConsent>,
    /// Why their address takes no mail.
    pub suppress: Option<String>,
    pub fields: BTreeMap<String, String>,
    pub stripe_customer: String,
    pub stripe_subscription: String,
}

/// What a file may overwrite.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Facts {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub language: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub country: String,
    #[serde(skip_serializing_if = "ZoneName::is_unknown")]
    pub time_zone: ZoneName,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<String>,
    #[serde(skip_serializing_if = "is_zero")]
    pub joined_at: i64,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub stripe_customer: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub stripe_subscription: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub state: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub email_state: String,
}

/// What was done to one member, exactly enough to undo it. One is kept of every row of a file: what is empty is not said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Change {
    #[serde(skip_serializing_if = "Facts::is_nobodys")]
    pub former: Facts,
    pub written: Facts,
    /// Tags they did not carry before.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub consents: Vec<ConsentId>,
    /// Why their address takes no mail from now on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suppressed: Option<String>,
}

impl Change {
    /// As it is kept.
    pub fn kept(&self) -> Result<String, Fault> {
        Ok(serde_json::to_string(self)?)
    }

    pub fn read(kept: &str) -> Result<Change, Fault> {
        Ok(serde_json::from_str(kept)?)
    }
}

fn is_zero(number: &i64) -> bool {
    *number == 0
}

impl Facts {
    /// Of somebody who was not there.
    fn is_nobodys(&self) -> bool {
        *self == Facts::default()
    }
}

/// Whose values count where the file and the club say different things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Merge {
    FileWins,
    /// Only what the club does not know yet is taken from the file.
    FillsGaps,
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
    pub suppress: Option<String>,
    pub(super) after: After,
}

/// What a row does to the member file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Created,
    Changed,
    Unchanged,
}

/// Where they stand afterwards.
#[derive(Debug, Clone, Default)]
pub(super) struct After {
    /// All tags, and all purposes in force, sorted.
    pub tags: Vec<String>,
    pub agreed: Vec<String>,
    pub reachable: bool,
    pub mail_waits: bool,
}

impl Plan {
    pub fn outcome(&self) -> Outcome {
        match self.member {
            None => Outcome::Created,
            Some(_) if self.changes_something() => Outcome::Changed,
            Some(_) => Outcome::Unchanged,
        }
    }

    fn changes_something(&self) -> bool {
        self.facts != self.former || !self.tags.is_empty() || !self.decisions.is_empty() || self.suppress.is_some()
    }
}

/// What the club knows of some people, looked up together.
#[derive(Default)]
pub(super) struct Known {
    members: HashMap<String, Member>,
    extras: HashMap<MemberId, Extras>,
    tags: HashMap<MemberId, Vec<String>>,
    decided: HashMap<MemberId, HashMap<String, bool>>,
    suppressed: HashSet<String>,
}

impl Known {
    pub(super) fn of<'p>(conn: &mut Conn, people: impl Iterator<Item = &'p Brought>) -> Result<Known, Fault> {
        let folded: Vec<&str> = people.map(|person| person.email.folded()).collect();
        let members = rows::by_emails(conn, &folded)?;
        let ids: Vec<MemberId> = members.iter().map(|member| member.id.clone()).collect();
        let suppressed = rows::suppressed(conn, &folded)?.into_iter().collect();
        let members = members.into_iter().map(|member| (member.email_folded.clone(), member)).collect();
        if ids.is_empty() {
            let (extras, tags, decided) = (HashMap::new(), HashMap::new(), HashMap::new());
            return Ok(Known { members, extras, tags, decided, suppressed });
        }
        Ok(Known {
            members,
            extras: rows::extras_by_ids(conn, &ids)?,
            tags: rows::tags_by_ids(conn, &ids)?,
            decided: rows::decisions(conn, &ids)?,
            suppressed,
        })
    }

    pub(super) fn is_member(&self, person: &Brought) -> bool {
        self.members.contains_key(person.email.folded())
    }

    pub(super) fn is_suppressed(&self, person: &Brought) -> bool {
        self.suppressed.contains(person.email.folded())
    }

    pub(super) fn plan(&mut self, person: &Brought, merge: Merge, now: Moment) -> Plan {
        let member = self.members.get(person.email.folded());
        let extras = member.and_then(|member| self.extras.remove(&member.id)).unwrap_or_default();
        let mail_waits = member.is_none() || extras.mail_waits;
        let former = member.map_or_else(Facts::default, |member| facts_of(member, extras));
        let facts = merged(&former, person, merge, member.is_none(), now);
        let carried = member.and_then(|member| self.tags.remove(&member.id)).unwrap_or_default();
        let tags = new_tags(person, &carried);
        let mut decided = member.and_then(|member| self.decided.remove(&member.id)).unwrap_or_default();
        let decisions = decisions(person, &decided);
        let is_suppressed = self.is_suppressed(person);
        let suppress = person.suppress.clone().filter(|_| !is_suppressed);
        decided.extend(decisions.iter().map(|consent| (consent.purpose.clone(), consent.granted)));
        let reachable = facts.email_state == "confirmed" && !is_suppressed && suppress.is_none() && !mail_waits;
        let agreed = decided.into_iter().filter(|(_, granted)| *granted).map(|(purpose, _)| purpose);
        let after = After {
            tags: sorted(carried.into_iter().chain(tags.iter().cloned())),
            agreed: sorted(agreed),
            reachable,
            mail_waits,
        };
        Plan { member: member.map(|member| member.id.clone()), former, facts, tags, decisions, suppress, after }
    }
}

fn sorted(words: impl Iterator<Item = String>) -> Vec<String> {
    let mut words: Vec<String> = words.collect();
    words.sort();
    words
}

/// What these people would change. Nobody may be among them twice.
pub fn plan(conn: &mut Conn, people: &[&Brought], merge: Merge, now: Moment) -> Result<Vec<Plan>, Fault> {
    let mut known = Known::of(conn, people.iter().copied())?;
    Ok(people.iter().map(|person| known.plan(person, merge, now)).collect())
}

pub(super) fn facts_of(member: &Member, extras: Extras) -> Facts {
    Facts {
        name: member.name.clone(),
        language: member.language.clone(),
        country: member.country.clone(),
        time_zone: member.time_zone.clone(),
        birth_date: member.birth_date.clone(),
        joined_at: member.joined_at.0,
        note: member.note.clone(),
        fields: extras.fields,
        stripe_customer: extras.stripe_customer,
        stripe_subscription: extras.stripe_subscription,
        state: member.state.clone(),
        email_state: member.email_state.clone(),
    }
}

/// Where the file says nothing, all stays. The earlier day of joining counts, and neither a ban nor a dead address is
/// ever lifted.
fn merged(former: &Facts, person: &Brought, merge: Merge, is_new: bool, now: Moment) -> Facts {
    let stays = |old: &str| merge == Merge::FillsGaps && !old.is_empty();
    let told = |new: &str, old: &str| if new.is_empty() || stays(old) { old.to_owned() } else { new.to_owned() };
    let usual = |old: &str, usual: &str| if is_new { usual.to_owned() } else { old.to_owned() };
    let name: String = person.name.trim().chars().take(LONGEST_NAME).collect();
    let mut fields = former.fields.clone();
    for (field, value) in &person.fields {
        if !former.fields.get(field).is_some_and(|old| stays(old)) {
            fields.insert(field.clone(), value.clone());
        }
    }
    let is_alive = is_new || former.email_state == "confirmed";
    Facts {
        name: told(&name, &former.name),
        language: told(&person.language, &former.language),
        country: told(&person.country, &former.country),
        time_zone: match &person.time_zone {
            Some(zone) if !stays(former.time_zone.as_str()) => zone.clone(),
            _ => former.time_zone.clone(),
        },
        birth_date: match &person.birth_date {
            Some(day) if !former.birth_date.as_deref().is_some_and(stays) => Some(day.clone()),
            _ => former.birth_date.clone(),
        },
        joined_at: joined_at(former, person.joined_at, is_new, now),
        note: told(&person.note, &former.note),
        fields,
        stripe_customer: told(&person.stripe_customer, &former.stripe_customer),
        stripe_subscription: told(&person.stripe_subscription, &former.stripe_subscription),
        state: if person.is_banned { "banned".to_owned() } else { usual(&former.state, "active") },
        email_state: match person.email_state.as_str() {
            dead if is_alive && !dead.is_empty() => dead.to_owned(),
            _ => usual(&former.email_state, "confirmed"),
        },
    }
}

/// Files tell times by the second: one that differs by less is the same.
fn joined_at(former: &Facts, brought: Option<Moment>, is_new: bool, now: Moment) -> i64 {
    let brought = brought.map(|at| at.min(now));
    match (is_new, brought) {
        (true, brought) => brought.unwrap_or(now).0,
        (false, Some(at)) if at.unix() < Moment(former.joined_at).unix() => at.0,
        (false, _) => former.joined_at,
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
fn decisions(person: &Brought, decided: &HashMap<String, bool>) -> Vec<NewConsent> {
    let counts = |consent: &&NewConsent| match decided.get(&consent.purpose) {
        None => true,
        Some(agreed) => *agreed && !consent.granted,
    };
    person.decisions.iter().filter(counts).cloned().collect()
}
