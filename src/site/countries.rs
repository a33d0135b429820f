//! Countries a member may name, in the order of the visitor's language.

use crate::plumbing::locale::{Lang, Words, countries, is_country};
use crate::site::contexts::Choice;

/// Every country with its name.
pub(super) fn all(lang: Lang) -> Vec<Choice> {
    countries(lang).into_iter().map(|(code, label)| Choice { value: code.to_owned(), label }).collect()
}

/// Whether this is a country, or nothing said.
pub(super) fn is_one(code: &str) -> bool {
    code.is_empty() || is_country(code)
}

/// A country's name in the visitor's language.
pub(super) fn name(visit: &crate::lobby::Visit, code: &str) -> String {
    Words::product(visit.lang, visit.club.time_zone()).t(&format!("country-{code}"))
}
