//! The pages of buying: cart, checkout, order. Part of the contract in [`super`].

use serde::Serialize;

use super::{Anchor, Body, Choice, Count, Moment, OrderState, Picture, RefundRow};

/// `cart.html`
#[derive(Serialize)]
pub struct Cart {
    pub lines: Vec<CartRow>,
    /// Left over when nothing can be paid for.
    pub sums: Option<Sums>,
    /// Something has to be sent: the country decides what that costs.
    pub needs_country: bool,
    /// ISO code; empty before it was said.
    pub country: String,
    pub countries: Vec<Choice>,
    /// Takes a POST with `csrf`, `country`, `code`.
    pub terms_action: String,
    pub code: String,
    pub code_problem: Option<CodeProblem>,
    pub way: PayWay,
    /// Orders out of this cart that wait for payment.
    pub held: Vec<HeldOrder>,
    /// Pages to go on looking at.
    pub shops: Vec<Anchor>,
}
impl Body for Cart {
    const TEMPLATE: &'static str = "cart.html";
}

/// One thing in the cart.
#[derive(Serialize)]
pub struct CartRow {
    pub name: String,
    pub url: String,
    pub picture: Option<Picture>,
    /// What was chosen or answered, each a line of its own.
    pub notes: Vec<String>,
    /// Price of one.
    pub unit: String,
    pub quantity: u32,
    /// The most that can be chosen.
    pub most: u32,
    pub sum: String,
    /// Set while only a few are left.
    pub left: Option<Count>,
    /// Why it cannot be had; then it counts for nothing.
    pub problem: Option<Problem>,
    /// Takes a POST with `csrf` and `quantity`; 0 takes it out.
    pub action: String,
}

/// Why something in the cart cannot be had.
#[derive(Serialize, Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    pub kind: ProblemKind,
    /// A date, a number or a name the sentence needs; empty otherwise.
    pub detail: String,
    /// Full months of membership it asks for; 0 when none are.
    pub months: u32,
    /// Youngest age it asks for; 0 when none is.
    pub age: u32,
}

impl Problem {
    pub fn new(kind: ProblemKind, detail: impl Into<String>) -> Problem {
        Problem { kind, detail: detail.into(), months: 0, age: 0 }
    }
}

#[derive(Serialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case")]
pub enum ProblemKind {
    /// Not sold any more, or it never was.
    Gone,
    SoldOut,
    /// Fewer are left than wanted; `detail` how many.
    Fewer,
    AlreadyHeld,
    /// For members; nobody is signed in.
    MembersOnly,
    /// For some members only; `detail` the names of tiers, empty when it is about something else.
    NotForYou,
    /// It opens for this member at `detail`.
    OpensForYou,
    /// Nobody can buy it before `detail`.
    NotYet,
    Over,
    /// At most `detail` for one person, what was bought before included.
    AtMost,
    /// A question was not answered: choose it again.
    Unanswered,
    /// Not sent to `detail`.
    NotSent,
    /// It renews itself, and is bought alone.
    OnItsOwn,
    /// Sending there changes the sum: it is `detail` now.
    SumChanged,
}

/// Why a code takes nothing off.
#[derive(Serialize, Clone, PartialEq, Eq, Debug)]
pub struct CodeProblem {
    pub kind: CodeProblemKind,
    /// A date, for `not_yet`.
    pub detail: String,
}

#[derive(Serialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case")]
pub enum CodeProblemKind {
    Unknown,
    NotYet,
    Over,
    UsedUp,
    UsedByYou,
    NotForYou,
    NothingFits,
}

/// What it costs together.
#[derive(Serialize)]
pub struct Sums {
    pub goods: String,
    /// What a code takes off.
    pub discount: Option<String>,
    /// The code that does.
    pub code: String,
    /// What sending costs; none when nothing is sent or nobody said where to.
    pub sending: Option<Sending>,
    pub total: String,
    /// Sent back as `shown` by the form that pays: nobody is charged another sum than the one they saw.
    pub shown: String,
}

#[derive(Serialize)]
pub struct Sending {
    /// The zone's name, as the club wrote it.
    pub zone: String,
    /// None when it is free.
    pub price: Option<String>,
}

