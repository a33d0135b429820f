//! Places backstage: exact under contention, consents kept, whole slots moved or cancelled in one act.

use std::collections::BTreeSet;

use stagedoor::base::{Moment, moment_of};
use stagedoor::catalog::KINDS;
use stagedoor::club::Club;
use stagedoor::experiences::sale::ExperienceSale;
use stagedoor::experiences::{
    self, ActError, Asked, Booking, Experience, KIND, Lack, NewExperience, NewQuestion, NewSlot, Seats, Slot, hash_of,
};
use stagedoor::journal::Actor;
use stagedoor::members::MemberId;
use stagedoor::orders::{Buyer, NewOrder, NotForSale, OrderId, PlaceOrderError, Sellable, Wanted, capacities};
use stagedoor::payments::{BeginError, Paying};

use crate::payments::{EUR, Till, db_member, session_of};

const CONSENT: &str = "I may be seen in the film of this evening.\nNobody will sell it.";

pub fn soundcheck() -> NewExperience {
    NewExperience {
        title: "Soundcheck".to_owned(),
        summary: "Two songs nobody else hears.".to_owned(),
        about: "Come in by the **side door**.".to_owned(),
        place: "Paradiso, Amsterdam".to_owned(),
        zone: "Europe/Amsterdam".to_owned(),
        terms: "Until seven days before we give the money back.".to_owned(),
        consent: CONSENT.to_owned(),
        condition: "member".to_owned(),
        guests: 2,
        least_age: Some(16),
        picture: None,
        questions: vec![
            NewQuestion { question: "A step-free way in?".to_owned(), required: true },
            NewQuestion { question: "A song you wish for".to_owned(), required: false },
        ],
    }
}

pub fn filled(name: &str) -> Asked {
    Asked {
        name: name.to_owned(),
        guests: Vec::new(),
        answers: vec!["No".to_owned()],
        born: "1990-05-30".to_owned(),
        guests_of_age: true,
        agreed: true,
    }
}

/// What an order asks for whose form was filled in so.
pub async fn wanted(club: &Club, slot: &Slot, asked: &Asked) -> Wanted {
    let id = slot.experience_id.clone();
    let (experience, questions, price) = club
        .read(move |conn| {
            let experience = experiences::by_id(conn, &id)?.unwrap();
            let questions = experiences::questions_of(conn, &id)?;
            Ok((experience, questions, experiences::price_of(conn, &id, EUR)?.unwrap()))
        })
        .await
        .unwrap();
    let details = experiences::details(&experience, &questions, slot, asked).unwrap();
    Wanted {
        kind: KIND,
        item: slot.id.to_string(),
        price: Some(price.id.to_string()),
        quantity: details.people(),
        details: details.kept(),
        instead: false,
    }
}

/// An experience for everybody, that asks for a name alone.
pub fn open_to_all() -> NewExperience {
    NewExperience {
        condition: "everyone".to_owned(),
        consent: String::new(),
        least_age: None,
        questions: Vec::new(),
        ..soundcheck()
    }
}

/// A club with an experience on sale at 40.00 a place.
struct Stage {
    till: Till,
    experience: Experience,
}

impl std::ops::Deref for Stage {
    type Target = Till;

    fn deref(&self) -> &Till {
        &self.till
    }
}

impl Stage {
    async fn open() -> Stage {
        let till = Till::open().await;
        let now = till.now();
        let experience = till
            .club
            .write(move |tx| {
                let made = experiences::create(tx, &soundcheck(), now)?;
                experiences::set_price(tx, &made.id, EUR, Some(4_000), now)?;
                experiences::publish(tx, &made.id, now)?;
                Ok::<_, stagedoor::base::Fault>(made)
            })
            .await
            .unwrap();
        Stage { till, experience }
    }

    async fn slot(&self, wall_clock: &str, places: i64) -> Slot {
        let (experience, now) = (self.experience.clone(), self.now());
        let new = NewSlot { wall_clock: wall_clock.parse().unwrap(), minutes: 60, places };
        let added = self.club.write(move |tx| experiences::add_slot(tx, &experience, &new, now)).await.unwrap();
        added.unwrap()
    }

