//! From a condition to SQL over the columns of `standings`: no subquery, one pass.

use diesel::define_sql_function;
use diesel::expression::BoxableExpression;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};

use crate::base::Moment;
use crate::base::condition::{Compare, Condition, Fact, Tenure, midnight};
use crate::plumbing::db::Backend;
use crate::plumbing::schema::standings;

pub(super) type Sql = Box<dyn BoxableExpression<standings::table, Backend, SqlType = Bool>>;

define_sql_function! {
    fn replace(text: Text, part: Text, by: Text) -> Text;
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
        Condition::All(parts) => parts.iter().fold(always(), |left, part| Box::new(left.and(meets_for(part, now)))),
        Condition::Any(parts) => parts.iter().fold(never(), |left, part| Box::new(left.or(meets_for(part, now)))),
    }
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
        Fact::TagIn(tags) => tags.iter().fold(never(), |left, tag| {
            Box::new(left.or(replace(standings::tags, between_commas(tag), "").ne(standings::tags)))
        }),
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
    }
}

/// Agreed to this purpose.
pub(super) fn consents_to(purpose: &str) -> Sql {
    Box::new(replace(standings::consents, between_commas(purpose), "").ne(standings::consents))
}

/// How a word stands in a column of words. It is looked for by taking it out: `LIKE` would read `_` as any letter, and
/// forget case on SQLite only.
fn between_commas(word: &str) -> String {
    format!(",{word},")
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
