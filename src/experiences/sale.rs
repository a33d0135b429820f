//! Places of a slot as goods.

use super::answers::Details;
use super::{Booking, BookingId, Experience, KIND, Slot, SlotId, SlotState, hash_of, store};
use crate::base::condition::{Condition, age_on};
use crate::base::{Fault, Moment, Secret, folded, zone_of};
use crate::members::{self, MemberId};
use crate::orders::prices::{self, Price};
use crate::orders::{
    Agreement, Buyer, Fulfilled, GoneReason, NotForSale, OrderLine, Quote, Restock, Sale, Sellable, Stage, Taken,
    Wanted, WayToIt, Whereabouts, capacities, waiting_lines,
};
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::locale::{Lang, Words, product_languages};

pub struct ExperienceSale;

impl Sellable for ExperienceSale {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn quote(
        &self,
        conn: &mut Conn,
        wanted: &Wanted,
        buyer: &Buyer,
        now: Moment,
    ) -> Result<Result<Quote, NotForSale>, Fault> {
        let Some((experience, slot, price)) = on_offer(conn, wanted)? else { return Ok(Err(NotForSale::Unknown)) };
        if !slot.is_open() || slot.starts_at <= now {
            return Ok(Err(NotForSale::Over));
        }
        if let Some(refusal) = refusal(conn, &experience, buyer, now)? {
            return Ok(Err(refusal));
        }
        if store::living_in_slot(conn, &slot.id, buyer.member.as_ref(), &folded(&buyer.email))? {
            return Ok(Err(NotForSale::AlreadyHeld));
        }
        let details = Details::of(&wanted.details);
        let questions = store::questions_of(conn, &experience.id)?;
        let answered = details.answers_all(&experience, &questions) && wanted.quantity == details.people();
        if !answered || !is_of_age(conn, &experience, &slot, buyer)? {
            return Ok(Err(NotForSale::Unanswered));
        }
        let words = words(&buyer.language, &experience);
        let when = words.date_time(slot.starts_at);
        let quote = Quote::new(experience.title.clone(), price.amount(), &format!("/experiences/{}", experience.slug));
        Ok(Ok(Quote {
            needed_by: Some(slot.starts_at),
            most: Some(1 + experience.guests),
            left: capacities::of(conn, KIND, slot.id.as_str())?.left(),
            picture: experience.picture_asset_id.clone(),
            notes: [when, details.name].into_iter().chain(details.guests).collect(),
            ..quote
        }))
    }

    fn reserve(&self, tx: &mut Tx, line: &OrderLine) -> Result<bool, Fault> {
        capacities::take(tx, KIND, &line.item_id, line.quantity)
    }

    fn release(&self, tx: &mut Tx, line: &OrderLine) -> Result<(), Fault> {
        capacities::give_back(tx, KIND, &line.item_id, line.quantity)
    }

    /// Bookings move from slot to slot, their lines do not.
    fn count_taken(&self, conn: &mut Conn, taken: &mut Taken) -> Result<(), Fault> {
        taken.held(KIND, store::places_by_slot(conn, "booked")?);
        taken.held(KIND, waiting_lines(conn, KIND)?);
        taken.lost(KIND, store::places_by_slot(conn, "given_up")?);
        Ok(())
    }

    fn fulfil(&self, tx: &mut Tx, sale: &Sale<'_>, now: Moment) -> Result<Fulfilled, Fault> {
        let ordered = SlotId(sale.line.item_id.clone());
        let slot = match where_it_went(tx, &ordered)? {
            Some(slot) if slot.is_open() => slot,
            _ => return Ok(Fulfilled::Gone(GoneReason::Withdrawn)),
        };
        if store::living_in_slot(tx, &slot.id, sale.order.buyer(), &sale.order.email_folded)? {
            return Ok(Fulfilled::Gone(GoneReason::AlreadyHeld));
        }
        if slot.id != ordered {
            // Paid for while everybody moved: the place goes along, if there is one.
            if !capacities::take(tx, KIND, slot.id.as_str(), sale.line.quantity)? {
                return Ok(Fulfilled::Gone(GoneReason::SoldOut));
            }
            // Only now: a line that is gone gives back by itself what was held for it.
            capacities::give_back(tx, KIND, ordered.as_str(), sale.line.quantity)?;
        }
        store::insert_booking(tx, &booking_of(sale, &slot.id, now))?;
        Ok(Fulfilled::Delivered)
    }

    fn revoke(&self, tx: &mut Tx, line: &OrderLine, stock: Restock, now: Moment) -> Result<(), Fault> {
        let Some(booking) = store::by_line(tx, &line.id)?.filter(Booking::is_living) else { return Ok(()) };
        store::give_up(tx, &booking.id, now)?;
        match stock {
            Restock::BackOnShelf => capacities::give_back(tx, KIND, booking.slot_id.as_str(), booking.places),
            Restock::Lost => Ok(()),
        }
    }

