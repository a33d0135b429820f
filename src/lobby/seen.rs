//! Who was here lately, gathered in memory: page views write nothing, a batch does once a minute.

use std::collections::HashMap;
use std::sync::Mutex;

use crate::base::Moment;
use crate::club::Club;
use crate::sessions::{Audience, Session, SessionId};

/// A session's use is written down again after this long.
const STALE_SECONDS: i64 = 300;

/// The last use of one session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    pub audience: Audience,
    /// Id of the member or crew member.
    pub person_id: String,
    pub session: SessionId,
    pub at: Moment,
}

type BySession = HashMap<SessionId, Use>;

#[derive(Default)]
pub struct Seen(Mutex<HashMap<String, BySession>>);

impl Seen {
    pub fn note(&self, club: &Club, audience: Audience, session: &Session, now: Moment) {
        if now.seconds_since(session.last_seen_at) < STALE_SECONDS {
            return;
        }
        let (person_id, id) = (session.person_id.clone(), session.id.clone());
        let mut all = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let of_club = all.entry(club.name().to_owned()).or_default();
        of_club.insert(id.clone(), Use { audience, person_id, session: id, at: now });
    }

    /// Takes what was gathered for one club.
    pub fn take(&self, club: &Club) -> Vec<Use> {
        let mut all = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        all.remove(club.name()).unwrap_or_default().into_values().collect()
    }
}
