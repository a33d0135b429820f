//! Files that came back, as rows: the file, what it changed of whom, what it could not say; and what is known by now.

use std::collections::HashMap;

use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel::upsert::excluded;

use super::{Counts, HandbackId, Part, Samples, Told};
use crate::archive::ExportId;
use crate::archive::handovers::{self, Handover};
use crate::base::{Fault, Moment};
use crate::insert_rows;
use crate::members::MemberId;
use crate::plumbing::db::{Both, Conn, Tx};
use crate::plumbing::schema::{handback_changes, handback_refusals, handbacks, handed_back};

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = handbacks)]
pub struct Handback {
    pub id: HandbackId,
    pub handover_id: ExportId,
    pub file_name: String,
    pub(super) header: String,
    pub(super) mapping: String,
    /// `uploaded`, `rehearsing`, `rehearsed`, `running`, `done`, `undoing`, `undone`, or `cleared` for one whose file went
    /// before it was brought in.
    pub state: String,
    pub total: i64,
    pub done: i64,
    pub(super) counts: String,
    pub(super) samples: String,
    /// Id of the crew member.
    pub requested_by: String,
    pub created_at: Moment,
    pub finished_at: Option<Moment>,
}

impl Handback {
    pub fn header(&self) -> Result<Vec<String>, Fault> {
        Ok(serde_json::from_str(&self.header)?)
    }

    pub fn mapping(&self) -> Result<Vec<Part>, Fault> {
        Ok(serde_json::from_str(&self.mapping)?)
    }

    pub fn counts(&self) -> Result<Counts, Fault> {
        Ok(serde_json::from_str(&self.counts)?)
    }

    pub fn samples(&self) -> Result<Samples, Fault> {
        Ok(serde_json::from_str(&self.samples)?)
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = handed_back)]
// One statement for many rows on both databases: SQLite knows no DEFAULT between values.
#[diesel(treat_none_as_default_value = false)]
struct ToldRow {
    handover_id: ExportId,
    member_id: MemberId,
    used: Option<bool>,
    used_at: Option<Moment>,
    seat: String,
    attended: Option<bool>,
    notes: String,
    told_at: Moment,
}

impl ToldRow {
    fn of(handover: &ExportId, member: &MemberId, told: &Told) -> Result<ToldRow, Fault> {
        Ok(ToldRow {
            handover_id: handover.clone(),
            member_id: member.clone(),
            used: told.used,
            used_at: told.used_at,
            seat: told.seat.clone(),
            attended: told.attended,
            notes: serde_json::to_string(&told.notes)?,
            told_at: told.told_at.unwrap_or(Moment(0)),
        })
    }

    fn told(self) -> Result<Told, Fault> {
        Ok(Told {
            used: self.used,
            used_at: self.used_at,
            seat: self.seat,
            attended: self.attended,
            notes: serde_json::from_str(&self.notes)?,
            told_at: Some(self.told_at),
        })
    }
}

/// What is known of a handover by now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    /// Whom the partner told anything of.
    pub told: i64,
    pub used: i64,
    pub attended: i64,
}

pub(super) fn insert(tx: &mut Tx, handback: &Handback) -> Result<(), Fault> {
    diesel::insert_into(handbacks::table).values(handback).execute(tx.conn())?;
    Ok(())
}

pub fn by_id(conn: &mut Conn, id: &HandbackId) -> Result<Option<Handback>, Fault> {
    Ok(handbacks::table.find(id).select(Handback::as_select()).first(conn).optional()?)
}

/// Newest first.
pub fn of_handover(conn: &mut Conn, handover: &ExportId) -> Result<Vec<Handback>, Fault> {
    Ok(handbacks::table
        .filter(handbacks::handover_id.eq(handover))
        .order(handbacks::id.desc())
        .select(Handback::as_select())
        .load(conn)?)
}

pub fn figures(conn: &mut Conn, handover: &ExportId) -> Result<Figures, Fault> {
    let of = handed_back::table.filter(handed_back::handover_id.eq(handover));
    Ok(Figures {
        told: of.select(count_star()).first(conn)?,
        used: of.filter(handed_back::used.eq(true)).select(count_star()).first(conn)?,
        attended: of.filter(handed_back::attended.eq(true)).select(count_star()).first(conn)?,
    })
}

