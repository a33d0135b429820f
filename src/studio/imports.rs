//! Member files brought in: upload, what was recognised, rehearsal, run, report, undo.

use std::collections::HashMap;
use std::io::{BufWriter, Write};

use actix_files::NamedFile;
use actix_multipart::{Field as Part, Multipart};
use actix_web::http::header::{self, ContentDisposition, HeaderValue};
use actix_web::{HttpRequest, web};
use askama::Template;
use futures_util::TryStreamExt;
use tempfile::NamedTempFile;

use super::desk::{Desk, Fresh, Proved, not_found, see, to};
use super::fields::Fields;
use super::frame::Frame;
use super::parts::{Choice, Wrongs};
use crate::base::Fault;
use crate::crew::{self, Manager, Owner};
use crate::imports::{self, FIELDS, Field, Import, ImportId, Sample, Samples};
use crate::members::{self, ClubField, Merge};
use crate::plumbing::locale::Words;
use crate::plumbing::web::{Page, PageError};

const PREVIEWED: usize = 5;

#[derive(Template)]
#[template(path = "studio/imports/list.html")]
pub struct ImportList {
    pub w: Words,
    pub f: Frame,
    pub imports: Vec<ImportRow>,
    pub wrong: String,
}

pub struct ImportRow {
    pub id: String,
    pub file: String,
    pub system: String,
    pub tone: &'static str,
    pub state: String,
    pub rows: String,
    pub by: String,
    pub date: String,
}

#[derive(Template)]
#[template(path = "studio/imports/show.html")]
pub struct ImportPage {
    pub w: Words,
    pub f: Frame,
    pub import: ImportRow,
    pub at: &'static str,
    pub recognised: String,
    pub columns: Vec<Column>,
    pub preview: Vec<Vec<String>>,
    pub wrongs: Wrongs,
    pub most: i64,
    pub done: i64,
    pub progress: String,
    pub counts: Vec<Count>,
    pub fill_gaps: bool,
    pub new: i64,
    pub refused: i64,
    pub mail_waits: bool,
    /// What Stripe said about the customers the file named; empty while nobody asked.
    pub lookups: Vec<String>,
    pub doubtful: Vec<Kept>,
    pub kept: Vec<Kept>,
}

/// One column of the file, and what it is taken for.
pub struct Column {
    pub name: String,
    pub heading: String,
    pub choices: Vec<Choice>,
    pub chosen: String,
    /// Its first values.
    pub sample: String,
}

pub struct Count {
    pub name: String,
    pub n: String,
    pub samples: Vec<String>,
}

pub struct Kept {
    pub href: String,
    pub name: String,
    pub what: String,
}

pub async fn list(desk: Proved<Manager>) -> Page {
    let view = draw_list(&desk, String::new()).await?;
    desk.page(&view)
}

async fn draw_list(desk: &Desk, wrong: String) -> Result<ImportList, PageError> {
    let (found, names) = desk.club.read(|c| Ok((imports::latest(c, 100)?, crew::names(c)?))).await?;
    let imports = found.iter().map(|import| row(desk, import, &names)).collect();
    Ok(ImportList { w: desk.w.clone(), f: desk.frame("members").await?, imports, wrong })
}

fn row(desk: &Desk, import: &Import, names: &HashMap<String, String>) -> ImportRow {
    let w = &desk.w;
    let tone = match import.state.as_str() {
        "done" => "ok",
        "undone" | "cleared" => "off",
        _ => "wait",
    };
    ImportRow {
        id: import.id.to_string(),
        file: import.file_name.clone(),
        system: import.system.clone(),
        tone,
        state: w.t(&format!("studio-import-state-{}", import.state)),
        rows: w.number(import.total),
        by: names.get(&import.requested_by).cloned().unwrap_or_else(|| w.t("studio-member-gone")),
        date: w.date_time(import.created_at),
    }
}

/// Takes in one file in the field `file`.
pub async fn create(desk: Fresh<Manager>, form: Multipart) -> Page {
    let arrived = match arrived(&desk, form).await? {
        Ok(arrived) => arrived,
        Err(why) => return refused(&desk, why).await,
    };
    let (by, id, from) = (desk.me.actor(), desk.me.id.to_string(), arrived.file.path().to_owned());
    match imports::take_in(&desk.club, from, &arrived.name, by, &id, desk.now).await? {
        Ok(import) => to(&format!("/studio/members/import/{}", import.id)),
        Err(unreadable) => refused(&desk, unreadable.word()).await,
    }
}

