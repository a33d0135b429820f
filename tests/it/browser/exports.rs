//! Exports and handovers as an owner sees them, on a phone and at a desk.

use stagedoor::archive::handovers::{self, Codes, NewHandover};
use stagedoor::archive::{Column, Recipe, kept};
use stagedoor::base::Moment;
use stagedoor::crew::{self, Role};
use stagedoor::journal::Actor;

use super::{Browser, Screen, Scripts};
use crate::support::{TestClub, Visitor};

/// A kept export, one that waits for the owner's yes, and a partner whose time is over.
async fn db_at_work(club: &TestClub, manager: &Visitor) -> String {
    club.write(|tx| {
        let (by, now) = (crew::by_email(tx, "ines@nova.test")?.unwrap(), Moment::now());
        let recipe = Recipe { columns: vec![Column::Name, Column::Email], ..Recipe::whole() };
        kept::keep(tx, "For the Friday letter", &recipe, by.id.as_str(), now)?;
        let new = NewHandover {
            partner: "Arena Box Office".to_owned(),
            purpose: "Guest list on 3 May".to_owned(),
            keep_until: "2026-01-31".to_owned(),
            recipe,
            codes: Codes::With,
        };
        handovers::ask(tx, &new, &by, now)
    })
    .await
    .unwrap();
    club.rests();
    club.write(|tx| stagedoor::archive::demand_two(tx, Actor::System, Moment::now())).await.unwrap();
    let form = manager.get("/studio/exports/new").await.expect(200).form("form[action='/studio/exports']");
    manager.submit(&form).await.expect(303).leads_to().unwrap()
}

#[actix_web::test]
async fn what_leaves_and_who_said_yes() {
    let club = TestClub::open();
    let server = club.serve();
    club.fan_joins("zoe@fans.test").await;
    let manager = club.db_crew_at_work("ines@nova.test", Role::Manager).await;
    let owner = club.db_crew_at_work("maren@nova.test", Role::Owner).await;
    let asking = db_at_work(&club, &manager).await;
    let week = owner.get("/studio").await.expect(200);
    let handover = week.attributes("a[href^='/studio/handovers/']", "href").remove(0);
    let written = handover.replace("handovers", "exports");
    for (screen, shots) in [(Screen::Phone, "phone"), (Screen::Desk, "desk")] {
        let browser = Browser::open(&club.config().base_url, screen, Scripts::On).await;
        browser.visits("/studio/sign-in").await;
        browser.holds(&owner.cookies()).await;
        for (page, name) in [
            ("/studio", "week"),
            ("/studio/exports", "list"),
            (asking.as_str(), "asking"),
            (written.as_str(), "written"),
            ("/studio/handovers", "handovers"),
            (handover.as_str(), "handover"),
        ] {
            browser.visits(page).await;
            browser.finds_no_fault().await;
            browser.keeps(&format!("{shots}-leaving-{name}")).await;
        }
        browser.closes().await;
    }
    server.stops();
}
