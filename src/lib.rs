//! Stagedoor: a private fan-club network that an artist hosts and owns.
//!
//! Modules are declared floor by floor: each may use the floors above its line and, on its own floor, what
//! `tests/it/house_rules.rs` allows. `docs/ARCHITECTURE.md` gives the reasons.

// Ground floor: words. No I/O, no frameworks.
pub mod base;

// Plumbing: machinery without domain words.
pub mod plumbing;

// The club: the folder a request belongs to.
pub mod club;

// The rooms where the work happens; who may use whom stands in the house rules.
pub mod carts;
pub mod community;
pub mod crew;
pub mod discounts;
pub mod entitlements;
pub mod experiences;
pub mod journal;
pub mod media;
pub mod members;
pub mod memberships;
pub mod orders;
pub mod passkeys;
pub mod payments;
pub mod posts;
pub mod sandbox;
pub mod sessions;
pub mod shipments;
pub mod shipping;
pub mod shop;
pub mod tickets;

// The landing: what sees all rooms.
pub mod adoptions;
pub mod archive;
pub mod broadcasts;
pub mod catalog;
pub mod handbacks;
pub mod imports;
pub mod invitations;
pub mod papers;
pub mod portage;
pub mod reports;
pub mod rights;
pub mod search;
pub mod segments;

// The lobby: which club, who is asking, in which language.
pub mod lobby;

// The fronts: one per audience.
pub mod console;
pub mod door;
pub mod hooks;
pub mod site;
pub mod studio;

// The roof: wiring, and the list of all background work.
pub mod demo;
pub mod server;
pub mod work;
