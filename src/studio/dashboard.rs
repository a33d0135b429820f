//! The week: what moved, what was taken, what needs somebody.

use actix_web::web;
use askama::Template;
use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::desk::{As, Desk, Proved, see, to};
use super::factors::Factors;
use super::frame::{Frame, May};
use super::handovers;
use super::parts::{Spark, bar, joined_and_left, spark};
use super::steps::{self, Step};
use crate::adoptions;
use crate::archive::{self, MemberExport};
use crate::base::{Fault, Moment, Money};
use crate::crew::{self, Anyone, CrewMemberId, Manager};
use crate::plumbing::db::Conn;
use crate::plumbing::jobs::{self, JobId};
use crate::plumbing::locale::Words;
use crate::plumbing::web::Page;
use crate::posts::{self, PostState};
use crate::{community, orders, payments, reports};

#[derive(Template)]
#[template(path = "studio/dashboard/show.html")]
pub struct Dashboard {
    pub w: Words,
    pub f: Frame,
    pub heading: String,
    pub range: String,
    pub week_name: String,
    /// Mondays, `2026-11-09`.
    pub earlier: String,
    pub later: Option<String>,
    /// What a club without members still needs; empty in all others.
    pub steps: Vec<Step>,
    pub proof: Option<Proof>,
    pub lines: Vec<Line>,
    pub chart: Spark,
    pub weeks: Vec<Week>,
    pub shares: Vec<Share>,
    pub latest: Vec<LatestPost>,
    pub todos: Vec<Todo>,
    pub coming: Vec<Coming>,
}

/// What the database says about money taken and goods not given.
pub struct Proof {
    pub payments: i64,
    pub undelivered: Vec<OpenOrder>,
}

pub struct OpenOrder {
    pub number: i64,
    pub label: String,
}

pub struct Line {
    pub label: String,
    pub note: String,
    pub href: String,
    pub figure: String,
    pub difference: String,
    pub spark: Spark,
}

pub struct Week {
    pub name: String,
    pub joined: String,
    pub left: String,
}

pub struct Share {
    pub name: String,
    pub bar: Spark,
    pub amount: String,
}

pub struct LatestPost {
    pub id: String,
    pub title: String,
    pub when: String,
}

pub struct Todo {
    pub icon: &'static str,
    pub tone: &'static str,
    pub what: String,
    pub more: String,
    pub href: String,
    pub button: String,
    /// The button changes something, so it is a form.
    pub posts: bool,
}

pub struct Coming {
    pub when: String,
    pub what: String,
    pub href: String,
}

pub async fn show(desk: As<Anyone>) -> Page {
    let frame = desk.frame("week").await?;
    let zone = desk.w.zone().clone();
    let today = desk.now.timestamp().to_zoned(zone.clone()).date();
    let this_monday = monday(today);
    let asked: Option<Date> = desk.query().get("week").parse().ok();
    let shown = asked.map_or(this_monday, monday).min(this_monday);
    let bounds = bounds(shown, &zone);
    let w = &desk.w;
    let heading = w.day(desk.now);
    let last_day = shown.checked_add(6.days()).unwrap_or(shown);
    let range =
        w.t2("studio-week-range", "from", w.date(start_of(shown, &zone)), "to", w.date(start_of(last_day, &zone)));
    // Money is shown after the second factor, also as a sum.
    let begins = frame.may.manage && frame.counts.members == 0;
    let steps = if begins { steps::all(&desk).await? } else { Vec::new() };
    let figures = if frame.may.manage && desk.session.is_proved() && !begins {
        Some(figures(&desk, &bounds).await?)
    } else {
        None
    };
    let latest = if figures.is_some() || begins { Vec::new() } else { latest(&desk, frame.may.write).await? };
    let todos = todos(&desk, frame.may).await?;
    let coming = if frame.may.write { coming(&desk).await? } else { Vec::new() };
    let figures = figures.unwrap_or_default();
    desk.page(&Dashboard {
        w: w.clone(),
        f: frame,
        heading,
        range,
        week_name: w.t1("studio-week-number", "n", i32::from(shown.iso_week_date().week())),
        earlier: shown.checked_sub(7.days()).unwrap_or(shown).to_string(),
        later: (shown < this_monday).then(|| shown.checked_add(7.days()).unwrap_or(shown).to_string()),
        steps,
        proof: figures.proof,
        lines: figures.lines,
        chart: figures.chart,
        weeks: figures.weeks,
        shares: figures.shares,
        latest,
        todos,
        coming,
    })
}

