//! What is where at a glance: the newest pact of every pair, of every tag, and what is deployed or released.

use std::collections::{BTreeSet, HashMap};

use super::pacticipants::pacticipant_find;
use super::verifications::finding_of;
use super::webhooks::{PairWebhooks, statuses_of_pairs};
use super::{Answer, AnyConnection, Moment, Page};
use crate::domain::pact_status::PactStatus;
use crate::store::contracts::{
    Published, contents_by_ids, publications_by_ids, publications_latest, publications_of_versions,
};
use crate::store::details::{VersionDetails, version_details_with_environments};
use crate::store::environments::{InEnvironment, deployed_now, supported_now};
use crate::store::pacticipants::pacticipants_by_ids;
use crate::store::tag_pacts::{TagPact, latest_by_tag};
use crate::store::verifications::{Verification, verifications_by_ids};
use crate::store::versions::versions_by_ids;

/// What fits on a screen.
pub const OVERVIEW_PAGE: Page = Page { number: 1, size: 30 };

/// One line of the overview.
#[derive(Debug)]
pub struct OverviewItem {
    pub consumer: String,
    pub consumer_number: String,
    pub consumer_details: VersionDetails,
    pub provider: String,
    pub pact_created_at: Moment,
    /// Tags of which this is the newest pact.
    pub tags: Vec<String>,
    pub status: PactStatus,
    pub result: Option<OverviewResult>,
    pub webhooks: PairWebhooks,
}

/// The newest result of the line's content.
#[derive(Debug)]
pub struct OverviewResult {
    pub success: bool,
    pub executed_at: Moment,
    pub provider_number: String,
    pub provider_details: VersionDetails,
}

/// The overview, or a page of it, of everything or of one pair.
#[derive(Debug)]
pub struct Overview {
    pub items: Vec<OverviewItem>,
    pub total: i64,
}

/// Shows a page of the overview.
pub fn overview(connection: &mut AnyConnection, pair: Option<(&str, &str)>, page: Page) -> Answer<Overview> {
    let pair = match pair {
        Some((consumer, provider)) => Some((
            pacticipant_find(connection, consumer)?.id,
            pacticipant_find(connection, provider)?.id,
        )),
        None => None,
    };
    let tag_pacts = latest_by_tag(connection, pair)?;
    let mut lines = lines(connection, pair, &tag_pacts)?;
    let ids: BTreeSet<i64> = lines
        .iter()
        .flat_map(|one| [one.publication.consumer_id, one.publication.provider_id])
        .collect();
    let names: HashMap<i64, String> = pacticipants_by_ids(connection, &ids.into_iter().collect::<Vec<_>>())?
        .into_iter()
        .map(|pacticipant| (pacticipant.id, pacticipant.name))
        .collect();
    let results = newest_results(connection, &lines)?;
    lines.sort_by_key(|one| {
        let verified_at = results.get(&one.publication.content_id).map(|result| result.created_at);
        let active_at = verified_at.map_or(one.publication.created_at, |at| at.max(one.publication.created_at));
        std::cmp::Reverse((active_at, one.publication.id))
    });
    let total = i64::try_from(lines.len()).unwrap_or(i64::MAX);
    let (skip, take) = (page.offset(), page.limit());
    let shown: Vec<Published> = lines
        .into_iter()
        .skip(usize::try_from(skip).unwrap_or(usize::MAX))
        .take(usize::try_from(take).unwrap_or(usize::MAX))
        .collect();
    let items = items(connection, shown, &names, &tag_pacts, &results)?;
    Ok(Overview { items, total })
}

