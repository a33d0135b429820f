//! `/bookings`: what a member booked backstage, and the one booking a link opens to whoever has it.

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web;

use super::contexts::{AnswerRow, BookingRow, BookingState, Bookings, Place};
use super::experiences::{clock, zone};
use super::frame::Frame;
use super::present;
use crate::experiences::{self, Booked, Entry};
use crate::lobby::{SignedIn, Visit};
use crate::plumbing::web::{Page, PageError};

/// GET `/bookings`
pub(super) async fn list(signed_in: SignedIn) -> Page {
    let SignedIn { visit, here } = signed_in;
    let member = here.member.id.clone();
    let (booked, more) = visit
        .club
        .read(move |conn| Ok((experiences::of_member(conn, &member)?, experiences::any_published(conn)?)))
        .await?;
    let body = Bookings {
        entries: booked.iter().map(|one| row(&visit, one)).collect(),
        list_url: more.then(|| visit.url("/experiences")),
    };
    Frame::at(Place::Account).show(&visit, &body).await
}

/// GET `/bookings/{key}`
pub(super) async fn show(visit: Visit, key: web::Path<String>) -> Page {
    let booked = found(&visit, key.into_inner()).await?;
    let body = Bookings { entries: vec![row(&visit, &booked)], list_url: None };
    let mut answer = Frame::at(Place::Account).show(&visit, &body).await?;
    // Whoever has the address can read it: no search engine, no shared cache, no page it leads to may get it.
    let headers = answer.headers_mut();
    headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("private, no-store"));
    headers.insert(header::REFERRER_POLICY, header::HeaderValue::from_static("no-referrer"));
    Ok(answer)
}

/// GET `/bookings/{key}/calendar.ics`
pub(super) async fn calendar(visit: Visit, key: web::Path<String>) -> Page {
    let booked = found(&visit, key.into_inner()).await?;
    let file = experiences::calendar(&visit.club.config().artist, &[entry(&visit, &booked)]);
    Ok(HttpResponse::Ok()
        .content_type("text/calendar; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"booking.ics\""))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(file))
}

async fn found(visit: &Visit, key: String) -> Result<Booked, PageError> {
    visit.club.read(move |conn| experiences::by_key(conn, &key)).await?.ok_or(PageError::NotFound)
}

fn entry(visit: &Visit, booked: &Booked) -> Entry {
    let Booked { booking, slot, experience } = booked;
    let host = url::Url::parse(&visit.club.config().base_url).ok().and_then(|url| url.host_str().map(str::to_owned));
    Entry {
        uid: format!("{}@{}", booking.id, host.unwrap_or_default()),
        sequence: booking.moves + i64::from(!booking.is_living()),
        changed_at: booking.changed_at.max(slot.changed_at),
        starts_at: slot.starts_at,
        ends_at: slot.ends_at(),
        title: experience.title.clone(),
        place: experience.place.clone(),
        text: experience.summary.clone(),
        url: visit.club.url(&visit.url(&format!("/bookings/{}", booking.key))),
        cancelled: !booking.is_living(),
    }
}

fn row(visit: &Visit, booked: &Booked) -> BookingRow {
    let Booked { booking, slot, experience } = booked;
    let w = clock(visit, experience);
    let url = visit.url(&format!("/bookings/{}", booking.key));
    let state = state(visit, booked);
    let to_come = matches!(state, BookingState::Booked | BookingState::Moved);
    BookingRow {
        title: experience.title.clone(),
        calendar_url: to_come.then(|| format!("{url}/calendar.ics")),
        url,
        state,
        at: present::moment(&w, slot.starts_at, visit.now),
        until: w.time(slot.ends_at()),
        place: experience.place.clone(),
        zone: zone(visit, experience),
        name: booking.name.clone(),
        guests: booking.guests(),
        answers: booking
            .answers()
            .into_iter()
            .map(|answer| AnswerRow { question: answer.question, answer: answer.answer })
            .collect(),
        consent: booking.consent.clone(),
        agreed: present::moment(&visit.w, booking.booked_at, visit.now),
        terms: experience.terms.clone(),
    }
}

fn state(visit: &Visit, booked: &Booked) -> BookingState {
    let Booked { booking, slot, .. } = booked;
    match booking.is_living() {
        false if slot.is_cancelled() => BookingState::Cancelled,
        false => BookingState::GivenUp,
        true if slot.ends_at() <= visit.now => BookingState::Over,
        true if booking.moves > 0 => BookingState::Moved,
        true => BookingState::Booked,
    }
}
