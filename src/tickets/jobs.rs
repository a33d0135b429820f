//! The work of this room. Its letters are written on the landing, where papers are known.

use serde::{Deserialize, Serialize};

use super::TicketId;
use crate::base::{Fault, Moment};
use crate::id;
use crate::plumbing::db::Tx;
use crate::plumbing::jobs;

id!(
    /// One reason to send tickets: what is done twice for it is one letter.
    SendingId
);

/// Sends tickets of one buyer to them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendTickets {
    pub sending: SendingId,
    pub tickets: Vec<TicketId>,
}

/// Tells a buyer that a ticket of theirs opens nothing any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TellVoided {
    pub ticket: TicketId,
}

/// Has these tickets sent, in the transaction that makes it necessary.
pub(super) fn enqueue(tx: &mut Tx, tickets: Vec<TicketId>, now: Moment) -> Result<(), Fault> {
    jobs::enqueue(tx, &SendTickets { sending: SendingId::new(), tickets }, now, now)
}
