//! Where a member stands: one narrow row that conditions ask, kept in the transaction that changes a fact.

use diesel::prelude::*;
use diesel::upsert::excluded;

use super::{MemberId, brought_store, club_fields, consents, store};
use crate::base::{Currency, Fault, Moment, Money, Standing};
use crate::insert_rows;
use crate::plumbing::db::{Both, Conn, Tx};
use crate::plumbing::schema::standings;

#[derive(Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = standings)]
// One statement for many rows on both databases: SQLite knows no DEFAULT between values.
#[diesel(treat_none_as_default_value = false)]
pub(super) struct Row {
    pub member_id: MemberId,
    pub number: i64,
    pub active: bool,
    pub joined_at: Moment,
    pub tier: String,
    pub tier_since: Option<Moment>,
    pub country: String,
    pub language: String,
    pub birth_date: String,
    /// `,one,two,`: every word between commas, so that `%,two,%` finds it.
    pub tags: String,
    pub consents: String,
    pub reachable: bool,
    pub source: String,
    pub holds: String,
    /// Slugs between commas, like `bought`.
    pub tickets: String,
    pub bought: String,
    pub spend: i64,
    /// Empty for who paid nothing.
    pub spend_currency: String,
    /// Lines about the club's own fields, each between ends of lines.
    pub own_fields: String,
}

impl Row {
    /// Of somebody who holds and bought nothing yet.
    pub(super) fn of_newcomer(member: &super::Member) -> Row {
        Row {
            member_id: member.id.clone(),
            number: member.number,
            active: member.state == "active",
            joined_at: member.joined_at,
            tier: String::new(),
            tier_since: None,
            country: member.country.clone(),
            language: member.language.clone(),
            birth_date: member.birth_date.clone().unwrap_or_default(),
            tags: String::new(),
            consents: String::new(),
            reachable: false,
            source: member.source.clone(),
            holds: FREE.to_owned(),
            tickets: String::new(),
            bought: String::new(),
            spend: 0,
            spend_currency: String::new(),
            own_fields: String::new(),
        }
    }

    /// The same with what a file brought.
    pub(super) fn with(self, brought: Brought) -> Row {
        Row {
            active: brought.active,
            joined_at: brought.joined_at,
            country: brought.country,
            language: brought.language,
            birth_date: brought.birth_date,
            tags: brought.tags,
            consents: brought.consents,
            reachable: brought.reachable,
            own_fields: brought.own_fields,
            ..self
        }
    }
}

/// Holds no membership.
const FREE: &str = "free";

impl From<Row> for Standing {
    fn from(row: Row) -> Standing {
        Standing {
            number: row.number,
            active: row.active,
            joined_at: row.joined_at,
            tier: row.tier,
            tier_since: row.tier_since,
            country: row.country,
            language: row.language,
            birth_date: row.birth_date,
            tags: words(&row.tags),
            consents: words(&row.consents),
            source: row.source,
            holds: row.holds,
            tickets: words(&row.tickets),
            bought: words(&row.bought),
            spend: row.spend_currency.parse().ok().map(|currency: Currency| Money::new(row.spend, currency)),
            fields: row.own_fields.split('\n').filter(|line| !line.is_empty()).map(str::to_owned).collect(),
            reachable: row.reachable,
        }
    }
}

