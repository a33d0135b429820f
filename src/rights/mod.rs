//! What a person may ask of the club about themselves: a copy of all that is kept, and to be forgotten.
//!
//! Erasing is asked for in one transaction that shuts the member out and settles what they pay for; a job does the rest
//! and may stop and begin again at any line. Order: what renews ends at the provider, a tombstone is written outside the
//! database, the files go that named the person, and every room forgets in one transaction.

mod copy;
mod jobs;
mod money;
mod tombstones;

use serde::{Deserialize, Serialize};

use crate::adoptions;
use crate::archive;
use crate::base::{Fault, Moment, folded};
use crate::broadcasts;
use crate::carts;
use crate::catalog::KINDS;
use crate::club::{self, Club, ClubKey, mail};
use crate::community;
use crate::discounts;
use crate::experiences;
use crate::handbacks;
use crate::imports;
use crate::invitations;
use crate::journal::Actor;
use crate::members::{self, Member, MemberId};
use crate::memberships;
use crate::orders::{self, Order, papers};
use crate::passkeys;
use crate::payments;
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::jobs::enqueue;
use crate::posts::feeds;
use crate::sessions::{self, Audience};
use crate::shipments;
use crate::tickets;

pub use copy::{PersonalCopy, Record, Value, copy_of};
pub use jobs::Erase;
pub use money::{Money as MoneyBack, end_membership};
pub use tombstones::replay;

/// The fact that holds the owner's rules, as JSON.
const RULES: &str = "rights";

/// What the owner decided about people who leave for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rules {
    /// What somebody gets back who has themselves erased in the middle of a paid period.
    pub refund: MoneyBack,
    /// Papers of orders are kept until the end of the calendar year that lies so many years after the order.
    pub paper_years: u8,
}

impl Default for Rules {
    fn default() -> Rules {
        Rules { refund: MoneyBack::Keep, paper_years: 10 }
    }
}

impl Rules {
    /// From when on the papers of an order may go.
    fn papers_until(self, order: &Order) -> Moment {
        let year = order.paid_at.unwrap_or(order.created_at).utc_date().year() + i16::from(self.paper_years) + 1;
        let first = jiff::civil::Date::new(year, 1, 1).unwrap_or(jiff::civil::Date::MAX);
        let first = first.to_zoned(jiff::tz::TimeZone::UTC).map(|zoned| Moment::from_timestamp(zoned.timestamp()));
        first.unwrap_or(Moment(i64::MAX))
    }
}

pub fn rules(conn: &mut Conn) -> Result<Rules, Fault> {
    let kept = club::fact(conn, RULES)?;
    Ok(kept.map(|json| serde_json::from_str(&json)).transpose()?.unwrap_or_default())
}

pub fn set_rules(tx: &mut Tx, rules: Rules, now: Moment) -> Result<(), Fault> {
    club::set_fact(tx, RULES, &serde_json::to_string(&rules)?, now)
}

/// What erasing would leave open, to be said before it is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outlook {
    /// Something renews itself and would end.
    pub holds_membership: bool,
    /// Orders that are still to be sent: their papers stay readable until then.
    pub to_send: i64,
    /// Tickets and bookings for what is to come: they lose the name on them.
    pub to_come: i64,
    /// The payment provider knows them as a customer.
    pub is_customer: bool,
    /// How many orders' papers will be sealed.
    pub papers: i64,
}

pub fn outlook(conn: &mut Conn, member: &MemberId, now: Moment) -> Result<Outlook, Fault> {
    let orders = papers::all_of_member(conn, member)?;
    let mut outlook = Outlook {
        holds_membership: memberships::living_of(conn, member)?.is_some(),
        is_customer: payments::has_customers(conn, member)?,
        ..Outlook::default()
    };
    for order in &orders {
        outlook.papers += i64::from(order.is_paid());
        outlook.to_send += i64::from(is_owed(conn, order)?);
    }
    let tickets = tickets::of_member(conn, member)?;
    outlook.to_come += tickets.iter().filter(|one| one.ticket.is_valid() && one.event.starts_at > now).count() as i64;
    let bookings = experiences::of_member(conn, member)?;
    outlook.to_come += bookings.iter().filter(|one| one.slot.starts_at > now).count() as i64;
    Ok(outlook)
}

/// Something of it has to be handed over or sent yet.
fn is_owed(conn: &mut Conn, order: &Order) -> Result<bool, Fault> {
    if order.is_awaiting() {
        return Ok(true);
    }
    let waiting = order.is_paid() && orders::lines_of(conn, &order.id)?.iter().any(|line| line.delivery == "waiting");
    let unsent = shipments::of_order(conn, &order.id)?.iter().any(|parcel| !parcel.shipment.is_sent());
    let unpacked = shipments::lines_of(conn, &order.id)?.iter().any(|line| line.owed() > 0);
    Ok(waiting || unsent || unpacked)
}

