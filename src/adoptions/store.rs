//! Adoptions as rows: the taking over, the prices it found, each agreement and what became of it.

use diesel::dsl::count_star;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::AdoptionId;
use crate::base::{Currency, Fault, Moment, Money};
use crate::insert_rows;
use crate::members::{Change, MemberId};
use crate::memberships::{MembershipId, TierId};
use crate::orders::prices::PriceId;
use crate::orders::{Every, OrderId};
use crate::payments::Account;
use crate::plumbing::db::{Both, Conn, Tx};
use crate::plumbing::schema::{adoption_agreements, adoption_prices, adoptions};

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = adoptions)]
pub struct Adoption {
    pub id: AdoptionId,
    account: String,
    livemode: bool,
    /// `reading`, `read`, `rehearsing`, `rehearsed`, `running`, `done`, `undoing`, `undone`.
    pub state: String,
    /// The agreement that was read last.
    pub(super) last_read: String,
    /// Agreements that were read.
    pub total: i64,
    /// How far the work in hand is.
    pub done: i64,
    /// Mail to the people it made waits for the owner.
    pub mail_waits: bool,
    /// Id of the crew member.
    pub requested_by: String,
    pub created_at: Moment,
    /// When the last agreement was read.
    pub read_at: Option<Moment>,
    pub finished_at: Option<Moment>,
    /// When a look at both sides was begun last.
    pub(super) tried_at: Option<Moment>,
    /// When one came to its end.
    pub compared_at: Option<Moment>,
}

impl Adoption {
    pub(super) fn fresh(id: AdoptionId, account: &Account, requested_by: &str, now: Moment) -> Adoption {
        Adoption {
            id,
            account: account.id.clone(),
            livemode: account.livemode,
            state: "reading".to_owned(),
            last_read: String::new(),
            total: 0,
            done: 0,
            mail_waits: true,
            requested_by: requested_by.to_owned(),
            created_at: now,
            read_at: None,
            finished_at: None,
            tried_at: None,
            compared_at: None,
        }
    }

    pub fn account(&self) -> Account {
        Account { id: self.account.clone(), livemode: self.livemode }
    }
}

/// A price that was found, and the tier it is taken for.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = adoption_prices)]
pub struct SeenPrice {
    pub(super) adoption_id: AdoptionId,
    /// Stripe's name for it.
    pub price_id: String,
    pub(super) product_id: String,
    /// What is sold at it; may be empty.
    pub product: String,
    /// In Stripe's letters.
    pub currency: String,
    pub minor: i64,
    /// `month`, `year`, or another such as `3 month`.
    pub period: String,
    /// Why nobody who pays it can be adopted: `no-amount` or `period`; empty when nothing keeps them.
    pub unfit: String,
    /// Agreements that pay it.
    pub live: i64,
    /// Empty leaves it alone.
    pub tier_id: String,
}

impl SeenPrice {
    /// What each period costs, where that is known.
    pub fn unit(&self) -> Option<Money> {
        let currency = self.currency.parse::<Currency>().ok()?;
        (self.unfit != "no-amount").then_some(Money::new(self.minor, currency))
    }

    pub fn every(&self) -> Option<Every> {
        Every::from_word(&self.period)
    }

    pub(super) fn tier(&self) -> Option<TierId> {
        (!self.tier_id.is_empty()).then(|| TierId(self.tier_id.clone()))
    }
}

/// One agreement, as it was read, and what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = adoption_agreements)]
// One statement for many rows on both databases: SQLite knows no DEFAULT between values.
#[diesel(treat_none_as_default_value = false)]
pub struct Row {
    pub(super) adoption_id: AdoptionId,
    /// Stripe's name for it.
    pub agreement_id: String,
    pub(super) position: i64,
    pub customer_id: String,
    /// As Stripe knows it; emptied once it became a member's.
    pub email: String,
    pub name: String,
    /// Empty unless there is exactly one.
    pub price_id: String,
    /// Why it cannot be adopted whatever is chosen; empty when nothing keeps it.
    pub(super) unfit: String,
    /// See [`crate::payments::Collecting::word`].
    pub(super) collecting: String,
    pub leaving: bool,
    /// Part of the money goes to another application.
    pub(super) shares: bool,
    pub(super) began_at: Moment,
    pub(super) period_start: Moment,
    pub period_end: Moment,
    /// See [`super::Outcome::word`]; empty while nobody decided.
    pub outcome: String,
    pub(super) done: bool,
    pub member_id: Option<MemberId>,
    /// The member was made by it.
    pub(super) created: bool,
    pub(super) made: Option<String>,
    pub(super) kept: Option<String>,
}

