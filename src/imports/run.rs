//! Rehearsing a file and bringing it in. Every step is small, and the place reached is written in the transaction of the
//! step, so that whoever comes after a crash goes on exactly there.

use std::cell::Cell;
use std::time::{Duration, Instant};

use super::store::{self, Step};
use super::walk::{Read, Row, Walk};
use super::{Field, Import, ImportId, LookUp, Sample, Samples};
use crate::base::{Fault, Moment};
use crate::club::Club;
use crate::members::{self, Brought, ClubField, Merge, Outcome, Plan};
use crate::plumbing::config::Payments;
use crate::plumbing::db::Tx;
use crate::plumbing::jobs::enqueue;

/// Rows looked at together in a rehearsal.
const LOOKED_AT: usize = 1_000;
const MOST_SAMPLES: usize = 5;
/// How often a rehearsal says how far it is.
const SAID_EVERY: Duration = Duration::from_millis(500);

/// Counts what the file would do, with samples, and changes nothing of the members.
pub async fn rehearse_now(club: &Club, id: &ImportId, now: Moment, progress: impl Fn(i64, i64)) -> Result<(), Fault> {
    let wanted = id.clone();
    let Some(import) = club.read(move |c| store::by_id(c, &wanted)).await? else { return Ok(()) };
    if import.state != "rehearsing" {
        return Ok(());
    }
    let mut walk = Walk::to_look(club, &import).await?;
    let (mut step, mut samples, mut said) = (Step::default(), Samples::default(), Instant::now());
    let (merge, understood) = (import.merge(), headings_understood(&import, &club.read(members::fields).await?)?);
    loop {
        let rows = walk.next(LOOKED_AT).await?;
        if rows.is_empty() {
            break;
        }
        step.done += rows.len() as i64;
        let (planned, rows) = club
            .read(move |c| {
                let people: Vec<&Brought> = rows.iter().filter_map(|read| newly_named(&read.row)).collect();
                Ok((members::plan(c, &people, merge, now)?, rows))
            })
            .await?;
        tally(&rows, &planned, &mut step, &mut samples);
        tally_unclear(&rows, &understood, &mut step, &mut samples);
        let (at, done) = (import.id.clone(), step.done);
        progress(done, import.total);
        if said.elapsed() > SAID_EVERY {
            said = Instant::now();
            club.write(move |tx| store::set_done(tx, &at, done)).await?;
        }
    }
    let at = import.id.clone();
    club.write(move |tx| store::end_rehearsal(tx, &at, &step, &samples)).await
}

fn newly_named(row: &Row) -> Option<&Brought> {
    if let Row::Person(candidate) = row { Some(&candidate.person) } else { None }
}

fn tally(rows: &[Read], planned: &[Plan], step: &mut Step, samples: &mut Samples) {
    let mut planned = planned.iter();
    for Read { line, row, .. } in rows {
        let plan = newly_named(row).and_then(|_| planned.next());
        let kind = match (row, plan) {
            (Row::Refused(..), _) => "refused",
            (_, Some(plan)) => word(plan.outcome()),
            (_, None) => "repeated",
        };
        step.count(kind);
        samples.add(kind, || match row {
            Row::Refused(email, reason) => {
                Sample { line: *line, email: email.clone(), what: vec![(*reason).to_owned()], values: Vec::new() }
            }
            Row::Person(candidate) | Row::Repeated(candidate) => {
                let person = &candidate.person;
                let differences = plan.map(Plan::differences).unwrap_or_default();
                let (what, values) =
                    differences.into_iter().map(|one| (one.name.to_owned(), (one.former, one.written))).unzip();
                Sample { line: *line, email: person.email.as_written().to_owned(), what, values }
            }
        });
    }
}

/// Headings of columns whose cells are read as something; a cell that is none of it stays under its heading.
fn headings_understood(import: &Import, own: &[ClubField]) -> Result<Vec<String>, Fault> {
    let name = |(heading, field): (String, Field)| match field {
        Field::Keep | Field::Leave | Field::Fields => None,
        Field::Club(number) => own.iter().find(|own| own.number == number).map(|own| own.name.clone()),
        _ => Some(heading),
    };
    Ok(import.header()?.into_iter().zip(import.mapping()?).filter_map(name).collect())
}

/// Rows with values that were not understood. They are kept, but nobody should learn of it afterwards.
fn tally_unclear(rows: &[Read], understood: &[String], step: &mut Step, samples: &mut Samples) {
    for Read { line, row, .. } in rows {
        let (Row::Person(candidate) | Row::Repeated(candidate)) = row else { continue };
        let person = &candidate.person;
        let told = |heading: &String| person.fields.get(heading).map(|cell| format!("{heading}: {cell}"));
        let what: Vec<String> = understood.iter().filter_map(told).collect();
        if !what.is_empty() {
            step.count("unclear");
            let email = person.email.as_written().to_owned();
            samples.add("unclear", || Sample { line: *line, email, what, values: Vec::new() });
        }
    }
}

