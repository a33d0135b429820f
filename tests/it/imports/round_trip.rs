//! What leaves a club comes back into it, or into another, as it was.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use stagedoor::base::{Moment, ZoneName};
use stagedoor::journal::Actor;
use stagedoor::members::{self, Candidate, MemberId, NewConsent};

use super::{EVERYTHING, counts, fixture, import, members};
use crate::support::TestClub;

#[actix_web::test]
async fn what_a_club_exports_another_takes_in_and_exports_the_same() {
    let (one, other) = (TestClub::open(), TestClub::open());
    import(&one, &fixture("ghost.csv"), &[]);
    let everybody = one.db_rows("SELECT id FROM members");
    let ids: Vec<_> = everybody.iter().map(|row| stagedoor::members::MemberId(row[0].clone())).collect();
    one.write(move |tx| stagedoor::members::let_mail_out(tx, &ids)).await.unwrap();
    one.write(|tx| {
        let member = stagedoor::members::by_email(tx, "bo@example.org")?.unwrap();
        let consent = stagedoor::members::NewConsent {
            purpose: "partners".to_owned(),
            granted: true,
            wording: "Yes".to_owned(),
            ip: String::new(),
            source: "account".to_owned(),
        };
        stagedoor::members::agree(tx, &member.id, &consent, stagedoor::base::Moment::now())
    })
    .await
    .unwrap();
    let file = one.data().join("ours.csv");
    std::fs::write(&file, members(&one, &["export"]).stdout).unwrap();
    assert_eq!(import(&other, &file, &[])["system"], "Stagedoor");
    // What the other club does not take on trust: that mail may go there at once.
    let columns = |output: std::process::Output| String::from_utf8(output.stdout).unwrap().replace(",yes,", ",no,");
    assert_eq!(columns(members(&other, &["export"])), columns(members(&one, &["export"])));
}

/// Somebody as a club may know them.
#[derive(Debug, Clone)]
struct Person {
    name: String,
    note: String,
    places: (String, String, Option<String>, Option<ZoneName>),
    joined_at: i64,
    number: i64,
    source: String,
    banned: bool,
    /// State of the address, and why nothing is sent there.
    dead: Option<(String, String)>,
    tags: Vec<String>,
    /// Decisions one after the other.
    decided: Vec<(usize, bool)>,
    fields: Vec<(String, String)>,
    stripe: bool,
}

const PURPOSES: [&str; 3] = ["news", "offers", "partners"];

/// Whatever people write, formulas and quotes among it; never only white space.
fn text() -> impl Strategy<Value = String> {
    let any = proptest::string::string_regex("[='+@\t\n\r\"',; a-zß東\u{feff}-]{0,12}").unwrap();
    any.prop_map(|text| if text.trim().is_empty() { String::new() } else { text })
}

fn person() -> impl Strategy<Value = Person> {
    let birth = prop_oneof![Just(None), Just(Some("2001-05-30".to_owned()))];
    let zone = prop::sample::select(vec![None, Some("Europe/Paris"), Some("America/Argentina/Buenos_Aires")]);
    let zone = zone.prop_map(|name| name.and_then(ZoneName::parse));
    let country = proptest::sample::select(vec!["", "DE", "FR", "GB", "JP", "XK"]).prop_map(str::to_owned);
    let places = (country, "[a-z]{2,3}", birth, zone);
    let dead = prop_oneof![
        4 => Just(None),
        1 => ("bounced|complained|confirmed", "[a-z]{1,9}").prop_map(Some),
    ];
    let tags = prop::collection::vec("[a-z0-9]{1,6}( [a-z]{1,3})?", 0..4);
    let decided = prop::collection::vec((0..3_usize, any::<bool>()), 0..5);
    let fields = prop::collection::vec((text(), text()), 0..3);
    let facts = (text(), text(), places, 946_684_800_000_000..1_700_000_000_000_000_i64, 1..10_000_i64);
    let rest = ("[a-z]{1,8}", any::<bool>(), dead, tags, decided, fields, any::<bool>());
    (facts, rest).prop_map(
        |((name, note, places, joined_at, number), (source, banned, dead, tags, decided, fields, stripe))| Person {
            name,
            note,
            places,
            joined_at,
            number,
            source,
            banned,
            dead,
            tags,
            decided,
            fields,
            stripe,
        },
    )
}

