//! What becomes of one agreement, and why.

use std::collections::{HashMap, HashSet};

use super::store::{self, Adoption, Row, SeenPrice};
use crate::base::{EmailAddress, Fault, Moment};
use crate::members::{self, Member, MemberId};
use crate::memberships::{self, Tier};
use crate::payments::{self, Collecting, Elsewhere, PaidItem, Whose};
use crate::plumbing::db::Conn;

/// What becomes of an agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// A membership of the member who is this customer.
    ByCustomer,
    /// A membership of the member with this address.
    ByEmail,
    /// A membership of somebody who becomes a member by it.
    New,
    /// The member holds a membership already.
    Held,
    /// The member gets one by another agreement of the same account.
    Second,
    /// Its price was left alone.
    PriceLeft,
    NoEmail,
    BadEmail,
    /// The member is banned, or leaves.
    ShutOut,
    /// Several things are paid at once.
    SeveralItems,
    /// The same is paid several times over.
    Several,
    /// What it costs depends on what was used.
    NoAmount,
    /// It is paid neither monthly nor yearly.
    Period,
    Paused,
    /// It never began, or Stripe gave up collecting.
    Unpaid,
    /// Owed for longer than the club's grace.
    LongUnpaid,
    /// It is this club's already.
    Own,
    /// It is another club's of this program.
    AnotherClub,
    /// It ended since it was read.
    Gone,
    /// Something else is paid than when it was rehearsed.
    ChangedSince,
}

/// Words of outcomes that become memberships.
pub const ADOPTING: [&str; 3] = ["by-customer", "by-email", "new"];

/// Words of outcomes that are left alone, those that need a person first.
pub const LEFT: [&str; 17] = [
    "held",
    "second",
    "no-email",
    "bad-email",
    "shut-out",
    "several-items",
    "several",
    "no-amount",
    "period",
    "long-unpaid",
    "unpaid",
    "paused",
    "gone",
    "changed-since",
    "price-left",
    "another-club",
    "own",
];

impl Outcome {
    pub fn word(self) -> &'static str {
        match self {
            Outcome::ByCustomer => "by-customer",
            Outcome::ByEmail => "by-email",
            Outcome::New => "new",
            Outcome::Held => "held",
            Outcome::Second => "second",
            Outcome::PriceLeft => "price-left",
            Outcome::NoEmail => "no-email",
            Outcome::BadEmail => "bad-email",
            Outcome::ShutOut => "shut-out",
            Outcome::SeveralItems => "several-items",
            Outcome::Several => "several",
            Outcome::NoAmount => "no-amount",
            Outcome::Period => "period",
            Outcome::Paused => "paused",
            Outcome::Unpaid => "unpaid",
            Outcome::LongUnpaid => "long-unpaid",
            Outcome::Own => "own",
            Outcome::AnotherClub => "another-club",
            Outcome::Gone => "gone",
            Outcome::ChangedSince => "changed-since",
        }
    }

    pub(super) fn adopts(self) -> bool {
        ADOPTING.contains(&self.word())
    }
}

/// Why an agreement cannot be adopted whatever is chosen, as it was read.
pub(super) fn unfit(read: &Elsewhere) -> Option<Outcome> {
    match read.whose {
        Whose::Ours => return Some(Outcome::Own),
        Whose::AnotherClubs => return Some(Outcome::AnotherClub),
        Whose::Foreign => {}
    }
    match read.collecting {
        Collecting::Paused => return Some(Outcome::Paused),
        Collecting::Unpaid => return Some(Outcome::Unpaid),
        Collecting::Over => return Some(Outcome::Gone),
        Collecting::Paid | Collecting::Trial | Collecting::Failing => {}
    }
    match read.items.as_slice() {
        [] => Some(Outcome::NoAmount),
        [item] => unfit_item(item).or((item.quantity != 1).then_some(Outcome::Several)),
        _ => Some(Outcome::SeveralItems),
    }
}

/// Why nobody who pays this can be adopted.
pub(super) fn unfit_item(item: &PaidItem) -> Option<Outcome> {
    match (item.unit, item.every()) {
        (None, _) => Some(Outcome::NoAmount),
        (Some(_), None) => Some(Outcome::Period),
        (Some(_), Some(_)) => None,
    }
}

/// What decides: the prices with their tiers, and the hour.
pub(super) struct Deciding {
    pub adoption: Adoption,
    pub prices: HashMap<String, (SeenPrice, Option<Tier>)>,
    pub grace_days: i64,
    pub now: Moment,
}

