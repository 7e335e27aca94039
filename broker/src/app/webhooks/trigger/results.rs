//! What publishing a result triggers.

use super::super::super::{Answer, AnyConnection, Moment};
use super::super::Addresses;
use super::super::facts::{Subject, distinct};
use super::super::hooks::Hooks;
use super::{Firing, fire, waiting_for};
use crate::domain::metadata::LinkMetadata;
use crate::domain::webhook::EventName;
use crate::store::contracts::{
    ContentHead, Published, publication_of_content, publication_of_version, publications_of_versions,
};
use crate::store::verifications::Verification;
use crate::store::versions::version_by_number;

/// Triggers the webhooks that wait for a result: once for each consumer version that the contract was chosen for.
pub(crate) fn result_published(
    connection: &mut AnyConnection,
    content: &ContentHead,
    result: &Verification,
    metadata: &LinkMetadata,
    addresses: &dyn Addresses,
    now: Moment,
) -> Answer<()> {
    let pair = (content.consumer_id, content.provider_id);
    let hooks = Hooks::load(connection, &[pair.0], &[pair.1])?;
    let events = EventName::of_result(result.success).into_iter();
    let matches: Vec<_> = events.flat_map(|event| waiting_for(&hooks, pair, event)).collect();
    if matches.is_empty() {
        return Ok(());
    }
    let subjects = subjects_of_result(connection, content, result, metadata)?;
    let firings: Vec<Firing<'_>> = matches
        .iter()
        .flat_map(|(waiting, event)| {
            subjects.iter().map(|subject| Firing {
                waiting,
                event: *event,
                subject: subject.clone(),
            })
        })
        .collect();
    fire(connection, &firings, addresses, now)?;
    Ok(())
}

fn subjects_of_result(
    connection: &mut AnyConnection,
    content: &ContentHead,
    result: &Verification,
    metadata: &LinkMetadata,
) -> Answer<Vec<Subject>> {
    let subject = |published: Option<&Published>, tags: Option<Vec<String>>| Subject {
        consumer_id: content.consumer_id,
        provider_id: content.provider_id,
        sha: content.sha.clone(),
        publication_id: published.map(|one| one.publication.id),
        consumer_version_id: published.map(|one| one.consumer_version.id),
        consumer_tags: tags,
        result: Some(result.clone()),
        required: None,
        build_url: result.build_url.clone(),
    };
    let chosen = distinct(metadata.selectors.iter().filter_map(|one| one.consumer_version_id));
    let mut chosen = publications_of_versions(connection, &chosen, Some(content.provider_id))?;
    // Whoever sends the metadata may have made them up.
    chosen.retain(|one| one.publication.content_id == content.id);
    chosen.sort_by_key(|one| one.consumer_version.id);
    if chosen.is_empty() {
        let published = published_for(connection, content, metadata)?;
        return Ok(vec![subject(published.as_ref(), None)]);
    }
    let with_tags = |one: &Published| subject(Some(one), Some(tags_of_selectors(metadata, one.consumer_version.id)));
    Ok(chosen.iter().map(with_tags).collect())
}

/// The publication that a link stands for: that of the version that it names, else the newest.
fn published_for(
    connection: &mut AnyConnection,
    content: &ContentHead,
    metadata: &LinkMetadata,
) -> Answer<Option<Published>> {
    if let Some(number) = &metadata.consumer_version_number
        && let Some(version) = version_by_number(connection, content.consumer_id, number)?
        && let Some(published) = publication_of_version(connection, version.id, content.provider_id)?
        && published.publication.content_id == content.id
    {
        return Ok(Some(published));
    }
    Ok(publication_of_content(connection, content.id)?)
}

fn tags_of_selectors(metadata: &LinkMetadata, version: i64) -> Vec<String> {
    let of_version = metadata.selectors.iter();
    let of_version = of_version.filter(|selector| selector.consumer_version_id == Some(version));
    let mut tags: Vec<String> = of_version.filter_map(|selector| selector.tag.clone()).collect();
    tags.sort();
    tags.dedup();
    tags
}
