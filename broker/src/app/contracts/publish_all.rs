//! Publishing everything that a build has to say in one request (`http-api.md` section 11).

use super::super::branches::branch_apply;
use super::super::pacticipants::Named;
use super::super::tags::tag_apply;
use super::super::webhooks::{Addresses, Hooks, PublishedPact, WebhookOutcome, contracts_published};
use super::super::{Answer, AnyConnection, AppError, Moment};
use super::events::events;
use super::publish::{Stored, Target, change_refused, potential_duplicates_of, store};
use crate::domain::publication_notices::{
    Event, PublicationKind, PublicationNotice, PublicationNoticeKind, version_notices,
};
use crate::domain::publishing::{ContractToPublish, OnConflict, PublishContracts};
use crate::domain::rules::Rules;
use crate::store::contracts::{Published, publication_of_version, publications_of_version};
use crate::store::pacticipants::{Pacticipant, pacticipants_lock};
use crate::store::tags::tag_names;
use crate::store::versions::{Version, version_ensure, version_set_build_url};

/// What became of one contract.
#[derive(Debug)]
pub struct PublishedContract {
    pub provider: String,
    pub kind: PublicationKind,
    pub events: Vec<Event>,
    pub webhooks: WebhookOutcome,
    /// Has anybody ever published a result for the pair?
    pub ever_verified: bool,
}

/// What became of a publication.
#[derive(Debug)]
pub struct Outcome {
    /// About the version.
    pub notices: Vec<PublicationNotice>,
    pub contracts: Vec<PublishedContract>,
}

/// Publishes a version with its branch, tags and contracts: all of it or nothing.
pub fn contracts_publish(
    connection: &mut AnyConnection,
    publication: &PublishContracts,
    rules: &Rules,
    addresses: &dyn Addresses,
    now: Moment,
) -> Answer<Outcome> {
    let named = Named::find(connection, &names(publication))?;
    refuse_duplicates(connection, publication, &named, rules)?;
    let consumer = named.ensure(connection, &publication.pacticipant, now)?;
    pacticipants_lock(connection, &[consumer.id])?;
    let (version, created) = version_ensure(connection, consumer.id, &publication.version, now)?;
    if publication.build_url.is_some() && publication.build_url != version.build_url {
        version_set_build_url(connection, version.id, publication.build_url.as_deref(), now)?;
    }
    if let Some(branch) = &publication.branch {
        branch_apply(connection, &consumer, &version, branch, false, rules, now)?;
    }
    for tag in &publication.tags {
        tag_apply(connection, &consumer, &version, tag, rules, now)?;
    }
    let tags: Vec<&str> = publication.tags.iter().map(|tag| tag.as_str()).collect();
    let notices = version_notices(
        &consumer.name,
        &version.number,
        created,
        publication.branch.as_ref().map(|branch| branch.as_str()),
        &tags,
    );
    let mut providers = Vec::with_capacity(publication.contracts.len());
    for contract in &publication.contracts {
        providers.push(named.ensure(connection, &contract.provider, now)?);
    }
    let parties = Parties {
        consumer: &consumer,
        version: &version,
        providers: &providers,
    };
    let stored = publish_each(connection, publication, &parties, rules, now)?;
    let contracts = triggering(connection, publication, &parties, stored, rules, addresses, now)?;
    Ok(Outcome { notices, contracts })
}

/// Who publishes for whom; a provider for each contract, in their order.
struct Parties<'a> {
    consumer: &'a Pacticipant,
    version: &'a Version,
    providers: &'a [Pacticipant],
}

fn names(publication: &PublishContracts) -> Vec<&str> {
    let providers = publication.contracts.iter().map(|contract| contract.provider.as_str());
    std::iter::once(publication.pacticipant.as_str())
        .chain(providers)
        .collect()
}

fn publish_each(
    connection: &mut AnyConnection,
    publication: &PublishContracts,
    parties: &Parties<'_>,
    rules: &Rules,
    now: Moment,
) -> Answer<Vec<(Stored, Vec<Event>)>> {
    let &Parties {
        consumer,
        version,
        providers,
    } = parties;
    let existing = publications_of_version(connection, version.id)?;
    let tags = tag_names(connection, version.id)?;
    refuse_changes(publication, providers, &existing, rules)?;

    let mut published: Vec<(Stored, Vec<Event>)> = Vec::with_capacity(providers.len());
    for (contract, provider) in publication.contracts.iter().zip(providers) {
        let target = Target {
            consumer,
            provider,
            version,
            is_tagged: !tags.is_empty(),
        };
        let repeated = published.iter().any(|(stored, _)| stored.provider_id == provider.id);
        let before = if repeated {
            let before = publication_of_version(connection, version.id, provider.id)?;
            refuse_contradiction(publication, contract, before.as_ref(), rules)?;
            before
        } else {
            publication_for(&existing, provider).cloned()
        };
        let stored = store(
            connection,
            &target,
            before.as_ref(),
            &contract.content,
            contract.on_conflict,
            now,
        )
        .map_err(refused_as_a_whole)?;
        let events = events(connection, &stored, &tags)?;
        published.push((stored, events));
    }
    Ok(published)
}

