//! Members as the provider's customers: one each, never a second by accident.

use super::gateway::{Gateway, LIVE_ACCOUNT};
use super::{silent, store};
use crate::base::{Currency, Fault, Moment};
use crate::club::{self, Club};
use crate::members::MemberId;
use crate::plumbing::db::Conn;
use crate::plumbing::stripe::{Account, CallError, Customer, List, requests};

/// The customer to pay as: the member's own, or a new one. One customer cannot hold agreements in two currencies, so a
/// second currency brings a second customer.
///
/// Before making one we look for one that an earlier, lost answer already made.
pub(super) async fn customer_of(
    club: &Club,
    gateway: &Gateway,
    member: &MemberId,
    email: &str,
    currency: Currency,
    now: Moment,
) -> Result<Result<String, CallError>, Fault> {
    let (account, livemode) = match account_of(club, gateway, now).await? {
        Ok(account) => (account, gateway.livemode()),
        Err(error) => return Ok(Err(error)),
    };
    let asked = member.clone();
    let wanted_account = account.clone();
    let (known, all) = club
        .read(move |conn| {
            let known = store::customer_of(conn, &wanted_account, livemode, &asked, currency)?;
            Ok((known, store::customers_of(conn, &wanted_account, livemode, &asked)?))
        })
        .await?;
    if let Some(known) = known {
        return Ok(Ok(known));
    }
    let made = match find_or_make(club, gateway, member, email, &all, now).await {
        Ok(customer) => customer,
        Err(error) => return Ok(Err(error)),
    };
    let (member, id) = (member.clone(), made.clone());
    club.write_durably(move |tx| store::insert_customer(tx, &account, livemode, &id, &member, now)).await?;
    Ok(Ok(made))
}

async fn find_or_make(
    club: &Club,
    gateway: &Gateway,
    member: &MemberId,
    email: &str,
    known: &[String],
    now: Moment,
) -> Result<String, CallError> {
    let member = member.as_str();
    let same_address: List<Customer> = gateway.send(&requests::customers_with(email), now).await?;
    let ours = |customer: &Customer| {
        !customer.deleted
            && !known.contains(&customer.id)
            && customer.metadata.get("member").is_some_and(|marked| marked == member)
    };
    if let Some(found) = same_address.data.into_iter().find(ours) {
        return Ok(found.id);
    }
    let call =
        requests::create_customer(club.name(), member, email).keyed(format!("customer/{member}/{}", known.len() + 1));
    Ok(gateway.send::<Customer>(&call, now).await?.id)
}

/// Whose money it is: customers of one account mean nothing in another.
pub(super) async fn account_of(
    club: &Club,
    gateway: &Gateway,
    now: Moment,
) -> Result<Result<String, CallError>, Fault> {
    if matches!(gateway, Gateway::Sandbox(_)) {
        return Ok(Ok("sandbox".to_owned()));
    }
    let fact = if gateway.livemode() { LIVE_ACCOUNT } else { "stripe_account/test" };
    if let Some(known) = club.read(move |conn| club::fact(conn, fact)).await? {
        return Ok(Ok(known));
    }
    let account = match gateway.send::<Account>(&requests::account(), now).await {
        Ok(account) => account.id,
        // A restricted key may not say whose it is.
        Err(CallError::Refused(_)) => "own".to_owned(),
        Err(error) => return Ok(Err(error)),
    };
    let kept = account.clone();
    club.write(move |tx| club::set_fact(tx, fact, &kept, now)).await?;
    Ok(Ok(account))
}

/// Whether the provider knows this member as a customer.
pub fn has_customers(conn: &mut Conn, member: &MemberId) -> Result<bool, Fault> {
    Ok(!store::all_customers_of(conn, member)?.is_empty())
}

/// Has the provider delete a member as its customer. Their agreements must have ended.
///
/// A customer of another account, or of the time before live money, cannot be reached from here and is left.
pub async fn delete_customers(club: &Club, member: &MemberId, now: Moment) -> Result<(), Fault> {
    let id = member.clone();
    let known = club.read(move |conn| store::all_customers_of(conn, &id)).await?;
    if known.is_empty() {
        return Ok(());
    }
    let gateway = Gateway::of(club).await.map_err(silent)?;
    for (livemode, customer) in known {
        if livemode != gateway.livemode() {
            continue;
        }
        match gateway.send::<Customer>(&requests::delete_customer(&customer), now).await {
            Ok(_) => {}
            // It is gone already: that is what was wanted.
            Err(error) if error.is_missing() => {}
            Err(error) => return Err(silent(error)),
        }
        club.write(move |tx| store::delete_customer(tx, &customer)).await?;
    }
    Ok(())
}
