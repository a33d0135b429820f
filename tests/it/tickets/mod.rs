//! Events and tickets: sold to whom they are for, never more than there are, and worth something at the right door only.

pub mod door;
mod offline;
mod studio;

use stagedoor::base::{Currency, Moment};
use stagedoor::catalog::KINDS;
use stagedoor::club::Club;
use stagedoor::journal::Actor;
use stagedoor::orders::{self, Buyer, NewOrder, NotForSale, OrderId, PlaceOrderError, Restock, Takings, Terms, Wanted};
use stagedoor::tickets::sale::Details;
use stagedoor::tickets::{self, Event, HALL, KIND, NewEvent, NewType, Ticket, TicketType, code};

use crate::payments::db_member;
use crate::support::TestClub;

pub fn evening(places: i64) -> NewEvent {
    NewEvent {
        title: "Low Water, live".into(),
        summary: "With Ada Brandt on the cello.".into(),
        venue: "Knust".into(),
        address: "Neuer Kamp 30, Hamburg".into(),
        zone: "Europe/Berlin".into(),
        doors: "2031-12-12T19:00".into(),
        starts: "2031-12-12T20:00".into(),
        places: Some(places),
    }
}

pub fn floor() -> NewType {
    NewType {
        name: "Floor".into(),
        about: String::new(),
        condition: "everyone".into(),
        most: Some(4),
        asks_names: false,
        question: String::new(),
        open: true,
        places: None,
        price: 4_400,
        windows: Vec::new(),
    }
}

/// A published event with these types.
pub async fn db_event(club: &Club, slug: &str, places: i64, types: Vec<NewType>) -> (Event, Vec<TicketType>) {
    let (slug, now) = (slug.to_owned(), Moment::now());
    club.write(move |tx| {
        let new = evening(places);
        let event = tickets::create(tx, &new, &slug, new.starts_at().unwrap(), now)?;
        for new in &types {
            tickets::add_type(tx, &event.id, new, Currency::EUR, now)?;
        }
        tickets::publish(tx, &event, true, Actor::System, now)?;
        let types = tickets::types_of(tx, &event.id)?;
        Ok::<_, stagedoor::base::Fault>((event, types))
    })
    .await
    .unwrap()
}

pub fn wanted(kind: &TicketType, quantity: i64, details: &Details) -> Wanted {
    Wanted { kind: KIND, item: kind.id.to_string(), price: None, quantity, details: details.written(), instead: false }
}

pub fn guest(name: &str) -> Buyer {
    Buyer { member: None, email: format!("{name}@fans.test"), language: "en".into() }
}

pub async fn place(club: &Club, buyer: Buyer, wanted: Wanted) -> Result<OrderId, PlaceOrderError> {
    let now = Moment::now();
    let terms = Terms { livemode: false, return_to: "/".into(), hold_until: now.plus_minutes(15) };
    club.write(move |tx| {
        let placed = orders::place(tx, KINDS, &buyer, &NewOrder::of(wanted.clone()), &terms, now)?;
        Ok(placed.order.id)
    })
    .await
}

/// Places, is paid, and hands the tickets over; their letter stays unwritten.
pub async fn db_buys(club: &TestClub, buyer: Buyer, wanted: Wanted) -> Vec<Ticket> {
    club.leaves_work("tickets.send");
    let id = place(club, buyer, wanted).await.unwrap();
    let now = Moment::now();
    club.write(move |tx| {
        let order = orders::by_id(tx, &id)?.unwrap();
        orders::mark_paid(tx, &order, &Takings { gross: order.total(), tax: 0, at: now })?;
        let order = orders::by_id(tx, &id)?.unwrap();
        let line = orders::lines_of(tx, &id)?.remove(0);
        orders::deliver(tx, KINDS, &order, &line.id, None, now)?;
        tickets::of_line(tx, &line.id)
    })
    .await
    .unwrap()
}

