//! The member file as a file: asked for, written by a job, proved, fetched.

use std::collections::HashMap;

use actix_files::NamedFile;
use actix_web::http::header::{self, ContentDisposition, HeaderName, HeaderValue};
use actix_web::{HttpRequest, web};
use askama::Template;
use base64::Engine;

use super::desk::{Desk, Fresh, Proved, not_found, to};
use super::fields::Fields;
use super::frame::Frame;
use super::parts::{Fact, Wrongs};
use super::recipe_form::{self, RecipeForm};
use super::{handovers, kept_exports};
use crate::archive::kept::{self, KeptExport};
use crate::archive::{self, ExportId, MemberExport, Reader, Recipe};
use crate::base::Fault;
use crate::crew::{self, Manager, Role};
use crate::journal;
use crate::plumbing::locale::Words;
use crate::plumbing::web::{Page, PageError};
use crate::portage;

#[derive(Template)]
#[template(path = "studio/exports/list.html")]
pub struct ExportList {
    pub w: Words,
    pub f: Frame,
    pub kept: Vec<KeptRow>,
    pub exports: Vec<ExportRow>,
}

pub struct KeptRow {
    pub id: String,
    pub name: String,
    pub says: String,
}

pub struct ExportRow {
    pub id: String,
    pub file: String,
    pub tone: &'static str,
    pub state: String,
    pub expected: String,
    pub written: String,
    pub by: String,
    pub date: String,
}

#[derive(Template)]
#[template(path = "studio/exports/new.html")]
pub struct ExportForm {
    pub w: Words,
    pub f: Frame,
    pub recipe: RecipeForm,
    pub name: String,
    /// Somebody else has to approve it.
    pub two: bool,
    pub wrongs: Wrongs,
}

/// Longest name of a kept export, in characters.
const LONGEST_NAME: usize = 100;

#[derive(Template)]
#[template(path = "studio/exports/show.html")]
pub struct ExportPage {
    pub w: Words,
    pub f: Frame,
    pub export: ExportRow,
    /// What it was asked to be, and who decided about it.
    pub facts: Vec<Fact>,
    /// Whose it becomes; empty when it stays here.
    pub partner: String,
    pub asking: bool,
    /// Whoever sees the page asked for it.
    pub own: bool,
    pub running: bool,
    pub most: i64,
    pub done: i64,
    pub progress: String,
    pub ready: bool,
    pub proof: String,
    pub download: String,
    pub sha256: String,
    pub until: String,
    pub failure: String,
    pub over: bool,
    /// Somebody in it took their yes back: it may leave no more.
    pub stale: bool,
    /// The whole club, not the member file alone.
    pub whole: bool,
    pub fingerprint: String,
}

pub async fn list(desk: Proved<Manager>) -> Page {
    let (exports, kept, crew) =
        desk.club.read(|c| Ok((archive::latest(c, 100)?, kept::all(c)?, crew::names(c)?))).await?;
    let exports =
        exports.iter().filter(|export| may_have(&desk, export)).map(|export| row(&desk, export, &crew)).collect();
    let kept = kept.into_iter().map(|kept| kept_row(&desk, kept)).collect::<Result<_, _>>()?;
    desk.page(&ExportList { w: desk.w.clone(), f: desk.frame("exports").await?, kept, exports })
}

fn kept_row(desk: &Desk, kept: KeptExport) -> Result<KeptRow, Fault> {
    let says = recipe_form::in_words(&desk.w, &kept.meaning()?);
    Ok(KeptRow { id: kept.id.to_string(), name: kept.name, says })
}

/// The whole file, a segment named in the address, or a kept export to be changed.
pub async fn new(desk: Fresh<Manager>) -> Page {
    let (id, segment) = (desk.query().get("kept").to_owned(), desk.query().get("segment").to_owned());
    let mut recipe = Recipe::whole();
    if desk.query().get("columns") == "none" {
        recipe.columns.clear();
    }
    let mut form = recipe_form::filled(&recipe);
    if !id.is_empty() {
        let kept = kept_exports::found(&desk, id).await?;
        form = recipe_form::filled(&kept.meaning()?);
        form.put("name", &kept.name);
    } else if !segment.is_empty() {
        form.put("who", &segment);
    }
    desk.page(&draw(&desk, &form, Wrongs::none()).await?)
}

