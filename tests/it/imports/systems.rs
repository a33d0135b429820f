//! Every system's file is recognised by its headings.

use super::{EVERYTHING, counts, fixture, import};
use crate::support::TestClub;

/// Address, name, country, year of joining, and purposes agreed to, of each who was brought.
fn brought(club: &TestClub) -> Vec<String> {
    let year = |microseconds: &str| {
        let at = stagedoor::base::Moment(microseconds.parse().unwrap());
        at.rfc3339()[..10].to_owned()
    };
    let line = |row: &Vec<String>| format!("{} {} {} {} {}", row[0], row[1], row[4], year(&row[6]), row[9]);
    club.db_rows(EVERYTHING).iter().map(|row| line(&row.to_vec())).collect()
}

fn check(file: &str, system: &str, people: &[&str]) {
    let club = TestClub::open();
    let done = import(&club, &fixture(file), &[]);
    assert_eq!(done["system"], system, "{file}");
    assert_eq!(brought(&club), people, "{file}");
    assert_eq!(counts(&done)[0], i64::try_from(people.len()).unwrap());
}

#[test]
fn files_of_patreon() {
    check("patreon.csv", "Patreon", &["pia@example.org Pia DE 2025-08-10 "]);
    check("patreon_older.csv", "Patreon", &["pia@example.org Pia FR 2019-01-02 "]);
}

#[test]
fn files_of_substack() {
    let people = ["sam@example.org   2023-02-03 ,news,", "sue@example.org   2023-02-03 "];
    check("substack.csv", "Substack", &people);
}

#[test]
fn files_of_shops_and_lists() {
    check("memberful.csv", "Memberful", &["mem@example.org Mem Ber  2024-05-06 "]);
    check("bandcamp.csv", "Bandcamp", &["ban@example.org Ban D US 2024-01-15 "]);
    let bees = ["bee@example.org Bee Hive  2024-01-01 ,news,", "bye@example.org Bye Hive  2024-01-01 "];
    check("beehiiv.csv", "beehiiv", &bees);
    let lists = ["blo@example.org Blo  2024-01-01 ", "lis@example.org Lis  2024-01-01 "];
    check("listmonk.csv", "listmonk", &lists);
    check("mirlo.csv", "Mirlo", &["mir@example.org Mir Lo  2024-01-01 "]);
    check("lemon_squeezy.csv", "Lemon Squeezy", &["lem@example.org Lem On GB 2024-01-01 ,news,"]);
}

#[test]
fn files_that_tell_no_day_of_joining() {
    let club = TestClub::open();
    assert_eq!(import(&club, &fixture("kickstarter.csv"), &[])["system"], "Kickstarter");
    assert_eq!(import(&club, &fixture("steady.csv"), &[])["system"], "Steady");
    assert_eq!(import(&club, &fixture("substack_older.csv"), &[])["system"], "Substack");
    let rows = club.db_rows(EVERYTHING);
    let names: Vec<_> = rows.iter().map(|row| (row[1].as_str(), row[12].as_str())).collect();
    assert_eq!(names, [("Kick Er", ""), ("", "cus_Sam"), ("Ste Ady", "")]);
    assert!(
        rows[0][11].contains("\"Pledged At\":\"2014/05/06, 07:08\""),
        "what is not understood is kept: {}",
        rows[0][11]
    );
}

#[test]
fn a_zip_of_mailchimp_brings_leavers_as_leavers_and_cleaned_addresses_as_dead() {
    let club = TestClub::open();
    let file = super::bad_files::zip(
        &club,
        &["mailchimp_subscribed.csv", "mailchimp_unsubscribed.csv", "mailchimp_cleaned.csv"],
    );
    let done = import(&club, &file, &[]);
    assert_eq!((done["system"].as_str(), counts(&done)), (Some("Mailchimp"), [3, 0, 0, 0, 0]));
    let people = [
        "cleo@example.org Cleo IE 2020-01-02 ",
        "mia@example.org Mia Moor NL 2020-01-02 ,news,",
        "una@example.org Una IE 2020-01-02 ",
    ];
    assert_eq!(brought(&club), people);
    assert_eq!(club.db_rows("SELECT email_folded, reason FROM suppressions"), [["cleo@example.org", "import"]]);
    assert_eq!(club.db_rows(EVERYTHING)[1][8], ",berlin,street-team,");
}
