//! Banning somebody who pays: what becomes of the membership is asked each time.

use stagedoor::crew::Role;

use super::{buys, one};
use crate::site::{db_tier, joins, served};
use crate::support::{TestClub, Visitor};

async fn banned_with(money: &str) -> (TestClub, crate::support::Server, Visitor) {
    let (club, server) = served();
    for name in ["payments.end_agreement", "payments.send_refund", "payments.tell_buyer"] {
        club.leaves_work(name);
    }
    db_tier(&club, "Circle", 600, Some(5)).await;
    let fan = joins(&club, "zoe@fans.test").await;
    buys(&fan, "circle").await;
    let crew = club.db_crew_at_work("ines@example.org", Role::Manager).await;
    let id = one(&club, "SELECT id, '' FROM members").trim().to_owned();
    let page = crew.get(&format!("/studio/members/{id}")).await.expect(200);
    // Nobody is banned without an answer.
    crew.post(&format!("/studio/members/{id}/ban"), &[("act", "ban")]).await.expect(422).says("Choose what becomes");
    assert_eq!(one(&club, "SELECT state, '' FROM members").trim(), "active");
    let form = page.form("form[action$='/expulsions']").fill("money", money);
    crew.follow(crew.submit(&form).await.expect(303)).await.expect(200).says("Banned. They are signed out");
    assert_eq!(one(&club, "SELECT state, '' FROM members").trim(), "banned");
    club.rests();
    (club, server, fan)
}

#[tokio::test]
async fn the_membership_is_stopped_and_the_money_kept() {
    let (club, _server, fan) = banned_with("stop").await;
    assert_eq!(one(&club, "SELECT state, end_reason FROM memberships"), "ended banned");
    assert_eq!(one(&club, "SELECT state, '' FROM subscriptions").trim(), "over");
    assert!(club.db_rows("SELECT id, state FROM refunds").is_empty());
    fan.get("/account").await.expect(303);
}

#[tokio::test]
async fn the_last_payment_is_given_back() {
    let (club, _server, _fan) = banned_with("refund").await;
    assert_eq!(one(&club, "SELECT state, '' FROM memberships").trim(), "ended");
    assert_eq!(one(&club, "SELECT state, '' FROM subscriptions").trim(), "over");
    assert_eq!(one(&club, "SELECT CAST(minor AS TEXT), state FROM refunds"), "600 done");
}

#[tokio::test]
async fn the_membership_is_left_running() {
    let (club, _server, _fan) = banned_with("keep").await;
    assert_eq!(one(&club, "SELECT state, '' FROM memberships").trim(), "active");
    assert_eq!(one(&club, "SELECT state, '' FROM subscriptions").trim(), "good");
    assert!(club.db_rows("SELECT id, state FROM refunds").is_empty());
}
