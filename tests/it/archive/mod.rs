//! The member file as the operator's command writes it, in every form.

use std::io::Cursor;
use std::process::Output;

use calamine::{Data, Reader as _, Xlsx};
use sha2::{Digest, Sha256};
use stagedoor::base::Moment;
use stagedoor::base::condition::Condition;
use stagedoor::members::{self, MemberId, NewConsent};
use stagedoor::segments;

use crate::support::{TestClub, program};

const FILE: &str = "Email,Name,Tags,Joined\n\
    ada@example.org,=1+1,\"Front row,press\",2024-05-01\n\
    bo@example.org,\"Bo; the \"\"Bear\"\"\",press,2025-01-01\n\
    cy@example.org,Zoë,,2025-02-01\n";

fn export(club: &TestClub, arguments: &[&str]) -> Output {
    let mut command = program();
    command.args(["members", "export", "nova"]).args(arguments).arg("--data").arg(club.data()).output().unwrap()
}

/// What the command wrote; it must have said how much, and of what digest.
fn written(club: &TestClub, arguments: &[&str]) -> Vec<u8> {
    let output = export(club, &[arguments, &["--json"]].concat());
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    let figures: serde_json::Value = serde_json::from_str(said.lines().last().unwrap()).unwrap();
    assert_eq!(figures["expected"], figures["written"]);
    assert_eq!(figures["bytes"], output.stdout.len());
    assert_eq!(figures["sha256"], hex::encode(Sha256::digest(&output.stdout)));
    output.stdout
}

fn text(club: &TestClub, arguments: &[&str]) -> String {
    String::from_utf8(written(club, arguments)).unwrap()
}

async fn with_three() -> TestClub {
    let club = TestClub::open_with("time_zone = \"Europe/Berlin\"");
    let file = club.data().join("three.csv");
    std::fs::write(&file, FILE).unwrap();
    let done =
        program().args(["members", "import", "nova"]).arg(&file).arg("--data").arg(club.data()).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    club
}

fn sheet(bytes: Vec<u8>) -> Vec<Vec<Data>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let name = book.sheet_names().remove(0);
    book.worksheet_range(&name).unwrap().rows().map(<[Data]>::to_vec).collect()
}

#[actix_web::test]
async fn a_segment_leaves_with_the_columns_somebody_chose_in_their_order() {
    let club = with_three().await;
    club.write(|tx| {
        let press = Condition::parse("tag in (press)").unwrap();
        segments::save(tx, "The press", &press, "", Moment::now())
    })
    .await
    .unwrap();
    let file = text(&club, &["--segment", "the-press", "--columns", "email,name"]);
    assert_eq!(file, "email,name\nada@example.org,'=1+1\nbo@example.org,\"Bo; the \"\"Bear\"\"\"\n");
    let file = text(&club, &["--condition", "not tag in (press)", "--columns", "name"]);
    assert_eq!(file, "name\nZoë\n");
}

#[actix_web::test]
async fn excel_gets_its_mark_its_separator_and_the_clock_of_the_club() {
    let club = with_three().await;
    let columns = ["--columns", "name,joined_at", "--bom", "--separator", "semicolon", "--dates", "clock"];
    let file = text(&club, &columns);
    // Two hours before UTC in summer, one in winter.
    assert_eq!(
        file,
        "\u{feff}name;joined_at\n'=1+1;2024-05-01 02:00:00\n\"Bo; the \"\"Bear\"\"\";2025-01-01 01:00:00\nZoë;2025-02-01 01:00:00\n"
    );
}

#[actix_web::test]
async fn a_spreadsheet_holds_numbers_dates_and_no_formulas() {
    let club = with_three().await;
    let columns = ["--format", "xlsx", "--columns", "number,name,joined_at,tags", "--dates", "clock"];
    let rows = sheet(written(&club, &columns));
    assert_eq!(rows.len(), 4);
    assert_eq!(rows[0][1], Data::String("name".to_owned()));
    assert_eq!(rows[1][0], Data::Float(1.0));
    assert_eq!(rows[1][1], Data::String("'=1+1".to_owned()));
    let Data::DateTime(joined) = &rows[1][2] else { panic!("{:?} is no date", rows[1][2]) };
    // Two in the morning of 1 May 2024, in days since Excel's first.
    assert_eq!(joined.as_f64(), 45_413.0 + 2.0 / 24.0);
    assert_eq!(rows[1][3], Data::String("front-row,press".to_owned()));
}

