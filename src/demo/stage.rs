//! The demo's concert, what happens backstage, and its codes: each partly sold to its fans.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::{Date, Time};

use super::content::Script;
use super::programme::{BookingWords, CodeWords, EventWords, ExperienceWords, TypeWords};
use super::shop::{broken, place_and_pay};
use crate::base::{Currency, Fault, Moment, Money, WALL_CLOCK, moment_of};
use crate::club::Club;
use crate::discounts::{self, NewCode, Off};
use crate::experiences::{self, Asked, Experience, NewExperience, NewQuestion, NewSlot, Slot};
use crate::journal::Actor;
use crate::media::AssetId;
use crate::members::{self, Member, MemberId};
use crate::orders::prices::Price;
use crate::orders::{Buyer, NewOrder, Wanted};
use crate::plumbing::db::Tx;
use crate::plumbing::jobs;
use crate::tickets::jobs::SendTickets;
use crate::tickets::sale::Details;
use crate::tickets::{self, NewEvent, NewType, TicketType};

/// Hours within which the tickets were bought.
const SALE_HOURS: i64 = 210;
/// Buyers in one transaction.
const AT_ONCE: usize = 25;

/// Where and when the demo is, to tell its clocks.
#[derive(Clone, Copy)]
struct Here<'a> {
    zone: &'a str,
    today: Date,
    currency: Currency,
    now: Moment,
}

impl Here<'_> {
    /// `2026-12-21T19:00`: so many days from now, at this time of the clock.
    fn clock(&self, days: i64, at: &str) -> Result<jiff::civil::DateTime, Fault> {
        let time: Time = at.parse().map_err(broken)?;
        let day = self.today.checked_add(jiff::Span::new().days(days)).map_err(broken)?;
        Ok(day.to_datetime(time))
    }

    fn moment(&self, days: i64, at: &str) -> Result<Moment, Fault> {
        let clock = self.clock(days, at)?.strftime(WALL_CLOCK).to_string();
        moment_of(&clock, self.zone).map_err(|_| broken(format!("no such time: {clock}")))
    }
}

pub(super) async fn fill(
    club: &Club,
    script: &Arc<Script>,
    assets: &HashMap<String, AssetId>,
    voices: &HashMap<String, MemberId>,
    now: Moment,
) -> Result<(), Fault> {
    let currency: Currency = script.artist.currency.parse().map_err(broken)?;
    let today = now.timestamp().to_zoned(club.time_zone()).date();
    let (own, assets, voices) = (script.clone(), assets.clone(), voices.clone());
    let types = club
        .write(move |tx| {
            let here = Here { zone: &own.artist.time_zone, today, currency, now };
            let mut types = Vec::new();
            for words in &own.events {
                types.extend(event(tx, words, here)?);
            }
            for words in &own.experiences {
                experience(tx, words, &assets, &voices, here)?;
            }
            for words in &own.codes {
                code(tx, words, here)?;
            }
            Ok::<_, Fault>(types)
        })
        .await?;
    for (kind, sold) in types {
        sell(club, kind, sold, now).await?;
    }
    // What was bought in the past was written about in the past.
    club.write(jobs::call_off::<Club, SendTickets>).await
}

/// Types of the event, and how many of each are to be sold.
fn event(tx: &mut Tx, words: &EventWords, here: Here<'_>) -> Result<Vec<(TicketType, i64)>, Fault> {
    let announced = here.now.plus_days(-14);
    let clock = |at: &str| Ok::<_, Fault>(here.clock(words.in_days, at)?.strftime(WALL_CLOCK).to_string());
    let new = NewEvent {
        title: words.title.clone(),
        summary: words.summary.clone(),
        venue: words.venue.clone(),
        address: words.address.clone(),
        zone: here.zone.to_owned(),
        doors: clock(&words.doors)?,
        starts: clock(&words.starts)?,
        places: Some(words.places),
    };
    let starts_at = new.starts_at().map_err(|why| broken(format!("a concert's clock: {why:?}")))?;
    let slug = words.title.to_lowercase().replace(|c: char| !c.is_ascii_alphanumeric(), "-").replace("--", "-");
    let event = tickets::create(tx, &new, &slug, starts_at, announced)?;
    let mut types = Vec::new();
    for words in &words.types {
        let id = tickets::add_type(tx, &event.id, &ticket_type(words, here)?, here.currency, announced)?;
        types.extend(tickets::type_by_id(tx, &id)?.map(|kind| (kind, words.sold)));
    }
    tickets::publish(tx, &event, true, Actor::System, announced)?;
    Ok(types)
}

fn ticket_type(words: &TypeWords, here: Here<'_>) -> Result<NewType, Fault> {
    let mut windows = Vec::with_capacity(words.windows.len());
    for window in &words.windows {
        windows.push((window.condition.clone(), here.moment(-window.days_ago, &window.at)?));
    }
    Ok(NewType {
        name: words.name.clone(),
        about: words.about.clone(),
        condition: words.condition.clone(),
        most: Some(words.most),
        asks_names: words.asks_names,
        question: String::new(),
        open: true,
        places: Some(words.places),
        price: words.price,
        windows,
    })
}

