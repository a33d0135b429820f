//! Orders: what was asked for, what was paid, what has been handed over.
//!
//! This room knows no kind of goods. Each kind brings its own [`Sellable`], listed in `catalog`.
//! An order exists before its payment; a renewal is an order too. What never happens here: asking a payment provider
//! (that is `payments`), and un-paying an order because one of its lines could not be delivered.

mod address;
pub mod capacities;
mod carriage;
mod delivery;
mod founding;
mod lines;
mod link;
pub mod papers;
mod past;
mod placing;
pub mod prices;
mod recount;
mod store;

use crate::base::{Fault, Moment, Money};
use crate::id;
use crate::members::MemberId;
use crate::plumbing::db::{Conn, Tx};

pub use address::Address;
pub use carriage::{Carriage, KIND as CARRIAGE};
pub use delivery::{Delivery, deliver, note_trouble, take_back, undelivered_lines};
pub use founding::{Founding, found, unfound};
pub use lines::OrderLine;
pub use link::{link, opens};
pub use past::{PastOrder, insert_past};
pub use placing::{
    Buyer, NewOrder, PlaceOrderError, Placed, PlacedLine, Reckoning, Terms, Wanted, alone_with_buyer, currency_of, end,
    place, place_paid, reckon,
};
pub use recount::{Miscount, Taken, miscounts, recount, recount_nightly, waiting_lines};
pub use store::{
    Order, address_of, awaiting_like, awaiting_out_of, by_id, by_number, credit_note_number, due_to_end,
    last_address_of, lines_of, numbers_of, of_member, order_of_line, paid_but_undelivered_orders, paid_not_delivered,
    troubled_lines, without_clock,
};

id!(
    /// An order.
    OrderId
);
id!(
    /// One line of an order.
    OrderLineId
);

/// A kind of thing a club sells. One implementation per kind, listed in `catalog`.
pub trait Sellable: Sync {
    /// The word in `order_lines.kind`. Never changes once orders carry it.
    fn kind(&self) -> &'static str;

    /// What it costs this buyer right now, or why it is not for sale to them.
    fn quote(
        &self,
        conn: &mut Conn,
        wanted: &Wanted,
        buyer: &Buyer,
        now: Moment,
    ) -> Result<Result<Quote, NotForSale>, Fault>;

    /// Takes what is limited out of the shelf. False when there is not enough; then nothing is taken.
    fn reserve(&self, tx: &mut Tx, line: &OrderLine) -> Result<bool, Fault>;

    /// Puts back what [`Sellable::reserve`] took.
    fn release(&self, tx: &mut Tx, line: &OrderLine) -> Result<(), Fault>;

    /// Hands over what was paid for; what `reserve` took is held for this line. Runs once a line, in the transaction that marks it delivered.
    /// After [`Fulfilled::Gone`] the reservation is released by the caller.
    fn fulfil(&self, tx: &mut Tx, sale: &Sale<'_>, now: Moment) -> Result<Fulfilled, Fault>;

    /// Takes back what [`Sellable::fulfil`] handed over. What was reserved for it goes back on the shelf when told so;
    /// a kind that is held rather than shelved gives its place back by ending, whatever it is told.
    fn revoke(&self, tx: &mut Tx, line: &OrderLine, stock: Restock, now: Moment) -> Result<(), Fault>;

    /// How far a delivered line got, and where its buyer finds what it brought.
    fn whereabouts(&self, _conn: &mut Conn, _line: &OrderLine) -> Result<Whereabouts, Fault> {
        Ok(Whereabouts::default())
    }

    /// What was handed over to a guest of this address becomes a member's. Nothing to do for a kind that only members have.
    fn claim(&self, _tx: &mut Tx, _member: &MemberId, _email_folded: &str) -> Result<(), Fault> {
        Ok(())
    }

    /// Takes names, addresses and answers off what a member was handed over; what it is good for stays. Nothing to do for
    /// a kind whose rows say nothing of a person.
    fn forget(&self, _tx: &mut Tx, _member: &MemberId) -> Result<(), Fault> {
        Ok(())
    }

    /// Says what rows have taken of each capacity of this kind, for the nightly recount.
    fn count_taken(&self, conn: &mut Conn, taken: &mut Taken) -> Result<(), Fault> {
        recount::count_lines(conn, self.kind(), taken)
    }

    /// The agreement behind an earlier line has paid for another period; `sale` is the new order's line.
    fn renew(&self, tx: &mut Tx, sale: &Sale<'_>, now: Moment) -> Result<Fulfilled, Fault>;

    /// The agreement was read again without a payment: it may be about to end, failing to collect, or over.
    fn lapse(&self, tx: &mut Tx, agreement: &Agreement, now: Moment) -> Result<(), Fault>;
}

/// A line being handed over, and what pays for it.
#[derive(Debug, Clone, Copy)]
pub struct Sale<'a> {
    pub order: &'a Order,
    pub line: &'a OrderLine,
    /// Set for what renews itself.
    pub agreement: Option<&'a Agreement>,
}

/// A standing arrangement at the payment provider that pays again each period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// The provider's name for it.
    pub id: String,
    /// Paid until then.
    pub until: Moment,
    /// While it fails, what it pays for is left alone until then.
    pub grace_until: Moment,
    pub state: AgreementState,
    /// It ends at `until` instead of renewing.
    pub leaving: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgreementState {
    Good,
    /// The provider could not collect and may still try.
    Failing,
    Over,
}

/// How delivering went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fulfilled {
    Delivered,
    /// It cannot be had any more: the line is refunded.
    Gone(GoneReason),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GoneReason {
    /// The hold had ended and the last one went to somebody else.
    SoldOut,
    /// The buyer already has what there is one of each.
    AlreadyHeld,
    /// The thing, or its buyer, does not exist any more.
    Withdrawn,
}

impl GoneReason {
    pub fn word(self) -> &'static str {
        match self {
            GoneReason::SoldOut => "sold_out",
            GoneReason::AlreadyHeld => "already_held",
            GoneReason::Withdrawn => "withdrawn",
        }
    }
}