fn brought(at: usize, person: &Person) -> members::Brought {
    let (state, reason) = person.dead.clone().unwrap_or_default();
    members::Brought {
        email: stagedoor::base::EmailAddress::parse(&format!("Person.{at}@example.org")).unwrap(),
        number: Some(person.number),
        name: person.name.clone(),
        language: person.places.1.clone(),
        country: person.places.0.clone(),
        birth_date: person.places.2.clone(),
        time_zone: person.places.3.clone(),
        joined_at: Some(Moment(person.joined_at)),
        source: person.source.clone(),
        is_banned: person.banned,
        email_state: if state == "confirmed" { String::new() } else { state },
        note: person.note.clone(),
        tags: person.tags.clone(),
        decisions: Vec::new(),
        suppress: Some(reason).filter(|reason| !reason.is_empty()),
        fields: person.fields.iter().cloned().collect(),
        stripe_customer: if person.stripe { format!("cus_{at}") } else { String::new() },
        stripe_subscription: String::new(),
    }
}

async fn fill(club: &TestClub, people: Vec<Person>) {
    let now = Moment::now();
    club.write(move |tx| {
        // Made ready beforehand or not, they are the same people.
        let candidate = |(at, person): (usize, &Person)| match at % 2 {
            0 => Candidate::prepared(brought(at, person), now),
            _ => Ok(Candidate::new(brought(at, person))),
        };
        let all = people.iter().enumerate().map(candidate).collect::<Result<Vec<_>, _>>()?;
        let done = members::bring(tx, all, members::Merge::FileWins, now)?;
        let ids: Vec<MemberId> = done.into_iter().map(|done| done.member).collect();
        members::let_mail_out(tx, &ids)?;
        for (id, person) in ids.iter().zip(&people) {
            for (nth, (purpose, granted)) in person.decided.iter().enumerate() {
                let consent = NewConsent {
                    purpose: PURPOSES[*purpose].to_owned(),
                    granted: *granted,
                    wording: "Yes".to_owned(),
                    ip: String::new(),
                    source: "account".to_owned(),
                };
                members::agree(tx, id, &consent, now.plus_seconds(nth as i64))?;
            }
        }
        Ok::<_, stagedoor::base::Fault>(())
    })
    .await
    .unwrap();
}

/// The club's file without the column that another club does not take on trust: that mail may go there at once.
async fn exported(club: &TestClub) -> Vec<Vec<String>> {
    let file = club
        .read(|conn| {
            let mut file = Vec::new();
            stagedoor::archive::write_members_within(conn, &mut file, Moment::now()).map(|_| file)
        })
        .await
        .unwrap();
    let mut rows = csv::Reader::from_reader(file.as_slice());
    let reachable = rows.headers().unwrap().iter().position(|name| name == "reachable").unwrap();
    let cells = |row: csv::StringRecord| {
        row.iter().enumerate().filter(|(at, _)| *at != reachable).map(|(_, cell)| cell.to_owned()).collect()
    };
    rows.records().map(|row| cells(row.unwrap())).collect()
}

/// Brings one club's file into another, and tells how many it made, changed and left.
async fn carried(from: &TestClub, to: &TestClub) -> (i64, i64, i64) {
    let path = from.data().join("carried.csv");
    let target = path.clone();
    from.read(move |conn| {
        let file = std::fs::File::create(&target)?;
        stagedoor::archive::write_members_within(conn, file, Moment::now())
    })
    .await
    .unwrap();
    let now = Moment::now();
    let taken = stagedoor::imports::take_in(to, path, "carried.csv", Actor::Operator, "", now).await.unwrap();
    let import = taken.unwrap();
    assert_eq!(import.system, "Stagedoor");
    let (id, mapping, later) = (import.id.clone(), import.mapping().unwrap(), now.plus_hours(1));
    to.write(move |tx| stagedoor::imports::ask_rehearsal(tx, &id, &mapping, members::Merge::FileWins, later, now))
        .await
        .unwrap();
    stagedoor::imports::rehearse_now(to, &import.id, now, |_, _| {}).await.unwrap();
    let id = import.id.clone();
    to.write(move |tx| stagedoor::imports::ask_run(tx, &id, Actor::Operator, later, now)).await.unwrap();
    stagedoor::imports::run_now(to, &import.id, now, |_, _| {}).await.unwrap();
    let done = to.read(move |c| stagedoor::imports::by_id(c, &import.id)).await.unwrap().unwrap();
    assert_eq!((done.repeated, done.refused, done.state.as_str()), (0, 0, "done"));
    (done.created, done.changed, done.unchanged)
}