/// An evening with two types and two named tickets sold; gives the event's id and one ticket's.
pub async fn sale_of_two(club: &TestClub) -> (String, String) {
    let chair = NewType { name: "Chair by the piano".into(), places: Some(40), ..floor() };
    let asking = NewType { question: "Do you need a step-free way in?".into(), asks_names: true, ..floor() };
    let (event, types) = db_event(club, "hamburg", 300, vec![asking, chair]).await;
    let details = Details {
        names: vec!["Małgorzata Żółć".into(), "Noor Bakker".into()],
        answers: vec!["Yes, please".into(), "No".into()],
    };
    let tickets = db_buys(club, guest("noor"), wanted(&types[0], 2, &details)).await;
    (event.id.0, tickets[0].id.0.clone())
}

async fn taken(club: &Club, kind: &str, item: &str) -> i64 {
    let (kind, item) = (kind.to_owned(), item.to_owned());
    club.read(move |conn| orders::capacities::of(conn, &kind, &item)).await.unwrap().taken
}

#[actix_web::test]
async fn two_types_share_a_hall_and_sell_exactly_what_it_holds() {
    let club = TestClub::open();
    let balcony = NewType { name: "Balcony".into(), places: Some(20), ..floor() };
    let (event, types) = db_event(&club, "hamburg", 30, vec![floor(), balcony]).await;
    let buyers = (0..120).map(|nth| {
        let kind = &types[nth % 2];
        place(&club, guest(&format!("fan{nth}")), wanted(kind, 1, &Details::default()))
    });
    let outcomes = futures_util::future::join_all(buyers).await;
    let sold = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    for outcome in &outcomes {
        assert!(matches!(outcome, Ok(_) | Err(PlaceOrderError::SoldOut(0))), "{outcome:?}");
    }
    assert_eq!(sold, 30);
    assert_eq!(taken(&club, HALL, event.id.as_str()).await, 30);
    let own = taken(&club, KIND, types[0].id.as_str()).await + taken(&club, KIND, types[1].id.as_str()).await;
    assert_eq!(own, 30, "what a full hall refused was given back to its type");
}

#[actix_web::test]
async fn nobody_gets_more_than_their_share_by_many_carts() {
    let club = TestClub::open();
    let (_, types) = db_event(&club, "hamburg", 300, vec![floor()]).await;
    let three = || wanted(&types[0], 3, &Details::default());
    let first = place(&club, guest("tout"), three()).await.unwrap();
    let more = place(&club, guest("tout"), three()).await;
    assert!(matches!(more, Err(PlaceOrderError::NotForSale(0, NotForSale::AtMost(4)))), "{more:?}");
    let now = Moment::now();
    club.write(move |tx| orders::end(tx, KINDS, &first, now)).await.unwrap();
    assert_eq!(db_buys(&club, guest("tout"), three()).await.len(), 3);
    let more = place(&club, guest("tout"), three()).await;
    assert!(matches!(more, Err(PlaceOrderError::NotForSale(0, NotForSale::AtMost(4)))), "{more:?}");
    assert!(place(&club, guest("fan"), three()).await.is_ok());
    // Nor by writing the address in another way.
    let loud = Buyer { email: "TOUT@Fans.Test".into(), ..guest("tout") };
    let more = place(&club, loud, three()).await;
    assert!(matches!(more, Err(PlaceOrderError::NotForSale(0, NotForSale::AtMost(4)))), "{more:?}");
}

#[actix_web::test]
async fn nor_by_carts_at_the_same_moment() {
    let club = TestClub::open();
    let (_, types) = db_event(&club, "hamburg", 300, vec![floor()]).await;
    let tries = (0..8).map(|_| place(&club, guest("tout"), wanted(&types[0], 3, &Details::default())));
    let placed = futures_util::future::join_all(tries).await;
    assert_eq!(placed.iter().filter(|one| one.is_ok()).count(), 1, "{placed:?}");
}