    /// What stands in a cart after the form was filled in so.
    async fn wanted(&self, slot: &Slot, asked: &Asked) -> Wanted {
        wanted(&self.till.club, slot, asked).await
    }

    async fn quote(&self, wanted: &Wanted, buyer: &Buyer) -> Result<stagedoor::orders::Quote, NotForSale> {
        let (wanted, buyer, now) = (wanted.clone(), buyer.clone(), self.now());
        self.club.read(move |conn| ExperienceSale.quote(conn, &wanted, &buyer, now)).await.unwrap()
    }

    async fn books(&self, member: &MemberId, slot: &Slot, guests: &[&str]) -> OrderId {
        let asked =
            Asked { guests: guests.iter().map(|guest| (*guest).to_owned()).collect(), ..filled(member.as_str()) };
        let wanted = self.wanted(slot, &asked).await;
        self.buys(member, NewOrder::of(wanted)).await
    }

    async fn taken_in(&self, slot: &Slot) -> i64 {
        let id = slot.id.to_string();
        self.club.read(move |conn| capacities::of(conn, KIND, &id)).await.unwrap().taken
    }

    async fn bookings(&self, slot: &Slot) -> Vec<Booking> {
        let id = slot.id.clone();
        self.club.read(move |conn| experiences::bookings_of(conn, &id)).await.unwrap()
    }

    async fn living(&self, slot: &Slot) -> Vec<String> {
        let bookings = self.bookings(slot).await;
        bookings.into_iter().filter(Booking::is_living).map(|booking| booking.name).collect()
    }

    async fn moves(&self, from: &Slot, to: &Slot, known: Seats) -> Result<Seats, ActError> {
        let (from, to, now) = (from.id.clone(), to.id.clone(), self.now());
        let moved = self.club.write(move |tx| experiences::move_slot(tx, &from, &to, known, &Actor::System, now)).await;
        self.work().await;
        moved
    }

    async fn cancels(&self, slot: &Slot, known: Seats) -> Result<experiences::Undone, ActError> {
        let (slot, now) = (slot.id.clone(), self.now());
        let undone = self
            .club
            .write_durably(move |tx| experiences::cancel_slot(tx, KINDS, &slot, known, &Actor::System, now))
            .await;
        self.work().await;
        undone
    }

    /// The first letter to this address that says so; others before it are about the order.
    fn letter(&self, address: &str, words: &str) -> String {
        let mut texts = (0..3).map(|_| self.mailbox.letter_to(address).text);
        texts.find(|text| text.contains(words)).unwrap_or_else(|| panic!("no letter to {address} says {words:?}"))
    }

    fn year(&self) -> i16 {
        self.now().utc_date().year() + 1
    }

    fn at(&self, rest: &str) -> String {
        format!("{}-{rest}", self.year())
    }
}

fn seats(bookings: i64, people: i64) -> Seats {
    Seats { bookings, people }
}

#[actix_web::test]
async fn a_booking_keeps_who_comes_and_what_they_agreed_to() {
    let stage = Stage::open().await;
    let slot = stage.slot(&stage.at("06-05T16:30"), 10).await;
    let zoe = db_member(&stage, "zoe");
    let order = stage.books(&zoe, &slot, &["نور حداد", &"Ж".repeat(60)]).await;
    assert_eq!(stage.taken_in(&slot).await, 3);
    let booking = stage.bookings(&slot).await.remove(0);
    assert_eq!((booking.name.as_str(), booking.places), ("zoe", 3));
    assert_eq!(booking.guests(), ["نور حداد".to_owned(), "Ж".repeat(60)]);
    assert_eq!(booking.answers()[0].answer, "No");
    assert_eq!(booking.consent, CONSENT);
    // By hand: printf '%s' … | sha256sum
    assert_eq!(booking.consent_hash, hash_of(CONSENT));
    assert_eq!(booking.consent_hash.len(), 64);
    assert!(!stage.lines(&order).await[0].details.contains("1990"), "the birth date is not kept");

    // The artist writes another text: what was agreed to stays, and carts are asked again.
    let before = stage.wanted(&slot, &filled("max")).await;
    let (standing, now) = (stage.experience.clone(), stage.now());
    let edited = NewExperience { consent: "Anything goes.".to_owned(), ..soundcheck() };
    stage.club.write(move |tx| experiences::edit(tx, &standing, &edited, now)).await.unwrap();
    let kept = stage.bookings(&slot).await.remove(0);
    assert_eq!((kept.consent, kept.consent_hash), (booking.consent, booking.consent_hash));
    let max = stage.buyer(&db_member(&stage, "max"));
    assert_eq!(stage.quote(&before, &max).await, Err(NotForSale::Unanswered));
    let again = stage.wanted(&slot, &filled("max")).await;
    assert!(stage.quote(&again, &max).await.is_ok());
}