impl Row {
    /// It was rehearsed to become a membership.
    pub(super) fn adopts(&self) -> bool {
        super::ADOPTING.contains(&self.outcome.as_str())
    }

    pub(super) fn is_failing(&self) -> bool {
        self.collecting == "failing"
    }

    /// Paid until then. Stripe's period moves on before it has collected anything.
    pub(super) fn paid_until(&self) -> Moment {
        if self.is_failing() { self.period_start } else { self.period_end }
    }
}

/// All that one adoption made, exactly enough to undo it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Made {
    pub membership: MembershipId,
    pub order: OrderId,
    pub tier: TierId,
    pub price: PriceId,
    pub period_end: Moment,
    pub leaving: bool,
    pub grace_until: Option<Moment>,
    /// Set when payments did not know the customer before.
    pub customer: Option<String>,
    pub change: Change,
}

// ---- adoptions

pub(super) fn insert(tx: &mut Tx, adoption: &Adoption) -> Result<(), Fault> {
    diesel::insert_into(adoptions::table).values(adoption).execute(tx.conn())?;
    Ok(())
}

pub fn by_id(conn: &mut Conn, id: &AdoptionId) -> Result<Option<Adoption>, Fault> {
    Ok(adoptions::table.find(id).select(Adoption::as_select()).first(conn).optional()?)
}

/// The newest, newest first.
pub fn latest(conn: &mut Conn, most: i64) -> Result<Vec<Adoption>, Fault> {
    Ok(adoptions::table.order(adoptions::id.desc()).limit(most).select(Adoption::as_select()).load(conn)?)
}

/// Those a job works on.
pub(super) fn in_hand(conn: &mut Conn) -> Result<Vec<Adoption>, Fault> {
    let in_hand = adoptions::state.eq_any(["reading", "rehearsing", "running", "undoing"]);
    Ok(adoptions::table.filter(in_hand).order(adoptions::id).select(Adoption::as_select()).load(conn)?)
}

/// Those that stand, finished after `since`.
pub(super) fn standing_since(conn: &mut Conn, since: Moment) -> Result<Vec<Adoption>, Fault> {
    let standing = adoptions::state.eq("done").and(adoptions::finished_at.gt(since));
    Ok(adoptions::table.filter(standing).order(adoptions::id).select(Adoption::as_select()).load(conn)?)
}

/// Forgets what was read and never run.
pub(super) fn delete_unrun(tx: &mut Tx) -> Result<(), Fault> {
    let unrun = adoptions::table.filter(adoptions::state.eq_any(["read", "rehearsed"]));
    let ids: Vec<AdoptionId> = unrun.select(adoptions::id).load(tx.conn())?;
    let rows = adoption_agreements::table.filter(adoption_agreements::adoption_id.eq_any(&ids));
    diesel::delete(rows).execute(tx.conn())?;
    diesel::delete(adoption_prices::table.filter(adoption_prices::adoption_id.eq_any(&ids))).execute(tx.conn())?;
    diesel::delete(adoptions::table.filter(adoptions::id.eq_any(&ids))).execute(tx.conn())?;
    Ok(())
}

/// Whether it is in this state and has come so far.
pub(super) fn is_at(conn: &mut Conn, id: &AdoptionId, state: &str, done: i64) -> Result<bool, Fault> {
    let here = adoptions::table.find(id).filter(adoptions::state.eq(state).and(adoptions::done.eq(done)));
    Ok(here.select(adoptions::done).first::<i64>(conn).optional()?.is_some())
}

fn move_on(tx: &mut Tx, id: &AdoptionId, from: &[&str], to: &str) -> Result<bool, Fault> {
    let there = adoptions::table.find(id).filter(adoptions::state.eq_any(from));
    let moved = diesel::update(there).set((adoptions::state.eq(to), adoptions::done.eq(0_i64))).execute(tx.conn())?;
    Ok(moved == 1)
}

