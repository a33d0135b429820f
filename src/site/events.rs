//! `/events`: what takes place, and its tickets.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};

use super::cart::Shopper;
use super::contexts::{self, Attendee, EventRow, Place, TicketOffer, WindowRow};
use super::fields::Fields;
use super::frame::Frame;
use super::{present, problems};
use crate::base::Moment;
use crate::base::condition::Condition;
use crate::carts::{self, Choice};
use crate::lobby::Visit;
use crate::memberships;
use crate::plumbing::locale::Words;
use crate::plumbing::web::{Page, PageError};
use crate::posts::{Audience, Why};
use crate::tickets::sale::Details;
use crate::tickets::{self, Event, KIND, Offer, Window};

/// So few left are worth telling.
const FEW: i64 = 20;
/// The most tickets in one go where the type names no limit.
const USUAL_MOST: i64 = 10;
/// Longest name on a ticket and longest answer, in characters.
const LONGEST: usize = 200;

/// GET `/events`
pub(super) async fn list(visit: Visit) -> Page {
    let now = visit.now;
    let found = visit.club.read(move |conn| tickets::published(conn, now)).await?;
    let row = |event: &Event| EventRow {
        title: event.title.clone(),
        url: visit.url(&format!("/events/{}", event.slug)),
        venue: event.venue.clone(),
        summary: event.summary.clone(),
        starts: present::moment(&there(&visit, event), event.starts_at, visit.now),
        cancelled: event.state == "cancelled",
    };
    let body = contexts::Events { events: found.iter().map(row).collect() };
    Frame::at(Place::Events).show(&visit, &body).await
}

/// Words by the clock at the venue.
pub(super) fn there(visit: &Visit, event: &Event) -> Words {
    visit.theme.words(visit.lang, event.time_zone())
}

struct Loaded {
    event: Event,
    offers: Vec<Offer>,
    tiers: Vec<(String, String)>,
}

async fn load(visit: &Visit, slug: &str) -> Result<Loaded, PageError> {
    let (slug, standing, now) = (slug.to_owned(), visit.standing().cloned(), visit.now);
    let found = visit
        .club
        .read(move |conn| {
            let Some(event) = tickets::by_slug(conn, &slug)?.filter(|event| event.state != "draft") else {
                return Ok(None);
            };
            let offers = tickets::offers(conn, &event.id, standing.as_ref(), now)?;
            let tiers = memberships::tiers(conn)?.into_iter().map(|tier| (tier.slug, tier.name)).collect();
            Ok(Some(Loaded { event, offers, tiers }))
        })
        .await?;
    found.ok_or(PageError::NotFound)
}

/// What a form left to be mended.
struct Typed {
    kind: String,
    quantity: u32,
    details: Details,
}

/// GET `/events/{slug}`
pub(super) async fn show(visit: Visit, slug: web::Path<String>) -> Page {
    let loaded = load(&visit, &slug).await?;
    draw(&visit, &loaded, StatusCode::OK, None).await
}

/// POST `/events/{slug}/cart`
pub(super) async fn put(shopper: Shopper, slug: web::Path<String>, form: Fields) -> Page {
    let visit = &shopper.visit;
    visit.check_csrf(form.get("csrf"))?;
    let loaded = load(visit, &slug).await?;
    let offer = loaded.offers.iter().find(|offer| offer.kind.id.as_str() == form.get("type"));
    let offer = offer.ok_or(PageError::NotFound)?;
    let quantity = form.get("quantity").trim().parse::<i64>().unwrap_or(1).clamp(1, carts::MOST_OF_ONE);
    let short = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(LONGEST).collect();
    let wanted = usize::try_from(quantity).unwrap_or(1);
    // Rows behind the last ticket are nobody's.
    let said = |field: &str| form.all(field).into_iter().map(short).take(wanted).collect::<Vec<String>>();
    let details = Details {
        names: if offer.kind.asks_names { said("name") } else { Vec::new() },
        answers: if offer.kind.question.is_empty() { Vec::new() } else { said("answer") },
    };
    if !details.is_complete(&offer.kind, wanted) || offer.refused.is_some() {
        let typed = Typed { kind: offer.kind.id.to_string(), quantity: u32::try_from(quantity).unwrap_or(1), details };
        return draw(visit, &loaded, StatusCode::UNPROCESSABLE_ENTITY, Some(typed)).await;
    }
    let choice = Choice {
        kind: KIND.to_owned(),
        item: offer.kind.id.to_string(),
        price: None,
        quantity,
        details: details.written(),
    };
    shopper.put(choice).await
}

async fn draw(visit: &Visit, loaded: &Loaded, status: StatusCode, typed: Option<Typed>) -> Page {
    let event = &loaded.event;
    let w = there(visit, event);
    let elsewhere = event.zone != visit.club.config().time_zone;
    let body = contexts::Event {
        title: event.title.clone(),
        summary: event.summary.clone(),
        venue: event.venue.clone(),
        address: event.address.clone(),
        starts: present::moment(&w, event.starts_at, visit.now),
        doors: present::moment(&w, event.doors_at(), visit.now),
        zone: if elsewhere { event.zone.replace('_', " ") } else { String::new() },
        cancelled: event.state == "cancelled",
        over: event.starts_at.plus_hours(3) < visit.now,
        offers: loaded.offers.iter().map(|offer| one(visit, loaded, offer, typed.as_ref())).collect(),
        calendar_url: format!("/events/{}/calendar.ics", event.slug),
    };
    Frame::at(Place::Events).describe(&event.summary).status(status).show(visit, &body).await
}

