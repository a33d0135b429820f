//! The experiences, their slots and bookings. Private to this room.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::{Booked, BookingId, ExperienceId, NewQuestion, SlotId, SlotState};
use crate::base::{Fault, Moment};
use crate::members::MemberId;
use crate::orders::{OrderId, OrderLineId};
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::schema::{experience_bookings, experience_questions, experience_slots, experiences};

/// What fans come for.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = experiences, treat_none_as_null = true)]
pub struct Experience {
    pub id: ExperienceId,
    pub slug: String,
    pub title: String,
    pub summary: String,
    /// Markdown.
    pub about: String,
    pub place: String,
    /// IANA name of the zone its clocks run in.
    pub zone: String,
    pub terms: String,
    /// What the buyer has to agree to; empty for nothing.
    pub consent: String,
    pub condition: String,
    /// How many one may bring.
    pub guests: i64,
    pub least_age: Option<i64>,
    pub picture_asset_id: Option<String>,
    /// Set while fans can see it.
    pub published_at: Option<Moment>,
    pub created_at: Moment,
    pub updated_at: Moment,
}

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = experience_questions)]
pub struct Question {
    pub experience_id: ExperienceId,
    pub position: i32,
    pub question: String,
    pub required: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = experience_slots)]
pub struct Slot {
    pub id: SlotId,
    pub experience_id: ExperienceId,
    /// What clocks at the place show: `2026-12-05T16:30`.
    pub wall_clock: String,
    pub starts_at: Moment,
    pub minutes: i64,
    pub(super) state: String,
    /// Where everybody went.
    pub(super) moved_to: Option<SlotId>,
    pub changed_at: Moment,
    pub created_at: Moment,
}

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = experience_bookings)]
pub struct Booking {
    pub id: BookingId,
    pub order_line_id: OrderLineId,
    pub order_id: OrderId,
    pub slot_id: SlotId,
    pub member_id: Option<MemberId>,
    /// Opens its page to whoever has it. Kept as it is, because the order's page hands it out again.
    pub key: String,
    pub name: String,
    pub email: String,
    pub language: String,
    /// People, the buyer included.
    pub places: i64,
    /// JSON list of names.
    pub(super) guests: String,
    /// JSON list of questions with their answers.
    pub(super) answers: String,
    /// Everybody said to be at least so old on the day.
    pub of_age: Option<i64>,
    /// The wording that was agreed to.
    pub consent: String,
    /// SHA-256 of that wording, in hex.
    pub consent_hash: String,
    /// `booked` or `given_up`.
    pub(super) state: String,
    /// How often the artist moved it.
    pub moves: i64,
    pub booked_at: Moment,
    pub changed_at: Moment,
    /// As addresses are compared.
    pub email_folded: String,
}

pub(super) fn all(conn: &mut Conn) -> Result<Vec<Experience>, Fault> {
    Ok(experiences::table.order(experiences::created_at.desc()).select(Experience::as_select()).load(conn)?)
}

pub(super) fn published(conn: &mut Conn) -> Result<Vec<Experience>, Fault> {
    let shown = experiences::table.filter(experiences::published_at.is_not_null()).order(experiences::id);
    Ok(shown.select(Experience::as_select()).load(conn)?)
}

pub(super) fn is_pictured_by(conn: &mut Conn, asset: &str) -> Result<bool, Fault> {
    let shown = experiences::table.filter(experiences::published_at.is_not_null());
    Ok(diesel::select(diesel::dsl::exists(shown.filter(experiences::picture_asset_id.eq(asset)))).get_result(conn)?)
}

pub(super) fn any_published(conn: &mut Conn) -> Result<bool, Fault> {
    let shown = experiences::table.filter(experiences::published_at.is_not_null());
    Ok(diesel::select(diesel::dsl::exists(shown)).get_result(conn)?)
}

pub(super) fn by_id(conn: &mut Conn, id: &ExperienceId) -> Result<Option<Experience>, Fault> {
    Ok(experiences::table.find(id).select(Experience::as_select()).first(conn).optional()?)
}

pub(super) fn by_slug(conn: &mut Conn, slug: &str) -> Result<Option<Experience>, Fault> {
    let found = experiences::table.filter(experiences::slug.eq(slug));
    Ok(found.select(Experience::as_select()).first(conn).optional()?)
}

