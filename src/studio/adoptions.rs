//! Paying members of another system taken over: read, priced, rehearsed, run, looked after, undone.

use std::collections::HashMap;

use actix_web::web;
use askama::Template;

use super::desk::{Desk, Fresh, Proved, not_found, see, to};
use super::fields::Fields;
use super::frame::Frame;
use super::parts::Choice;
use crate::adoptions::{self, ADOPTING, Adoption, AdoptionId, Difference, LEFT, Row, STEPS, SeenPrice, Tick};
use crate::base::{Currency, Fault, Money};
use crate::crew::{self, Owner};
use crate::members::{self, Member, MemberId};
use crate::memberships::{self, Tier};
use crate::orders::Every;
use crate::payments::{self, Unread};
use crate::plumbing::db::Conn;
use crate::plumbing::locale::Words;
use crate::plumbing::web::{Page, PageError};

#[derive(Template)]
#[template(path = "studio/adoptions/list.html")]
pub struct AdoptionList {
    pub w: Words,
    pub f: Frame,
    /// Why nothing can be read; empty when it can.
    pub unread: String,
    pub adoptions: Vec<AdoptionRow>,
    /// One that a job works on, or that waits for a decision.
    pub open: Option<AdoptionRow>,
    /// A job works on it: nothing else is begun meanwhile.
    pub in_hand: bool,
    pub watch: Option<Watch>,
    pub steps: Vec<Step>,
    pub steps_done: String,
}

pub struct AdoptionRow {
    pub id: String,
    pub tone: &'static str,
    pub state: String,
    pub read: String,
    pub by: String,
    pub date: String,
}

/// The daily look after a move.
pub struct Watch {
    pub until: String,
    /// When both sides were compared last; empty when they were not yet.
    pub compared: String,
    pub groups: Vec<Group>,
}

/// Differences of one kind.
pub struct Group {
    pub name: String,
    pub helps: String,
    pub rows: Vec<Different>,
}

pub struct Different {
    pub subject: String,
    /// The member's page; empty where there is no member.
    pub href: String,
    pub name: String,
    pub here: String,
    pub there: String,
    pub since: String,
}

/// One step of the way out of the old system.
pub struct Step {
    pub word: &'static str,
    pub name: String,
    pub what: String,
    pub done: bool,
    pub proof: String,
}

#[derive(Template)]
#[template(path = "studio/adoptions/show.html")]
pub struct AdoptionPage {
    pub w: Words,
    pub f: Frame,
    pub adoption: AdoptionRow,
    pub at: &'static str,
    pub most: i64,
    pub done: i64,
    pub progress: String,
    pub prices: Vec<PriceRow>,
    /// Live payments that pay none of the prices by itself.
    pub unpriced: i64,
    pub sharing: i64,
    pub becoming: Vec<Count>,
    pub left: Vec<Count>,
    pub remarks: Vec<String>,
    pub made: i64,
    pub new: i64,
    pub mail_waits: bool,
    pub kept: Vec<Kept>,
}

pub struct PriceRow {
    /// Name of its field.
    pub name: String,
    pub product: String,
    pub price: String,
    pub live: String,
    /// Why nobody who pays it can be adopted; empty when they can.
    pub unfit: String,
    pub choices: Vec<Choice>,
    pub chosen: String,
}

pub struct Count {
    pub n: String,
    pub name: String,
    pub helps: String,
    pub samples: Vec<Sample>,
}

pub struct Sample {
    pub href: String,
    pub who: String,
    pub what: String,
}

pub struct Kept {
    pub href: String,
    pub name: String,
    pub what: String,
}

pub async fn list(desk: Proved<Owner>) -> Page {
    let view = draw_list(&desk, String::new()).await?;
    desk.page(&view)
}

