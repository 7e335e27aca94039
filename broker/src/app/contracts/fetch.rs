//! Fetching one contract.

use super::super::{Answer, AnyConnection, AppError, Moment};
use super::{Pair, pair_of_pact};
use crate::domain::metadata::LinkMetadata;
use crate::store::branches::branch_by_name;
use crate::store::contracts::{
    self as rows, Latest, Published, content_body, content_by_sha, publication_latest, publication_of_version,
};
use crate::store::tags::tag_names;
use crate::store::versions::version_by_number;

/// A contract, ready to be shown.
#[derive(Debug)]
pub struct PactView {
    pub consumer: String,
    pub provider: String,
    /// The consumer version that it is shown for.
    pub number: String,
    pub consumer_version_id: i64,
    pub sha: String,
    pub created_at: Moment,
    /// The stored document.
    pub body: Vec<u8>,
    /// The tags of the consumer version.
    pub tags: Vec<String>,
    /// The numbers of all consumer versions with the same content, newest first; only where asked for.
    pub consumer_versions: Vec<String>,
}

pub(super) fn view(connection: &mut AnyConnection, pair: Pair, published: Published) -> Answer<PactView> {
    Ok(PactView {
        consumer: pair.consumer.name,
        provider: pair.provider.name,
        number: published.consumer_version.number,
        consumer_version_id: published.consumer_version.id,
        sha: published.sha,
        created_at: published.publication.created_at,
        body: content_body(connection, published.publication.content_id)?,
        tags: tag_names(connection, published.consumer_version.id)?,
        consumer_versions: Vec::new(),
    })
}

fn none(consumer: &str, provider: &str, of: &str) -> AppError {
    AppError::NotFound(format!("There is no pact between `{consumer}` and `{provider}` {of}."))
}

/// The pact that a consumer version published.
pub fn pact_of_version(
    connection: &mut AnyConnection,
    consumer: &str,
    provider: &str,
    number: &str,
) -> Answer<PactView> {
    let pair = pair_of_pact(connection, consumer, provider)?;
    let published = published_by_version(connection, &pair, number)?;
    view(connection, pair, published)
}

/// What a consumer version published for the provider of a pair.
pub(in crate::app) fn published_by_version(
    connection: &mut AnyConnection,
    pair: &Pair,
    number: &str,
) -> Answer<Published> {
    let published = match version_by_number(connection, pair.consumer.id, number)? {
        Some(version) => publication_of_version(connection, version.id, pair.provider.id)?,
        None => None,
    };
    published.ok_or_else(|| {
        let of = format!("for version `{number}`");
        none(&pair.consumer.name, &pair.provider.name, &of)
    })
}

/// Which pact of a pair is meant by "latest".
#[derive(Debug, Clone)]
pub enum LatestPact {
    /// Of the newest version.
    Overall,
    /// Of the newest version without tags.
    Untagged,
    /// Of the newest version that has a pact and the tag.
    Tagged(String),
    /// Of the newest version that has a pact and is on the branch.
    OnBranch(String),
}

impl LatestPact {
    /// What it means to the store; none when the branch is not there.
    pub(in crate::app) fn stored(&self, connection: &mut AnyConnection, consumer: i64) -> Answer<Option<Latest<'_>>> {
        Ok(Some(match self {
            Self::Overall => Latest::Overall,
            Self::Untagged => Latest::Untagged,
            Self::Tagged(tag) => Latest::Tagged(tag),
            Self::OnBranch(name) => match branch_by_name(connection, consumer, name)? {
                Some(branch) => Latest::OnBranch(branch.id),
                None => return Ok(None),
            },
        }))
    }

    /// The publication that it means, if there is one.
    pub(in crate::app) fn find(
        &self,
        connection: &mut AnyConnection,
        (consumer, provider): (i64, i64),
    ) -> Answer<Option<Published>> {
        Ok(match self.stored(connection, consumer)? {
            Some(which) => publication_latest(connection, consumer, provider, which)?,
            None => None,
        })
    }

    fn described(&self) -> String {
        match self {
            Self::Overall => "yet".to_owned(),
            Self::Untagged => "whose version has no tag".to_owned(),
            Self::Tagged(tag) => format!("whose version has the tag `{tag}`"),
            Self::OnBranch(name) => format!("from the branch `{name}`"),
        }
    }
}

/// The latest pact of a pair.
pub fn pact_latest(
    connection: &mut AnyConnection,
    consumer: &str,
    provider: &str,
    which: &LatestPact,
) -> Answer<PactView> {
    let pair = pair_of_pact(connection, consumer, provider)?;
    let published = which.find(connection, (pair.consumer.id, pair.provider.id))?;
    let published = published.ok_or_else(|| none(consumer, provider, &which.described()))?;
    view(connection, pair, published)
}

/// The pact with a content: for the consumer version in the metadata if that published it, else for the newest one.
pub fn pact_by_content(
    connection: &mut AnyConnection,
    consumer: &str,
    provider: &str,
    sha: &str,
    metadata: Option<&LinkMetadata>,
) -> Answer<PactView> {
    let pair = pair_of_pact(connection, consumer, provider)?;
    let unknown = || none(consumer, provider, &format!("with the content `{sha}`"));
    let content = content_by_sha(connection, pair.consumer.id, pair.provider.id, sha)?.ok_or_else(unknown)?;
    let mut published = None;
    if let Some(number) = metadata.and_then(|metadata| metadata.consumer_version_number.as_deref())
        && let Some(version) = version_by_number(connection, pair.consumer.id, number)?
    {
        published = publication_of_version(connection, version.id, pair.provider.id)?
            .filter(|one| one.publication.content_id == content.id);
    }
    let published = match published {
        Some(published) => published,
        None => rows::publication_of_content(connection, content.id)?.ok_or_else(unknown)?,
    };
    let mut pact = view(connection, pair, published)?;
    if metadata.is_some() {
        let all = rows::publications_of_content(connection, content.id)?;
        pact.consumer_versions = all.into_iter().map(|one| one.consumer_version.number).collect();
    }
    Ok(pact)
}