/// `false` when there is nothing to rehearse, or it is past that.
pub(super) fn begin_rehearsal(tx: &mut Tx, id: &AdoptionId) -> Result<bool, Fault> {
    move_on(tx, id, &["read", "rehearsed"], "rehearsing")
}

pub(super) fn begin_run(tx: &mut Tx, id: &AdoptionId) -> Result<bool, Fault> {
    move_on(tx, id, &["rehearsed"], "running")
}

pub(super) fn begin_undo(tx: &mut Tx, id: &AdoptionId) -> Result<bool, Fault> {
    move_on(tx, id, &["done"], "undoing")
}

pub(super) fn end_rehearsal(tx: &mut Tx, id: &AdoptionId) -> Result<(), Fault> {
    let there = adoptions::table.find(id).filter(adoptions::state.eq("rehearsing"));
    diesel::update(there).set(adoptions::state.eq("rehearsed")).execute(tx.conn())?;
    Ok(())
}

pub(super) fn end_reading(tx: &mut Tx, id: &AdoptionId, now: Moment) -> Result<bool, Fault> {
    let there = adoptions::table.find(id).filter(adoptions::state.eq("reading"));
    let read = (adoptions::state.eq("read"), adoptions::done.eq(0_i64), adoptions::read_at.eq(Some(now)));
    Ok(diesel::update(there).set(read).execute(tx.conn())? == 1)
}

pub(super) fn end(tx: &mut Tx, id: &AdoptionId, from: &str, to: &str, now: Moment) -> Result<bool, Fault> {
    let there = adoptions::table.find(id).filter(adoptions::state.eq(from));
    let ended = (adoptions::state.eq(to), adoptions::finished_at.eq(Some(now)));
    Ok(diesel::update(there).set(ended).execute(tx.conn())? == 1)
}

/// Writes how far it is. When somebody else moved it meanwhile, that is a fault, and this step goes whole.
pub(super) fn step(tx: &mut Tx, id: &AdoptionId, state: &str, from: i64, done: i64) -> Result<(), Fault> {
    let here = adoptions::table.find(id).filter(adoptions::state.eq(state).and(adoptions::done.eq(from)));
    let changed = diesel::update(here).set(adoptions::done.eq(done)).execute(tx.conn())?;
    if changed == 1 { Ok(()) } else { Err(Fault::Busy) }
}

/// The same without asking where it was: a rehearsal begins anew each time.
pub(super) fn set_done(tx: &mut Tx, id: &AdoptionId, state: &str, done: i64) -> Result<(), Fault> {
    let here = adoptions::table.find(id).filter(adoptions::state.eq(state));
    diesel::update(here).set(adoptions::done.eq(done)).execute(tx.conn())?;
    Ok(())
}

/// The same while reading: the account's list goes on after `last`.
pub(super) fn step_reading(tx: &mut Tx, id: &AdoptionId, from: &str, last: &str, some: i64) -> Result<(), Fault> {
    let here = adoptions::table.find(id).filter(adoptions::state.eq("reading").and(adoptions::last_read.eq(from)));
    let changed = diesel::update(here)
        .set((adoptions::last_read.eq(last), adoptions::total.eq(adoptions::total + some)))
        .execute(tx.conn())?;
    if changed == 1 { Ok(()) } else { Err(Fault::Busy) }
}

pub(super) fn stop_waiting(tx: &mut Tx, id: &AdoptionId) -> Result<bool, Fault> {
    let waiting = adoptions::table.find(id).filter(adoptions::state.eq("done").and(adoptions::mail_waits.eq(true)));
    Ok(diesel::update(waiting).set(adoptions::mail_waits.eq(false)).execute(tx.conn())? == 1)
}

pub(super) fn set_tried(tx: &mut Tx, ids: &[AdoptionId], now: Moment) -> Result<(), Fault> {
    let these = adoptions::table.filter(adoptions::id.eq_any(ids));
    diesel::update(these).set(adoptions::tried_at.eq(Some(now))).execute(tx.conn())?;
    Ok(())
}

pub(super) fn set_compared(tx: &mut Tx, ids: &[AdoptionId], now: Moment) -> Result<(), Fault> {
    let these = adoptions::table.filter(adoptions::id.eq_any(ids));
    diesel::update(these).set(adoptions::compared_at.eq(Some(now))).execute(tx.conn())?;
    Ok(())
}

