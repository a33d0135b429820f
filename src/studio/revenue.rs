//! `/studio/revenue`: what was taken and what went back, by item and by day of the club's zone.

use actix_web::HttpResponse;
use actix_web::http::header;
use askama::Template;
use jiff::ToSpan;
use jiff::civil::Date;

use super::charts::{self, Column};
use super::codes;
use super::desk::{Desk, Fresh, Proved};
use super::frame::Frame;
use super::parts::{Choice, Spark, bar};
use crate::base::{Currency, Fault, Moment, Money};
use crate::crew::Manager;
use crate::orders::CARRIAGE;
use crate::payments;
use crate::plumbing::locale::Words;
use crate::plumbing::web::{Page, attachment, harmless};
use crate::reports::revenue::{self, Flow, ItemRevenue, Stretch};

#[derive(Template)]
#[template(path = "studio/revenue/show.html")]
pub struct RevenuePage {
    pub w: Words,
    pub f: Frame,
    pub spans: Vec<Choice>,
    pub span: &'static str,
    pub currencies: Vec<Choice>,
    pub currency: String,
    pub range: String,
    pub empty: bool,
    pub sum: Row,
    pub chart: Spark,
    /// Days, or months of a year.
    pub rows: Vec<Row>,
    pub items: Vec<ItemRow>,
    /// Something belongs to no item.
    pub beside: bool,
    pub file: String,
}

/// Sums of one stretch of time, or of all of it.
pub struct Row {
    pub name: String,
    pub taken: String,
    pub given_back: String,
    pub kept: String,
}

pub struct ItemRow {
    pub name: String,
    pub kind: String,
    pub quantity: String,
    pub bar: Spark,
    pub sums: Row,
}

/// How far back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Span {
    Month,
    Quarter,
    Year,
}

impl Span {
    const ALL: [(Span, &'static str, &'static str); 3] = [
        (Span::Month, "30", "studio-revenue-month"),
        (Span::Quarter, "90", "studio-revenue-quarter"),
        (Span::Year, "year", "studio-revenue-year"),
    ];

    fn from_word(word: &str) -> Span {
        Span::ALL.iter().find(|(_, known, _)| *known == word).map_or(Span::Month, |(span, ..)| *span)
    }

    fn word(self) -> &'static str {
        Span::ALL.iter().find(|(span, ..)| *span == self).map_or("30", |(_, word, _)| word)
    }

    /// The first day, when `today` is the last: a year begins with a month.
    fn first(self, today: Date) -> Date {
        let back = match self {
            Span::Month => today.checked_sub(29.days()),
            Span::Quarter => today.checked_sub(89.days()),
            Span::Year => today.first_of_month().checked_sub(11.months()),
        };
        back.unwrap_or(today)
    }
}

/// What somebody asks for.
struct Asked {
    span: Span,
    stretch: Stretch,
    currencies: Vec<Currency>,
}

async fn asked(desk: &Desk) -> Result<Asked, Fault> {
    let livemode = payments::takes_real_money(&desk.club).await;
    let usual = desk.club.config().currency;
    let mut currencies = desk.club.read(move |c| revenue::currencies(c, livemode)).await?;
    if !currencies.contains(&usual) {
        currencies.insert(0, usual);
    }
    let wished = desk.query().get("currency").parse::<Currency>().ok().filter(|currency| currencies.contains(currency));
    let (span, zone) = (Span::from_word(desk.query().get("span")), desk.w.zone().clone());
    let today = desk.now.timestamp().to_zoned(zone.clone()).date();
    let start = |day: Date| {
        let zoned = day.to_zoned(zone.clone()).map_err(|error| Fault::broken(error.to_string()))?;
        Ok::<_, Fault>(Moment::from_timestamp(zoned.timestamp()))
    };
    let after = today.checked_add(1.day()).unwrap_or(today);
    let (from, to) = (start(span.first(today))?, start(after)?);
    let stretch = Stretch { from, to, currency: wished.unwrap_or(usual), livemode, zone: zone.clone() };
    Ok(Asked { span, stretch, currencies })
}

/// GET `/studio/revenue`: `span` and `currency`.
pub async fn show(desk: Proved<Manager>) -> Page {
    let asked = asked(&desk).await?;
    let stretch = asked.stretch.clone();
    let (days, items) = desk
        .club
        .read(move |c| {
            let days = revenue::by_day(c, &stretch)?;
            let items = revenue::by_item(c, &stretch, &days)?;
            Ok((days, items))
        })
        .await?;
    let w = &desk.w;
    let currency = asked.stretch.currency;
    let money = Sums { desk: &desk, w, currency };
    let whole = days.iter().fold(Flow::default(), |sum, (_, flow)| sum.plus(*flow));
    let columns = columns(w, asked.span, &days);
    let highest = columns.iter().map(|(_, _, flow)| flow.taken.max(flow.given_back)).max().unwrap_or(0);
    let sum = money.row(w.t("studio-revenue-sum"), whole);
    let drawn: Vec<Column> = columns.iter().map(|(name, full, flow)| money.column(name, full, *flow)).collect();
    let says = w.t2("studio-revenue-chart", "taken", sum.taken.as_str(), "back", sum.given_back.as_str());
    let most_of_items = items.iter().map(|item| item.flow.taken).max().unwrap_or(0);
    let last = asked.stretch.to.plus_seconds(-1);
    let query = serde_urlencoded::to_string([("span", asked.span.word()), ("currency", currency.code())]);
    desk.page(&RevenuePage {
        f: desk.frame("revenue").await?,
        spans: Span::ALL.iter().map(|(_, word, key)| Choice::new(*word, w.t(key))).collect(),
        span: asked.span.word(),
        currencies: asked.currencies.iter().map(|one| Choice::new(one.code(), one.code())).collect(),
        currency: currency.code().to_owned(),
        range: w.t2("studio-revenue-range", "from", w.date(asked.stretch.from), "to", w.date(last)),
        empty: whole == Flow::default() && items.is_empty(),
        chart: charts::money(&drawn, &w.price(Money::new(highest, currency)), &says),
        rows: columns.iter().rev().map(|(_, full, flow)| money.row(full.clone(), *flow)).collect(),
        items: items.iter().map(|item| money.item(item, most_of_items)).collect(),
        beside: items.last().is_some_and(|item| item.kind.is_empty()),
        file: format!("/studio/revenue.csv?{}", query.unwrap_or_default()),
        sum,
        w: w.clone(),
    })
}

