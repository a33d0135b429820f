//! The manifest: what an archive holds, counted and hashed, signed with the club's key.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::base::Moment;
use crate::club::{ClubKey, Served};
use crate::plumbing::db::bulk::Column;

/// The layout of archives this program writes. A larger number is of a newer program.
pub const FORMAT: u32 = 1;

pub(super) const MANIFEST: &str = "manifest.json";
pub(super) const SIGNATURE: &str = "manifest.sig";
pub(super) const SEALED: &str = "keys.age";
pub(super) const SETTINGS: &str = "settings/club.toml";
pub(super) const MEMBERS: &str = "members.csv";

/// Only what every layout has: enough to say that an archive is too new.
#[derive(Debug, Deserialize)]
pub(super) struct Head {
    pub format: u32,
    pub program: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub format: u32,
    /// Version of the program that wrote it.
    pub program: String,
    pub made_at: Moment,
    /// The club's folder, as its operator calls it.
    pub club: String,
    pub artist: String,
    pub hosts: Vec<String>,
    /// Where the club was served when this was made.
    pub served: Option<Served>,
    /// Versions of the migrations its tables have seen.
    pub migrations: Vec<String>,
    /// Ed25519, in base64.
    pub public_key: String,
    /// Whether the keys of mail server and payment provider lie sealed beside the club's own.
    pub with_secrets: bool,
    /// Whether pictures, sound and films are in it.
    pub with_media: bool,
    pub parts: Vec<Part>,
    /// Stored files that the tables name and that were not to be found.
    pub missing: Vec<String>,
}

/// One file inside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub name: String,
    pub bytes: u64,
    /// Hex.
    pub sha256: String,
    /// Lines of a table or of the member file, without its heading.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub rows: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub table: Option<Shape>,
}

/// A table as it was when it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape {
    pub name: String,
    pub columns: Vec<Column>,
}

impl Manifest {
    /// Rows of all tables together.
    pub fn rows(&self) -> u64 {
        self.parts.iter().filter(|part| part.table.is_some()).filter_map(|part| part.rows).sum()
    }

    /// Bytes of all parts, unpacked.
    pub fn bytes(&self) -> u64 {
        self.parts.iter().map(|part| part.bytes).sum()
    }

    pub fn fingerprint(&self) -> String {
        fingerprint_of(&self.public_key)
    }
}

fn signing_key(key: &ClubKey) -> SigningKey {
    SigningKey::from_bytes(&key.sealing_key("archives"))
}

pub(super) fn public_key(key: &ClubKey) -> String {
    STANDARD.encode(signing_key(key).verifying_key().as_bytes())
}

/// The fingerprint of the key that signs this club's archives: what the studio shows and `verify --key` compares.
pub fn fingerprint(key: &ClubKey) -> String {
    fingerprint_of(&public_key(key))
}

/// 128 bits in groups of four.
fn fingerprint_of(public_key: &str) -> String {
    let hex = hex::encode(Sha256::digest(public_key.as_bytes()));
    let groups: Vec<&str> = (0..8).map(|n| &hex[4 * n..4 * n + 4]).collect();
    groups.join(" ")
}

/// Whether two fingerprints are one, however they were typed.
pub(super) fn same_fingerprint(one: &str, other: &str) -> bool {
    let plain = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    plain(one) == plain(other)
}

pub(super) fn sign(key: &ClubKey, manifest: &[u8]) -> String {
    STANDARD.encode(signing_key(key).sign(manifest).to_bytes())
}

/// Whether the bytes were signed by the key they name.
pub(super) fn is_signed(public_key: &str, manifest: &[u8], signature: &str) -> bool {
    let checked = || {
        let key: [u8; 32] = STANDARD.decode(public_key).ok()?.try_into().ok()?;
        let signature = Signature::from_slice(&STANDARD.decode(signature.trim()).ok()?).ok()?;
        VerifyingKey::from_bytes(&key).ok()?.verify_strict(manifest, &signature).ok()
    };
    checked().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_compared_as_people_type_it() {
        let key = ClubKey::of("one key");
        let shown = fingerprint(&key);
        assert_eq!(shown.len(), 39);
        assert!(same_fingerprint(&shown, &shown.to_uppercase().replace(' ', "-")));
        assert!(!same_fingerprint(&shown, &fingerprint(&ClubKey::of("another key"))));
    }

    #[test]
    fn a_changed_manifest_is_not_signed() {
        let key = ClubKey::of("one key");
        let signature = sign(&key, b"{}");
        assert!(is_signed(&public_key(&key), b"{}", &signature));
        assert!(!is_signed(&public_key(&key), b"{ }", &signature));
        assert!(!is_signed(&public_key(&ClubKey::of("another key")), b"{}", &signature));
        assert!(!is_signed("", b"{}", "no signature"));
    }
}
