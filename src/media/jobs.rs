//! The work this room leaves for later.

use serde::{Deserialize, Serialize};

use super::{AssetId, processing};
use crate::base::{Fault, Moment};
use crate::club::Club;
use crate::plumbing::files::Key;
use crate::plumbing::jobs::Job;

/// Makes an asset's renditions.
#[derive(Debug, Serialize, Deserialize)]
pub struct ProcessAsset {
    pub asset: AssetId,
}

impl Job<Club> for ProcessAsset {
    const NAME: &'static str = "media.process_asset";

    async fn run(self, club: Club) -> Result<(), Fault> {
        processing::process(&club, &self.asset, Moment::now()).await
    }
}

/// Removes bytes of an asset after the transaction that let go of them.
#[derive(Debug, Serialize, Deserialize)]
pub struct RemoveFiles {
    pub asset: AssetId,
    /// One file by its name, or all.
    pub only: Option<String>,
}

impl Job<Club> for RemoveFiles {
    const NAME: &'static str = "media.remove_files";

    async fn run(self, club: Club) -> Result<(), Fault> {
        let folder = processing::folder(&self.asset)?;
        match self.only {
            Some(name) => club.files().delete(&Key::new(format!("{folder}/{name}"))?).await,
            None => club.files().delete_folder(&folder).await,
        }
    }
}
