//! Passkeys in a real browser, with the device WebDriver lends it.

use fantoccini::wd::WebDriverCompatibleCommand;
use serde_json::json;
use stagedoor::crew::Role;

use super::{Browser, Screen, Scripts};
use crate::support::TestClub;

/// A device of the browser's own that is asked for a finger and gets it.
#[derive(Debug)]
struct LendsDevice;

impl WebDriverCompatibleCommand for LendsDevice {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/webauthn/authenticator", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        let device = json!({
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": true,
            "hasUserVerification": true,
            "isUserVerified": true,
            "isUserConsenting": true,
        });
        (http::Method::POST, Some(device.to_string()))
    }
}

async fn with_device(club: &TestClub, screen: Screen) -> Browser {
    let browser = Browser::open(&club.config().base_url, screen, Scripts::On).await;
    browser.client.issue_cmd(LendsDevice).await.unwrap();
    browser
}

/// Presses the passkey's button, unless the browser offered the passkey by itself and is in already.
async fn comes_in(browser: &Browser, page: &str, there: &str) {
    browser.visits(page).await;
    browser
        .waits_until(&format!(
            "const form = document.querySelector('form[data-passkey=open]');
         return location.pathname === '{there}' || Boolean(form && !form.hidden)"
        ))
        .await;
    browser.runs("document.querySelector('form[data-passkey=open] button')?.click()").await;
    browser.waits_until(&format!("return location.pathname === '{there}'")).await;
}

async fn a_fan(screen: Screen, shots: &str) {
    let club = TestClub::open();
    club.leaves_work("club.send_mail");
    let server = club.serve();
    let fan = club.fan_joins("zoe@fans.test").await;
    let browser = with_device(&club, screen).await;
    browser.visits("/sign-in").await;
    browser.shows("form[data-passkey=open]:not([hidden])").await;
    browser.finds_no_fault().await;
    browser.keeps(&format!("{shots}-passkey-sign-in")).await;
    browser.holds(&fan.cookies()).await;
    browser.visits("/account").await;
    browser.writes("form[data-passkey=add] [name=label]", "Zoé’s phone").await;
    browser.presses("form[data-passkey=add] button").await;
    browser.shows("#passkeys .row").await;
    assert!(browser.words().await.contains("Your passkey is kept"));
    browser.finds_no_fault().await;
    browser.keeps(&format!("{shots}-passkey-account")).await;
    // The device has one already, and says so.
    browser.presses("form[data-passkey=add] button").await;
    browser.shows("form[data-passkey=add] [data-passkey-said]:not([hidden])").await;
    assert!(browser.words().await.contains("has a passkey for you already"));
    browser.presses("form[action$='/sign-out'] button").await;
    browser.waits_until("return location.pathname === '/'").await;
    comes_in(&browser, "/sign-in?back=/account", "/account").await;
    browser.shows("#passkeys .row").await;
    assert!(browser.words().await.contains("Zoé’s phone"));
    browser.finds_no_fault().await;
    browser.closes().await;
    club.rests();
    server.stops();
}

#[actix_web::test]
async fn a_fan_on_a_phone() {
    a_fan(Screen::Phone, "phone").await;
}

#[actix_web::test]
async fn a_fan_at_a_desk() {
    a_fan(Screen::Desk, "desk").await;
}

async fn somebody_of_the_crew(screen: Screen, shots: &str) {
    let club = TestClub::open();
    club.leaves_work("club.send_mail");
    let server = club.serve();
    let owner = club.db_crew_at_work("ines@nova.test", Role::Owner).await;
    let browser = with_device(&club, screen).await;
    browser.visits("/studio/sign-in").await;
    browser.shows("form[data-passkey=open]:not([hidden])").await;
    browser.finds_no_fault().await;
    browser.keeps(&format!("{shots}-passkey-studio-sign-in")).await;
    browser.holds(&owner.cookies()).await;
    browser.visits("/studio/account/passkeys/new").await;
    browser.shows("form[data-passkey=add]:not([hidden])").await;
    browser.finds_no_fault().await;
    browser.keeps(&format!("{shots}-passkey-studio-new")).await;
    browser.presses("form[data-passkey=add] button").await;
    browser.shows("details.rename").await;
    browser.finds_no_fault().await;
    browser.keeps(&format!("{shots}-passkey-studio-account")).await;
    browser.presses("details.rename summary").await;
    browser.finds_no_fault().await;
    browser.keeps(&format!("{shots}-passkey-studio-rename")).await;
    browser.visits("/studio/crew").await;
    browser.finds_no_fault().await;
    browser.keeps(&format!("{shots}-passkey-studio-crew")).await;
    browser.visits("/studio/settings/edit").await;
    browser.presses("input[name=crew_passkeys]").await;
    browser.presses("form[action='/studio/settings'] button.btn--go").await;
    browser.waits_until("return location.pathname === '/studio/settings'").await;
    browser.finds_no_fault().await;
    browser.visits("/studio/account").await;
    browser.presses("form[action='/studio/sign-out'] button").await;
    // The page to sign in on may offer the passkey by itself, and the device says yes.
    browser.waits_until("return location.pathname !== '/studio/account'").await;
    browser.client.delete_all_cookies().await.unwrap();
    comes_in(&browser, "/studio/sign-in?return=/studio/crew", "/studio/crew").await;
    // The second factor later on.
    club.db_rows("UPDATE sessions SET second_factor_at = NULL WHERE audience = 'crew' RETURNING id, device");
    browser.visits("/studio/crew").await;
    browser.shows("form[action='/studio/second-factor/passkey']:not([hidden])").await;
    browser.finds_no_fault().await;
    browser.keeps(&format!("{shots}-passkey-studio-factor")).await;
    browser.presses("form[action='/studio/second-factor/passkey'] button").await;
    browser.waits_until("return location.pathname === '/studio/crew'").await;
    // What somebody sees who has to make theirs first.
    let editor = club.db_crew_comes_in("mira@nova.test", Role::Editor).await;
    browser.holds(&editor.cookies()).await;
    browser.visits("/studio/posts").await;
    browser.waits_until("return location.pathname === '/studio/account/passkeys/new'").await;
    browser.finds_no_fault().await;
    browser.keeps(&format!("{shots}-passkey-studio-demanded")).await;
    browser.closes().await;
    club.rests();
    server.stops();
}

#[actix_web::test]
async fn somebody_of_the_crew_on_a_phone() {
    somebody_of_the_crew(Screen::Phone, "phone").await;
}

#[actix_web::test]
async fn somebody_of_the_crew_at_a_desk() {
    somebody_of_the_crew(Screen::Desk, "desk").await;
}
