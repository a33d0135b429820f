//! The hooks: where machines walk in. Stripe's webhooks, and the sandbox's own pages that stand in for Stripe's.

mod sandbox;
mod stripe;

use actix_web::web;

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/hooks/stripe", web::post().to(stripe::create))
        .route("/sandbox/checkout/{session}", web::get().to(sandbox::show_checkout))
        .route("/sandbox/checkout/{session}/payments", web::post().to(sandbox::create_payment))
        .route("/sandbox/portal/{portal}", web::get().to(sandbox::show_portal))
        .route("/sandbox/portal/{portal}/steps", web::post().to(sandbox::create_step));
}
