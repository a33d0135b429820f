//! The members' tables. Private to this room but for what `mod.rs` names.

use diesel::prelude::*;

use super::consents::{ConsentId, Decided, insert_consents};
use super::standing::{self, between_commas};
use super::{Joining, MemberId, Profile};
use crate::base::{Fault, Moment, ZoneName};
use crate::plumbing::db::{Both, Conn, Tx};
use crate::plumbing::schema::{member_tags, members, standings, suppressions};
use crate::plumbing::search::searchable_name;

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = members)]
// One statement for many rows on both databases: SQLite knows no DEFAULT between values.
#[diesel(treat_none_as_default_value = false)]
pub struct Member {
    pub id: MemberId,
    pub number: i64,
    pub email: String,
    pub email_folded: String,
    /// `confirmed`, `bounced`, `complained`.
    pub email_state: String,
    pub name: String,
    pub name_folded: String,
    pub language: String,
    pub country: String,
    pub birth_date: Option<String>,
    pub joined_at: Moment,
    pub source: String,
    pub note: String,
    /// `active`, `banned`, `leaving` or `erased`.
    pub state: String,
    pub last_seen_at: Option<Moment>,
    pub time_zone: ZoneName,
}

impl Member {
    pub fn is_banned(&self) -> bool {
        self.state == "banned"
    }

    /// Nothing is left but a number.
    pub fn is_erased(&self) -> bool {
        self.state == "erased"
    }
}

pub fn by_id(conn: &mut Conn, id: &MemberId) -> Result<Option<Member>, Fault> {
    Ok(members::table.find(id).select(Member::as_select()).first(conn).optional()?)
}

pub fn by_ids(conn: &mut Conn, ids: &[MemberId]) -> Result<Vec<Member>, Fault> {
    Ok(members::table.filter(members::id.eq_any(ids)).select(Member::as_select()).load(conn)?)
}

pub fn by_email(conn: &mut Conn, email_folded: &str) -> Result<Option<Member>, Fault> {
    Ok(members::table
        .filter(members::email_folded.eq(email_folded))
        .select(Member::as_select())
        .first(conn)
        .optional()?)
}

pub fn by_number(conn: &mut Conn, number: i64) -> Result<Option<Member>, Fault> {
    Ok(members::table.filter(members::number.eq(number)).select(Member::as_select()).first(conn).optional()?)
}

/// How many members the club has. Those who were erased have no standing.
pub fn count(conn: &mut Conn) -> Result<i64, Fault> {
    Ok(standings::table.count().get_result(conn)?)
}

/// The longest here, newest of them first.
pub fn oldest(conn: &mut Conn, most: i64) -> Result<Vec<Member>, Fault> {
    let first = members::table.inner_join(standings::table).filter(members::number.le(most));
    Ok(first.select(Member::as_select()).order(members::number.desc()).load(conn)?)
}

pub fn tags_of(conn: &mut Conn, member: &MemberId) -> Result<Vec<String>, Fault> {
    Ok(member_tags::table
        .filter(member_tags::member_id.eq(member))
        .order(member_tags::tag)
        .select(member_tags::tag)
        .load(conn)?)
}

/// Every tag some member carries.
pub fn tags_in_use(conn: &mut Conn) -> Result<Vec<String>, Fault> {
    Ok(member_tags::table.select(member_tags::tag).distinct().order(member_tags::tag).load(conn)?)
}

/// Why nothing is sent to this address, and since when.
pub fn suppression_of(conn: &mut Conn, email_folded: &str) -> Result<Option<(String, Moment)>, Fault> {
    let found = suppressions::table.find(email_folded).select((suppressions::reason, suppressions::at));
    Ok(found.first(conn).optional()?)
}

pub(super) fn is_suppressed(conn: &mut Conn, email_folded: &str) -> Result<bool, Fault> {
    let found: Option<String> =
        suppressions::table.find(email_folded).select(suppressions::reason).first(conn).optional()?;
    Ok(found.is_some())
}

pub(super) fn insert_suppression(tx: &mut Tx, email_folded: &str, reason: &str, now: Moment) -> Result<(), Fault> {
    let row = (suppressions::email_folded.eq(email_folded), suppressions::reason.eq(reason), suppressions::at.eq(now));
    Both(diesel::insert_into(suppressions::table).values(row).on_conflict_do_nothing()).execute(tx.conn())?;
    Ok(())
}

pub(super) fn joined_between(conn: &mut Conn, from: Moment, to: Moment) -> Result<i64, Fault> {
    Ok(members::table.filter(members::joined_at.ge(from).and(members::joined_at.lt(to))).count().get_result(conn)?)
}

pub(super) fn next_number(conn: &mut Conn) -> Result<i64, Fault> {
    let highest: Option<i64> = members::table.select(diesel::dsl::max(members::number)).first(conn)?;
    Ok(highest.unwrap_or(0) + 1)
}

