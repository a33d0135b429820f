//! Fields of the club's own: defined, filled in, asked for by conditions, brought by files and gone again.

use stagedoor::base::Moment;
use stagedoor::base::condition::Condition;
use stagedoor::crew::Role;
use stagedoor::segments;

use crate::imports::studio::brought;
use crate::support::{Answer, TestClub, Visitor};

async fn defines(crew: &Visitor, name: &str, kind: &str, choices: &str) -> Answer {
    let page = crew.get("/studio/members/fields/new").await.expect(200);
    let form = page.form("form[action='/studio/members/fields']");
    crew.submit(&form.fill("name", name).fill("kind", kind).fill("choices", choices)).await
}

/// The five kinds, in this order.
pub async fn defines_all(club: &TestClub, crew: &Visitor) {
    for (name, kind, choices) in [
        ("Nickname", "text", ""),
        ("Height", "number", ""),
        ("First show", "date", ""),
        ("Shirt", "choice", "S\nM\nL"),
        ("Helps", "yes-no", ""),
    ] {
        defines(crew, name, kind, choices).await.expect(303);
    }
    club.rests();
}

fn page_of(club: &TestClub, email: &str) -> String {
    let found = club.db_rows(&format!("SELECT id FROM members WHERE email_folded = '{email}'"));
    format!("/studio/members/{}", found[0][0])
}

pub async fn fills_in(crew: &Visitor, member: &str, values: [&str; 5]) -> Answer {
    let mut form = crew.get(member).await.expect(200).form("form[action$='/fields']");
    for (number, value) in (1..).zip(values) {
        form = form.fill(&format!("field-{number}"), value);
    }
    crew.submit(&form).await
}

/// How many members meet a condition.
async fn meet(club: &TestClub, line: &str) -> i64 {
    let condition = Condition::parse(line).unwrap();
    club.read(move |c| segments::count(c, &condition, Moment::now())).await.unwrap()
}

const KEPT: &str = "SELECT fields FROM member_extras";

#[actix_web::test]
async fn a_field_of_each_kind_is_defined_filled_in_and_asked_for() {
    let club = TestClub::open();
    let _server = club.serve();
    let crew = club.db_crew_at_work("ines@example.org", Role::Manager).await;
    club.fan_joins("zoe@fans.test").await;
    club.fan_joins("noor@fans.test").await;
    let zoe = page_of(&club, "zoe@fans.test");
    assert!(crew.get(&zoe).await.expect(200).attributes("form[action$='/fields']", "method").is_empty());
    crew.get("/studio/members/fields").await.expect(200).says("No fields of your own yet");
    defines_all(&club, &crew).await;
    let list = crew.get("/studio/members/fields").await.expect(200).says("field(first-show)");
    assert_eq!(list.texts("tbody th"), ["Nickname", "Height", "First show", "Shirt", "Helps"]);
    fills_in(&crew, &zoe, [" Zo  B ", "1,80", "2019-06-01", "M", "yes"]).await.expect(303);
    let page = crew.get(&zoe).await.expect(200).says("Filled in fields of a member");
    assert_eq!(page.attributes("#field-2", "value"), ["1.8"]);
    assert!(page.texts("#extras").is_empty(), "they are no leftovers of a file");
    for line in [
        "field(nickname) = \"zo b\"",
        "field(height) > 1.75 and field(height) <= 1.8",
        "field(first-show) < 2020-01-01",
        "field(shirt) in (m, l)",
        "field(helps) = yes",
    ] {
        assert_eq!(meet(&club, line).await, 1, "{line}");
        assert_eq!(meet(&club, &format!("not ({line})")).await, 1, "{line}");
    }
    // Emptied, it is gone; what was not touched stays.
    fills_in(&crew, &zoe, ["Zo B", "1.8", "", "M", "no"]).await.expect(303);
    assert_eq!(meet(&club, "field(first-show) < 2020-01-01 or field(helps) = yes").await, 0);
    assert_eq!(meet(&club, "field(helps) = no and field(height) = 1.8").await, 1);
    // A correction of something else takes none of it out of sight of conditions.
    crew.post(&format!("{zoe}/tags"), &[("act", "add"), ("tag", "vip")]).await.expect(303);
    assert_eq!(meet(&club, "field(helps) = no and tag = vip").await, 1);
}

