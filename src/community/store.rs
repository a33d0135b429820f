//! The tables of comments, reports and reactions. Private to this room.

use std::collections::HashMap;

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::{CommentId, CommentState, ReactionKind, ReportId, Speaker};
use crate::base::{Fault, Moment};
use crate::crew::CrewMemberId;
use crate::members::MemberId;
use crate::plumbing::db::{Both, Conn, Tx};
use crate::plumbing::schema::{comments, reactions, reports};
use crate::posts::PostId;

/// What somebody said under a post.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = comments)]
pub struct Comment {
    pub id: CommentId,
    pub post_id: PostId,
    member_id: Option<MemberId>,
    crew_member_id: Option<CrewMemberId>,
    /// As written, in the small Markdown of comments.
    pub body: String,
    /// BCP 47; empty when unknown.
    pub language: String,
    state: String,
    pub created_at: Moment,
    pub hidden_by: Option<CrewMemberId>,
}

impl Comment {
    pub fn speaker(&self) -> Speaker {
        match (&self.member_id, &self.crew_member_id) {
            (Some(member), _) => Speaker::Member(member.clone()),
            (None, crew) => Speaker::Crew(crew.clone().unwrap_or_else(|| CrewMemberId(String::new()))),
        }
    }

    pub fn state(&self) -> CommentState {
        CommentState::of(&self.state)
    }

    /// It stands under its post, though perhaps without its words.
    pub fn has_place(&self) -> bool {
        matches!(self.state(), CommentState::Shown | CommentState::Held)
    }
}

const WITH_PLACE: [&str; 2] = ["shown", "held"];
const OPEN: &str = "open";

pub(super) fn insert(
    tx: &mut Tx,
    id: &CommentId,
    post: &PostId,
    speaker: &Speaker,
    body: &str,
    language: &str,
    now: Moment,
) -> Result<(), Fault> {
    let (member, crew) = match speaker {
        Speaker::Member(member) => (Some(member), None),
        Speaker::Crew(crew) => (None, Some(crew)),
    };
    let row = (
        comments::id.eq(id),
        comments::post_id.eq(post),
        comments::member_id.eq(member),
        comments::crew_member_id.eq(crew),
        comments::body.eq(body),
        comments::language.eq(language),
        comments::state.eq(CommentState::Shown.word()),
        comments::created_at.eq(now),
    );
    diesel::insert_into(comments::table).values(row).execute(tx.conn())?;
    Ok(())
}

pub(super) fn by_id(conn: &mut Conn, id: &CommentId) -> Result<Option<Comment>, Fault> {
    Ok(comments::table.find(id).select(Comment::as_select()).first(conn).optional()?)
}

pub(super) fn by_ids(conn: &mut Conn, ids: &[CommentId]) -> Result<HashMap<CommentId, Comment>, Fault> {
    let found = comments::table.filter(comments::id.eq_any(ids)).select(Comment::as_select()).load(conn)?;
    Ok(found.into_iter().map(|comment| (comment.id.clone(), comment)).collect())
}

pub(super) fn page(conn: &mut Conn, post: &PostId, from: i64, most: i64) -> Result<Vec<Comment>, Fault> {
    Ok(comments::table
        .filter(comments::post_id.eq(post).and(comments::state.eq_any(WITH_PLACE)))
        .order((comments::created_at, comments::id))
        .offset(from)
        .limit(most)
        .select(Comment::as_select())
        .load(conn)?)
}

pub(super) fn numbers(conn: &mut Conn, posts: &[PostId]) -> Result<HashMap<PostId, i64>, Fault> {
    let found: Vec<(PostId, i64)> = comments::table
        .filter(comments::post_id.eq_any(posts).and(comments::state.eq_any(WITH_PLACE)))
        .group_by(comments::post_id)
        .select((comments::post_id, count_star()))
        .load(conn)?;
    Ok(found.into_iter().collect())
}

pub(super) fn number_since(conn: &mut Conn, member: &MemberId, since: Moment) -> Result<i64, Fault> {
    let recent = comments::member_id.eq(member).and(comments::created_at.gt(since));
    Ok(comments::table.filter(recent).count().get_result(conn)?)
}

pub(super) fn same_since(
    conn: &mut Conn,
    post: PostId,
    member: &MemberId,
    body: &str,
    since: Moment,
) -> Result<Option<CommentId>, Fault> {
    Ok(comments::table
        .filter(comments::member_id.eq(member).and(comments::created_at.gt(since)))
        .filter(comments::post_id.eq(post).and(comments::body.eq(body)).and(comments::state.eq_any(WITH_PLACE)))
        .select(comments::id)
        .first(conn)
        .optional()?)
}

pub(super) fn with_place_by(conn: &mut Conn, member: &MemberId) -> Result<Vec<CommentId>, Fault> {
    let theirs = comments::member_id.eq(member).and(comments::state.eq_any(WITH_PLACE));
    Ok(comments::table.filter(theirs).select(comments::id).load(conn)?)
}

