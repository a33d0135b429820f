//! Who was erased, outside the database: one salted hash a line in the club's folder. A backup that is put back brings
//! people back who had left; whoever stands here is then erased again.

use std::collections::HashSet;
use std::fs;
use std::io::Write;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::erase_here;
use crate::base::{Fault, Moment, Secret};
use crate::club::{self, Club};
use crate::members::{self, MemberId};

/// The fact that says how many tombstones this database has obeyed.
const OBEYED: &str = "tombstones";
/// Members compared at a time.
const PAGE: i64 = 2_000;

struct Tombstones {
    salt: String,
    hashes: HashSet<String>,
}

impl Tombstones {
    fn read(path: &Path) -> Result<Option<Tombstones>, Fault> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let mut lines = text.lines();
        let salt = lines.next().and_then(|line| line.strip_prefix("salt "));
        let salt = salt.ok_or_else(|| Fault::broken("the file of tombstones has no salt in its first line"))?;
        let hash = |line: &str| line.split_whitespace().next().map(str::to_owned);
        Ok(Some(Tombstones { salt: salt.to_owned(), hashes: lines.filter_map(hash).collect() }))
    }

    fn hash(&self, member: &MemberId) -> String {
        hash(&self.salt, member)
    }
}

fn hash(salt: &str, member: &MemberId) -> String {
    hex::encode(Sha256::digest(format!("{salt} {member}")))
}

/// Sets a member's tombstone, on the disk before it returns. Twice is once.
pub(super) fn set(club: &Club, member: &MemberId, now: Moment) -> Result<(), Fault> {
    use std::os::unix::fs::OpenOptionsExt;
    let path = club.folder().tombstones();
    // Of two that meet one begins the file, and both go by its salt.
    match fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path) {
        Ok(mut begun) => {
            begun.write_all(format!("salt {}\n", Secret::random().reveal()).as_bytes())?;
            begun.sync_all()?;
        }
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(error.into()),
    }
    let known = Tombstones::read(&path)?.ok_or_else(|| Fault::broken("the file of tombstones is gone"))?;
    if known.hashes.contains(&known.hash(member)) {
        return Ok(());
    }
    let text = format!("{} {}\n", known.hash(member), now.utc_date());
    let mut file = fs::OpenOptions::new().append(true).open(&path)?;
    // One write: two that meet do not mix their lines.
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    Ok(())
}

/// Notes that everybody who has a tombstone is erased in this database.
pub(super) async fn obeyed(club: &Club, now: Moment) -> Result<(), Fault> {
    let Some(tombstones) = Tombstones::read(&club.folder().tombstones())? else { return Ok(()) };
    let count = tombstones.hashes.len().to_string();
    club.write(move |tx| club::set_fact(tx, OBEYED, &count, now)).await
}

/// Notes that one person more is erased. Where more tombstones than that one are new, a backup may have been put back:
/// then all are obeyed first.
pub(super) async fn one_more_obeyed(club: &Club, now: Moment) -> Result<(), Fault> {
    let Some(tombstones) = Tombstones::read(&club.folder().tombstones())? else { return Ok(()) };
    let done = club.read(|conn| club::fact(conn, OBEYED)).await?;
    let done = done.and_then(|done| done.parse::<usize>().ok()).unwrap_or(0);
    if done + 1 >= tombstones.hashes.len() { obeyed(club, now).await } else { replay(club, now).await.map(drop) }
}

/// Erases again whoever has a tombstone and is in the database all the same: after a backup was put back. Cheap when
/// there is nothing to do; the rounds call it, so that no restore can forget to. Gives how many were erased.
///
/// The payment provider is not asked: what it was told when they left still stands there.
pub async fn replay(club: &Club, now: Moment) -> Result<usize, Fault> {
    let Some(tombstones) = Tombstones::read(&club.folder().tombstones())? else { return Ok(0) };
    let done = club.read(|conn| club::fact(conn, OBEYED)).await?;
    if done.and_then(|done| done.parse::<usize>().ok()) == Some(tombstones.hashes.len()) {
        return Ok(0);
    }
    let mut erased = 0;
    let mut after = String::new();
    loop {
        let from = after.clone();
        let page = club.read(move |conn| members::ids_after(conn, &from, PAGE)).await?;
        let Some(last) = page.last() else { break };
        after = last.0.clone();
        for member in page.into_iter().filter(|member| tombstones.hashes.contains(&tombstones.hash(member))) {
            erase_here(club, &member, now).await?;
            erased += 1;
        }
    }
    obeyed(club, now).await?;
    Ok(erased)
}
