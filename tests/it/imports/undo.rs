//! Taking an import back: everything is as before, but for what was changed since.

use stagedoor::base::Moment;
use stagedoor::journal::Actor;
use stagedoor::members::{FieldKind, NewField, Profile};

use super::{EVERYTHING, counts, figures, fixture, import, members};
use crate::support::TestClub;

#[actix_web::test]
async fn an_undone_import_leaves_everybody_exactly_as_before_but_for_what_was_changed_since() {
    let club = TestClub::open();
    import(&club, &fixture("ghost.csv"), &[]);
    let before = club.db_rows(EVERYTHING);
    let file = club.data().join("second.csv");
    let text = "email,name,country,tags,Seat\nada@example.org,Ada L,FR,vip,A1\nbo@example.org,,SE,new,\nnew@example.org,New,,,\n";
    std::fs::write(&file, text).unwrap();
    let done = import(&club, &file, &[]);
    assert_eq!(counts(&done), [1, 2, 0, 0, 0]);
    assert_eq!(club.db_rows(EVERYTHING)[1][1], "=Bo", "a blank cell changes nothing");
    let undone = figures(&members(&club, &["undo", "--last", "--json"]));
    assert_eq!(undone["state"], "undone");
    assert_eq!(club.db_rows(EVERYTHING), before);

    import(&club, &file, &[]);
    club.write(|tx| {
        let member = stagedoor::members::by_email(tx, "bo@example.org")?.unwrap();
        let known = Profile { time_zone: member.time_zone.clone(), ..Profile::default() };
        let profile = Profile { name: "Bo".to_owned(), language: "sv".to_owned(), country: "NO".to_owned(), ..known };
        stagedoor::members::correct(tx, &member.id, &profile)
    })
    .await
    .unwrap();
    let undone = figures(&members(&club, &["undo", "--last", "--json"]));
    let kept = undone["kept"].as_array().unwrap();
    assert_eq!(kept.len(), 1);
    assert!(kept[0][1].as_str().unwrap().contains("country"));
    let bo = &club.db_rows(EVERYTHING)[1];
    assert_eq!((bo[1].as_str(), bo[4].as_str(), bo[8].as_str()), ("Bo", "NO", ""));
}

#[actix_web::test]
async fn a_ban_a_suppression_and_a_number_go_back_with_their_import() {
    let club = TestClub::open();
    let file = club.data().join("first.csv");
    std::fs::write(&file, "email,name\nann@example.org,Ann\nban@example.org,Ban\ncom@example.org,Com\n").unwrap();
    import(&club, &file, &[]);
    let before = club.db_rows(EVERYTHING);
    let done = import(&club, &fixture("stagedoor.csv"), &[]);
    assert_eq!(counts(&done), [0, 3, 0, 0, 0]);
    let after = club.db_rows(EVERYTHING);
    assert_eq!((after[1][13].as_str(), after[1][15].as_str()), ("banned", ""));
    assert_eq!((after[2][14].as_str(), after[0][17].as_str()), ("complained", "1"));
    assert_eq!(club.db_rows("SELECT email_folded, reason FROM suppressions"), [["com@example.org", "complaint"]]);
    let undone = figures(&members(&club, &["undo", "--last", "--json"]));
    assert_eq!(undone["kept"].as_array().unwrap().len(), 0);
    assert_eq!(club.db_rows(EVERYTHING), before);
    assert!(club.db_rows("SELECT reason FROM suppressions").is_empty());
    assert!(club.db_rows("SELECT id FROM consents").is_empty());
}

