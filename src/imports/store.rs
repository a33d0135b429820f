//! Imports as rows: the batch, each change it made, each row it refused.

use diesel::prelude::*;

use super::{Field, ImportId, Samples};
use crate::base::{Fault, Moment};
use crate::insert_rows;
use crate::members::{self, Change, MemberId, Merge, Outcome};
use crate::plumbing::db::{Both, Conn, Tx};
use crate::plumbing::schema::{import_changes, import_lookups, import_refusals, imports};

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = imports)]
pub struct Import {
    pub id: ImportId,
    pub file_name: String,
    /// Name of the system it comes from; empty when unknown.
    pub system: String,
    header: String,
    mapping: String,
    /// `uploaded`, `rehearsing`, `rehearsed`, `running`, `done`, `undoing`, `undone`, or `cleared` for one whose file went
    /// before it was brought in.
    pub state: String,
    pub total: i64,
    pub done: i64,
    pub created: i64,
    pub changed: i64,
    pub unchanged: i64,
    pub repeated: i64,
    pub refused: i64,
    samples: String,
    /// Mail to the people it made waits for the owner.
    pub mail_waits: bool,
    /// Id of the crew member; empty for the operator.
    pub requested_by: String,
    pub created_at: Moment,
    pub finished_at: Option<Moment>,
    /// Rows with a value that was not understood; counted by the rehearsal.
    pub unclear: i64,
    merge_rule: String,
}

impl Import {
    /// Whose values count where the club and the file say different things.
    pub fn merge(&self) -> Merge {
        if self.merge_rule == word_of(Merge::FillsGaps) { Merge::FillsGaps } else { Merge::FileWins }
    }

    pub fn header(&self) -> Result<Vec<String>, Fault> {
        Ok(serde_json::from_str(&self.header)?)
    }

    pub fn mapping(&self) -> Result<Vec<Field>, Fault> {
        Ok(serde_json::from_str(&self.mapping)?)
    }

    pub fn samples(&self) -> Result<Samples, Fault> {
        Ok(serde_json::from_str(&self.samples)?)
    }

    /// Members it made or changed.
    pub fn changes(&self) -> i64 {
        self.created + self.changed
    }

    pub(super) fn system_or_file(&self) -> &str {
        if self.system.is_empty() { "CSV" } else { &self.system }
    }
}

/// How far an import is, and what the last rows did.
#[derive(Debug, Clone, Default)]
pub(super) struct Step {
    pub done: i64,
    created: i64,
    changed: i64,
    unchanged: i64,
    repeated: i64,
    refused: i64,
    /// Beside its outcome: a row that could not be understood whole.
    unclear: i64,
}

impl Step {
    pub(super) fn at(done: i64) -> Step {
        Step { done, ..Step::default() }
    }

    pub(super) fn count(&mut self, kind: &str) {
        match kind {
            "created" => self.created += 1,
            "changed" => self.changed += 1,
            "unchanged" => self.unchanged += 1,
            "repeated" => self.repeated += 1,
            "unclear" => self.unclear += 1,
            _ => self.refused += 1,
        }
    }
}

fn word_of(merge: Merge) -> &'static str {
    match merge {
        Merge::FileWins => "file_wins",
        Merge::FillsGaps => "fills_gaps",
    }
}

#[allow(clippy::too_many_arguments, reason = "one row")]
pub(super) fn fresh(
    id: ImportId,
    file_name: &str,
    system: &str,
    header: &[String],
    mapping: &[Field],
    total: i64,
    requested_by: &str,
    now: Moment,
) -> Result<Import, Fault> {
    Ok(Import {
        id,
        file_name: file_name.chars().take(200).collect(),
        system: system.to_owned(),
        header: serde_json::to_string(header)?,
        mapping: serde_json::to_string(mapping)?,
        state: "uploaded".to_owned(),
        total,
        done: 0,
        created: 0,
        changed: 0,
        unchanged: 0,
        repeated: 0,
        refused: 0,
        samples: serde_json::to_string(&Samples::default())?,
        mail_waits: true,
        requested_by: requested_by.to_owned(),
        created_at: now,
        finished_at: None,
        unclear: 0,
        merge_rule: word_of(Merge::FileWins).to_owned(),
    })
}

