//! Writes the crowd into the club, batch by batch: memory stays the same for two hundred and for a million.

use std::collections::HashMap;
use std::sync::Arc;

use super::Progress;
use super::content::{ConsentWords, Names, Script};
use super::people::{Course, Crowd, Leaving, Person, Rank, Spell};
use crate::base::{EmailAddress, Fault, Moment, Money, ZoneName};
use crate::club::Club;
use crate::members::{self, Member, MemberId, NewMember};
use crate::memberships::{self, Membership, MembershipId, Offered};
use crate::orders::{self, OrderId, Origin, PastOrder};
use crate::payments;
use crate::plumbing::search::searchable_name;

/// People made and sorted at a time.
const BATCH: usize = 2_000;
/// Members, memberships or orders in one transaction.
const AT_ONCE: usize = 500;
/// Above this many members only the last payment of each membership is written: a million full histories would be
/// eight million orders.
const FULL_HISTORIES: usize = 20_000;

/// The paid tiers as they stand in the club.
pub(super) struct Shelf {
    pub near: Offered,
    pub nearest: Offered,
}

impl Shelf {
    fn tier(&self, rank: Rank) -> &Offered {
        match rank {
            Rank::Near => &self.near,
            Rank::Nearest => &self.nearest,
        }
    }
}

/// What one batch puts into the tables, ids and all.
#[derive(Default)]
struct Rows {
    members: Vec<NewMember>,
    orders: Vec<PastOrder>,
    memberships: Vec<Membership>,
}

/// Fills the club with `total` members; gives the ids of the fans who have a voice, by key.
pub(super) async fn fill(
    club: &Club,
    script: &Script,
    names: &Names,
    shelf: Shelf,
    total: usize,
    now: Moment,
    progress: &Progress<'_>,
) -> Result<HashMap<String, MemberId>, Fault> {
    let crowd = Crowd::new(names, &script.fans, total, super::SEED, now);
    let mut writer = Writer {
        shelf,
        consents: &script.consents,
        full: total <= FULL_HISTORIES,
        places_left: 0,
        voices: HashMap::new(),
    };
    writer.places_left = writer.shelf.nearest.places.left().unwrap_or(i64::MAX);
    let mut people = crowd.people().peekable();
    let mut done = 0;
    while people.peek().is_some() {
        let mut rows = Rows::default();
        for person in people.by_ref().take(BATCH) {
            writer.add(&mut rows, person)?;
        }
        done += rows.members.len();
        // Numbers and receipts follow the calendar within a batch, and over the whole of a small club.
        rows.orders.sort_by_key(|order| order.at);
        write(club, rows).await?;
        progress(done as u64, total as u64);
    }
    Ok(writer.voices)
}

struct Writer<'a> {
    shelf: Shelf,
    consents: &'a [ConsentWords],
    full: bool,
    /// Of the nearest tier: whoever comes when it is full takes the other.
    places_left: i64,
    voices: HashMap<String, MemberId>,
}