#[actix_web::test]
async fn what_is_asked_has_to_be_answered() {
    let stage = Stage::open().await;
    let slot = stage.slot(&stage.at("06-05T16:30"), 10).await;
    let id = stage.experience.id.clone();
    let questions = stage.club.read(move |conn| experiences::questions_of(conn, &id)).await.unwrap();
    let check = |asked: Asked, lacks: &[Lack]| {
        let said = experiences::details(&stage.experience, &questions, &slot, &asked);
        assert_eq!(said.err().unwrap_or_default(), lacks, "{asked:?}");
    };
    let good = || filled("zoe");
    // Sixteen on the very day, and a day too young.
    let born = |rest: &str| format!("{}-{rest}", stage.year() - 16);
    check(good(), &[]);
    check(Asked { born: born("06-05"), ..good() }, &[]);
    check(Asked { born: born("06-06"), ..good() }, &[Lack::TooYoung]);
    check(Asked { born: String::new(), ..good() }, &[Lack::Born]);
    check(Asked { born: "30 May".to_owned(), ..good() }, &[Lack::Born]);
    check(Asked { name: " ".to_owned(), ..good() }, &[Lack::Name]);
    check(Asked { name: "x".repeat(81), ..good() }, &[Lack::Name]);
    check(Asked { agreed: false, ..good() }, &[Lack::Consent]);
    check(Asked { answers: vec![" ".to_owned(), "Low Tide".to_owned()], ..good() }, &[Lack::Answer(0)]);
    check(Asked { answers: vec!["No".to_owned(), "x".repeat(301)], ..good() }, &[Lack::AnswerTooLong(1)]);
    let with = |guests: &[&str]| guests.iter().map(|guest| (*guest).to_owned()).collect::<Vec<_>>();
    check(Asked { guests: with(&["", "Ada"]), guests_of_age: false, ..good() }, &[Lack::GuestsAge]);
    check(Asked { guests: with(&["Ada", "Ben", "Cleo"]), ..good() }, &[Lack::TooMany]);
}

