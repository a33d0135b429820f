//! What the home page costs the database. Figures are printed; only the shape is asserted, because machines differ.

use std::time::Instant;

use stagedoor::posts;

use super::*;

#[tokio::test]
async fn the_home_page_reads_by_index_and_without_bodies() {
    let club = TestClub::open();
    let body = "All the words of a long letter. ".repeat(400);
    for n in 0..120 {
        let condition = ["everyone", "member", "tier in (gold, silver) or tenure > 2y"][n % 3];
        let writing = Writing { body: body.clone(), ..letter(&format!("Post {n}"), condition) };
        published(&club, writing, noon().plus_minutes(n as i64)).await;
    }
    work(&club).await;
    let spent = club
        .read(|conn| {
            let standing = with_tier("gold");
            posts::published(conn, None, Some(&standing), noon())?;
            let began = Instant::now();
            for _ in 0..100 {
                posts::published(conn, None, Some(&standing), noon())?;
            }
            Ok(began.elapsed() / 100)
        })
        .await
        .unwrap();
    println!("a page of 20 cards: {spent:?}");
    if !club.database().url().is_postgres() {
        let plan = club.db_rows(
            "EXPLAIN QUERY PLAN SELECT id, title FROM posts WHERE state = 'published'
             ORDER BY published_at DESC, id DESC LIMIT 21",
        );
        let plan: Vec<String> = plan.into_iter().map(|mut row| row.remove(3)).collect();
        assert_eq!(plan, ["SEARCH posts USING INDEX posts_published (state=?)"], "no sorting, no scan");
        let plan = club.db_rows(
            "EXPLAIN QUERY PLAN SELECT id FROM posts WHERE state = 'published' AND published_at <= 5
             AND (published_at < 5 OR (published_at = 5 AND id < 'x')) ORDER BY published_at DESC, id DESC LIMIT 21",
        );
        let plan: Vec<String> = plan.into_iter().map(|mut row| row.remove(3)).collect();
        assert_eq!(plan, ["SEARCH posts USING COVERING INDEX posts_published (state=? AND published_at<?)"]);
    }
}
