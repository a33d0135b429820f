//! What a club offers, and what becomes of it when the artist changes their mind.

use stagedoor::base::{Currency, Moment};
use stagedoor::memberships::{self, NewTier, Offered};
use stagedoor::orders::Every;

use crate::support::TestClub;

const NOW: Moment = Moment(1_790_000_000_000_000);

async fn opens_gold(club: &TestClub) -> memberships::Tier {
    let new = NewTier {
        slug: "gold".to_owned(),
        name: "Gold".to_owned(),
        summary: "Everything.".to_owned(),
        perks: "New songs first\n\n  A letter a month  \n".to_owned(),
    };
    club.write(move |tx| memberships::create_tier(tx, &new, NOW)).await.unwrap()
}

async fn offer(club: &TestClub) -> Vec<Offered> {
    club.read(|conn| memberships::offer(conn, Currency::EUR)).await.unwrap()
}

async fn price(club: &TestClub, tier: &memberships::Tier, every: Every, amount: Option<i64>) {
    let id = tier.id.clone();
    club.write(move |tx| memberships::set_price(tx, &id, every, Currency::EUR, amount, NOW)).await.unwrap();
}

#[actix_web::test]
async fn a_tier_without_prices_is_every_members() {
    let club = TestClub::open();
    let gold = opens_gold(&club).await;
    assert_eq!(gold.perk_lines(), ["New songs first", "A letter a month"]);
    assert!(offer(&club).await[0].is_free());
    price(&club, &gold, Every::Month, Some(600)).await;
    let offered = offer(&club).await.remove(0);
    assert!(!offered.is_free());
    assert_eq!(offered.price(Every::Month).unwrap().minor, 600);
    assert_eq!(offered.price(Every::Year), None);
}

#[actix_web::test]
async fn a_new_amount_is_a_new_price() {
    let club = TestClub::open();
    let gold = opens_gold(&club).await;
    price(&club, &gold, Every::Month, Some(600)).await;
    let first = offer(&club).await.remove(0).month.unwrap();
    price(&club, &gold, Every::Month, Some(600)).await;
    assert_eq!(offer(&club).await.remove(0).month.unwrap(), first, "the same amount is the same price");
    price(&club, &gold, Every::Month, Some(700)).await;
    let second = offer(&club).await.remove(0).month.unwrap();
    assert_ne!(first.id, second.id, "those who pay the first go on paying it");
    price(&club, &gold, Every::Month, None).await;
    assert_eq!(offer(&club).await.remove(0).month, None);
    assert_eq!(club.db_rows("SELECT id, period FROM prices").len(), 2);
}

#[actix_web::test]
async fn places_are_facts() {
    let club = TestClub::open();
    let gold = opens_gold(&club).await;
    assert_eq!(offer(&club).await[0].places.left(), None);
    let id = gold.id.clone();
    club.write(move |tx| memberships::set_places(tx, &id, Some(2))).await.unwrap();
    assert_eq!(offer(&club).await[0].places.left(), Some(2));
    let id = gold.id.0.clone();
    let took = club
        .write(move |tx| {
            let take = |tx: &mut _| stagedoor::orders::capacities::take(tx, memberships::KIND, &id, 1);
            Ok::<_, stagedoor::base::Fault>([take(tx)?, take(tx)?, take(tx)?])
        })
        .await
        .unwrap();
    assert_eq!(took, [true, true, false]);
    let id = gold.id.clone();
    club.write(move |tx| memberships::set_places(tx, &id, Some(1))).await.unwrap();
    assert_eq!(offer(&club).await[0].places.left(), Some(0), "lowered below what is taken: none left, none taken away");
}

#[actix_web::test]
async fn a_retired_tier_is_not_offered() {
    let club = TestClub::open();
    let gold = opens_gold(&club).await;
    let id = gold.id.clone();
    club.write(move |tx| memberships::retire_tier(tx, &id)).await.unwrap();
    assert!(offer(&club).await.is_empty());
    assert_eq!(club.read(memberships::tiers).await.unwrap().len(), 1);
}