#[actix_web::test]
async fn a_quote_believes_no_cart() {
    let stage = Stage::open().await;
    let slot = stage.slot(&stage.at("06-05T16:30"), 10).await;
    let zoe = stage.buyer(&db_member(&stage, "zoe"));
    let good = stage.wanted(&slot, &Asked { guests: vec!["Ada".to_owned()], ..filled("zoe") }).await;
    let quote = stage.quote(&good, &zoe).await.unwrap();
    assert_eq!((quote.unit.minor, quote.most, quote.left), (4_000, Some(3), Some(10)));
    assert_eq!(quote.needed_by, Some(slot.starts_at));
    let check = async |wanted: Wanted, buyer: &Buyer, why: NotForSale| {
        assert_eq!(stage.quote(&wanted, buyer).await, Err(why), "{wanted:?}");
    };
    check(Wanted { quantity: 3, ..good.clone() }, &zoe, NotForSale::Unanswered).await;
    check(Wanted { details: "{}".to_owned(), quantity: 1, ..good.clone() }, &zoe, NotForSale::Unanswered).await;
    check(Wanted { details: "no json".to_owned(), quantity: 1, ..good.clone() }, &zoe, NotForSale::Unanswered).await;
    let no_age = good.details.replace("\"of_age\":16", "\"of_age\":null");
    assert_ne!(no_age, good.details);
    check(Wanted { details: no_age, ..good.clone() }, &zoe, NotForSale::Unanswered).await;
    check(Wanted { price: None, ..good.clone() }, &zoe, NotForSale::Unknown).await;
    check(Wanted { item: "another".to_owned(), ..good.clone() }, &zoe, NotForSale::Unknown).await;
    let guest = Buyer { member: None, ..zoe.clone() };
    let only = NotForSale::OnlyFor { condition: "member".to_owned(), opens_at: None };
    check(good.clone(), &guest, only).await;
    // What the club knows counts before what she says.
    stage.db_rows("UPDATE standings SET birth_date = '2020-01-01' WHERE member_id = 'zoe' RETURNING member_id, tier");
    check(good.clone(), &zoe, NotForSale::Unanswered).await;
    stage.db_rows("UPDATE standings SET birth_date = '1990-01-01' WHERE member_id = 'zoe' RETURNING member_id, tier");
    stage.till.later(slot.starts_at);
    check(good, &zoe, NotForSale::Over).await;
}

#[actix_web::test]
async fn nobody_books_one_date_twice() {
    let stage = Stage::open().await;
    let slot = stage.slot(&stage.at("06-05T16:30"), 10).await;
    let zoe = db_member(&stage, "zoe");
    let wanted = stage.wanted(&slot, &filled("zoe")).await;
    // Two tabs, two payments: the second goes back.
    let first = stage.orders(stage.buyer(&zoe), NewOrder::of(wanted.clone())).await.unwrap();
    let other = NewOrder::of(Wanted {
        quantity: 2,
        ..stage.wanted(&slot, &Asked { guests: vec!["Ada".to_owned()], ..filled("zoe") }).await
    });
    let second = stage.orders(stage.buyer(&zoe), other).await.unwrap();
    for (checkout, outcome) in [(&first, Paying::Paid), (&second, Paying::Refunded)] {
        stage.stripe.pay(session_of(checkout));
        assert_eq!(stage.returns(&checkout.order).await, outcome);
        stage.work().await;
    }
    assert_eq!(stage.living(&slot).await.len(), 1);
    assert_eq!(stage.taken_in(&slot).await, 1);
    assert_eq!(stage.lines(&second.order).await[0].delivery, "gone");
    assert_eq!(stage.count("refunds"), 1);
    assert_eq!(stage.quote(&wanted, &stage.buyer(&zoe)).await, Err(NotForSale::AlreadyHeld));
}

#[actix_web::test]
async fn places_are_exact_when_everybody_comes_at_once() {
    let stage = Stage::open().await;
    let slot = stage.slot(&stage.at("06-05T16:30"), 7).await;
    let mut fans = Vec::new();
    for n in 0..12 {
        let member = db_member(&stage, &format!("fan{n}"));
        let guests = if n % 3 == 0 { vec!["Ada".to_owned()] } else { Vec::new() };
        let wanted = stage.wanted(&slot, &Asked { guests, ..filled(member.as_str()) }).await;
        fans.push((member, wanted));
    }
    let tries = fans.iter().map(|(member, wanted)| stage.orders(stage.buyer(member), NewOrder::of(wanted.clone())));
    let placed = futures_util::future::join_all(tries).await;
    let mut people = 0;
    for (placed, (_, wanted)) in placed.iter().zip(&fans) {
        match placed {
            Ok(_) => people += wanted.quantity,
            Err(BeginError::NotPlaced(PlaceOrderError::SoldOut(0))) => {}
            Err(other) => panic!("{other:?}"),
        }
    }
    assert_eq!(people, stage.taken_in(&slot).await);
    // Somebody alone always fits into the last place.
    assert_eq!(people, 7);
    for checkout in placed.into_iter().flatten() {
        stage.stripe.pay(session_of(&checkout));
        assert_eq!(stage.returns(&checkout.order).await, Paying::Paid);
    }
    stage.work().await;
    let booked: i64 = stage.bookings(&slot).await.iter().map(|booking| booking.places).sum();
    assert_eq!((booked, stage.taken_in(&slot).await), (7, 7));
}