async fn draw(desk: &Desk, form: &Fields, wrongs: Wrongs) -> Result<ExportForm, Fault> {
    Ok(ExportForm {
        w: desk.w.clone(),
        f: desk.frame("exports").await?.with_wrongs(&wrongs),
        recipe: recipe_form::draw(desk, form, Reader::Club).await?,
        name: form.get("name").to_owned(),
        two: desk.club.read(archive::needs_two).await?,
        wrongs,
    })
}

/// Asks for the file, and keeps what was asked when it has a name.
pub async fn create(desk: Fresh<Manager>, form: web::Form<Fields>) -> Page {
    let name = form.get("name").to_owned();
    let mut read = recipe_form::read(&desk, &form, Reader::Club).await?;
    if name.chars().count() > LONGEST_NAME {
        let mut wrongs = read.err().unwrap_or_else(Wrongs::none);
        wrongs.add("name", desk.w.t1("studio-too-long", "n", LONGEST_NAME));
        read = Err(wrongs);
    }
    let recipe = match read {
        Ok(recipe) => recipe,
        Err(wrongs) => return desk.again(&draw(&desk, &form, wrongs).await?),
    };
    let (me, now) = (desk.me.clone(), desk.now);
    let export = desk
        .club
        .write(move |tx| {
            if !name.is_empty() {
                let kept = kept::keep(tx, &name, &recipe, me.id.as_str(), now)?;
                journal::record(tx, me.actor(), "export.kept", "kept_export", kept.id.as_str(), &name, now)?;
            }
            archive::request(tx, &recipe, me.actor(), me.id.as_str(), now)
        })
        .await?;
    to(&format!("/studio/exports/{}", export.id))
}

pub async fn show(desk: Proved<Manager>, id: web::Path<String>) -> Page {
    let (export, crew) = found(&desk, id.into_inner()).await?;
    let w = &desk.w;
    let expected = export.expected.unwrap_or(0);
    let numbers = [("expected", expected.into()), ("written", w.number(export.written).into())];
    let running = export.state == "waiting";
    let there = export.is_ready() && export.expires_at > desk.now;
    let stale = there && is_stale(&desk, &export).await?;
    let ready = there && !stale;
    desk.page(&ExportPage {
        w: w.clone(),
        f: desk.frame("exports").await?,
        facts: facts(&desk, &export, &crew)?,
        partner: partner(&desk, &export).await?,
        asking: export.state == "asking",
        own: export.requested_by == desk.me.id.as_str(),
        running,
        most: expected.max(1),
        done: export.written,
        progress: w.with("studio-export-so-far", &numbers),
        ready,
        proof: w.with("studio-export-proved", &numbers),
        download: w.t1("studio-export-download", "bytes", w.bytes(export.bytes)),
        sha256: export.sha256.clone().unwrap_or_default(),
        until: w.date_time(export.expires_at),
        failure: match export.state.as_str() {
            "failed" if export.last_error.as_deref() == Some("disk") => w.t("studio-export-no-room"),
            "failed" => w.t("studio-export-broke"),
            _ => String::new(),
        },
        over: export.state == "expired" || (export.is_ready() && !there),
        stale,
        whole: export.is_whole_club(),
        fingerprint: if export.is_whole_club() { portage::fingerprint(desk.club.key()) } else { String::new() },
        export: row(&desk, &export, &crew),
    })
}

async fn partner(desk: &Desk, export: &MemberExport) -> Result<String, Fault> {
    let id = export.id.clone();
    let handover = desk.club.read(move |c| archive::handovers::by_id(c, &id)).await?;
    Ok(handover.map(|handover| handover.partner).unwrap_or_default())
}

/// Somebody in the partner's file took their yes back since it was written.
async fn is_stale(desk: &Desk, export: &MemberExport) -> Result<bool, Fault> {
    let id = export.id.clone();
    desk.club.read(move |c| archive::handovers::somebody_took_back(c, &id)).await
}

/// What was asked for, in words.
fn facts(desk: &Desk, export: &MemberExport, crew: &HashMap<String, String>) -> Result<Vec<Fact>, Fault> {
    if export.is_whole_club() {
        return Ok(Vec::new());
    }
    let (w, recipe) = (&desk.w, export.meaning()?);
    let mut facts = vec![
        Fact::new(w.t("studio-export-what"), recipe_form::in_words(w, &recipe)),
        Fact::new(w.t("studio-export-columns"), handovers::columns_in_words(w, &recipe.columns)),
    ];
    let decided = export.decided_by.as_ref().map(|id| named(desk, crew, id));
    let key = if export.state == "refused" { "studio-export-refused-by" } else { "studio-export-approved-by" };
    facts.extend(decided.map(|name| Fact::new(w.t(key), name)));
    Ok(facts)
}

