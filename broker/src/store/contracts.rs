//! Contracts: contents by hash, and which consumer version published which.

use diesel::dsl::{auto_type, not};
use diesel::prelude::*;

use super::connection::{AnyConnection, first_row, on_each};
use super::hidden::hidden;
use super::list::InList;
use super::query::{Ask, Change, columns};
use super::schema::{branch_versions, contents, integrations, publications, tags, versions};
use super::stamp::Stamp;
use super::versions::Version;
use super::{Moment, StoreError};

/// That a consumer version published a content for a provider.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = publications)]
pub struct Publication {
    pub id: i64,
    pub consumer_id: i64,
    pub provider_id: i64,
    pub consumer_version_id: i64,
    pub content_id: i64,
    pub revision: i32,
    #[diesel(deserialize_as = Stamp)]
    pub created_at: Moment,
}

/// A publication with the hash of its content and its consumer version.
#[derive(Debug, Clone, Queryable)]
pub struct Published {
    pub publication: Publication,
    pub sha: String,
    pub consumer_version: Version,
}

/// A content without its body.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = contents)]
pub struct ContentHead {
    pub id: i64,
    pub consumer_id: i64,
    pub provider_id: i64,
    pub sha: String,
    pub first_success_at: Option<Moment>,
    pub latest_verification_id: Option<i64>,
}

/// A content to be stored.
#[derive(Debug, Insertable)]
#[diesel(table_name = contents)]
pub struct NewContent<'a> {
    pub consumer_id: i64,
    pub provider_id: i64,
    pub sha: &'a str,
    pub interactions_count: i32,
    pub messages_count: i32,
    pub created_at: Moment,
    pub body: &'a [u8],
}

/// `is_current` stands alone, not compared with a value: a partial index serves only the condition it was made with.
#[auto_type]
pub(super) fn published() -> _ {
    publications::table
        .inner_join(contents::table.on(contents::id.eq(publications::content_id)))
        .inner_join(versions::table.on(versions::id.eq(publications::consumer_version_id)))
        .filter(publications::is_current)
}

macro_rules! load_published {
    ($query:expr, $connection:expr) => {
        $query
            .select((columns::<Publication>(), contents::sha, columns::<Version>()))
            .rows($connection)
    };
}

macro_rules! first_published {
    ($query:expr, $connection:expr) => {
        first_row!(
            $query.select((columns::<Publication>(), contents::sha, columns::<Version>())),
            Published,
            $connection
        )
    };
}

/// What a consumer version published for a provider.
pub fn publication_of_version(
    connection: &mut AnyConnection,
    consumer_version: i64,
    provider: i64,
) -> Result<Option<Published>, StoreError> {
    let query = published().filter(
        publications::consumer_version_id
            .eq(consumer_version)
            .and(publications::provider_id.eq(provider)),
    );
    Ok(first_published!(query, connection)?)
}

/// Everything that a consumer version published.
pub fn publications_of_version(
    connection: &mut AnyConnection,
    consumer_version: i64,
) -> Result<Vec<Published>, StoreError> {
    let query = published()
        .filter(publications::consumer_version_id.eq(consumer_version))
        .filter(publications::provider_id.ne_all(hidden()));
    Ok(load_published!(query, connection)?)
}

/// Everything that consumer versions published, for one provider or for all.
pub fn publications_of_versions(
    connection: &mut AnyConnection,
    consumer_versions: &[i64],
    provider: Option<i64>,
) -> Result<Vec<Published>, StoreError> {
    super::unless_empty(consumer_versions, |consumer_versions| {
        let query = published().filter(publications::consumer_version_id.in_list(connection.ids(consumer_versions)));
        Ok(match provider {
            Some(provider) => load_published!(query.filter(publications::provider_id.eq(provider)), connection)?,
            None => load_published!(query.filter(publications::provider_id.ne_all(hidden())), connection)?,
        })
    })
}

/// Publications by id, in no order.
pub fn publications_by_ids(connection: &mut AnyConnection, ids: &[i64]) -> Result<Vec<Published>, StoreError> {
    super::unless_empty(ids, |ids| {
        Ok(load_published!(
            published().filter(publications::id.in_list(connection.ids(ids))),
            connection
        )?)
    })
}

/// Which of a pair's pacts is meant by "latest".
#[derive(Debug, Clone, Copy)]
pub enum Latest<'a> {
    /// Of the newest version.
    Overall,
    /// Of the newest version without any tag.
    Untagged,
    /// Of the newest version that has a pact and the tag.
    Tagged(&'a str),
    /// Of the newest version that has a pact and is on the branch (by the branch's id).
    OnBranch(i64),
}

