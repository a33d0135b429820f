//! Keeping the index behind the posts.

use serde::{Deserialize, Serialize};

use super::store;
use crate::base::{Fault, Moment};
use crate::club::Club;
use crate::plumbing::jobs::{Job, enqueue};
use crate::posts::PostId;
use crate::posts::jobs::PostChanged;

/// Posts indexed in one transaction when all are.
const BATCH: i64 = 50;

impl Job<Club> for PostChanged {
    const NAME: &'static str = "post_changed";

    async fn run(self, club: Club) -> Result<(), Fault> {
        let beside = club.config().search_url.is_some();
        club.write(move |tx| {
            super::index(tx, &self.post_id)?;
            if beside {
                let now = Moment::now();
                enqueue::<Club, _>(tx, &TellMeilisearch { post_id: self.post_id.clone() }, now, now)?;
            }
            Ok(())
        })
        .await
    }
}

/// Brings one post to the search server. Tried again until it answers.
#[derive(Debug, Serialize, Deserialize)]
pub struct TellMeilisearch {
    pub post_id: PostId,
}

impl Job<Club> for TellMeilisearch {
    const NAME: &'static str = "tell_meilisearch";

    async fn run(self, club: Club) -> Result<(), Fault> {
        super::tell(&club, self.post_id).await
    }
}

/// Indexes every post anew, a batch at a time: after `search_url` was set, or a club was packed in from elsewhere.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Reindex {
    /// The last post done.
    pub after: Option<PostId>,
}

impl Job<Club> for Reindex {
    const NAME: &'static str = "reindex";

    async fn run(self, club: Club) -> Result<(), Fault> {
        club.write(move |tx| {
            let now = Moment::now();
            let batch = store::posts_after(tx, self.after.as_ref(), BATCH)?;
            for post in &batch {
                enqueue::<Club, _>(tx, &PostChanged { post_id: post.clone() }, now, now)?;
            }
            match batch.last() {
                Some(last) if batch.len() as i64 == BATCH => {
                    enqueue::<Club, _>(tx, &Reindex { after: Some(last.clone()) }, now, now)
                }
                _ => Ok(()),
            }
        })
        .await
    }
}
