//! The webhooks that may be triggered by what happens between some pairs.

use std::collections::HashMap;

use super::super::{Answer, AnyConnection};
use super::facts::distinct;
use crate::domain::rules::Rules;
use crate::domain::webhook::{DEPLOYED_VERSION_PARAMETER, Scope};
use crate::store::labels::labels_of;
use crate::store::webhooks::{Hook, hooks_enabled, webhooks_with_text};

/// An enabled webhook with its scope and what it waits for.
#[derive(Debug)]
pub(super) struct Waiting {
    pub(super) hook: Hook,
    pub(super) events: Vec<String>,
    /// Is it sent once for each deployed version of the provider?
    pub(super) for_each_deployed: bool,
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
    /// Loads them to be triggered: one statement more when deployed versions may be told one by one.
    pub(crate) fn to_trigger(
        connection: &mut AnyConnection,
        rules: &Rules,
        consumers: &[i64],
        providers: &[i64],
    ) -> Answer<Self> {
        let mut hooks = Self::load(connection, consumers, providers)?;
        if rules.expand_deployed_versions {
            mark_for_each_deployed(connection, &mut hooks.waiting)?;
        }
        Ok(hooks)
    }

    /// Loads them: one statement, and another only when labels matter.
    pub(super) fn load(connection: &mut AnyConnection, consumers: &[i64], providers: &[i64]) -> Answer<Self> {
        let waiting: Vec<Waiting> = hooks_enabled(connection, consumers, providers)?
            .into_iter()
            .map(|(hook, events)| Waiting {
                scope: Scope::new(
                    (hook.consumer_id, hook.consumer_label.clone()),
                    (hook.provider_id, hook.provider_label.clone()),
                ),
                for_each_deployed: false,
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

fn mark_for_each_deployed(connection: &mut AnyConnection, waiting: &mut [Waiting]) -> Answer<()> {
    let ids = distinct(waiting.iter().map(|one| one.hook.id));
    let telling = webhooks_with_text(connection, &ids, DEPLOYED_VERSION_PARAMETER)?;
    for one in waiting {
        one.for_each_deployed = telling.contains(&one.hook.id);
    }
    Ok(())
}
