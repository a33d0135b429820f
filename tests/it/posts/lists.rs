use stagedoor::posts::{self, Audiences, Card, PAGE, Place, PostKind, Why};

use super::*;

fn titles(cards: &[Card]) -> Vec<&str> {
    cards.iter().map(|card| card.title.as_str()).collect()
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_repeat() {
    let club = TestClub::open();
    for n in 0..45 {
        // Three posts share each moment: the id decides between them.
        published(&club, letter(&format!("Post {n:02}"), "everyone"), noon().plus_minutes(n / 3)).await;
    }
    let mut seen: Vec<String> = Vec::new();
    let mut places: Vec<Place> = Vec::new();
    let mut page = club.read(|conn| posts::published(conn, None, None, noon())).await.unwrap();
    loop {
        seen.extend(page.cards.iter().map(|card| card.title.clone()));
        let Some(place) = page.older else { break };
        let place: Place = place.to_string().parse().unwrap();
        places.push(place.clone());
        page = club.read(move |conn| posts::published_before(conn, &place, None, None, noon())).await.unwrap();
    }
    let expected: Vec<String> = (0..45).rev().map(|n| format!("Post {n:02}")).collect();
    assert_eq!(seen, expected);
    assert_eq!(places.len(), 2);

    // The way back.
    let (first, second) = (places[0].clone(), places[1].clone());
    let (back, top, number) = club
        .read(move |conn| {
            Ok((
                posts::place_before(conn, &second, None)?,
                posts::place_before(conn, &first, None)?,
                posts::newer_than(conn, &second, None)?,
            ))
        })
        .await
        .unwrap();
    assert_eq!(back.as_ref(), Some(&places[0]));
    assert_eq!(top, None);
    assert_eq!(number as usize, 2 * PAGE - 1, "the place itself is the last of two pages");
    work(&club).await;
}

#[tokio::test]
async fn a_card_shows_no_more_than_the_visitor_may_read() {
    let club = TestClub::open();
    published(&club, letter("Open", "everyone"), noon()).await;
    let excerpt = Writing { excerpt: "Only this.".into(), ..letter("Teased", "tier = gold") };
    published(&club, excerpt, noon().plus_minutes(1)).await;
    published(&club, letter("Silent", "tier = gold"), noon().plus_minutes(2)).await;
    let check = async |standing: Option<Standing>, teasers: [&str; 3], locked: [bool; 3]| {
        let page = club.read(move |conn| posts::published(conn, None, standing.as_ref(), noon())).await.unwrap();
        assert_eq!(titles(&page.cards), ["Silent", "Teased", "Open"]);
        assert_eq!(page.cards.iter().map(|card| card.teaser.as_str()).collect::<Vec<_>>(), teasers);
        assert_eq!(page.cards.iter().map(|card| card.closed.is_some()).collect::<Vec<_>>(), locked);
        page
    };
    let open = "Open Something about Open.";
    let page = check(None, ["", "Only this.", open], [true, true, false]).await;
    let closed = page.cards[0].closed.as_ref().unwrap();
    assert_eq!((closed.why, closed.tiers.as_slice()), (Why::Tier, ["gold".to_owned()].as_slice()));
    let gold = ["Silent Something about Silent.", "Only this.", open];
    check(Some(with_tier("gold")), gold, [false, false, false]).await;
    work(&club).await;
}

#[tokio::test]
async fn numbers_say_what_membership_opens() {
    let club = TestClub::open();
    for (title, condition) in [
        ("a", "everyone"),
        ("b", "member"),
        ("c", "tier = gold"),
        ("d", "tier in (gold, silver)"),
        ("e", "tier = gold"),
    ] {
        published(&club, letter(title, condition), noon()).await;
    }
    written(&club, letter("draft", "everyone")).await;
    let audiences = club.read(Audiences::load).await.unwrap();
    assert_eq!(audiences.open_to(None, noon()), 1);
    assert_eq!(audiences.open_to(Some(&with_tier("gold")), noon()), 5);
    assert_eq!(audiences.opened_by_joining(noon()), 1);
    assert_eq!(audiences.opened_by_tier("silver", None, noon()), 2);
    assert_eq!(audiences.opened_by_tier("gold", Some(&fan(1)), noon()), 3);
    let kinds = club.read(posts::numbers_by_kind).await.unwrap();
    assert_eq!(kinds, [(PostKind::Letter, 5)]);
    work(&club).await;
}

#[tokio::test]
async fn neighbours_are_the_next_in_time() {
    let club = TestClub::open();
    for (n, condition) in [(1, "member"), (2, "everyone"), (3, "everyone")] {
        published(&club, letter(&format!("Post {n}"), condition), noon().plus_minutes(n)).await;
    }
    let beside = club
        .read(|conn| {
            let Some(posts::Found::Here(post)) = posts::by_slug(conn, "post-2")? else { panic!("no post") };
            posts::neighbours(conn, &post.place(), None, noon())
        })
        .await
        .unwrap();
    let (newer, older) = (beside.newer.unwrap(), beside.older.unwrap());
    assert_eq!((newer.slug.as_str(), newer.locked), ("post-3", false));
    assert_eq!((older.slug.as_str(), older.locked), ("post-1", true));
    let studio = club.read(|conn| posts::for_studio(conn, None, None, 2)).await.unwrap();
    let next = studio.last().unwrap().place();
    let rest = club.read(move |conn| posts::for_studio(conn, None, Some(&next), 2)).await.unwrap();
    assert_eq!((studio.len(), rest.len()), (2, 1));
    work(&club).await;
}
