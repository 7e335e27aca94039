//! Verification results.

use serde_json::{Value, json};

use super::super::hal::{Document, Link, timestamp};
use super::super::links::Links;
use super::super::media::Media;
use crate::app::verifications::{ConsumerResults, ResultView};
use crate::domain::metadata::LinkMetadata;

/// Where a result can be read.
pub(crate) fn location(links: &Links, view: &ResultView) -> String {
    links.result(
        &links.content(&view.consumer, &view.provider, &view.sha, None),
        view.record.id,
    )
}

/// A result.
pub(crate) fn result(links: &Links, media: Media, view: &ResultView) -> Document {
    let document = document(links, view);
    if media != Media::Extended {
        return document;
    }
    let tags: Vec<Value> = view
        .provider_tags
        .iter()
        .map(|tag| {
            Document::new()
                .property("name", tag.name.as_str())
                .property("latest", tag.is_latest)
                .link(
                    "self",
                    Link::to(links.tag(&view.provider, &view.provider_number, &tag.name)),
                )
                .build()
        })
        .collect();
    document.embed("tags", tags)
}

fn document(links: &Links, view: &ResultView) -> Document {
    let record = &view.record;
    let own = location(links, view);
    let metadata = LinkMetadata {
        consumer_version_number: view.consumer_number.clone(),
        ..LinkMetadata::default()
    };
    let content = links.content(&view.consumer, &view.provider, &view.sha, Some(&metadata.encode()));
    let verified_by = Document::new()
        .optional("implementation", record.verifier_implementation.as_deref())
        .optional("version", record.verifier_version.as_deref())
        .optional("client_implementation", record.client_implementation.as_deref())
        .optional("client_version", record.client_version.as_deref())
        .optional("client_test_framework", record.client_test_framework.as_deref());
    // Stored as it came in, so it parses.
    let test_results: Option<Value> = record
        .test_results
        .as_deref()
        .and_then(|text| serde_json::from_str(text).ok());
    Document::new()
        .property("providerName", view.provider.as_str())
        .property("providerApplicationVersion", view.provider_number.as_str())
        .property("success", record.success)
        .property("verificationDate", timestamp(record.executed_at))
        .optional("buildUrl", record.build_url.as_deref())
        .optional("testResults", test_results)
        .property("verifiedBy", verified_by)
        .link(
            "self",
            Link::to(own.clone())
                .title("Verification result")
                .name(format!("Verification result {} for {}", record.id, view.consumer)),
        )
        .link(
            "pb:pact-version",
            Link::to(content)
                .title("Pact")
                .name(format!("Pact between {} and {}", view.consumer, view.provider)),
        )
        .link(
            "pb:triggered-webhooks",
            Link::to(format!("{own}/triggered-webhooks")).title("Webhooks triggered by this result"),
        )
}

/// The newest results of everything that a consumer version published.
pub(crate) fn of_consumer_version(links: &Links, results: &ConsumerResults) -> Value {
    let names = |success: bool| -> Vec<&str> {
        results
            .results
            .iter()
            .filter(|one| one.record.success == success)
            .map(|one| one.provider.as_str())
            .collect()
    };
    let (successful, failed) = (names(true), names(false));
    let success = failed.is_empty() && results.unknown.is_empty();
    let embedded: Vec<Value> = results.results.iter().map(|one| document(links, one).build()).collect();
    Document::new()
        .property("success", success)
        .property(
            "providerSummary",
            json!({"successful": successful, "failed": failed, "unknown": results.unknown}),
        )
        .embed("verificationResults", embedded)
        .link(
            "self",
            Link::to(links.consumer_results(&results.consumer, &results.number)).title(format!(
                "Latest results for {} version {}",
                results.consumer, results.number
            )),
        )
        .build()
}
