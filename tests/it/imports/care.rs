//! Files whose cells could mean several things: what is read, what is told, and what is left to the manager.

use super::{EVERYTHING, counts, import};
use crate::support::TestClub;

fn file(club: &TestClub, name: &str, text: &str) -> std::path::PathBuf {
    let path = club.data().join(name);
    std::fs::write(&path, text).unwrap();
    path
}

#[actix_web::test]
async fn countries_come_by_code_or_name_and_what_is_none_is_told() {
    let club = TestClub::open();
    let text = "email,country\na@x.example,UK\nb@x.example,Germany\nc@x.example,XX\nd@x.example,fr\n";
    let rehearsed = import(&club, &file(&club, "c.csv", text), &["--rehearse"]);
    assert_eq!((counts(&rehearsed)[0], rehearsed["unclear"].as_i64()), (4, Some(1)));
    assert_eq!(rehearsed["samples"]["unclear"][0]["what"][0], "country: XX");
    import(&club, &file(&club, "c.csv", text), &[]);
    let countries: Vec<String> = club.db_rows(EVERYTHING).into_iter().map(|row| row[4].clone()).collect();
    assert_eq!(countries, ["GB", "DE", "", "FR"]);
}

#[actix_web::test]
async fn dates_with_slashes_are_read_as_the_file_shows() {
    let club = TestClub::open();
    let joined = |email: &str| {
        let of = format!("SELECT CAST(joined_at AS TEXT) FROM members WHERE email_folded = '{email}'");
        let at: i64 = club.db_rows(&of)[0][0].parse().unwrap();
        stagedoor::base::Moment(at).utc_date().to_string()
    };
    let shows = "email,joined\na@x.example,31/12/2023\nb@x.example,05/03/2024\n";
    import(&club, &file(&club, "day.csv", shows), &[]);
    assert_eq!((joined("a@x.example"), joined("b@x.example")), ("2023-12-31".into(), "2024-03-05".into()));
    let american = "email,joined\nc@x.example,12/31/2023\nd@x.example,05/03/2024\n";
    import(&club, &file(&club, "month.csv", american), &[]);
    assert_eq!((joined("c@x.example"), joined("d@x.example")), ("2023-12-31".into(), "2024-05-03".into()));
}

#[actix_web::test]
async fn a_file_that_only_fills_gaps_overwrites_nothing() {
    let club = TestClub::open();
    import(&club, &file(&club, "1.csv", "email,name,country,shirt\na@x.example,Ada,,M\n"), &[]);
    let second = file(&club, "2.csv", "email,name,country,shirt,city\na@x.example,Someone Else,DE,XL,Bremen\n");
    let rehearsed = import(&club, &second, &["--rehearse", "--fill-gaps"]);
    let sample = &rehearsed["samples"]["changed"][0];
    assert_eq!(sample["what"].as_array().unwrap().len(), 2, "{sample}");
    assert_eq!((&sample["what"][0], &sample["values"][0][1]), (&"country".into(), &"DE".into()));
    import(&club, &second, &["--fill-gaps"]);
    let row = club.db_rows(EVERYTHING).remove(0);
    assert_eq!((row[1].as_str(), row[4].as_str()), ("Ada", "DE"));
    assert!(row[11].contains("\"shirt\":\"M\"") && row[11].contains("\"city\":\"Bremen\""), "{}", row[11]);
    let overwriting = import(&club, &second, &["--rehearse"]);
    let sample = &overwriting["samples"]["changed"][0];
    assert_eq!((&sample["values"][0][0], &sample["values"][0][1]), (&"Ada".into(), &"Someone Else".into()));
}
