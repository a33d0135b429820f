//! Values that open something: random, compared in constant time, stored hashed.

use std::fmt;

use rand::TryRngCore;
use rand::rngs::OsRng;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// 128 random bits in URL-safe text. Never logged: its `Debug` is blank.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

/// The SHA-256 of a [`Secret`], in hex: what the database keeps.
#[derive(Debug, Clone, PartialEq, Eq, Hash, diesel_derive_newtype::DieselNewType)]
pub struct SecretHash(pub String);

/// Six random digits for signing in. Short, therefore always kept as a keyed hash bound to a browser.
#[derive(Clone, PartialEq, Eq)]
pub struct SixDigits(String);

fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    // A machine without randomness must not hand out secrets.
    OsRng.try_fill_bytes(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

impl Secret {
    pub fn random() -> Secret {
        use base64::Engine;
        Secret(base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(random_bytes::<16>()))
    }

    /// What a visitor presented; its hash decides whether it opens anything.
    pub fn presented(text: impl Into<String>) -> Secret {
        Secret(text.into())
    }

    /// The secret itself, for the one place that hands it to its owner.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    pub fn hash(&self) -> SecretHash {
        SecretHash(hex::encode(Sha256::digest(self.0.as_bytes())))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl SixDigits {
    pub fn random() -> SixDigits {
        // 2^64 is so much larger than 10^6 that the remainder's bias is below 10^-13.
        let number = u64::from_le_bytes(random_bytes()) % 1_000_000;
        SixDigits(format!("{number:06}"))
    }

    /// Six digits out of what a person typed, spaces and hyphens forgiven.
    pub fn typed(text: &str) -> Option<SixDigits> {
        let digits: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        (digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_digit())).then_some(SixDigits(digits))
    }

    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SixDigits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SixDigits(…)")
    }
}

pub fn equal_in_constant_time(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}
