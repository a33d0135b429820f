//! What the page of a member says about them beside their membership: how to reach them, why not, what they spent and
//! what they were at.

use super::desk::Desk;
use super::parts::Fact;
use crate::base::{Fault, Moment};
use crate::handbacks;
use crate::members::{self, Member};
use crate::orders::{self, Address};
use crate::payments;
use crate::plumbing::locale::Words;
use crate::tickets::{self, IssuedTicket};

pub struct Dossier {
    /// In the order in which they are read.
    pub facts: Vec<Fact>,
    /// Concerts they went into, with the time.
    pub attended: Vec<(Moment, String)>,
    /// What partners told of them, with the time.
    pub told: Vec<(Moment, String)>,
}

pub async fn of(desk: &Desk, member: &Member) -> Result<Dossier, Fault> {
    let (id, email) = (member.id.clone(), member.email_folded.clone());
    let (suppressed, spent, address, issued, told) = desk
        .club
        .read(move |c| {
            Ok((
                members::suppression_of(c, &email)?,
                payments::spent_by(c, &id)?,
                orders::last_address_of(c, &id)?,
                tickets::of_member(c, &id)?,
                handbacks::of_member(c, &id)?,
            ))
        })
        .await?;
    let w = &desk.w;
    let mut facts = vec![Fact::new(w.t("studio-member-address-state"), address_state(w, &member.email_state))];
    facts.extend(suppressed.map(|(reason, at)| {
        Fact::new(w.t("studio-member-suppressed"), w.t2("studio-member-since-then", "what", reason, "date", w.date(at)))
    }));
    facts.extend(address.into_iter().flat_map(|address| postal(w, &address)));
    let spent: Vec<String> = spent.into_iter().map(|sum| w.money(sum)).collect();
    facts.push(Fact::new(w.t("studio-member-spent"), spent.join(", ")));
    let held: Vec<String> =
        issued.iter().filter(|one| one.ticket.state == "valid").map(|one| one.event.title.clone()).collect();
    facts.push(Fact::new(w.t("studio-member-tickets"), held.join(", ")));
    facts.retain(|fact| !fact.value.is_empty());
    let told = told.into_iter().map(|(handover, told)| {
        let at = told.used_at.or(told.told_at).or(handover.handed_at).unwrap_or(handover.asked_at);
        (at, super::handbacks::in_words(w, &handover, &told))
    });
    Ok(Dossier { facts, attended: issued.into_iter().filter_map(attended).collect(), told: told.collect() })
}

/// Only what is worth saying: that mail arrives is usual.
fn address_state(w: &Words, state: &str) -> String {
    match state {
        "bounced" => w.t("studio-member-address-bounced"),
        "complained" => w.t("studio-member-address-complained"),
        _ => String::new(),
    }
}

fn postal(w: &Words, address: &Address) -> [Fact; 2] {
    let mut lines = address.lines();
    lines.push(address.country.clone());
    [
        Fact::new(w.t("studio-member-postal"), lines.join(", ")),
        Fact::new(w.t("studio-member-phone"), address.phone.clone()),
    ]
}

fn attended(issued: IssuedTicket) -> Option<(Moment, String)> {
    issued.ticket.admitted_at.map(|at| (at, issued.event.title))
}
