//! A partner's file comes back: matched by code, then e-mail, rehearsed, taken in, undone.

use std::collections::BTreeMap;

use diesel::RunQueryDsl;
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use stagedoor::base::Moment;
use stagedoor::crew::Role;
use stagedoor::handbacks::{self, HandbackId};
use stagedoor::journal::Actor;

use super::handovers::{agrees, form, handed, open_to_partners};
use crate::support::{Answer, TestClub, Visitor};

/// Hands these fans over with codes: the address of the handover, and each one's code.
async fn given(club: &TestClub, manager: &Visitor) -> (String, BTreeMap<String, String>) {
    let asked = form(manager).await.fill("column", "email").fill("codes", "yes");
    let page = handed(club, manager, &asked).await;
    let codes = club.db_rows(
        "SELECT email, code FROM handed_members JOIN members ON members.id = handed_members.member_id ORDER BY email",
    );
    let codes = codes.into_iter().map(|row| (row[0].clone(), row[1].clone())).collect();
    (page.path.replace("exports", "handovers"), codes)
}

async fn uploads(manager: &Visitor, handover: &str, bytes: Vec<u8>) -> Answer {
    let form = Form::new().part("file", Part::bytes(bytes).file_name("back.csv"));
    let path = format!("{handover}/handbacks");
    manager.send(&path, manager.request(Method::POST, &path).multipart(form)).await
}

/// Uploads and rehearses: the address of the file that came back, and its page.
async fn rehearsed(club: &TestClub, manager: &Visitor, handover: &str, bytes: Vec<u8>) -> (String, Answer) {
    let path = uploads(manager, handover, bytes).await.expect(303).leads_to().unwrap();
    let page = manager.get(&path).await.expect(200).says("First rows");
    manager.submit(&page.form("form[action$='/rehearsals']")).await.expect(303);
    club.rests();
    let page = manager.get(&path).await.expect(200).says("What would happen");
    (path, page)
}

async fn taken_in(club: &TestClub, manager: &Visitor, handover: &str, bytes: Vec<u8>) -> (String, Answer) {
    let (path, page) = rehearsed(club, manager, handover, bytes).await;
    manager.submit(&page.form("form[action$='/runs']")).await.expect(303);
    club.rests();
    let page = manager.get(&path).await.expect(200).says("What happened");
    (path, page)
}

async fn undone(club: &TestClub, manager: &Visitor, path: &str) -> Answer {
    let page = manager.get(path).await.expect(200);
    manager.submit(&page.form("form[action$='/undos']")).await.expect(303);
    club.rests();
    manager.get(path).await.expect(200)
}

/// The figures of a report, by their names.
fn figures(page: &Answer) -> BTreeMap<String, String> {
    let names = page.texts("[aria-labelledby=counts] dt");
    let values = page.texts("[aria-labelledby=counts] dd");
    // Samples stand beside the number.
    let first = |text: String| text.chars().take_while(char::is_ascii_digit).collect::<String>();
    names.into_iter().zip(values.into_iter().map(first)).filter(|(_, n)| n != "0").collect()
}

fn expected(figures: &[(&str, &str)]) -> BTreeMap<String, String> {
    figures.iter().map(|(name, n)| ((*name).to_owned(), (*n).to_owned())).collect()
}

const TOLD: &str = "SELECT email, CASE WHEN used THEN '1' WHEN NOT used THEN '0' END, CAST(used_at AS TEXT), seat,
     CASE WHEN attended THEN '1' WHEN NOT attended THEN '0' END, notes
     FROM handed_back JOIN members ON members.id = handed_back.member_id ORDER BY email";