/// A file as somebody sent it. It goes when it is let go of.
pub(super) struct Arrived {
    pub file: NamedTempFile,
    pub name: String,
}

/// The file in the field `file`, or the word for why there is none.
pub(super) async fn arrived(desk: &Desk, mut form: Multipart) -> Result<Result<Arrived, &'static str>, PageError> {
    loop {
        let part = form.try_next().await.map_err(|error| PageError::Invalid(error.to_string()))?;
        let Some(part) = part else { return Ok(Err("empty")) };
        let name = part.content_disposition().and_then(|disposition| disposition.get_filename().map(str::to_owned));
        let Some(name) = name.filter(|_| part.name() == Some("file")) else { continue };
        if name.is_empty() {
            return Ok(Err("empty"));
        }
        let file = received(desk, part).await?;
        return Ok(file.map(|file| Arrived { file, name }).ok_or("disk"));
    }
}

async fn refused(desk: &Desk, why: &str) -> Page {
    let wrong = desk.w.t(&format!("studio-import-wrong-{why}"));
    let view = draw_list(desk, wrong).await?;
    desk.again(&view)
}

/// The file as it came, which goes when it is let go of; `None` when the disk has too little room.
async fn received(desk: &Desk, mut part: Part) -> Result<Option<NamedTempFile>, PageError> {
    let folder = desk.club.folder().imports();
    std::fs::create_dir_all(&folder).map_err(Fault::from)?;
    let mut file = NamedTempFile::new_in(&folder).map_err(Fault::from)?;
    let free = desk.club.room()?;
    let mut taken: u64 = 0;
    while let Some(bytes) = part.try_next().await.map_err(|error| PageError::Invalid(error.to_string()))? {
        taken += bytes.len() as u64;
        // The plain copy needs as much again.
        if taken.saturating_mul(2) > free {
            return Ok(None);
        }
        file.write_all(&bytes).map_err(Fault::from)?;
    }
    file.flush().map_err(Fault::from)?;
    Ok(Some(file))
}

pub async fn show(desk: Proved<Manager>, id: web::Path<String>) -> Page {
    let import = found(&desk, id.into_inner()).await?;
    let view = draw(&desk, &import, Wrongs::none()).await?;
    desk.page(&view)
}

async fn found(desk: &Desk, id: String) -> Result<Import, PageError> {
    let id = ImportId(id);
    not_found(desk.club.read(move |c| imports::by_id(c, &id)).await?)
}

async fn draw(desk: &Desk, import: &Import, wrongs: Wrongs) -> Result<ImportPage, PageError> {
    let w = &desk.w;
    let id = import.id.clone();
    let (names, kept, own, looked_up, doubtful) = desk
        .club
        .read(move |c| {
            Ok((crew::names(c)?, kept(c, &id)?, members::fields(c)?, imports::lookups(c, &id)?, doubtful(c, &id)?))
        })
        .await?;
    let at = match import.state.as_str() {
        "uploaded" => "mapping",
        "rehearsed" => "rehearsed",
        "done" => "done",
        "undone" => "undone",
        "cleared" => "cleared",
        _ => "running",
    };
    let editing = matches!(at, "mapping" | "rehearsed");
    let preview = if editing && imports::file_of(&desk.club, &import.id).is_file() {
        imports::preview(&desk.club, &import.id, PREVIEWED)?
    } else {
        Vec::new()
    };
    let recognised = match import.system.as_str() {
        "" if editing => w.t("studio-import-unknown"),
        "" => String::new(),
        system => w.t1("studio-import-recognised", "system", system),
    };
    let total = if import.state == "undoing" { import.changes() } else { import.total };
    let numbers = [("done", w.number(import.done).into()), ("total", w.number(total).into())];
    Ok(ImportPage {
        w: w.clone(),
        f: desk.frame("members").await?.with_wrongs(&wrongs),
        import: row(desk, import, &names),
        at,
        recognised,
        columns: columns(w, import, &preview, &own)?,
        preview,
        wrongs,
        most: total.max(1),
        done: import.done,
        progress: w.with("studio-import-so-far", &numbers),
        counts: if matches!(at, "mapping" | "running" | "cleared") { Vec::new() } else { counts(w, import)? },
        fill_gaps: import.merge() == Merge::FillsGaps,
        new: import.created,
        refused: import.refused,
        mail_waits: import.mail_waits && import.created > 0,
        lookups: looked_up
            .into_iter()
            .map(|(outcome, n)| w.t1(&format!("studio-import-lookup-{outcome}"), "n", n))
            .collect(),
        doubtful: doubtful
            .into_iter()
            .map(|(member, name, what)| Kept {
                href: format!("/studio/members/{member}"),
                name,
                what: w.t(&format!("studio-import-doubt-{what}")),
            })
            .collect(),
        kept: kept
            .into_iter()
            .map(|(member, name, what)| Kept {
                href: format!("/studio/members/{member}"),
                name,
                what: values(w, &what),
            })
            .collect(),
    })
}

