//! `/checkout`: who buys and where it goes; then the order is placed and held, and the buyer goes to pay.

use actix_web::http::StatusCode;
use actix_web::web;

use super::cart::{self, Reckoned, Shopper};
use super::contexts::{
    self, AddressError, AddressField, AddressForm, CheckoutLine, EmailField, MessageKind, PayWay, Place, Problem,
    ProblemKind,
};
use super::fields::Fields;
use super::frame::Frame;
use super::{checkouts, countries, notices, problems, ways};
use crate::base::EmailAddress;
use crate::carts;
use crate::catalog::KINDS;
use crate::lobby::{Visit, limits};
use crate::orders::{self, Address, NewOrder, PlaceOrderError};
use crate::payments::{self, BeginError, Ways};
use crate::plumbing::web::{Limits, Page, PageError};

/// Longest line of an address, in characters.
const LONGEST: usize = 200;

/// What the form said.
#[derive(Default)]
struct Typed {
    email: String,
    address: Option<Address>,
    /// Shown with what is wrong.
    judged: bool,
    problem: Option<Problem>,
}

/// GET `/checkout`
pub(super) async fn show(shopper: Shopper) -> Page {
    let reckoned = cart::reckon(&shopper, None).await?;
    if !matches!(cart::way(&shopper, &reckoned), PayWay::Form { .. }) {
        return ways::see(&shopper.visit, "/cart");
    }
    let known = last_address(&shopper, &reckoned).await?;
    draw(&shopper, &reckoned, StatusCode::OK, Typed { address: known, ..Typed::default() }).await
}

/// Where this member had something sent last, if it goes to the same country now.
async fn last_address(shopper: &Shopper, reckoned: &Reckoned) -> Result<Option<Address>, PageError> {
    let Some(here) = &shopper.visit.here else { return Ok(None) };
    let (member, country) = (here.member.id.clone(), reckoned.country.clone());
    let last = shopper.visit.club.read(move |conn| orders::last_address_of(conn, &member)).await?;
    Ok(last.filter(|address| country.is_empty() || address.country == country))
}

/// POST `/checkout`: places the order and leads to the payment page.
pub(super) async fn create(shopper: Shopper, limits: web::Data<Limits>, form: Fields) -> Page {
    let visit = &shopper.visit;
    visit.check_csrf(form.get("csrf"))?;
    let counted_as = match &visit.here {
        Some(here) => here.member.id.to_string(),
        None => visit.ip.network(),
    };
    let counted = limits.count(
        if visit.here.is_some() { limits::CHECKOUTS } else { limits::GUEST_CHECKOUTS },
        visit.club.name(),
        &counted_as,
    );
    counted.map_err(|too_many| PageError::TooMany { wait_seconds: too_many.wait.as_secs() })?;

    let typed_country = form.get("country").trim().to_uppercase();
    let country = Some(typed_country).filter(|code| !code.is_empty() && countries::is_one(code));
    let kept_country = cart::reckon(&shopper, None).await?.country;
    let reckoned = cart::reckon(&shopper, country).await?;
    let address = reckoned.reckoning.needs_address.then(|| read_address(&form, &reckoned.country));
    let typed = Typed { email: form.get("email").trim().to_owned(), address, judged: true, problem: None };
    let email = EmailAddress::parse(&typed.email).ok();
    let moved = reckoned.reckoning.needs_address && reckoned.country != kept_country;
    if moved {
        keep_country(&shopper, &reckoned).await?;
    }
    let agreed = agreed(&form, &reckoned, moved);
    let not_sent_there = moved && reckoned.reckoning.not_sent_there;
    if not_sent_there || agreed == Agreed::AnotherSum {
        if let PayWay::Pay { .. } = cart::way(&shopper, &reckoned) {
            let total = visit.w.money(reckoned.reckoning.total);
            return notices::see(visit, "/cart", contexts::NoticeKind::SumChanged, &total);
        }
        let why = sum_changed(visit, &reckoned);
        let typed = Typed { problem: Some(why), judged: false, ..typed };
        return draw(&shopper, &reckoned, StatusCode::UNPROCESSABLE_ENTITY, typed).await;
    }
    if let PayWay::Nothing | PayWay::Join { .. } = cart::way(&shopper, &reckoned) {
        return ways::see(visit, "/cart");
    }
    let wrong_address = typed.address.as_ref().is_some_and(|address| !is_whole(address));
    if (visit.here.is_none() && email.is_none()) || wrong_address {
        return draw(&shopper, &reckoned, StatusCode::UNPROCESSABLE_ENTITY, typed).await;
    }
    let buyer = shopper.buyer(email.as_ref());
    let code = match &reckoned.reckoning.discount {
        // They saw the sum without it, and why.
        Some(Err(_)) if agreed == Agreed::ThisSum => String::new(),
        _ => reckoned.code.clone(),
    };
    let new = NewOrder { address: typed.address.clone(), code, ..reckoned.new.clone() };
    let ways = Ways { paid: visit.url("{link}"), left: visit.url("/cart"), back: "/orders".to_owned() };
    match payments::begin(&visit.club, KINDS, buyer, new, ways, visit.now).await {
        Ok(checkout) => ways::see_exactly(&checkout.url),
        Err(error) => refused(&shopper, error).await,
    }
}

/// What the form that pays says of the sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Agreed {
    ThisSum,
    /// They saw another one.
    AnotherSum,
    /// A theme of its own that does not send it: what cannot be reckoned as it stands is refused.
    Unsaid,
}

fn agreed(form: &Fields, reckoned: &Reckoned, moved: bool) -> Agreed {
    match form.get("shown") {
        "" if moved => Agreed::AnotherSum,
        "" => Agreed::Unsaid,
        shown if shown == cart::shown(reckoned.reckoning.total) => Agreed::ThisSum,
        _ => Agreed::AnotherSum,
    }
}

