use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream};
use stagedoor::base::{Fault, Moment};
use stagedoor::media::{
    self, AppendError, Asset, AssetId, BeginError, Caution, DeleteError, Kind, NewUpload, Progress, Reason,
    ReceiveError, State, UploadId,
};
use stagedoor::plumbing::jobs::{self, Job};
use stagedoor::posts::{self, Writing};

use super::{contains, sample_bytes, work};
use crate::support::TestClub;

const ROOMY: u64 = 1 << 40;

fn new(name: &str, total: usize) -> NewUpload {
    NewUpload { file_name: name.to_owned(), total: total as u64, by: "owner".to_owned() }
}

fn body(bytes: &[u8]) -> impl Stream<Item = Result<Bytes, Infallible>> + use<> {
    let chunks: Vec<_> = bytes.chunks(1_000).map(|chunk| Ok(Bytes::copy_from_slice(chunk))).collect();
    stream::iter(chunks)
}

async fn begun(club: &TestClub, name: &str, total: usize) -> UploadId {
    media::begin(club, new(name, total), ROOMY, Moment::now()).await.unwrap()
}

async fn uploaded(club: &TestClub, name: &str, bytes: &[u8]) -> AssetId {
    let upload = begun(club, name, bytes.len()).await;
    let progress = media::append(club, &upload, 0, body(bytes), Moment::now()).await.unwrap();
    progress.asset.expect("the last byte makes an asset")
}

async fn processed(club: &TestClub, name: &str, bytes: &[u8]) -> Asset {
    let id = uploaded(club, name, bytes).await;
    work(club).await;
    found(club, &id).await
}

async fn found(club: &TestClub, id: &AssetId) -> Asset {
    let id = id.clone();
    club.read(move |conn| media::by_id(conn, &id)).await.unwrap().unwrap()
}

/// Every file in the club's folder that belongs to media.
fn left_on_disk(club: &TestClub) -> Vec<String> {
    let mut folders = vec![club.folder().media(), club.folder().path().join("uploads")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            match entry.path().is_dir() {
                true => folders.push(entry.path()),
                false => files.push(entry.file_name().to_string_lossy().into_owned()),
            }
        }
    }
    files.sort();
    files
}

#[tokio::test]
async fn a_photo_becomes_clean_renditions() {
    let club = TestClub::open();
    let asset = processed(&club, "C:\\Photos\\me \"at home\".jpg", &sample_bytes("camera.jpg")).await;
    assert_eq!((asset.kind, asset.state), (Kind::Photo, State::Ready(None)));
    assert_eq!(asset.file_name, "me at home.jpg");
    assert_eq!((asset.width, asset.height), (Some(60), Some(40)));
    assert!(asset.thumbhash.is_some() && asset.wave.is_empty());
    let names: Vec<&str> = asset.renditions.iter().map(|rendition| rendition.name.as_str()).collect();
    assert_eq!(names, ["60.webp", "full.jpg", "teaser.webp"]);
    assert_eq!(asset.main().unwrap().name, "full.jpg");
    assert_eq!(asset.pictures().len(), 1);
    // The file with the camera's notes is gone; what is left has none.
    assert_eq!(left_on_disk(&club), ["60.webp", "full.jpg", "teaser.webp"]);
    for rendition in &asset.renditions {
        let bytes = std::fs::read(club.folder().media().join(&rendition.key)).unwrap();
        assert_eq!(bytes.len() as i64, rendition.bytes);
        assert!(!contains(&bytes, b"GPS") && !contains(&bytes, b"Stagecam"), "{}", rendition.name);
    }
}

#[tokio::test]
async fn a_sound_tells_what_it_is() {
    let club = TestClub::open();
    for (name, caution) in [
        ("tone.mp3", None),
        ("tone.flac", None),
        ("tone.m4a", None),
        ("tone.ogg", Some(Caution::Ogg)),
        ("lossless.m4a", Some(Caution::AppleLossless)),
    ] {
        let asset = processed(&club, name, &sample_bytes(name)).await;
        assert_eq!((asset.kind, asset.state), (Kind::Audio, State::Ready(caution)), "{name}");
        assert_eq!(asset.playable_everywhere, caution.is_none(), "{name}");
        assert_eq!((asset.title.as_str(), asset.artist.as_str()), ("Low_Water", "Nova"), "{name}");
        assert_eq!(asset.wave.len(), 200, "{name}");
        assert!(asset.duration_ms.unwrap() > 900, "{name}");
        let original = asset.main().unwrap();
        let bytes = std::fs::read(club.folder().media().join(&original.key)).unwrap();
        assert!(!contains(&bytes, b"53.0867"), "{name} still knows where");
        assert_eq!(bytes.len(), sample_bytes(name).len());
    }
}

