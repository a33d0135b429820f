//! Walking through a file: rehearsing it, bringing it in, taking it back. Every step is small, and the place reached is
//! written in the transaction of the step, so that whoever comes after a crash goes on exactly there.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::row::Reading;
use super::store::{self, Import, Step};
use super::{ImportId, Sample, Samples, file, file_of};
use crate::base::{Fault, Moment};
use crate::club::Club;
use crate::members::{self, Brought, Plan};

/// Rows of one transaction: well under fifty milliseconds of the writer.
const CHUNK: usize = 250;
const MOST_SAMPLES: usize = 5;

/// One row as the walk sees it.
pub(super) enum Row {
    Person(Brought),
    /// Somebody of an earlier row again.
    Repeated(Brought),
    Refused(String, &'static str),
}

/// The rows of an import's file, in order. Eight bytes are remembered of each address.
struct Walk {
    records: csv::StringRecordsIntoIter<std::io::BufReader<std::fs::File>>,
    reading: Reading,
    seen: HashSet<u64>,
    line: i64,
}

impl Walk {
    fn through(club: &Club, import: &Import) -> Result<Walk, Fault> {
        let reading = Reading {
            header: import.header()?,
            mapping: import.mapping()?,
            wording: format!("{}: {}", import.system_or_file(), import.file_name),
        };
        let records = file::open_plain(&file_of(club, &import.id))?.into_records();
        Ok(Walk { records, reading, seen: HashSet::new(), line: 1 })
    }

    fn next(&mut self) -> Result<Option<(i64, Row)>, Fault> {
        let Some(record) = self.records.next() else { return Ok(None) };
        let record = record.map_err(file::unread)?;
        self.line += 1;
        let row = match self.reading.person(&record) {
            Err(reason) => {
                let at = self.reading.mapping.iter().position(|field| *field == super::Field::Email);
                Row::Refused(at.and_then(|at| record.get(at)).unwrap_or_default().to_owned(), reason)
            }
            Ok(person) if self.seen.insert(hash(person.email.folded())) => Row::Person(person),
            Ok(person) => Row::Repeated(person),
        };
        Ok(Some((self.line, row)))
    }

    /// The next rows that can be done together: no person twice.
    fn chunk(&mut self, waiting: &mut Option<(i64, Row)>) -> Result<Vec<(i64, Row)>, Fault> {
        let mut rows: Vec<(i64, Row)> = waiting.take().into_iter().collect();
        while rows.len() < CHUNK {
            let Some((line, row)) = self.next()? else { break };
            if matches!(row, Row::Repeated(_)) && !rows.is_empty() {
                *waiting = Some((line, row));
                break;
            }
            rows.push((line, row));
        }
        Ok(rows)
    }
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// Counts what the file would do, with samples, and changes nothing of the members.
pub async fn rehearse_now(club: &Club, id: &ImportId, now: Moment, progress: impl Fn(i64, i64)) -> Result<(), Fault> {
    let wanted = id.clone();
    let Some(import) = club.read(move |c| store::by_id(c, &wanted)).await? else { return Ok(()) };
    if import.state != "rehearsing" {
        return Ok(());
    }
    let (mut walk, mut waiting) = (Walk::through(club, &import)?, None);
    let (mut step, mut samples) = (Step::default(), Samples::default());
    loop {
        let rows = walk.chunk(&mut waiting)?;
        if rows.is_empty() {
            break;
        }
        step.done += rows.len() as i64;
        let (planned, rows) = club
            .read(move |c| {
                let people: Vec<Brought> = rows.iter().filter_map(|(_, row)| newly_named(row)).cloned().collect();
                Ok((members::plan(c, &people, now)?, rows))
            })
            .await?;
        tally(&rows, &planned, &mut step, &mut samples);
        let (at, done) = (import.id.clone(), step.done);
        progress(done, import.total);
        if done % (CHUNK as i64 * 40) == 0 {
            club.write(move |tx| store::set_done(tx, &at, done)).await?;
        }
    }
    let at = import.id.clone();
    club.write(move |tx| store::end_rehearsal(tx, &at, &step, &samples)).await
}

fn newly_named(row: &Row) -> Option<&Brought> {
    if let Row::Person(person) = row { Some(person) } else { None }
}

fn tally(rows: &[(i64, Row)], planned: &[Plan], step: &mut Step, samples: &mut Samples) {
    let mut planned = planned.iter();
    for (line, row) in rows {
        let (kind, email, what) = match row {
            Row::Refused(email, reason) => ("refused", email.clone(), vec![(*reason).to_owned()]),
            Row::Repeated(person) => ("repeated", person.email.as_written().to_owned(), Vec::new()),
            Row::Person(person) => {
                let Some(plan) = planned.next() else { continue };
                (outcome(plan), person.email.as_written().to_owned(), what_changes(plan))
            }
        };
        step.count(kind);
        let some = samples.0.entry(kind.to_owned()).or_default();
        if some.len() < MOST_SAMPLES {
            some.push(Sample { line: *line, email, what });
        }
    }
}

fn outcome(plan: &Plan) -> &'static str {
    match (&plan.member, plan.changes_something()) {
        (None, _) => "created",
        (Some(_), true) => "changed",
        (Some(_), false) => "unchanged",
    }
}

fn what_changes(plan: &Plan) -> Vec<String> {
    let (old, new) = (&plan.former, &plan.facts);
    let differs = [
        ("name", old.name != new.name),
        ("language", old.language != new.language),
        ("country", old.country != new.country),
        ("birth_date", old.birth_date != new.birth_date),
        ("joined_at", old.joined_at != new.joined_at),
        ("note", old.note != new.note),
        ("fields", old.fields != new.fields),
        ("stripe_customer", old.stripe_customer != new.stripe_customer),
        ("stripe_subscription", old.stripe_subscription != new.stripe_subscription),
        ("tags", !plan.tags.is_empty()),
        ("consents", !plan.decisions.is_empty()),
        ("suppressed", plan.suppress),
    ];
    if plan.member.is_none() {
        return Vec::new();
    }
    differs.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name.to_owned()).collect()
}

