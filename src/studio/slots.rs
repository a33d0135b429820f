//! One date of an experience: who comes, and moving or cancelling it in one act.

use actix_web::web;
use askama::Template;

use super::amounts;
use super::desk::{Desk, Fresh, Proved, not_found, see};
use super::experiences::{SlotForm, at_place, draw_with_slot, found, stored};
use super::fields::Fields;
use super::frame::Frame;
use super::parts::{Choice, Fact, Wrongs};
use crate::base::{Fault, Money, NoSuchTime};
use crate::catalog::KINDS;
use crate::crew::{Manager, Seller};
use crate::experiences::{self, ActError, Booking, Cost, Experience, NewSlot, Places, Seats, Slot, SlotId};
use crate::journal;
use crate::orders;
use crate::plumbing::locale::Words;
use crate::plumbing::web::{Page, PageError};

/// Most places of one date.
const MOST_PLACES: i64 = 100_000;
/// Longest date, in minutes: a week.
const LONGEST: i64 = 7 * 24 * 60;

pub struct SlotRow {
    pub id: String,
    pub at: String,
    pub booked: String,
    pub tone: &'static str,
    pub state: String,
}

#[derive(Template)]
#[template(path = "studio/slots/show.html")]
pub struct SlotPage {
    pub w: Words,
    pub f: Frame,
    pub id: String,
    pub experience_id: String,
    pub experience: String,
    pub heading: String,
    pub facts: Vec<Fact>,
    pub guests: Vec<GuestRow>,
    /// Questions that somebody answered, one a column.
    pub questions: Vec<String>,
    pub asks_age: bool,
    pub open: bool,
    pub places: String,
    pub wrongs: Wrongs,
    /// Other dates everybody could go to.
    pub targets: Vec<Choice>,
    pub sheet: Option<Sheet>,
}

/// Somebody who comes, or does not any more.
pub struct GuestRow {
    pub name: String,
    pub guests: String,
    pub people: String,
    /// One a question.
    pub answers: Vec<String>,
    pub age: String,
    pub agreed: bool,
    pub order: i64,
    pub order_label: String,
    pub tone: &'static str,
    pub state: String,
}

/// What an act would do, before it is done.
pub struct Sheet {
    pub title: String,
    pub action: String,
    pub hidden: Vec<(&'static str, String)>,
    pub then: String,
    pub button: String,
}

pub(super) fn slot_row(desk: &Desk, experience: &Experience, places: &Places) -> SlotRow {
    let (w, slot) = (&desk.w, &places.slot);
    let (tone, key) = match () {
        () if slot.is_cancelled() => ("stop", "studio-slot-cancelled"),
        () if !slot.is_open() => ("off", "studio-slot-moved"),
        () if slot.ends_at() <= desk.now => ("off", "studio-slot-over"),
        () if places.left() == 0 => ("wait", "studio-slot-full"),
        () => ("ok", "studio-slot-open"),
    };
    SlotRow {
        id: slot.id.to_string(),
        at: at_place(desk, experience, slot.starts_at),
        booked: w.t2("studio-done-of", "done", places.capacity.taken, "all", places.capacity.total.unwrap_or(0)),
        tone,
        state: w.t(key),
    }
}

/// POST `/studio/experiences/{id}/slots`
pub async fn create(desk: Proved<Seller>, id: web::Path<String>, fields: web::Form<Fields>) -> Page {
    let experience = found(&desk, id.into_inner()).await?;
    let get = |name: &str| fields.get(name).to_owned();
    let form = SlotForm { at: get("at"), minutes: get("minutes"), places: get("places") };
    let wrongs = match read(&desk, &form) {
        Ok(new) => {
            let (of, now, me) = (experience.clone(), desk.now, desk.me.actor());
            let added = desk.club.write(move |tx| {
                let added = experiences::add_slot(tx, &of, &new, now)?;
                if let Ok(slot) = &added {
                    let id = of.id.as_str();
                    journal::record(tx, me.clone(), "slot.added", "experience", id, &slot.wall_clock, now)?;
                }
                Ok::<_, Fault>(added)
            });
            match added.await? {
                Ok(_) => return see(&format!("/studio/experiences/{}", experience.id), "studio-said-slot-added"),
                Err(why) => Wrongs::one("at", amounts::no_such_time(&desk, why)),
            }
        }
        Err(wrongs) => wrongs,
    };
    let standing = (stored(&desk, &experience).await?, Wrongs::none());
    desk.again(&draw_with_slot(&desk, Some(&experience), standing, (form, wrongs)).await?)
}

fn read(desk: &Desk, form: &SlotForm) -> Result<NewSlot, Wrongs> {
    let mut wrongs = Wrongs::none();
    let wall_clock = form.at.parse::<jiff::civil::DateTime>().ok();
    if wall_clock.is_none() {
        wrongs.add("at", amounts::no_such_time(desk, NoSuchTime::Unreadable));
    }
    let mut needed = |field: &'static str, typed: &str, most: i64| {
        let typed = if typed.is_empty() { "?" } else { typed };
        amounts::whole(desk, field, typed, (1, most), &mut wrongs)
    };
    let minutes = needed("minutes", &form.minutes, LONGEST);
    let places = needed("places", &form.places, MOST_PLACES);
    match (wall_clock, minutes, places) {
        (Some(wall_clock), Some(minutes), Some(places)) => Ok(NewSlot { wall_clock, minutes, places }),
        _ => Err(wrongs),
    }
}

