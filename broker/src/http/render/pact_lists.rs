//! Lists of contracts.

use serde_json::Value;

use super::super::hal::{Document, Link, timestamp};
use super::super::links::Links;
use super::pacts::in_latest_list;
use crate::app::contracts::{PactList, PairList};

fn name_of(pact: &PactList) -> String {
    format!("Pact between {} ({}) and {}", pact.consumer, pact.number, pact.provider)
}

fn own(links: &Links, pact: &PactList) -> Link {
    Link::to(links.pact(&pact.consumer, &pact.provider, &pact.number)).title("Pact")
}

/// The contracts of a pair; `prefix` is what its relations begin with.
pub(crate) fn of_pair(links: &Links, self_url: &str, prefix: &str, list: &PairList) -> Value {
    let embedded: Vec<Value> = list
        .pacts
        .iter()
        .map(|pact| {
            Document::new()
                .property("createdAt", timestamp(pact.created_at))
                .embed(
                    "consumerVersion",
                    super::versions::short(links, &pact.consumer, &pact.number),
                )
                .link("self", own(links, pact).name(name_of(pact)))
                .build()
        })
        .collect();
    let relation = |name: &str| format!("{prefix}{name}");
    let party = |title: &str, name: &str| Link::to(links.pacticipant(name)).title(title).name(name);
    Document::new()
        .embed("pacts", embedded)
        .link(
            "self",
            Link::to(self_url).title(format!("Pacts between {} and {}", list.consumer, list.provider)),
        )
        .link(relation("consumer"), party("Consumer", &list.consumer))
        .link(relation("provider"), party("Provider", &list.provider))
        .links(
            relation("pact-versions"),
            list.pacts.iter().map(|pact| own(links, pact).name(name_of(pact))),
        )
        .links("pb:pacts", pacts_of(links, &list.pacts))
        .build()
}

/// What the official command line prints and downloads, of a pair as of a provider.
fn pacts_of<'a>(links: &'a Links, pacts: &'a [PactList]) -> impl Iterator<Item = Link> + 'a {
    pacts
        .iter()
        .map(|pact| own(links, pact).title(name_of(pact)).name(pact.consumer.as_str()))
}

/// The contracts of a provider: links only.
pub(crate) fn of_provider(links: &Links, self_url: &str, provider: &str, pacts: &[PactList]) -> Value {
    let party = || Link::to(links.pacticipant(provider)).title("Provider");
    Document::new()
        .link("self", Link::to(self_url).title(format!("Pacts of {provider}")))
        .link("pb:provider", party().name(provider))
        .links("pb:pacts", pacts_of(links, pacts))
        .link("provider", party().name("DEPRECATED - please use pb:provider"))
        .links(
            "pacts",
            pacts.iter().map(|pact| {
                own(links, pact)
                    .title("Deprecated - use pb:pacts")
                    .name(pact.consumer.as_str())
            }),
        )
        .build()
}

/// The newest contract of every pair.
pub(crate) fn latest(links: &Links, pacts: &[PactList]) -> Value {
    let each: Vec<Value> = pacts
        .iter()
        .map(|pact| {
            in_latest_list(
                links,
                &pact.consumer,
                &pact.provider,
                &pact.number,
                &timestamp(pact.created_at),
            )
        })
        .collect();
    let link = |pact: &PactList| Link::to(links.latest_pact(&pact.consumer, &pact.provider));
    Document::new()
        .property("pacts", each)
        .link("self", Link::to(links.to("/pacts/latest")))
        .links("pb:pacts", pacts.iter().map(|pact| link(pact).title(name_of(pact))))
        .links(
            "pacts",
            pacts
                .iter()
                .map(|pact| link(pact).title("Deprecated - use pb:pacts").name(name_of(pact))),
        )
        .curies(links.documentation("pacts"))
        .build()
}
