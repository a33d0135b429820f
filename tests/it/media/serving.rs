use actix_web::middleware::from_fn;
use actix_web::{App, HttpServer, web};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use stagedoor::base::{EmailAddress, Fault, Moment};
use stagedoor::club::{Club, Clubs};
use stagedoor::media::{self, AssetId};
use stagedoor::members::{self, Joining, MemberId};
use stagedoor::plumbing::web::{TrustedProxies, defend};
use stagedoor::posts::{self, Attachment, Writing};
use stagedoor::sessions::{self, Audience};
use stagedoor::{lobby, site, studio};

use super::{sample_bytes, work};
use crate::posts::db_crew;
use crate::support::{Answer, TestClub, Visitor};

/// The club's media routes on a real socket.
fn served(club: &TestClub) {
    let mut clubs = Clubs::default();
    clubs.add((**club).clone()).unwrap();
    let clubs = web::Data::new(clubs);
    let proxies = web::Data::new(TrustedProxies::default());
    let server = HttpServer::new(move || {
        App::new()
            .app_data(clubs.clone())
            .app_data(proxies.clone())
            .configure(site::media::routes)
            .configure(studio::uploads::routes)
            .wrap(from_fn(lobby::enter))
            .wrap(from_fn(defend))
    });
    let port = club.config().base_url.rsplit(':').next().unwrap().parse().unwrap();
    let server = server.workers(1).disable_signals().bind(("127.0.0.1", port)).unwrap();
    actix_web::rt::spawn(server.run());
}

async fn signed_in(club: &TestClub, audience: Audience, person: &str) -> Visitor {
    let person = person.to_owned();
    let begin = move |tx: &mut stagedoor::plumbing::db::Tx| {
        sessions::begin(tx, audience, &person, "test", "127.0.0.1", Moment::now())
    };
    let secret = club.write(begin).await.unwrap();
    let cookie = lobby::session_cookie(club, audience, &secret);
    let visitor = club.visitor();
    visitor.steals([(cookie.name().to_owned(), cookie.value().to_owned())].into());
    visitor
}

async fn asset(club: &TestClub, name: &str) -> AssetId {
    let bytes = sample_bytes(name);
    let new = media::NewUpload { file_name: name.to_owned(), total: bytes.len() as u64, by: "owner".to_owned() };
    let body = futures_util::stream::iter([Ok::<_, Fault>(bytes::Bytes::from(bytes))]);
    let id = media::receive_whole(club, new, body, 1 << 40, Moment::now()).await.unwrap();
    work(club).await;
    id
}

async fn posted(club: &TestClub, asset: &AssetId, condition: &str) {
    let writing = Writing {
        title: format!("With {asset}"),
        condition: condition.to_owned(),
        attachments: vec![Attachment { asset_id: asset.clone(), caption: String::new() }],
        ..Writing::default()
    };
    let now = Moment::now();
    let publish = move |tx: &mut stagedoor::plumbing::db::Tx| {
        let post = posts::create(tx, &writing, None, now).map_err(|error| Fault::broken(error.to_string()))?;
        posts::publish(tx, &post.id, post.revision, now).map_err(|error| Fault::broken(error.to_string()))
    };
    club.write(publish).await.unwrap();
    // What follows from publishing is the posts' own business.
    club.db_rows("SELECT name FROM jobs").iter().for_each(|job| club.leaves_work(&job[0]));
}

async fn part(visitor: &Visitor, path: &str, headers: &[(&str, &str)]) -> Answer {
    let request = headers.iter().fold(visitor.request(Method::GET, path), |r, (name, value)| r.header(*name, *value));
    visitor.send(path, request).await
}