/// A date with everything its page shows.
struct Loaded {
    experience: Experience,
    places: Places,
    bookings: Vec<(Booking, i64)>,
    others: Vec<Places>,
    cost: Cost,
}

async fn load(desk: &Desk, id: String) -> Result<Loaded, PageError> {
    let loaded = desk.club.read(move |c| {
        let Some(slot) = experiences::slot(c, &SlotId(id))? else { return Ok(None) };
        let Some(experience) = experiences::by_id(c, &slot.experience_id)? else { return Ok(None) };
        let all = experiences::places_of(c, &experience.id)?;
        let (mine, others): (Vec<Places>, Vec<Places>) = all.into_iter().partition(|places| places.slot.id == slot.id);
        let Some(places) = mine.into_iter().next() else { return Ok(None) };
        let mut bookings = Vec::new();
        for booking in experiences::bookings_of(c, &slot.id)? {
            let number = orders::by_id(c, &booking.order_id)?.map_or(0, |order| order.number);
            bookings.push((booking, number));
        }
        let cost = experiences::cost_of(c, &slot.id)?;
        Ok(Some(Loaded { experience, places, bookings, others, cost }))
    });
    not_found(loaded.await?)
}

pub async fn show(desk: Proved<Seller>, id: web::Path<String>) -> Page {
    let loaded = load(&desk, id.into_inner()).await?;
    desk.page(&draw(&desk, &loaded, None, Wrongs::none()).await?)
}

/// POST `/studio/slots/{id}`: how many places it has.
pub async fn update(desk: Proved<Seller>, id: web::Path<String>, fields: web::Form<Fields>) -> Page {
    let loaded = load(&desk, id.into_inner()).await?;
    let mut wrongs = Wrongs::none();
    let typed = fields.get("places");
    let typed = if typed.is_empty() { "?" } else { typed };
    let Some(places) = amounts::whole(&desk, "places", typed, (1, MOST_PLACES), &mut wrongs) else {
        return desk.again(&draw(&desk, &loaded, None, wrongs).await?);
    };
    let (now, me, slot) = (desk.now, desk.me.actor(), loaded.places.slot);
    let path = path(&slot);
    desk.club
        .write(move |tx| {
            experiences::set_places(tx, &slot.id, places)?;
            let (id, detail) = (slot.experience_id.as_str(), format!("{}: {places}", slot.wall_clock));
            journal::record(tx, me.clone(), "slot.changed", "experience", id, &detail, now)
        })
        .await?;
    see(&path, "studio-said-slot-saved")
}

