//! The studio as its people see it: every page on a phone and at a desk.

use stagedoor::crew::Role;

use super::journey::db_furnish;
use super::{Browser, Screen, Scripts};
use crate::furnished::{self, Furnished};
use crate::routes;
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

/// The rooms of somebody at the door, and the first page of a manager who has not shown the second factor.
async fn shows_the_door(screen: Screen, shots: &str) {
    let club = TestClub::open();
    let (event, types) = crate::tickets::db_event(&club, "hamburg", 100, vec![crate::tickets::floor()]).await;
    let wanted = crate::tickets::wanted(&types[0], 3, &stagedoor::tickets::sale::Details::default());
    crate::tickets::db_buys(&club, crate::tickets::guest("noor"), wanted).await;
    let server = club.serve();
    let door = club.db_crew_at_work("dora@nova.test", Role::Door).await;
    let manager = club.db_crew_comes_in("mira@nova.test", Role::Manager).await;
    let browser = Browser::open(&club.config().base_url, screen, Scripts::On).await;
    browser.visits("/studio/sign-in").await;
    browser.holds(&door.cookies()).await;
    let pages = ["/studio", "/studio/events"].map(str::to_owned).into_iter();
    let of_event = ["attendees", "door"].map(|room| format!("/studio/events/{}/{room}", event.id));
    for (nth, page) in pages.chain(of_event).enumerate() {
        browser.visits(&page).await;
        assert_eq!(browser.is_at().await, page, "the door was sent elsewhere");
        browser.finds_no_fault().await;
        browser.keeps(&format!("{shots}-door-{nth}")).await;
    }
    browser.holds(&manager.cookies()).await;
    browser.visits("/studio").await;
    browser.finds_no_fault().await;
    browser.keeps(&format!("{shots}-before-the-factor")).await;
    browser.closes().await;
    club.rests();
    server.stops();
}

#[actix_web::test]
async fn the_door_on_a_phone() {
    shows_the_door(Screen::Phone, "phone").await;
}

#[actix_web::test]
async fn the_door_at_a_desk() {
    shows_the_door(Screen::Desk, "desk").await;
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

/// Pages about one thing: a post, a member, an order, a slot.
#[actix_web::test]
async fn every_page_about_one_thing() {
    let club = TestClub::open();
    furnished::db_furnish(&club, "vesper").await;
    let server = club.serve();
    let full = Furnished::opens(&club, "vesper").await;
    let browser = Browser::open(&club.config().base_url, Screen::Phone, Scripts::On).await;
    browser.visits("/studio/sign-in").await;
    browser.holds(&full.owner.cookies()).await;
    let mut seen = 0;
    for route in routes::all().iter().filter(|route| route.method == "GET" && route.path.starts_with("/studio/")) {
        let path = full.address(&route.path);
        if !route.path.contains('{') || !full.owner.get(&path).await.is_page() {
            continue;
        }
        browser.visits(&path).await;
        browser.finds_no_fault().await;
        browser.keeps(&format!("phone{}", route.path.replace('/', "-").replace(['{', '}'], ""))).await;
        seen += 1;
    }
    assert!(seen >= 20, "{seen} pages");
    browser.closes().await;
    server.stops();
}
