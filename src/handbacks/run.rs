//! Rehearsing a partner's file, bringing it in, and taking it back. Every step is small, and the place reached is written
//! in the transaction of the step, so that whoever comes after a crash goes on exactly there.

use std::collections::HashSet;
use std::fs::File;
use std::io::BufReader;

use csv::StringRecord;

use super::matching::{Whose, whose};
use super::row::{Named, Reading};
use super::store::{self, Change, Handback};
use super::{Counts, HandbackId, Sample, Samples, Told, file_of, note};
use crate::archive::handovers;
use crate::base::{Fault, Moment};
use crate::club::Club;
use crate::imports;
use crate::journal::Actor;
use crate::members::MemberId;
use crate::plumbing::db::{Conn, Tx};

/// Rows of one step: a moment of the writer that nobody notices.
const AT_ONCE: usize = 200;
const MOST_SAMPLES: usize = 5;

/// The rows of a file in order, some at a time, read beside the threads that serve.
struct Walk {
    reader: Option<csv::Reader<BufReader<File>>>,
    reading: Reading,
    line: i64,
}

/// A row, by its line in the plain copy; the header is line one.
#[derive(Clone)]
struct Line {
    number: i64,
    row: Result<Named, &'static str>,
}

impl Walk {
    fn through(club: &Club, handback: &Handback) -> Result<Walk, Fault> {
        let reading = Reading { header: handback.header()?, mapping: handback.mapping()?, zone: club.time_zone() };
        Ok(Walk { reader: Some(imports::open_plain(&file_of(club, &handback.id))?), reading, line: 1 })
    }

    /// The next rows; none at the end.
    async fn next(&mut self, most: usize) -> Result<Vec<Line>, Fault> {
        let Some(mut reader) = self.reader.take() else { return Err(Fault::broken("a file is read twice at once")) };
        let (reading, mut line) = (self.reading.clone(), self.line);
        let work = move || {
            let (mut record, mut lines) = (StringRecord::new(), Vec::with_capacity(most.min(AT_ONCE)));
            while lines.len() < most && reader.read_record(&mut record).map_err(imports::unread)? {
                line += 1;
                lines.push(Line { number: line, row: reading.row(&record) });
            }
            Ok::<_, Fault>((reader, lines))
        };
        let read = tokio::task::spawn_blocking(work).await;
        let (reader, lines) = read.map_err(|error| Fault::broken(format!("reading a file stopped: {error}")))??;
        self.reader = Some(reader);
        self.line += lines.len() as i64;
        Ok(lines)
    }

    async fn skip(&mut self, rows: i64) -> Result<(), Fault> {
        let mut left = usize::try_from(rows).unwrap_or(0);
        while left > 0 {
            let skipped = self.next(left.min(AT_ONCE)).await?.len();
            if skipped == 0 {
                break;
            }
            left -= skipped;
        }
        Ok(())
    }
}

/// What becomes of one row.
enum Outcome {
    /// It says something of somebody: how they were found, what was known, and what is known from now on.
    Matched {
        how: &'static str,
        member: MemberId,
        former: Option<Told>,
        written: Told,
    },
    /// It is given back, with the reason.
    Refused {
        counts_as: &'static str,
        reason: &'static str,
    },
    Gone,
}

impl Outcome {
    /// What it is counted as.
    fn words(&self) -> Vec<&'static str> {
        match self {
            Outcome::Matched { how, former, written, .. } => {
                let known = former.clone().unwrap_or_default();
                vec![how, if known.differences(written).is_empty() { "unchanged" } else { "changed" }]
            }
            Outcome::Refused { counts_as, .. } => vec![counts_as],
            Outcome::Gone => vec!["gone"],
        }
    }

    fn sample(&self, line: i64) -> Sample {
        let (member, what) = match self {
            Outcome::Matched { member, former, written, .. } => {
                (Some(member.clone()), former.clone().unwrap_or_default().differences(written))
            }
            Outcome::Refused { reason, .. } => (None, vec![*reason]),
            Outcome::Gone => (None, Vec::new()),
        };
        Sample { line, member, what: what.into_iter().map(str::to_owned).collect() }
    }
}

