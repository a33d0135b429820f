//! A partner's file that comes back: upload, what its columns are, rehearsal, run, report, undo.

use std::collections::HashMap;
use std::io::BufWriter;

use actix_multipart::Multipart;
use actix_web::{HttpRequest, web};
use askama::Template;

use super::desk::{Desk, Fresh, Proved, not_found, to};
use super::fields::Fields;
use super::frame::Frame;
use super::imports::{self as member_files, Column, Count, Kept};
use super::parts::{Choice, Fact, Wrongs};
use super::{exports, handovers};
use crate::archive::handovers::Handover;
use crate::base::Fault;
use crate::crew::{self, Manager};
use crate::handbacks::{self, Figures, Handback, HandbackId, OUTCOMES, PARTS, Part, Sample, Told, Unmapped};
use crate::members::{self, Member, MemberId};
use crate::plumbing::db::Conn;
use crate::plumbing::locale::Words;
use crate::plumbing::web::{Page, PageError};

const PREVIEWED: usize = 5;
/// People named on the page of an undo.
const MOST_KEPT: i64 = 200;

pub struct HandbackRow {
    pub id: String,
    pub file: String,
    pub tone: &'static str,
    pub state: String,
    pub rows: String,
    pub by: String,
    pub date: String,
}

#[derive(Template)]
#[template(path = "studio/handbacks/show.html")]
pub struct HandbackPage {
    pub w: Words,
    pub f: Frame,
    pub row: HandbackRow,
    pub handover: String,
    pub partner: String,
    /// What can be done: `mapping`, `rehearsed`, `running`, `done`, `undone` or `cleared`.
    pub at: &'static str,
    pub columns: Vec<Column>,
    pub preview: Vec<Vec<String>>,
    pub wrongs: Wrongs,
    pub most: i64,
    pub done: i64,
    pub progress: String,
    pub counts: Vec<Count>,
    /// Rows that can be fetched and mended.
    pub refused: i64,
    pub kept: Vec<Kept>,
}

/// Takes in one file in the field `file`.
pub async fn create(desk: Fresh<Manager>, id: web::Path<String>, form: Multipart) -> Page {
    let handover = handovers::found(&desk, id.into_inner()).await?;
    if handover.handed_at.is_none() {
        return Err(PageError::NotFound);
    }
    let arrived = match member_files::arrived(&desk, form).await? {
        Ok(arrived) => arrived,
        Err(why) => return refused(&desk, &handover, why).await,
    };
    let (from, by) = (arrived.file.path().to_owned(), desk.me.actor());
    let (handed, me) = (handover.id.clone(), desk.me.id.as_str());
    match handbacks::take_in(&desk.club, handed, from, &arrived.name, by, me, desk.now).await? {
        Ok(handback) => to(&format!("/studio/handbacks/{}", handback.id)),
        Err(unreadable) => refused(&desk, &handover, unreadable.word()).await,
    }
}

async fn refused(desk: &Desk, handover: &Handover, why: &str) -> Page {
    let wrong = desk.w.t(&format!("studio-import-wrong-{why}"));
    desk.again(&handovers::draw_one(desk, handover, wrong).await?)
}

pub async fn show(desk: Proved<Manager>, id: web::Path<String>) -> Page {
    let handback = found(&desk, id.into_inner()).await?;
    desk.page(&draw(&desk, &handback, Wrongs::none()).await?)
}

async fn found(desk: &Desk, id: String) -> Result<Handback, PageError> {
    let id = HandbackId(id);
    not_found(desk.club.read(move |c| handbacks::by_id(c, &id)).await?)
}

/// Says what each column is, and rehearses.
pub async fn rehearse(desk: Fresh<Manager>, id: web::Path<String>, form: web::Form<Fields>) -> Page {
    let handback = found(&desk, id.into_inner()).await?;
    let columns = 0..handback.header()?.len();
    let mapping: Vec<Part> =
        columns.map(|at| Part::from_word(form.get(&format!("column-{at}"))).unwrap_or(Part::Note)).collect();
    if let Some(unmapped) = handbacks::fault_of(&mapping) {
        let wrong = match unmapped {
            Unmapped::Nobody => desk.w.t("studio-handback-nobody"),
            Unmapped::Twice(part) => desk.w.t1(
                "studio-handback-only-once",
                "what",
                desk.w.t(&format!("studio-handback-part-{}", part.word())),
            ),
        };
        return desk.again(&draw(&desk, &handback, Wrongs::one("mapping", wrong)).await?);
    }
    let (at, now) = (handback.id.clone(), desk.now);
    desk.club.write(move |tx| handbacks::ask_rehearsal(tx, &at, &mapping, now)).await?;
    to(&format!("/studio/handbacks/{}", handback.id))
}

