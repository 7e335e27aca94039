//! Publishing one contract.

use super::super::pacticipants::Named;
use super::super::webhooks::{Addresses, Hooks, PublishedPact, contracts_published};
use super::super::{Answer, AnyConnection, AppError, Moment};
use super::events::events;
use super::fetch::{PactView, pact_of_version};
use crate::domain::content::Content;
use crate::domain::duplicates::potential_duplicates;
use crate::domain::json;
use crate::domain::merge::merge;
use crate::domain::names::{PacticipantName, VersionNumber};
use crate::domain::publication_notices::{Event, PublicationKind};
use crate::domain::publishing::OnConflict;
use crate::domain::rules::Rules;
use crate::domain::shell::quoted;
use crate::store::contracts::{
    Latest, NewContent, Published, content_body, content_ensure, publication_insert, publication_latest,
    publication_of_version,
};
use crate::store::pacticipants::{
    Pacticipant, integration_set_latest_publication, integration_touch, pacticipant_names, pacticipants_lock,
};
use crate::store::tags::tag_names;
use crate::store::versions::{Version, version_ensure};

/// What a PUT or PATCH of a pact asks.
#[derive(Debug)]
pub struct PactPut {
    pub consumer: PacticipantName,
    pub provider: PacticipantName,
    pub number: VersionNumber,
    pub content: Content,
    /// Whether it takes the place of what is there (PUT) or joins it (PATCH).
    pub on_conflict: OnConflict,
}

/// Publishes a pact; tells whether the version had none before.
pub fn pact_put(
    connection: &mut AnyConnection,
    put: &PactPut,
    rules: &Rules,
    addresses: &dyn Addresses,
    now: Moment,
) -> Answer<(PactView, bool)> {
    let names = [put.consumer.as_str(), put.provider.as_str()];
    let named = Named::find(connection, &names)?;
    let suspicious = potential_duplicates_of(connection, &names, &named, rules)?;
    if !suspicious.is_empty() {
        return Err(AppError::PotentialDuplicates(suspicious));
    }
    let consumer = named.ensure(connection, &put.consumer, now)?;
    pacticipants_lock(connection, &[consumer.id])?;
    let provider = named.ensure(connection, &put.provider, now)?;
    let (version, _) = version_ensure(connection, consumer.id, &put.number, now)?;
    let tags = tag_names(connection, version.id)?;
    let target = Target {
        consumer: &consumer,
        provider: &provider,
        version: &version,
        is_tagged: !tags.is_empty(),
    };
    let existing = publication_of_version(connection, version.id, provider.id)?;
    if let Some(existing) = &existing
        && existing.sha != put.content.sha()
        && put.on_conflict == OnConflict::Overwrite
        && !rules.allow_contract_modification
    {
        return Err(AppError::ContractChanged(change_refused(
            &put.consumer,
            &put.number,
            &put.provider,
        )));
    }
    let stored = store(
        connection,
        &target,
        existing.as_ref(),
        &put.content,
        put.on_conflict,
        now,
    )?;
    trigger(connection, &stored, &version, &tags, rules, addresses, now)?;
    let pact = pact_of_version(connection, &put.consumer, &put.provider, &put.number)?;
    Ok((pact, stored.kind == PublicationKind::New))
}

pub(super) fn change_refused(consumer: &str, number: &str, provider: &str) -> String {
    format!(
        "The pact of {consumer} version {number} with {provider} is published already, with other content. What was \
         verified under a version number must not change: publish under a new version number (a commit makes a good \
         one)."
    )
}

/// Nobody is told of the events here, so what they are matters to webhooks only.
fn trigger(
    connection: &mut AnyConnection,
    stored: &Stored,
    version: &Version,
    tags: &[String],
    rules: &Rules,
    addresses: &dyn Addresses,
    now: Moment,
) -> Answer<()> {
    let hooks = Hooks::to_trigger(connection, rules, &[stored.consumer_id], &[stored.provider_id])?;
    if hooks.is_empty() {
        return Ok(());
    }
    let events = events(connection, stored, tags)?;
    let published = stored.published(version.build_url.as_deref(), &events);
    contracts_published(connection, &hooks, &[published], addresses, now)?;
    Ok(())
}

/// What a contract is published for.
pub(super) struct Target<'a> {
    pub(super) consumer: &'a Pacticipant,
    pub(super) provider: &'a Pacticipant,
    pub(super) version: &'a Version,
    pub(super) is_tagged: bool,
}

/// What became of a contract.
pub(super) struct Stored {
    pub(super) kind: PublicationKind,
    pub(super) consumer_id: i64,
    pub(super) provider_id: i64,
    pub(super) consumer_version_id: i64,
    pub(super) publication_id: i64,
    pub(super) content_id: i64,
    pub(super) sha: String,
    /// Does the content differ from what the version had before?
    pub(super) content_differs: bool,
    /// Has anybody ever published a result for the pair?
    pub(super) ever_verified: bool,
}