#[actix_web::test]
async fn a_sale_opens_for_each_when_it_opens_for_them() {
    let club = TestClub::open();
    let now = Moment::now();
    let windows = vec![("member".to_owned(), now.plus_days(-1)), ("everyone".to_owned(), now.plus_days(2))];
    let friends = NewType { name: "Friends".into(), condition: "tier in (circle)".into(), ..floor() };
    let (_, types) = db_event(&club, "hamburg", 300, vec![NewType { windows, ..floor() }, friends]).await;
    let zoe = db_member(&club, "zoe");
    let member = Buyer { member: Some(zoe), ..guest("zoe") };
    let one = |nth: usize| wanted(&types[nth], 1, &Details::default());
    assert!(place(&club, member.clone(), one(0)).await.is_ok());
    let stranger = place(&club, guest("stranger"), one(0)).await;
    assert!(
        matches!(&stranger, Err(PlaceOrderError::NotForSale(0, NotForSale::NotYet(at))) if *at == now.plus_days(2)),
        "{stranger:?}"
    );
    let refused = place(&club, member, one(1)).await;
    let why = Err::<(), _>(NotForSale::OnlyFor { condition: "tier in (circle)".into(), opens_at: None });
    assert!(matches!(&refused, Err(PlaceOrderError::NotForSale(0, given)) if Err::<(), _>(given.clone()) == why));
}

#[actix_web::test]
async fn names_and_answers_are_asked_for_and_kept() {
    let club = TestClub::open();
    let asking = NewType { asks_names: true, question: "Do you need a seat?".into(), ..floor() };
    let (_, types) = db_event(&club, "hamburg", 300, vec![asking]).await;
    let long = "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaft";
    let details =
        Details { names: vec!["نور الهدى".into(), long.into()], answers: vec!["No".into(), "Yes".into()] };
    let silent = place(&club, guest("noor"), wanted(&types[0], 2, &Details::default())).await;
    assert!(matches!(silent, Err(PlaceOrderError::NotForSale(0, NotForSale::Unanswered))));
    let three = place(&club, guest("noor"), wanted(&types[0], 3, &details)).await;
    assert!(matches!(three, Err(PlaceOrderError::NotForSale(0, NotForSale::Unanswered))), "two names for three");
    let one_answer = Details { answers: vec!["No".into(), " ".into()], ..details.clone() };
    let one_answer = place(&club, guest("noor"), wanted(&types[0], 2, &one_answer)).await;
    assert!(
        matches!(one_answer, Err(PlaceOrderError::NotForSale(0, NotForSale::Unanswered))),
        "each has its own answer"
    );
    let tickets = db_buys(&club, guest("noor"), wanted(&types[0], 2, &details)).await;
    assert_eq!(tickets.iter().map(|ticket| ticket.holder.as_str()).collect::<Vec<_>>(), ["نور الهدى", long]);
    assert_eq!(tickets.iter().map(|ticket| ticket.answer.as_str()).collect::<Vec<_>>(), ["No", "Yes"]);
}

#[actix_web::test]
async fn a_code_is_worth_what_this_club_signed() {
    let (club, other) = TestClub::two();
    let (_, types) = db_event(&club, "hamburg", 300, vec![floor()]).await;
    let ticket = db_buys(&club, guest("noor"), wanted(&types[0], 1, &Details::default())).await.remove(0);
    let good = code::of(&club, &ticket).unwrap();
    assert_eq!(code::read(&club, &good), Some((ticket.id.clone(), ticket.secret.clone())));
    assert_eq!(code::read(&club, &format!("  {good}\n")), Some((ticket.id.clone(), ticket.secret.clone())));
    assert_eq!(code::read(&other, &good), None, "another club's gate");
    for at in [5, 20, 44, 60, good.len() - 3] {
        let mut forged: Vec<char> = good.chars().collect();
        forged[at] = if forged[at] == 'A' { 'B' } else { 'A' };
        assert_eq!(code::read(&club, &forged.into_iter().collect::<String>()), None, "altered at {at}");
    }
    assert_ne!(code::public_key(&club), code::public_key(&other));
}