/// What can be done with the cart.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PayWay {
    /// Nothing in it can be had as it stands.
    Nothing,
    /// Straight to payment: takes a POST with `csrf` and `shown`.
    Pay { action: String },
    /// An address or an e-mail has to be given first.
    Form { url: String },
    /// The club sells to members: join or sign in, and back here.
    Join { join: String, sign_in: String },
}

/// An order that waits for its payment, and what it holds until then.
#[derive(Serialize)]
pub struct HeldOrder {
    pub number: String,
    pub total: String,
    /// None while a slow payment is on its way.
    pub until: Option<Moment>,
    pub url: String,
    /// Takes a POST with `csrf`: goes on to the payment page.
    pub pay_action: String,
    /// Takes a POST with `csrf`: gives the hold up.
    pub end_action: String,
}

/// `checkout.html`: who and where to. Posts `csrf`, `shown`, `email` (guests), and the address's fields to `action`.
#[derive(Serialize)]
pub struct Checkout {
    pub action: String,
    /// Guests give their address; members are known.
    pub email: Option<EmailField>,
    pub address: Option<AddressForm>,
    pub lines: Vec<CheckoutLine>,
    pub sums: Sums,
    /// A code was given in the cart that takes nothing off.
    pub code_problem: Option<CodeProblem>,
    pub cart_url: String,
    /// Minutes it is held for, once the button is pressed.
    pub hold_minutes: u32,
    /// Payments of test money.
    pub form_problem: Option<Problem>,
}
impl Body for Checkout {
    const TEMPLATE: &'static str = "checkout.html";
}

#[derive(Serialize)]
pub struct CheckoutLine {
    pub name: String,
    pub quantity: u32,
    pub sum: String,
}

#[derive(Serialize)]
pub struct EmailField {
    pub value: String,
    pub wrong: bool,
}

/// Fields `name`, `line1`, `line2`, `postcode`, `city`, `region`, `country`, `phone`.
#[derive(Serialize)]
pub struct AddressForm {
    pub name: AddressField,
    pub line1: AddressField,
    pub line2: AddressField,
    pub postcode: AddressField,
    pub city: AddressField,
    pub region: AddressField,
    pub phone: AddressField,
    pub country: String,
    pub countries: Vec<Choice>,
}

#[derive(Serialize, Default)]
pub struct AddressField {
    pub value: String,
    pub error: Option<AddressError>,
}

#[derive(Serialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case")]
pub enum AddressError {
    Missing,
    TooLong,
}

/// `order.html`: where an order stands, at every moment. Also for guests, by the link in their mail.
#[derive(Serialize)]
pub struct Order {
    pub number: String,
    pub state: OrderState,
    pub placed: Moment,
    pub lines: Vec<OrderedLine>,
    pub total: String,
    pub refunds: Vec<RefundRow>,
    /// Where it is sent, line by line; empty when nothing is.
    pub address: Vec<String>,
    pub email: String,
    /// What waits for payment is held until then.
    pub until: Option<Moment>,
    /// Takes a POST with `csrf`: on to the payment page.
    pub pay_action: Option<String>,
    /// Takes a POST with `csrf`: gives the hold up.
    pub end_action: Option<String>,
    pub receipt_url: Option<String>,
    /// Its tickets as one PDF, a page each.
    pub tickets_url: Option<String>,
    /// For guests: become a member with the same address, and this order is theirs.
    pub join_url: Option<String>,
    pub sandbox: bool,
}
impl Body for Order {
    const TEMPLATE: &'static str = "order.html";
}

#[derive(Serialize)]
pub struct OrderedLine {
    pub name: String,
    pub quantity: u32,
    pub sum: String,
    /// What it pays for is the sending.
    pub sending: bool,
    pub state: LineState,
    /// Tickets, downloads, parcels on their way. A label may be empty.
    pub ways: Vec<Anchor>,
}

#[derive(Serialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case")]
pub enum LineState {
    /// Not paid, or paid and being handed over.
    Waiting,
    Ready,
    ToPack,
    /// In a parcel that still stands here.
    Packed,
    PartlySent,
    Sent,
    /// Some of its tickets open nothing any more.
    PartlyVoid,
    /// Its tickets open nothing any more; its money stayed.
    Void,
    /// What it is for does not take place; its money goes back.
    CalledOff,
    /// It could not be had any more; its money goes back.
    Gone,
    /// Taken back, and its money goes back.
    Refunded,
    /// Taken back; its money stayed.
    Cancelled,
}