// ---- prices

pub(super) fn insert_price(tx: &mut Tx, price: &SeenPrice) -> Result<(), Fault> {
    Both(diesel::insert_into(adoption_prices::table).values(price).on_conflict_do_nothing()).execute(tx.conn())?;
    Ok(())
}

/// The prices that were found, those most people pay first.
pub fn prices(conn: &mut Conn, id: &AdoptionId) -> Result<Vec<SeenPrice>, Fault> {
    let found = adoption_prices::table.filter(adoption_prices::adoption_id.eq(id));
    let order = (adoption_prices::live.desc(), adoption_prices::price_id);
    Ok(found.order(order).select(SeenPrice::as_select()).load(conn)?)
}

/// Sets what prices mean, by Stripe's name for them.
pub(super) fn choose(tx: &mut Tx, id: &AdoptionId, tiers: &[(String, String)]) -> Result<(), Fault> {
    for (price, tier) in tiers {
        diesel::update(adoption_prices::table.find((id, price)))
            .set(adoption_prices::tier_id.eq(tier))
            .execute(tx.conn())?;
    }
    Ok(())
}

/// How many agreements pay each price.
pub(super) fn payers(conn: &mut Conn, id: &AdoptionId) -> Result<Vec<(String, i64)>, Fault> {
    let paying = adoption_agreements::table
        .filter(adoption_agreements::adoption_id.eq(id).and(adoption_agreements::price_id.ne("")))
        .group_by(adoption_agreements::price_id);
    Ok(paying.select((adoption_agreements::price_id, count_star())).load(conn)?)
}

pub(super) fn set_live(tx: &mut Tx, price: &SeenPrice, live: i64) -> Result<(), Fault> {
    let row = adoption_prices::table.find((&price.adoption_id, &price.price_id));
    let found = (
        adoption_prices::live.eq(live),
        adoption_prices::product.eq(&price.product),
        adoption_prices::tier_id.eq(&price.tier_id),
    );
    diesel::update(row).set(found).execute(tx.conn())?;
    Ok(())
}

// ---- agreements

pub(super) fn insert_rows(tx: &mut Tx, rows: &[Row]) -> Result<(), Fault> {
    Ok(insert_rows!(tx, adoption_agreements::table, rows)?)
}

/// Which of these were read before: a list may move while it is read.
pub(super) fn read_before(conn: &mut Conn, id: &AdoptionId, agreements: &[&str]) -> Result<Vec<String>, Fault> {
    let known = adoption_agreements::table
        .filter(adoption_agreements::adoption_id.eq(id).and(adoption_agreements::agreement_id.eq_any(agreements)));
    Ok(known.select(adoption_agreements::agreement_id).load(conn)?)
}

pub(super) fn rows_from(conn: &mut Conn, id: &AdoptionId, from: i64, most: i64) -> Result<Vec<Row>, Fault> {
    let rows = adoption_agreements::table
        .filter(adoption_agreements::adoption_id.eq(id).and(adoption_agreements::position.ge(from)));
    Ok(rows.order(adoption_agreements::position).limit(most).select(Row::as_select()).load(conn)?)
}

/// The next rows that a run did not come to yet.
pub(super) fn rows_to_do(conn: &mut Conn, id: &AdoptionId, most: i64) -> Result<Vec<Row>, Fault> {
    let rows = adoption_agreements::table
        .filter(adoption_agreements::adoption_id.eq(id).and(adoption_agreements::done.eq(false)));
    Ok(rows.order(adoption_agreements::position).limit(most).select(Row::as_select()).load(conn)?)
}

pub(super) fn set_outcome(tx: &mut Tx, row: &Row, outcome: &str, member: Option<&MemberId>) -> Result<(), Fault> {
    diesel::update(adoption_agreements::table.find((&row.adoption_id, &row.agreement_id)))
        .set((adoption_agreements::outcome.eq(outcome), adoption_agreements::member_id.eq(member)))
        .execute(tx.conn())?;
    Ok(())
}

