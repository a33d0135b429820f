//! Complimentary access: a tier given to a member, until a day or for good.

use actix_web::web;

use super::amounts;
use super::desk::{Desk, Proved, see};
use super::fields::Fields;
use super::members::{Typed, draw, found};
use super::parts::{Choice, Wrongs};
use crate::base::{Fault, Moment};
use crate::club::{Club, mail};
use crate::crew::{self, Manager};
use crate::journal;
use crate::members::{self, Member};
use crate::memberships::{self, Courtesy, Giving, Tier, TierId};
use crate::plumbing::db::Tx;
use crate::plumbing::web::Page;
use crate::site::account_letters::{self, News};

/// Longest reason, in characters.
const LONGEST_REASON: usize = 200;

/// What runs for a member, and what can be given, as their page shows it.
pub struct CourtesyView {
    /// "Gold until 3 January 2027, given by Maren"; empty for none.
    pub runs: String,
    pub reason: String,
    pub tiers: Vec<Choice>,
    pub tier: String,
    pub until: String,
    pub why: String,
}

/// What the page of a member says of it.
pub(super) async fn view(
    desk: &Desk,
    member: &Member,
    tiers: &[Tier],
    typed: Option<&Fields>,
) -> Result<CourtesyView, Fault> {
    let id = member.id.clone();
    let (running, crew) = desk.club.read(move |c| Ok((memberships::courtesy_of(c, &id)?, crew::all(c)?))).await?;
    let by = |courtesy: &Courtesy| {
        let giver = crew.iter().find(|giver| giver.id.as_str() == courtesy.given_by);
        giver.map_or_else(|| desk.w.t("studio-member-gone"), |giver| giver.name.clone())
    };
    let told = |name: &str| typed.map_or(String::new(), |typed| typed.get(name).to_owned());
    Ok(CourtesyView {
        runs: running.as_ref().map_or(String::new(), |running| runs(desk, running, tiers, by(running))),
        reason: running.map_or(String::new(), |running| running.reason),
        tiers: tiers.iter().map(|tier| Choice::new(tier.id.to_string(), tier.name.clone())).collect(),
        tier: told("tier"),
        until: told("until"),
        why: told("reason"),
    })
}

fn runs(desk: &Desk, courtesy: &Courtesy, tiers: &[Tier], by: String) -> String {
    let w = &desk.w;
    let tier = tiers.iter().find(|tier| tier.id == courtesy.tier_id).map_or("", |tier| tier.name.as_str());
    let until = courtesy.ends_at.map_or(String::new(), |at| w.date_time(at));
    let key = if courtesy.ends_at.is_some() { "studio-courtesy-until" } else { "studio-courtesy-endless" };
    w.with(key, &[("tier", tier.into()), ("date", until.into()), ("by", by.into())])
}

/// Gives a tier.
pub async fn create(desk: Proved<Manager>, id: web::Path<String>, form: web::Form<Fields>) -> Page {
    let member = found(&desk, id.into_inner()).await?;
    let tier = TierId(form.get("tier").to_owned());
    let tier = desk.club.read(move |c| memberships::tier(c, &tier)).await?;
    let mut wrongs = Wrongs::none();
    let until = amounts::clock(&desk, "until", form.get("until"), &mut wrongs);
    if until.is_some_and(|until| until <= desk.now) {
        wrongs.add("until", desk.w.t("studio-courtesy-past"));
    }
    let reason = form.get("reason").to_owned();
    if reason.chars().count() > LONGEST_REASON {
        wrongs.add("reason", desk.w.t1("studio-too-long", "n", LONGEST_REASON));
    }
    if tier.is_none() {
        wrongs.add("tier", desk.w.t("studio-courtesy-tier-missing"));
    }
    let Some(tier) = tier.filter(|_| wrongs.is_empty()) else {
        let typed = Typed { courtesy: Some(form.into_inner()), ..Typed::default() };
        return desk.again(&draw(&desk, member, typed, wrongs).await?);
    };
    let path = format!("/studio/members/{}", member.id);
    let club = desk.club.clone();
    let giving = Giving { member: member.id.clone(), tier, reason, until, by: desk.me.id.to_string() };
    let (me, now) = (desk.me.clone(), desk.now);
    desk.club
        .write(move |tx| {
            let given = memberships::give_courtesy(tx, &giving, now)?;
            tell(tx, &club, &member, &giving.tier, &given, now)?;
            let member = giving.member.as_str();
            journal::record(tx, me.actor(), "member.courtesy_given", "member", member, &giving.tier.name, now)
        })
        .await?;
    see(&path, "studio-said-courtesy-given")
}

/// Writes to whoever was given something. To some nothing is sent: to an address that takes no mail, to people a file
/// brought until the owner lets mail out, and to who is shut out.
fn tell(tx: &mut Tx, club: &Club, member: &Member, tier: &Tier, given: &Courtesy, now: Moment) -> Result<(), Fault> {
    let may = members::standing_of(tx, &member.id)?.is_some_and(|standing| standing.active && standing.reachable);
    if !may || !club.sends_mail() {
        return Ok(());
    }
    let news = News::Given { tier: &tier.name, until: given.ends_at, path: "/account" };
    let words = account_letters::words(club, member);
    mail::queue(tx, &account_letters::letter(club, &words, &member.email, &news, given.id.as_str(), now)?, now)
}

/// Ends what runs.
pub async fn end(desk: Proved<Manager>, id: web::Path<String>) -> Page {
    let member = found(&desk, id.into_inner()).await?;
    let path = format!("/studio/members/{}", member.id);
    let (me, now) = (desk.me.clone(), desk.now);
    desk.club
        .write(move |tx| {
            let Some(running) = memberships::courtesy_of(tx, &member.id)? else { return Ok::<_, Fault>(()) };
            memberships::end_courtesy(tx, &running, now)?;
            journal::record(tx, me.actor(), "member.courtesy_ended", "member", member.id.as_str(), "", now)
        })
        .await?;
    see(&path, "studio-said-courtesy-ended")
}
