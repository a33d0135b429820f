//! The member file: search, one member with their history, tags, note, ban.

use actix_web::web;
use askama::Template;

use super::club_fields::{self, Input};
use super::courtesies::{self, CourtesyView};
use super::desk::{Desk, Fresh, Proved, not_found, see, to, within_studio};
use super::dossier::{self, Dossier};
use super::fields::Fields;
use super::frame::Frame;
use super::journal::Known;
use super::parts::{Choice, Fact, LogDay, LogEntry, OrderRow, Wrongs};
use super::undo;
use crate::base::{Fault, Moment};
use crate::community;
use crate::crew::{Manager, Permission, Seller};
use crate::invitations;
use crate::journal::{self, Entry};
use crate::members::{self, ClubField, Consent, Member, MemberId};
use crate::memberships::{self, Membership, Tier};
use crate::orders::{self, Order};
use crate::plumbing::locale::Words;
use crate::plumbing::web::{Page, PageError};
use crate::reports::{self, Holds, Person, Search};
use crate::rights::{self, MoneyBack};
use crate::sessions::{self, Audience};

#[derive(Template)]
#[template(path = "studio/members/list.html")]
pub struct MemberList {
    pub w: Words,
    pub f: Frame,
    pub summary: String,
    pub filter: MemberFilter,
    pub filtered: bool,
    pub tiers: Vec<Choice>,
    pub states: Vec<Choice>,
    pub members: Vec<MemberRow>,
    pub shown: String,
    /// The order of the number that was searched for, and what it is called.
    pub order: Option<(i64, String)>,
    /// The address of this list, to come back to.
    pub here: String,
    pub previous: Option<String>,
    pub next: Option<String>,
}

#[derive(Debug, Clone, Default)]
pub struct MemberFilter {
    pub q: String,
    pub tier: String,
    pub state: String,
    pub country: String,
    pub tag: String,
}

pub struct MemberRow {
    pub id: String,
    pub name: String,
    pub number: String,
    pub rank: i32,
    pub tier: String,
    pub since: String,
    pub country: String,
    pub agreed: String,
    pub tone: &'static str,
    pub state: String,
    pub tags: String,
    pub seen: String,
}

#[derive(Template)]
#[template(path = "studio/members/show.html")]
pub struct MemberPage {
    pub w: Words,
    pub f: Frame,
    pub id: String,
    pub name: String,
    pub number: i64,
    pub rank: i32,
    pub tier: String,
    pub tone: &'static str,
    pub state: String,
    pub history: Vec<LogDay>,
    pub orders: Vec<OrderRow>,
    pub comments: Vec<CommentRow>,
    pub facts: Vec<Fact>,
    /// What the club keeps in fields of its own.
    pub own: Vec<Input>,
    /// What a file brought that has no place of its own.
    pub extras: Vec<Fact>,
    pub membership: Vec<Fact>,
    pub courtesy: CourtesyView,
    pub consents: Vec<ConsentRow>,
    pub tags: Vec<String>,
    pub tag_typed: String,
    pub note: String,
    pub banned: bool,
    pub wrongs: Wrongs,
}

pub struct CommentRow {
    pub when: String,
    pub body: String,
    pub hidden: bool,
}

#[derive(Clone)]
pub struct ConsentRow {
    pub purpose: String,
    pub tone: &'static str,
    pub state: String,
    pub when: String,
    /// The words they read, and where from they answered.
    pub proof: String,
}

const ROWS: i64 = 50;

