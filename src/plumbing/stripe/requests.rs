//! The requests we make, each as a [`Call`] ready to be sent or kept.

use std::collections::HashMap;

use stripe_billing::billing_portal_session::CreateBillingPortalSession;
use stripe_billing::invoice::{
    CreatePreviewInvoice, CreatePreviewInvoiceSubscriptionDetails, CreatePreviewInvoiceSubscriptionDetailsItems,
    CreatePreviewInvoiceSubscriptionDetailsItemsPriceData,
    CreatePreviewInvoiceSubscriptionDetailsItemsPriceDataRecurring,
    CreatePreviewInvoiceSubscriptionDetailsItemsPriceDataRecurringInterval,
    CreatePreviewInvoiceSubscriptionDetailsProrationBehavior, ListInvoice, RetrieveInvoice,
};
use stripe_billing::subscription::{
    CancelSubscription, ListSubscription, RetrieveSubscription, UpdateSubscription, UpdateSubscriptionItems,
    UpdateSubscriptionItemsPriceData, UpdateSubscriptionItemsPriceDataRecurring,
    UpdateSubscriptionItemsPriceDataRecurringInterval, UpdateSubscriptionPaymentBehavior,
    UpdateSubscriptionProrationBehavior,
};
use stripe_checkout::checkout_session::{
    CreateCheckoutSession, CreateCheckoutSessionAutomaticTax, CreateCheckoutSessionCustomerUpdate,
    CreateCheckoutSessionCustomerUpdateAddress, CreateCheckoutSessionCustomerUpdateName,
    CreateCheckoutSessionExcludedPaymentMethodTypes as SlowMethod, CreateCheckoutSessionLineItems,
    CreateCheckoutSessionLineItemsPriceData, CreateCheckoutSessionLineItemsPriceDataRecurring,
    CreateCheckoutSessionLineItemsPriceDataRecurringInterval, CreateCheckoutSessionPaymentIntentData,
    CreateCheckoutSessionSubscriptionData, CreateCheckoutSessionTaxIdCollection, ExpireCheckoutSession,
    ListCheckoutSession, ProductData, RetrieveCheckoutSession,
};
use stripe_client_core::{RequestBuilder, StripeMethod};
use stripe_core::customer::{CreateCustomer, DeleteCustomer, ListCustomer, RetrieveCustomer};
use stripe_core::event::ListEvent;
use stripe_core::refund::{CreateRefund, ListRefund};
use stripe_shared::CheckoutSessionMode;
use stripe_types::{Currency as WireCurrency, RangeQueryTs};

use super::{AmountError, Call, to_wire};
use crate::base::{Currency, Money};

/// Where sessions are created; the path a stored body is repeated on.
pub const SESSIONS: &str = "/checkout/sessions";

/// Longest page Stripe gives.
const PAGE: i64 = 100;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interval {
    Month,
    Year,
}

/// A checkout session to create.
#[derive(Debug)]
pub struct NewSession<'a> {
    pub club: &'a str,
    pub order: &'a str,
    pub payer: Payer<'a>,
    pub lines: Vec<NewLine<'a>>,
    /// Where the fan comes back to, paid or not.
    pub success_url: &'a str,
    pub cancel_url: &'a str,
    /// Let Stripe reckon tax from the buyer's address.
    pub automatic_tax: bool,
    pub money: Methods,
}

/// Who pays.
#[derive(Debug, Clone, Copy)]
pub enum Payer<'a> {
    /// A customer's id.
    Customer(&'a str),
    /// Somebody known by their address alone.
    Guest(&'a str),
}

/// Which of the account's ways of paying are offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Methods {
    All,
    /// Only those that tell at once whether the money came.
    AtOnce,
}

/// Ways of paying whose outcome comes days later (Stripe, "delayed notification payment methods").
const SLOW_METHODS: [SlowMethod; 11] = [
    SlowMethod::AcssDebit,
    SlowMethod::AuBecsDebit,
    SlowMethod::BacsDebit,
    SlowMethod::Boleto,
    SlowMethod::CustomerBalance,
    SlowMethod::Konbini,
    SlowMethod::Multibanco,
    SlowMethod::NzBankAccount,
    SlowMethod::Oxxo,
    SlowMethod::SepaDebit,
    SlowMethod::UsBankAccount,
];

