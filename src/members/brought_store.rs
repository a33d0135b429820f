//! What files brought, as rows: the members' extras, and writing and removing many members at once.

use std::collections::{BTreeMap, HashMap};

use diesel::prelude::*;
use diesel::upsert::excluded;

use super::MemberId;
use super::brought::Facts;
use super::consents::ConsentId;
use super::store::Member;
use crate::base::{Fault, Moment};
use crate::insert_rows;
use crate::plumbing::db::{Both, Conn, Tx};
use crate::plumbing::schema::{consents, member_extras, member_tags, members, standings, suppressions};
use crate::plumbing::search::searchable_name;

/// What is known of a member beyond the club's own columns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Extras {
    /// Columns of their file that are none of ours, by heading.
    pub fields: BTreeMap<String, String>,
    pub stripe_customer: String,
    pub stripe_subscription: String,
    /// No news is sent until the owner lets it out.
    pub mail_waits: bool,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = member_extras)]
pub(super) struct ExtrasRow {
    pub member_id: MemberId,
    pub fields: String,
    pub stripe_customer: String,
    pub stripe_subscription: String,
    pub mail_waits: bool,
}

impl ExtrasRow {
    pub(super) fn of(member: &MemberId, facts: &Facts, mail_waits: bool) -> Result<ExtrasRow, Fault> {
        Ok(ExtrasRow {
            member_id: member.clone(),
            fields: serde_json::to_string(&facts.fields)?,
            stripe_customer: facts.stripe_customer.clone(),
            stripe_subscription: facts.stripe_subscription.clone(),
            mail_waits,
        })
    }

    /// Of somebody of whom nothing else is known.
    pub(super) fn of_fields(member: &MemberId, fields: &BTreeMap<String, String>) -> Result<ExtrasRow, Fault> {
        let facts = Facts { fields: fields.clone(), ..Facts::default() };
        ExtrasRow::of(member, &facts, false)
    }
}

pub fn extras_of(conn: &mut Conn, member: &MemberId) -> Result<Extras, Fault> {
    Ok(extras_by_ids(conn, std::slice::from_ref(member))?.remove(member).unwrap_or_default())
}

/// The member whose file named this agreement at Stripe, else this customer.
pub fn by_stripe(conn: &mut Conn, customer: &str, subscription: &str) -> Result<Option<MemberId>, Fault> {
    // Said twice so that the index of those who have one is used.
    let of_agreement = member_extras::table
        .filter(member_extras::stripe_subscription.eq(subscription).and(member_extras::stripe_subscription.ne("")))
        .order(member_extras::member_id);
    if let Some(found) = of_agreement.select(member_extras::member_id).first(conn).optional()? {
        return Ok(Some(found));
    }
    let of_customer = member_extras::table
        .filter(member_extras::stripe_customer.eq(customer).and(member_extras::stripe_customer.ne("")))
        .order(member_extras::member_id);
    Ok(of_customer.select(member_extras::member_id).first(conn).optional()?)
}

pub(super) fn extras_by_ids(conn: &mut Conn, ids: &[MemberId]) -> Result<HashMap<MemberId, Extras>, Fault> {
    let rows: Vec<ExtrasRow> =
        member_extras::table.filter(member_extras::member_id.eq_any(ids)).select(ExtrasRow::as_select()).load(conn)?;
    rows.into_iter()
        .map(|row| {
            let extras = Extras {
                fields: serde_json::from_str(&row.fields)?,
                stripe_customer: row.stripe_customer,
                stripe_subscription: row.stripe_subscription,
                mail_waits: row.mail_waits,
            };
            Ok((row.member_id, extras))
        })
        .collect()
}

pub(super) fn update_mail_waits(tx: &mut Tx, ids: &[MemberId], waits: bool) -> Result<(), Fault> {
    let rows = member_extras::table.filter(member_extras::member_id.eq_any(ids));
    diesel::update(rows).set(member_extras::mail_waits.eq(waits)).execute(tx.conn())?;
    Ok(())
}

/// Whoever has one of these addresses.
pub fn by_emails(conn: &mut Conn, folded: &[&str]) -> Result<Vec<Member>, Fault> {
    Ok(members::table.filter(members::email_folded.eq_any(folded)).select(Member::as_select()).load(conn)?)
}

pub(super) fn tags_by_ids(conn: &mut Conn, ids: &[MemberId]) -> Result<HashMap<MemberId, Vec<String>>, Fault> {
    let rows: Vec<(MemberId, String)> = member_tags::table
        .filter(member_tags::member_id.eq_any(ids))
        .order((member_tags::member_id, member_tags::tag))
        .select((member_tags::member_id, member_tags::tag))
        .load(conn)?;
    Ok(gathered(rows))
}

/// The newest decision about each purpose of each who made one.
pub(super) fn decisions(conn: &mut Conn, ids: &[MemberId]) -> Result<HashMap<MemberId, HashMap<String, bool>>, Fault> {
    let rows: Vec<(MemberId, String, bool)> = consents::table
        .filter(consents::member_id.eq_any(ids))
        .order((consents::at.asc(), consents::id.asc()))
        .select((consents::member_id, consents::purpose, consents::granted))
        .load(conn)?;
    let mut decided: HashMap<MemberId, HashMap<String, bool>> = HashMap::new();
    for (member, purpose, granted) in rows {
        decided.entry(member).or_default().insert(purpose, granted);
    }
    Ok(decided)
}