/// How often something is paid for again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Every {
    Month,
    Year,
}

impl Every {
    pub fn word(self) -> &'static str {
        match self {
            Every::Month => "month",
            Every::Year => "year",
        }
    }

    pub fn from_word(word: &str) -> Option<Every> {
        match word {
            "month" => Some(Every::Month),
            "year" => Some(Every::Year),
            _ => None,
        }
    }
}

/// What became of a delivered line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Whereabouts {
    pub stage: Stage,
    pub ways: Vec<WayToIt>,
}

/// How far something delivered got.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Stage {
    /// The buyer has it.
    #[default]
    Ready,
    /// On the packing list, not all of it in a parcel.
    ToPack,
    /// All of it in parcels that still stand here.
    Packed,
    PartlySent,
    Sent,
    /// Some of it opens nothing any more.
    PartlyVoid,
    /// None of it opens anything any more.
    Void,
    /// What it is for does not take place.
    CalledOff,
}

/// An address where the buyer finds it: a ticket, a download, a parcel on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WayToIt {
    /// What tells it from others: an attendee's name, a file's name, a tracking number. Never a sentence.
    pub label: String,
    /// A path of this club, or another site's whole address.
    pub url: String,
}

/// Whether what is taken back can be sold again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Restock {
    BackOnShelf,
    Lost,
}

/// What one costs, and what a cart has to know of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    pub name: String,
    pub unit: Money,
    pub every: Option<Every>,
    /// What one weighs, when it has to be sent to an address.
    pub grams: Option<i64>,
    /// When it is over: slow ways of paying are not offered for what is needed soon.
    pub needed_by: Option<Moment>,
    /// The most this buyer may still order of it.
    pub most: Option<i64>,
    /// Other items of its kind that count towards `most` too: variants of one product.
    pub together: Vec<String>,
    /// How many there are; none when there is no limit.
    pub left: Option<i64>,
    /// Its page, a path of the club's site.
    pub path: String,
    /// The asset that shows it.
    pub picture: Option<String>,
    /// What was chosen or answered, to be shown beside the name: sizes, days, attendees' names. Never sentences.
    pub notes: Vec<String>,
}

impl Quote {
    /// Something without weight, limit or picture.
    pub fn new(name: String, unit: Money, path: &str) -> Quote {
        Quote {
            name,
            unit,
            every: None,
            grams: None,
            needed_by: None,
            most: None,
            together: Vec::new(),
            left: None,
            path: path.to_owned(),
            picture: None,
            notes: Vec::new(),
        }
    }
}

