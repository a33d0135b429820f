//! The door: passes for gates, scans, and who is inside.

use diesel::prelude::*;
use sha2::{Digest, Sha256};

use super::{EventId, Ticket, TicketId, code, store};
use crate::base::{Fault, Moment, Secret, SecretHash};
use crate::club::Club;
use crate::id;
use crate::journal::{self, Actor};
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::schema::{door_passes, scans};

id!(
    /// A pass for one gate.
    PassId
);
id!(
    /// One scan. The device makes it, so that a scan told twice is one scan.
    ScanId
);

/// What makes a device a gate.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = door_passes)]
pub struct Pass {
    pub id: PassId,
    pub event_id: EventId,
    pub gate: String,
    /// It may also look tickets up by the number on them. This is all a pass's role is.
    pub search: bool,
    pub(super) invitation_hash: Option<SecretHash>,
    pub(super) device_hash: Option<SecretHash>,
    pub created_at: Moment,
    pub paired_at: Option<Moment>,
    pub seen_at: Option<Moment>,
    pub revoked_at: Option<Moment>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPass {
    pub event: EventId,
    pub gate: String,
    pub search: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    In,
    Out,
}

impl Direction {
    pub fn word(self) -> &'static str {
        match self {
            Direction::In => "in",
            Direction::Out => "out",
        }
    }

    pub fn from_word(word: &str) -> Option<Direction> {
        match word {
            "in" => Some(Direction::In),
            "out" => Some(Direction::Out),
            _ => None,
        }
    }
}

/// What a gate is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Come in.
    Admitted(Seen),
    /// Welcome back.
    Readmitted(Seen),
    Left(Seen),
    /// Somebody is inside on this ticket already: where and when.
    Inside(Seen, String, Moment),
    /// It was not inside, so it cannot leave.
    NotInside(Seen),
    /// Made worthless: given back, or moved to somebody else.
    Void,
    /// A real ticket for another event.
    OtherEvent,
    /// Not signed by this club, or nothing like a ticket.
    Unknown,
}

/// What a gate may know of a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    pub ticket: TicketId,
    pub number: i64,
    pub holder: String,
    pub kind: String,
}

impl Verdict {
    pub fn word(&self) -> &'static str {
        match self {
            Verdict::Admitted(_) => "admitted",
            Verdict::Readmitted(_) => "readmitted",
            Verdict::Left(_) => "left",
            Verdict::Inside(..) => "inside",
            Verdict::NotInside(_) => "not_inside",
            Verdict::Void => "void",
            Verdict::OtherEvent => "other_event",
            Verdict::Unknown => "unknown",
        }
    }

    pub fn seen(&self) -> Option<&Seen> {
        match self {
            Verdict::Admitted(seen)
            | Verdict::Readmitted(seen)
            | Verdict::Left(seen)
            | Verdict::Inside(seen, ..)
            | Verdict::NotInside(seen) => Some(seen),
            _ => None,
        }
    }
}

/// A scan as it is kept, refusals included.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = scans)]
pub struct Scan {
    pub id: ScanId,
    pub pass_id: PassId,
    pub ticket_id: Option<TicketId>,
    pub direction: String,
    pub verdict: String,
    /// It was decided at the gate, without the network.
    pub offline: bool,
    /// By the gate's clock.
    pub at: Moment,
    pub received_at: Moment,
    /// Somebody went through.
    pub moved: bool,
}

/// Somebody went through a gate with a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Move {
    /// And not out.
    pub(super) inwards: bool,
    pub(super) at: Moment,
    pub(super) gate: String,
}

impl Move {
    fn is(&self, pass: &Pass, direction: Direction, at: Moment) -> bool {
        self.at == at && self.gate == pass.gate && self.inwards == (direction == Direction::In)
    }
}

/// A scan in the studio's list: where it was, and which ticket it found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedScan {
    pub scan: Scan,
    pub gate: String,
    /// None where nothing like a ticket of this evening was shown.
    pub number: Option<i64>,
}

/// What a gate did by itself, when nobody could be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alone {
    /// Somebody walked through.
    LetThrough,
    /// Somebody was turned away; nothing moved.
    TurnedAway,
}

/// How many are inside, of how many tickets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    pub inside: i64,
    pub tickets: i64,
}

/// Makes a pass. The secret is for the QR code that pairs one device, once.
pub fn make_pass(tx: &mut Tx, new: &NewPass, by: Actor, now: Moment) -> Result<(PassId, Secret), Fault> {
    let invitation = Secret::random();
    let pass = Pass {
        id: PassId::new(),
        event_id: new.event.clone(),
        gate: new.gate.clone(),
        search: new.search,
        invitation_hash: Some(invitation.hash()),
        device_hash: None,
        created_at: now,
        paired_at: None,
        seen_at: None,
        revoked_at: None,
    };
    store::insert_pass(tx, &pass)?;
    journal::record(tx, by, "door.pass_made", "event", new.event.as_str(), &new.gate, now)?;
    Ok((pass.id, invitation))
}

