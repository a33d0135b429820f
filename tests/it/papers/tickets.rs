//! Tickets on paper and in the mail, for whoever holds them and nobody else.

use mail_parser::{MessageParser, MimeHeaders};
use stagedoor::base::Moment;
use stagedoor::journal::Actor;
use stagedoor::orders::Restock;
use stagedoor::tickets::{NewType, TicketId, code, issued, void};

use super::{keeps, pages, says};
use crate::support::{Answer, TestClub, Visitor};
use crate::tickets::{db_event, floor};

/// A guest buys two named tickets by the pages; gives the order's page.
async fn guest_buys(fan: &Visitor, email: &str, names: [&str; 2]) -> Answer {
    let page = fan.get("/events/hamburg").await.expect(200);
    let form = page.form("form[action$='/events/hamburg/cart']").fill("quantity", "2");
    // The page shows as many fields for names as were asked for once it comes back.
    let named = fan.submit(&form).await.expect(422);
    let mut form = named.form("form[action$='/events/hamburg/cart']");
    form.fields.retain(|(name, _)| name != "name");
    form.fields.extend(names.map(|name| ("name".to_owned(), name.to_owned())));
    fan.follow(fan.submit(&form).await).await.expect(200);
    let checkout = fan.get("/checkout").await.expect(200).form("form[action$='/checkout']").fill("email", email);
    let paying = fan.follow(fan.submit(&checkout).await).await.expect(200);
    fan.follow(fan.submit(&paying.form("form").fill("card", "good")).await).await.expect(200).says("Paid.")
}

#[actix_web::test]
async fn a_guest_takes_the_tickets_as_pdf_and_gets_them_by_mail() {
    let club = TestClub::open_with("guest_checkout = true");
    let asking = NewType { asks_names: true, ..floor() };
    db_event(&club, "hamburg", 30, vec![asking]).await;
    let server = club.serve();
    let (fan, names) = (club.visitor(), ["Małgorzata Żółć", "Nguyễn Thị Phượng"]);
    let order = guest_buys(&fan, "noor@fans.test", names).await;

    let all = order.attributes("a[href$='/tickets.pdf']", "href").remove(0);
    let stranger = club.visitor();
    let file = stranger.get(&all).await.expect(200);
    assert_eq!(file.header("content-type"), Some("application/pdf"));
    assert_eq!(file.header("cache-control"), Some("private, no-store"));
    keeps(&file.bytes, "paper-tickets");
    let drawn = pages(&file.bytes);
    assert_eq!(drawn.len(), 2, "a page each");
    for (page, name) in drawn.iter().zip(names) {
        says(page, name);
        says(page, "Low Water, live");
        says(page, "Friday 12 December 2031");
        says(page, "Doors 19:00, starts 20:00 (Europe/Berlin)");
        says(page, "Knust");
        says(page, "Nova Lune");
        says(page, "Floor");
    }
    stranger.get(&all.replacen("/o/", "/o/0", 1)).await.expect(404);
    let key = all.split('/').nth(3).unwrap().to_owned();
    stranger.get(&all.replace(&key, &"0".repeat(key.len()))).await.expect(404);

    let own = order.attributes("a[href^='/tickets/']", "href").remove(0);
    let page = stranger.get(&own).await.expect(200);
    let file = page.attributes("a[href$='/ticket.pdf']", "href").remove(0);
    let one = pages(&stranger.get(&file).await.expect(200).bytes);
    assert_eq!(one.len(), 1);
    says(&one[0], names[0]);
    stranger.get(&format!("{own}x/ticket.pdf")).await.expect(404);

    club.rests();
    let letter = club.mailbox.letters().into_iter().find(|letter| letter.subject.contains("Your 2 tickets")).unwrap();
    assert_eq!(letter.to, ["noor@fans.test"]);
    assert!(letter.text.contains(&own) && letter.text.contains("Nguyễn Thị Phượng"), "{}", letter.text);
    assert!(letter.html.contains("#11523c"), "the club's colour");
    let message = MessageParser::default().parse(letter.source.as_bytes()).unwrap();
    let pictures: Vec<_> = message.parts.iter().filter(|part| part.content_id().is_some()).collect();
    assert_eq!(pictures.len(), 2);
    let id = own.split('/').nth(2).unwrap().to_owned();
    let shown = club.read(move |conn| issued(conn, &TicketId(id))).await.unwrap().unwrap();
    assert_eq!(read_code(pictures[0].contents()), code::of(&club, &shown.ticket).unwrap());
    assert!(letter.html.contains(&format!("cid:{}", pictures[0].content_id().unwrap())), "{}", letter.html);
    let attached: Vec<_> = message.attachments().filter(|part| part.attachment_name() == Some("tickets.pdf")).collect();
    assert_eq!(attached.len(), 1);
    assert_eq!(pages(attached[0].contents()).len(), 2);
    assert!(club.db_rows("SELECT mail_id, file_name FROM mail_files").is_empty(), "what was sent is not kept");

    // One given back is neither on paper nor opened any more.
    let gone = shown.ticket.clone();
    let now = Moment::now();
    club.write(move |tx| void(tx, &gone, Restock::BackOnShelf, Actor::System, now)).await.unwrap();
    stranger.get(&file).await.expect(404);
    assert_eq!(pages(&stranger.get(&all).await.expect(200).bytes).len(), 1);
    server.stops();
}

/// What a phone's camera makes of a picture.
fn read_code(png: &[u8]) -> String {
    let picture = image::load_from_memory(png).unwrap().to_luma8();
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let mut prepared =
        rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| picture.get_pixel(x as u32, y as u32).0[0]);
    let grids = prepared.detect_grids();
    assert_eq!(grids.len(), 1, "one code in the picture");
    grids[0].decode().unwrap().1
}

#[actix_web::test]
async fn tickets_speak_the_buyers_language() {
    let club = TestClub::open_with("guest_checkout = true\nlanguages = [\"en\", \"fr\"]");
    db_event(&club, "hamburg", 30, vec![floor()]).await;
    let server = club.serve();
    let fan = club.visitor();
    let page = fan.get("/fr/events/hamburg").await.expect(200);
    fan.follow(fan.submit(&page.form("form[action$='/events/hamburg/cart']")).await).await.expect(200);
    let form = fan.get("/fr/checkout").await.expect(200).form("form[action$='/checkout']");
    let paying = fan.follow(fan.submit(&form.fill("email", "zoe@fans.test")).await).await.expect(200);
    let order = fan.follow(fan.submit(&paying.form("form").fill("card", "good")).await).await.expect(200);
    club.rests();
    let letters = club.mailbox.letters();
    let letter = letters.iter().find(|letter| letter.subject.contains("Votre billet")).unwrap();
    assert!(letter.source.contains("billets.pdf"));
    let all = order.attributes("a[href$='/tickets.pdf']", "href").remove(0);
    let drawn = pages(&fan.get(&all).await.expect(200).bytes);
    says(&drawn[0], "vendredi 12 décembre 2031");
    let receipt = order.attributes("a[href$='/receipt']", "href").remove(0);
    let drawn = pages(&fan.get(&format!("{receipt}.pdf")).await.expect(200).bytes);
    says(&drawn[0], "Reçu");
    says(&drawn[0], "44,00 €");
    server.stops();
}
