//! Tickets, one a page, to print or to keep on a phone.

use crate::base::Fault;
use crate::club::{Club, accent};
use crate::plumbing::locale::Words;
use crate::plumbing::pdf::{Format, HAIRLINE, Pdf, Sheet, Style, wrapped};
use crate::plumbing::qr::Qr;
use crate::tickets::{IssuedTicket, code};

const LEFT: f32 = 34.0;
const RIGHT: f32 = 386.0;
/// Where the code begins, and how wide it is with its light rim.
const CODE_TOP: f32 = 322.0;
const CODE_SIDE: f32 = 226.0;
/// The words beside the code.
const BESIDE: f32 = 262.0;

/// These tickets as PDF. One that opens nothing has no page.
pub fn tickets(club: &Club, w: &Words, issued: &[IssuedTicket]) -> Result<Vec<u8>, Fault> {
    let event = issued.first().map_or("", |one| one.event.title.as_str());
    let mut pdf = Pdf::new(&w.t1("paper-ticket-title", "event", event), &club.config().artist, w.lang().code());
    for one in issued.iter().filter(|one| one.opens()) {
        let Some(words) = code::of(club, &one.ticket) else { continue };
        let drawn = Qr::of(&words)?;
        pdf.page(Format::A5, |sheet| page(sheet, club, w, one, &drawn))?;
    }
    pdf.finish()
}

fn page(sheet: &mut Sheet<'_>, club: &Club, w: &Words, issued: &IssuedTicket, code: &Qr) -> Result<(), Fault> {
    sheet.area(0.0, 0.0, Format::A5.width, 10.0, accent(club));
    sheet.text(LEFT, 46.0, Style::strong(13.0), &club.config().artist)?;
    about(sheet, &w.in_zone(issued.event.time_zone()), issued)?;
    sheet.area(LEFT, CODE_TOP - 6.0, RIGHT - LEFT, 0.6, HAIRLINE);
    // Its light rim may stand in the margin.
    sheet.code(LEFT - 16.0, CODE_TOP, CODE_SIDE, code);
    whose(sheet, w, issued)?;
    let mut y = 560.0;
    for line in limited(&w.t("paper-ticket-about"), Style::faint(8.5), RIGHT - LEFT, 2)? {
        sheet.text(LEFT, y, Style::faint(8.5), &line)?;
        y += 11.0;
    }
    Ok(())
}

/// What it is for, by the clock at the venue.
fn about(sheet: &mut Sheet<'_>, w: &Words, issued: &IssuedTicket) -> Result<(), Fault> {
    let event = &issued.event;
    let mut y = 58.0;
    let times = w.with(
        "paper-ticket-times",
        &[
            ("doors", w.time(event.doors_at()).into()),
            ("starts", w.time(event.starts_at).into()),
            ("zone", event.zone.replace('_', " ").into()),
        ],
    );
    let parts = [
        (event.title.as_str(), Style::strong(26.0), 31.0, 4),
        (&w.long_date(event.starts_at), Style::strong(13.0), 25.0, 1),
        (&times, Style::plain(12.0), 17.0, 2),
        (&event.venue, Style::strong(12.0), 21.0, 1),
        (&event.address, Style::plain(11.0), 15.0, 1),
    ];
    for (words, style, leading, most) in parts {
        for line in limited(words, style, RIGHT - LEFT, most)? {
            y += leading;
            sheet.text(LEFT, y, style, &line)?;
        }
    }
    Ok(())
}

fn whose(sheet: &mut Sheet<'_>, w: &Words, issued: &IssuedTicket) -> Result<(), Fault> {
    let number = issued.ticket.number.to_string();
    let parts = [
        ("paper-ticket-name", issued.ticket.holder.as_str(), Style::strong(15.0), 4),
        ("paper-ticket-kind", &issued.kind.name, Style::strong(13.0), 3),
        ("paper-ticket-number", &number, Style::strong(22.0), 1),
    ];
    let mut y = CODE_TOP + 12.0;
    for (key, words, style, most) in parts.into_iter().filter(|(_, words, ..)| !words.is_empty()) {
        y += 14.0;
        sheet.text(BESIDE, y, Style::faint(9.0), &w.t(key))?;
        for line in limited(words, style, RIGHT - BESIDE, most)? {
            y += style.size * 1.25;
            sheet.text(BESIDE, y, style, &line)?;
        }
        y += 8.0;
    }
    Ok(())
}

/// As many lines as there is room for; what is left out is marked.
fn limited(words: &str, style: Style, width: f32, most: usize) -> Result<Vec<String>, Fault> {
    let mut lines = wrapped(words, style, width)?;
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            last.pop();
            last.push('…');
        }
    }
    Ok(lines)
}
