//! Stock, conditions and prices, by the rooms' own operations.

use std::sync::Arc;

use stagedoor::base::{Fault, Moment};
use stagedoor::catalog::KINDS;
use stagedoor::orders::{self, Buyer, NewOrder, NotForSale, OrderLineId, PlaceOrderError, Restock, Terms, capacities};
use stagedoor::shop::{self, KIND, NewProduct, NotRestocked, NotSaved, Shelf};

use super::{left, sells, shirt, terms, till, wants};
use crate::payments::db_member;
use crate::support::TestClub;

fn guest(name: &str) -> Buyer {
    Buyer { member: None, email: format!("{name}@fans.test"), language: "en".to_owned() }
}

async fn places(club: &TestClub, buyer: Buyer, new: NewOrder) -> Result<orders::Placed, PlaceOrderError> {
    let now = Moment::now();
    let terms = Terms { livemode: false, return_to: "/cart".to_owned(), hold_until: now.plus_minutes(15) };
    club.write(move |tx| orders::place(tx, KINDS, &buyer, &new, &terms, now)).await
}

#[actix_web::test]
async fn sixty_buyers_get_ten_of_ten() {
    let club = TestClub::open();
    super::sends(&club).await;
    let offered = sells(&club, shirt(), terms(2_000, Some(200), Some(10))).await;
    let club = Arc::new(club);
    let buyers = (0..60).map(|nth| places(&club, guest(&format!("fan{nth}")), wants(&offered, 1, 1)));
    let outcomes = futures_util::future::join_all(buyers).await;
    let placed = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    let refused = outcomes.iter().filter(|outcome| matches!(outcome, Err(PlaceOrderError::SoldOut(0)))).count();
    assert_eq!((placed, refused), (10, 50));
    assert_eq!(left(&club, &offered, 1).await, Some(0));
    assert_eq!(left(&club, &offered, 0).await, Some(10), "the other sizes were not touched");
    assert_eq!(club.db_rows("SELECT id FROM orders").len(), 10, "a refused order leaves no trace");
}

#[actix_web::test]
async fn what_is_reserved_released_given_back_and_lost_adds_up() {
    let till = till().await;
    let zoe = db_member(&till, "zoe");
    let offered = sells(&till, shirt(), terms(2_000, Some(200), Some(5))).await;
    // Held and let go.
    let held = till.orders(till.buyer(&zoe), wants(&offered, 0, 2)).await.unwrap();
    assert_eq!(left(&till, &offered, 0).await, Some(3));
    till.later(till.now().plus_minutes(16));
    till.sweeps().await;
    till.returns(&held.order).await;
    assert_eq!(left(&till, &offered, 0).await, Some(5));
    // Bought twice: one comes back onto the shelf, one does not.
    for (stock, rest) in [(Restock::BackOnShelf, 5), (Restock::Lost, 3)] {
        let bought = till.buys(&zoe, wants(&offered, 0, 2)).await;
        assert_eq!(left(&till, &offered, 0).await, Some(3));
        let line: OrderLineId = till.lines(&bought).await[0].id.clone();
        let now = till.now();
        assert!(till.write(move |tx| orders::take_back(tx, KINDS, &line, stock, now)).await.unwrap());
        assert_eq!(left(&till, &offered, 0).await, Some(rest), "{stock:?}");
    }
    assert_eq!(till.owed().await, 0);
}

#[actix_web::test]
async fn restocking_counts_on_from_what_is_there() {
    let club = TestClub::open();
    super::sends(&club).await;
    let offered = sells(&club, shirt(), terms(2_000, Some(200), Some(2))).await;
    places(&club, guest("zoe"), wants(&offered, 0, 2)).await.unwrap();
    let id = offered.variants[0].variant.id.clone();
    let restock = async |shelf: Shelf| {
        let id = id.clone();
        club.write(move |tx| shop::restock(tx, &id, shelf)).await
    };
    assert!(matches!(restock(Shelf::By(-1)).await, Err(NotRestocked::BelowNothing)));
    restock(Shelf::By(7)).await.unwrap();
    assert_eq!(left(&club, &offered, 0).await, Some(7));
    restock(Shelf::By(-3)).await.unwrap();
    assert_eq!(left(&club, &offered, 0).await, Some(4));
    restock(Shelf::Left(9)).await.unwrap();
    let (kind, item) = (KIND, id.0.clone());
    let capacity = club.read(move |conn| capacities::of(conn, kind, &item)).await.unwrap();
    assert_eq!((capacity.left(), capacity.taken), (Some(9), 2), "what was sold stays sold");
    restock(Shelf::Unlimited).await.unwrap();
    assert_eq!(left(&club, &offered, 0).await, None);
    assert!(matches!(restock(Shelf::By(-1)).await, Err(NotRestocked::BelowNothing)), "less than endless is no number");
    restock(Shelf::By(3)).await.unwrap();
    assert_eq!(left(&club, &offered, 0).await, Some(3));
}