/// Everything about people and money; only for those who manage.
#[derive(Default)]
struct Figures {
    proof: Option<Proof>,
    lines: Vec<Line>,
    chart: Spark,
    weeks: Vec<Week>,
    shares: Vec<Share>,
}

async fn figures(desk: &Desk, bounds: &[Moment]) -> Result<Figures, Fault> {
    let currency = desk.club.config().currency;
    let livemode = payments::takes_real_money(&desk.club).await;
    let (from, to) = (bounds[bounds.len() - 2], bounds[bounds.len() - 1]);
    let asked = bounds.to_vec();
    let (weeks, reasons, kinds, payments, owed, failing) = desk
        .club
        .read(move |c| {
            let owed_ids = orders::paid_but_undelivered_orders(c, 50)?;
            let mut owed = Vec::new();
            for id in &owed_ids {
                owed.extend(orders::by_id(c, id)?.map(|order| order.number));
            }
            Ok((
                reports::weeks(c, &asked, currency, livemode)?,
                reports::reasons_for_leaving(c, from, to)?,
                reports::taken_by_kind(c, from, to, currency, livemode)?,
                reports::payments(c)?,
                owed,
                reports::failing(c)?,
            ))
        })
        .await?;
    let w = &desk.w;
    let money = |minor| w.money(Money::new(minor, currency));
    let reasons: Vec<String> =
        reasons.iter().map(|(reason, n)| w.t2(reason_key(reason), "n", *n, "reason", reason.as_str())).collect();
    let count = |label: &str, href: &str, note: String, values: &[i64]| {
        let (now, before) = last_two(values);
        let label = w.t(label);
        let spark = spark(values, &sentence(desk, &label, values, &|n| w.number(n)));
        Line {
            note,
            href: href.to_owned(),
            figure: w.number(now),
            difference: difference(desk, now - before, &|n| w.number(n)),
            spark,
            label,
        }
    };
    let (taken_now, taken_before) = last_two(&weeks.taken);
    let taken_label = w.t("studio-week-taken");
    let taken = Line {
        note: w.t("studio-week-taken-note"),
        href: "/studio/orders?state=paid".to_owned(),
        figure: money(taken_now),
        difference: difference(desk, taken_now - taken_before, &money),
        spark: spark(&weeks.taken, &sentence(desk, &taken_label, &weeks.taken, &money)),
        label: taken_label,
    };
    let lines = vec![
        count("studio-week-joined", "/studio/members", String::new(), &weeks.joined),
        count("studio-week-left", "", reasons.join(", "), &weeks.left),
        count("studio-week-paying", "/studio/members?state=paying", failing_note(desk, failing), &weeks.paying),
        taken,
    ];
    let names: Vec<String> = bounds[..bounds.len() - 1].iter().map(|at| week_of(desk, *at)).collect();
    let chart_says =
        w.t2("studio-week-chart", "joined", weeks.joined.iter().sum::<i64>(), "left", weeks.left.iter().sum::<i64>());
    let chart = joined_and_left(&weeks.joined, &weeks.left, &names, &chart_says);
    let rows = names.iter().zip(weeks.joined.iter().zip(&weeks.left));
    let rows = rows.map(|(name, (joined, left))| Week {
        name: name.clone(),
        joined: w.number(*joined),
        left: w.number(*left),
    });
    let most = kinds.iter().map(|(_, minor)| *minor).max().unwrap_or(0);
    let shares = kinds.iter().filter(|(_, minor)| *minor > 0).map(|(kind, minor)| Share {
        name: w.t(&format!("studio-kind-{kind}")),
        bar: bar(*minor, most),
        amount: money(*minor),
    });
    let undelivered = owed
        .into_iter()
        .map(|number| OpenOrder { number, label: w.t1("studio-order-number", "n", number.to_string()) });
    Ok(Figures {
        proof: Some(Proof { payments, undelivered: undelivered.collect() }),
        lines,
        chart,
        weeks: rows.collect(),
        shares: shares.collect(),
    })
}

fn failing_note(desk: &Desk, failing: i64) -> String {
    if failing == 0 { String::new() } else { desk.w.t1("studio-week-failing", "n", failing) }
}

