//! `/experiences`: what fans can come backstage for, and booking it.

use actix_web::http::StatusCode;
use actix_web::web;

use super::cart::Shopper;
use super::contexts::{
    BookingForm, BornError, BornField, BoxField, ConsentBox, Experience as Shown, ExperienceRow, Experiences, Html,
    Place, Problem, QuestionField, SlotError, SlotRow, TextField,
};
use super::fields::Fields;
use super::frame::Frame;
use super::{present, problems};
use crate::base::{Fault, zone_of};
use crate::carts::Choice;
use crate::experiences::{self, Asked, Details, Experience, KIND, Lack, Places, Question, Slot};
use crate::lobby::Visit;
use crate::media::{self, Asset, AssetId};
use crate::memberships;
use crate::orders::prices::Price;
use crate::orders::{Buyer, NotForSale, Sellable, Wanted};
use crate::plumbing::db::Conn;
use crate::plumbing::locale::Words;
use crate::plumbing::markdown;
use crate::plumbing::web::{Page, PageError};

/// An experience with all its page shows.
struct Loaded {
    experience: Experience,
    questions: Vec<Question>,
    slots: Vec<Places>,
    price: Option<Price>,
    picture: Option<Asset>,
    refusal: Option<NotForSale>,
    /// Names of tiers by slug.
    tiers: Vec<(String, String)>,
}

/// GET `/experiences`
pub(super) async fn list(visit: Visit) -> Page {
    let (here, buyer) = (visit.clone(), buyer(&visit));
    let loaded = visit
        .club
        .read(move |conn| {
            let shown = experiences::published(conn, here.now)?;
            let each = shown.into_iter().map(|(experience, slots)| load(conn, &here, &buyer, experience, slots));
            each.collect::<Result<Vec<_>, Fault>>()
        })
        .await?;
    let body = Experiences {
        entries: loaded.iter().map(|one| row(&visit, one)).collect(),
        bookings_url: visit.here.as_ref().map(|_| visit.url("/bookings")),
    };
    Frame::at(Place::Experiences).show(&visit, &body).await
}

fn load(
    conn: &mut Conn,
    visit: &Visit,
    buyer: &Buyer,
    experience: Experience,
    slots: Vec<Places>,
) -> Result<Loaded, Fault> {
    let picture = match &experience.picture_asset_id {
        Some(asset) => media::by_id(conn, &AssetId(asset.clone()))?,
        None => None,
    };
    Ok(Loaded {
        questions: experiences::questions_of(conn, &experience.id)?,
        price: experiences::price_of(conn, &experience.id, visit.club.config().currency)?,
        refusal: experiences::refusal(conn, &experience, buyer, visit.now)?,
        tiers: memberships::tiers(conn)?.into_iter().map(|tier| (tier.slug, tier.name)).collect(),
        experience,
        slots,
        picture,
    })
}

fn row(visit: &Visit, loaded: &Loaded) -> ExperienceRow {
    let Loaded { experience, slots, .. } = loaded;
    let w = clock(visit, experience);
    ExperienceRow {
        title: experience.title.clone(),
        url: visit.url(&format!("/experiences/{}", experience.slug)),
        summary: experience.summary.clone(),
        picture: loaded.picture.as_ref().and_then(present::picture),
        next: slots.first().map(|places| present::moment(&w, places.slot.starts_at, visit.now)),
        place: experience.place.clone(),
        price: price(visit, loaded),
        left: present::count(&w, slots.iter().map(Places::left).sum()),
        problem: problem(visit, loaded),
    }
}

fn price(visit: &Visit, loaded: &Loaded) -> String {
    loaded.price.as_ref().map_or(String::new(), |price| visit.w.price(price.amount()))
}

fn problem(visit: &Visit, loaded: &Loaded) -> Option<Problem> {
    loaded.refusal.as_ref().map(|why| problems::of(visit, why, &loaded.tiers))
}

/// The visitor's words, and the clock of the place.
pub(super) fn clock(visit: &Visit, experience: &Experience) -> Words {
    match zone_of(&experience.zone) {
        Some(zone) => visit.w.in_zone(zone),
        None => visit.w.clone(),
    }
}

/// The zone's name, where it is not the club's.
pub(super) fn zone(visit: &Visit, experience: &Experience) -> Option<String> {
    let elsewhere = visit.club.time_zone().iana_name() != Some(experience.zone.as_str());
    elsewhere.then(|| experience.zone.replace('_', " "))
}

