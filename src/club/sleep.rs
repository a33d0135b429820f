//! Sleep: a restored club does nothing by itself, so that it and the one it was made from never act for the same fans.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{Club, fact, forget_fact, set_fact};
use crate::base::{Fault, Moment};
use crate::plumbing::db::{Conn, Tx};

const ASLEEP: &str = "here.asleep";
const SERVED_BY: &str = "here.served_by";

/// A machine and a folder that serve a club.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Server {
    pub machine: String,
    pub folder: String,
}

impl Server {
    /// This machine, with the club's folder.
    pub fn here(folder: &Path) -> Server {
        let machine = hostname::get().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        Server { machine, folder: folder.display().to_string() }
    }
}

/// Who served a club, and since when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Served {
    #[serde(flatten)]
    pub by: Server,
    pub since: Moment,
}

/// Why a club sleeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sleep {
    pub since: Moment,
    /// When the archive was made that this club came out of.
    pub made_at: Moment,
    /// Where the club was served last, as far as the archive knows.
    pub served: Option<Served>,
}

/// Whether, and why, the club sleeps.
pub fn sleep(conn: &mut Conn) -> Result<Option<Sleep>, Fault> {
    kept(conn, ASLEEP)
}

pub fn fall_asleep(tx: &mut Tx, sleep: &Sleep, now: Moment) -> Result<(), Fault> {
    set_fact(tx, ASLEEP, &serde_json::to_string(sleep)?, now)
}

/// Ends the sleep. What it was, if there was one.
pub fn wake(tx: &mut Tx) -> Result<Option<Sleep>, Fault> {
    let slept = sleep(tx)?;
    forget_fact(tx, ASLEEP)?;
    Ok(slept)
}

/// Who serves this club, or did last.
pub fn served(conn: &mut Conn) -> Result<Option<Served>, Fault> {
    kept(conn, SERVED_BY)
}

/// This machine serves the club from now on.
pub fn note_served(tx: &mut Tx, by: &Server, now: Moment) -> Result<(), Fault> {
    set_fact(tx, SERVED_BY, &serde_json::to_string(&Served { by: by.clone(), since: now })?, now)
}

fn kept<T: serde::de::DeserializeOwned>(conn: &mut Conn, name: &str) -> Result<Option<T>, Fault> {
    Ok(fact(conn, name)?.map(|json| serde_json::from_str(&json)).transpose()?)
}

impl Club {
    /// Whether the club slept when it was last looked at: at its opening and by every round.
    pub fn is_asleep(&self) -> bool {
        self.0.asleep.load(std::sync::atomic::Ordering::Relaxed)
    }

    /// Looks again whether the club sleeps: another process may have woken it.
    pub async fn look_whether_asleep(&self) -> Result<bool, Fault> {
        let asleep = self.read(sleep).await?.is_some();
        self.0.asleep.store(asleep, std::sync::atomic::Ordering::Relaxed);
        Ok(asleep)
    }
}
