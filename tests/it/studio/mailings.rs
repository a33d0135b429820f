//! The mail of a post, from its buttons in the studio.

use stagedoor::crew::Role;

use crate::support::{Answer, Mood, TestClub, Visitor};

async fn presses(crew: &Visitor, page: &Answer, form: &str) -> Answer {
    crew.follow(crew.submit(&page.form(form)).await).await.expect(200)
}

#[actix_web::test]
async fn a_test_goes_to_oneself_and_the_mailing_is_paused_and_goes_on() {
    let club = TestClub::open();
    let post = crate::site::db_post(&club, "Low Water", "everyone").await;
    let server = club.serve();
    for nth in 0..3 {
        let fan = club.fan_joins(&format!("fan{nth}@fans.test")).await;
        let agreed = fan.get("/account").await.form("form[action$='/account/consents']").tick("consent", "news");
        fan.submit(&agreed).await.expect(303);
    }
    let editor = club.db_crew_comes_in("ed@nova.test", Role::Editor).await;
    let path = format!("/studio/posts/{}", post.id);
    let page = editor.get(&path).await.expect(200).says("Nobody was written to about this post");
    let tested = presses(&editor, &page, "form[action$='/tests']").await.says("The test is on its way to you");
    let letter = club.mailbox.letter_to("ed@nova.test");
    assert!(letter.subject.contains("Low Water"), "{}", letter.subject);
    club.rests();
    let written_to = || club.mailbox.letters().into_iter().flat_map(|letter| letter.to).collect::<Vec<_>>();
    assert!(written_to().is_empty(), "a test goes to nobody else: {:?}", written_to());

    // The letters cannot leave for a moment, so that there is something to pause.
    club.mailbox.is(Mood::Busy);
    let begun = presses(&editor, &tested, "form[action$='/broadcasts']").await.says("The mail is going out");
    let paused = presses(&editor, &begun, "form[action$='/pauses']").await.says("Paused. What had left has left.");
    let going = presses(&editor, &paused, "form[action$='/resumptions']").await.says("It goes on where it stopped");
    assert!(!going.attributes("form[action$='/pauses']", "action").is_empty(), "and can be paused again");
    club.mailbox.is(Mood::Well);
    let state = || club.db_rows("SELECT state FROM broadcasts")[0][0].clone();
    for _ in 0..60 {
        // What was refused for the moment is tried again by itself; nobody waits for that here.
        club.db_rows("UPDATE jobs SET run_after = 0, last_error = NULL RETURNING id");
        club.rests();
        if state() == "sent" {
            break;
        }
    }
    let mut to = club.db_rows("SELECT to_address FROM mails WHERE kind = 'post' ORDER BY to_address").concat();
    to.dedup();
    assert_eq!(to, ["fan0@fans.test", "fan1@fans.test", "fan2@fans.test"], "each once");
    editor.get(&path).await.expect(200).says("Sent");
    // Another club's, or nobody's.
    editor.post("/studio/broadcasts/none/pauses", &[]).await.expect(404);
    editor.post("/studio/broadcasts/none/resumptions", &[]).await.expect(404);
    let again = editor.post(&format!("/studio/broadcasts/{}/pauses", broadcast(&club)), &[]).await.expect(303);
    editor.follow(again).await.expect(200).says("That is not possible now");
    server.stops();
}

fn broadcast(club: &TestClub) -> String {
    club.db_rows("SELECT id FROM broadcasts").remove(0).remove(0)
}
