//! The lobby: what every front needs before its first page. Which club is meant, who is asking, in which language,
//! and how a session's cookie looks.

mod cookies;
mod crew;
mod gate;
mod guests;
mod recognised;
mod seen;

pub use cookies::{browser, door_cookie, door_device, end_session_cookie, notice_cookie, session_cookie};
pub use crew::{Fresh, Proved, Working, is_fresh};
pub use gate::{Edits, enter, language_prefix, path_lang};
pub use guests::{Here, SignedIn, Visit};
pub use seen::{Seen, Use};

use std::time::Duration;

use crate::plumbing::web::Limit;

/// How many letters strangers usually ask for. Above it nobody is refused: joining asks for a little work or patience.
pub mod usual {
    use super::{Duration, Limit};

    const HOUR: Duration = Duration::from_secs(3_600);

    /// From one address: five hundred fans of one venue join within minutes.
    pub const FROM_NETWORK: Limit = Limit { name: "letters from a network", times: 600, period: HOUR };
    /// From one /24 or /48.
    pub const FROM_NEIGHBOURHOOD: Limit = Limit { name: "letters from a neighbourhood", times: 900, period: HOUR };
    /// To one domain.
    pub const TO_DOMAIN: Limit = Limit { name: "letters to a domain", times: 600, period: HOUR };
    /// To one of the domains half of all people have their mailbox at.
    pub const TO_BIG_DOMAIN: Limit = Limit { name: "letters to a big domain", times: 3_000, period: HOUR };
    /// From everywhere to everybody: who has a thousand networks has a thousand domains too.
    pub const OF_CLUB: Limit = Limit { name: "letters of a club", times: 6_000, period: HOUR };

    /// Where mailboxes are given to everybody.
    pub const BIG_DOMAINS: &[&str] = &[
        "aol.com",
        "free.fr",
        "gmail.com",
        "gmx.de",
        "gmx.net",
        "googlemail.com",
        "hotmail.com",
        "hotmail.fr",
        "icloud.com",
        "laposte.net",
        "live.com",
        "mail.ru",
        "me.com",
        "orange.fr",
        "outlook.com",
        "outlook.fr",
        "proton.me",
        "protonmail.com",
        "qq.com",
        "t-online.de",
        "wanadoo.fr",
        "web.de",
        "yahoo.co.jp",
        "yahoo.co.uk",
        "yahoo.com",
        "yahoo.fr",
    ];
}

/// What may be asked for how often. A venue's fans share one address, so limits per network are wide.
pub mod limits {
    use super::{Duration, Limit};

    const HOUR: Duration = Duration::from_secs(3_600);

    /// Sign-in mails to one address from browsers that were never signed in there.
    pub const MAILS_TO_ADDRESS: Limit = Limit { name: "mails to one address", times: 6, period: HOUR };
    /// Letters the crew and members ask for, and codes asked for once more, from one network.
    pub const MAILS_FROM_NETWORK: Limit = Limit { name: "mails from one network", times: 1_000, period: HOUR };
    /// Letters that strangers wait for instead of working, from one neighbourhood or to one domain.
    pub const MAILS_WAITED_FOR: Limit = Limit { name: "mails waited for", times: 240, period: HOUR };
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
        MAILS_WAITED_FOR,
        CODES_FROM_NETWORK,
        SECOND_FACTORS,
        CHECKOUTS,
        COSTS,
        SEARCHES,
        GUEST_CHECKOUTS,
    ];
}
