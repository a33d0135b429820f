//! What was taken and what went back, by item and by day.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::revenue_store::{self as store, By, ItemSum};
use crate::base::{Currency, Fault, Moment};
use crate::experiences;
use crate::plumbing::db::Conn;

/// A stretch of whole days in a zone, one currency, real money or test money.
#[derive(Debug, Clone)]
pub struct Stretch {
    pub from: Moment,
    /// The first moment after it.
    pub to: Moment,
    pub zone: TimeZone,
    pub currency: Currency,
    pub livemode: bool,
}

/// Money that came and money that went back, in minor units of the stretch's currency.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Flow {
    pub taken: i64,
    pub given_back: i64,
}

impl Flow {
    pub fn kept(self) -> i64 {
        self.taken - self.given_back
    }

    pub fn plus(self, other: Flow) -> Flow {
        Flow { taken: self.taken + other.taken, given_back: self.given_back + other.given_back }
    }

    fn less(self, other: Flow) -> Flow {
        Flow { taken: self.taken - other.taken, given_back: self.given_back - other.given_back }
    }
}

/// The money of one item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ItemRevenue {
    /// Empty for what belongs to no single item: paid twice, or a sum given back for a whole order.
    pub kind: String,
    pub item: String,
    /// As it was called last.
    pub name: String,
    /// When it takes place: an experience is sold date by date, under one name.
    pub takes_place: Option<Moment>,
    pub quantity: i64,
    pub flow: Flow,
}

/// Every day of the stretch, the first one first, also those on which nothing moved.
pub fn by_day(conn: &mut Conn, stretch: &Stretch) -> Result<Vec<(Date, Flow)>, Fault> {
    let mut flows: BTreeMap<Date, Flow> = BTreeMap::new();
    let day_of = |at: Moment| at.timestamp().to_zoned(stretch.zone.clone()).date();
    let (mut day, end) = (day_of(stretch.from), day_of(stretch.to));
    while day < end {
        flows.insert(day, Flow::default());
        day = day.checked_add(1.day()).map_err(|error| Fault::broken(error.to_string()))?;
    }
    for sum in store::taken_by_day(conn, stretch)? {
        flows.entry(date(sum.day)?).or_default().taken += sum.minor;
    }
    for sum in store::given_back_by_day(conn, stretch)? {
        flows.entry(date(sum.day)?).or_default().given_back += sum.minor;
    }
    Ok(flows.into_iter().collect())
}

/// Items with the most money first; what belongs to none of them last. `days` is what [`by_day`] said.
pub fn by_item(conn: &mut Conn, stretch: &Stretch, days: &[(Date, Flow)]) -> Result<Vec<ItemRevenue>, Fault> {
    let whole = days.iter().fold(Flow::default(), |sum, (_, flow)| sum.plus(*flow));
    let items = joined(conn, stretch, By::Item)?;
    let mut items: Vec<ItemRevenue> = items.into_values().collect();
    items.sort_by(|a, b| b.flow.taken.cmp(&a.flow.taken).then_with(|| a.name.cmp(&b.name)));
    let mut dates = store::slot_starts(conn, &ids_of(&items, experiences::KIND))?;
    for item in items.iter_mut().filter(|item| item.kind == experiences::KIND) {
        item.takes_place = dates.remove(&item.item);
    }
    let rest = beside(whole, &items);
    items.extend(rest);
    Ok(items)
}

fn ids_of(items: &[ItemRevenue], kind: &str) -> Vec<String> {
    items.iter().filter(|item| item.kind == kind).map(|item| item.item.clone()).collect()
}

/// The same figures, day by day.
pub fn by_item_and_day(
    conn: &mut Conn,
    stretch: &Stretch,
    days: &[(Date, Flow)],
) -> Result<Vec<(Date, ItemRevenue)>, Fault> {
    let mut of_day: BTreeMap<Date, Vec<ItemRevenue>> = BTreeMap::new();
    for ((day, ..), item) in joined(conn, stretch, By::ItemAndDay)? {
        of_day.entry(date(day)?).or_default().push(item);
    }
    let mut rows = Vec::new();
    for (day, whole) in days {
        let items = of_day.remove(day).unwrap_or_default();
        let rest = beside(*whole, &items);
        rows.extend(items.into_iter().chain(rest).map(|item| (*day, item)));
    }
    Ok(rows)
}

/// The currencies in which anything was ever paid, by their codes.
pub fn currencies(conn: &mut Conn, livemode: bool) -> Result<Vec<Currency>, Fault> {
    let mut currencies = store::currencies(conn, livemode)?;
    currencies.sort_by_key(|currency| currency.code());
    Ok(currencies)
}

type Key = (i64, String, String);

fn joined(conn: &mut Conn, stretch: &Stretch, by: By) -> Result<BTreeMap<Key, ItemRevenue>, Fault> {
    let mut items: BTreeMap<Key, ItemRevenue> = BTreeMap::new();
    let mut add = |sum: ItemSum, flow: Flow| {
        let item = items.entry((sum.day, sum.kind.clone(), sum.item.clone())).or_default();
        item.kind = sum.kind;
        item.item = sum.item;
        if item.name.is_empty() {
            item.name = sum.name;
        }
        item.quantity += sum.quantity;
        item.flow = item.flow.plus(flow);
    };
    for sum in store::taken_by_item(conn, stretch, by)? {
        let taken = sum.minor;
        add(sum, Flow { taken, given_back: 0 });
    }
    for sum in store::given_back_by_item(conn, stretch, by)? {
        let given_back = sum.minor;
        add(sum, Flow { taken: 0, given_back });
    }
    Ok(items)
}

/// What is left when the items are taken off the whole.
fn beside(whole: Flow, items: &[ItemRevenue]) -> Option<ItemRevenue> {
    let of_items = items.iter().fold(Flow::default(), |sum, item| sum.plus(item.flow));
    let flow = whole.less(of_items);
    (flow != Flow::default()).then(|| ItemRevenue { flow, ..ItemRevenue::default() })
}

fn date(day: i64) -> Result<Date, Fault> {
    let first = Date::constant(1970, 1, 1);
    first.checked_add(day.days()).map_err(|error| Fault::broken(error.to_string()))
}
