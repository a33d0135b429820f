//! The ground floor: words every room shares. No I/O, no frameworks.

pub mod condition;
mod currency;
mod decimal;
mod email;
mod fault;
mod id;
mod moment;
mod money;
mod secret;
pub mod slug;
mod standing;
mod wall_clock;
mod zone_name;

pub use currency::Currency;
pub use decimal::{Decimal, NotADecimal};
pub use email::{EmailAddress, NotAnEmailAddress, folded};
pub use fault::Fault;
pub use moment::Moment;
pub use money::{Money, MoneyError};
pub use secret::{Secret, SecretHash, SixDigits, equal_in_constant_time};
pub use standing::Standing;
pub use wall_clock::{NoSuchTime, WALL_CLOCK, moment_of, zone_of};
pub use zone_name::ZoneName;
