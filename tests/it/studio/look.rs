//! The look: a theme is chosen, tried on the club's own pages, and put live.

use std::fs;

use stagedoor::crew::Role;

use crate::support::{Answer, Form, TestClub, Visitor};

const LOOK: &str = "/studio/look";

fn form(page: &Answer) -> Form {
    page.form("form[action='/studio/look']")
}

fn theme_css(page: &Answer) -> String {
    let sheets = page.attributes("link[rel=stylesheet]", "href");
    sheets.into_iter().find(|href| href.ends_with("/theme.css")).expect("a theme's sheet")
}

async fn puts_live(crew: &Visitor, form: &Form) -> Answer {
    crew.follow(crew.submit(form).await.expect(303)).await.expect(200).says("The new look is live.")
}

#[actix_web::test]
async fn a_theme_is_tried_on_the_club_s_own_pages_before_anybody_sees_it() {
    let club = TestClub::open();
    crate::site::db_post(&club, "Low Water", "everyone").await;
    let server = club.serve();
    let (editor, fan) = (club.db_crew_at_work("ed@nova.test", Role::Editor).await, club.visitor());
    let before = theme_css(&fan.get("/").await.expect(200));
    assert!(before.starts_with("/theme/plain-"), "{before}");

    let page = editor.get(LOOK).await.expect(200);
    assert_eq!(page.texts(".look b"), ["Plain", "Night", "Zine"]);
    let night = page.attributes(".look", "href").into_iter().find(|href| href.contains("night")).unwrap();
    let page = editor.get(&night).await.expect(200).says("Lamp that says yours");
    let mut trying = form(&page).fill("look.try", "yes").fill("yours", "#aaffcc");
    trying.method = "get".to_owned();
    let tried = editor.submit(&trying).await.expect(200);
    let preview = tried.attributes("#sight", "src").remove(0);
    let seen = editor.get(&preview).await.expect(200).says("Low Water");
    assert!(theme_css(&seen).starts_with("/theme/night-"), "{}", theme_css(&seen));
    let sheet = fan.get(&theme_css(&seen)).await.expect(200).text();
    assert_ne!(sheet, fan.get(&before).await.expect(200).text(), "the sheet of the theme that is tried");
    let settings = seen.attributes("link[rel=stylesheet]", "href").into_iter().find(|href| href.contains("settings"));
    assert!(editor.get(&settings.unwrap()).await.expect(200).text().contains("--yours:#aaffcc"));
    let others = tried.attributes(".chips a", "href");
    assert_eq!(others.len(), 2, "the first page and a post: {others:?}");
    let post = editor.get(&others[1]).await.expect(200).attributes("#sight", "src").remove(0);
    assert_eq!(editor.get(&post).await.expect(200).texts("h1"), ["Low Water"]);
    assert_eq!(theme_css(&fan.get("/").await.expect(200)), before, "nothing is live yet");
    fan.get(&preview).await.expect(303);

    puts_live(&editor, &form(&tried)).await;
    assert!(theme_css(&fan.get("/").await.expect(200)).starts_with("/theme/night-"));
    assert_eq!(editor.get(LOOK).await.expect(200).attributes("#yours", "value"), ["#aaffcc"]);
    let log = club.db_crew_at_work("ines@nova.test", Role::Owner).await.get("/studio/journal").await.expect(200);
    log.says("Changed the look");
    server.stops();
}

