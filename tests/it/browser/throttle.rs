//! While many ask for letters, in a real browser: with scripts it works and goes on by itself, without them it says how long.

use stagedoor::lobby::usual;

use super::{Browser, Screen, Scripts};
use crate::site::throttle::Here;
use crate::support::TestClub;

#[actix_web::test]
async fn a_browser_works_and_goes_on_by_itself() {
    let club = TestClub::open();
    let here = Here::serves(&club).await;
    here.db_pressed(&club, usual::FROM_NETWORK, "127.0.0.1", 600);
    let browser = Browser::open(&club.config().base_url, Screen::Phone, Scripts::On).await;
    browser.visits("/join").await;
    browser.writes("#email", "zoe@fans.test").await;
    browser.presses("form[action$='/join'] button.btn").await;
    browser.waits_until("return location.pathname === '/code'").await;
    assert!(browser.words().await.contains("zoe@fans.test"));
    browser.closes().await;
    here.stops().await;
}

#[actix_web::test]
async fn without_scripts_it_says_how_long_to_wait() {
    let club = TestClub::open();
    let here = Here::serves(&club).await;
    here.db_pressed(&club, usual::FROM_NETWORK, "127.0.0.1", 600);
    for (screen, shot) in [(Screen::Phone, "phone-toll"), (Screen::Desk, "desk-toll")] {
        let browser = Browser::open(&club.config().base_url, screen, Scripts::Off).await;
        browser.visits("/join").await;
        browser.writes("#email", "zoe@fans.test").await;
        browser.presses("form[action$='/join'] button.btn").await;
        browser.shows("[data-work]").await;
        assert!(browser.words().await.contains("wait 15 seconds"));
        browser.keeps(shot).await;
        browser.closes().await;
    }
    here.stops().await;
}
