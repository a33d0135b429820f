//! A theme of the artist's own cannot harm the house.

use std::fs;
use std::time::{Duration, Instant};

use crate::support::{TestClub, program};

#[test]
fn theme_check_names_file_and_line() {
    let folder = tempfile::tempdir().unwrap();
    let theme = folder.path().join("mine");
    let run = |arguments: &[&str]| program().args(arguments).arg(&theme).output().unwrap();
    assert!(run(&["theme", "new"]).status.success());
    let whole = run(&["theme", "check"]);
    assert!(whole.status.success(), "{whole:?}");

    let check = |template: &str, complaint: &str| {
        fs::write(theme.join("home.html"), template).unwrap();
        let checked = run(&["theme", "check"]);
        let said = format!("{}{}", String::from_utf8_lossy(&checked.stdout), String::from_utf8_lossy(&checked.stderr));
        assert!(!checked.status.success(), "{template} passed");
        assert!(said.contains(complaint), "{template}: {said}");
    };
    let counted = run(&["theme", "check", "--json"]).stdout;
    let counted: serde_json::Value = serde_json::from_slice(&counted).unwrap();
    assert!(counted["pages"].as_u64() > Some(100) && counted["problems"] == serde_json::json!({}), "{counted}");
    check("fine\n{{ nonsense( }}", "home.html, line 2");
    check("\n\n{{ t(\"no-such-words\") }}", "home.html, line 3");
    check("{{ page.club.name|safe }}", "home.html, line 1");
    check(
        "{% for a in range(1000) %}{% for b in range(1000) %}{% for c in range(1000) %}.{% endfor %}{% endfor %}{% endfor %}",
        "home.html",
    );
    let counted = run(&["theme", "check", "--json"]);
    assert_eq!(counted.status.code(), Some(3));
    let counted: serde_json::Value = serde_json::from_slice(&counted.stdout).unwrap();
    assert!(counted["problems"].as_object().is_some_and(|found| found.keys().all(|why| why.contains("home.html"))));
    check(DOUBLING, "memory");
}

#[test]
fn a_club_stands_for_its_own_theme() {
    let club = TestClub::open();
    let run = |act: &str| {
        let command = ["theme", act, club.name(), "--data"];
        let done = program().args(command).arg(club.data()).output().unwrap();
        assert!(done.status.success(), "{done:?}");
    };
    run("new");
    assert!(club.folder().theme().join("theme.toml").is_file());
    run("check");
}

/// Ten steps, ten gigabytes.
const DOUBLING: &str = r#"{% set a = "0123456789" %}{% set b = a~a~a~a~a~a~a~a~a~a %}{% set c = b~b~b~b~b~b~b~b~b~b %}
{% set d = c~c~c~c~c~c~c~c~c~c %}{% set e = d~d~d~d~d~d~d~d~d~d %}{% set f = e~e~e~e~e~e~e~e~e~e %}
{% set g = f~f~f~f~f~f~f~f~f~f %}{% set h = g~g~g~g~g~g~g~g~g~g %}{% set i = h~h~h~h~h~h~h~h~h~h %}
{% set j = i~i~i~i~i~i~i~i~i~i %}{{ j }}"#;

#[actix_web::test]
async fn a_theme_that_takes_the_process_down_harms_nobody_for_long() {
    let (good, bad) = TestClub::two();
    let theme = bad.folder().theme();
    fs::create_dir_all(&theme).unwrap();
    fs::write(theme.join("theme.toml"), "name = \"Greedy\"\nparent = \"plain\"\n").unwrap();
    fs::write(theme.join("home.html"), DOUBLING).unwrap();
    let config = bad.folder().config_file();
    let text = fs::read_to_string(&config).unwrap();
    fs::write(&config, format!("theme = \"own\"\n{text}")).unwrap();

    let server = good.serve();
    let (neighbour, victim) = (good.visitor(), bad.visitor());
    assert_eq!(neighbour.get("/").await.status, 200);
    // The process falls in the middle of this answer.
    let fallen = victim.request(reqwest::Method::GET, "/").send().await;
    assert!(fallen.is_err(), "{fallen:?}");

    let fell = Instant::now();
    let back = loop {
        match neighbour.request(reqwest::Method::GET, "/").send().await {
            Ok(answer) => break answer,
            Err(_) => assert!(fell.elapsed() < Duration::from_secs(10), "the house stays down:\n{}", server.said()),
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    };
    assert_eq!(back.status(), 200);
    assert!(fell.elapsed() < Duration::from_secs(2), "back after {:?}", fell.elapsed());

    let answer = victim.get("/").await;
    assert_eq!(answer.status, 200, "the club itself is back in plain");
    assert!(server.said().contains("more memory than it may"), "the owner can read why:\n{}", server.said());
}
