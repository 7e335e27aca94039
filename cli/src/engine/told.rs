//! What `--verbose` tells of exchanges with the provider, without the credentials in them.

use pact_models::http_parts::HttpPart;
use pact_models::query_strings::build_query_string;
use pact_models::v4::http_parts::{HttpRequest, HttpResponse};
use url::Url;

use super::provider::{ProviderSettings, excerpt, excerpt_of};

const MASK: &str = "***";

/// Tells a request that is about to be sent below `base`.
pub(super) fn asking(settings: &ProviderSettings, base: &Url, request: &HttpRequest) {
    tracing::debug!(
        method = %request.method,
        url = %address(base, request),
        headers = %headers(settings, request),
        body = excerpt_of(&request.body).unwrap_or_default(),
        "asking the provider"
    );
}

/// Tells an answer, or why there is none.
pub(super) fn answered(answer: &Result<HttpResponse, String>) {
    match answer {
        Ok(answer) => tracing::debug!(
            status = answer.status,
            body = excerpt(answer).unwrap_or_default(),
            "the provider answered"
        ),
        Err(reason) => tracing::debug!(%reason, "the provider did not answer"),
    }
}

/// An address without its password.
pub(super) fn shown(url: &Url) -> String {
    let mut url = url.clone();
    if url.password().is_some() {
        // Fails only for addresses that cannot have one.
        let _ = url.set_password(Some(MASK));
    }
    url.into()
}

fn address(base: &Url, request: &HttpRequest) -> String {
    let query = request.query.clone().map(build_query_string).unwrap_or_default();
    let separator = if query.is_empty() { "" } else { "?" };
    let path = pact_verifier::provider_client::join_paths(&shown(base), &request.path);
    format!("{path}{separator}{query}")
}

// What --header gives is often a secret; what the contract gives stands in the contract.
fn headers(settings: &ProviderSettings, request: &HttpRequest) -> String {
    let is_ours = |name: &str| settings.headers.iter().any(|(ours, _)| ours.eq_ignore_ascii_case(name));
    let headers = request.headers().iter().flatten();
    let mut lines: Vec<String> = headers
        .map(|(name, values)| match is_ours(name) {
            true => format!("{name}: {MASK}"),
            false => format!("{name}: {}", values.join(", ")),
        })
        .collect();
    lines.sort();
    lines.join("; ")
}
