//! The site: what fans see. A handler stands in the file of its noun; what pages share stands in `frame`.

mod account;
pub mod account_letters;
mod addresses;
mod asking;
mod bookings;
mod cart;
mod checkout;
mod checkouts;
mod code;
mod comments;
mod consents;
pub mod contexts;
mod copies;
mod countries;
pub mod devices;
mod downloads;
mod entering;
mod entries;
mod erasure;
mod errors;
mod events;
mod experiences;
mod feeds;
mod fields;
mod frame;
mod front;
mod home;
mod invitations;
mod join;
mod kept;
mod letters;
mod link;
mod machines;
pub mod media;
mod membership;
mod middle;
mod notices;
mod offers;
mod order;
mod order_links;
mod orders;
mod papers;
pub mod passkeys;
mod posts;
mod present;
pub mod previews;
mod problems;
mod queue;
mod recent;
mod returns;
mod search;
mod shop;
mod sign_in;
mod story;
mod tickets;
mod tiers;
mod toll;
mod unsubscribe;
mod ways;
mod welcome;

use actix_web::web::{ServiceConfig, get, post};

pub use errors::{dress, nothing_here};
pub use kept::{KeptPages, keep};

/// Every page of the fans.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/", get().to(home::show))
        .route("/posts", get().to(posts::list))
        .route("/posts/{slug}", get().to(posts::show))
        .route("/posts/{slug}/comments", post().to(comments::create))
        .route("/posts/{slug}/reactions/{kind}", post().to(comments::react))
        .route("/comments/{id}/deletion", post().to(comments::delete))
        .route("/comments/{id}/reports", get().to(comments::new_report))
        .route("/comments/{id}/reports", post().to(comments::report))
        .route("/search", get().to(search::show));
    config
        .route("/join", get().to(join::new))
        .route("/join", post().to(join::create))
        .route("/sign-in", get().to(sign_in::new))
        .route("/sign-in", post().to(sign_in::create))
        .route("/sign-in/passkey", get().to(passkeys::ask_to_open))
        .route("/sign-in/passkey", post().to(passkeys::open))
        .route("/sign-out", post().to(sign_in::end))
        .route("/code", get().to(code::show))
        .route("/code", post().to(code::create))
        .route("/code/resend", post().to(code::resend))
        .route("/queue/{token}", get().to(queue::show))
        .route("/link/{token}", get().to(link::show))
        .route("/link/{token}", post().to(link::create))
        .route("/welcome", get().to(welcome::show));
    config
        .route("/tiers", get().to(tiers::list))
        .route("/checkouts", post().to(checkouts::create))
        .route("/orders/{order}/return", get().to(returns::show))
        .route("/membership/change", get().to(membership::change_page))
        .route("/membership/change", post().to(membership::change))
        .route("/membership/cancellation", get().to(membership::cancel_page))
        .route("/membership/cancellation", post().to(membership::cancel))
        .route("/membership/resumption", post().to(membership::resume))
        .route("/membership/portal", post().to(membership::portal));
    config
        .route("/events", get().to(events::list))
        .route("/events/{slug}", get().to(events::show))
        .route("/events/{slug}/cart", post().to(events::put))
        .route("/events/{slug}/calendar.ics", get().to(events::calendar))
        .route("/tickets", get().to(tickets::list))
        .route("/tickets/{ticket}/{secret}", get().to(tickets::show))
        .route("/tickets/{ticket}/{secret}/code.svg", get().to(tickets::picture))
        .route("/tickets/{ticket}/{secret}/ticket.pdf", get().to(papers::ticket))
        .route("/cart", get().to(cart::show))
        .route("/cart/lines/{line}", post().to(cart::set_quantity))
        .route("/cart/terms", post().to(cart::set_terms))
        .route("/shop", get().to(shop::list))
        .route("/shop/{slug}", get().to(shop::show))
        .route("/shop/{slug}/cart", post().to(shop::put_into_cart))
        .route("/downloads", get().to(downloads::list))
        .route("/downloads/{key}/{asset}", get().to(downloads::show))
        .route("/experiences", get().to(experiences::list))
        .route("/experiences/{slug}", get().to(experiences::show))
        .route("/experiences/{slug}/cart", post().to(experiences::choose))
        .route("/bookings", get().to(bookings::list))
        .route("/bookings/{key}", get().to(bookings::show))
        .route("/bookings/{key}/calendar.ics", get().to(bookings::calendar))
        .route("/checkout", get().to(checkout::show))
        .route("/checkout", post().to(checkout::create))
        .route("/o/{order}/{key}", get().to(order::opened))
        .route("/o/{order}/{key}/payments", post().to(order::pay))
        .route("/o/{order}/{key}/end", post().to(order::end))
        .route("/o/{order}/{key}/receipt", get().to(order::opened_receipt))
        .route("/o/{order}/{key}/receipt.pdf", get().to(papers::opened_receipt))
        .route("/o/{order}/{key}/tickets.pdf", get().to(papers::order_tickets))
        .route("/o/{order}/{key}/credit-notes/{note}.pdf", get().to(papers::opened_credit_note));
    config
        .route("/account", get().to(account::show))
        .route("/account/profile", post().to(account::update_profile))
        .route("/account/consents", post().to(consents::update))
        .route("/account/address", post().to(addresses::create))
        .route("/account/address/cancellation", post().to(addresses::delete))
        .route("/account/address/{token}", get().to(addresses::show))
        .route("/account/address/{token}", post().to(addresses::agree))
        .route("/account/invitations", post().to(invitations::create))
        .route("/account/invitations/{id}/revocation", post().to(invitations::revoke))
        .route("/account/copy.json", get().to(copies::json))
        .route("/account/copy.txt", get().to(copies::text))
        .route("/account/erasure", get().to(erasure::new))
        .route("/account/erasure", post().to(erasure::create))
        .route("/account/feed", post().to(account::renew_feed))
        .route("/account/feed/revocation", post().to(account::revoke_feed))
        .route("/account/passkeys", post().to(passkeys::create))
        .route("/account/passkeys/question", get().to(passkeys::ask_to_add))
        .route("/account/passkeys/{id}", post().to(passkeys::update))
        .route("/account/passkeys/{id}/removal", post().to(passkeys::delete))
        .route("/account/sessions/{id}/end", post().to(account::end_session))
        .route("/account/sessions/end-others", post().to(account::end_other_sessions))
        .route("/card", get().to(account::card))
        .route("/orders", get().to(orders::list))
        .route("/orders/{number}", get().to(order::show))
        .route("/orders/{number}/receipt", get().to(orders::show_receipt))
        .route("/orders/{number}/receipt.pdf", get().to(papers::receipt))
        .route("/orders/{number}/credit-notes/{note}.pdf", get().to(papers::credit_note))
        .route("/unsubscribe/{token}", get().to(unsubscribe::show))
        .route("/unsubscribe/{token}", post().to(unsubscribe::create))
        .route("/unsubscribe/{token}/undo", post().to(unsubscribe::undo))
        .route("/feed.xml", get().to(feeds::open))
        .route("/feeds/{token}.xml", get().to(feeds::private))
        .route("/robots.txt", get().to(machines::robots))
        .route("/manifest.webmanifest", get().to(machines::manifest))
        .configure(media::routes);
}
