//! Experiences: what fans come backstage for, written and put on show.

use actix_web::{HttpResponse, web};
use askama::Template;

use super::desk::{Desk, Proved, not_found, see};
use super::fields::Fields;
use super::frame::Frame;
use super::parts::{Choice, Wrongs};
use super::slots::{SlotRow, slot_row};
use super::{amounts, audiences};
use crate::base::condition::Condition;
use crate::base::{Fault, Moment, zone_of};
use crate::crew::Seller;
use crate::experiences::{
    self, Entry, Experience, ExperienceId, LONGEST_TITLE, MOST_GUESTS, MOST_QUESTIONS, NewExperience, NewQuestion,
    Places,
};
use crate::journal;
use crate::media::{self, AssetId};
use crate::plumbing::locale::Words;
use crate::plumbing::web::{Page, PageError};

/// Longest text of one field, in characters.
const LONGEST_TEXT: usize = 5_000;
/// Pictures to choose from, the newest.
const PICTURES: i64 = 60;

#[derive(Template)]
#[template(path = "studio/experiences/list.html")]
pub struct ExperienceList {
    pub w: Words,
    pub f: Frame,
    pub rows: Vec<ExperienceRow>,
}

pub struct ExperienceRow {
    pub id: String,
    pub title: String,
    pub tone: &'static str,
    pub state: String,
    pub next: String,
    pub booked: String,
    pub price: String,
}

#[derive(Template)]
#[template(path = "studio/experiences/edit.html")]
pub struct ExperiencePage {
    pub w: Words,
    pub f: Frame,
    /// Empty for one that is not stored yet.
    pub id: String,
    pub heading: String,
    pub action: String,
    pub form: ExperienceForm,
    pub wrongs: Wrongs,
    pub audiences: Vec<Choice>,
    pub pictures: Vec<Choice>,
    pub zones: Vec<String>,
    pub price_label: String,
    pub published: bool,
    /// Where fans see it.
    pub href: String,
    pub slots: Vec<SlotRow>,
    pub slot: SlotForm,
    pub slot_wrongs: Wrongs,
    pub slot_help: String,
}

#[derive(Debug, Clone, Default)]
pub struct ExperienceForm {
    pub title: String,
    pub summary: String,
    pub about: String,
    pub place: String,
    pub zone: String,
    pub price: String,
    pub guests: String,
    pub least_age: String,
    pub picture: String,
    pub terms: String,
    pub consent: String,
    pub audience: String,
    pub condition: String,
    pub questions: Vec<QuestionForm>,
}

#[derive(Debug, Clone, Default)]
pub struct QuestionForm {
    /// Name of its field.
    pub name: String,
    pub box_name: String,
    pub question: String,
    pub required: bool,
}

#[derive(Debug, Clone, Default)]
pub struct SlotForm {
    pub at: String,
    pub minutes: String,
    pub places: String,
}

pub async fn list(desk: Proved<Seller>) -> Page {
    let currency = desk.club.config().currency;
    let all = desk
        .club
        .read(move |c| {
            let mut all = Vec::new();
            for experience in experiences::all(c)? {
                let places = experiences::places_of(c, &experience.id)?;
                let price = experiences::price_of(c, &experience.id, currency)?;
                all.push((experience, places, price));
            }
            Ok(all)
        })
        .await?;
    let w = &desk.w;
    let rows = all.into_iter().map(|(experience, places, price)| {
        let open: Vec<&Places> =
            places.iter().filter(|one| one.slot.is_open() && one.slot.starts_at > desk.now).collect();
        let taken: i64 = open.iter().map(|one| one.capacity.taken).sum();
        let total: i64 = open.iter().filter_map(|one| one.capacity.total).sum();
        ExperienceRow {
            id: experience.id.to_string(),
            tone: if experience.is_published() { "ok" } else { "off" },
            state: w.t(if experience.is_published() { "studio-experience-shown" } else { "studio-experience-hidden" }),
            next: open.first().map_or_else(|| "–".to_owned(), |one| at_place(&desk, &experience, one.slot.starts_at)),
            booked: w.t2("studio-done-of", "done", taken, "all", total),
            price: price.map_or_else(|| "–".to_owned(), |price| w.price(price.amount())),
            title: experience.title,
        }
    });
    let rows = rows.collect();
    desk.page(&ExperienceList { w: w.clone(), f: desk.frame("experiences").await?, rows })
}

