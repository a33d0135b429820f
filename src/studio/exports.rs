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
use super::parts::Choice;
use crate::archive::{self, ExportId, Format, MemberExport};
use crate::base::Fault;
use crate::crew::{self, Manager};
use crate::journal;
use crate::plumbing::db::Conn;
use crate::plumbing::locale::Words;
use crate::plumbing::web::{Page, PageError};

#[derive(Template)]
#[template(path = "studio/exports/list.html")]
pub struct ExportList {
    pub w: Words,
    pub f: Frame,
    pub exports: Vec<ExportRow>,
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
    pub formats: Vec<Choice>,
    pub chosen: String,
    pub count: i64,
}

#[derive(Template)]
#[template(path = "studio/exports/show.html")]
pub struct ExportPage {
    pub w: Words,
    pub f: Frame,
    pub export: ExportRow,
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
}

pub async fn list(desk: Proved<Manager>) -> Page {
    let (exports, crew) = desk.club.read(|c| Ok((archive::latest(c, 100)?, names(c)?))).await?;
    let exports = exports.iter().map(|export| row(&desk, export, &crew)).collect();
    desk.page(&ExportList { w: desk.w.clone(), f: desk.frame("exports").await?, exports })
}

pub async fn new(desk: Fresh<Manager>) -> Page {
    let count = desk.club.read(archive::expected_rows).await?;
    let formats = [Format::Csv, Format::Zip].map(|format| {
        let key = if format == Format::Csv { "studio-export-csv" } else { "studio-export-zip" };
        Choice::new(format.word(), desk.w.t(key))
    });
    desk.page(&ExportForm {
        w: desk.w.clone(),
        f: desk.frame("exports").await?,
        formats: formats.to_vec(),
        chosen: Format::Csv.word().to_owned(),
        count,
    })
}

pub async fn create(desk: Fresh<Manager>, form: web::Form<Fields>) -> Page {
    let format = Format::from_word(form.get("format")).ok_or_else(|| PageError::Invalid("format".to_owned()))?;
    let (me, now) = (desk.me.clone(), desk.now);
    let export = desk.club.write(move |tx| archive::request(tx, format, me.actor(), me.id.as_str(), now)).await?;
    to(&format!("/studio/exports/{}", export.id))
}

pub async fn show(desk: Proved<Manager>, id: web::Path<String>) -> Page {
    let (export, crew) = found(&desk, id.into_inner()).await?;
    let w = &desk.w;
    let expected = export.expected.unwrap_or(0);
    let numbers = [("expected", expected.into()), ("written", w.number(export.written).into())];
    let running = export.state == "waiting";
    let ready = export.is_ready() && export.expires_at > desk.now;
    desk.page(&ExportPage {
        w: w.clone(),
        f: desk.frame("exports").await?,
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
        over: !running && !ready && export.state != "failed",
        export: row(&desk, &export, &crew),
    })
}

/// The file itself: with length, validator and ranges, so that a broken download goes on; with its digest.
pub async fn file(desk: Fresh<Manager>, request: HttpRequest, id: web::Path<String>) -> Page {
    let (export, _) = found(&desk, id.into_inner()).await?;
    if !export.is_ready() || export.expires_at <= desk.now {
        return Err(PageError::NotFound);
    }
    let path = archive::file_of(&desk.club, &export);
    let opened = NamedFile::open(&path).map_err(Fault::from)?;
    let named = opened
        .set_content_type(
            if export.format == "zip" { "application/zip" } else { "text/csv; charset=utf-8" }
                .parse()
                .map_err(|_| PageError::NotFound)?,
        )
        .set_content_disposition(ContentDisposition::attachment(&export.file_name))
        .use_etag(true)
        .use_last_modified(true);
    let (me, number) = (desk.me.actor(), desk.now);
    let noted = export.id.clone();
    if !request.headers().contains_key(header::RANGE) {
        desk.club
            .write(move |tx| {
                journal::record(tx, me.clone(), "members.export_fetched", "export", noted.as_str(), "", number)
            })
            .await?;
    }
    let mut response = named.into_response(&request);
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    // Compressed on the way, it would have neither a length nor the digest below, and two bodies one validator.
    headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("identity"));
    // The digest is of the CSV; a zip carries it in its manifest.
    let digest = export.sha256.filter(|_| export.format == "csv").and_then(|sha256| hex::decode(sha256).ok());
    if let Some(digest) = digest {
        let value = format!("sha-256=:{}:", base64::engine::general_purpose::STANDARD.encode(digest));
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(HeaderName::from_static("repr-digest"), value);
        }
    }
    Ok(response)
}

async fn found(desk: &Desk, id: String) -> Result<(MemberExport, HashMap<String, String>), PageError> {
    let id = ExportId(id);
    let (export, crew) = desk.club.read(move |c| Ok((archive::by_id(c, &id)?, names(c)?))).await?;
    Ok((not_found(export)?, crew))
}

fn names(conn: &mut Conn) -> Result<HashMap<String, String>, Fault> {
    Ok(crew::all(conn)?.into_iter().map(|member| (member.id.0, member.name)).collect())
}

fn row(desk: &Desk, export: &MemberExport, crew: &HashMap<String, String>) -> ExportRow {
    let w = &desk.w;
    let (tone, key) = match export.state.as_str() {
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
        by: crew.get(&export.requested_by).cloned().unwrap_or_else(|| w.t("studio-member-gone")),
        date: w.date_time(export.created_at),
    }
}