#[tokio::test]
async fn a_film_is_made_playable_with_a_poster() {
    let club = TestClub::open();
    let asset = processed(&club, "IMG_2.MOV", &sample_bytes("clip.mov")).await;
    assert_eq!((asset.kind, asset.state), (Kind::Video, State::Ready(None)));
    assert!(asset.playable_everywhere);
    let names: Vec<&str> = asset.renditions.iter().map(|rendition| rendition.name.as_str()).collect();
    assert_eq!(names, ["320.webp", "720.mp4", "teaser.webp"]);
    assert_eq!(asset.main().unwrap().content_type, "video/mp4");
    assert_eq!(left_on_disk(&club), ["320.webp", "720.mp4", "teaser.webp"]);
}

#[tokio::test]
async fn any_other_file_is_kept_as_it_is() {
    let club = TestClub::open();
    let asset = processed(&club, "score.pdf", &sample_bytes("words.pdf")).await;
    assert_eq!((asset.kind, asset.state), (Kind::File, State::Ready(None)));
    assert_eq!(asset.main().unwrap().content_type, "application/octet-stream");
    assert_eq!(left_on_disk(&club), ["original.bin"]);
}

#[tokio::test]
async fn what_cannot_be_used_is_refused_with_its_reason_and_leaves_nothing() {
    let club = TestClub::open();
    let check = async |name: &str, called: &str, reason: Reason| {
        let bytes = sample_bytes(name);
        let upload = begun(&club, called, bytes.len()).await;
        let refused = media::append(&club, &upload, 0, body(&bytes), Moment::now()).await;
        assert!(matches!(refused, Err(AppendError::Refused(why)) if why == reason), "{name}: {refused:?}");
        assert_eq!(left_on_disk(&club), [""; 0], "{name}");
        assert!(matches!(media::progress(&club, &upload, Moment::now()).await, Err(AppendError::NotFound)));
    };
    check("photo.heic", "IMG_1.heic", Reason::Heic).await;
    check("photo.heic", "IMG_1.jpg", Reason::Heic).await;
    check("moving.gif", "moving.gif", Reason::OtherPicture).await;
    check("drawing.svg", "cover.png", Reason::OtherPicture).await;
    check("tone.wav", "mix.wav", Reason::OtherSound).await;
    check("tone.opus", "mix.ogg", Reason::OtherSound).await;
    check("words.pdf", "photo.jpg", Reason::NotWhatItSays).await;
}

#[tokio::test]
async fn what_turns_out_broken_fails_with_its_reason_and_leaves_no_bytes() {
    let club = TestClub::open();
    let check = async |name: &str, bytes: &[u8], reason: Reason| {
        let asset = processed(&club, name, bytes).await;
        assert_eq!(asset.state, State::Failed(reason), "{name}");
        assert!(asset.renditions.is_empty());
        assert_eq!(left_on_disk(&club), [""; 0], "{name}");
    };
    let cut = |name: &str| {
        let bytes = sample_bytes(name);
        bytes[..bytes.len() / 2].to_vec()
    };
    check("bomb.png", &sample_bytes("bomb.png"), Reason::TooManyPixels).await;
    check("camera.jpg", &cut("camera.jpg"), Reason::Truncated).await;
    check("tone.ogg", &cut("tone.ogg"), Reason::Truncated).await;
    check("tone.flac", &cut("tone.flac"), Reason::Truncated).await;
    check("tone.m4a", &cut("tone.m4a"), Reason::Truncated).await;
    check("clip.mp4", &cut("clip.mp4"), Reason::Truncated).await;
    let mut noise = sample_bytes("camera.jpg")[..4].to_vec();
    noise.extend(std::iter::repeat_n(7, 5_000));
    noise.extend([0xff, 0xd9]);
    let asset = processed(&club, "noise.jpg", &noise).await;
    assert!(matches!(asset.state, State::Failed(_)));
}