/// Date and time by the clock of the place.
pub(super) fn at_place(desk: &Desk, experience: &Experience, at: Moment) -> String {
    match zone_of(&experience.zone) {
        Some(zone) => desk.w.in_zone(zone).date_time(at),
        None => desk.w.date_time(at),
    }
}

pub async fn new(desk: Proved<Seller>) -> Page {
    let form = ExperienceForm {
        zone: desk.w.zone().iana_name().unwrap_or("UTC").to_owned(),
        guests: "1".to_owned(),
        audience: "member".to_owned(),
        questions: questions(&[]),
        ..ExperienceForm::default()
    };
    desk.page(&draw(&desk, None, form, Wrongs::none()).await?)
}

pub async fn create(desk: Proved<Seller>, fields: web::Form<Fields>) -> Page {
    let form = typed(&fields);
    let (new, price) = match read(&desk, &form) {
        Ok(read) => read,
        Err(wrongs) => return desk.again(&draw(&desk, None, form, wrongs).await?),
    };
    let (now, currency, me) = (desk.now, desk.club.config().currency, desk.me.actor());
    let id = desk
        .club
        .write(move |tx| {
            let made = experiences::create(tx, &new, now)?;
            experiences::set_price(tx, &made.id, currency, price, now)?;
            let id = made.id.as_str();
            journal::record(tx, me.clone(), "experience.created", "experience", id, &made.title, now)?;
            Ok::<_, Fault>(made.id)
        })
        .await?;
    see(&format!("/studio/experiences/{id}"), "studio-said-experience-created")
}

pub async fn edit(desk: Proved<Seller>, id: web::Path<String>) -> Page {
    let experience = found(&desk, id.into_inner()).await?;
    let form = stored(&desk, &experience).await?;
    desk.page(&draw(&desk, Some(&experience), form, Wrongs::none()).await?)
}

pub async fn update(desk: Proved<Seller>, id: web::Path<String>, fields: web::Form<Fields>) -> Page {
    let experience = found(&desk, id.into_inner()).await?;
    let form = typed(&fields);
    let (new, price) = match read(&desk, &form) {
        Ok(read) => read,
        Err(wrongs) => return desk.again(&draw(&desk, Some(&experience), form, wrongs).await?),
    };
    let (now, currency, me) = (desk.now, desk.club.config().currency, desk.me.actor());
    let path = format!("/studio/experiences/{}", experience.id);
    desk.club
        .write(move |tx| {
            experiences::edit(tx, &experience, &new, now)?;
            experiences::set_price(tx, &experience.id, currency, price, now)?;
            let id = experience.id.as_str();
            journal::record(tx, me.clone(), "experience.changed", "experience", id, &new.title, now)
        })
        .await?;
    see(&path, "studio-said-experience-saved")
}

/// Puts it on show.
pub async fn publish(desk: Proved<Seller>, id: web::Path<String>) -> Page {
    let experience = found(&desk, id.into_inner()).await?;
    let path = format!("/studio/experiences/{}", experience.id);
    let (now, me) = (desk.now, desk.me.actor());
    desk.club
        .write(move |tx| {
            experiences::publish(tx, &experience.id, now)?;
            let id = experience.id.as_str();
            journal::record(tx, me.clone(), "experience.published", "experience", id, &experience.title, now)
        })
        .await?;
    see(&path, "studio-said-experience-shown")
}

/// Takes it out of sight. What is booked stands.
pub async fn hide(desk: Proved<Seller>, id: web::Path<String>) -> Page {
    let experience = found(&desk, id.into_inner()).await?;
    let path = format!("/studio/experiences/{}", experience.id);
    let (now, me) = (desk.now, desk.me.actor());
    desk.club
        .write(move |tx| {
            experiences::hide(tx, &experience.id)?;
            let id = experience.id.as_str();
            journal::record(tx, me.clone(), "experience.hidden", "experience", id, &experience.title, now)
        })
        .await?;
    see(&path, "studio-said-experience-hidden")
}

