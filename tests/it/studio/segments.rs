//! Segments, clicked together and written as a line.

use stagedoor::crew::Role;

use crate::support::{Answer, Form, TestClub, Visitor};

/// The form as one of its buttons sends it that saves nothing.
async fn drafts(crew: &Visitor, form: Form, act: &str) -> Answer {
    let mut form = form.fill("act", act);
    form.action = "/studio/segments/drafts".to_owned();
    crew.submit(&form).await.expect(200)
}

fn made(page: &Answer) -> Form {
    page.form("form[data-draft]")
}

fn line(page: &Answer) -> String {
    page.attributes("#condition", "value").concat()
}

#[actix_web::test]
async fn a_segment_is_clicked_together_read_as_a_line_and_kept() {
    let club = TestClub::open();
    let _server = club.serve();
    let owner = club.db_crew_at_work("maren@example.org", Role::Manager).await;
    club.fan_joins("zoe@fans.test").await;
    club.fan_joins("noor@fans.test").await;
    owner.get("/studio/segments").await.expect(200).says("No segment yet");
    let page = owner.get("/studio/segments/new").await.expect(200).says("2 members").says("are members at all");
    let page = drafts(&owner, made(&page).fill("add", "number"), "add").await.says("number 100 or a lower one");
    assert_eq!(line(&page), "member and number <= 100");
    let page = drafts(&owner, made(&page).fill("row-1-value", "1"), "show").await.says("1 member");
    let page = drafts(&owner, made(&page).fill("row-1-not", "yes").fill("add", "tag"), "add").await;
    // A row that says nothing yet stays, and is not counted.
    assert_eq!(line(&page), "member and not number <= 1");
    let page = page.says("This row says nothing yet");
    let form = made(&page).fill("name", "Newer").fill("row-2-join", "or").fill("row-2-value", "vip, street team");
    let page = drafts(&owner, form, "show").await.says("carry the tag vip or street team");
    assert_eq!(line(&page), "(member and not number <= 1) or tag in (vip, \"street team\")");
    let saved = owner.submit(&made(&page)).await.expect(303);
    let kept = owner.follow(saved).await.expect(200).says("Newer").says("1 member");
    assert_eq!(line(&kept), line(&page));
    let page = drafts(&owner, made(&kept), "remove-2").await;
    assert_eq!(line(&page), "member and not number <= 1");
    owner.get("/studio/segments").await.expect(200).says("Newer").says("do not fit this");
    owner.get("/studio/journal").await.expect(200).says("Saved a segment");
    let gone = owner.submit(&kept.form("form[action$='/delete']")).await.expect(303);
    owner.follow(gone).await.expect(200).says("No segment yet");
}

#[actix_web::test]
async fn a_line_becomes_rows_and_a_slip_in_it_is_pointed_at() {
    let club = TestClub::open();
    let _server = club.serve();
    let owner = club.db_crew_at_work("maren@example.org", Role::Manager).await;
    let new = owner.get("/studio/segments/new").await.expect(200);
    let typed = "tenure > 2y and country in (FR, BE) and consents(partners) and not has_ticket(\"paris-2027\")";
    let page = drafts(&owner, made(&new).fill("condition", typed), "show").await;
    let page = page.says("have been members for 2 years or longer").says("live in France or Belgium");
    let page = page.says("agreed to Partners").says("have no ticket to “paris-2027”");
    assert_eq!(page.attributes("input[name$='-kind']", "value"), ["tenure", "country", "consents", "has_ticket"]);
    assert_eq!(page.attributes("input[name='row-3-not'][checked]", "value"), ["yes"]);
    // Clicked on without a change, it is the same; quotes are for words that need them.
    assert_eq!(line(&drafts(&owner, made(&page), "show").await), typed.replace('"', ""));

    let slip = drafts(&owner, made(&page).fill("condition", "teir = gold"), "show").await.says("At letter 1");
    assert!(slip.text().contains("teir = gold\n^"), "the caret stands under the word");
    assert_eq!(slip.attributes("input[name$='-kind']", "value").len(), 4, "no row is lost");
    let form = made(&slip).fill("name", "Slip");
    owner.submit(&form).await.expect(422).says("At letter 1").says("Not saved yet");
    let form = made(&new).fill("name", "").fill("condition", "member");
    owner.submit(&form).await.expect(422).says("A name of at most");
    let unread = drafts(&owner, made(&new).fill("add", "tag"), "add").await;
    owner.submit(&made(&unread).fill("name", "Unread")).await.expect(422).says("Complete the rows");
    assert!(club.db_rows("SELECT id FROM segments").is_empty());
    let many = "(age > 1 or age > 2) and (age > 3 or age > 4) and (age > 5 or age > 6) and (age > 7 or age > 8)";
    let page = drafts(&owner, made(&new).fill("condition", many), "show").await.says("too intertwined");
    assert_eq!(line(&page), many);
}

#[actix_web::test]
async fn only_those_who_see_members_see_segments() {
    let club = TestClub::open();
    let _server = club.serve();
    let editor = club.db_crew_at_work("ed@example.org", Role::Editor).await;
    for path in ["/studio/segments", "/studio/segments/new"] {
        editor.get(path).await.expect(404);
    }
    editor.post("/studio/segments", &[("name", "x"), ("condition", "member")]).await.expect(404);
}