fn sum_changed(visit: &Visit, reckoned: &Reckoned) -> Problem {
    if reckoned.reckoning.not_sent_there {
        return problems::of(visit, &orders::NotForSale::NotSentTo(reckoned.country.clone()), &[]);
    }
    Problem::new(ProblemKind::SumChanged, visit.w.money(reckoned.reckoning.total))
}

/// Sending elsewhere may cost something else: the sum is shown before it is paid.
async fn keep_country(shopper: &Shopper, reckoned: &Reckoned) -> Result<(), PageError> {
    let (owner, now) = (shopper.owner.clone(), shopper.visit.now);
    let (country, code) = (reckoned.country.clone(), reckoned.code.clone());
    shopper.visit.club.write(move |tx| carts::set_terms(tx, &owner, &country, &code, now)).await?;
    Ok(())
}

async fn refused(shopper: &Shopper, error: BeginError) -> Page {
    let visit = &shopper.visit;
    let (status, kind) = match error {
        BeginError::Fault(fault) => return Err(fault.into()),
        // It was paid in another tab a moment ago: its page says so.
        BeginError::AlreadyPaid(order) => return ways::see(visit, &orders::link(&visit.club, &order)),
        BeginError::NotPlaced(PlaceOrderError::NoAddress) => return ways::see(visit, "/checkout"),
        // The cart says which of it, and why.
        BeginError::NotPlaced(_) => {
            return notices::see(visit, "/cart", contexts::NoticeKind::CartChanged, "");
        }
        BeginError::Gateway(error) => {
            tracing::warn!(club = visit.club.name(), %error, "no checkout");
            (StatusCode::SERVICE_UNAVAILABLE, MessageKind::PaymentsOff)
        }
        BeginError::Silent => (StatusCode::SERVICE_UNAVAILABLE, MessageKind::ProviderSilent),
        BeginError::Refused(why) => {
            tracing::error!(club = visit.club.name(), why, "the payment provider refused a checkout");
            (StatusCode::BAD_GATEWAY, MessageKind::ProviderSilent)
        }
    };
    checkouts::message(visit, status, kind, "/cart").await
}

fn read_address(form: &Fields, country: &str) -> Address {
    let text = |name: &str| form.get(name).split_whitespace().collect::<Vec<_>>().join(" ");
    Address {
        name: text("name"),
        line1: text("line1"),
        line2: text("line2"),
        postcode: text("postcode"),
        city: text("city"),
        region: text("region"),
        country: country.to_owned(),
        phone: text("phone"),
    }
}

/// Postcodes are not asked of everybody: not every country has them.
fn must_be_given(address: &Address) -> [&str; 3] {
    [&address.name, &address.line1, &address.city]
}

fn is_whole(address: &Address) -> bool {
    let fields = [
        &address.name,
        &address.line1,
        &address.line2,
        &address.postcode,
        &address.city,
        &address.region,
        &address.phone,
    ];
    !address.country.is_empty()
        && must_be_given(address).iter().all(|field| !field.is_empty())
        && fields.iter().all(|field| field.chars().count() <= LONGEST)
}

async fn draw(shopper: &Shopper, reckoned: &Reckoned, status: StatusCode, typed: Typed) -> Page {
    let visit = &shopper.visit;
    let lines = reckoned.lines.iter().zip(&reckoned.reckoning.lines).filter_map(|(line, quote)| {
        let quote = quote.as_ref().ok()?;
        Some(CheckoutLine {
            name: quote.name.clone(),
            quantity: u32::try_from(line.quantity).unwrap_or(1),
            sum: visit.w.money(quote.unit.times(line.quantity).unwrap_or(quote.unit)),
        })
    });
    let body = contexts::Checkout {
        action: visit.url("/checkout"),
        email: visit.here.is_none().then(|| EmailField {
            wrong: typed.judged && EmailAddress::parse(&typed.email).is_err(),
            value: typed.email,
        }),
        address: reckoned
            .reckoning
            .needs_address
            .then(|| address_form(visit, typed.address.as_ref(), &reckoned.country, typed.judged)),
        lines: lines.collect(),
        sums: cart::sums(visit, reckoned),
        code_problem: cart::code_problem(visit, reckoned),
        cart_url: visit.url("/cart"),
        hold_minutes: visit.club.config().stripe.hold_minutes,
        form_problem: typed.problem,
    };
    Frame::at(Place::Cart).status(status).show(visit, &body).await
}

fn address_form(visit: &Visit, typed: Option<&Address>, country: &str, judged: bool) -> AddressForm {
    let must = |field: Option<&String>| {
        let mut field = AddressField { value: field.cloned().unwrap_or_default(), error: None };
        if judged && field.value.is_empty() {
            field.error = Some(AddressError::Missing);
        }
        long(field)
    };
    let may = |field: Option<&String>| long(AddressField { value: field.cloned().unwrap_or_default(), error: None });
    let name = typed.map(|address| address.name.clone());
    let name = name.or_else(|| visit.here.as_ref().map(|here| here.member.name.clone()));
    AddressForm {
        name: must(name.as_ref()),
        line1: must(typed.map(|address| &address.line1)),
        line2: may(typed.map(|address| &address.line2)),
        postcode: may(typed.map(|address| &address.postcode)),
        city: must(typed.map(|address| &address.city)),
        region: may(typed.map(|address| &address.region)),
        phone: may(typed.map(|address| &address.phone)),
        country: country.to_owned(),
        countries: countries::all(visit.lang),
    }
}

fn long(field: AddressField) -> AddressField {
    match field.value.chars().count() > LONGEST {
        true => AddressField { error: Some(AddressError::TooLong), ..field },
        false => field,
    }
}
