//! Events: what takes place, what is sold to it, and calling it off.

use actix_web::web;
use askama::Template;

use super::desk::{Desk, Fresh, Proved, not_found, see};
use super::fields::Fields;
use super::frame::Frame;
use super::parts::Wrongs;
use crate::base::condition::Condition;
use crate::base::{Fault, Moment, Money, slug};
use crate::catalog;
use crate::crew::{Doorkeeper, Manager, Seller};
use crate::orders::capacities;
use crate::orders::prices;
use crate::plumbing::locale::Words;
use crate::plumbing::web::{Page, PageError};
use crate::tickets::{self, BadTime, Event, EventId, HALL, KIND, NewEvent, NewType, Sales, TicketType, TicketTypeId};

#[derive(Template)]
#[template(path = "studio/events/list.html")]
pub struct EventList {
    pub w: Words,
    pub f: Frame,
    pub events: Vec<EventRow>,
}

pub struct EventRow {
    pub id: String,
    pub title: String,
    pub when: String,
    pub venue: String,
    pub tone: &'static str,
    pub state: String,
    pub sold: String,
    /// Kept for people who are paying.
    pub held: String,
    pub left: String,
}

#[derive(Template)]
#[template(path = "studio/events/edit.html")]
pub struct EventPage {
    pub w: Words,
    pub f: Frame,
    /// Empty for an event that is not stored yet.
    pub id: String,
    pub heading: String,
    pub action: String,
    pub state: String,
    pub tone: &'static str,
    pub published: bool,
    pub cancelled: bool,
    /// Where fans find it.
    pub address: String,
    pub form: EventForm,
    pub wrongs: Wrongs,
    pub types: Vec<TypeRow>,
    /// What calling it off would do.
    pub cancel_then: String,
}

pub struct TypeRow {
    pub id: String,
    pub name: String,
    pub price: String,
    pub sold: String,
    /// Kept for people who are paying.
    pub held: String,
    pub left: String,
    pub tone: &'static str,
    pub state: String,
}

#[derive(Debug, Clone, Default, serde::Deserialize)]
pub struct EventForm {
    pub title: String,
    pub summary: String,
    pub venue: String,
    pub address: String,
    pub zone: String,
    pub doors: String,
    pub starts: String,
    pub places: String,
}

#[derive(Template)]
#[template(path = "studio/events/kind.html")]
pub struct TypePage {
    pub w: Words,
    pub f: Frame,
    pub event: String,
    pub event_title: String,
    pub heading: String,
    pub action: String,
    pub form: TypeForm,
    pub wrongs: Wrongs,
    pub price_label: String,
}

#[derive(Debug, Clone, Default)]
pub struct TypeForm {
    pub name: String,
    pub about: String,
    pub price: String,
    pub places: String,
    pub most: String,
    pub condition: String,
    pub question: String,
    pub windows: String,
    pub asks_names: bool,
    pub open: bool,
}

pub async fn list(desk: Proved<Doorkeeper>) -> Page {
    let found = desk
        .club
        .read(|c| {
            let sales = tickets::sales(c)?;
            let mut found = Vec::new();
            for event in tickets::studio_list(c)? {
                let hall = capacities::of(c, HALL, event.id.as_str())?;
                found.push((sales.of_event(&event.id), hall.left(), event));
            }
            Ok(found)
        })
        .await?;
    let w = &desk.w;
    let row = |(sales, left, event): &(Sales, Option<i64>, Event)| {
        let (tone, state) = standing(w, event);
        EventRow {
            id: event.id.to_string(),
            title: event.title.clone(),
            when: Words::product(w.lang(), event.time_zone()).date_time(event.starts_at),
            venue: event.venue.clone(),
            tone,
            state,
            sold: w.number(sales.sold),
            held: w.number(sales.held),
            left: left.map_or_else(|| w.t("studio-tier-no-limit"), |left| w.number(left)),
        }
    };
    let events = found.iter().map(row).collect();
    desk.page(&EventList { w: w.clone(), f: desk.frame("events").await?, events })
}

