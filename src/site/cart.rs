//! `/cart`: what somebody means to buy, what it costs now, and whether it can be had.

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpRequest, web};
use futures_util::future::LocalBoxFuture;

use super::contexts::{self, Anchor, CartRow, CodeProblem, CodeProblemKind, HeldOrder, PayWay, Place, Sending, Sums};
use super::fields::Fields;
use super::frame::Frame;
use super::{countries, notices, order_links, present, problems, ways};
use crate::base::{EmailAddress, Fault, Money};
use crate::carts::{self, CartError, CartLine, CartLineId, Choice, Owner};
use crate::catalog::KINDS;
use crate::discounts::NoDiscount;
use crate::lobby::{self, Visit};
use crate::media::{self, Asset, AssetId};
use crate::orders::{self, Buyer, NewOrder, Order, Quote, Reckoning, Wanted};
use crate::plumbing::db::Conn;
use crate::plumbing::web::{Page, PageError};
use crate::shop;

/// So few left are worth telling.
pub(super) const FEW: i64 = 10;
/// Longest discount code anybody can type.
const LONGEST_CODE: usize = 60;

/// A visit that may have a cart, whoever it is.
pub(super) struct Shopper {
    pub visit: Visit,
    pub owner: Owner,
    /// Set for visitors the browser did not know yet: their cart hangs on it.
    cookie: Option<actix_web::cookie::Cookie<'static>>,
}

impl FromRequest for Shopper {
    type Error = PageError;
    type Future = LocalBoxFuture<'static, Result<Shopper, PageError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (visit, request) = (Visit::from_request(request, payload), request.clone());
        Box::pin(async move {
            let visit = visit.await?;
            let (browser, cookie) = lobby::browser(&request, &visit.club);
            let owner = match &visit.here {
                Some(here) => Owner::Member(here.member.id.clone()),
                None => Owner::Visitor(browser),
            };
            let cookie = cookie.filter(|_| visit.here.is_none());
            Ok(Shopper { visit, owner, cookie })
        })
    }
}

impl Shopper {
    /// Puts something into the cart and goes there.
    pub(super) async fn put(self, choice: Choice) -> Page {
        let (owner, now) = (self.owner.clone(), self.visit.now);
        let put = self.visit.club.write(move |tx| carts::add(tx, &owner, &choice, now)).await;
        let mut answer = match put {
            Ok(()) => notices::see(&self.visit, "/cart", contexts::NoticeKind::InCart, "")?,
            Err(CartError::Full) => notices::see(&self.visit, "/cart", contexts::NoticeKind::CartFull, "")?,
            Err(CartError::Fault(fault)) => return Err(fault.into()),
        };
        if let Some(cookie) = self.cookie {
            answer.add_cookie(&cookie).map_err(|error| PageError::Fault(Fault::broken(error.to_string())))?;
        }
        Ok(answer)
    }

    pub(super) fn buyer(&self, email: Option<&EmailAddress>) -> Buyer {
        let language = self.visit.lang.code().to_owned();
        match &self.visit.here {
            Some(here) => Buyer { member: Some(here.member.id.clone()), email: here.member.email.clone(), language },
            None => Buyer {
                member: None,
                email: email.map(|email| email.folded().to_owned()).unwrap_or_default(),
                language,
            },
        }
    }
}

/// A cart with what it would cost now.
pub(super) struct Reckoned {
    pub country: String,
    pub code: String,
    pub lines: Vec<CartLine>,
    pub new: NewOrder,
    pub reckoning: Reckoning,
    pictures: Vec<Option<Asset>>,
    /// Something stands in the shop.
    sells: bool,
    held: Vec<Order>,
    /// Names of tiers by slug.
    tiers: Vec<(String, String)>,
}

impl Reckoned {
    /// Whether all of it can be had as it stands.
    pub(super) fn can_be_had(&self) -> bool {
        let enough = |(line, quote): (&CartLine, &Result<Quote, _>)| {
            quote.as_ref().is_ok_and(|quote| quote.left.is_none_or(|left| left >= line.quantity))
        };
        !self.lines.is_empty() && self.lines.iter().zip(&self.reckoning.lines).all(enough)
    }
}

