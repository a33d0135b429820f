//! Files for partners: what they get, for what, until when; and that it is gone there again.

use std::collections::HashMap;

use actix_web::web;
use askama::Template;
use jiff::civil::Date;

use super::desk::{Desk, Fresh, Proved, not_found, see, to};
use super::exports;
use super::fields::Fields;
use super::frame::Frame;
use super::handbacks::HandbackRow;
use super::parts::{Fact, Wrongs};
use super::recipe_form::{self, RecipeForm};
use crate::archive::handovers::{self, Codes, Handover, NewHandover};
use crate::archive::{self, Column, ExportId, Reader, Recipe};
use crate::base::Fault;
use crate::crew::{self, Manager};
use crate::handbacks;
use crate::plumbing::locale::Words;
use crate::plumbing::web::{Page, PageError};

const LONGEST_PARTNER: usize = 100;
const LONGEST_PURPOSE: usize = 300;

#[derive(Template)]
#[template(path = "studio/handovers/list.html")]
pub struct HandoverList {
    pub w: Words,
    pub f: Frame,
    pub rows: Vec<HandoverRow>,
}

pub struct HandoverRow {
    pub id: String,
    pub partner: String,
    pub purpose: String,
    pub people: String,
    pub until: String,
    pub tone: &'static str,
    pub state: String,
}

#[derive(Template)]
#[template(path = "studio/handovers/new.html")]
pub struct HandoverForm {
    pub w: Words,
    pub f: Frame,
    pub recipe: RecipeForm,
    pub form: Fields,
    /// Somebody else has to approve it.
    pub two: bool,
    pub wrongs: Wrongs,
}

#[derive(Template)]
#[template(path = "studio/handovers/show.html")]
pub struct HandoverPage {
    pub w: Words,
    pub f: Frame,
    pub row: HandoverRow,
    pub facts: Vec<Fact>,
    /// Its file's page is there.
    pub file: bool,
    pub out: bool,
    /// The partner has the file, so theirs may come back.
    pub handed: bool,
    pub back: Vec<Fact>,
    pub handbacks: Vec<HandbackRow>,
    /// Why a file could not be taken in; empty usually.
    pub wrong: String,
}

pub async fn list(desk: Proved<Manager>) -> Page {
    let all = desk.club.read(handovers::all).await?;
    let rows = all.iter().map(|handover| row(&desk, handover)).collect();
    desk.page(&HandoverList { w: desk.w.clone(), f: desk.frame("handovers").await?, rows })
}

/// Nothing is ticked: what a partner gets, somebody chose.
pub async fn new(desk: Fresh<Manager>) -> Page {
    let mut form = recipe_form::filled(&Recipe { columns: Vec::new(), ..Recipe::whole() });
    form.put("who", desk.query().get("segment"));
    desk.page(&draw(&desk, form, Wrongs::none()).await?)
}

pub async fn create(desk: Fresh<Manager>, form: web::Form<Fields>) -> Page {
    let form = form.into_inner();
    let recipe = recipe_form::read(&desk, &form, Reader::Partner).await?;
    let mut wrongs = agreed(&desk, &form);
    let recipe = match recipe {
        Ok(recipe) if wrongs.is_empty() => recipe,
        Ok(_) => return desk.again(&draw(&desk, form, wrongs).await?),
        Err(more) => {
            wrongs.join(more);
            return desk.again(&draw(&desk, form, wrongs).await?);
        }
    };
    let new = NewHandover {
        partner: form.get("partner").to_owned(),
        purpose: form.get("purpose").to_owned(),
        keep_until: form.get("keep_until").to_owned(),
        recipe,
        codes: if form.ticked("codes") { Codes::With } else { Codes::Without },
    };
    let (me, now) = (desk.me.clone(), desk.now);
    let export = desk.club.write(move |tx| handovers::ask(tx, &new, &me, now)).await?;
    to(&format!("/studio/exports/{}", export.id))
}

/// What is wrong with what was agreed.
fn agreed(desk: &Desk, form: &Fields) -> Wrongs {
    let (w, mut wrongs) = (&desk.w, Wrongs::none());
    for (name, longest) in [("partner", LONGEST_PARTNER), ("purpose", LONGEST_PURPOSE)] {
        let typed = form.get(name);
        if typed.is_empty() {
            wrongs.add(name, w.t(&format!("studio-handover-no-{name}")));
        } else if typed.chars().count() > longest {
            wrongs.add(name, w.t1("studio-too-long", "n", longest));
        }
    }
    let until = form.get("keep_until");
    let written = until.parse::<Date>().is_ok_and(|day| day.to_string() == until);
    if !written || until <= today(desk).as_str() {
        wrongs.add("keep_until", w.t("studio-handover-until-wrong"));
    }
    wrongs
}

pub async fn show(desk: Proved<Manager>, id: web::Path<String>) -> Page {
    let handover = found(&desk, id.into_inner()).await?;
    desk.page(&draw_one(&desk, &handover, String::new()).await?)
}

