//! What stands in the way, as data.

use serde::Serialize;

use super::super::super::links::Links;
use crate::domain::matrix::{Blocker, Contract, Side, Whereabouts};

/// An obstacle: a reason that programs can rely on, who must act, and what to run.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Obstacle<'a> {
    reason: &'static str,
    text: &'a str,
    consumer: Option<OneSide<'a>>,
    provider: Option<OneSide<'a>>,
    actor: &'a str,
    command: String,
    waiting_may_help: bool,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct OneSide<'a> {
    name: &'a str,
    version_number: Option<&'a str>,
}

impl<'a> Obstacle<'a> {
    pub(super) fn new(links: &Links, blocker: &'a Blocker) -> Self {
        let side = |side: &'a Side| OneSide {
            name: &side.name,
            version_number: side.version.as_deref(),
        };
        let pair = blocker.pair.as_ref();
        Self {
            reason: blocker.reason.as_str(),
            text: &blocker.text,
            consumer: pair.map(|(consumer, _)| side(consumer)),
            provider: pair.map(|(_, provider)| side(provider)),
            actor: &blocker.actor,
            command: blocker.step.command_line(links),
            waiting_may_help: blocker.reason.waiting_may_help(),
        }
    }
}

impl Whereabouts for Links {
    fn broker(&self) -> String {
        self.to("")
    }

    fn contract(&self, contract: &Contract) -> String {
        self.pact(&contract.consumer, &contract.provider, &contract.consumer_version)
    }
}
