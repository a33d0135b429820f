//! Everything a club can sell, one line a kind, and the work that has to know it.

mod called_off;
mod evening_letters;
mod letters;
mod ticket_letters;

use crate::base::{Fault, Moment};
use crate::club::Club;
use crate::experiences::sale::ExperienceSale;
use crate::memberships::sale::MembershipSale;
use crate::orders::{Carriage, Kinds, OrderLine, Whereabouts};
use crate::payments::jobs::{EndAgreement, HandleEvent, SendRefund, TellBuyer};
use crate::plumbing::db::Conn;
use crate::plumbing::jobs::Job;
use crate::shipments::jobs::TellSent;
use crate::shop::sale::MerchSale;
use crate::tickets::jobs::{SendTickets, TellVoided};
use crate::tickets::sale::TicketSale;

pub use called_off::{GiveEveningBack, TellCalledOff, call_off};

/// How far each line got, and where what it brought is found; of what was not delivered there is nothing to say.
pub fn whereabouts(conn: &mut Conn, lines: &[OrderLine]) -> Result<Vec<Whereabouts>, Fault> {
    let of = |line: &OrderLine| match line.delivery.as_str() {
        "delivered" => KINDS.named(&line.kind)?.whereabouts(conn, line),
        _ => Ok(Whereabouts::default()),
    };
    lines.iter().map(of).collect()
}

pub const KINDS: Kinds = Kinds(&[&MembershipSale, &Carriage, &MerchSale, &TicketSale, &ExperienceSale]);

impl Job<Club> for HandleEvent {
    const NAME: &'static str = "payments.handle_event";

    async fn run(self, club: Club) -> Result<(), Fault> {
        self.run(&club, KINDS, Moment::now()).await
    }
}

impl Job<Club> for SendRefund {
    const NAME: &'static str = "payments.send_refund";

    async fn run(self, club: Club) -> Result<(), Fault> {
        self.run(&club, Moment::now()).await
    }
}

impl Job<Club> for EndAgreement {
    const NAME: &'static str = "payments.end_agreement";

    async fn run(self, club: Club) -> Result<(), Fault> {
        self.run(&club, Moment::now()).await
    }
}

impl Job<Club> for TellBuyer {
    const NAME: &'static str = "payments.tell_buyer";

    async fn run(self, club: Club) -> Result<(), Fault> {
        letters::tell(&club, self, Moment::now()).await
    }
}

impl Job<Club> for TellSent {
    const NAME: &'static str = "shipments.tell_sent";

    async fn run(self, club: Club) -> Result<(), Fault> {
        letters::tell_sent(&club, &self.shipment, Moment::now()).await
    }
}

impl Job<Club> for SendTickets {
    const NAME: &'static str = "tickets.send";

    async fn run(self, club: Club) -> Result<(), Fault> {
        ticket_letters::send(&club, self, Moment::now()).await
    }
}

impl Job<Club> for TellVoided {
    const NAME: &'static str = "tickets.tell_voided";

    async fn run(self, club: Club) -> Result<(), Fault> {
        evening_letters::tell_voided(&club, &self.ticket, Moment::now()).await
    }
}