/// Customers that Stripe does not know, or knows by another address, with whose they are.
fn doubtful(conn: &mut crate::plumbing::db::Conn, id: &ImportId) -> Result<Vec<(String, String, String)>, Fault> {
    let found = imports::doubtful_lookups(conn, id, 50)?;
    named(conn, found.into_iter().map(|found| (found.member_id, found.outcome)).collect())
}

/// What an undo left, with the names of whose it is.
fn kept(conn: &mut crate::plumbing::db::Conn, id: &ImportId) -> Result<Vec<(String, String, String)>, Fault> {
    let kept = imports::kept(conn, id, 200)?;
    named(conn, kept)
}

/// Members by id, each with their name and what is said of them.
fn named(
    conn: &mut crate::plumbing::db::Conn,
    kept: Vec<(members::MemberId, String)>,
) -> Result<Vec<(String, String, String)>, Fault> {
    let ids: Vec<_> = kept.iter().map(|(member, _)| member.clone()).collect();
    let people: HashMap<_, _> = members::by_ids(conn, &ids)?.into_iter().map(|m| (m.id.clone(), m)).collect();
    let named = kept.into_iter().map(|(member, what)| {
        let name = people
            .get(&member)
            .map_or(String::new(), |m| if m.name.is_empty() { m.email.clone() } else { m.name.clone() });
        (member.0, name, what)
    });
    Ok(named.collect())
}

fn columns(w: &Words, import: &Import, preview: &[Vec<String>], own: &[ClubField]) -> Result<Vec<Column>, Fault> {
    let ours = |field: &Field| Choice::new(field.word(), w.t(&format!("studio-import-field-{}", field.word())));
    let theirs = |field: &ClubField| Choice::new(Field::Club(field.number).word(), field.name.clone());
    let choices: Vec<Choice> = FIELDS.iter().map(ours).chain(own.iter().map(theirs)).collect();
    let header = import.header()?;
    let columns = header.into_iter().zip(import.mapping()?).enumerate().map(|(at, (heading, field))| Column {
        name: format!("column-{at}"),
        heading,
        choices: choices.clone(),
        chosen: field.word(),
        sample: sample(preview, at),
    });
    Ok(columns.collect())
}

/// The first values of a column, short enough to stand under its name.
pub(super) fn sample(preview: &[Vec<String>], at: usize) -> String {
    let cells = preview.iter().filter_map(|row| row.get(at)).map(|cell| cell.trim());
    let cells = cells.filter(|cell| !cell.is_empty()).map(|cell| cell.chars().take(40).collect::<String>());
    cells.take(3).collect::<Vec<_>>().join(" · ")
}

fn counts(w: &Words, import: &Import) -> Result<Vec<Count>, Fault> {
    let Samples(samples) = import.samples()?;
    let unclear = (import.unclear > 0).then_some(("unclear", import.unclear));
    let kinds = [
        ("created", import.created),
        ("changed", import.changed),
        ("unchanged", import.unchanged),
        ("repeated", import.repeated),
        ("refused", import.refused),
    ];
    let counts = kinds.into_iter().chain(unclear).map(|(kind, n)| Count {
        name: w.t(&format!("studio-import-count-{kind}")),
        n: w.number(n),
        samples: samples
            .get(kind)
            .into_iter()
            .flatten()
            .map(|sample| {
                let line = w.t2("studio-import-sample", "line", w.number(sample.line), "email", sample.email.as_str());
                let told = told(w, kind, sample);
                if told.is_empty() { line } else { format!("{line}: {told}") }
            })
            .collect(),
    });
    Ok(counts.collect())
}

