//! An evening from the studio: made, sold, let in, called off.

use stagedoor::base::{Moment, Money};
use stagedoor::catalog;
use stagedoor::crew::{CrewMemberId, Role};
use stagedoor::journal::Actor;
use stagedoor::orders::{NewOrder, Restock};
use stagedoor::payments::{GivingBack, Goods, Share};
use stagedoor::tickets::sale::Details;
use stagedoor::tickets::{self, NewType};

use super::{db_buys, db_event, floor, guest, place, wanted};
use crate::payments::{EUR, Till, db_member};
use crate::support::{Letter, TestClub};

#[actix_web::test]
async fn an_evening_is_made_sold_and_called_off() {
    let club = TestClub::open_with("guest_checkout = true\ntime_zone = \"Europe/Berlin\"");
    let server = club.serve();
    let owner = club.db_crew_at_work("ines@nova.test", Role::Owner).await;
    let page = owner.get("/studio/events/new").await.expect(200);
    let form = || page.form("form[action='/studio/events']");
    let wrong = form().fill("title", "").fill("zone", "Europe/Nowhere").fill("venue", "Knust");
    let wrong = owner.submit(&wrong.fill("doors", "2031-12-12T21:00").fill("starts", "soon")).await.expect(422);
    assert!(wrong.text().contains("There is no such time zone") && wrong.text().contains("Give it a name"));
    let good = form().fill("title", "Low Water, live").fill("venue", "Knust").fill("places", "2");
    let good = good.fill("doors", "2031-12-12T19:00").fill("starts", "2031-12-12T20:00");
    let event = owner.follow(owner.submit(&good).await).await.expect(200);
    let path = event.path.split('?').next().unwrap().to_owned();

    let kind = owner.get(&format!("{path}/types/new")).await.expect(200);
    let form =
        kind.form("form[action$='/types']").fill("name", "Floor").fill("price", "44").fill("windows", "tomorrow");
    let wrong = owner.submit(&form).await.expect(422);
    assert!(wrong.text().contains("This line says no date, time and condition: tomorrow"));
    let form = wrong.form("form[action$='/types']").fill("windows", "2020-01-01 10:00 everyone");
    owner.follow(owner.submit(&form).await).await.expect(200);
    let event = owner.get(&path).await.expect(200);
    club.visitor().get("/events/low-water-live").await.expect(404);
    let shown = owner.submit(&event.form("form[action$='/publications']")).await;
    owner.follow(shown).await.expect(200);

    let fan = club.visitor();
    let page = fan.get("/events/low-water-live").await.expect(200);
    let cart = fan.submit(&page.form("form[action$='/cart']").fill("quantity", "2")).await;
    fan.follow(cart).await.expect(200);
    let form = fan.get("/checkout").await.expect(200).form("form[action='/checkout']").fill("email", "noor@fans.test");
    let paying = fan.follow(fan.submit(&form).await).await.expect(200);
    let order = fan.follow(fan.submit(&paying.form("form").fill("card", "good")).await).await.expect(200);
    assert!(order.text().contains("Paid."), "{}", order.text());
    let full = fan.get("/events/low-water-live").await.expect(200);
    assert!(full.text().contains("Sold out."));

    let attendees = owner.get(&format!("{path}/attendees?q=noor")).await.expect(200);
    assert_eq!(attendees.attributes("th a[href*='/attendees/']", "href").len(), 2);
    let door = owner.get(&format!("{path}/door")).await.expect(200);
    let made = door.form("form[action$='/passes']").fill("gate", "Door A");
    let made = owner.submit(&made).await.expect(200);
    assert!(made.text().contains("/door/pair/") && made.text().contains("<svg"));
    let again = owner.get(&format!("{path}/door")).await.expect(200);
    assert!(!again.text().contains("/door/pair/"), "shown once");

    let event = owner.get(&path).await.expect(200);
    let off = event.form("form[action$='/cancellations']").tick("sure", "yes");
    let off = owner.follow(owner.submit(&off).await).await.expect(200);
    assert!(off.text().contains("Called off."));
    club.rests();
    let order = fan.get(&order.path).await.expect(200);
    assert!(order.text().contains("The money goes back to you."), "{}", order.text());
    let off = fan.get("/events/low-water-live").await.expect(200);
    assert!(off.text().contains("This evening does not take place."));
    let letter = club.mailbox.letters().into_iter().find(|letter| letter.subject.contains("does not take place"));
    let letter = letter.expect("a letter that says it is off");
    assert!(letter.text.contains("12 December 2031") && letter.text.contains("€88.00 goes back"), "{}", letter.text);
    assert!(
        !club.mailbox.letters().iter().any(|letter| letter.subject.contains("go back to you")),
        "one letter, not two"
    );
    // Pressed in another window: nothing goes back a second time.
    owner.post(&format!("{path}/cancellations"), &[("sure", "yes")]).await.expect(303);
    club.rests();
    assert_eq!(club.db_rows("SELECT id FROM refunds").len(), 1);
    server.stops();
}

