//! What follows from a post. `PostChanged` and `PostPublished` are told here and answered by the floors above, which
//! implement the job: a post knows neither search nor mail.

use serde::{Deserialize, Serialize};

use super::{PostId, writing};
use crate::base::{Fault, Moment};
use crate::club::Club;
use crate::plumbing::jobs::{Job, enqueue_once};

/// Publishes all posts whose moment has come.
#[derive(Debug, Serialize, Deserialize)]
pub struct PublishDue {}

/// A post was written, moved, hidden or shown: answered in `search`.
#[derive(Debug, Serialize, Deserialize)]
pub struct PostChanged {
    pub post_id: PostId,
}

/// A post went public for the first time: answered in `broadcasts`.
#[derive(Debug, Serialize, Deserialize)]
pub struct PostPublished {
    pub post_id: PostId,
}

impl Job<Club> for PublishDue {
    const NAME: &'static str = "publish_due";

    async fn run(self, club: Club) -> Result<(), Fault> {
        club.write(|tx| super::publish_due(tx, Moment::now()).map(|_| ())).await
    }
}

/// Draws a post's body again until every picture in it can be shown.
#[derive(Debug, Serialize, Deserialize)]
pub struct Redraw {
    pub post_id: PostId,
}

impl Job<Club> for Redraw {
    const NAME: &'static str = "redraw_post";

    async fn run(self, club: Club) -> Result<(), Fault> {
        club.write(move |tx| {
            let now = Moment::now();
            if writing::redraw(tx, &self.post_id, now)? {
                let again = now.plus_seconds(writing::REDRAW_SECONDS);
                enqueue_once::<Club, _>(tx, &self, self.post_id.as_str(), again, now)?;
            }
            Ok(())
        })
        .await
    }
}