fn standing(w: &Words, event: &Event) -> (&'static str, String) {
    let (tone, key) = match event.state.as_str() {
        "published" => ("ok", "studio-event-published"),
        "cancelled" => ("stop", "studio-event-cancelled"),
        _ => ("off", "studio-event-draft"),
    };
    (tone, w.t(key))
}

pub async fn new(desk: Proved<Seller>) -> Page {
    let form = EventForm { zone: desk.club.config().time_zone.clone(), ..EventForm::default() };
    desk.page(&draw(&desk, None, form, Wrongs::none()).await?)
}

pub async fn create(desk: Proved<Seller>, form: web::Form<EventForm>) -> Page {
    let form = form.into_inner();
    let (new, starts_at) = match read(&desk, &form) {
        Ok(read) => read,
        Err(wrongs) => return desk.again(&draw(&desk, None, form, wrongs).await?),
    };
    let now = desk.now;
    let id = desk
        .club
        .write(move |tx| {
            let slug = free_slug(tx, &new.title)?;
            Ok::<_, Fault>(tickets::create(tx, &new, &slug, starts_at, now)?.id)
        })
        .await?;
    see(&format!("/studio/events/{id}"), "studio-said-event-saved")
}

/// The title as an address; a number after it while it is taken.
fn free_slug(tx: &mut crate::plumbing::db::Tx, title: &str) -> Result<String, Fault> {
    let plain = slug::slugged(title);
    let plain = if plain.is_empty() { "event".to_owned() } else { plain };
    for n in 1..1_000 {
        let slug = if n == 1 { plain.clone() } else { format!("{plain}-{n}") };
        if tickets::by_slug(tx, &slug)?.is_none() {
            return Ok(slug);
        }
    }
    Err(Fault::broken("a thousand events of one name"))
}

pub async fn edit(desk: Proved<Seller>, id: web::Path<String>) -> Page {
    let event = found(&desk, id.into_inner()).await?;
    let hall = event.id.clone();
    let places = desk.club.read(move |c| capacities::of(c, HALL, hall.as_str())).await?;
    let form = EventForm {
        title: event.title.clone(),
        summary: event.summary.clone(),
        venue: event.venue.clone(),
        address: event.address.clone(),
        zone: event.zone.clone(),
        doors: event.doors_local.clone(),
        starts: event.starts_local.clone(),
        places: places.total.map_or(String::new(), |total| total.to_string()),
    };
    desk.page(&draw(&desk, Some(&event), form, Wrongs::none()).await?)
}

pub async fn update(desk: Proved<Seller>, id: web::Path<String>, form: web::Form<EventForm>) -> Page {
    let (event, form) = (found(&desk, id.into_inner()).await?, form.into_inner());
    let (new, starts_at) = match read(&desk, &form) {
        Ok(read) => read,
        Err(wrongs) => return desk.again(&draw(&desk, Some(&event), form, wrongs).await?),
    };
    let path = format!("/studio/events/{}", event.id);
    desk.club.write(move |tx| tickets::update(tx, &event.id, &new, starts_at)).await?;
    see(&path, "studio-said-event-saved")
}

/// Shows it to fans.
pub async fn publish(desk: Proved<Seller>, id: web::Path<String>) -> Page {
    shown(&desk, id.into_inner(), true, "studio-said-event-published").await
}

/// Hides it again.
pub async fn withdraw(desk: Proved<Seller>, id: web::Path<String>) -> Page {
    shown(&desk, id.into_inner(), false, "studio-said-event-hidden").await
}

async fn shown(desk: &Desk, id: String, shown: bool, said: &str) -> Page {
    let event = found(desk, id).await?;
    let path = format!("/studio/events/{}", event.id);
    if event.state == "cancelled" {
        return see(&path, "studio-said-event-cancelled");
    }
    let (me, now) = (desk.me.actor(), desk.now);
    desk.club.write(move |tx| tickets::publish(tx, &event, shown, me.clone(), now)).await?;
    see(&path, said)
}