#[tokio::test]
async fn an_upload_goes_on_wherever_the_line_broke() {
    let club = TestClub::open();
    let bytes = sample_bytes("camera.jpg");
    let mut cuts: Vec<usize> = (0..bytes.len()).step_by(97).collect();
    cuts.extend([1, 2, 63, 64, 65, bytes.len() - 1]);
    for cut in cuts {
        let upload = begun(&club, "camera.jpg", bytes.len()).await;
        let breaks = stream::iter([Ok(Bytes::copy_from_slice(&bytes[..cut])), Err("the line went dead")]);
        let progress = media::append(&club, &upload, 0, breaks, Moment::now()).await.unwrap();
        assert_eq!(progress, Progress { received: cut as u64, total: bytes.len() as u64, asset: None });
        assert_eq!(media::progress(&club, &upload, Moment::now()).await.unwrap(), progress);
        let elsewhere = media::append(&club, &upload, cut as u64 + 1, body(&bytes[cut..]), Moment::now()).await;
        assert!(matches!(elsewhere, Err(AppendError::OtherOffset { received }) if received == cut as u64));
        let progress = media::append(&club, &upload, cut as u64, body(&bytes[cut..]), Moment::now()).await.unwrap();
        let asset = progress.asset.clone().expect("complete");
        // The answer may be lost too: whoever asks again is told the same.
        assert_eq!(media::progress(&club, &upload, Moment::now()).await.unwrap(), progress);
        let whole = club.folder().media().join(format!("assets/{asset}/incoming"));
        assert!(std::fs::read(whole).unwrap() == bytes, "cut at {cut}");
    }
    club.leaves_work("media.process_asset");
}

#[tokio::test]
async fn a_crash_between_the_last_byte_and_the_asset_is_mended_by_asking() {
    let club = TestClub::open();
    let bytes = sample_bytes("camera.jpg");
    // The whole part file is there, the answer was never written.
    let upload = begun(&club, "camera.jpg", bytes.len()).await;
    let part = club.folder().path().join(format!("uploads/{upload}.part"));
    std::fs::write(&part, &bytes).unwrap();
    let asset = media::progress(&club, &upload, Moment::now()).await.unwrap().asset.expect("complete");
    work(&club).await;
    assert!(found(&club, &asset).await.is_ready());

    // The part has been moved into the store, the row knows nothing.
    let upload = begun(&club, "camera.jpg", bytes.len()).await;
    let id = upload.clone();
    let asset = club.db_rows(&format!("SELECT asset_id, state FROM uploads WHERE id = '{id}'"))[0][0].clone();
    let place = club.folder().media().join(format!("assets/{asset}"));
    std::fs::create_dir_all(&place).unwrap();
    std::fs::rename(club.folder().path().join(format!("uploads/{upload}.part")), place.join("incoming")).unwrap();
    std::fs::write(place.join("incoming"), &bytes).unwrap();
    let progress = media::append(&club, &upload, bytes.len() as u64, body(&[]), Moment::now()).await.unwrap();
    assert_eq!(progress.asset, Some(AssetId(asset)));
    work(&club).await;
    assert!(found(&club, &progress.asset.unwrap()).await.is_ready());
}

#[tokio::test]
async fn of_two_connections_at_once_the_newer_goes_on() {
    let club = Arc::new(TestClub::open());
    let bytes = sample_bytes("tone.flac");
    let upload = begun(&club, "tone.flac", bytes.len()).await;
    // The first sends a little and then hangs, as a phone does that changed its network.
    let little = Bytes::copy_from_slice(&bytes[..5_000]);
    let hanging = stream::iter([Ok::<_, Infallible>(little)]).chain(stream::pending());
    let first = {
        let (club, upload) = (Arc::clone(&club), upload.clone());
        tokio::spawn(async move { media::append(&club, &upload, 0, hanging, Moment::now()).await })
    };
    tokio::time::sleep(Duration::from_millis(200)).await;
    let asked = tokio::time::timeout(Duration::from_secs(5), media::progress(&club, &upload, Moment::now()));
    assert_eq!(asked.await.expect("the hanging one lets go").unwrap().received, 5_000);
    assert_eq!(first.await.unwrap().unwrap().received, 5_000);
    let progress = media::append(&club, &upload, 5_000, body(&bytes[5_000..]), Moment::now()).await.unwrap();
    assert!(progress.asset.is_some());

    // Twenty at the same moment from the same place: one file comes out, and it is right.
    let upload = begun(&club, "tone.flac", bytes.len()).await;
    let racers = (0..20).map(|_| {
        let (club, upload, bytes) = (Arc::clone(&club), upload.clone(), bytes.clone());
        tokio::spawn(async move { media::append(&club, &upload, 0, body(&bytes), Moment::now()).await })
    });
    for racer in racers.collect::<Vec<_>>() {
        match racer.await.unwrap() {
            Ok(_) | Err(AppendError::TakenOver | AppendError::OtherOffset { .. }) => {}
            Err(error) => panic!("{error}"),
        }
    }
    let progress = media::progress(&club, &upload, Moment::now()).await.unwrap();
    let rest = &bytes[progress.received as usize..];
    let progress = media::append(&club, &upload, progress.received, body(rest), Moment::now()).await.unwrap();
    let whole = club.folder().media().join(format!("assets/{}/incoming", progress.asset.unwrap()));
    assert!(std::fs::read(whole).unwrap() == bytes);
    club.leaves_work("media.process_asset");
}

