//! What was done, when and by whom.

use std::collections::HashMap;

use askama::Template;

use super::desk::{Desk, Proved};
use super::frame::Frame;
use super::parts::{LogDay, LogEntry};
use crate::base::Fault;
use crate::crew::{self, CrewMemberId, Manager};
use crate::journal::{self, Entry, EntryId};
use crate::members::{self, MemberId};
use crate::orders::{self, OrderId};
use crate::plumbing::db::Conn;
use crate::plumbing::locale::Words;
use crate::plumbing::web::Page;

#[derive(Template)]
#[template(path = "studio/journal/list.html")]
pub struct JournalList {
    pub w: Words,
    pub f: Frame,
    pub days: Vec<LogDay>,
    pub next: Option<String>,
}

const ROWS: i64 = 100;

pub async fn list(desk: Proved<Manager>) -> Page {
    let before = desk.query().get("before");
    let before = (!before.is_empty()).then(|| EntryId(before.to_owned()));
    let (entries, known) = desk
        .club
        .read(move |c| {
            let entries = journal::latest(c, before.as_ref(), ROWS + 1)?;
            let known = known(c, &entries)?;
            Ok((entries, known))
        })
        .await?;
    let more = entries.len() as i64 > ROWS;
    let shown = &entries[..entries.len().min(ROWS as usize)];
    let next = shown.last().filter(|_| more).map(|entry| entry.id.to_string());
    desk.page(&JournalList {
        w: desk.w.clone(),
        f: desk.frame("journal").await?,
        days: days(&desk, shown, &known),
        next,
    })
}

/// What entries name by id alone.
pub struct Known {
    /// Names of those who did something.
    names: HashMap<String, String>,
    /// Numbers of orders something happened to.
    orders: HashMap<String, i64>,
}

pub fn known(conn: &mut Conn, entries: &[Entry]) -> Result<Known, Fault> {
    let about = entries.iter().filter(|entry| entry.subject_kind == "order");
    let orders: Vec<OrderId> = about.map(|entry| OrderId(entry.subject_id.clone())).collect();
    Ok(Known { names: names(conn, entries)?, orders: orders::numbers_of(conn, &orders)? })
}

fn names(conn: &mut Conn, entries: &[Entry]) -> Result<HashMap<String, String>, Fault> {
    let mut names = HashMap::new();
    let ids = |kind: &str| -> Vec<String> {
        let of = |entry: &&Entry| entry.actor_kind == kind;
        entries.iter().filter(of).filter_map(|entry| entry.actor_id.clone()).collect()
    };
    let members: Vec<MemberId> = ids("member").into_iter().map(MemberId).collect();
    for member in members::by_ids(conn, &members)? {
        names.insert(member.id.0, member.name);
    }
    for id in ids("crew") {
        if !names.contains_key(&id)
            && let Some(member) = crew::by_id(conn, &CrewMemberId(id.clone()))?
        {
            names.insert(id, member.called().to_owned());
        }
    }
    Ok(names)
}

/// Entries by day, as people read them.
pub fn days(desk: &Desk, entries: &[Entry], known: &Known) -> Vec<LogDay> {
    let mut days: Vec<LogDay> = Vec::new();
    for entry in entries {
        let name = desk.w.date(entry.at);
        if days.last().is_none_or(|day| day.name != name) {
            days.push(LogDay { name, entries: Vec::new() });
        }
        if let Some(day) = days.last_mut() {
            day.entries.push(line(desk, entry, known));
        }
    }
    days
}

fn line(desk: &Desk, entry: &Entry, known: &Known) -> LogEntry {
    let w = &desk.w;
    let key = format!("studio-journal-{}", entry.verb.replace(['.', '_'], "-"));
    let said = w.t(&key);
    // A verb that has no sentence yet is shown as it is stored: the journal hides nothing.
    let what = if said == key { entry.verb.replace(['.', '_'], " ") } else { said };
    let named = entry.actor_id.as_ref().and_then(|id| known.names.get(id)).filter(|name| !name.is_empty());
    let by = match named {
        Some(name) => name.clone(),
        None => w.t(match entry.actor_kind.as_str() {
            "member" => "studio-journal-by-member",
            "crew" => "studio-journal-by-crew",
            "operator" => "studio-journal-by-operator",
            _ => "studio-journal-by-system",
        }),
    };
    LogEntry {
        machine: entry.at.rfc3339(),
        time: w.time(entry.at),
        icon: icon_of(&entry.verb),
        what,
        detail: entry.detail.clone(),
        href: href(entry, known),
        by,
    }
}

fn icon_of(verb: &str) -> &'static str {
    match verb.split('.').next().unwrap_or_default() {
        "member" | "crew" | "adoption" => "person",
        "order" | "payment" | "money" => "bag",
        "post" => "pen",
        "comment" => "flag",
        "tier" | "membership" | "code" | "passkey" => "key",
        "experience" | "slot" => "ticket",
        "zone" => "bag",
        "export" => "down",
        "mail" | "broadcast" => "mail",
        _ => "dots",
    }
}

/// Where the thing itself is to be seen.
fn href(entry: &Entry, known: &Known) -> String {
    let id = &entry.subject_id;
    match entry.subject_kind.as_str() {
        "member" => format!("/studio/members/{id}"),
        "order" => known.orders.get(id).map_or(String::new(), |number| format!("/studio/orders/{number}")),
        "post" => format!("/studio/posts/{id}"),
        "tier" => format!("/studio/tiers/{id}"),
        "experience" => format!("/studio/experiences/{id}"),
        "zone" => "/studio/shipping".to_owned(),
        "code" => "/studio/codes".to_owned(),
        "segment" => format!("/studio/segments/{id}"),
        "adoption" => "/studio/members/adoptions".to_owned(),
        "export" => format!("/studio/exports/{id}"),
        "handback" => format!("/studio/handbacks/{id}"),
        "handover" => format!("/studio/handovers/{id}"),
        _ => String::new(),
    }
}
