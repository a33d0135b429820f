//! What the owner sets is in force at once, and stands before `club.toml`.

use stagedoor::club::Club;
use stagedoor::crew::Role;
use stagedoor::plumbing::db::Pools;

use crate::support::TestClub;

#[actix_web::test]
async fn fans_read_the_new_words_at_once_and_after_a_restart() {
    let club = TestClub::open();
    let _server = club.serve();
    let owner = club.db_crew_at_work("ines@example.org", Role::Owner).await;
    let form = owner.get("/studio/settings/edit").await.expect(200).form("form[action='/studio/settings']");
    let form = form
        .fill("artist", "Nova & the Lunes")
        .fill("tagline", "Letters from the harbour")
        .fill("address", "Nova Lune, Hafenstr. 1, Hamburg")
        .fill("imprint", "https://nova.example/imprint")
        .fill("minimum_age", "16")
        .fill("reply_to", "nova@example.org");
    let saved = owner.follow(owner.submit(&form).await).await.expect(200).says("Saved.");
    saved.says("Nova & the Lunes").says("Letters from the harbour");
    let home = club.visitor().get("/").await.expect(200).says("Nova & the Lunes").says("Hafenstr. 1");
    assert_eq!(home.attributes("footer a[href^='https://nova']", "href"), ["https://nova.example/imprint"]);
    owner.get("/studio/journal").await.expect(200).says("Changed the settings");
    let again = Club::open(club.folder().path(), &Pools::new()).unwrap();
    assert_eq!((again.config().artist.as_str(), again.config().minimum_age), ("Nova & the Lunes", 16));
    assert_eq!(again.config().mail.reply_to.as_deref(), Some("nova@example.org"));
}

#[actix_web::test]
async fn the_first_language_has_the_short_addresses() {
    let club = TestClub::open();
    let _server = club.serve();
    let owner = club.db_crew_at_work("ines@example.org", Role::Owner).await;
    let set = |languages: &'static [(&str, &str)]| {
        let mut fields = vec![("artist", "Nova"), ("minimum_age", "13")];
        fields.extend(languages);
        let owner = &owner;
        async move { owner.post("/studio/settings", &fields).await.expect(303) }
    };
    set(&[("first", "fr"), ("language", "en"), ("language", "fr")]).await;
    let french = club.visitor().get("/tiers").await.expect(200);
    assert!(french.text().contains("<html lang=\"fr\""), "{}", french.text());
    club.visitor().get("/en/tiers").await.expect(200);
    set(&[("first", "en")]).await;
    let english = club.visitor().get("/tiers").await.expect(200);
    assert!(english.text().contains("<html lang=\"en\""));
    club.visitor().get("/fr/tiers").await.expect(404);
}

#[actix_web::test]
async fn what_cannot_be_is_said_at_its_field_and_nothing_is_kept() {
    let club = TestClub::open();
    let _server = club.serve();
    let owner = club.db_crew_at_work("ines@example.org", Role::Owner).await;
    let before = club.config().artist.clone();
    let check = |field: &'static str, typed: &'static str, says: &'static str| {
        let mut fields = vec![("artist", "Other"), ("minimum_age", "13")];
        fields.retain(|(name, _)| *name != field);
        fields.push((field, typed));
        let owner = &owner;
        async move {
            let again = owner.post("/studio/settings", &fields).await.expect(422).says(says);
            assert_eq!(again.attributes("[aria-invalid=true]", "name"), [field]);
        }
    };
    check("artist", "", "A name of at most 100 characters").await;
    check("minimum_age", "a hundred", "A whole number from 0 to 99").await;
    check("imprint", "javascript:alert(1)", "This is not a whole address").await;
    check("reply_to", "nova", "This is not a complete e-mail address").await;
    assert_eq!(club.config().artist, before);
}

#[actix_web::test]
async fn a_manager_reads_them_and_an_owner_changes_them() {
    let club = TestClub::open();
    let _server = club.serve();
    let manager = club.db_crew_at_work("mo@example.org", Role::Manager).await;
    let page = manager.get("/studio/settings").await.expect(200).says("An owner of the club can change these.");
    assert!(page.attributes("a", "href").iter().all(|href| href != "/studio/settings/edit"));
    manager.get("/studio/settings/edit").await.expect(404);
    manager.post("/studio/settings", &[("artist", "Mine"), ("minimum_age", "13")]).await.expect(404);
}

#[actix_web::test]
async fn what_another_node_kept_is_in_force_after_the_next_round() {
    let club = TestClub::open();
    let other = Club::open(club.folder().path(), &Pools::new()).unwrap();
    let _server = club.serve();
    let owner = club.db_crew_at_work("ines@example.org", Role::Owner).await;
    owner.post("/studio/settings", &[("artist", "Elsewhere"), ("minimum_age", "13")]).await.expect(303);
    assert_ne!(other.config().artist, "Elsewhere");
    assert!(other.reload_settings().await.unwrap());
    assert_eq!(other.config().artist, "Elsewhere");
    assert!(!other.reload_settings().await.unwrap(), "nothing new, nothing reloaded");
}