pub(super) fn insert_import(tx: &mut Tx, import: &Import) -> Result<(), Fault> {
    diesel::insert_into(imports::table).values(import).execute(tx.conn())?;
    Ok(())
}

pub fn by_id(conn: &mut Conn, id: &ImportId) -> Result<Option<Import>, Fault> {
    Ok(imports::table.find(id).select(Import::as_select()).first(conn).optional()?)
}

/// The newest imports, newest first.
pub fn latest(conn: &mut Conn, most: i64) -> Result<Vec<Import>, Fault> {
    Ok(imports::table.order(imports::id.desc()).limit(most).select(Import::as_select()).load(conn)?)
}

/// Imports that a job works on.
pub(super) fn in_hand(conn: &mut Conn) -> Result<Vec<Import>, Fault> {
    let in_hand = imports::state.eq_any(["rehearsing", "running", "undoing"]);
    Ok(imports::table.filter(in_hand).order(imports::id).select(Import::as_select()).load(conn)?)
}

/// Imports whose file waits for somebody to bring it in.
pub(super) fn waiting(conn: &mut Conn) -> Result<Vec<Import>, Fault> {
    let waiting = imports::state.eq_any(["uploaded", "rehearsed"]);
    Ok(imports::table.filter(waiting).order(imports::id).select(Import::as_select()).load(conn)?)
}

/// One that waited cannot be brought in any more.
pub(super) fn clear(tx: &mut Tx, id: &ImportId) -> Result<(), Fault> {
    let waiting = imports::table.find(id).filter(imports::state.eq_any(["uploaded", "rehearsed"]));
    let none = serde_json::to_string(&Samples::default())?;
    diesel::update(waiting).set((imports::state.eq("cleared"), imports::samples.eq(none))).execute(tx.conn())?;
    Ok(())
}

