//! Segments: conditions clicked together or written as a line, with a name.

use actix_web::http::StatusCode;
use actix_web::web;
use askama::Template;

use super::audiences;
use super::clicks::{self, Click, RowView};
use super::conditions::{self, Names};
use super::desk::{Desk, Proved, not_found, see};
use super::fields::Fields;
use super::frame::Frame;
use super::parts::{Choice, Wrongs};
use crate::base::Fault;
use crate::base::condition::{Condition, NotACondition, Row};
use crate::crew::Manager;
use crate::journal;
use crate::members;
use crate::plumbing::locale::Words;
use crate::plumbing::web::{Page, PageError, page};
use crate::segments::{self, Segment, SegmentId};

/// Longest name, in characters.
const LONGEST_NAME: usize = 100;
/// Members shown of a segment.
const FIRST: i64 = 12;

#[derive(Template)]
#[template(path = "studio/segments/list.html")]
pub struct SegmentList {
    pub w: Words,
    pub f: Frame,
    pub rows: Vec<SegmentRow>,
}

pub struct SegmentRow {
    pub id: String,
    pub name: String,
    pub says: String,
    pub count: String,
}

#[derive(Template)]
#[template(path = "studio/segments/edit.html")]
pub struct SegmentPage {
    pub w: Words,
    pub f: Frame,
    /// Empty for one that is not saved.
    pub id: String,
    pub title: String,
    pub name: String,
    pub line: String,
    pub rows: Vec<RowView>,
    pub kinds: Vec<Choice>,
    /// Too many ways to meet it for rows.
    pub intertwined: bool,
    pub reach: String,
    pub says: String,
    pub wrong: String,
    pub caret: String,
    pub members: Vec<(String, String)>,
    pub wrongs: Wrongs,
}

/// What is being made.
#[derive(Default)]
struct Draft {
    id: Option<SegmentId>,
    name: String,
    line: String,
    clicks: Vec<Click>,
    meaning: Option<Condition>,
    mistake: Option<NotACondition>,
    /// Rows that say nothing yet.
    unread: Vec<usize>,
    intertwined: bool,
}

impl Draft {
    fn of_line(line: &str) -> Draft {
        let mut draft = Draft { line: line.to_owned(), ..Draft::default() };
        match Condition::parse(line) {
            Err(mistake) => draft.mistake = Some(mistake),
            Ok(meaning) => {
                let rows = meaning.rows();
                draft.intertwined = rows.is_none();
                draft.clicks = rows.iter().flatten().map(Click::of).collect();
                draft.meaning = Some(meaning);
            }
        }
        draft
    }

    /// The line is what its rows say; rows that say nothing yet stay, and are not counted.
    fn of_clicks(clicks: Vec<Click>) -> Draft {
        let read: Vec<Result<Row, NotACondition>> = clicks.iter().map(Click::read).collect();
        let unread = read.iter().enumerate().filter(|(_, row)| row.is_err()).map(|(index, _)| index).collect();
        let rows: Vec<Row> = read.into_iter().filter_map(Result::ok).collect();
        let meaning = Row::joined(&rows);
        let line = meaning.as_ref().map(Condition::to_string).unwrap_or_default();
        Draft { line, clicks, meaning, unread, ..Draft::default() }
    }

    /// Whoever changed the line means the line; otherwise the rows are meant.
    fn of_form(form: &Fields) -> Draft {
        let line = form.get("condition");
        let clicks = Click::of_form(form);
        let mut draft = if line != form.get("was") || clicks.is_empty() {
            let draft = Draft::of_line(line);
            // A slip in the line takes no rows away.
            if draft.mistake.is_some() { Draft { clicks, ..draft } } else { draft }
        } else {
            Draft::of_clicks(clicks)
        };
        draft.name = form.get("name").to_owned();
        draft
    }
}

