//! Many things in one order: held together, paid once, each delivered, and given back in parts.

use stagedoor::base::{Currency, Money, Secret};
use stagedoor::carts::{self, CartId, Choice, Owner};
use stagedoor::discounts::{self, NewCode, NoDiscount, Off};
use stagedoor::experiences::Asked;
use stagedoor::journal::Actor;
use stagedoor::members::MemberId;
use stagedoor::orders::{
    self, Address, Buyer, NewOrder, NotForSale, OrderId, OrderLine, PlaceOrderError, Restock, capacities,
};
use stagedoor::payments::{self, BeginError, Checkout, GivingBack, Goods, Paying, RefundError, Share, Ways};
use stagedoor::shipping::{self, NewZone};

use super::goods::{KIND, THINGS, thing};
use super::{EUR, Till, db_member, session_of};
use crate::experiences::{filled, open_to_all};
use crate::shop::{sells, shirt, terms, wants};
use crate::site::experiences::db_experience;
use crate::tickets::{db_event, floor};

pub const MUG: &str = "mug/1200/350";
pub const SONG: &str = "song/150/0";

/// A till that sells things, and sends them within two zones.
pub async fn shop() -> Till {
    let till = Till { kinds: THINGS, ..Till::open().await };
    let now = till.now();
    let zone = |name: &str, countries: &[&str], minor, free_from| NewZone {
        name: name.to_owned(),
        countries: countries.iter().map(|code| (*code).to_owned()).collect(),
        price: Money::new(minor, EUR),
        free_from,
        most_grams: Some(5_000),
    };
    let (home, world) = (zone("France", &["FR"], 500, Some(5_000)), zone("World", &[], 1_500, None));
    till.club
        .write(move |tx| {
            shipping::create(tx, &home, now)?;
            shipping::create(tx, &world, now)
        })
        .await
        .unwrap();
    till
}

pub fn address(country: &str) -> Address {
    Address {
        name: "Zoé Lefèvre".to_owned(),
        line1: "12 rue des Lilas".to_owned(),
        line2: String::new(),
        postcode: "75020".to_owned(),
        city: "Paris".to_owned(),
        region: String::new(),
        country: country.to_owned(),
        phone: String::new(),
    }
}

pub fn order(lines: &[(&str, i64)]) -> NewOrder {
    NewOrder {
        lines: lines.iter().map(|(item, quantity)| thing(item, *quantity)).collect(),
        address: Some(address("FR")),
        ..NewOrder::default()
    }
}

impl Till {
    pub async fn stock(&self, item: &str, total: i64) {
        let item = item.to_owned();
        self.club.write(move |tx| capacities::set_total(tx, KIND, &item, Some(total))).await.unwrap();
    }

    pub async fn taken_of(&self, item: &str) -> i64 {
        let item = item.to_owned();
        self.club.read(move |conn| capacities::of(conn, KIND, &item)).await.unwrap().taken
    }

    pub async fn orders(&self, buyer: Buyer, new: NewOrder) -> Result<Checkout, BeginError> {
        let ways = Ways { paid: "{link}".to_owned(), left: "/cart".to_owned(), back: "/orders".to_owned() };
        payments::begin(&self.club, self.kinds, buyer, new, ways, self.now()).await
    }

    pub async fn buys(&self, member: &MemberId, new: NewOrder) -> OrderId {
        let checkout = self.orders(self.buyer(member), new).await.unwrap();
        self.stripe.pay(session_of(&checkout));
        assert_eq!(self.returns(&checkout.order).await, Paying::Paid);
        self.work().await;
        checkout.order
    }

    pub async fn lines(&self, order: &OrderId) -> Vec<OrderLine> {
        let order = order.clone();
        self.club.read(move |conn| orders::lines_of(conn, &order)).await.unwrap()
    }

    pub async fn gives_back(&self, order: &OrderId, asked: GivingBack) -> Result<(), RefundError> {
        let (order, kinds, now) = (order.clone(), self.kinds, self.now());
        let given =
            self.club.write_durably(move |tx| payments::refund(tx, kinds, &order, &asked, &Actor::System, now)).await;
        self.work().await;
        given
    }
}

