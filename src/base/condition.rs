//! One language for who may see or buy what: `tier in (circle, front-row) and tenure > 1y`.
//!
//! Grammar, words in any case:
//! ```text
//! condition = either ; either = both { "or" both } ; both = single { "and" single }
//! single    = "not" single | "(" condition ")" | fact
//! fact      = "everyone" | "member"
//!           | ("tier" | "tag" | "country" | "language" | "source" | "state")
//!             ( "=" word | "in" "(" word { "," word } ")" )
//!           | ("tenure") compare number ("d" | "w" | "m" | "y")
//!           | ("number" | "age") compare number
//!           | "joined" compare date
//!           | "spend" compare amount currency
//!           | "field" "(" word ")" ( "=" word | "in" "(" word { "," word } ")" | compare ( amount | date ) )
//!           | ("consents" | "has_ticket" | "bought") "(" word ")"
//!           | "reachable"
//! compare   = "<" | "<=" | ">" | ">=" | "="
//! ```
//! `everyone` is the only condition that people who are not members can meet.

pub mod own;
mod parse;
mod rows;

use std::fmt;

use jiff::civil::Date;

use super::{Moment, Money, Standing};
use own::Bound;

pub use parse::NotACondition;
pub use rows::Row;

/// Who may see or buy something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    Everyone,
    Member,
    Fact(Fact),
    Not(Box<Condition>),
    All(Vec<Condition>),
    Any(Vec<Condition>),
}

/// One thing asked about a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    TierIn(Vec<String>),
    TagIn(Vec<String>),
    CountryIn(Vec<String>),
    LanguageIn(Vec<String>),
    Tenure(Compare, Tenure),
    Number(Compare, i64),
    Age(Compare, i64),
    /// Midnight UTC of that day.
    Joined(Compare, Date),
    Consents(String),
    SourceIn(Vec<String>),
    /// `paying`, `grace`, `leaving`, `free`.
    HoldsIn(Vec<String>),
    /// To the event of this slug.
    HasTicket(String),
    /// The product of this slug.
    Bought(String),
    /// Who paid in another currency spent nothing of this one.
    Spend(Compare, Money),
    Reachable,
    /// A field of the club's own, by its key, is one of these. Lower case.
    FieldIn(String, Vec<String>),
    /// It is a number or date on this side of another.
    FieldCompared(String, Compare, Bound),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compare {
    Less,
    AtMost,
    Equal,
    AtLeast,
    More,
}

/// What a member can hold, in the words of `state`.
pub const STATES: [&str; 4] = ["paying", "grace", "leaving", "free"];

/// A length of membership by the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tenure {
    pub count: i64,
    pub unit: TenureUnit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TenureUnit {
    Days,
    Weeks,
    Months,
    Years,
}

impl Condition {
    /// Reads one line of the language; the error says where and what was expected.
    pub fn parse(line: &str) -> Result<Condition, NotACondition> {
        parse::condition(line)
    }

    /// Whether this visitor meets the condition. `None` is somebody who is not signed in.
    pub fn holds(&self, standing: Option<&Standing>, now: Moment) -> bool {
        match (self, standing) {
            (Condition::Everyone, _) => true,
            (_, Some(standing)) if standing.active => self.holds_for(standing, now),
            _ => false,
        }
    }

    fn holds_for(&self, standing: &Standing, now: Moment) -> bool {
        match self {
            Condition::Everyone | Condition::Member => true,
            Condition::Fact(fact) => fact.holds_for(standing, now),
            Condition::Not(inner) => !inner.holds_for(standing, now),
            Condition::All(parts) => parts.iter().all(|part| part.holds_for(standing, now)),
            Condition::Any(parts) => parts.iter().any(|part| part.holds_for(standing, now)),
        }
    }

    /// Slugs of the tiers that are named anywhere outside a `not`: what a visitor could buy to come nearer.
    pub fn tiers_named(&self) -> Vec<&str> {
        match self {
            Condition::Fact(Fact::TierIn(tiers)) => tiers.iter().map(String::as_str).collect(),
            Condition::All(parts) | Condition::Any(parts) => parts.iter().flat_map(Condition::tiers_named).collect(),
            _ => Vec::new(),
        }
    }