pub async fn list(desk: Proved<Manager>) -> Page {
    let names = Names::of(&desk).await?;
    let now = desk.now;
    let counted = desk
        .club
        .read(move |c| {
            let mut counted = Vec::new();
            for segment in segments::all(c)? {
                let meaning = segment.meaning()?;
                let count = segments::count(c, &meaning, now)?;
                counted.push((segment, meaning, count));
            }
            Ok(counted)
        })
        .await?;
    let row = |(segment, meaning, count): (Segment, Condition, i64)| SegmentRow {
        id: segment.id.to_string(),
        says: conditions::in_words(&desk.w, &names, &meaning),
        name: segment.name,
        count: desk.w.number(count),
    };
    let rows = counted.into_iter().map(row).collect();
    desk.page(&SegmentList { w: desk.w.clone(), f: desk.frame("segments").await?, rows })
}

pub async fn new(desk: Proved<Manager>) -> Page {
    let line = desk.query().get("condition");
    let draft = Draft::of_line(if line.is_empty() { "member" } else { line });
    desk.page(&draw(&desk, draft, Wrongs::none()).await?)
}

pub async fn edit(desk: Proved<Manager>, id: web::Path<String>) -> Page {
    let segment = found(&desk, id.into_inner()).await?;
    let draft = Draft { name: segment.name, id: Some(segment.id), ..Draft::of_line(&segment.condition) };
    desk.page(&draw(&desk, draft, Wrongs::none()).await?)
}

/// POST `/studio/segments/drafts`: the form as it would be with one row more or less, or with the line it says. Saves
/// nothing.
pub async fn draft(desk: Proved<Manager>, form: web::Form<Fields>) -> Page {
    let names = Names::of(&desk).await?;
    let mut draft = Draft::of_form(&form);
    let act = form.get("act");
    let mut clicks = draft.clicks.clone();
    let changed = match act.strip_prefix("remove-").and_then(|index| index.parse::<usize>().ok()) {
        Some(index) if index < clicks.len() => {
            clicks.remove(index);
            true
        }
        _ if act == "add" => {
            let added = Click::new(form.get("add"), &desk, &names);
            clicks.extend(added);
            true
        }
        _ => false,
    };
    if changed && draft.mistake.is_none() {
        draft = Draft { name: draft.name, ..Draft::of_clicks(clicks) };
    }
    draft.id = Some(form.get("id")).filter(|id| !id.is_empty()).map(|id| SegmentId(id.to_owned()));
    page(StatusCode::OK, &draw(&desk, draft, Wrongs::none()).await?)
}

pub async fn create(desk: Proved<Manager>, form: web::Form<Fields>) -> Page {
    let (name, meaning) = match read(&desk, &form) {
        Ok(read) => read,
        Err(refused) => {
            let (draft, wrongs) = *refused;
            return desk.again(&draw(&desk, draft, wrongs).await?);
        }
    };
    let (me, now) = (desk.me.clone(), desk.now);
    let saved = desk
        .club
        .write(move |tx| {
            let saved = segments::save(tx, &name, &meaning, me.id.as_str(), now)?;
            journal::record(tx, me.actor(), "segment.saved", "segment", saved.id.as_str(), &saved.condition, now)?;
            Ok::<_, Fault>(saved)
        })
        .await?;
    see(&format!("/studio/segments/{}", saved.id), "studio-said-saved")
}

pub async fn update(desk: Proved<Manager>, id: web::Path<String>, form: web::Form<Fields>) -> Page {
    let segment = found(&desk, id.into_inner()).await?;
    let (name, meaning) = match read(&desk, &form) {
        Ok(read) => read,
        Err(refused) => {
            let (draft, wrongs) = *refused;
            let draft = Draft { id: Some(segment.id), ..draft };
            return desk.again(&draw(&desk, draft, wrongs).await?);
        }
    };
    let (me, now) = (desk.me.clone(), desk.now);
    let path = format!("/studio/segments/{}", segment.id);
    desk.club
        .write(move |tx| {
            segments::change(tx, &segment.id, &name, &meaning, now)?;
            let line = meaning.to_string();
            journal::record(tx, me.actor(), "segment.saved", "segment", segment.id.as_str(), &line, now)
        })
        .await?;
    see(&path, "studio-said-saved")
}