/// Brings the file in, from where it was left. `Fault::Busy` when somebody else is at it.
pub async fn run_now(club: &Club, id: &ImportId, now: Moment, progress: impl Fn(i64, i64)) -> Result<(), Fault> {
    let wanted = id.clone();
    let Some(import) = club.read(move |c| store::by_id(c, &wanted)).await? else { return Ok(()) };
    if import.state != "running" {
        return Ok(());
    }
    let (mut walk, mut waiting, mut done) = (Walk::through(club, &import)?, None, 0);
    while done < import.done && walk.next()?.is_some() {
        done += 1;
    }
    loop {
        let rows = walk.chunk(&mut waiting)?;
        if rows.is_empty() {
            break;
        }
        let (from, taken) = (done, rows.len() as i64);
        let at = import.clone();
        if !club.write(move |tx| bring_rows(tx, &at, from, &rows, now)).await? {
            // Somebody else is at it, or was a moment ago: the job is tried again, so that the import cannot be left.
            return Err(Fault::Busy);
        }
        done += taken;
        progress(done, import.total);
    }
    let at = import.id.clone();
    club.write(move |tx| store::end(tx, &at, "running", "done", now)).await
}

/// One step, done whole or not at all; `false` when the import is no longer at `from`.
fn bring_rows(
    tx: &mut crate::plumbing::db::Tx,
    import: &Import,
    from: i64,
    rows: &[(i64, Row)],
    now: Moment,
) -> Result<bool, Fault> {
    let people: Vec<(i64, bool, &Brought)> = rows
        .iter()
        .filter_map(|(line, row)| match row {
            Row::Person(person) => Some((*line, false, person)),
            Row::Repeated(person) => Some((*line, true, person)),
            Row::Refused(..) => None,
        })
        .collect();
    if store::by_id(tx, &import.id)?.is_none_or(|now| now.state != "running" || now.done != from) {
        return Ok(false);
    }
    let mut step = Step::at(from + rows.len() as i64);
    let brought: Vec<Brought> = people.iter().map(|(_, _, person)| (*person).clone()).collect();
    let mut changes = Vec::new();
    for ((line, repeated, _), (member, plan, change)) in people.iter().zip(members::bring(tx, &brought, "import", now)?)
    {
        step.count(if *repeated { "repeated" } else { outcome(&plan) });
        if plan.member.is_none() || plan.changes_something() {
            changes.push((*line, member, plan.member.is_none(), change));
        }
    }
    let refused: Vec<(i64, &str)> = rows
        .iter()
        .filter_map(|(line, row)| if let Row::Refused(_, reason) = row { Some((*line, *reason)) } else { None })
        .collect();
    refused.iter().for_each(|_| step.count("refused"));
    let repeats = people.iter().any(|(_, repeated, _)| *repeated);
    store::insert_changes(tx, &import.id, &changes, repeats)?;
    store::insert_refusals(tx, &import.id, &refused)?;
    store::step(tx, &import.id, from, &step)?;
    Ok(true)
}

const UNDO_CHUNK: i64 = 100;

/// Takes back what the import did, a few members at a time.
pub async fn undo_now(club: &Club, id: &ImportId, now: Moment) -> Result<(), Fault> {
    loop {
        let at = id.clone();
        let left = club
            .write(move |tx| {
                if store::by_id(tx, &at)?.is_none_or(|import| import.state != "undoing") {
                    return Ok::<_, Fault>(0);
                }
                let changes = store::changes_to_undo(tx, &at, UNDO_CHUNK)?;
                for (member, created, change) in &changes {
                    let kept = members::take_back(tx, member, *created, change)?;
                    store::undone(tx, &at, member, &kept)?;
                }
                Ok(changes.len())
            })
            .await?;
        if left == 0 {
            break;
        }
    }
    let at = id.clone();
    club.write(move |tx| store::end(tx, &at, "undoing", "undone", now)).await
}

/// Lets mail out to the people an import made, a few at a time.
pub async fn let_mail_out_now(club: &Club, id: &ImportId) -> Result<(), Fault> {
    let mut after = String::new();
    loop {
        let (at, from) = (id.clone(), after.clone());
        let last = club
            .write(move |tx| {
                let some = store::created_after(tx, &at, &from, CHUNK as i64)?;
                members::let_mail_out(tx, &some)?;
                Ok::<_, Fault>(some.last().map(|member| member.0.clone()))
            })
            .await?;
        match last {
            Some(last) => after = last,
            None => return Ok(()),
        }
    }
}