/// `false` when it is past rehearsing.
pub(super) fn begin_rehearsal(tx: &mut Tx, id: &ImportId, mapping: &[Field], merge: Merge) -> Result<bool, Fault> {
    let before = imports::table.find(id).filter(imports::state.eq_any(["uploaded", "rehearsed"]));
    let changed = diesel::update(before)
        .set((
            imports::state.eq("rehearsing"),
            imports::done.eq(0_i64),
            imports::mapping.eq(serde_json::to_string(mapping)?),
            imports::merge_rule.eq(word_of(merge)),
        ))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

pub(super) fn set_done(tx: &mut Tx, id: &ImportId, done: i64) -> Result<(), Fault> {
    diesel::update(imports::table.find(id)).set(imports::done.eq(done)).execute(tx.conn())?;
    Ok(())
}

pub(super) fn end_rehearsal(tx: &mut Tx, id: &ImportId, step: &Step, samples: &Samples) -> Result<(), Fault> {
    diesel::update(imports::table.find(id).filter(imports::state.eq("rehearsing")))
        .set((
            imports::state.eq("rehearsed"),
            imports::done.eq(step.done),
            imports::created.eq(step.created),
            imports::changed.eq(step.changed),
            imports::unchanged.eq(step.unchanged),
            imports::repeated.eq(step.repeated),
            imports::refused.eq(step.refused),
            imports::unclear.eq(step.unclear),
            imports::samples.eq(serde_json::to_string(samples)?),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// From rehearsed to running, with the counts begun anew; `false` when it is not rehearsed.
pub(super) fn begin_run(tx: &mut Tx, id: &ImportId) -> Result<bool, Fault> {
    let there = imports::table.find(id).filter(imports::state.eq("rehearsed"));
    let changed = diesel::update(there)
        .set((
            imports::state.eq("running"),
            imports::done.eq(0_i64),
            imports::created.eq(0_i64),
            imports::changed.eq(0_i64),
            imports::unchanged.eq(0_i64),
            imports::repeated.eq(0_i64),
            imports::refused.eq(0_i64),
        ))
        .execute(tx.conn())?;
    Ok(changed == 1)
}

/// From done to being undone, with the progress begun anew; `false` when it is not done.
pub(super) fn begin_undo(tx: &mut Tx, id: &ImportId) -> Result<bool, Fault> {
    let there = imports::table.find(id).filter(imports::state.eq("done"));
    let undoing = (imports::state.eq("undoing"), imports::done.eq(0_i64));
    Ok(diesel::update(there).set(undoing).execute(tx.conn())? == 1)
}

/// Whether it runs and has come so far.
pub(super) fn is_at(conn: &mut Conn, id: &ImportId, done: i64) -> Result<bool, Fault> {
    let here = imports::table.find(id).filter(imports::state.eq("running").and(imports::done.eq(done)));
    Ok(here.select(imports::done).first::<i64>(conn).optional()?.is_some())
}

/// `false` when it was not there.
pub(super) fn end(tx: &mut Tx, id: &ImportId, from: &str, to: &str, now: Moment) -> Result<bool, Fault> {
    let ended = diesel::update(imports::table.find(id).filter(imports::state.eq(from)))
        .set((imports::state.eq(to), imports::finished_at.eq(Some(now))))
        .execute(tx.conn())?;
    Ok(ended == 1)
}

pub(super) fn stop_waiting(tx: &mut Tx, id: &ImportId) -> Result<bool, Fault> {
    let waiting = imports::table.find(id).filter(imports::state.eq("done").and(imports::mail_waits.eq(true)));
    Ok(diesel::update(waiting).set(imports::mail_waits.eq(false)).execute(tx.conn())? == 1)
}

/// Writes how far it is. When somebody else moved it meanwhile, that is a fault, and this step goes whole.
pub(super) fn step(tx: &mut Tx, id: &ImportId, from: i64, step: &Step) -> Result<(), Fault> {
    let here = imports::table.find(id).filter(imports::state.eq("running").and(imports::done.eq(from)));
    let changed = diesel::update(here)
        .set((
            imports::done.eq(step.done),
            imports::created.eq(imports::created + step.created),
            imports::changed.eq(imports::changed + step.changed),
            imports::unchanged.eq(imports::unchanged + step.unchanged),
            imports::repeated.eq(imports::repeated + step.repeated),
            imports::refused.eq(imports::refused + step.refused),
        ))
        .execute(tx.conn())?;
    if changed == 1 { Ok(()) } else { Err(Fault::Busy) }
}

/// One row that changed somebody: its line, and what was done.
pub(super) type Changed = (i64, members::Done);

/// Changes of people who were not changed by an earlier row.
pub(super) fn insert_changes(tx: &mut Tx, id: &ImportId, changes: Vec<Changed>) -> Result<(), Fault> {
    let row = |(line, done): Changed| -> Result<ChangeRow, Fault> {
        let (member_id, created) = (done.member.clone(), done.outcome == Outcome::Created);
        Ok(ChangeRow { import_id: id.clone(), member_id, line, created, change: done.kept()? })
    };
    let rows: Vec<ChangeRow> = changes.into_iter().map(row).collect::<Result<_, Fault>>()?;
    Ok(insert_rows!(tx, import_changes::table, &rows)?)
}

#[derive(Insertable)]
#[diesel(table_name = import_changes)]
struct ChangeRow {
    import_id: ImportId,
    member_id: MemberId,
    line: i64,
    created: bool,
    change: String,
}

/// Whoever was changed by an earlier row keeps the values from before that.
pub(super) fn join_changes(tx: &mut Tx, id: &ImportId, changes: Vec<Changed>) -> Result<(), Fault> {
    let mut fresh = Vec::new();
    for (line, done) in changes {
        let member = done.member.clone();
        let Some(earlier) = change_of(tx, id, &member)? else {
            fresh.push((line, done));
            continue;
        };
        let both = joined(earlier, &done.change()?).kept()?;
        let row = import_changes::table.find((id, &member));
        diesel::update(row).set(import_changes::change.eq(both)).execute(tx.conn())?;
    }
    insert_changes(tx, id, fresh)
}

fn change_of(conn: &mut Conn, id: &ImportId, member: &MemberId) -> Result<Option<Change>, Fault> {
    let json: Option<String> =
        import_changes::table.find((id, member)).select(import_changes::change).first(conn).optional()?;
    json.map(|json| Change::read(&json)).transpose()
}

fn joined(earlier: Change, later: &Change) -> Change {
    let mut tags = [earlier.tags, later.tags.clone()].concat();
    tags.sort();
    Change {
        former: earlier.former,
        written: later.written.clone(),
        tags,
        consents: [earlier.consents, later.consents.clone()].concat(),
        suppressed: earlier.suppressed.or_else(|| later.suppressed.clone()),
    }
}

pub(super) fn insert_refusals(tx: &mut Tx, id: &ImportId, refused: &[(i64, &'static str)]) -> Result<(), Fault> {
    let row = |(line, reason): &(i64, &'static str)| Refusal { import_id: id.clone(), line: *line, reason };
    let rows: Vec<Refusal> = refused.iter().map(row).collect();
    Ok(insert_rows!(tx, import_refusals::table, &rows)?)
}

#[derive(Insertable)]
#[diesel(table_name = import_refusals)]
struct Refusal {
    import_id: ImportId,
    line: i64,
    reason: &'static str,
}

/// Why which rows were refused, in the order of the file, after a line.
pub(super) fn refusals_after(
    conn: &mut Conn,
    id: &ImportId,
    after: i64,
    most: i64,
) -> Result<Vec<(i64, String)>, Fault> {
    Ok(import_refusals::table
        .filter(import_refusals::import_id.eq(id).and(import_refusals::line.gt(after)))
        .order(import_refusals::line)
        .limit(most)
        .select((import_refusals::line, import_refusals::reason))
        .load(conn)?)
}

pub(super) fn changes_to_undo(
    conn: &mut Conn,
    id: &ImportId,
    most: i64,
) -> Result<Vec<(MemberId, bool, Change)>, Fault> {
    let rows: Vec<(MemberId, bool, String)> = import_changes::table
        .filter(import_changes::import_id.eq(id).and(import_changes::kept.is_null()))
        .order(import_changes::member_id)
        .limit(most)
        .select((import_changes::member_id, import_changes::created, import_changes::change))
        .load(conn)?;
    rows.into_iter().map(|(member, created, json)| Ok((member, created, Change::read(&json)?))).collect()
}

/// Forgets a change that was taken back whole; of any other, what was kept stays to be read.
pub(super) fn undone(tx: &mut Tx, id: &ImportId, member: &MemberId, kept: &[String]) -> Result<(), Fault> {
    let row = import_changes::table.find((id, member));
    if kept.is_empty() {
        diesel::delete(row).execute(tx.conn())?;
    } else {
        diesel::update(row).set(import_changes::kept.eq(Some(kept.join(",")))).execute(tx.conn())?;
    }
    Ok(())
}

/// What an undo left as it was, because it was changed since: whose, and which values.
pub fn kept(conn: &mut Conn, id: &ImportId, most: i64) -> Result<Vec<(MemberId, String)>, Fault> {
    let rows: Vec<(MemberId, Option<String>)> = import_changes::table
        .filter(import_changes::import_id.eq(id).and(import_changes::kept.is_not_null()))
        .order(import_changes::member_id)
        .limit(most)
        .select((import_changes::member_id, import_changes::kept))
        .load(conn)?;
    Ok(rows.into_iter().map(|(member, kept)| (member, kept.unwrap_or_default())).collect())
}

pub(super) fn created_after(conn: &mut Conn, id: &ImportId, after: &str, most: i64) -> Result<Vec<MemberId>, Fault> {
    Ok(import_changes::table
        .filter(import_changes::import_id.eq(id).and(import_changes::created.eq(true)))
        .filter(import_changes::member_id.gt(after.to_owned()))
        .order(import_changes::member_id)
        .limit(most)
        .select(import_changes::member_id)
        .load(conn)?)
}

pub(super) fn ended_before(conn: &mut Conn, moment: Moment) -> Result<Vec<ImportId>, Fault> {
    let ended = imports::state.eq_any(["done", "undone"]).and(imports::finished_at.lt(moment));
    Ok(imports::table.filter(ended).select(imports::id).load(conn)?)
}

pub(super) fn delete_changes_of(tx: &mut Tx, member: &MemberId) -> Result<(), Fault> {
    diesel::delete(import_changes::table.filter(import_changes::member_id.eq(member))).execute(tx.conn())?;
    Ok(())
}

pub(super) fn clear_samples_with(tx: &mut Tx, email: &str) -> Result<(), Fault> {
    let escaped: String =
        email.chars().flat_map(|c| matches!(c, '%' | '_' | '!').then_some('!').into_iter().chain([c])).collect();
    let shown = imports::table.filter(imports::samples.like(format!("%{escaped}%")).escape('!'));
    let none = serde_json::to_string(&Samples::default())?;
    diesel::update(shown).set(imports::samples.eq(none)).execute(tx.conn())?;
    Ok(())
}

pub(super) fn ended_that_changed(conn: &mut Conn, member: &MemberId) -> Result<Vec<ImportId>, Fault> {
    let touched = import_changes::table.filter(import_changes::member_id.eq(member)).select(import_changes::import_id);
    let ended = imports::state.eq_any(["done", "undone"]).and(imports::id.eq_any(touched));
    Ok(imports::table.filter(ended).select(imports::id).load(conn)?)
}

// ---- what Stripe said

/// What was found about one customer a file named.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = import_lookups)]
pub struct LookedUp {
    pub(super) import_id: ImportId,
    pub member_id: MemberId,
    pub customer_id: String,
    /// `known`, `missing` or `other-address`.
    pub outcome: String,
    /// Payments knew nothing of the customer before.
    pub(super) linked: bool,
}

pub(super) fn insert_lookup(tx: &mut Tx, found: &LookedUp) -> Result<(), Fault> {
    Both(diesel::insert_into(import_lookups::table).values(found).on_conflict_do_nothing()).execute(tx.conn())?;
    Ok(())
}

/// The member whose customer was looked up last; empty at the beginning.
pub(super) fn last_looked_up(conn: &mut Conn, id: &ImportId) -> Result<String, Fault> {
    let last: Option<String> = import_lookups::table
        .filter(import_lookups::import_id.eq(id))
        .select(diesel::dsl::max(import_lookups::member_id))
        .first(conn)?;
    Ok(last.unwrap_or_default())
}

pub(super) fn changes_after(
    conn: &mut Conn,
    id: &ImportId,
    after: &str,
    most: i64,
) -> Result<Vec<(MemberId, Change)>, Fault> {
    let rows: Vec<(MemberId, String)> = import_changes::table
        .filter(import_changes::import_id.eq(id).and(import_changes::member_id.gt(after.to_owned())))
        .order(import_changes::member_id)
        .limit(most)
        .select((import_changes::member_id, import_changes::change))
        .load(conn)?;
    rows.into_iter().map(|(member, json)| Ok((member, serde_json::from_str(&json)?))).collect()
}

/// How many customers came to each outcome.
pub fn lookups(conn: &mut Conn, id: &ImportId) -> Result<Vec<(String, i64)>, Fault> {
    let found = import_lookups::table.filter(import_lookups::import_id.eq(id)).group_by(import_lookups::outcome);
    Ok(found.select((import_lookups::outcome, diesel::dsl::count_star())).load(conn)?)
}

/// Customers a person should look at: unknown there, or known by another address.
pub fn doubtful_lookups(conn: &mut Conn, id: &ImportId, most: i64) -> Result<Vec<LookedUp>, Fault> {
    let doubtful = import_lookups::table
        .filter(import_lookups::import_id.eq(id).and(import_lookups::outcome.ne("known")))
        .order((import_lookups::outcome, import_lookups::member_id));
    Ok(doubtful.limit(most).select(LookedUp::as_select()).load(conn)?)
}

/// Forgets what was found about a member's customer; gives the customer that had been linked by it.
pub(super) fn take_lookup(tx: &mut Tx, id: &ImportId, member: &MemberId) -> Result<Option<String>, Fault> {
    let row = import_lookups::table.find((id, member));
    let found: Option<LookedUp> = row.select(LookedUp::as_select()).first(tx.conn()).optional()?;
    diesel::delete(row).execute(tx.conn())?;
    Ok(found.filter(|found| found.linked).map(|found| found.customer_id))
}

pub(super) fn delete_lookups_of(tx: &mut Tx, member: &MemberId) -> Result<(), Fault> {
    diesel::delete(import_lookups::table.filter(import_lookups::member_id.eq(member))).execute(tx.conn())?;
    Ok(())
}
