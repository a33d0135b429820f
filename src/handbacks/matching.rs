//! Whom the rows of a partner's file mean: somebody handed over to them, by code, then by e-mail; and what is known of
//! that person once the row is taken in.

use std::collections::{HashMap, HashSet};

use super::Told;
use super::row::Named;
use crate::archive::ExportId;
use crate::archive::handovers;
use crate::base::{Fault, Moment};
use crate::members::{self, MemberId};
use crate::plumbing::db::Conn;

/// What members agree to before a partner is told of them.
const PARTNERS: &str = "partners";

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Whose {
    ByCode(MemberId),
    ByEmail(MemberId),
    /// Of somebody who took their yes back or was erased since: nothing of it is taken in.
    Gone,
    UnknownCode,
    UnknownEmail,
}

/// Finds whom each row means among the people of one handover. `erased` are the codes of those who were erased since.
pub(super) fn whose(
    conn: &mut Conn,
    handover: &ExportId,
    erased: &HashSet<String>,
    rows: &[&Named],
) -> Result<Vec<Whose>, Fault> {
    let codes: Vec<String> = rows.iter().map(|row| row.code.clone()).filter(|code| !code.is_empty()).collect();
    let by_code = handovers::by_codes(conn, handover, &codes)?.into_iter();
    let by_code: HashMap<String, MemberId> = by_code.map(|handed| (handed.code, handed.member_id)).collect();
    let by_email = by_emails(conn, handover, rows)?;
    let mut found: Vec<MemberId> = by_code.values().chain(by_email.values()).cloned().collect();
    found.sort();
    found.dedup();
    let with_us = members::agreeing(conn, &found, PARTNERS)?;
    let known = |member: &MemberId, by: fn(MemberId) -> Whose| match with_us.contains(member) {
        true => by(member.clone()),
        false => Whose::Gone,
    };
    let one = |row: &&Named| match (by_code.get(&row.code), by_email.get(&row.email)) {
        (Some(member), _) => known(member, Whose::ByCode),
        (None, _) if erased.contains(&row.code) => Whose::Gone,
        (None, Some(member)) => known(member, Whose::ByEmail),
        (None, None) if row.code.is_empty() => Whose::UnknownEmail,
        (None, None) => Whose::UnknownCode,
    };
    Ok(rows.iter().map(one).collect())
}

/// Those of one handover who have the addresses of these rows.
fn by_emails(conn: &mut Conn, handover: &ExportId, rows: &[&Named]) -> Result<HashMap<String, MemberId>, Fault> {
    let emails: Vec<&str> = rows.iter().map(|row| row.email.as_str()).filter(|email| !email.is_empty()).collect();
    let people = members::by_emails(conn, &emails)?;
    let ids: Vec<MemberId> = people.iter().map(|member| member.id.clone()).collect();
    let handed: HashSet<MemberId> = handovers::which_of(conn, handover, &ids)?.into_iter().collect();
    let handed = people.into_iter().filter(|member| handed.contains(&member.id));
    Ok(handed.map(|member| (member.email_folded, member.id)).collect())
}

impl Told {
    /// With what a row tells. What the row leaves blank stays.
    pub(super) fn with(&self, told: &Told, now: Moment) -> Told {
        let mut notes = self.notes.clone();
        notes.extend(told.notes.clone());
        let joined = Told {
            used: told.used.or(self.used),
            // Not used after all: then at no time.
            used_at: if told.used == Some(false) { None } else { told.used_at.or(self.used_at) },
            seat: if told.seat.is_empty() { self.seat.clone() } else { told.seat.clone() },
            attended: told.attended.or(self.attended),
            notes,
            told_at: self.told_at,
        };
        if joined == *self { joined } else { Told { told_at: Some(now), ..joined } }
    }

    /// Names of what is different.
    pub(super) fn differences(&self, other: &Told) -> Vec<&'static str> {
        let all = [
            ("used", self.used != other.used),
            ("used-at", self.used_at != other.used_at),
            ("seat", self.seat != other.seat),
            ("attended", self.attended != other.attended),
            ("notes", self.notes != other.notes),
        ];
        all.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name).collect()
    }

    /// As it was before `written`, but for what was changed since; the names of that.
    pub(super) fn taken_back(&self, former: &Told, written: &Told) -> (Told, Vec<&'static str>) {
        let mut kept = Vec::new();
        let mut back = self.clone();
        for name in former.differences(written) {
            match name {
                "used" if self.used == written.used => back.used = former.used,
                "used-at" if self.used_at == written.used_at => back.used_at = former.used_at,
                "seat" if self.seat == written.seat => back.seat.clone_from(&former.seat),
                "attended" if self.attended == written.attended => back.attended = former.attended,
                "notes" => {
                    if self.notes_back(former, written, &mut back) {
                        kept.push(name);
                    }
                }
                _ => kept.push(name),
            }
        }
        if kept.is_empty() {
            // Unless a later file told something else: then it is of that one.
            if self.told_at == written.told_at {
                back.told_at = former.told_at;
            }
        }
        (back, kept)
    }

    /// The same for each note by itself, and whether one was left.
    fn notes_back(&self, former: &Told, written: &Told, back: &mut Told) -> bool {
        let mut left = false;
        for (heading, note) in &written.notes {
            match (former.notes.get(heading), self.notes.get(heading) == Some(note)) {
                (Some(before), _) if before == note => {}
                (Some(before), true) => drop(back.notes.insert(heading.clone(), before.clone())),
                (None, true) => drop(back.notes.remove(heading)),
                (_, false) => left = true,
            }
        }
        left
    }

    /// Nothing is known.
    pub(super) fn is_blank(&self) -> bool {
        Told { told_at: None, ..self.clone() } == Told::default()
    }
}