#[actix_web::test]
async fn every_byte_is_for_those_who_may_have_it() {
    let club = TestClub::open();
    served(&club);
    let song = asset(&club, "tone.mp3").await;
    let photo = asset(&club, "camera.jpg").await;
    let open = asset(&club, "picture.png").await;
    let draft = asset(&club, "picture.webp").await;
    posted(&club, &song, "member").await;
    posted(&club, &photo, "member").await;
    posted(&club, &open, "everyone").await;
    let stranger = club.visitor();
    let fan = signed_in(&club, Audience::Fans, member(&club).await.as_str()).await;
    let crew = signed_in(&club, Audience::Crew, db_crew(&club).as_str()).await;

    let check = async |who: &str, visitor: &Visitor, asset: &AssetId, name: &str, status: u16| {
        let answer = visitor.get(&media::address(asset, name)).await;
        assert_eq!(answer.status, status, "{who} asks for {name}");
        if status != 200 {
            let text = answer.text();
            assert!(!answer.bytes.starts_with(b"ID3") && text.len() < 5_000, "{who} got bytes of {name}");
        }
    };
    check("stranger", &stranger, &song, "original.mp3", 404).await;
    check("stranger", &stranger, &photo, "60.webp", 404).await;
    check("stranger", &stranger, &photo, "full.jpg", 404).await;
    check("stranger", &stranger, &photo, "teaser.webp", 200).await;
    check("stranger", &stranger, &open, "full.jpg", 200).await;
    check("stranger", &stranger, &draft, "teaser.webp", 404).await;
    check("fan", &fan, &song, "original.mp3", 200).await;
    check("fan", &fan, &photo, "full.jpg", 200).await;
    check("fan", &fan, &draft, "full.jpg", 404).await;
    check("fan", &fan, &song, "incoming", 404).await;
    check("fan", &fan, &song, "nothing.mp3", 404).await;
    check("fan", &fan, &AssetId::new(), "full.jpg", 404).await;
    check("crew", &crew, &draft, "full.jpg", 200).await;
    check("crew", &crew, &song, "original.mp3", 200).await;
    // Who sells chooses pictures; gates and moderators see what they see as fans.
    let of_role = async |role: &str| {
        let person = db_crew(&club);
        club.db_rows(&format!("UPDATE crew_members SET role = '{role}' WHERE id = '{person}' RETURNING id"));
        signed_in(&club, Audience::Crew, person.as_str()).await
    };
    let seller = of_role("shop").await;
    check("seller", &seller, &draft, "full.jpg", 200).await;
    check("seller", &seller, &song, "original.mp3", 404).await;
    for role in ["door", "moderator"] {
        let crew = of_role(role).await;
        check("gate or moderator", &crew, &photo, "full.jpg", 404).await;
        check("gate or moderator", &crew, &song, "original.mp3", 404).await;
    }
    for path in ["/media/../club.key/x", "/media/%2e%2e/club.key", "/media/x/..%2f..%2fclub.key"] {
        assert!(stranger.get(path).await.status >= 400, "{path}");
    }
}

/// Somebody joined.
async fn member(club: &TestClub) -> MemberId {
    let joining = Joining {
        email: EmailAddress::parse("fan@example.org").unwrap(),
        name: "Fan".to_owned(),
        language: "en".to_owned(),
        country: "FR".to_owned(),
        birth_date: None,
        source: "web".to_owned(),
        consents: Vec::new(),
        decided_at: Moment::now(),
    };
    club.write(move |tx| members::join(tx, &joining, Moment::now())).await.unwrap().0.id
}

