//! A copy of all that the club keeps about one member, for themselves.

use std::collections::HashMap;

use crate::archive::ExportId;
use crate::archive::handovers;
use crate::base::{Fault, Moment, Money};
use crate::community;
use crate::experiences;
use crate::handbacks::{self, Told};
use crate::invitations::{self, Invitation};
use crate::members::{self, Member, MemberId};
use crate::memberships;
use crate::orders::{self, papers};
use crate::passkeys;
use crate::payments;
use crate::plumbing::db::Conn;
use crate::posts::feeds;
use crate::sessions::{self, Audience};
use crate::tickets;

/// What one field holds. Pages say it in the reader's words, files as machines read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Text(String),
    Number(i64),
    Yes(bool),
    At(Moment),
    Sum(Money),
    Several(Vec<String>),
}

impl Value {
    /// Nothing is known.
    pub fn is_blank(&self) -> bool {
        match self {
            Value::Text(text) => text.is_empty(),
            Value::Several(texts) => texts.is_empty(),
            _ => false,
        }
    }
}

/// One thing, field by field. The names never change: files of the past use them.
pub type Record = Vec<(&'static str, Value)>;

/// Everything, by the part of the house that keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonalCopy {
    pub made_at: Moment,
    pub parts: Vec<(&'static str, Vec<Record>)>,
}

/// Everything kept about a member; `None` when there is no such member.
pub fn copy_of(conn: &mut Conn, id: &MemberId, now: Moment) -> Result<Option<PersonalCopy>, Fault> {
    let Some(member) = members::by_id(conn, id)? else { return Ok(None) };
    let parts = vec![
        ("person", vec![person(conn, &member)?]),
        ("request", asked_in(conn, &member)?),
        ("invited", came_by(conn, id)?),
        ("invitations", invited(conn, id)?),
        ("consents", consents(conn, id)?),
        ("partners", given_away(conn, id)?),
        ("memberships", held(conn, id)?),
        ("orders", bought(conn, id)?),
        ("tickets", went(conn, id)?),
        ("bookings", booked(conn, id)?),
        ("comments", said(conn, id)?),
        ("devices", devices(conn, id, now)?),
        ("passkeys", keys(conn, id)?),
    ];
    Ok(Some(PersonalCopy { made_at: now, parts }))
}

fn text(text: impl Into<String>) -> Value {
    Value::Text(text.into())
}

fn person(conn: &mut Conn, member: &Member) -> Result<Record, Fault> {
    let extras = members::extras_of(conn, &member.id)?;
    let own = members::fields(conn)?;
    let named = |heading: &String| {
        own.iter().find(|field| field.heading() == *heading).map_or_else(|| heading.clone(), |field| field.name.clone())
    };
    let mut record = vec![
        ("number", Value::Number(member.number)),
        ("name", text(&member.name)),
        ("email", text(&member.email)),
        ("email_state", text(&member.email_state)),
        ("language", text(&member.language)),
        ("country", text(&member.country)),
        ("time_zone", text(member.time_zone.as_str())),
        ("birth_date", text(member.birth_date.clone().unwrap_or_default())),
        ("joined_at", Value::At(member.joined_at)),
        ("source", text(&member.source)),
        ("tags", Value::Several(members::tags_of(conn, &member.id)?)),
        ("note", text(&member.note)),
        (
            "brought",
            Value::Several(extras.fields.iter().map(|(name, value)| format!("{}: {value}", named(name))).collect()),
        ),
        ("stripe_customer", text(extras.stripe_customer)),
        ("stripe_subscription", text(extras.stripe_subscription)),
    ];
    record.extend(member.last_seen_at.map(|at| ("last_seen_at", Value::At(at))));
    record.extend(feeds::since(conn, &member.id)?.map(|at| ("feed_since", Value::At(at))));
    Ok(record)
}

fn consents(conn: &mut Conn, id: &MemberId) -> Result<Vec<Record>, Fault> {
    let record = |consent: members::Consent| {
        vec![
            ("purpose", text(consent.purpose)),
            ("agreed", Value::Yes(consent.granted)),
            ("wording", text(consent.wording)),
            ("at", Value::At(consent.at)),
            ("source", text(consent.source)),
        ]
    };
    Ok(members::consents_of(conn, id)?.into_iter().map(record).collect())
}

/// How they asked to be let in, where they had to. Once they are in, what they said of themselves stands above.
fn asked_in(conn: &mut Conn, member: &Member) -> Result<Vec<Record>, Fault> {
    let Some(request) = invitations::request_of(conn, &member.email_folded)? else { return Ok(Vec::new()) };
    let answers = request.answers()?.into_iter().map(|one| format!("{} {}", one.question, one.answer)).collect();
    let mut record = vec![
        ("asked_at", Value::At(request.asked_at)),
        ("state", text(&request.state)),
        ("name", text(&request.name)),
        ("answers", Value::Several(answers)),
    ];
    record.extend(request.decided_at.map(|at| ("answered_at", Value::At(at))));
    Ok(vec![record])
}

/// The invitation they came in by.
fn came_by(conn: &mut Conn, id: &MemberId) -> Result<Vec<Record>, Fault> {
    let Some(invitation) = invitations::by_invitee(conn, id)? else { return Ok(Vec::new()) };
    let inviter = match &invitation.inviter_id {
        Some(inviter) => members::by_id(conn, inviter)?,
        None => None,
    };
    let mut record = invitation_of(&invitation);
    record.extend(inviter.map(|inviter| ("inviter", Value::Number(inviter.number))));
    Ok(vec![record])
}

/// The invitations they gave. Who came by one is not theirs to be told here.
fn invited(conn: &mut Conn, id: &MemberId) -> Result<Vec<Record>, Fault> {
    Ok(invitations::ever_by(conn, id)?.iter().map(invitation_of).collect())
}

fn invitation_of(invitation: &Invitation) -> Record {
    let mut record = vec![("hint", text(&invitation.hint)), ("made_at", Value::At(invitation.made_at))];
    record.extend(invitation.used_at.map(|at| ("invitation_used_at", Value::At(at))));
    record.extend(invitation.revoked_at.map(|at| ("revoked_at", Value::At(at))));
    record
}

fn held(conn: &mut Conn, id: &MemberId) -> Result<Vec<Record>, Fault> {
    let tiers = memberships::tiers(conn)?;
    let record = |held: memberships::Membership| {
        let tier = tiers.iter().find(|tier| tier.id == held.tier_id).map_or("", |tier| tier.name.as_str());
        let mut record = vec![("tier", text(tier)), ("began_at", Value::At(held.started_at))];
        record.extend(held.period_end.map(|at| ("paid_until", Value::At(at))));
        record.extend(held.ended_at.map(|at| ("ended_at", Value::At(at))));
        record
    };
    let given = |given: memberships::Courtesy| {
        let tier = tiers.iter().find(|tier| tier.id == given.tier_id).map_or("", |tier| tier.name.as_str());
        let mut record =
            vec![("tier", text(tier)), ("began_at", Value::At(given.starts_at)), ("note", text(given.reason))];
        record.extend(given.ended_at.or(given.ends_at).map(|at| ("ended_at", Value::At(at))));
        record
    };
    let mut all: Vec<Record> = memberships::of_member(conn, id)?.into_iter().map(record).collect();
    all.extend(memberships::courtesies_of(conn, id)?.into_iter().map(given));
    Ok(all)
}

fn bought(conn: &mut Conn, id: &MemberId) -> Result<Vec<Record>, Fault> {
    let mut records = Vec::new();
    for order in papers::all_of_member(conn, id)? {
        let lines = orders::lines_of(conn, &order.id)?;
        let address = orders::address_of(conn, &order.id)?.map_or_else(Vec::new, |address| {
            let mut lines = address.lines();
            lines.extend([address.country, address.phone]);
            lines
        });
        let mut record = vec![
            ("number", Value::Number(order.number)),
            ("ordered_at", Value::At(order.created_at)),
            ("state", text(&order.state)),
            ("items", Value::Several(lines.iter().map(|line| format!("{} × {}", line.quantity, line.name)).collect())),
            ("total", Value::Sum(order.total())),
            ("email", text(&order.email)),
            ("address", Value::Several(address.into_iter().filter(|line| !line.is_empty()).collect())),
        ];
        record.extend(order.paid_at.map(|at| ("paid_at", Value::At(at))));
        for refund in payments::refunds_of(conn, &order.id)? {
            record.push(("refund", Value::Sum(refund.amount())));
        }
        records.push(record);
    }
    Ok(records)
}

fn went(conn: &mut Conn, id: &MemberId) -> Result<Vec<Record>, Fault> {
    let record = |issued: tickets::IssuedTicket| {
        let mut record = vec![
            ("number", Value::Number(issued.ticket.number)),
            ("event", text(issued.event.title)),
            ("begins_at", Value::At(issued.event.starts_at)),
            ("kind", text(issued.kind.name)),
            ("holder", text(issued.ticket.holder)),
            ("answer", text(issued.ticket.answer)),
            ("state", text(issued.ticket.state)),
        ];
        record.extend(issued.ticket.admitted_at.map(|at| ("admitted_at", Value::At(at))));
        record
    };
    Ok(tickets::of_member(conn, id)?.into_iter().map(record).collect())
}

fn booked(conn: &mut Conn, id: &MemberId) -> Result<Vec<Record>, Fault> {
    let record = |booked: experiences::Booked| {
        let answers = booked.booking.answers().into_iter();
        vec![
            ("experience", text(booked.experience.title)),
            ("begins_at", Value::At(booked.slot.starts_at)),
            ("booked_at", Value::At(booked.booking.booked_at)),
            ("name", text(&booked.booking.name)),
            ("places", Value::Number(booked.booking.places)),
            ("guests", Value::Several(booked.booking.guests())),
            ("answers", Value::Several(answers.map(|one| format!("{} {}", one.question, one.answer)).collect())),
            ("wording", text(&booked.booking.consent)),
        ]
    };
    Ok(experiences::of_member(conn, id)?.into_iter().map(record).collect())
}

/// Which partners were given what of them, and what came back.
fn given_away(conn: &mut Conn, id: &MemberId) -> Result<Vec<Record>, Fault> {
    let mut records = Vec::new();
    let mut came_back: HashMap<ExportId, Told> =
        handbacks::of_member(conn, id)?.into_iter().map(|(handover, told)| (handover.id, told)).collect();
    for handover in handovers::of_member(conn, id)? {
        let columns = handover.meaning()?.columns;
        let mut record = vec![
            ("partner", text(&handover.partner)),
            ("purpose", text(&handover.purpose)),
            ("columns", Value::Several(columns.iter().map(|column| column.word().to_owned()).collect())),
            ("keep_until", text(&handover.keep_until)),
        ];
        record.extend(handover.handed_at.map(|at| ("at", Value::At(at))));
        record.extend(came_back.remove(&handover.id).map(told).unwrap_or_default());
        records.push(record);
    }
    Ok(records)
}

fn told(told: Told) -> Record {
    let notes: Vec<String> = told.notes.iter().map(|(heading, note)| format!("{heading}: {note}")).collect();
    let mut record = vec![("seat", text(told.seat)), ("told", Value::Several(notes))];
    record.extend(told.used.map(|used| ("used", Value::Yes(used))));
    record.extend(told.used_at.map(|at| ("used_at", Value::At(at))));
    record.extend(told.attended.map(|came| ("attended", Value::Yes(came))));
    record
}

fn said(conn: &mut Conn, id: &MemberId) -> Result<Vec<Record>, Fault> {
    let said = community::said_by(conn, id)?.into_iter();
    Ok(said.map(|(at, words)| vec![("at", Value::At(at)), ("words", text(words))]).collect())
}

fn keys(conn: &mut Conn, id: &MemberId) -> Result<Vec<Record>, Fault> {
    let record = |passkey: passkeys::Passkey| {
        let mut record = vec![
            ("name", text(passkey.label)),
            ("made_at", Value::At(passkey.created_at)),
            ("backed_up", Value::Yes(passkey.backed_up)),
        ];
        record.extend(passkey.last_used_at.map(|at| ("last_used_at", Value::At(at))));
        record
    };
    Ok(passkeys::of_person(conn, Audience::Fans, id.as_str())?.into_iter().map(record).collect())
}

fn devices(conn: &mut Conn, id: &MemberId, now: Moment) -> Result<Vec<Record>, Fault> {
    let record = |session: sessions::Session| {
        vec![
            ("device", text(session.device)),
            ("ip", text(session.ip)),
            ("signed_in_at", Value::At(session.created_at)),
            ("last_seen_at", Value::At(session.last_seen_at)),
        ]
    };
    Ok(sessions::of_person(conn, Audience::Fans, id.as_str(), now)?.into_iter().map(record).collect())
}
