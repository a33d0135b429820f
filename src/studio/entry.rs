//! Who comes in: the door's setting, the queue of requests, invitations, and who invited whom.

use std::collections::{HashMap, HashSet};

use actix_web::web;
use askama::Template;

use super::desk::{Desk, Proved, not_found, see};
use super::fields::Fields;
use super::frame::Frame;
use super::parts::{Choice, Wrongs};
use crate::base::{EmailAddress, Fault, Secret};
use crate::club::mail;
use crate::crew::Manager;
use crate::invitations::{self, Answer, Door, Entry, Invitation, InvitationId, Request, RequestId};
use crate::members::{self, Member, MemberId};
use crate::memberships::{self, Tier};
use crate::plumbing::db::{Conn, Tx};
use crate::plumbing::locale::Words;
use crate::plumbing::web::Page;
use crate::sessions::{self, Audience};
use crate::site::account_letters::{self, News};

/// Requests shown, and decided on, at once.
const QUEUE: i64 = 100;
const SHOWN: i64 = 500;
const MOST_CARDS: usize = 60;
const MOST_QUESTIONS: usize = 5;
const LONGEST_QUESTION: usize = 200;
const MOST_EACH: i64 = 1_000;
const LINK_DAYS: i64 = 14;

#[derive(Template)]
#[template(path = "studio/entry/show.html")]
pub struct EntryPage {
    pub w: Words,
    pub f: Frame,
    pub form: Fields,
    pub doors: Vec<Choice>,
    pub tiers: Vec<TierField>,
    pub queue: Vec<RequestRow>,
    pub open: Vec<OpenRow>,
    pub tree: Vec<TreeRow>,
    pub wrongs: Wrongs,
}

pub struct TierField {
    pub field: String,
    pub label: String,
    pub value: String,
}

pub struct RequestRow {
    pub id: String,
    pub name: String,
    pub email: String,
    pub when: String,
    pub answers: Vec<Answer>,
}

pub struct OpenRow {
    pub id: String,
    pub hint: String,
    pub giver: String,
    pub when: String,
}

pub struct TreeRow {
    /// One mark a step from the root.
    pub depth: String,
    pub name: String,
    pub href: String,
    pub when: String,
}

#[derive(Template)]
#[template(path = "studio/entry/cards.html")]
pub struct CardsPage {
    pub w: Words,
    pub f: Frame,
    pub club: String,
    pub address: String,
    pub codes: Vec<String>,
}

pub async fn show(desk: Proved<Manager>) -> Page {
    let (entry, tiers) = desk.club.read(|c| Ok((invitations::entry(c)?, memberships::tiers(c)?))).await?;
    let mut form = Fields::default();
    form.put("door", entry.door.word());
    form.put("questions", &entry.questions.join("\n"));
    form.put("each", &entry.each.to_string());
    for tier in &tiers {
        form.put(&field_of(tier), &entry.by_tier.get(&tier.slug).map_or(String::new(), i64::to_string));
    }
    desk.page(&draw(&desk, form, Wrongs::none()).await?)
}

fn field_of(tier: &Tier) -> String {
    format!("tier-{}", tier.slug)
}

pub async fn update(desk: Proved<Manager>, form: web::Form<Fields>) -> Page {
    let form = form.into_inner();
    let tiers = desk.club.read(memberships::tiers).await?;
    let entry = match read(&desk.w, &form, &tiers) {
        Ok(entry) => entry,
        Err(wrongs) => return desk.again(&draw(&desk, form, wrongs).await?),
    };
    let (me, now) = (desk.me.actor(), desk.now);
    desk.club.write(move |tx| invitations::set_entry(tx, &entry, me.clone(), now)).await?;
    see("/studio/entry", "studio-said-saved")
}

