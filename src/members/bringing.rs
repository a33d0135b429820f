//! Writing what a file brings: many rows together, each as new, changed or left as it is.

use std::collections::HashSet;

use super::brought::{Change, Known, Merge, Outcome};
use super::brought_rows::Written;
use super::newcomers::{Candidate, Newcomer};
use super::{MemberId, brought_store as rows, store};
use crate::base::{Fault, Moment};
use crate::plumbing::db::Tx;

/// What was done for one row.
#[derive(Debug, Clone)]
pub struct Done {
    pub member: MemberId,
    pub outcome: Outcome,
    undo: Undo,
}

/// What undoing needs. Of newcomers it was written down before the writer was held.
#[derive(Debug, Clone)]
enum Undo {
    Kept(String),
    Told(Box<Change>),
}

impl Done {
    pub fn change(self) -> Result<Change, Fault> {
        match self.undo {
            Undo::Kept(json) => Change::read(&json),
            Undo::Told(change) => Ok(*change),
        }
    }

    /// The change as it is kept: [`Change::read`] understands it.
    pub fn kept(self) -> Result<String, Fault> {
        match self.undo {
            Undo::Kept(json) => Ok(json),
            Undo::Told(change) => change.kept(),
        }
    }
}

/// Brings these people in and tells what was done for each, in their order. Nobody may be among them twice. Mail to those
/// who are new waits.
pub fn bring(tx: &mut Tx, people: Vec<Candidate>, merge: Merge, now: Moment) -> Result<Vec<Done>, Fault> {
    let known = Known::of(tx, people.iter().map(|one| &one.person))?;
    let new = people.iter().filter(|one| !known.is_member(&one.person));
    let numbers = Numbers::for_new(tx, new.map(|one| one.person.number))?;
    let mut bringing = Bringing { known, numbers, written: Written::default(), merge, now };
    let done = people.into_iter().map(|one| bringing.one(one)).collect::<Result<_, Fault>>()?;
    bringing.written.save(tx, now)?;
    Ok(done)
}

/// Between what was looked up and what will be saved.
struct Bringing {
    known: Known,
    numbers: Numbers,
    written: Written,
    merge: Merge,
    now: Moment,
}

impl Bringing {
    fn one(&mut self, candidate: Candidate) -> Result<Done, Fault> {
        if self.known.is_member(&candidate.person) {
            return self.member(&candidate);
        }
        let newcomer = self.newcomer(candidate)?;
        let (member, change) = self.written.newcomer(newcomer);
        Ok(Done { member, outcome: Outcome::Created, undo: Undo::Kept(change) })
    }

    fn member(&mut self, Candidate { person, .. }: &Candidate) -> Result<Done, Fault> {
        let plan = self.known.plan(person, self.merge, self.now);
        let (outcome, member) = (plan.outcome(), plan.member.clone());
        let member = member.ok_or_else(|| Fault::broken("a member who is known has no id"))?;
        let change = match outcome {
            Outcome::Unchanged => plan.into_change(&member, self.now).1,
            _ => self.written.changed(&member, person, plan, self.now)?,
        };
        Ok(Done { member, outcome, undo: Undo::Told(Box::new(change)) })
    }

    /// As they were made ready, unless they cannot have their number or their address takes no mail already.
    fn newcomer(&mut self, Candidate { person, prepared }: Candidate) -> Result<Newcomer, Fault> {
        let number = self.numbers.of(person.number);
        let other = person.number.filter(|other| *other != number);
        let fitting = prepared.filter(|_| other.is_none() && !self.known.is_suppressed(&person));
        let mut newcomer = match fitting {
            Some(prepared) => *prepared,
            None => {
                let mut plan = self.known.plan(&person, self.merge, self.now);
                plan.facts.fields.extend(other.map(|other| ("number".to_owned(), other.to_string())));
                Newcomer::of(&person, plan, self.now)?
            }
        };
        newcomer.give_number(number);
        Ok(newcomer)
    }
}

/// Numbers for those who are new: the one they bring where it is free, else the next.
struct Numbers {
    taken: HashSet<i64>,
    next: i64,
}

impl Numbers {
    /// `brought` tells of everybody who is new.
    fn for_new(tx: &mut Tx, brought: impl Iterator<Item = Option<i64>>) -> Result<Numbers, Fault> {
        let brought: Vec<Option<i64>> = brought.collect();
        if brought.is_empty() {
            return Ok(Numbers { taken: HashSet::new(), next: 0 });
        }
        store::lock_numbers(tx)?;
        let brought: Vec<i64> = brought.into_iter().flatten().collect();
        let taken = if brought.is_empty() { Vec::new() } else { rows::numbers_taken(tx, &brought)? };
        let highest = brought.into_iter().max().map_or(0, |number| number.saturating_add(1));
        Ok(Numbers { taken: taken.into_iter().collect(), next: store::next_number(tx)?.max(highest) })
    }

    fn of(&mut self, wanted: Option<i64>) -> i64 {
        match wanted {
            Some(number) if self.taken.insert(number) => number,
            _ => {
                self.next += 1;
                self.next - 1
            }
        }
    }
}