#[derive(Debug)]
pub struct NewLine<'a> {
    pub name: &'a str,
    pub unit: Money,
    pub quantity: u64,
    /// Set for what renews itself; then every line of the session must.
    pub every: Option<Interval>,
}

/// `POST /v1/checkout/sessions`, in subscription mode when its lines renew.
///
/// Club and order travel everywhere Stripe lets them, so that whatever comes back first finds its order.
pub fn create_session(new: &NewSession<'_>) -> Result<Call, AmountError> {
    let marks = marks(new.club, new.order);
    let renews = new.lines.iter().any(|line| line.every.is_some());
    let lines = new.lines.iter().map(line_item).collect::<Result<Vec<_>, _>>()?;
    let request = CreateCheckoutSession::new()
        .client_reference_id(new.order)
        .metadata(marks.clone())
        .line_items(lines)
        .success_url(new.success_url)
        .cancel_url(new.cancel_url);
    let request = match new.payer {
        Payer::Customer(customer) => request.customer(customer),
        Payer::Guest(email) => request.customer_email(email),
    };
    let request = match new.money {
        Methods::All => request,
        Methods::AtOnce => request.excluded_payment_method_types(SLOW_METHODS.to_vec()),
    };
    let known = matches!(new.payer, Payer::Customer(_));
    let request = if new.automatic_tax && !known {
        request.automatic_tax(CreateCheckoutSessionAutomaticTax::new(true))
    } else if new.automatic_tax {
        let update = CreateCheckoutSessionCustomerUpdate {
            address: Some(CreateCheckoutSessionCustomerUpdateAddress::Auto),
            name: Some(CreateCheckoutSessionCustomerUpdateName::Auto),
            ..CreateCheckoutSessionCustomerUpdate::new()
        };
        request
            .automatic_tax(CreateCheckoutSessionAutomaticTax::new(true))
            .tax_id_collection(CreateCheckoutSessionTaxIdCollection::new(true))
            .customer_update(update)
    } else {
        request
    };
    let request = if renews {
        let data = CreateCheckoutSessionSubscriptionData {
            metadata: Some(marks),
            ..CreateCheckoutSessionSubscriptionData::new()
        };
        request.mode(CheckoutSessionMode::Subscription).subscription_data(data)
    } else {
        let data = CreateCheckoutSessionPaymentIntentData {
            metadata: Some(marks),
            ..CreateCheckoutSessionPaymentIntentData::new()
        };
        request.mode(CheckoutSessionMode::Payment).payment_intent_data(data)
    };
    Ok(Call::of(&request))
}

fn line_item(line: &NewLine<'_>) -> Result<CreateCheckoutSessionLineItems, AmountError> {
    let recurring = line.every.map(|every| {
        CreateCheckoutSessionLineItemsPriceDataRecurring::new(match every {
            Interval::Month => CreateCheckoutSessionLineItemsPriceDataRecurringInterval::Month,
            Interval::Year => CreateCheckoutSessionLineItemsPriceDataRecurringInterval::Year,
        })
    });
    let price = CreateCheckoutSessionLineItemsPriceData {
        product_data: Some(ProductData::new(line.name)),
        recurring,
        unit_amount: Some(to_wire(line.unit)?),
        ..CreateCheckoutSessionLineItemsPriceData::new(wire_currency(line.unit.currency))
    };
    Ok(CreateCheckoutSessionLineItems {
        price_data: Some(price),
        quantity: Some(line.quantity),
        ..CreateCheckoutSessionLineItems::new()
    })
}

fn marks(club: &str, order: &str) -> HashMap<String, String> {
    HashMap::from([("club".to_owned(), club.to_owned()), ("order".to_owned(), order.to_owned())])
}

fn wire_currency(currency: Currency) -> WireCurrency {
    let Ok(wire) = currency.code().to_ascii_lowercase().parse();
    wire
}

/// With the invoice's payments and the subscription, so one answer tells everything there is to settle.
pub fn session(id: &str) -> Call {
    let expand = ["subscription", "invoice.payments"].map(str::to_owned).to_vec();
    Call::of(&RetrieveCheckoutSession::new(id).expand(expand))
}

