use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream};
use stagedoor::base::Fault;
use stagedoor::plumbing::files::{ByteStream, Files, Key};
use tempfile::tempdir;

use super::written;

fn key(text: &str) -> Key {
    Key::new(text).unwrap()
}

async fn collected(stream: Option<ByteStream>) -> Vec<u8> {
    stream.expect("the file is there").try_collect::<Vec<Bytes>>().await.unwrap().concat()
}

fn everything_in(folder: &std::path::Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        if entry.path().is_dir() {
            found.extend(everything_in(&entry.path()))
        } else {
            found.push(entry.path().display().to_string())
        }
    }
    found
}

/// What holds for a folder and for a bucket alike.
pub async fn a_store_keeps_its_word(files: &Files) {
    let song = key("assets/one/song.mp3");
    assert_eq!(files.length(&song).await.unwrap(), None);
    assert!(files.read(&song, 0..1).await.unwrap().is_none());
    files.delete(&song).await.unwrap();

    let bytes: Vec<u8> = (0..12_000_000_u32).map(|at| (at % 251) as u8).collect();
    let chunks: Vec<Result<Bytes, Fault>> =
        bytes.chunks(70_000).map(|chunk| Ok(Bytes::copy_from_slice(chunk))).collect();
    assert_eq!(files.put_stream(&song, stream::iter(chunks).boxed()).await.unwrap(), 12_000_000);
    assert_eq!(files.length(&song).await.unwrap(), Some(12_000_000));
    for range in [0..1, 0..12_000_000, 5_000_000..5_300_001, 11_999_999..12_000_000, 7..7] {
        let read = collected(files.read(&song, range.clone()).await.unwrap()).await;
        assert!(read == bytes[range.start as usize..range.end as usize], "{range:?}");
    }

    let broken = key("assets/one/broken.mp3");
    let stops = stream::iter([Ok(Bytes::from_static(&[1; 100])), Err(Fault::broken("the line went dead"))]);
    assert!(files.put_stream(&broken, stops.boxed()).await.is_err());
    assert_eq!(files.length(&broken).await.unwrap(), None);

    let small = key("assets/one/teaser.webp");
    assert!(files.put_if_absent(&small, Bytes::from_static(b"first")).await.unwrap());
    assert!(!files.put_if_absent(&small, Bytes::from_static(b"second")).await.unwrap());
    assert_eq!(collected(files.read(&small, 0..5).await.unwrap()).await, b"first");
    files.put(&small, Bytes::from_static(b"third")).await.unwrap();
    assert_eq!(collected(files.read(&small, 0..5).await.unwrap()).await, b"third");

    let scratch = tempdir().unwrap();
    let from = written(&scratch, "part", b"moved");
    assert_eq!(files.take(&key("assets/two/original"), &from).await.unwrap(), 5);
    assert!(!from.exists());
    let here = files.on_this_machine(&key("assets/two/original"), scratch.path()).await.unwrap().unwrap();
    assert_eq!(std::fs::read(here.path()).unwrap(), b"moved");
    drop(here);
    assert!(everything_in(scratch.path()).is_empty());
    assert!(files.on_this_machine(&key("assets/two/nothing"), scratch.path()).await.unwrap().is_none());

    files.delete_folder(&key("assets/one")).await.unwrap();
    assert_eq!(files.length(&small).await.unwrap(), None);
    assert_eq!(files.length(&key("assets/two/original")).await.unwrap(), Some(5));
    files.delete_folder(&key("assets/one")).await.unwrap();
}

#[tokio::test]
async fn a_folder_keeps_its_word() {
    let folder = tempdir().unwrap();
    let files = Files::in_folder(&folder.path().join("media")).unwrap();
    a_store_keeps_its_word(&files).await;
    assert_eq!(
        everything_in(folder.path()).len(),
        1,
        "only what was not deleted is left: {:?}",
        everything_in(folder.path())
    );
    assert_eq!(files.presigned(&key("assets/two/original"), "audio/mpeg", "inline").await.unwrap(), None);
    assert_eq!(files.origin().await.unwrap(), None);
}

#[tokio::test]
async fn addresses_of_buckets_are_checked() {
    let check = |url: &str, good: bool| assert_eq!(Files::in_bucket(url).is_ok(), good, "{url}");
    check("s3://key:secret@bucket/club?region=eu-central-1", true);
    check("s3://key:se%2Fcret@bucket?region=eu&endpoint=http://127.0.0.1:9000", true);
    check("https://bucket/club", false);
    check("s3://key:secret@bucket/club?colour=red", false);
    check("s3://key:secret@bucket/../other", true);
    let told = Files::in_bucket("s3://key:hush hush@@bucket").err().map(|fault| fault.to_string()).unwrap_or_default();
    assert!(!told.contains("hush"), "{told}");
}

#[tokio::test]
async fn a_bucket_gives_addresses_that_expire() {
    let files = Files::in_bucket("s3://key:secret@bucket/club?region=eu&endpoint=http://127.0.0.1:9").unwrap();
    let address = files.presigned(&key("assets/one/song.mp3"), "audio/mpeg", "inline").await.unwrap().unwrap();
    for part in [
        "/bucket/club/assets/one/song.mp3",
        "X-Amz-Expires=21600",
        "response-content-type=audio%2Fmpeg",
        "X-Amz-Signature=",
    ] {
        assert!(address.contains(part), "{address} lacks {part}");
    }
    assert_eq!(files.origin().await.unwrap().as_deref(), Some("http://127.0.0.1:9"));
}