/// Why memberships end, in the words the memberships room keeps.
fn reason_key(reason: &str) -> &'static str {
    match reason {
        "cancelled" => "studio-left-cancelled",
        "payment_failed" => "studio-left-unpaid",
        "refunded" => "studio-left-refunded",
        _ => "studio-left-other",
    }
}

fn last_two(values: &[i64]) -> (i64, i64) {
    let mut backwards = values.iter().rev().copied();
    (backwards.next().unwrap_or(0), backwards.next().unwrap_or(0))
}

fn difference(desk: &Desk, by: i64, written: &dyn Fn(i64) -> String) -> String {
    match by {
        0 => desk.w.t("studio-week-same"),
        more @ 1.. => desk.w.t1("studio-week-more", "by", written(more)),
        fewer => desk.w.t1("studio-week-fewer", "by", written(-fewer)),
    }
}

/// The spark in words.
fn sentence(desk: &Desk, label: &str, values: &[i64], written: &dyn Fn(i64) -> String) -> String {
    let least = values.iter().copied().min().unwrap_or(0);
    let most = values.iter().copied().max().unwrap_or(0);
    desk.w.with(
        "studio-week-spark",
        &[
            ("what", label.into()),
            ("least", written(least).into()),
            ("most", written(most).into()),
            ("last", written(last_two(values).0).into()),
        ],
    )
}

async fn latest(desk: &Desk, write: bool) -> Result<Vec<LatestPost>, Fault> {
    if !write {
        return Ok(Vec::new());
    }
    let rows = desk.club.read(|c| posts::for_studio(c, None, None, 6)).await?;
    let post = |row: posts::Row| LatestPost {
        when: desk.w.date_time(row.updated_at),
        id: row.id.to_string(),
        title: row.title,
    };
    Ok(rows.into_iter().map(post).collect())
}

/// What needs a person, most urgent first.
async fn todos(desk: &Desk, may: May) -> Result<Vec<Todo>, Fault> {
    let sums = may.manage && desk.session.is_proved();
    let mut asked = if sums { exports_asked(desk).await? } else { Vec::new() };
    asked.extend(if sums { handovers_over(desk).await? } else { Vec::new() });
    let (waiting, troubled, failing, money, differences, miscounts, adopted) = desk
        .club
        .read(move |c| {
            Ok((
                if may.moderate { community::waiting(c)? } else { 0 },
                if may.manage { jobs::troubled(c)? } else { Vec::new() },
                if may.manage { reports::failing(c)? } else { 0 },
                if may.manage { money_troubles(c)? } else { Vec::new() },
                if sums { differences(c)? } else { Vec::new() },
                if may.manage { orders::miscounts(c)? } else { Vec::new() },
                if sums && may.own { adoptions::differences(c)?.len() } else { 0 },
            ))
        })
        .await?;
    let w = &desk.w;
    let mut todos = Vec::new();
    if may.manage && !desk.session.is_proved() {
        todos.push(factor_todo(w, Factors::at(desk).await?));
    }
    if waiting > 0 {
        todos.push(Todo {
            icon: "flag",
            tone: "stop",
            what: w.t1("studio-todo-reports", "n", waiting),
            more: w.t("studio-todo-reports-more"),
            href: "/studio/reports".to_owned(),
            button: w.t("studio-todo-reports-go"),
            posts: false,
        });
    }
    todos.extend(asked);
    if failing > 0 {
        todos.push(Todo {
            icon: "warn",
            tone: "warn",
            what: w.t1("studio-todo-failing", "n", failing),
            more: w.t("studio-todo-failing-more"),
            href: "/studio/members?state=grace".to_owned(),
            button: w.t("studio-todo-failing-go"),
            posts: false,
        });
    }
    todos.extend(money.into_iter().map(|(number, about, error)| Todo {
        icon: "warn",
        tone: "stop",
        what: w.t1(money_words(about), "number", number.to_string()),
        more: error,
        href: format!("/studio/orders/{number}"),
        button: w.t("studio-todo-money-go"),
        posts: false,
    }));
    if let Some(problem) = desk.club.theme_problem().filter(|_| may.write) {
        todos.push(Todo {
            icon: "warn",
            tone: "warn",
            what: w.t("studio-look-problem"),
            more: problem.to_string(),
            href: "/studio/look".to_owned(),
            button: w.t("studio-nav-look"),
            posts: false,
        });
    }
    todos.extend(differences.into_iter().map(|(number, difference)| difference_todo(w, number, &difference)));
    if adopted > 0 {
        todos.push(Todo {
            icon: "warn",
            tone: "warn",
            what: w.t1("studio-todo-adopt", "n", adopted),
            more: w.t("studio-todo-adopt-more"),
            href: "/studio/members/adoptions".to_owned(),
            button: w.t("studio-todo-adopt-go"),
            posts: false,
        });
    }
    todos.extend(miscounts.iter().map(|wrong| Todo {
        icon: "warn",
        tone: "stop",
        what: w.t("studio-todo-miscount"),
        more: format!("{} {}: {} ≠ {}", wrong.kind, wrong.item, wrong.taken, wrong.rows),
        href: "/studio/orders".to_owned(),
        button: w.t("studio-nav-orders"),
        posts: false,
    }));
    for job in troubled.into_iter().take(20) {
        let given_up = job.state == "given_up";
        todos.push(Todo {
            icon: "warn",
            tone: "warn",
            what: w.t1(
                if given_up { "studio-todo-job" } else { "studio-todo-job-trying" },
                "name",
                job.name.replace('_', " "),
            ),
            more: job.last_error.unwrap_or_default(),
            href: if given_up { format!("/studio/jobs/{}/attempts", job.id) } else { "/studio/journal".to_owned() },
            button: w.t(if given_up { "studio-todo-job-go" } else { "studio-nav-journal" }),
            posts: given_up,
        });
    }
    Ok(todos)
}