pub fn named(desk: &Desk, crew: &HashMap<String, String>, id: &str) -> String {
    crew.get(id).cloned().unwrap_or_else(|| desk.w.t("studio-member-gone"))
}

/// How a file of this ending is called on the way.
fn content_type(ending: &str) -> &'static str {
    match ending {
        "csv" => "text/csv; charset=utf-8",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "ndjson" => "application/x-ndjson",
        "vcf" => "text/vcard; charset=utf-8",
        _ => "application/zip",
    }
}

/// The file itself: with length, validator and ranges, so that a broken download goes on; with its digest.
pub async fn file(desk: Fresh<Manager>, request: HttpRequest, id: web::Path<String>) -> Page {
    let (export, _) = found(&desk, id.into_inner()).await?;
    if !export.is_ready() || export.expires_at <= desk.now {
        return Err(PageError::NotFound);
    }
    if is_stale(&desk, &export).await? {
        // The page says why, and offers to write it anew.
        return to(&format!("/studio/exports/{}", export.id));
    }
    let path = archive::file_of(&desk.club, &export);
    let opened = NamedFile::open(&path).map_err(Fault::from)?;
    let named = opened
        .set_content_type(content_type(&export.format).parse().map_err(|_| PageError::NotFound)?)
        .set_content_disposition(ContentDisposition::attachment(&export.file_name))
        .use_etag(true)
        .use_last_modified(true);
    let (me, number) = (desk.me.actor(), desk.now);
    let noted = export.id.clone();
    let verb = if export.is_whole_club() { "club.archive_fetched" } else { "members.export_fetched" };
    if !goes_on(&request) {
        desk.club.write(move |tx| journal::record(tx, me.clone(), verb, "export", noted.as_str(), "", number)).await?;
    }
    let mut response = named.into_response(&request);
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    // Compressed on the way, it would have neither a length nor the digest below, and two bodies one validator.
    headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("identity"));
    // The digest is of the file; a zip carries that of what is in it in its manifest.
    let digest = export.sha256.filter(|_| export.format != "zip").and_then(|sha256| hex::decode(sha256).ok());
    if let Some(digest) = digest {
        let value = format!("sha-256=:{}:", base64::engine::general_purpose::STANDARD.encode(digest));
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(HeaderName::from_static("repr-digest"), value);
        }
    }
    Ok(response)
}

/// Whether a part is asked for that does not begin with the first byte: a download that broke off, noted when it began.
fn goes_on(request: &HttpRequest) -> bool {
    let range = request.headers().get(header::RANGE).and_then(|range| range.to_str().ok());
    let first = range.and_then(|range| range.strip_prefix("bytes=")?.split_once('-')?.0.trim().parse::<u64>().ok());
    first.is_some_and(|first| first > 0) && range.is_some_and(|range| !range.contains(','))
}

async fn found(desk: &Desk, id: String) -> Result<(MemberExport, HashMap<String, String>), PageError> {
    let id = ExportId(id);
    let (export, crew) = desk.club.read(move |c| Ok((archive::by_id(c, &id)?, crew::names(c)?))).await?;
    Ok((not_found(export.filter(|export| may_have(desk, export)))?, crew))
}

/// The whole club is for its owners.
fn may_have(desk: &Desk, export: &MemberExport) -> bool {
    !export.is_whole_club() || desk.me.role() == Role::Owner
}

fn row(desk: &Desk, export: &MemberExport, crew: &HashMap<String, String>) -> ExportRow {
    let w = &desk.w;
    let (tone, key) = match export.state.as_str() {
        "asking" => ("wait", "studio-export-asking"),
        "refused" => ("stop", "studio-export-refused"),
        "waiting" => ("wait", "studio-export-waiting"),
        "done" if export.expires_at > desk.now => ("ok", "studio-export-ready"),
        "failed" => ("stop", "studio-export-not-written"),
        _ => ("off", "studio-export-expired"),
    };
    ExportRow {
        id: export.id.to_string(),
        file: export.file_name.clone(),
        tone,
        state: w.t(key),
        expected: export.expected.map_or(String::new(), |n| w.number(n)),
        written: w.number(export.written),
        by: named(desk, crew, &export.requested_by),
        date: w.date_time(export.created_at),
    }
}