impl Stored {
    /// What webhooks have to know of it.
    pub(super) fn published<'a>(&'a self, build_url: Option<&'a str>, events: &'a [Event]) -> PublishedPact<'a> {
        PublishedPact {
            consumer_id: self.consumer_id,
            provider_id: self.provider_id,
            consumer_version_id: self.consumer_version_id,
            publication_id: self.publication_id,
            content_id: self.content_id,
            sha: &self.sha,
            build_url,
            events,
        }
    }
}

/// Stores a contract under a version; whether it may replace another is decided before.
pub(super) fn store(
    connection: &mut AnyConnection,
    target: &Target<'_>,
    existing: Option<&Published>,
    content: &Content,
    conflict: OnConflict,
    now: Moment,
) -> Answer<Stored> {
    let merged = match existing {
        Some(existing) if conflict == OnConflict::Merge && existing.sha != content.sha() => {
            Some(merged_content(connection, existing, content, target)?)
        }
        _ => None,
    };
    let content = merged.as_ref().unwrap_or(content);
    let content_differs = existing.is_none_or(|existing| existing.sha != content.sha());
    let kind = match (existing, content_differs) {
        (None, _) => PublicationKind::New,
        (Some(_), false) => PublicationKind::Unchanged,
        (Some(_), true) if merged.is_some() => PublicationKind::Merged,
        (Some(_), true) => PublicationKind::Modified,
    };
    let new = NewContent {
        consumer_id: target.consumer.id,
        provider_id: target.provider.id,
        sha: content.sha(),
        interactions_count: count(content.interaction_count()),
        messages_count: count(content.message_count()),
        created_at: now,
        body: content.stored_bytes(),
    };
    let stored = content_ensure(connection, &new)?;
    let integration = integration_touch(connection, target.consumer.id, target.provider.id, now)?;
    let publication_id = match existing {
        Some(existing) if !content_differs => existing.publication.id,
        _ => {
            let previous = existing.map(|existing| &existing.publication);
            let publication = publication_insert(connection, target.version, &stored, previous, target.is_tagged, now)?;
            let latest = publication_latest(connection, target.consumer.id, target.provider.id, Latest::Overall)?;
            let latest = latest.map_or(publication, |latest| latest.publication.id);
            integration_set_latest_publication(connection, integration.id, latest)?;
            publication
        }
    };
    Ok(Stored {
        kind,
        consumer_id: target.consumer.id,
        provider_id: target.provider.id,
        consumer_version_id: target.version.id,
        publication_id,
        content_id: stored.id,
        sha: stored.sha,
        content_differs,
        ever_verified: integration.latest_verification_id.is_some(),
    })
}

fn merged_content(
    connection: &mut AnyConnection,
    existing: &Published,
    incoming: &Content,
    target: &Target<'_>,
) -> Answer<Content> {
    let body = content_body(connection, existing.publication.content_id)?;
    let existing = json::parse(&body)
        .map_err(|error| crate::store::StoreError::Internal(format!("a stored contract cannot be read: {error}")))?;
    let merged = merge(&existing, incoming.document()).map_err(|conflict| {
        AppError::ContractChanged(format!(
            "The pact of {} version {} with {} cannot be merged: {conflict}.",
            target.consumer.name, target.version.number, target.provider.name
        ))
    })?;
    Ok(Content::from_document(merged))
}

fn count(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// One paragraph for each name that is new and looks like a misspelt existing one (`semantics.md` section 3).
pub(super) fn potential_duplicates_of(
    connection: &mut AnyConnection,
    names: &[&str],
    named: &Named,
    rules: &Rules,
) -> Answer<Vec<String>> {
    if !rules.check_potential_duplicates {
        return Ok(Vec::new());
    }
    let mut new: Vec<&&str> = names.iter().filter(|name| named.get(name).is_none()).collect();
    new.sort_unstable();
    new.dedup();
    if new.is_empty() {
        return Ok(Vec::new());
    }
    let existing = pacticipant_names(connection)?;
    // Another publication may have created some of them since they were looked up.
    new.retain(|name| !existing.iter().any(|known| known == **name));
    let paragraph = |name: &&&str| {
        let alike = potential_duplicates(name, existing.iter().map(String::as_str));
        (!alike.is_empty()).then(|| {
            let alike: Vec<String> = alike.iter().map(|name| format!("`{name}`")).collect();
            format!(
                "This is the first contract that names a pacticipant `{name}`, and its name is very similar to {}. If \
                 it is the same application, use the existing name. If it is a new one, create it first (`accord \
                 create-or-update-pacticipant --name {}`) and publish again.",
                alike.join(", "),
                quoted(name)
            )
        })
    };
    Ok(new.iter().filter_map(paragraph).collect())
}