#[actix_web::test]
async fn a_voided_place_is_free_again_if_it_is_to_be() {
    let club = TestClub::open();
    let (event, types) = db_event(&club, "hamburg", 2, vec![floor()]).await;
    let tickets = db_buys(&club, guest("noor"), wanted(&types[0], 2, &Details::default())).await;
    assert!(matches!(
        place(&club, guest("max"), wanted(&types[0], 1, &Details::default())).await,
        Err(PlaceOrderError::SoldOut(0))
    ));
    club.leaves_work("tickets.tell_voided");
    let now = Moment::now();
    for (ticket, stock, left) in [(&tickets[0], Restock::BackOnShelf, 1), (&tickets[1], Restock::Lost, 1)] {
        let voided = ticket.clone();
        assert!(club.write(move |tx| tickets::void(tx, &voided, stock, Actor::System, now)).await.unwrap());
        assert_eq!(taken(&club, HALL, event.id.as_str()).await, 2 - left);
    }
    let again = tickets[0].clone();
    assert!(!club.write(move |tx| tickets::void(tx, &again, Restock::BackOnShelf, Actor::System, now)).await.unwrap());
}

#[actix_web::test]
async fn a_fan_buys_by_the_pages() {
    let club = TestClub::open_with("guest_checkout = true");
    let asking = NewType { asks_names: true, question: "A step-free way in?".into(), most: Some(3), ..floor() };
    db_event(&club, "hamburg", 30, vec![asking]).await;
    let server = club.serve();
    let fan = club.visitor();
    let list = fan.get("/events").await.expect(200);
    assert!(list.text().contains("Low Water, live"));
    let page = fan.get("/events/hamburg").await.expect(200);
    let form = page.form("form[action='/events/hamburg/cart']");
    let unnamed = fan.submit(&form.fill("quantity", "2")).await.expect(422);
    let missing = unnamed.attributes("input[aria-invalid]", "id");
    assert_eq!(missing, ["n1-1", "a1-1", "n1-2", "a1-2"], "of the tickets that are wanted, not of the third row");
    let form = unnamed.form("form[action='/events/hamburg/cart']");
    let cart = fan.submit(&form.fill("quantity", "1").fill("name", "Noor Bakker").fill("answer", "No")).await;
    let cart = fan.follow(cart).await.expect(200);
    assert!(cart.text().contains("Noor Bakker") && cart.text().contains("€44.00"), "{}", cart.text());
    let checkout = fan.get("/checkout").await.expect(200);
    let wrong = fan.submit(&checkout.form("form[action='/checkout']").fill("email", "nobody")).await.expect(422);
    let paying = fan.submit(&wrong.form("form[action='/checkout']").fill("email", "Noor@Fans.Test")).await;
    let paying = fan.follow(paying).await.expect(200);
    assert!(paying.text().contains("Low Water, live, Floor"), "{}", paying.text());
    let order = fan.submit(&paying.form("form").fill("card", "good")).await;
    let order = fan.follow(order).await.expect(200);
    assert!(order.text().contains("Paid."), "{}", order.text());
    let link = order.attributes("a[href^='/tickets/']", "href").remove(0);
    let stranger = club.visitor();
    let ticket = stranger.get(&link).await.expect(200);
    assert!(ticket.text().contains("Noor Bakker"));
    let picture = ticket.attributes(".stub__code", "src").remove(0);
    assert!(stranger.get(&picture).await.expect(200).text().starts_with("<svg"));
    stranger.get(&format!("{link}x")).await.expect(404);
    let empty = fan.get("/cart").await.expect(200);
    assert!(empty.text().contains("Nothing in it yet."));
    club.rests();
    assert_eq!(club.mailbox.letters().len(), 2, "order and ticket");
    let letters = [(); 2].map(|()| club.mailbox.letter_to("Noor@fans.test"));
    assert!(letters.iter().any(|letter| letter.text.contains("/o/")));

    // Joining with the same address finds order and ticket there.
    let member = club.fan_joins("noor@fans.test").await;
    let mine = member.get("/tickets").await.expect(200);
    assert!(mine.text().contains("Noor Bakker"), "{}", mine.text());
    let calendar = member.get("/events/hamburg/calendar.ics").await.expect(200);
    assert!(calendar.text().contains("DTSTART:20311212T190000Z"), "{}", calendar.text());
    club.rests();
    server.stops();
}
