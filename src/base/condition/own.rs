//! What conditions see of the fields a club defines itself: a few lines for each value, compared as text so that one
//! standing and SQL over all of them read the same.

use std::fmt;

use jiff::civil::Date;

use crate::base::Decimal;

/// What a value of a club's own field is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    Number(Decimal),
    Date(Date),
}

/// The lines of one value: what it is, and where it stands among numbers or dates if it is one.
pub fn lines(key: &str, value: &str) -> Vec<String> {
    let bounds =
        [number(value), date(value)].into_iter().flatten().map(|bound| format!("{}{}", bound.mark(key), bound.text()));
    std::iter::once(is(key, value)).chain(bounds).collect()
}

pub(super) fn number(text: &str) -> Option<Bound> {
    text.parse().ok().map(Bound::Number)
}

/// A day of our era: those before it would not be written as long as the others.
pub(super) fn date(text: &str) -> Option<Bound> {
    text.parse().ok().filter(|date: &Date| date.year() >= 0).map(Bound::Date)
}

/// The line of a field with this value; the case of letters does not matter.
pub fn is(key: &str, value: &str) -> String {
    format!("{key}={}", value.to_lowercase())
}

impl Bound {
    /// How the line begins in which a field stands among others of this kind.
    pub fn mark(self, key: &str) -> String {
        match self {
            Bound::Number(_) => format!("{key}#"),
            Bound::Date(_) => format!("{key}@"),
        }
    }

    /// Its order as text is its own; all of one kind are equally long.
    pub fn text(self) -> String {
        match self {
            Bound::Number(number) => number.sortable(),
            Bound::Date(date) => date.to_string(),
        }
    }
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Bound::Number(number) => number.fmt(f),
            Bound::Date(date) => date.fmt(f),
        }
    }
}