fn read(w: &Words, form: &Fields, tiers: &[Tier]) -> Result<Entry, Wrongs> {
    let mut wrongs = Wrongs::none();
    let number = |text: &str| text.trim().parse::<i64>().ok().filter(|n| (0..=MOST_EACH).contains(n));
    let each = number(form.get("each"));
    let mut by_tier = std::collections::BTreeMap::new();
    let mut wrong_number = each.is_none();
    for tier in tiers {
        match form.get(&field_of(tier)) {
            "" => {}
            typed => match number(typed) {
                Some(n) => drop(by_tier.insert(tier.slug.clone(), n)),
                None => wrong_number = true,
            },
        }
    }
    if wrong_number {
        wrongs.add("each", w.t1("studio-entry-each-wrong", "n", MOST_EACH));
    }
    let questions: Vec<String> = form.text("questions").lines().map(|line| line.trim().to_owned()).collect();
    let questions: Vec<String> = questions.into_iter().filter(|line| !line.is_empty()).collect();
    if questions.len() > MOST_QUESTIONS || questions.iter().any(|one| one.chars().count() > LONGEST_QUESTION) {
        let (n, long) = (MOST_QUESTIONS, LONGEST_QUESTION);
        wrongs.add("questions", w.t2("studio-entry-questions-wrong", "n", n, "long", long));
    }
    match (each, wrongs.is_empty()) {
        (Some(each), true) => {
            let door = Door::from_word(form.get("door")).unwrap_or_default();
            Ok(Entry { door, questions, each, by_tier })
        }
        _ => Err(wrongs),
    }
}

/// Lets the chosen in, or turns them away; who asked longest stands first.
pub async fn decide(desk: Proved<Manager>, form: web::Form<Fields>) -> Page {
    let chosen: Vec<RequestId> =
        form.all("request").into_iter().take(QUEUE as usize).map(|id| RequestId(id.to_owned())).collect();
    if chosen.is_empty() {
        return see("/studio/entry", "studio-said-entry-nobody");
    }
    let (club, me, now) = (desk.club.clone(), desk.me.actor(), desk.now);
    if form.get("act") == "refuse" {
        desk.club
            .write(move |tx| chosen.iter().try_for_each(|id| invitations::refuse(tx, id, &me, now).map(drop)))
            .await?;
        return see("/studio/entry", "studio-said-entry-refused");
    }
    desk.club
        .write(move |tx| {
            for id in &chosen {
                if let Some(member) = invitations::approve(tx, id, &me, now)? {
                    let_in(tx, &club, &member, now)?;
                }
            }
            Ok::<_, Fault>(())
        })
        .await?;
    see("/studio/entry", "studio-said-entry-approved")
}

/// Writes to somebody who was let in, with a link that signs them in once.
fn let_in(tx: &mut Tx, club: &crate::club::Club, member: &Member, now: crate::base::Moment) -> Result<(), Fault> {
    let email = EmailAddress::parse(&member.email).map_err(|error| Fault::broken(error.to_string()))?;
    let (link, until) = (Secret::random(), now.plus_days(LINK_DAYS));
    sessions::keep_link(tx, Audience::Fans, &email, &link, &member.language, until, now)?;
    let path = format!("/link/{}", link.reveal());
    let words = account_letters::words(club, member);
    let news = News::LetIn { path: &path };
    mail::queue(tx, &account_letters::letter(club, &words, &member.email, &news, member.id.as_str(), now)?, now)
}

/// Makes invitations of the club's own, and shows them to be printed: this once.
pub async fn make_cards(desk: Proved<Manager>, form: web::Form<Fields>) -> Page {
    let many: Option<usize> = form.get("many").parse().ok().filter(|many| (1..=MOST_CARDS).contains(many));
    let Some(many) = many else {
        let wrongs = Wrongs::one("many", desk.w.t1("studio-entry-many-wrong", "n", MOST_CARDS));
        let mut form = form.into_inner();
        let entry = desk.club.read(invitations::entry).await?;
        form.put("door", entry.door.word());
        form.put("each", &entry.each.to_string());
        form.put("questions", &entry.questions.join("\n"));
        return desk.again(&draw(&desk, form, wrongs).await?);
    };
    let (me, now) = (desk.me.id.0.clone(), desk.now);
    let codes = desk.club.write(move |tx| invitations::make(tx, many, &me, now)).await?;
    desk.page(&CardsPage {
        w: desk.w.clone(),
        f: desk.frame("entry").await?,
        club: desk.club.config().artist.clone(),
        address: desk.club.url("/join"),
        codes: codes.iter().map(invitations::Code::readable).collect(),
    })
}

pub async fn revoke(desk: Proved<Manager>, id: web::Path<String>) -> Page {
    let (id, me, now) = (InvitationId(id.into_inner()), desk.me.actor(), desk.now);
    let revoked = desk.club.write(move |tx| invitations::revoke(tx, &id, me.clone(), now)).await?;
    not_found(revoked.then_some(()))?;
    see("/studio/entry", "studio-said-entry-revoked")
}

struct Loaded {
    tiers: Vec<Tier>,
    queue: Vec<Request>,
    open: Vec<Invitation>,
    used: Vec<Invitation>,
    names: HashMap<MemberId, String>,
}