/// What becomes of these rows. `meant` are those whom earlier rows meant; whom these mean is added.
fn outcomes(
    conn: &mut Conn,
    handback: &Handback,
    meant: &mut HashSet<MemberId>,
    lines: &[Line],
    now: Moment,
) -> Result<Vec<Outcome>, Fault> {
    let erased = handovers::erased_codes(conn, &handback.handover_id)?;
    let named: Vec<&Named> = lines.iter().filter_map(|line| line.row.as_ref().ok()).collect();
    let whose = whose(conn, &handback.handover_id, &erased, &named)?;
    let people: Vec<MemberId> = whose.iter().filter_map(member_of).cloned().collect();
    let mut told = store::told_of(conn, &handback.handover_id, &people)?;
    let mut whose = whose.into_iter();
    let mut outcomes = Vec::with_capacity(lines.len());
    for line in lines {
        let (named, whose) = match (&line.row, line.row.as_ref().ok().and_then(|_| whose.next())) {
            (Ok(named), Some(whose)) => (named, whose),
            (Err(reason), _) => {
                outcomes.push(Outcome::Refused { counts_as: "refused", reason });
                continue;
            }
            (Ok(_), None) => return Err(Fault::broken("a row was not looked up")),
        };
        let (how, member) = match whose {
            Whose::ByCode(member) => ("by-code", member),
            Whose::ByEmail(member) => ("by-email", member),
            Whose::Gone => {
                outcomes.push(Outcome::Gone);
                continue;
            }
            Whose::UnknownCode => {
                outcomes.push(Outcome::Refused { counts_as: "unknown-code", reason: "unknown-code" });
                continue;
            }
            Whose::UnknownEmail => {
                outcomes.push(Outcome::Refused { counts_as: "unknown-email", reason: "unknown-email" });
                continue;
            }
        };
        if !meant.insert(member.clone()) {
            outcomes.push(Outcome::Refused { counts_as: "twice", reason: "twice" });
            continue;
        }
        let former = told.remove(&member);
        let written = former.clone().unwrap_or_default().with(&named.told, now);
        outcomes.push(Outcome::Matched { how, member, former, written });
    }
    Ok(outcomes)
}

fn member_of(whose: &Whose) -> Option<&MemberId> {
    match whose {
        Whose::ByCode(member) | Whose::ByEmail(member) => Some(member),
        Whose::Gone | Whose::UnknownCode | Whose::UnknownEmail => None,
    }
}

fn tally(counts: &mut Counts, outcomes: &[Outcome]) {
    for word in outcomes.iter().flat_map(Outcome::words) {
        *counts.entry(word.to_owned()).or_default() += 1;
    }
}

fn gather(samples: &mut Samples, lines: &[Line], outcomes: &[Outcome]) {
    for (line, outcome) in lines.iter().zip(outcomes) {
        // Of whoever is no longer with us, not even the row is pointed at.
        for word in outcome.words().into_iter().filter(|word| *word != "gone") {
            let some = samples.entry(word.to_owned()).or_default();
            if some.len() < MOST_SAMPLES {
                some.push(outcome.sample(line.number));
            }
        }
    }
}

async fn found(club: &Club, id: &HandbackId, state: &str) -> Result<Option<Handback>, Fault> {
    let wanted = id.clone();
    Ok(club.read(move |conn| store::by_id(conn, &wanted)).await?.filter(|handback| handback.state == state))
}

/// Somebody in it was erased just now, and the file with them. What was taken in can be undone.
async fn end_without_file(club: &Club, handback: Handback, now: Moment) -> Result<(), Fault> {
    let to = if handback.state == "running" && handback.done > 0 { "done" } else { "cleared" };
    club.write(move |tx| store::end(tx, &handback.id, &handback.state, to, now)).await.map(drop)
}

/// Counts what the file would do, with samples, and changes nothing of what is known.
pub(super) async fn rehearse(club: &Club, id: &HandbackId, now: Moment) -> Result<(), Fault> {
    let Some(handback) = found(club, id, "rehearsing").await? else { return Ok(()) };
    if !file_of(club, id).is_file() {
        return end_without_file(club, handback, now).await;
    }
    let mut walk = Walk::through(club, &handback)?;
    let (mut counts, mut samples, mut meant, mut done) = (Counts::new(), Samples::new(), HashSet::new(), 0);
    loop {
        let lines = walk.next(AT_ONCE).await?;
        if lines.is_empty() {
            break;
        }
        done += lines.len() as i64;
        let (own, mut known) = (handback.clone(), std::mem::take(&mut meant));
        let (outcomes, lines, known) = club
            .read(move |conn| {
                let outcomes = outcomes(conn, &own, &mut known, &lines, now)?;
                Ok((outcomes, lines, known))
            })
            .await?;
        meant = known;
        tally(&mut counts, &outcomes);
        gather(&mut samples, &lines, &outcomes);
        let at = id.clone();
        club.write_aside(move |tx| store::set_done(tx, &at, done)).await?;
    }
    let at = id.clone();
    club.write(move |tx| store::end_rehearsal(tx, &at, &counts, &samples)).await
}