    /// When time alone will make the condition true for this member: the earliest moment a tenure in it is reached
    /// at which all of it holds. `None` when waiting does not help.
    pub fn opens_at(&self, standing: &Standing, now: Moment) -> Option<Moment> {
        let mut moments: Vec<Moment> = self
            .tenures()
            .into_iter()
            .map(|tenure| tenure.reached_by(standing.joined_at))
            .filter(|at| *at > now)
            .collect();
        moments.sort();
        moments.into_iter().find(|at| self.holds(Some(standing), *at))
    }

    fn tenures(&self) -> Vec<Tenure> {
        match self {
            Condition::Fact(Fact::Tenure(_, tenure)) => vec![*tenure],
            Condition::Not(inner) => inner.tenures(),
            Condition::All(parts) | Condition::Any(parts) => parts.iter().flat_map(Condition::tenures).collect(),
            _ => Vec::new(),
        }
    }
}

impl Fact {
    fn holds_for(&self, standing: &Standing, now: Moment) -> bool {
        match self {
            Fact::TierIn(tiers) => tiers.contains(&standing.tier),
            Fact::TagIn(tags) => standing.tags.iter().any(|tag| tags.contains(tag)),
            Fact::CountryIn(countries) => countries.contains(&standing.country),
            Fact::LanguageIn(languages) => languages.contains(&standing.language),
            Fact::Tenure(compare, tenure) => compare.tenure_holds(standing.joined_at, tenure.before(now)),
            Fact::Number(compare, number) => compare.holds(standing.number, *number),
            Fact::Age(compare, years) => compare.age_holds(&standing.birth_date, *years, now),
            Fact::Joined(compare, day) => compare.holds(standing.joined_at, midnight(*day)),
            Fact::Consents(purpose) => standing.consents.contains(purpose),
            Fact::SourceIn(sources) => sources.contains(&standing.source),
            Fact::HoldsIn(states) => states.contains(&standing.holds),
            Fact::HasTicket(event) => standing.tickets.contains(event),
            Fact::Bought(item) => standing.bought.contains(item),
            Fact::Spend(compare, sum) => {
                let spent = standing.spend.filter(|spent| spent.currency == sum.currency);
                compare.holds(spent.map_or(0, |spent| spent.minor), sum.minor)
            }
            Fact::Reachable => standing.reachable,
            Fact::FieldIn(key, values) => values.iter().any(|value| standing.fields.contains(&own::is(key, value))),
            Fact::FieldCompared(key, compare, bound) => {
                let (mark, text) = (bound.mark(key), bound.text());
                let theirs = standing.fields.iter().find_map(|line| line.strip_prefix(&mark));
                theirs.is_some_and(|theirs| compare.holds(theirs, text.as_str()))
            }
        }
    }
}

impl Tenure {
    /// The moment that lies this long before `now`: who joined at or before it has reached the tenure.
    pub fn before(self, now: Moment) -> Moment {
        self.moved(now, -1)
    }

    /// When somebody who joined at `joined` reaches it, judged by [`Tenure::before`] so that both agree on leap days.
    fn reached_by(self, joined: Moment) -> Moment {
        let mut at = self.moved(joined, 1);
        while self.before(at) < joined {
            at = at.plus_days(1);
        }
        at
    }

    fn moved(self, from: Moment, sign: i64) -> Moment {
        let count = self.count.saturating_mul(sign);
        match self.unit {
            TenureUnit::Days => from.plus_days(count),
            TenureUnit::Weeks => from.plus_days(count.saturating_mul(7)),
            TenureUnit::Months => from.plus_months(count),
            TenureUnit::Years => from.plus_months(count.saturating_mul(12)),
        }
    }
}

impl Compare {
    pub fn holds<T: PartialOrd>(self, left: T, right: T) -> bool {
        match self {
            Compare::Less => left < right,
            Compare::AtMost => left <= right,
            Compare::Equal => left == right,
            Compare::AtLeast => left >= right,
            Compare::More => left > right,
        }
    }

    /// A longer tenure is an earlier joining, so the comparison turns round. "More than two years" begins
    /// when two years are full, as people mean it.
    fn tenure_holds(self, joined: Moment, threshold: Moment) -> bool {
        match self {
            Compare::More | Compare::AtLeast => joined <= threshold,
            Compare::Less | Compare::AtMost => joined > threshold,
            Compare::Equal => joined.utc_date() == threshold.utc_date(),
        }
    }