fn factor_todo(w: &Words, mine: Factors) -> Todo {
    let (what, more, button) = match mine.is_set() {
        true => ("studio-todo-factor", "studio-todo-factor-more", "studio-todo-factor-go"),
        false => ("studio-todo-factor-none", "studio-factor-why", "studio-factor-set-up"),
    };
    Todo {
        icon: "key",
        tone: "warn",
        what: w.t(what),
        more: w.t(more),
        href: "/studio/second-factor".to_owned(),
        button: w.t(button),
        posts: false,
    }
}

/// Exports that wait for a second person, who is not the one who asked.
async fn exports_asked(desk: &Desk) -> Result<Vec<Todo>, Fault> {
    let me = desk.me.id.to_string();
    let asked = desk
        .club
        .read(move |c| {
            let mut asked = Vec::new();
            for export in archive::asking(c)?.into_iter().filter(|export| export.requested_by != me).take(20) {
                let by = crew::by_id(c, &CrewMemberId(export.requested_by.clone()))?;
                asked.push((export, by.map(|by| by.called().to_owned())));
            }
            Ok(asked)
        })
        .await?;
    let w = &desk.w;
    let todo = |(export, by): (MemberExport, Option<String>)| Todo {
        icon: "down",
        tone: "warn",
        what: w.t1("studio-todo-export", "name", by.unwrap_or_else(|| w.t("studio-member-gone"))),
        more: w.t("studio-todo-export-more"),
        href: format!("/studio/exports/{}", export.id),
        button: w.t("studio-todo-export-go"),
        posts: false,
    };
    Ok(asked.into_iter().map(todo).collect())
}

/// Partners whose time with members' data is over.
async fn handovers_over(desk: &Desk) -> Result<Vec<Todo>, Fault> {
    let today = handovers::today(desk);
    let overdue = desk.club.read(move |c| archive::handovers::overdue(c, &today)).await?;
    let w = &desk.w;
    let todo = |handover: archive::handovers::Handover| Todo {
        icon: "person",
        tone: "warn",
        what: w.t1("studio-todo-handover", "partner", handover.partner),
        more: w.t1("studio-todo-handover-more", "until", handover.keep_until),
        href: format!("/studio/handovers/{}", handover.id),
        button: w.t("studio-todo-handover-go"),
        posts: false,
    };
    Ok(overdue.into_iter().take(20).map(todo).collect())
}

/// Orders by number, what is wrong with them, and how it was said.
fn money_troubles(conn: &mut Conn) -> Result<Vec<(i64, &'static str, String)>, Fault> {
    let mut found = Vec::new();
    for trouble in payments::troubles(conn)?.into_iter().take(20) {
        if let Some(order) = orders::by_id(conn, &trouble.order)? {
            found.push((order.number, trouble.about, trouble.error));
        }
    }
    Ok(found)
}

