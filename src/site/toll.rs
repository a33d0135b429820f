//! What is asked of strangers who want a letter while many do: a little work of their browser, or some patience. Nobody is
//! refused, and the answer is the same whoever has the address.
//!
//! The ticket travels in the form's proof, so that a theme that knows nothing of tolls still lets the patient pass.

use sha2::{Digest, Sha256};

use super::asking::Browser;
use super::contexts;
use crate::base::EmailAddress;
use crate::lobby::{Visit, limits, usual};
use crate::plumbing::web::Limits;

/// A ticket that was not used after so long is void.
const TICKET_MINUTES: i64 = 60;

/// Leading zero bits at the first level; each further level doubles the work.
const FEWEST_BITS: u8 = 16;
/// Seconds of patience at the first level; each further level doubles them.
const SHORTEST_WAIT: i64 = 15;
const LONGEST_WAIT: i64 = 300;

/// A letter for one mailbox, asked for in one browser: from when on it is had by waiting, and for how much work at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ticket {
    from: i64,
    bits: u8,
    signature: String,
}

impl Ticket {
    fn new(visit: &Visit, browser: &Browser, email: &EmailAddress, bits: u8, from: i64) -> Ticket {
        let signature = visit.club.key().sign("toll", &meaning(from, bits, browser, email));
        Ticket { from, bits, signature }
    }

    /// As it stands in a proof.
    pub(super) fn written(&self) -> String {
        format!("{}.{}.{}", self.from, self.bits, self.signature)
    }

    /// One of ours, for this browser and mailbox, and not too old.
    fn read(visit: &Visit, browser: &Browser, email: &EmailAddress, written: &str) -> Option<Ticket> {
        let mut parts = written.splitn(3, '.');
        let (from, bits) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        let ticket = Ticket { from, bits, signature: parts.next()?.to_owned() };
        let meant = meaning(from, bits, browser, email);
        let ours = visit.club.key().verifies("toll", &meant, &ticket.signature);
        (ours && visit.now.unix() - from < TICKET_MINUTES * 60).then_some(ticket)
    }

    /// Whether this number was looked for and found.
    fn is_worked_off(&self, work: &str) -> bool {
        let short = !work.is_empty() && work.len() <= 20;
        short && leading_zeros(&Sha256::digest(format!("{}.{work}", self.signature))) >= u32::from(self.bits)
    }

    pub(super) fn shown(&self, visit: &Visit) -> contexts::Toll {
        let seconds = (self.from - visit.now.unix()).max(1);
        contexts::Toll {
            work: self.signature.clone(),
            bits: self.bits,
            seconds: u32::try_from(seconds).unwrap_or(u32::MAX),
        }
    }
}

fn meaning(from: i64, bits: u8, browser: &Browser, email: &EmailAddress) -> String {
    format!("{from} {bits} {} {}", browser.hash.0, email.mailbox())
}

fn leading_zeros(hash: &[u8]) -> u32 {
    let zeros = hash.iter().take_while(|byte| **byte == 0).count();
    u32::try_from(zeros).unwrap_or(0) * 8 + hash.get(zeros).map_or(0, |byte| byte.leading_zeros())
}

/// What this letter costs; `None` when it may go. `written` is the ticket of the form, empty at the first asking.
pub(super) fn due(
    visit: &Visit,
    limits: &Limits,
    browser: &Browser,
    (written, work): (&str, &str),
    email: &EmailAddress,
) -> Option<Ticket> {
    let Some(ticket) = Ticket::read(visit, browser, email, written) else {
        let level = press(visit, limits, email);
        return (level > 0).then(|| Ticket::new(visit, browser, email, bits(level), visit.now.unix() + wait(level)));
    };
    if ticket.is_worked_off(work) {
        return None;
    }
    if visit.now.unix() < ticket.from {
        return Some(ticket);
    }
    // Many may wait at once; the letters of those who do leave one after the other.
    let club = visit.club.name();
    let lanes = [visit.ip.neighbourhood(), email.domain_owner()];
    let longest = lanes
        .iter()
        .filter_map(|lane| limits.count(limits::MAILS_WAITED_FOR, club, lane).err())
        .max_by_key(|full| full.wait)?;
    let more = i64::try_from(longest.wait.as_secs()).unwrap_or(LONGEST_WAIT).max(SHORTEST_WAIT);
    Some(Ticket::new(visit, browser, email, ticket.bits, visit.now.unix() + more))
}

/// Counts one letter everywhere it presses; the highest pressure of all.
fn press(visit: &Visit, limits: &Limits, email: &EmailAddress) -> u8 {
    let domain = email.domain_owner();
    let to_domain = if usual::BIG_DOMAINS.contains(&domain.as_str()) { usual::TO_BIG_DOMAIN } else { usual::TO_DOMAIN };
    let counted = [
        (usual::FROM_NETWORK, visit.ip.network()),
        (usual::FROM_NEIGHBOURHOOD, visit.ip.neighbourhood()),
        (to_domain, domain),
        (usual::OF_CLUB, String::new()),
    ];
    let press = |(rule, key): &(_, String)| limits.press(*rule, visit.club.name(), key, visit.now);
    counted.iter().map(press).max().unwrap_or(0)
}

fn bits(level: u8) -> u8 {
    FEWEST_BITS + level.saturating_sub(1)
}

fn wait(level: u8) -> i64 {
    (SHORTEST_WAIT << level.saturating_sub(1)).min(LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_and_patience_double_with_the_pressure_and_end_somewhere() {
        let levels: Vec<(u8, i64)> = (1..=6).map(|level| (bits(level), wait(level))).collect();
        assert_eq!(levels, [(16, 15), (17, 30), (18, 60), (19, 120), (20, 240), (21, 300)]);
    }

    #[test]
    fn zeros_are_counted_in_bits() {
        let check = |hash: &[u8], zeros: u32| assert_eq!(leading_zeros(hash), zeros, "{hash:?}");
        check(&[0x80, 0], 0);
        check(&[0x01], 7);
        check(&[0, 0, 0x10], 19);
        check(&[0, 0], 16);
    }

    #[test]
    fn a_number_is_worked_off_when_its_hash_begins_so() {
        let ticket = Ticket { from: 0, bits: 8, signature: "word".to_owned() };
        let found = (0_u32..).map(|number| number.to_string()).find(|number| ticket.is_worked_off(number));
        let found = found.expect("one of 256 on the average");
        let harder = Ticket { bits: 64, ..ticket.clone() };
        assert!(!harder.is_worked_off(&found) && !ticket.is_worked_off("") && !ticket.is_worked_off(&"1".repeat(21)));
    }
}