#[actix_web::test]
async fn parts_of_a_song_fit_together() {
    let club = TestClub::open();
    served(&club);
    let song = asset(&club, "tone.mp3").await;
    posted(&club, &song, "everyone").await;
    let fan = club.visitor();
    let path = media::address(&song, "original.mp3");
    let bytes = sample_bytes("tone.mp3");
    let whole = fan.get(&path).await.expect(200);
    assert!(whole.bytes == bytes);
    let etag = whole.header("etag").unwrap().to_owned();
    for (name, value) in [
        ("content-type", "audio/mpeg"),
        ("content-length", bytes.len().to_string().as_str()),
        ("accept-ranges", "bytes"),
        ("content-disposition", "inline"),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "sandbox"),
        ("vary", "Cookie"),
    ] {
        assert_eq!(whole.header(name), Some(value), "{name}");
    }
    assert!(whole.header("cache-control").unwrap().starts_with("private"));

    let first = part(&fan, &path, &[("range", "bytes=0-999")]).await.expect(206);
    assert_eq!(first.header("content-range"), Some(format!("bytes 0-999/{}", bytes.len()).as_str()));
    let rest = part(&fan, &path, &[("range", "bytes=1000-"), ("if-range", &etag)]).await.expect(206);
    assert!([first.bytes, rest.bytes].concat() == bytes);
    let last = part(&fan, &path, &[("range", "bytes=-1")]).await.expect(206);
    assert_eq!(last.bytes, bytes[bytes.len() - 1..]);
    let outside = part(&fan, &path, &[("range", "bytes=999999-")]).await.expect(416);
    assert_eq!(outside.header("content-range"), Some(format!("bytes */{}", bytes.len()).as_str()));
    assert!(part(&fan, &path, &[("range", "bytes=0-1,5-6")]).await.expect(200).bytes == bytes);
    assert!(part(&fan, &path, &[("range", "bytes=0-1"), ("if-range", "\"old\"")]).await.expect(200).bytes == bytes);
    assert!(part(&fan, &path, &[("if-none-match", &etag)]).await.expect(304).bytes.is_empty());
    let head = fan.send(&path, fan.request(Method::HEAD, &path)).await.expect(200);
    assert_eq!((head.header("content-length"), head.bytes.len()), (Some(bytes.len().to_string().as_str()), 0));
    let taken = fan.get(&format!("{path}?download=1")).await.expect(200);
    assert!(taken.header("content-disposition").unwrap().starts_with("attachment; filename=\"Low_Water.mp3\""));
}

#[actix_web::test]
async fn other_files_are_taken_away_and_never_shown() {
    let club = TestClub::open();
    served(&club);
    let score = asset(&club, "words.pdf").await;
    posted(&club, &score, "everyone").await;
    let answer = club.visitor().get(&media::address(&score, "original.bin")).await.expect(200);
    assert!(answer.header("content-disposition").unwrap().starts_with("attachment; filename=\"words.pdf\""));
    assert_eq!(answer.header("content-type"), Some("application/octet-stream"));
}

#[actix_web::test]
async fn a_signed_address_opens_without_a_session_until_it_is_old() {
    let club = TestClub::open();
    served(&club);
    let song = asset(&club, "tone.mp3").await;
    posted(&club, &song, "member").await;
    let reader = club.visitor();
    let now = Moment::now();
    let fresh = media::signed_address(&club, &song, "original.mp3", now);
    reader.get(&fresh).await.expect(200);
    reader.get(&media::signed_address(&club, &song, "original.mp3", now.plus_hours(-7))).await.expect(403);
    reader.get(&fresh.replace("signature=", "signature=0")).await.expect(403);
    let other = asset(&club, "tone.flac").await;
    reader.get(&fresh.replace(song.as_str(), other.as_str()).replace("mp3", "flac")).await.expect(403);
}