#[actix_web::test]
async fn everybody_moves_or_nobody() {
    let stage = Stage::open().await;
    let june = stage.slot(&stage.at("06-05T16:30"), 10).await;
    let july = stage.slot(&stage.at("07-05T16:30"), 3).await;
    let (zoe, max) = (db_member(&stage, "zoe"), db_member(&stage, "max"));
    stage.books(&zoe, &june, &["Ada"]).await;
    stage.books(&max, &june, &["Ben"]).await;
    // Max reads French.
    stage.db_rows("UPDATE experience_bookings SET language = 'fr' WHERE name = 'max' RETURNING id, name");
    // Ida has not paid yet.
    let ida = db_member(&stage, "ida");
    let late = stage.orders(stage.buyer(&ida), NewOrder::of(stage.wanted(&june, &filled("ida")).await)).await.unwrap();
    assert_eq!(stage.taken_in(&june).await, 5);

    let refused = stage.moves(&june, &july, seats(2, 4)).await;
    assert!(matches!(refused, Err(ActError::NoPlaces { needed: 4, left: 3 })), "{refused:?}");
    let refused = stage.moves(&june, &july, seats(1, 2)).await;
    assert!(matches!(refused, Err(ActError::Changed)), "{refused:?}");
    assert_eq!((stage.living(&june).await.len(), stage.living(&july).await.len()), (2, 0));
    assert_eq!((stage.taken_in(&june).await, stage.taken_in(&july).await), (5, 0));

    let more = july.id.clone();
    stage.club.write(move |tx| experiences::set_places(tx, &more, 5)).await.unwrap();
    assert_eq!(stage.moves(&june, &july, seats(2, 4)).await.unwrap(), seats(2, 4));
    assert_eq!(stage.living(&june).await, Vec::<String>::new());
    assert_eq!(stage.living(&july).await, ["max", "zoe"]);
    assert_eq!((stage.taken_in(&june).await, stage.taken_in(&july).await), (1, 4));
    let letter = stage.letter("zoe@fans.test", "has a new date");
    assert!(letter.contains("5 July"), "{letter}");
    let french = stage.letter("max@fans.test", "nouvelle date");
    assert!(french.contains("5 juillet"), "{french}");

    // Ida pays for the date that is closed: her place goes along.
    stage.stripe.pay(session_of(&late));
    assert_eq!(stage.returns(&late.order).await, Paying::Paid);
    stage.work().await;
    assert_eq!(stage.living(&july).await, ["ida", "max", "zoe"]);
    assert_eq!((stage.taken_in(&june).await, stage.taken_in(&july).await), (0, 5));
    assert!(matches!(stage.moves(&june, &july, seats(0, 0)).await, Err(ActError::Closed)));
    assert!(matches!(stage.moves(&july, &june, seats(3, 5)).await, Err(ActError::NotThere)));
    assert_eq!(stage.owed().await, 0);
}

