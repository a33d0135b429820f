//! Complimentary access: given, run out, ended, and beside what somebody pays for.

use stagedoor::base::Moment;
use stagedoor::crew::Role;
use stagedoor::memberships;

use crate::site::db_tier;
use crate::support::{Letter, TestClub};

/// The letter to Zoe with this word in its subject; others go by.
fn letter(club: &TestClub, word: &str) -> Letter {
    loop {
        let letter = club.mailbox.letter_to("zoe@fans.test");
        if letter.subject.contains(word) {
            return letter;
        }
    }
}

fn tier_of(club: &TestClub) -> String {
    club.db_rows("SELECT tier FROM standings")[0][0].clone()
}

#[actix_web::test]
async fn a_tier_is_given_until_a_day_and_ends_by_itself() {
    let club = TestClub::open();
    let _server = club.serve();
    db_tier(&club, "gold", 600, None).await;
    let crew = club.db_crew_at_work("ines@example.org", Role::Manager).await;
    let fan = club.fan_joins("zoe@fans.test").await;
    let zoe = format!("/studio/members/{}", club.db_rows("SELECT id FROM members")[0][0]);
    let form = crew.get(&zoe).await.expect(200).form("form[action$='/courtesies']");
    let past = crew.submit(&form.clone().fill("until", "2020-01-01T12:00").fill("reason", "Press")).await.expect(422);
    assert_eq!(past.says("A time that is still to come").attributes("#reason", "value"), ["Press"]);
    assert_eq!(tier_of(&club), "");
    crew.submit(&form.fill("until", "2031-01-01T12:00").fill("reason", "Press")).await.expect(303);
    assert_eq!(tier_of(&club), "gold");
    // Whom it was given to is told, and finds it in their account with its end.
    let letter = letter(&club, "given");
    assert!(letter.text.contains("gives you gold") && letter.text.contains("1 January 2031"), "{}", letter.text);
    assert!(letter.links().iter().any(|link| link.ends_with("/account")));
    fan.get("/account").await.expect(200).says("You have gold as a gift of the club, until").says("1 January 2031");
    assert_eq!(club.db_rows("SELECT holds FROM standings")[0][0], "free", "nobody pays for it");
    let page = crew.get(&zoe).await.expect(200).says("given by").says("Press").says("Gave complimentary access");
    let later = |days| Moment::now().plus_days(days);
    club.write(move |tx| memberships::end_due_courtesies(tx, later(1))).await.unwrap();
    assert_eq!(tier_of(&club), "gold");
    club.write(move |tx| memberships::end_due_courtesies(tx, later(3_000))).await.unwrap();
    assert_eq!(tier_of(&club), "");
    assert_eq!(club.db_rows("SELECT id FROM entitlements WHERE ends_at IS NULL").len(), 0);
    // Ending what has ended is no mistake.
    crew.submit(&page.form("form[action$='/endings']")).await.expect(303);
}

#[actix_web::test]
async fn for_good_it_lasts_until_the_crew_ends_it() {
    let club = TestClub::open();
    let _server = club.serve();
    db_tier(&club, "gold", 600, None).await;
    let crew = club.db_crew_at_work("ines@example.org", Role::Manager).await;
    club.fan_joins("zoe@fans.test").await;
    let zoe = format!("/studio/members/{}", club.db_rows("SELECT id FROM members")[0][0]);
    crew.submit(&crew.get(&zoe).await.form("form[action$='/courtesies']")).await.expect(303);
    club.write(|tx| memberships::end_due_courtesies(tx, Moment::now().plus_days(9_000))).await.unwrap();
    assert_eq!(tier_of(&club), "gold");
    let page = crew.get(&zoe).await.expect(200).says("for good");
    crew.submit(&page.form("form[action$='/endings']")).await.expect(303);
    assert_eq!(tier_of(&club), "");
    crew.get(&zoe).await.expect(200).says("Ended complimentary access");
    club.rests();
}

#[actix_web::test]
async fn what_somebody_pays_for_comes_first_and_the_courtesy_after_it() {
    let club = TestClub::open();
    let _server = club.serve();
    let gold = db_tier(&club, "gold", 600, None).await;
    db_tier(&club, "silver", 300, None).await;
    let crew = club.db_crew_at_work("ines@example.org", Role::Manager).await;
    club.fan_joins("zoe@fans.test").await;
    let member = stagedoor::members::MemberId(club.db_rows("SELECT id FROM members")[0][0].clone());
    let silver = club.db_rows("SELECT id FROM tiers WHERE slug = 'silver'")[0][0].clone();
    let price = club.db_rows(&format!("SELECT id FROM prices WHERE item_id = '{}'", gold.id))[0][0].clone();
    let (paying, price) = (member.clone(), stagedoor::orders::prices::PriceId(price));
    let held = club
        .write(move |tx| {
            let beginning = memberships::Beginning {
                member: &paying,
                tier: &gold,
                price: &price,
                order: None,
                agreement: None,
                period_end: None,
            };
            memberships::begin(tx, &beginning, Moment::now())
        })
        .await
        .unwrap();
    let page = crew.get(&format!("/studio/members/{member}")).await.expect(200);
    crew.submit(&page.form("form[action$='/courtesies']").fill("tier", &silver)).await.expect(303);
    assert_eq!(tier_of(&club), "gold");
    club.db_rows("UPDATE capacities SET taken = 1 RETURNING item_id");
    club.write(move |tx| memberships::end(tx, &held, "cancelled", Moment::now())).await.unwrap();
    assert_eq!(tier_of(&club), "silver");
    club.rests();
}

#[actix_web::test]
async fn whoever_takes_no_mail_or_waits_for_the_owner_is_not_written_to() {
    let club = TestClub::open();
    let _server = club.serve();
    db_tier(&club, "gold", 600, None).await;
    let crew = club.db_crew_at_work("ines@example.org", Role::Manager).await;
    club.fan_joins("zoe@fans.test").await;
    club.write(|tx| stagedoor::members::suppress(tx, "zoe@fans.test", "complained", Moment::now())).await.unwrap();
    let zoe = format!("/studio/members/{}", club.db_rows("SELECT id FROM members")[0][0]);
    crew.submit(&crew.get(&zoe).await.form("form[action$='/courtesies']")).await.expect(303);
    assert_eq!(tier_of(&club), "gold");
    assert!(club.db_rows("SELECT id FROM mails WHERE dedupe_key LIKE 'account/given/%'").is_empty());
}