#[actix_web::test]
async fn each_custom_field_goes_back_by_itself() {
    let club = TestClub::open();
    let file = club.data().join("file.csv");
    std::fs::write(&file, "email,Seat,Coat\nann@example.org,A1,red\n").unwrap();
    import(&club, &file, &[]);
    std::fs::write(&file, "email,Seat,Hat\nann@example.org,B2,green\n").unwrap();
    import(&club, &file, &[]);
    std::fs::write(&file, "email,Hat\nann@example.org,blue\n").unwrap();
    let last = import(&club, &file, &[]);
    let second = club.db_rows("SELECT id FROM imports ORDER BY id")[1][0].clone();
    assert_ne!(last["import"], second.as_str());
    let undone = figures(&members(&club, &["undo", &second, "--json"]));
    assert_eq!(undone["kept"][0][1], "fields", "the hat is another since");
    assert_eq!(club.db_rows(EVERYTHING)[0][11], r#"{"Coat":"red","Hat":"blue","Seat":"A1"}"#);
}

#[actix_web::test]
async fn somebody_who_was_here_since_stays_and_is_named() {
    let club = TestClub::open();
    import(&club, &fixture("ghost.csv"), &[]);
    club.write(|tx| {
        let ada = stagedoor::members::by_email(tx, "ada@example.org")?.unwrap();
        stagedoor::members::note_seen(tx, &[(ada.id, stagedoor::base::Moment::now())])
    })
    .await
    .unwrap();
    let output = members(&club, &["undo", "--last", "--json"]);
    assert_eq!(output.status.code(), Some(3), "there is a finding");
    assert_eq!(figures(&output)["kept"][0][1], "member");
    let left: Vec<_> = club.db_rows(EVERYTHING).iter().map(|row| row[0].clone()).collect();
    assert_eq!(left, ["ada@example.org"]);
    let output = members(&club, &["undo", "--last"]);
    assert_eq!(output.status.code(), Some(2), "there is nothing left to undo");
}

#[actix_web::test]
async fn a_field_that_the_club_defines_afterwards_goes_back_with_the_import() {
    let club = TestClub::open();
    let file = club.data().join("file.csv");
    std::fs::write(&file, "email,Shirt\nann@example.org,S\nbea@example.org,\n").unwrap();
    import(&club, &file, &[]);
    let before = club.db_rows(EVERYTHING);
    std::fs::write(&file, "email,Shirt\nann@example.org,M\nbea@example.org,L\nnew@example.org,L\n").unwrap();
    assert_eq!(counts(&import(&club, &file, &[])), [1, 2, 0, 0, 0]);
    let new = NewField { name: "Shirt".to_owned(), kind: FieldKind::Text, choices: Vec::new() };
    club.write(move |tx| stagedoor::members::define_field(tx, &new, Actor::Operator, Moment::now())).await.unwrap();
    let server = club.serve();
    club.rests();
    server.stops();
    let taken = |name: &str| format!(r#"{{"field:shirt":"{name}"}}"#);
    assert_eq!(club.db_rows(EVERYTHING)[0][11], taken("M"), "the field took over");
    let undone = figures(&members(&club, &["undo", "--last", "--json"]));
    assert_eq!(undone["kept"].as_array().unwrap().len(), 0, "{undone}");
    let after = club.db_rows(EVERYTHING);
    assert_eq!(after.len(), 2, "whoever the file made is gone");
    assert_eq!((after[0][11].as_str(), after[1][11].as_str()), (taken("S").as_str(), "{}"));
    assert_eq!(before[0][11], r#"{"Shirt":"S"}"#);
}

#[actix_web::test]
async fn a_value_of_a_later_field_that_was_changed_since_stays_and_is_named() {
    let club = TestClub::open();
    let file = club.data().join("file.csv");
    std::fs::write(&file, "email,Height\nann@example.org,tall\n").unwrap();
    import(&club, &file, &[]);
    std::fs::write(&file, "email,Height\nann@example.org,180\n").unwrap();
    import(&club, &file, &[]);
    let new = NewField { name: "Height".to_owned(), kind: FieldKind::Number, choices: Vec::new() };
    club.write(move |tx| stagedoor::members::define_field(tx, &new, Actor::Operator, Moment::now())).await.unwrap();
    let server = club.serve();
    club.rests();
    server.stops();
    assert_eq!(club.db_rows(EVERYTHING)[0][11], r#"{"field:height":"180"}"#);
    let undone = figures(&members(&club, &["undo", "--last", "--json"]));
    assert_eq!(undone["kept"].as_array().unwrap().len(), 0, "{undone}");
    assert_eq!(club.db_rows(EVERYTHING)[0][11], r#"{"Height":"tall"}"#, "what was no number comes back as it was");
}

/// Earlier releases wrote down what was empty, too.
#[actix_web::test]
async fn what_an_earlier_release_kept_is_still_undone() {
    let club = TestClub::open();
    let file = club.data().join("file.csv");
    std::fs::write(&file, "email,name\nann@example.org,Ann\n").unwrap();
    import(&club, &file, &[]);
    let before = club.db_rows(EVERYTHING);
    std::fs::write(&file, "email,name,country\nann@example.org,Anna,FR\nnew@example.org,New,SE\n").unwrap();
    import(&club, &file, &[]);
    let nobody = r#""former":{"joined_at":0,"state":"","email_state":""},"#;
    for (email, former) in [("ann@example.org", ""), ("new@example.org", nobody)] {
        let here = format!(
            "import_id = (SELECT MAX(id) FROM imports) AND member_id = (SELECT id FROM members WHERE email = '{email}')"
        );
        let kept = club.db_rows(&format!("SELECT change FROM import_changes WHERE {here}"))[0][0].clone();
        let said = kept.strip_prefix('{').unwrap().strip_suffix('}').unwrap();
        let whole = format!(r#"{{{former}{said},"tags":[],"consents":[],"suppressed":null}}"#);
        club.db_rows(&format!("UPDATE import_changes SET change = '{whole}' WHERE {here} RETURNING member_id"));
    }
    let undone = figures(&members(&club, &["undo", "--last", "--json"]));
    assert_eq!(undone["kept"].as_array().unwrap().len(), 0);
    assert_eq!(club.db_rows(EVERYTHING), before);
}