impl Deciding {
    pub(super) fn load(conn: &mut Conn, adoption: Adoption, grace_days: i64, now: Moment) -> Result<Deciding, Fault> {
        let tiers = memberships::tiers(conn)?;
        let of = |price: &SeenPrice| price.tier().and_then(|id| tiers.iter().find(|tier| tier.id == id).cloned());
        let prices = store::prices(conn, &adoption.id)?;
        let prices = prices.into_iter().map(|price| (price.price_id.clone(), (price.clone(), of(&price)))).collect();
        Ok(Deciding { adoption, prices, grace_days, now })
    }

    pub(super) fn grace_until(&self, row: &Row) -> Option<Moment> {
        row.is_failing().then(|| row.paid_until().plus_days(self.grace_days))
    }

    /// What becomes of an agreement, and whose it is.
    pub(super) fn decide(
        &self,
        conn: &mut Conn,
        row: &Row,
        claimed: &Claimed,
    ) -> Result<(Outcome, Option<Member>), Fault> {
        let of_agreement = std::slice::from_ref(&row.agreement_id);
        if !payments::agreements_known(conn, of_agreement)?.is_empty() {
            return Ok((Outcome::Own, None));
        }
        if let Some(outcome) = left_as_read(row) {
            return Ok((outcome, None));
        }
        if self.prices.get(&row.price_id).is_none_or(|(_, tier)| tier.is_none()) {
            return Ok((Outcome::PriceLeft, None));
        }
        if self.grace_until(row).is_some_and(|until| until <= self.now) {
            return Ok((Outcome::LongUnpaid, None));
        }
        let (found, outcome) = match self.member_by_customer(conn, row)? {
            Some(member) => (member, Outcome::ByCustomer),
            None if row.email.is_empty() => return Ok((Outcome::NoEmail, None)),
            None => {
                let Ok(email) = EmailAddress::parse(&row.email) else { return Ok((Outcome::BadEmail, None)) };
                match members::by_email(conn, email.folded())? {
                    Some(member) => (member, Outcome::ByEmail),
                    None if claimed.emails.contains(email.folded()) => return Ok((Outcome::Second, None)),
                    None => return Ok((Outcome::New, None)),
                }
            }
        };
        let outcome = match memberships::living_of(conn, &found.id)? {
            _ if found.state != "active" => Outcome::ShutOut,
            _ if claimed.members.contains(&found.id) => Outcome::Second,
            Some(held) => match &held.subscription_id {
                Some(other) if store::is_adopted_by(conn, &self.adoption.id, other)? => Outcome::Second,
                _ => Outcome::Held,
            },
            None => outcome,
        };
        Ok((outcome, Some(found)))
    }

    fn member_by_customer(&self, conn: &mut Conn, row: &Row) -> Result<Option<Member>, Fault> {
        let known = match payments::member_of_customer(conn, &self.adoption.account(), &row.customer_id)? {
            Some(member) => Some(member),
            None => members::by_stripe(conn, &row.customer_id, &row.agreement_id)?,
        };
        match known {
            Some(id) => members::by_id(conn, &id),
            None => Ok(None),
        }
    }
}

fn left_as_read(row: &Row) -> Option<Outcome> {
    const AS_READ: [Outcome; 9] = [
        Outcome::Own,
        Outcome::AnotherClub,
        Outcome::Paused,
        Outcome::Unpaid,
        Outcome::Gone,
        Outcome::NoAmount,
        Outcome::Period,
        Outcome::Several,
        Outcome::SeveralItems,
    ];
    AS_READ.into_iter().find(|outcome| outcome.word() == row.unfit)
}

/// Who gets a membership by an agreement further up: nobody gets two.
#[derive(Default)]
pub(super) struct Claimed {
    members: HashSet<MemberId>,
    emails: HashSet<String>,
}

impl Claimed {
    pub(super) fn note(&mut self, outcome: Outcome, member: Option<&Member>, row: &Row) {
        match (outcome, member) {
            (Outcome::ByCustomer | Outcome::ByEmail, Some(member)) => drop(self.members.insert(member.id.clone())),
            (Outcome::New, _) => {
                let email = EmailAddress::parse(&row.email).ok();
                self.emails.extend(email.map(|email| email.folded().to_owned()));
            }
            _ => {}
        }
    }
}
