//! For whom a post is, and what would open it for somebody else.

use crate::base::condition::{Condition, Fact, Tenure, TenureUnit};
use crate::base::{Moment, Standing};

/// For whom a post is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audience(Option<Condition>);

/// Why a post is closed to a visitor.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Closed {
    pub why: Why,
    /// Slugs of the tiers each of which alone opens it; empty when none does.
    pub tiers: Vec<String>,
    /// When waiting alone opens it for this member.
    pub opens_at: Option<Moment>,
    /// Full months of membership asked for; 0 when none are.
    pub months: u32,
    /// Youngest age asked for; 0 when none is.
    pub age: u32,
}

/// The one thing that is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Why {
    /// Any member may, also a free one.
    Members,
    Tier,
    Tenure,
    Age,
    /// Several things together, or one that nobody can do anything about.
    Some,
}

impl Audience {
    /// Reads a stored condition. One that cannot be read opens for nobody.
    pub fn of(condition: &str) -> Audience {
        Audience(match condition {
            "everyone" => Some(Condition::Everyone),
            "member" => Some(Condition::Member),
            line => Condition::parse(line).ok(),
        })
    }

    pub fn is_everyone(&self) -> bool {
        self.0 == Some(Condition::Everyone)
    }

    /// `None` is somebody who is not signed in.
    pub fn is_open_to(&self, standing: Option<&Standing>, now: Moment) -> bool {
        self.0.as_ref().is_some_and(|condition| condition.holds(standing, now))
    }

    /// Slugs of the tiers the post names; empty when tiers do not matter.
    pub fn tiers(&self) -> Vec<&str> {
        self.0.as_ref().map(Condition::tiers_named).unwrap_or_default()
    }

    /// What keeps this visitor out; `None` when nothing does.
    pub fn closed_to(&self, standing: Option<&Standing>, now: Moment) -> Option<Closed> {
        if self.is_open_to(standing, now) {
            return None;
        }
        let Some(condition) = &self.0 else {
            return Some(Closed { why: Why::Some, tiers: Vec::new(), opens_at: None, months: 0, age: 0 });
        };
        // Asked of somebody like this visitor who had the one thing more.
        let visitor = standing.cloned().unwrap_or_else(|| newcomer(now));
        let opens = |standing: &Standing| condition.holds(Some(standing), now);
        let mut tiers: Vec<String> = Vec::new();
        for tier in condition.tiers_named() {
            if opens(&with_tier(Some(&visitor), tier, now)) && !tiers.iter().any(|known| known == tier) {
                tiers.push(tier.to_owned());
            }
        }
        let tenure = Standing { joined_at: LONG_AGO, ..visitor.clone() };
        let years = youngest(condition);
        let grown = Standing { birth_date: "1900-01-01".to_owned(), ..visitor.clone() };
        let why = if standing.is_none() && opens(&visitor) {
            Why::Members
        } else if !tiers.is_empty() {
            Why::Tier
        } else if opens(&tenure) {
            Why::Tenure
        } else if years > 0 && opens(&grown) {
            Why::Age
        } else {
            Why::Some
        };
        Some(Closed {
            why,
            tiers,
            opens_at: standing
                .filter(|standing| standing.active)
                .and_then(|standing| condition.opens_at(standing, now)),
            months: if why == Why::Tenure { longest_months(condition) } else { 0 },
            age: if why == Why::Age { years } else { 0 },
        })
    }
}

/// This visitor, if they held that tier now; the empty tier is a free member's.
pub(super) fn with_tier(standing: Option<&Standing>, tier: &str, now: Moment) -> Standing {
    let visitor = standing.cloned().unwrap_or_else(|| newcomer(now));
    Standing { tier: tier.to_owned(), tier_since: Some(now), ..visitor }
}

/// 1900: longer than any club.
const LONG_AGO: Moment = Moment(-2_208_988_800_000_000);

