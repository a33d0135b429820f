//! The work of this room. What sells is known on the landing, so `catalog` lets these run.

use serde::{Deserialize, Serialize};

use super::{RefundId, agreements, events, refunds};
use crate::base::{Fault, Moment};
use crate::club::Club;
use crate::orders::{Kinds, OrderId};

/// Looks where a webhook pointed.
#[derive(Debug, Serialize, Deserialize)]
pub struct HandleEvent {
    pub event: String,
}

impl HandleEvent {
    pub async fn run(self, club: &Club, kinds: Kinds, now: Moment) -> Result<(), Fault> {
        events::handle(club, kinds, &self.event, now).await
    }
}

/// Sends a refund that was decided.
#[derive(Debug, Serialize, Deserialize)]
pub struct SendRefund {
    pub refund: RefundId,
}

impl SendRefund {
    pub async fn run(self, club: &Club, now: Moment) -> Result<(), Fault> {
        refunds::send(club, &self.refund, now).await
    }
}

/// Ends an agreement at the provider: what it pays for has ended or never began.
#[derive(Debug, Serialize, Deserialize)]
pub struct EndAgreement {
    pub agreement: String,
}

impl EndAgreement {
    pub async fn run(self, club: &Club, now: Moment) -> Result<(), Fault> {
        agreements::end_now(club, &self.agreement, now).await
    }
}

/// Writes to the buyer of an order what they would not see by themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TellBuyer {
    pub order: OrderId,
    pub news: News,
}

/// What a buyer is written about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum News {
    /// What does not renew itself was paid: what it was, where to find it.
    Ordered,
    /// Slow money came, and what it paid for is theirs.
    Arrived,
    /// It cannot be delivered, for this reason; the money goes back.
    Refunded { reason: String },
    /// A renewal failed; the benefits hold until then.
    Declined { until: Moment },
}