#[actix_web::test]
async fn what_is_held_for_somebody_at_the_checkout_is_not_called_sold() {
    let club = TestClub::open();
    let chair = NewType { name: "Chair".into(), places: Some(10), ..floor() };
    let (event, types) = db_event(&club, "hamburg", 20, vec![floor(), chair]).await;
    let nothing = Details::default();
    db_buys(&club, guest("noor"), wanted(&types[1], 2, &nothing)).await;
    place(&club, guest("ada"), wanted(&types[1], 3, &nothing)).await.unwrap();
    place(&club, guest("max"), wanted(&types[0], 1, &nothing)).await.unwrap();
    let server = club.serve();
    let owner = club.db_crew_at_work("ines@nova.test", Role::Owner).await;
    let numbers = |page: &crate::support::Answer| page.texts("td.num");
    let list = owner.get("/studio/events").await.expect(200);
    assert_eq!(numbers(&list), ["2", "4", "14"], "sold, held, left");
    let types = owner.get(&format!("/studio/events/{}", event.id)).await.expect(200);
    assert_eq!(numbers(&types), ["€44", "0", "1", "no limit", "€44", "2", "3", "5"]);
    club.rests();
    server.stops();
}

/// The letters that bring tickets, oldest first.
fn ticket_letters(club: &TestClub) -> Vec<Letter> {
    club.rests();
    club.mailbox.letters().into_iter().filter(|letter| letter.subject.contains("ticket")).collect()
}

/// An evening called off while one ticket of two was moved to another.
#[actix_web::test]
async fn a_ticket_that_was_moved_away_outlives_its_evening() {
    let till = Till::open().await;
    let zoe = db_member(&till, "zoe");
    let (event, types) = db_event(&till.club, "hamburg", 20, vec![floor()]).await;
    let (other, others) = db_event(&till.club, "kiel", 20, vec![floor()]).await;
    let order = till.buys(&zoe, NewOrder::of(wanted(&types[0], 2, &Details::default()))).await;
    let line = till.lines(&order).await[0].id.clone();
    let (of_line, to, now) = (line.clone(), others[0].id.clone(), till.now());
    till.club
        .write(move |tx| {
            let moving = tickets::of_line(tx, &of_line)?.remove(0);
            tickets::move_to(tx, &moving.id, &to, Actor::System, now)
        })
        .await
        .unwrap();
    let off = event.clone();
    till.club.write(move |tx| catalog::call_off(tx, &off, &CrewMemberId("ines".into()), now)).await.unwrap();
    till.work().await;
    let of_line = line.clone();
    let left = till.club.read(move |conn| tickets::of_line(conn, &of_line)).await.unwrap();
    let standing: Vec<_> = left.iter().filter(|ticket| ticket.is_valid()).map(|ticket| &ticket.event_id).collect();
    assert_eq!(standing, [&other.id], "the one in Kiel opens");
    assert_eq!(till.db_rows("SELECT CAST(minor AS TEXT), state FROM refunds"), [["4400", "done"]]);
    let letters = till.mailbox.letters();
    let told = letters.iter().find(|letter| letter.subject.contains("does not take place")).unwrap();
    assert!(told.text.contains("€44.00 goes back"), "{}", told.text);

    let asked = GivingBack { share: Share::Line(line), goods: Goods::TakenBack(Restock::BackOnShelf), known: 1 };
    till.gives_back(&order, asked).await.unwrap();
    assert_eq!(till.count("tickets WHERE state = 'valid'"), 0, "a refund takes a line's tickets wherever they are");
    assert_eq!(
        till.db_rows("SELECT DISTINCT CAST(taken AS TEXT), kind FROM capacities WHERE kind = 'hall'"),
        [["0", "hall"]]
    );
    assert_eq!(till.revenue().await, [(Money::new(8_800, EUR), Money::new(8_800, EUR))]);
    till.adds_up().await;
}

