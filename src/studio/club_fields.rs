//! Fields of the club's own: defined, renamed, put in order, removed; and filled in for one member.

use std::collections::{BTreeMap, HashSet};
use std::fmt;

use actix_web::web;
use askama::Template;
use askama::filters::HtmlSafe;

use super::desk::{Desk, Proved, not_found, see};
use super::fields::Fields;
use super::frame::Frame;
use super::parts::{self, Choice, Wrongs};
use super::undo;
use crate::crew::Manager;
use crate::members::{
    self, ClubField, ClubFieldId, FIELD_KINDS, FieldKind, LONGEST_FIELD_NAME, LONGEST_VALUE, MOST_CHOICES, MOST_FIELDS,
    NewField,
};
use crate::plumbing::locale::Words;
use crate::plumbing::web::{Page, PageError};

#[derive(Template)]
#[template(path = "studio/club_fields/list.html")]
pub struct ClubFieldList {
    pub w: Words,
    pub f: Frame,
    pub rows: Vec<FieldRow>,
    /// Room for another.
    pub room: bool,
}

pub struct FieldRow {
    pub id: String,
    pub name: String,
    pub kind: String,
    pub key: String,
    pub values: String,
}

#[derive(Template)]
#[template(path = "studio/club_fields/edit.html")]
pub struct ClubFieldPage {
    pub w: Words,
    pub f: Frame,
    /// Empty for one that is not stored yet.
    pub id: String,
    pub heading: String,
    pub name: String,
    pub kinds: Vec<Choice>,
    pub kind: String,
    /// Of one that is stored: the kind stays.
    pub kind_name: String,
    pub key: String,
    pub choices: String,
    pub values: i64,
    pub wrongs: Wrongs,
}

/// A field as it was typed.
#[derive(Default)]
struct Typed {
    name: String,
    kind: String,
    choices: String,
}

impl Typed {
    fn of(form: &Fields) -> Typed {
        Typed { name: form.get("name").to_owned(), kind: form.get("kind").to_owned(), choices: form.text("choices") }
    }

    /// One a line, without space around.
    fn answers(&self) -> Vec<String> {
        self.choices.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
    }
}

const LIST: &str = "/studio/members/fields";

pub async fn list(desk: Proved<Manager>) -> Page {
    let counted = desk
        .club
        .read(|c| {
            let fields = members::fields(c)?.into_iter();
            let counted = fields.map(|field| members::count_values(c, &field).map(|count| (field, count)));
            counted.collect::<Result<Vec<_>, _>>()
        })
        .await?;
    let w = &desk.w;
    let row = |(field, count): &(ClubField, i64)| FieldRow {
        id: field.id.to_string(),
        name: field.name.clone(),
        kind: kind_name(w, field.kind()),
        key: format!("field({})", field.key),
        values: w.number(*count),
    };
    let rows: Vec<FieldRow> = counted.iter().map(row).collect();
    desk.page(&ClubFieldList { w: w.clone(), f: desk.frame("members").await?, room: rows.len() < MOST_FIELDS, rows })
}

fn kind_name(w: &Words, kind: FieldKind) -> String {
    w.t(&format!("studio-field-kind-{}", kind.word()))
}

pub async fn new(desk: Proved<Manager>) -> Page {
    let typed = Typed { kind: FieldKind::Text.word().to_owned(), ..Typed::default() };
    desk.page(&draw(&desk, None, typed, Wrongs::none()).await?)
}

pub async fn create(desk: Proved<Manager>, form: web::Form<Fields>) -> Page {
    let typed = Typed::of(&form);
    let kind = FieldKind::from_word(&typed.kind).unwrap_or(FieldKind::Text);
    let known = desk.club.read(members::fields).await?;
    let mut wrongs = wrongs_of(&desk, None, kind, &typed, &known);
    if known.len() >= MOST_FIELDS {
        wrongs.add("name", desk.w.t1("studio-field-too-many", "n", MOST_FIELDS));
    }
    if !wrongs.is_empty() {
        return desk.again(&draw(&desk, None, typed, wrongs).await?);
    }
    let choices = if kind == FieldKind::Choice { typed.answers() } else { Vec::new() };
    let new = NewField { name: typed.name, kind, choices };
    let (me, now) = (desk.me.clone(), desk.now);
    desk.club.write(move |tx| members::define_field(tx, &new, me.actor(), now)).await?;
    see(LIST, "studio-said-field-defined")
}

