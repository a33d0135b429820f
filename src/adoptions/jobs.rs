//! The work of adoptions. Each may stop anywhere and be begun again.

use serde::{Deserialize, Serialize};

use super::{AdoptionId, reading, run, undo, watch};
use crate::base::{Fault, Moment};
use crate::club::Club;
use crate::plumbing::jobs::Job;

#[derive(Debug, Serialize, Deserialize)]
pub struct Read {
    pub adoption: AdoptionId,
}

impl Job<Club> for Read {
    const NAME: &'static str = "adoptions.read";

    async fn run(self, club: Club) -> Result<(), Fault> {
        reading::read_now(&club, &self.adoption, Moment::now()).await
    }
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Rehearse {
    pub adoption: AdoptionId,
}

impl Job<Club> for Rehearse {
    const NAME: &'static str = "adoptions.rehearse";

    async fn run(self, club: Club) -> Result<(), Fault> {
        run::rehearse_now(&club, &self.adoption, Moment::now()).await
    }
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Run {
    pub adoption: AdoptionId,
}

impl Job<Club> for Run {
    const NAME: &'static str = "adoptions.run";

    async fn run(self, club: Club) -> Result<(), Fault> {
        run::run_now(&club, &self.adoption, Moment::now()).await
    }
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Undo {
    pub adoption: AdoptionId,
}

impl Job<Club> for Undo {
    const NAME: &'static str = "adoptions.undo";

    async fn run(self, club: Club) -> Result<(), Fault> {
        undo::undo_now(&club, &self.adoption, Moment::now()).await
    }
}

#[derive(Debug, Serialize, Deserialize)]
pub struct LetMailOut {
    pub adoption: AdoptionId,
}

impl Job<Club> for LetMailOut {
    const NAME: &'static str = "adoptions.let_mail_out";

    async fn run(self, club: Club) -> Result<(), Fault> {
        undo::let_mail_out_now(&club, &self.adoption).await
    }
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Compare {}

impl Job<Club> for Compare {
    const NAME: &'static str = "adoptions.compare";

    async fn run(self, club: Club) -> Result<(), Fault> {
        watch::watch(&club, Moment::now()).await.map(drop)
    }
}