pub fn expire_session(id: &str) -> Call {
    Call::of(&ExpireCheckoutSession::new(id))
}

/// Newest first, from `since` (seconds since 1970) on.
pub fn sessions_since(since: i64, after: Option<&str>) -> Call {
    let request = ListCheckoutSession::new().created(RangeQueryTs::gte(since)).limit(PAGE);
    match after {
        Some(after) => Call::of(&request.starting_after(after)),
        None => Call::of(&request),
    }
}

pub fn subscription(id: &str) -> Call {
    Call::of(&RetrieveSubscription::new(id))
}

/// Ends at the end of the paid period, or goes on after all.
pub fn leave_at_period_end(id: &str, leave: bool) -> Call {
    Call::of(&UpdateSubscription::new(id).cancel_at_period_end(leave))
}

/// Ends now, without giving anything back by itself.
pub fn cancel_subscription(id: &str) -> Call {
    Call::of(&CancelSubscription::new(id))
}

/// Another price of a subscription in the place of the one it has.
#[derive(Debug)]
pub struct Exchange<'a> {
    pub subscription: &'a str,
    pub item: &'a str,
    pub product: &'a str,
    pub unit: Money,
    pub every: Interval,
    /// When what is left of the paid period is reckoned, in seconds since 1970.
    pub at: i64,
}

/// Another price from now on: what was paid for the rest of the period is credited, the difference is collected at
/// once, and when that fails nothing changes (Stripe answers 402).
pub fn change_price(exchange: &Exchange<'_>, club: &str, order: &str) -> Result<Call, AmountError> {
    let interval = match exchange.every {
        Interval::Month => UpdateSubscriptionItemsPriceDataRecurringInterval::Month,
        Interval::Year => UpdateSubscriptionItemsPriceDataRecurringInterval::Year,
    };
    let price = UpdateSubscriptionItemsPriceData {
        unit_amount: Some(to_wire(exchange.unit)?),
        ..UpdateSubscriptionItemsPriceData::new(
            wire_currency(exchange.unit.currency),
            exchange.product,
            UpdateSubscriptionItemsPriceDataRecurring::new(interval),
        )
    };
    let item = UpdateSubscriptionItems {
        id: Some(exchange.item.to_owned()),
        price_data: Some(price),
        ..UpdateSubscriptionItems::new()
    };
    let request = UpdateSubscription::new(exchange.subscription)
        .items(vec![item])
        .cancel_at_period_end(false)
        .metadata(marks(club, order))
        .payment_behavior(UpdateSubscriptionPaymentBehavior::ErrorIfIncomplete)
        .proration_behavior(UpdateSubscriptionProrationBehavior::AlwaysInvoice)
        .proration_date(exchange.at);
    Ok(Call::of(&request))
}

/// The invoice [`change_price`] would make; nothing is kept of it.
pub fn preview_change(exchange: &Exchange<'_>) -> Result<Call, AmountError> {
    let interval = match exchange.every {
        Interval::Month => CreatePreviewInvoiceSubscriptionDetailsItemsPriceDataRecurringInterval::Month,
        Interval::Year => CreatePreviewInvoiceSubscriptionDetailsItemsPriceDataRecurringInterval::Year,
    };
    let price = CreatePreviewInvoiceSubscriptionDetailsItemsPriceData {
        unit_amount: Some(to_wire(exchange.unit)?),
        ..CreatePreviewInvoiceSubscriptionDetailsItemsPriceData::new(
            wire_currency(exchange.unit.currency),
            exchange.product,
            CreatePreviewInvoiceSubscriptionDetailsItemsPriceDataRecurring::new(interval),
        )
    };
    let item = CreatePreviewInvoiceSubscriptionDetailsItems {
        id: Some(exchange.item.to_owned()),
        price_data: Some(price),
        ..CreatePreviewInvoiceSubscriptionDetailsItems::new()
    };
    let details = CreatePreviewInvoiceSubscriptionDetails {
        items: Some(vec![item]),
        proration_behavior: Some(CreatePreviewInvoiceSubscriptionDetailsProrationBehavior::AlwaysInvoice),
        proration_date: Some(exchange.at),
        ..CreatePreviewInvoiceSubscriptionDetails::new()
    };
    Ok(Call::of(&CreatePreviewInvoice::new().subscription(exchange.subscription).subscription_details(details)))
}

