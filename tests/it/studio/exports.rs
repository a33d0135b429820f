//! The member file as it leaves the studio.

use std::io::Read;

use sha2::{Digest, Sha256};
use stagedoor::archive;
use stagedoor::base::Moment;
use stagedoor::crew::Role;

use crate::support::{Answer, TestClub, Visitor};

/// Asks for the file in this form and waits for it: its page.
async fn exported(club: &TestClub, manager: &Visitor, format: &str) -> Answer {
    let form = manager.get("/studio/exports/new").await.expect(200).form("form[action='/studio/exports']");
    let asked = manager.follow(manager.submit(&form.fill("format", format)).await).await.expect(200);
    club.rests();
    manager.get(&asked.path).await.expect(200)
}

async fn downloaded(manager: &Visitor, page: &Answer) -> Answer {
    manager.get(&page.attributes("a[download]", "href")[0]).await.expect(200)
}

#[actix_web::test]
async fn what_a_member_typed_is_no_formula_in_anybodys_spreadsheet() {
    let club = TestClub::open();
    let server = club.serve();
    let manager = club.db_crew_at_work("ines@nova.test", Role::Manager).await;
    for (nth, name) in ["=HYPERLINK(\"http://evil.example\")", "+49 40", "-1", "@SUM(A1)", "Zoë =1"].iter().enumerate()
    {
        let fan = club.fan_joins(&format!("fan{nth}@fans.test")).await;
        let form = fan.get("/account").await.expect(200).form("form[action$='/account/profile']");
        fan.submit(&form.fill("name", name)).await.expect(303);
    }
    let note = club.db_rows("SELECT id FROM members ORDER BY number").remove(0).remove(0);
    manager.post(&format!("/studio/members/{note}/note"), &[("note", "=cmd|'/c calc'!A1")]).await.expect(303);
    let page = exported(&club, &manager, "csv").await;
    let file = downloaded(&manager, &page).await;
    let mut rows = csv::Reader::from_reader(&*file.bytes);
    let cells: Vec<String> =
        rows.records().flat_map(|row| row.unwrap().iter().map(str::to_owned).collect::<Vec<_>>()).collect();
    let formulas: Vec<_> = cells.iter().filter(|cell| cell.starts_with(['=', '+', '-', '@', '\t', '\r'])).collect();
    assert!(formulas.is_empty(), "{formulas:?}");
    for kept in ["'=HYPERLINK(\"http://evil.example\")", "'+49 40", "'-1", "'@SUM(A1)", "Zoë =1", "'=cmd|'/c calc'!A1"]
    {
        assert!(cells.iter().any(|cell| cell == kept), "{kept} is not among {cells:?}");
    }
    server.stops();
}

#[actix_web::test]
async fn the_zip_brings_a_manifest_that_proves_the_file_in_it() {
    let club = TestClub::open();
    let server = club.serve();
    for nth in 0..3 {
        club.fan_joins(&format!("fan{nth}@fans.test")).await;
    }
    let manager = club.db_crew_at_work("ines@nova.test", Role::Manager).await;
    let page = exported(&club, &manager, "zip").await;
    let file = downloaded(&manager, &page).await;
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(file.bytes)).unwrap();
    let mut part = |name: &str| {
        let mut bytes = Vec::new();
        zip.by_name(name).unwrap_or_else(|_| panic!("no {name} in the zip")).read_to_end(&mut bytes).unwrap();
        bytes
    };
    let manifest: serde_json::Value = serde_json::from_slice(&part("manifest.json")).unwrap();
    let told = &manifest["files"][0];
    let csv = part(told["name"].as_str().unwrap());
    assert_eq!((&told["expected"], &told["written"]), (&3.into(), &3.into()), "{manifest}");
    assert_eq!(told["bytes"], csv.len());
    assert_eq!(told["sha256"], hex::encode(Sha256::digest(&csv)));
    assert_eq!(csv::Reader::from_reader(&*csv).records().count(), 3);
    page.says(told["sha256"].as_str().unwrap());
    server.stops();
}

#[actix_web::test]
async fn after_a_day_the_file_is_gone_from_the_disk() {
    let club = TestClub::open();
    let server = club.serve();
    let manager = club.db_crew_at_work("ines@nova.test", Role::Manager).await;
    let page = exported(&club, &manager, "csv").await;
    let address = page.attributes("a[download]", "href").remove(0);
    let lying = || std::fs::read_dir(club.folder().exports()).unwrap().count();
    assert_eq!(lying(), 1);
    let tidies = async |now: Moment| {
        let own = stagedoor::club::Club::clone(&club);
        club.write(move |tx| archive::tidy(&own, tx, now)).await.unwrap();
    };
    tidies(Moment::now().plus_minutes(23 * 60)).await;
    assert_eq!(lying(), 1, "it lies there for a day");
    manager.get(&address).await.expect(200);
    tidies(Moment::now().plus_minutes(24 * 60 + 1)).await;
    assert_eq!(lying(), 0);
    assert!(manager.get(&address).await.status >= 300);
    assert!(manager.get(&page.path).await.expect(200).attributes("a[download]", "href").is_empty());
    // What was said about it stays.
    assert_eq!(club.db_rows("SELECT id FROM member_exports").len(), 1);
    server.stops();
}