pub async fn delete(desk: Proved<Manager>, id: web::Path<String>) -> Page {
    let segment = found(&desk, id.into_inner()).await?;
    let (me, now) = (desk.me.clone(), desk.now);
    desk.club
        .write(move |tx| {
            segments::delete(tx, &segment.id)?;
            let said = format!("{}: {}", segment.name, segment.condition);
            journal::record(tx, me.actor(), "segment.deleted", "segment", segment.id.as_str(), &said, now)
        })
        .await?;
    see("/studio/segments", "studio-said-segment-deleted")
}

async fn found(desk: &Desk, id: String) -> Result<Segment, PageError> {
    not_found(desk.club.read(move |c| segments::by_id(c, &SegmentId(id))).await?)
}

fn read(desk: &Desk, form: &Fields) -> Result<(String, Condition), Box<(Draft, Wrongs)>> {
    let w = &desk.w;
    let mut draft = Draft::of_form(form);
    let mut wrongs = Wrongs::none();
    if draft.name.is_empty() || draft.name.chars().count() > LONGEST_NAME {
        wrongs.add("name", w.t1("studio-segment-name-wrong", "n", LONGEST_NAME));
    }
    if let Some(mistake) = &draft.mistake {
        wrongs.add("condition", audiences::mistake(desk, mistake));
    } else if !draft.unread.is_empty() || draft.meaning.is_none() {
        wrongs.add("condition", w.t("studio-segment-row-wrong"));
    }
    match draft.meaning.take().filter(|_| wrongs.is_empty()) {
        Some(meaning) => Ok((draft.name, meaning)),
        None => Err(Box::new((Draft::of_form(form), wrongs))),
    }
}

async fn draw(desk: &Desk, draft: Draft, wrongs: Wrongs) -> Result<SegmentPage, PageError> {
    let w = &desk.w;
    let names = Names::of(desk).await?;
    let now = desk.now;
    let (reach, members) = match draft.meaning.clone() {
        None => (w.t("studio-condition-no-count"), Vec::new()),
        Some(meaning) => {
            let (count, first) = desk
                .club
                .read(move |c| {
                    let count = segments::count(c, &meaning, now)?;
                    let ids = segments::page(c, &meaning, None, FIRST, now)?;
                    Ok((count, members::by_ids(c, &ids)?))
                })
                .await?;
            let link = |member: members::Member| {
                let name = if member.name.is_empty() { member.email } else { member.name };
                (format!("/studio/members/{}", member.id), name)
            };
            (w.t1("studio-condition-count", "n", count), first.into_iter().map(link).collect())
        }
    };
    let mistake = draft.mistake.as_ref();
    let wrong_row = |index| if draft.unread.contains(&index) { w.t("studio-click-unread") } else { String::new() };
    let views = draft.clicks.iter().enumerate();
    Ok(SegmentPage {
        w: w.clone(),
        f: desk.frame("segments").await?.with_wrongs(&wrongs),
        id: draft.id.map(|id| id.to_string()).unwrap_or_default(),
        title: if draft.name.is_empty() { w.t("studio-segment-new") } else { draft.name.clone() },
        rows: views.map(|(index, click)| click.view(index, desk, &names, wrong_row(index))).collect(),
        kinds: clicks::kinds(desk, &names),
        intertwined: draft.intertwined,
        reach,
        says: draft.meaning.as_ref().map_or(String::new(), |meaning| conditions::in_words(w, &names, meaning)),
        wrong: mistake.map_or(String::new(), |mistake| audiences::mistake(desk, mistake)),
        caret: mistake.map_or(String::new(), |mistake| audiences::caret(&draft.line, mistake.at)),
        name: draft.name,
        line: draft.line,
        members,
        wrongs,
    })
}