/// What the member said about their customer record at the payment provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum AtProvider {
    Leave,
    Delete,
}

/// Takes a member's word that they want to be erased. `false` when they asked before.
pub fn ask_erasure(
    tx: &mut Tx,
    member: &MemberId,
    at_provider: AtProvider,
    by: Actor,
    now: Moment,
) -> Result<bool, Fault> {
    if !members::let_go(tx, member, by.clone(), now)? {
        return Ok(false);
    }
    let refund = rules(tx)?.refund;
    end_membership(tx, member, refund, "erased", by, now)?;
    sessions::end_all(tx, Audience::Fans, member.as_str())?;
    enqueue(tx, &Erase { member: member.clone(), at_provider }, now, now)?;
    Ok(true)
}

/// Erases a member here, whatever the provider says: the files that name them first, then every room in one transaction.
async fn erase_here(club: &Club, member: &MemberId, now: Moment) -> Result<(), Fault> {
    imports::remove_files_naming(club, member).await?;
    let (own, id) = (club.clone(), member.clone());
    club.read(move |conn| handbacks::remove_files_naming(&own, conn, &id)).await?;
    let (own, id) = (club.clone(), member.clone());
    club.write_durably(move |tx| forget(tx, own.key(), &id, now)).await?;
    // The exports that waited to be fetched: their time is over.
    let own = club.clone();
    club.write(move |tx| archive::tidy(&own, tx, now)).await
}

/// Every room forgets a member.
fn forget(tx: &mut Tx, key: &ClubKey, member: &MemberId, now: Moment) -> Result<(), Fault> {
    let Some(found) = members::by_id(tx, member)?.filter(|found| !found.is_erased()) else { return Ok(()) };
    if let Some(held) = memberships::living_of(tx, member)? {
        memberships::end(tx, &held, "erased", now)?;
    }
    memberships::forget_courtesies(tx, member, now)?;
    sessions::forget(tx, Audience::Fans, member.as_str(), &found.email_folded)?;
    passkeys::forget(tx, Audience::Fans, member.as_str())?;
    feeds::revoke(tx, member)?;
    carts::forget(tx, member)?;
    community::forget(tx, member, now)?;
    // What they bought as a guest is theirs as well.
    KINDS.claim(tx, member, &found.email_folded)?;
    KINDS.forget(tx, member)?;
    broadcasts::forget(tx, member)?;
    imports::forget(tx, member, &found.email_folded)?;
    adoptions::forget(tx, member, &found.email_folded)?;
    invitations::forget(tx, &found.email_folded)?;
    // Before the handovers: by them it is known whose files were about this member.
    handbacks::forget(tx, member)?;
    archive::handovers::forget(tx, member, now)?;
    archive::recall(tx, now)?;
    forget_orders(tx, key, &found, now)?;
    members::erase(tx, member, now)
}

/// Seals the papers of a member's orders, and empties letters and messages that went to their addresses.
fn forget_orders(tx: &mut Tx, key: &ClubKey, member: &Member, now: Moment) -> Result<(), Fault> {
    let orders = papers::all_of_member(tx, &member.id)?;
    let mut addresses: Vec<String> = orders.iter().map(|order| order.email.clone()).collect();
    addresses.push(member.email.clone());
    addresses.retain(|address| !address.is_empty());
    addresses.sort();
    addresses.dedup();
    let rules = rules(tx)?;
    for order in &orders {
        papers::mark_for_sealing(tx, &order.id, rules.papers_until(order))?;
        if !is_owed(tx, order)? {
            papers::seal(tx, key, &order.id)?;
        }
    }
    let ids: Vec<_> = orders.into_iter().map(|order| order.id).collect();
    for address in &addresses {
        discounts::forget(tx, &folded(address))?;
        mail::forget(tx, address, now)?;
        payments::forget(tx, &ids, address)?;
    }
    Ok(())
}

/// Orders looked at in one transaction.
const SOME: i64 = 200;

/// For the rounds: seals papers whose order has been sent meanwhile, lets go of those whose year is over, forgets moves
/// to other addresses that nobody answered, and erases again whom a restored database brought back.
pub async fn make_rounds(club: &Club, now: Moment) -> Result<(), Fault> {
    replay(club, now).await?;
    let own = club.clone();
    club.write(move |tx| {
        members::tidy_moves(tx, now)?;
        papers::shred(tx, now)?;
        for id in papers::waiting_for_seal(tx, SOME)? {
            let Some(order) = orders::by_id(tx, &id)? else { continue };
            if !is_owed(tx, &order)? {
                papers::seal(tx, own.key(), &id)?;
            }
        }
        Ok(())
    })
    .await
}
