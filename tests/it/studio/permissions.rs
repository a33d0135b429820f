//! Every address of the studio, for every role, before and after the second factor. What was decided for each stands in
//! `permissions.txt`: a route without a decision fails.

use std::collections::BTreeMap;

use stagedoor::base::Moment;
use stagedoor::crew::Role;

use crate::furnished::{Furnished, db_furnish};
use crate::routes::{self, Route};
use crate::support::{Answer, TestClub, Visitor};

/// Since when the second factor must have been shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Factor {
    /// Not at all.
    SignedIn,
    /// In this session.
    Proved,
    /// Within half an hour.
    Fresh,
}

/// Who may, the least of them first; nobody for what stands before the sign-in.
#[derive(Debug, Clone, Copy)]
struct Decision {
    roles: &'static [Role],
    factor: Factor,
}

fn decision(words: &str) -> Decision {
    let (who, factor) = words.split_once(", ").unwrap_or((words, "signed in"));
    use Role::{Door, Editor, Manager, Moderator, Owner, Shop};
    let roles: &[Role] = match who {
        "anybody" => &[],
        // The owner comes first because the session to end is theirs.
        "crew" => &[Owner, Manager, Editor, Shop, Door, Moderator],
        "editor" => &[Editor, Manager, Owner],
        "moderator" => &[Moderator, Manager, Owner],
        "doorkeeper" => &[Door, Shop, Manager, Owner],
        "seller" => &[Shop, Manager, Owner],
        "manager" => &[Manager, Owner],
        "owner" => &[Owner],
        other => panic!("{other} is no permission"),
    };
    let factor = match factor {
        "signed in" => Factor::SignedIn,
        "proved" => Factor::Proved,
        "fresh" => Factor::Fresh,
        other => panic!("{other} is no factor"),
    };
    Decision { roles, factor }
}

fn decisions() -> BTreeMap<Route, Decision> {
    let read = |line: &'static str| {
        let (route, words) = line.split_once(": ").expect("an address and a decision");
        let (method, path) = route.split_once(' ').expect("a method and a path");
        (Route { path: path.to_owned(), method: method.to_owned() }, decision(words))
    };
    include_str!("permissions.txt").lines().map(read).collect()
}

#[test]
fn a_decision_stands_for_every_address() {
    let wired: Vec<Route> = routes::all().into_iter().filter(|route| route.path.starts_with("/studio")).collect();
    let decided: Vec<Route> = decisions().into_keys().collect();
    assert_eq!(decided, wired, "tests/it/studio/permissions.txt (left) is not what is wired (right)");
}

/// The second factor of everybody who is signed in was shown then.
fn db_factor_shown(club: &TestClub, at: Option<Moment>) {
    let at = at.map_or("NULL".to_owned(), |at| at.0.to_string());
    club.db_rows(&format!("UPDATE sessions SET second_factor_at = {at} WHERE audience = 'crew' RETURNING id"));
}

#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    SignIn,
    ShowFactor,
    Hidden,
    Opens,
    Broken,
}

fn outcome(answer: &Answer) -> Outcome {
    let leads = answer.leads_to().unwrap_or_default();
    match answer.status {
        303 if leads.starts_with("/studio/sign-in?") => Outcome::SignIn,
        303 if leads.starts_with("/studio/second-factor?") => Outcome::ShowFactor,
        404 => Outcome::Hidden,
        500.. => Outcome::Broken,
        _ => Outcome::Opens,
    }
}

fn reads(route: &Route) -> bool {
    matches!(route.method.as_str(), "GET" | "HEAD")
}

/// Whether what it acts on is gone afterwards.
fn ends_something(route: &Route) -> bool {
    let last =
        ["/delete", "/cancellations", "/retirements", "/withdrawals", "/sign-out", "/sign-outs", "/undos", "/voids"];
    route.method == "DELETE" || last.iter().any(|last| route.path.ends_with(last))
}

#[actix_web::test]
async fn each_address_opens_for_whom_it_was_decided_and_after_the_factor_it_needs() {
    let club = TestClub::open();
    db_furnish(&club, "vesper").await;
    let server = club.serve();
    let house = Furnished::opens(&club, "vesper").await;
    let mut crew: Vec<(Role, Visitor)> = Vec::new();
    for role in Role::ALL.into_iter().filter(|role| *role != Role::Owner) {
        crew.push((role, club.db_crew_at_work(&format!("{}@crew.test", role.word()), role).await));
    }
    let worker =
        |role: Role| crew.iter().find(|(theirs, _)| *theirs == role).map_or(&house.owner, |(_, worker)| worker);
    let table = decisions();
    let inside = || table.iter().filter(|(_, decision)| !decision.roles.is_empty());
    let mut wrong = Vec::new();
    let mut check = |who: &str, route: &Route, answer: &Answer, expected: Outcome| {
        let found = outcome(answer);
        if found != expected {
            wrong.push(format!(
                "{} {} for {who}: {found:?} ({}), not {expected:?}",
                route.method, route.path, answer.status
            ));
        }
    };

    for (route, _) in inside() {
        let answer = club.visitor().tries(&route.method, &house.address(&route.path), "").await;
        check("a stranger", route, &answer, Outcome::SignIn);
    }
    let now = Moment::now();
    let states = [(Factor::SignedIn, None), (Factor::Proved, Some(now.plus_minutes(-60))), (Factor::Fresh, Some(now))];
    for (shown, at) in states {
        db_factor_shown(&club, at);
        for (route, decision) in inside() {
            for role in Role::ALL {
                let expected = match decision.roles.contains(&role) {
                    false => Outcome::Hidden,
                    true if (shown as u8) < decision.factor as u8 => Outcome::ShowFactor,
                    // Reading harms nothing; what changes something is tried once, below.
                    true if reads(route) && shown == decision.factor => Outcome::Opens,
                    true => continue,
                };
                let answer = worker(role).tries(&route.method, &house.address(&route.path), "").await;
                check(&format!("{} ({shown:?})", role.word()), route, &answer, expected);
            }
        }
    }
    let changes = |ends: bool| inside().filter(move |(route, _)| !reads(route) && ends_something(route) == ends);
    for (route, decision) in changes(false).chain(changes(true)) {
        let least = decision.roles[0];
        let answer = worker(least).tries(&route.method, &house.address(&route.path), "").await;
        check(&format!("{}, who does it,", least.word()), route, &answer, Outcome::Opens);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    server.stops();
}
