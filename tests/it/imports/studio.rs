//! The whole way of a file through the studio, without script.

use reqwest::Method;
use reqwest::multipart::{Form, Part};
use stagedoor::crew::Role;

use super::{EVERYTHING, fixture};
use crate::support::{Answer, TestClub, Visitor};

pub async fn uploads(crew: &Visitor, bytes: Vec<u8>) -> Answer {
    let form = Form::new().part("file", Part::bytes(bytes).file_name("members.csv"));
    let path = "/studio/members/import";
    crew.send(path, crew.request(Method::POST, path).multipart(form)).await
}

#[actix_web::test]
async fn a_file_is_recognised_rehearsed_brought_in_and_undone() {
    let club = TestClub::open();
    let _server = club.serve();
    let owner = club.db_crew_at_work("maren@example.org", Role::Owner).await;
    let uploaded = uploads(&owner, std::fs::read(fixture("ghost.csv")).unwrap()).await.expect(303);
    let path = uploaded.leads_to().unwrap();
    let page = owner.get(&path).await.expect(200).says("Recognised as a file of Ghost").says("First rows");
    owner.submit(&page.form("form[action$='/rehearsals']")).await.expect(303);
    club.rests();
    let page = owner.get(&path).await.expect(200).says("What would happen").says("not an e-mail address");
    assert!(club.db_rows("SELECT id FROM members").is_empty());
    owner.submit(&page.form("form[action$='/runs']")).await.expect(303);
    club.rests();
    let page = owner.get(&path).await.expect(200).says("What happened").says("2 new people wait");
    let refused = owner.get(&format!("{path}/refused")).await.expect(200).text();
    assert_eq!(refused.lines().count(), 2, "{refused}");
    assert!(refused.contains("\nnot an e-mail address,3,not an address,Nobody"), "{refused}");
    owner.submit(&page.form("form[action$='/mails']")).await.expect(303);
    club.rests();
    assert!(club.db_rows(EVERYTHING).iter().all(|row| row[10] == "reachable"));
    let id = club.db_rows("SELECT id FROM members WHERE email_folded = 'ada@example.org'")[0][0].clone();
    owner.get(&format!("/studio/members/{id}")).await.expect(200).says("From their file").says("Gold").says("cus_Ada1");
    let page = owner.get(&path).await.expect(200);
    owner.submit(&page.form("form[action$='/undos']")).await.expect(303);
    club.rests();
    owner.get(&path).await.expect(200).says("Everything was taken back");
    assert!(club.db_rows("SELECT id FROM members").is_empty());
    owner.get("/studio/journal").await.expect(200).says("Undid an import of members");
}

#[actix_web::test]
async fn a_wrong_file_or_mapping_is_answered_at_the_form() {
    let club = TestClub::open();
    let _server = club.serve();
    let owner = club.db_crew_at_work("maren@example.org", Role::Owner).await;
    uploads(&owner, Vec::new()).await.expect(422).says("The file is empty");
    let uploaded = uploads(&owner, b"Who,Where\nMia,mia@example.org\n".to_vec()).await.expect(303);
    let page = owner.get(&uploaded.leads_to().unwrap()).await.expect(200).says("The system is not known");
    let form = page.form("form[action$='/rehearsals']").fill("column-1", "keep");
    let page = owner.submit(&form).await.expect(422).says("Exactly one column must be the e-mail address");
    let form = page.form("form[action$='/rehearsals']").fill("column-0", "name").fill("column-1", "email");
    owner.submit(&form).await.expect(303);
    club.rests();
    owner.get(&uploaded.leads_to().unwrap()).await.expect(200).says("What would happen").says("mia@example.org");
}

#[actix_web::test]
async fn refused_rows_are_mended_and_brought_again() {
    let club = TestClub::open();
    let _server = club.serve();
    let owner = club.db_crew_at_work("maren@example.org", Role::Owner).await;
    let file = "name,email\nMia,mia-example.org\nNoor,noor@example.org\nOna, the elder,ona@example.org\n";
    let (path, _) = brought(&club, &owner, file.as_bytes()).await;
    let refused = owner.get(&format!("{path}/refused")).await.expect(200).text();
    let lines: Vec<&str> = refused.lines().collect();
    let wanted = [
        "error,name,email",
        "not an e-mail address,Mia,mia-example.org",
        "more cells than headings,Ona, the elder,ona@example.org",
    ];
    assert_eq!(lines, wanted);
    let mended = refused.replace("mia-example.org", "mia@example.org").replace("Ona, the elder", "\"Ona, the elder\"");
    let (path, page) = brought(&club, &owner, mended.as_bytes()).await;
    page.says("What happened");
    let refused = owner.get(&format!("{path}/refused")).await.expect(200).text();
    assert_eq!(refused, "error,name,email\n");
    let names: Vec<_> = club.db_rows(EVERYTHING).iter().map(|row| format!("{} {}", row[1], row[11])).collect();
    assert_eq!(names, ["Mia {}", "Noor {}", "Ona, the elder {}"], "the reason is no custom field");
}

/// Uploads, rehearses and brings in: the address of the import, and its page at the end.
pub async fn brought(club: &TestClub, owner: &Visitor, file: &[u8]) -> (String, Answer) {
    let path = uploads(owner, file.to_vec()).await.expect(303).leads_to().unwrap();
    let page = owner.get(&path).await.expect(200);
    owner.submit(&page.form("form[action$='/rehearsals']")).await.expect(303);
    club.rests();
    let page = owner.get(&path).await.expect(200);
    owner.submit(&page.form("form[action$='/runs']")).await.expect(303);
    club.rests();
    let page = owner.get(&path).await.expect(200);
    (path, page)
}

#[actix_web::test]
async fn a_spreadsheet_is_read_by_its_own_columns_in_the_page() {
    let club = TestClub::open();
    let _server = club.serve();
    let owner = club.db_crew_at_work("maren@example.org", Role::Owner).await;
    let (_, page) = brought(&club, &owner, &super::sheets::example()).await;
    page.says("What happened");
    assert_eq!(club.db_rows("SELECT email FROM members ORDER BY email")[0][0], "mia@example.org");
}