async fn draw_list(desk: &Desk, refused: String) -> Result<AdoptionList, PageError> {
    let w = &desk.w;
    let unread = match payments::unread(&desk.club).await {
        Some(why) => why_unread(w, &why),
        None => refused,
    };
    let now = desk.now;
    let (found, names, ticks, watched, differences) = desk
        .club
        .read(move |c| {
            let differences = named_differences(c)?;
            Ok((
                adoptions::latest(c, 50)?,
                crew::names(c)?,
                adoptions::ticks(c)?,
                adoptions::is_watched(c, now)?,
                differences,
            ))
        })
        .await?;
    let watch = watched.then(|| watch(w, &found, &differences));
    let done = STEPS.iter().filter(|word| ticks.iter().any(|tick| tick.word == **word)).count();
    let open = found.iter().find(|adoption| !matches!(adoption.state.as_str(), "done" | "undone"));
    Ok(AdoptionList {
        w: w.clone(),
        f: desk.frame("members").await?,
        unread,
        open: open.map(|adoption| row(w, adoption, &names)),
        in_hand: open.is_some_and(|adoption| !matches!(adoption.state.as_str(), "read" | "rehearsed")),
        adoptions: found.iter().map(|adoption| row(w, adoption, &names)).collect(),
        watch,
        steps: STEPS.into_iter().map(|word| step(desk, word, &ticks, &names)).collect(),
        steps_done: w.t2("studio-done-of", "done", done, "all", STEPS.len()),
    })
}

fn why_unread(w: &Words, why: &Unread) -> String {
    match why {
        Unread::Off => w.t("studio-adopt-unread-off"),
        Unread::Sandbox => w.t("studio-adopt-unread-sandbox"),
        Unread::Asleep => w.t("studio-adopt-unread-asleep"),
        Unread::Misconfigured(why) => w.t1("studio-adopt-unread-key", "why", why.as_str()),
    }
}

fn row(w: &Words, adoption: &Adoption, names: &HashMap<String, String>) -> AdoptionRow {
    let tone = match adoption.state.as_str() {
        "done" => "ok",
        "undone" => "off",
        _ => "wait",
    };
    AdoptionRow {
        id: adoption.id.to_string(),
        tone,
        state: w.t(&format!("studio-adopt-state-{}", adoption.state)),
        read: w.number(adoption.total),
        by: names.get(&adoption.requested_by).cloned().unwrap_or_else(|| w.t("studio-member-gone")),
        date: w.date_time(adoption.created_at),
    }
}

/// Differences, each with the member it is about where there is one.
fn named_differences(conn: &mut Conn) -> Result<Vec<(Difference, Option<Member>)>, Fault> {
    let differences = adoptions::differences(conn)?;
    let subjects: Vec<String> = differences.iter().map(|difference| difference.subject.clone()).collect();
    let known: HashMap<String, MemberId> =
        payments::agreements_known(conn, &subjects)?.into_iter().map(|known| (known.id, known.member_id)).collect();
    let mut named = Vec::with_capacity(differences.len());
    for difference in differences {
        let member = match known.get(&difference.subject) {
            Some(id) => members::by_id(conn, id)?,
            None => None,
        };
        named.push((difference, member));
    }
    Ok(named)
}

/// Kinds of differences, those where somebody pays for nothing first.
const KINDS: [&str; 4] = ["only-there", "new-there", "price", "only-here"];

fn watch(w: &Words, found: &[Adoption], differences: &[(Difference, Option<Member>)]) -> Watch {
    let until = found.iter().filter_map(adoptions::watched_until).max();
    let compared = found.iter().filter_map(|adoption| adoption.compared_at).max();
    let of = |kind: &str| {
        let rows = differences.iter().filter(|(difference, _)| difference.kind == kind);
        rows.map(|(difference, member)| different(w, difference, member.as_ref())).collect::<Vec<_>>()
    };
    let groups = KINDS.into_iter().map(|kind| (kind, of(kind))).filter(|(_, rows)| !rows.is_empty());
    Watch {
        until: until.map_or(String::new(), |at| w.long_date(at)),
        compared: compared.map_or(String::new(), |at| w.date_time(at)),
        groups: groups
            .map(|(kind, rows)| Group {
                name: w.t1(&format!("studio-adopt-difference-{kind}"), "n", rows.len()),
                helps: w.t(&format!("studio-adopt-helps-{kind}")),
                rows,
            })
            .collect(),
    }
}

fn different(w: &Words, difference: &Difference, member: Option<&Member>) -> Different {
    Different {
        subject: difference.subject.clone(),
        href: member.map_or(String::new(), |member| format!("/studio/members/{}", member.id)),
        name: member.map_or(String::new(), named),
        here: paid(w, &difference.here),
        there: paid(w, &difference.there),
        since: w.date(difference.found_at),
    }
}

fn named(member: &Member) -> String {
    if member.name.is_empty() { member.email.clone() } else { member.name.clone() }
}

