//! Permissions as things one can get hold of: a handler that asks for an `Editor` is closed to everybody else.

use super::{CrewMember, Role};

/// A right, bound to the crew member who holds it.
pub trait Permission: AsRef<CrewMember> + Sized {
    /// Whether it waits, in a club that demands passkeys of its crew, until its holder has one.
    const AFTER_PASSKEY: bool = true;

    /// `None` when the member's role does not carry it.
    fn of(member: &CrewMember) -> Option<Self>;
}

macro_rules! permissions {
    ($($(#[$meta:meta])* $name:ident: $($role:ident)|+;)*) => { $(
        $(#[$meta])*
        pub struct $name(CrewMember);

        impl Permission for $name {
            fn of(member: &CrewMember) -> Option<$name> {
                let carries = matches!(member.role(), $(Role::$role)|+);
                (carries && !member.is_revoked()).then(|| $name(member.clone()))
            }
        }

        impl AsRef<CrewMember> for $name {
            fn as_ref(&self) -> &CrewMember {
                &self.0
            }
        }
    )* };
}

/// Works here, perhaps without the passkey the club demands: may do what leads to one, and no more.
pub struct Arriving(CrewMember);

impl Permission for Arriving {
    const AFTER_PASSKEY: bool = false;

    fn of(member: &CrewMember) -> Option<Arriving> {
        (!member.is_revoked()).then(|| Arriving(member.clone()))
    }
}

impl AsRef<CrewMember> for Arriving {
    fn as_ref(&self) -> &CrewMember {
        &self.0
    }
}

permissions! {
    /// Works here, in whatever role.
    Anyone: Owner | Manager | Editor | Shop | Door | Moderator;
    /// May write, publish and change the look.
    Editor: Owner | Manager | Editor;
    /// May see the member file and money.
    Manager: Owner | Manager;
    /// May see orders and what is to be packed.
    Seller: Owner | Manager | Shop;
    /// May see who comes to an event, and hand out passes for its gates.
    Doorkeeper: Owner | Manager | Shop | Door;
    /// May look after comments and reports.
    Moderator: Owner | Manager | Moderator;
    /// May change crew and keys.
    Owner: Owner;
}