pub(super) fn mark(
    tx: &mut Tx,
    id: &CommentId,
    state: CommentState,
    by: Option<&CrewMemberId>,
    now: Moment,
) -> Result<(), Fault> {
    let hidden_at = (state != CommentState::Shown).then_some(now);
    diesel::update(comments::table.find(id))
        .set((comments::state.eq(state.word()), comments::hidden_at.eq(hidden_at), comments::hidden_by.eq(by)))
        .execute(tx.conn())?;
    Ok(())
}

pub(super) fn insert_report(
    tx: &mut Tx,
    id: &ReportId,
    comment: &CommentId,
    member: &MemberId,
    reason: &str,
    now: Moment,
) -> Result<(), Fault> {
    let row = (
        reports::id.eq(id),
        reports::comment_id.eq(comment),
        reports::member_id.eq(member),
        reports::reason.eq(reason),
        reports::state.eq(OPEN),
        reports::created_at.eq(now),
    );
    Both(diesel::insert_into(reports::table).values(row).on_conflict_do_nothing()).execute(tx.conn())?;
    Ok(())
}

pub(super) fn open_reports(conn: &mut Conn, comment: &CommentId) -> Result<i64, Fault> {
    let open = reports::comment_id.eq(comment).and(reports::state.eq(OPEN));
    Ok(reports::table.filter(open).count().get_result(conn)?)
}

pub(super) fn reports_since(conn: &mut Conn, member: &MemberId, since: Moment) -> Result<i64, Fault> {
    let recent = reports::member_id.eq(member).and(reports::created_at.gt(since));
    Ok(reports::table.filter(recent).count().get_result(conn)?)
}

type Line = (CommentId, MemberId, String, Moment);

pub(super) fn open_lines(conn: &mut Conn, most: i64) -> Result<Vec<Line>, Fault> {
    Ok(reports::table
        .filter(reports::state.eq(OPEN))
        .order((reports::created_at, reports::id))
        .limit(most)
        .select((reports::comment_id, reports::member_id, reports::reason, reports::created_at))
        .load(conn)?)
}

pub(super) fn waiting(conn: &mut Conn) -> Result<i64, Fault> {
    let open = reports::table.filter(reports::state.eq(OPEN));
    Ok(open.select(diesel::dsl::count(reports::comment_id).aggregate_distinct()).get_result(conn)?)
}

pub(super) fn settle_reports(
    tx: &mut Tx,
    comment: &CommentId,
    outcome: &str,
    by: Option<&CrewMemberId>,
    now: Moment,
) -> Result<(), Fault> {
    let open = reports::comment_id.eq(comment).and(reports::state.eq(OPEN));
    diesel::update(reports::table.filter(open))
        .set((reports::state.eq(outcome), reports::handled_at.eq(Some(now)), reports::handled_by.eq(by)))
        .execute(tx.conn())?;
    Ok(())
}

/// False when it was not there.
pub(super) fn delete_reaction(
    tx: &mut Tx,
    post: &PostId,
    member: &MemberId,
    kind: ReactionKind,
) -> Result<bool, Fault> {
    let row = reactions::table.find((post, member, kind.word()));
    Ok(diesel::delete(row).execute(tx.conn())? == 1)
}

pub(super) fn insert_reaction(
    tx: &mut Tx,
    post: &PostId,
    member: &MemberId,
    kind: ReactionKind,
    now: Moment,
) -> Result<(), Fault> {
    let row = (
        reactions::post_id.eq(post),
        reactions::member_id.eq(member),
        reactions::kind.eq(kind.word()),
        reactions::at.eq(now),
    );
    Both(diesel::insert_into(reactions::table).values(row).on_conflict_do_nothing()).execute(tx.conn())?;
    Ok(())
}

pub(super) fn reaction_counts(conn: &mut Conn, post: &PostId) -> Result<Vec<(String, i64)>, Fault> {
    Ok(reactions::table
        .filter(reactions::post_id.eq(post))
        .group_by(reactions::kind)
        .select((reactions::kind, count_star()))
        .load(conn)?)
}

pub(super) fn reactions_of(conn: &mut Conn, post: &PostId, member: &MemberId) -> Result<Vec<String>, Fault> {
    let theirs = reactions::post_id.eq(post).and(reactions::member_id.eq(member));
    Ok(reactions::table.filter(theirs).select(reactions::kind).load(conn)?)
}

pub(super) fn empty_comments(tx: &mut Tx, member: &MemberId) -> Result<(), Fault> {
    let theirs = comments::table.filter(comments::member_id.eq(member));
    diesel::update(theirs).set((comments::body.eq(""), comments::language.eq(""))).execute(tx.conn())?;
    Ok(())
}

/// Their reports keep the post's history, without the words they wrote.
pub(super) fn delete_reactions(tx: &mut Tx, member: &MemberId) -> Result<(), Fault> {
    diesel::delete(reactions::table.filter(reactions::member_id.eq(member))).execute(tx.conn())?;
    let theirs = reports::table.filter(reports::member_id.eq(member));
    diesel::update(theirs).set(reports::reason.eq("")).execute(tx.conn())?;
    Ok(())
}

pub(super) fn said_by(conn: &mut Conn, member: &MemberId) -> Result<Vec<(Moment, String)>, Fault> {
    let theirs = comments::table.filter(comments::member_id.eq(member)).order(comments::created_at.desc());
    Ok(theirs.select((comments::created_at, comments::body)).load(conn)?)
}
