//! The contracts that a provider is to verify.

use serde_json::{Value, json};

use super::super::hal::{Document, Link};
use super::super::links::Links;
use crate::app::for_verification::ChosenPact;
use crate::domain::consumer_selector::PactsForVerification;
use crate::domain::metadata::{LinkMetadata, ResolvedSelectorRef};
use crate::domain::verification_notices::{
    ChosenContract, Notice, ProviderScope, get_is_deprecated, notices, short_description,
};

/// The list; `by_get` adds that asking so is out of date.
pub(crate) fn pacts(
    links: &Links,
    provider: &str,
    question: &PactsForVerification,
    chosen: &[ChosenPact],
    by_get: bool,
) -> Value {
    let pacts: Vec<Value> = chosen
        .iter()
        .map(|pact| one(links, provider, question, pact, by_get))
        .collect();
    let own = format!("{}/for-verification", links.provider_pacts(provider));
    Document::new()
        .embed("pacts", pacts)
        .link(
            "self",
            Link::to(own).title(format!("Pacts to be verified by {provider}")),
        )
        .build()
}

fn one(links: &Links, provider: &str, question: &PactsForVerification, pact: &ChosenPact, by_get: bool) -> Value {
    let sha = &pact.published.sha;
    let url = links.content(&pact.consumer, provider, sha, None);
    let tags = if pact.pending == Some(true) {
        &pact.pending_tags
    } else {
        &question.provider_tags
    };
    let contract = ChosenContract {
        provider,
        url: &url,
        selectors: &pact.selectors,
        wip: pact.wip,
        pending: pact.pending.filter(|_| question.include_pending),
        scope: match &question.provider_branch {
            Some(branch) => ProviderScope::Branch(branch),
            None if tags.is_empty() => ProviderScope::Any,
            None => ProviderScope::Tags(tags),
        },
    };
    let deprecated = by_get.then(get_is_deprecated);
    let notices: Vec<Value> = deprecated
        .into_iter()
        .chain(notices(&contract))
        .map(|notice| sentence(&notice))
        .collect();
    let mut properties = Document::new().optional("pending", contract.pending);
    if pact.wip {
        properties = properties.property("wip", true);
    }
    let number = &pact.published.consumer_version.number;
    let own = links.content(&pact.consumer, provider, sha, Some(&metadata(pact).encode()));
    Document::new()
        .property("shortDescription", short_description(&pact.selectors))
        .property("verificationProperties", properties.property("notices", notices))
        .link(
            "self",
            Link::to(own).name(format!("Pact between {} ({number}) and {provider}", pact.consumer)),
        )
        .build()
}

fn sentence(notice: &Notice) -> Value {
    json!({"when": notice.when.as_str(), "text": notice.text})
}

/// What the result is stored with: how the contract was chosen.
fn metadata(pact: &ChosenPact) -> LinkMetadata {
    if pact.wip {
        return LinkMetadata {
            wip: true,
            ..LinkMetadata::default()
        };
    }
    LinkMetadata {
        selectors: pact.selectors.iter().map(ResolvedSelectorRef::from).collect(),
        pending: pact.pending,
        ..LinkMetadata::default()
    }
}
