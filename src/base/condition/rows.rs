//! A condition as rows that can be clicked together: each a fact or its opposite, joined to the one before by "and" or
//! "or", where "and" binds closer. Every condition is such a list; some are too long a one.

use super::Condition;

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Begins another way to meet the condition. Of no meaning in the first row.
    pub or: bool,
    pub not: bool,
    /// `everyone`, `member` or a fact.
    pub fact: Condition,
}

/// More than anybody can look over.
const MOST_ROWS: usize = 40;

/// Ways to meet a condition, each a list of facts or their opposites.
type Ways = Vec<Vec<(bool, Condition)>>;

impl Condition {
    /// The rows that say the same; `None` when they would be too many.
    pub fn rows(&self) -> Option<Vec<Row>> {
        let mut ways = ways(self, false)?;
        // Only the bare word lets in people who are no members.
        if *self != Condition::Everyone && ways == [[(false, Condition::Everyone)]] {
            ways = vec![vec![(false, Condition::Member)]];
        }
        let mut rows = Vec::new();
        for way in ways {
            let start = rows.len();
            rows.extend(way.into_iter().map(|(not, fact)| Row { or: false, not, fact }));
            if let Some(first) = rows.get_mut(start) {
                first.or = start > 0;
            }
        }
        Some(rows)
    }
}

impl Row {
    /// The condition that rows say; `None` for no row.
    pub fn joined(rows: &[Row]) -> Option<Condition> {
        let mut ways: Vec<Vec<Condition>> = Vec::new();
        for row in rows {
            let fact = if row.not { Condition::Not(Box::new(row.fact.clone())) } else { row.fact.clone() };
            match ways.last_mut() {
                Some(way) if !row.or => way.push(fact),
                _ => ways.push(vec![fact]),
            }
        }
        let ways = ways.into_iter().filter_map(|way| one_or(way, Condition::All)).collect();
        one_or(ways, Condition::Any)
    }
}

fn one_or(mut parts: Vec<Condition>, join: fn(Vec<Condition>) -> Condition) -> Option<Condition> {
    match parts.len() {
        0 => None,
        1 => parts.pop(),
        _ => Some(join(parts)),
    }
}

fn ways(condition: &Condition, not: bool) -> Option<Ways> {
    match condition {
        Condition::Not(inner) => ways(inner, !not),
        Condition::All(parts) if not => either(parts, not),
        Condition::Any(parts) if not => both(parts, not),
        Condition::All(parts) => both(parts, not),
        Condition::Any(parts) => either(parts, not),
        fact => Some(vec![vec![(not, fact.clone())]]),
    }
}

fn either(parts: &[Condition], not: bool) -> Option<Ways> {
    let mut all = Ways::new();
    for part in parts {
        all.extend(ways(part, not)?);
    }
    within_bounds(all)
}

fn both(parts: &[Condition], not: bool) -> Option<Ways> {
    let mut all: Ways = vec![Vec::new()];
    for part in parts {
        let further = ways(part, not)?;
        let with = |way: &Vec<(bool, Condition)>| {
            let way = way.clone();
            further.iter().map(move |more| way.iter().chain(more).cloned().collect())
        };
        all = within_bounds(all.iter().flat_map(with).collect())?;
    }
    Some(all)
}

fn within_bounds(ways: Ways) -> Option<Ways> {
    (ways.iter().map(Vec::len).sum::<usize>() <= MOST_ROWS).then_some(ways)
}