/// Calls it off: nothing is sold any more, and a job gives everybody's money back.
pub async fn cancel(desk: Fresh<Manager>, id: web::Path<String>, form: web::Form<Fields>) -> Page {
    let event = found(&desk, id.into_inner()).await?;
    let path = format!("/studio/events/{}", event.id);
    if !form.ticked("sure") {
        return see(&path, "studio-said-event-not-sure");
    }
    let (by, now) = (desk.me.id.clone(), desk.now);
    desk.club.write_durably(move |tx| catalog::call_off(tx, &event, &by, now)).await?;
    see(&path, "studio-said-event-called-off")
}

pub(super) async fn found(desk: &Desk, id: String) -> Result<Event, PageError> {
    let id = EventId(id);
    not_found(desk.club.read(move |c| tickets::by_id(c, &id)).await?)
}

fn read(desk: &Desk, form: &EventForm) -> Result<(NewEvent, Moment), Wrongs> {
    let w = &desk.w;
    let mut wrongs = Wrongs::none();
    let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let title = line(&form.title);
    if title.is_empty() || title.chars().count() > 120 {
        wrongs.add("title", w.t("studio-event-title-wrong"));
    }
    if form.venue.trim().is_empty() {
        wrongs.add("venue", w.t("studio-event-venue-wrong"));
    }
    let places = places(form.places.trim());
    if places.is_err() {
        wrongs.add("places", w.t("studio-event-places-wrong"));
    }
    let new = NewEvent {
        title,
        summary: line(&form.summary),
        venue: line(&form.venue),
        address: line(&form.address),
        zone: form.zone.trim().to_owned(),
        doors: form.doors.trim().to_owned(),
        starts: form.starts.trim().to_owned(),
        places: places.unwrap_or(None),
    };
    let starts_at = new.starts_at();
    match starts_at {
        Err(BadTime::Zone) => wrongs.add("zone", w.t("studio-event-zone-wrong")),
        Err(BadTime::Doors) => wrongs.add("doors", w.t("studio-event-time-wrong")),
        Err(BadTime::Starts) => wrongs.add("starts", w.t("studio-event-time-wrong")),
        Err(BadTime::Order) => wrongs.add("doors", w.t("studio-event-doors-late")),
        Ok(_) => {}
    }
    match starts_at {
        Ok(starts_at) if wrongs.is_empty() => Ok((new, starts_at)),
        _ => Err(wrongs),
    }
}

/// A count of places, or none for no limit.
fn places(typed: &str) -> Result<Option<i64>, ()> {
    match typed {
        "" => Ok(None),
        typed => typed.parse().ok().filter(|places| (0..=1_000_000).contains(places)).map(Some).ok_or(()),
    }
}

async fn draw(desk: &Desk, event: Option<&Event>, form: EventForm, wrongs: Wrongs) -> Result<EventPage, PageError> {
    let w = &desk.w;
    let types = match event {
        Some(event) => types(desk, event).await?,
        None => Vec::new(),
    };
    let sold = match event {
        Some(event) => {
            let id = event.id.clone();
            desk.club.read(move |c| tickets::count(c, &id)).await?.tickets
        }
        None => 0,
    };
    let (tone, state) = event.map_or(("off", String::new()), |event| standing(w, event));
    Ok(EventPage {
        w: w.clone(),
        f: desk.frame("events").await?.with_wrongs(&wrongs),
        id: event.map_or(String::new(), |event| event.id.to_string()),
        heading: event.map_or_else(|| w.t("studio-event-new"), |event| event.title.clone()),
        action: event.map_or_else(|| "/studio/events".to_owned(), |event| format!("/studio/events/{}", event.id)),
        tone,
        state,
        published: event.is_some_and(Event::is_published),
        cancelled: event.is_some_and(|event| event.state == "cancelled"),
        address: event.map_or(String::new(), |event| format!("/events/{}", event.slug)),
        form,
        wrongs,
        types,
        cancel_then: w.t1("studio-event-cancel-then", "n", sold),
    })
}

