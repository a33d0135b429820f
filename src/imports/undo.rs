//! Taking an import back, and letting mail out to those it brought. Both in small steps that remember their place.

use super::ImportId;
use super::store;
use crate::base::{Fault, Moment};
use crate::club::Club;
use crate::members;
use crate::payments;

/// Members of one transaction: well under fifty milliseconds of the writer.
const AT_ONCE: i64 = 100;

/// Takes back what the import did. `progress` hears how many of how many changes are looked at.
pub async fn undo_now(club: &Club, id: &ImportId, now: Moment, progress: impl Fn(i64, i64)) -> Result<(), Fault> {
    let _short = club.database().keep_log_short()?;
    loop {
        let at = id.clone();
        let reached = club
            .write(move |tx| {
                let Some(import) = store::by_id(tx, &at)?.filter(|import| import.state == "undoing") else {
                    return Ok::<_, Fault>(None);
                };
                let changes = store::changes_to_undo(tx, &at, AT_ONCE)?;
                for (member, created, change) in &changes {
                    if let Some(customer) = store::take_lookup(tx, &at, member)? {
                        payments::unlink_customer(tx, &customer, member)?;
                    }
                    let kept = members::take_back(tx, member, *created, change)?;
                    store::undone(tx, &at, member, &kept)?;
                }
                let done = import.done + changes.len() as i64;
                store::set_done(tx, &at, done)?;
                Ok((!changes.is_empty()).then_some((done, import.changes())))
            })
            .await?;
        match reached {
            Some((done, of)) => progress(done, of),
            None => break,
        }
    }
    let at = id.clone();
    club.write(move |tx| store::end(tx, &at, "undoing", "undone", now).map(drop)).await
}

/// Lets mail out to the people an import made.
pub async fn let_mail_out_now(club: &Club, id: &ImportId) -> Result<(), Fault> {
    let mut after = String::new();
    loop {
        let (at, from) = (id.clone(), after.clone());
        let last = club
            .write(move |tx| {
                let some = store::created_after(tx, &at, &from, AT_ONCE)?;
                members::let_mail_out(tx, &some)?;
                Ok::<_, Fault>(some.last().map(|member| member.0.clone()))
            })
            .await?;
        match last {
            Some(last) => after = last,
            None => return Ok(()),
        }
    }
}