/// Each pact once.
fn lines(connection: &mut AnyConnection, pair: Option<(i64, i64)>, tag_pacts: &[TagPact]) -> Answer<Vec<Published>> {
    let (consumer, provider) = pair.unzip();
    let mut lines = publications_latest(connection, provider)?;
    lines.retain(|one| consumer.is_none_or(|consumer| one.publication.consumer_id == consumer));
    let tagged: Vec<i64> = tag_pacts.iter().map(|pact| pact.publication_id).collect();
    lines.extend(publications_by_ids(connection, &tagged)?);
    let narrowed = InEnvironment {
        pacticipants: consumer.as_ref().map(std::slice::from_ref),
        ..InEnvironment::default()
    };
    let mut placed: BTreeSet<i64> = deployed_now(connection, narrowed)?
        .into_iter()
        .map(|row| row.version_id)
        .collect();
    placed.extend(
        supported_now(connection, narrowed)?
            .into_iter()
            .map(|row| row.version_id),
    );
    lines.extend(publications_of_versions(
        connection,
        &placed.into_iter().collect::<Vec<_>>(),
        provider,
    )?);
    let mut seen = BTreeSet::new();
    lines.retain(|one| seen.insert(one.publication.id));
    Ok(lines)
}

/// The newest result of each line's content, by content.
fn newest_results(connection: &mut AnyConnection, lines: &[Published]) -> Answer<HashMap<i64, Verification>> {
    let contents: BTreeSet<i64> = lines.iter().map(|one| one.publication.content_id).collect();
    let newest: Vec<i64> = contents_by_ids(connection, &contents.into_iter().collect::<Vec<_>>())?
        .into_iter()
        .filter_map(|content| content.latest_verification_id)
        .collect();
    let results = verifications_by_ids(connection, &newest)?;
    Ok(results.into_iter().map(|result| (result.content_id, result)).collect())
}

fn items(
    connection: &mut AnyConnection,
    shown: Vec<Published>,
    names: &HashMap<i64, String>,
    tag_pacts: &[TagPact],
    results: &HashMap<i64, Verification>,
) -> Answer<Vec<OverviewItem>> {
    let shown_results = shown.iter().filter_map(|one| results.get(&one.publication.content_id));
    let provider_versions: Vec<i64> = shown_results.map(|result| result.provider_version_id).collect();
    let numbers: HashMap<i64, String> = versions_by_ids(connection, &provider_versions)?
        .into_iter()
        .map(|version| (version.id, version.number))
        .collect();
    let mut versions: BTreeSet<i64> = shown.iter().map(|one| one.consumer_version.id).collect();
    versions.extend(&provider_versions);
    let sides: BTreeSet<i64> = shown
        .iter()
        .flat_map(|one| [one.publication.consumer_id, one.publication.provider_id])
        .collect();
    let details = version_details_with_environments(
        connection,
        &versions.into_iter().collect::<Vec<_>>(),
        &sides.into_iter().collect::<Vec<_>>(),
    )?;
    let details_of = |version: i64| details.get(&version).cloned().unwrap_or_default();

    let pairs: BTreeSet<(i64, i64)> = shown.iter().map(pair_of).collect();
    let webhooks = statuses_of_pairs(connection, &pairs.into_iter().collect::<Vec<_>>())?;

    let item = |one: Published| {
        let publication = &one.publication;
        let of_this = tag_pacts.iter().filter(|pact| pact.publication_id == publication.id);
        let mut tags: Vec<String> = of_this.map(|pact| pact.tag.clone()).collect();
        tags.sort();
        let newest = results.get(&publication.content_id);
        let result = newest.map(|result| OverviewResult {
            success: result.success,
            executed_at: result.executed_at,
            provider_number: numbers.get(&result.provider_version_id).cloned().unwrap_or_default(),
            provider_details: details_of(result.provider_version_id),
        });
        OverviewItem {
            webhooks: webhooks.get(&pair_of(&one)).copied().unwrap_or_default(),
            consumer: names.get(&publication.consumer_id).cloned().unwrap_or_default(),
            provider: names.get(&publication.provider_id).cloned().unwrap_or_default(),
            consumer_details: details_of(one.consumer_version.id),
            consumer_number: one.consumer_version.number,
            pact_created_at: publication.created_at,
            tags,
            status: newest.map_or(PactStatus::Never, |result| PactStatus::of_own(finding_of(result))),
            result,
        }
    };
    Ok(shown.into_iter().map(item).collect())
}

fn pair_of(one: &Published) -> (i64, i64) {
    (one.publication.consumer_id, one.publication.provider_id)
}
