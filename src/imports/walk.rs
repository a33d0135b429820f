//! The rows of an import's file, in order. They are read and understood beside whoever takes them, a few steps ahead.

use std::collections::{HashSet, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};

use tokio::sync::mpsc;

use super::row::Reading;
use super::store::Import;
use super::{file, file_of, plain};
use crate::base::{Fault, Moment};
use crate::club::Club;
use crate::members::{self, Brought, Candidate};

/// Rows handed over at once.
const BLOCK: usize = 100;
/// Blocks read ahead: about a step. Each row is some kilobytes.
const AHEAD: usize = 10;

/// One row as the walk sees it.
pub(super) struct Read {
    /// In the plain file; the header is line one.
    pub line: i64,
    pub row: Row,
    /// Of the address; eight bytes are remembered of each.
    who: u64,
}

pub(super) enum Row {
    Person(Box<Candidate>),
    /// Somebody of an earlier row again.
    Repeated(Box<Candidate>),
    Refused(String, &'static str),
}

enum Told {
    Rows(Vec<Read>),
    End,
    Broken(Fault),
}

pub(super) struct Walk {
    told: mpsc::Receiver<Told>,
    ready: VecDeque<Read>,
    ended: bool,
}

impl Walk {
    /// From the first row on.
    pub(super) async fn to_look(club: &Club, import: &Import) -> Result<Walk, Fault> {
        Walk::through(club, import, 0, |person| Ok(Candidate::new(person))).await
    }

    /// Behind the first `done` rows, with everybody made ready to be written who is not of an earlier row.
    pub(super) async fn to_write(club: &Club, import: &Import, done: i64, now: Moment) -> Result<Walk, Fault> {
        Walk::through(club, import, done, move |person| Candidate::prepared(person, now)).await
    }

    async fn through(
        club: &Club,
        import: &Import,
        done: i64,
        candidate: impl Fn(Brought) -> Result<Candidate, Fault> + Send + 'static,
    ) -> Result<Walk, Fault> {
        let wording = format!("{}: {}", import.system_or_file(), import.file_name);
        let reading = Reading::of(import.header()?, import.mapping()?, wording, club.read(members::fields).await?);
        let reader = plain::open(&file_of(club, &import.id))?;
        let (tell, told) = mpsc::channel(AHEAD);
        // Made whole at once: one that grows holds a half more while it does.
        let seen = HashSet::with_capacity(usize::try_from(import.total).unwrap_or_default());
        // Reading is work: not for the threads that serve.
        tokio::task::spawn_blocking(move || {
            if let Err(fault) = read(reader, &reading, done, seen, candidate, &tell) {
                drop(tell.blocking_send(Told::Broken(fault)));
            }
        });
        Ok(Walk { told, ready: VecDeque::new(), ended: false })
    }

    /// Up to `most` rows in which nobody comes twice; none at the end.
    pub(super) async fn next(&mut self, most: usize) -> Result<Vec<Read>, Fault> {
        let (mut rows, mut people) = (Vec::with_capacity(most), HashSet::with_capacity(most));
        while rows.len() < most {
            let Some(read) = self.one().await? else { break };
            let is_person = !matches!(read.row, Row::Refused(..));
            if is_person && !people.insert(read.who) {
                self.ready.push_front(read);
                break;
            }
            rows.push(read);
        }
        Ok(rows)
    }

    async fn one(&mut self) -> Result<Option<Read>, Fault> {
        while self.ready.is_empty() && !self.ended {
            match self.told.recv().await {
                Some(Told::Rows(rows)) => self.ready.extend(rows),
                Some(Told::End) => self.ended = true,
                Some(Told::Broken(fault)) => return Err(fault),
                None => return Err(Fault::broken("reading a file stopped before its end")),
            }
        }
        Ok(self.ready.pop_front())
    }
}

type Records = csv::Reader<std::io::BufReader<std::fs::File>>;

/// Ends early when nobody listens any more.
fn read(
    mut reader: Records,
    reading: &Reading,
    done: i64,
    mut seen: HashSet<u64>,
    candidate: impl Fn(Brought) -> Result<Candidate, Fault>,
    tell: &mpsc::Sender<Told>,
) -> Result<(), Fault> {
    let mut record = csv::StringRecord::new();
    let (mut line, mut block) = (1, Vec::with_capacity(BLOCK));
    while reader.read_record(&mut record).map_err(file::unread)? {
        line += 1;
        let person = reading.person(&record);
        let who = person.as_ref().map_or(0, |person| hash(person.email.folded()));
        let is_first = person.is_err() || seen.insert(who);
        if line - 1 <= done {
            continue;
        }
        let row = match person {
            Err(reason) => Row::Refused(reading.address(&record).to_owned(), reason),
            Ok(person) if is_first => Row::Person(Box::new(candidate(person)?)),
            Ok(person) => Row::Repeated(Box::new(Candidate::new(person))),
        };
        block.push(Read { line, row, who });
        if block.len() == BLOCK && tell.blocking_send(Told::Rows(std::mem::take(&mut block))).is_err() {
            return Ok(());
        }
    }
    if tell.blocking_send(Told::Rows(block)).is_ok() {
        drop(tell.blocking_send(Told::End));
    }
    Ok(())
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}