/// All dates as a file for the crew's calendars.
pub async fn calendar(desk: Proved<Seller>, id: web::Path<String>) -> Page {
    let experience = found(&desk, id.into_inner()).await?;
    let of = experience.id.clone();
    let slots = desk
        .club
        .read(move |c| {
            let mut slots = Vec::new();
            for places in experiences::places_of(c, &of)? {
                let seats = experiences::seats_of(c, &places.slot.id)?;
                slots.push((places.slot, seats));
            }
            Ok(slots)
        })
        .await?;
    let entries: Vec<Entry> = slots
        .into_iter()
        .map(|(slot, seats)| Entry {
            uid: format!("{}@{}", slot.id, desk.club.name()),
            sequence: i64::from(!slot.is_open()),
            changed_at: slot.changed_at,
            starts_at: slot.starts_at,
            ends_at: slot.ends_at(),
            title: experience.title.clone(),
            place: experience.place.clone(),
            text: desk.w.t2("studio-slot-booked", "bookings", seats.bookings, "people", seats.people),
            url: desk.club.url(&format!("/studio/slots/{}", slot.id)),
            cancelled: !slot.is_open(),
        })
        .collect();
    Ok(HttpResponse::Ok()
        .content_type("text/calendar; charset=utf-8")
        .insert_header(("Content-Disposition", "attachment; filename=\"experience.ics\""))
        .insert_header(("Cache-Control", "private, no-store"))
        .body(experiences::calendar(&experience.title, &entries)))
}

pub(super) async fn found(desk: &Desk, id: String) -> Result<Experience, PageError> {
    not_found(desk.club.read(move |c| experiences::by_id(c, &ExperienceId(id))).await?)
}

fn questions(asked: &[(String, bool)]) -> Vec<QuestionForm> {
    let one = |nth: usize| {
        let (question, required) = asked.get(nth).cloned().unwrap_or_default();
        QuestionForm {
            name: format!("question{}", nth + 1),
            box_name: format!("required{}", nth + 1),
            question,
            required,
        }
    };
    (0..MOST_QUESTIONS).map(one).collect()
}

fn typed(fields: &Fields) -> ExperienceForm {
    let get = |name: &str| fields.get(name).to_owned();
    let asked: Vec<(String, bool)> = (1..=MOST_QUESTIONS)
        .map(|nth| (get(&format!("question{nth}")), fields.ticked(&format!("required{nth}"))))
        .collect();
    ExperienceForm {
        title: get("title"),
        summary: get("summary"),
        about: fields.text("about"),
        place: get("place"),
        zone: get("zone"),
        price: get("price"),
        guests: get("guests"),
        least_age: get("least_age"),
        picture: get("picture"),
        terms: fields.text("terms"),
        consent: fields.text("consent"),
        audience: get("audience"),
        condition: get("condition"),
        questions: questions(&asked),
    }
}

pub(super) async fn stored(desk: &Desk, experience: &Experience) -> Result<ExperienceForm, PageError> {
    let (id, currency) = (experience.id.clone(), desk.club.config().currency);
    let (asked, price) = desk
        .club
        .read(move |c| Ok((experiences::questions_of(c, &id)?, experiences::price_of(c, &id, currency)?)))
        .await?;
    let asked: Vec<(String, bool)> = asked.into_iter().map(|one| (one.question, one.required)).collect();
    let choices = audiences::choices(desk).await?;
    Ok(ExperienceForm {
        title: experience.title.clone(),
        summary: experience.summary.clone(),
        about: experience.about.clone(),
        place: experience.place.clone(),
        zone: experience.zone.clone(),
        price: price.map_or(String::new(), |price| price.amount().digits()),
        guests: experience.guests.to_string(),
        least_age: experience.least_age.map_or(String::new(), |age| age.to_string()),
        picture: experience.picture_asset_id.clone().unwrap_or_default(),
        terms: experience.terms.clone(),
        consent: experience.consent.clone(),
        audience: audiences::chosen(&choices, &experience.condition),
        condition: experience.condition.clone(),
        questions: questions(&asked),
    })
}