/// Triggers the webhooks that wait for what happened to the contracts, all at once.
fn triggering(
    connection: &mut AnyConnection,
    publication: &PublishContracts,
    parties: &Parties<'_>,
    stored: Vec<(Stored, Vec<Event>)>,
    rules: &Rules,
    addresses: &dyn Addresses,
    now: Moment,
) -> Answer<Vec<PublishedContract>> {
    let providers: Vec<i64> = parties.providers.iter().map(|provider| provider.id).collect();
    let hooks = Hooks::to_trigger(connection, rules, &[parties.consumer.id], &providers)?;
    let build_url = publication.build_url.as_deref();
    let published: Vec<PublishedPact<'_>> = stored
        .iter()
        .map(|(stored, events)| stored.published(build_url, events))
        .collect();
    let outcomes = contracts_published(connection, &hooks, &published, addresses, now)?;
    let contracts = stored.into_iter().zip(parties.providers).zip(outcomes);
    let contract =
        |(((stored, events), provider), webhooks): (((Stored, Vec<Event>), &Pacticipant), WebhookOutcome)| {
            PublishedContract {
                provider: provider.name.clone(),
                kind: stored.kind,
                events,
                webhooks,
                ever_verified: stored.ever_verified,
            }
        };
    Ok(contracts.map(contract).collect())
}

/// Refuses two contracts with the same provider in one publication that say different things.
fn refuse_contradiction(
    publication: &PublishContracts,
    contract: &ContractToPublish,
    before: Option<&Published>,
    rules: &Rules,
) -> Answer<()> {
    let differs = before.is_some_and(|one| one.sha != contract.content.sha());
    if !differs || contract.on_conflict == OnConflict::Merge || rules.allow_contract_modification {
        return Ok(());
    }
    let (name, number, provider) = (&publication.pacticipant, &publication.version, &contract.provider);
    Err(refused_as_a_whole(AppError::ContractChanged(change_refused(
        name, number, provider,
    ))))
}

fn publication_for<'a>(existing: &'a [Published], provider: &Pacticipant) -> Option<&'a Published> {
    existing.iter().find(|one| one.publication.provider_id == provider.id)
}

fn refuse_duplicates(
    connection: &mut AnyConnection,
    publication: &PublishContracts,
    named: &Named,
    rules: &Rules,
) -> Answer<()> {
    let suspicious = potential_duplicates_of(connection, &names(publication), named, rules)?;
    if suspicious.is_empty() {
        return Ok(());
    }
    let notices = suspicious
        .iter()
        .map(|text| PublicationNotice::new(PublicationNoticeKind::Error, text.clone()))
        .collect();
    Err(AppError::PublicationRefused {
        notices,
        errors: suspicious,
    })
}

fn refuse_changes(
    publication: &PublishContracts,
    providers: &[Pacticipant],
    existing: &[Published],
    rules: &Rules,
) -> Answer<()> {
    if rules.allow_contract_modification {
        return Ok(());
    }
    let contracts = publication.contracts.iter().zip(providers);
    let changed: Vec<String> = contracts
        .filter(|(contract, provider)| {
            contract.on_conflict == OnConflict::Overwrite
                && publication_for(existing, provider).is_some_and(|one| one.sha != contract.content.sha())
        })
        .map(|(_, provider)| change_refused(&publication.pacticipant, &publication.version, &provider.name))
        .collect();
    if changed.is_empty() {
        return Ok(());
    }
    let notices = changed.iter().flat_map(|text| {
        [
            PublicationNotice::new(PublicationNoticeKind::Error, text.clone()),
            PublicationNotice::new(
                PublicationNoticeKind::Info,
                "Non-deterministic values in consumer tests (random data, dates, times) are the usual cause of content \
                 that changes without a change of the code.",
            ),
        ]
    });
    Err(AppError::PublicationRefused {
        notices: notices.collect(),
        errors: changed,
    })
}

fn refused_as_a_whole(error: AppError) -> AppError {
    match error {
        AppError::ContractChanged(text) => AppError::PublicationRefused {
            notices: vec![PublicationNotice::new(PublicationNoticeKind::Error, text.clone())],
            errors: vec![text],
        },
        other => other,
    }
}