/// Where our books and Stripe's disagree, with the number of the order if it is ours.
fn differences(conn: &mut Conn) -> Result<Vec<(Option<i64>, payments::Difference)>, Fault> {
    let mut found = Vec::new();
    for difference in payments::differences(conn)?.into_iter().take(20) {
        let order = match &difference.order_id {
            Some(id) => orders::by_id(conn, id)?,
            None => None,
        };
        found.push((order.map(|order| order.number), difference));
    }
    Ok(found)
}

fn difference_todo(w: &Words, number: Option<i64>, difference: &payments::Difference) -> Todo {
    let key = format!("studio-difference-{}", difference.kind);
    let parts = [
        ("number", number.map_or("?".to_owned(), |number| number.to_string()).into()),
        ("id", difference.subject.as_str().into()),
        ("here", difference.here.as_str().into()),
        ("there", difference.there.as_str().into()),
    ];
    Todo {
        icon: "warn",
        tone: "stop",
        what: w.with(&key, &parts),
        more: w.with(&format!("{key}-more"), &parts),
        href: number.map_or("/studio/orders".to_owned(), |number| format!("/studio/orders/{number}")),
        button: w.t(if number.is_some() { "studio-todo-money-go" } else { "studio-nav-orders" }),
        posts: false,
    }
}

fn money_words(about: &str) -> &'static str {
    match about {
        "dispute" => "studio-todo-money-dispute",
        "refund" => "studio-todo-money-refund",
        "attempt" => "studio-todo-money-attempt",
        _ => "studio-todo-money-line",
    }
}

async fn coming(desk: &Desk) -> Result<Vec<Coming>, Fault> {
    let scheduled = desk.club.read(|c| posts::for_studio(c, Some(PostState::Scheduled), None, 10)).await?;
    let mut coming: Vec<_> = scheduled.into_iter().filter_map(|row| Some((row.publish_at?, row))).collect();
    coming.sort_by_key(|(at, _)| *at);
    let fact = |(at, row): (Moment, posts::Row)| Coming {
        when: desk.w.date_time(at),
        href: format!("/studio/posts/{}", row.id),
        what: desk.w.t1("studio-coming-post", "title", row.title),
    };
    Ok(coming.into_iter().map(fact).collect())
}

fn monday(day: Date) -> Date {
    let past = i64::from(day.weekday().to_monday_zero_offset());
    day.checked_sub(past.days()).unwrap_or(day)
}

fn start_of(day: Date, zone: &TimeZone) -> Moment {
    day.to_zoned(zone.clone()).map_or(Moment(0), |zoned| Moment::from_timestamp(zoned.timestamp()))
}

/// Where [`reports::WEEKS`] weeks begin and end, the last of them beginning on this Monday.
fn bounds(last: Date, zone: &TimeZone) -> Vec<Moment> {
    let weeks = reports::WEEKS as i64;
    let day = |back: i64| last.checked_sub((back * 7).days()).unwrap_or(last);
    let mut bounds: Vec<Moment> = (0..weeks).rev().map(|back| start_of(day(back), zone)).collect();
    bounds.push(start_of(last.checked_add(7.days()).unwrap_or(last), zone));
    bounds
}

fn week_of(desk: &Desk, at: Moment) -> String {
    at.timestamp().to_zoned(desk.w.zone().clone()).date().iso_week_date().week().to_string()
}

/// Lets a given-up job run again.
pub async fn try_job_again(desk: Proved<Manager>, id: web::Path<String>) -> Page {
    let (id, now) = (JobId(id.into_inner()), desk.now);
    let again = desk.club.write(move |tx| jobs::try_again(tx, &id, now)).await?;
    if again { see("/studio", "studio-said-job-again") } else { to("/studio") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_begin_on_monday_in_the_clubs_zone_also_when_the_clocks_change() {
        let zone = TimeZone::get("Europe/Paris").unwrap();
        let monday = monday("2026-10-28".parse().unwrap());
        assert_eq!(monday.to_string(), "2026-10-26");
        let bounds = bounds(monday, &zone);
        assert_eq!(bounds.len(), reports::WEEKS + 1);
        let written: Vec<String> = bounds[bounds.len() - 3..].iter().map(|at| at.rfc3339()).collect();
        // Summer time ends on 25 October: that week has an hour more.
        assert_eq!(written, ["2026-10-18T22:00:00Z", "2026-10-25T23:00:00Z", "2026-11-01T23:00:00Z"]);
    }
}