#[actix_web::test]
async fn a_file_that_comes_back_is_matched_rehearsed_taken_in_told_and_undone() {
    let club = TestClub::open();
    let server = club.serve();
    let manager = club.db_crew_at_work("ines@nova.test", Role::Manager).await;
    let ada = open_to_partners(&club, "ada@fans.test").await;
    open_to_partners(&club, "bo@fans.test").await;
    let cy = open_to_partners(&club, "cy@fans.test").await;
    open_to_partners(&club, "dee@fans.test").await;
    club.fan_joins("out@fans.test").await;
    let (handover, codes) = given(&club, &manager).await;
    agrees(&cy, &["news"]).await;
    let code = |name: &str| codes[&format!("{name}@fans.test")].clone();
    let before = club.db_rows("SELECT purpose, source FROM consents");
    let file = format!(
        "Code,E-mail,Used at,Block,Row,Seat,Attended,Remark\n\
         {},,2027-05-03 18:05,B,,12,yes,\"front\nrow\"\n\
         ,BO@fans.test,,,,,no,\n\
         ZZZZ-ZZZZ-ZZZZ,,,,,1,yes,\n\
         {},,,,,99,no,\n\
         ,out@fans.test,,,,2,yes,\n\
         {},cy@fans.test,,,,3,yes,\n\
         {},,,,,4,perhaps,\n\
         ,,,,,5,yes,\n",
        code("ada").to_lowercase().replace('-', " "),
        code("ada"),
        code("cy"),
        code("dee"),
    );
    let (path, page) = rehearsed(&club, &manager, &handover, file.clone().into_bytes()).await;
    let counted = expected(&[
        ("Found by code", "1"),
        ("Found by e-mail", "1"),
        ("Something new", "2"),
        ("Unknown code", "1"),
        ("Not among those handed over", "1"),
        ("Twice in the file", "1"),
        ("Cannot be read", "2"),
        ("No longer with us", "1"),
    ]);
    assert_eq!(figures(&page), counted);
    let samples =
        page.clone().says("Row 2, ada@fans.test: code used, when the code was used, seat, whether they came, notes");
    assert!(!samples.text().contains("cy@fans.test</span>"), "whoever took their yes back is not named");
    assert!(club.db_rows(TOLD).is_empty(), "a rehearsal writes nothing");
    manager.submit(&page.form("form[action$='/runs']")).await.expect(303);
    club.rests();
    let page = manager.get(&path).await.expect(200);
    assert_eq!(figures(&page), counted, "what was rehearsed happened");
    let told = club.db_rows(TOLD);
    let ada_told = ["ada@fans.test", "1", &told[0][2], "B / 12", "1", "{\"Remark\":\"front\\nrow\"}"];
    assert_eq!(told[0], ada_told);
    assert_eq!(told[1][..1], ["bo@fans.test"]);
    assert_eq!((told[1][3].as_str(), told[1][4].as_str(), told.len()), ("", "0", 2));
    // No member more, no decision touched.
    assert_eq!(club.db_rows("SELECT id FROM members").len(), 5);
    assert_eq!(club.db_rows("SELECT purpose, source FROM consents"), before);

    let refused = manager.get(&format!("{path}/refused")).await.expect(200).text();
    let reasons: Vec<&str> = refused.lines().skip(1).map(|line| line.split(',').next().unwrap()).collect();
    assert_eq!(
        reasons[..3],
        ["unknown code", "an earlier row is about the same person", "not among those handed over"]
    );
    assert!(!refused.contains("cy@fans.test") && refused.contains("neither code nor e-mail"), "{refused}");
    let shown = manager.get(&handover).await.expect(200).says("Used their code").says("back.csv");
    assert_eq!(shown.texts("[aria-labelledby=back] dd"), ["4", "2", "1", "1"]);
    let id = club.db_rows("SELECT id FROM members WHERE email_folded = 'ada@fans.test'")[0][0].clone();
    let profile = manager.get(&format!("/studio/members/{id}")).await.expect(200);
    profile.says("Guest list on 3 May (Arena Box Office): came, seat B / 12, Remark: front");
    let copy: serde_json::Value =
        serde_json::from_str(&ada.get("/account/copy.json").await.expect(200).text()).unwrap();
    let given = &copy["parts"]["partners"][0];
    assert_eq!((&given["seat"], &given["attended"], &given["used"]), (&"B / 12".into(), &true.into(), &true.into()));
    ada.get("/account/copy.txt").await.expect(200).says("Seat: B / 12");
    let journal = club.db_rows("SELECT verb, detail FROM journal_entries WHERE subject_kind = 'handback' ORDER BY id");
    let verbs: Vec<&str> = journal.iter().map(|row| row[0].as_str()).collect();
    assert_eq!(verbs, ["members.handback_uploaded", "members.handback_begun", "members.handback_done"]);
    assert!(journal.iter().all(|row| !row[1].contains('@')), "{journal:?}");

    // The mended file comes again: only what is new is written.
    let mended = refused.replace("perhaps", "yes");
    let (_, page) = taken_in(&club, &manager, &handover, mended.into_bytes()).await;
    assert_eq!(figures(&page)["Found by code"], "2");
    assert_eq!(club.db_rows(TOLD)[0][3], "99", "what a later file says counts");
    // So the first can take back all but Ada's seat and whether she came.
    let page = undone(&club, &manager, &path).await.says("Left as it is");
    assert_eq!(page.texts("[aria-labelledby=kept] li"), ["ada@fans.test: seat, whether they came"]);
    let told = club.db_rows(TOLD);
    let people: Vec<&str> = told.iter().map(|row| row[0].as_str()).collect();
    assert_eq!(people, ["ada@fans.test", "dee@fans.test"], "nothing is known of Bo any more");
    assert_eq!((told[0][2].as_str(), told[0][5].as_str()), ("", "{}"));
    server.stops();
}

