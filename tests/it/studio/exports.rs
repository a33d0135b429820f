//! The member file as it leaves the studio.

use std::io::Read;

use sha2::{Digest, Sha256};
use stagedoor::archive;
use stagedoor::base::Moment;
use stagedoor::crew::Role;

use crate::support::{Answer, Form, TestClub, Visitor};

async fn form(manager: &Visitor) -> Form {
    manager.get("/studio/exports/new").await.expect(200).form("form[action='/studio/exports']")
}

/// Asks for the file and waits for it: its page.
async fn exported(club: &TestClub, manager: &Visitor, form: &Form) -> Answer {
    let asked = manager.follow(manager.submit(form).await).await.expect(200);
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
    let page = exported(&club, &manager, &form(&manager).await).await;
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
    let page = exported(&club, &manager, &form(&manager).await.fill("zip", "yes")).await;
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
    let page = exported(&club, &manager, &form(&manager).await).await;
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

#[actix_web::test]
async fn where_the_disk_has_no_room_an_export_says_so_and_leaves_nothing() {
    let club = TestClub::open_with("keep_free_megabytes = 1000000000");
    let server = club.serve();
    club.fan_joins("zoe@fans.test").await;
    let manager = club.db_crew_at_work("ines@nova.test", Role::Manager).await;
    let page = exported(&club, &manager, &form(&manager).await).await;
    assert!(page.attributes("a[download]", "href").is_empty());
    page.says("too little room");
    assert_eq!(std::fs::read_dir(club.folder().exports()).unwrap().count(), 0);
    server.stops();
}

#[actix_web::test]
async fn a_segment_leaves_in_every_form_with_the_columns_that_were_ticked() {
    let club = TestClub::open();
    let server = club.serve();
    let manager = club.db_crew_at_work("ines@nova.test", Role::Manager).await;
    for name in ["ada", "bo"] {
        club.fan_joins(&format!("{name}@fans.test")).await;
    }
    db_segment(&club, "First ones", "number <= 1").await;
    let form = form(&manager).await.fill("who", "first-ones").fill("column", "email").tick("column", "number");
    for (format, ending) in [("csv", "csv"), ("xlsx", "xlsx"), ("ndjson", "ndjson"), ("vcard", "vcf")] {
        let page = exported(&club, &manager, &form.clone().fill("format", format)).await.says("Expected 1, wrote 1");
        let file = downloaded(&manager, &page).await;
        assert!(file.header("content-disposition").unwrap().contains(&format!(".{ending}")));
        page.says(&hex::encode(Sha256::digest(&file.bytes)));
        if format != "xlsx" {
            let text = file.text();
            assert!(text.contains("ada@fans.test") && !text.contains("bo@fans.test"), "{text}");
        }
    }
    let said = club.db_rows("SELECT detail FROM journal_entries WHERE verb = 'members.exported' ORDER BY id");
    let proof = "csv; segment first-ones: number <= 1; number,email; expected 1, wrote 1, sha256 ";
    assert!(said[0][0].starts_with(proof) || said[0][0].contains("email,number"), "{said:?}");
    server.stops();
}

#[actix_web::test]
async fn a_zip_of_a_spreadsheet_proves_the_spreadsheet() {
    let club = TestClub::open();
    let server = club.serve();
    club.fan_joins("ada@fans.test").await;
    let manager = club.db_crew_at_work("ines@nova.test", Role::Manager).await;
    let form = form(&manager).await.fill("format", "xlsx").fill("zip", "yes");
    let file = downloaded(&manager, &exported(&club, &manager, &form).await).await;
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(file.bytes)).unwrap();
    let mut part = |name: &str| {
        let mut bytes = Vec::new();
        zip.by_name(name).unwrap().read_to_end(&mut bytes).unwrap();
        bytes
    };
    let manifest: serde_json::Value = serde_json::from_slice(&part("manifest.json")).unwrap();
    let told = &manifest["files"][0];
    let name = told["name"].as_str().unwrap();
    assert!(name.ends_with(".xlsx"), "{name}");
    assert_eq!(told["sha256"], hex::encode(Sha256::digest(part(name))));
    server.stops();
}