/// What partners told of somebody, newest handover first.
pub fn of_member(conn: &mut Conn, member: &MemberId) -> Result<Vec<(Handover, Told)>, Fault> {
    let rows: Vec<ToldRow> = handed_back::table
        .filter(handed_back::member_id.eq(member))
        .order(handed_back::handover_id.desc())
        .select(ToldRow::as_select())
        .load(conn)?;
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        if let Some(handover) = handovers::by_id(conn, &row.handover_id)? {
            all.push((handover, row.told()?));
        }
    }
    Ok(all)
}

pub(super) fn told_of(
    conn: &mut Conn,
    handover: &ExportId,
    members: &[MemberId],
) -> Result<HashMap<MemberId, Told>, Fault> {
    let of = handed_back::handover_id.eq(handover).and(handed_back::member_id.eq_any(members));
    let rows: Vec<ToldRow> = handed_back::table.filter(of).select(ToldRow::as_select()).load(conn)?;
    rows.into_iter().map(|row| Ok((row.member_id.clone(), row.told()?))).collect()
}

pub(super) fn put_told(tx: &mut Tx, handover: &ExportId, told: &[(MemberId, Told)]) -> Result<(), Fault> {
    for (member, told) in told {
        let upsert = diesel::insert_into(handed_back::table)
            .values(ToldRow::of(handover, member, told)?)
            .on_conflict((handed_back::handover_id, handed_back::member_id))
            .do_update()
            .set((
                handed_back::used.eq(excluded(handed_back::used)),
                handed_back::used_at.eq(excluded(handed_back::used_at)),
                handed_back::seat.eq(excluded(handed_back::seat)),
                handed_back::attended.eq(excluded(handed_back::attended)),
                handed_back::notes.eq(excluded(handed_back::notes)),
                handed_back::told_at.eq(excluded(handed_back::told_at)),
            ));
        Both(upsert).execute(tx.conn())?;
    }
    Ok(())
}

pub(super) fn delete_told(tx: &mut Tx, handover: &ExportId, member: &MemberId) -> Result<(), Fault> {
    diesel::delete(handed_back::table.find((handover, member))).execute(tx.conn())?;
    Ok(())
}

/// Files that a job works on.
pub(super) fn in_hand(conn: &mut Conn) -> Result<Vec<(HandbackId, String)>, Fault> {
    let in_hand = handbacks::state.eq_any(["rehearsing", "running", "undoing"]);
    Ok(handbacks::table.filter(in_hand).order(handbacks::id).select((handbacks::id, handbacks::state)).load(conn)?)
}

/// `false` when it is past rehearsing.
pub(super) fn begin_rehearsal(tx: &mut Tx, id: &HandbackId, mapping: &[Part]) -> Result<bool, Fault> {
    let before = handbacks::table.find(id).filter(handbacks::state.eq_any(["uploaded", "rehearsed"]));
    let rehearsing = (
        handbacks::state.eq("rehearsing"),
        handbacks::done.eq(0_i64),
        handbacks::mapping.eq(serde_json::to_string(mapping)?),
    );
    Ok(diesel::update(before).set(rehearsing).execute(tx.conn())? == 1)
}

/// From one state to work of another kind, with the progress begun anew; `false` when it is in no such state.
pub(super) fn begin(tx: &mut Tx, id: &HandbackId, from: &str, to: &str) -> Result<bool, Fault> {
    let there = handbacks::table.find(id).filter(handbacks::state.eq(from));
    let begun = (handbacks::state.eq(to), handbacks::done.eq(0_i64));
    if diesel::update(there).set(begun).execute(tx.conn())? == 0 {
        return Ok(false);
    }
    if to == "running" {
        diesel::update(handbacks::table.find(id)).set(handbacks::counts.eq("{}")).execute(tx.conn())?;
    }
    Ok(true)
}