/// Left for this reason, for good. False when the run came to it before.
pub(super) fn mark_left(tx: &mut Tx, row: &Row, outcome: &str, member: Option<&MemberId>) -> Result<bool, Fault> {
    let to_do = adoption_agreements::table
        .find((&row.adoption_id, &row.agreement_id))
        .filter(adoption_agreements::done.eq(false));
    let left = (
        adoption_agreements::outcome.eq(outcome),
        adoption_agreements::member_id.eq(member),
        adoption_agreements::done.eq(true),
    );
    Ok(diesel::update(to_do).set(left).execute(tx.conn())? == 1)
}

/// It is a member's now, and nothing here names them any more.
pub(super) fn mark_made(tx: &mut Tx, row: &Row, outcome: &str, member: &MemberId, made: &Made) -> Result<(), Fault> {
    diesel::update(adoption_agreements::table.find((&row.adoption_id, &row.agreement_id)))
        .set((
            adoption_agreements::outcome.eq(outcome),
            adoption_agreements::done.eq(true),
            adoption_agreements::email.eq(""),
            adoption_agreements::name.eq(""),
            adoption_agreements::member_id.eq(member),
            adoption_agreements::created.eq(outcome == "new"),
            adoption_agreements::made.eq(serde_json::to_string(made)?),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// What stands of an adoption: the agreements it made memberships of.
pub(super) fn adopted(conn: &mut Conn, ids: &[AdoptionId]) -> Result<Vec<String>, Fault> {
    let made = adoption_agreements::table
        .filter(adoption_agreements::adoption_id.eq_any(ids).and(adoption_agreements::made.is_not_null()));
    Ok(made.select(adoption_agreements::agreement_id).load(conn)?)
}

pub(super) fn is_adopted_by(conn: &mut Conn, id: &AdoptionId, agreement: &str) -> Result<bool, Fault> {
    let made = adoption_agreements::table.find((id, agreement)).filter(adoption_agreements::made.is_not_null());
    Ok(diesel::select(diesel::dsl::exists(made)).get_result(conn)?)
}

/// What was decided about every agreement these adoptions read.
pub(super) fn outcomes(conn: &mut Conn, ids: &[AdoptionId]) -> Result<Vec<(String, String)>, Fault> {
    let rows = adoption_agreements::table.filter(adoption_agreements::adoption_id.eq_any(ids));
    let rows = rows.order(adoption_agreements::adoption_id);
    Ok(rows.select((adoption_agreements::agreement_id, adoption_agreements::outcome)).load(conn)?)
}

/// How many agreements came to each outcome.
pub fn counts(conn: &mut Conn, id: &AdoptionId) -> Result<Vec<(String, i64)>, Fault> {
    let rows = adoption_agreements::table.filter(adoption_agreements::adoption_id.eq(id));
    let counted = rows.group_by(adoption_agreements::outcome);
    Ok(counted.select((adoption_agreements::outcome, count_star())).load(conn)?)
}

/// Of those that become memberships: how many end with their period, how many owe it, how many are on trial.
pub fn remarks(conn: &mut Conn, id: &AdoptionId) -> Result<[i64; 3], Fault> {
    let adopting = || {
        adoption_agreements::table
            .filter(adoption_agreements::adoption_id.eq(id).and(adoption_agreements::outcome.eq_any(super::ADOPTING)))
    };
    Ok([
        adopting().filter(adoption_agreements::leaving.eq(true)).count().get_result(conn)?,
        adopting().filter(adoption_agreements::collecting.eq("failing")).count().get_result(conn)?,
        adopting().filter(adoption_agreements::collecting.eq("trial")).count().get_result(conn)?,
    ])
}

/// How many of those read hand a part of the money to another application.
pub fn sharing(conn: &mut Conn, id: &AdoptionId) -> Result<i64, Fault> {
    let shared = adoption_agreements::adoption_id.eq(id).and(adoption_agreements::shares.eq(true));
    Ok(adoption_agreements::table.filter(shared).count().get_result(conn)?)
}

/// Some of those that came to an outcome.
pub fn samples(conn: &mut Conn, id: &AdoptionId, outcome: &str, most: i64) -> Result<Vec<Row>, Fault> {
    let rows = adoption_agreements::table
        .filter(adoption_agreements::adoption_id.eq(id).and(adoption_agreements::outcome.eq(outcome)));
    Ok(rows.order(adoption_agreements::position).limit(most).select(Row::as_select()).load(conn)?)
}

// ---- undoing

pub(super) fn rows_to_undo(conn: &mut Conn, id: &AdoptionId, most: i64) -> Result<Vec<Row>, Fault> {
    let rows = adoption_agreements::table
        .filter(adoption_agreements::adoption_id.eq(id).and(adoption_agreements::made.is_not_null()))
        .filter(adoption_agreements::kept.is_null());
    Ok(rows.order(adoption_agreements::position).limit(most).select(Row::as_select()).load(conn)?)
}

/// Forgets what was given up whole; of any other, what was kept stays to be read.
pub(super) fn undone(tx: &mut Tx, row: &Row, kept: &[String]) -> Result<(), Fault> {
    let row = adoption_agreements::table.find((&row.adoption_id, &row.agreement_id));
    if kept.is_empty() {
        let gone = (adoption_agreements::made.eq(None::<String>), adoption_agreements::member_id.eq(None::<MemberId>));
        diesel::update(row).set(gone).execute(tx.conn())?;
    } else {
        diesel::update(row).set(adoption_agreements::kept.eq(Some(kept.join(",")))).execute(tx.conn())?;
    }
    Ok(())
}

/// What an undo left as it was, because it was changed since: whose, and what.
pub fn kept(conn: &mut Conn, id: &AdoptionId, most: i64) -> Result<Vec<(Option<MemberId>, String)>, Fault> {
    let rows: Vec<(Option<MemberId>, Option<String>)> = adoption_agreements::table
        .filter(adoption_agreements::adoption_id.eq(id).and(adoption_agreements::kept.is_not_null()))
        .order(adoption_agreements::position)
        .limit(most)
        .select((adoption_agreements::member_id, adoption_agreements::kept))
        .load(conn)?;
    Ok(rows.into_iter().map(|(member, kept)| (member, kept.unwrap_or_default())).collect())
}

pub(super) fn created_after(conn: &mut Conn, id: &AdoptionId, after: i64, most: i64) -> Result<Vec<Row>, Fault> {
    let rows = adoption_agreements::table
        .filter(adoption_agreements::adoption_id.eq(id).and(adoption_agreements::created.eq(true)))
        .filter(adoption_agreements::position.gt(after).and(adoption_agreements::member_id.is_not_null()));
    Ok(rows.order(adoption_agreements::position).limit(most).select(Row::as_select()).load(conn)?)
}

// ---- forgetting

pub(super) fn forget_member(tx: &mut Tx, member: &MemberId) -> Result<(), Fault> {
    let theirs = adoption_agreements::table.filter(adoption_agreements::member_id.eq(member));
    diesel::update(theirs)
        .set((
            adoption_agreements::email.eq(""),
            adoption_agreements::name.eq(""),
            adoption_agreements::made.eq(None::<String>),
            adoption_agreements::member_id.eq(None::<MemberId>),
        ))
        .execute(tx.conn())?;
    Ok(())
}

pub(super) fn forget_email(tx: &mut Tx, email_folded: &str) -> Result<(), Fault> {
    if email_folded.is_empty() {
        return Ok(());
    }
    // As it was written there: compared without case, as mail servers do.
    diesel::define_sql_function! { fn lower(text: diesel::sql_types::Text) -> diesel::sql_types::Text; }
    let theirs = adoption_agreements::table.filter(lower(adoption_agreements::email).eq(email_folded.to_lowercase()));
    diesel::update(theirs)
        .set((adoption_agreements::email.eq(""), adoption_agreements::name.eq("")))
        .execute(tx.conn())?;
    Ok(())
}

pub(super) fn forget_people_of_old(tx: &mut Tx, before: Moment) -> Result<(), Fault> {
    let old = adoptions::table
        .filter(adoptions::created_at.lt(before))
        .filter(adoptions::finished_at.is_null().or(adoptions::finished_at.lt(before)))
        .select(adoptions::id);
    let named = adoption_agreements::table
        .filter(adoption_agreements::email.ne("").or(adoption_agreements::name.ne("")))
        .filter(adoption_agreements::adoption_id.eq_any(old));
    diesel::update(named)
        .set((adoption_agreements::email.eq(""), adoption_agreements::name.eq("")))
        .execute(tx.conn())?;
    Ok(())
}