fn load(conn: &mut Conn) -> Result<Loaded, Fault> {
    let (open, used) = (invitations::given(conn, SHOWN)?, invitations::used(conn, SHOWN)?);
    let all = open.iter().chain(&used);
    let ids: HashSet<MemberId> = all.flat_map(|one| [one.inviter_id.clone(), one.used_by.clone()]).flatten().collect();
    let ids: Vec<MemberId> = ids.into_iter().collect();
    let name = |member: Member| {
        let name = if member.name.is_empty() { member.email } else { member.name };
        (member.id, if name.is_empty() { member.number.to_string() } else { name })
    };
    Ok(Loaded {
        tiers: memberships::tiers(conn)?,
        queue: invitations::waiting(conn, QUEUE)?,
        names: members::by_ids(conn, &ids)?.into_iter().map(name).collect(),
        open,
        used,
    })
}

async fn draw(desk: &Desk, form: Fields, wrongs: Wrongs) -> Result<EntryPage, Fault> {
    let w = &desk.w;
    let loaded = desk.club.read(load).await?;
    let named = |id: &Option<MemberId>| {
        id.as_ref().and_then(|id| loaded.names.get(id)).cloned().unwrap_or_else(|| w.t("studio-entry-by-club"))
    };
    let mut queue = Vec::with_capacity(loaded.queue.len());
    for request in &loaded.queue {
        queue.push(RequestRow {
            id: request.id.to_string(),
            name: if request.name.is_empty() { request.email.clone() } else { request.name.clone() },
            email: request.email.clone(),
            when: w.date(request.asked_at),
            answers: request.answers()?,
        });
    }
    let open = loaded.open.iter().map(|one| OpenRow {
        id: one.id.to_string(),
        hint: one.hint.clone(),
        giver: named(&one.inviter_id),
        when: w.date(one.made_at),
    });
    let doors = Door::ALL.map(|door| Choice::new(door.word(), w.t(door_key(door))));
    let tiers = loaded.tiers.iter().map(|tier| TierField {
        field: field_of(tier),
        label: tier.name.clone(),
        value: form.get(&field_of(tier)).to_owned(),
    });
    Ok(EntryPage {
        w: w.clone(),
        f: desk.frame("entry").await?.with_wrongs(&wrongs),
        doors: doors.to_vec(),
        tiers: tiers.collect(),
        queue,
        open: open.collect(),
        tree: tree(w, &loaded),
        form,
        wrongs,
    })
}

fn door_key(door: Door) -> &'static str {
    match door {
        Door::Open => "studio-entry-open",
        Door::Request => "studio-entry-request",
        Door::Invitation => "studio-entry-invitation",
    }
}

/// Everybody who came by an invitation below who gave it, the earliest first.
fn tree(w: &Words, loaded: &Loaded) -> Vec<TreeRow> {
    let invitees: HashSet<&MemberId> = loaded.used.iter().filter_map(|one| one.used_by.as_ref()).collect();
    let below = |giver: Option<&MemberId>| -> Vec<&Invitation> {
        loaded.used.iter().filter(|one| one.inviter_id.as_ref() == giver).collect()
    };
    let row = |depth: usize, id: &MemberId, when: String| TreeRow {
        depth: "›".repeat(depth),
        name: loaded.names.get(id).cloned().unwrap_or_default(),
        href: format!("/studio/members/{id}"),
        when,
    };
    let mut rows = Vec::new();
    let mut roots: Vec<&MemberId> = Vec::new();
    for giver in loaded.used.iter().filter_map(|one| one.inviter_id.as_ref()) {
        if !invitees.contains(giver) && !roots.contains(&giver) {
            roots.push(giver);
        }
    }
    // Whoever is still to be written down: how deep, who, and when they came.
    let mut stack: Vec<(usize, &MemberId, String)> =
        roots.into_iter().rev().map(|root| (0, root, String::new())).collect();
    let came = |one: &Invitation| one.used_at.map_or(String::new(), |at| w.date(at));
    let by_club = below(None);
    stack.extend(by_club.iter().rev().filter_map(|one| Some((0, one.used_by.as_ref()?, came(one)))));
    while let Some((depth, id, when)) = stack.pop() {
        rows.push(row(depth, id, when));
        let children = below(Some(id));
        stack.extend(children.iter().rev().filter_map(|one| Some((depth + 1, one.used_by.as_ref()?, came(one)))));
    }
    rows
}