#[actix_web::test]
async fn a_form_without_columns_comes_back_with_what_was_chosen() {
    let club = TestClub::open();
    let server = club.serve();
    let manager = club.db_crew_at_work("ines@nova.test", Role::Manager).await;
    let answer = manager.post("/studio/exports", &[("format", "xlsx"), ("name", "Ours"), ("who", "")]).await;
    let again = answer.expect(422).says("Tick at least one column.");
    assert_eq!(again.attributes("input[name=format][checked]", "value"), ["xlsx"]);
    assert_eq!(again.attributes("input[name=name]", "value"), ["Ours"]);
    let gone = [("format", "csv"), ("column", "email"), ("who", "nobody")];
    manager.post("/studio/exports", &gone).await.expect(422).says("This segment was deleted.");
    assert!(club.db_rows("SELECT id FROM member_exports").is_empty());
    assert!(club.db_rows("SELECT id FROM kept_exports").is_empty());
    server.stops();
}

#[actix_web::test]
async fn a_kept_export_is_written_again_with_whoever_is_meant_that_day() {
    let club = TestClub::open();
    let server = club.serve();
    let manager = club.db_crew_at_work("ines@nova.test", Role::Manager).await;
    club.fan_joins("ada@fans.test").await;
    db_segment(&club, "All", "member").await;
    let asked = form(&manager).await.fill("who", "all").fill("column", "email").fill("name", "For Friday");
    exported(&club, &manager, &asked).await.says("Expected 1, wrote 1");
    club.fan_joins("bo@fans.test").await;
    let list = manager.get("/studio/exports").await.expect(200).says("For Friday");
    let again = exported(&club, &manager, &list.form("form[action$='/runs']")).await.says("Expected 2, wrote 2");
    assert_eq!(downloaded(&manager, &again).await.text(), "email\nada@fans.test\nbo@fans.test\n");
    // The name opens the form as it was kept; kept again, it is still one.
    let change = manager.get(&list.attributes("a[href*='kept=']", "href")[0]).await.expect(200);
    let changed = change.form("form[action='/studio/exports']").tick("column", "number");
    let changed = exported(&club, &manager, &changed).await;
    assert_eq!(downloaded(&manager, &changed).await.text().lines().count(), 3);
    assert_eq!(club.db_rows("SELECT name FROM kept_exports"), [["For Friday"]]);
    // Its segment is deleted: it is not written of everybody instead.
    let segment = club.db_rows("SELECT id FROM segments").remove(0).remove(0);
    manager.post(&format!("/studio/segments/{segment}/delete"), &[]).await.expect(303);
    let refused = manager.submit(&list.form("form[action$='/runs']")).await;
    manager.follow(refused).await.says("The segment of this export was deleted");
    let forgotten = manager.submit(&list.form("form[action$='/delete']")).await;
    manager.follow(forgotten).await.says("Forgotten.");
    assert!(club.db_rows("SELECT id FROM kept_exports").is_empty());
    assert_eq!(club.db_rows("SELECT id FROM member_exports").len(), 3);
    server.stops();
}

