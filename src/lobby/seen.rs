//! Who was here lately, gathered in memory: page views write nothing, a batch does once a minute.

use std::collections::HashMap;
use std::sync::Mutex;

use crate::base::Moment;
use crate::club::Club;
use crate::members::MemberId;
use crate::sessions::{Session, SessionId};

/// A session's use is written down again after this long.
const STALE_SECONDS: i64 = 300;

type ByMember = HashMap<MemberId, (SessionId, Moment)>;

#[derive(Default)]
pub struct Seen(Mutex<HashMap<String, ByMember>>);

impl Seen {
    pub fn note(&self, club: &Club, member: &MemberId, session: &Session, now: Moment) {
        if now.seconds_since(session.last_seen_at) < STALE_SECONDS {
            return;
        }
        let mut all = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        all.entry(club.name().to_owned()).or_default().insert(member.clone(), (session.id.clone(), now));
    }

    /// Takes what was gathered for one club.
    pub fn take(&self, club: &Club) -> Vec<(MemberId, SessionId, Moment)> {
        let mut all = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let gathered = all.remove(club.name()).unwrap_or_default();
        gathered.into_iter().map(|(member, (session, at))| (member, session, at)).collect()
    }
}