impl Samples {
    fn add(&mut self, kind: &str, sample: impl FnOnce() -> Sample) {
        let some = self.0.entry(kind.to_owned()).or_default();
        if some.len() < MOST_SAMPLES {
            some.push(sample());
        }
    }
}

fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Created => "created",
        Outcome::Changed => "changed",
        Outcome::Unchanged => "unchanged",
    }
}

/// How many rows a step takes: as many as are written in a moment that nobody who joins or buys would notice. Waiting for
/// others counts too: where many write, the steps become shorter.
struct Pace(usize);

impl Pace {
    const MOMENT: Duration = Duration::from_millis(50);
    const LEAST: usize = 50;
    const MOST: usize = 2_000;

    fn begin() -> Pace {
        Pace(250)
    }

    fn learn(&mut self, rows: usize, took: Duration) {
        let fitting = rows as f64 * Pace::MOMENT.as_secs_f64() / took.as_secs_f64().max(1e-6);
        // Half of the way: one slow step says little.
        self.0 = usize::midpoint(self.0, (fitting as usize).min(self.0 * 3)).clamp(Pace::LEAST, Pace::MOST);
    }
}

/// Brings the file in, from where it was left. `Fault::Busy` when somebody else is at it.
pub async fn run_now(club: &Club, id: &ImportId, now: Moment, progress: impl Fn(i64, i64)) -> Result<(), Fault> {
    let wanted = id.clone();
    let Some(import) = club.read(move |c| store::by_id(c, &wanted)).await? else { return Ok(()) };
    if import.state != "running" {
        return Ok(());
    }
    let merge = import.merge();
    let _short = club.database().keep_log_short()?;
    let (mut walk, mut done, mut pace) =
        (Walk::to_write(club, &import, import.done, now).await?, import.done, Pace::begin());
    loop {
        let rows = walk.next(pace.0).await?;
        if rows.is_empty() {
            break;
        }
        let (from, taken) = (done, rows.len());
        let (at, rows) = (import.id.clone(), Cell::new(Some(rows)));
        let began = Instant::now();
        let step = move |tx: &mut Tx| rows.take().map(|rows| bring_rows(tx, &at, from, rows, merge, now)).transpose();
        match club.write(step).await? {
            Some(true) => {}
            // Somebody else is at it, or was a moment ago: the job is tried again, so that the import cannot be left.
            Some(false) => return Err(Fault::Busy),
            // The database asked for the step to be repeated, and its rows are used up: they are read again.
            None => {
                walk = Walk::to_write(club, &import, done, now).await?;
                continue;
            }
        }
        if taken >= pace.0 {
            pace.learn(taken, began.elapsed());
        }
        done += taken as i64;
        progress(done, import.total);
    }
    let at = import.id.clone();
    // Without an account of Stripe's there is nobody to ask.
    let has_account = club.config().payments == Payments::Stripe;
    let names_customers = has_account && import.mapping()?.contains(&Field::StripeCustomer);
    club.write(move |tx| {
        if store::end(tx, &at, "running", "done", now)? && names_customers {
            enqueue(tx, &LookUp { import: at.clone() }, now, now)?;
        }
        Ok(())
    })
    .await
}

/// One step, done whole or not at all; `false` when the import is no longer at `from`.
fn bring_rows(
    tx: &mut Tx,
    id: &ImportId,
    from: i64,
    rows: Vec<Read>,
    merge: Merge,
    now: Moment,
) -> Result<bool, Fault> {
    if !store::is_at(tx, id, from)? {
        return Ok(false);
    }
    let mut step = Step::at(from + rows.len() as i64);
    let (mut told, mut people, mut refused) = (Vec::new(), Vec::new(), Vec::new());
    for Read { line, row, .. } in rows {
        let is_repeated = matches!(row, Row::Repeated(_));
        match row {
            Row::Refused(_, reason) => refused.push((line, reason)),
            Row::Person(candidate) | Row::Repeated(candidate) => {
                told.push((line, is_repeated));
                people.push(*candidate);
            }
        }
    }
    let (mut changes, mut again) = (Vec::new(), Vec::new());
    for ((line, is_repeated), done) in told.into_iter().zip(members::bring(tx, people, merge, now)?) {
        step.count(if is_repeated { "repeated" } else { word(done.outcome) });
        if done.outcome != Outcome::Unchanged {
            let to = if is_repeated { &mut again } else { &mut changes };
            to.push((line, done));
        }
    }
    refused.iter().for_each(|_| step.count("refused"));
    store::insert_changes(tx, id, changes)?;
    store::join_changes(tx, id, again)?;
    store::insert_refusals(tx, id, &refused)?;
    store::step(tx, id, from, &step)?;
    Ok(true)
}
