//! Handovers: members' data given to a partner, for one purpose, until a day. Only members who agreed to that are in one,
//! whatever the condition says; who was in it is kept, so that they can be told.

use std::collections::HashSet;

use super::columns::{Column, PARTNER_COLUMNS};
use super::recipe::{Reader, Recipe};
use super::{ExportId, MemberExport, handovers_store as store};
use crate::base::{Fault, Moment};
use crate::club::ClubKey;
use crate::crew::CrewMember;
use crate::journal::{self, Actor};
use crate::members::{self, MemberId};
use crate::plumbing::db::{Conn, Tx};

pub use store::{Handed, Handover, all, by_codes, by_id, of_member, somebody_took_back, which_of};

/// What is agreed with a partner.
#[derive(Debug, Clone)]
pub struct NewHandover {
    pub partner: String,
    pub purpose: String,
    /// The last day the partner may keep it, `2027-03-01`.
    pub keep_until: String,
    /// Of the club's reader or the partner's: it becomes the partner's.
    pub recipe: Recipe,
    pub codes: Codes,
}

/// Whether everybody in the file has a code, by which the partner's own file can be matched when it comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Codes {
    Without,
    With,
}

impl Handover {
    pub fn meaning(&self) -> Result<Recipe, Fault> {
        Ok(serde_json::from_str(&self.recipe)?)
    }

    /// The partner has it, and nobody noted yet that it is gone there.
    pub fn is_out(&self) -> bool {
        self.handed_at.is_some() && self.deleted_at.is_none()
    }

    /// The partner should have deleted it before `today`, `2027-03-02`.
    pub fn is_overdue(&self, today: &str) -> bool {
        self.is_out() && self.keep_until.as_str() < today
    }
}

/// Asks for the file of a handover. Its export has the same id.
pub fn ask(tx: &mut Tx, new: &NewHandover, by: &CrewMember, now: Moment) -> Result<MemberExport, Fault> {
    let mut recipe = new.recipe.clone();
    recipe.reader = Reader::Partner;
    recipe.columns.retain(|column| PARTNER_COLUMNS.contains(column));
    if new.codes == Codes::With {
        recipe.columns.insert(0, Column::Code);
    }
    let id = ExportId::new();
    let handover = Handover {
        id: id.clone(),
        partner: new.partner.clone(),
        purpose: new.purpose.clone(),
        recipe: serde_json::to_string(&recipe)?,
        keep_until: new.keep_until.clone(),
        requested_by: by.id.to_string(),
        asked_at: now,
        handed_at: None,
        people: 0,
        sha256: None,
        deleted_at: None,
        deleted_noted_by: None,
    };
    store::insert(tx, &handover)?;
    let detail = format!("{}; {}; until {}", new.partner, new.purpose, new.keep_until);
    journal::record(tx, by.actor(), "members.handover_requested", "handover", id.as_str(), &detail, now)?;
    super::plan(tx, id, "handover", &recipe, by.id.as_str(), now)
}

/// Asks for the same anew, for those who agree today. The file of before stays noted as given away: nobody knows whether
/// it was.
pub fn ask_again(tx: &mut Tx, former: &Handover, by: &CrewMember, now: Moment) -> Result<MemberExport, Fault> {
    let recipe = former.meaning()?;
    let new = NewHandover {
        partner: former.partner.clone(),
        purpose: former.purpose.clone(),
        keep_until: former.keep_until.clone(),
        codes: if recipe.columns.contains(&Column::Code) { Codes::With } else { Codes::Without },
        recipe,
    };
    ask(tx, &new, by, now)
}

/// What the journal says of a file given away.
pub(super) fn record_handed(
    tx: &mut Tx,
    id: &ExportId,
    written: &super::Written,
    by: Actor,
    now: Moment,
) -> Result<(), Fault> {
    let Some(handover) = store::by_id(tx, id)? else { return Ok(()) };
    store::mark_handed(tx, id, written.rows, &written.sha256, now)?;
    let brief = handover.meaning()?.in_brief();
    let detail = format!("{}; {}; {brief}; {}", handover.partner, handover.purpose, written.in_brief());
    journal::record(tx, by, "members.handed_over", "handover", id.as_str(), &detail, now)
}

/// The partner says that it is deleted there.
pub fn note_deleted(tx: &mut Tx, id: &ExportId, by: &CrewMember, now: Moment) -> Result<(), Fault> {
    if store::mark_deleted(tx, id, by.id.as_str(), now)? {
        journal::record(tx, by.actor(), "members.handover_deleted", "handover", id.as_str(), "", now)?;
    }
    Ok(())
}

