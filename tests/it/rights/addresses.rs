//! Moving to another e-mail address.

use super::one;
use crate::site::{joins, served};
use crate::support::{Answer, Letter, TestClub, Visitor};

async fn asks(fan: &Visitor, email: &str) -> Answer {
    let form = fan.get("/account").await.expect(200).form("form[action$='/account/address']").fill("email", email);
    fan.submit(&form).await
}

/// The path in a letter that says yes.
fn path(letter: &Letter) -> String {
    let link = letter.links().into_iter().find(|link| link.contains("/account/address/")).expect("a way to say yes");
    link[link.find("/account/").unwrap()..].to_owned()
}

fn address(club: &TestClub) -> String {
    one(club, "SELECT email, email_folded FROM members ORDER BY number LIMIT 1")
}

#[tokio::test]
async fn an_address_moves_once_both_have_said_yes() {
    let (club, _server) = served();
    let fan = joins(&club, "noor@example.org").await;
    let asked = fan.follow(asks(&fan, "noor@bakker.example").await.expect(303)).await.expect(200);
    asked.says("Say yes in both");
    let (old, new) = (club.mailbox.letter_to("noor@example.org"), club.mailbox.letter_to("noor@bakker.example"));
    let reader = club.visitor();
    for letter in [&old, &new] {
        reader.get(&path(letter)).await.expect(200).says("will belong to noor@bakker.example");
    }
    assert_eq!(address(&club), "noor@example.org noor@example.org", "looking changes nothing");
    let form = reader.get(&path(&new)).await.form("main form");
    reader.submit(&form).await.expect(200).says("This address has said yes");
    reader.submit(&form).await.expect(200).says("This address has said yes");
    assert_eq!(address(&club), "noor@example.org noor@example.org", "one of the two is not enough");
    fan.get("/account").await.says("has said yes").says("has not answered yet");
    let form = reader.get(&path(&old)).await.form("main form");
    reader.submit(&form).await.expect(200).says("From now on you sign in with noor@bakker.example");
    assert_eq!(address(&club), "noor@bakker.example noor@bakker.example");
    fan.get("/account").await.expect(200).says("Your address is noor@bakker.example");
    assert!(club.mailbox.letter_to("noor@example.org").text.contains("last letter to this address"));
    reader.submit(&form).await.expect(410);
    reader.get(&path(&old)).await.expect(200).says("This link no longer works");
    // The old address opens nothing any more, and letters to it are empty but for the last one.
    let form = reader.get("/sign-in").await.form("form[action$='/sign-in']").fill("email", "noor@example.org");
    reader.submit(&form).await.expect(303);
    assert!(
        club.mailbox.letter_to("noor@example.org").subject.starts_with("Nobody is a member"),
        "the old address is nobody's"
    );
}

#[tokio::test]
async fn an_address_that_another_member_has_is_not_taken_from_them() {
    let (club, _server) = served();
    joins(&club, "ada@example.org").await;
    let fan = joins(&club, "noor@example.org").await;
    // The page does not tell whether an address is a member's.
    asks(&fan, "ada@example.org").await.expect(303);
    let (old, new) = (club.mailbox.letter_to("noor@example.org"), club.mailbox.letter_to("ada@example.org"));
    let reader = club.visitor();
    let form = reader.get(&path(&old)).await.form("main form");
    reader.submit(&form).await.expect(200);
    let form = reader.get(&path(&new)).await.form("main form");
    reader.submit(&form).await.expect(200).says("Another member already has");
    let kept = one(&club, "SELECT email, name FROM members ORDER BY number");
    assert_eq!(kept.replace("  ", " ").trim(), "ada@example.org noor@example.org");
}

#[tokio::test]
async fn what_is_no_address_gets_a_sentence_and_a_move_can_be_given_up() {
    let (club, _server) = served();
    let fan = joins(&club, "noor@example.org").await;
    asks(&fan, "noor@").await.expect(422).says("not a complete e-mail address");
    asks(&fan, "").await.expect(422).says("needs an address to go to");
    asks(&fan, "noor@example.org").await.expect(422).says("This is the address you have");
    asks(&fan, "noor@bakker.example").await.expect(303);
    let new = club.mailbox.letter_to("noor@bakker.example");
    let form = fan.get("/account").await.form("form[action$='/account/address/cancellation']");
    fan.submit(&form).await.expect(303);
    club.visitor().get(&path(&new)).await.expect(200).says("This link no longer works");
}
