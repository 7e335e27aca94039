//! Verification results: publish and show.

use std::collections::HashMap;

use super::contracts::{LatestPact, PactView, pact_latest, pact_of_version};
use super::pacticipants::pacticipant_part;
use super::versions::version_find;
use super::webhooks::{Addresses, result_published};
use super::{Answer, AnyConnection, AppError, Moment};
use crate::domain::metadata::LinkMetadata;
use crate::domain::pact_status::Finding;
use crate::domain::rules::Rules;
use crate::domain::verification::VerificationResult;
use crate::store::contracts::{
    ContentHead, content_by_sha, contents_by_ids, publication_of_content, publications_of_versions,
};
use crate::store::details::{Tagged, version_details};
use crate::store::pacticipants::{
    integration_set_latest_verification, integration_touch, pacticipants_by_ids, pacticipants_lock,
};
use crate::store::successes::{Success, success_note};
use crate::store::tags::tag_names;
use crate::store::verifications::{
    NewVerification, Verification, verification_by_number, verification_insert, verifications_by_ids,
};
use crate::store::versions::{version_by_id, version_ensure, version_touch, versions_by_ids};

/// The address of a content.
#[derive(Debug, Clone)]
pub struct ContentAddress {
    pub consumer: String,
    pub provider: String,
    pub sha: String,
}

/// A result, ready to be shown.
#[derive(Debug)]
pub struct ResultView {
    pub consumer: String,
    pub provider: String,
    pub sha: String,
    /// The consumer version that the link to the contract stands for.
    pub consumer_number: Option<String>,
    pub provider_number: String,
    pub provider_tags: Vec<Tagged>,
    pub record: Verification,
}

fn content_find(connection: &mut AnyConnection, address: &ContentAddress) -> Answer<ContentHead> {
    let consumer = pacticipant_part(connection, &address.consumer)?;
    let provider = pacticipant_part(connection, &address.provider)?;
    content_by_sha(connection, consumer.id, provider.id, &address.sha)?.ok_or_else(|| {
        AppError::NotFound(format!(
            "There is no pact between `{}` and `{}` with the content `{}`.",
            address.consumer, address.provider, address.sha
        ))
    })
}

/// Publishes a result for a content.
pub fn result_publish(
    connection: &mut AnyConnection,
    address: &ContentAddress,
    metadata: &LinkMetadata,
    result: &VerificationResult,
    rules: &Rules,
    addresses: &dyn Addresses,
    now: Moment,
) -> Answer<ResultView> {
    let content = content_find(connection, address)?;
    pacticipants_lock(connection, &[content.consumer_id, content.provider_id])?;
    let (version, created) = version_ensure(connection, content.provider_id, &result.provider_version, now)?;
    if created {
        version_touch(connection, version.id, now)?;
    }
    let selectors = (!metadata.selectors.is_empty()).then(|| serde_json::json!(metadata.selectors).to_string());
    let executed_at = result.verified_at.map_or(now, |at| at.naive_utc());
    let test_results = result.test_results.as_ref().map(ToString::to_string);
    let by = &result.verified_by;
    let number = verification_insert(
        connection,
        &NewVerification {
            content_id: content.id,
            provider_id: content.provider_id,
            provider_version_id: version.id,
            success: result.success,
            wip: metadata.wip,
            pact_pending: metadata.pending,
            build_url: result.build_url.as_deref(),
            verifier_implementation: by.implementation.as_deref(),
            verifier_version: by.version.as_deref(),
            client_implementation: by.client_language.as_deref(),
            client_version: by.client_version.as_deref(),
            client_test_framework: by.client_test_framework.as_deref(),
            executed_at,
            created_at: now,
            consumer_version_selectors: selectors.as_deref(),
            test_results: test_results.as_deref(),
        },
    )?;
    if result.success {
        let success = Success {
            content_id: content.id,
            provider_version_id: version.id,
            at: executed_at,
            wip: metadata.wip,
        };
        success_note(connection, &success)?;
    }
    let integration = integration_touch(connection, content.consumer_id, content.provider_id, now)?;
    integration_set_latest_verification(connection, integration.id, number)?;
    let record = verification_by_number(connection, content.id, number)?;
    let record = record.ok_or_else(|| unknown_result(&number.to_string()))?;
    result_published(connection, &content, &record, metadata, rules, addresses, now)?;
    view(connection, address, metadata.consumer_version_number.clone(), record)
}

fn unknown_result(number: &str) -> AppError {
    AppError::NotFound(format!(
        "There is no verification result with the number `{number}` for this pact."
    ))
}

fn view(
    connection: &mut AnyConnection,
    address: &ContentAddress,
    consumer_number: Option<String>,
    record: Verification,
) -> Answer<ResultView> {
    let consumer_number = match consumer_number {
        Some(number) => Some(number),
        None => publication_of_content(connection, record.content_id)?.map(|one| one.consumer_version.number),
    };
    let version = version_by_id(connection, record.provider_version_id)?;
    // Most versions have no tags, which is a cheaper question than which of them are the latest.
    let provider_tags = match tag_names(connection, record.provider_version_id)?.is_empty() {
        true => Vec::new(),
        false => version_details(connection, &[record.provider_version_id])?
            .remove(&record.provider_version_id)
            .map(|details| details.tags)
            .unwrap_or_default(),
    };
    Ok(ResultView {
        consumer: address.consumer.clone(),
        provider: address.provider.clone(),
        sha: address.sha.clone(),
        consumer_number,
        provider_number: version.map(|version| version.number).unwrap_or_default(),
        provider_tags,
        record,
    })
}