#[actix_web::test]
async fn a_date_is_cancelled_with_the_money_back_for_all() {
    let stage = Stage::open().await;
    let june = stage.slot(&stage.at("06-05T16:30"), 10).await;
    let (zoe, max) = (db_member(&stage, "zoe"), db_member(&stage, "max"));
    let hers = stage.books(&zoe, &june, &["Ada"]).await;
    stage.books(&max, &june, &[]).await;
    let ida = db_member(&stage, "ida");
    let late = stage.orders(stage.buyer(&ida), NewOrder::of(stage.wanted(&june, &filled("ida")).await)).await.unwrap();

    let id = june.id.clone();
    let cost = stage.club.read(move |conn| experiences::cost_of(conn, &id)).await.unwrap();
    assert_eq!((cost.seats, cost.back[0].minor), (seats(2, 3), 12_000));
    let undone = stage.cancels(&june, seats(2, 3)).await.unwrap();
    assert_eq!(undone, cost);
    assert_eq!(stage.living(&june).await, Vec::<String>::new());
    assert_eq!(stage.stripe.all("refund").iter().map(|refund| refund["amount"].as_i64().unwrap()).sum::<i64>(), 12_000);
    assert_eq!(stage.lines(&hers).await[0].delivery, "revoked");
    let letter = stage.letter("zoe@fans.test", "is cancelled");
    assert!(letter.contains("€80"), "{letter}");
    assert!(matches!(stage.cancels(&june, seats(0, 0)).await, Err(ActError::Closed)));

    // What is paid afterwards goes back by itself.
    stage.stripe.pay(session_of(&late));
    stage.returns(&late.order).await;
    stage.work().await;
    assert_eq!(stage.lines(&late.order).await[0].delivery, "gone");
    assert_eq!(stage.taken_in(&june).await, 0);
    assert_eq!(stage.stripe.all("refund").len(), 3);
    assert_eq!(stage.owed().await, 0);
}

#[actix_web::test]
async fn a_cancellation_that_fails_in_the_middle_leaves_everything_as_it_was() {
    let stage = Stage::open().await;
    let june = stage.slot(&stage.at("06-05T16:30"), 10).await;
    let names: BTreeSet<String> = ["ada", "ben", "cleo"].map(str::to_owned).into();
    for name in &names {
        let member = db_member(&stage, name);
        stage.books(&member, &june, &[]).await;
    }
    // The order line of the last one is of a kind nobody knows: the act cannot be finished.
    let last = stage.bookings(&june).await.pop().unwrap();
    let rename = |kind: &str| {
        stage.db_rows(&format!(
            "UPDATE order_lines SET kind = '{kind}' WHERE id = '{}' RETURNING id, kind",
            last.order_line_id
        ));
    };
    rename("unheard-of");
    let failed = stage.cancels(&june, seats(3, 3)).await;
    assert!(matches!(failed, Err(ActError::Fault(_))), "{failed:?}");
    assert_eq!(stage.living(&june).await.into_iter().collect::<BTreeSet<_>>(), names);
    assert_eq!((stage.taken_in(&june).await, stage.count("refunds")), (3, 0));
    assert_eq!(stage.count("jobs WHERE name = 'experiences.tell_booked'"), 0);
    rename(KIND);
    stage.cancels(&june, seats(3, 3)).await.unwrap();
    assert_eq!((stage.taken_in(&june).await, stage.count("refunds")), (0, 3));
}

#[actix_web::test]
async fn clocks_are_those_of_the_place() {
    let stage = Stage::open().await;
    let slot = stage.slot("2031-06-05T16:30", 4).await;
    assert_eq!(slot.starts_at.rfc3339(), "2031-06-05T14:30:00Z");
    let (experience, now) = (stage.experience.clone(), stage.now());
    let gap = NewSlot { wall_clock: "2031-03-30T02:30".parse().unwrap(), minutes: 60, places: 4 };
    let added = stage.club.write(move |tx| experiences::add_slot(tx, &experience, &gap, now)).await.unwrap();
    assert_eq!(added, Err(stagedoor::base::NoSuchTime::Skipped));
    assert_eq!(stage.count("experience_slots"), 1);
    // The artist had the wrong zone: the clock stays, the moment follows.
    let (standing, now) = (stage.experience.clone(), stage.now());
    let edited = NewExperience { zone: "America/New_York".to_owned(), ..soundcheck() };
    stage.club.write(move |tx| experiences::edit(tx, &standing, &edited, now)).await.unwrap();
    let id = slot.id.clone();
    let slot = stage.club.read(move |conn| experiences::slot(conn, &id)).await.unwrap().unwrap();
    assert_eq!(
        (slot.wall_clock.as_str(), slot.starts_at),
        ("2031-06-05T16:30", moment_of("2031-06-05T16:30", "America/New_York").unwrap())
    );
    assert!(slot.starts_at > Moment::now());
}
