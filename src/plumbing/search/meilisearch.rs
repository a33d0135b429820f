//! A Meilisearch server beside the club, one index a club.

use std::time::Duration;

use meilisearch_sdk::client::Client;
use meilisearch_sdk::indexes::Index;
use meilisearch_sdk::search::{MatchingStrategies, Selectors};
use serde::{Deserialize, Serialize};

use super::Question;
use crate::base::Fault;

/// A fan waits for the answer: after this the database answers instead.
const PATIENCE: Duration = Duration::from_secs(2);
/// What the server gives at most, by its own setting.
const MOST_HITS: usize = 1_000;

/// What is kept there. The id carries letters, digits and hyphens only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    pub id: String,
    /// Of the kind of [`super::searchable`].
    pub search_text: String,
}

#[derive(Deserialize)]
struct Hit {
    id: String,
}

/// The way to a club's index.
#[derive(Clone)]
pub struct Meilisearch {
    index: Index,
}

impl Meilisearch {
    /// `http://:key@host:7700`; the part before `@` is the key and may be missing. The club's name names the index.
    pub fn at(url: &str, club: &str) -> Result<Meilisearch, Fault> {
        let mut url = url::Url::parse(url).map_err(|error| Fault::broken(format!("search_url: {error}")))?;
        let key = url.password().map(str::to_owned).or_else(|| Some(url.username().to_owned()));
        let key = key.filter(|key| !key.is_empty());
        // Both fail only for addresses without a host, which cannot be asked anyway.
        let _ = (url.set_username(""), url.set_password(None));
        let client = Client::new(url.as_str().trim_end_matches('/'), key).map_err(outside)?;
        Ok(Meilisearch { index: client.index(index_name(club)) })
    }

    /// Ids of the documents that hold every word of the question, best first.
    pub async fn find(&self, question: &Question) -> Result<Vec<String>, Fault> {
        let words = question.for_meilisearch();
        let mut search = self.index.search();
        search
            .with_query(&words)
            .with_limit(MOST_HITS)
            .with_matching_strategy(MatchingStrategies::ALL)
            .with_attributes_to_retrieve(Selectors::Some(&["id"]));
        let found = tokio::time::timeout(PATIENCE, search.execute::<Hit>()).await;
        let found = found.map_err(|_| silent())?.map_err(outside)?;
        Ok(found.hits.into_iter().map(|hit| hit.result.id).collect())
    }

    /// Keeps documents, in place of those with the same id. The server works them in a moment later.
    pub async fn keep(&self, documents: &[Document]) -> Result<(), Fault> {
        let asked = tokio::time::timeout(PATIENCE * 10, self.index.add_or_replace(documents, Some("id"))).await;
        asked.map_err(|_| silent())?.map_err(outside)?;
        Ok(())
    }

    pub async fn forget(&self, ids: &[String]) -> Result<(), Fault> {
        let asked = tokio::time::timeout(PATIENCE * 10, self.index.delete_documents(ids)).await;
        asked.map_err(|_| silent())?.map_err(outside)?;
        Ok(())
    }
}

/// Index names take ASCII letters, digits, hyphens and underscores.
fn index_name(club: &str) -> String {
    let safe = club.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' });
    format!("stagedoor-{}", safe.collect::<String>())
}

fn silent() -> Fault {
    Fault::Outside { service: "search", detail: "no answer in time".to_owned() }
}

fn outside(error: meilisearch_sdk::errors::Error) -> Fault {
    Fault::Outside { service: "search", detail: error.to_string() }
}
