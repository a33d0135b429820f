//! What only a passphrase opens: the club's key always, the keys of mail server and payment provider if asked.

use age::scrypt;
use age::secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::Unfit;
use crate::base::Fault;
use crate::club::{Club, ClubKey};

/// Shorter ones are guessed by whoever has the file and time.
pub const SHORTEST_PASSPHRASE: usize = 12;

/// 128 MB of memory and about a second for each guess (OWASP, password storage).
const WORK: u8 = 17;
/// An archive may ask for this much work: sixteen times ours.
const MOST_WORK: u8 = 21;

/// A passphrase long enough to keep a club's keys. Never printed.
#[derive(Clone)]
pub struct Passphrase(SecretString);

impl Passphrase {
    /// `None` when it is too short.
    pub fn parse(text: &str) -> Option<Passphrase> {
        let text = text.trim();
        (text.chars().count() >= SHORTEST_PASSPHRASE).then(|| Passphrase(SecretString::from(text.to_owned())))
    }
}

/// What lies under the seal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keys {
    pub club_key: String,
    /// Lines of `club.toml` that hold secrets, when they were asked for.
    pub secrets: Option<String>,
}

/// Whether the keys of others travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secrets {
    Stay,
    Travel,
}

/// Keys under a seal.
#[derive(Debug, Clone)]
pub struct Sealed {
    pub bytes: Vec<u8>,
    pub secrets: Secrets,
}

/// Seals this club's keys. Takes about a second of a processor.
pub fn seal(club: &Club, passphrase: &Passphrase, secrets: Secrets) -> Result<Sealed, Fault> {
    let keys = Keys {
        club_key: club.key().reveal().to_owned(),
        secrets: match secrets {
            Secrets::Stay => None,
            Secrets::Travel => Some(super::settings::secrets(club.file())?),
        },
    };
    let mut recipient = scrypt::Recipient::new(passphrase.0.clone());
    recipient.set_work_factor(WORK);
    let sealed = age::encrypt(&recipient, &serde_json::to_vec(&keys)?);
    Ok(Sealed { bytes: sealed.map_err(|error| Fault::broken(format!("sealing: {error}")))?, secrets })
}

/// Opens the seal.
pub fn unseal(bytes: &[u8], passphrase: &Passphrase) -> Result<Keys, Unfit> {
    let mut identity = scrypt::Identity::new(passphrase.0.clone());
    identity.set_max_work_factor(MOST_WORK);
    let opened = age::decrypt(&identity, bytes).map_err(|_| Unfit::WrongPassphrase)?;
    Ok(serde_json::from_slice(&opened).map_err(Fault::from)?)
}

impl Keys {
    pub(super) fn club_key(&self) -> ClubKey {
        ClubKey::of(&self.club_key)
    }
}