/// Pairs a device with the pass of an invitation; none when it was used or revoked. The secret is the device's own.
pub fn pair(tx: &mut Tx, invitation: &Secret, now: Moment) -> Result<Option<(Pass, Secret)>, Fault> {
    let device = Secret::random();
    if !store::pair(tx, &invitation.hash(), &device.hash(), now)? {
        return Ok(None);
    }
    Ok(store::pass_by_device(tx, &device.hash())?.map(|pass| (pass, device)))
}

/// The pass a device holds; none when it was revoked.
pub fn open_pass(conn: &mut Conn, device: &Secret) -> Result<Option<Pass>, Fault> {
    Ok(store::pass_by_device(conn, &device.hash())?.filter(|pass| pass.revoked_at.is_none()))
}

pub fn passes_of(conn: &mut Conn, event: &EventId) -> Result<Vec<Pass>, Fault> {
    store::passes_of(conn, event)
}

pub fn revoke_pass(tx: &mut Tx, id: &PassId, by: Actor, now: Moment) -> Result<bool, Fault> {
    if !store::revoke_pass(tx, id, now)? {
        return Ok(false);
    }
    journal::record(tx, by, "door.pass_revoked", "pass", id.as_str(), "", now)?;
    Ok(true)
}

pub fn scans_of(conn: &mut Conn, event: &EventId, most: i64) -> Result<Vec<ListedScan>, Fault> {
    store::scans_of(conn, event, most)
}

/// Decides about a code at a gate, and remembers the scan whatever came of it. A scan that was told before is not decided
/// again: its answer may have been lost on the way.
pub fn scan(
    tx: &mut Tx,
    club: &Club,
    pass: &Pass,
    id: &ScanId,
    presented: &str,
    direction: Direction,
    now: Moment,
) -> Result<Verdict, Fault> {
    if let Some(known) = store::scan(tx, id)? {
        return given_before(tx, pass, &known);
    }
    let ticket = find(tx, club, pass, presented)?;
    let verdict = match &ticket {
        Ok(ticket) => decide(tx, pass, ticket, direction, now)?,
        Err(refused) => refused.clone(),
    };
    let moved = matches!(verdict, Verdict::Admitted(_) | Verdict::Readmitted(_) | Verdict::Left(_));
    keep(tx, pass, id, ticket.ok().as_ref(), direction, verdict.word(), Told { offline: false, moved, at: now }, now)?;
    Ok(verdict)
}

/// A scan that a gate decided without the network: it has happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    pub id: ScanId,
    /// The code that was shown, or the number that was typed.
    pub presented: String,
    pub direction: Direction,
    /// By the gate's clock.
    pub at: Moment,
    pub alone: Alone,
}

/// Writes down what happened at a gate that was alone, and says of each what it was. Each counts at the time it happened,
/// whichever gate comes back first; what stands around it then tells whether two went in on one ticket. One that was told
/// before finds what it found then, so that a lost answer hides nobody.
pub fn record(tx: &mut Tx, club: &Club, pass: &Pass, passages: &[Passage], now: Moment) -> Result<Vec<Verdict>, Fault> {
    let mut verdicts: Vec<Option<Verdict>> = vec![None; passages.len()];
    let mut news = Vec::new();
    for (passage, verdict) in passages.iter().zip(&mut verdicts) {
        match store::scan(tx, &passage.id)? {
            // Decided here, and the answer never arrived: what the gate did by itself has happened, ours has not.
            Some(known) if known.pass_id == pass.id && !known.offline => store::delete_scan(tx, &known.id)?,
            Some(known) => {
                *verdict = Some(given_before(tx, pass, &known)?);
                continue;
            }
            None => {}
        }
        news.push(keep_passage(tx, club, pass, passage, now)?);
    }
    // Only now: what a gate tells later in one breath belongs to what it tells first.
    let mut news = news.into_iter();
    for (passage, verdict) in passages.iter().zip(&mut verdicts).filter(|(_, verdict)| verdict.is_none()) {
        let found = news.next().unwrap_or(Err(Verdict::Unknown));
        let judged = match &found {
            Ok(ticket) if passage.alone == Alone::LetThrough => judge(tx, pass, ticket, passage, now)?,
            Ok(ticket) => turned_away(tx, ticket, passage.direction, passage.at.min(now))?,
            Err(refused) => refused.clone(),
        };
        store::set_verdict(tx, &passage.id, judged.word())?;
        *verdict = Some(judged);
    }
    Ok(verdicts.into_iter().flatten().collect())
}

