//! The studio as its people see it: every page on a phone and at a desk.

use stagedoor::crew::Role;

use super::journey::db_furnish;
use super::{Browser, Screen, Scripts};
use crate::studio::PAGES;
use crate::support::TestClub;
use crate::tickets::sale_of_two;

async fn shows_every_room(screen: Screen, shots: &str) {
    let club = TestClub::open();
    db_furnish(&club).await;
    let server = club.serve();
    club.fan_joins("zoe@fans.test").await;
    let owner = club.db_crew_at_work("ines@nova.test", Role::Owner).await;
    let browser = Browser::open(&club.config().base_url, screen, Scripts::On).await;
    browser.visits("/studio/sign-in").await;
    browser.finds_no_fault().await;
    browser.holds(&owner.cookies()).await;
    for page in PAGES {
        browser.visits(page).await;
        assert_eq!(browser.is_at().await, *page, "the owner was sent elsewhere");
        browser.finds_no_fault().await;
        browser.keeps(&format!("{shots}{}", page.replace('/', "-"))).await;
    }
    browser.closes().await;
    club.rests();
    server.stops();
}

#[actix_web::test]
async fn on_a_phone() {
    shows_every_room(Screen::Phone, "phone").await;
}

#[actix_web::test]
async fn at_a_desk() {
    shows_every_room(Screen::Desk, "desk").await;
}

#[actix_web::test]
async fn who_comes_and_one_ticket() {
    let club = TestClub::open();
    let (event, ticket) = sale_of_two(&club).await;
    let server = club.serve();
    let owner = club.db_crew_at_work("ines@nova.test", Role::Owner).await;
    for (screen, shots) in [(Screen::Phone, "phone"), (Screen::Desk, "desk")] {
        let browser = Browser::open(&club.config().base_url, screen, Scripts::On).await;
        browser.visits("/studio/sign-in").await;
        browser.holds(&owner.cookies()).await;
        for (page, name) in [("attendees".to_owned(), "attendees"), (format!("attendees/{ticket}"), "ticket")] {
            browser.visits(&format!("/studio/events/{event}/{page}")).await;
            browser.finds_no_fault().await;
            browser.keeps(&format!("{shots}-studio-{name}")).await;
        }
        let number = club.db_rows("SELECT CAST(number AS TEXT), state FROM orders").remove(0).remove(0);
        browser.visits(&format!("/studio/orders/{number}")).await;
        browser.keeps(&format!("{shots}-studio-order")).await;
        browser.closes().await;
    }
    club.rests();
    server.stops();
}
