//! Members' data for partners: who is in it, what of them, for how long.

use stagedoor::archive::handovers::{self, Codes, NewHandover};
use stagedoor::archive::{Column, Recipe};
use stagedoor::base::Moment;
use stagedoor::crew::{self, Role};
use stagedoor::journal::Actor;

use crate::support::{Answer, Form, TestClub, Visitor};

/// A fan who lets partners know them.
pub(super) async fn open_to_partners(club: &TestClub, email: &str) -> Visitor {
    let fan = club.fan_joins(email).await;
    agrees(&fan, &["partners"]).await;
    fan
}

/// Says yes to these purposes and no to all others.
pub(super) async fn agrees(fan: &Visitor, purposes: &[&str]) {
    let mut fields = vec![("csrf", fan.get("/account").await.attributes("input[name=csrf]", "value").remove(0))];
    fields.extend(purposes.iter().map(|purpose| ("consent", (*purpose).to_owned())));
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    fan.post("/account/consents", &fields).await.expect(303);
}

pub(super) async fn form(manager: &Visitor) -> Form {
    let form = manager.get("/studio/handovers/new").await.expect(200).form("form[action='/studio/handovers']");
    form.fill("partner", "Arena Box Office").fill("purpose", "Guest list on 3 May").fill("keep_until", "2199-05-31")
}

/// Asks for the file and waits for it: the page of its export.
pub(super) async fn handed(club: &TestClub, manager: &Visitor, form: &Form) -> Answer {
    let asked = manager.follow(manager.submit(form).await).await.expect(200);
    club.rests();
    manager.get(&asked.path).await.expect(200)
}

async fn file(manager: &Visitor, page: &Answer) -> String {
    manager.get(&page.attributes("a[download]", "href")[0]).await.expect(200).text()
}

#[actix_web::test]
async fn only_who_agreed_is_in_a_partners_file_with_a_code_and_what_was_ticked() {
    let club = TestClub::open();
    let server = club.serve();
    let manager = club.db_crew_at_work("ines@nova.test", Role::Manager).await;
    open_to_partners(&club, "ada@fans.test").await;
    agrees(&club.fan_joins("bo@fans.test").await, &["news", "offers"]).await;
    club.fan_joins("cy@fans.test").await;
    open_to_partners(&club, "dee@fans.test").await;
    let asked = form(&manager).await;
    let asked = asked.fill("column", "email").tick("column", "number").fill("codes", "yes");
    let page = handed(&club, &manager, &asked).await.says("Expected 2, wrote 2").says("Arena Box Office");
    let file = file(&manager, &page).await;
    let mut rows = csv::Reader::from_reader(file.as_bytes());
    assert_eq!(rows.headers().unwrap(), vec!["code", "email", "number"]);
    let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    let addresses: Vec<&str> = rows.iter().map(|row| &row[1]).collect();
    assert_eq!(addresses, ["ada@fans.test", "dee@fans.test"]);
    // Each code stands for its person when the partner's file comes back.
    let kept = club.db_rows(
        "SELECT email, code FROM handed_members JOIN members ON members.id = handed_members.member_id ORDER BY email",
    );
    let codes: Vec<[&str; 2]> = rows.iter().map(|row| [&row[1], &row[0]]).collect();
    assert_eq!(kept, codes);
    assert_ne!(kept[0][1], kept[1][1]);
    let said = club.db_rows("SELECT detail FROM journal_entries WHERE verb = 'members.handed_over'");
    let begins = "Arena Box Office; Guest list on 3 May; csv; all; code,email,number; expected 2, wrote 2, sha256 ";
    assert!(said[0][0].starts_with(begins), "{said:?}");
    manager.get("/studio/handovers").await.expect(200).says("Arena Box Office").says("At the partner");
    server.stops();
}