/// `6.00 EUR month` as people write it.
fn paid(w: &Words, stored: &str) -> String {
    let parts: Vec<&str> = stored.split(' ').collect();
    let [sum, currency, period] = parts.as_slice() else { return String::new() };
    let unit = currency.parse::<Currency>().ok().and_then(|currency| Money::parse(sum, currency).ok());
    match (unit, Every::from_word(period)) {
        (Some(unit), Some(every)) => per(w, unit, every),
        _ => stored.to_owned(),
    }
}

fn per(w: &Words, unit: Money, every: Every) -> String {
    w.t1(&format!("studio-adopt-per-{}", every.word()), "sum", w.price(unit))
}

fn step(desk: &Desk, word: &'static str, ticks: &[Tick], names: &HashMap<String, String>) -> Step {
    let w = &desk.w;
    let tick = ticks.iter().find(|tick| tick.word == word);
    let by = |tick: &Tick| names.get(&tick.ticked_by).cloned().unwrap_or_else(|| w.t("studio-member-gone"));
    let address = payments::hook_address(&desk.club);
    Step {
        word,
        name: w.t(&format!("studio-adopt-step-{word}")),
        what: w.t1(&format!("studio-adopt-do-{word}"), "address", address),
        done: tick.is_some(),
        proof: tick.map_or(String::new(), |tick| {
            w.t2("studio-adopt-ticked", "name", by(tick), "date", w.date(tick.ticked_at))
        }),
    }
}

/// Begins to read the account.
pub async fn create(desk: Fresh<Owner>) -> Page {
    let account = match payments::account(&desk.club, desk.now).await {
        Ok(Ok(account)) => account,
        Ok(Err(why)) => {
            let view = draw_list(&desk, why_unread(&desk.w, &why)).await?;
            return desk.again(&view);
        }
        Err(Fault::Outside { .. }) => {
            let view = draw_list(&desk, desk.w.t("studio-adopt-unread-silent")).await?;
            return desk.again(&view);
        }
        Err(fault) => return Err(fault.into()),
    };
    let (me, now) = (desk.me.clone(), desk.now);
    let id =
        desk.club.write(move |tx| adoptions::ask_reading(tx, &account, me.actor(), me.id.as_str(), now, now)).await?;
    to(&format!("/studio/members/adoptions/{id}"))
}

pub async fn show(desk: Proved<Owner>, id: web::Path<String>) -> Page {
    let adoption = found(&desk, id.into_inner()).await?;
    let view = draw(&desk, &adoption).await?;
    desk.page(&view)
}

async fn found(desk: &Desk, id: String) -> Result<Adoption, PageError> {
    let id = AdoptionId(id);
    not_found(desk.club.read(move |c| adoptions::by_id(c, &id)).await?)
}

/// All a page tells of an adoption.
struct Told {
    names: HashMap<String, String>,
    tiers: Vec<Tier>,
    prices: Vec<SeenPrice>,
    counts: HashMap<String, i64>,
    samples: HashMap<String, Vec<Row>>,
    people: HashMap<MemberId, Member>,
    remarks: [i64; 3],
    sharing: i64,
    kept: Vec<(Option<MemberId>, String)>,
}

const MOST_SAMPLES: i64 = 5;
const MOST_KEPT: i64 = 200;

fn told(conn: &mut Conn, id: &AdoptionId) -> Result<Told, Fault> {
    let counts: HashMap<String, i64> = adoptions::counts(conn, id)?.into_iter().collect();
    let mut samples = HashMap::new();
    for word in counts.keys().filter(|word| !word.is_empty()) {
        samples.insert(word.clone(), adoptions::samples(conn, id, word, MOST_SAMPLES)?);
    }
    let kept = adoptions::kept(conn, id, MOST_KEPT)?;
    let of_samples = samples.values().flatten().filter_map(|row: &Row| row.member_id.clone());
    let ids: Vec<MemberId> = of_samples.chain(kept.iter().filter_map(|(member, _)| member.clone())).collect();
    let people = members::by_ids(conn, &ids)?.into_iter().map(|member| (member.id.clone(), member)).collect();
    Ok(Told {
        names: crew::names(conn)?,
        tiers: memberships::tiers(conn)?,
        prices: adoptions::prices(conn, id)?,
        counts,
        samples,
        people,
        remarks: adoptions::remarks(conn, id)?,
        sharing: adoptions::sharing(conn, id)?,
        kept,
    })
}