/// A product by a name of our choosing; needed where Stripe takes no product in passing. The sub-crate that types this
/// one request would cost a minute of building.
pub fn create_product(id: &str, name: &str) -> Call {
    #[derive(serde::Serialize)]
    struct Product<'a> {
        id: &'a str,
        name: &'a str,
    }
    Call::from_builder(RequestBuilder::new(StripeMethod::Post, "/products").form(&Product { id, name }))
}

pub fn invoice(id: &str) -> Call {
    Call::of(&RetrieveInvoice::new(id).expand(vec!["payments".to_owned()]))
}

/// The latest invoices of a subscription, newest first.
pub fn invoices_of(subscription: &str) -> Call {
    Call::of(&ListInvoice::new().subscription(subscription).limit(12).expand(vec!["data.payments".to_owned()]))
}

pub fn create_customer(club: &str, member: &str, email: &str) -> Call {
    let metadata = HashMap::from([("club".to_owned(), club.to_owned()), ("member".to_owned(), member.to_owned())]);
    Call::of(&CreateCustomer::new().email(email).metadata(metadata))
}

/// Deletes what Stripe keeps about a customer; what they paid stays in its books.
pub fn delete_customer(id: &str) -> Call {
    Call::of(&DeleteCustomer::new(id))
}

/// One customer; one that was deleted says so.
pub fn customer(id: &str) -> Call {
    Call::of(&RetrieveCustomer::new(id))
}

pub fn customers_with(email: &str) -> Call {
    Call::of(&ListCustomer::new().email(email).limit(PAGE))
}

pub fn portal(customer: &str, return_url: &str) -> Call {
    Call::of(&CreateBillingPortalSession::new().customer(customer).return_url(return_url))
}

/// Money to give back.
#[derive(Debug)]
pub struct NewRefund<'a> {
    pub payment_intent: &'a str,
    pub amount: Money,
    pub club: &'a str,
    pub order: &'a str,
    /// Our own id of it: by this it is found again when the answer was lost.
    pub refund: &'a str,
}

pub fn create_refund(new: &NewRefund<'_>) -> Result<Call, AmountError> {
    let mut metadata = marks(new.club, new.order);
    metadata.insert("refund".to_owned(), new.refund.to_owned());
    Ok(Call::of(
        &CreateRefund::new().payment_intent(new.payment_intent).amount(to_wire(new.amount)?).metadata(metadata),
    ))
}

/// What was given back of a payment, newest first.
pub fn refunds_of(payment_intent: &str) -> Call {
    Call::of(&ListRefund::new().payment_intent(payment_intent).limit(PAGE))
}

/// What was given back since `since` (seconds since 1970), newest first.
pub fn refunds_since(since: i64, after: Option<&str>) -> Call {
    let request = ListRefund::new().created(RangeQueryTs::gte(since)).limit(PAGE);
    match after {
        Some(after) => Call::of(&request.starting_after(after)),
        None => Call::of(&request),
    }
}

/// What was charged since `since` (seconds since 1970), newest first. Written by hand like [`webhook_endpoints`].
pub fn charges_since(since: i64, after: Option<&str>) -> Call {
    #[derive(serde::Serialize)]
    struct Page<'a> {
        created: RangeQueryTs,
        limit: i64,
        #[serde(skip_serializing_if = "Option::is_none")]
        starting_after: Option<&'a str>,
    }
    let page = Page { created: RangeQueryTs::gte(since), limit: PAGE, starting_after: after };
    Call::from_builder(RequestBuilder::new(StripeMethod::Get, "/charges").query(&page))
}

/// The charges of one payment: those that failed, and the one that did not.
pub fn charges_of(payment_intent: &str) -> Call {
    #[derive(serde::Serialize)]
    struct Page<'a> {
        payment_intent: &'a str,
        limit: i64,
    }
    let page = Page { payment_intent, limit: PAGE };
    Call::from_builder(RequestBuilder::new(StripeMethod::Get, "/charges").query(&page))
}

/// Every subscription that is not cancelled, newest first.
pub fn subscriptions(after: Option<&str>) -> Call {
    let request = ListSubscription::new().limit(PAGE);
    match after {
        Some(after) => Call::of(&request.starting_after(after)),
        None => Call::of(&request),
    }
}

