//! `/account/copy.*`: all that the club keeps about a member, as a file to read and as one for machines.

use std::fmt::Write;

use actix_web::HttpResponse;
use actix_web::http::header;
use serde_json::{Map, json};

use super::contexts::CopyFiles;
use crate::base::Fault;
use crate::lobby::{SignedIn, Visit};
use crate::plumbing::locale::Words;
use crate::plumbing::web::{Page, PageError};
use crate::rights::{self, PersonalCopy, Record, Value};

pub(super) fn files(visit: &Visit) -> CopyFiles {
    CopyFiles { text_url: visit.url("/account/copy.txt"), json_url: visit.url("/account/copy.json") }
}

/// GET `/account/copy.json`
pub(super) async fn json(signed_in: SignedIn) -> Page {
    let copy = copy(&signed_in).await?;
    let record = |record: &Record| {
        // A name that comes twice, such as a second refund, is a list.
        let mut fields = Map::new();
        for (name, value) in record {
            let value = plain(value);
            match fields.get_mut(*name) {
                None => drop(fields.insert((*name).to_owned(), value)),
                Some(serde_json::Value::Array(several)) => several.push(value),
                Some(first) => *first = json!([first.take(), value]),
            }
        }
        serde_json::Value::Object(fields)
    };
    let parts = copy.parts.iter().map(|(name, records)| ((*name).to_owned(), records.iter().map(record).collect()));
    let all = json!({
        "club": signed_in.visit.club.config().artist,
        "made_at": copy.made_at.rfc3339(),
        "parts": parts.collect::<Map<String, serde_json::Value>>(),
    });
    let text = serde_json::to_string_pretty(&all).map_err(Fault::from)?;
    file("application/json", "my-data.json", text)
}

fn plain(value: &Value) -> serde_json::Value {
    match value {
        Value::Text(text) => json!(text),
        Value::Number(number) => json!(number),
        Value::Yes(yes) => json!(yes),
        Value::At(at) => json!(at.rfc3339()),
        Value::Sum(sum) => json!({ "amount": sum.digits(), "currency": sum.currency.code() }),
        Value::Several(several) => json!(several),
    }
}

/// GET `/account/copy.txt`
pub(super) async fn text(signed_in: SignedIn) -> Page {
    let copy = copy(&signed_in).await?;
    let visit = &signed_in.visit;
    let w = Words::product(visit.lang, visit.w.zone().clone());
    let mut text = String::new();
    let written = readable(&mut text, &w, &visit.club.config().artist, &copy);
    written.map_err(|error| Fault::broken(error.to_string()))?;
    file("text/plain; charset=utf-8", "my-data.txt", text)
}

fn readable(out: &mut String, w: &Words, artist: &str, copy: &PersonalCopy) -> std::fmt::Result {
    writeln!(out, "{}", w.t2("copy-title", "club", artist, "when", w.date_time(copy.made_at)))?;
    for (name, records) in &copy.parts {
        let title = w.t(&format!("copy-part-{name}"));
        writeln!(out, "\n{title}\n{}", "=".repeat(title.chars().count()))?;
        if records.is_empty() {
            writeln!(out, "{}", w.t("copy-nothing"))?;
        }
        for (nth, record) in records.iter().enumerate() {
            if nth > 0 {
                writeln!(out)?;
            }
            for (name, value) in record.iter().filter(|(_, value)| !value.is_blank()) {
                let label = w.t(&format!("copy-fact-{}", name.replace('_', "-")));
                writeln!(out, "{}", w.t2("copy-line", "label", label, "value", said(w, value)))?;
            }
        }
    }
    Ok(())
}

fn said(w: &Words, value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Yes(true) => w.t("copy-yes"),
        Value::Yes(false) => w.t("copy-no"),
        Value::At(at) => w.date_time(*at),
        Value::Sum(sum) => w.money(*sum),
        Value::Several(several) => several.join("; "),
    }
}

async fn copy(signed_in: &SignedIn) -> Result<PersonalCopy, PageError> {
    let (id, now) = (signed_in.here.member.id.clone(), signed_in.visit.now);
    let copy = signed_in.visit.club.read(move |conn| rights::copy_of(conn, &id, now)).await?;
    copy.ok_or(PageError::NotFound)
}

fn file(kind: &'static str, name: &'static str, body: String) -> Page {
    Ok(HttpResponse::Ok()
        .content_type(kind)
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(body))
}
