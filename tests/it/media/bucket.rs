//! Media in a bucket: every byte goes there signed, and comes to fans by addresses that open one file for six hours.

use bytes::Bytes;
use futures_util::stream;
use stagedoor::base::Moment;
use stagedoor::media::{self, AssetId, NewUpload};
use stagedoor::posts::{Attachment, Writing};

use super::{sample_bytes, work};
use crate::posts::{letter, published};
use crate::support::{Bucket, TestClub};

/// In pieces as they come over a line.
async fn received(club: &TestClub, name: &str, bytes: &[u8], line: Line) -> Result<AssetId, media::ReceiveError> {
    let new = NewUpload { file_name: name.to_owned(), total: bytes.len() as u64, by: "owner".to_owned() };
    let mut pieces: Vec<Result<Bytes, Line>> =
        bytes.chunks(64 * 1024).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
    if line == Line::Breaks {
        pieces.push(Err(line));
    }
    media::receive_whole(club, new, stream::iter(pieces), 1 << 40, Moment::now()).await
}

#[derive(Debug, PartialEq, Eq)]
enum Line {
    Holds,
    Breaks,
}

async fn posted(club: &TestClub, asset: &AssetId, condition: &str) -> String {
    let recording = Writing {
        attachments: vec![Attachment { asset_id: asset.clone(), caption: "Night tape".to_owned() }],
        ..letter("Night tape", condition)
    };
    published(club, recording, Moment::now().plus_days(-1)).await.slug
}

#[actix_web::test]
async fn a_locked_song_comes_out_of_the_bucket_for_those_it_is_for() {
    let bucket = Bucket::open();
    let club = TestClub::open_with(&bucket.settings());
    let song = sample_bytes("tone.mp3");
    let asset = received(&club, "tone.mp3", &song, Line::Holds).await.unwrap();
    received(&club, "picture.png", &sample_bytes("picture.png"), Line::Holds).await.unwrap();
    work(&club).await;
    assert_eq!(bucket.refused(), [""; 0]);
    assert_eq!(bucket.begun(), 0, "every upload was finished");
    let objects = bucket.objects();
    assert!(objects.keys().all(|key| key.starts_with("nova/")), "{:?}", objects.keys());
    assert!(objects.values().any(|stored| *stored == song), "byte for byte");
    let slug = posted(&club, &asset, "member").await;

    let server = club.serve();
    let (stranger, fan) = (club.visitor(), club.fan_joins("zoe@fans.test").await);
    let page = fan.get(&format!("/posts/{slug}")).await.expect(200);
    let policy = page.header("content-security-policy").unwrap().to_owned();
    assert!(policy.contains(&bucket.origin()), "{policy}");
    let address = page.attributes("[data-player]", "data-src").remove(0);
    stranger.get(&address).await.expect(404);
    let led = fan.get(&address).await.expect(302);
    let signed = led.header("location").unwrap().to_owned();
    assert!(signed.starts_with(&bucket.origin()), "{signed}");

    let asks = async |address: &str| {
        reqwest::Client::new().get(address).header("range", "bytes=100-199").send().await.unwrap()
    };
    let part = asks(&signed).await;
    assert_eq!((part.status().as_u16(), part.headers()["content-type"].to_str().unwrap()), (206, "audio/mpeg"));
    assert_eq!(part.bytes().await.unwrap(), song[100..200], "seeking works");
    // One address, one file: not another, not with another end, not tomorrow.
    let other = bucket.objects().into_keys().find(|key| !signed.contains(key.as_str())).unwrap();
    let (path, query) = signed.split_once('?').unwrap();
    let elsewhere = format!("{}/club-media/{other}?{query}", bucket.origin());
    let longer = format!("{path}?{}", query.replace("X-Amz-Expires=21600", "X-Amz-Expires=604800"));
    assert_ne!(longer, signed, "six hours");
    for forged in [elsewhere, longer] {
        assert_eq!(asks(&forged).await.status(), 403, "{forged}");
    }
    bucket.later(7);
    assert_eq!(asks(&signed).await.status(), 403, "seven hours later");
    club.rests();
    server.stops();
}

#[actix_web::test]
async fn big_files_go_in_parts_and_broken_ones_leave_nothing() {
    let bucket = Bucket::open();
    let club = TestClub::open_with(&bucket.settings());
    // The same second again and again: many parts.
    let mut large = sample_bytes("tone.mp3");
    let beginning = large.clone();
    while large.len() < 24 * 1024 * 1024 {
        large.extend_from_slice(&beginning);
    }
    let asset = received(&club, "long.mp3", &large, Line::Holds).await.unwrap();
    work(&club).await;
    assert!(bucket.objects().values().any(|stored| *stored == large), "whole");
    let before = bucket.objects().len();

    let broken = received(&club, "broken.mp3", &large[..1_000_000], Line::Breaks).await;
    assert!(broken.is_err(), "{broken:?}");
    work(&club).await;
    assert_eq!((bucket.objects().len(), bucket.begun()), (before, 0), "nothing of it is left");

    let (id, now) = (asset.clone(), Moment::now());
    club.write(move |tx| media::delete(tx, &id, now)).await.unwrap();
    work(&club).await;
    assert_eq!(bucket.objects().len(), 0, "{:?}", bucket.objects().keys());
    assert_eq!(bucket.refused(), [""; 0]);
}
