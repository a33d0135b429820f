//! How evenings sell: what is somebody's, and what is only kept while they pay.

use std::collections::BTreeMap;

use super::{EventId, KIND, TicketTypeId, store};
use crate::base::Fault;
use crate::orders::waiting_lines;
use crate::plumbing::db::Conn;

/// Places that are on nobody's shelf any more, told apart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sales {
    /// Tickets that open something.
    pub sold: i64,
    /// Kept for somebody at the checkout, or paid and about to be issued.
    pub held: i64,
}

/// How many of everything; what nobody asked for is not in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AllSales {
    types: BTreeMap<String, Sales>,
    events: BTreeMap<String, Sales>,
}

impl AllSales {
    pub fn of_type(&self, id: &TicketTypeId) -> Sales {
        self.types.get(id.as_str()).copied().unwrap_or_default()
    }

    pub fn of_event(&self, id: &EventId) -> Sales {
        self.events.get(id.as_str()).copied().unwrap_or_default()
    }
}

/// Tickets move from type to type, so they are counted where they are and not where they were bought.
pub fn sales(conn: &mut Conn) -> Result<AllSales, Fault> {
    let mut all = AllSales::default();
    for (kind, n) in store::tickets_by_type(conn, "valid")? {
        all.types.entry(kind).or_default().sold += n;
    }
    for (event, n) in store::tickets_by_event(conn, "valid")? {
        all.events.entry(event).or_default().sold += n;
    }
    let halls: BTreeMap<String, String> = store::halls(conn)?.into_iter().collect();
    for (kind, n) in waiting_lines(conn, KIND)? {
        if let Some(hall) = halls.get(&kind) {
            all.events.entry(hall.clone()).or_default().held += n;
        }
        all.types.entry(kind).or_default().held += n;
    }
    Ok(all)
}
