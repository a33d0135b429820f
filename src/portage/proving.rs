//! Proving an archive: every part is there, none is changed, and the manifest is signed. Needs no server.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use sha2::{Digest, Sha256};
use zip::ZipArchive;
use zip::result::ZipError;

use super::Unfit;
use super::manifest::{self, FORMAT, Head, MANIFEST, Manifest, Part, SEALED, SETTINGS, SIGNATURE};

/// No manifest, signature or sealed key is larger: reading one must not fill the memory.
const MOST: u64 = 256 << 20;

/// What was proved.
pub struct Proof {
    pub manifest: Manifest,
    pub(super) zip: Opened,
}

pub(super) type Opened = ZipArchive<BufReader<File>>;

/// Reads the whole archive and compares it with its manifest, and the key with `fingerprint` where one is given.
pub fn prove(archive: &Path, fingerprint: Option<&str>, mut progress: impl FnMut(u64, u64)) -> Result<Proof, Unfit> {
    let file = BufReader::with_capacity(256 * 1024, File::open(archive)?);
    let mut zip = ZipArchive::new(file).map_err(not_whole)?;
    let bytes = small(&mut zip, MANIFEST)?;
    let head: Head = serde_json::from_slice(&bytes).map_err(|error| Unfit::Damaged(format!("{MANIFEST}: {error}")))?;
    if head.format > FORMAT {
        return Err(Unfit::Newer { program: head.program });
    }
    let manifest: Manifest =
        serde_json::from_slice(&bytes).map_err(|error| Unfit::Damaged(format!("{MANIFEST}: {error}")))?;
    let signature = small(&mut zip, SIGNATURE)?;
    if !manifest::is_signed(&manifest.public_key, &bytes, &String::from_utf8_lossy(&signature)) {
        return Err(Unfit::Damaged("the manifest does not fit its signature".to_owned()));
    }
    if fingerprint.is_some_and(|wanted| !manifest::same_fingerprint(wanted, &manifest.fingerprint())) {
        return Err(Unfit::OtherKey { found: manifest.fingerprint() });
    }
    compare_names(&zip, &manifest)?;
    let (mut read, all) = (0, manifest.bytes());
    for part in &manifest.parts {
        prove_part(&mut zip, part)?;
        read += part.bytes;
        progress(read, all);
    }
    Ok(Proof { manifest, zip })
}

impl Proof {
    pub(super) fn settings(&mut self) -> Result<String, Unfit> {
        let bytes = small(&mut self.zip, SETTINGS)?;
        String::from_utf8(bytes).map_err(|_| Unfit::Damaged(format!("{SETTINGS} is not text")))
    }

    pub(super) fn sealed(&mut self) -> Result<Vec<u8>, Unfit> {
        small(&mut self.zip, SEALED)
    }
}

/// Everything inside is in the manifest, once, and the other way round.
fn compare_names(zip: &Opened, manifest: &Manifest) -> Result<(), Unfit> {
    let inside: BTreeSet<String> = zip.file_names().filter_map(Result::ok).map(|name| name.into_owned()).collect();
    let named = manifest.parts.iter().map(|part| part.name.clone());
    let named: BTreeSet<String> = named.chain([MANIFEST.to_owned(), SIGNATURE.to_owned()]).collect();
    if let Some(name) = named.difference(&inside).next() {
        return Err(Unfit::Damaged(format!("{name} is missing")));
    }
    match inside.difference(&named).next() {
        Some(name) => Err(Unfit::Damaged(format!("{name} is in it and not in its manifest"))),
        None if inside.len() == zip.len() && named.len() == manifest.parts.len() + 2 => Ok(()),
        None => Err(Unfit::Damaged("something is in it twice, or under a name that is none".to_owned())),
    }
}

fn prove_part(zip: &mut Opened, part: &Part) -> Result<(), Unfit> {
    let changed = |what: &str| Unfit::Damaged(format!("{} {what}", part.name));
    let mut inside = zip.by_name(&part.name).map_err(|_| changed("cannot be read"))?;
    let (mut hash, mut bytes, mut lines) = (Sha256::new(), 0, 0);
    let mut buffer = vec![0; 256 * 1024];
    loop {
        let read = inside.read(&mut buffer).map_err(|error| read_error(&part.name, error))?;
        if read == 0 {
            break;
        }
        bytes += read as u64;
        if bytes > part.bytes {
            return Err(changed("is longer than it was"));
        }
        hash.update(&buffer[..read]);
        lines += buffer[..read].iter().filter(|byte| **byte == b'\n').count() as u64;
    }
    if bytes != part.bytes || hex::encode(hash.finalize()) != part.sha256 {
        return Err(changed("is not what it was"));
    }
    // Only tables have one row a line; the member file's cells may hold several.
    if part.table.is_some() && part.rows != Some(lines) {
        return Err(changed("has not as many rows as it should"));
    }
    Ok(())
}

fn small(zip: &mut Opened, name: &str) -> Result<Vec<u8>, Unfit> {
    let inside = zip.by_name(name).map_err(|error| match error {
        ZipError::FileNotFound => Unfit::NotWhole(format!("it has no {name}")),
        _ => Unfit::Damaged(format!("{name} cannot be read")),
    })?;
    let mut bytes = Vec::new();
    inside.take(MOST).read_to_end(&mut bytes).map_err(|error| read_error(name, error))?;
    Ok(bytes)
}

/// What cannot be unpacked was changed; what the disk does not give is a fault.
fn read_error(name: &str, error: io::Error) -> Unfit {
    match error.kind() {
        io::ErrorKind::InvalidData
        | io::ErrorKind::InvalidInput
        | io::ErrorKind::UnexpectedEof
        | io::ErrorKind::Other => Unfit::Damaged(format!("{name} cannot be unpacked")),
        _ => error.into(),
    }
}

fn not_whole(error: ZipError) -> Unfit {
    match error {
        ZipError::Io(error) if error.kind() != io::ErrorKind::UnexpectedEof && error.raw_os_error().is_some() => {
            error.into()
        }
        other => Unfit::NotWhole(other.to_string()),
    }
}