#[actix_web::test]
async fn where_two_are_needed_nothing_is_written_before_the_second_said_yes() {
    let club = TestClub::open();
    let server = club.serve();
    club.fan_joins("ada@fans.test").await;
    let owner = club.db_crew_at_work("maren@nova.test", Role::Owner).await;
    let settings =
        async || owner.get("/studio/settings/edit").await.expect(200).form("form[action='/studio/settings']");
    let alone = owner.submit(&settings().await.fill("exports_two", "yes")).await;
    alone.expect(422).says("There has to be a second owner or manager first.");
    let manager = club.db_crew_at_work("ines@nova.test", Role::Manager).await;
    owner.submit(&settings().await.fill("exports_two", "yes")).await.expect(303);

    let page = exported(&club, &manager, &form(&manager).await).await.says("another owner or manager has to approve");
    assert!(page.attributes("a[download]", "href").is_empty());
    assert!(page.attributes("form[action$='/approvals']", "action").is_empty());
    // Nor by an address that the page does not show.
    let own = manager.post(&format!("{}/approvals", page.path), &[]).await;
    manager.follow(own).await.says("Nobody approves what they asked for themselves.");
    club.rests();
    assert!(std::fs::read_dir(club.folder().exports()).map_or(0, Iterator::count) == 0);

    owner.get("/studio").await.expect(200).says("Ines");
    let seen = owner.get(&page.path).await.expect(200);
    owner.submit(&seen.form("form[action$='/approvals']")).await.expect(303);
    club.rests();
    let written = manager.get(&page.path).await.expect(200).says("Expected 1, wrote 1").says("Approved by");
    downloaded(&manager, &written).await;
    // Decided once.
    let late = owner.submit(&seen.form("form[action$='/refusals']")).await;
    owner.follow(late).await.says("Somebody decided about it already.");

    let second = exported(&club, &manager, &form(&manager).await).await;
    owner.submit(&owner.get(&second.path).await.form("form[action$='/refusals']")).await.expect(303);
    club.rests();
    let refused = manager.get(&second.path).await.expect(200).says("Refused by");
    assert!(refused.attributes("a[download]", "href").is_empty());
    let verbs = club.db_rows("SELECT verb FROM journal_entries WHERE verb LIKE 'members.export_%ed' ORDER BY id");
    let verbs: Vec<&str> = verbs.iter().map(|row| row[0].as_str()).collect();
    let requested = "members.export_requested";
    assert_eq!(
        verbs,
        [requested, "members.export_approved", "members.export_fetched", requested, "members.export_refused"]
    );
    server.stops();
}

async fn db_segment(club: &TestClub, name: &str, line: &str) {
    let (name, condition) = (name.to_owned(), stagedoor::base::condition::Condition::parse(line).unwrap());
    club.write(move |tx| stagedoor::segments::save(tx, &name, &condition, "", Moment::now())).await.unwrap();
}

#[actix_web::test]
async fn a_form_counts_some_segments_and_the_chosen_one_however_many_there_are() {
    let club = TestClub::open();
    let server = club.serve();
    let manager = club.db_crew_at_work("ines@nova.test", Role::Manager).await;
    let everyone = stagedoor::base::condition::Condition::parse("everyone").unwrap();
    club.write(move |tx| {
        for nth in 10..30 {
            stagedoor::segments::save(tx, &format!("Segment {nth}"), &everyone, "", Moment::now())?;
        }
        Ok::<_, stagedoor::base::Fault>(())
    })
    .await
    .unwrap();
    let choices = async |path: &str| manager.get(path).await.expect(200).texts("select[name=who] option");
    let counted = |choices: &[String]| choices.iter().filter(|choice| choice.contains("(0)")).count();
    let usual = choices("/studio/exports/new").await;
    assert_eq!(usual.len(), 21);
    // A busy machine counts fewer.
    assert!((1..=13).contains(&counted(&usual)), "everybody, and at most twelve of twenty: {usual:?}");
    let last = usual.last().unwrap().trim().to_owned();
    assert_eq!(last, "Segment 29");
    let slug = club.db_rows("SELECT slug FROM segments WHERE name = 'Segment 29'").remove(0).remove(0);
    let chosen = choices(&format!("/studio/exports/new?segment={slug}")).await;
    assert!((2..=14).contains(&counted(&chosen)), "{chosen:?}");
    assert_eq!(chosen.last().unwrap().trim(), "Segment 29 (0)");
    server.stops();
}
