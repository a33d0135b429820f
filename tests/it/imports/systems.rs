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
}

/// Whether a custom field of somebody has this value.
fn keeps(club: &TestClub, email: &str, name: &str, value: &str) {
    let rows = club.db_rows(EVERYTHING);
    let row = rows.iter().find(|row| row[0] == email).unwrap_or_else(|| panic!("{email} was not brought"));
    let fields: serde_json::Value = serde_json::from_str(&row[11]).unwrap();
    assert_eq!(fields[name], value, "{name} in {fields}");
}

fn brought_of(files: &[&str]) -> (TestClub, serde_json::Value) {
    let club = TestClub::open();
    let file = match files {
        [file] => fixture(file),
        files => super::bad_files::zip(&club, files),
    };
    let done = import(&club, &file, &[]);
    (club, done)
}

#[test]
fn every_age_of_ghosts_file_is_read() {
    let (club, done) = brought_of(&["ghost_older.csv"]);
    assert_eq!(done["system"], "Ghost");
    let people = ["gia@example.org Gia  2019-12-05 ", "gus@example.org Gus\nTwo Lines  2019-11-05 ,news,"];
    assert_eq!(brought(&club), people);
    let rows = club.db_rows(EVERYTHING);
    assert_eq!((rows[0][7].as_str(), rows[1][8].as_str()), ("He said \"hello\", twice", ",street-team,vip,"));
    keeps(&club, "gus@example.org", "products", "Bronze");
    check("ghost_oldest.csv", "Ghost", &["gil@example.org   2019-01-05 "]);
}

#[test]
fn a_patron_without_an_address_is_refused_and_amounts_are_kept() {
    let (club, done) = brought_of(&["patreon_oldest.csv"]);
    assert_eq!((done["system"].as_str(), counts(&done)), (Some("Patreon"), [1, 0, 0, 0, 1]));
    assert_eq!(brought(&club), ["pat@example.org Pat, the Elder FR 2016-01-02 "]);
    keeps(&club, "pat@example.org", "Lifetime $", "$1200.00");
    keeps(&club, "pat@example.org", "Phone", "+33 1 23");
}

#[test]
fn mailchimp_is_recognised_in_any_language() {
    let (club, done) = brought_of(&["mailchimp_german.csv"]);
    assert_eq!(done["system"], "Mailchimp");
    assert_eq!(brought(&club), ["ute@example.org Ute DE 2020-05-03 ,news,", "uwe@example.org Uwe Übel DE 2020-05-01 "]);
    let rows = club.db_rows(EVERYTHING);
    assert_eq!((rows[1][7].as_str(), rows[1][8].as_str()), ("Erste Zeile\nzweite", ",alt,köln--süd,"));
    let proof = club.db_rows("SELECT wording, ip, source FROM consents");
    assert_eq!(
        proof,
        [["Mailchimp: mailchimp_german.csv, confirmed 2020-05-03 10:00:00", "192.0.2.7", "import"]],
        "the proof travels"
    );
    // No heading is known for this address: its rows show it.
    check("mailchimp_italian.csv", "Mailchimp", &["ida@example.org Ida Izzo IT 2020-05-03 ,news,"]);
}

#[test]
fn of_a_whole_export_of_substack_only_its_list_is_read() {
    let (club, done) = brought_of(&["substack_posts.csv", "substack.csv", "substack_delivers.csv"]);
    assert_eq!((done["system"].as_str(), counts(&done)), (Some("Substack"), [2, 0, 0, 0, 1]));
    assert_eq!(brought(&club).len(), 2);
    check("substack_signups.csv", "Substack", &["sia@example.org   2021-02-03 ,news,"]);
}

#[test]
fn several_rows_of_one_person_become_one_member() {
    let (club, done) = brought_of(&["memberful_plans.csv"]);
    assert_eq!((done["system"].as_str(), counts(&done)), (Some("Memberful"), [1, 0, 0, 1, 0]));
    assert_eq!(brought(&club), ["mem@example.org Mem Ber  2022-05-06 "]);
    keeps(&club, "mem@example.org", "Plan", "Silver");
    keeps(&club, "mem@example.org", "Which song, and why?", "All\nof them");
    let (club, done) = brought_of(&["mirlo_ugly.csv"]);
    assert_eq!((done["system"].as_str(), counts(&done)), (Some("Mirlo"), [1, 0, 0, 1, 0]));
    assert_eq!(brought(&club), ["mo@example.org Mo  2023-01-01 "]);
    keeps(&club, "mo@example.org", "Subscription Tier Name", "Patron");
}