/// The latest pact of a pair (`semantics.md` section 5, "old" logic).
pub fn publication_latest(
    connection: &mut AnyConnection,
    consumer: i64,
    provider: i64,
    which: Latest<'_>,
) -> Result<Option<Published>, StoreError> {
    let pair = published()
        .filter(
            publications::provider_id
                .eq(provider)
                .and(publications::consumer_id.eq(consumer)),
        )
        .order(publications::consumer_version_id.desc());
    Ok(match which {
        Latest::Overall => first_published!(pair, connection)?,
        Latest::Untagged => first_published!(pair.filter(not(publications::is_tagged)), connection)?,
        Latest::Tagged(name) => {
            let tagged = tags::version_id
                .eq(publications::consumer_version_id)
                .and(tags::name.eq(name));
            first_published!(pair.filter(diesel::dsl::exists(tags::table.filter(tagged))), connection)?
        }
        Latest::OnBranch(branch) => {
            let on = branch_versions::version_id.eq(publications::consumer_version_id);
            let member = branch_versions::table.filter(on.and(branch_versions::branch_id.eq(branch)));
            first_published!(pair.filter(diesel::dsl::exists(member)), connection)?
        }
    })
}

/// The pact that came before `version` in creation order, among those with the tag or, without one, the untagged.
pub fn publication_previous(
    connection: &mut AnyConnection,
    consumer: i64,
    provider: i64,
    version: i64,
    tag: Option<&str>,
) -> Result<Option<Published>, StoreError> {
    let earlier = published()
        .filter(
            publications::provider_id
                .eq(provider)
                .and(publications::consumer_id.eq(consumer)),
        )
        .filter(publications::consumer_version_id.lt(version))
        .order(publications::consumer_version_id.desc());
    Ok(match tag {
        None => first_published!(earlier.filter(not(publications::is_tagged)), connection)?,
        Some(name) => {
            let tagged = tags::version_id
                .eq(publications::consumer_version_id)
                .and(tags::name.eq(name));
            first_published!(
                earlier.filter(diesel::dsl::exists(tags::table.filter(tagged))),
                connection
            )?
        }
    })
}

/// All pacts of a pair, newest version first.
pub fn publications_of_pair(
    connection: &mut AnyConnection,
    consumer: i64,
    provider: i64,
) -> Result<Vec<Published>, StoreError> {
    let query = published()
        .filter(
            publications::provider_id
                .eq(provider)
                .and(publications::consumer_id.eq(consumer)),
        )
        .order(publications::consumer_version_id.desc());
    Ok(load_published!(query, connection)?)
}

/// All pacts of a provider.
pub fn publications_of_provider(connection: &mut AnyConnection, provider: i64) -> Result<Vec<Published>, StoreError> {
    let query = published()
        .filter(publications::provider_id.eq(provider))
        .filter(publications::consumer_id.ne_all(hidden()));
    Ok(load_published!(query, connection)?)
}

/// The pacts of a provider whose consumer version has a tag, newest version first.
pub fn publications_tagged(
    connection: &mut AnyConnection,
    provider: i64,
    consumers: &[i64],
    tag: &str,
) -> Result<Vec<Published>, StoreError> {
    let tagged: Vec<i64> = tags::table
        .filter(
            tags::pacticipant_id
                .in_list(connection.ids(consumers))
                .and(tags::name.eq(tag)),
        )
        .select(tags::version_id)
        .rows(connection)?;
    publications_of_versions(connection, &tagged, Some(provider)).map(newest_first)
}

/// The pacts of a provider whose consumer version is on one of the branches, newest version first.
pub fn publications_on_branches(
    connection: &mut AnyConnection,
    provider: i64,
    branches: &[i64],
) -> Result<Vec<Published>, StoreError> {
    let members: Vec<i64> = branch_versions::table
        .filter(branch_versions::branch_id.in_list(connection.ids(branches)))
        .select(branch_versions::version_id)
        .rows(connection)?;
    publications_of_versions(connection, &members, Some(provider)).map(newest_first)
}

fn newest_first(mut list: Vec<Published>) -> Vec<Published> {
    list.sort_by_key(|one| std::cmp::Reverse(one.publication.consumer_version_id));
    list
}

/// The newest pact of every integration, or of those of one provider.
pub fn publications_latest(
    connection: &mut AnyConnection,
    provider: Option<i64>,
) -> Result<Vec<Published>, StoreError> {
    let query = published()
        .inner_join(integrations::table.on(integrations::latest_publication_id.eq(publications::id.nullable())));
    Ok(match provider {
        Some(provider) => load_published!(query.filter(integrations::provider_id.eq(provider)), connection)?,
        None => load_published!(query, connection)?,
    })
}