#[actix_web::test]
async fn one_payment_for_everything_and_its_sending() {
    let till = shop().await;
    let zoe = db_member(&till, "zoe");
    till.stock(MUG, 10).await;
    let order = till.buys(&zoe, order(&[(MUG, 2), (SONG, 1)])).await;
    let session = till.stripe.only("session");
    assert_eq!(session["amount_total"], 2 * 1_200 + 150 + 500);
    assert_eq!(session["mode"], "payment");
    let lines = till.lines(&order).await;
    assert_eq!(lines.iter().map(|line| line.kind.as_str()).collect::<Vec<_>>(), ["thing", "thing", "shipping"]);
    assert!(lines.iter().all(|line| line.delivery == "delivered"), "{lines:#?}");
    assert_eq!(lines.iter().map(|line| line.gross).sum::<i64>(), 3_050);
    assert_eq!(till.taken_of(MUG).await, 2);
    let letter = till.mailbox.letter_to("zoe@fans.test");
    assert!(letter.text.contains("2 × mug") && letter.text.contains("12 rue des Lilas"), "{}", letter.text);
}

#[actix_web::test]
async fn what_is_missing_leaves_no_trace_of_the_rest() {
    let till = shop().await;
    let zoe = db_member(&till, "zoe");
    till.stock(MUG, 1).await;
    till.stock(SONG, 5).await;
    let refused = till.orders(till.buyer(&zoe), order(&[(SONG, 1), (MUG, 2)])).await;
    assert!(matches!(refused, Err(BeginError::NotPlaced(PlaceOrderError::SoldOut(1)))), "{refused:?}");
    assert_eq!((till.taken_of(MUG).await, till.taken_of(SONG).await), (0, 0));
    assert_eq!(till.count("orders"), 0);
}

#[actix_web::test]
async fn sending_costs_what_the_zone_says() {
    let till = shop().await;
    let zoe = db_member(&till, "zoe");
    let check = async |country: &str, mugs: i64, total: Option<i64>| {
        let new = NewOrder { address: Some(address(country)), ..order(&[(MUG, mugs)]) };
        match (till.orders(till.buyer(&zoe), new).await, total) {
            (Ok(_), Some(total)) => {
                assert_eq!(till.stripe.all("session").last().unwrap()["amount_total"], total, "{country} {mugs}");
            }
            (Err(BeginError::NotPlaced(PlaceOrderError::NotForSale(0, NotForSale::NotSentTo(to)))), None) => {
                assert_eq!(to, country);
            }
            (other, _) => panic!("{country} {mugs}: {other:?}"),
        }
    };
    check("FR", 1, Some(1_700)).await;
    check("FR", 5, Some(6_000)).await;
    check("JP", 1, Some(2_700)).await;
    check("JP", 15, None).await;
    let nowhere = NewOrder { address: None, ..order(&[(MUG, 1)]) };
    let refused = till.orders(till.buyer(&zoe), nowhere).await;
    assert!(matches!(refused, Err(BeginError::NotPlaced(PlaceOrderError::NoAddress))));
}

#[actix_web::test]
async fn a_code_takes_off_what_it_says_and_only_so_often() {
    let till = shop().await;
    let (zoe, max) = (db_member(&till, "zoe"), db_member(&till, "max"));
    let now = till.now();
    let code = NewCode {
        code: "low water".to_owned(),
        off: Off::Amount(Money::new(1_000, Currency::EUR)),
        kind: String::new(),
        condition: "member".to_owned(),
        starts_at: None,
        ends_at: Some(now.plus_days(1)),
        total: Some(1),
        per_buyer: Some(1),
    };
    assert!(till.club.write(move |tx| discounts::create(tx, &code, now)).await.unwrap());
    let with_code = |mugs| NewOrder { code: "LowWater".to_owned(), ..order(&[(MUG, mugs), (SONG, 1)]) };

    let checkout = till.orders(till.buyer(&zoe), with_code(3)).await.unwrap();
    assert_eq!(till.stripe.only("session")["amount_total"], 3 * 1_200 + 150 - 1_000 + 500);
    // The one use is held with the order.
    let why = |refused: Result<Checkout, BeginError>| match refused {
        Err(BeginError::NotPlaced(PlaceOrderError::NoDiscount(why))) => why,
        other => panic!("{other:?}"),
    };
    assert_eq!(why(till.orders(till.buyer(&max), with_code(1)).await), NoDiscount::UsedUp);
    till.later(till.now().plus_minutes(16));
    till.sweeps().await;
    assert_eq!(till.returns(&checkout.order).await, Paying::Ended);
    let bought = till.buys(&max, with_code(1)).await;
    assert_eq!(till.lines(&bought).await.iter().map(|line| line.discount).sum::<i64>(), 1_000);
    assert_eq!(why(till.orders(till.buyer(&max), with_code(2)).await), NoDiscount::UsedUp);
    till.later(till.now().plus_days(2));
    assert_eq!(why(till.orders(till.buyer(&zoe), with_code(2)).await), NoDiscount::Over);
    let guest = Buyer { member: None, ..till.buyer(&zoe) };
    assert_eq!(
        why(till.orders(guest, NewOrder { code: "other".to_owned(), ..with_code(1) }).await),
        NoDiscount::Unknown
    );
}