#[actix_web::test]
async fn former_values_return_exactly_when_nothing_came_between() {
    let club = TestClub::open();
    let server = club.serve();
    let manager = club.db_crew_at_work("ines@nova.test", Role::Manager).await;
    open_to_partners(&club, "ada@fans.test").await;
    open_to_partners(&club, "bo@fans.test").await;
    let (handover, _) = given(&club, &manager).await;
    let first = "email,seat,attended,gate\nada@fans.test,1,yes,North\n";
    taken_in(&club, &manager, &handover, first.into()).await;
    let all = "SELECT * FROM handed_back";
    let before = club.db_rows(all);
    let second = "email,seat,attended,gate,used\nada@fans.test,2,,South,no\nbo@fans.test,,,,\nbo@fans.test,3,,,\n";
    let (path, page) = taken_in(&club, &manager, &handover, second.into()).await;
    let counted = [("Found by e-mail", "2"), ("Something new", "1"), ("Nothing new", "1"), ("Twice in the file", "1")];
    assert_eq!(figures(&page), expected(&counted));
    assert_eq!(club.db_rows(TOLD).len(), 1, "a row that says nothing makes nothing");
    assert_eq!(club.db_rows(TOLD)[0][4], "1", "a blank cell changes nothing");
    undone(&club, &manager, &path).await.says("Everything was taken back");
    assert_eq!(club.db_rows(all), before);
    assert_eq!(club.db_rows("SELECT member_id FROM handback_changes").len(), 1, "of the first file");
    server.stops();
}

#[actix_web::test]
async fn a_french_table_of_another_encoding_is_read_and_a_wrong_one_answered() {
    let club = TestClub::open();
    let server = club.serve();
    let manager = club.db_crew_at_work("ines@nova.test", Role::Manager).await;
    open_to_partners(&club, "ada@fans.test").await;
    let (handover, codes) = given(&club, &manager).await;
    uploads(&manager, &handover, Vec::new()).await.expect(422).says("The file is empty");
    let text =
        format!("Code promo;Utilisé le;Rang;Siège;Présent\r\n{};03/05/2027 20:15;C;7;Oui\r\n", codes["ada@fans.test"]);
    let utf16: Vec<u8> = std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let path = uploads(&manager, &handover, utf16).await.expect(303).leads_to().unwrap();
    let form = manager.get(&path).await.expect(200).form("form[action$='/rehearsals']");
    let page = manager.submit(&form.clone().fill("column-0", "note")).await.expect(422);
    page.says("Say which column is the code or the e-mail.");
    let page = manager.submit(&form.clone().fill("column-2", "seat")).await.expect(422);
    page.says("Only one column can be: Seat.");
    manager.submit(&form).await.expect(303);
    club.rests();
    let page = manager.get(&path).await.expect(200);
    manager.submit(&page.form("form[action$='/runs']")).await.expect(303);
    club.rests();
    let told = club.db_rows(TOLD).remove(0);
    let used_at: i64 = told[2].parse().unwrap();
    let zone = club.time_zone();
    let clock = Moment(used_at).timestamp().to_zoned(zone).datetime().to_string();
    assert_eq!((clock.as_str(), told[3].as_str()), ("2027-05-03T20:15:00", "C / 7"), "by the club's clock");
    server.stops();
}