pub(super) fn insert(tx: &mut Tx, experience: &Experience) -> Result<(), Fault> {
    diesel::insert_into(experiences::table).values(experience).execute(tx.conn())?;
    Ok(())
}

pub(super) fn update(tx: &mut Tx, experience: &Experience) -> Result<(), Fault> {
    diesel::update(experiences::table.find(&experience.id)).set(experience).execute(tx.conn())?;
    Ok(())
}

pub(super) fn set_published(tx: &mut Tx, id: &ExperienceId, at: Option<Moment>) -> Result<(), Fault> {
    diesel::update(experiences::table.find(id)).set(experiences::published_at.eq(at)).execute(tx.conn())?;
    Ok(())
}

pub(super) fn questions_of(conn: &mut Conn, id: &ExperienceId) -> Result<Vec<Question>, Fault> {
    let asked = experience_questions::table.filter(experience_questions::experience_id.eq(id));
    Ok(asked.order(experience_questions::position).select(Question::as_select()).load(conn)?)
}

pub(super) fn set_questions(tx: &mut Tx, id: &ExperienceId, questions: &[NewQuestion]) -> Result<(), Fault> {
    let former = experience_questions::table.filter(experience_questions::experience_id.eq(id));
    diesel::delete(former).execute(tx.conn())?;
    for (position, new) in (1..).zip(questions) {
        let row =
            Question { experience_id: id.clone(), position, question: new.question.clone(), required: new.required };
        diesel::insert_into(experience_questions::table).values(&row).execute(tx.conn())?;
    }
    Ok(())
}

pub(super) fn slots_of(conn: &mut Conn, id: &ExperienceId) -> Result<Vec<Slot>, Fault> {
    let of = experience_slots::table.filter(experience_slots::experience_id.eq(id));
    Ok(of.order((experience_slots::starts_at, experience_slots::id)).select(Slot::as_select()).load(conn)?)
}

pub(super) fn slot(conn: &mut Conn, id: &SlotId) -> Result<Option<Slot>, Fault> {
    Ok(experience_slots::table.find(id).select(Slot::as_select()).first(conn).optional()?)
}

pub(super) fn insert_slot(tx: &mut Tx, slot: &Slot) -> Result<(), Fault> {
    diesel::insert_into(experience_slots::table).values(slot).execute(tx.conn())?;
    Ok(())
}

pub(super) fn set_starts_at(tx: &mut Tx, id: &SlotId, at: Moment, now: Moment) -> Result<(), Fault> {
    let other = experience_slots::table.filter(experience_slots::id.eq(id).and(experience_slots::starts_at.ne(at)));
    diesel::update(other)
        .set((experience_slots::starts_at.eq(at), experience_slots::changed_at.eq(now)))
        .execute(tx.conn())?;
    Ok(())
}

/// Closes an open slot. False when it was closed before.
pub(super) fn close(
    tx: &mut Tx,
    id: &SlotId,
    state: SlotState,
    moved_to: Option<&SlotId>,
    now: Moment,
) -> Result<bool, Fault> {
    let open = experience_slots::table
        .filter(experience_slots::id.eq(id).and(experience_slots::state.eq(SlotState::Open.word())));
    let closed = diesel::update(open).set((
        experience_slots::state.eq(state.word()),
        experience_slots::moved_to.eq(moved_to),
        experience_slots::changed_at.eq(now),
    ));
    Ok(closed.execute(tx.conn())? == 1)
}

pub(super) fn insert_booking(tx: &mut Tx, booking: &Booking) -> Result<(), Fault> {
    diesel::insert_into(experience_bookings::table).values(booking).execute(tx.conn())?;
    Ok(())
}

pub(super) fn booking(conn: &mut Conn, id: &BookingId) -> Result<Option<Booking>, Fault> {
    Ok(experience_bookings::table.find(id).select(Booking::as_select()).first(conn).optional()?)
}

pub(super) fn by_line(conn: &mut Conn, line: &OrderLineId) -> Result<Option<Booking>, Fault> {
    let of = experience_bookings::table.filter(experience_bookings::order_line_id.eq(line));
    Ok(of.select(Booking::as_select()).first(conn).optional()?)
}

pub(super) fn bookings_of(conn: &mut Conn, slot: &SlotId) -> Result<Vec<Booking>, Fault> {
    let of = experience_bookings::table.filter(experience_bookings::slot_id.eq(slot));
    let in_order = of.order((experience_bookings::state, experience_bookings::name, experience_bookings::id));
    Ok(in_order.select(Booking::as_select()).load(conn)?)
}

