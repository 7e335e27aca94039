//! What publishing a contract triggers.

use std::collections::HashMap;

use super::super::super::{Answer, AnyConnection, Moment};
use super::super::Addresses;
use super::super::facts::{Required, Subject, distinct};
use super::super::hooks::{Hooks, Waiting};
use super::{Firing, WebhookOutcome, fire, waiting_for};
use crate::domain::publication_notices::Event;
use crate::domain::webhook::EventName;
use crate::store::contracts::contents_by_ids;
use crate::store::required_versions::{Place, RequiredVersion, newest_results_of_main_branch, required_versions};
use crate::store::verifications::{Verification, verifications_by_ids};

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

/// Triggers the webhooks that wait for what happened to contracts; says for each contract, in order, what came of it.
pub(crate) fn contracts_published(
    connection: &mut AnyConnection,
    hooks: &Hooks,
    published: &[PublishedPact<'_>],
    addresses: &dyn Addresses,
    now: Moment,
) -> Answer<Vec<WebhookOutcome>> {
    let mut outcomes: Vec<WebhookOutcome> = published.iter().map(|one| untriggered(hooks, one)).collect();
    let firings = firings(connection, hooks, published)?;
    for (place, triggered) in fire(connection, firings, addresses, now)? {
        outcomes[place].triggered.push(triggered);
    }
    Ok(outcomes)
}

fn untriggered(hooks: &Hooks, published: &PublishedPact<'_>) -> WebhookOutcome {
    let mut about = hooks.about((published.consumer_id, published.provider_id));
    WebhookOutcome {
        configured: about.next().is_some(),
        triggered: Vec::new(),
    }
}

/// What is to be sent for which contract.
fn firings<'a>(
    connection: &mut AnyConnection,
    hooks: &'a Hooks,
    published: &'a [PublishedPact<'a>],
) -> Answer<Vec<Firing<'a>>> {
    let all = published.iter().enumerate();
    let matches: Vec<(usize, &Waiting, EventName)> = all
        .flat_map(|(place, one)| matching(hooks, one).map(move |(waiting, event)| (place, waiting, event)))
        .collect();
    let contents = distinct(matches.iter().map(|(place, ..)| published[*place].content_id));
    let results = telling_results(connection, &contents)?;
    let required = match matches.iter().any(|(.., event)| is_about_required_versions(*event)) {
        true => required_versions(connection, &contents)?,
        false => Vec::new(),
    };
    let expand = |(place, waiting, event): (usize, &'a Waiting, EventName)| {
        let one = &published[place];
        let subject = subject_of(one, results.get(&one.content_id));
        let subjects = expanded(subject, one.content_id, event, &required).into_iter();
        subjects.map(move |subject| Firing {
            waiting,
            event,
            subject,
            place,
        })
    };
    Ok(matches.into_iter().flat_map(expand).collect())
}

/// By event, then by webhook.
fn matching<'a>(hooks: &'a Hooks, published: &'a PublishedPact<'a>) -> impl Iterator<Item = (&'a Waiting, EventName)> {
    let pair = (published.consumer_id, published.provider_id);
    let events = published.events.iter().map(|event| event.name);
    events.flat_map(move |event| waiting_for(hooks, pair, event))
}

fn is_about_required_versions(event: EventName) -> bool {
    event == EventName::ContractRequiringVerificationPublished
}

/// The result to tell of when a contract was published: the newest from the provider's main branch, else the newest.
pub(in super::super) fn telling_results(
    connection: &mut AnyConnection,
    contents: &[i64],
) -> Answer<HashMap<i64, Verification>> {
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
        deployed_version_id: None,
        build_url: published.build_url.map(str::to_owned),
    }
}

/// One for each provider version that is to verify the content, where that is the event.
fn expanded(subject: Subject, content: i64, event: EventName, required: &[RequiredVersion]) -> Vec<Subject> {
    if !is_about_required_versions(event) {
        return vec![subject];
    }
    let of_content = required.iter().filter(|one| one.content_id == content);
    let of_content: Vec<&RequiredVersion> = of_content.collect();
    let by_version = of_content.chunk_by(|one, other| one.version_id == other.version_id);
    let for_version = |places: &[&RequiredVersion]| Subject {
        required: Some(required_for(places)),
        ..subject.clone()
    };
    by_version.map(for_version).collect()
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