pub(super) fn insert_member(tx: &mut Tx, joining: &Joining, now: Moment) -> Result<Member, Fault> {
    lock_numbers(tx)?;
    let name: String = joining.name.trim().chars().take(super::LONGEST_NAME).collect();
    let member = Member {
        id: MemberId::new(),
        number: next_number(tx)?,
        email: joining.email.as_written().to_owned(),
        email_folded: joining.email.folded().to_owned(),
        email_state: "confirmed".to_owned(),
        name_folded: searchable_name(&name),
        name,
        language: joining.language.clone(),
        country: joining.country.to_uppercase(),
        birth_date: joining.birth_date.clone(),
        joined_at: now,
        source: joining.source.clone(),
        note: String::new(),
        state: "active".to_owned(),
        last_seen_at: None,
        time_zone: ZoneName::default(),
    };
    diesel::insert_into(members::table).values(&member).execute(tx.conn())?;
    Ok(member)
}

/// Two people who join at once must not draw one number.
pub(super) fn lock_numbers(tx: &mut Tx) -> Result<(), Fault> {
    tx.alone_with("numbers of members")
}

pub(super) fn update_profile(tx: &mut Tx, member: &MemberId, profile: &Profile) -> Result<(), Fault> {
    let name: String = profile.name.trim().chars().take(super::LONGEST_NAME).collect();
    diesel::update(members::table.find(member))
        .set((
            members::name_folded.eq(searchable_name(&name)),
            members::name.eq(name),
            members::language.eq(&profile.language),
            members::country.eq(profile.country.to_uppercase()),
            members::time_zone.eq(&profile.time_zone),
        ))
        .execute(tx.conn())?;
    Ok(())
}

pub(super) fn update_note(tx: &mut Tx, member: &MemberId, note: &str) -> Result<(), Fault> {
    diesel::update(members::table.find(member)).set(members::note.eq(note)).execute(tx.conn())?;
    Ok(())
}

/// Bans, or lifts a ban. False for whoever is leaving or gone: they come back by neither.
pub(super) fn update_state(tx: &mut Tx, member: &MemberId, state: &str) -> Result<bool, Fault> {
    let here = members::table.find(member).filter(members::state.eq_any(["active", "banned"]));
    Ok(diesel::update(here).set(members::state.eq(state)).execute(tx.conn())? == 1)
}

pub(super) fn update_last_seen(tx: &mut Tx, member: &MemberId, at: Moment) -> Result<(), Fault> {
    diesel::update(members::table.find(member)).set(members::last_seen_at.eq(at)).execute(tx.conn())?;
    Ok(())
}

/// Whether the member did not have it yet.
pub(super) fn insert_tag(tx: &mut Tx, member: &MemberId, tag: &str) -> Result<bool, Fault> {
    if tag.is_empty() {
        return Ok(false);
    }
    let row = (member_tags::member_id.eq(member), member_tags::tag.eq(tag));
    let insert = diesel::insert_into(member_tags::table).values(row).on_conflict_do_nothing();
    Ok(Both(insert).execute(tx.conn())? > 0)
}

/// Whether the member had it.
pub(super) fn delete_tag(tx: &mut Tx, member: &MemberId, tag: &str) -> Result<bool, Fault> {
    Ok(diesel::delete(member_tags::table.find((member, tag))).execute(tx.conn())? > 0)
}

/// A member as a file or a generator brings them, with their whole standing.
#[derive(Debug, Clone)]
pub struct NewMember {
    pub member: Member,
    pub tier: String,
    pub tier_since: Option<Moment>,
    pub tags: Vec<String>,
    /// Purposes agreed to at joining, with the wording.
    pub consents: Vec<(String, String)>,
}

/// Writes many members at once. Their numbers, ids and folded fields are the caller's care.
pub fn insert_many(tx: &mut Tx, newcomers: &[NewMember]) -> Result<(), Fault> {
    for some in newcomers.chunks(500) {
        let rows: Vec<&Member> = some.iter().map(|newcomer| &newcomer.member).collect();
        tx.exec(diesel::insert_into(members::table).values(rows))?;
        let tags: Vec<_> = some
            .iter()
            .flat_map(|n| n.tags.iter().map(|tag| (member_tags::member_id.eq(&n.member.id), member_tags::tag.eq(tag))))
            .collect();
        tx.exec(diesel::insert_into(member_tags::table).values(tags))?;
        let decided = some.iter().flat_map(|newcomer| {
            newcomer.consents.iter().map(|(purpose, wording)| Decided {
                id: ConsentId::new(),
                member_id: newcomer.member.id.clone(),
                purpose: purpose.clone(),
                granted: true,
                wording: wording.clone(),
                at: newcomer.member.joined_at,
                ip: String::new(),
                source: newcomer.member.source.clone(),
            })
        });
        insert_consents(tx, &decided.collect::<Vec<_>>())?;
        let rows: Vec<standing::Row> = some.iter().map(standing_row).collect();
        standing::insert_standings(tx, &rows)?;
    }
    Ok(())
}

fn standing_row(newcomer: &NewMember) -> standing::Row {
    let member = &newcomer.member;
    let mut purposes: Vec<String> = newcomer.consents.iter().map(|(purpose, _)| purpose.clone()).collect();
    purposes.sort();
    let mut tags = newcomer.tags.clone();
    tags.sort();
    let holds = if newcomer.tier.is_empty() { "free" } else { "paying" };
    standing::Row {
        tier: newcomer.tier.clone(),
        tier_since: newcomer.tier_since,
        holds: holds.to_owned(),
        tags: between_commas(&tags),
        consents: between_commas(&purposes),
        reachable: member.email_state == "confirmed",
        ..standing::Row::of_newcomer(member)
    }
}