fn path(slot: &Slot) -> String {
    format!("/studio/slots/{}", slot.id)
}

/// POST `/studio/slots/{id}/moves`: shows what it would do; with the sheet confirmed, does it.
pub async fn relocate(desk: Proved<Seller>, id: web::Path<String>, fields: web::Form<Fields>) -> Page {
    let loaded = load(&desk, id.into_inner()).await?;
    let path = path(&loaded.places.slot);
    let target = loaded.others.iter().find(|places| places.slot.id.as_str() == fields.get("to"));
    let Some(target) = target.filter(|places| places.slot.is_open()) else {
        return see(&path, "studio-said-slot-no-target");
    };
    if !fields.ticked("sure") {
        let sheet = move_sheet(&desk, &loaded, target);
        return desk.page(&draw(&desk, &loaded, Some(sheet), Wrongs::none()).await?);
    }
    let (from, to, known) = (loaded.places.slot.id.clone(), target.slot.id.clone(), known(&fields));
    let (now, me) = (desk.now, desk.me.actor());
    let moved = desk.club.write(move |tx| experiences::move_slot(tx, &from, &to, known, &me, now)).await;
    done(&path, moved.map(drop), "studio-said-slot-moved")
}

/// POST `/studio/slots/{id}/cancellations`: shows what it would do; with the sheet confirmed, does it.
pub async fn cancel(desk: Fresh<Manager>, id: web::Path<String>, fields: web::Form<Fields>) -> Page {
    let loaded = load(&desk, id.into_inner()).await?;
    let path = path(&loaded.places.slot);
    if !loaded.places.slot.is_open() {
        return see(&path, "studio-said-slot-closed");
    }
    if !fields.ticked("sure") {
        let sheet = cancel_sheet(&desk, &loaded);
        return desk.page(&draw(&desk, &loaded, Some(sheet), Wrongs::none()).await?);
    }
    let (slot, known, now, me) = (loaded.places.slot.id, known(&fields), desk.now, desk.me.actor());
    let undone = desk.club.write_durably(move |tx| experiences::cancel_slot(tx, KINDS, &slot, known, &me, now)).await;
    done(&path, undone.map(drop), "studio-said-slot-cancelled")
}

/// What was looked at when the sheet was drawn.
fn known(fields: &Fields) -> Seats {
    let number = |name: &str| fields.get(name).parse().unwrap_or(-1);
    Seats { bookings: number("bookings"), people: number("people") }
}

fn done(path: &str, outcome: Result<(), ActError>, said: &str) -> Page {
    match outcome {
        Ok(()) => see(path, said),
        Err(ActError::Closed) => see(path, "studio-said-slot-closed"),
        Err(ActError::NotThere) => see(path, "studio-said-slot-no-target"),
        Err(ActError::Changed) => see(path, "studio-said-slot-changed"),
        Err(ActError::NoPlaces { .. }) => see(path, "studio-said-slot-no-places"),
        Err(ActError::Fault(fault)) => Err(fault.into()),
    }
}

fn seats_in_words(desk: &Desk, seats: Seats) -> String {
    desk.w.t2("studio-slot-booked", "bookings", seats.bookings, "people", seats.people)
}

fn hidden(seats: Seats) -> Vec<(&'static str, String)> {
    vec![("bookings", seats.bookings.to_string()), ("people", seats.people.to_string()), ("sure", "yes".to_owned())]
}

fn move_sheet(desk: &Desk, loaded: &Loaded, target: &Places) -> Sheet {
    let (w, seats) = (&desk.w, loaded.cost.seats);
    let to = at_place(desk, &loaded.experience, target.slot.starts_at);
    let mut hidden = hidden(seats);
    hidden.push(("to", target.slot.id.to_string()));
    let fits = target.left() >= seats.people;
    let key = if fits { "studio-slot-move-then" } else { "studio-slot-move-too-few" };
    Sheet {
        title: w.t("studio-slot-move"),
        action: format!("{}/moves", path(&loaded.places.slot)),
        hidden,
        then: w.with(
            key,
            &[("who", seats_in_words(desk, seats).into()), ("to", to.into()), ("left", target.left().into())],
        ),
        button: if fits { w.t("studio-slot-move-go") } else { String::new() },
    }
}

