//! What a condition may ask about a member.

use super::{Moment, Money};

/// A member's standing: the facts conditions look at, kept current by the rooms that change them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Member number, from 1.
    pub number: i64,
    /// False for banned and erased members: they may see nothing that asks for anything.
    pub active: bool,
    pub joined_at: Moment,
    /// Slug of the tier whose benefits the member has now; empty for free members.
    pub tier: String,
    pub tier_since: Option<Moment>,
    /// ISO 3166 alpha-2 in upper case; empty when unknown.
    pub country: String,
    /// BCP 47 primary language in lower case.
    pub language: String,
    /// `2001-05-30`; empty when unknown.
    pub birth_date: String,
    /// Slugs.
    pub tags: Vec<String>,
    /// Purposes agreed to.
    pub consents: Vec<String>,
    /// How they came: `web`, `crew`, `import`, `demo`.
    pub source: String,
    /// What they hold: `paying`, `grace`, `leaving` or `free`.
    pub holds: String,
    /// Slugs of the events they have a valid ticket to.
    pub tickets: Vec<String>,
    /// Slugs of the products they bought and kept.
    pub bought: Vec<String>,
    /// What they paid less what went back to them, in the currency they paid most in; `None` for nothing.
    pub spend: Option<Money>,
    /// What the club keeps of them in fields of its own, as [`own::lines`](super::condition::own::lines).
    pub fields: Vec<String>,
    /// Mail to them arrives, and none waits for the owner's word.
    pub reachable: bool,
}
