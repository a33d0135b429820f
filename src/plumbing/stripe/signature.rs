//! The signature on a webhook: who sent these bytes, and when.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// How far a signature's time may be from ours. Stripe's own libraries use the same.
pub const TOLERANCE_SECONDS: i64 = 300;

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    #[error("the signature header is missing or unreadable")]
    Unreadable,
    #[error("no secret of this club made this signature")]
    Forged,
    #[error("the signature is too old or from the future")]
    Stale,
}

/// Checks a `Stripe-Signature` header over the raw body. Any of `secrets` may have made it: while a secret is being
/// rotated two are valid. `now` is in seconds since 1970.
pub fn verify(header: &str, body: &[u8], secrets: &[String], now: i64) -> Result<(), SignatureError> {
    let mut at = None;
    let mut made = Vec::new();
    for part in header.split(',') {
        match part.trim().split_once('=') {
            Some(("t", value)) => at = value.parse::<i64>().ok(),
            // Other schemes (v0 is a fake for tests) are not accepted.
            Some(("v1", value)) => made.extend(hex::decode(value).ok()),
            _ => {}
        }
    }
    let at = at.filter(|_| !made.is_empty()).ok_or(SignatureError::Unreadable)?;
    let genuine = secrets.iter().filter(|secret| !secret.is_empty()).any(|secret| {
        // `verify_slice` compares in constant time.
        made.iter().any(|claimed| mac(at, body, secret).is_some_and(|mac| mac.verify_slice(claimed).is_ok()))
    });
    match genuine {
        false => Err(SignatureError::Forged),
        true if at.abs_diff(now) > TOLERANCE_SECONDS.unsigned_abs() => Err(SignatureError::Stale),
        true => Ok(()),
    }
}

/// The header for `body`, as Stripe would send it. The sandbox signs its webhooks with it.
pub fn sign(body: &[u8], secret: &str, at: i64) -> String {
    let made = mac(at, body, secret).map(|mac| hex::encode(mac.finalize().into_bytes())).unwrap_or_default();
    format!("t={at},v1={made}")
}

fn mac(at: i64, body: &[u8], secret: &str) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()?;
    mac.update(at.to_string().as_bytes());
    mac.update(b".");
    mac.update(body);
    Some(mac)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &[u8] = br#"{"id":"evt_1","object":"event"}"#;
    const NOW: i64 = 1_790_000_000;

    fn secrets() -> Vec<String> {
        vec!["whsec_new".to_owned(), "whsec_old".to_owned()]
    }

    #[test]
    fn a_signature_made_elsewhere_is_recognised() {
        // `printf '%s.%s' 1790000000 '{"id":"evt_1","object":"event"}' | openssl dgst -sha256 -hmac whsec_new`
        let header = "t=1790000000,v1=eda3ab78bd1b30658ce338c75230f91fc6d6cd286fc9daf2dee66b6e2a8caec9";
        assert_eq!(verify(header, BODY, &secrets(), NOW), Ok(()));
    }

    #[test]
    fn both_secrets_of_a_rotation_are_valid() {
        for secret in secrets() {
            assert_eq!(verify(&sign(BODY, &secret, NOW), BODY, &secrets(), NOW), Ok(()));
        }
    }

    #[test]
    fn what_is_refused() {
        let good = sign(BODY, "whsec_new", NOW);
        let digest = good.split_once("v1=").unwrap().1;
        let cases = [
            (sign(BODY, "whsec_other", NOW), BODY, SignatureError::Forged),
            (good.clone(), b"{}" as &[u8], SignatureError::Forged),
            (good.replace("t=1790000000", "t=1790000001"), BODY, SignatureError::Forged),
            (format!("t=1790000000,v0={digest}"), BODY, SignatureError::Unreadable),
            (format!("v1={digest}"), BODY, SignatureError::Unreadable),
            ("t=1790000000,v1=zz".to_owned(), BODY, SignatureError::Unreadable),
            (String::new(), BODY, SignatureError::Unreadable),
            (sign(BODY, "whsec_new", NOW - 301), BODY, SignatureError::Stale),
            (sign(BODY, "whsec_new", NOW + 301), BODY, SignatureError::Stale),
        ];
        for (header, body, expected) in cases {
            assert_eq!(verify(&header, body, &secrets(), NOW), Err(expected), "{header}");
        }
        assert_eq!(verify(&sign(BODY, "whsec_new", NOW - 300), BODY, &secrets(), NOW), Ok(()));
        assert_eq!(verify(&format!("t={NOW},v1=00,v1={digest}"), BODY, &secrets(), NOW), Ok(()), "any v1 may match");
        assert_eq!(
            verify(&sign(BODY, "", NOW), BODY, &[String::new()], NOW),
            Err(SignatureError::Forged),
            "no secret is no door"
        );
    }
}