/// What can be stored, and the price of a place in minor units; or what is wrong.
fn read(desk: &Desk, form: &ExperienceForm) -> Result<(NewExperience, Option<i64>), Wrongs> {
    let w = &desk.w;
    let mut wrongs = Wrongs::none();
    if form.title.is_empty() || form.title.chars().count() > LONGEST_TITLE {
        wrongs.add("title", w.t1("studio-tier-name-missing", "n", LONGEST_TITLE));
    }
    let texts = [
        ("summary", &form.summary, 300),
        ("about", &form.about, LONGEST_TEXT),
        ("place", &form.place, 200),
        ("terms", &form.terms, 1_000),
        ("consent", &form.consent, LONGEST_TEXT),
    ];
    for (field, text, longest) in texts {
        if text.chars().count() > longest {
            wrongs.add(field, w.t1("studio-too-long", "n", longest));
        }
    }
    for question in &form.questions {
        if question.question.chars().count() > 200 {
            wrongs.add("question1", w.t1("studio-too-long", "n", 200));
        }
    }
    if zone_of(&form.zone).is_none() {
        wrongs.add("zone", w.t("studio-clock-no-zone"));
    }
    let price = amounts::typed(desk, "price", &form.price, &mut wrongs).map(|price| price.minor);
    let guests = amounts::whole(desk, "guests", &form.guests, (0, MOST_GUESTS), &mut wrongs).unwrap_or(0);
    let least_age = amounts::whole(desk, "least_age", &form.least_age, (1, 99), &mut wrongs);
    let condition = audiences::line_of(&form.audience, &form.condition);
    if let Err(error) = Condition::parse(&condition) {
        wrongs.add("condition", audiences::mistake(desk, &error));
    }
    if !wrongs.is_empty() {
        return Err(wrongs);
    }
    let asked = form.questions.iter().filter(|question| !question.question.is_empty());
    let new = NewExperience {
        title: form.title.clone(),
        summary: form.summary.clone(),
        about: form.about.trim().to_owned(),
        place: form.place.clone(),
        zone: form.zone.clone(),
        terms: form.terms.trim().to_owned(),
        consent: form.consent.trim().to_owned(),
        condition,
        guests,
        least_age,
        picture: (!form.picture.is_empty()).then(|| form.picture.clone()),
        questions: asked
            .map(|question| NewQuestion { question: question.question.clone(), required: question.required })
            .collect(),
    };
    Ok((new, price))
}

async fn draw(
    desk: &Desk,
    experience: Option<&Experience>,
    form: ExperienceForm,
    wrongs: Wrongs,
) -> Result<ExperiencePage, PageError> {
    let slot = SlotForm { minutes: "60".to_owned(), ..SlotForm::default() };
    draw_with_slot(desk, experience, (form, wrongs), (slot, Wrongs::none())).await
}

/// The page with a date's form as it was filled in.
pub(super) async fn draw_with_slot(
    desk: &Desk,
    experience: Option<&Experience>,
    (form, wrongs): (ExperienceForm, Wrongs),
    (slot, slot_wrongs): (SlotForm, Wrongs),
) -> Result<ExperiencePage, PageError> {
    let (w, id) = (&desk.w, experience.map(|experience| experience.id.clone()));
    let of = id.clone();
    let (places, pictures) = desk
        .club
        .read(move |c| {
            let places = match &of {
                Some(id) => experiences::places_of(c, id)?,
                None => Vec::new(),
            };
            Ok((places, media::page(c, None::<&AssetId>, PICTURES)?))
        })
        .await?;
    let pictures = pictures.into_iter().filter(|asset| !asset.pictures().is_empty()).map(|asset| {
        let label = if asset.title.is_empty() { asset.file_name.clone() } else { asset.title.clone() };
        Choice::new(asset.id.to_string(), label)
    });
    let none = Choice::new("", w.t("studio-experience-no-picture"));
    let mut audiences = audiences::choices(desk).await?;
    audiences.push(Choice::new("other", w.t("studio-post-by-condition")));
    let refused = if wrongs.is_empty() { &slot_wrongs } else { &wrongs };
    Ok(ExperiencePage {
        w: w.clone(),
        f: desk.frame("experiences").await?.with_wrongs(refused),
        heading: experience.map_or_else(|| w.t("studio-experience-new"), |experience| experience.title.clone()),
        action: id.as_ref().map_or("/studio/experiences".to_owned(), |id| format!("/studio/experiences/{id}")),
        id: id.map_or(String::new(), |id| id.to_string()),
        audiences,
        pictures: std::iter::once(none).chain(pictures).collect(),
        zones: jiff::tz::db().available().map(|name| name.to_string()).filter(|name| name.contains('/')).collect(),
        price_label: w.t1("studio-experience-price-in", "currency", desk.club.config().currency.code()),
        published: experience.is_some_and(Experience::is_published),
        href: experience.map_or(String::new(), |experience| format!("/experiences/{}", experience.slug)),
        slots: experience.map_or_else(Vec::new, |experience| {
            places.iter().map(|places| slot_row(desk, experience, places)).collect()
        }),
        slot_help: w.t1("studio-slot-at-help", "zone", experience.map_or("", |experience| experience.zone.as_str())),
        form,
        wrongs,
        slot,
        slot_wrongs,
    })
}