#[test]
fn whatever_a_club_knows_comes_back_as_it_was() {
    let mut runner = TestRunner::new(Config { cases: 10, max_shrink_iters: 40, ..Config::default() });
    let people = prop::collection::vec(person(), 1..20).prop_map(|mut people| {
        people.sort_by_key(|person| person.number);
        people.dedup_by_key(|person| person.number);
        people
    });
    runner
        .run(&people, |people| {
            actix_web::rt::System::new().block_on(async {
                let (one, other) = (TestClub::open(), TestClub::open());
                let many = people.len() as i64;
                fill(&one, people).await;
                assert_eq!(carried(&one, &one).await, (0, 0, many), "a club's own file changes nothing in it");
                assert_eq!(carried(&one, &other).await, (many, 0, 0));
                assert_eq!(exported(&other).await, exported(&one).await);
            });
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_banned_member_comes_back_banned_with_number_source_and_refusals() {
    let club = TestClub::open();
    let done = import(&club, &fixture("stagedoor.csv"), &[]);
    assert_eq!((done["system"].as_str(), counts(&done)), (Some("Stagedoor"), [3, 0, 0, 0, 0]));
    let rows = club.db_rows(EVERYTHING);
    let of = |at: usize, columns: &[usize]| columns.iter().map(|column| rows[at][*column].clone()).collect::<Vec<_>>();
    assert_eq!(of(0, &[1, 7, 8, 9]), ["=Ann", "  kept\nas it is ", ",berlin,vip,", ",news,offers,"]);
    assert_eq!(of(0, &[11, 12, 13, 16, 17]), [r#"{"Seat":"A1"}"#, "cus_Ann", "active", "web", "1"]);
    assert_eq!(of(1, &[3, 13, 15, 16, 17]), ["fil", "banned", "", "crew", "7"]);
    assert_eq!(of(2, &[9, 14, 17]), [",news,", "complained", "9"]);
    let refused = "SELECT purpose FROM consents WHERE NOT granted ORDER BY purpose";
    assert_eq!(club.db_rows(refused), [["news"], ["partners"]]);
    assert_eq!(club.db_rows("SELECT email_folded, reason FROM suppressions"), [["com@example.org", "complaint"]]);
    // The number is somebody's: the other one is kept to be read.
    let file = club.data().join("more.csv");
    std::fs::write(&file, "number,email,email_state,joined_at\n7,new@example.org,confirmed,\n").unwrap();
    import(&club, &file, &[]);
    let rows = club.db_rows(EVERYTHING);
    assert_eq!((rows[3][17].as_str(), rows[3][11].as_str()), ("10", r#"{"number":"7"}"#));
}

#[test]
fn an_old_file_of_the_club_lifts_neither_a_ban_nor_a_refusal_nor_a_suppression() {
    let club = TestClub::open();
    import(&club, &fixture("stagedoor.csv"), &[]);
    let before = club.db_rows(EVERYTHING);
    let text = std::fs::read_to_string(fixture("stagedoor.csv")).unwrap();
    let text = text.replace("banned", "active").replace(",complained,", ",confirmed,").replace(",complaint,", ",,");
    let text =
        text.replace(",,,no,,,news,,,,", ",,news,no,,,,,,,").replace("\"news,offers\"", "\"news,offers,partners\"");
    let file = club.data().join("old.csv");
    std::fs::write(&file, text).unwrap();
    assert_eq!(counts(&import(&club, &file, &[])), [0, 0, 3, 0, 0]);
    assert_eq!(club.db_rows(EVERYTHING), before);
}