fn newcomer(now: Moment) -> Standing {
    Standing {
        number: i64::MAX,
        active: true,
        joined_at: now,
        tier: String::new(),
        tier_since: None,
        country: String::new(),
        language: String::new(),
        birth_date: String::new(),
        tags: Vec::new(),
        consents: Vec::new(),
        source: String::new(),
        holds: "free".to_owned(),
        tickets: Vec::new(),
        bought: Vec::new(),
        spend: None,
        fields: Vec::new(),
        reachable: false,
    }
}

fn facts(condition: &Condition) -> Vec<&Fact> {
    match condition {
        Condition::Everyone | Condition::Member => Vec::new(),
        Condition::Fact(fact) => vec![fact],
        Condition::Not(inner) => facts(inner),
        Condition::All(parts) | Condition::Any(parts) => parts.iter().flat_map(facts).collect(),
    }
}

fn longest_months(condition: &Condition) -> u32 {
    let months = |tenure: &Tenure| match tenure.unit {
        TenureUnit::Years => tenure.count.saturating_mul(12),
        TenureUnit::Months => tenure.count,
        TenureUnit::Weeks => tenure.count.saturating_mul(7).saturating_add(29) / 30,
        TenureUnit::Days => tenure.count.saturating_add(29) / 30,
    };
    let longest = facts(condition).into_iter().filter_map(|fact| match fact {
        Fact::Tenure(_, tenure) => Some(months(tenure)),
        _ => None,
    });
    u32::try_from(longest.max().unwrap_or(0)).unwrap_or(u32::MAX)
}

fn youngest(condition: &Condition) -> u32 {
    use crate::base::condition::Compare;
    let oldest = facts(condition).into_iter().filter_map(|fact| match fact {
        Fact::Age(Compare::AtLeast | Compare::Equal, years) => Some(*years),
        Fact::Age(Compare::More, years) => Some(years.saturating_add(1)),
        _ => None,
    });
    u32::try_from(oldest.max().unwrap_or(0)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::condition::midnight;

    fn at(day: &str) -> Moment {
        midnight(day.parse().unwrap())
    }

    fn fan() -> Standing {
        Standing {
            number: 7,
            joined_at: at("2026-01-01"),
            birth_date: "2012-05-01".into(),
            ..newcomer(at("2026-11-20"))
        }
    }

    #[test]
    fn a_closed_post_says_what_is_missing() {
        let now = at("2026-11-20");
        let check = |line: &str, standing: Option<&Standing>, why: Option<Why>, tiers: &[&str]| {
            let closed = Audience::of(line).closed_to(standing, now);
            assert_eq!(closed.as_ref().map(|closed| closed.why), why, "{line}");
            assert_eq!(closed.map(|closed| closed.tiers).unwrap_or_default(), tiers, "{line}");
        };
        let fan = fan();
        check("everyone", None, None, &[]);
        check("member", None, Some(Why::Members), &[]);
        check("member", Some(&fan), None, &[]);
        check("tier in (circle, front-row)", None, Some(Why::Tier), &["circle", "front-row"]);
        check("tier = circle or tenure > 2y", Some(&fan), Some(Why::Tier), &["circle"]);
        check("tenure > 2y", None, Some(Why::Tenure), &[]);
        check("tenure > 6m", Some(&fan), None, &[]);
        check("age >= 18", Some(&fan), Some(Why::Age), &[]);
        check("tag = street-team", Some(&fan), Some(Why::Some), &[]);
        check("tier = circle and tag = street-team", Some(&fan), Some(Why::Some), &[]);
        check("number <= 100", None, Some(Why::Some), &[]);
        check("not a condition", Some(&fan), Some(Why::Some), &[]);
    }

    #[test]
    fn waiting_and_age_are_said_in_numbers() {
        let now = at("2026-11-20");
        let closed = Audience::of("tenure > 2y").closed_to(Some(&fan()), now).unwrap();
        assert_eq!((closed.opens_at, closed.months), (Some(at("2028-01-01")), 24));
        let closed = Audience::of("age > 17").closed_to(Some(&fan()), now).unwrap();
        assert_eq!((closed.opens_at, closed.age), (None, 18));
        let banned = Standing { active: false, ..fan() };
        let closed = Audience::of("tenure > 2y").closed_to(Some(&banned), now).unwrap();
        assert_eq!(closed.opens_at, None);
    }
}