async fn types(desk: &Desk, event: &Event) -> Result<Vec<TypeRow>, PageError> {
    let id = event.id.clone();
    let found = desk
        .club
        .read(move |c| {
            let (prices, sales) = (prices::active_of_kind(c, KIND)?, tickets::sales(c)?);
            let mut found = Vec::new();
            for kind in tickets::types_of(c, &id)? {
                let price = prices.iter().find(|price| price.item_id == kind.id.0).map(prices::Price::amount);
                let left = capacities::of(c, KIND, kind.id.as_str())?.left();
                found.push((sales.of_type(&kind.id), left, price, kind));
            }
            Ok(found)
        })
        .await?;
    let w = &desk.w;
    let row = |(sales, left, price, kind): &(Sales, Option<i64>, Option<Money>, TicketType)| TypeRow {
        id: kind.id.to_string(),
        name: kind.name.clone(),
        price: price.map_or_else(|| "–".to_owned(), |price| w.price(price)),
        sold: w.number(sales.sold),
        held: w.number(sales.held),
        left: left.map_or_else(|| w.t("studio-tier-no-limit"), |left| w.number(left)),
        tone: if kind.state == "open" { "ok" } else { "off" },
        state: w.t(if kind.state == "open" { "studio-tier-open" } else { "studio-tier-closed" }),
    };
    Ok(found.iter().map(row).collect())
}

// ---- ticket types

pub async fn new_type(desk: Proved<Seller>, event: web::Path<String>) -> Page {
    let event = found(&desk, event.into_inner()).await?;
    let form = TypeForm { condition: "everyone".to_owned(), open: true, ..TypeForm::default() };
    desk.page(&draw_type(&desk, &event, None, form, Wrongs::none()).await?)
}

pub async fn create_type(desk: Proved<Seller>, event: web::Path<String>, form: web::Form<Fields>) -> Page {
    let event = found(&desk, event.into_inner()).await?;
    let typed = TypeForm::read(&form);
    let new = match typed.wanted(&desk, &event) {
        Ok(new) => new,
        Err(wrongs) => return desk.again(&draw_type(&desk, &event, None, typed, wrongs).await?),
    };
    let (path, currency, now) = (format!("/studio/events/{}", event.id), desk.club.config().currency, desk.now);
    desk.club.write(move |tx| tickets::add_type(tx, &event.id, &new, currency, now)).await?;
    see(&path, "studio-said-event-saved")
}

pub async fn edit_type(desk: Proved<Seller>, path: web::Path<(String, String)>) -> Page {
    let (event, kind) = found_type(&desk, path.into_inner()).await?;
    let id = kind.id.clone();
    let (places, prices, windows) = desk
        .club
        .read(move |c| {
            Ok((capacities::of(c, KIND, id.as_str())?, prices::active_of_kind(c, KIND)?, tickets::windows_of(c, &id)?))
        })
        .await?;
    let price = prices.iter().find(|price| price.item_id == kind.id.0);
    let local = |at: Moment| at.timestamp().to_zoned(event.time_zone()).strftime("%Y-%m-%d %H:%M").to_string();
    let form = TypeForm {
        name: kind.name.clone(),
        about: kind.about.clone(),
        price: price.map_or(String::new(), |price| price.amount().digits()),
        places: places.total.map_or(String::new(), |total| total.to_string()),
        most: kind.most.map_or(String::new(), |most| most.to_string()),
        condition: kind.condition.clone(),
        question: kind.question.clone(),
        windows: windows.iter().map(|one| format!("{} {}\n", local(one.opens_at), one.condition)).collect(),
        asks_names: kind.asks_names,
        open: kind.state == "open",
    };
    desk.page(&draw_type(&desk, &event, Some(&kind), form, Wrongs::none()).await?)
}

pub async fn update_type(desk: Proved<Seller>, path: web::Path<(String, String)>, form: web::Form<Fields>) -> Page {
    let (event, kind) = found_type(&desk, path.into_inner()).await?;
    let typed = TypeForm::read(&form);
    let new = match typed.wanted(&desk, &event) {
        Ok(new) => new,
        Err(wrongs) => return desk.again(&draw_type(&desk, &event, Some(&kind), typed, wrongs).await?),
    };
    let (path, currency, now) = (format!("/studio/events/{}", event.id), desk.club.config().currency, desk.now);
    desk.club.write(move |tx| tickets::change_type(tx, &kind, &new, currency, now)).await?;
    see(&path, "studio-said-event-saved")
}

