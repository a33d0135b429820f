//! From a condition to SQL over the columns of `standings`: no subquery, one pass. The table has no index that a condition
//! could be led astray by: following one row by row to half of the members takes eight times as long as reading all.

use diesel::expression::BoxableExpression;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Integer, Text};

use crate::base::condition::own::{self, Bound};
use crate::base::condition::{Compare, Condition, Fact, Tenure, midnight};
use crate::base::{Moment, Money};
use crate::plumbing::db::Backend;
use crate::plumbing::schema::standings;

pub(super) type Sql = Box<dyn BoxableExpression<standings::table, Backend, SqlType = Bool>>;

/// Whether a column of words between commas has this one. Looking for a piece of text takes SQLite a quarter less time than
/// LIKE, which reads its pattern anew for every member.
macro_rules! lists {
    ($column:expr, $word:expr) => {
        match $word {
            // A comma parts words, so no word has one.
            word if word.contains(',') => never(),
            word => Box::new(instr($column, format!(",{word},")).gt(0)) as Sql,
        }
    };
}

/// The members for whom [`Condition::holds`] says yes.
pub(super) fn meets(condition: &Condition, now: Moment) -> Sql {
    match condition {
        Condition::Everyone => always(),
        condition => Box::new(standings::active.eq(true).and(meets_for(condition, now))),
    }
}

fn meets_for(condition: &Condition, now: Moment) -> Sql {
    match condition {
        Condition::Everyone | Condition::Member => always(),
        Condition::Fact(fact) => fact_meets(fact, now),
        Condition::Not(inner) => Box::new(diesel::dsl::not(meets_for(inner, now))),
        Condition::All(parts) => all(parts.iter().map(|part| meets_for(part, now))),
        Condition::Any(parts) => any(parts.iter().map(|part| meets_for(part, now))),
    }
}

/// Adds nothing that is always so to them: it would be asked of every member.
fn all(parts: impl Iterator<Item = Sql>) -> Sql {
    parts.reduce(|left, part| Box::new(left.and(part))).unwrap_or_else(always)
}

/// As [`all`].
fn any(parts: impl Iterator<Item = Sql>) -> Sql {
    parts.reduce(|left, part| Box::new(left.or(part))).unwrap_or_else(never)
}

fn always() -> Sql {
    Box::new(standings::number.eq(standings::number))
}

fn never() -> Sql {
    Box::new(standings::number.ne(standings::number))
}

fn fact_meets(fact: &Fact, now: Moment) -> Sql {
    match fact {
        Fact::TierIn(tiers) => Box::new(standings::tier.eq_any(tiers.clone())),
        Fact::CountryIn(countries) => Box::new(standings::country.eq_any(countries.clone())),
        Fact::LanguageIn(languages) => Box::new(standings::language.eq_any(languages.clone())),
        Fact::TagIn(tags) => any(tags.iter().map(|tag| lists!(standings::tags, tag))),
        Fact::Consents(purpose) => consents_to(purpose),
        Fact::Tenure(compare, tenure) => tenure_meets(*compare, *tenure, now),
        Fact::Number(compare, number) => match compare {
            Compare::Less => Box::new(standings::number.lt(*number)),
            Compare::AtMost => Box::new(standings::number.le(*number)),
            Compare::Equal => Box::new(standings::number.eq(*number)),
            Compare::AtLeast => Box::new(standings::number.ge(*number)),
            Compare::More => Box::new(standings::number.gt(*number)),
        },
        Fact::Joined(compare, day) => {
            let at = midnight(*day);
            match compare {
                Compare::Less => Box::new(standings::joined_at.lt(at)),
                Compare::AtMost => Box::new(standings::joined_at.le(at)),
                Compare::Equal => Box::new(standings::joined_at.eq(at)),
                Compare::AtLeast => Box::new(standings::joined_at.ge(at)),
                Compare::More => Box::new(standings::joined_at.gt(at)),
            }
        }
        Fact::Age(compare, years) => age_meets(*compare, *years, now),
        Fact::SourceIn(sources) => Box::new(standings::source.eq_any(sources.clone())),
        Fact::HoldsIn(states) => Box::new(standings::holds.eq_any(states.clone())),
        Fact::HasTicket(event) => lists!(standings::tickets, event),
        Fact::Bought(item) => lists!(standings::bought, item),
        Fact::Spend(compare, sum) => spend_meets(*compare, *sum),
        Fact::Reachable => Box::new(standings::reachable.eq(true)),
        Fact::FieldIn(key, values) => any(values.iter().map(|value| has_line(&own::is(key, value)))),
        Fact::FieldCompared(key, compare, bound) => field_meets(key, *compare, *bound),
    }
}

