//! Getting in by request or invitation.

use stagedoor::base::Moment;
use stagedoor::crew::Role;
use stagedoor::invitations::{self, RequestId};
use stagedoor::journal::Actor;

use super::{asks_to_join, db_tier, joins, served, types_code};
use crate::support::{Answer, TestClub, Visitor};

async fn sets_the_door(club: &TestClub, fields: &[(&str, &str)]) -> Visitor {
    let crew = club.db_crew_at_work("ines@example.org", Role::Manager).await;
    let mut form = crew.get("/studio/entry").await.expect(200).form("form[action='/studio/entry']");
    for (name, value) in fields {
        form = form.fill(name, value);
    }
    crew.submit(&form).await.expect(303);
    crew
}

fn members(club: &TestClub) -> usize {
    club.db_rows("SELECT id, email FROM members").len()
}

/// Comes in by the address of an invitation.
async fn comes_by(club: &TestClub, invitation: &str, email: &str) -> Visitor {
    let visitor = club.visitor();
    let page = asks_to_join(&visitor, invitation, email).await;
    let answer = types_code(&visitor, &page, &club.mailbox.letter_to(email)).await.expect(303);
    visitor.follow(answer).await.expect(200);
    visitor
}

/// A member comes back with a browser of their own.
async fn signs_in(club: &TestClub, email: &str) -> Visitor {
    let visitor = club.visitor();
    let form = visitor.get("/sign-in").await.expect(200).form("main form").fill("email", email);
    let page = visitor.follow(visitor.submit(&form).await).await.expect(200);
    types_code(&visitor, &page, &club.mailbox.letter_to(email)).await.expect(303);
    visitor
}

/// One more invitation of a member, as the path it leads to.
async fn gives(fan: &Visitor) -> String {
    let form = fan.get("/account").await.expect(200).form("form[action$='/account/invitations']");
    let url = fan.submit(&form).await.expect(200).attributes("#invitation-url", "value").remove(0);
    url[url.find("/join").unwrap()..].to_owned()
}

#[tokio::test]
async fn only_who_is_invited_comes_in_and_each_invitation_works_once() {
    let (club, _server) = served();
    let ada = joins(&club, "ada@example.org").await;
    let form = ada.get("/account").await.form("form[action$='/account/profile']").fill("name", "Ada");
    ada.submit(&form).await.expect(303);
    let crew = sets_the_door(&club, &[("door", "invitation"), ("each", "2")]).await;
    let stranger = club.visitor();
    let form = stranger.get("/join").await.expect(200).says("entered by invitation").form("form[action$='/join']");
    let form = form.fill("email", "noor@example.org");
    stranger.submit(&form.clone().fill("invitation", "")).await.expect(422).says("without an invitation");
    let wrong = form.fill("invitation", "ABCD-EFGH-JKMN-PQRS-TVWX");
    stranger.submit(&wrong).await.expect(422).says("This invitation lets nobody in");
    let invitation = gives(&ada).await;
    club.visitor().get(&invitation).await.expect(200).says("Ada invites you");
    let noor = comes_by(&club, &invitation, "noor@example.org").await;
    noor.get("/account").await.expect(200).says("Ada invited you");
    assert_eq!(members(&club), 2);
    club.visitor().get(&invitation).await.expect(200).says("entered by invitation");
    // Somebody who asked while it was good, and types the code after it was used.
    let second = gives(&ada).await;
    let (late, first) = (club.visitor(), club.visitor());
    let page = asks_to_join(&late, &second, "late@example.org").await;
    let code = club.mailbox.letter_to("late@example.org");
    drop(first);
    comes_by(&club, &second, "quick@example.org").await;
    let answer = types_code(&late, &page, &code).await.expect(303);
    late.follow(answer).await.expect(200).says("entered by invitation");
    assert_eq!(members(&club), 3);
    // None is left; who came by them may give their own.
    assert!(
        ada.get("/account")
            .await
            .expect(200)
            .says("no invitation left")
            .attributes("form[action$='/account/invitations']", "action")
            .is_empty()
    );
    let third = gives(&noor).await;
    comes_by(&club, &third, "zoe@example.org").await;
    let tree = crew.get("/studio/entry").await.expect(200).texts("#tree + ul li").join(" ");
    for part in ["Ada", "› noor@example.org", "› quick@example.org", "›› zoe@example.org"] {
        assert!(tree.contains(part), "{part} is not in {tree}");
    }
    let id = club.db_rows("SELECT id, email FROM members WHERE email = 'noor@example.org'")[0][0].clone();
    crew.get(&format!("/studio/members/{id}")).await.expect(200).says("Invited by").says("Ada");
}

