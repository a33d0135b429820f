//! Sums over other rooms' tables. Private to this room, and reading only.

use diesel::dsl::{count_star, sql};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable};

use super::Spoken;
use super::people::{Holds, Search};
use crate::base::{Currency, Fault, Moment};
use crate::media::AssetId;
use crate::members::MemberId;
use crate::orders::{CARRIAGE, Order, OrderId};
use crate::plumbing::db::{Backend, Conn};
use crate::plumbing::schema::{
    comments, members, memberships, order_lines, orders, payments, post_assets, posts, refunds, standings,
};
use crate::plumbing::search::searchable_name;
use crate::posts::PostId;

pub(super) fn joined(conn: &mut Conn, from: Moment, to: Moment) -> Result<i64, Fault> {
    let joined = members::table.filter(members::joined_at.ge(from).and(members::joined_at.lt(to)));
    Ok(joined.count().get_result(conn)?)
}

pub(super) fn left(conn: &mut Conn, from: Moment, to: Moment) -> Result<i64, Fault> {
    let ended = memberships::table.filter(memberships::ended_at.ge(from).and(memberships::ended_at.lt(to)));
    Ok(ended.count().get_result(conn)?)
}

pub(super) fn paying_at(conn: &mut Conn, at: Moment) -> Result<i64, Fault> {
    let running = memberships::table
        .filter(memberships::started_at.lt(at))
        .filter(memberships::ended_at.is_null().or(memberships::ended_at.ge(at)));
    Ok(running.count().get_result(conn)?)
}

pub(super) fn end_reasons(conn: &mut Conn, from: Moment, to: Moment) -> Result<Vec<(String, i64)>, Fault> {
    let reasons: Vec<(Option<String>, i64)> = memberships::table
        .filter(memberships::ended_at.ge(from).and(memberships::ended_at.lt(to)))
        .group_by(memberships::end_reason)
        .select((memberships::end_reason, count_star()))
        .load(conn)?;
    Ok(reasons.into_iter().map(|(reason, count)| (reason.unwrap_or_default(), count)).collect())
}

// SUM of BIGINT is NUMERIC on PostgreSQL, which nothing here reads: the casts bring it back.

pub(super) fn taken(
    conn: &mut Conn,
    from: Moment,
    to: Moment,
    currency: Currency,
    livemode: bool,
) -> Result<i64, Fault> {
    let sum: Option<i64> = payments::table
        .inner_join(orders::table)
        .filter(payments::paid_at.ge(from).and(payments::paid_at.lt(to)))
        .filter(payments::currency.eq(currency).and(orders::livemode.eq(livemode)))
        .select(sql::<Nullable<BigInt>>("CAST(SUM(payments.minor) AS BIGINT)"))
        .get_result(conn)?;
    Ok(sum.unwrap_or(0))
}

pub(super) fn given_back(
    conn: &mut Conn,
    from: Moment,
    to: Moment,
    currency: Currency,
    livemode: bool,
) -> Result<i64, Fault> {
    let sum: Option<i64> = refunds::table
        .inner_join(orders::table)
        .filter(refunds::settled_at.ge(from).and(refunds::settled_at.lt(to)))
        .filter(refunds::currency.eq(currency).and(orders::livemode.eq(livemode)))
        .select(sql::<Nullable<BigInt>>("CAST(SUM(refunds.minor) AS BIGINT)"))
        .get_result(conn)?;
    Ok(sum.unwrap_or(0))
}

pub(super) fn taken_by_kind(
    conn: &mut Conn,
    from: Moment,
    to: Moment,
    currency: Currency,
    livemode: bool,
) -> Result<Vec<(String, i64)>, Fault> {
    let kinds: Vec<(String, Option<i64>)> = order_lines::table
        .inner_join(orders::table)
        .filter(orders::paid_at.ge(from).and(orders::paid_at.lt(to)))
        .filter(orders::currency.eq(currency).and(orders::livemode.eq(livemode)))
        .group_by(order_lines::kind)
        .select((order_lines::kind, sql::<Nullable<BigInt>>("CAST(SUM(order_lines.gross) AS BIGINT)")))
        .load(conn)?;
    Ok(kinds.into_iter().map(|(kind, sum)| (kind, sum.unwrap_or(0))).collect())
}

