//! A club's stored files: in a folder, or in a bucket that speaks S3. One set of verbs for both.

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{Stream, StreamExt, TryStreamExt, stream};
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::local::LocalFileSystem;
use object_store::signer::{Method, SignedUrlOptions, Signer};
use object_store::{
    Error as StoreError, GetOptions, GetRange, ObjectStore, ObjectStoreExt, PutMode, PutOptions, WriteMultipart,
};
use tempfile::TempPath;
use tokio::io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt};
use tokio_util::io::ReaderStream;
use url::Url;

use crate::base::Fault;

/// How long a presigned address of a bucket opens.
pub const PRESIGNED_FOR: Duration = Duration::from_secs(6 * 3600);

const CHUNK: usize = 64 * 1024;
/// Parts sent to a bucket at once; together with their size this bounds the memory of one transfer to about 15 MB.
const PARTS_AT_ONCE: usize = 2;

/// Bytes on their way.
pub type ByteStream = Pin<Box<dyn Stream<Item = Result<Bytes, Fault>> + Send>>;

/// The name of a stored file: lower-case ASCII letters, digits, `-`, `_`, `.`, in folders by `/`.
///
/// Anything else is refused, because stores disagree on how to encode it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key(String);

impl Key {
    pub fn new(text: impl Into<String>) -> Result<Key, Fault> {
        let text = text.into();
        let good_sign = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_' | b'.');
        let good_part = |part: &str| !part.is_empty() && !part.starts_with('.') && part.bytes().all(good_sign);
        if text.len() <= 200 && text.split('/').all(good_part) {
            Ok(Key(text))
        } else {
            Err(Fault::broken(format!("{text:?} cannot be the name of a stored file")))
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where a club keeps its files. Cheap to clone.
#[derive(Clone)]
pub struct Files(Place);

#[derive(Clone)]
enum Place {
    Folder { path: PathBuf, store: Arc<LocalFileSystem> },
    Bucket { prefix: String, store: Arc<AmazonS3> },
}

impl Files {
    /// Files in this folder, which is made if it is not there.
    pub fn in_folder(path: &Path) -> Result<Files, Fault> {
        std::fs::create_dir_all(path)?;
        let store = LocalFileSystem::new_with_prefix(path)?.with_fsync(true);
        Ok(Files(Place::Folder { path: path.to_owned(), store: Arc::new(store) }))
    }

    /// `s3://bucket/folder?region=…&endpoint=…`, with `key:secret@` before the bucket or in the environment
    /// (`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`). An endpoint on plain `http` is taken as written.
    pub fn in_bucket(url: &str) -> Result<Files, Fault> {
        // The address holds a secret: it is never repeated in a message.
        let url = Url::parse(url).map_err(|error| Fault::broken(format!("the media address: {error}")))?;
        let bucket = url.host_str().filter(|_| url.scheme() == "s3");
        let bucket = bucket.ok_or_else(|| Fault::broken("the media address must look like s3://bucket/folder"))?;
        let mut builder = AmazonS3Builder::from_env().with_bucket_name(bucket);
        if let (false, Some(secret)) = (url.username().is_empty(), url.password()) {
            builder = builder.with_access_key_id(decoded(url.username())).with_secret_access_key(decoded(secret));
        }
        for (name, value) in url.query_pairs() {
            builder = match name.as_ref() {
                "region" => builder.with_region(value),
                "endpoint" => builder.with_allow_http(value.starts_with("http://")).with_endpoint(value),
                other => return Err(Fault::broken(format!("the media address knows no {other:?}"))),
            };
        }
        let prefix = url.path().trim_matches('/').to_owned();
        if !prefix.is_empty() {
            Key::new(prefix.clone())?;
        }
        Ok(Files(Place::Bucket { prefix, store: Arc::new(builder.build()?) }))
    }

    /// Writes a small file whole; whoever reads sees the former one or this one, never a part.
    pub async fn put(&self, key: &Key, bytes: Bytes) -> Result<(), Fault> {
        self.store().put(&self.location(key), bytes.into()).await?;
        Ok(())
    }

    /// Writes a small file unless there is one; says whether it did.
    pub async fn put_if_absent(&self, key: &Key, bytes: Bytes) -> Result<bool, Fault> {
        let options = PutOptions::from(PutMode::Create);
        match self.store().put_opts(&self.location(key), bytes.into(), options).await {
            Ok(_) => Ok(true),
            Err(StoreError::AlreadyExists { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Writes a file of any size as it arrives. If the stream breaks, nothing is left behind.
    pub async fn put_stream(&self, key: &Key, mut bytes: ByteStream) -> Result<u64, Fault> {
        let upload = self.store().put_multipart(&self.location(key)).await?;
        let mut writing = WriteMultipart::new(upload);
        let mut written = 0;
        loop {
            let problem: Fault = match bytes.try_next().await {
                Ok(Some(chunk)) => match writing.wait_for_capacity(PARTS_AT_ONCE).await {
                    Ok(()) => {
                        written += chunk.len() as u64;
                        writing.put(chunk);
                        continue;
                    }
                    Err(error) => error.into(),
                },
                Ok(None) => break,
                Err(fault) => fault,
            };
            writing.abort().await?;
            return Err(problem);
        }
        writing.finish().await?;
        Ok(written)
    }

    /// Moves a finished file of this machine into the store. Within one disk that is a rename.
    pub async fn take(&self, key: &Key, from: &Path) -> Result<u64, Fault> {
        let length = tokio::fs::metadata(from).await?.len();
        if let Place::Folder { .. } = self.0 {
            let to = self.path(key)?;
            if let Some(folder) = to.parent() {
                tokio::fs::create_dir_all(folder).await?;
            }
            if tokio::fs::rename(from, &to).await.is_ok() {
                return Ok(length);
            }
        }
        let file = tokio::fs::File::open(from).await?;
        self.put_stream(key, ReaderStream::with_capacity(file, CHUNK).map_err(Fault::from).boxed()).await?;
        tokio::fs::remove_file(from).await?;
        Ok(length)
    }

    /// Length in bytes, or `None` if there is no such file.
    pub async fn length(&self, key: &Key) -> Result<Option<u64>, Fault> {
        match self.store().head(&self.location(key)).await {
            Ok(meta) => Ok(Some(meta.size)),
            Err(StoreError::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// The bytes from `range.start` up to before `range.end`, which must lie within the file. `None` if there is none.
    pub async fn read(&self, key: &Key, range: Range<u64>) -> Result<Option<ByteStream>, Fault> {
        if range.is_empty() {
            return Ok(self.length(key).await?.map(|_| stream::empty().boxed() as ByteStream));
        }
        match &self.0 {
            // The store's own reader goes in steps of eight kilobytes, each on another thread.
            Place::Folder { .. } => {
                let mut file = match tokio::fs::File::open(self.path(key)?).await {
                    Ok(file) => file,
                    Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
                    Err(error) => return Err(error.into()),
                };
                file.seek(std::io::SeekFrom::Start(range.start)).await?;
                let part = file.take(range.end - range.start);
                Ok(Some(ReaderStream::with_capacity(part, CHUNK).map_err(Fault::from).boxed()))
            }
            Place::Bucket { store, .. } => {
                let options = GetOptions { range: Some(GetRange::Bounded(range)), ..GetOptions::default() };
                match store.get_opts(&self.location(key), options).await {
                    Ok(found) => Ok(Some(found.into_stream().map_err(Fault::from).boxed())),
                    Err(StoreError::NotFound { .. }) => Ok(None),
                    Err(error) => Err(error.into()),
                }
            }
        }
    }

    /// Deletes a file; one that is not there is deleted already.
    pub async fn delete(&self, key: &Key) -> Result<(), Fault> {
        match self.store().delete(&self.location(key)).await {
            Ok(()) | Err(StoreError::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Deletes everything in a folder of the store.
    pub async fn delete_folder(&self, folder: &Key) -> Result<(), Fault> {
        let found = self.store().list(Some(&self.location(folder)));
        let locations: Vec<_> = found.map_ok(|meta| meta.location).try_collect().await?;
        for location in locations {
            match self.store().delete(&location).await {
                Ok(()) | Err(StoreError::NotFound { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        if let Place::Folder { path, .. } = &self.0 {
            match tokio::fs::remove_dir(path.join(folder.as_str())).await {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
                _ => {}
            }
        }
        Ok(())
    }

    /// An address at the bucket itself that opens this one file for [`PRESIGNED_FOR`], saying `content_type` and
    /// `disposition`. `None` for files in a folder.
    pub async fn presigned(&self, key: &Key, content_type: &str, disposition: &str) -> Result<Option<String>, Fault> {
        let Place::Bucket { store, .. } = &self.0 else { return Ok(None) };
        let options = SignedUrlOptions::default()
            .with_query([("response-content-type", content_type), ("response-content-disposition", disposition)]);
        let url = store.signed_url_opts(Method::GET, &self.location(key), PRESIGNED_FOR, &options).await?;
        Ok(Some(url.into()))
    }

    /// The origin a browser must be allowed to load media from, if that is not this server.
    pub async fn origin(&self) -> Result<Option<String>, Fault> {
        let address = self.presigned(&Key::new("origin")?, "text/plain", "inline").await?;
        Ok(address.and_then(|address| Url::parse(&address).ok()).map(|url| url.origin().ascii_serialization()))
    }

    /// The file on this machine: itself, or a copy in `scratch` that goes when it is dropped. `None` if there is none.
    pub async fn on_this_machine(&self, key: &Key, scratch: &Path) -> Result<Option<Local>, Fault> {
        if let Place::Folder { .. } = self.0 {
            let path = self.path(key)?;
            return Ok(tokio::fs::try_exists(&path).await?.then_some(Local::Stored(path)));
        }
        let Some(length) = self.length(key).await? else { return Ok(None) };
        let Some(mut bytes) = self.read(key, 0..length).await? else { return Ok(None) };
        tokio::fs::create_dir_all(scratch).await?;
        let (file, path) = tempfile::NamedTempFile::new_in(scratch)?.into_parts();
        let mut file = tokio::fs::File::from_std(file);
        while let Some(chunk) = bytes.try_next().await? {
            file.write_all(&chunk).await?;
        }
        file.flush().await?;
        Ok(Some(Local::Copied(path)))
    }

    fn store(&self) -> &dyn ObjectStore {
        match &self.0 {
            Place::Folder { store, .. } => store.as_ref(),
            Place::Bucket { store, .. } => store.as_ref(),
        }
    }

    fn location(&self, key: &Key) -> object_store::path::Path {
        match &self.0 {
            Place::Folder { .. } => object_store::path::Path::from(key.as_str()),
            Place::Bucket { prefix, .. } if prefix.is_empty() => object_store::path::Path::from(key.as_str()),
            Place::Bucket { prefix, .. } => object_store::path::Path::from(format!("{prefix}/{key}")),
        }
    }

    fn path(&self, key: &Key) -> Result<PathBuf, Fault> {
        match &self.0 {
            Place::Folder { path, .. } => Ok(path.join(key.as_str())),
            Place::Bucket { .. } => Err(Fault::broken("a bucket has no paths")),
        }
    }
}

/// A stored file as this machine can open it.
pub enum Local {
    Stored(PathBuf),
    Copied(TempPath),
}

impl Local {
    pub fn path(&self) -> &Path {
        match self {
            Local::Stored(path) => path,
            Local::Copied(path) => path,
        }
    }
}

fn decoded(text: &str) -> String {
    // Keys of S3 hold `/` and `+`, which an address must write as %2F and %2B.
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let escaped = (*first == b'%').then(|| after.get(..2)).flatten();
        match escaped.and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Fault {
        let full = |error: &std::io::Error| error.kind() == std::io::ErrorKind::StorageFull;
        let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(&error);
        while let Some(current) = cause {
            if let Some(io) = current.downcast_ref::<std::io::Error>().filter(|io| full(io)) {
                return Fault::Io(std::io::Error::new(io.kind(), io.to_string()));
            }
            cause = current.source();
        }
        Fault::Outside { service: "storage", detail: error.to_string() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_stores_disagree_on_are_refused() {
        let check = |text: &str, good: bool| assert_eq!(Key::new(text).is_ok(), good, "{text:?}");
        check("assets/0192-af/480.webp", true);
        check("", false);
        check("/assets", false);
        check("assets/../club.key", false);
        check("assets/.hidden", false);
        check("assets//a", false);
        check("Assets", false);
        check("låt.mp3", false);
        check("a b", false);
        check("a#1", false);
    }

    #[test]
    fn secrets_in_addresses_are_decoded() {
        assert_eq!(decoded("a%2Fb%2b+%zz%"), "a/b++%zz%");
    }
}
