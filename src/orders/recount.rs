//! The nightly recount: what each capacity says is taken, beside the rows that took it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Kinds, store};
use crate::base::{Fault, Moment};
use crate::club::{self, Club};
use crate::plumbing::db::{Conn, snapshot};

/// Since when rows and capacities were last compared, and what was found, as facts of the club.
const COUNTED_ON: &str = "capacities_counted_on";
const FOUND: &str = "capacities_miscounted";
/// By the club's clock: when few are awake.
const HOUR: i8 = 3;

/// A capacity that says something else than the rows behind it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Miscount {
    /// Of the capacity, as `kind` and `item` name it.
    pub kind: String,
    pub item: String,
    pub taken: i64,
    /// What the rows say.
    pub rows: i64,
}

/// What rows say is taken, by kind and item of the capacities.
#[derive(Debug, Default)]
pub struct Taken(BTreeMap<(String, String), Rows>);

#[derive(Debug, Default, Clone, Copy)]
struct Rows {
    held: i64,
    lost: i64,
}

impl Taken {
    /// So many of something are held or handed over.
    pub fn held(&mut self, kind: &str, items: impl IntoIterator<Item = (String, i64)>) {
        items.into_iter().for_each(|(item, n)| self.0.entry((kind.to_owned(), item)).or_default().held += n);
    }

    /// So many were taken back, and nothing tells which of them went on the shelf again.
    pub fn lost(&mut self, kind: &str, items: impl IntoIterator<Item = (String, i64)>) {
        items.into_iter().for_each(|(item, n)| self.0.entry((kind.to_owned(), item)).or_default().lost += n);
    }
}

/// How many of each item lie in lines that are held for and not delivered yet.
pub fn waiting_lines(conn: &mut Conn, kind: &str) -> Result<Vec<(String, i64)>, Fault> {
    store::waiting_quantities(conn, kind)
}

/// Counts a kind whose delivered lines keep what they took.
pub(super) fn count_lines(conn: &mut Conn, kind: &str, taken: &mut Taken) -> Result<(), Fault> {
    taken.held(kind, store::reserved_quantities(conn, kind)?);
    taken.lost(kind, store::revoked_quantities(conn, kind)?);
    Ok(())
}

/// Every capacity that the rows contradict.
pub fn recount(conn: &mut Conn, kinds: Kinds) -> Result<Vec<Miscount>, Fault> {
    snapshot(conn, |conn| {
        let mut taken = Taken::default();
        for sellable in kinds.0 {
            sellable.count_taken(conn, &mut taken)?;
        }
        let mut wrong = Vec::new();
        for (kind, item, said) in store::all_taken(conn)? {
            let rows = taken.0.remove(&(kind.clone(), item.clone())).unwrap_or_default();
            if said < rows.held || said > rows.held + rows.lost {
                wrong.push(Miscount { kind, item, taken: said, rows: rows.held });
            }
        }
        let without = taken.0.into_iter().filter(|(_, rows)| rows.held > 0);
        wrong.extend(without.map(|((kind, item), rows)| Miscount { kind, item, taken: 0, rows: rows.held }));
        Ok(wrong)
    })
}

/// Recounts once a night, or as soon as the program runs after it, and keeps what was found.
pub async fn recount_nightly(club: &Club, kinds: Kinds, now: Moment) -> Result<(), Fault> {
    let here = now.timestamp().to_zoned(club.time_zone());
    let today = here.date().to_string();
    if here.hour() < HOUR || club.read(|conn| club::fact(conn, COUNTED_ON)).await?.as_ref() == Some(&today) {
        return Ok(());
    }
    let found = club.read(move |conn| recount(conn, kinds)).await?;
    for one in &found {
        tracing::error!(
            club = club.name(),
            kind = one.kind,
            item = one.item,
            one.taken,
            one.rows,
            "a capacity is wrong"
        );
    }
    let found = serde_json::to_string(&found)?;
    club.write(move |tx| {
        club::set_fact(tx, FOUND, &found, now)?;
        club::set_fact(tx, COUNTED_ON, &today, now)
    })
    .await
}

/// What the last recount found.
pub fn miscounts(conn: &mut Conn) -> Result<Vec<Miscount>, Fault> {
    let found = club::fact(conn, FOUND)?;
    Ok(found.map(|json| serde_json::from_str(&json)).transpose()?.unwrap_or_default())
}