/// Sells to members in the order in which they come, as far as it is open for them by then.
async fn sell(club: &Club, kind: TicketType, sold: i64, now: Moment) -> Result<(), Fault> {
    let members = club.read(members::count).await?;
    // Who comes when follows from their number alone.
    let mut visits: Vec<(Moment, i64)> = (1..=members.min(2_000))
        .map(|number| (now.plus_minutes(-(number * 7_919 % (SALE_HOURS * 60))), number))
        .collect();
    visits.sort_unstable();
    let mut left = sold;
    for some in visits.chunks(AT_ONCE) {
        if left <= 0 {
            break;
        }
        let (kind, some, wanted) = (kind.clone(), some.to_vec(), left);
        left -= club
            .write(move |tx| {
                let mut bought = 0;
                for (at, number) in &some {
                    let many = if kind.asks_names { 1 } else { (1 + number % 2).min(wanted - bought) };
                    if many > 0
                        && let Some(member) = members::by_number(tx, *number)?
                        && buys(tx, &member, &kind, many, *at)?
                    {
                        bought += many;
                    }
                    if bought >= wanted {
                        break;
                    }
                }
                Ok::<_, Fault>(bought)
            })
            .await?;
    }
    Ok(())
}

fn buys(tx: &mut Tx, member: &Member, kind: &TicketType, many: i64, at: Moment) -> Result<bool, Fault> {
    let names = if kind.asks_names { vec![member.name.clone()] } else { Vec::new() };
    if kind.asks_names && member.name.is_empty() {
        return Ok(false);
    }
    let details = Details { names, answers: Vec::new() };
    let new = NewOrder::of(Wanted {
        kind: tickets::KIND,
        item: kind.id.0.clone(),
        price: None,
        quantity: many,
        details: details.written(),
        instead: false,
    });
    place_and_pay(tx, &buyer(member), &new, at)
}

fn buyer(member: &Member) -> Buyer {
    Buyer { member: Some(member.id.clone()), email: member.email.clone(), language: member.language.clone() }
}

fn experience(
    tx: &mut Tx,
    words: &ExperienceWords,
    assets: &HashMap<String, AssetId>,
    voices: &HashMap<String, MemberId>,
    here: Here<'_>,
) -> Result<(), Fault> {
    let announced = here.now.plus_days(-12);
    let new = NewExperience {
        title: words.title.clone(),
        summary: words.summary.clone(),
        about: words.about.clone(),
        place: words.place.clone(),
        zone: here.zone.to_owned(),
        terms: words.terms.clone(),
        consent: words.consent.clone(),
        condition: words.condition.clone(),
        guests: words.guests,
        least_age: None,
        picture: assets.get(&words.picture).map(|asset| asset.0.clone()),
        questions: vec![NewQuestion { question: words.question.clone(), required: false }],
    };
    let made = experiences::create(tx, &new, announced)?;
    experiences::set_price(tx, &made.id, here.currency, Some(words.price), announced)?;
    let mut slots = Vec::new();
    for slot in &words.slots {
        let wall_clock = here.clock(slot.in_days, &slot.at)?;
        let new = NewSlot { wall_clock, minutes: slot.minutes, places: slot.places };
        let added = experiences::add_slot(tx, &made, &new, announced)?;
        slots.push(added.map_err(|why| broken(format!("a slot's clock: {why:?}")))?);
    }
    experiences::publish(tx, &made.id, announced)?;
    for (words, nth) in words.bookings.iter().zip(1..) {
        let (Some(member), Some(slot)) = (voices.get(&words.fan), slots.get(words.slot)) else { continue };
        let (Some(member), Some(price)) =
            (members::by_id(tx, member)?, experiences::price_of(tx, &made.id, here.currency)?)
        else {
            continue;
        };
        let order = booking(tx, words, &made, slot, &member, &price)?;
        place_and_pay(tx, &buyer(&member), &order, here.now.plus_days(-nth))?;
    }
    Ok(())
}

fn booking(
    tx: &mut Tx,
    words: &BookingWords,
    experience: &Experience,
    slot: &Slot,
    member: &Member,
    price: &Price,
) -> Result<NewOrder, Fault> {
    let asked = Asked {
        name: member.name.clone(),
        guests: vec![words.guest.clone()],
        answers: vec![words.answer.clone()],
        born: String::new(),
        guests_of_age: true,
        agreed: true,
    };
    let questions = experiences::questions_of(tx, &experience.id)?;
    let details = experiences::details(experience, &questions, slot, &asked);
    let details = details.map_err(|lacks| broken(format!("a booking lacks {lacks:?}")))?;
    Ok(NewOrder::of(Wanted {
        kind: experiences::KIND,
        item: slot.id.0.clone(),
        price: Some(price.id.0.clone()),
        quantity: details.people(),
        details: details.kept(),
        instead: false,
    }))
}

fn code(tx: &mut Tx, words: &CodeWords, here: Here<'_>) -> Result<(), Fault> {
    let off = match (words.percent, words.minor) {
        (Some(percent), None) => Off::Percent(percent),
        (None, Some(minor)) => Off::Amount(Money::new(minor, here.currency)),
        _ => return Err(broken(format!("{} takes off neither percent nor an amount", words.code))),
    };
    let new = NewCode {
        code: words.code.clone(),
        off,
        kind: words.kind.clone(),
        condition: words.condition.clone(),
        starts_at: None,
        ends_at: Some(here.now.plus_days(words.ends_in_days)),
        total: words.total,
        per_buyer: words.per_buyer,
    };
    discounts::create(tx, &new, here.now.plus_days(-12)).map(drop)
}
