//! Papers of a club: tickets, receipts and credit notes as PDF, in the buyer's language whoever looks at them.

mod flow;
mod receipt;
mod ticket;

pub use receipt::{Receipt, TaxShare, credit_note, credit_note_number, read, receipt, receipt_number};
pub use ticket::tickets;

use crate::base::Money;
use crate::club::Club;
use crate::orders::Order;
use crate::plumbing::locale::{Lang, Words, product_languages};
use crate::plumbing::pdf;

/// The words of papers and letters about an order.
pub fn words(club: &Club, order: &Order) -> Words {
    let spoken = product_languages();
    let lang = order.language.parse().ok().filter(|lang| spoken.contains(lang)).unwrap_or(Lang::EN);
    Words::product(lang, club.time_zone())
}

/// Money as the language writes it; by the currency's code where no font of papers has its sign.
pub fn sum(w: &Words, money: Money) -> String {
    let written = w.money(money);
    if pdf::is_drawn(&written) {
        return written;
    }
    let coded = written.replace(&money.currency.symbol(), &format!("\u{a0}{}\u{a0}", money.currency));
    coded.replace("\u{a0}\u{a0}", "\u{a0}").trim().to_owned()
}