#[actix_web::test]
async fn what_is_none_of_its_kind_is_told_at_its_field_and_nothing_is_kept() {
    let club = TestClub::open();
    let _server = club.serve();
    let crew = club.db_crew_at_work("ines@example.org", Role::Manager).await;
    club.fan_joins("zoe@fans.test").await;
    let zoe = page_of(&club, "zoe@fans.test");
    defines_all(&club, &crew).await;
    let long = "x".repeat(201);
    let wrong = fills_in(&crew, &zoe, [&long, "tall", "31/31/2019", "M", ""]).await.expect(422);
    let wrong = wrong.says("A number such as 180").says("A day such as 2026-01-31").says("At most 200 characters");
    assert_eq!(wrong.attributes("#field-2", "value"), ["tall"], "what was typed stays");
    assert!(club.db_rows(KEPT).is_empty());
    let stranger = [("field-4", "XXL")];
    crew.post(&format!("{zoe}/fields"), &stranger).await.expect(422).says("Choose one of the answers");
    defines(&crew, "", "text", "").await.expect(422).says("A name of at most 60 characters");
    defines(&crew, "height", "text", "").await.expect(422).says("Another field has this name");
    defines(&crew, "Size", "choice", " \n").await.expect(422).says("At least one answer");
    defines(&crew, "Size", "choice", "a\nA").await.expect(422).says("Each answer only once");
}

#[actix_web::test]
async fn a_field_is_renamed_moved_and_keeps_the_answers_members_have() {
    let club = TestClub::open();
    let _server = club.serve();
    let crew = club.db_crew_at_work("ines@example.org", Role::Manager).await;
    club.fan_joins("zoe@fans.test").await;
    let zoe = page_of(&club, "zoe@fans.test");
    defines_all(&club, &crew).await;
    fills_in(&crew, &zoe, ["", "", "", "M", ""]).await.expect(303);
    let list = crew.get("/studio/members/fields").await.expect(200);
    let shirt = list.attributes("tbody th a", "href").remove(3);
    let form = crew.get(&shirt).await.expect(200).says("The value of one member").form("main form");
    let kept = crew.submit(&form.clone().fill("choices", "S\nXL")).await.expect(422);
    kept.says("One member has “M”");
    crew.submit(&form.fill("name", "Top").fill("choices", "M\nXL")).await.expect(303);
    crew.submit(&crew.get("/studio/members/fields").await.form("form[action$='/moves']")).await.expect(303);
    let list = crew.get("/studio/members/fields").await.expect(200);
    assert_eq!(list.texts("tbody th"), ["Height", "Nickname", "First show", "Top", "Helps"]);
    // Under its new name it is asked for by its old word.
    assert_eq!(meet(&club, "field(shirt) = m").await, 1);
    let page = crew.get("/studio/segments/new?condition=field(shirt)+%3D+m").await.expect(200);
    page.says("have M under “Top”").says("1 member");
}