pub(super) async fn found(desk: &Desk, id: String) -> Result<Handover, PageError> {
    let id = ExportId(id);
    not_found(desk.club.read(move |c| handovers::by_id(c, &id)).await?)
}

pub(super) async fn draw_one(desk: &Desk, handover: &Handover, wrong: String) -> Result<HandoverPage, Fault> {
    let id = handover.id.clone();
    let (export, crew, told, came_back) = desk
        .club
        .read(move |c| {
            let export = archive::by_id(c, &id)?;
            Ok((export, crew::names(c)?, handbacks::figures(c, &id)?, handbacks::of_handover(c, &id)?))
        })
        .await?;
    Ok(HandoverPage {
        w: desk.w.clone(),
        f: desk.frame("handovers").await?,
        row: row(desk, handover),
        facts: facts(desk, handover, &crew)?,
        file: export.is_some(),
        out: handover.is_out(),
        handed: handover.handed_at.is_some(),
        back: super::handbacks::figures(&desk.w, handover, told),
        handbacks: came_back.iter().map(|handback| super::handbacks::row(desk, handback, &crew)).collect(),
        wrong,
    })
}

/// POST `/studio/handovers/{id}/deletions`: the partner says that it is gone there.
pub async fn delete(desk: Proved<Manager>, id: web::Path<String>) -> Page {
    let id = found(&desk, id.into_inner()).await?.id;
    let path = format!("/studio/handovers/{id}");
    let (me, now) = (desk.me.clone(), desk.now);
    desk.club.write(move |tx| handovers::note_deleted(tx, &id, &me, now)).await?;
    see(&path, "studio-said-handover-deleted")
}

/// POST `/studio/handovers/{id}/renewals`: the same again, for those who agree today.
pub async fn renew(desk: Fresh<Manager>, id: web::Path<String>) -> Page {
    let handover = found(&desk, id.into_inner()).await?;
    if handover.keep_until <= today(&desk) {
        return see(&format!("/studio/handovers/{}", handover.id), "studio-said-handover-over");
    }
    let (me, now) = (desk.me.clone(), desk.now);
    let export = desk.club.write(move |tx| handovers::ask_again(tx, &handover, &me, now)).await?;
    to(&format!("/studio/exports/{}", export.id))
}

async fn draw(desk: &Desk, form: Fields, wrongs: Wrongs) -> Result<HandoverForm, Fault> {
    Ok(HandoverForm {
        w: desk.w.clone(),
        f: desk.frame("handovers").await?.with_wrongs(&wrongs),
        recipe: recipe_form::draw(desk, &form, Reader::Partner).await?,
        form,
        two: desk.club.read(archive::needs_two).await?,
        wrongs,
    })
}

/// `2026-11-27`, by the club's clock.
pub fn today(desk: &Desk) -> String {
    desk.now.timestamp().to_zoned(desk.club.time_zone()).date().to_string()
}

fn row(desk: &Desk, handover: &Handover) -> HandoverRow {
    let (tone, key) = match handover {
        handover if handover.deleted_at.is_some() => ("ok", "studio-handover-deleted"),
        handover if handover.is_overdue(&today(desk)) => ("stop", "studio-handover-overdue"),
        handover if handover.is_out() => ("wait", "studio-handover-out"),
        _ => ("off", "studio-handover-asked"),
    };
    HandoverRow {
        id: handover.id.to_string(),
        partner: handover.partner.clone(),
        purpose: handover.purpose.clone(),
        people: desk.w.number(handover.people),
        until: handover.keep_until.clone(),
        tone,
        state: desk.w.t(key),
    }
}

fn facts(desk: &Desk, handover: &Handover, crew: &HashMap<String, String>) -> Result<Vec<Fact>, Fault> {
    let (w, recipe) = (&desk.w, handover.meaning()?);
    let by = |id: &str| exports::named(desk, crew, id);
    let mut facts = vec![
        Fact::new(w.t("studio-handover-purpose"), handover.purpose.clone()),
        Fact::new(w.t("studio-export-what"), recipe_form::in_words(w, &recipe)),
        Fact::new(w.t("studio-export-columns"), columns_in_words(w, &recipe.columns)),
        Fact::new(w.t("studio-handover-until"), handover.keep_until.clone()),
        Fact::new(w.t("studio-export-by"), by(&handover.requested_by)),
    ];
    if let (Some(at), Some(sha256)) = (handover.handed_at, &handover.sha256) {
        facts.push(Fact::new(w.t("studio-handover-at"), w.date_time(at)));
        facts.push(Fact::new(w.t("studio-handover-people"), w.number(handover.people)));
        facts.push(Fact::new("sha256", sha256.clone()));
    }
    if let (Some(at), Some(id)) = (handover.deleted_at, &handover.deleted_noted_by) {
        facts.push(Fact::new(w.t("studio-handover-deleted"), format!("{}, {}", w.date_time(at), by(id))));
    }
    Ok(facts)
}

pub fn columns_in_words(w: &Words, columns: &[Column]) -> String {
    let names: Vec<String> =
        columns.iter().map(|column| w.t(&format!("studio-export-column-{}", column.word()))).collect();
    names.join(", ")
}
