//! The owner takes the club along from the studio.

use stagedoor::crew::Role;

use super::{DataFolder, PASSPHRASE, says};
use crate::browser::{Browser, Screen, Scripts};
use crate::support::{TestClub, program};

#[actix_web::test]
async fn an_owner_takes_the_whole_club_along() {
    let club = TestClub::open();
    let _server = club.serve();
    let owner = club.db_crew_at_work("maren@example.org", Role::Owner).await;
    club.fan_joins("zoe@example.org").await;
    let form = owner.get("/studio/archives/new").await.expect(200).form("form[action='/studio/archives']");
    let short = form.clone().fill("passphrase", "short").fill("again", "short");
    owner.submit(&short).await.expect(422).says("at least 12 characters");
    let differs = form.clone().fill("passphrase", PASSPHRASE).fill("again", "something else entirely");
    let again = owner.submit(&differs).await.expect(422).says("The two passphrases differ");
    assert!(!again.text().contains(PASSPHRASE), "a passphrase was sent back");
    let asked = owner.submit(&form.fill("passphrase", PASSPHRASE).fill("again", PASSPHRASE)).await.expect(303);
    let path = asked.leads_to().unwrap();
    club.rests();
    let page = owner.get(&path).await.expect(200).says("Ready");
    page.says(&stagedoor::portage::fingerprint(club.key()));
    let file = owner.get(&format!("{path}/file")).await.expect(200);
    assert!(file.header("repr-digest").is_some());

    let folder = DataFolder::new();
    let archive = folder.file("fetched.club");
    std::fs::write(&archive, &file.bytes).unwrap();
    let verified = program().arg("verify").arg(&archive).output().unwrap();
    assert!(verified.status.success(), "{}", says(&verified));
    let restored = folder.restores(&archive);
    assert!(restored.status.success(), "{}", says(&restored));
    let exports = std::fs::read_dir(club.folder().exports()).unwrap();
    assert_eq!(exports.count(), 1, "something lies beside the archive");

    let manager = club.db_crew_at_work("mo@example.org", Role::Manager).await;
    manager.get("/studio/archives/new").await.expect(404);
    manager.post("/studio/archives", &[("passphrase", PASSPHRASE), ("again", PASSPHRASE)]).await.expect(404);
    manager.get(&path).await.expect(404);
    manager.get(&format!("{path}/file")).await.expect(404);
    let list = manager.get("/studio/exports").await.expect(200);
    assert!(!list.text().contains(".club"), "a manager sees the owner's archive");
}

#[actix_web::test]
async fn the_pages_are_sound_on_a_phone_and_at_a_desk() {
    let club = TestClub::open();
    let _server = club.serve();
    let owner = club.db_crew_at_work("maren@example.org", Role::Owner).await;
    let form = owner.get("/studio/archives/new").await.expect(200).form("form[action='/studio/archives']");
    let asked = owner.submit(&form.fill("passphrase", PASSPHRASE).fill("again", PASSPHRASE)).await.expect(303);
    let path = asked.leads_to().unwrap();
    club.rests();
    for (screen, name) in [(Screen::Phone, "phone"), (Screen::Desk, "desk")] {
        let browser = Browser::open(&club.config().base_url, screen, Scripts::On).await;
        browser.holds(&owner.cookies()).await;
        for (path, page) in [
            ("/studio/archives/new", "archive-new"),
            (path.as_str(), "archive"),
            ("/studio/settings", "safety"),
            ("/studio/exports", "exports"),
        ] {
            browser.visits(path).await;
            browser.finds_no_fault().await;
            browser.keeps(&format!("{page}-{name}")).await;
        }
        browser.closes().await;
    }
}
