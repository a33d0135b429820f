//! The table of search documents; and reads `posts`, as a named reader.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel::upsert::excluded;

use super::{Match, Part};
use crate::base::Fault;
use crate::plumbing::db::{Both, Conn, Tx};
use crate::plumbing::schema::{posts, search_documents};
use crate::plumbing::search::Question;
use crate::posts::PostId;

/// More matches than this are not looked at.
const MOST: i64 = 2_000;

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    item_id: PostId,
    #[diesel(sql_type = Text)]
    condition: String,
}

/// Documents that hold every word, of posts now public: matches in what is public first, then the newest.
pub(super) fn matching(conn: &mut Conn, question: &Question) -> Result<Vec<Match>, Fault> {
    let (sql, words) = match conn {
        Conn::Sqlite(_) => (
            "SELECT d.kind, d.item_id, p.condition FROM search_index \
             JOIN search_documents d ON d.id = search_index.rowid JOIN posts p ON p.id = d.item_id \
             WHERE search_index MATCH $1 AND p.state = 'published' \
             ORDER BY d.kind, p.published_at DESC, p.id DESC LIMIT $2",
            question.for_fts5(),
        ),
        Conn::Postgres(_) => (
            "SELECT d.kind, d.item_id, p.condition FROM search_documents d JOIN posts p ON p.id = d.item_id \
             WHERE to_tsvector('simple', d.search_text) @@ to_tsquery('simple', $1) AND p.state = 'published' \
             ORDER BY d.kind, p.published_at DESC, p.id DESC LIMIT $2",
            question.for_tsquery(),
        ),
    };
    let found: Vec<Found> = diesel::sql_query(sql).bind::<Text, _>(words).bind::<BigInt, _>(MOST).load(conn)?;
    let matched =
        |found: Found| Some(Match { part: Part::of(&found.kind)?, post: found.item_id, condition: found.condition });
    Ok(found.into_iter().filter_map(matched).collect())
}

/// For whom those of these posts are that are public.
pub(super) fn conditions(conn: &mut Conn, ids: &[PostId]) -> Result<HashMap<PostId, String>, Fault> {
    let public = posts::id.eq_any(ids).and(posts::state.eq("published"));
    let rows: Vec<(PostId, String)> = posts::table.filter(public).select((posts::id, posts::condition)).load(conn)?;
    Ok(rows.into_iter().collect())
}

pub(super) fn bodies(conn: &mut Conn, ids: &[PostId]) -> Result<HashMap<PostId, String>, Fault> {
    let rows: Vec<(PostId, String)> =
        posts::table.filter(posts::id.eq_any(ids)).select((posts::id, posts::body)).load(conn)?;
    Ok(rows.into_iter().collect())
}

pub(super) fn posts_after(conn: &mut Conn, after: Option<&PostId>, most: i64) -> Result<Vec<PostId>, Fault> {
    let mut query = posts::table.into_boxed();
    if let Some(after) = after {
        query = query.filter(posts::id.gt(after));
    }
    Ok(query.order(posts::id).limit(most).select(posts::id).load(conn)?)
}

pub(super) fn put(tx: &mut Tx, kind: &str, item_id: &str, search_text: &str) -> Result<(), Fault> {
    let row = (
        search_documents::kind.eq(kind),
        search_documents::item_id.eq(item_id),
        search_documents::search_text.eq(search_text),
    );
    let upsert = diesel::insert_into(search_documents::table)
        .values(row)
        .on_conflict((search_documents::kind, search_documents::item_id))
        .do_update()
        .set(search_documents::search_text.eq(excluded(search_documents::search_text)));
    Both(upsert).execute(tx.conn())?;
    Ok(())
}

pub(super) fn delete(tx: &mut Tx, kinds: &[&str], item_id: &str) -> Result<(), Fault> {
    let rows = search_documents::kind.eq_any(kinds.to_vec()).and(search_documents::item_id.eq(item_id));
    diesel::delete(search_documents::table.filter(rows)).execute(tx.conn())?;
    Ok(())
}