#[actix_web::test]
async fn no_condition_and_no_column_gets_around_what_members_agreed_to() {
    let club = TestClub::open();
    let server = club.serve();
    let manager = club.db_crew_at_work("ines@nova.test", Role::Manager).await;
    let ada = open_to_partners(&club, "ada@fans.test").await;
    club.fan_joins("bo@fans.test").await;
    let sly = stagedoor::base::condition::Condition::parse("everyone").unwrap();
    club.write(move |tx| stagedoor::segments::save(tx, "Everyone", &sly, "", Moment::now())).await.unwrap();
    let of_all = form(&manager).await.fill("who", "everyone").fill("column", "email");
    let page = handed(&club, &manager, &of_all).await.says("Expected 1, wrote 1");
    assert_eq!(file(&manager, &page).await, "email\nada@fans.test\n");
    // What the crew notes is offered to no partner, and refused when it is asked for all the same.
    let offered = manager.get("/studio/handovers/new").await.expect(200);
    let columns = offered.attributes("input[name=column]", "value");
    assert_eq!(columns, ["number", "name", "email", "language", "country", "tier"]);
    assert!(offered.attributes("input[name=column][checked]", "value").is_empty(), "somebody chooses");
    manager.submit(&form(&manager).await.tick("column", "note")).await.expect(422).says("Tick at least one column.");
    // To whom the club itself may not write, no partner gets the address.
    club.write(|tx| {
        let at = Moment::now();
        stagedoor::members::suppress(tx, "ada@fans.test", "complained", at)
    })
    .await
    .unwrap();
    let page = handed(&club, &manager, &of_all).await.says("Expected 0, wrote 0");
    assert_eq!(file(&manager, &page).await, "email\n");
    agrees(&ada, &[]).await;
    let page = handed(&club, &manager, &form(&manager).await.fill("column", "number")).await;
    page.says("Expected 0, wrote 0");
    server.stops();
}

#[actix_web::test]
async fn who_takes_their_yes_back_while_a_second_person_is_asked_is_not_in_it() {
    let club = TestClub::open();
    let server = club.serve();
    let owner = club.db_crew_at_work("maren@nova.test", Role::Owner).await;
    let manager = club.db_crew_at_work("ines@nova.test", Role::Manager).await;
    let ada = open_to_partners(&club, "ada@fans.test").await;
    open_to_partners(&club, "bo@fans.test").await;
    club.write(|tx| stagedoor::archive::demand_two(tx, Actor::System, Moment::now())).await.unwrap();
    let page = handed(&club, &manager, &form(&manager).await.fill("column", "email")).await;
    page.clone().says("another owner or manager has to approve");
    agrees(&ada, &["news"]).await;
    owner.submit(&owner.get(&page.path).await.form("form[action$='/approvals']")).await.expect(303);
    club.rests();
    let page = manager.get(&page.path).await.expect(200).says("Expected 1, wrote 1");
    assert_eq!(file(&manager, &page).await, "email\nbo@fans.test\n");
    server.stops();
}

#[actix_web::test]
async fn a_handover_says_who_gets_it_what_for_and_until_when() {
    let club = TestClub::open();
    let server = club.serve();
    let manager = club.db_crew_at_work("ines@nova.test", Role::Manager).await;
    let check = async |name: &str, value: &str, says: &str| {
        let asked = form(&manager).await.fill("column", "name").fill(name, value);
        manager.submit(&asked).await.expect(422).says(says).says("Not saved yet");
    };
    check("partner", "", "Who gets it?").await;
    check("purpose", " ", "Say what for.").await;
    check("keep_until", "2020-01-01", "Choose a day that is still to come.").await;
    check("keep_until", "soon", "Choose a day that is still to come.").await;
    assert!(club.db_rows("SELECT id FROM handovers").is_empty());
    server.stops();
}