/// Why something is not sold to this buyer now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotForSale {
    /// No such thing, or it is not on offer.
    Unknown,
    AlreadyHeld,
    /// There is nothing to change from.
    NotHeld,
    /// For members, and nobody is signed in.
    MembersOnly,
    /// Only for those who meet this condition; `opens_at` when time alone will do.
    OnlyFor {
        condition: String,
        opens_at: Option<Moment>,
    },
    /// Nobody can have it before that.
    NotYet(Moment),
    /// It is not sold any more.
    Over,
    /// One buyer can have no more than this many, what they bought before included.
    AtMost(i64),
    /// Something it asks was not answered.
    Unanswered,
    /// It cannot be sent to this country; the country's code.
    NotSentTo(String),
    /// It renews itself, and is bought alone.
    OnItsOwn,
}

/// The kinds of goods there are.
#[derive(Clone, Copy)]
pub struct Kinds(pub &'static [&'static dyn Sellable]);

impl Kinds {
    /// A stored kind that no catalog knows is a fault: the program was rolled back, or a row was written by hand.
    pub fn named(self, kind: &str) -> Result<&'static dyn Sellable, Fault> {
        let found = self.0.iter().copied().find(|sellable| sellable.kind() == kind);
        found.ok_or_else(|| Fault::broken(format!("the catalog knows no goods called {kind:?}")))
    }

    /// What a guest of this address ordered and was handed over becomes a member's. Gives how many orders.
    pub fn claim(self, tx: &mut Tx, member: &MemberId, email_folded: &str) -> Result<usize, Fault> {
        for sellable in self.0 {
            sellable.claim(tx, member, email_folded)?;
        }
        store::claim(tx, member, email_folded)
    }

    /// Every kind forgets whom it was handed over to.
    pub fn forget(self, tx: &mut Tx, member: &MemberId) -> Result<(), Fault> {
        self.0.iter().try_for_each(|sellable| sellable.forget(tx, member))
    }
}

/// Where an order came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    Checkout,
    /// Another period of an agreement.
    Renewal,
    /// Something held is exchanged for something else of its kind.
    Change,
    /// An agreement of another system goes on here; nothing was paid by it.
    Adoption,
}

impl Origin {
    pub fn word(self) -> &'static str {
        match self {
            Origin::Checkout => "checkout",
            Origin::Renewal => "renewal",
            Origin::Change => "change",
            Origin::Adoption => "adoption",
        }
    }
}

/// What an order is in. Delivery is a matter of its lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderState {
    AwaitingPayment,
    Paid,
    /// Never paid; what it held is back on the shelf.
    Ended,
}

impl OrderState {
    pub fn word(self) -> &'static str {
        match self {
            OrderState::AwaitingPayment => "awaiting_payment",
            OrderState::Paid => "paid",
            OrderState::Ended => "ended",
        }
    }
}

/// What was paid for an order, as the provider says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Takings {
    pub gross: Money,
    /// Part of `gross`, in the same currency's minor units.
    pub tax: i64,
    pub at: Moment,
}

/// The next number of a series of its own, never given twice.
pub fn next_number(tx: &mut Tx, series: &str) -> Result<i64, Fault> {
    store::next_in_series(tx, series)
}

/// Records that an order was paid and gives it its receipt number. False when it was paid before.
pub fn mark_paid(tx: &mut Tx, order: &Order, takings: &Takings) -> Result<bool, Fault> {
    if !store::mark_paid(tx, &order.id, takings)? {
        return Ok(false);
    }
    let number = store::next_in_series(tx, if order.livemode { "receipt" } else { "receipt/test" })?;
    store::give_receipt_number(tx, &order.id, number)?;
    store::spread_takings(tx, &order.id, takings)?;
    placing::empty_cart(tx, order, takings.at)?;
    Ok(true)
}

/// The money is on its way by a slow method: the hold loses its clock until the provider says how it ended.
pub fn stop_clock(tx: &mut Tx, order: &OrderId) -> Result<(), Fault> {
    store::set_hold(tx, order, None)
}

impl Order {
    pub fn is_paid(&self) -> bool {
        self.paid_at.is_some()
    }

    /// Nothing was bought by it; see [`found`].
    pub fn is_founding(&self) -> bool {
        self.origin == Origin::Adoption.word()
    }

    pub fn is_awaiting(&self) -> bool {
        self.state == OrderState::AwaitingPayment.word()
    }

    pub fn total(&self) -> Money {
        Money::new(self.gross, self.currency)
    }

    pub fn buyer(&self) -> Option<&MemberId> {
        self.member_id.as_ref()
    }
}
