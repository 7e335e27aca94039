//! The webhooks that may be triggered by what happens between some pairs.

use std::collections::HashMap;

use super::super::{Answer, AnyConnection};
use crate::domain::webhook::Scope;
use crate::store::labels::labels_of;
use crate::store::webhooks::{Hook, hooks_enabled};

/// An enabled webhook with its scope and what it waits for.
#[derive(Debug)]
pub(super) struct Waiting {
    pub(super) hook: Hook,
    pub(super) events: Vec<String>,
    scope: Scope,
}

/// The enabled webhooks that may be about some pairs.
#[derive(Debug)]
pub(crate) struct Hooks {
    waiting: Vec<Waiting>,
    /// By pacticipant; only where a scope asks for them.
    labels: HashMap<i64, Vec<String>>,
}

impl Hooks {
    /// Loads them: one statement, and another only when labels matter.
    pub(crate) fn load(connection: &mut AnyConnection, consumers: &[i64], providers: &[i64]) -> Answer<Self> {
        let waiting: Vec<Waiting> = hooks_enabled(connection, consumers, providers)?
            .into_iter()
            .map(|(hook, events)| Waiting {
                scope: Scope::new(
                    (hook.consumer_id, hook.consumer_label.clone()),
                    (hook.provider_id, hook.provider_label.clone()),
                ),
                hook,
                events,
            })
            .collect();
        let labels = match waiting.iter().any(|one| one.scope.asks_for_labels()) {
            true => labels_of(connection, &[consumers, providers].concat())?,
            false => HashMap::new(),
        };
        Ok(Self { waiting, labels })
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Those about a pair (consumer, provider), oldest first.
    pub(super) fn about(&self, pair: (i64, i64)) -> impl Iterator<Item = &Waiting> {
        let labels = |id: i64| self.labels.get(&id).map(Vec::as_slice).unwrap_or_default();
        self.waiting.iter().filter(move |one| one.scope.covers(pair, labels))
    }
}