    fn whereabouts(&self, conn: &mut Conn, line: &OrderLine) -> Result<Whereabouts, Fault> {
        let Some(booking) = store::by_line(conn, &line.id)? else { return Ok(Whereabouts::default()) };
        let booked = store::by_key(conn, &booking.key)?;
        let label = booked.map_or(String::new(), |booked| {
            words(&booking.language, &booked.experience).date_time(booked.slot.starts_at)
        });
        Ok(Whereabouts {
            stage: Stage::Ready,
            ways: vec![WayToIt { label, url: format!("/bookings/{}", booking.key) }],
        })
    }

    fn claim(&self, tx: &mut Tx, member: &MemberId, email_folded: &str) -> Result<(), Fault> {
        store::claim(tx, member, email_folded).map(drop)
    }

    fn forget(&self, tx: &mut Tx, member: &MemberId) -> Result<(), Fault> {
        store::forget(tx, member)
    }

    fn renew(&self, _: &mut Tx, _: &Sale<'_>, _: Moment) -> Result<Fulfilled, Fault> {
        Err(Fault::broken("a place at an experience does not renew itself"))
    }

    fn lapse(&self, _: &mut Tx, _: &Agreement, _: Moment) -> Result<(), Fault> {
        Err(Fault::broken("a place at an experience does not lapse"))
    }
}

/// The clock and language a buyer reads it in: their language, the clock of the place.
pub(super) fn words(language: &str, experience: &Experience) -> Words {
    let spoken = product_languages();
    let lang = language.parse().ok().filter(|lang| spoken.contains(lang)).unwrap_or(Lang::EN);
    Words::product(lang, zone_of(&experience.zone).unwrap_or(jiff::tz::TimeZone::UTC))
}

fn on_offer(conn: &mut Conn, wanted: &Wanted) -> Result<Option<(Experience, Slot, Price)>, Fault> {
    let Some(slot) = store::slot(conn, &SlotId(wanted.item.clone()))? else { return Ok(None) };
    let Some(experience) = store::by_id(conn, &slot.experience_id)?.filter(Experience::is_published) else {
        return Ok(None);
    };
    let price = match &wanted.price {
        Some(price) => prices::by_id(conn, price)?,
        None => None,
    };
    let fits = |price: &Price| price.active && price.item_kind == KIND && price.item_id == experience.id.0;
    Ok(price.filter(fits).map(|price| (experience, slot, price)))
}

/// Why it is not for this buyer, whatever the slot.
pub fn refusal(
    conn: &mut Conn,
    experience: &Experience,
    buyer: &Buyer,
    now: Moment,
) -> Result<Option<NotForSale>, Fault> {
    let condition = Condition::parse(&experience.condition).map_err(|error| Fault::broken(error.to_string()))?;
    let standing = match &buyer.member {
        Some(member) => members::standing_of(conn, member)?,
        None => None,
    };
    if condition.holds(standing.as_ref(), now) {
        return Ok(None);
    }
    let opens_at = standing.as_ref().and_then(|standing| condition.opens_at(standing, now));
    Ok(Some(NotForSale::OnlyFor { condition: experience.condition.clone(), opens_at }))
}

/// What the club knows of a member's age counts before what they say.
fn is_of_age(conn: &mut Conn, experience: &Experience, slot: &Slot, buyer: &Buyer) -> Result<bool, Fault> {
    let (Some(least), Some(member)) = (experience.least_age, &buyer.member) else { return Ok(true) };
    let standing = members::standing_of(conn, member)?;
    let known = standing.and_then(|standing| age_on(&standing.birth_date, slot.starts_at));
    Ok(known.is_none_or(|age| age >= least))
}

/// The slot that a slot's bookings are in now.
fn where_it_went(conn: &mut Conn, slot: &SlotId) -> Result<Option<Slot>, Fault> {
    let mut found = store::slot(conn, slot)?;
    while let Some(slot) = &found
        && slot.state == SlotState::Moved.word()
        && let Some(next) = slot.moved_to.clone()
    {
        found = store::slot(conn, &next)?;
    }
    Ok(found)
}

fn booking_of(sale: &Sale<'_>, slot: &SlotId, now: Moment) -> Booking {
    let details = Details::of(&sale.line.details);
    Booking {
        id: BookingId::new(),
        order_line_id: sale.line.id.clone(),
        order_id: sale.order.id.clone(),
        slot_id: slot.clone(),
        member_id: sale.order.member_id.clone(),
        key: Secret::random().reveal().to_owned(),
        name: details.name,
        email: sale.order.email.clone(),
        language: sale.order.language.clone(),
        places: sale.line.quantity,
        guests: serde_json::json!(details.guests).to_string(),
        answers: serde_json::json!(details.answers).to_string(),
        of_age: details.of_age,
        consent_hash: hash_of(&details.consent),
        consent: details.consent,
        state: "booked".to_owned(),
        moves: 0,
        booked_at: now,
        changed_at: now,
        email_folded: sale.order.email_folded.clone(),
    }
}