/// A visitor's cart with something in it.
async fn visitors_cart(till: &Till, visitor: &str) -> CartId {
    let (owner, now) = (Owner::Visitor(Secret::presented(visitor).hash()), till.now());
    let choice =
        Choice { kind: KIND.to_owned(), item: SONG.to_owned(), price: None, quantity: 1, details: "{}".to_owned() };
    let of = owner.clone();
    till.club.write(move |tx| carts::add(tx, &of, &choice, now)).await.unwrap();
    till.club.read(move |conn| carts::of(conn, &owner)).await.unwrap().unwrap().id
}

#[actix_web::test]
async fn pressed_twice_at_the_same_moment_a_cart_holds_once() {
    let till = shop().await;
    till.stock(MUG, 2).await;
    let guest = Buyer { member: None, email: "noor@fans.test".to_owned(), language: "en".to_owned() };
    let cart = visitors_cart(&till, "a").await;
    let new = NewOrder { cart: Some(cart.clone()), ..order(&[(MUG, 2)]) };
    let presses = (0..4).map(|_| till.orders(guest.clone(), new.clone()));
    let pressed = futures_util::future::join_all(presses).await;
    // Whoever meets the first while it is still asked for waits; nobody is told that the mugs are gone.
    for one in &pressed {
        assert!(matches!(one, Ok(_) | Err(BeginError::Silent)), "{one:?}");
    }
    assert!(pressed.iter().any(Result::is_ok));
    assert_eq!((till.count("orders"), till.taken_of(MUG).await), (1, 2));
    // Asked for otherwise at the same moment, one of them holds.
    let other = NewOrder { cart: Some(cart), ..order(&[(MUG, 1)]) };
    let (one, two) = futures_util::join!(till.orders(guest.clone(), new), till.orders(guest, other));
    assert!(one.is_ok() || two.is_ok(), "{one:?} {two:?}");
    assert!(till.taken_of(MUG).await <= 2);
    let waiting = till.db_rows("SELECT id FROM orders WHERE state = 'awaiting_payment'");
    assert_eq!(waiting.len(), 1);
}

#[actix_web::test]
async fn an_address_alone_continues_nobodys_order() {
    let till = shop().await;
    let noor = Buyer { member: None, email: "noor@fans.test".to_owned(), language: "en".to_owned() };
    let (hers, anothers) = (visitors_cart(&till, "a").await, visitors_cart(&till, "b").await);
    let out_of = |cart: CartId| NewOrder { cart: Some(cart), ..order(&[(SONG, 1)]) };
    let checkout = till.orders(noor.clone(), out_of(hers.clone())).await.unwrap();
    assert_eq!(till.orders(noor.clone(), out_of(hers.clone())).await.unwrap(), checkout);
    till.stripe.pay(session_of(&checkout));
    let again = till.orders(noor.clone(), out_of(hers)).await;
    assert!(matches!(&again, Err(BeginError::AlreadyPaid(order)) if *order == checkout.order), "{again:?}");
    let stranger = till.orders(noor, out_of(anothers)).await.unwrap();
    assert_ne!(stranger.order, checkout.order);
}

#[actix_web::test]
async fn a_cart_never_holds_twice_and_is_emptied_of_what_was_paid() {
    let till = shop().await;
    let zoe = db_member(&till, "zoe");
    till.stock(MUG, 2).await;
    let owner = Owner::Member(zoe.clone());
    let put = async |item: &str, quantity: i64| {
        let (owner, now) = (owner.clone(), till.now());
        let choice =
            Choice { kind: KIND.to_owned(), item: item.to_owned(), price: None, quantity, details: "{}".to_owned() };
        till.club.write(move |tx| carts::add(tx, &owner, &choice, now)).await.unwrap();
    };
    put(MUG, 2).await;
    let of = owner.clone();
    let cart = till.club.read(move |conn| carts::of(conn, &of)).await.unwrap().unwrap().id;
    let out_of = |new: NewOrder| NewOrder { cart: Some(cart.clone()), ..new };

    let first = till.orders(till.buyer(&zoe), out_of(order(&[(MUG, 2)]))).await.unwrap();
    let again = till.orders(till.buyer(&zoe), out_of(order(&[(MUG, 2)]))).await.unwrap();
    assert_eq!(first, again, "pressed twice");
    // She changes her mind: both mugs are free for the other order.
    let other = till.orders(till.buyer(&zoe), out_of(order(&[(MUG, 1), (SONG, 1)]))).await.unwrap();
    assert_ne!(first.order, other.order);
    assert_eq!(till.taken_of(MUG).await, 1);
    assert_eq!(till.returns(&first.order).await, Paying::Ended);

    put(SONG, 1).await;
    till.stripe.pay(session_of(&other));
    assert_eq!(till.returns(&other.order).await, Paying::Paid);
    till.work().await;
    let left = till.club.read(move |conn| carts::lines_of(conn, &cart)).await.unwrap();
    assert_eq!(left.iter().map(|line| (line.item_id.as_str(), line.quantity)).collect::<Vec<_>>(), [(MUG, 1)]);
}

