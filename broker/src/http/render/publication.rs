//! The answer to a publication.

use serde_json::{Value, json};

use super::super::hal::{Document, Link, named};
use super::super::links::Links;
use super::notices;
use crate::app::contracts::Outcome;
use crate::app::webhooks::Triggered;
use crate::domain::publication_notices::{TriggeredLine, contract_notices, next_steps, webhook_notices};
use crate::domain::publishing::PublishContracts;

/// What was published, and what a person should know about it.
pub(crate) fn publication(links: &Links, asked: &PublishContracts, outcome: &Outcome) -> Document {
    let (name, number) = (asked.pacticipant.as_str(), asked.version.as_str());
    let mut all = outcome.notices.clone();
    for contract in &outcome.contracts {
        let url = links.pact(name, &contract.provider, number);
        all.extend(contract_notices(
            name,
            number,
            &contract.provider,
            contract.kind,
            &url,
            &contract.events,
        ));
        let webhooks = &contract.webhooks;
        all.extend(webhook_notices(
            &triggered(links, &webhooks.triggered),
            webhooks.configured,
        ));
        all.extend(next_steps(
            &contract.provider,
            !contract.ever_verified,
            !webhooks.configured,
        ));
    }
    let logs: Vec<Value> = all
        .iter()
        .map(|notice| {
            json!({
                "level": notice.kind.as_str(),
                "message": notice.text,
                "deprecationWarning": "Replaced by notices",
            })
        })
        .collect();
    let contracts = outcome.contracts.iter().map(|contract| {
        Link::to(links.pact(name, &contract.provider, number))
            .title("Pact")
            .name(format!("Pact between {name} ({number}) and {}", contract.provider))
    });
    let tags = asked
        .tags
        .iter()
        .map(|tag| Link::to(links.tag(name, number, tag)).title("Tag").name(tag.as_str()));
    Document::new()
        .property("logs", logs)
        .property("notices", notices(&all))
        .embed("pacticipant", named(name, &links.pacticipant(name)))
        .embed("version", super::versions::short(links, name, number))
        .link(
            "pb:pacticipant",
            Link::to(links.pacticipant(name)).title("Pacticipant").name(name),
        )
        .link(
            "pb:pacticipant-version",
            Link::to(links.version(name, number)).title("Version").name(number),
        )
        .links("pb:pacticipant-version-tags", tags)
        .links("pb:contracts", contracts)
}

fn triggered<'a>(links: &Links, triggered: &'a [Triggered]) -> Vec<TriggeredLine<'a>> {
    let line = |one: &'a Triggered| TriggeredLine {
        webhook: &one.webhook,
        event: one.event,
        logs_url: links.triggered_logs(&one.uuid),
    };
    triggered.iter().map(line).collect()
}
