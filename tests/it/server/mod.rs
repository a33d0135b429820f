//! What holds for every request and every club of a process, whoever asks.

mod post;
mod wire;

use std::fs;

use reqwest::Method;
use stagedoor::crew::Role;

use crate::support::TestClub;

#[actix_web::test]
async fn every_answer_names_its_request_and_the_log_tells_of_it() {
    let club = TestClub::open();
    let server = club.serve();
    let fan = club.visitor();
    let first = fan.get("/posts").await.expect(200);
    let id = first.header("x-request-id").expect("an id").to_owned();
    let second = fan.get("/").await.expect(200);
    assert_ne!(second.header("x-request-id"), Some(id.as_str()));
    fan.get("/link/secret-of-somebody").await;
    fan.get("/fr/unsubscribe/secret-of-another").await;
    let said = server.said();
    let line =
        said.lines().find(|line| line.contains(&id)).unwrap_or_else(|| panic!("{id} is not in the log:\n{said}"));
    assert!(line.contains("/posts") && line.contains("200") && line.contains(club.name()), "{line}");
    assert!(!said.contains("secret-of-"), "an address that opens something stands in the log:\n{said}");
    server.stops();
}

#[test]
fn every_route_that_opens_something_is_kept_out_of_the_log() {
    let routes = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/ROUTES.md")).unwrap();
    let opens = ["{key}", "{token}", "{secret}", "{invitation}", "{link}", "{session}", "{portal}"];
    let paths = routes.lines().filter_map(|line| line.split('`').nth(1)?.split_once(' ')).map(|(_, path)| path);
    let found: Vec<&str> = paths.filter(|path| opens.iter().any(|part| path.contains(part))).collect();
    assert!(found.len() > 10, "{found:?}");
    for path in found {
        let known = stagedoor::server::OPENING.iter().any(|room| path.starts_with(&format!("/{room}/")));
        assert!(known, "{path} opens something and its room is not in server::OPENING");
    }
}

#[actix_web::test]
async fn a_head_is_the_page_without_its_body() {
    let club = TestClub::open();
    let server = club.serve();
    let fan = club.visitor();
    for path in ["/", "/posts", "/healthz", "/feed.xml"] {
        let page = fan.get(path).await.expect(200);
        let head = fan.send(path, fan.request(Method::HEAD, path)).await.expect(200);
        assert!(head.bytes.is_empty(), "{path}");
        assert_eq!(head.header("content-type"), page.header("content-type"), "{path}");
    }
    fan.send("/nowhere", fan.request(Method::HEAD, "/nowhere")).await.expect(404);
    server.stops();
}

#[actix_web::test]
async fn a_member_file_keeps_its_length_and_digest_on_the_way() {
    let club = TestClub::open();
    let server = club.serve();
    club.fan_joins("zoe@fans.test").await;
    let owner = club.db_crew_at_work("ines@nova.test", Role::Owner).await;
    let asked = owner.get("/studio/exports/new").await.expect(200);
    let asked = owner.follow(owner.submit(&asked.form("form[action='/studio/exports']")).await).await.expect(200);
    club.rests();
    let done = owner.get(&asked.path).await.expect(200);
    let path = done.attributes("a[download]", "href").remove(0);
    let request = || owner.request(Method::GET, &path).header("accept-encoding", "br, gzip");
    let whole = owner.send(&path, request()).await.expect(200);
    assert_eq!(whole.header("content-length"), Some(whole.bytes.len().to_string().as_str()));
    let digest = <sha2::Sha256 as sha2::Digest>::digest(&whole.bytes);
    let digest = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, digest);
    assert_eq!(whole.header("repr-digest"), Some(format!("sha-256=:{digest}:").as_str()));
    let etag = whole.header("etag").unwrap().to_owned();
    let rest = owner.send(&path, request().header("range", "bytes=10-").header("if-range", &etag)).await.expect(206);
    assert_eq!(rest.bytes, whole.bytes[10..]);
    club.rests();
    server.stops();
}

#[actix_web::test]
async fn a_host_that_two_clubs_claim_closes_one_of_them_and_disturbs_nobody() {
    let (one, other) = TestClub::two();
    let config = other.folder().config_file();
    let text = fs::read_to_string(&config).unwrap();
    let (mine, theirs) = (format!("{}.localhost", other.name()), format!("{}.localhost", one.name()));
    fs::write(&config, text.replace(&format!("hosts = [\"{mine}\"]"), &format!("hosts = [\"{mine}\", \"{theirs}\"]")))
        .unwrap();
    assert!(fs::read_to_string(&config).unwrap().contains(&format!("\"{theirs}\"")));
    let server = one.serve();
    let said = server.said();
    let closed = if one.name() < other.name() { &other } else { &one };
    let open = if one.name() < other.name() { &one } else { &other };
    open.visitor().get("/").await.expect(200);
    if closed.name() == other.name() {
        closed.visitor().get("/").await.expect(503);
    }
    assert!(said.contains("the club stays closed"), "{said}");
    server.stops();
}