pub async fn list(desk: Proved<Manager>) -> Page {
    let query = desk.query();
    let filter = MemberFilter {
        q: query.get("q").to_owned(),
        tier: query.get("tier").to_owned(),
        state: query.get("state").to_owned(),
        country: query.get("country").to_owned(),
        tag: query.get("tag").to_owned(),
    };
    let before: Option<i64> = query.get("before").parse().ok();
    let search = Search {
        words: filter.q.clone(),
        tier: filter.tier.clone(),
        holds: Holds::from_word(&filter.state),
        country: filter.country.clone(),
        tag: members::tag_word(&filter.tag),
    };
    let filtered = search != Search::default();
    // A number may be an order's as well.
    let number: Option<i64> = filter.q.trim_start_matches('#').parse().ok();
    let (tiers, people, found, all, order) = desk
        .club
        .read(move |c| {
            let found = reports::count_people(c, &search)?;
            let people = reports::people(c, &search, before, ROWS + 1)?;
            let order = number.map(|number| orders::by_number(c, number)).transpose()?.flatten();
            Ok((memberships::tiers(c)?, people, found, members::count(c)?, order))
        })
        .await?;
    let more = people.len() as i64 > ROWS;
    let shown = &people[..people.len().min(ROWS as usize)];
    let w = &desk.w;
    let rows = shown.iter().map(|person| row(&desk, person, &tiers)).collect();
    let mut tier_choices = vec![Choice::new("", w.t("studio-all")), Choice::new("-", w.t("studio-member-no-tier"))];
    tier_choices.extend(tiers.iter().map(|tier| Choice::new(tier.slug.clone(), tier.name.clone())));
    let mut states = vec![Choice::new("", w.t("studio-all"))];
    states.extend(Holds::ALL.map(|holds| Choice::new(holds.word(), w.t(holds_key(holds)))));
    let address = |before: Option<i64>| {
        let mut pairs = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in [
            ("q", &filter.q),
            ("tier", &filter.tier),
            ("state", &filter.state),
            ("country", &filter.country),
            ("tag", &filter.tag),
        ] {
            if !value.is_empty() {
                pairs.append_pair(name, value);
            }
        }
        if let Some(before) = before {
            pairs.append_pair("before", &before.to_string());
        }
        match pairs.finish() {
            none if none.is_empty() => "/studio/members".to_owned(),
            pairs => format!("/studio/members?{pairs}"),
        }
    };
    desk.page(&MemberList {
        w: w.clone(),
        f: desk.frame("members").await?,
        summary: if filtered {
            w.t2("studio-members-found", "n", found, "all", w.number(all))
        } else {
            w.t1("studio-members-count", "n", all)
        },
        filtered,
        order: order.map(|order| (order.number, w.t1("studio-order-number", "n", order.number.to_string()))),
        tiers: tier_choices,
        states,
        members: rows,
        shown: w.t2("studio-members-shown", "n", shown.len(), "found", w.number(found)),
        here: address(before),
        previous: before.map(|_| address(None)),
        next: shown.last().filter(|_| more).map(|person| address(Some(person.number))),
        filter,
    })
}

fn row(desk: &Desk, person: &Person, tiers: &[Tier]) -> MemberRow {
    let w = &desk.w;
    let (tone, state) = holding(desk, person);
    let (rank, tier) = tier_name(desk, &person.tier, tiers);
    let agreed: Vec<String> = person.consents.iter().map(|purpose| w.t(purpose_key(purpose))).collect();
    MemberRow {
        id: person.id.to_string(),
        name: named(&person.name, &person.email),
        number: person.number.to_string(),
        rank,
        tier,
        since: w.date(person.joined_at),
        country: person.country.clone(),
        agreed: if agreed.is_empty() { w.t("studio-member-agreed-nothing") } else { agreed.join(", ") },
        tone,
        state,
        tags: person.tags.join(", "),
        seen: person.last_seen_at.map_or(String::new(), |at| w.short_date(at)),
    }
}

/// A tier's rank in the artist's order, and its name.
fn tier_name(desk: &Desk, slug: &str, tiers: &[Tier]) -> (i32, String) {
    match tiers.iter().position(|tier| tier.slug == slug) {
        Some(index) => (super::tiers::rank(index), tiers[index].name.clone()),
        None => (0, desk.w.t("studio-member-no-tier")),
    }
}

fn named(name: &str, email: &str) -> String {
    if name.is_empty() { email.to_owned() } else { name.to_owned() }
}

fn holding(desk: &Desk, person: &Person) -> (&'static str, String) {
    let w = &desk.w;
    let until = |key: &str| w.t1(key, "date", person.until.map_or(String::new(), |at| w.short_date(at)));
    match person.holds {
        Holds::Paying => ("ok", w.t("studio-holds-paying")),
        Holds::Grace => ("wait", until("studio-holds-grace-until")),
        Holds::Leaving => ("off", until("studio-holds-leaving-on")),
        Holds::Free => ("off", w.t("studio-holds-free")),
        Holds::Banned => ("stop", w.t("studio-holds-banned")),
    }
}