#[actix_web::test]
async fn the_studio_uploads_by_tus() {
    let club = TestClub::open();
    served(&club);
    let crew = signed_in(&club, Audience::Crew, db_crew(&club).as_str()).await;
    let bytes = sample_bytes("camera.jpg");
    let create = |visitor: &Visitor, name: &str, total: u64| {
        visitor
            .request(Method::POST, "/studio/uploads")
            .header("tus-resumable", "1.0.0")
            .header("upload-length", total)
            .header("upload-metadata", format!("filetype aW1hZ2U=,filename {}", STANDARD.encode(name)))
    };
    let stranger = club.visitor();
    let refused = stranger.send("create", create(&stranger, "a.jpg", 5)).await.expect(303);
    assert!(refused.leads_to().unwrap().starts_with("/studio/sign-in"));

    let created = crew.send("create", create(&crew, "Été.jpg", bytes.len() as u64)).await.expect(201);
    let path = created.leads_to().unwrap();
    let patch = |offset: usize, body: &[u8]| {
        crew.request(Method::PATCH, &path)
            .header("tus-resumable", "1.0.0")
            .header("content-type", "application/offset+octet-stream")
            .header("upload-offset", offset)
            .body(body.to_vec())
    };
    let first = crew.send(&path, patch(0, &bytes[..500])).await.expect(204);
    assert_eq!(first.header("upload-offset"), Some("500"));
    let wrong = crew.send(&path, patch(10, &bytes[10..])).await.expect(409);
    assert_eq!(wrong.header("upload-offset"), Some("500"));
    let head = crew.send(&path, crew.request(Method::HEAD, &path)).await.expect(200);
    assert_eq!(
        (head.header("upload-offset"), head.header("upload-length")),
        (Some("500"), Some(bytes.len().to_string().as_str()))
    );
    let done = crew.send(&path, patch(500, &bytes[500..])).await.expect(204);
    let asset = AssetId(done.header("stagedoor-asset").unwrap().to_owned());
    work(&club).await;
    crew.get(&media::address(&asset, "full.jpg")).await.expect(200);

    // The refusal is a sentence in the reader's language.
    let heic = sample_bytes("photo.heic");
    let created = crew.send("create", create(&crew, "IMG_1.HEIC", heic.len() as u64)).await.expect(201);
    let path = created.leads_to().unwrap();
    let request = crew
        .request(Method::PATCH, &path)
        .header("tus-resumable", "1.0.0")
        .header("content-type", "application/offset+octet-stream")
        .header("upload-offset", 0)
        .body(heic);
    let refused = crew.send(&path, request).await.expect(422);
    assert!(refused.text().contains("HEIC") && refused.text().contains("JPEG"), "{}", refused.text());
    crew.send(&path, crew.request(Method::HEAD, &path)).await.expect(404);
    let refused = crew.send("create", create(&crew, "big.jpg", 1 << 50)).await.expect(413);
    assert!(refused.text().contains("larger"), "{}", refused.text());

    let created = crew.send("create", create(&crew, "a.jpg", 10)).await.expect(201);
    let path = created.leads_to().unwrap();
    crew.send(&path, crew.request(Method::DELETE, &path)).await.expect(204);
    crew.send(&path, crew.request(Method::DELETE, &path)).await.expect(404);
}

#[actix_web::test]
async fn the_studio_uploads_by_an_ordinary_form() {
    let club = TestClub::open();
    served(&club);
    let crew = signed_in(&club, Audience::Crew, db_crew(&club).as_str()).await;
    let send = async |name: &str, bytes: Vec<u8>| {
        let file = reqwest::multipart::Part::bytes(bytes).file_name(name.to_owned());
        let form = reqwest::multipart::Form::new().text("csrf", "x").part("file", file);
        crew.send("form", crew.request(Method::POST, "/studio/media").multipart(form)).await
    };
    let done = send("camera.jpg", sample_bytes("camera.jpg")).await.expect(303);
    let asset = AssetId(done.leads_to().unwrap().rsplit('/').next().unwrap().to_owned());
    work(&club).await;
    crew.get(&media::address(&asset, "full.jpg")).await.expect(200);
    assert!(send("IMG_1.HEIC", sample_bytes("photo.heic")).await.expect(422).text().contains("HEIC"));
}

#[actix_web::test]
async fn two_clubs_know_nothing_of_each_other() {
    let ours = TestClub::open();
    let theirs = TestClub::open();
    served(&theirs);
    let song = asset(&ours, "tone.mp3").await;
    posted(&ours, &song, "everyone").await;
    let visitor = theirs.visitor();
    visitor.get(&media::address(&song, "original.mp3")).await.expect(404);
    let signed = media::signed_address(&ours, &song, "original.mp3", Moment::now());
    visitor.get(&signed).await.expect(404);
    let club: &Club = &ours;
    assert!(club.files().origin().await.unwrap().is_none());
}
