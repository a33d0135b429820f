//! The work of this room. The letter's words are known on the landing, so `catalog` lets this run.

use serde::{Deserialize, Serialize};

use super::ShipmentId;

/// Writes to the buyer that a parcel is on its way.
#[derive(Debug, Serialize, Deserialize)]
pub struct TellSent {
    pub shipment: ShipmentId,
}
