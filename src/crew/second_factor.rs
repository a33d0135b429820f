//! The second factor by typing: a code from an app (TOTP, RFC 6238), or one of ten recovery codes. A passkey is one too; the
//! fronts know both.

use std::collections::HashSet;

use totp_rs::{Algorithm, Builder, Totp};

use super::{CrewMember, CrewMemberId, store};
use crate::base::{Fault, Moment, Secret};
use crate::club::ClubKey;
use crate::journal;
use crate::plumbing::db::{Conn, Tx};

const PURPOSE: &str = "crew second factor";
const STEP_SECONDS: u64 = 30;

/// What a new second factor shows its owner, once.
pub struct Enrolment {
    /// For the app, as a QR code.
    pub address: String,
    /// The same for typing, in base32.
    pub secret: String,
}

/// Whether an app shows codes for this member.
pub fn has_app(member: &CrewMember) -> bool {
    member.totp_confirmed_at.is_some()
}

/// Makes a secret and keeps it sealed; it counts only once a code made with it was shown.
pub fn begin_enrolment(tx: &mut Tx, key: &ClubKey, member: &CrewMember, club: &str) -> Result<Enrolment, Fault> {
    use rand::TryRngCore;
    let mut secret = [0_u8; 20];
    rand::rngs::OsRng.try_fill_bytes(&mut secret).map_err(|error| Fault::broken(error.to_string()))?;
    store::update_totp_secret(tx, &member.id, &key.seal(PURPOSE, &secret)?)?;
    enrolment(&secret, member, club)
}

/// The secret that was begun with, as long as no code was shown: whoever mistypes need not scan again.
pub fn enrolment_begun(
    conn: &mut Conn,
    key: &ClubKey,
    member: &CrewMember,
    club: &str,
) -> Result<Option<Enrolment>, Fault> {
    let begun = store::by_id(conn, &member.id)?.filter(|now| !has_app(now)).and_then(|now| now.totp_secret);
    begun.map(|sealed| enrolment(&key.unseal(PURPOSE, &sealed)?, member, club)).transpose()
}

fn enrolment(secret: &[u8], member: &CrewMember, club: &str) -> Result<Enrolment, Fault> {
    let totp = totp(secret, club, &member.email)?;
    Ok(Enrolment {
        address: totp.to_url().map_err(|error| Fault::broken(error.to_string()))?,
        secret: totp.secret().to_base32(),
    })
}

/// The first code proves that the app has the secret. Gives ten recovery codes, shown once; `None` for a wrong code.
pub fn confirm_enrolment(
    tx: &mut Tx,
    key: &ClubKey,
    member: &CrewMember,
    code: &str,
    now: Moment,
) -> Result<Option<Vec<String>>, Fault> {
    if !code_fits(tx, key, member, code, now)? {
        return Ok(None);
    }
    store::mark_totp_confirmed(tx, &member.id, now)?;
    journal::record(tx, member.actor(), "crew.second_factor_set", "crew_member", member.id.as_str(), "", now)?;
    Ok(Some(make_recovery_codes(tx, key, member)?))
}

/// Ten recovery codes, shown once; those of before are void.
pub fn make_recovery_codes(tx: &mut Tx, key: &ClubKey, member: &CrewMember) -> Result<Vec<String>, Fault> {
    let codes: Vec<String> = (0..10).map(|_| readable(&Secret::random())).collect();
    let hashes: Vec<String> = codes.iter().map(|code| recovery_hash(key, &member.id, code)).collect();
    store::replace_recovery_codes(tx, &member.id, &hashes)?;
    Ok(codes)
}

/// Whoever has no second factor any more has nothing to recover.
pub fn void_recovery_codes(tx: &mut Tx, member: &CrewMember) -> Result<(), Fault> {
    store::replace_recovery_codes(tx, &member.id, &[])
}

/// Whether what was typed proves the second factor: the app's code, each once, or a recovery code, each once.
pub fn proves(tx: &mut Tx, key: &ClubKey, member: &CrewMember, typed: &str, now: Moment) -> Result<bool, Fault> {
    if has_app(member) && code_fits(tx, key, member, typed, now)? {
        return Ok(true);
    }
    let used = store::use_recovery_code(tx, &member.id, &recovery_hash(key, &member.id, typed), now)?;
    if used {
        journal::record(tx, member.actor(), "crew.recovery_code_used", "crew_member", member.id.as_str(), "", now)?;
    }
    Ok(used)
}

fn code_fits(tx: &mut Tx, key: &ClubKey, member: &CrewMember, typed: &str, now: Moment) -> Result<bool, Fault> {
    let Some(current) = store::by_id(tx, &member.id)? else { return Ok(false) };
    let Some(sealed) = &current.totp_secret else { return Ok(false) };
    let totp = totp(&key.unseal(PURPOSE, sealed)?, "", &member.email)?;
    let typed: String = typed.chars().filter(char::is_ascii_digit).collect();
    let step = u64::try_from(now.unix()).unwrap_or(0) / STEP_SECONDS;
    // One step either way for clocks that differ; a step that was used is not good again.
    for candidate in step.saturating_sub(1)..=step + 1 {
        let expected = totp.generate(candidate * STEP_SECONDS).to_string();
        let fits = crate::base::equal_in_constant_time(expected.as_bytes(), typed.as_bytes());
        if fits && i64::try_from(candidate).unwrap_or(0) > current.totp_last_step {
            store::update_totp_step(tx, &member.id, i64::try_from(candidate).unwrap_or(0))?;
            return Ok(true);
        }
    }
    Ok(false)
}

/// What the member's app shows, for those who cannot have one: a demo tells its visitors. The next code where this one was
/// used already; nothing before an app was set up or begun with.
pub fn code_of_the_app(
    conn: &mut Conn,
    key: &ClubKey,
    member: &CrewMember,
    now: Moment,
) -> Result<Option<String>, Fault> {
    let Some(current) = store::by_id(conn, &member.id)? else { return Ok(None) };
    let Some(sealed) = &current.totp_secret else { return Ok(None) };
    let totp = totp(&key.unseal(PURPOSE, sealed)?, "", &member.email)?;
    let step = u64::try_from(now.unix()).unwrap_or(0) / STEP_SECONDS;
    let unused = u64::try_from(current.totp_last_step).unwrap_or(0) + 1;
    Ok(Some(totp.generate(step.max(unused) * STEP_SECONDS).to_string()))
}

fn totp(secret: &[u8], club: &str, account: &str) -> Result<Totp, Fault> {
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_step_duration(STEP_SECONDS)
        .with_secret(secret.to_vec())
        .with_issuer(Some(club.replace(':', " ")))
        .with_account_name(account.replace(':', " "))
        .build()
        .map_err(|error| Fault::broken(format!("second factor: {error}")))
}

/// Sixteen letters in groups of four, easy to copy from paper.
fn readable(secret: &Secret) -> String {
    let hash = secret.hash().0;
    hash.as_bytes()[..16].chunks(4).map(|group| String::from_utf8_lossy(group)).collect::<Vec<_>>().join("-")
}

fn recovery_hash(key: &ClubKey, member: &CrewMemberId, typed: &str) -> String {
    let plain: String = typed.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    key.sign("recovery code", &format!("{member} {plain}"))
}

/// All who have a recovery code that was not used.
pub fn with_recovery_codes(conn: &mut Conn) -> Result<HashSet<CrewMemberId>, Fault> {
    store::with_recovery_codes(conn)
}

/// How many recovery codes are left.
pub fn recovery_codes_left(conn: &mut Conn, member: &CrewMemberId) -> Result<i64, Fault> {
    store::recovery_codes_left(conn, member)
}
