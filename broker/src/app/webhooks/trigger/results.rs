//! What publishing a result triggers.

use super::super::super::{Answer, AnyConnection, Moment};
use super::super::Addresses;
use super::super::facts::{Subject, distinct};
use super::super::hooks::Hooks;
use super::{Firing, fire, waiting_for};
use crate::domain::metadata::LinkMetadata;
use crate::domain::rules::Rules;
use crate::domain::webhook::{EventName, MOST_VERSIONS};
use crate::store::contracts::{
    ContentHead, Published, publication_of_content, publication_of_version, publications_newest,
    publications_of_versions,
};
use crate::store::verifications::{Verification, outcome_before};
use crate::store::versions::version_by_number;

/// Triggers the webhooks that wait for a result: once for each consumer version that the contract was chosen for, and
/// those that want it for every other one, too, if the result says something new.
pub(crate) fn result_published(
    connection: &mut AnyConnection,
    content: &ContentHead,
    result: &Verification,
    metadata: &LinkMetadata,
    rules: &Rules,
    addresses: &dyn Addresses,
    now: Moment,
) -> Answer<()> {
    let pair = (content.consumer_id, content.provider_id);
    let hooks = Hooks::to_trigger(connection, rules, &[pair.0], &[pair.1])?;
    let events = EventName::of_result(result.success).into_iter();
    let matches: Vec<_> = events.flat_map(|event| waiting_for(&hooks, pair, event)).collect();
    if matches.is_empty() {
        return Ok(());
    }
    let chosen = subjects_of_result(connection, content, result, metadata)?;
    let others = match matches.iter().any(|(waiting, _)| waiting.hook.every_version) {
        true => others_with_content(connection, content, result, &chosen)?,
        false => Vec::new(),
    };
    let firings = matches.into_iter().flat_map(|(waiting, event)| {
        let others = others.iter().filter(|_| waiting.hook.every_version);
        chosen.iter().chain(others).map(move |subject| Firing {
            waiting,
            event,
            subject: subject.clone(),
            place: 0,
        })
    });
    let firings = firings.collect();
    fire(connection, firings, addresses, now)?;
    Ok(())
}

fn subjects_of_result(
    connection: &mut AnyConnection,
    content: &ContentHead,
    result: &Verification,
    metadata: &LinkMetadata,
) -> Answer<Vec<Subject>> {
    let chosen = distinct(metadata.selectors.iter().filter_map(|one| one.consumer_version_id));
    let mut chosen = publications_of_versions(connection, &chosen, Some(content.provider_id))?;
    // Whoever sends the metadata may have made them up.
    chosen.retain(|one| one.publication.content_id == content.id);
    chosen.sort_by_key(|one| one.consumer_version.id);
    if chosen.is_empty() {
        let published = published_for(connection, content, metadata)?;
        return Ok(vec![subject(content, result, published.as_ref())]);
    }
    let with_tags = |one: &Published| Subject {
        consumer_tags: Some(tags_of_selectors(metadata, one.consumer_version.id)),
        ..subject(content, result, Some(one))
    };
    Ok(chosen.iter().map(with_tags).collect())
}

/// The newest versions that share the content and are not told already, unless the result before said the same: then they
/// were told when that came, or when they were published.
fn others_with_content(
    connection: &mut AnyConnection,
    content: &ContentHead,
    result: &Verification,
    told: &[Subject],
) -> Answer<Vec<Subject>> {
    if outcome_before(connection, content.id, result.id)? == Some(result.success) {
        return Ok(Vec::new());
    }
    let newest = publications_newest(connection, content.id, MOST_VERSIONS)?;
    let is_told = |one: &&Published| told.iter().any(|told| told.publication_id == Some(one.publication.id));
    let others = newest.iter().filter(|one| !is_told(one));
    Ok(others.map(|one| subject(content, result, Some(one))).collect())
}

fn subject(content: &ContentHead, result: &Verification, published: Option<&Published>) -> Subject {
    Subject {
        consumer_id: content.consumer_id,
        provider_id: content.provider_id,
        sha: content.sha.clone(),
        publication_id: published.map(|one| one.publication.id),
        consumer_version_id: published.map(|one| one.consumer_version.id),
        consumer_tags: None,
        result: Some(result.clone()),
        required: None,
        deployed_version_id: None,
        build_url: result.build_url.clone(),
    }
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
