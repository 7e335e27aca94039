//! The overview as a document.

use serde_json::{Value, json};

use super::super::hal::timestamp;
use super::super::links::Links;
use super::table::table;
use crate::app::Page;
use crate::app::overview::{Overview, OverviewItem};
use crate::app::versions::VersionDetails;

/// A page of the overview.
pub(crate) fn dashboard(links: &Links, overview: &Overview, page: Page, next: Option<String>) -> Value {
    let items: Vec<Value> = overview.items.iter().map(|one| item(links, one)).collect();
    let pages = (overview.total + page.size - 1) / page.size;
    let mut document = json!({
        "items": items,
        "page": {
            "number": page.number, "size": page.size, "totalElements": overview.total, "totalPages": pages,
        },
    });
    if let Some(next) = next {
        document["_links"] = json!({"next": {"href": next}});
    }
    document
}

fn item(links: &Links, item: &OverviewItem) -> Value {
    let (consumer, number, provider) = (
        item.consumer.as_str(),
        item.consumer_number.as_str(),
        item.provider.as_str(),
    );
    let pact = links.pact(consumer, provider, number);
    let mut consumer_version = version(number, &item.consumer_details);
    consumer_version["_links"] = json!({"self": {"href": links.version(consumer, number)}});
    let provider_version = item
        .result
        .as_ref()
        .map(|result| version(&result.provider_number, &result.provider_details));
    json!({
        "consumer": {
            "name": consumer,
            "version": consumer_version,
            "_links": {"self": {"href": links.pacticipant(consumer)}},
        },
        "provider": {
            "name": provider,
            "version": provider_version,
            "_links": {"self": {"href": links.pacticipant(provider)}},
        },
        "pact": {"createdAt": timestamp(item.pact_created_at), "_links": {"self": {"href": pact}}},
        "pactTags": tags(links, consumer, number, item.tags.iter().map(String::as_str)),
        "latestVerificationResult": item.result.as_ref().map(|result| json!({
            "success": result.success,
            "verifiedAt": timestamp(result.executed_at),
            "_links": {"self": {"href": format!("{pact}/verification-results/latest")}},
        })),
        "latestVerificationResultTags": item.result.as_ref().map_or_else(|| json!([]), |result| {
            let latest = result.provider_details.tags.iter().filter(|tag| tag.is_latest);
            let mut names: Vec<&str> = latest.map(|tag| tag.name.as_str()).collect();
            names.sort_unstable();
            tags(links, provider, &result.provider_number, names.into_iter())
        }),
        "verificationStatus": item.status.as_str(),
        "webhookStatus": item.webhooks.status.map_or("none", |status| status.as_str()),
        "latestWebhookExecution": item.webhooks.triggered_at.map(|at| json!({"triggeredAt": timestamp(at)})),
        "_links": {"pb:webhook-status": {
            "title": format!("Webhooks between {consumer} and {provider}"),
            "href": format!("{}/webhooks/status", links.pair(consumer, provider)),
        }},
    })
}

fn version(number: &str, details: &VersionDetails) -> Value {
    let heads = details.head_branches();
    json!({"number": number, "branch": heads.last(), "headBranchNames": heads})
}

fn tags<'a>(links: &Links, name: &str, number: &str, tags: impl Iterator<Item = &'a str>) -> Value {
    tags.map(|tag| json!({"name": tag, "latest": true, "_links": {"self": {"href": links.tag(name, number, tag)}}}))
        .collect()
}

/// The same for people: a table, and where the next page is.
pub(crate) fn text(overview: &Overview, next: Option<&str>) -> String {
    let branches = |details: &VersionDetails| details.head_branches().join(", ");
    let rows = overview.items.iter().map(|item| {
        let result = item.result.as_ref();
        [
            item.consumer.clone(),
            item.consumer_number.clone(),
            branches(&item.consumer_details),
            item.tags.join(", "),
            item.provider.clone(),
            result.map(|result| result.provider_number.clone()).unwrap_or_default(),
            result
                .map(|result| branches(&result.provider_details))
                .unwrap_or_default(),
            item.status.as_str().to_owned(),
        ]
    });
    let table = table(HEADING, rows);
    match next {
        Some(next) => format!("{table}\n\nNext page: {next}\n"),
        None => format!("{table}\n"),
    }
}

const HEADING: [&str; 8] = [
    "CONSUMER",
    "C_VERSION",
    "C_BRANCH",
    "C_TAG",
    "PROVIDER",
    "P_VERSION",
    "P_BRANCH",
    "STATUS",
];
