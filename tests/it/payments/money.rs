//! Money in every currency Stripe supports: typed, charged, given back, written on receipts and in files, read back.

use proptest::prelude::*;
use stagedoor::base::{Currency, Money, MoneyError};
use stagedoor::crew::Role;
use stagedoor::orders::Every;
use stagedoor::payments::{GivingBack, Goods, Paying, Share};
use stagedoor::plumbing::locale::{Lang, Words};
use stagedoor::plumbing::stripe::{from_wire, to_wire};

use super::{Till, db_member, session_of};

/// The list at docs.stripe.com/currencies, without the two that left circulation: the Antillean guilder (now XCG) and the
/// dobra of before 2018.
const SUPPORTED: &str =
    "USD AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BIF BMD BND BOB BRL BSD BWP BYN BZD CAD
    CDF CHF CLP CNY COP CRC CVE CZK DJF DKK DOP DZD EGP ETB EUR FJD FKP GBP GEL GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR
    ILS INR ISK JMD JPY KES KGS KHR KMF KRW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MUR MVR MWK MXN MYR
    MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SEK SGD SHP SLE SOS SRD SZL
    THB TJS TOP TRY TTD TWD TZS UAH UGX UYU UZS VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW BHD JOD KWD OMR TND";

/// "Zero-decimal currencies" there: the amount travels as it is said.
const ZERO: &str = "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF";
/// "Three-decimal currencies": the last digit has to be 0.
const THREE: &str = "BHD JOD KWD OMR TND";
/// "Special cases": said whole, travelling with two decimals that have to be 00. Forint and Taiwan dollar are special for
/// payouts only and are charged with two decimals.
const WHOLE_WITH_TWO: &str = "ISK UGX";

fn supported() -> impl Iterator<Item = Currency> {
    SUPPORTED.split_whitespace().map(|code| code.parse().unwrap())
}

fn is_in(list: &str, currency: Currency) -> bool {
    list.split_whitespace().any(|code| code == currency.code())
}

/// What Stripe's page says has to be sent for so many whole units.
fn wire_of_units(units: i64, currency: Currency) -> i64 {
    if is_in(ZERO, currency) {
        units
    } else if is_in(THREE, currency) {
        units * 1_000
    } else {
        units * 100
    }
}

fn any_currency() -> impl Strategy<Value = Currency> {
    proptest::sample::select(supported().collect::<Vec<_>>())
}

/// The digits of a text, separators and signs of currency left out. The sign of the riyal has none.
fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

const FIGURES: [&str; 4] = ["currency", "taken", "given_back", "kept"];

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn from_the_price_form_to_the_receipt_and_back(currency in any_currency(), steps in 0_i64..100_000_000_000) {
        let money = Money::new(steps * currency.step(), currency);
        // Typed as either language types it, with and without empty decimals.
        let written = money.digits();
        let short = written.trim_end_matches('0').trim_end_matches('.');
        let short = if written.contains('.') { short } else { &written };
        for typed in [written.clone(), written.replace('.', ","), short.to_owned(), format!(" {written} ")] {
            prop_assert_eq!(Money::parse(&typed, currency), Ok(money), "{}", typed);
        }
        // Sent, and told of by Stripe.
        let wire = to_wire(money).unwrap();
        prop_assert_eq!(from_wire(wire, currency), Ok(money));
        if is_in(WHOLE_WITH_TWO, currency) {
            prop_assert_eq!(wire % 100, 0);
        }
        if is_in(THREE, currency) {
            prop_assert_eq!(wire % 10, 0);
        }
        // On a receipt.
        for (lang, point) in [(Lang::EN, '.'), (Lang::FR, ',')] {
            let receipt = Words::product(lang, jiff::tz::TimeZone::UTC).money(money);
            prop_assert_eq!(digits(&receipt), digits(&written), "{}", receipt);
            let bare: String = receipt.chars().filter(|c| c.is_ascii_digit() || *c == point).collect();
            let bare = bare.trim_matches(point).to_owned();
            prop_assert_eq!(Money::parse(&bare, currency), Ok(money), "{}", receipt);
        }
    }

    #[test]
    fn what_could_not_be_charged_is_not_taken_as_a_price(currency in any_currency(), minor in 1_i64..1_000_000_000) {
        let money = Money::new(minor, currency);
        let taken = Money::parse(&money.digits(), currency);
        prop_assert_eq!(taken.is_ok(), to_wire(money).is_ok(), "{:?}", taken);
        let finer = format!("{}.{}1", minor, "0".repeat(currency.exponent() as usize));
        prop_assert!(matches!(Money::parse(&finer, currency), Err(MoneyError::TooPrecise(..))), "{}", finer);
    }
}

#[test]
fn the_wire_is_what_stripes_page_says() {
    for currency in supported() {
        let five = Money::parse("5", currency).unwrap();
        assert_eq!(to_wire(five), Ok(wire_of_units(5, currency)), "{currency}");
    }
    assert_eq!(supported().count(), 138);
}

#[actix_web::test]
async fn somebody_joins_in_every_currency_and_gets_the_money_back() {
    let till = Till::open().await;
    let mut revenue = Vec::new();
    for currency in supported() {
        let price = Money::parse("5", currency).unwrap();
        till.price(&till.silver, Every::Month, currency, price.minor).await;
        let fan = db_member(&till, &format!("fan-{currency}"));
        let checkout = till.begins_in(&fan, &till.silver, Every::Month, currency).await.unwrap();
        let session = till.stripe.all("session").pop().unwrap();
        assert_eq!(session["amount_total"], wire_of_units(5, currency), "{currency}");
        assert_eq!(session["currency"], currency.code().to_lowercase());
        till.stripe.pay(session_of(&checkout));
        assert_eq!(till.returns(&checkout.order).await, Paying::Paid, "{currency}");
        let back = GivingBack { share: Share::Amount(price), goods: Goods::Kept, known: 0 };
        till.gives_back(&checkout.order, back).await.unwrap();
        assert_eq!(till.stripe.all("refund").pop().unwrap()["amount"], wire_of_units(5, currency), "{currency}");
        revenue.push((price, price));
    }
    revenue.sort_by_key(|(price, _)| price.currency.code());
    assert_eq!(till.revenue().await, revenue);
    till.work().await;
    the_file_of_revenue_says_it(&till).await;
}

/// What the studio gives out as a file, read as a spreadsheet reads it.
async fn the_file_of_revenue_says_it(till: &Till) {
    let server = till.club.serve();
    let manager = till.club.db_crew_at_work("ines@nova.test", Role::Manager).await;
    for currency in supported() {
        let price = Money::parse("5", currency).unwrap();
        let file = manager.get(&format!("/studio/revenue.csv?currency={currency}")).await.expect(200);
        let text = file.text();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        assert_eq!(reader.headers().unwrap().iter().skip(5).collect::<Vec<_>>(), FIGURES);
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), 1, "{currency}: {rows:?}");
        let sum = |nth: usize| Money::parse(&rows[0][nth], rows[0][5].parse().unwrap()).unwrap();
        assert_eq!((sum(6), sum(7)), (price, price));
        assert_eq!(rows[0][8], Money::zero(currency).digits());
    }
    till.club.rests();
    server.stops();
}