/// What is wrong with what was typed for a field, a known one or a new.
fn wrongs_of(desk: &Desk, field: Option<&ClubField>, kind: FieldKind, typed: &Typed, known: &[ClubField]) -> Wrongs {
    let (w, mut wrongs) = (&desk.w, Wrongs::none());
    if typed.name.is_empty() || typed.name.chars().count() > LONGEST_FIELD_NAME {
        wrongs.add("name", w.t1("studio-field-name-missing", "n", LONGEST_FIELD_NAME));
    }
    let name = typed.name.to_lowercase();
    let others = known.iter().filter(|other| field.is_none_or(|field| field.id != other.id));
    if others.map(|other| other.name.to_lowercase()).any(|other| other == name) {
        wrongs.add("name", w.t("studio-field-name-taken"));
    }
    if kind == FieldKind::Choice {
        let answers = typed.answers();
        let different: HashSet<String> = answers.iter().map(|answer| answer.to_lowercase()).collect();
        let short = answers.iter().all(|answer| answer.chars().count() <= LONGEST_FIELD_NAME);
        if !(1..=MOST_CHOICES).contains(&answers.len()) || !short {
            wrongs.add("choices", w.t2("studio-field-choices-wrong", "n", MOST_CHOICES, "long", LONGEST_FIELD_NAME));
        } else if different.len() < answers.len() {
            wrongs.add("choices", w.t("studio-field-choices-twice"));
        }
    }
    wrongs
}

pub async fn edit(desk: Proved<Manager>, id: web::Path<String>) -> Page {
    let field = found(&desk, id.into_inner()).await?;
    let typed =
        Typed { name: field.name.clone(), choices: field.choices().join("\n"), kind: field.kind().word().to_owned() };
    desk.page(&draw(&desk, Some(&field), typed, Wrongs::none()).await?)
}

pub async fn update(desk: Proved<Manager>, id: web::Path<String>, form: web::Form<Fields>) -> Page {
    let field = found(&desk, id.into_inner()).await?;
    let typed = Typed { kind: field.kind().word().to_owned(), ..Typed::of(&form) };
    let known = desk.club.read(members::fields).await?;
    let mut wrongs = wrongs_of(&desk, Some(&field), field.kind(), &typed, &known);
    let answers = if field.kind() == FieldKind::Choice { typed.answers() } else { Vec::new() };
    let (looked, kept) = (field.clone(), answers.clone());
    let missed = desk
        .club
        .read(move |c| {
            let gone = looked.choices().into_iter().filter(|choice| !kept.iter().any(|kept| kept == choice));
            let counted = gone.map(|choice| members::count_value(c, &looked, choice).map(|n| (choice.to_owned(), n)));
            counted.collect::<Result<Vec<_>, _>>()
        })
        .await?;
    if let Some((choice, count)) = missed.into_iter().find(|(_, count)| *count > 0) {
        wrongs.add("choices", desk.w.t2("studio-field-choice-used", "choice", choice, "n", count));
    }
    if !wrongs.is_empty() {
        return desk.again(&draw(&desk, Some(&field), typed, wrongs).await?);
    }
    let (me, now) = (desk.me.clone(), desk.now);
    desk.club.write(move |tx| members::change_field(tx, &field.id, &typed.name, &answers, me.actor(), now)).await?;
    see(LIST, "studio-said-saved")
}

/// Puts a field one place up.
pub async fn move_up(desk: Proved<Manager>, id: web::Path<String>) -> Page {
    let field = found(&desk, id.into_inner()).await?;
    desk.club.write(move |tx| members::move_field_up(tx, &field.id)).await?;
    see(LIST, "studio-said-saved")
}

pub async fn remove(desk: Proved<Manager>, id: web::Path<String>) -> Page {
    let field = found(&desk, id.into_inner()).await?;
    let (me, now, removed) = (desk.me.clone(), desk.now, field.id.to_string());
    desk.club.write(move |tx| members::remove_field(tx, &field, me.actor(), now)).await?;
    see(&undo::naming(LIST, &removed), "studio-said-field-removed")
}

pub async fn restore(desk: Proved<Manager>, id: web::Path<String>) -> Page {
    let (id, me, now) = (ClubFieldId(id.into_inner()), desk.me.clone(), desk.now);
    let back = desk.club.write(move |tx| members::restore_field(tx, &id, me.actor(), now)).await?;
    see(LIST, if back { "studio-said-field-restored" } else { "studio-said-field-gone" })
}

async fn found(desk: &Desk, id: String) -> Result<ClubField, PageError> {
    not_found(desk.club.read(move |c| members::field_by_id(c, &ClubFieldId(id))).await?)
}

