//! What stands above a contract: who, since when, how it stands, and what comes before and after.

use super::super::integrations::SeenVersion;
use super::super::text::is_web_address;
use super::super::words::{self, State, When, when};
use crate::app::Moment;
use crate::app::contracts::{Neighbours, PactSeen};
use crate::domain::pact_status::PactStatus;
use crate::http::links::Links;

/// A name with the address of its page.
pub(in crate::ui) struct Named {
    pub(in crate::ui) name: String,
    pub(in crate::ui) address: String,
}

/// Both sides of a contract.
pub(in crate::ui) struct Sides {
    pub(in crate::ui) consumer: Named,
    pub(in crate::ui) provider: Named,
    /// Their results in every combination.
    pub(in crate::ui) matrix: String,
    /// Their newest contract.
    pub(in crate::ui) latest: String,
}

impl Sides {
    pub(in crate::ui) fn of(links: &Links, consumer: &str, provider: &str) -> Self {
        let named = |name: &str| Named {
            name: name.to_owned(),
            address: links.pacticipant(name),
        };
        Self {
            consumer: named(consumer),
            provider: named(provider),
            matrix: links.of_pair("/matrix", consumer, provider),
            latest: links.latest_pact(consumer, provider),
        }
    }
}

/// An address that somebody gave, and whether a browser may follow it.
pub(in crate::ui) struct Build {
    pub(in crate::ui) text: String,
    pub(in crate::ui) is_link: bool,
}

impl Build {
    pub(in crate::ui) fn of(url: &str) -> Self {
        Self {
            is_link: is_web_address(url),
            text: super::super::text::visible(url),
        }
    }
}

/// What is known about a contract.
pub(super) struct Head {
    pub(super) sides: Sides,
    pub(super) version: SeenVersion,
    pub(super) tags: Vec<String>,
    pub(super) published: When,
    pub(super) build: Option<Build>,
    pub(super) state: State,
    pub(super) result: Option<ResultLine>,
    pub(super) sha: String,
    pub(super) permalink: String,
    pub(super) raw: String,
    /// What changed since the content before.
    pub(super) difference: String,
    pub(super) previous: Option<Named>,
    pub(super) next: Option<Named>,
    pub(super) versions: Vec<Version>,
}

/// The newest result of a contract.
pub(super) struct ResultLine {
    pub(super) address: String,
    pub(super) state: State,
    pub(super) version: SeenVersion,
    pub(super) at: When,
}

/// A consumer version with a contract.
pub(in crate::ui) struct Version {
    pub(in crate::ui) number: String,
    pub(in crate::ui) address: String,
    pub(in crate::ui) at: When,
    pub(in crate::ui) is_this: bool,
    pub(in crate::ui) is_same: bool,
}

impl Head {
    pub(super) fn of(links: &Links, seen: &PactSeen, now: Moment) -> Self {
        let pact = &seen.pact;
        let (consumer, provider, number) = (&*pact.consumer, &*pact.provider, &*pact.number);
        let permalink = links.content(consumer, provider, &pact.sha, None);
        let neighbour = |number: &String| Named {
            name: number.clone(),
            address: links.pact(consumer, provider, number),
        };
        let result = seen.result.as_ref().map(|result| ResultLine {
            address: links.result(&permalink, result.number),
            state: words::state(PactStatus::of_success(result.success)),
            version: SeenVersion::of(links, provider, &result.provider_version),
            at: when(result.at, now),
        });
        Self {
            sides: Sides::of(links, consumer, provider),
            version: SeenVersion::of(links, consumer, &seen.version),
            tags: pact.tags.clone(),
            published: when(pact.created_at, now),
            build: seen.build_url.as_deref().map(Build::of),
            state: words::state(seen.status),
            result,
            sha: pact.sha.clone(),
            raw: links.raw_content(consumer, provider, &pact.sha),
            difference: links.difference_with_previous(consumer, provider, number),
            previous: seen.neighbours.previous.as_ref().map(neighbour),
            next: seen.neighbours.next.as_ref().map(neighbour),
            versions: versions(links, (consumer, provider, number), &seen.neighbours, now),
            permalink,
        }
    }
}

/// The newest contracts of a pair, to choose from.
pub(in crate::ui) fn versions(
    links: &Links,
    (consumer, provider, this): (&str, &str, &str),
    neighbours: &Neighbours,
    now: Moment,
) -> Vec<Version> {
    let version = |one: &crate::app::contracts::Neighbour| Version {
        address: links.pact(consumer, provider, &one.number),
        at: when(one.created_at, now),
        is_this: one.number == this,
        is_same: one.has_same_content,
        number: one.number.clone(),
    };
    neighbours.newest.iter().map(version).collect()
}
