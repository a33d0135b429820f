//! Writing the member file, or some of it, in any form. All rows are of one moment; memory does not grow with their number.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, Write};
use std::path::PathBuf;

use jiff::tz::TimeZone;
use sha2::{Digest, Sha256};

use super::columns::{Cell, Column, cell};
use super::forms;
use super::recipe::Recipe;
use super::store::{self, FileRow};
use crate::base::condition::Condition;
use crate::base::{Fault, Moment};
use crate::members::{self, ClubField, MemberId};
use crate::plumbing::db::{self, Conn};
use crate::segments;

const PAGE: i64 = 2_000;

/// What was written, for the page, the manifest and the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Counted in the same snapshot before the first row.
    pub expected: i64,
    pub rows: i64,
    pub bytes: i64,
    /// Hex, of the bytes of the file.
    pub sha256: String,
}

impl Written {
    /// The proof in the journal's words.
    pub fn in_brief(&self) -> String {
        format!("expected {}, wrote {}, sha256 {}", self.expected, self.rows, self.sha256)
    }
}

/// Where and when a file is written.
#[derive(Debug, Clone)]
pub struct Scene {
    pub now: Moment,
    /// Of dates by the clock.
    pub zone: TimeZone,
    /// For what cannot be written in one go.
    pub scratch: PathBuf,
}

/// The rows of one page, the count before them and of all.
pub(super) struct Progress<'p> {
    pub members: &'p [FileRow],
    pub rows: i64,
    pub expected: i64,
}

/// Writes what the recipe says. `progress` hears how many of how many rows are written.
pub fn write(
    conn: &mut Conn,
    recipe: &Recipe,
    scene: &Scene,
    out: impl Write,
    mut progress: impl FnMut(i64, i64),
) -> Result<Written, Fault> {
    write_coded(
        conn,
        recipe,
        scene,
        out,
        |_| String::new(),
        |page| {
            progress(page.rows, page.expected);
            Ok(())
        },
    )
}

/// The same with a code for everybody; `each` is told every page before it is written.
pub(super) fn write_coded(
    conn: &mut Conn,
    recipe: &Recipe,
    scene: &Scene,
    mut out: impl Write,
    code: impl Fn(&MemberId) -> String,
    each: impl FnMut(&Progress<'_>) -> Result<(), Fault>,
) -> Result<Written, Fault> {
    let written = db::snapshot(conn, |conn| write_within(conn, recipe, scene, &mut out, code, each))?;
    out.flush()?;
    Ok(written)
}

/// The whole file as CSV, within a snapshot of the caller's.
pub fn write_members_within(conn: &mut Conn, out: impl Write, now: Moment) -> Result<Written, Fault> {
    let scene = Scene { now, zone: TimeZone::UTC, scratch: PathBuf::new() };
    write_within(conn, &Recipe::whole(), &scene, out, |_| String::new(), |_| Ok(()))
}

fn write_within(
    conn: &mut Conn,
    recipe: &Recipe,
    scene: &Scene,
    out: impl Write,
    code: impl Fn(&MemberId) -> String,
    mut each: impl FnMut(&Progress<'_>) -> Result<(), Fault>,
) -> Result<Written, Fault> {
    let expected = expected(conn, recipe, scene.now)?;
    let mut hashing = Hashing { out, hash: Sha256::new(), bytes: 0 };
    let own = own_columns(conn, recipe)?;
    let words = recipe.columns.iter().map(|column| column.word().to_owned());
    let headings: Vec<String> = words.chain(own.iter().cloned()).collect();
    let mut file = forms::begin(recipe, &headings, scene, &mut hashing)?;
    let mut pages = Pages::of(recipe, scene.now)?;
    let mut rows = 0;
    loop {
        let page = pages.next(conn)?;
        if page.is_empty() {
            break;
        }
        let refused = pages.refusals(conn, &page, &recipe.columns)?;
        rows += page.len() as i64;
        each(&Progress { members: &page, rows, expected })?;
        for row in &page {
            let refused = refused.get(&row.number).map(Vec::as_slice).unwrap_or_default();
            let code = code(&row.id);
            let kept = own_values(row, &own)?;
            let mut cells: Vec<Cell<'_>> =
                recipe.columns.iter().map(|column| cell(row, *column, refused, &code)).collect();
            cells.extend(kept.iter().map(|value| Cell::Text(Cow::Borrowed(value))));
            file.write(&cells)?;
        }
    }
    file.finish()?;
    drop(file);
    Ok(Written { expected, rows, bytes: hashing.bytes, sha256: hex::encode(hashing.hash.finalize()) })
}

/// Headings of the club's own fields, which have a column each where all of them leave.
fn own_columns(conn: &mut Conn, recipe: &Recipe) -> Result<Vec<String>, Fault> {
    if !recipe.columns.contains(&Column::Fields) || !recipe.form.is_a_table() {
        return Ok(Vec::new());
    }
    Ok(members::fields(conn)?.iter().map(ClubField::heading).collect())
}

fn own_values(row: &FileRow, own: &[String]) -> Result<Vec<String>, Fault> {
    if own.is_empty() {
        return Ok(Vec::new());
    }
    let mut kept: HashMap<String, String> = serde_json::from_str(row.fields.as_deref().unwrap_or("{}"))?;
    Ok(own.iter().map(|heading| kept.remove(heading).unwrap_or_default()).collect())
}

/// Rows the file would have now.
pub fn expected(conn: &mut Conn, recipe: &Recipe, now: Moment) -> Result<i64, Fault> {
    match recipe.meaning()? {
        None => members::count(conn),
        Some(condition) => segments::count(conn, &condition, now),
    }
}

/// Rows one page after the other: all of them by number, or those who meet a condition by id.
enum Pages {
    All { before: i64, after: i64 },
    Meeting { condition: Condition, after: Option<MemberId>, now: Moment },
}

impl Pages {
    fn of(recipe: &Recipe, now: Moment) -> Result<Pages, Fault> {
        Ok(match recipe.meaning()? {
            None => Pages::All { before: 0, after: 0 },
            Some(condition) => Pages::Meeting { condition, after: None, now },
        })
    }

    /// An empty page is the end.
    fn next(&mut self, conn: &mut Conn) -> Result<Vec<FileRow>, Fault> {
        match self {
            Pages::All { before, after } => {
                let page = store::rows_after(conn, *after, PAGE)?;
                *before = *after;
                *after = page.last().map_or(*after, |last| last.number);
                Ok(page)
            }
            Pages::Meeting { condition, after, now } => {
                let ids = segments::page(conn, condition, after.as_ref(), PAGE, *now)?;
                *after = ids.last().cloned().or_else(|| after.take());
                store::rows_of(conn, &ids)
            }
        }
    }

    /// By number; nothing is read when nobody asks for it.
    fn refusals(
        &self,
        conn: &mut Conn,
        page: &[FileRow],
        columns: &[Column],
    ) -> Result<HashMap<i64, Vec<String>>, Fault> {
        if !columns.contains(&Column::Declined) {
            return Ok(HashMap::new());
        }
        match self {
            Pages::All { before, after } => store::refusals_between(conn, *before, *after),
            Pages::Meeting { .. } => {
                let ids: Vec<&MemberId> = page.iter().map(|row| &row.id).collect();
                store::refusals_of(conn, &ids)
            }
        }
    }
}

struct Hashing<W> {
    out: W,
    hash: Sha256,
    bytes: i64,
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = self.out.write(bytes)?;
        self.hash.update(&bytes[..taken]);
        self.bytes += taken as i64;
        Ok(taken)
    }

    /// Whoever owns the file flushes it: what packs it would end a block at each flush.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