#[actix_web::test]
async fn what_leaves_as_a_spreadsheet_comes_back_as_it_was() {
    let (club, other) = (with_three().await, TestClub::open());
    let file = other.data().join("members.xlsx");
    let told = export(&club, &["--format", "xlsx", "--out", file.to_str().unwrap()]);
    assert!(told.status.success() && told.stdout.is_empty(), "{}", String::from_utf8_lossy(&told.stderr));
    let done =
        program().args(["members", "import", "nova"]).arg(&file).arg("--data").arg(other.data()).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert_eq!(text(&other, &[]), text(&club, &[]));
}

#[actix_web::test]
async fn every_line_of_ndjson_is_an_object_with_types() {
    let club = with_three().await;
    let file = text(&club, &["--format", "ndjson"]);
    let rows: Vec<serde_json::Value> = file.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(rows.len(), 3);
    // No spreadsheet reads it, so nothing is defused.
    assert_eq!(rows[0]["name"], "=1+1");
    assert_eq!((&rows[0]["number"], &rows[0]["reachable"]), (&1.into(), &false.into()));
    assert_eq!(rows[0]["tags"], serde_json::json!(["front-row", "press"]));
    assert_eq!(rows[0]["joined_at"], "2024-05-01T00:00:00Z");
    assert!(rows[0]["last_seen_at"].is_null() && rows[0]["fields"].is_object());
    assert_eq!(rows[0].as_object().unwrap().len(), 23);
}

#[actix_web::test]
async fn a_card_says_only_what_was_chosen() {
    let club = with_three().await;
    let file = text(&club, &["--format", "vcard", "--columns", "name,email,tags,number"]);
    let cards: Vec<&str> = file.split("BEGIN:VCARD\r\n").skip(1).collect();
    assert_eq!(cards.len(), 3);
    assert_eq!(
        cards[1],
        "VERSION:3.0\r\nFN:Bo\\; the \"Bear\"\r\nN:;Bo\\; the \"Bear\";;;\r\nEMAIL;TYPE=INTERNET:bo@example.org\r\n\
         CATEGORIES:press\r\nX-STAGEDOOR-NUMBER:2\r\nEND:VCARD\r\n"
    );
    let bare = text(&club, &["--format", "vcard", "--columns", "country"]);
    assert!(!bare.contains("example.org") && !bare.contains("Bo"), "{bare}");
}

#[actix_web::test]
async fn what_was_refused_once_travels_with_a_segment_too() {
    let club = with_three().await;
    club.write(|tx| {
        let member = members::by_email(tx, "bo@example.org")?.unwrap();
        let no = NewConsent {
            purpose: "partners".to_owned(),
            granted: false,
            wording: "No".to_owned(),
            ip: String::new(),
            source: "account".to_owned(),
        };
        members::agree(tx, &member.id, &no, Moment::now())
    })
    .await
    .unwrap();
    let file = text(&club, &["--condition", "tag in (press)", "--columns", "email,declined"]);
    assert_eq!(file, "email,declined\nada@example.org,\nbo@example.org,partners\n");
}

#[actix_web::test]
async fn a_kept_export_is_written_again_by_its_name() {
    let club = with_three().await;
    let first = text(&club, &["--condition", "tag in (press)", "--columns", "email", "--keep", "For the press"]);
    let cy = MemberId(club.db_rows("SELECT id FROM members WHERE email_folded = 'cy@example.org'").remove(0).remove(0));
    assert_eq!(text(&club, &["--name", "For the press"]), first);
    club.write(move |tx| members::tag(tx, &cy, "press")).await.unwrap();
    assert_eq!(text(&club, &["--name", "For the press"]), format!("{first}cy@example.org\n"));
    let told = export(&club, &["--name", "Nothing"]);
    assert_eq!(told.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&told.stderr).contains("For the press"));
}

#[actix_web::test]
async fn who_asks_for_what_is_not_there_is_told_what_is() {
    let club = with_three().await;
    let check = |arguments: &[&str], says: &str| {
        let output = export(&club, arguments);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(says) && output.stdout.is_empty(), "{said}");
    };
    check(&["--segment", "nobody"], "there is no segment \"nobody\"");
    check(&["--columns", "email,shoe_size"], "there is no column \"shoe_size\"");
    check(&["--condition", "tier in gold"], "^");
}