fn holds_key(holds: Holds) -> &'static str {
    match holds {
        Holds::Paying => "studio-holds-paying",
        Holds::Grace => "studio-holds-grace",
        Holds::Leaving => "studio-holds-leaving",
        Holds::Free => "studio-holds-free",
        Holds::Banned => "studio-holds-banned",
    }
}

pub(super) fn purpose_key(purpose: &str) -> &'static str {
    match purpose {
        "news" => "studio-purpose-news",
        "offers" => "studio-purpose-offers",
        "partners" => "studio-purpose-partners",
        _ => "studio-purpose-other",
    }
}

pub async fn show(desk: Proved<Manager>, id: web::Path<String>) -> Page {
    let member = found(&desk, id.into_inner()).await?;
    desk.page(&draw(&desk, member, Typed::default(), Wrongs::none()).await?)
}

pub(super) async fn found(desk: &Desk, id: String) -> Result<Member, PageError> {
    not_found(desk.club.read(move |c| members::by_id(c, &MemberId(id))).await?)
}

/// What somebody typed that could not be kept.
#[derive(Default)]
pub(super) struct Typed {
    pub tag: String,
    pub fields: Option<Fields>,
    pub courtesy: Option<Fields>,
}

pub(super) async fn draw(desk: &Desk, member: Member, typed: Typed, wrongs: Wrongs) -> Result<MemberPage, PageError> {
    let w = &desk.w;
    let id = member.id.clone();
    let search = Search { words: member.number.to_string(), ..Search::default() };
    let (person, tiers, held, consents, tags, spoken) = desk
        .club
        .read(move |c| {
            Ok((
                reports::people(c, &search, None, 1)?.pop(),
                memberships::tiers(c)?,
                memberships::of_member(c, &id)?,
                members::consents_of(c, &id)?,
                members::tags_of(c, &id)?,
                reports::comments_of(c, &id, 20)?,
            ))
        })
        .await?;
    let person = not_found(person)?;
    let id = member.id.clone();
    let (orders, written, known, extras, inviter, own) = desk
        .club
        .read(move |c| {
            let orders = orders::of_member(c, &id, 50)?;
            let written = journal::about(c, "member", id.as_str(), 200)?;
            let known = super::journal::known(c, &written)?;
            let invitation = invitations::by_invitee(c, &id)?;
            let inviter = match invitation.and_then(|invitation| invitation.inviter_id) {
                Some(inviter) => members::by_id(c, &inviter)?.map(|inviter| named(&inviter.name, &inviter.email)),
                None => None,
            };
            let orders = reports::with_names(c, orders)?;
            Ok((orders, written, known, members::extras_of(c, &id)?, inviter, members::fields(c)?))
        })
        .await?;
    let (tone, state) = holding(desk, &person);
    let (rank, tier) = tier_name(desk, &person.tier, &tiers);
    let facts = vec![
        Fact::new(w.t("studio-crew-email"), member.email.clone()),
        Fact::new(w.t("studio-member-country"), member.country.clone()),
        Fact::new(w.t("studio-member-language"), member.language.clone()),
        Fact::new(w.t("studio-member-time-zone"), member.time_zone.as_str()),
        Fact::new(w.t("studio-member-since"), w.date(member.joined_at)),
        Fact::new(w.t("studio-member-invited-by"), inviter.unwrap_or_default()),
        Fact::new(w.t("studio-member-last-seen"), member.last_seen_at.map_or(String::new(), |at| w.date_time(at))),
        Fact::new(
            w.t("studio-member-born"),
            w.t(if member.birth_date.is_some() { "studio-member-born-known" } else { "studio-member-born-unknown" }),
        ),
    ];
    let dossier = dossier::of(desk, &member).await?;
    let facts = facts.into_iter().filter(|fact| !fact.value.is_empty()).chain(dossier.facts.clone()).collect();
    let stripe = [
        Fact::new(w.t("studio-import-field-stripe-customer"), extras.stripe_customer),
        Fact::new(w.t("studio-import-field-stripe-subscription"), extras.stripe_subscription),
    ];
    let inputs = club_fields::inputs(w, &own, &extras.fields, typed.fields.as_ref(), &wrongs);
    let is_own = |heading: &str| own.iter().any(|field: &ClubField| field.heading() == heading);
    let fields =
        extras.fields.into_iter().filter(|(name, _)| !is_own(name)).map(|(name, value)| Fact::new(name, value));
    let extras = fields.chain(stripe).filter(|fact| !fact.value.is_empty()).collect();
    let mut membership = Vec::new();
    for held in held.iter().filter(|held| held.is_living()) {
        let name = tiers.iter().find(|tier| tier.id == held.tier_id).map_or(String::new(), |tier| tier.name.clone());
        membership.push(Fact::new(w.t("studio-member-tier"), name));
        membership.push(Fact::new(w.t("studio-member-since"), w.date(held.started_at)));
        if let Some(end) = held.period_end {
            let key = if held.cancel_at_period_end { "studio-member-ends" } else { "studio-member-next" };
            membership.push(Fact::new(w.t(key), w.date(end)));
        }
        if let Some(until) = held.grace_until {
            membership.push(Fact::new(w.t("studio-holds-grace"), w.date(until)));
        }
    }
    let courtesy = courtesies::view(desk, &member, &tiers, typed.courtesy.as_ref()).await?;
    let history = history(desk, &member, &written, &known, &held, &tiers, &orders, &consents, &dossier);
    Ok(MemberPage {
        w: w.clone(),
        f: desk.frame("members").await?.with_wrongs(&wrongs),
        name: named(&member.name, &member.email),
        number: member.number,
        rank,
        tier,
        tone,
        state,
        history,
        orders: orders.iter().map(|(order, names)| super::orders::row(desk, order, names)).collect(),
        comments: spoken
            .into_iter()
            .map(|spoken| CommentRow {
                when: w.date_time(spoken.at),
                hidden: spoken.state != "shown",
                body: spoken.body,
            })
            .collect(),
        facts,
        own: inputs,
        courtesy,
        extras,
        membership,
        consents: decisions(desk, &consents),
        tags,
        tag_typed: typed.tag,
        banned: member.is_banned(),
        note: member.note,
        id: member.id.to_string(),
        wrongs,
    })
}