fn words(between_commas: &str) -> Vec<String> {
    between_commas.split(',').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

pub(super) fn between_commas(words: &[String]) -> String {
    if words.is_empty() { String::new() } else { format!(",{},", words.join(",")) }
}

pub fn standing_of(conn: &mut Conn, member: &MemberId) -> Result<Option<Standing>, Fault> {
    let row: Option<Row> = standings::table.find(member).select(Row::as_select()).first(conn).optional()?;
    Ok(row.map(Standing::from))
}

/// The tier whose benefits the member has from now on; empty for none.
pub fn set_tier(tx: &mut Tx, member: &MemberId, tier: &str, since: Option<Moment>) -> Result<(), Fault> {
    diesel::update(standings::table.find(member))
        .set((standings::tier.eq(tier), standings::tier_since.eq(since)))
        .execute(tx.conn())?;
    Ok(())
}

/// What the member holds from now on: `paying`, `grace`, `leaving` or `free`.
pub fn set_holds(tx: &mut Tx, member: &MemberId, holds: &str) -> Result<(), Fault> {
    diesel::update(standings::table.find(member)).set(standings::holds.eq(holds)).execute(tx.conn())?;
    Ok(())
}

/// The events a member has a valid ticket to, by slug.
pub fn set_tickets(tx: &mut Tx, member: &MemberId, events: &[String]) -> Result<(), Fault> {
    diesel::update(standings::table.find(member))
        .set(standings::tickets.eq(between_commas(events)))
        .execute(tx.conn())?;
    Ok(())
}

/// The products a member bought and kept, by slug.
pub fn set_bought(tx: &mut Tx, member: &MemberId, products: &[String]) -> Result<(), Fault> {
    diesel::update(standings::table.find(member))
        .set(standings::bought.eq(between_commas(products)))
        .execute(tx.conn())?;
    Ok(())
}

/// What a member paid less what went back, in the currency they paid most in.
pub fn set_spend(tx: &mut Tx, member: &MemberId, spend: Option<Money>) -> Result<(), Fault> {
    let currency = spend.map_or("", |spend| spend.currency.code());
    diesel::update(standings::table.find(member))
        .set((standings::spend.eq(spend.map_or(0, |spend| spend.minor)), standings::spend_currency.eq(currency)))
        .execute(tx.conn())?;
    Ok(())
}

/// For payments of the past: all in one currency, added to what is known.
pub fn add_to_spend(tx: &mut Tx, member: &MemberId, paid: Money) -> Result<(), Fault> {
    diesel::update(standings::table.find(member))
        .set((standings::spend.eq(standings::spend + paid.minor), standings::spend_currency.eq(paid.currency.code())))
        .execute(tx.conn())?;
    Ok(())
}

/// What conditions see of the club's own fields.
pub(super) fn set_fields(tx: &mut Tx, member: &MemberId, lines: &str) -> Result<(), Fault> {
    diesel::update(standings::table.find(member)).set(standings::own_fields.eq(lines)).execute(tx.conn())?;
    Ok(())
}

/// Brings everything that stands in the member's own tables up to date; what they hold and bought, other rooms tell.
pub(super) fn refresh(tx: &mut Tx, member: &MemberId) -> Result<(), Fault> {
    let Some(row) = store::by_id(tx, member)? else { return Ok(()) };
    let tags = store::tags_of(tx, member)?;
    let consents = consents::in_force(tx, member)?;
    let extras = brought_store::extras_of(tx, member)?;
    let reachable =
        row.email_state == "confirmed" && !store::is_suppressed(tx, &row.email_folded)? && !extras.mail_waits;
    let standing = Row {
        tags: between_commas(&tags),
        consents: between_commas(&consents),
        reachable,
        own_fields: club_fields::asked(&extras.fields),
        ..Row::of_newcomer(&row)
    };
    let upsert =
        diesel::insert_into(standings::table).values(&standing).on_conflict(standings::member_id).do_update().set((
            standings::active.eq(excluded(standings::active)),
            standings::joined_at.eq(excluded(standings::joined_at)),
            standings::country.eq(excluded(standings::country)),
            standings::language.eq(excluded(standings::language)),
            standings::birth_date.eq(excluded(standings::birth_date)),
            standings::tags.eq(excluded(standings::tags)),
            standings::consents.eq(excluded(standings::consents)),
            standings::reachable.eq(excluded(standings::reachable)),
            standings::own_fields.eq(excluded(standings::own_fields)),
        ));
    Both(upsert).execute(tx.conn())?;
    Ok(())
}

/// What a file may change of where somebody stands.
#[derive(Debug, AsChangeset)]
#[diesel(table_name = standings)]
pub(super) struct Brought {
    pub active: bool,
    pub joined_at: Moment,
    pub country: String,
    pub language: String,
    pub birth_date: String,
    pub tags: String,
    pub consents: String,
    pub reachable: bool,
    pub own_fields: String,
}

pub(super) fn update_brought(tx: &mut Tx, member: &MemberId, brought: &Brought) -> Result<(), Fault> {
    diesel::update(standings::table.find(member)).set(brought).execute(tx.conn())?;
    Ok(())
}

/// For rows made many at a time.
pub(super) fn insert_standings(tx: &mut Tx, rows: &[Row]) -> Result<(), Fault> {
    Ok(insert_rows!(tx, standings::table, rows)?)
}
