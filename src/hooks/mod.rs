//! The hooks: where machines walk in. Stripe's webhooks, and pages that stand in for a demo's outside: the
//! sandbox's for Stripe's, the viewer's for a mail program.

mod mails;
mod sandbox;
mod stripe;

use actix_web::web;

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/mails", web::get().to(mails::list))
        .route("/mails/{mail}", web::get().to(mails::show))
        .route("/mails/{mail}/letter", web::get().to(mails::show_letter))
        .route("/mails/{mail}/files/{name}", web::get().to(mails::file))
        .route("/hooks/stripe", web::post().to(stripe::create))
        .route("/sandbox/checkout/{session}", web::get().to(sandbox::show_checkout))
        .route("/sandbox/checkout/{session}/payments", web::post().to(sandbox::create_payment))
        .route("/sandbox/portal/{portal}", web::get().to(sandbox::show_portal))
        .route("/sandbox/portal/{portal}/steps", web::post().to(sandbox::create_step));
}