fn buyer(visit: &Visit) -> Buyer {
    let language = visit.lang.code().to_owned();
    match &visit.here {
        Some(here) => Buyer { member: Some(here.member.id.clone()), email: here.member.email.clone(), language },
        None => Buyer { member: None, email: String::new(), language },
    }
}

async fn found(visit: &Visit, slug: &str) -> Result<Loaded, PageError> {
    let (here, buyer, slug) = (visit.clone(), buyer(visit), slug.to_owned());
    let loaded = visit.club.read(move |conn| {
        let found = experiences::by_slug(conn, &slug)?.filter(Experience::is_published);
        let Some(experience) = found else { return Ok(None) };
        let mut slots = experiences::places_of(conn, &experience.id)?;
        slots.retain(|places| places.slot.is_open() && places.slot.starts_at > here.now);
        load(conn, &here, &buyer, experience, slots).map(Some)
    });
    loaded.await?.ok_or(PageError::NotFound)
}

/// GET `/experiences/{slug}`
pub(super) async fn show(visit: Visit, slug: web::Path<String>) -> Page {
    let loaded = found(&visit, &slug).await?;
    draw(&visit, StatusCode::OK, &loaded, &Filled::fresh(&visit)).await
}

/// The form as it was filled in, and what is wrong with it.
#[derive(Default)]
struct Filled {
    slot: String,
    slot_error: Option<SlotError>,
    asked: Asked,
    lacks: Vec<Lack>,
    refusal: Option<NotForSale>,
}

impl Filled {
    /// What the club knows of a member stands there already.
    fn fresh(visit: &Visit) -> Filled {
        let name = visit.here.as_ref().map_or(String::new(), |here| here.member.name.clone());
        let asked = Asked { name, born: known_birth_date(visit).unwrap_or_default(), ..Asked::default() };
        Filled { asked, ..Filled::default() }
    }

    fn of(visit: &Visit, form: &Fields) -> Filled {
        let several = |name: &str| form.all(name).into_iter().map(str::to_owned).collect();
        let asked = Asked {
            name: form.get("name").to_owned(),
            guests: several("guest"),
            answers: several("answer"),
            born: known_birth_date(visit).unwrap_or_else(|| form.get("born").to_owned()),
            guests_of_age: !form.get("guests_of_age").is_empty(),
            agreed: !form.get("agreed").is_empty(),
        };
        Filled { slot: form.get("slot").to_owned(), asked, ..Filled::default() }
    }

    fn lacks(&self, lack: Lack) -> bool {
        self.lacks.contains(&lack)
    }
}

fn known_birth_date(visit: &Visit) -> Option<String> {
    visit.here.as_ref()?.member.birth_date.clone().filter(|date| !date.is_empty())
}

/// POST `/experiences/{slug}/cart`
pub(super) async fn choose(shopper: Shopper, slug: web::Path<String>, form: Fields) -> Page {
    let visit = &shopper.visit;
    visit.check_csrf(form.get("csrf"))?;
    let loaded = found(visit, &slug).await?;
    let mut filled = Filled::of(visit, &form);
    match chosen(visit, &loaded, &mut filled).await? {
        Some(choice) => shopper.put(choice).await,
        None => draw(visit, StatusCode::UNPROCESSABLE_ENTITY, &loaded, &filled).await,
    }
}

/// What goes into the cart; none when something is wrong, which `filled` then says.
async fn chosen(visit: &Visit, loaded: &Loaded, filled: &mut Filled) -> Result<Option<Choice>, PageError> {
    let slot = loaded.slots.iter().find(|places| places.slot.id.as_str() == filled.slot);
    let Some(slot) = slot else {
        filled.slot_error = Some(SlotError::Missing);
        // Whatever the slot, the rest is told too.
        if let Some(any) = loaded.slots.first() {
            filled.lacks = details_of(loaded, &any.slot, filled).err().unwrap_or_default();
        }
        return Ok(None);
    };
    let details = match details_of(loaded, &slot.slot, filled) {
        Ok(details) => details,
        Err(lacks) => {
            filled.lacks = lacks;
            return Ok(None);
        }
    };
    let Some(price) = &loaded.price else { return Err(PageError::NotFound) };
    if slot.left() < details.people() {
        filled.slot_error = Some(SlotError::Full);
        return Ok(None);
    }
    let wanted = Wanted {
        kind: KIND,
        item: slot.slot.id.to_string(),
        price: Some(price.id.to_string()),
        quantity: details.people(),
        details: details.kept(),
        instead: false,
    };
    let (asked, buyer, now) = (wanted.clone(), buyer(visit), visit.now);
    let quoted =
        visit.club.read(move |conn| experiences::sale::ExperienceSale.quote(conn, &asked, &buyer, now)).await?;
    match quoted {
        Ok(_) => Ok(Some(Choice {
            kind: KIND.to_owned(),
            item: wanted.item,
            price: wanted.price,
            quantity: wanted.quantity,
            details: wanted.details,
        })),
        Err(NotForSale::AlreadyHeld) => {
            filled.slot_error = Some(SlotError::AlreadyHeld);
            Ok(None)
        }
        Err(why) => {
            filled.refusal = Some(why);
            Ok(None)
        }
    }
}