    /// Somebody whose birth date is unknown meets no condition on age, neither way.
    fn age_holds(self, birth_date: &str, years: i64, now: Moment) -> bool {
        age_on(birth_date, now).is_some_and(|age| self.holds(age, years))
    }
}

/// Full years on the day of `now` in UTC; `None` for an unknown or impossible date.
pub fn age_on(birth_date: &str, now: Moment) -> Option<i64> {
    let born: Date = birth_date.parse().ok()?;
    let today = now.utc_date();
    let had_birthday = (today.month(), today.day()) >= (born.month(), born.day());
    let age = i64::from(today.year()) - i64::from(born.year()) - i64::from(!had_birthday);
    (age >= 0).then_some(age)
}

/// The first moment of a day in UTC.
pub fn midnight(day: Date) -> Moment {
    day.to_zoned(jiff::tz::TimeZone::UTC).map_or(Moment(0), |zoned| Moment::from_timestamp(zoned.timestamp()))
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Condition::Everyone => f.write_str("everyone"),
            Condition::Member => f.write_str("member"),
            Condition::Fact(fact) => fact.fmt(f),
            Condition::Not(inner) => write!(f, "not {}", Single(inner)),
            Condition::All(parts) => write_joined(f, parts, " and "),
            Condition::Any(parts) => write_joined(f, parts, " or "),
        }
    }
}

/// A condition where the grammar wants a single one: sums are put in brackets.
struct Single<'a>(&'a Condition);

impl fmt::Display for Single<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            sum @ (Condition::All(_) | Condition::Any(_)) => write!(f, "({sum})"),
            single => single.fmt(f),
        }
    }
}

fn write_joined(f: &mut fmt::Formatter<'_>, parts: &[Condition], word: &str) -> fmt::Result {
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            f.write_str(word)?;
        }
        write!(f, "{}", Single(part))?;
    }
    Ok(())
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |words: &[String]| words.iter().map(|w| quoted(w)).collect::<Vec<_>>().join(", ");
        match self {
            Fact::TierIn(words) => write!(f, "tier in ({})", list(words)),
            Fact::TagIn(words) => write!(f, "tag in ({})", list(words)),
            Fact::CountryIn(words) => write!(f, "country in ({})", list(words)),
            Fact::LanguageIn(words) => write!(f, "language in ({})", list(words)),
            Fact::Tenure(compare, tenure) => write!(f, "tenure {compare} {}{}", tenure.count, tenure.unit.letter()),
            Fact::Number(compare, number) => write!(f, "number {compare} {number}"),
            Fact::Age(compare, years) => write!(f, "age {compare} {years}"),
            Fact::Joined(compare, day) => write!(f, "joined {compare} {day}"),
            Fact::Consents(purpose) => write!(f, "consents({})", quoted(purpose)),
            Fact::SourceIn(words) => write!(f, "source in ({})", list(words)),
            Fact::HoldsIn(words) => write!(f, "state in ({})", list(words)),
            Fact::HasTicket(event) => write!(f, "has_ticket({})", quoted(event)),
            Fact::Bought(item) => write!(f, "bought({})", quoted(item)),
            Fact::Spend(compare, sum) => write!(f, "spend {compare} {} {}", sum.digits(), sum.currency),
            Fact::Reachable => f.write_str("reachable"),
            Fact::FieldIn(key, values) => write!(f, "field({}) in ({})", quoted(key), list(values)),
            Fact::FieldCompared(key, compare, bound) => write!(f, "field({}) {compare} {bound}", quoted(key)),
        }
    }
}

/// A word as the language writes it: in quotes where it must be. It has no quotes in it: no reading could have made one.
pub fn quoted(word: &str) -> String {
    let plain = !word.is_empty() && word.chars().all(parse::is_word);
    let reserved = parse::KEYWORDS.contains(&word.to_ascii_lowercase().as_str());
    if plain && !reserved { word.to_owned() } else { format!("\"{}\"", word.replace('"', "")) }
}

impl fmt::Display for Compare {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Compare::Less => "<",
            Compare::AtMost => "<=",
            Compare::Equal => "=",
            Compare::AtLeast => ">=",
            Compare::More => ">",
        })
    }
}

impl TenureUnit {
    pub fn letter(self) -> char {
        match self {
            TenureUnit::Days => 'd',
            TenureUnit::Weeks => 'w',
            TenureUnit::Months => 'm',
            TenureUnit::Years => 'y',
        }
    }
}

#[cfg(test)]
mod tests;