#[tokio::test]
async fn more_than_announced_is_refused_and_gone() {
    let club = TestClub::open();
    let bytes = sample_bytes("camera.jpg");
    let upload = begun(&club, "camera.jpg", bytes.len() - 1).await;
    let refused = media::append(&club, &upload, 0, body(&bytes), Moment::now()).await;
    assert!(matches!(refused, Err(AppendError::TooMany)));
    assert_eq!(left_on_disk(&club), [""; 0]);
}

#[tokio::test]
async fn too_large_and_too_little_disk_are_said_before_the_first_byte() {
    let club = TestClub::open_with(
        "[media]\nphoto_megabytes = 1\nvideo_megabytes = 3\naudio_megabytes = 1\nfile_megabytes = 2",
    );
    let begin =
        async |name: &str, total: usize, free: u64| media::begin(&club, new(name, total), free, Moment::now()).await;
    assert!(matches!(begin("a.jpg", 1_000_001, ROOMY).await, Err(BeginError::TooLarge { limit: 1_000_000 })));
    assert!(matches!(begin("a.mov", 3_000_001, ROOMY).await, Err(BeginError::TooLarge { limit: 3_000_000 })));
    assert!(matches!(begin("a", 3_000_001, ROOMY).await, Err(BeginError::TooLarge { .. })));
    assert!(matches!(begin("a.jpg", 0, ROOMY).await, Err(BeginError::Empty)));
    let free = 1_999_999;
    assert!(
        matches!(begin("a.jpg", 1_000_000, free).await, Err(BeginError::DiskFull { needed, .. }) if needed == free + 1)
    );
    assert_eq!(left_on_disk(&club), [""; 0]);
    // What others have been promised counts.
    begin("a.jpg", 1_000_000, free + 1).await.unwrap();
    assert!(matches!(begin("b.jpg", 1_000_000, free + 1).await, Err(BeginError::DiskFull { .. })));
    begin("b.jpg", 1_000_000, free + 1_000_001).await.unwrap();

    // A file that calls itself a film and is a picture is measured as a picture.
    let mut bytes = sample_bytes("camera.jpg");
    bytes.resize(1_500_000, 0);
    let upload = begun(&club, "film.mp4", bytes.len()).await;
    let refused = media::append(&club, &upload, 0, body(&bytes), Moment::now()).await;
    assert!(matches!(refused, Err(AppendError::Refused(Reason::TooLarge))));
}

#[tokio::test]
async fn a_form_brings_a_file_in_one_go_or_not_at_all() {
    let club = TestClub::open();
    let bytes = sample_bytes("camera.jpg");
    let at_most = new("camera.jpg", bytes.len() + 500);
    let id = media::receive_whole(&club, at_most.clone(), body(&bytes), ROOMY, Moment::now()).await.unwrap();
    work(&club).await;
    let asset = found(&club, &id).await;
    assert_eq!((asset.is_ready(), asset.bytes), (true, bytes.len() as i64));
    let before = left_on_disk(&club);

    let breaks = stream::iter([Ok(Bytes::copy_from_slice(&bytes[..500])), Err("the line went dead")]);
    let refused = media::receive_whole(&club, at_most.clone(), breaks, ROOMY, Moment::now()).await;
    assert!(matches!(refused, Err(ReceiveError::Append(AppendError::Refused(Reason::Truncated)))), "{refused:?}");
    let heic = body(&sample_bytes("photo.heic"));
    let refused = media::receive_whole(&club, at_most.clone(), heic, ROOMY, Moment::now()).await;
    assert!(matches!(refused, Err(ReceiveError::Append(AppendError::Refused(Reason::Heic)))));
    let empty = media::receive_whole(&club, at_most, body(&[]), ROOMY, Moment::now()).await;
    assert!(matches!(empty, Err(ReceiveError::Append(AppendError::Refused(Reason::Empty)))), "{empty:?}");
    assert_eq!(left_on_disk(&club), before);
}

