//! A restored club does nothing by itself until it is woken.

use std::time::Duration;

use stagedoor::base::Moment;
use stagedoor::club::Club;
use stagedoor::crew::Role;
use stagedoor::plumbing::db::Pools;

use super::{DataFolder, archived, says, unfit};
use crate::support::{Server, TestClub, Visitor, program};

#[actix_web::test]
async fn it_sleeps_until_it_is_woken_and_then_goes_on() {
    let club = TestClub::open();
    let server = club.serve();
    club.db_crew_comes_in("maren@example.org", Role::Owner).await;
    club.fan_joins("zoe@example.org").await;
    club.rests();
    server.stops();
    // A letter that waits, and a post that is to go public: their jobs do not travel.
    club.db_rows(
        "INSERT INTO mails (id, dedupe_key, kind, to_address, to_name, subject, text, html, state, attempts, created_at)
         VALUES ('m1', 'm1', 'receipt', 'zoe@example.org', 'Zoe', 'A receipt', 'Thank you', '', 'queued', 0, 0)
         RETURNING id, id",
    );
    let folder = DataFolder::with_database();
    let archive = archived(&club, &folder, "nova.club");
    let restored = folder.restores(&archive);
    assert!(restored.status.success(), "{}", says(&restored));
    let told: serde_json::Value = serde_json::from_slice(&restored.stdout).unwrap();

    let letters = club.mailbox.letters().len();
    // In the old server's place.
    let address = club.address();
    let server = Server::start(&folder.path(), address);
    let origin = club.config().base_url.clone();
    let fan = Visitor::to(&origin, address);
    fan.get("/").await.expect(503);
    fan.get("/join").await.expect(503);
    fan.post("/hooks/stripe", &[]).await.expect(503);

    let owner = Visitor::to(&origin, address);
    let link = told["sign_in"].as_str().unwrap().rsplit_once("/studio/link/").unwrap().1;
    let door = owner.get(&format!("/studio/link/{link}")).await.expect(200);
    let inside = owner.follow(owner.submit(&door.form("form")).await).await.expect(200);
    inside.says("This club sleeps").says("stagedoor wake nova");
    let doctor = program().args(["doctor", "--data"]).arg(folder.path()).output().unwrap();
    assert!(says(&doctor).contains("the club sleeps since"), "{}", says(&doctor));
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert_eq!(club.mailbox.letters().len(), letters, "a sleeping club wrote a letter");

    let woken = program().args(["wake", "nova", "--data"]).arg(folder.path()).output().unwrap();
    assert!(woken.status.success(), "{}", says(&woken));
    let machine = stagedoor::club::Server::here(club.folder().path());
    assert!(says(&woken).contains(&machine.folder), "{} does not name {}", says(&woken), machine.folder);
    assert!(says(&woken).contains("Letters that waited: 1"), "{}", says(&woken));
    let until = Moment::now().plus_seconds(20);
    while club.mailbox.letters().len() == letters {
        assert!(Moment::now() < until, "the letter that waited was not sent: {}", server.said());
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    while fan.get("/").await.status == 503 {
        assert!(Moment::now() < until, "the server did not notice: {}", server.said());
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    owner.proves().await;
    owner.get("/studio/journal").await.expect(200).says("Woke the club");
    unfit(&program().args(["wake", "nova", "--data"]).arg(folder.path()).output().unwrap(), "does not sleep");
    server.stops();
}

#[actix_web::test]
async fn a_sleeping_club_asks_nobody_for_money_and_works_off_nothing() {
    let club = TestClub::open();
    let folder = DataFolder::new();
    let archive = archived(&club, &folder, "nova.club");
    assert!(folder.restores(&archive).status.success());
    let asleep = Club::open(&folder.club(), &Pools::new()).unwrap();
    assert!(asleep.is_asleep());
    assert!(stagedoor::payments::Gateway::of(&asleep).await.is_err());
    folder.rows(
        "INSERT INTO jobs (id, name, payload, state, run_after, attempts, created_at)
         VALUES ('1', 'publish_due', '{}', 'waiting', 0, 0, 0) RETURNING id, id",
    );
    let kinds = std::sync::Arc::new(stagedoor::work::kinds());
    assert_eq!(stagedoor::work::do_what_is_due(&asleep, &kinds, Moment::now()).await.unwrap(), 0);
}