#[actix_web::test]
async fn of_whoever_was_erased_since_nothing_is_kept_taken_in_or_said() {
    let club = TestClub::open();
    let server = club.serve();
    let manager = club.db_crew_at_work("ines@nova.test", Role::Manager).await;
    let ada = open_to_partners(&club, "ada@fans.test").await;
    open_to_partners(&club, "bo@fans.test").await;
    let (handover, codes) = given(&club, &manager).await;
    let file = format!("code,seat\n{},A1\n{},B2\n", codes["ada@fans.test"], codes["bo@fans.test"]);
    let (done, _) = taken_in(&club, &manager, &handover, file.clone().into_bytes()).await;
    let (waits, ready) = rehearsed(&club, &manager, &handover, file.clone().into_bytes()).await;
    let page = ada.get("/account").await.expect(200).attributes("#data a[href$='/erasure']", "href").remove(0);
    let leaving = ada.get(&page).await.expect(200).form("main form").fill("email", "ada@fans.test");
    ada.submit(&leaving).await.expect(303);
    club.rests();
    assert_eq!(club.db_rows(TOLD).len(), 1);
    assert_eq!(club.db_rows("SELECT member_id FROM handback_changes").len(), 1);
    for path in [&done, &waits] {
        let id = HandbackId(path.rsplit('/').next().unwrap().to_owned());
        assert!(!handbacks::file_of(&club, &id).exists());
    }
    manager.get(&waits).await.expect(200).says("This file is gone");
    manager.submit(&ready.form("form[action$='/runs']")).await.expect(303);
    club.rests();
    manager.get(&done).await.expect(200).says("Somebody no longer with us");
    // The partner does not know yet, and sends it again.
    let (path, page) = taken_in(&club, &manager, &handover, file.into_bytes()).await;
    let counted = [("Found by code", "1"), ("Nothing new", "1"), ("No longer with us", "1")];
    assert_eq!(figures(&page), expected(&counted));
    assert_eq!(manager.get(&format!("{path}/refused")).await.expect(200).text(), "error,code,seat\n");
    assert_eq!(club.db_rows(TOLD).len(), 1);
    server.stops();
}

#[actix_web::test]
async fn whoever_comes_after_a_crash_goes_on_where_it_was_left() {
    let club = TestClub::open();
    let server = club.serve();
    let manager = club.db_crew_at_work("ines@nova.test", Role::Manager).await;
    for name in ["ada", "bo", "cy"] {
        open_to_partners(&club, &format!("{name}@fans.test")).await;
    }
    let (handover, _) = given(&club, &manager).await;
    let file = "email,seat\nada@fans.test,1\nbo@fans.test,2\ncy@fans.test,3\n";
    let (path, _) = rehearsed(&club, &manager, &handover, file.into()).await;
    let id = HandbackId(path.rsplit('/').next().unwrap().to_owned());
    club.write(move |tx| {
        handbacks::ask_run(tx, &id, Actor::System, Moment::now())?;
        diesel::sql_query("UPDATE handbacks SET done = 1").execute(tx.conn())?;
        Ok::<_, stagedoor::base::Fault>(())
    })
    .await
    .unwrap();
    club.rests();
    let seats: Vec<String> = club.db_rows(TOLD).into_iter().map(|row| row[3].clone()).collect();
    assert_eq!(seats, ["2", "3"], "the first row was done before");
    manager.get(&path).await.expect(200).says("What happened");
    server.stops();
}