#[tokio::test]
async fn an_invitation_is_taken_back_and_a_tier_has_its_own_number() {
    let (club, _server) = served();
    db_tier(&club, "Gold", 600, None).await;
    let ada = joins(&club, "ada@example.org").await;
    let crew = sets_the_door(&club, &[("door", "invitation"), ("each", "1"), ("tier-gold", "5")]).await;
    ada.get("/account").await.expect(200).says("one invitation left");
    let invitation = gives(&ada).await;
    let page = ada.get("/account").await.expect(200).says("no invitation left");
    ada.submit(&page.form("form[action$='/revocation']")).await.expect(303);
    club.visitor().get(&invitation).await.expect(200).says("entered by invitation");
    let again = gives(&ada).await;
    let open = crew.get("/studio/entry").await.expect(200).form("form[action$='/revocations']");
    crew.submit(&open).await.expect(303);
    club.visitor().get(&again).await.expect(200).says("entered by invitation");
    let form = crew.get("/studio/entry").await.form("form[action='/studio/entry']");
    crew.submit(&form.clone().fill("each", "many")).await.expect(422).says("Whole numbers");
    club.db_rows("UPDATE standings SET tier = 'gold' RETURNING tier, member_id");
    ada.get("/account").await.expect(200).says("5 invitations left");
    // The club's own, on paper.
    let form = crew.get("/studio/entry").await.form("form[action='/studio/entry/cards']");
    crew.submit(&form.clone().fill("many", "0")).await.expect(422).says("From 1 to 60");
    let cards = crew.submit(&form.fill("many", "3")).await.expect(200).texts(".run code");
    assert_eq!(cards.len(), 3);
    let path = format!("/join?invitation={}", cards[0].to_lowercase().replace('-', "+"));
    comes_by(&club, &path, "noor@example.org").await;
}

async fn asks(club: &TestClub, email: &str) -> Answer {
    let visitor = club.visitor();
    let form =
        visitor.get("/join").await.expect(200).says("Why you?").form("form[action$='/join']").fill("email", email);
    visitor.submit(&form.clone().fill("answer", "")).await.expect(422).says("This question wants an answer");
    let page = visitor.follow(visitor.submit(&form.fill("answer", "I sing along.")).await).await.expect(200);
    let answer = types_code(&visitor, &page, &club.mailbox.letter_to(email)).await.expect(303);
    visitor.follow(answer).await.expect(200)
}

#[tokio::test]
async fn who_asks_stands_in_a_queue_until_the_crew_lets_them_in() {
    let (club, _server) = served();
    let crew = sets_the_door(&club, &[("door", "request"), ("questions", "Why you?")]).await;
    asks(&club, "noor@example.org").await.says("You are no. 1 in the queue");
    let second = asks(&club, "zoe@example.org").await.says("You are no. 2 in the queue");
    asks(&club, "max@example.org").await;
    assert_eq!(members(&club), 0, "asking makes nobody a member");
    club.visitor().get(&second.path.replace("queue/0", "queue/1")).await.expect(404);
    let queue = crew.get("/studio/entry").await.expect(200).says("I sing along.");
    let ids = queue.attributes("input[name=request]", "value");
    let form = queue.form("form[action$='/decisions']");
    crew.submit(&form.clone().fill("act", "approve")).await.expect(303);
    assert_eq!(members(&club), 0, "nobody was chosen");
    let chosen = form.clone().tick("request", &ids[0]).tick("request", &ids[1]).fill("act", "approve");
    crew.follow(crew.submit(&chosen).await).await.expect(200).says("They are in");
    crew.submit(&form.tick("request", &ids[2]).fill("act", "refuse")).await.expect(303);
    assert_eq!(members(&club), 2);
    club.visitor().get(&second.path).await.expect(200).says("You are in");
    let letter = club.mailbox.letter_to("zoe@example.org");
    let link = letter.links().into_iter().find(|link| link.contains("/link/")).unwrap();
    let zoe = club.visitor();
    let form = zoe.get(&link[link.find("/link/").unwrap()..]).await.expect(200).form("main form");
    zoe.follow(zoe.submit(&form).await.expect(303)).await.expect(200);
    zoe.get("/account").await.expect(200);
    // Who was turned away keeps that answer and no other.
    assert_eq!(club.db_rows("SELECT state, email FROM join_requests WHERE state = 'refused'")[0][1], "max@example.org");
}