#[actix_web::test]
async fn whoever_goes_back_finds_a_theme_as_they_left_it() {
    let club = TestClub::open();
    let server = club.serve();
    let owner = club.db_crew_at_work("ines@nova.test", Role::Owner).await;
    puts_live(&owner, &form(&owner.get(LOOK).await.expect(200)).fill("accent", "#7a1f1f")).await;
    let zine = owner.get("/studio/look?look.theme=zine").await.expect(200);
    assert_eq!(zine.attributes("#accent", "value"), ["#ffe100"], "another theme's accent is another's");
    puts_live(&owner, &form(&zine)).await;
    // The owner's other settings leave the theme alone.
    let settings = owner.get("/studio/settings/edit").await.expect(200).form("form[action='/studio/settings']");
    owner.submit(&settings.fill("artist", "Nova & the Lunes")).await.expect(303);
    assert!(theme_css(&club.visitor().get("/").await.expect(200)).starts_with("/theme/zine-"));
    let plain = owner.get("/studio/look?look.theme=plain").await.expect(200);
    assert_eq!(plain.attributes("#accent", "value"), ["#7a1f1f"]);
    puts_live(&owner, &form(&plain)).await;
    let css = club.visitor().get("/").await.expect(200);
    assert!(theme_css(&css).starts_with("/theme/plain-"));
    let reset = owner.get(LOOK).await.expect(200).form("form[action='/studio/look/reset']");
    owner.follow(owner.submit(&reset).await.expect(303)).await.says("The theme is as it came.");
    assert_eq!(owner.get(LOOK).await.expect(200).attributes("#accent", "value"), ["#11523c"]);
    server.stops();
}

#[actix_web::test]
async fn what_cannot_be_read_or_drawn_stays_out_of_sight() {
    let club = TestClub::open();
    let server = club.serve();
    let owner = club.db_crew_at_work("ines@nova.test", Role::Owner).await;
    let before = theme_css(&club.visitor().get("/").await.expect(200));
    let night = owner.get("/studio/look?look.theme=night").await.expect(200);
    let dim = form(&night).fill("yours", "#222222");
    owner.submit(&dim).await.expect(422).says("is needed for everyone to read it");
    // There is none of its own yet, and one nobody knows is the one that is live.
    let unknown = owner.get("/studio/look?look.theme=../own").await.expect(200);
    assert_eq!(unknown.attributes("[name='look.theme']", "value")[0], "plain");

    let own = club.folder().theme();
    fs::create_dir_all(&own).unwrap();
    fs::write(own.join("theme.toml"), "name = \"Mine\"\nparent = \"night\"\n").unwrap();
    fs::write(own.join("shop.html"), "{% extends \"base.html\" %}{% block main %}{{ nothing.at.all }}{% endblock %}")
        .unwrap();
    let mine = owner.get("/studio/look?look.theme=own").await.expect(200);
    assert_eq!(mine.texts(".look b"), ["Plain", "Night", "Zine", "Mine"]);
    owner.submit(&form(&mine)).await.expect(422).says("shop.html");
    assert_eq!(theme_css(&club.visitor().get("/").await.expect(200)), before);
    fs::remove_file(own.join("shop.html")).unwrap();
    puts_live(&owner, &form(&owner.get("/studio/look?look.theme=own").await.expect(200))).await;
    assert!(theme_css(&club.visitor().get("/").await.expect(200)).starts_with("/theme/own-"));
    club.rests();
    server.stops();
}

#[actix_web::test]
async fn a_club_without_a_post_looks_at_an_example() {
    let club = TestClub::open();
    crate::site::db_tier(&club, "Gold", 500, None).await;
    let server = club.serve();
    let owner = club.db_crew_at_work("ines@nova.test", Role::Owner).await;
    let page = owner.get(LOOK).await.expect(200).says("First page of an example");
    let preview = page.attributes("#sight", "src").remove(0);
    let seen = owner.get(&preview).await.expect(200);
    assert!(!seen.texts("h2").is_empty(), "an example has posts");
    assert_eq!(seen.header("x-frame-options"), Some("SAMEORIGIN"));
    let post = page.attributes("a[href*='look.page=example-post']", "href").remove(0);
    let preview = owner.get(&post).await.expect(200).attributes("#sight", "src").remove(0);
    assert_eq!(owner.get(&preview).await.expect(200).texts("h1").len(), 1, "an example has a post to look at");
    // What there is already is looked at beside it.
    let tiers = page.attributes("a[href*='look.page=tiers']", "href").remove(0);
    let preview = owner.get(&tiers).await.expect(200).attributes("#sight", "src").remove(0);
    owner.get(&preview).await.expect(200).says("Gold");
    server.stops();
}
