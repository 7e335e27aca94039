//! Counts.

use serde_json::{Map, Value, json};

use super::super::hal::timestamp;
use crate::app::metrics::{Distribution, Metrics};

/// The counts under the names that dashboards know; the matrix is computed and cannot be counted.
pub(crate) fn metrics(metrics: &Metrics) -> Value {
    let counts = &metrics.counts;
    json!({
        "interactions": {
            "latestInteractionsCount": counts.latest_interactions,
            "latestMessagesCount": counts.latest_messages,
            "latestInteractionsAndMessagesCount": counts.latest_interactions + counts.latest_messages,
        },
        "pacticipants": {
            "count": counts.pacticipants,
            "withMainBranchSetCount": counts.pacticipants_with_main_branch,
        },
        "integrations": {"count": counts.integrations},
        "pactPublications": {
            "count": metrics.publications.count,
            "first": metrics.publications.first.map(timestamp),
            "last": metrics.publications.last.map(timestamp),
        },
        "pactVersions": {"count": counts.contents},
        "pactRevisionsPerConsumerVersion": {"distribution": distribution(&metrics.revisions)},
        "verificationResults": {
            "count": metrics.results.count,
            "successCount": metrics.successes,
            "failureCount": metrics.results.count - metrics.successes,
            "distinctCount": metrics.distinct,
            "first": metrics.results.first.map(timestamp),
            "last": metrics.results.last.map(timestamp),
        },
        "verificationResultsPerPactVersion": {"distribution": distribution(&metrics.results_of_contents)},
        "pacticipantVersions": {
            "count": counts.versions,
            "withUserCreatedBranchCount": counts.versions_with_user_branch,
            "withBranchCount": counts.versions_with_branch,
            "withBranchSetCount": counts.versions_with_branch,
        },
        "webhooks": {"count": counts.webhooks},
        "tags": {
            "count": counts.tags,
            "distinctCount": counts.tag_names,
            "distinctWithPacticipantCount": counts.tag_names_of_pacticipants,
        },
        "triggeredWebhooks": {"count": counts.triggered_webhooks},
        "webhookExecutions": {"count": counts.webhook_attempts},
        "matrix": {"count": -1},
        "environments": {"count": counts.environments},
        "deployedVersions": {
            "count": counts.deployments,
            "userCreatedCount": counts.user_deployments,
            "currentlyDeployedCount": counts.current_deployments,
        },
        "releasedVersions": {"count": counts.releases, "currentlySupportedCount": counts.supported_releases},
    })
}

fn distribution(distribution: &Distribution) -> Value {
    let of: Map<String, Value> = distribution
        .iter()
        .map(|(parts, things)| (parts.to_string(), json!(things)))
        .collect();
    Value::Object(of)
}
