//! Paying members on their way from another system, as it looks.

use serde_json::json;
use stagedoor::adoptions;
use stagedoor::base::Moment;

use super::{Browser, Screen, Scripts};
use crate::adoptions::Move;
use crate::support::TestClub;

async fn shows(browser: &Browser, path: &str, shot: &str) {
    browser.visits(path).await;
    browser.finds_no_fault().await;
    browser.keeps(shot).await;
}

async fn shows_the_way_of_paying_members(screen: Screen, shots: &str) {
    let house = Move::open().await;
    let _ada = house.club.fan_joins("ada@example.org").await;
    let stripe = &house.stripe;
    for (name, product, unit, every) in [
        ("Ada", "Supporter", 600, "month"),
        ("Bo Diddley", "Supporter", 600, "month"),
        ("Cy Twombly", "Front row", 12_000, "year"),
        ("Di", "Postcards from the road", 250, "month"),
        ("Eve", "Supporter", 600, "month"),
    ] {
        let email = format!("{}@example.org", name.split(' ').next().unwrap().to_lowercase());
        stripe.collects(Some(&email), name, product, unit, every);
    }
    let leaving = stripe.collects(Some("flo@example.org"), "Flo", "Supporter", 600, "month");
    stripe.alters("subscription", &leaving, |one| {
        one["cancel_at_period_end"] = json!(true);
        one["application_fee_percent"] = json!(10.0);
    });
    let quarterly = stripe.collects(Some("gil@example.org"), "Gil", "Supporter, quarterly", 1_600, "month");
    stripe.alters("subscription", &quarterly, |one| {
        one["items"]["data"][0]["price"]["recurring"]["interval_count"] = json!(3);
    });
    stripe.collects(None, "", "Supporter", 600, "month");
    let browser = Browser::open(&house.club.config().base_url, screen, Scripts::On).await;
    browser.visits("/studio/sign-in").await;
    browser.holds(&house.owner.cookies()).await;
    shows(&browser, "/studio/members/adoptions", &format!("{shots}-adopt-1-before")).await;
    let path = house.reads().await;
    shows(&browser, &path, &format!("{shots}-adopt-2-prices")).await;
    house.presses(&path, "/rehearsals").await;
    shows(&browser, &path, &format!("{shots}-adopt-3-rehearsed")).await;
    house.presses(&path, "/runs").await;
    shows(&browser, &path, &format!("{shots}-adopt-4-done")).await;
    stripe.alters("subscription", &leaving, |one| one["items"]["data"][0]["price"]["unit_amount"] = json!(900));
    adoptions::watch(&house.club, Moment::now()).await.unwrap();
    let form = house.page("/studio/members/adoptions").await.form("form[action$='/steps']");
    house.owner.submit(&form.fill("step", "export").fill("done", "yes")).await.expect(303);
    shows(&browser, "/studio/members/adoptions", &format!("{shots}-adopt-5-watched")).await;
    house.undoes(&path).await;
    shows(&browser, &path, &format!("{shots}-adopt-6-undone")).await;
    browser.closes().await;
    house.stops();
}

#[actix_web::test]
async fn on_a_phone() {
    shows_the_way_of_paying_members(Screen::Phone, "phone").await;
}

#[actix_web::test]
async fn at_a_desk() {
    shows_the_way_of_paying_members(Screen::Desk, "desk").await;
}

#[actix_web::test]
async fn in_french_and_without_an_account() {
    let club = TestClub::open();
    let server = club.serve();
    let owner = club.db_crew_at_work("ines@nova.test", stagedoor::crew::Role::Owner).await;
    club.db_rows("UPDATE crew_members SET language = 'fr' RETURNING id, language");
    let browser = Browser::open(&club.config().base_url, Screen::Phone, Scripts::On).await;
    browser.visits("/studio/sign-in").await;
    browser.holds(&owner.cookies()).await;
    shows(&browser, "/studio/members/adoptions", "phone-adopt-7-sandbox-fr").await;
    browser.closes().await;
    server.stops();
}
