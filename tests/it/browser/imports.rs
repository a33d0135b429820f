//! A member file on its way through the studio, as it looks.

use stagedoor::crew::Role;

use super::{Browser, Screen, Scripts};
use crate::imports::{fixture, studio::uploads};
use crate::support::TestClub;

async fn shows_the_way_of_a_file(screen: Screen, shots: &str) {
    let club = TestClub::open();
    let server = club.serve();
    let owner = club.db_crew_at_work("ines@nova.test", Role::Owner).await;
    let browser = Browser::open(&club.config().base_url, screen, Scripts::On).await;
    browser.visits("/studio/sign-in").await;
    browser.holds(&owner.cookies()).await;
    let path = uploads(&owner, std::fs::read(fixture("ghost.csv")).unwrap()).await.leads_to().unwrap();
    let steps =
        [("1-read", Some("rehearsals")), ("2-rehearsed", Some("runs")), ("3-done", Some("undos")), ("4-undone", None)];
    for (step, next) in steps {
        browser.visits(&path).await;
        browser.finds_no_fault().await;
        browser.keeps(&format!("{shots}-import-{step}")).await;
        if step == "3-done" {
            let member = club.db_rows("SELECT id FROM members ORDER BY email_folded")[0][0].clone();
            browser.visits(&format!("/studio/members/{member}")).await;
            browser.keeps(&format!("{shots}-import-member")).await;
        }
        if let Some(next) = next {
            let page = owner.get(&path).await.expect(200);
            owner.submit(&page.form(&format!("form[action$='/{next}']"))).await.expect(303);
            club.rests();
        }
    }
    browser.closes().await;
    server.stops();
}

#[actix_web::test]
async fn on_a_phone() {
    shows_the_way_of_a_file(Screen::Phone, "phone").await;
}

#[actix_web::test]
async fn at_a_desk() {
    shows_the_way_of_a_file(Screen::Desk, "desk").await;
}
