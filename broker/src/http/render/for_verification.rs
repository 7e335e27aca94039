//! The contracts that a provider is to verify.
//!
//! Types rather than trees of values, and written once: a provider of many has hundreds of contracts, with several
//! sentences each.

use serde::Serialize;

use super::super::hal::Link;
use super::super::links::Links;
use crate::app::for_verification::ChosenPact;
use crate::domain::consumer_selector::PactsForVerification;
use crate::domain::metadata::{LinkMetadata, ResolvedSelectorRef};
use crate::domain::verification_notices::{
    ChosenContract, Notice, ProviderScope, get_is_deprecated, notices, short_description,
};

/// The list.
#[derive(Debug, Serialize)]
pub(crate) struct Pacts {
    #[serde(rename = "_embedded")]
    embedded: Embedded,
    #[serde(rename = "_links")]
    links: Own,
}

#[derive(Debug, Serialize)]
struct Embedded {
    pacts: Vec<Pact>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Pact {
    short_description: String,
    verification_properties: Properties,
    #[serde(rename = "_links")]
    links: Own,
}

#[derive(Debug, Serialize)]
struct Properties {
    #[serde(skip_serializing_if = "Option::is_none")]
    pending: Option<bool>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    wip: bool,
    notices: Vec<Sentence>,
}

#[derive(Debug, Serialize)]
struct Sentence {
    when: &'static str,
    text: String,
}

#[derive(Debug, Serialize)]
struct Own {
    #[serde(rename = "self")]
    own: Link,
}

/// The list; `by_get` adds that asking so is out of date.
pub(crate) fn pacts(
    links: &Links,
    provider: &str,
    question: &PactsForVerification,
    chosen: &[ChosenPact],
    by_get: bool,
) -> Pacts {
    let pacts = chosen.iter().map(|pact| one(links, provider, question, pact, by_get));
    let own = format!("{}/for-verification", links.provider_pacts(provider));
    Pacts {
        embedded: Embedded { pacts: pacts.collect() },
        links: Own {
            own: Link::to(own).title(format!("Pacts to be verified by {provider}")),
        },
    }
}

fn one(links: &Links, provider: &str, question: &PactsForVerification, pact: &ChosenPact, by_get: bool) -> Pact {
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
    let notices = deprecated.into_iter().chain(notices(&contract));
    let number = &pact.published.consumer_version.number;
    let own = links.content(&pact.consumer, provider, sha, Some(&metadata(pact).encode()));
    Pact {
        short_description: short_description(&pact.selectors),
        verification_properties: Properties {
            pending: contract.pending,
            wip: pact.wip,
            notices: notices.map(sentence).collect(),
        },
        links: Own {
            own: Link::to(own).name(format!("Pact between {} ({number}) and {provider}", pact.consumer)),
        },
    }
}

fn sentence(notice: Notice) -> Sentence {
    Sentence {
        when: notice.when.as_str(),
        text: notice.text,
    }
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