#[actix_web::test]
async fn a_ticket_is_sent_again_renamed_and_moved() {
    let club = TestClub::open();
    let small = NewType { name: "Balcony".into(), places: Some(1), ..floor() };
    let (event, types) = db_event(&club, "hamburg", 2, vec![floor(), small]).await;
    let (other, others) = db_event(&club, "kiel", 1, vec![floor()]).await;
    let named = Details { names: vec!["=HYPERLINK(\"http://evil\")".into()], answers: Vec::new() };
    let tickets = db_buys(&club, guest("noor"), wanted(&types[0], 2, &named)).await;
    let server = club.serve();
    assert_eq!(ticket_letters(&club).len(), 1, "both in one");
    let owner = club.db_crew_at_work("ines@nova.test", Role::Owner).await;
    let page = |event: &str, nth: usize| format!("/studio/events/{event}/attendees/{}", tickets[nth].id);
    let first = page(event.id.as_str(), 0);

    let shown = owner.get(&first).await.expect(200).says("Ticket 1001").says("noor@fans.test");
    owner.follow(owner.submit(&shown.form("form[action$='/letters']")).await).await.expect(200).says("once more");
    let letters = ticket_letters(&club);
    assert_eq!(letters.len(), 2);
    assert!(letters[1].text.contains(&tickets[0].secret), "the same ticket as before");

    let form = shown.form(&format!("form[action='{first}']")).fill("holder", " Ada   Brandt ");
    owner.follow(owner.submit(&form).await).await.expect(200).says("Ada Brandt");
    let letters = ticket_letters(&club);
    assert!(letters[2].text.contains("Ada Brandt") && !letters[2].text.contains(&tickets[0].secret), "a new code");
    let old = format!("/tickets/{}/{}", tickets[0].id, tickets[0].secret);
    club.visitor().get(&old).await.expect(404);
    owner.follow(owner.submit(&form).await).await.expect(200).says("This is the name on it already");
    assert_eq!(ticket_letters(&club).len(), 3, "nothing changed, nothing is sent");

    // Within a full hall to another type, then to another evening, then nowhere.
    let moving = owner.get(&first).await.expect(200).form("form[action$='/moves']").fill("to", types[1].id.as_str());
    owner.follow(owner.submit(&moving).await).await.expect(200).says("Moved.").says("Balcony");
    let second = owner.get(&page(event.id.as_str(), 1)).await.expect(200);
    let full = second.form("form[action$='/moves']").fill("to", types[1].id.as_str());
    owner.follow(owner.submit(&full).await).await.expect(200).says("There is no place left there");
    let away = second.form("form[action$='/moves']").fill("to", others[0].id.as_str());
    let there = owner.follow(owner.submit(&away).await).await.expect(200).says("Moved.");
    assert!(there.path.starts_with(&page(other.id.as_str(), 1)), "{}", there.path);
    owner.get(&page(event.id.as_str(), 1)).await.expect(404);
    let back = owner.get(&first).await.expect(200).form("form[action$='/moves']").fill("to", others[0].id.as_str());
    owner.follow(owner.submit(&back).await).await.expect(200).says("There is no place left there");
    let made_up = back.fill("to", "made-up");
    owner.follow(owner.submit(&made_up).await).await.expect(200).says("It cannot be moved there");
    let taken = |kind: &str, item: &str| {
        club.db_rows(&format!(
            "SELECT CAST(taken AS TEXT), kind FROM capacities WHERE kind = '{kind}' AND item_id = '{item}'"
        ))[0][0]
            .clone()
    };
    assert_eq!([taken("hall", event.id.as_str()), taken("hall", other.id.as_str())], ["1", "1"]);
    assert_eq!([taken("ticket", types[0].id.as_str()), taken("ticket", types[1].id.as_str())], ["0", "1"]);

    let letters = ticket_letters(&club).len();
    let gone = owner.get(&first).await.expect(200).form("form[action$='/voids']");
    owner.follow(owner.submit(&gone).await).await.expect(200).says("opens nothing any more");
    let void = owner.get(&first).await.expect(200);
    assert!(void.attributes("form[action$='/moves'], form[action$='/letters']", "action").is_empty());
    owner.follow(owner.submit(&gone).await).await.expect(200);
    owner.submit(&shown.form("form[action$='/letters']")).await.expect(303);
    club.rests();
    let voided: Vec<Letter> =
        club.mailbox.letters().into_iter().filter(|letter| letter.subject.contains("is void")).collect();
    assert_eq!(voided.len(), 1, "told once");
    assert!(voided[0].text.contains("opens nothing any more") && voided[0].to == ["noor@fans.test"]);
    assert_eq!(ticket_letters(&club).len(), letters, "a void ticket is not sent");
    assert_eq!(taken("hall", event.id.as_str()), "0", "its place is on sale again");
    let kept = owner.get(&page(other.id.as_str(), 1)).await.expect(200).form("form[action$='/voids']");
    owner.follow(owner.submit(&kept.fill("place", "lost")).await).await.expect(200).says("opens nothing any more");
    assert_eq!(taken("hall", other.id.as_str()), "1", "and this one is not");
    club.rests();
    server.stops();
}