#[actix_web::test]
async fn edits_of_a_theme_show_on_reload_and_what_is_broken_is_drawn_by_its_parent() {
    let club = TestClub::open_with("theme = \"own\"");
    let theme = club.folder().theme();
    fs::create_dir_all(&theme).unwrap();
    fs::write(theme.join("theme.toml"), "name = \"Mine\"\nparent = \"night\"\n").unwrap();
    fs::write(club.data().join("server.toml"), "development = true\n").unwrap();
    let server = club.serve();
    let fan = club.visitor();
    let before = fan.get("/").await.expect(200);
    let home = "{% extends \"base.html\" %}{% block main %}<h1>Made by hand</h1>{% endblock %}";
    fs::write(theme.join("home.html"), home).unwrap();
    fan.get("/").await.expect(200).says("Made by hand");

    let broken = "{% extends \"base.html\" %}{% block main %}\n{{ nothing.at.all }}{% endblock %}";
    fs::write(theme.join("home.html"), broken).unwrap();
    let drawn = fan.get("/").await.expect(200);
    assert_eq!(drawn.texts("h1"), before.texts("h1"), "the parent draws the page");
    assert_eq!(
        drawn.attributes("meta[name=theme-color]", "content"),
        before.attributes("meta[name=theme-color]", "content")
    );
    let owner = club.db_crew_at_work("ines@nova.test", Role::Owner).await;
    owner.get("/studio/look").await.expect(200).says("home.html, line 2");
    owner.get("/studio").await.expect(200).says("home.html, line 2");

    // One that does not load at all leaves the former in place.
    fs::write(theme.join("home.html"), "{% block main %}").unwrap();
    fan.get("/").await.expect(200);
    owner.get("/studio/look").await.expect(200).says("home.html");
    fs::write(theme.join("home.html"), home).unwrap();
    fan.get("/").await.expect(200).says("Made by hand");
    assert!(owner.get("/studio/look").await.expect(200).texts(".notice .mono").is_empty());
    club.rests();
    server.stops();
}

#[actix_web::test]
async fn a_changed_theme_goes_live_by_itself_once_it_lies_at_rest_and_is_whole() {
    let club = TestClub::open_with("theme = \"own\"");
    let theme = club.folder().theme();
    fs::create_dir_all(&theme).unwrap();
    fs::write(theme.join("theme.toml"), "name = \"Mine\"\nparent = \"plain\"\n").unwrap();
    let loaded = stagedoor::club::Club::open(club.folder().path(), &stagedoor::plumbing::db::Pools::new()).unwrap();
    let write = |text: &str, seconds_ago: u64| {
        let home = theme.join("home.html");
        fs::write(&home, text).unwrap();
        let at = std::time::SystemTime::now() - std::time::Duration::from_secs(seconds_ago);
        for path in [home.as_path(), theme.as_path(), &theme.join("theme.toml")] {
            fs::File::open(path).unwrap().set_modified(at).unwrap();
        }
    };
    let asked = std::cell::Cell::new(0);
    let fine = async |_| {
        asked.set(asked.get() + 1);
        Ok(())
    };
    let version = loaded.theme().version().to_owned();
    write("{% extends \"base.html\" %}{% block main %}one{% endblock %}", 2);
    loaded.follow_theme(fine).await;
    assert_eq!(asked.get(), 0, "somebody may still be copying");
    write("{% extends \"base.html\" %}{% block main %}two{% endblock %}", 60);
    loaded.follow_theme(fine).await;
    loaded.follow_theme(fine).await;
    assert_eq!(asked.get(), 1, "tried out once");
    let second = loaded.theme().version().to_owned();
    assert_ne!(second, version);
    write("{% extends \"base.html\" %}{% block main %}three{% endblock %}", 50);
    let problem =
        stagedoor::club::themes::ThemeProblem { file: "home.html".into(), line: Some(3), problem: "no".into() };
    loaded.follow_theme(async |_| Err(problem.clone())).await;
    assert_eq!(loaded.theme().version(), second, "what cannot be drawn does not go live");
    assert_eq!(loaded.theme_problem(), Some(problem));
}

#[actix_web::test]
async fn a_demo_stays_a_demo() {
    let club = TestClub::open();
    let folder = club.folder().path().to_owned();
    let demo = stagedoor::club::DEMO;
    let at = stagedoor::base::Moment::now();
    club.write(move |tx| stagedoor::club::set_fact(tx, demo, "yes", at)).await.unwrap();
    let why = match stagedoor::club::Club::open(&folder, &stagedoor::plumbing::db::Pools::new()) {
        Err(fault) => fault.to_string(),
        Ok(_) => panic!("a demo with a mail server opens"),
    };
    assert!(why.contains("a demo sends no letters"), "{why}");
}