/// The newest decision of each purpose.
fn decisions(desk: &Desk, consents: &[Consent]) -> Vec<ConsentRow> {
    let w = &desk.w;
    let row = |purpose: &str| {
        let newest = consents.iter().find(|consent| consent.purpose == purpose);
        let (tone, key) = match newest {
            Some(consent) if consent.granted => ("ok", "studio-consent-yes"),
            Some(_) => ("stop", "studio-consent-taken-back"),
            None => ("off", "studio-consent-never"),
        };
        ConsentRow {
            purpose: w.t(purpose_key(purpose)),
            tone,
            state: w.t(key),
            when: newest.map_or(String::new(), |consent| w.date_time(consent.at)),
            proof: newest.map_or(String::new(), |consent| proof(w, consent)),
        }
    };
    ["news", "offers", "partners"].map(row).to_vec()
}

fn proof(w: &Words, consent: &Consent) -> String {
    match (consent.wording.is_empty(), consent.ip.is_empty()) {
        (true, _) => String::new(),
        (false, true) => w.t1("studio-consent-words", "words", consent.wording.as_str()),
        (false, false) => {
            w.t2("studio-consent-words-from", "words", consent.wording.as_str(), "ip", consent.ip.as_str())
        }
    }
}

/// Everything known about a member in the order of time, newest first.
#[allow(clippy::too_many_arguments, reason = "one history out of seven rooms' facts")]
fn history(
    desk: &Desk,
    member: &Member,
    written: &[Entry],
    known: &Known,
    held: &[Membership],
    tiers: &[Tier],
    orders: &[(Order, Vec<String>)],
    consents: &[Consent],
    dossier: &Dossier,
) -> Vec<LogDay> {
    let w = &desk.w;
    let mut events: Vec<(Moment, LogEntry)> = Vec::new();
    let entry = |at: Moment, icon: &'static str, what: String, href: String| {
        (at, LogEntry { machine: at.rfc3339(), time: w.time(at), icon, what, href, ..LogEntry::default() })
    };
    events.push(entry(
        member.joined_at,
        "person",
        w.t1("studio-history-joined", "source", member.source.as_str()),
        String::new(),
    ));
    for held in held {
        let tier = tiers.iter().find(|tier| tier.id == held.tier_id).map_or("", |tier| tier.name.as_str());
        events.push(entry(held.started_at, "key", w.t1("studio-history-began", "tier", tier), String::new()));
        if let Some(at) = held.ended_at {
            events.push(entry(at, "cross", w.t1("studio-history-ended", "tier", tier), String::new()));
        }
    }
    for (order, names) in orders {
        if let Some(at) = order.paid_at {
            let what = w.t2("studio-history-paid", "what", names.join(", "), "amount", w.money(order.total()));
            events.push(entry(at, "bag", what, format!("/studio/orders/{}", order.number)));
        }
    }
    for (at, event) in &dossier.attended {
        events.push(entry(*at, "ticket", w.t1("studio-history-attended", "event", event.as_str()), String::new()));
    }
    for (at, what) in &dossier.told {
        events.push(entry(*at, "ticket", what.clone(), String::new()));
    }
    for consent in consents {
        let key = if consent.granted { "studio-history-agreed" } else { "studio-history-withdrew" };
        events.push(entry(
            consent.at,
            "check",
            w.t1(key, "purpose", w.t(purpose_key(&consent.purpose))),
            String::new(),
        ));
    }
    for day in super::journal::days(desk, written, known) {
        for (line, entry) in day.entries.into_iter().zip(written.iter().filter(|entry| w.date(entry.at) == day.name)) {
            if entry.verb != "member.joined" {
                events.push((entry.at, LogEntry { href: String::new(), ..line }));
            }
        }
    }
    events.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    let mut days: Vec<LogDay> = Vec::new();
    for (at, entry) in events {
        let name = w.date(at);
        match days.last_mut() {
            Some(day) if day.name == name => day.entries.push(entry),
            _ => days.push(LogDay { name, entries: vec![entry] }),
        }
    }
    days
}