/// Which result of a content is meant.
#[derive(Debug, Clone, Copy)]
pub enum WhichResult {
    /// The one with this number.
    Number(i64),
    /// The newest.
    Latest,
}

/// Shows a result of a content.
pub fn result_show(
    connection: &mut AnyConnection,
    address: &ContentAddress,
    metadata: &LinkMetadata,
    which: WhichResult,
) -> Answer<ResultView> {
    let (_, record) = result_find(connection, address, which)?;
    view(connection, address, metadata.consumer_version_number.clone(), record)
}

/// What a result says.
pub(super) fn finding_of(record: &Verification) -> Finding {
    Finding {
        success: record.success,
        pact_pending: record.pact_pending.unwrap_or(false),
    }
}

pub(super) fn result_find(
    connection: &mut AnyConnection,
    address: &ContentAddress,
    which: WhichResult,
) -> Answer<(ContentHead, Verification)> {
    let content = content_find(connection, address)?;
    let number = match which {
        WhichResult::Number(number) => Some(number),
        WhichResult::Latest => content.latest_verification_id,
    };
    let record = match number {
        Some(number) => verification_by_number(connection, content.id, number)?,
        None => None,
    };
    let record = record.ok_or_else(|| match which {
        WhichResult::Number(number) => unknown_result(&number.to_string()),
        WhichResult::Latest => AppError::NotFound("This pact has not been verified yet.".to_owned()),
    })?;
    Ok((content, record))
}

/// Which pact of a pair a result is asked of.
#[derive(Debug, Clone)]
pub enum OfPact {
    /// That of a consumer version.
    Version(String),
    /// The latest of a kind.
    Latest(LatestPact),
}

/// Shows the newest result of a pact.
pub fn result_of_pact(
    connection: &mut AnyConnection,
    consumer: &str,
    provider: &str,
    of: &OfPact,
) -> Answer<ResultView> {
    let (address, metadata) = address_of_pact(connection, consumer, provider, of)?;
    result_show(connection, &address, &metadata, WhichResult::Latest)
}

/// The content of a pact, and what says for which consumer version it stands.
pub(super) fn address_of_pact(
    connection: &mut AnyConnection,
    consumer: &str,
    provider: &str,
    of: &OfPact,
) -> Answer<(ContentAddress, LinkMetadata)> {
    let pact: PactView = match of {
        OfPact::Version(number) => pact_of_version(connection, consumer, provider, number)?,
        OfPact::Latest(which) => pact_latest(connection, consumer, provider, which)?,
    };
    let address = ContentAddress {
        consumer: pact.consumer,
        provider: pact.provider,
        sha: pact.sha,
    };
    let metadata = LinkMetadata {
        consumer_version_number: Some(pact.number),
        ..LinkMetadata::default()
    };
    Ok((address, metadata))
}

/// The newest results of everything that a consumer version published.
#[derive(Debug)]
pub struct ConsumerResults {
    pub consumer: String,
    pub number: String,
    pub results: Vec<ResultView>,
    /// Providers without a result.
    pub unknown: Vec<String>,
}

/// Shows the newest results of a consumer version.
pub fn results_of_consumer_version(
    connection: &mut AnyConnection,
    consumer: &str,
    number: &str,
) -> Answer<ConsumerResults> {
    let pacticipant = pacticipant_part(connection, consumer)?;
    let version = version_find(connection, &pacticipant, number)?;
    let published = publications_of_versions(connection, &[version.id], None)?;
    let contents: Vec<i64> = published.iter().map(|one| one.publication.content_id).collect();
    let contents = contents_by_ids(connection, &contents)?;
    let newest: Vec<i64> = contents
        .iter()
        .filter_map(|content| content.latest_verification_id)
        .collect();
    let records = verifications_by_ids(connection, &newest)?;
    let provider_versions: Vec<i64> = records.iter().map(|record| record.provider_version_id).collect();
    let numbers: HashMap<i64, String> = versions_by_ids(connection, &provider_versions)?
        .into_iter()
        .map(|version| (version.id, version.number))
        .collect();
    let providers: Vec<i64> = published.iter().map(|one| one.publication.provider_id).collect();
    let names: HashMap<i64, String> = pacticipants_by_ids(connection, &providers)?
        .into_iter()
        .map(|pacticipant| (pacticipant.id, pacticipant.name))
        .collect();
    let mut records: HashMap<i64, Verification> =
        records.into_iter().map(|record| (record.content_id, record)).collect();

    let (mut results, mut unknown) = (Vec::new(), Vec::new());
    for one in published {
        let provider = names.get(&one.publication.provider_id).cloned().unwrap_or_default();
        match records.remove(&one.publication.content_id) {
            None => unknown.push(provider),
            Some(record) => results.push(ResultView {
                consumer: pacticipant.name.clone(),
                provider,
                sha: one.sha,
                consumer_number: Some(version.number.clone()),
                provider_number: numbers.get(&record.provider_version_id).cloned().unwrap_or_default(),
                provider_tags: Vec::new(),
                record,
            }),
        }
    }
    results.sort_by(|one, other| one.provider.cmp(&other.provider));
    unknown.sort();
    Ok(ConsumerResults {
        consumer: pacticipant.name,
        number: version.number,
        results,
        unknown,
    })
}
