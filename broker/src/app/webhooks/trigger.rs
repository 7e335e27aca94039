//! What happens triggers webhooks: rows of the outbox, written by the transaction in which it happens.

use std::collections::HashMap;

use super::super::{Answer, AnyConnection, Moment};
use super::Addresses;
use super::facts::{Facts, Required, Subject, distinct};
use super::hooks::{Hooks, Waiting};
use crate::domain::metadata::LinkMetadata;
use crate::domain::publication_notices::Event;
use crate::domain::webhook::{DeliveryStatus, EventName, default_description};
use crate::store::contracts::{
    ContentHead, Published, contents_by_ids, publication_of_content, publication_of_version, publications_of_versions,
};
use crate::store::required_versions::{Place, RequiredVersion, newest_results_of_main_branch, required_versions};
use crate::store::triggered_webhooks::{NewTriggeredWebhook, triggered_insert};
use crate::store::verifications::{Verification, verifications_by_ids};
use crate::store::versions::version_by_number;

/// Something that a request caused, as against a person who asked for it.
const BY_AN_EVENT: &str = "resource_creation";

/// A webhook that was triggered.
#[derive(Debug, Clone)]
pub struct Triggered {
    pub uuid: String,
    /// Its description in quotes, or the webhook's uuid.
    pub webhook: String,
    pub event: EventName,
}

/// What a contract meant for webhooks.
#[derive(Debug, Clone, Default)]
pub struct WebhookOutcome {
    /// Is there a webhook for the pair, whatever it waits for?
    pub configured: bool,
    pub triggered: Vec<Triggered>,
}

/// A contract that was published.
#[derive(Debug)]
pub(crate) struct PublishedPact<'a> {
    pub(crate) consumer_id: i64,
    pub(crate) provider_id: i64,
    pub(crate) consumer_version_id: i64,
    pub(crate) publication_id: i64,
    pub(crate) content_id: i64,
    pub(crate) sha: &'a str,
    pub(crate) build_url: Option<&'a str>,
    pub(crate) events: &'a [Event],
}

/// A webhook, and what it is to be sent for.
struct Firing<'a> {
    waiting: &'a Waiting,
    event: EventName,
    subject: Subject,
}

/// Triggers the webhooks that wait for what happened to contracts; says for each contract, in order, what came of it.
pub(crate) fn contracts_published(
    connection: &mut AnyConnection,
    hooks: &Hooks,
    published: &[PublishedPact<'_>],
    addresses: &dyn Addresses,
    now: Moment,
) -> Answer<Vec<WebhookOutcome>> {
    let matches: Vec<Vec<(&Waiting, EventName)>> = published.iter().map(|one| matching(hooks, one)).collect();
    let concerned = published
        .iter()
        .zip(&matches)
        .filter(|(_, matches)| !matches.is_empty());
    let contents = distinct(concerned.map(|(one, _)| one.content_id));
    let results = telling_results(connection, &contents)?;
    let is_required = |(_, event): &(&Waiting, EventName)| *event == EventName::ContractRequiringVerificationPublished;
    let required = match matches.iter().flatten().any(is_required) {
        true => required_versions(connection, &contents)?,
        false => Vec::new(),
    };
    let mut firings = Vec::new();
    let mut ends = Vec::with_capacity(published.len());
    for (one, matches) in published.iter().zip(matches) {
        for (waiting, event) in matches {
            let subject = subject_of(one, results.get(&one.content_id));
            firings.extend(
                expanded(subject, one.content_id, event, &required).map(|subject| Firing {
                    waiting,
                    event,
                    subject,
                }),
            );
        }
        ends.push(firings.len());
    }
    let mut triggered = fire(connection, &firings, addresses, now)?.into_iter();
    let mut start = 0;
    let outcomes = published.iter().zip(ends).map(|(one, end)| {
        let own = triggered
            .by_ref()
            .take(end - std::mem::replace(&mut start, end))
            .collect();
        WebhookOutcome {
            configured: hooks.about((one.consumer_id, one.provider_id)).next().is_some(),
            triggered: own,
        }
    });
    Ok(outcomes.collect())
}

/// By event, then by webhook.
fn matching<'a>(hooks: &'a Hooks, published: &PublishedPact<'_>) -> Vec<(&'a Waiting, EventName)> {
    let pair = (published.consumer_id, published.provider_id);
    let events = published.events.iter().map(|event| event.name);
    events.flat_map(|event| waiting_for(hooks, pair, event)).collect()
}

fn waiting_for(hooks: &Hooks, pair: (i64, i64), event: EventName) -> impl Iterator<Item = (&Waiting, EventName)> {
    hooks
        .about(pair)
        .filter(move |one| one.events.iter().any(|name| name == event.as_str()))
        .map(move |one| (one, event))
}