pub async fn run(desk: Fresh<Manager>, id: web::Path<String>) -> Page {
    let handback = found(&desk, id.into_inner()).await?;
    let (at, me, now) = (handback.id.clone(), desk.me.clone(), desk.now);
    desk.club.write(move |tx| handbacks::ask_run(tx, &at, me.actor(), now)).await?;
    to(&format!("/studio/handbacks/{}", handback.id))
}

pub async fn undo(desk: Fresh<Manager>, id: web::Path<String>) -> Page {
    let handback = found(&desk, id.into_inner()).await?;
    let (at, me, now) = (handback.id.clone(), desk.me.clone(), desk.now);
    desk.club.write(move |tx| handbacks::ask_undo(tx, &at, me.actor(), now)).await?;
    to(&format!("/studio/handbacks/{}", handback.id))
}

/// The rows that could not be taken in, to be mended and uploaded again.
pub async fn refused_rows(desk: Fresh<Manager>, request: HttpRequest, id: web::Path<String>) -> Page {
    let handback = found(&desk, id.into_inner()).await?;
    if !handbacks::file_of(&desk.club, &handback.id).is_file() {
        return Err(PageError::NotFound);
    }
    let (club, w, name) = (desk.club.clone(), desk.w.clone(), format!("refused-{}.csv", handback.id));
    let file = desk
        .club
        .read(move |c| {
            let file = tempfile::tempfile_in(club.folder().imports())?;
            handbacks::write_refused(&club, c, &handback.id, |why| values(&w, why), BufWriter::new(&file))?;
            Ok(file)
        })
        .await?;
    member_files::table_to_keep(&request, file, name)
}

async fn draw(desk: &Desk, handback: &Handback, wrongs: Wrongs) -> Result<HandbackPage, PageError> {
    let w = &desk.w;
    let own = handback.clone();
    let (crew, handover, people, kept) = desk
        .club
        .read(move |c| {
            let handover = crate::archive::handovers::by_id(c, &own.handover_id)?;
            let kept = handbacks::kept(c, &own.id, MOST_KEPT)?;
            Ok((crew::names(c)?, handover, people(c, &own, &kept)?, kept))
        })
        .await?;
    let handover = not_found(handover)?;
    let at = match handback.state.as_str() {
        "uploaded" => "mapping",
        "rehearsed" => "rehearsed",
        "done" => "done",
        "undone" => "undone",
        "cleared" => "cleared",
        _ => "running",
    };
    let editing = matches!(at, "mapping" | "rehearsed");
    let preview = if editing { handbacks::preview(&desk.club, &handback.id, PREVIEWED)? } else { Vec::new() };
    let numbers = [("done", w.number(handback.done).into()), ("total", w.number(handback.total).into())];
    let counted = matches!(at, "rehearsed" | "done" | "undone");
    Ok(HandbackPage {
        w: w.clone(),
        f: desk.frame("handovers").await?.with_wrongs(&wrongs),
        row: row(desk, handback, &crew),
        handover: handover.id.to_string(),
        partner: handover.partner,
        at,
        columns: columns(w, handback, &preview)?,
        preview,
        wrongs,
        most: handback.total.max(1),
        done: handback.done,
        progress: w.with("studio-import-so-far", &numbers),
        counts: if counted { counts(w, handback, &people)? } else { Vec::new() },
        refused: if handbacks::file_of(&desk.club, &handback.id).is_file() { given_back(handback)? } else { 0 },
        kept: kept.into_iter().map(|(member, what)| left(w, &people, &member, &what)).collect(),
    })
}

/// Rows that stand in the file of refused ones.
fn given_back(handback: &Handback) -> Result<i64, Fault> {
    let counts = handback.counts()?;
    let words = ["unknown-code", "unknown-email", "twice", "refused"];
    Ok(words.iter().filter_map(|word| counts.get(*word)).sum())
}

/// Whoever is in samples or was left by an undo.
fn people(
    conn: &mut Conn,
    handback: &Handback,
    kept: &[(MemberId, String)],
) -> Result<HashMap<MemberId, Member>, Fault> {
    let samples = handback.samples()?;
    let shown = samples.values().flatten().filter_map(|sample| sample.member.clone());
    let ids: Vec<MemberId> = shown.chain(kept.iter().map(|(member, _)| member.clone())).collect();
    let found = members::by_ids(conn, &ids)?.into_iter().filter(|member| !member.is_erased());
    Ok(found.map(|member| (member.id.clone(), member)).collect())
}

