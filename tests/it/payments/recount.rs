//! The nightly recount of everything limited.

use stagedoor::base::Moment;
use stagedoor::memberships::KIND as MEMBERSHIP;
use stagedoor::orders::{self, Miscount};

use super::carts::{MUG, order, shop};
use super::{Till, db_member};
use crate::support::program;

async fn found(till: &Till) -> Vec<Miscount> {
    let kinds = till.kinds;
    till.club.read(move |conn| orders::recount(conn, kinds)).await.unwrap()
}

#[actix_web::test]
async fn what_is_held_sold_and_given_up_is_counted_right() {
    let till = shop().await;
    let (zoe, ida) = (db_member(&till, "zoe"), db_member(&till, "ida"));
    till.buys(&zoe, order(&[(MUG, 2)])).await;
    till.orders(till.buyer(&ida), order(&[(MUG, 3)])).await.unwrap();
    let gold = till.gold.clone();
    till.joins(&ida, &gold).await;
    assert_eq!((till.taken_of(MUG).await, till.taken(&gold).await), (5, 1));
    assert_eq!(found(&till).await, []);
    till.later(till.now().plus_hours(24));
    till.sweeps().await;
    assert_eq!((till.taken_of(MUG).await, found(&till).await), (2, vec![]));
}

#[actix_web::test]
async fn a_wrong_count_is_kept_until_it_is_right_and_doctor_says_it() {
    let till = Till::open().await;
    let (zoe, gold) = (db_member(&till, "zoe"), till.gold.clone());
    till.joins(&zoe, &gold).await;
    let doctor = || program().args(["doctor", "--data"]).arg(till.club.data()).output().unwrap();
    let says = |output: &std::process::Output, words: &str| String::from_utf8_lossy(&output.stdout).contains(words);
    let sound = doctor();
    assert!(says(&sound, "what is sold and held is what stock and places say"), "{sound:?}");

    let sets = |taken: i64| {
        till.db_rows(&format!("UPDATE capacities SET taken = {taken} WHERE item_id = '{}' RETURNING kind", gold.id));
    };
    sets(3);
    let wrong = Miscount { kind: MEMBERSHIP.to_owned(), item: gold.id.to_string(), taken: 3, rows: 1 };
    assert_eq!(found(&till).await, std::slice::from_ref(&wrong));
    let ill = doctor();
    assert!(!ill.status.success() && says(&ill, "3 are counted as taken, orders and tickets say 1"), "{ill:?}");
    const DAY: i64 = 24 * 3_600 * 1_000_000;
    let noon = Moment(till.now().0 / DAY * DAY + DAY / 2);
    let counts = async |at: Moment| {
        orders::recount_nightly(&till.club, till.kinds, at).await.unwrap();
        till.club.read(orders::miscounts).await.unwrap()
    };
    assert_eq!(counts(noon).await, std::slice::from_ref(&wrong));
    sets(1);
    assert_eq!(counts(noon).await, [wrong], "once a night");
    assert_eq!(counts(noon.plus_days(1)).await, []);
}
