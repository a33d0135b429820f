//! A club's folder on disk: `club.toml club.db club.key tombstones media/ theme/ backups/ exports/ imports/`.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use chacha20poly1305::aead::Aead;
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, KeyInit, Mac};
use rand::TryRngCore;
use sha2::Sha256;

use crate::base::{Fault, Secret};
use crate::plumbing::config::{self, ClubConfig, ConfigError};

/// Bytes of a sealed value that are its nonce.
const NONCE: usize = 24;

/// The place of everything a club owns.
#[derive(Debug, Clone)]
pub struct Folder {
    path: PathBuf,
    name: String,
}

impl Folder {
    pub fn at(path: &Path) -> Folder {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        Folder { path: path.to_owned(), name }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn config_file(&self) -> PathBuf {
        self.path.join("club.toml")
    }

    pub fn media(&self) -> PathBuf {
        self.path.join("media")
    }

    /// The artist's own theme, when they have one.
    pub fn theme(&self) -> PathBuf {
        self.path.join("theme")
    }

    pub fn backups(&self) -> PathBuf {
        self.path.join("backups")
    }

    /// Private files made for one download.
    pub fn exports(&self) -> PathBuf {
        self.path.join("exports")
    }

    /// Member files brought here, until a month after they were read.
    pub fn imports(&self) -> PathBuf {
        self.path.join("imports")
    }

    /// Who was erased, by salted hash: outside the database, so that no backup brings them back.
    pub fn tombstones(&self) -> PathBuf {
        self.path.join("tombstones")
    }

    pub fn config(&self) -> Result<ClubConfig, ConfigError> {
        let file = self.config_file();
        config::read(&file)?.ok_or_else(|| ConfigError { file, problem: "there is no such file".to_owned() })
    }

    /// The club's key, made at the first opening and readable by its owner only.
    pub fn key(&self) -> Result<ClubKey, Fault> {
        let file = self.path.join("club.key");
        match fs::read_to_string(&file) {
            Ok(text) => Ok(ClubKey::of(&text)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let text = format!("{}{}", Secret::random().reveal(), Secret::random().reveal());
                write_private(&file, &text)?;
                Ok(ClubKey::of(&text))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Gives a folder that has no key yet the key of the club that moves in.
    pub fn keep_key(&self, key: &ClubKey) -> Result<(), Fault> {
        write_private(&self.path.join("club.key"), key.reveal())
    }
}

/// Writes a new file that only its owner reads.
pub fn write_private(file: &Path, text: &str) -> Result<(), Fault> {
    use std::os::unix::fs::OpenOptionsExt;
    let mut out = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(file)?;
    out.write_all(text.as_bytes())?;
    out.sync_all()?;
    Ok(())
}

/// Signs and hashes in the club's name. Each use has a purpose, so that a signature made for one thing opens no other.
pub struct ClubKey(String);

impl ClubKey {
    /// From what `club.key` holds.
    pub fn of(text: &str) -> ClubKey {
        ClubKey(text.trim().to_owned())
    }

    /// The key itself, for the archive that seals it.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// HMAC-SHA256 over purpose and message, in hex.
    pub fn sign(&self, purpose: &str, message: &str) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.0.as_bytes()).expect("HMAC takes keys of any length");
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(message.as_bytes());
        hex::encode(mac.finalize().into_bytes())
    }

    pub fn verifies(&self, purpose: &str, message: &str, signature: &str) -> bool {
        crate::base::equal_in_constant_time(self.sign(purpose, message).as_bytes(), signature.as_bytes())
    }

    /// What only this club's key opens again, in hex.
    pub fn seal(&self, purpose: &str, open: &[u8]) -> Result<String, Fault> {
        let mut nonce = [0_u8; NONCE];
        rand::rngs::OsRng.try_fill_bytes(&mut nonce).map_err(|error| Fault::broken(error.to_string()))?;
        let cipher = XChaCha20Poly1305::new(&self.sealing_key(purpose).into());
        let sealed = cipher.encrypt(&XNonce::from(nonce), open).map_err(|_| Fault::broken("sealing failed"))?;
        Ok(format!("{}{}", hex::encode(nonce), hex::encode(sealed)))
    }

    pub fn unseal(&self, purpose: &str, sealed: &str) -> Result<Vec<u8>, Fault> {
        let broken = || Fault::broken("a sealed secret does not open: was club.key replaced?");
        let bytes = hex::decode(sealed).map_err(|_| broken())?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE).ok_or_else(broken)?;
        let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| broken())?;
        let cipher = XChaCha20Poly1305::new(&self.sealing_key(purpose).into());
        cipher.decrypt(&XNonce::from(nonce), sealed).map_err(|_| broken())
    }

    /// 32 bytes for sealing secrets at rest, one key a purpose.
    pub fn sealing_key(&self, purpose: &str) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.0.as_bytes()).expect("HMAC takes keys of any length");
        mac.update(b"seal\0");
        mac.update(purpose.as_bytes());
        mac.finalize().into_bytes().into()
    }
}
