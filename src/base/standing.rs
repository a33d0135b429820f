//! What a condition may ask about a member.

use super::Moment;

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
}