pub(super) fn failing(conn: &mut Conn) -> Result<i64, Fault> {
    Ok(memberships::table.filter(memberships::state.eq("grace")).count().get_result(conn)?)
}

pub(super) fn payments(conn: &mut Conn) -> Result<i64, Fault> {
    Ok(payments::table.count().get_result(conn)?)
}

/// A member beside their standing.
#[derive(Debug, Queryable)]
pub(super) struct PersonRow {
    pub id: MemberId,
    pub number: i64,
    pub name: String,
    pub email: String,
    pub country: String,
    pub joined_at: Moment,
    pub last_seen_at: Option<Moment>,
    pub active: bool,
    pub tier: String,
    pub tags: String,
    pub consents: String,
}

/// A membership that runs.
#[derive(Debug, Queryable)]
pub(super) struct Living {
    pub member_id: MemberId,
    pub state: String,
    pub cancel_at_period_end: bool,
    pub grace_until: Option<Moment>,
    pub period_end: Option<Moment>,
}

type Found<'q> =
    diesel::helper_types::IntoBoxed<'q, diesel::helper_types::InnerJoin<members::table, standings::table>, Backend>;

diesel::define_sql_function! {
    fn replace(text: diesel::sql_types::Text, part: diesel::sql_types::Text, by: diesel::sql_types::Text) -> diesel::sql_types::Text;
}

/// Words of a search that are looked at.
const MOST_WORDS: usize = 8;

/// A pattern for `LIKE` with `\` as its escape: the text anywhere.
fn somewhere(text: &str) -> String {
    format!("%{}%", text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"))
}

fn searched(search: &Search) -> Found<'static> {
    let mut found = members::table.inner_join(standings::table).into_boxed().filter(members::state.ne("erased"));
    if let Ok(number) = search.words.trim_start_matches('#').parse::<i64>() {
        found = found.filter(members::number.eq(number));
    } else {
        for word in search.words.split_whitespace().take(MOST_WORDS) {
            let named = members::name_folded.like(somewhere(&searchable_name(word))).escape('\\');
            let reached = members::email_folded.like(somewhere(&word.to_lowercase())).escape('\\');
            found = found.filter(named.or(reached));
        }
    }
    match search.tier.as_str() {
        "" => {}
        "-" => found = found.filter(standings::tier.eq("")),
        tier => found = found.filter(standings::tier.eq(tier.to_owned())),
    }
    if !search.country.is_empty() {
        found = found.filter(members::country.eq(search.country.to_uppercase()));
    }
    if !search.tag.is_empty() {
        // The column holds the tags between commas; taking one out shows whether it was there.
        found = found.filter(replace(standings::tags, format!(",{},", search.tag), "").ne(standings::tags));
    }
    let living = || memberships::table.filter(memberships::ended_at.is_null());
    match search.holds {
        None => found,
        Some(Holds::Banned) => found.filter(standings::active.eq(false)),
        Some(Holds::Free) => {
            found.filter(standings::active.eq(true).and(members::id.ne_all(living().select(memberships::member_id))))
        }
        Some(Holds::Paying) => {
            let paying =
                living().filter(memberships::state.ne("grace").and(memberships::cancel_at_period_end.eq(false)));
            found.filter(members::id.eq_any(paying.select(memberships::member_id)))
        }
        Some(Holds::Grace) => {
            let grace = living().filter(memberships::state.eq("grace"));
            found.filter(members::id.eq_any(grace.select(memberships::member_id)))
        }
        Some(Holds::Leaving) => {
            let leaving = living().filter(memberships::cancel_at_period_end.eq(true));
            found.filter(members::id.eq_any(leaving.select(memberships::member_id)))
        }
    }
}

