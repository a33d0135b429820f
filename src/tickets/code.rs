//! The code on a ticket: what a gate can believe without a network.
//!
//! `SD1.` and, in base64 for addresses, 32 bytes (the ticket's id and its secret, 16 each) and their Ed25519 signature by
//! the club's key. A club's gates know the public key; whoever copies the database without the key signs nothing.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as B64;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};

use super::{Ticket, TicketId};
use crate::club::Club;

const PREFIX: &str = "SD1.";
const LENGTH: usize = 32;

fn signing_key(club: &Club) -> SigningKey {
    SigningKey::from_bytes(&club.key().sealing_key("ticket codes"))
}

/// The key that tells real codes of this club, 32 bytes in base64.
pub fn public_key(club: &Club) -> String {
    B64.encode(signing_key(club).verifying_key().as_bytes())
}

/// The code of a ticket; nothing for a ticket whose id or secret is not of our making.
pub fn of(club: &Club, ticket: &Ticket) -> Option<String> {
    let id = uuid::Uuid::parse_str(ticket.id.as_str()).ok()?;
    let mut bytes = id.as_bytes().to_vec();
    bytes.extend(B64.decode(&ticket.secret).ok().filter(|secret| secret.len() == 16)?);
    let signature = signing_key(club).sign(&bytes);
    Some(format!("{PREFIX}{}.{}", B64.encode(&bytes), B64.encode(signature.to_bytes())))
}

/// What a code says, if this club signed it: the ticket and its secret.
pub fn read(club: &Club, code: &str) -> Option<(TicketId, String)> {
    let (payload, signature) = code.trim().strip_prefix(PREFIX)?.split_once('.')?;
    let bytes = B64.decode(payload).ok().filter(|bytes| bytes.len() == LENGTH)?;
    let signature = Signature::from_slice(&B64.decode(signature).ok()?).ok()?;
    let key: VerifyingKey = signing_key(club).verifying_key();
    key.verify_strict(&bytes, &signature).ok()?;
    let id = uuid::Uuid::from_slice(&bytes[..16]).ok()?;
    Some((TicketId(id.to_string()), B64.encode(&bytes[16..])))
}