async fn draw(
    desk: &Desk,
    field: Option<&ClubField>,
    typed: Typed,
    wrongs: Wrongs,
) -> Result<ClubFieldPage, PageError> {
    let w = &desk.w;
    let values = match field.cloned() {
        Some(field) => desk.club.read(move |c| members::count_values(c, &field)).await?,
        None => 0,
    };
    Ok(ClubFieldPage {
        w: w.clone(),
        f: desk.frame("members").await?.with_wrongs(&wrongs),
        id: field.map_or(String::new(), |field| field.id.to_string()),
        heading: field.map_or_else(|| w.t("studio-field-new"), |field| field.name.clone()),
        name: typed.name,
        kinds: FIELD_KINDS.map(|kind| Choice::new(kind.word(), kind_name(w, kind))).to_vec(),
        kind: typed.kind,
        kind_name: field.map_or(String::new(), |field| kind_name(w, field.kind())),
        key: field.map_or(String::new(), |field| format!("field({})", field.key)),
        choices: typed.choices,
        values,
        wrongs,
    })
}

/// Where a value of one field is typed or chosen.
pub enum Input {
    Line(parts::Field),
    Choice(parts::Select),
}

impl HtmlSafe for Input {}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Input::Line(line) => line.fmt(f),
            Input::Choice(choice) => choice.fmt(f),
        }
    }
}

pub(super) fn yes_and_no(w: &Words) -> [Choice; 2] {
    [Choice::new("yes", w.t("studio-yes")), Choice::new("no", w.t("studio-no"))]
}

fn input_name(field: &ClubField) -> String {
    format!("field-{}", field.number)
}

/// The inputs of a member's values; what was typed before it could be kept stays in them.
pub(super) fn inputs(
    w: &Words,
    fields: &[ClubField],
    kept: &BTreeMap<String, String>,
    typed: Option<&Fields>,
    wrongs: &Wrongs,
) -> Vec<Input> {
    let input = |field: &ClubField| {
        let name = input_name(field);
        let value = typed.map_or_else(|| field.value_in(kept), |typed| typed.get(&name)).to_owned();
        let line = parts::field(&name, &field.name, &value).wrong(wrongs);
        match field.kind() {
            FieldKind::Text => Input::Line(line.with("maxlength=\"200\" autocomplete=\"off\"")),
            FieldKind::Number => Input::Line(line.with("inputmode=\"decimal\" autocomplete=\"off\"")),
            FieldKind::Date => Input::Line(line.kind("date")),
            FieldKind::Choice => {
                chosen(field.choices().iter().map(|one| Choice::new(*one, *one)), field, value, wrongs)
            }
            FieldKind::YesNo => chosen(yes_and_no(w).into_iter(), field, value, wrongs),
        }
    };
    fields.iter().map(input).collect()
}

/// None of them, or one; also an answer that is no more.
fn chosen(choices: impl Iterator<Item = Choice>, field: &ClubField, value: String, wrongs: &Wrongs) -> Input {
    let mut all = vec![Choice::new("", "–")];
    all.extend(choices);
    if !all.iter().any(|choice| choice.value == value) {
        all.push(Choice::new(value.clone(), value.clone()));
    }
    Input::Choice(parts::select(&input_name(field), &field.name, &all, value).wrong(wrongs))
}

/// What was typed for a member, to be kept under each heading; or what is wrong with it.
pub(super) fn read_values(
    w: &Words,
    fields: &[ClubField],
    kept: &BTreeMap<String, String>,
    form: &Fields,
) -> Result<Vec<(String, String)>, Wrongs> {
    let (mut values, mut wrongs) = (Vec::new(), Wrongs::none());
    for field in fields {
        let typed = form.get(&input_name(field));
        let as_before = typed == field.value_in(kept);
        match field.read(typed) {
            _ if as_before => {}
            Some(value) => values.push((field.heading(), value)),
            None if typed.is_empty() => values.push((field.heading(), String::new())),
            None => wrongs.add(input_name(field), wrong_value(w, field.kind())),
        }
    }
    if wrongs.is_empty() { Ok(values) } else { Err(wrongs) }
}

fn wrong_value(w: &Words, kind: FieldKind) -> String {
    match kind {
        FieldKind::Text => w.t1("studio-too-long", "n", LONGEST_VALUE),
        FieldKind::Number => w.t("studio-field-wrong-number"),
        FieldKind::Date => w.t("studio-field-wrong-date"),
        FieldKind::Choice | FieldKind::YesNo => w.t("studio-field-wrong-choice"),
    }
}