/// Handovers whose time at the partner is over, the longest over first.
pub fn overdue(conn: &mut Conn, today: &str) -> Result<Vec<Handover>, Fault> {
    store::overdue(conn, today)
}

/// Notes who is in a file. Whoever was erased while it was written is not noted: the journal keeps their code, as if they
/// had been erased a moment later.
pub(super) fn note(tx: &mut Tx, handed: Vec<Handed>, now: Moment) -> Result<(), Fault> {
    let ids: Vec<MemberId> = handed.iter().map(|one| one.member_id.clone()).collect();
    let erased = members::by_ids(tx, &ids)?.into_iter().filter(|member| member.is_erased());
    let erased: HashSet<MemberId> = erased.map(|member| member.id).collect();
    let (gone, here): (Vec<Handed>, Vec<Handed>) = handed.into_iter().partition(|one| erased.contains(&one.member_id));
    for one in gone {
        let id = one.handover_id.as_str();
        journal::record(tx, Actor::System, ERASED, "handover", id, &one.code, now)?;
    }
    store::insert_handed(tx, &here)
}

/// The codes of those who were in this handover and were erased since. What they stood for, only the partner knows.
pub fn erased_codes(conn: &mut Conn, id: &ExportId) -> Result<HashSet<String>, Fault> {
    let noted = journal::all_about(conn, ERASED, "handover", id.as_str())?;
    Ok(noted.into_iter().map(|entry| entry.detail).filter(|code| !code.is_empty()).collect())
}

/// Whether somebody who was in this handover was erased at `since` or later.
pub fn erased_since(conn: &mut Conn, id: &ExportId, since: Moment) -> Result<bool, Fault> {
    Ok(journal::all_about(conn, ERASED, "handover", id.as_str())?.iter().any(|entry| entry.at >= since))
}

/// What the journal says of it.
const ERASED: &str = "members.handed_erased";

/// Forgets who was in which file. The journal keeps that somebody was erased, and the code that only the partner reads.
pub fn forget(tx: &mut Tx, member: &MemberId, now: Moment) -> Result<(), Fault> {
    for handed in store::handed_of(tx, member)? {
        let id = handed.handover_id.as_str();
        journal::record(tx, Actor::System, ERASED, "handover", id, &handed.code, now)?;
    }
    store::delete_handed(tx, member)
}

/// A code as somebody typed or read it aloud, in the form in which it is kept.
pub fn code_as_kept(typed: &str) -> String {
    let letters = typed.chars().filter(char::is_ascii_alphanumeric).map(|letter| match letter.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        letter => letter,
    });
    in_fours(letters)
}

fn in_fours(letters: impl Iterator<Item = char>) -> String {
    let mut code = String::with_capacity(14);
    for (at, letter) in letters.enumerate() {
        if at > 0 && at % 4 == 0 {
            code.push('-');
        }
        code.push(letter);
    }
    code
}

/// Digits and letters that nobody mistakes for one another.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Somebody's code in one handover: the same each time, and telling nothing to whoever has not the club's key.
pub(super) fn code(key: &ClubKey, handover: &ExportId, member: &MemberId) -> String {
    let signed = key.sign("handover", &format!("{handover}/{member}"));
    let letters = signed.as_bytes().chunks(2).take(12).map(|pair| {
        let byte = std::str::from_utf8(pair).ok().and_then(|hex| u8::from_str_radix(hex, 16).ok()).unwrap_or(0);
        char::from(LETTERS[usize::from(byte % 32)])
    });
    in_fours(letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_belongs_to_one_person_in_one_handover() {
        let key = ClubKey::of("a key");
        let (ada, bo) = (MemberId("ada".to_owned()), MemberId("bo".to_owned()));
        let (one, other) = (ExportId("one".to_owned()), ExportId("other".to_owned()));
        let first = code(&key, &one, &ada);
        assert_eq!(first, code(&key, &one, &ada));
        assert_eq!((first.len(), first.matches('-').count()), (14, 2), "{first}");
        assert_ne!(first, code(&key, &one, &bo));
        assert_ne!(first, code(&key, &other, &ada));
        assert_ne!(first, code(&ClubKey::of("another"), &one, &ada));
    }

    #[test]
    fn a_code_is_known_however_it_was_typed() {
        let check = |typed: &str, kept: &str| assert_eq!(code_as_kept(typed), kept, "{typed}");
        check("0A1B-2C3D-4E5F", "0A1B-2C3D-4E5F");
        check(" oalb 2c3d4e5f ", "0A1B-2C3D-4E5F");
        check("", "");
    }
}
