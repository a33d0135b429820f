//! The work of files that come back. Each may stop anywhere and be begun again.

use serde::{Deserialize, Serialize};

use super::{HandbackId, run};
use crate::base::{Fault, Moment};
use crate::club::Club;
use crate::plumbing::jobs::Job;

#[derive(Debug, Serialize, Deserialize)]
pub struct Rehearse {
    pub handback: HandbackId,
}

impl Job<Club> for Rehearse {
    const NAME: &'static str = "handbacks.rehearse";

    async fn run(self, club: Club) -> Result<(), Fault> {
        run::rehearse(&club, &self.handback, Moment::now()).await
    }
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Run {
    pub handback: HandbackId,
}

impl Job<Club> for Run {
    const NAME: &'static str = "handbacks.run";

    async fn run(self, club: Club) -> Result<(), Fault> {
        run::bring_in(&club, &self.handback, Moment::now()).await
    }
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Undo {
    pub handback: HandbackId,
}

impl Job<Club> for Undo {
    const NAME: &'static str = "handbacks.undo";

    async fn run(self, club: Club) -> Result<(), Fault> {
        run::undo(&club, &self.handback, Moment::now()).await
    }
}
