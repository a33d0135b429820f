//! The work of imports. Each may stop anywhere and be begun again.

use serde::{Deserialize, Serialize};

use super::{ImportId, lookups, run, undo};
use crate::base::{Fault, Moment};
use crate::club::Club;
use crate::plumbing::jobs::Job;

#[derive(Debug, Serialize, Deserialize)]
pub struct Rehearse {
    pub import: ImportId,
}

impl Job<Club> for Rehearse {
    const NAME: &'static str = "imports.rehearse";

    async fn run(self, club: Club) -> Result<(), Fault> {
        run::rehearse_now(&club, &self.import, Moment::now(), |_, _| {}).await
    }
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Run {
    pub import: ImportId,
}

impl Job<Club> for Run {
    const NAME: &'static str = "imports.run";

    async fn run(self, club: Club) -> Result<(), Fault> {
        run::run_now(&club, &self.import, Moment::now(), |_, _| {}).await
    }
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Undo {
    pub import: ImportId,
}

impl Job<Club> for Undo {
    const NAME: &'static str = "imports.undo";

    async fn run(self, club: Club) -> Result<(), Fault> {
        undo::undo_now(&club, &self.import, Moment::now(), |_, _| {}).await
    }
}

#[derive(Debug, Serialize, Deserialize)]
pub struct LetMailOut {
    pub import: ImportId,
}

impl Job<Club> for LetMailOut {
    const NAME: &'static str = "imports.let_mail_out";

    async fn run(self, club: Club) -> Result<(), Fault> {
        undo::let_mail_out_now(&club, &self.import).await
    }
}

/// Asks Stripe about the customers that the file named.
#[derive(Debug, Serialize, Deserialize)]
pub struct LookUp {
    pub import: ImportId,
}

impl Job<Club> for LookUp {
    const NAME: &'static str = "imports.look_up";

    async fn run(self, club: Club) -> Result<(), Fault> {
        lookups::look_up_now(&club, &self.import, Moment::now()).await
    }
}
