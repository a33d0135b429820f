//! Requests to be let in: a queue in the order they came.

use diesel::dsl::max;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::base::{EmailAddress, Fault, Moment};
use crate::id;
use crate::journal::{self, Actor};
use crate::members::{self, Joining, Member, NewConsent};
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::schema::join_requests;

id!(
    /// One person's request.
    RequestId
);

/// A question as it was asked, and what was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub question: String,
    pub answer: String,
}

/// What becomes the member when the crew says yes.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    birth_date: Option<String>,
    /// Purpose, wording, address of the network.
    consents: Vec<(String, String, String)>,
    /// When they ticked the boxes; none in requests of before this was kept.
    #[serde(default)]
    decided_at: Option<Moment>,
}

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = join_requests)]
pub struct Request {
    pub id: RequestId,
    /// Its place in the order of asking.
    pub number: i64,
    pub email: String,
    pub email_folded: String,
    pub name: String,
    pub language: String,
    joining: String,
    answers: String,
    /// `waiting`, `approved` or `refused`.
    pub state: String,
    pub asked_at: Moment,
    pub decided_at: Option<Moment>,
    pub decided_by: Option<String>,
}

impl Request {
    pub fn is_waiting(&self) -> bool {
        self.state == "waiting"
    }

    pub fn answers(&self) -> Result<Vec<Answer>, Fault> {
        Ok(serde_json::from_str(&self.answers)?)
    }
}

/// Puts somebody whose address is proved into the queue. Who stands in it keeps their place, and who was refused too.
pub fn ask(tx: &mut Tx, joining: &Joining, answers: &[Answer], now: Moment) -> Result<Request, Fault> {
    if let Some(known) = by_email(tx, joining.email.folded())?.filter(|known| known.state != "approved") {
        return Ok(known);
    }
    // Approved before, erased since: they begin anew.
    forget(tx, joining.email.folded())?;
    if let Conn::Postgres(c) = tx.conn() {
        diesel::sql_query("SELECT pg_advisory_xact_lock(7303)").execute(c)?;
    }
    let highest: Option<i64> = join_requests::table.select(max(join_requests::number)).first(tx.conn())?;
    let consents = joining.consents.iter().filter(|consent| consent.granted);
    let kept = Kept {
        birth_date: joining.birth_date.clone(),
        consents: consents.map(|one| (one.purpose.clone(), one.wording.clone(), one.ip.clone())).collect(),
        decided_at: Some(joining.decided_at),
    };
    let request = Request {
        id: RequestId::new(),
        number: highest.unwrap_or(0) + 1,
        email: joining.email.as_written().to_owned(),
        email_folded: joining.email.folded().to_owned(),
        name: joining.name.chars().take(members::LONGEST_NAME).collect(),
        language: joining.language.clone(),
        joining: serde_json::to_string(&kept)?,
        answers: serde_json::to_string(answers)?,
        state: "waiting".to_owned(),
        asked_at: now,
        decided_at: None,
        decided_by: None,
    };
    diesel::insert_into(join_requests::table).values(&request).execute(tx.conn())?;
    Ok(request)
}

/// What somebody with this address asked.
pub fn by_email(conn: &mut Conn, email_folded: &str) -> Result<Option<Request>, Fault> {
    let found = join_requests::table.filter(join_requests::email_folded.eq(email_folded));
    Ok(found.select(Request::as_select()).first(conn).optional()?)
}

pub fn by_id(conn: &mut Conn, id: &RequestId) -> Result<Option<Request>, Fault> {
    Ok(join_requests::table.find(id).select(Request::as_select()).first(conn).optional()?)
}

/// How many wait longer than this one.
pub fn places_before(conn: &mut Conn, request: &Request) -> Result<i64, Fault> {
    let before = join_requests::state.eq("waiting").and(join_requests::number.lt(request.number));
    Ok(join_requests::table.filter(before).count().get_result(conn)?)
}

/// The queue, longest waiting first.
pub fn waiting(conn: &mut Conn, most: i64) -> Result<Vec<Request>, Fault> {
    let waiting = join_requests::table.filter(join_requests::state.eq("waiting")).order(join_requests::number);
    Ok(waiting.limit(most).select(Request::as_select()).load(conn)?)
}

/// Lets somebody in; they are a member from this moment. `None` when somebody decided before.
pub fn approve(tx: &mut Tx, id: &RequestId, by: &Actor, now: Moment) -> Result<Option<Member>, Fault> {
    let Some(request) = decide(tx, id, "approved", by, now)? else { return Ok(None) };
    let kept: Kept = serde_json::from_str(&request.joining)?;
    let consent = |(purpose, wording, ip): (String, String, String)| NewConsent {
        purpose,
        granted: true,
        wording,
        ip,
        source: "join".to_owned(),
    };
    let joining = Joining {
        email: EmailAddress::parse(&request.email).map_err(|error| Fault::broken(error.to_string()))?,
        name: request.name,
        language: request.language,
        country: String::new(),
        birth_date: kept.birth_date,
        source: "request".to_owned(),
        consents: kept.consents.into_iter().map(consent).collect(),
        decided_at: kept.decided_at.unwrap_or(request.asked_at),
    };
    let (member, _) = members::join(tx, &joining, now)?;
    // What they said of themselves stands in the member file now, and is corrected and erased there.
    diesel::update(join_requests::table.find(id))
        .set((join_requests::name.eq(""), join_requests::joining.eq("{}"), join_requests::answers.eq("[]")))
        .execute(tx.conn())?;
    journal::record(tx, by.clone(), "request.approved", "member", member.id.as_str(), "", now)?;
    Ok(Some(member))
}

/// Turns somebody away. `false` when somebody decided before.
pub fn refuse(tx: &mut Tx, id: &RequestId, by: &Actor, now: Moment) -> Result<bool, Fault> {
    let refused = decide(tx, id, "refused", by, now)?.is_some();
    if refused {
        journal::record(tx, by.clone(), "request.refused", "request", id.as_str(), "", now)?;
    }
    Ok(refused)
}

fn decide(tx: &mut Tx, id: &RequestId, state: &str, by: &Actor, now: Moment) -> Result<Option<Request>, Fault> {
    let who = match by {
        Actor::Crew(id) => Some(id.clone()),
        _ => None,
    };
    let waiting = join_requests::table.find(id).filter(join_requests::state.eq("waiting"));
    let decision =
        (join_requests::state.eq(state), join_requests::decided_at.eq(Some(now)), join_requests::decided_by.eq(who));
    if diesel::update(waiting).set(decision).execute(tx.conn())? == 0 {
        return Ok(None);
    }
    by_id(tx, id)
}

/// Forgets what somebody with this address asked.
pub fn forget(tx: &mut Tx, email_folded: &str) -> Result<(), Fault> {
    let theirs = join_requests::table.filter(join_requests::email_folded.eq(email_folded));
    diesel::delete(theirs).execute(tx.conn())?;
    Ok(())
}