/// Days as they are, or months of days: a short name, a full one, the money.
fn columns(w: &Words, span: Span, days: &[(Date, Flow)]) -> Vec<(String, String, Flow)> {
    let at = |day: &Date| {
        let zoned = day.to_zoned(w.zone().clone());
        zoned.map_or(Moment(0), |zoned| Moment::from_timestamp(zoned.timestamp()))
    };
    let mut columns: Vec<(String, String, Flow)> = Vec::new();
    for (day, flow) in days {
        if span != Span::Year {
            columns.push((w.short_date(at(day)), w.day(at(day)), *flow));
        } else if let Some((.., month)) = columns.last_mut().filter(|_| day.day() != 1) {
            *month = month.plus(*flow);
        } else {
            columns.push((w.t(&format!("format-mon-{}", day.month())), w.month(at(day)), *flow));
        }
    }
    columns
}

/// Writes sums of one currency.
struct Sums<'w> {
    desk: &'w Desk,
    w: &'w Words,
    currency: Currency,
}

impl Sums<'_> {
    fn money(&self, minor: i64) -> String {
        self.w.money(Money::new(minor, self.currency))
    }

    fn row(&self, name: String, flow: Flow) -> Row {
        let (taken, given_back, kept) = (self.money(flow.taken), self.money(flow.given_back), self.money(flow.kept()));
        Row { name, taken, given_back, kept }
    }

    fn column(&self, name: &str, full: &str, flow: Flow) -> Column {
        let says = match flow.given_back {
            0 => format!("{full}: {}", self.money(flow.taken)),
            back => format!("{full}: {}, \u{2212}{}", self.money(flow.taken), self.money(back)),
        };
        Column { name: name.to_owned(), says, up: flow.taken, down: flow.given_back }
    }

    fn item(&self, item: &ItemRevenue, most: i64) -> ItemRow {
        let w = self.w;
        let beside = item.kind.is_empty();
        let name = match (item.kind.as_str(), item.takes_place) {
            ("", _) => w.t("studio-revenue-beside"),
            (CARRIAGE, _) => w.t1("order-mail-sending", "zone", item.name.as_str()),
            (_, Some(at)) => format!("{}, {}", item.name, w.date_time(at)),
            (_, None) => item.name.clone(),
        };
        ItemRow {
            kind: if beside { String::new() } else { codes::kind_name(self.desk, &item.kind) },
            quantity: if item.quantity == 0 { String::new() } else { w.number(item.quantity) },
            bar: bar(item.flow.taken, most),
            sums: self.row(name.clone(), item.flow),
            name,
        }
    }
}

const HEADINGS: [&str; 9] = ["day", "kind", "item", "name", "quantity", "currency", "taken", "given_back", "kept"];

/// GET `/studio/revenue.csv`: the same figures, a line for each item and day.
pub async fn file(desk: Fresh<Manager>) -> Page {
    let asked = asked(&desk).await?;
    let stretch = asked.stretch.clone();
    let rows = desk
        .club
        .read(move |c| {
            let days = revenue::by_day(c, &stretch)?;
            revenue::by_item_and_day(c, &stretch, &days)
        })
        .await?;
    let name = format!("revenue-{}-{}.csv", asked.stretch.currency, desk.now.utc_date());
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, attachment(&name)))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(written(&rows, asked.stretch.currency)?))
}

fn written(rows: &[(Date, ItemRevenue)], currency: Currency) -> Result<Vec<u8>, Fault> {
    let failed = |error: csv::Error| Fault::broken(error.to_string());
    let mut file = csv::Writer::from_writer(Vec::new());
    file.write_record(HEADINGS).map_err(failed)?;
    let digits = |minor: i64| Money::new(minor, currency).digits();
    for (day, item) in rows {
        let flow = item.flow;
        file.write_record([
            day.to_string(),
            item.kind.clone(),
            item.item.clone(),
            harmless(&item.name),
            item.quantity.to_string(),
            currency.code().to_owned(),
            digits(flow.taken),
            digits(flow.given_back),
            digits(flow.kept()),
        ])
        .map_err(failed)?;
    }
    file.into_inner().map_err(|error| Fault::broken(error.to_string()))
}