impl Writer<'_> {
    fn add(&mut self, rows: &mut Rows, person: Person) -> Result<(), Fault> {
        let id = MemberId::new();
        let living = person.living().is_some();
        let mut tier = (String::new(), None);
        for (at, spell) in person.spells.iter().enumerate() {
            let last = at + 1 == person.spells.len();
            let holds = last && living;
            let mut rank = spell.rank;
            if rank == Rank::Nearest && holds {
                match self.places_left {
                    0 => rank = Rank::Near,
                    _ => self.places_left -= 1,
                }
            }
            let offered = self.shelf.tier(rank);
            let membership = self.membership(rows, &id, &person, spell, offered)?;
            if holds {
                tier = (offered.tier.slug.clone(), Some(membership.started_at));
            }
            rows.memberships.push(membership);
        }
        if let Some(key) = &person.key {
            self.voices.insert(key.clone(), id.clone());
        }
        let wording = |purpose: &str| {
            self.consents.iter().find(|words| words.purpose == purpose).map(|words| words.wording.clone())
        };
        let email = EmailAddress::parse(&person.email).map_err(|error| Fault::broken(error.to_string()))?;
        rows.members.push(NewMember {
            tier: tier.0,
            tier_since: tier.1,
            tags: person.tags,
            consents: person
                .consents
                .iter()
                .map(|purpose| ((*purpose).to_owned(), wording(purpose).unwrap_or_default()))
                .collect(),
            member: Member {
                id,
                number: person.number,
                email: email.as_written().to_owned(),
                email_folded: email.folded().to_owned(),
                email_state: if person.bounced { "bounced" } else { "confirmed" }.to_owned(),
                name_folded: searchable_name(&person.name),
                name: person.name,
                language: person.language,
                country: person.country,
                birth_date: person.birth_date,
                joined_at: person.joined_at,
                source: "demo".to_owned(),
                note: String::new(),
                state: "active".to_owned(),
                last_seen_at: person.last_seen_at,
                time_zone: ZoneName::default(),
            },
        });
        Ok(())
    }

    /// The membership's row; its payments join the orders.
    fn membership(
        &self,
        rows: &mut Rows,
        member: &MemberId,
        person: &Person,
        spell: &Spell,
        offered: &Offered,
    ) -> Result<Membership, Fault> {
        let price = offered
            .price(spell.every)
            .ok_or_else(|| Fault::broken(format!("{} has no price a {}", offered.tier.slug, spell.every.word())))?;
        let from = if self.full { 0 } else { spell.paid.len() - 1 };
        let mut last = OrderId::new();
        for (nth, at) in spell.paid.iter().enumerate().skip(from) {
            last = OrderId::new();
            rows.orders.push(PastOrder {
                id: last.clone(),
                origin: if nth == 0 { Origin::Checkout } else { Origin::Renewal },
                member: member.clone(),
                email: person.email.clone(),
                language: person.language.clone(),
                kind: memberships::KIND,
                item: offered.tier.id.0.clone(),
                price: price.id.0.clone(),
                name: offered.tier.name.clone(),
                paid: Money::new(price.minor, price.currency),
                at: *at,
            });
        }
        let (state, ended_at, end_reason) = match spell.course {
            Course::Running | Course::Leaving => ("active", None, None),
            Course::Grace => ("grace", None, None),
            Course::Ended { at, why: Leaving::Cancelled } => ("ended", Some(at), Some("cancelled")),
            Course::Ended { at, why: Leaving::PaymentFailed } => ("ended", Some(at), Some("payment_failed")),
        };
        Ok(Membership {
            id: MembershipId::new(),
            member_id: member.clone(),
            tier_id: offered.tier.id.clone(),
            price_id: price.id.clone(),
            order_id: Some(last),
            subscription_id: None,
            state: state.to_owned(),
            started_at: spell.paid[0],
            period_end: Some(spell.until),
            cancel_at_period_end: spell.course == Course::Leaving,
            grace_until: (spell.course == Course::Grace).then(|| spell.until.plus_days(super::people::GRACE)),
            ended_at,
            end_reason: end_reason.map(str::to_owned),
        })
    }
}

async fn write(club: &Club, rows: Rows) -> Result<(), Fault> {
    for some in shares(rows.members) {
        club.write(move |tx| members::insert_many(tx, &some)).await?;
    }
    for some in shares(rows.orders) {
        club.write(move |tx| {
            orders::insert_past(tx, &some)?;
            payments::insert_past(tx, &some)
        })
        .await?;
    }
    for some in shares(rows.memberships) {
        club.write(move |tx| memberships::insert_past(tx, &some)).await?;
    }
    Ok(())
}

fn shares<T>(rows: Vec<T>) -> Vec<Arc<Vec<T>>> {
    let mut shares = Vec::new();
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        shares.push(Arc::new(rows.by_ref().take(AT_ONCE).collect()));
    }
    shares
}