/// What a sample shows: from what to what, or why not.
fn told(w: &Words, kind: &str, sample: &Sample) -> String {
    let said = sample.what.iter().enumerate().map(|(at, word)| match (kind, sample.values.get(at)) {
        // In the file's own words.
        ("unclear", _) => word.clone(),
        (_, Some((former, written))) if former.is_empty() => {
            w.t2("studio-import-comes", "what", values(w, word), "written", written.as_str())
        }
        (_, Some((former, written))) => {
            let what = ("what", values(w, word).into());
            w.with(
                "studio-import-becomes",
                &[what, ("former", former.as_str().into()), ("written", written.as_str().into())],
            )
        }
        (_, None) => values(w, word),
    });
    said.collect::<Vec<_>>().join("; ")
}

/// Names of values or reasons in the reader's language.
fn values(w: &Words, names: &str) -> String {
    let words = names.split(',').map(|name| w.t(&format!("studio-import-value-{}", name.replace('_', "-"))));
    words.collect::<Vec<_>>().join(", ")
}

/// Says what each column is, and rehearses.
pub async fn rehearse(desk: Fresh<Manager>, id: web::Path<String>, form: web::Form<Fields>) -> Page {
    let import = found(&desk, id.into_inner()).await?;
    let mapping: Vec<Field> = (0..import.header()?.len())
        .map(|at| Field::from_word(form.get(&format!("column-{at}"))).unwrap_or(Field::Keep))
        .collect();
    if mapping.iter().filter(|field| **field == Field::Email).count() != 1 {
        let wrongs = Wrongs::one("mapping", desk.w.t("studio-import-one-email"));
        let view = draw(&desk, &import, wrongs).await?;
        return desk.again(&view);
    }
    let merge = if form.ticked("fill_gaps") { Merge::FillsGaps } else { Merge::FileWins };
    let (at, now) = (import.id.clone(), desk.now);
    desk.club.write(move |tx| imports::ask_rehearsal(tx, &at, &mapping, merge, now, now)).await?;
    to(&format!("/studio/members/import/{}", import.id))
}

pub async fn run(desk: Fresh<Manager>, id: web::Path<String>) -> Page {
    let import = found(&desk, id.into_inner()).await?;
    let (at, me, now) = (import.id.clone(), desk.me.clone(), desk.now);
    desk.club.write(move |tx| imports::ask_run(tx, &at, me.actor(), now, now)).await?;
    to(&format!("/studio/members/import/{}", import.id))
}

pub async fn undo(desk: Fresh<Manager>, id: web::Path<String>) -> Page {
    let import = found(&desk, id.into_inner()).await?;
    let (at, me, now) = (import.id.clone(), desk.me.clone(), desk.now);
    desk.club.write(move |tx| imports::ask_undo(tx, &at, me.actor(), now, now)).await?;
    to(&format!("/studio/members/import/{}", import.id))
}

/// The owner's word that these people may get mail.
pub async fn let_mail_out(desk: Fresh<Owner>, id: web::Path<String>) -> Page {
    let import = found(&desk, id.into_inner()).await?;
    let (at, me, now) = (import.id.clone(), desk.me.clone(), desk.now);
    desk.club.write(move |tx| imports::ask_let_mail_out(tx, &at, me.actor(), now)).await?;
    see(&format!("/studio/members/import/{}", import.id), "studio-said-import-mail")
}

/// The refused rows, to be mended and uploaded again.
pub async fn refused_rows(desk: Fresh<Manager>, request: HttpRequest, id: web::Path<String>) -> Page {
    let import = found(&desk, id.into_inner()).await?;
    if !imports::file_of(&desk.club, &import.id).is_file() {
        return Err(PageError::NotFound);
    }
    let (club, w, name) = (desk.club.clone(), desk.w.clone(), format!("refused-{}.csv", import.id));
    let file = desk
        .club
        .read(move |c| {
            let file = tempfile::tempfile_in(club.folder().imports())?;
            imports::write_refused(&club, c, &import, |why| values(&w, why), BufWriter::new(&file))?;
            Ok(file)
        })
        .await?;
    table_to_keep(&request, file, name)
}

/// Answers with a CSV that only this visitor gets.
pub(super) fn table_to_keep(request: &HttpRequest, file: std::fs::File, name: String) -> Page {
    let file = NamedFile::from_file(file, &name).map_err(Fault::from)?;
    let mut answer = file
        .set_content_type("text/csv; charset=utf-8".parse().map_err(|_| PageError::NotFound)?)
        .set_content_disposition(ContentDisposition::attachment(name))
        .into_response(request);
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(answer)
}
