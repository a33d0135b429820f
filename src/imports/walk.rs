//! The rows of an import's file, in order. They are read and understood beside whoever takes them, a few steps ahead.

use std::collections::{HashSet, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};

use tokio::sync::mpsc;

use super::row::Reading;
use super::store::Import;
use super::{file, file_of, plain};
use crate::base::Fault;
use crate::club::Club;
use crate::members::{self, Brought};

/// Rows handed over at once.
const BLOCK: usize = 100;
/// Blocks read ahead.
const AHEAD: usize = 20;

/// One row as the walk sees it.
pub(super) struct Read {
    /// In the plain file; the header is line one.
    pub line: i64,
    pub row: Row,
    /// Of the address; eight bytes are remembered of each.
    who: u64,
}

pub(super) enum Row {
    Person(Box<Brought>),
    /// Somebody of an earlier row again.
    Repeated(Box<Brought>),
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
    /// Begins behind the first `done` rows.
    pub(super) async fn through(club: &Club, import: &Import, done: i64) -> Result<Walk, Fault> {
        let wording = format!("{}: {}", import.system_or_file(), import.file_name);
        let reading = Reading::of(import.header()?, import.mapping()?, wording, club.read(members::fields).await?);
        let reader = plain::open(&file_of(club, &import.id))?;
        let (tell, told) = mpsc::channel(AHEAD);
        // Reading is work: not for the threads that serve.
        tokio::task::spawn_blocking(move || read(reader, &reading, done, &tell));
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
fn read(mut reader: Records, reading: &Reading, done: i64, tell: &mpsc::Sender<Told>) {
    let mut seen = HashSet::new();
    let mut record = csv::StringRecord::new();
    let (mut line, mut block) = (1, Vec::with_capacity(BLOCK));
    loop {
        match reader.read_record(&mut record) {
            Err(error) => return drop(tell.blocking_send(Told::Broken(file::unread(error)))),
            Ok(false) => break,
            Ok(true) => line += 1,
        }
        let (row, who) = understood(reading, &record, &mut seen);
        if line - 1 > done {
            block.push(Read { line, row, who });
        }
        if block.len() == BLOCK && tell.blocking_send(Told::Rows(std::mem::take(&mut block))).is_err() {
            return;
        }
    }
    if tell.blocking_send(Told::Rows(block)).is_ok() {
        drop(tell.blocking_send(Told::End));
    }
}

fn understood(reading: &Reading, record: &csv::StringRecord, seen: &mut HashSet<u64>) -> (Row, u64) {
    match reading.person(record) {
        Err(reason) => (Row::Refused(reading.address(record).to_owned(), reason), 0),
        Ok(person) => {
            let who = hash(person.email.folded());
            let person = Box::new(person);
            (if seen.insert(who) { Row::Person(person) } else { Row::Repeated(person) }, who)
        }
    }
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}
