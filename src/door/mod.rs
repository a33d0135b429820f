//! The door: what a gate does, on a phone somebody holds in the rain.
//!
//! A device becomes a gate by a pass it is paired with, once, and stops being one when the pass is revoked. It sees names
//! on tickets and nothing of the member file.

mod gate;
mod pairing;
mod scans;

use actix_web::web::{ServiceConfig, get, post};

/// Every page of the door.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/door", get().to(gate::show))
        .route("/door/list", get().to(gate::list))
        .route("/door/count", get().to(gate::count))
        .route("/door/scans", post().to(scans::create))
        .route("/door/pair/{invitation}", get().to(pairing::show))
        .route("/door/pair/{invitation}", post().to(pairing::create));
}