#[actix_web::test]
async fn who_comes_is_taken_as_a_table_without_formulas() {
    let club = TestClub::open();
    let asking = NewType { question: "Do you need a seat?".into(), asks_names: true, ..floor() };
    let (event, types) = db_event(&club, "hamburg", 20, vec![asking]).await;
    let details = Details {
        names: vec!["=1+2".into(), "Żółć, \"Ada\"".into()],
        answers: vec!["@SUM(A1:A9)".into(), "No".into()],
    };
    let tickets = db_buys(&club, guest("noor"), wanted(&types[0], 2, &details)).await;
    let server = club.serve();
    let path = format!("/studio/events/{}/attendees.csv", event.id);
    club.visitor().get(&path).await.expect(303);
    let shop = club.db_crew_comes_in("sam@nova.test", Role::Shop).await;
    shop.get(&path).await.expect(303);
    shop.proves().await;
    let file = shop.get(&path).await.expect(200);
    assert_eq!(file.header("content-type"), Some("text/csv; charset=utf-8"));
    let mut table = csv::Reader::from_reader(file.bytes.as_slice());
    assert_eq!(
        table.headers().unwrap().iter().take(6).collect::<Vec<_>>(),
        ["number", "name", "email", "type", "state", "answer"]
    );
    let rows: Vec<csv::StringRecord> = table.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 2);
    assert_eq!((&rows[0][0], &rows[0][1], &rows[0][3], &rows[0][4]), ("1001", "'=1+2", "Floor", "valid"));
    assert_eq!((&rows[0][5], &rows[1][5]), ("'@SUM(A1:A9)", "No"), "each its own answer");
    assert_eq!((&rows[1][1], &rows[1][7]), ("Żółć, \"Ada\"", ""));
    assert!(!String::from_utf8_lossy(&file.bytes).contains(&tickets[0].secret), "no secret is in it");
    let moderator = club.db_crew_at_work("max@nova.test", Role::Moderator).await;
    moderator.get(&path).await.expect(404);
    club.rests();
    server.stops();
}

#[actix_web::test]
async fn a_fan_reads_when_it_opens_for_them_and_why() {
    let (club, server) = crate::site::served();
    let soon = Moment::now().plus_days(3);
    let windows = vec![
        ("tenure > 2y".to_owned(), soon),
        ("member".to_owned(), soon.plus_days(1)),
        ("age >= 18".to_owned(), soon.plus_days(2)),
        ("everyone".to_owned(), soon.plus_days(3)),
    ];
    let old = NewType { name: "Veterans".into(), condition: "tenure > 2y".into(), ..floor() };
    db_event(&club, "hamburg", 30, vec![NewType { windows, ..floor() }, old]).await;
    let fan = crate::site::joins(&club, "noor@fans.test").await;
    let page = fan.get("/events/hamburg").await.expect(200);
    let told = page.texts("ul.note li");
    for (line, words) in
        ["members of more than 2 years", "all members", "the age of 18", "everybody"].iter().enumerate()
    {
        assert!(told[line].contains(words), "{told:?}");
    }
    let mine: Vec<bool> = told.iter().map(|line| line.contains("That is you.")).collect();
    assert_eq!(mine, [false, true, false, true], "{told:?}");
    page.says("On sale from").says("It is for members of more than 2 years.");
    server.stops();
}
