//! The studio: where the artist and the crew work.

mod account;
mod audiences;
mod broadcasts;
mod counts;
mod crew;
mod dashboard;
mod desk;
mod errors;
mod exports;
mod fields;
mod frame;
mod icons;
mod journal;
mod look;
mod mails;
mod media;
mod members;
mod orders;
mod parts;
mod posts;
mod previews;
mod refunds;
mod reports;
mod settings;
mod sign_in;
mod steps;
mod tiers;
mod undo;
pub mod uploads;

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
        .route("/studio/members/{id}", get().to(members::show))
        .route("/studio/members/{id}/tags", post().to(members::tag))
        .route("/studio/members/{id}/note", post().to(members::note))
        .route("/studio/members/{id}/ban", post().to(members::ban))
        .route("/studio/tags", post().to(members::tag_many))
        .route("/studio/exports", get().to(exports::list))
        .route("/studio/exports", post().to(exports::create))
        .route("/studio/exports/new", get().to(exports::new))
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
        .route("/studio/orders/{number}/settlements", post().to(orders::settle))
        .route("/studio/orders/{number}/refunds", post().to(refunds::create))
        .route("/studio/orders/{number}/cancellations", post().to(refunds::cancel))
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