/// Keeps a passage, and puts its ticket where it is by all that is known.
fn keep_passage(
    tx: &mut Tx,
    club: &Club,
    pass: &Pass,
    passage: &Passage,
    now: Moment,
) -> Result<Result<Ticket, Verdict>, Fault> {
    let found = find(tx, club, pass, &passage.presented)?;
    let (ticket, word) = match &found {
        Ok(ticket) => (Some(ticket), ""),
        Err(refused) => (None, refused.word()),
    };
    let moved = ticket.is_some() && passage.alone == Alone::LetThrough;
    let told = Told { offline: true, moved, at: passage.at.min(now) };
    keep(tx, pass, &passage.id, ticket, passage.direction, word, told, now)?;
    if let Some(ticket) = ticket {
        let moves = store::moves_of(tx, ticket)?;
        let last_in = moves.iter().rfind(|one| one.inwards);
        let inside = moves.last().is_some_and(|last| last.inwards);
        let gate = last_in.map_or("", |one| one.gate.as_str());
        store::set_whereabouts(tx, &ticket.id, inside, last_in.map(|one| one.at), gate)?;
    }
    Ok(found)
}

/// What a passage was among all the others of its ticket. A second way in without a way out between is a double entry,
/// whichever of the two is told last.
fn judge(conn: &mut Conn, pass: &Pass, ticket: &Ticket, passage: &Passage, now: Moment) -> Result<Verdict, Fault> {
    let at = passage.at.min(now);
    let mut others = store::moves_of(conn, ticket)?;
    if let Some(own) = others.iter().position(|one| one.is(pass, passage.direction, at)) {
        others.remove(own);
    }
    let seen = seen(conn, ticket)?;
    Ok(match (passage.direction, other_way_in(&others, at)) {
        (Direction::In, Some(other)) => Verdict::Inside(seen, other.gate, other.at),
        (Direction::In, None) if others.iter().all(|one| one.at > at) => Verdict::Admitted(seen),
        (Direction::In, None) => Verdict::Readmitted(seen),
        (Direction::Out, _) if others.iter().rfind(|one| one.at <= at).is_some_and(|one| one.inwards) => {
            Verdict::Left(seen)
        }
        (Direction::Out, _) => Verdict::NotInside(seen),
    })
}

/// The way in beside which one at this moment is a second: right before it or right behind it, without a way out between.
fn other_way_in(moves: &[Move], at: Moment) -> Option<Move> {
    let here = moves.partition_point(|one| one.at <= at);
    let before = here.checked_sub(1).and_then(|last| moves.get(last));
    before.filter(|one| one.inwards).or_else(|| moves.get(here).filter(|one| one.inwards)).cloned()
}

/// What this gate was told of a scan. Another gate's scan is nothing to it.
fn given_before(conn: &mut Conn, pass: &Pass, scan: &Scan) -> Result<Verdict, Fault> {
    if scan.pass_id != pass.id {
        return Ok(Verdict::Unknown);
    }
    let ticket = match &scan.ticket_id {
        Some(id) => store::ticket(conn, id)?,
        None => None,
    };
    let Some(ticket) = ticket else {
        return Ok(match scan.verdict.as_str() {
            "void" => Verdict::Void,
            "other_event" => Verdict::OtherEvent,
            _ => Verdict::Unknown,
        });
    };
    let seen = seen(conn, &ticket)?;
    Ok(match scan.verdict.as_str() {
        "admitted" => Verdict::Admitted(seen),
        "readmitted" => Verdict::Readmitted(seen),
        "left" => Verdict::Left(seen),
        "inside" => {
            let mut moves = store::moves_of(conn, &ticket)?;
            moves.retain(|one| !one.is(pass, Direction::In, scan.at));
            match other_way_in(&moves, scan.at) {
                Some(other) => Verdict::Inside(seen, other.gate, other.at),
                None => Verdict::Inside(seen, ticket.admitted_gate, ticket.admitted_at.unwrap_or(scan.at)),
            }
        }
        _ => Verdict::NotInside(seen),
    })
}

/// The refusal a gate gave by itself, in words of ours.
fn turned_away(conn: &mut Conn, ticket: &Ticket, direction: Direction, at: Moment) -> Result<Verdict, Fault> {
    let seen = seen(conn, ticket)?;
    Ok(match direction {
        Direction::In => Verdict::Inside(seen, ticket.admitted_gate.clone(), ticket.admitted_at.unwrap_or(at)),
        Direction::Out => Verdict::NotInside(seen),
    })
}

