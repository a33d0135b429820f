//! The club's fields as rows, and the members who have something in one.

use diesel::prelude::*;

use super::MemberId;
use super::club_fields::ClubFieldId;
use crate::base::{Fault, Moment};
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::schema::{club_fields, member_extras};

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = club_fields)]
pub struct ClubField {
    pub id: ClubFieldId,
    /// By it a column of a file says that it is this field.
    pub number: i64,
    /// Its word in conditions.
    pub key: String,
    pub name: String,
    /// `text`, `number`, `date`, `choice`, `yes-no`.
    pub(super) kind: String,
    /// One a line.
    pub(super) choices: String,
    pub(super) position: i64,
    pub(super) created_at: Moment,
    /// Out of sight; the values go soon.
    pub(super) removed_at: Option<Moment>,
}

diesel::define_sql_function! {
    /// Where a part begins, counted from one; zero for nowhere. PostgreSQL has it from our own migration.
    fn instr(text: diesel::sql_types::Text, part: diesel::sql_types::Text) -> diesel::sql_types::Integer;
}

/// In the club's order.
pub fn fields(conn: &mut Conn) -> Result<Vec<ClubField>, Fault> {
    Ok(club_fields::table
        .filter(club_fields::removed_at.is_null())
        .order((club_fields::position, club_fields::number))
        .select(ClubField::as_select())
        .load(conn)?)
}

pub fn field_by_id(conn: &mut Conn, id: &ClubFieldId) -> Result<Option<ClubField>, Fault> {
    Ok(by_id_ever(conn, id)?.filter(|field| field.removed_at.is_none()))
}

/// Also one that was removed.
pub(super) fn by_id_ever(conn: &mut Conn, id: &ClubFieldId) -> Result<Option<ClubField>, Fault> {
    Ok(club_fields::table.find(id).select(ClubField::as_select()).first(conn).optional()?)
}

pub(super) fn has_key(conn: &mut Conn, key: &str) -> Result<bool, Fault> {
    let found: i64 = club_fields::table.filter(club_fields::key.eq(key)).count().get_result(conn)?;
    Ok(found > 0)
}

/// The highest number and the last position.
pub(super) fn last(conn: &mut Conn) -> Result<(i64, i64), Fault> {
    let highest: (Option<i64>, Option<i64>) = club_fields::table
        .select((diesel::dsl::max(club_fields::number), diesel::dsl::max(club_fields::position)))
        .first(conn)?;
    Ok((highest.0.unwrap_or(0), highest.1.unwrap_or(0)))
}

pub(super) fn insert(tx: &mut Tx, field: &ClubField) -> Result<(), Fault> {
    diesel::insert_into(club_fields::table).values(field).execute(tx.conn())?;
    Ok(())
}

pub(super) fn update(tx: &mut Tx, id: &ClubFieldId, name: &str, choices: &str) -> Result<(), Fault> {
    diesel::update(club_fields::table.find(id))
        .set((club_fields::name.eq(name), club_fields::choices.eq(choices)))
        .execute(tx.conn())?;
    Ok(())
}

pub(super) fn set_position(tx: &mut Tx, id: &ClubFieldId, position: i64) -> Result<(), Fault> {
    diesel::update(club_fields::table.find(id)).set(club_fields::position.eq(position)).execute(tx.conn())?;
    Ok(())
}

pub(super) fn set_removed(tx: &mut Tx, id: &ClubFieldId, at: Option<Moment>) -> Result<(), Fault> {
    diesel::update(club_fields::table.find(id)).set(club_fields::removed_at.eq(at)).execute(tx.conn())?;
    Ok(())
}

pub(super) fn delete(tx: &mut Tx, id: &ClubFieldId) -> Result<(), Fault> {
    diesel::delete(club_fields::table.find(id)).execute(tx.conn())?;
    Ok(())
}

/// How a heading stands in the column of what is kept of somebody.
fn written(heading: &str) -> String {
    format!("{}:", serde_json::Value::from(heading))
}

/// How many members have something in this field.
pub fn count_values(conn: &mut Conn, field: &ClubField) -> Result<i64, Fault> {
    let holders = member_extras::table.filter(instr(member_extras::fields, written(&field.heading())).gt(0));
    Ok(holders.count().get_result(conn)?)
}

/// How many of them have exactly this.
pub fn count_value(conn: &mut Conn, field: &ClubField, value: &str) -> Result<i64, Fault> {
    let pair = format!("{}{}", written(&field.heading()), serde_json::Value::from(value));
    Ok(member_extras::table.filter(instr(member_extras::fields, pair).gt(0)).count().get_result(conn)?)
}

/// Members after `after` of whom anything is kept under this heading.
pub(super) fn holders_after(conn: &mut Conn, heading: &str, after: &str, most: i64) -> Result<Vec<MemberId>, Fault> {
    Ok(member_extras::table
        .filter(member_extras::member_id.gt(after.to_owned()))
        .filter(instr(member_extras::fields, written(heading)).gt(0))
        .order(member_extras::member_id)
        .limit(most)
        .select(member_extras::member_id)
        .load(conn)?)
}

/// Members after `after` of whom a file brought anything.
pub(super) fn brought_after(conn: &mut Conn, after: &str, most: i64) -> Result<Vec<MemberId>, Fault> {
    Ok(member_extras::table
        .filter(member_extras::member_id.gt(after.to_owned()).and(member_extras::fields.ne("{}")))
        .order(member_extras::member_id)
        .limit(most)
        .select(member_extras::member_id)
        .load(conn)?)
}