/// Who paid in another currency spent nothing of this one.
fn spend_meets(compare: Compare, sum: Money) -> Sql {
    let same = standings::spend_currency.eq(sum.currency.code());
    let enough: Sql = match compare {
        Compare::Less => Box::new(standings::spend.lt(sum.minor)),
        Compare::AtMost => Box::new(standings::spend.le(sum.minor)),
        Compare::Equal => Box::new(standings::spend.eq(sum.minor)),
        Compare::AtLeast => Box::new(standings::spend.ge(sum.minor)),
        Compare::More => Box::new(standings::spend.gt(sum.minor)),
    };
    let theirs: Sql = Box::new(same.and(enough));
    if compare.holds(0, sum.minor) {
        Box::new(theirs.or(standings::spend_currency.ne(sum.currency.code())))
    } else {
        theirs
    }
}

diesel::define_sql_function! {
    /// Where a part begins, counted from one; zero for nowhere. PostgreSQL has it from our own migration.
    fn instr(text: Text, part: Text) -> Integer;
}
diesel::define_sql_function! {
    fn substr(text: Text, from: Integer, length: Integer) -> Text;
}

/// Whether one of the lines about the club's own fields is this one.
fn has_line(line: &str) -> Sql {
    // A line has no ends of lines in it.
    if line.contains('\n') {
        return never();
    }
    Box::new(instr(standings::own_fields, format!("\n{line}\n")).gt(0))
}

/// Lines of one mark are equally long behind it, and their order as text is that of what they say.
fn field_meets(key: &str, compare: Compare, bound: Bound) -> Sql {
    let (mark, text) = (format!("\n{}", bound.mark(key)), bound.text());
    if key.contains('\n') {
        return never();
    }
    let behind = mark.chars().count() as i32;
    let length = text.len() as i32;
    let begins = || instr(standings::own_fields, mark.clone());
    let theirs = substr(standings::own_fields, begins() + behind, length);
    let meets: Sql = match compare {
        Compare::Less => Box::new(theirs.lt(text)),
        Compare::AtMost => Box::new(theirs.le(text)),
        Compare::Equal => Box::new(theirs.eq(text)),
        Compare::AtLeast => Box::new(theirs.ge(text)),
        Compare::More => Box::new(theirs.gt(text)),
    };
    Box::new(begins().gt(0).and(meets))
}

/// Agreed to this purpose.
pub(super) fn consents_to(purpose: &str) -> Sql {
    lists!(standings::consents, purpose)
}

/// A longer tenure is an earlier joining; "more than two years" begins when two years are full.
fn tenure_meets(compare: Compare, tenure: Tenure, now: Moment) -> Sql {
    let threshold = tenure.before(now);
    match compare {
        Compare::More | Compare::AtLeast => Box::new(standings::joined_at.le(threshold)),
        Compare::Less | Compare::AtMost => Box::new(standings::joined_at.gt(threshold)),
        Compare::Equal => {
            let day = midnight(threshold.utc_date());
            Box::new(standings::joined_at.ge(day).and(standings::joined_at.lt(day.plus_days(1))))
        }
    }
}

/// Birth dates are `2001-05-30`, so their order is the order of their letters; an unknown one is empty and meets nothing.
fn age_meets(compare: Compare, years: i64, now: Moment) -> Sql {
    let known = standings::birth_date.ne("").and(standings::birth_date.le(born_by(0, now)));
    let at_least = |years: i64| standings::birth_date.le(born_by(years, now));
    let under = |years: i64| standings::birth_date.gt(born_by(years, now));
    let older = years.saturating_add(1);
    match compare {
        Compare::Less => Box::new(known.and(under(years))),
        Compare::AtMost => Box::new(known.and(under(older))),
        Compare::Equal => Box::new(known.and(at_least(years)).and(under(older))),
        Compare::AtLeast => Box::new(known.and(at_least(years))),
        Compare::More => Box::new(known.and(at_least(older))),
    }
}

/// The last birth date of those who are this old today. Need not exist: 29 February is compared, not looked up.
fn born_by(years: i64, now: Moment) -> String {
    let today = now.utc_date();
    match i64::from(today.year()).checked_sub(years) {
        Some(year) if year >= 0 => format!("{year:04}-{:02}-{:02}", today.month(), today.day()),
        _ => String::new(),
    }
}
