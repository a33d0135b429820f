//! Erasing somebody who asked for it.

use serde::{Deserialize, Serialize};

use super::{AtProvider, erase_here, tombstones};
use crate::base::{Fault, Moment};
use crate::catalog::KINDS;
use crate::club::Club;
use crate::members::{self, MemberId};
use crate::orders::papers;
use crate::payments;
use crate::plumbing::jobs::Job;

/// Erases a member. Each step is harmless to repeat, and the last is the one after which nothing is left to repeat.
#[derive(Debug, Serialize, Deserialize)]
pub struct Erase {
    pub member: MemberId,
    pub at_provider: AtProvider,
}

impl Job<Club> for Erase {
    const NAME: &'static str = "rights.erase";

    async fn run(self, club: Club) -> Result<(), Fault> {
        let now = Moment::now();
        let id = self.member.clone();
        let found = club.read(move |conn| members::by_id(conn, &id)).await?;
        if found.is_none_or(|member| member.is_erased()) {
            return Ok(());
        }
        self.settle(&club, now).await?;
        tombstones::set(&club, &self.member, now)?;
        erase_here(&club, &self.member, now).await?;
        tombstones::one_more_obeyed(&club, now).await
    }
}

impl Erase {
    /// Nothing may be taken from somebody who is gone: open checkouts are let go of, what renews ends.
    async fn settle(&self, club: &Club, now: Moment) -> Result<(), Fault> {
        let id = self.member.clone();
        let orders = club.read(move |conn| papers::all_of_member(conn, &id)).await?;
        for order in orders.iter().filter(|order| order.is_awaiting()) {
            payments::let_go_of(club, KINDS, &order.id, now).await?;
        }
        payments::end_all_of(club, &self.member, now).await?;
        match self.at_provider {
            AtProvider::Leave => Ok(()),
            AtProvider::Delete => payments::delete_customers(club, &self.member, now).await,
        }
    }
}