#[tokio::test]
async fn cancelled_and_forgotten_uploads_are_thrown_away() {
    let club = TestClub::open();
    let now = Moment::now();
    let bytes = sample_bytes("tone.mp3");
    let half = async || {
        let upload = begun(&club, "tone.mp3", bytes.len()).await;
        media::append(&club, &upload, 0, body(&bytes[..6_000]), now).await.unwrap();
        upload
    };
    let upload = half().await;
    media::cancel(&club, &upload).await.unwrap();
    assert!(matches!(media::cancel(&club, &upload).await, Err(AppendError::NotFound)));
    assert_eq!(left_on_disk(&club), [""; 0]);

    let upload = half().await;
    assert_eq!(media::sweep(&club, now.plus_hours(23)).await.unwrap(), 0);
    assert_eq!(left_on_disk(&club).len(), 1);
    assert_eq!(media::sweep(&club, now.plus_hours(25)).await.unwrap(), 1);
    assert_eq!(left_on_disk(&club), [""; 0]);
    assert!(matches!(media::progress(&club, &upload, now).await, Err(AppendError::NotFound)));

    // The sweep takes the note of a finished upload and not the asset.
    let asset = processed(&club, "tone.mp3", &bytes).await;
    assert_eq!(media::sweep(&club, now.plus_hours(25)).await.unwrap(), 1);
    assert!(found(&club, &asset.id).await.is_ready());
}

#[tokio::test]
async fn processing_twice_changes_nothing() {
    let club = TestClub::open();
    let id = uploaded(&club, "tone.m4a", &sample_bytes("tone.m4a")).await;
    let again = media::jobs::ProcessAsset { asset: id.clone() };
    let id_again = id.clone();
    club.write(move |tx| {
        jobs::enqueue(tx, &again, Moment::now(), Moment::now())?;
        Ok::<(), Fault>(())
    })
    .await
    .unwrap();
    work(&club).await;
    let first = found(&club, &id).await;
    assert!(first.is_ready());
    media::jobs::ProcessAsset { asset: id_again }.run((*club).clone()).await.unwrap();
    assert_eq!(found(&club, &id).await, first);
}

#[tokio::test]
async fn an_asset_goes_when_nothing_holds_it() {
    let club = TestClub::open();
    let asset = processed(&club, "camera.jpg", &sample_bytes("camera.jpg")).await;
    let delete = async || {
        let id = asset.id.clone();
        club.write(move |tx| media::delete(tx, &id, Moment::now())).await
    };
    let writing = Writing {
        title: "Hello".to_owned(),
        condition: "everyone".to_owned(),
        lead: Some(asset.id.clone()),
        ..Writing::default()
    };
    let post = club.write(move |tx| posts::create(tx, &writing, None, Moment::now())).await.unwrap();
    assert!(matches!(delete().await, Err(DeleteError::Held)));
    assert!(found(&club, &asset.id).await.renditions.len() == 3, "a refusal changes nothing");
    club.db_rows(&format!("UPDATE posts SET lead_asset_id = NULL WHERE id = '{}' RETURNING id", post.id));
    delete().await.unwrap();
    work(&club).await;
    assert_eq!(left_on_disk(&club), [""; 0]);
    assert!(matches!(delete().await, Err(DeleteError::NotFound)));
}

#[tokio::test]
async fn signed_addresses_open_one_thing_for_six_hours() {
    let club = TestClub::open();
    let now = Moment::now();
    let asset = AssetId::new();
    let address = media::signed_address(&club, &asset, "original.mp3", now);
    let query: std::collections::HashMap<String, String> =
        serde_urlencoded::from_str(address.split_once('?').unwrap().1).unwrap();
    let (until, signature) = (query["until"].parse::<i64>().unwrap(), &query["signature"]);
    let opens = |asset: &AssetId, name: &str, until: i64, signature: &str, at: Moment| {
        media::signature_opens(&club, asset, name, until, signature, at)
    };
    assert!(opens(&asset, "original.mp3", until, signature, now));
    assert!(opens(&asset, "original.mp3", until, signature, now.plus_minutes(359)));
    assert!(!opens(&asset, "original.mp3", until, signature, now.plus_minutes(361)));
    assert!(!opens(&asset, "original.mp3", until + 60, signature, now));
    assert!(!opens(&asset, "full.jpg", until, signature, now));
    assert!(!opens(&AssetId::new(), "original.mp3", until, signature, now));
    let other = TestClub::open();
    assert!(!media::signature_opens(&other, &asset, "original.mp3", until, signature, now));
}