#[actix_web::test]
async fn conditions_decide_who_buys_at_which_price_and_how_many() {
    let till = till().await;
    let zoe = db_member(&till, "zoe");
    let mut first = terms(2_000, None, None);
    first.terms.members_price = Some(1_500);
    let open = sells(&till, NewProduct { most_per_buyer: Some(2), ..shirt() }, first).await;
    let closed = sells(&till, NewProduct { condition: "tier = gold".to_owned(), ..shirt() }, first).await;
    let secret = NewProduct { condition: "tier = gold".to_owned(), hidden_from_others: true, ..shirt() };
    let secret = sells(&till, secret, first).await;

    let price = |placed: Result<orders::Placed, PlaceOrderError>| placed.unwrap().lines[0].line.unit_minor;
    assert_eq!(price(places(&till, guest("max"), wants(&open, 0, 1)).await), 2_000);
    assert_eq!(price(places(&till, till.buyer(&zoe), wants(&open, 0, 1)).await), 1_500);
    let why = |refused: Result<orders::Placed, PlaceOrderError>| match refused {
        Err(PlaceOrderError::NotForSale(0, why)) => why,
        other => panic!("{other:?}"),
    };
    let only = why(places(&till, till.buyer(&zoe), wants(&closed, 0, 1)).await);
    assert_eq!(only, NotForSale::OnlyFor { condition: "tier = gold".to_owned(), opens_at: None });
    assert_eq!(why(places(&till, till.buyer(&zoe), wants(&secret, 0, 1)).await), NotForSale::Unknown);
    assert_eq!(why(places(&till, till.buyer(&zoe), wants(&open, 0, 3)).await), NotForSale::AtMost(2));
    // One she was about to pay a moment ago is still held for her.
    till.buys(&zoe, wants(&open, 2, 1)).await;
    assert_eq!(why(places(&till, till.buyer(&zoe), wants(&open, 1, 1)).await), NotForSale::AtMost(2));
    // The same address without an account is the same person.
    let as_guest = Buyer { member: None, ..till.buyer(&zoe) };
    assert_eq!(why(places(&till, as_guest, wants(&open, 1, 1)).await), NotForSale::AtMost(2));
}

#[actix_web::test]
async fn a_limit_is_of_all_forms_of_a_product_together() {
    let till = till().await;
    let zoe = db_member(&till, "zoe");
    let rare = NewProduct { most_per_buyer: Some(2), ..shirt() };
    let rare = sells(&till, rare, terms(2_000, Some(200), Some(50))).await;
    let refused = |refused: Result<orders::Placed, PlaceOrderError>| match refused {
        Err(PlaceOrderError::NotForSale(nth, NotForSale::AtMost(most))) => (nth, most),
        other => panic!("{other:?}"),
    };
    // In one order.
    let mut both = wants(&rare, 0, 1);
    both.lines.extend(wants(&rare, 1, 2).lines);
    assert_eq!(refused(places(&till, till.buyer(&zoe), both).await), (1, 2));
    // And by an order that waits for its payment.
    let held = places(&till, till.buyer(&zoe), wants(&rare, 0, 2)).await.unwrap();
    assert_eq!(refused(places(&till, till.buyer(&zoe), wants(&rare, 1, 1)).await), (0, 2));
    let (id, now) = (held.order.id, till.now());
    till.club.write(move |tx| orders::end(tx, KINDS, &id, now)).await.unwrap();
    places(&till, till.buyer(&zoe), wants(&rare, 1, 2)).await.unwrap();
}

#[actix_web::test]
async fn options_that_change_keep_what_was_sold() {
    let club = TestClub::open();
    let offered = sells(&club, shirt(), terms(2_000, Some(200), Some(5))).await;
    let id = offered.product.id.clone();
    let (currency, now) = (club.config().currency, Moment::now());
    let sizes = |sizes: &[&str]| NewProduct {
        option1: ("Size".to_owned(), sizes.iter().map(|size| (*size).to_owned()).collect()),
        ..shirt()
    };
    let change = async |new: NewProduct| {
        let id = id.clone();
        club.write(move |tx| shop::update(tx, &id, &new, currency, now)).await
    };
    change(sizes(&["M", "XL"])).await.unwrap();
    let one = id.clone();
    let now_offered = club.read(move |conn| shop::one(conn, &one, currency)).await.unwrap().unwrap();
    let shown: Vec<_> = now_offered.variants.iter().map(|one| (one.variant.label(), one.left)).collect();
    assert_eq!(shown, [("M".to_owned(), Some(5)), ("XL".to_owned(), Some(0))]);
    assert!(now_offered.variants.iter().all(|one| one.price.as_ref().is_some_and(|price| price.minor == 2_000)));
    change(sizes(&["S", "M", "L"])).await.unwrap();
    let one = id.clone();
    let back = club.read(move |conn| shop::one(conn, &one, currency)).await.unwrap().unwrap();
    assert_eq!(back.variants[0].variant.id, offered.variants[0].variant.id, "S is the S it was");

    let many: Vec<String> = (0..61).map(|nth| nth.to_string()).collect();
    let check = async |new: NewProduct, wrong: fn(&NotSaved) -> bool| {
        let outcome = change(new).await;
        assert!(outcome.as_ref().is_err_and(wrong), "{outcome:?}");
    };
    check(NewProduct { name: " ".to_owned(), ..shirt() }, |e| matches!(e, NotSaved::NameMissing)).await;
    check(NewProduct { option1: ("Size".to_owned(), many), ..shirt() }, |e| matches!(e, NotSaved::TooManyVariants(61)))
        .await;
    check(NewProduct { option1: (String::new(), vec!["S".to_owned()]), ..shirt() }, |e| {
        matches!(e, NotSaved::OptionHalf(1))
    })
    .await;
    check(NewProduct { condition: "tier >".to_owned(), ..shirt() }, |e| matches!(e, NotSaved::Condition(_))).await;
    check(NewProduct { members_condition: String::new(), ..shirt() }, |e| matches!(e, NotSaved::MembersCondition(_)))
        .await;
    let gone = shop::Assets { pictures: vec![stagedoor::media::AssetId("gone".to_owned())], files: Vec::new() };
    check(NewProduct { assets: gone, ..shirt() }, |e| matches!(e, NotSaved::AssetGone)).await;
    let kept: Result<_, Fault> = club.read(move |conn| shop::one(conn, &id, currency)).await;
    assert_eq!(kept.unwrap().unwrap().product.name, "Ferry shirt", "what was refused changed nothing");
}
