//! From the landing page to a playing locked recording, and the manager's file, as people do it.

use std::convert::Infallible;

use bytes::Bytes;
use futures_util::stream;
use stagedoor::base::{Currency, Moment};
use stagedoor::crew::Role;
use stagedoor::media::{self, NewUpload};
use stagedoor::memberships::{self, NewTier};
use stagedoor::orders::Every;
use stagedoor::posts::{Attachment, Writing};

use super::{Browser, Screen, Scripts};
use crate::posts::{letter, published};
use crate::stripe::Stripe;
use crate::support::TestClub;

/// Pays on the sandbox's page.
const TEST_MONEY: &str = "button[name=card][value=good]";

/// A tier, an open letter, and a recording for that tier.
pub async fn db_furnish(club: &TestClub) -> String {
    let now = Moment::now();
    let circle = NewTier {
        slug: "circle".into(),
        name: "Circle".into(),
        summary: "Hear it first".into(),
        perks: "Every recording".into(),
    };
    club.write(move |tx| {
        let tier = memberships::create_tier(tx, &circle, now)?;
        memberships::set_price(tx, &tier.id, Every::Month, Currency::EUR, Some(600), now)
    })
    .await
    .unwrap();
    let sound = crate::media::sample_bytes("tone.mp3");
    let new = NewUpload { file_name: "tone.mp3".into(), total: sound.len() as u64, by: "owner".into() };
    let upload = media::begin(club, new, 1 << 40, now).await.unwrap();
    let bytes = stream::iter([Ok::<_, Infallible>(Bytes::from(sound))]);
    let asset = media::append(club, &upload, 0, bytes, now).await.unwrap().asset.unwrap();
    crate::media::work(club).await;
    published(club, letter("Good morning", "everyone"), now.plus_days(-2)).await;
    let recording = Writing {
        attachments: vec![Attachment { asset_id: asset, caption: "The night tape".into() }],
        ..letter("Night tape", "tier in (circle)")
    };
    published(club, recording, now.plus_days(-1)).await.slug
}

/// `pay` is the button that pays, on the page of whoever takes the money.
async fn walks_from_the_door_to_the_music(club: TestClub, pay: &str, screen: Screen, shots: &str) {
    let slug = db_furnish(&club).await;
    let server = club.serve();
    let fan = Browser::open(&club.config().base_url, screen, Scripts::On).await;
    let looks = async |place: &str| {
        fan.finds_no_fault().await;
        fan.keeps(&format!("{shots}-{place}")).await;
    };
    fan.visits("/").await;
    looks("1-landing").await;

    fan.visits(&format!("/posts/{slug}")).await;
    fan.shows(".lock__do a.btn").await;
    assert_eq!(fan.count("audio").await, 0, "a locked recording shows a player");
    looks("2-locked").await;
    fan.presses(".lock__do a.btn").await;

    fan.writes("#email", "zoe@fans.test").await;
    looks("3-join").await;
    fan.presses("main form .btn").await;
    fan.shows("#code").await;
    looks("4-code").await;
    fan.writes("#code", &club.mailbox.letter_to("zoe@fans.test").code()).await;
    fan.presses("main form .btn").await;

    // The tier was chosen at the lock: the next page takes the money.
    fan.shows(pay).await;
    if pay == TEST_MONEY {
        looks("5-checkout").await;
    }
    fan.presses(pay).await;

    fan.shows("[data-player]").await;
    assert!(fan.is_at().await.contains(&format!("/posts/{slug}")), "back at {}", fan.is_at().await);
    looks("6-open").await;
    fan.presses("[data-toggle]").await;
    // The wave fills as the sound's own clock goes on.
    fan.waits_until("return parseFloat(document.querySelector('[data-player]').style.getPropertyValue('--p')) > 0")
        .await;
    fan.keeps(&format!("{shots}-7-playing")).await;
    fan.closes().await;

    let owner = club.db_crew_at_work("ines@nova.test", Role::Owner).await;
    let asked = owner.get("/studio/exports/new").await.expect(200);
    let asked = owner.follow(owner.submit(&asked.form("form[action='/studio/exports']")).await).await.expect(200);
    club.rests();
    let done = owner.get(&asked.path).await.expect(200);
    let file = done.attributes("a[download]", "href").remove(0);
    let file = owner.get(&file).await.expect(200);
    assert!(file.text().contains("zoe@fans.test"), "{}", file.text());
    assert_eq!(file.text().lines().count(), 2, "a header and one member");
    club.rests();
    server.stops();
}

#[actix_web::test]
async fn on_a_phone() {
    walks_from_the_door_to_the_music(TestClub::open(), TEST_MONEY, Screen::Phone, "journey-phone").await;
}

#[actix_web::test]
async fn at_a_desk() {
    walks_from_the_door_to_the_music(TestClub::open(), TEST_MONEY, Screen::Desk, "journey-desk").await;
}

#[actix_web::test]
async fn with_stripe() {
    let stripe = Stripe::open(Moment::now());
    let club = TestClub::open_with(&stripe.settings());
    stripe.tells(&format!("{}/hooks/stripe", club.config().base_url));
    walks_from_the_door_to_the_music(club, "#pay", Screen::Phone, "journey-stripe").await;
    assert_eq!(stripe.only("session")["status"], "complete");
    assert_eq!(stripe.only("subscription")["status"], "active");
}

#[actix_web::test]
async fn joining_works_without_scripts_on_a_small_phone() {
    let club = TestClub::open();
    let slug = db_furnish(&club).await;
    let server = club.serve();
    let fan = Browser::open(&club.config().base_url, Screen::SmallPhone, Scripts::Off).await;
    fan.visits(&format!("/posts/{slug}")).await;
    fan.presses(".lock__do a.btn").await;
    fan.writes("#email", "noscript@fans.test").await;
    fan.presses("main form .btn").await;
    fan.writes("#code", &club.mailbox.letter_to("noscript@fans.test").code()).await;
    fan.presses("main form .btn").await;
    fan.presses("button[name=card][value=good]").await;
    fan.shows("audio.player__plain[controls]").await;
    fan.keeps("journey-small-without-scripts").await;
    fan.closes().await;
    club.rests();
    server.stops();
}