/// Adds a tag to one member, or takes it away.
pub async fn tag(desk: Proved<Manager>, id: web::Path<String>, form: web::Form<Fields>) -> Page {
    let member = found(&desk, id.into_inner()).await?;
    let tag = members::tag_word(form.get("tag"));
    if tag.is_empty() {
        let wrongs = Wrongs::one("tag", desk.w.t("studio-tag-wrong"));
        let typed = Typed { tag: form.get("tag").to_owned(), ..Typed::default() };
        return desk.again(&draw(&desk, member, typed, wrongs).await?);
    }
    let path = format!("/studio/members/{}", member.id);
    let act = Tagging::of(&form);
    let changed = retag(&desk, act, vec![member.id], &tag).await?;
    see(&undo::of_tags(&path, &tag, &changed), act.said_of_one())
}

/// The same for the chosen rows of the list.
pub async fn tag_many(desk: Proved<Manager>, form: web::Form<Fields>) -> Page {
    let back = within_studio(form.get("return_to")).to_owned();
    let tag = members::tag_word(form.get("tag"));
    let chosen: Vec<MemberId> =
        form.all("member").into_iter().take(ROWS as usize).map(|id| MemberId(id.to_owned())).collect();
    if tag.is_empty() || chosen.is_empty() {
        return see(&back, "studio-said-tag-nothing");
    }
    let act = Tagging::of(&form);
    let changed = retag(&desk, act, chosen, &tag).await?;
    see(&undo::of_tags(&back, &tag, &changed), act.said_of_many())
}

#[derive(Clone, Copy)]
enum Tagging {
    Add,
    Remove,
}

impl Tagging {
    fn of(form: &Fields) -> Tagging {
        if form.get("act") == "remove" { Tagging::Remove } else { Tagging::Add }
    }

    fn said_of_one(self) -> &'static str {
        match self {
            Tagging::Add => "studio-said-tag-added",
            Tagging::Remove => "studio-said-tag-removed",
        }
    }

    fn said_of_many(self) -> &'static str {
        match self {
            Tagging::Add => "studio-said-tags-added",
            Tagging::Remove => "studio-said-tags-removed",
        }
    }
}

/// The members among the chosen whom it changed: taking it back concerns nobody else.
async fn retag(desk: &Desk, act: Tagging, chosen: Vec<MemberId>, tag: &str) -> Result<Vec<MemberId>, Fault> {
    let tag = tag.to_owned();
    desk.club
        .write(move |tx| {
            let mut changed = Vec::new();
            for member in members::by_ids(tx, &chosen)? {
                let change = match act {
                    Tagging::Add => members::tag(tx, &member.id, &tag)?,
                    Tagging::Remove => members::untag(tx, &member.id, &tag)?,
                };
                if change {
                    changed.push(member.id);
                }
            }
            Ok(changed)
        })
        .await
}