#[test]
fn ugly_files_of_lists() {
    let (club, done) = brought_of(&["beehiiv_ugly.csv"]);
    assert_eq!(done["system"], "beehiiv");
    let people = [
        "bad@example.org Bad  2024-01-01 ",
        "bil@example.org   2024-01-01 ",
        "bob@example.org +Bob  2024-01-01 ,news,",
    ];
    assert_eq!(brought(&club), people);
    assert_eq!(club.db_rows("SELECT email_folded, reason FROM suppressions"), [["bad@example.org", "import"]]);
    keeps(&club, "bob@example.org", "Silver, yearly", "Yes");

    let (club, done) = brought_of(&["listmonk_ugly.csv"]);
    assert_eq!(done["system"], "listmonk");
    assert_eq!(brought(&club), ["lea@example.org Lea  2023-12-31 ", "lou@example.org Lou  2023-12-31 "]);
    let check = |name: &str, value: &str| keeps(&club, "lou@example.org", name, value);
    check("city", "Köln, Süd");
    check("visits", "3");
    check("shows", "[\"2024\",\"2025\"]");
    keeps(&club, "lea@example.org", "attributes", "not json");
    assert_eq!(
        club.db_rows("SELECT purpose, CASE WHEN granted THEN 'yes' ELSE 'no' END FROM consents"),
        [["news", "no"]]
    );

    let (club, done) = brought_of(&["lemon_squeezy_ugly.csv"]);
    assert_eq!(done["system"], "Lemon Squeezy");
    assert_eq!(brought(&club), ["dee@example.org Dead US 2024-01-01 ", "lee@example.org   2024-01-01 "]);
    assert_eq!(club.db_rows("SELECT email_folded, reason FROM suppressions"), [["dee@example.org", "import"]]);
}

#[test]
fn ugly_files_of_shops() {
    let (club, done) = brought_of(&["kickstarter_ugly.csv"]);
    assert_eq!(done["system"], "Kickstarter");
    assert_eq!(brought(&club), ["kay@example.org Kay, \"KK\" GB 2014-05-06 "], "United Kingdom");
    keeps(&club, "kay@example.org", "Pledge Amount", "$1,010.00 USD");
    let (club, done) = brought_of(&["steady_ugly.csv"]);
    assert_eq!((done["system"].as_str(), counts(&done)), (Some("Steady"), [1, 0, 0, 0, 1]));
    keeps(&club, "joerg@example.org", "plan_name", "Groß");
    let (club, done) = brought_of(&["bandcamp_followers.csv"]);
    assert_eq!(done["system"], "Bandcamp");
    keeps(&club, "bec@example.org", "Artist", "Nova Lune");
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

#[test]
fn a_time_zone_is_read_where_it_is_one_and_kept_where_it_is_none() {
    let (club, done) = brought_of(&["mailchimp_subscribed.csv"]);
    assert_eq!(done["system"], "Mailchimp");
    assert_eq!(club.db_rows("SELECT time_zone FROM members"), [["Europe/Amsterdam"]]);
    let file = club.data().join("zones.csv");
    std::fs::write(&file, "email,Fuseau horaire\nmia@example.org,america/new_york\nsue@example.org,Moonbase\n")
        .unwrap();
    assert_eq!(counts(&import(&club, &file, &[])), [1, 1, 0, 0, 0]);
    let zones = club.db_rows("SELECT time_zone FROM members ORDER BY email");
    assert_eq!(zones, [["America/New_York"], [""]]);
    keeps(&club, "sue@example.org", "Fuseau horaire", "Moonbase");
    let undone = super::figures(&super::members(&club, &["undo", "--last", "--json"]));
    assert_eq!(undone["kept"].as_array().unwrap().len(), 0);
    assert_eq!(club.db_rows("SELECT time_zone FROM members"), [["Europe/Amsterdam"]]);
}
