//! The studio: where the artist and the crew work.

mod account;
mod amounts;
mod archives;
mod attendees;
mod audiences;
mod broadcasts;
mod clicks;
mod codes;
mod conditions;
mod counts;
mod crew;
mod dashboard;
mod desk;
mod errors;
mod events;
mod experiences;
mod exports;
mod fields;
mod frame;
mod icons;
mod imports;
mod journal;
mod labels;
mod look;
mod mails;
mod media;
mod members;
mod orders;
mod packing;
mod papers;
mod parts;
mod posts;
mod previews;
mod product_form;
mod products;
mod refunds;
mod reports;
mod segments;
mod settings;
mod shipping;
mod sign_in;
mod slots;
mod steps;
mod tickets;
mod tiers;
mod undo;
pub mod uploads;
mod variants;

pub use errors::dress;

use actix_web::web::{FormConfig, ServiceConfig, get, post, resource};

/// The studio's addresses. Each is `list show new create edit update delete` of a noun.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/studio", get().to(dashboard::show))
        .route("/studio/sign-in", get().to(sign_in::new))
        .route("/studio/sign-in", post().to(sign_in::create))
        .route("/studio/sign-in/code", get().to(sign_in::code))
        .route("/studio/sign-in/code", post().to(sign_in::open_with_code))
        .route("/studio/link/{link}", get().to(sign_in::link))
        .route("/studio/link/{link}", post().to(sign_in::open_with_link))
        .route("/studio/sign-out", post().to(sign_in::delete))
        .route("/studio/second-factor", get().to(sign_in::factor))
        .route("/studio/second-factor", post().to(sign_in::prove_factor))
        .route("/studio/account", get().to(account::show))
        .route("/studio/account/second-factor", get().to(account::new_factor))
        .route("/studio/account/second-factor", post().to(account::create_factor))
        .route("/studio/account/sessions/{id}/delete", post().to(account::end_session))
        .route("/studio/find", get().to(members::find))
        .route("/studio/journal", get().to(journal::list))
        .route("/studio/jobs/{id}/attempts", post().to(dashboard::try_job_again))
        .route("/studio/steps", get().to(steps::show))
        .service(resource("/studio/posts").app_data(long()).get(posts::list).post(posts::create))
        .route("/studio/posts/new", get().to(posts::new))
        .service(resource("/studio/posts/{id}").app_data(long()).get(posts::edit).post(posts::update))
        .route("/studio/posts/{id}/withdrawals", post().to(posts::withdraw))
        .route("/studio/posts/{id}/delete", post().to(posts::delete))
        .route("/studio/posts/{id}/restorations", post().to(posts::restore))
        .route("/studio/posts/{id}/tests", post().to(broadcasts::test))
        .route("/studio/posts/{id}/broadcasts", post().to(broadcasts::create))
        .route("/studio/broadcasts/{id}/pauses", post().to(broadcasts::pause))
        .route("/studio/broadcasts/{id}/resumptions", post().to(broadcasts::resume))
        .service(resource("/studio/previews").app_data(long()).post(previews::create))
        .route("/studio/counts", post().to(counts::create))
        .route("/studio/media", get().to(media::list))
        .route("/studio/media/{id}", get().to(media::show))
        .route("/studio/media/{id}", post().to(media::update))
        .route("/studio/media/{id}/delete", post().to(media::delete))
        .route("/studio/members", get().to(members::list))
        .route("/studio/members/import", get().to(imports::list))
        .route("/studio/members/import", post().to(imports::create))
        .route("/studio/members/import/{id}", get().to(imports::show))
        .route("/studio/members/import/{id}/rehearsals", post().to(imports::rehearse))
        .route("/studio/members/import/{id}/runs", post().to(imports::run))
        .route("/studio/members/import/{id}/undos", post().to(imports::undo))
        .route("/studio/members/import/{id}/mails", post().to(imports::let_mail_out))
        .route("/studio/members/import/{id}/refused", get().to(imports::refused_rows))
        .route("/studio/members/{id}", get().to(members::show))
        .route("/studio/members/{id}/tags", post().to(members::tag))
        .route("/studio/members/{id}/note", post().to(members::note))
        .route("/studio/members/{id}/ban", post().to(members::ban))
        .route("/studio/tags", post().to(members::tag_many))
        .route("/studio/segments", get().to(segments::list))
        .route("/studio/segments", post().to(segments::create))
        .route("/studio/segments/new", get().to(segments::new))
        .route("/studio/segments/drafts", post().to(segments::draft))
        .route("/studio/segments/{id}", get().to(segments::edit))
        .route("/studio/segments/{id}", post().to(segments::update))
        .route("/studio/segments/{id}/delete", post().to(segments::delete))
        .route("/studio/exports", get().to(exports::list))
        .route("/studio/exports", post().to(exports::create))
        .route("/studio/exports/new", get().to(exports::new))
        .route("/studio/archives", post().to(archives::create))
        .route("/studio/archives/new", get().to(archives::new))
        .route("/studio/exports/{id}", get().to(exports::show))
        .route("/studio/exports/{id}/file", get().to(exports::file))
        .route("/studio/tiers", get().to(tiers::list))
        .route("/studio/tiers", post().to(tiers::create))
        .route("/studio/tiers/new", get().to(tiers::new))
        .route("/studio/tiers/{id}", get().to(tiers::edit))
        .route("/studio/tiers/{id}", post().to(tiers::update))
        .route("/studio/tiers/{id}/retirements", post().to(tiers::retire))
        .route("/studio/tiers/{id}/openings", post().to(tiers::reopen))
        .route("/studio/orders", get().to(orders::list))
        .route("/studio/orders/{number}", get().to(orders::show))
        .route("/studio/orders/{number}/receipt.pdf", get().to(papers::receipt))
        .route("/studio/orders/{number}/credit-notes/{note}.pdf", get().to(papers::credit_note))
        .route("/studio/orders/{number}/settlements", post().to(orders::settle))
        .route("/studio/orders/{number}/refunds", post().to(refunds::create))
        .route("/studio/orders/{number}/cancellations", post().to(refunds::cancel))
        .route("/studio/events", get().to(events::list))
        .route("/studio/events", post().to(events::create))
        .route("/studio/events/new", get().to(events::new))
        .route("/studio/events/{id}", get().to(events::edit))
        .route("/studio/events/{id}", post().to(events::update))
        .route("/studio/events/{id}/publications", post().to(events::publish))
        .route("/studio/events/{id}/withdrawals", post().to(events::withdraw))
        .route("/studio/events/{id}/cancellations", post().to(events::cancel))
        .route("/studio/events/{id}/types", post().to(events::create_type))
        .route("/studio/events/{id}/types/new", get().to(events::new_type))
        .route("/studio/events/{id}/types/{kind}", get().to(events::edit_type))
        .route("/studio/events/{id}/types/{kind}", post().to(events::update_type))
        .route("/studio/events/{id}/attendees", get().to(attendees::list))
        .route("/studio/events/{id}/attendees.csv", get().to(attendees::export))
        .route("/studio/events/{id}/attendees/{ticket}", get().to(tickets::show))
        .route("/studio/events/{id}/attendees/{ticket}", post().to(tickets::update))
        .route("/studio/events/{id}/attendees/{ticket}/letters", post().to(tickets::send))
        .route("/studio/events/{id}/attendees/{ticket}/moves", post().to(tickets::shift))
        .route("/studio/events/{id}/attendees/{ticket}/voids", post().to(tickets::void))
        .route("/studio/events/{id}/door", get().to(attendees::door))
        .route("/studio/events/{id}/passes", post().to(attendees::create_pass))
        .route("/studio/events/{id}/passes/{pass}/delete", post().to(attendees::revoke_pass))
        .route("/studio/products", get().to(products::list))
        .route("/studio/products", post().to(products::create))
        .route("/studio/products/new", get().to(products::new))
        .route("/studio/products/{id}", get().to(products::edit))
        .route("/studio/products/{id}", post().to(products::update))
        .route("/studio/products/{id}/publications", post().to(products::publish))
        .route("/studio/products/{id}/withdrawals", post().to(products::withdraw))
        .route("/studio/products/{id}/moves", post().to(products::shift))
        .route("/studio/products/{id}/variants", post().to(variants::update))
        .route("/studio/products/{id}/stock", post().to(variants::restock))
        .route("/studio/packing", get().to(packing::list))
        .route("/studio/packing/labels.csv", get().to(labels::show))
        .route("/studio/packing/parcels", post().to(packing::pack_many))
        .route("/studio/packing/{number}", get().to(packing::show))
        .route("/studio/packing/{number}/slip", get().to(packing::slip))
        .route("/studio/packing/{number}/parcels", post().to(packing::pack))
        .route("/studio/parcels/{id}/departures", post().to(packing::send))
        .route("/studio/parcels/{id}/delete", post().to(packing::unpack))
        .route("/studio/experiences", get().to(experiences::list))
        .route("/studio/experiences", post().to(experiences::create))
        .route("/studio/experiences/new", get().to(experiences::new))
        .route("/studio/experiences/{id}", get().to(experiences::edit))
        .route("/studio/experiences/{id}", post().to(experiences::update))
        .route("/studio/experiences/{id}/publications", post().to(experiences::publish))
        .route("/studio/experiences/{id}/withdrawals", post().to(experiences::hide))
        .route("/studio/experiences/{id}/calendar.ics", get().to(experiences::calendar))
        .route("/studio/experiences/{id}/slots", post().to(slots::create))
        .route("/studio/slots/{id}", get().to(slots::show))
        .route("/studio/slots/{id}", post().to(slots::update))
        .route("/studio/slots/{id}/moves", post().to(slots::relocate))
        .route("/studio/slots/{id}/cancellations", post().to(slots::cancel))
        .route("/studio/codes", get().to(codes::list))
        .route("/studio/codes", post().to(codes::create))
        .route("/studio/codes/new", get().to(codes::new))
        .route("/studio/codes/{id}", post().to(codes::update))
        .route("/studio/shipping", get().to(shipping::list))
        .route("/studio/shipping", post().to(shipping::create))
        .route("/studio/shipping/new", get().to(shipping::new))
        .route("/studio/shipping/{id}", get().to(shipping::edit))
        .route("/studio/shipping/{id}", post().to(shipping::update))
        .route("/studio/shipping/{id}/delete", post().to(shipping::delete))
        .route("/studio/reports", get().to(reports::list))
        .route("/studio/reports/{comment}", post().to(reports::update))
        .route("/studio/look", get().to(look::edit))
        .route("/studio/look", post().to(look::update))
        .route("/studio/look/reset", post().to(look::reset))
        .route("/studio/look/preview", get().to(look::preview))
        .route("/studio/look/settings.css", get().to(look::css))
        .route("/studio/settings", get().to(settings::show))
        .route("/studio/settings", post().to(settings::update))
        .route("/studio/settings/edit", get().to(settings::edit))
        .route("/studio/crew", get().to(crew::list))
        .route("/studio/crew", post().to(crew::create))
        .route("/studio/crew/{id}", post().to(crew::update))
        .route("/studio/crew/{id}/delete", post().to(crew::revoke))
        .configure(uploads::routes);
}

/// A post may be a small book, and each of its letters nine bytes in a form.
fn long() -> FormConfig {
    FormConfig::default().limit(posts::LONGEST_FORM)
}