async fn draw(desk: &Desk, adoption: &Adoption) -> Result<AdoptionPage, PageError> {
    let w = &desk.w;
    let id = adoption.id.clone();
    let told = desk.club.read(move |c| told(c, &id)).await?;
    let at = match adoption.state.as_str() {
        state @ ("reading" | "read" | "rehearsed" | "done" | "undone") => match state {
            "reading" => "reading",
            "read" => "read",
            "rehearsed" => "rehearsed",
            "done" => "done",
            _ => "undone",
        },
        _ => "running",
    };
    let of = |word: &str| told.counts.get(word).copied().unwrap_or(0);
    let made: i64 = ADOPTING.iter().map(|word| of(word)).sum();
    let most = if adoption.state == "undoing" { made } else { adoption.total };
    let decided = matches!(at, "rehearsed" | "done" | "undone");
    let counts = |words: &[&str]| -> Vec<Count> {
        let shown = words.iter().filter(|word| decided && of(word) > 0);
        shown.map(|word| count(w, word, of(word), &told)).collect()
    };
    let progress = match at {
        "reading" => w.t1("studio-adopt-read-so-far", "n", adoption.total),
        _ => w.t2("studio-adopt-so-far", "done", w.number(adoption.done), "total", w.number(most)),
    };
    let priced: i64 = told.prices.iter().map(|price| price.live).sum();
    Ok(AdoptionPage {
        w: w.clone(),
        f: desk.frame("members").await?,
        adoption: row(w, adoption, &told.names),
        at,
        most: most.max(1),
        done: adoption.done.min(most),
        progress,
        prices: price_rows(w, &told),
        unpriced: adoption.total - priced,
        sharing: told.sharing,
        becoming: counts(&ADOPTING),
        left: counts(&LEFT),
        remarks: if decided { remarks(w, told.remarks) } else { Vec::new() },
        made,
        new: of("new"),
        mail_waits: adoption.mail_waits && of("new") > 0,
        kept: told.kept.iter().map(|(member, what)| kept(w, &told, member.as_ref(), what)).collect(),
    })
}

fn price_rows(w: &Words, told: &Told) -> Vec<PriceRow> {
    let mut choices = vec![Choice::new("", w.t("studio-adopt-leave"))];
    choices.extend(told.tiers.iter().map(|tier| Choice::new(tier.id.to_string(), tier.name.clone())));
    let rows = told.prices.iter().enumerate().map(|(at, price)| PriceRow {
        name: format!("price-{at}"),
        product: if price.product.is_empty() { w.t("studio-adopt-no-name") } else { price.product.clone() },
        price: price_words(w, price),
        live: w.t1("studio-adopt-payers", "n", price.live),
        unfit: match price.unfit.as_str() {
            "" => String::new(),
            why => w.t(&format!("studio-adopt-why-{why}")),
        },
        choices: choices.clone(),
        chosen: price.tier_id.clone(),
    });
    rows.collect()
}

/// What a price costs and how often, also where it is none of ours.
fn price_words(w: &Words, price: &SeenPrice) -> String {
    match (price.unit(), price.every()) {
        (Some(unit), Some(every)) => per(w, unit, every),
        (Some(unit), None) => format!("{} / {}", w.price(unit), price.period),
        (None, _) => price.currency.to_uppercase(),
    }
}

fn count(w: &Words, word: &str, n: i64, told: &Told) -> Count {
    let of_price = |row: &Row| told.prices.iter().find(|price| price.price_id == row.price_id);
    let sample = |row: &Row| {
        let member = row.member_id.as_ref().and_then(|id| told.people.get(id));
        let who = match member {
            Some(member) => named(member),
            None if !row.email.is_empty() => row.email.clone(),
            None => row.agreement_id.clone(),
        };
        let price = of_price(row).map(|price| price_words(w, price));
        let until = w.date(row.period_end);
        Sample {
            href: member.map_or(String::new(), |member| format!("/studio/members/{}", member.id)),
            who,
            what: match price {
                Some(price) => w.t2("studio-adopt-sample", "price", price, "until", until),
                None => w.t1("studio-adopt-sample-unpriced", "until", until),
            },
        }
    };
    Count {
        n: w.number(n),
        name: w.t1(&format!("studio-adopt-outcome-{word}"), "n", n),
        helps: w.t(&format!("studio-adopt-why-{word}")),
        samples: told.samples.get(word).into_iter().flatten().map(sample).collect(),
    }
}