#[actix_web::test]
async fn a_guest_buys_and_is_a_member_later() {
    let till = shop().await;
    let guest = Buyer { member: None, email: "zoe@fans.test".to_owned(), language: "fr".to_owned() };
    let checkout = till.orders(guest, order(&[(SONG, 1)])).await.unwrap();
    let session = till.stripe.only("session");
    assert!(session["customer"].is_null(), "{session:#}");
    till.stripe.pay(session_of(&checkout));
    assert_eq!(till.returns(&checkout.order).await, Paying::Paid);
    till.work().await;
    let link = orders::link(&till.club, &checkout.order);
    let letter = till.mailbox.letter_to("zoe@fans.test");
    assert!(letter.text.contains(&link) && letter.text.contains("Voir la commande"), "{}", letter.text);

    let zoe = db_member(&till, "zoe");
    let claimed = {
        let zoe = zoe.clone();
        till.club.write(move |tx| THINGS.claim(tx, &zoe, "zoe@fans.test")).await.unwrap()
    };
    assert_eq!(claimed, 1);
    let (id, known) = (checkout.order.clone(), checkout.order.as_str().to_owned());
    let order = till.club.read(move |conn| orders::by_id(conn, &id)).await.unwrap().unwrap();
    assert_eq!((order.buyer(), order.id.as_str()), (Some(&zoe), known.as_str()));
    assert!(!orders::opens(&till.club, &OrderId("another".to_owned()), link.rsplit('/').next().unwrap()));
}

/// A shirt, a ticket and a place backstage in one order.
async fn one_of_each_kind(till: &Till) -> NewOrder {
    let offered = sells(&till.club, shirt(), terms(2_800, Some(200), Some(15))).await;
    let shirt = wants(&offered, 0, 1).lines.remove(0);
    let (_, types) = db_event(&till.club, "hamburg", 20, vec![floor()]).await;
    let ticket = crate::tickets::wanted(&types[0], 1, &Default::default());
    let (_, slot) = db_experience(&till.club, open_to_all(), 5).await;
    let asked = Asked { answers: Vec::new(), ..filled("Zoé") };
    let place = crate::experiences::wanted(&till.club, &slot, &asked).await;
    NewOrder { lines: vec![shirt, ticket, place], address: Some(address("FR")), ..NewOrder::default() }
}

#[actix_web::test]
async fn whatever_a_guest_bought_is_the_members_and_goes_with_them() {
    const KEPT: [(&str, &str); 4] =
        [("orders", "email"), ("tickets", "email"), ("experience_bookings", "email"), ("purchases", "email_folded")];
    let till = shop().await;
    let new = one_of_each_kind(&till).await;
    let guest = Buyer { member: None, email: "ZOE@fans.test".to_owned(), language: "en".to_owned() };
    let checkout = till.orders(guest, new).await.unwrap();
    till.stripe.pay(session_of(&checkout));
    assert_eq!(till.returns(&checkout.order).await, Paying::Paid);
    till.work().await;

    let zoe = db_member(&till, "zoe");
    for step in ["claim", "forget"] {
        let member = zoe.clone();
        till.club
            .write(move |tx| match step {
                "claim" => THINGS.claim(tx, &member, "zoe@fans.test").map(drop),
                _ => THINGS.forget(tx, &member),
            })
            .await
            .unwrap();
        for (table, column) in KEPT {
            let rows = till.db_rows(&format!("SELECT member_id, {column} FROM {table}"));
            assert_eq!(rows.len(), 1, "{table}: {rows:?}");
            assert_eq!(rows[0][0], "zoe", "{table}, {step}");
            // An order's own papers are sealed apart, for as long as the law wants them.
            let forgotten = step == "forget" && table != "orders";
            assert_eq!(rows[0][1].is_empty(), forgotten, "{table}, {step}: {rows:?}");
        }
    }
    let bought = till.db_rows("SELECT tickets, bought FROM standings WHERE member_id = 'zoe'");
    assert!(bought[0][0].contains("hamburg") && bought[0][1].contains("shirt"), "standing: {bought:?}");
}