fn gathered<T>(rows: Vec<(MemberId, T)>) -> HashMap<MemberId, Vec<T>> {
    let mut all: HashMap<MemberId, Vec<T>> = HashMap::new();
    for (member, one) in rows {
        all.entry(member).or_default().push(one);
    }
    all
}

/// Which of these numbers somebody has.
pub(super) fn numbers_taken(conn: &mut Conn, numbers: &[i64]) -> Result<Vec<i64>, Fault> {
    Ok(members::table.filter(members::number.eq_any(numbers)).select(members::number).load(conn)?)
}

/// Which of these addresses take no mail.
pub(super) fn suppressed(conn: &mut Conn, folded: &[&str]) -> Result<Vec<String>, Fault> {
    Ok(suppressions::table
        .filter(suppressions::email_folded.eq_any(folded))
        .select(suppressions::email_folded)
        .load(conn)?)
}

pub(super) fn insert_members(tx: &mut Tx, rows: &[Member]) -> Result<(), Fault> {
    Ok(insert_rows!(tx, members::table, rows)?)
}

pub(super) fn insert_extras(tx: &mut Tx, rows: &[ExtrasRow]) -> Result<(), Fault> {
    Ok(insert_rows!(tx, member_extras::table, rows)?)
}

#[derive(Insertable)]
#[diesel(table_name = member_tags)]
pub(super) struct Tagged {
    pub member_id: MemberId,
    pub tag: String,
}

pub(super) fn insert_tags(tx: &mut Tx, tags: &[Tagged]) -> Result<(), Fault> {
    Ok(insert_rows!(tx, member_tags::table, tags)?)
}

pub(super) fn update_facts(tx: &mut Tx, member: &MemberId, facts: &Facts) -> Result<(), Fault> {
    diesel::update(members::table.find(member))
        .set((
            members::name.eq(&facts.name),
            members::name_folded.eq(searchable_name(&facts.name)),
            members::language.eq(&facts.language),
            members::country.eq(&facts.country),
            members::time_zone.eq(&facts.time_zone),
            members::birth_date.eq(&facts.birth_date),
            members::joined_at.eq(Moment(facts.joined_at)),
            members::note.eq(&facts.note),
            members::state.eq(&facts.state),
            members::email_state.eq(&facts.email_state),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Whether mail waits is another's to say.
pub(super) fn put_extras(tx: &mut Tx, row: &ExtrasRow) -> Result<(), Fault> {
    let upsert = diesel::insert_into(member_extras::table)
        .values((
            member_extras::member_id.eq(&row.member_id),
            member_extras::fields.eq(&row.fields),
            member_extras::stripe_customer.eq(&row.stripe_customer),
            member_extras::stripe_subscription.eq(&row.stripe_subscription),
            member_extras::mail_waits.eq(row.mail_waits),
        ))
        .on_conflict(member_extras::member_id)
        .do_update()
        .set((
            member_extras::fields.eq(excluded(member_extras::fields)),
            member_extras::stripe_customer.eq(excluded(member_extras::stripe_customer)),
            member_extras::stripe_subscription.eq(excluded(member_extras::stripe_subscription)),
        ));
    Both(upsert).execute(tx.conn())?;
    Ok(())
}

/// Only what the club and files keep of somebody; whatever else is known stays.
pub(super) fn put_fields(tx: &mut Tx, row: &ExtrasRow) -> Result<(), Fault> {
    let upsert = diesel::insert_into(member_extras::table)
        .values(row)
        .on_conflict(member_extras::member_id)
        .do_update()
        .set(member_extras::fields.eq(excluded(member_extras::fields)));
    Both(upsert).execute(tx.conn())?;
    Ok(())
}

pub(super) fn count_consents(conn: &mut Conn, member: &MemberId) -> Result<i64, Fault> {
    Ok(consents::table.filter(consents::member_id.eq(member)).count().get_result(conn)?)
}

pub(super) fn tier_of(conn: &mut Conn, member: &MemberId) -> Result<String, Fault> {
    let tier: Option<String> = standings::table.find(member).select(standings::tier).first(conn).optional()?;
    Ok(tier.unwrap_or_default())
}

pub(super) fn delete_consents(tx: &mut Tx, ids: &[ConsentId]) -> Result<(), Fault> {
    diesel::delete(consents::table.filter(consents::id.eq_any(ids))).execute(tx.conn())?;
    Ok(())
}

pub(super) fn delete_suppression(tx: &mut Tx, email_folded: &str, reason: &str) -> Result<(), Fault> {
    let ours = suppressions::table.find(email_folded).filter(suppressions::reason.eq(reason));
    diesel::delete(ours).execute(tx.conn())?;
    Ok(())
}

/// Removes a member and all this room knows of them; `false`, and nothing done, when another room still needs them.
pub(super) fn delete_member(tx: &mut Tx, member: &MemberId) -> Result<bool, Fault> {
    let done: Result<(), diesel::result::Error> = tx.conn().transaction(|conn| {
        diesel::delete(member_tags::table.filter(member_tags::member_id.eq(member))).execute(conn)?;
        diesel::delete(consents::table.filter(consents::member_id.eq(member))).execute(conn)?;
        diesel::delete(member_extras::table.find(member)).execute(conn)?;
        diesel::delete(standings::table.find(member)).execute(conn)?;
        diesel::delete(members::table.find(member)).execute(conn)?;
        Ok(())
    });
    match done {
        Ok(()) => Ok(true),
        Err(diesel::result::Error::DatabaseError(diesel::result::DatabaseErrorKind::ForeignKeyViolation, _)) => {
            Ok(false)
        }
        Err(error) => Err(error.into()),
    }
}