fn seen(conn: &mut Conn, ticket: &Ticket) -> Result<Seen, Fault> {
    let kind = store::ticket_type(conn, &ticket.ticket_type_id)?.map(|kind| kind.name).unwrap_or_default();
    Ok(Seen { ticket: ticket.id.clone(), number: ticket.number, holder: ticket.holder.clone(), kind })
}

/// The ticket of a code, or of a number typed at a gate that may look up.
fn find(conn: &mut Conn, club: &Club, pass: &Pass, presented: &str) -> Result<Result<Ticket, Verdict>, Fault> {
    let ticket = match code::read(club, presented) {
        Some((id, secret)) => match store::ticket(conn, &id)? {
            Some(ticket) if ticket.secret == secret => Some(ticket),
            // Signed by us and not its secret any more: it was moved or renamed.
            Some(_) => return Ok(Err(Verdict::Void)),
            None => None,
        },
        None => match presented.trim().parse::<i64>() {
            Ok(number) if pass.search => store::ticket_by_number(conn, number)?,
            _ => None,
        },
    };
    Ok(match ticket {
        None => Err(Verdict::Unknown),
        Some(ticket) if ticket.event_id != pass.event_id => Err(Verdict::OtherEvent),
        Some(ticket) if !ticket.is_valid() => Err(Verdict::Void),
        Some(ticket) => Ok(ticket),
    })
}

fn decide(tx: &mut Tx, pass: &Pass, ticket: &Ticket, direction: Direction, at: Moment) -> Result<Verdict, Fault> {
    let seen = seen(tx, ticket)?;
    Ok(match direction {
        Direction::In if store::admit(tx, &ticket.id, &pass.gate, at)? => match ticket.admitted_at {
            None => Verdict::Admitted(seen),
            Some(_) => Verdict::Readmitted(seen),
        },
        Direction::In => {
            let inside = store::ticket(tx, &ticket.id)?.unwrap_or_else(|| ticket.clone());
            Verdict::Inside(seen, inside.admitted_gate, inside.admitted_at.unwrap_or(at))
        }
        Direction::Out if store::let_out(tx, &ticket.id)? => Verdict::Left(seen),
        Direction::Out => Verdict::NotInside(seen),
    })
}

/// How a scan came about.
struct Told {
    offline: bool,
    moved: bool,
    at: Moment,
}

#[allow(clippy::too_many_arguments, reason = "one row, one argument a column")]
fn keep(
    tx: &mut Tx,
    pass: &Pass,
    id: &ScanId,
    ticket: Option<&Ticket>,
    direction: Direction,
    verdict: &str,
    told: Told,
    now: Moment,
) -> Result<(), Fault> {
    let scan = Scan {
        id: id.clone(),
        pass_id: pass.id.clone(),
        ticket_id: ticket.map(|ticket| ticket.id.clone()),
        direction: direction.word().to_owned(),
        verdict: verdict.to_owned(),
        offline: told.offline,
        at: told.at,
        received_at: now,
        moved: told.moved,
    };
    store::insert_scan(tx, &scan)?;
    store::note_pass_seen(tx, &pass.id, now)
}

pub fn count(conn: &mut Conn, event: &EventId) -> Result<Count, Fault> {
    store::count(conn, event)
}

/// What a gate takes along: no name in full, no address, no code; by the hash of its secret a code is found in it.
///
/// One line a ticket: hash of id and secret (16 bytes in hex), number, initials, type, `i` when inside.
pub fn taken_along(conn: &mut Conn, event: &EventId) -> Result<String, Fault> {
    let types = store::types_of(conn, event)?;
    let mut list = String::new();
    for ticket in store::tickets_of_event(conn, event, "", i64::MAX)?.into_iter().filter(Ticket::is_valid) {
        let kind = types.iter().position(|kind| kind.id == ticket.ticket_type_id).unwrap_or(0);
        let hash = hex::encode(&Sha256::digest(format!("{}.{}", ticket.id, ticket.secret))[..16]);
        let inside = if ticket.inside { "i" } else { "" };
        list.push_str(&format!("{hash} {} {} {kind} {inside}\n", ticket.number, initials(&ticket.holder)));
    }
    Ok(list)
}

/// `Noor Bakker` as `N.B.`; `-` where there is no name.
fn initials(name: &str) -> String {
    let letters: String =
        name.split_whitespace().filter_map(|word| word.chars().next()).flat_map(|c| [c, '.']).collect();
    if letters.is_empty() { "-".to_owned() } else { letters }
}
