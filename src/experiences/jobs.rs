//! The work of this room: telling those who booked.

use serde::{Deserialize, Serialize};

use super::{BookingId, letters};
use crate::base::{Fault, Moment, Money};
use crate::club::Club;
use crate::plumbing::jobs::Job;

/// Writes to somebody whose slot was moved or cancelled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TellBooked {
    pub booking: BookingId,
    pub news: News,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum News {
    /// It was to begin at `from`; the booking moved for the `nth` time.
    Moved { from: Moment, nth: i64 },
    /// This much goes back to the buyer.
    Cancelled { back: Option<Money> },
}

impl Job<Club> for TellBooked {
    const NAME: &'static str = "experiences.tell_booked";

    async fn run(self, club: Club) -> Result<(), Fault> {
        letters::tell(&club, &self, Moment::now()).await
    }
}