fn details_of(loaded: &Loaded, slot: &Slot, filled: &Filled) -> Result<Details, Vec<Lack>> {
    experiences::details(&loaded.experience, &loaded.questions, slot, &filled.asked)
}

async fn draw(visit: &Visit, status: StatusCode, loaded: &Loaded, filled: &Filled) -> Page {
    let experience = &loaded.experience;
    let w = clock(visit, experience);
    let picture = loaded.picture.as_ref().and_then(present::picture);
    let free = |places: &Places| places.left() > 0;
    let bookable = loaded.refusal.is_none() && loaded.price.is_some() && loaded.slots.iter().any(free);
    let refused = filled.refusal.as_ref().map(|why| problems::of(visit, why, &loaded.tiers));
    let frame = Frame::at(Place::Experiences).status(status).describe(&experience.summary).picture(picture.as_ref());
    let body = Shown {
        title: experience.title.clone(),
        summary: experience.summary.clone(),
        about: Html(markdown::post_html(&experience.about, |_| None)),
        picture,
        place: experience.place.clone(),
        zone: zone(visit, experience),
        price: price(visit, loaded),
        terms: experience.terms.clone(),
        least_age: experience.least_age.and_then(|age| u32::try_from(age).ok()),
        guests: u32::try_from(experience.guests).unwrap_or(0),
        slots: loaded.slots.iter().map(|places| slot_row(&w, visit, places, &filled.slot)).collect(),
        form: bookable.then(|| form(visit, loaded, filled)),
        problem: refused.or_else(|| problem(visit, loaded)),
        list_url: visit.url("/experiences"),
    };
    frame.show(visit, &body).await
}

fn slot_row(w: &Words, visit: &Visit, places: &Places, chosen: &str) -> SlotRow {
    let slot = &places.slot;
    SlotRow {
        id: slot.id.to_string(),
        at: present::moment(w, slot.starts_at, visit.now),
        until: w.time(slot.ends_at()),
        left: present::count(w, places.left()),
        chosen: slot.id.as_str() == chosen,
    }
}

fn form(visit: &Visit, loaded: &Loaded, filled: &Filled) -> BookingForm {
    let (experience, asked) = (&loaded.experience, &filled.asked);
    let guest = |nth: usize| TextField {
        value: asked.guests.get(nth).cloned().unwrap_or_default(),
        wrong: filled.lacks(Lack::Guest(nth)),
    };
    let question = |(nth, question): (usize, &Question)| QuestionField {
        question: question.question.clone(),
        required: question.required,
        value: asked.answers.get(nth).cloned().unwrap_or_default(),
        wrong: filled.lacks(Lack::Answer(nth)) || filled.lacks(Lack::AnswerTooLong(nth)),
    };
    let young = filled.lacks(Lack::TooYoung).then_some(BornError::TooYoung);
    let born_error = young.or(filled.lacks(Lack::Born).then_some(BornError::Missing));
    // Who is known to be too young has to be told where.
    let asks_birth = experience.least_age.is_some() && (known_birth_date(visit).is_none() || born_error.is_some());
    let box_of_guests = experience.least_age.is_some() && experience.guests > 0;
    BookingForm {
        action: visit.url(&format!("/experiences/{}/cart", experience.slug)),
        slot_error: filled.slot_error,
        name: TextField { value: asked.name.clone(), wrong: filled.lacks(Lack::Name) },
        guests: (0..usize::try_from(experience.guests).unwrap_or(0)).map(guest).collect(),
        too_many: filled.lacks(Lack::TooMany),
        questions: loaded.questions.iter().enumerate().map(question).collect(),
        born: asks_birth.then(|| BornField { value: asked.born.clone(), error: born_error }),
        guests_of_age: box_of_guests
            .then(|| BoxField { checked: asked.guests_of_age, wrong: filled.lacks(Lack::GuestsAge) }),
        consent: (!experience.consent.is_empty())
            .then(|| ConsentBox { wording: experience.consent.clone(), wrong: filled.lacks(Lack::Consent) }),
    }
}
