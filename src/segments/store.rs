//! Reads `standings` and, for addresses, `members`: a named reader of other rooms' tables.

use diesel::prelude::*;

use super::sql::{Sql, consents_to, meets};
use crate::base::condition::Condition;
use crate::base::{Fault, Moment};
use crate::members::MemberId;
use crate::plumbing::db::{Backend, Conn};
use crate::plumbing::schema::{members, standings};

/// Somebody to write to.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Recipient {
    pub member_id: MemberId,
    pub email: String,
    pub name: String,
    /// Of mails to them.
    pub language: String,
}

type Query<'q> = standings::BoxedQuery<'q, Backend>;

fn meeting<'q>(condition: &Condition, now: Moment) -> Query<'q> {
    standings::table.into_boxed().filter(meets(condition, now))
}

/// Agreed to the purpose, and mail to them arrives.
fn reachable(purpose: &str) -> Sql {
    Box::new(standings::active.eq(true).and(standings::reachable.eq(true)).and(consents_to(purpose)))
}

fn ids_after(conn: &mut Conn, query: Query<'_>, after: Option<&MemberId>, most: i64) -> Result<Vec<MemberId>, Fault> {
    let query = match after {
        Some(after) => query.filter(standings::member_id.gt(after.clone())),
        None => query,
    };
    Ok(query.order(standings::member_id).limit(most).select(standings::member_id).load(conn)?)
}

pub(super) fn count(conn: &mut Conn, condition: &Condition, now: Moment) -> Result<i64, Fault> {
    Ok(meeting(condition, now).count().get_result(conn)?)
}

pub(super) fn page(
    conn: &mut Conn,
    condition: &Condition,
    after: Option<&MemberId>,
    most: i64,
    now: Moment,
) -> Result<Vec<MemberId>, Fault> {
    ids_after(conn, meeting(condition, now), after, most)
}

pub(super) fn count_recipients(
    conn: &mut Conn,
    condition: &Condition,
    purpose: &str,
    now: Moment,
) -> Result<i64, Fault> {
    Ok(meeting(condition, now).filter(reachable(purpose)).count().get_result(conn)?)
}

pub(super) fn recipients(
    conn: &mut Conn,
    condition: &Condition,
    purpose: &str,
    after: Option<&MemberId>,
    most: i64,
    now: Moment,
) -> Result<Vec<Recipient>, Fault> {
    let ids = ids_after(conn, meeting(condition, now).filter(reachable(purpose)), after, most)?;
    let columns = (members::id, members::email, members::name, members::language);
    Ok(members::table.filter(members::id.eq_any(&ids)).order(members::id).select(columns).load(conn)?)
}