/// Brings the file in, from where it was left. `Fault::Busy` when somebody else is at it.
pub(super) async fn bring_in(club: &Club, id: &HandbackId, now: Moment) -> Result<(), Fault> {
    let Some(handback) = found(club, id, "running").await? else { return Ok(()) };
    if !file_of(club, id).is_file() {
        return end_without_file(club, handback, now).await;
    }
    let mut walk = Walk::through(club, &handback)?;
    walk.skip(handback.done).await?;
    let mut done = handback.done;
    loop {
        let lines = walk.next(AT_ONCE).await?;
        if lines.is_empty() {
            break;
        }
        let (at, from) = (id.clone(), done);
        done += lines.len() as i64;
        club.write_aside(move |tx| step(tx, &at, from, &lines, now)).await?;
    }
    let at = id.clone();
    club.write(move |tx| {
        if store::end(tx, &at, "running", "done", now)? {
            let counts = store::by_id(tx, &at)?.map(|handback| handback.counts()).transpose()?.unwrap_or_default();
            let counts: Vec<String> = counts.iter().map(|(word, n)| format!("{word} {n}")).collect();
            note(tx, &at, "done", Actor::System, &counts.join(", "), now)?;
        }
        Ok::<_, Fault>(())
    })
    .await?;
    // Somebody whom it may name was erased while it was read.
    let since = handback.created_at;
    if club.read(move |conn| handovers::erased_since(conn, &handback.handover_id, since)).await? {
        imports::remove_file(&file_of(club, id))?;
    }
    Ok(())
}

/// One step, done whole or not at all.
fn step(tx: &mut Tx, id: &HandbackId, from: i64, lines: &[Line], now: Moment) -> Result<(), Fault> {
    let handback = store::by_id(tx, id)?.filter(|handback| handback.state == "running" && handback.done == from);
    // Somebody else is at it, or was a moment ago: the job is tried again, so that the file cannot be left.
    let Some(handback) = handback else { return Err(Fault::Busy) };
    let mut meant = meant_before(tx, &handback, lines)?;
    let outcomes = outcomes(tx, &handback, &mut meant, lines, now)?;
    let mut counts = handback.counts()?;
    tally(&mut counts, &outcomes);
    let (mut changes, mut refused, mut told) = (Vec::new(), Vec::new(), Vec::new());
    for (line, outcome) in lines.iter().zip(outcomes) {
        match outcome {
            Outcome::Matched { member, former, written, .. } => {
                if former.as_ref() != Some(&written) && !written.is_blank() {
                    told.push((member.clone(), written.clone()));
                }
                changes.push(Change { line: line.number, member, former, written });
            }
            Outcome::Refused { reason, .. } => refused.push((line.number, reason)),
            Outcome::Gone => {}
        }
    }
    store::put_told(tx, &handback.handover_id, &told)?;
    store::insert_changes(tx, id, &changes)?;
    store::insert_refusals(tx, id, &refused)?;
    store::step(tx, id, from, from + lines.len() as i64, &counts)
}

/// Whom earlier rows meant, of those whom these rows may mean.
fn meant_before(tx: &mut Tx, handback: &Handback, lines: &[Line]) -> Result<HashSet<MemberId>, Fault> {
    let named: Vec<&Named> = lines.iter().filter_map(|line| line.row.as_ref().ok()).collect();
    let whose = whose(tx, &handback.handover_id, &HashSet::new(), &named)?;
    let people: Vec<MemberId> = whose.iter().filter_map(member_of).cloned().collect();
    Ok(store::meant_before(tx, &handback.id, &people)?.into_iter().collect())
}

/// Takes back what the file did, but for what a later one changed.
pub(super) async fn undo(club: &Club, id: &HandbackId, now: Moment) -> Result<(), Fault> {
    loop {
        let at = id.clone();
        let more = club
            .write_aside(move |tx| {
                let handback = store::by_id(tx, &at)?.filter(|handback| handback.state == "undoing");
                let Some(handback) = handback else { return Ok::<_, Fault>(false) };
                let changes = store::changes_to_undo(tx, &at, AT_ONCE as i64)?;
                for change in &changes {
                    let kept = take_back(tx, &handback, change)?;
                    store::undone(tx, &at, &change.member, &kept)?;
                }
                store::set_done(tx, &at, handback.done + changes.len() as i64)?;
                Ok(!changes.is_empty())
            })
            .await?;
        if !more {
            break;
        }
    }
    let at = id.clone();
    club.write(move |tx| store::end(tx, &at, "undoing", "undone", now)).await.map(drop)
}

/// One person's; the names of what was left.
fn take_back(tx: &mut Tx, handback: &Handback, change: &Change) -> Result<Vec<&'static str>, Fault> {
    let member = &change.member;
    let known = store::told_of(tx, &handback.handover_id, std::slice::from_ref(member))?.remove(member);
    let Some(known) = known else { return Ok(Vec::new()) };
    let (back, kept) = known.taken_back(&change.former.clone().unwrap_or_default(), &change.written);
    if change.former.is_none() && back.is_blank() {
        store::delete_told(tx, &handback.handover_id, member)?;
    } else if back != known {
        store::put_told(tx, &handback.handover_id, &[(member.clone(), back)])?;
    }
    Ok(kept)
}