/// The newest publication of a content.
pub fn publication_of_content(connection: &mut AnyConnection, content: i64) -> Result<Option<Published>, StoreError> {
    let query = published()
        .filter(publications::content_id.eq(content))
        .order(publications::consumer_version_id.desc());
    Ok(first_published!(query, connection)?)
}

/// Every publication of a content, newest version first.
pub fn publications_of_content(connection: &mut AnyConnection, content: i64) -> Result<Vec<Published>, StoreError> {
    let query = published()
        .filter(publications::content_id.eq(content))
        .order(publications::consumer_version_id.desc());
    Ok(load_published!(query, connection)?)
}

/// The publications of a content by its newest versions, so many at most, newest version first.
pub fn publications_newest(
    connection: &mut AnyConnection,
    content: i64,
    most: i64,
) -> Result<Vec<Published>, StoreError> {
    let query = published()
        .filter(publications::content_id.eq(content))
        .order(publications::consumer_version_id.desc())
        .limit(most);
    Ok(load_published!(query, connection)?)
}

/// Finds a content of a pair by its hash.
pub fn content_by_sha(
    connection: &mut AnyConnection,
    consumer: i64,
    provider: i64,
    sha: &str,
) -> Result<Option<ContentHead>, StoreError> {
    let found = contents::table
        .filter(
            contents::consumer_id
                .eq(consumer)
                .and(contents::provider_id.eq(provider))
                .and(contents::sha.eq(sha)),
        )
        .select(columns::<ContentHead>());
    Ok(found.row(connection).optional()?)
}

/// Finds contents by id, in no order.
pub fn contents_by_ids(connection: &mut AnyConnection, ids: &[i64]) -> Result<Vec<ContentHead>, StoreError> {
    super::unless_empty(ids, |ids| {
        Ok(contents::table
            .filter(contents::id.in_list(connection.ids(ids)))
            .select(columns::<ContentHead>())
            .rows(connection)?)
    })
}

/// The bytes of a content.
pub fn content_body(connection: &mut AnyConnection, id: i64) -> Result<Vec<u8>, StoreError> {
    Ok(contents::table.find(id).select(contents::body).row(connection)?)
}

/// The bytes of contents, with their ids, in no order.
pub fn contents_bodies(connection: &mut AnyConnection, ids: &[i64]) -> Result<Vec<(i64, Vec<u8>)>, StoreError> {
    super::unless_empty(ids, |ids| {
        Ok(contents::table
            .filter(contents::id.in_list(connection.ids(ids)))
            .select((contents::id, contents::body))
            .rows(connection)?)
    })
}

/// Stores a content unless the pair has it already; returns it as stored.
pub fn content_ensure(connection: &mut AnyConnection, new: &NewContent<'_>) -> Result<ContentHead, StoreError> {
    if let Some(found) = content_by_sha(connection, new.consumer_id, new.provider_id, new.sha)? {
        return Ok(found);
    }
    let inserted: Option<ContentHead> = on_each!(connection, inner => {
        diesel::insert_into(contents::table)
            .values(new)
            .on_conflict_do_nothing()
            .returning(ContentHead::as_returning())
            .get_result(inner)
            .optional()
    })?;
    if let Some(inserted) = inserted {
        return Ok(inserted);
    }
    content_by_sha(connection, new.consumer_id, new.provider_id, new.sha)?
        .ok_or_else(|| StoreError::Conflict(format!("content {} vanished", new.sha)))
}

/// Records a publication as the current revision of its consumer version and provider; returns its id.
pub fn publication_insert(
    connection: &mut AnyConnection,
    version: &Version,
    content: &ContentHead,
    replaces: Option<&Publication>,
    is_tagged: bool,
    now: Moment,
) -> Result<i64, StoreError> {
    if let Some(previous) = replaces {
        diesel::update(publications::table.find(previous.id))
            .set(publications::is_current.eq(false))
            .make(connection)?;
    }
    let values = (
        publications::consumer_id.eq(content.consumer_id),
        publications::provider_id.eq(content.provider_id),
        publications::consumer_version_id.eq(version.id),
        publications::content_id.eq(content.id),
        publications::revision.eq(replaces.map_or(1, |previous| previous.revision + 1)),
        publications::is_current.eq(true),
        publications::is_tagged.eq(is_tagged),
        publications::created_at.eq(now),
    );
    // Two at once for the same version: the unique violation begins the transaction again, which finds the other's.
    Ok(diesel::insert_into(publications::table)
        .values(values)
        .returning(publications::id)
        .row(connection)?)
}