/// Reads a cart and reckons it, for whoever asks, in `country` or where the cart was to go.
pub(super) async fn reckon(shopper: &Shopper, country: Option<String>) -> Result<Reckoned, Fault> {
    let (owner, buyer) = (shopper.owner.clone(), shopper.buyer(None));
    let (currency, now) = (shopper.visit.club.config().currency, shopper.visit.now);
    shopper
        .visit
        .club
        .read(move |conn| {
            let cart = carts::of(conn, &owner)?;
            let lines = match &cart {
                Some(cart) => carts::lines_of(conn, &cart.id)?,
                None => Vec::new(),
            };
            let (lines, wanted) = known(lines);
            let code = cart.as_ref().map_or(String::new(), |cart| cart.code.clone());
            let country = country.or_else(|| cart.as_ref().map(|cart| cart.country.clone())).unwrap_or_default();
            let cart = cart.map(|cart| cart.id);
            let new = NewOrder { lines: wanted, code: code.clone(), address: None, cart: cart.clone() };
            let reckoning = orders::reckon(conn, KINDS, &buyer, &new, &country, currency, now)?;
            let pictures = pictures(conn, &reckoning)?;
            let held = match &cart {
                Some(cart) => orders::awaiting_out_of(conn, cart)?,
                None => Vec::new(),
            };
            let tiers = crate::memberships::tiers(conn)?.into_iter().map(|tier| (tier.slug, tier.name)).collect();
            let sells = shop::has_any(conn)?;
            Ok(Reckoned { country, code, lines, new, reckoning, pictures, sells, held, tiers })
        })
        .await
}

/// Lines of kinds the program knows; others are left where they are and not shown.
fn known(lines: Vec<CartLine>) -> (Vec<CartLine>, Vec<Wanted>) {
    let wanted = |line: CartLine| {
        let kind = KINDS.named(&line.kind).ok()?.kind();
        let wanted = Wanted {
            kind,
            item: line.item_id.clone(),
            price: line.price_id.clone(),
            quantity: line.quantity,
            details: line.details.clone(),
            instead: false,
        };
        Some((line, wanted))
    };
    lines.into_iter().filter_map(wanted).unzip()
}

fn pictures(conn: &mut Conn, reckoning: &Reckoning) -> Result<Vec<Option<Asset>>, Fault> {
    let mut pictures = Vec::with_capacity(reckoning.lines.len());
    for line in &reckoning.lines {
        let asset = line.as_ref().ok().and_then(|quote| quote.picture.clone());
        pictures.push(match asset {
            Some(asset) => media::by_id(conn, &AssetId(asset))?,
            None => None,
        });
    }
    Ok(pictures)
}

/// GET `/cart`
pub(super) async fn show(shopper: Shopper) -> Page {
    let reckoned = reckon(&shopper, None).await?;
    let body = body(&shopper, &reckoned);
    Frame::at(Place::Cart).status(StatusCode::OK).show(&shopper.visit, &body).await
}

/// POST `/cart/lines/{line}`: field `quantity`; 0 takes it out, what is no number changes nothing.
pub(super) async fn set_quantity(shopper: Shopper, line: web::Path<String>, form: Fields) -> Page {
    let visit = &shopper.visit;
    visit.check_csrf(form.get("csrf"))?;
    let Ok(quantity) = form.get("quantity").trim().parse::<i64>() else { return ways::see(visit, "/cart") };
    let (owner, line, now) = (shopper.owner.clone(), CartLineId(line.into_inner()), visit.now);
    visit.club.write(move |tx| carts::set_quantity(tx, &owner, &line, quantity, now)).await?;
    ways::see(visit, "/cart")
}

/// POST `/cart/terms`: fields `country`, `code`.
pub(super) async fn set_terms(shopper: Shopper, form: Fields) -> Page {
    let visit = &shopper.visit;
    visit.check_csrf(form.get("csrf"))?;
    let country = form.get("country").trim().to_uppercase();
    let country = if countries::is_one(&country) { country } else { String::new() };
    let code: String = form.get("code").trim().chars().take(LONGEST_CODE).collect();
    let (owner, now) = (shopper.owner.clone(), visit.now);
    visit.club.write(move |tx| carts::set_terms(tx, &owner, &country, &code, now)).await?;
    ways::see(visit, "/cart")
}

fn body(shopper: &Shopper, reckoned: &Reckoned) -> contexts::Cart {
    let visit = &shopper.visit;
    let rows = reckoned.lines.iter().zip(&reckoned.reckoning.lines).zip(&reckoned.pictures);
    contexts::Cart {
        lines: rows.map(|((line, quote), picture)| row(visit, reckoned, line, quote, picture.as_ref())).collect(),
        sums: (!reckoned.lines.is_empty()).then(|| sums(visit, reckoned)),
        needs_country: reckoned.reckoning.needs_address,
        country: reckoned.country.clone(),
        countries: if reckoned.reckoning.needs_address { countries::all(visit.lang) } else { Vec::new() },
        terms_action: visit.url("/cart/terms"),
        code: reckoned.code.clone(),
        code_problem: code_problem(visit, reckoned),
        way: way(shopper, reckoned),
        held: reckoned.held.iter().map(|order| held(visit, order)).collect(),
        shops: shops(visit, reckoned),
    }
}

/// Pages an empty cart leads to.
fn shops(visit: &Visit, reckoned: &Reckoned) -> Vec<Anchor> {
    let shop = reckoned.sells.then(|| Anchor { label: visit.w.t("nav-shop"), url: visit.url("/shop") });
    shop.into_iter().collect()
}

