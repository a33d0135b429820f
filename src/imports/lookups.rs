//! The customers at Stripe that a file named: each asked for once, a few a second, after the file was brought in. Those
//! that exist are linked, so that nobody is made a second customer; nothing is written to Stripe.

use super::ImportId;
use super::store::{self, LookedUp};
use crate::base::{EmailAddress, Fault, Moment};
use crate::club::Club;
use crate::members::{self, Change, MemberId};
use crate::payments::{self, Account};

/// Changes looked through together.
const AT_ONCE: i64 = 200;

/// Looks up what was not looked up yet. Nothing happens where the club has no account to ask.
pub async fn look_up_now(club: &Club, id: &ImportId, now: Moment) -> Result<(), Fault> {
    let Ok(account) = payments::account(club, now).await? else { return Ok(()) };
    let wanted = id.clone();
    let mut after = club.read(move |c| store::last_looked_up(c, &wanted)).await?;
    loop {
        let (wanted, from) = (id.clone(), after.clone());
        let changes = club.read(move |c| store::changes_after(c, &wanted, &from, AT_ONCE)).await?;
        let Some((last, _)) = changes.last() else { return Ok(()) };
        after.clone_from(&last.0);
        for (member, change) in changes {
            if let Some(customer) = newly_named(&change) {
                let found = payments::customer_elsewhere(club, customer, now).await?;
                let (import, account, customer) = (id.clone(), account.clone(), customer.to_owned());
                let keeping = Keeping { import, member, customer, account, found };
                club.write(move |tx| keeping.keep(tx, now)).await?;
            }
        }
    }
}

/// The customer the file brought, unless the club knew of them before.
fn newly_named(change: &Change) -> Option<&str> {
    let (former, written) = (&change.former.stripe_customer, &change.written.stripe_customer);
    (!written.is_empty() && former != written).then_some(written.as_str())
}

/// What was found about one customer, to be written down.
struct Keeping {
    import: ImportId,
    member: MemberId,
    customer: String,
    account: Account,
    /// Their address there; none when the account does not know them.
    found: Option<String>,
}

impl Keeping {
    fn keep(&self, tx: &mut crate::plumbing::db::Tx, now: Moment) -> Result<(), Fault> {
        let stands = store::by_id(tx, &self.import)?.is_some_and(|import| import.state == "done");
        let Some(member) = members::by_id(tx, &self.member)?.filter(|_| stands) else { return Ok(()) };
        let outcome = match &self.found {
            None => "missing",
            Some(email) if is_of(&member.email_folded, email) => "known",
            Some(_) => "other-address",
        };
        let linked =
            self.found.is_some() && payments::link_customer(tx, &self.account, &self.customer, &self.member, now)?;
        let (import_id, member_id) = (self.import.clone(), self.member.clone());
        let customer_id = self.customer.clone();
        store::insert_lookup(tx, &LookedUp { import_id, member_id, customer_id, outcome: outcome.to_owned(), linked })
    }
}

/// No address there says nothing against it.
fn is_of(folded: &str, email: &str) -> bool {
    email.is_empty() || EmailAddress::parse(email).is_ok_and(|email| email.folded() == folded)
}