pub async fn note(desk: Proved<Manager>, id: web::Path<String>, form: web::Form<Fields>) -> Page {
    let member = found(&desk, id.into_inner()).await?;
    let path = format!("/studio/members/{}", member.id);
    let note: String = form.text("note").trim().chars().take(LONGEST_NOTE).collect();
    desk.club.write(move |tx| members::set_note(tx, &member.id, &note)).await?;
    see(&path, "studio-said-saved")
}

/// Keeps what was filled in of the club's own fields.
pub async fn keep_fields(desk: Proved<Manager>, id: web::Path<String>, form: web::Form<Fields>) -> Page {
    let member = found(&desk, id.into_inner()).await?;
    let at = member.id.clone();
    let (own, kept) = desk.club.read(move |c| Ok((members::fields(c)?, members::extras_of(c, &at)?.fields))).await?;
    let values = match club_fields::read_values(&desk.w, &own, &kept, &form) {
        Ok(values) => values,
        Err(wrongs) => {
            let typed = Typed { fields: Some(form.into_inner()), ..Typed::default() };
            return desk.again(&draw(&desk, member, typed, wrongs).await?);
        }
    };
    let path = format!("/studio/members/{}", member.id);
    let (me, now) = (desk.me.clone(), desk.now);
    desk.club.write(move |tx| members::set_fields(tx, &member.id, &values, me.actor(), now)).await?;
    see(&path, "studio-said-saved")
}

const LONGEST_NOTE: usize = 4_000;

pub async fn ban(desk: Proved<Manager>, id: web::Path<String>, form: web::Form<Fields>) -> Page {
    let member = found(&desk, id.into_inner()).await?;
    let path = format!("/studio/members/{}", member.id);
    let (me, now, lift) = (desk.me.clone(), desk.now, form.get("act") == "lift");
    let id = member.id.clone();
    if !lift && desk.club.read(move |c| memberships::living_of(c, &id)).await?.is_some() {
        let wrongs = Wrongs::one("money", desk.w.t("studio-member-ban-choose"));
        return desk.again(&draw(&desk, member, Typed::default(), wrongs).await?);
    }
    let banned = member.id.to_string();
    desk.club
        .write(move |tx| {
            if lift {
                members::lift_ban(tx, &member.id, me.actor(), now)
            } else {
                sessions::end_all(tx, Audience::Fans, member.id.as_str())?;
                community::ban(tx, &member.id, &me.id, now)
            }
        })
        .await?;
    if lift {
        return see(&path, "studio-said-member-unbanned");
    }
    see(&undo::naming(&path, &banned), "studio-said-member-banned")
}

/// Bans somebody who holds a membership: what becomes of it, and of its money, is asked each time.
pub async fn expel(desk: Fresh<Manager>, id: web::Path<String>, form: web::Form<Fields>) -> Page {
    let member = found(&desk, id.into_inner()).await?;
    let path = format!("/studio/members/{}", member.id);
    let back = match form.get("money") {
        "stop" => Some(MoneyBack::Keep),
        "refund" => Some(MoneyBack::Whole),
        "keep" => None,
        _ => {
            let wrongs = Wrongs::one("money", desk.w.t("studio-member-ban-choose"));
            return desk.again(&draw(&desk, member, Typed::default(), wrongs).await?);
        }
    };
    let (me, now, banned) = (desk.me.clone(), desk.now, member.id.to_string());
    desk.club
        .write_durably(move |tx| {
            sessions::end_all(tx, Audience::Fans, member.id.as_str())?;
            community::ban(tx, &member.id, &me.id, now)?;
            match back {
                Some(back) => rights::end_membership(tx, &member.id, back, "banned", me.actor(), now),
                None => Ok(()),
            }
        })
        .await?;
    see(&undo::naming(&path, &banned), "studio-said-member-banned")
}

/// From the search field at the head of every page: a whole order number leads to orders, all else to members.
pub async fn find(desk: Proved<Seller>) -> Page {
    let q = desk.query().get("q");
    let query: String = url::form_urlencoded::Serializer::new(String::new()).append_pair("q", q).finish();
    let manages = Manager::of(&desk.me).is_some();
    let room = if manages && !q.starts_with('#') { "members" } else { "orders" };
    to(&format!("/studio/{room}?{query}"))
}
