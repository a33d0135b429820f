//! The music goes on while pages change around it, and finds its way back when an address opens nothing any more.

use std::convert::Infallible;

use bytes::Bytes;
use futures_util::stream;
use stagedoor::base::Moment;
use stagedoor::media::{self, AssetId, NewUpload};
use stagedoor::posts::{Attachment, Post, Writing};

use super::{Browser, Screen, Scripts};
use crate::posts::{letter, published};
use crate::support::{Server, TestClub};

const PLAYS: &str = "return document.querySelector('[data-player]')?.hasAttribute('data-playing') === true &&
    parseFloat(document.querySelector('[data-player]').style.getPropertyValue('--p')) > 0";

/// Long enough that nothing ends by itself.
async fn db_song(club: &TestClub, name: &str) -> AssetId {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/config/demo/media/four-in-the-morning.ogg");
    let sound = std::fs::read(file).unwrap();
    let new = NewUpload { file_name: format!("{name}.ogg"), total: sound.len() as u64, by: "owner".into() };
    let upload = media::begin(club, new, 1 << 40, Moment::now()).await.unwrap();
    let bytes = stream::iter([Ok::<_, Infallible>(Bytes::from(sound))]);
    let asset = media::append(club, &upload, 0, bytes, Moment::now()).await.unwrap().asset.unwrap();
    crate::media::work(club).await;
    asset
}

async fn db_recording(club: &TestClub, title: &str, condition: &str) -> (Post, AssetId) {
    let song = db_song(club, title).await;
    let recording = Writing {
        attachments: vec![Attachment { asset_id: song.clone(), caption: title.to_owned() }],
        ..letter(title, condition)
    };
    (published(club, recording, Moment::now().plus_days(-1)).await, song)
}

/// A member's browser, on the page of a recording.
async fn listens(club: &TestClub, post: &Post) -> (Server, Browser) {
    let server = club.serve();
    let fan = club.fan_joins("zoe@fans.test").await;
    let browser = Browser::open(&club.config().base_url, Screen::Phone, Scripts::On).await;
    browser.visits("/").await;
    browser.holds(&fan.cookies()).await;
    browser.visits(&format!("/posts/{}", post.slug)).await;
    (server, browser)
}

async fn ends(club: TestClub, server: Server, fan: Browser) {
    fan.closes().await;
    club.rests();
    server.stops();
}

#[actix_web::test]
async fn a_song_goes_on_across_pages_and_a_sign_left_moves_nothing() {
    let club = TestClub::open();
    let (post, _) = db_recording(&club, "Night tape", "member").await;
    let (server, fan) = listens(&club, &post).await;
    fan.presses("[data-player] [data-toggle]").await;
    fan.waits_until(PLAYS).await;
    fan.runs("window.stays = true").await;

    // To another page: the same window, and the bar tells what plays and for how long.
    fan.presses("nav a[href$='/posts']").await;
    fan.waits_until("return location.pathname.endsWith('/posts') && !document.getElementById('bar').hidden").await;
    assert_eq!(fan.runs("return window.stays === true").await, true, "the window was loaded anew");
    assert_eq!(
        fan.runs("return document.querySelector('.bar__title').textContent").await,
        "Harbour, four in the morning"
    );
    fan.waits_until("window.heard ??= document.querySelector('#bar [data-now]').textContent; return document.querySelector('#bar [data-now]').textContent !== window.heard").await;
    fan.finds_no_fault().await;
    fan.keeps("player-bar").await;

    // Back to where it stands: its own player goes on, and the bar makes room.
    fan.presses(".bar__title").await;
    fan.waits_until(PLAYS).await;
    assert_eq!(fan.runs("return document.getElementById('bar').hidden && window.stays === true").await, true);

    // A sign left under it: nobody is thrown to the top, and nothing stops.
    fan.runs("document.querySelector('.reaction').scrollIntoView({ block: 'center' }); window.stood = scrollY").await;
    fan.presses("button.reaction").await;
    fan.waits_until("return document.querySelector('button.reaction').getAttribute('aria-pressed') === 'true'").await;
    let moved = fan.runs("return Math.abs(scrollY - window.stood)").await.as_f64().unwrap();
    assert!(moved < 80.0, "moved by {moved} pixels");
    assert_eq!(fan.runs("return window.stays === true").await, true);
    fan.waits_until(PLAYS).await;
    ends(club, server, fan).await;
}

#[actix_web::test]
async fn an_address_that_opens_nothing_any_more_is_asked_for_again() {
    let club = TestClub::open();
    let (post, song) = db_recording(&club, "Night tape", "member").await;
    let (server, fan) = listens(&club, &post).await;
    // As seven hours later with the page open, where files are given out by signed addresses.
    let rendition = "document.querySelector('[data-player]').dataset.src.split('/').pop()";
    let rendition = fan.runs(&format!("return {rendition}")).await.as_str().unwrap().to_owned();
    let stale = media::signed_address(&club, &song, &rendition, Moment::now().plus_hours(-7));
    let put = format!(
        "document.querySelector('[data-player]').dataset.src = '{stale}';
         fetch('{stale}').then(answer => {{ window.answered = answer.status }})"
    );
    fan.runs(&put).await;
    fan.waits_until("return window.answered === 403").await;
    fan.presses("[data-player] [data-toggle]").await;
    fan.waits_until(PLAYS).await;
    ends(club, server, fan).await;
}