#[tokio::test]
async fn a_consent_bears_the_moment_of_its_box_and_the_copy_tells_the_way_in() {
    let (club, _server) = served();
    sets_the_door(&club, &[("door", "request"), ("questions", "Why you?"), ("each", "2")]).await;
    let visitor = club.visitor();
    let form = visitor.get("/join").await.expect(200).form("form[action$='/join']").tick("consent", "news");
    let form = form.fill("email", "noor@example.org").fill("answer", "I sing along.");
    let before = Moment::now();
    let page = visitor.follow(visitor.submit(&form).await).await.expect(200);
    let after = Moment::now();
    tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    let answer = types_code(&visitor, &page, &club.mailbox.letter_to("noor@example.org")).await.expect(303);
    visitor.follow(answer).await.expect(200);
    // The crew lets them in days later.
    let id = RequestId(club.db_rows("SELECT id FROM join_requests").remove(0).remove(0));
    let later = Moment::now().plus_days(3);
    club.write(move |tx| invitations::approve(tx, &id, &Actor::Operator, later)).await.unwrap().unwrap();
    let at: i64 = club.db_rows("SELECT CAST(at AS TEXT) FROM consents")[0][0].parse().unwrap();
    assert!((before.0..=after.0).contains(&at), "{at} is not between {before:?} and {after:?}");
    let joined: i64 = club.db_rows("SELECT CAST(joined_at AS TEXT) FROM members")[0][0].parse().unwrap();
    assert_eq!(joined, later.0);

    let noor = signs_in(&club, "noor@example.org").await;
    gives(&noor).await;
    let copy: serde_json::Value =
        serde_json::from_str(&noor.get("/account/copy.json").await.expect(200).text()).unwrap();
    let parts = &copy["parts"];
    assert_eq!(parts["request"][0]["state"], "approved");
    assert!(parts["request"][0]["asked_at"].is_string() && parts["request"][0]["answered_at"].is_string());
    assert_eq!(parts["invitations"].as_array().unwrap().len(), 1);
    assert!(parts["invited"].as_array().unwrap().is_empty());
    noor.get("/account/copy.txt").await.expect(200).says("Your request to join").says("Invitations you gave");
    // Who comes by an invitation reads by whose.
    let invitation = gives(&noor).await;
    comes_by(&club, &invitation, "zoe@example.org").await;
    let zoe = signs_in(&club, "zoe@example.org").await;
    let copy: serde_json::Value =
        serde_json::from_str(&zoe.get("/account/copy.json").await.expect(200).text()).unwrap();
    assert_eq!(copy["parts"]["invited"][0]["inviter"], 1);
    assert!(copy["parts"]["invited"][0]["invitation_used_at"].is_string());
}

#[tokio::test]
async fn a_mailbox_is_not_flooded_by_other_ways_to_write_its_name() {
    let (club, _server) = served();
    for n in 0..6 {
        asks_to_join(&club.visitor(), "/join", &format!("victim+{n}@example.org")).await;
    }
    let visitor = club.visitor();
    let form = visitor.get("/join").await.expect(200).form("form[action$='/join']").fill("email", "victim@example.org");
    visitor.submit(&form).await.expect(429).says("Too many codes were asked for");
    asks_to_join(&visitor, "/join", "somebody@example.org").await;
}
