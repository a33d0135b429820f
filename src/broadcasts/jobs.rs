//! Walking through the recipients, and beginning to when a post goes public.

use serde::{Deserialize, Serialize};

use super::BroadcastId;
use crate::base::{Fault, Moment};
use crate::club::Club;
use crate::plumbing::jobs::Job;
use crate::posts::jobs::PostPublished;

/// One step of a broadcast; it asks for the next one itself.
#[derive(Debug, Serialize, Deserialize)]
pub struct Walk {
    pub broadcast_id: BroadcastId,
}

impl Job<Club> for Walk {
    const NAME: &'static str = "broadcast";

    async fn run(self, club: Club) -> Result<(), Fault> {
        let here = club.clone();
        club.write_aside(move |tx| super::step(tx, &here, &self.broadcast_id, Moment::now())).await
    }
}

impl Job<Club> for PostPublished {
    const NAME: &'static str = "post_published";

    async fn run(self, club: Club) -> Result<(), Fault> {
        club.write(move |tx| super::announce(tx, &self.post_id, Moment::now())).await
    }
}