pub(super) fn set_done(tx: &mut Tx, id: &HandbackId, done: i64) -> Result<(), Fault> {
    diesel::update(handbacks::table.find(id)).set(handbacks::done.eq(done)).execute(tx.conn())?;
    Ok(())
}

pub(super) fn end_rehearsal(tx: &mut Tx, id: &HandbackId, counts: &Counts, samples: &Samples) -> Result<(), Fault> {
    diesel::update(handbacks::table.find(id).filter(handbacks::state.eq("rehearsing")))
        .set((
            handbacks::state.eq("rehearsed"),
            handbacks::counts.eq(serde_json::to_string(counts)?),
            handbacks::samples.eq(serde_json::to_string(samples)?),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Writes how far it is. When somebody else moved it meanwhile, that is a fault, and this step goes whole.
pub(super) fn step(tx: &mut Tx, id: &HandbackId, from: i64, done: i64, counts: &Counts) -> Result<(), Fault> {
    let here = handbacks::table.find(id).filter(handbacks::state.eq("running").and(handbacks::done.eq(from)));
    let reached = (handbacks::done.eq(done), handbacks::counts.eq(serde_json::to_string(counts)?));
    if diesel::update(here).set(reached).execute(tx.conn())? == 1 { Ok(()) } else { Err(Fault::Busy) }
}

/// `false` when it is in no such state.
pub(super) fn end(tx: &mut Tx, id: &HandbackId, from: &str, to: &str, now: Moment) -> Result<bool, Fault> {
    let there = handbacks::table.find(id).filter(handbacks::state.eq(from));
    let ended = (handbacks::state.eq(to), handbacks::finished_at.eq(Some(now)));
    Ok(diesel::update(there).set(ended).execute(tx.conn())? == 1)
}

/// One that waited to be brought in cannot be any more.
pub(super) fn clear(tx: &mut Tx, id: &HandbackId) -> Result<(), Fault> {
    let waits = handbacks::table.find(id).filter(handbacks::state.eq_any(["uploaded", "rehearsed"]));
    diesel::update(waits).set(handbacks::state.eq("cleared")).execute(tx.conn())?;
    Ok(())
}

/// Files that no job works on, of before a moment.
pub(super) fn resting_before(conn: &mut Conn, moment: Moment) -> Result<Vec<HandbackId>, Fault> {
    let ended = handbacks::state.eq_any(["done", "undone"]).and(handbacks::finished_at.lt(moment));
    let waits = handbacks::state.eq_any(["uploaded", "rehearsed"]).and(handbacks::created_at.lt(moment));
    Ok(handbacks::table.filter(ended.or(waits)).select(handbacks::id).load(conn)?)
}

/// Files that no job works on, of the handovers somebody was in.
pub(super) fn resting_about(conn: &mut Conn, member: &MemberId) -> Result<Vec<HandbackId>, Fault> {
    let theirs: Vec<ExportId> = handovers::of_member(conn, member)?.into_iter().map(|handover| handover.id).collect();
    let resting = handbacks::state.eq_any(["uploaded", "rehearsed", "done", "undone"]);
    let about = handbacks::handover_id.eq_any(theirs).and(resting);
    Ok(handbacks::table.filter(about).select(handbacks::id).load(conn)?)
}

pub(super) fn delete_of_member(tx: &mut Tx, member: &MemberId) -> Result<(), Fault> {
    diesel::delete(handed_back::table.filter(handed_back::member_id.eq(member))).execute(tx.conn())?;
    diesel::delete(handback_changes::table.filter(handback_changes::member_id.eq(member))).execute(tx.conn())?;
    Ok(())
}

/// What one row did: its line, whose it is, what was known before, and what is known from now on.
pub(super) struct Change {
    pub line: i64,
    pub member: MemberId,
    pub former: Option<Told>,
    pub written: Told,
}

pub(super) fn insert_changes(tx: &mut Tx, id: &HandbackId, changes: &[Change]) -> Result<(), Fault> {
    let row = |change: &Change| {
        Ok(ChangeRow {
            handback_id: id.clone(),
            member_id: change.member.clone(),
            line: change.line,
            former: serde_json::to_string(&change.former)?,
            written: serde_json::to_string(&change.written)?,
        })
    };
    let rows: Vec<ChangeRow> = changes.iter().map(row).collect::<Result<_, Fault>>()?;
    Ok(insert_rows!(tx, handback_changes::table, &rows)?)
}

#[derive(Insertable)]
#[diesel(table_name = handback_changes)]
struct ChangeRow {
    handback_id: HandbackId,
    member_id: MemberId,
    line: i64,
    former: String,
    written: String,
}

/// Which of these an earlier row of the file meant.
pub(super) fn meant_before(conn: &mut Conn, id: &HandbackId, members: &[MemberId]) -> Result<Vec<MemberId>, Fault> {
    let among = handback_changes::handback_id.eq(id).and(handback_changes::member_id.eq_any(members));
    Ok(handback_changes::table.filter(among).select(handback_changes::member_id).load(conn)?)
}

/// Changes that were not looked at yet.
pub(super) fn changes_to_undo(conn: &mut Conn, id: &HandbackId, most: i64) -> Result<Vec<Change>, Fault> {
    let rows: Vec<(i64, MemberId, String, String)> = handback_changes::table
        .filter(handback_changes::handback_id.eq(id).and(handback_changes::kept.is_null()))
        .order(handback_changes::member_id)
        .limit(most)
        .select((
            handback_changes::line,
            handback_changes::member_id,
            handback_changes::former,
            handback_changes::written,
        ))
        .load(conn)?;
    let change = |(line, member, former, written): (i64, MemberId, String, String)| {
        let (former, written) = (serde_json::from_str(&former)?, serde_json::from_str(&written)?);
        Ok(Change { line, member, former, written })
    };
    rows.into_iter().map(change).collect()
}

/// Forgets a change that was taken back whole; of any other, what was kept stays to be read.
pub(super) fn undone(tx: &mut Tx, id: &HandbackId, member: &MemberId, kept: &[&str]) -> Result<(), Fault> {
    let row = handback_changes::table.find((id, member));
    if kept.is_empty() {
        diesel::delete(row).execute(tx.conn())?;
    } else {
        diesel::update(row).set(handback_changes::kept.eq(Some(kept.join(",")))).execute(tx.conn())?;
    }
    Ok(())
}

/// What an undo left as it was, because it was changed since: whose, and which values.
pub fn kept(conn: &mut Conn, id: &HandbackId, most: i64) -> Result<Vec<(MemberId, String)>, Fault> {
    let rows: Vec<(MemberId, Option<String>)> = handback_changes::table
        .filter(handback_changes::handback_id.eq(id).and(handback_changes::kept.is_not_null()))
        .order(handback_changes::member_id)
        .limit(most)
        .select((handback_changes::member_id, handback_changes::kept))
        .load(conn)?;
    Ok(rows.into_iter().map(|(member, kept)| (member, kept.unwrap_or_default())).collect())
}

pub(super) fn insert_refusals(tx: &mut Tx, id: &HandbackId, refused: &[(i64, &'static str)]) -> Result<(), Fault> {
    let row = |(line, reason): &(i64, &'static str)| Refusal { handback_id: id.clone(), line: *line, reason };
    let rows: Vec<Refusal> = refused.iter().map(row).collect();
    Ok(insert_rows!(tx, handback_refusals::table, &rows)?)
}

#[derive(Insertable)]
#[diesel(table_name = handback_refusals)]
struct Refusal {
    handback_id: HandbackId,
    line: i64,
    reason: &'static str,
}

/// Why which rows were refused, in the order of the file, after a line.
pub(super) fn refusals_after(
    conn: &mut Conn,
    id: &HandbackId,
    after: i64,
    most: i64,
) -> Result<Vec<(i64, String)>, Fault> {
    Ok(handback_refusals::table
        .filter(handback_refusals::handback_id.eq(id).and(handback_refusals::line.gt(after)))
        .order(handback_refusals::line)
        .limit(most)
        .select((handback_refusals::line, handback_refusals::reason))
        .load(conn)?)
}