pub(super) fn people(
    conn: &mut Conn,
    search: &Search,
    before: Option<i64>,
    most: i64,
) -> Result<Vec<PersonRow>, Fault> {
    let mut found = searched(search);
    if let Some(before) = before {
        found = found.filter(members::number.lt(before));
    }
    let columns = (
        members::id,
        members::number,
        members::name,
        members::email,
        members::country,
        members::joined_at,
        members::last_seen_at,
        standings::active,
        standings::tier,
        standings::tags,
        standings::consents,
    );
    Ok(found.order(members::number.desc()).limit(most).select(columns).load(conn)?)
}

pub(super) fn count_people(conn: &mut Conn, search: &Search) -> Result<i64, Fault> {
    Ok(searched(search).count().get_result(conn)?)
}

pub(super) fn living(conn: &mut Conn, of: &[MemberId]) -> Result<Vec<Living>, Fault> {
    let columns = (
        memberships::member_id,
        memberships::state,
        memberships::cancel_at_period_end,
        memberships::grace_until,
        memberships::period_end,
    );
    let living = memberships::table.filter(memberships::ended_at.is_null().and(memberships::member_id.eq_any(of)));
    Ok(living.select(columns).load(conn)?)
}

pub(super) fn orders(
    conn: &mut Conn,
    state: Option<&str>,
    email: &str,
    before: Option<i64>,
    most: i64,
) -> Result<Vec<Order>, Fault> {
    // Nothing was bought where an agreement of another system went on here.
    let mut found = orders::table.filter(orders::origin.ne("adoption")).into_boxed();
    match state {
        None => {}
        Some("waiting") => {
            let waiting = order_lines::table.filter(order_lines::delivery.eq("waiting"));
            found =
                found.filter(orders::state.eq("paid")).filter(orders::id.eq_any(waiting.select(order_lines::order_id)));
        }
        Some("refunded") => found = found.filter(orders::id.eq_any(refunds::table.select(refunds::order_id))),
        Some(state) => found = found.filter(orders::state.eq(state.to_owned())),
    }
    if !email.is_empty() {
        found = found.filter(orders::email.eq(email.to_owned()));
    }
    if let Some(before) = before {
        found = found.filter(orders::number.lt(before));
    }
    Ok(found.order(orders::number.desc()).limit(most).select(Order::as_select()).load(conn)?)
}

/// What was bought, without what sending it cost.
pub(super) fn line_names(conn: &mut Conn, of: &[OrderId]) -> Result<Vec<(OrderId, String)>, Fault> {
    let goods = order_lines::order_id.eq_any(of).and(order_lines::kind.ne(CARRIAGE));
    let lines = order_lines::table.filter(goods).order(order_lines::position);
    Ok(lines.select((order_lines::order_id, order_lines::name)).load(conn)?)
}

pub(super) fn comments_of(conn: &mut Conn, member: &MemberId, most: i64) -> Result<Vec<Spoken>, Fault> {
    let theirs = comments::table.filter(comments::member_id.eq(member)).order(comments::created_at.desc());
    Ok(theirs.limit(most).select((comments::created_at, comments::body, comments::state)).load(conn)?)
}

pub(super) fn posts_holding(conn: &mut Conn, asset: &AssetId) -> Result<Vec<(PostId, String)>, Fault> {
    let attached = post_assets::table.filter(post_assets::asset_id.eq(asset)).select(post_assets::post_id);
    let holding = posts::table
        .filter(
            posts::id
                .eq_any(attached)
                .or(posts::teaser_asset_id.eq(asset).assume_not_null())
                .or(posts::lead_asset_id.eq(asset).assume_not_null()),
        )
        .order(posts::updated_at.desc())
        .limit(50);
    Ok(holding.select((posts::id, posts::title)).load(conn)?)
}