fn cancel_sheet(desk: &Desk, loaded: &Loaded) -> Sheet {
    let (w, cost) = (&desk.w, &loaded.cost);
    let sum = cost.back.iter().map(|sum| w.money(*sum)).collect::<Vec<_>>().join(" + ");
    let sum = if sum.is_empty() { w.money(Money::zero(desk.club.config().currency)) } else { sum };
    Sheet {
        title: w.t("studio-slot-cancel"),
        action: format!("{}/cancellations", path(&loaded.places.slot)),
        hidden: hidden(cost.seats),
        then: w.t2("studio-slot-cancel-then", "who", seats_in_words(desk, cost.seats), "sum", sum.as_str()),
        button: w.t1("studio-slot-cancel-go", "sum", sum),
    }
}

async fn draw(desk: &Desk, loaded: &Loaded, sheet: Option<Sheet>, wrongs: Wrongs) -> Result<SlotPage, PageError> {
    let (w, slot, experience) = (&desk.w, &loaded.places.slot, &loaded.experience);
    let row = slot_row(desk, experience, &loaded.places);
    let questions = questions_of(&loaded.bookings);
    let target = |places: &Places| {
        let at = at_place(desk, experience, places.slot.starts_at);
        Choice::new(places.slot.id.to_string(), w.t2("studio-slot-target", "at", at, "left", places.left()))
    };
    let open_ones = loaded.others.iter().filter(|one| one.slot.is_open() && one.slot.starts_at > desk.now);
    Ok(SlotPage {
        w: w.clone(),
        f: desk.frame("experiences").await?.with_wrongs(&wrongs),
        id: slot.id.to_string(),
        experience_id: experience.id.to_string(),
        experience: experience.title.clone(),
        heading: row.at,
        facts: vec![
            Fact::new(w.t("studio-experience-place"), experience.place.as_str()),
            Fact::new(w.t("studio-experience-zone"), experience.zone.as_str()),
            Fact::new(w.t("studio-slot-taken"), row.booked),
            Fact::new(w.t("studio-experience-state"), row.state),
        ],
        guests: loaded.bookings.iter().map(|(one, order)| guest(desk, one, *order, &questions)).collect(),
        questions,
        asks_age: experience.least_age.is_some(),
        open: slot.is_open(),
        places: loaded.places.capacity.total.unwrap_or(0).to_string(),
        wrongs,
        targets: open_ones.map(target).collect(),
        sheet,
    })
}

/// Every question somebody answered, in the order they first came.
fn questions_of(bookings: &[(Booking, i64)]) -> Vec<String> {
    let mut questions: Vec<String> = Vec::new();
    for answer in bookings.iter().flat_map(|(booking, _)| booking.answers()) {
        if !questions.contains(&answer.question) {
            questions.push(answer.question);
        }
    }
    questions
}

fn guest(desk: &Desk, booking: &Booking, order: i64, questions: &[String]) -> GuestRow {
    let (w, answers) = (&desk.w, booking.answers());
    let answer = |question: &String| {
        answers.iter().find(|answer| &answer.question == question).map_or(String::new(), |answer| answer.answer.clone())
    };
    let living = booking.is_living();
    GuestRow {
        name: booking.name.clone(),
        guests: booking.guests().join(", "),
        people: w.number(booking.places),
        answers: questions.iter().map(answer).collect(),
        age: booking.of_age.map_or(String::new(), |age| w.t1("studio-slot-of-age", "n", age)),
        agreed: !booking.consent.is_empty(),
        order,
        order_label: w.t1("studio-order-number", "n", order.to_string()),
        tone: if living { "ok" } else { "off" },
        state: w.t(if living { "studio-slot-comes" } else { "studio-slot-given-up" }),
    }
}