#[actix_web::test]
async fn a_removed_field_comes_back_or_goes_with_its_values() {
    let club = TestClub::open();
    let _server = club.serve();
    club.leaves_work("members.forget_values");
    let crew = club.db_crew_at_work("ines@example.org", Role::Manager).await;
    club.fan_joins("zoe@fans.test").await;
    let zoe = page_of(&club, "zoe@fans.test");
    defines_all(&club, &crew).await;
    fills_in(&crew, &zoe, ["Zo", "180", "", "", ""]).await.expect(303);
    let first = crew.get("/studio/members/fields").await.expect(200).attributes("tbody th a", "href").remove(0);
    let removed = async || {
        let form = crew.get(&first).await.expect(200).form("form[action$='/removals']");
        crew.follow(crew.submit(&form).await.expect(303)).await.expect(200)
    };
    let list = removed().await.says("go in ten minutes");
    assert_eq!(list.texts("tbody th").len(), 4);
    crew.follow(crew.submit(&list.form(".notice form")).await).await.expect(200).says("The field is back");
    assert_eq!(meet(&club, "field(nickname) = zo").await, 1);
    let list = removed().await;
    club.rests();
    assert_eq!(club.db_rows(KEPT)[0][0], r#"{"field:height":"180","field:nickname":"Zo"}"#, "not yet");
    let ago = Moment::now().plus_minutes(-11).0;
    club.db_rows(&format!("UPDATE club_fields SET removed_at = {ago} WHERE removed_at IS NOT NULL RETURNING id"));
    club.db_rows("UPDATE jobs SET run_after = 0 WHERE name = 'members.forget_values' RETURNING id");
    club.rests();
    assert_eq!(club.db_rows(KEPT)[0][0], r#"{"field:height":"180"}"#);
    assert_eq!(meet(&club, "field(nickname) = zo").await, 0);
    assert_eq!(meet(&club, "field(height) = 180").await, 1);
    crew.follow(crew.submit(&list.form(".notice form")).await).await.expect(200).says("have gone for good");
}

#[actix_web::test]
async fn a_column_of_a_file_is_a_field_and_its_values_come_and_go_with_the_import() {
    let club = TestClub::open();
    let _server = club.serve();
    let owner = club.db_crew_at_work("maren@example.org", Role::Owner).await;
    defines_all(&club, &owner).await;
    let file = "Email,shirt,Height,First show,Helps,Pet\n\
                zoe@fans.test,m,\"1,80\",01.06.2019,ja,Cat\n\
                noor@fans.test,XXL,tall,,no,\n";
    let (path, _) = brought(&club, &owner, file.as_bytes()).await;
    let kept = "SELECT fields FROM member_extras JOIN members ON members.id = member_id ORDER BY email_folded";
    let rows = club.db_rows(kept);
    assert_eq!(rows[0][0], r#"{"Height":"tall","Shirt":"XXL","field:helps":"no"}"#, "what is none of its kind stays");
    let zoe =
        r#"{"Pet":"Cat","field:first-show":"2019-06-01","field:height":"1.8","field:helps":"yes","field:shirt":"M"}"#;
    assert_eq!(rows[1][0], zoe);
    assert_eq!(meet(&club, "field(shirt) = M and field(height) > 1.7 and field(first-show) >= 2019-06-01").await, 1);
    // Out, and into another club that has the same fields.
    let exported = club
        .read(|c| {
            let mut file = Vec::new();
            stagedoor::archive::write_members_within(c, &mut file, Moment::now()).map(|_| file)
        })
        .await
        .unwrap();
    let header = String::from_utf8_lossy(&exported).lines().next().unwrap_or_default().to_owned();
    assert!(
        header.ends_with("fields,field:nickname,field:height,field:first-show,field:shirt,field:helps"),
        "{header}"
    );
    let other = TestClub::open();
    let _other = other.serve();
    let there = other.db_crew_at_work("maren@example.org", Role::Owner).await;
    defines_all(&other, &there).await;
    brought(&other, &there, &exported).await;
    assert_eq!(other.db_rows(kept), rows);
    assert_eq!(meet(&other, "field(shirt) = M").await, 1);
    // A file that changes one of them is undone to what was there.
    let (again, _) = brought(&club, &owner, b"Email,Shirt\nzoe@fans.test,L\n").await;
    assert_eq!(meet(&club, "field(shirt) = L").await, 1);
    for path in [again, path] {
        let page = owner.get(&path).await.expect(200);
        owner.submit(&page.form("form[action$='/undos']")).await.expect(303);
        club.rests();
        assert_eq!(meet(&club, "field(shirt) = L").await, 0);
    }
    assert!(club.db_rows("SELECT id FROM members").is_empty());
}

#[actix_web::test]
async fn what_files_brought_under_the_name_becomes_the_values_of_a_new_field() {
    let club = TestClub::open();
    let _server = club.serve();
    let owner = club.db_crew_at_work("maren@example.org", Role::Owner).await;
    brought(&club, &owner, b"Email,Shoe Size\nzoe@fans.test,39.5\nnoor@fans.test,large\n").await;
    defines(&owner, "Shoe size", "number", "").await.expect(303);
    club.rests();
    let kept = "SELECT fields FROM member_extras JOIN members ON members.id = member_id ORDER BY email_folded";
    assert_eq!(club.db_rows(kept).concat(), [r#"{"Shoe Size":"large"}"#, r#"{"field:shoe-size":"39.5"}"#]);
    assert_eq!(meet(&club, "field(shoe-size) >= 39").await, 1);
}

#[actix_web::test]
async fn a_segment_asks_for_a_field_by_clicks() {
    let club = TestClub::open();
    let _server = club.serve();
    let crew = club.db_crew_at_work("ines@example.org", Role::Manager).await;
    defines_all(&club, &crew).await;
    for (line, kind, value) in [
        ("field(shirt) in (M, L)", "choice:shirt", None),
        ("field(helps) = yes", "yes-no:helps", None),
        ("field(height) = 180", "number:height", Some("180")),
        ("field(height) >= 180", "number:height", Some("180")),
        ("field(first-show) < 2020-01-01", "date:first-show", Some("2020-01-01")),
        ("field(nickname) in (zo, bo)", "text:nickname", Some("zo, bo")),
        ("field(gone) = x", "text:gone", Some("x")),
    ] {
        let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("condition", line).finish();
        let page = crew.get(&format!("/studio/segments/new?{query}")).await.expect(200);
        assert_eq!(page.attributes("[name=row-0-kind]", "value"), [kind], "{line}");
        if let Some(value) = value {
            assert_eq!(page.attributes("[name=row-0-value]", "value"), [value], "{line}");
        }
        // The rows say what the line said.
        let mut form = page.form("form[data-draft]").fill("act", "show");
        form.action = "/studio/segments/drafts".to_owned();
        let shown = crew.submit(&form).await.expect(200);
        let (read, said) = (Condition::parse(line).unwrap(), shown.attributes("#condition", "value").concat());
        assert_eq!(Condition::parse(&said).unwrap(), read, "{line} became {said}");
    }
}