fn named(w: &Words, people: &HashMap<MemberId, Member>, member: &MemberId) -> String {
    match people.get(member) {
        Some(found) if found.name.is_empty() => found.email.clone(),
        Some(found) => found.name.clone(),
        None => w.t("studio-handback-gone-one"),
    }
}

fn left(w: &Words, people: &HashMap<MemberId, Member>, member: &MemberId, what: &str) -> Kept {
    Kept { href: format!("/studio/members/{member}"), name: named(w, people, member), what: values(w, what) }
}

fn columns(w: &Words, handback: &Handback, preview: &[Vec<String>]) -> Result<Vec<Column>, Fault> {
    let choice = |part: &Part| Choice::new(part.word(), w.t(&format!("studio-handback-part-{}", part.word())));
    let choices: Vec<Choice> = PARTS.iter().map(choice).collect();
    let columns = handback.header()?.into_iter().zip(handback.mapping()?).enumerate();
    let column = |(at, (heading, part)): (usize, (String, Part))| Column {
        name: format!("column-{at}"),
        heading,
        choices: choices.clone(),
        chosen: part.word().to_owned(),
        sample: member_files::sample(preview, at),
    };
    Ok(columns.map(column).collect())
}

fn counts(w: &Words, handback: &Handback, people: &HashMap<MemberId, Member>) -> Result<Vec<Count>, Fault> {
    let (counts, samples) = (handback.counts()?, handback.samples()?);
    let line = |sample: &Sample| {
        let row = match &sample.member {
            Some(member) => {
                w.t2("studio-handback-sample", "line", w.number(sample.line), "name", named(w, people, member))
            }
            None => w.t1("studio-handback-sample-nobody", "line", w.number(sample.line)),
        };
        if sample.what.is_empty() { row } else { format!("{row}: {}", values(w, &sample.what.join(","))) }
    };
    let count = |word: &str| Count {
        name: w.t(&format!("studio-handback-count-{word}")),
        n: w.number(counts.get(word).copied().unwrap_or(0)),
        samples: samples.get(word).into_iter().flatten().map(line).collect(),
    };
    Ok(OUTCOMES.iter().map(|word| count(word)).collect())
}

/// Names of values or reasons in the reader's language.
fn values(w: &Words, names: &str) -> String {
    names.split(',').map(|name| w.t(&format!("studio-handback-value-{name}"))).collect::<Vec<_>>().join(", ")
}

pub(super) fn row(desk: &Desk, handback: &Handback, crew: &HashMap<String, String>) -> HandbackRow {
    let w = &desk.w;
    HandbackRow {
        id: handback.id.to_string(),
        file: handback.file_name.clone(),
        tone: match handback.state.as_str() {
            "done" => "ok",
            "undone" | "cleared" => "off",
            _ => "wait",
        },
        state: w.t(&format!("studio-import-state-{}", handback.state)),
        rows: w.number(handback.total),
        by: exports::named(desk, crew, &handback.requested_by),
        date: w.date_time(handback.created_at),
    }
}

/// What the partner told by now; nothing while it told nothing.
pub(super) fn figures(w: &Words, handover: &Handover, figures: Figures) -> Vec<Fact> {
    if figures.told == 0 {
        return Vec::new();
    }
    [
        ("studio-handback-handed", handover.people),
        ("studio-handback-told", figures.told),
        ("studio-handback-used", figures.used),
        ("studio-handback-attended", figures.attended),
    ]
    .map(|(key, n)| Fact::new(w.t(key), w.number(n)))
    .into()
}

/// A line of somebody's story: "Paris Fan Fest (Arena): came, seat B12".
pub(super) fn in_words(w: &Words, handover: &Handover, told: &Told) -> String {
    let mut parts = Vec::new();
    match (told.attended, told.used) {
        (Some(true), _) => parts.push(w.t("studio-told-came")),
        (Some(false), _) => parts.push(w.t("studio-told-stayed-away")),
        (None, Some(true)) => parts.push(w.t("studio-told-used")),
        (None, Some(false)) => parts.push(w.t("studio-told-unused")),
        (None, None) => {}
    }
    if !told.seat.is_empty() {
        parts.push(w.t1("studio-told-seat", "seat", told.seat.as_str()));
    }
    parts.extend(told.notes.iter().map(|(heading, note)| format!("{heading}: {note}")));
    let about = [("purpose", handover.purpose.as_str().into()), ("partner", handover.partner.as_str().into())];
    let what = [("what", parts.join(", ").into())];
    w.with("studio-history-told", &about.into_iter().chain(what).collect::<Vec<_>>())
}
