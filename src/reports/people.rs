//! The member list as the studio searches it: people, where they stand, what they hold.

use super::store;
use crate::base::{Fault, Moment};
use crate::members::MemberId;
use crate::plumbing::db::Conn;

/// What to look for; empty fields do not narrow.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search {
    /// Part of a name or address, or a whole member number.
    pub words: String,
    /// Slug of a tier; `-` for members without one.
    pub tier: String,
    pub holds: Option<Holds>,
    /// ISO 3166 alpha-2.
    pub country: String,
    pub tag: String,
}

/// The state of somebody's membership, as people ask for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    Paying,
    /// Their last renewal failed; they still have access.
    Grace,
    /// They leave at the end of what they paid for.
    Leaving,
    /// No paid membership.
    Free,
    Banned,
}

impl Holds {
    pub const ALL: [Holds; 5] = [Holds::Paying, Holds::Grace, Holds::Leaving, Holds::Free, Holds::Banned];

    pub fn word(self) -> &'static str {
        match self {
            Holds::Paying => "paying",
            Holds::Grace => "grace",
            Holds::Leaving => "leaving",
            Holds::Free => "free",
            Holds::Banned => "banned",
        }
    }

    pub fn from_word(word: &str) -> Option<Holds> {
        Holds::ALL.into_iter().find(|holds| holds.word() == word)
    }
}

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub id: MemberId,
    pub number: i64,
    pub name: String,
    pub email: String,
    pub country: String,
    pub joined_at: Moment,
    pub last_seen_at: Option<Moment>,
    /// Slug; empty for none.
    pub tier: String,
    pub tags: Vec<String>,
    /// Purposes.
    pub consents: Vec<String>,
    pub holds: Holds,
    /// When access ends: of grace, or of what was paid for.
    pub until: Option<Moment>,
}

/// Those the search finds, newest member first, with numbers below `before`.
pub fn people(conn: &mut Conn, search: &Search, before: Option<i64>, most: i64) -> Result<Vec<Person>, Fault> {
    let rows = store::people(conn, search, before, most)?;
    let ids: Vec<MemberId> = rows.iter().map(|row| row.id.clone()).collect();
    let living = store::living(conn, &ids)?;
    let person = |row: store::PersonRow| {
        let held = living.iter().find(|held| held.member_id == row.id);
        let (holds, until) = match held {
            _ if !row.active => (Holds::Banned, None),
            None => (Holds::Free, None),
            Some(held) if held.state == "grace" => (Holds::Grace, held.grace_until),
            Some(held) if held.cancel_at_period_end => (Holds::Leaving, held.period_end),
            Some(held) => (Holds::Paying, held.period_end),
        };
        Person {
            holds,
            until,
            id: row.id,
            number: row.number,
            name: row.name,
            email: row.email,
            country: row.country,
            joined_at: row.joined_at,
            last_seen_at: row.last_seen_at,
            tier: row.tier,
            tags: words(&row.tags),
            consents: words(&row.consents),
        }
    };
    Ok(rows.into_iter().map(person).collect())
}

/// How many the search finds.
pub fn count_people(conn: &mut Conn, search: &Search) -> Result<i64, Fault> {
    store::count_people(conn, search)
}

fn words(column: &str) -> Vec<String> {
    column.split(',').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}