/// The same, each with its customer.
pub fn subscriptions_with_customers(after: Option<&str>) -> Call {
    let request = ListSubscription::new().limit(PAGE).expand(vec!["data.customer".to_owned()]);
    match after {
        Some(after) => Call::of(&request.starting_after(after)),
        None => Call::of(&request),
    }
}

pub fn subscription_with_customer(id: &str) -> Call {
    Call::of(&RetrieveSubscription::new(id).expand(vec!["customer".to_owned()]))
}

/// Written by hand like [`create_product`]. Stripe expands no list so deep that it would come with the subscriptions.
pub fn product(id: &str) -> Call {
    Call::from_builder(RequestBuilder::new(StripeMethod::Get, format!("/products/{id}")))
}

/// What happened since `since` (seconds since 1970), newest first.
pub fn events_since(since: i64, after: Option<&str>) -> Call {
    let request = ListEvent::new().created(RangeQueryTs::gte(since)).limit(PAGE);
    match after {
        Some(after) => Call::of(&request.starting_after(after)),
        None => Call::of(&request),
    }
}

/// Written by hand like [`webhook_endpoints`].
pub fn dispute(id: &str) -> Call {
    Call::from_builder(RequestBuilder::new(StripeMethod::Get, format!("/disputes/{id}")))
}

/// Where events are sent. Written by hand: the sub-crate that types it would cost a minute of building.
pub fn webhook_endpoints() -> Call {
    #[derive(serde::Serialize)]
    struct Page {
        limit: i64,
    }
    Call::from_builder(RequestBuilder::new(StripeMethod::Get, "/webhook_endpoints").query(&Page { limit: PAGE }))
}

/// Whose key this is.
pub fn account() -> Call {
    Call::from_builder(RequestBuilder::new(StripeMethod::Get, "/account"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(call: &Call) -> Vec<(String, String)> {
        let mut pairs: Vec<(String, String)> =
            url::form_urlencoded::parse(call.body.as_deref().unwrap_or_default().as_bytes()).into_owned().collect();
        pairs.sort();
        pairs
    }

    #[test]
    fn a_request_built_again_is_the_same() {
        let money = Money::new(600, Currency::EUR);
        let new = NewRefund { payment_intent: "pi_1", amount: money, club: "nova", order: "o1", refund: "r1" };
        let refund = || create_refund(&new).unwrap();
        // Maps differ in order from one to the next, so a few are needed to tell.
        for _ in 0..20 {
            assert_eq!(refund(), refund());
            assert_eq!(create_customer("nova", "m", "a@b.c"), create_customer("nova", "m", "a@b.c"));
        }
    }

    #[test]
    fn a_session_carries_its_order_everywhere() {
        let call = create_session(&NewSession {
            club: "nova",
            order: "o1",
            payer: Payer::Customer("cus_1"),
            lines: vec![NewLine {
                name: "Gold",
                unit: Money::new(500, Currency::JPY),
                quantity: 1,
                every: Some(Interval::Month),
            }],
            success_url: "https://nova.test/thanks?a=1&b=2",
            cancel_url: "https://nova.test/join",
            automatic_tax: false,
            money: Methods::All,
        })
        .unwrap();
        let expected = [
            ("cancel_url", "https://nova.test/join"),
            ("client_reference_id", "o1"),
            ("customer", "cus_1"),
            ("line_items[0][price_data][currency]", "jpy"),
            ("line_items[0][price_data][product_data][name]", "Gold"),
            ("line_items[0][price_data][recurring][interval]", "month"),
            ("line_items[0][price_data][unit_amount]", "500"),
            ("line_items[0][quantity]", "1"),
            ("metadata[club]", "nova"),
            ("metadata[order]", "o1"),
            ("mode", "subscription"),
            ("subscription_data[metadata][club]", "nova"),
            ("subscription_data[metadata][order]", "o1"),
            ("success_url", "https://nova.test/thanks?a=1&b=2"),
        ];
        let expected: Vec<_> = expected.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
        assert_eq!(decoded(&call), expected);
        assert_eq!((call.method, call.path.as_str()), (super::super::Method::Post, SESSIONS));
    }
}