fn one(visit: &Visit, loaded: &Loaded, offer: &Offer, typed: Option<&Typed>) -> TicketOffer {
    let typed = typed.filter(|typed| typed.kind == offer.kind.id.0);
    let most = offer.kind.most.unwrap_or(USUAL_MOST).min(offer.left.unwrap_or(USUAL_MOST)).max(1);
    let problem = match (&offer.refused, offer.left) {
        (Some(why), _) => Some(problems::of(visit, why, &loaded.tiers)),
        (None, Some(0)) => Some(problems::fewer(visit, 0)),
        _ => None,
    };
    let varied = offer.windows.len() > 1 || offer.windows.iter().any(|window| window.condition != "everyone");
    let most = u32::try_from(most).unwrap_or(1);
    TicketOffer {
        id: offer.kind.id.to_string(),
        name: offer.kind.name.clone(),
        about: offer.kind.about.clone(),
        price: visit.w.price(offer.price.amount()),
        left: offer.left.filter(|left| (1..=FEW).contains(left)).map(|left| present::count(&visit.w, left)),
        problem,
        most,
        asks_names: offer.kind.asks_names,
        question: offer.kind.question.clone(),
        action: visit.url(&format!("/events/{}/cart", loaded.event.slug)),
        attendees: (0..most).map(|nth| attendee(offer, typed, nth)).collect(),
        quantity: typed.map_or(1, |typed| typed.quantity),
        windows: offer.windows.iter().filter(|_| varied).map(|window| opening(visit, loaded, window)).collect(),
    }
}

/// What was typed for one ticket, and what of it is missing.
fn attendee(offer: &Offer, typed: Option<&Typed>, nth: u32) -> Attendee {
    let said = |all: fn(&Details) -> &Vec<String>| {
        let row = typed.and_then(|typed| all(&typed.details).get(usize::try_from(nth).ok()?));
        row.cloned().unwrap_or_default()
    };
    let (name, answer) = (said(|details| &details.names), said(|details| &details.answers));
    let bought = typed.is_some_and(|typed| nth < typed.quantity);
    Attendee {
        name_missing: bought && offer.kind.asks_names && name.is_empty(),
        answer_missing: bought && !offer.kind.question.is_empty() && answer.is_empty(),
        name,
        answer,
    }
}

fn opening(visit: &Visit, loaded: &Loaded, window: &Window) -> WindowRow {
    let condition = Condition::parse(&window.condition).ok();
    let named = condition.as_ref().map(Condition::tiers_named).unwrap_or_default();
    let asked = Audience::of(&window.condition).closed_to(None, visit.now);
    let name = |slug: &&str| loaded.tiers.iter().find(|(known, _)| known == slug).map(|(_, name)| name.as_str());
    WindowRow {
        tiers: named.iter().filter_map(name).collect::<Vec<_>>().join(", "),
        everybody: window.condition == "everyone",
        members: asked.as_ref().is_some_and(|asked| asked.why == Why::Members),
        months: asked.as_ref().map_or(0, |asked| asked.months),
        age: asked.map_or(0, |asked| asked.age),
        opens: present::moment(&visit.w, window.opens_at, visit.now),
        mine: condition.is_some_and(|condition| condition.holds(visit.standing(), window.opens_at.max(visit.now))),
    }
}

/// GET `/events/{slug}/calendar.ics`
pub(super) async fn calendar(visit: Visit, slug: web::Path<String>) -> Page {
    let loaded = load(&visit, &slug).await?;
    let file = calendar_file(&visit, &loaded.event);
    Ok(HttpResponse::Ok()
        .content_type("text/calendar; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}.ics\"", loaded.event.slug)))
        .body(file))
}

/// One event as RFC 5545 has it, in UTC, three hours long.
fn calendar_file(visit: &Visit, event: &Event) -> String {
    let stamp = |at: Moment| at.timestamp().strftime("%Y%m%dT%H%M%SZ").to_string();
    let text =
        |words: &str| words.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace(['\r', '\n'], " ");
    let place = format!("{} {}", event.venue, event.address);
    let url = visit.club.url(&format!("/events/{}", event.slug));
    let lines = [
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//Stagedoor//EN".to_owned(),
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{}", event.id),
        format!("DTSTAMP:{}", stamp(visit.now)),
        format!("DTSTART:{}", stamp(event.starts_at)),
        format!("DTEND:{}", stamp(event.starts_at.plus_hours(3))),
        format!("SUMMARY:{}", text(&event.title)),
        format!("LOCATION:{}", text(place.trim())),
        format!("URL:{url}"),
        format!("STATUS:{}", if event.state == "cancelled" { "CANCELLED" } else { "CONFIRMED" }),
        "END:VEVENT".to_owned(),
        "END:VCALENDAR".to_owned(),
    ];
    lines.iter().map(|line| folded(line)).collect()
}

/// A line ends with CR LF and goes on in the next after 75 bytes.
fn folded(line: &str) -> String {
    let mut out = String::new();
    let mut length = 0;
    for c in line.chars() {
        if length + c.len_utf8() > 74 {
            out.push_str("\r\n ");
            length = 1;
        }
        out.push(c);
        length += c.len_utf8();
    }
    out.push_str("\r\n");
    out
}
