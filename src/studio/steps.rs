//! First steps: from an empty folder to an open club.

use askama::Template;

use super::desk::{As, Desk};
use super::factors::Factors;
use super::frame::Frame;
use crate::base::Fault;
use crate::club::Club;
use crate::crew::{self, Manager};
use crate::plumbing::config::Payments;
use crate::plumbing::db::Conn;
use crate::plumbing::locale::Words;
use crate::plumbing::web::Page;
use crate::{members, memberships, posts};

#[derive(Template)]
#[template(path = "studio/steps/show.html")]
pub struct Steps {
    pub w: Words,
    pub f: Frame,
    pub done: usize,
    pub steps: Vec<Step>,
}

pub struct Step {
    pub name: String,
    pub done: bool,
    /// What shows that it is done.
    pub proof: String,
    pub time: String,
    pub what: String,
    /// Where it is done; empty for what whoever runs the server does.
    pub href: &'static str,
    pub button: String,
}

/// What a club needs before it opens its door, and whether it has it.
struct State {
    mail: bool,
    factor: bool,
    payments: bool,
    tiers: usize,
    posts: i64,
    members: i64,
}

fn state(conn: &mut Conn, club: &Club) -> Result<State, Fault> {
    let crew = crew::all(conn)?;
    let owners_have_a_factor = Factors::of_all(conn, club, &crew)?.into_iter().any(Factors::is_set);
    Ok(State {
        mail: club.sends_mail(),
        factor: owners_have_a_factor,
        payments: club.config().payments != Payments::Off,
        tiers: memberships::tiers(conn)?.iter().filter(|tier| tier.is_open()).count(),
        posts: posts::counts(conn)?.published,
        members: members::count(conn)?,
    })
}

impl State {
    /// Key of each step, and whether it is done.
    fn steps(&self) -> [(&'static str, bool); 7] {
        [
            ("address", true),
            ("mail", self.mail),
            ("factor", self.factor),
            ("payments", self.payments),
            ("tiers", self.tiers > 0),
            ("post", self.posts > 0),
            ("members", self.members > 0),
        ]
    }
}

/// First steps done and in all; none once all are done.
pub fn progress(conn: &mut Conn, club: &Club) -> Result<Option<(i64, i64)>, Fault> {
    let steps = state(conn, club)?.steps();
    let done = steps.iter().filter(|(_, done)| *done).count();
    Ok((done < steps.len()).then_some((done as i64, steps.len() as i64)))
}

pub async fn show(desk: As<Manager>) -> Page {
    let steps = all(&desk).await?;
    let done = steps.iter().filter(|step| step.done).count();
    desk.page(&Steps { w: desk.w.clone(), f: desk.frame("steps").await?, done, steps })
}

/// Every step in its order.
pub async fn all(desk: &Desk) -> Result<Vec<Step>, Fault> {
    let club = desk.club.clone();
    let state = desk.club.read(move |c| state(c, &club)).await?;
    Ok(state.steps().iter().map(|(key, done)| step(desk, key, *done, &state)).collect())
}

fn step(desk: &Desk, key: &str, done: bool, state: &State) -> Step {
    let w = &desk.w;
    let part = |part: &str| w.t(&format!("studio-step-{key}-{part}"));
    let proof = match key {
        "address" => desk.club.config().hosts.first().cloned().unwrap_or_default(),
        "tiers" => w.t1("studio-step-tiers-proof", "n", state.tiers),
        "post" => w.t1("studio-step-post-proof", "n", state.posts),
        "members" => w.t1("studio-step-members-proof", "n", state.members),
        _ => part("proof"),
    };
    Step {
        name: part("name"),
        done,
        proof,
        time: if done { String::new() } else { part("time") },
        what: if done { String::new() } else { part("what") },
        href: match key {
            "factor" => "/studio/account/second-factor",
            "tiers" => "/studio/tiers/new",
            "post" => "/studio/posts/new",
            "members" => "/",
            // Mail and payments stand in the club's configuration file.
            _ => "",
        },
        button: if matches!(key, "factor" | "tiers" | "post" | "members") { part("go") } else { String::new() },
    }
}