fn row(
    visit: &Visit,
    reckoned: &Reckoned,
    line: &CartLine,
    quote: &Result<Quote, orders::NotForSale>,
    picture: Option<&Asset>,
) -> CartRow {
    let action = visit.url(&format!("/cart/lines/{}", line.id));
    let quantity = u32::try_from(line.quantity).unwrap_or(1);
    match quote {
        Ok(quote) => {
            let most = quote.most.unwrap_or(carts::MOST_OF_ONE).min(quote.left.unwrap_or(carts::MOST_OF_ONE));
            let short = quote.left.is_some_and(|left| left < line.quantity);
            let sum = quote.unit.times(line.quantity).unwrap_or(quote.unit);
            CartRow {
                name: quote.name.clone(),
                url: visit.url(&quote.path),
                picture: picture.and_then(present::picture),
                notes: quote.notes.clone(),
                unit: visit.w.price(quote.unit),
                quantity,
                most: u32::try_from(most.max(1)).unwrap_or(1),
                sum: visit.w.money(sum),
                left: quote.left.filter(|left| *left <= FEW && !short).map(|left| present::count(&visit.w, left)),
                problem: short.then(|| problems::fewer(visit, quote.left.unwrap_or(0))),
                action,
            }
        }
        Err(why) => CartRow {
            name: String::new(),
            url: visit.url("/cart"),
            picture: None,
            notes: Vec::new(),
            unit: String::new(),
            quantity,
            most: quantity,
            sum: String::new(),
            left: None,
            problem: Some(problems::of(visit, why, &reckoned.tiers)),
            action,
        },
    }
}

pub(super) fn sums(visit: &Visit, reckoned: &Reckoned) -> Sums {
    let reckoning = &reckoned.reckoning;
    let off: i64 = match &reckoning.discount {
        Some(Ok(discount)) => discount.shares.iter().sum(),
        _ => 0,
    };
    Sums {
        goods: visit.w.money(reckoning.goods),
        discount: (off > 0).then(|| visit.w.money(Money::new(off, reckoning.goods.currency))),
        code: reckoned.code.clone(),
        sending: reckoning.carriage.as_ref().map(|carriage| Sending {
            zone: carriage.zone_name.clone(),
            price: (carriage.price.minor > 0).then(|| visit.w.money(carriage.price)),
        }),
        total: visit.w.money(reckoning.total),
        shown: shown(reckoning.total),
    }
}

/// A sum as the form that pays it sends it back.
pub(super) fn shown(total: Money) -> String {
    format!("{} {}", total.minor, total.currency.code())
}

/// Why the code that was given takes nothing off.
pub(super) fn code_problem(visit: &Visit, reckoned: &Reckoned) -> Option<CodeProblem> {
    let Some(Err(why)) = &reckoned.reckoning.discount else { return None };
    let kind = match why {
        NoDiscount::Unknown => CodeProblemKind::Unknown,
        NoDiscount::NotYet(_) => CodeProblemKind::NotYet,
        NoDiscount::Over => CodeProblemKind::Over,
        NoDiscount::UsedUp => CodeProblemKind::UsedUp,
        NoDiscount::UsedByYou => CodeProblemKind::UsedByYou,
        NoDiscount::NotForYou(_) => CodeProblemKind::NotForYou,
        NoDiscount::NothingFits => CodeProblemKind::NothingFits,
    };
    let detail = match why {
        NoDiscount::NotYet(at) => visit.w.date_time(*at),
        _ => String::new(),
    };
    Some(CodeProblem { kind, detail })
}

/// What stands between this cart and its payment.
pub(super) fn way(shopper: &Shopper, reckoned: &Reckoned) -> PayWay {
    let visit = &shopper.visit;
    let guest = visit.here.is_none();
    if guest && !visit.club.config().guest_checkout {
        let back = [("back", "/cart")];
        return PayWay::Join {
            join: visit.url(&ways::with("/join", &back)),
            sign_in: visit.url(&ways::with("/sign-in", &[("return", "/cart")])),
        };
    }
    if !reckoned.can_be_had() || reckoned.reckoning.not_sent_there {
        return PayWay::Nothing;
    }
    if guest || reckoned.reckoning.needs_address {
        return PayWay::Form { url: visit.url("/checkout") };
    }
    PayWay::Pay { action: visit.url("/checkout") }
}

fn held(visit: &Visit, order: &Order) -> HeldOrder {
    let links = order_links::of(visit, order);
    HeldOrder {
        number: order.number.to_string(),
        total: visit.w.money(order.total()),
        until: order.hold_until.map(|until| present::moment(&visit.w, until, visit.now)),
        pay_action: links.pay,
        end_action: links.end,
        url: links.page,
    }
}
