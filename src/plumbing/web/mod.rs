//! Between HTTP and the house: faults to pages, who is asking, browser defences.

mod client;
mod defence;
mod drawn;
mod error;
mod limits;
mod pressure;
mod request_id;
mod sending;
mod statics;

pub use client::{ClientIp, TrustedProxies};
pub use defence::{Allowance, CONTENT_SECURITY_POLICY, defend, fit_policy, same_origin};
pub use drawn::{csv, pdf};
pub use error::{ErrorNote, Page, PageError, page};
pub use limits::{Limit, Limits, TooMany};
pub use pressure::HIGHEST as HIGHEST_PRESSURE;
pub use request_id::request_id;
pub use sending::{Part, Sending, attachment, harmless, part, send};
pub use statics::{static_file, static_url};