#[actix_web::test]
async fn when_the_time_is_over_the_week_says_so_until_the_answer_is_noted() {
    let club = TestClub::open();
    let server = club.serve();
    let manager = club.db_crew_at_work("ines@nova.test", Role::Manager).await;
    open_to_partners(&club, "ada@fans.test").await;
    club.write(|tx| {
        let by = crew::by_email(tx, "ines@nova.test")?.unwrap();
        let recipe = Recipe { columns: vec![Column::Name], ..Recipe::whole() };
        let (partner, purpose) = ("Old Partner".to_owned(), "Posters".to_owned());
        let new = NewHandover { partner, purpose, keep_until: "2026-01-31".to_owned(), recipe, codes: Codes::Without };
        handovers::ask(tx, &new, &by, Moment::now())
    })
    .await
    .unwrap();
    club.rests();
    let week = manager.get("/studio").await.expect(200).says("Old Partner should have deleted");
    let link = week.attributes("a[href^='/studio/handovers/']", "href").remove(0);
    let page = manager.get(&link).await.expect(200).says("Time is over").says("Posters");
    let noted = manager.submit(&page.form("form[action$='/deletions']")).await;
    manager.follow(noted).await.expect(200).says("Deleted there");
    assert!(!manager.get("/studio").await.expect(200).text().contains("Old Partner"));
    server.stops();
}

#[actix_web::test]
async fn members_are_told_who_was_given_what_and_forgotten_there_too() {
    let club = TestClub::open();
    let server = club.serve();
    let manager = club.db_crew_at_work("ines@nova.test", Role::Manager).await;
    let ada = open_to_partners(&club, "ada@fans.test").await;
    let bo = club.fan_joins("bo@fans.test").await;
    let asked = form(&manager).await.fill("column", "email").fill("codes", "yes");
    handed(&club, &manager, &asked).await.says("Expected 1, wrote 1");
    let copy = async |fan: &Visitor| -> serde_json::Value {
        serde_json::from_str(&fan.get("/account/copy.json").await.expect(200).text()).unwrap()
    };
    let given = copy(&ada).await["parts"]["partners"][0].clone();
    assert_eq!((&given["partner"], &given["purpose"]), (&"Arena Box Office".into(), &"Guest list on 3 May".into()));
    assert_eq!(given["columns"], serde_json::json!(["code", "email"]));
    assert!(copy(&bo).await["parts"]["partners"].as_array().unwrap().is_empty());

    let code = club.db_rows("SELECT code FROM handed_members").remove(0).remove(0);
    let page = ada.get("/account").await.expect(200).attributes("#data a[href$='/erasure']", "href").remove(0);
    let form = ada.get(&page).await.expect(200).form("main form").fill("email", "ada@fans.test");
    ada.submit(&form).await.expect(303);
    club.rests();
    assert!(club.db_rows("SELECT member_id FROM handed_members").is_empty());
    // The partner knows who the code stands for; nobody here does any more.
    let said = club.db_rows("SELECT detail FROM journal_entries WHERE verb = 'members.handed_erased'");
    assert_eq!(said, [[code]]);
    server.stops();
}

#[actix_web::test]
async fn a_partners_file_leaves_no_more_once_somebody_in_it_took_their_yes_back() {
    let club = TestClub::open();
    let server = club.serve();
    let manager = club.db_crew_at_work("ines@nova.test", Role::Manager).await;
    let ada = open_to_partners(&club, "ada@fans.test").await;
    open_to_partners(&club, "bo@fans.test").await;
    let asked = form(&manager).await.fill("column", "email").fill("codes", "yes");
    let page = handed(&club, &manager, &asked).await.says("Expected 2, wrote 2");
    assert!(file(&manager, &page).await.contains("ada@fans.test"));
    let link = page.attributes("a[download]", "href").remove(0);
    agrees(&ada, &["news"]).await;
    manager.get(&link).await.expect(303);
    let stale = manager.get(&page.path).await.expect(200).says("took their yes back");
    assert!(stale.attributes("a[download]", "href").is_empty());
    let anew = manager.follow(manager.submit(&stale.form("form[action$='/renewals']")).await).await.expect(200);
    assert_ne!(anew.path, page.path, "who may have had the first file stays noted");
    club.rests();
    let written = manager.get(&anew.path).await.expect(200).says("Expected 1, wrote 1").says("Arena Box Office");
    let text = file(&manager, &written).await;
    assert!(text.starts_with("code,email\n") && text.ends_with(",bo@fans.test\n"), "{text}");
    assert_eq!(club.db_rows("SELECT member_id FROM handed_members").len(), 3);
    server.stops();
}