pub(super) fn living_of(conn: &mut Conn, slot: &SlotId) -> Result<Vec<Booking>, Fault> {
    let mut bookings = bookings_of(conn, slot)?;
    bookings.retain(Booking::is_living);
    Ok(bookings)
}

/// Places in each slot by bookings that live, or by those that were given up.
pub(super) fn places_by_slot(conn: &mut Conn, state: &str) -> Result<Vec<(String, i64)>, Fault> {
    let bookings = experience_bookings::table.filter(experience_bookings::state.eq(state.to_owned()));
    let counted = bookings
        .group_by(experience_bookings::slot_id)
        .select((experience_bookings::slot_id, sql::<BigInt>("CAST(SUM(places) AS BIGINT)")));
    Ok(counted.load(conn)?)
}

/// Whether this buyer has places in the slot.
pub(super) fn living_in_slot(
    conn: &mut Conn,
    slot: &SlotId,
    member: Option<&MemberId>,
    email_folded: &str,
) -> Result<bool, Fault> {
    let theirs = |booking: &Booking| {
        (member.is_some() && booking.member_id.as_ref() == member)
            || (!email_folded.is_empty() && booking.email_folded == email_folded)
    };
    Ok(living_of(conn, slot)?.iter().any(theirs))
}

pub(super) fn of_member(conn: &mut Conn, member: &MemberId) -> Result<Vec<Booked>, Fault> {
    let theirs = experience_bookings::table.filter(experience_bookings::member_id.eq(member));
    let with_slots = theirs
        .inner_join(experience_slots::table.inner_join(experiences::table))
        .order((experience_slots::starts_at.desc(), experience_bookings::id))
        .select((Booking::as_select(), Slot::as_select(), Experience::as_select()));
    let rows: Vec<(Booking, Slot, Experience)> = with_slots.load(conn)?;
    Ok(rows.into_iter().map(|(booking, slot, experience)| Booked { booking, slot, experience }).collect())
}

pub(super) fn by_key(conn: &mut Conn, key: &str) -> Result<Option<Booked>, Fault> {
    let with_slot = experience_bookings::table
        .filter(experience_bookings::key.eq(key))
        .inner_join(experience_slots::table.inner_join(experiences::table))
        .select((Booking::as_select(), Slot::as_select(), Experience::as_select()));
    let row: Option<(Booking, Slot, Experience)> = with_slot.first(conn).optional()?;
    Ok(row.map(|(booking, slot, experience)| Booked { booking, slot, experience }))
}

pub(super) fn give_up(tx: &mut Tx, id: &BookingId, now: Moment) -> Result<(), Fault> {
    diesel::update(experience_bookings::table.find(id))
        .set((experience_bookings::state.eq("given_up"), experience_bookings::changed_at.eq(now)))
        .execute(tx.conn())?;
    Ok(())
}

pub(super) fn move_booking(tx: &mut Tx, id: &BookingId, to: &SlotId, now: Moment) -> Result<(), Fault> {
    diesel::update(experience_bookings::table.find(id))
        .set((
            experience_bookings::slot_id.eq(to),
            experience_bookings::moves.eq(experience_bookings::moves + 1),
            experience_bookings::changed_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// A guest's bookings become a member's.
pub(super) fn claim(tx: &mut Tx, member: &MemberId, email_folded: &str) -> Result<usize, Fault> {
    let as_guest = experience_bookings::member_id.is_null().and(experience_bookings::email_folded.eq(email_folded));
    let theirs = experience_bookings::table.filter(as_guest);
    Ok(diesel::update(theirs).set(experience_bookings::member_id.eq(member)).execute(tx.conn())?)
}

/// Takes names, addresses and answers off a member's bookings.
pub(super) fn forget(tx: &mut Tx, member: &MemberId) -> Result<(), Fault> {
    let theirs = experience_bookings::table.filter(experience_bookings::member_id.eq(member));
    diesel::update(theirs)
        .set((
            experience_bookings::name.eq(""),
            experience_bookings::email.eq(""),
            experience_bookings::email_folded.eq(""),
            experience_bookings::guests.eq("[]"),
            experience_bookings::answers.eq("[]"),
        ))
        .execute(tx.conn())?;
    Ok(())
}