fn remarks(w: &Words, [leaving, failing, trial]: [i64; 3]) -> Vec<String> {
    let all = [("leaving", leaving), ("failing", failing), ("trial", trial)];
    let some = all.into_iter().filter(|(_, n)| *n > 0);
    some.map(|(word, n)| w.t1(&format!("studio-adopt-remark-{word}"), "n", n)).collect()
}

fn kept(w: &Words, told: &Told, member: Option<&MemberId>, what: &str) -> Kept {
    let words = what.split(',').map(|word| w.t(&format!("studio-adopt-kept-{}", word.replace('_', "-"))));
    let found = member.and_then(|id| told.people.get(id));
    Kept {
        href: found.map_or(String::new(), |member| format!("/studio/members/{}", member.id)),
        name: found.map_or_else(|| w.t("studio-member-gone"), named),
        what: words.collect::<Vec<_>>().join(", "),
    }
}

/// Says which price means which tier, and rehearses.
pub async fn rehearse(desk: Fresh<Owner>, id: web::Path<String>, form: web::Form<Fields>) -> Page {
    let adoption = found(&desk, id.into_inner()).await?;
    let (at, now) = (adoption.id.clone(), desk.now);
    desk.club
        .write(move |tx| {
            let tiers = memberships::tiers(tx)?;
            let chosen = |nth: usize| {
                let chosen = form.get(&format!("price-{nth}"));
                tiers.iter().find(|tier| tier.id.as_str() == chosen).map_or(String::new(), |tier| tier.id.to_string())
            };
            let prices = adoptions::prices(tx, &at)?.into_iter().enumerate();
            let choices: Vec<(String, String)> = prices.map(|(nth, price)| (price.price_id, chosen(nth))).collect();
            adoptions::ask_rehearsal(tx, &at, &choices, now, now)
        })
        .await?;
    to(&format!("/studio/members/adoptions/{}", adoption.id))
}

pub async fn run(desk: Fresh<Owner>, id: web::Path<String>) -> Page {
    let adoption = found(&desk, id.into_inner()).await?;
    let (at, me, now) = (adoption.id.clone(), desk.me.clone(), desk.now);
    desk.club.write(move |tx| adoptions::ask_run(tx, &at, me.actor(), now, now)).await?;
    to(&format!("/studio/members/adoptions/{}", adoption.id))
}

pub async fn undo(desk: Fresh<Owner>, id: web::Path<String>) -> Page {
    let adoption = found(&desk, id.into_inner()).await?;
    let (at, me, now) = (adoption.id.clone(), desk.me.clone(), desk.now);
    desk.club.write(move |tx| adoptions::ask_undo(tx, &at, me.actor(), now, now)).await?;
    to(&format!("/studio/members/adoptions/{}", adoption.id))
}

/// The owner's word that the people it made may get mail.
pub async fn let_mail_out(desk: Fresh<Owner>, id: web::Path<String>) -> Page {
    let adoption = found(&desk, id.into_inner()).await?;
    let (at, me, now) = (adoption.id.clone(), desk.me.clone(), desk.now);
    desk.club.write(move |tx| adoptions::ask_let_mail_out(tx, &at, me.actor(), now)).await?;
    see(&format!("/studio/members/adoptions/{}", adoption.id), "studio-said-import-mail")
}

/// Compares both sides now.
pub async fn compare(desk: Fresh<Owner>) -> Page {
    let now = desk.now;
    desk.club.write(move |tx| adoptions::ask_comparison(tx, now)).await?;
    see("/studio/members/adoptions", "studio-said-adopt-comparing")
}

/// Ticks a step of the way out of the old system off, or takes the tick back: fields `step` and `done`.
pub async fn tick(desk: Proved<Owner>, form: web::Form<Fields>) -> Page {
    let (word, me, now) = (form.get("step").to_owned(), desk.me.id.to_string(), desk.now);
    let done = form.ticked("done");
    desk.club
        .write(move |tx| if done { adoptions::tick(tx, &word, &me, now) } else { adoptions::untick(tx, &word) })
        .await?;
    to("/studio/members/adoptions#steps")
}