/// The result to tell of when a contract was published: the newest from the provider's main branch, else the newest.
pub(super) fn telling_results(connection: &mut AnyConnection, contents: &[i64]) -> Answer<HashMap<i64, Verification>> {
    if contents.is_empty() {
        return Ok(HashMap::new());
    }
    let heads = contents_by_ids(connection, contents)?;
    let mut numbers: HashMap<i64, i64> = heads
        .iter()
        .filter_map(|head| Some((head.id, head.latest_verification_id?)))
        .collect();
    numbers.extend(newest_results_of_main_branch(connection, contents)?);
    let results = verifications_by_ids(connection, &distinct(numbers.into_values()))?;
    Ok(results.into_iter().map(|result| (result.content_id, result)).collect())
}

fn subject_of(published: &PublishedPact<'_>, result: Option<&Verification>) -> Subject {
    Subject {
        consumer_id: published.consumer_id,
        provider_id: published.provider_id,
        sha: published.sha.to_owned(),
        publication_id: Some(published.publication_id),
        consumer_version_id: Some(published.consumer_version_id),
        consumer_tags: None,
        result: result.cloned(),
        required: None,
        build_url: published.build_url.map(str::to_owned),
    }
}

/// One for each provider version that is to verify the content, where that is the event.
fn expanded(
    subject: Subject,
    content: i64,
    event: EventName,
    required: &[RequiredVersion],
) -> impl Iterator<Item = Subject> {
    let versions: Vec<Option<Required>> = match event {
        EventName::ContractRequiringVerificationPublished => {
            let of_content = required.iter().filter(|one| one.content_id == content);
            let of_content: Vec<&RequiredVersion> = of_content.collect();
            let by_version = of_content.chunk_by(|one, other| one.version_id == other.version_id);
            by_version.map(|places| Some(required_for(places))).collect()
        }
        _ => vec![None],
    };
    versions.into_iter().map(move |required| Subject {
        required,
        ..subject.clone()
    })
}

fn required_for(places: &[&RequiredVersion]) -> Required {
    let main = places.iter().find(|one| one.place == Place::MainBranch);
    let describe = |one: &&RequiredVersion| match one.place {
        Place::MainBranch => "latest from main branch".to_owned(),
        Place::Deployed => format!("deployed in {}", one.place_name),
        Place::Released => format!("released in {}", one.place_name),
    };
    Required {
        version_id: places[0].version_id,
        main_branch: main.map(|one| one.place_name.clone()),
        descriptions: places.iter().map(describe).collect(),
    }
}

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

/// Writes the rows of the outbox; returns them in order.
fn fire(
    connection: &mut AnyConnection,
    firings: &[Firing<'_>],
    addresses: &dyn Addresses,
    now: Moment,
) -> Answer<Vec<Triggered>> {
    if firings.is_empty() {
        return Ok(Vec::new());
    }
    let subjects: Vec<Subject> = firings.iter().map(|firing| firing.subject.clone()).collect();
    let facts = Facts::load(connection, &subjects)?;
    let rows: Vec<NewTriggeredWebhook> = firings.iter().map(|one| row(one, &facts, addresses, now)).collect();
    triggered_insert(connection, &rows)?;
    let triggered = |(firing, row): (&Firing<'_>, NewTriggeredWebhook)| Triggered {
        uuid: row.uuid,
        webhook: match &firing.waiting.hook.description {
            Some(description) => format!("\"{description}\""),
            None => row.webhook_uuid,
        },
        event: firing.event,
    };
    Ok(firings.iter().zip(rows).map(triggered).collect())
}

fn row(firing: &Firing<'_>, facts: &Facts, addresses: &dyn Addresses, now: Moment) -> NewTriggeredWebhook {
    let Firing {
        waiting,
        event,
        subject,
    } = firing;
    let values = facts.happening(subject, addresses).values(event.as_str());
    let result = subject.result.as_ref().filter(|_| event.is_of_result());
    NewTriggeredWebhook {
        uuid: uuid::Uuid::new_v4().to_string(),
        webhook_id: waiting.hook.id,
        webhook_uuid: waiting.hook.uuid.clone(),
        name: default_description(&waiting.hook.method, &waiting.hook.url),
        consumer_id: subject.consumer_id,
        provider_id: subject.provider_id,
        publication_id: subject.publication_id,
        verification_id: result.map(|result| result.id),
        event_name: event.as_str(),
        event_context: serde_json::json!(values).to_string(),
        trigger_type: BY_AN_EVENT,
        status: DeliveryStatus::NotRun.as_str(),
        attempts_made: 0,
        triggered_at: now,
        next_attempt_at: now,
    }
}