async fn found_type(desk: &Desk, (event, kind): (String, String)) -> Result<(Event, TicketType), PageError> {
    let event = found(desk, event).await?;
    let id = TicketTypeId(kind);
    let kind = not_found(desk.club.read(move |c| tickets::type_by_id(c, &id)).await?)?;
    if kind.event_id == event.id { Ok((event, kind)) } else { Err(PageError::NotFound) }
}

impl TypeForm {
    fn read(form: &Fields) -> TypeForm {
        let text = |name: &str| form.get(name).to_owned();
        TypeForm {
            name: text("name"),
            about: text("about"),
            price: text("price"),
            places: text("places"),
            most: text("most"),
            condition: text("condition"),
            question: text("question"),
            windows: form.text("windows"),
            asks_names: form.ticked("asks_names"),
            open: form.ticked("open"),
        }
    }

    fn wanted(&self, desk: &Desk, event: &Event) -> Result<NewType, Wrongs> {
        let w = &desk.w;
        let mut wrongs = Wrongs::none();
        if self.name.is_empty() || self.name.chars().count() > 80 {
            wrongs.add("name", w.t("studio-event-title-wrong"));
        }
        let price = Money::parse(&self.price, desk.club.config().currency);
        if price.is_err() {
            wrongs.add("price", w.t("studio-event-price-wrong"));
        }
        let (own, most) = (places(&self.places), places(&self.most));
        for (name, value) in [("places", &own), ("most", &most)] {
            if value.is_err() {
                wrongs.add(name, w.t("studio-event-places-wrong"));
            }
        }
        let condition = if self.condition.is_empty() { "everyone" } else { &self.condition };
        if let Err(error) = Condition::parse(condition) {
            wrongs.add("condition", error.to_string());
        }
        let windows = match windows(&self.windows, event) {
            Ok(windows) => windows,
            Err(line) => {
                wrongs.add("windows", w.t1("studio-event-windows-wrong", "line", line));
                Vec::new()
            }
        };
        if !wrongs.is_empty() {
            return Err(wrongs);
        }
        Ok(NewType {
            name: self.name.clone(),
            about: self.about.clone(),
            condition: condition.to_owned(),
            most: most.unwrap_or(None),
            asks_names: self.asks_names,
            question: self.question.clone(),
            open: self.open,
            places: own.unwrap_or(None),
            price: price.map_or(0, |price| price.minor),
            windows,
        })
    }
}

/// `2026-12-01 10:00 tenure > 2y`, one a line, by the clock at the venue. The error is the line that is none.
fn windows(typed: &str, event: &Event) -> Result<Vec<(String, Moment)>, String> {
    let mut windows = Vec::new();
    for line in typed.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let parsed = (|| {
            let (date, rest) = line.split_once(' ')?;
            let (time, condition) = rest.trim().split_once(' ').unwrap_or((rest.trim(), "everyone"));
            let local: jiff::civil::DateTime = format!("{date}T{time}").parse().ok()?;
            let at = local.to_zoned(event.time_zone()).ok()?.timestamp();
            Condition::parse(condition.trim()).ok()?;
            Some((condition.trim().to_owned(), Moment::from_timestamp(at)))
        })();
        windows.push(parsed.ok_or_else(|| line.to_owned())?);
    }
    Ok(windows)
}

async fn draw_type(
    desk: &Desk,
    event: &Event,
    kind: Option<&TicketType>,
    form: TypeForm,
    wrongs: Wrongs,
) -> Result<TypePage, PageError> {
    let w = &desk.w;
    Ok(TypePage {
        w: w.clone(),
        f: desk.frame("events").await?.with_wrongs(&wrongs),
        event: event.id.to_string(),
        event_title: event.title.clone(),
        heading: kind.map_or_else(|| w.t("studio-event-type-new"), |kind| kind.name.clone()),
        action: match kind {
            Some(kind) => format!("/studio/events/{}/types/{}", event.id, kind.id),
            None => format!("/studio/events/{}/types", event.id),
        },
        form,
        wrongs,
        price_label: w.t1("studio-event-price", "currency", desk.club.config().currency.code()),
    })
}
