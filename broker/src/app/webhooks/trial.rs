//! Trying a webhook by hand: what would be sent if something happened now. Nothing is written down.

use super::super::{Answer, AnyConnection, Moment, Vault};
use super::Addresses;
use super::facts::{Facts, Subject};
use super::prepare::Recipe;
use super::save::sides_of;
use super::show::webhook_find;
use super::trigger::telling_results;
use crate::domain::webhook::{FilledRequest, Happening, RequestTemplate, Scope, Values, WebhookToSave};
use crate::store::contracts::publications_by_ids;
use crate::store::integrations::integration_newest_publication;

/// A request to be sent, and what its parameters stood for.
#[derive(Debug)]
pub struct Trial {
    pub request: FilledRequest,
    pub values: Values,
}

/// Prepares to try a webhook that is stored.
pub fn trial_of_saved(
    connection: &mut AnyConnection,
    vault: &Vault,
    uuid: &str,
    addresses: &dyn Addresses,
    now: Moment,
) -> Answer<Trial> {
    let webhook = webhook_find(connection, uuid)?;
    let scope = Scope::new(
        (webhook.consumer_id, webhook.consumer_label.clone()),
        (webhook.provider_id, webhook.provider_label.clone()),
    );
    let values = values(connection, &scope, addresses)?;
    Ok(Trial {
        request: Recipe::of(connection, vault, &webhook, now)?.request(&values),
        values,
    })
}

/// Prepares to try a webhook that is not stored.
pub fn trial_of_unsaved(
    connection: &mut AnyConnection,
    vault: &Vault,
    webhook: &WebhookToSave,
    addresses: &dyn Addresses,
) -> Answer<Trial> {
    unsent(
        connection,
        vault,
        webhook,
        webhook.request.clone().keeping(None),
        addresses,
    )
}

/// What a webhook that is not stored yet would send. Stars that stand for a stored secret stay stars.
pub fn webhook_preview(
    connection: &mut AnyConnection,
    vault: &Vault,
    webhook: &WebhookToSave,
    addresses: &dyn Addresses,
) -> Answer<Trial> {
    unsent(connection, vault, webhook, webhook.request.clone(), addresses)
}

fn unsent(
    connection: &mut AnyConnection,
    vault: &Vault,
    webhook: &WebhookToSave,
    template: RequestTemplate,
    addresses: &dyn Addresses,
) -> Answer<Trial> {
    let [consumer, provider] = sides_of(connection, webhook)?;
    let values = values(connection, &Scope::new(consumer, provider), addresses)?;
    Ok(Trial {
        request: Recipe::unsigned(connection, vault, template)?.request(&values),
        values,
    })
}

fn values(connection: &mut AnyConnection, scope: &Scope, addresses: &dyn Addresses) -> Answer<Values> {
    let newest = newest_happening(connection, scope, addresses)?;
    Ok(newest.unwrap_or_else(Happening::placeholder).tried())
}

/// The newest contract in a scope, with what the provider says about it.
fn newest_happening(
    connection: &mut AnyConnection,
    scope: &Scope,
    addresses: &dyn Addresses,
) -> Answer<Option<Happening>> {
    let newest = integration_newest_publication(connection, scope)?;
    let Some(published) = publications_by_ids(connection, newest.as_slice())?.pop() else {
        return Ok(None);
    };
    let mut results = telling_results(connection, &[published.publication.content_id])?;
    let subject = Subject {
        consumer_id: published.publication.consumer_id,
        provider_id: published.publication.provider_id,
        publication_id: Some(published.publication.id),
        consumer_version_id: Some(published.consumer_version.id),
        consumer_tags: None,
        result: results.remove(&published.publication.content_id),
        required: None,
        deployed_version_id: None,
        build_url: published.consumer_version.build_url,
        sha: published.sha,
    };
    let facts = Facts::load(connection, &[&subject])?;
    Ok(Some(facts.happening(&subject, addresses)))
}
