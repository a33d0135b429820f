//! Exports and handovers as an owner sees them, on a phone and at a desk.

use reqwest::Method;
use reqwest::multipart::{Form, Part};
use stagedoor::archive::handovers::{self, Codes, NewHandover};
use stagedoor::archive::{Column, Recipe, kept};
use stagedoor::base::Moment;
use stagedoor::crew::{self, Role};
use stagedoor::journal::Actor;
use stagedoor::members::{self, NewConsent};

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

/// Members who let partners know them, handed over with codes: the address of the handover.
async fn db_handed(club: &TestClub) -> String {
    for name in ["ada", "bo", "zoe"] {
        club.fan_joins(&format!("{name}@fans.test")).await;
    }
    let handed = club.write(|tx| {
        let now = Moment::now();
        for name in ["ada", "bo", "zoe"] {
            let member = members::by_email(tx, &format!("{name}@fans.test"))?.unwrap();
            let consent = NewConsent {
                purpose: "partners".to_owned(),
                granted: true,
                wording: "Tell partners about me".to_owned(),
                ip: String::new(),
                source: "account".to_owned(),
            };
            members::agree(tx, &member.id, &consent, now)?;
        }
        let by = crew::by_email(tx, "ines@nova.test")?.unwrap();
        let new = NewHandover {
            partner: "Arena Box Office".to_owned(),
            purpose: "Paris Fan Fest".to_owned(),
            keep_until: "2199-05-31".to_owned(),
            recipe: Recipe { columns: vec![Column::Email], ..Recipe::whole() },
            codes: Codes::With,
        };
        handovers::ask(tx, &new, &by, now)
    });
    let export = handed.await.unwrap();
    club.rests();
    format!("/studio/handovers/{}", export.id)
}

#[actix_web::test]
async fn a_partners_file_that_came_back() {
    let club = TestClub::open();
    let server = club.serve();
    let manager = club.db_crew_at_work("ines@nova.test", Role::Manager).await;
    let handover = db_handed(&club).await;
    let code = club.db_rows("SELECT code FROM handed_members ORDER BY code").remove(0).remove(0);
    let file = format!(
        "Code,E-mail,Used at,Block,Row,Seat,Attended,Gate\n{code},,2027-05-03 18:05,B,3,12,yes,North\n\
         ,zoe@fans.test,,C,,7,no,\nXXXX-XXXX-XXXX,,,,,1,yes,\n{code},,,,,2,yes,\n,bo@fans.test,,,,4,perhaps,\n"
    );
    let form = Form::new().part("file", Part::bytes(file.into_bytes()).file_name("paris-fan-fest.csv"));
    let path = format!("{handover}/handbacks");
    let sent = manager.send(&path, manager.request(Method::POST, &path).multipart(form)).await.expect(303);
    let back = sent.leads_to().unwrap();
    let member = club.db_rows("SELECT member_id FROM handed_members ORDER BY code").remove(0).remove(0);
    let member = format!("/studio/members/{member}");
    let look = async |pages: &[(&str, &str)]| {
        for (screen, shots) in [(Screen::Phone, "phone"), (Screen::Desk, "desk")] {
            let browser = Browser::open(&club.config().base_url, screen, Scripts::On).await;
            browser.visits("/studio/sign-in").await;
            browser.holds(&manager.cookies()).await;
            for (page, name) in pages {
                browser.visits(page).await;
                browser.finds_no_fault().await;
                browser.keeps(&format!("{shots}-handback-{name}")).await;
            }
            browser.closes().await;
        }
    };
    look(&[(back.as_str(), "mapping")]).await;
    let page = manager.get(&back).await.expect(200);
    manager.submit(&page.form("form[action$='/rehearsals']")).await.expect(303);
    club.rests();
    look(&[(back.as_str(), "rehearsed")]).await;
    let page = manager.get(&back).await.expect(200);
    manager.submit(&page.form("form[action$='/runs']")).await.expect(303);
    club.rests();
    look(&[(back.as_str(), "done"), (handover.as_str(), "handover"), (member.as_str(), "member")]).await;
    server.stops();
}
