//! What follows when a club defines a field or removes one. Each goes through the members in small steps, and begins
//! again from the first when it was stopped.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::club_fields::{self, ClubFieldId};
use super::{MemberId, brought_store, club_fields_store as store};
use crate::base::{Fault, Moment};
use crate::club::Club;
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::jobs::Job;

/// Members of one transaction.
const AT_ONCE: i64 = 100;

/// What files brought under the name of a new field becomes its values, where it can be read as such.
#[derive(Debug, Serialize, Deserialize)]
pub struct TakeOver {
    pub field: ClubFieldId,
}

impl Job<Club> for TakeOver {
    const NAME: &'static str = "members.take_over";

    async fn run(self, club: Club) -> Result<(), Fault> {
        let id = self.field.clone();
        let Some(field) = club.read(move |c| store::field_by_id(c, &id)).await? else { return Ok(()) };
        walk(&club, store::brought_after, move |fields| field.takes_over(fields)).await
    }
}

/// The values of a removed field go, and then the field.
#[derive(Debug, Serialize, Deserialize)]
pub struct ForgetValues {
    pub field: ClubFieldId,
}

impl Job<Club> for ForgetValues {
    const NAME: &'static str = "members.forget_values";

    async fn run(self, club: Club) -> Result<(), Fault> {
        let id = self.field.clone();
        let field = club.read(move |c| store::by_id_ever(c, &id)).await?;
        let Some(field) = field.filter(|field| field.is_gone(Moment::now())) else { return Ok(()) };
        let (heading, sought) = (field.heading(), field.heading());
        let holders = move |conn: &mut Conn, after: &str, most| store::holders_after(conn, &sought, after, most);
        walk(&club, holders, move |fields| fields.remove(&heading).is_some()).await?;
        club.write_aside(move |tx| store::delete(tx, &self.field)).await
    }
}

/// Goes through these members and writes what `change` changed of them.
async fn walk(
    club: &Club,
    some_after: impl Fn(&mut Conn, &str, i64) -> Result<Vec<MemberId>, Fault> + Clone + Send + 'static,
    change: impl Fn(&mut BTreeMap<String, String>) -> bool + Clone + Send + 'static,
) -> Result<(), Fault> {
    let mut after = String::new();
    loop {
        let (from, some_after, change) = (after.clone(), some_after.clone(), change.clone());
        let step = move |tx: &mut Tx| {
            let some = some_after(tx, &from, AT_ONCE)?;
            for (member, extras) in brought_store::extras_by_ids(tx, &some)? {
                let mut fields = extras.fields;
                if change(&mut fields) {
                    club_fields::keep(tx, &member, &fields)?;
                }
            }
            Ok::<_, Fault>(some.last().map(|member| member.0.clone()))
        };
        match club.write_aside(step).await? {
            Some(last) => after = last,
            None => return Ok(()),
        }
    }
}
