//! The lobby: what every front needs before its first page. Which club is meant, who is asking, in which language,
//! and how a session's cookie looks.

mod cookies;
mod crew;
mod gate;
mod guests;
mod recognised;
mod seen;

pub use cookies::{browser, door_cookie, door_device, end_session_cookie, notice_cookie, session_cookie};
pub use crew::{Fresh, Proved, Working};
pub use gate::{Edits, enter, language_prefix, path_lang};
pub use guests::{Here, SignedIn, Visit};
pub use seen::{Seen, Use};

use std::time::Duration;

use crate::plumbing::web::Limit;

/// What may be asked for how often. A venue's fans share one address, so limits per network are wide.
pub mod limits {
    use super::{Duration, Limit};

    const HOUR: Duration = Duration::from_secs(3_600);

    /// Sign-in mails to one address from browsers that were never signed in there.
    pub const MAILS_TO_ADDRESS: Limit = Limit { name: "mails to one address", times: 6, period: HOUR };
    /// Sign-in mails asked for from one network: five hundred fans of one venue join within minutes.
    pub const MAILS_FROM_NETWORK: Limit = Limit { name: "mails from one network", times: 1_000, period: HOUR };
    /// Codes tried from one network.
    pub const CODES_FROM_NETWORK: Limit = Limit { name: "codes from one network", times: 3_000, period: HOUR };
    /// Second factors tried by one crew member.
    pub const SECOND_FACTORS: Limit = Limit { name: "second factors", times: 10, period: HOUR };
    /// Payments begun by one member.
    pub const CHECKOUTS: Limit = Limit { name: "checkouts", times: 30, period: HOUR };
    /// Questions to the payment provider what a change of tier costs, by one member: the page is only looked at.
    pub const COSTS: Limit = Limit { name: "costs of a change", times: 60, period: HOUR };
    /// Payments begun by guests of one network: a venue's crowd shares it.
    pub const GUEST_CHECKOUTS: Limit = Limit { name: "guest checkouts from one network", times: 600, period: HOUR };
    /// Searches from one network.
    pub const SEARCHES: Limit = Limit { name: "searches", times: 600, period: Duration::from_secs(60) };

    pub const ALL: &[Limit] = &[
        MAILS_TO_ADDRESS,
        MAILS_FROM_NETWORK,
        CODES_FROM_NETWORK,
        SECOND_FACTORS,
        CHECKOUTS,
        COSTS,
        SEARCHES,
        GUEST_CHECKOUTS,
    ];
}