#[actix_web::test]
async fn nothing_to_pay_is_paid() {
    let till = shop().await;
    let zoe = db_member(&till, "zoe");
    let order = till.buys(&zoe, order(&[("gift/0/0", 1)])).await;
    assert_eq!(till.stripe.only("session")["payment_status"], "no_payment_required");
    assert_eq!(till.lines(&order).await[0].delivery, "delivered");
}

#[actix_web::test]
async fn money_goes_back_in_parts_and_never_more_than_came() {
    let till = shop().await;
    let zoe = db_member(&till, "zoe");
    till.stock(MUG, 10).await;
    let order = till.buys(&zoe, order(&[(MUG, 2), (SONG, 1)])).await;
    let lines = till.lines(&order).await;
    let back = |share, goods, known| GivingBack { share, goods, known };
    let sum = |minor| Share::Amount(Money::new(minor, EUR));

    till.gives_back(&order, back(sum(200), Goods::Kept, 0)).await.unwrap();
    assert!(matches!(till.gives_back(&order, back(sum(200), Goods::Kept, 0)).await, Err(RefundError::Changed)));
    assert_eq!(till.lines(&order).await[0].delivery, "delivered", "the goods stay");

    let line = Share::Line(lines[0].id.clone());
    till.gives_back(&order, back(line.clone(), Goods::TakenBack(Restock::BackOnShelf), 1)).await.unwrap();
    assert_eq!(till.taken_of(MUG).await, 0);
    let again = till.gives_back(&order, back(line, Goods::Kept, 2)).await;
    assert!(matches!(again, Err(RefundError::AlreadyRefunded)), "{again:?}");
    let too_much = till.gives_back(&order, back(sum(100_000), Goods::Kept, 2)).await;
    assert!(matches!(too_much, Err(RefundError::TooMuch(left)) if left.minor == 3_050 - 200 - 2_400), "{too_much:?}");

    till.gives_back(&order, back(Share::Whole, Goods::TakenBack(Restock::Lost), 2)).await.unwrap();
    let refunds = till.stripe.all("refund");
    assert_eq!(refunds.iter().map(|refund| refund["amount"].as_i64().unwrap()).collect::<Vec<_>>(), [200, 2_400, 450]);
    assert!(till.lines(&order).await.iter().all(|line| line.delivery == "revoked"));
    assert_eq!(till.revenue().await, [(Money::new(3_050, EUR), Money::new(3_050, EUR))]);
    till.adds_up().await;
}

#[actix_web::test]
async fn a_line_taken_back_keeps_its_money_until_that_is_decided() {
    let till = shop().await;
    let zoe = db_member(&till, "zoe");
    till.stock(MUG, 2).await;
    let order = till.buys(&zoe, order(&[(MUG, 2)])).await;
    let lines = till.lines(&order).await;
    let (id, mugs, kinds, now) = (order.clone(), vec![lines[0].id.clone()], till.kinds, till.now());
    let cancel = async || {
        let (id, mugs) = (id.clone(), mugs.clone());
        let restock = Restock::BackOnShelf;
        till.club
            .write(move |tx| payments::cancel_lines(tx, kinds, &id, &mugs, restock, &Actor::System, now))
            .await
            .unwrap()
    };
    assert_eq!(cancel().await, 1);
    assert_eq!(cancel().await, 0, "once");
    assert_eq!((till.taken_of(MUG).await, till.count("refunds")), (0, 0));
}

#[actix_web::test]
async fn sixty_carts_of_two_kinds_sell_exactly_what_there_is() {
    let till = shop().await;
    till.stock(MUG, 10).await;
    till.stock(SONG, 15).await;
    let attempts = (0..60).map(|nth| {
        let buyer = Buyer { member: None, email: format!("fan{nth}@fans.test"), language: "en".to_owned() };
        // In both orders, so that whoever locks carelessly waits for ever.
        let lines: &[(&str, i64)] = if nth % 2 == 0 { &[(MUG, 1), (SONG, 1)] } else { &[(SONG, 1), (MUG, 1)] };
        till.orders(buyer, order(lines))
    });
    let outcomes = futures_util::future::join_all(attempts).await;
    let placed = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    for outcome in &outcomes {
        let sold_out = matches!(outcome, Err(BeginError::NotPlaced(PlaceOrderError::SoldOut(_))));
        assert!(outcome.is_ok() || sold_out, "{outcome:?}");
    }
    assert_eq!(placed, 10);
    assert_eq!((till.taken_of(MUG).await, till.taken_of(SONG).await), (10, 10));
}
