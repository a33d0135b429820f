//! The first page is drawn once for all to whom it looks the same, and is still each person's own.

use std::fs;

use stagedoor::base::Moment;
use stagedoor::crew::Role;
use stagedoor::members::{self, MemberId};

use super::{db_post, db_tier, joins, served};
use crate::support::TestClub;

/// Gives the member with this address a tier, as a payment would.
async fn db_holds(club: &TestClub, email: &str, tier: &str) {
    let rows = club.db_rows(&format!("SELECT id, name FROM members WHERE email_folded = '{email}'"));
    let (member, tier) = (MemberId(rows[0][0].clone()), tier.to_owned());
    club.write(move |tx| members::set_tier(tx, &member, &tier, Some(Moment::now()))).await.unwrap();
}

/// What a page says without what differs at each drawing.
fn own_words(text: &str) -> Vec<String> {
    text.lines().filter(|line| !line.contains("csrf")).map(str::to_owned).collect()
}

#[actix_web::test]
async fn everybody_sees_their_own_page_whoever_looked_before() {
    let (club, _server) = served();
    db_tier(&club, "Circle", 600, None).await;
    db_post(&club, "Low Water", "member").await;
    db_post(&club, "High Water", "tier = circle").await;
    let (noor, ada, bo) = (joins(&club, "noor@fans.test").await, joins(&club, "ada@fans.test").await, club.visitor());
    let form = noor.get("/account").await.form("form[action$='/account/profile']");
    noor.submit(&form.fill("name", "Noor")).await.expect(303);
    let form = ada.get("/account").await.form("form[action$='/account/profile']");
    ada.submit(&form.fill("name", "Ada")).await.expect(303);
    noor.get("/").await;
    ada.get("/").await;
    db_holds(&club, "ada@fans.test", "circle").await;
    bo.get("/sign-in").await.expect(200);

    // Whoever comes first finds nothing drawn; the others find the page of those before them.
    let mut first = Vec::new();
    for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2]] {
        // A write makes everything be drawn anew.
        let form = noor.get("/account").await.form("form[action$='/account/profile']");
        noor.submit(&form.fill("country", "NL")).await.expect(303);
        noor.get("/account").await;
        let mut pages = vec![Vec::new(); 3];
        for _ in 0..2 {
            for who in order {
                let page = [&noor, &ada, &bo][who].get("/").await.expect(200);
                pages[who] = own_words(&page.text());
            }
        }
        if first.is_empty() {
            first = pages;
        } else {
            assert_eq!(first, pages, "in the order {order:?}");
        }
    }
    let said = |who: usize, words: &str| first[who].iter().any(|line| line.contains(words));
    let (locked, open) = ("See what opens it", "entry--locked");
    assert!(said(0, "Noor") && !said(0, "Ada") && said(0, locked) && !said(0, open), "{:?}", first[0]);
    assert!(said(1, "Ada") && !said(1, "Noor") && !said(1, locked) && !said(1, open), "{:?}", first[1]);
    assert!(!said(2, "Noor") && !said(2, "Ada") && said(2, locked) && said(2, open), "{:?}", first[2]);
}

#[actix_web::test]
async fn what_is_written_shows_at_once_to_everybody_who_is_signed_in() {
    let (club, _server) = served();
    let (noor, ada) = (joins(&club, "noor@fans.test").await, joins(&club, "ada@fans.test").await);
    let owner = club.db_crew_at_work("ines@nova.test", Role::Owner).await;
    for title in ["Low Water", "High Water", "Slack Water"] {
        for fan in [&noor, &ada] {
            assert!(!fan.get("/").await.expect(200).text().contains(title));
        }
        let form = owner.get("/studio/posts/new").await.expect(200).form("#post");
        let mut form = form.fill("title", title).fill("body", "The eleventh time.");
        form.fields.push(("then".to_owned(), "publish".to_owned()));
        owner.submit(&form).await.expect(303);
        noor.get("/").await.expect(200).says(title);
        ada.get("/").await.expect(200).says(title);
    }
    let form = noor.get("/account").await.form("form[action$='/account/profile']");
    noor.submit(&form.fill("name", "Eleanor")).await.expect(303);
    noor.get("/").await.expect(200).says("Eleanor");
    // The letters about what was published.
    club.rests();
}

#[actix_web::test]
async fn a_session_that_was_ended_sees_a_strangers_page_at_once() {
    let (club, _server) = served();
    let noor = joins(&club, "noor@fans.test").await;
    let thief = club.visitor();
    thief.steals(noor.cookies());
    noor.get("/").await.expect(200).says("Your account");
    thief.get("/").await.expect(200).says("Your account");
    let out = noor.get("/account").await.expect(200).form("form[action$='/sign-out']");
    noor.submit(&out).await.expect(303);
    for _ in 0..3 {
        assert!(!thief.get("/").await.expect(200).text().contains("Your account"));
    }
}

#[actix_web::test]
async fn a_theme_whose_middle_greets_each_by_name_is_drawn_for_each() {
    let greets = |club: &TestClub, home: &str| {
        let theme = club.folder().theme();
        fs::create_dir_all(&theme).unwrap();
        fs::write(theme.join("theme.toml"), "name = \"Greets\"\nparent = \"plain\"\n").unwrap();
        fs::write(theme.join("home.html"), home).unwrap();
    };
    let homes = [
        "{% extends \"base.html\" %}{% block title %}{{ cheapest or page.member.name }}{% endblock %}{% block pass %}Hello {{ page.member.name }}{% endblock %}{% block main %}<p>you</p>{% endblock %}",
        "{% extends \"base.html\" %}{% block main %}<p>Hello {{ page.member.name }}</p>{% endblock %}",
        "{% extends \"base.html\" %}{% set who = page.member %}{% block main %}<p>Hello {{ who.name }}</p>{% endblock %}",
        "{% extends \"base.html\" %}{% set all = page|items %}{% block main %}<p>Hello {% for k, v in all if k == \"member\" %}{{ v.name }}{% endfor %}</p>{% endblock %}",
    ];
    for home in homes {
        let club = TestClub::open_with("theme = \"own\"");
        club.leaves_work("club.send_mail");
        greets(&club, home);
        let _server = club.serve();
        let mut fans = Vec::new();
        for name in ["Noor", "Ada"] {
            let fan = joins(&club, &format!("{}@fans.test", name.to_lowercase())).await;
            let form = fan.get("/account").await.form("form[action$='/account/profile']");
            fan.submit(&form.fill("name", name)).await.expect(303);
            fan.get("/").await;
            fans.push((fan, name));
        }
        for _ in 0..2 {
            for (fan, name) in &fans {
                fan.get("/").await.expect(200).says(&format!("Hello {name}"));
            }
        }
    }
}
