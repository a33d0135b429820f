//! A club is a folder: its database, media, theme and settings, and nobody else's.

mod clubs;
mod content;
mod facts;
mod folder;

use std::path::Path;
use std::sync::Arc;

use crate::base::Fault;
use crate::plumbing::config::ClubConfig;
use crate::plumbing::db::{Conn, Database, DatabaseUrl, Durability, Pools, Tx};

pub use clubs::{Clubs, Host, Seat};
pub use content::{content_changed, content_version};
pub use facts::{fact, forget_fact, set_fact};
pub use folder::{ClubKey, Folder};

/// An open club. Cheap to clone.
#[derive(Clone)]
pub struct Club(Arc<Inner>);

struct Inner {
    folder: Folder,
    config: ClubConfig,
    database: Database,
    key: ClubKey,
}

impl Club {
    /// Opens the club in this folder. Its database must already have this program's shape.
    pub fn open(folder: &Path, pools: &Pools) -> Result<Club, Fault> {
        let folder = Folder::at(folder);
        let config = folder.config().map_err(|error| Fault::broken(error.to_string()))?;
        let url = database_url(&folder, &config)?;
        let key = folder.key()?;
        Ok(Club(Arc::new(Inner { database: Database::open(url, pools), folder, config, key })))
    }

    /// The folder's name: what the operator calls the club.
    pub fn name(&self) -> &str {
        self.0.folder.name()
    }

    pub fn folder(&self) -> &Folder {
        &self.0.folder
    }

    pub fn config(&self) -> &ClubConfig {
        &self.0.config
    }

    pub fn database(&self) -> &Database {
        &self.0.database
    }

    /// The club's own key, for signing addresses and hashing codes.
    pub fn key(&self) -> &ClubKey {
        &self.0.key
    }

    /// An address of this club for the outside, from a path such as `/join`.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.0.config.base_url.trim_end_matches('/'))
    }

    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Conn) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        self.0.database.read(work).await
    }

    /// One call is one transaction; see [`Database::write`].
    pub async fn write<T, E>(&self, work: impl Fn(&mut Tx) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Fault> + Send + 'static,
    {
        self.0.database.write(Durability::Usual, work).await
    }

    /// The same, on the disk before it returns: for orders and money.
    pub async fn write_durably<T, E>(&self, work: impl Fn(&mut Tx) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Fault> + Send + 'static,
    {
        self.0.database.write(Durability::Durable, work).await
    }
}

/// Where this club's database is: its own file unless the configuration names a server.
pub fn database_url(folder: &Folder, config: &ClubConfig) -> Result<DatabaseUrl, Fault> {
    match &config.database_url {
        Some(url) => Ok(DatabaseUrl::parse(url.reveal().map_err(Fault::broken)?)),
        None => Ok(DatabaseUrl::sqlite_file(&folder.path().join("club.db"))),
    }
}
