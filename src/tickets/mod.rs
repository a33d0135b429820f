//! Tickets: events, what is sold to them and when to whom, what was issued, and who is inside.
//!
//! A ticket's code is signed with the club's key, so a gate without a network can tell a real one; whether it was used is
//! decided by one UPDATE when the network is there. What never happens here: knowing a fan beyond a name on a ticket.

pub mod code;
mod door;
mod events;
mod issuing;
pub mod jobs;
pub mod sale;
mod sales;
mod store;
mod types;

use crate::id;

pub use door::{Alone, Count, Direction, ListedScan, NewPass, Pass, PassId, Passage, Scan, ScanId, Seen, Verdict};
pub use door::{count, make_pass, open_pass, pair, passes_of, record, revoke_pass, scan, scans_of, taken_along};
pub use events::{BadTime, Event, NewEvent};
pub use events::{by_id, by_slug, cancel, create, publish, published, studio_list, update};
pub use issuing::{
    IssuedTicket, MoveError, issued, issued_of_line, link, move_to, of_event, of_line, of_member, opened, rename,
    send_again, void, void_with_evening,
};
pub use sales::{AllSales, Sales, sales};
pub use store::{Ticket, concerts_of, has_any, lines_of_event};
pub use types::{NewType, Offer, TicketType, Window};
pub use types::{add_type, change_type, offers, places_left, type_by_id, types_of, windows_of};

id!(
    /// An event: a concert, a reading, an evening.
    EventId
);
id!(
    /// What is sold to an event: floor, balcony.
    TicketTypeId
);
id!(
    /// One ticket.
    TicketId
);

/// The word in `order_lines.kind`, and in `capacities` for one type's own places.
pub const KIND: &str = "ticket";
/// In `capacities`: the places of a whole event, which all its types draw on.
pub const HALL: &str = "hall";
