//! A declared pact in the models of the pact crates.

use std::path::Path;

use pact_models::PactSpecification;
use pact_models::pact::ReadWritePact as _;
use pact_models::v4::interaction::V4Interaction;
use pact_models::v4::pact::V4Pact;
use pact_models::v4::sync_message::SynchronousMessage;
use pact_models::{Consumer, Provider};
use serde_json::json;

use super::context::Context;
use super::{compare, examples, file, http, messages};
use crate::consumer::error::ConsumerError;
use crate::consumer::message::{MessageContents, ReceivedMessage};
use crate::consumer::pact::Pact;
use crate::consumer::pact_file::PactFile;
use crate::consumer::report::Finding;
use crate::consumer::specification::Specification;

/// What was declared, ready to be served, compared and written.
#[derive(Debug)]
pub(in crate::consumer) struct Recording {
    pub(super) pact: V4Pact,
    specification: Specification,
}

impl Recording {
    pub(in crate::consumer) fn of(declared: &Pact) -> Result<Self, ConsumerError> {
        let specification = declared.specification;
        check_names(declared)?;
        let mut pact = V4Pact {
            consumer: Consumer {
                name: declared.consumer.clone(),
            },
            provider: Provider {
                name: declared.provider.clone(),
            },
            ..V4Pact::default()
        };
        let own_version = json!({"version": env!("CARGO_PKG_VERSION")});
        pact.metadata.insert(env!("CARGO_PKG_NAME").to_owned(), own_version);
        for interaction in &declared.interactions {
            pact.interactions
                .push(Box::new(http::interaction(interaction, specification)?));
        }
        for message in &declared.messages {
            pact.interactions
                .push(Box::new(messages::asynchronous(message, specification)?));
        }
        for message in &declared.sync_messages {
            pact.interactions
                .push(Box::new(messages::synchronous(message, specification)?));
        }
        check_ambiguity(&pact)?;
        examples::check(&pact)?;
        Ok(Self { pact, specification })
    }

    pub(in crate::consumer) fn has_http(&self) -> bool {
        self.pact
            .interactions
            .iter()
            .any(|interaction| interaction.is_v4_http())
    }

    pub(in crate::consumer) fn messages_described_as(&self, description: &str) -> Vec<usize> {
        self.positions(|interaction| {
            interaction.as_v4_async_message().is_some() && interaction.description() == description
        })
    }

    pub(in crate::consumer) fn sync_messages_described_as(&self, description: &str) -> Vec<usize> {
        self.positions(|interaction| {
            interaction.as_v4_sync_message().is_some() && interaction.description() == description
        })
    }

    fn positions(&self, is_meant: impl Fn(&dyn V4Interaction) -> bool) -> Vec<usize> {
        let all = self.pact.interactions.iter().enumerate();
        all.filter(|(_, interaction)| is_meant(interaction.as_ref()))
            .map(|(position, _)| position)
            .collect()
    }

    /// The message at a position that `messages_described_as` gave.
    pub(in crate::consumer) fn message_at(&self, position: usize) -> ReceivedMessage {
        let message = self
            .pact
            .interactions
            .get(position)
            .and_then(|interaction| interaction.as_v4_async_message());
        messages::received(&message.unwrap_or_default().contents)
    }

    /// Compares a message with the request at a position that `sync_messages_described_as` gave.
    pub(in crate::consumer) fn exchange_at(
        &self,
        position: usize,
        request: &MessageContents,
    ) -> Result<Result<Vec<ReceivedMessage>, Finding>, ConsumerError> {
        let expected = self
            .pact
            .interactions
            .get(position)
            .and_then(|interaction| interaction.as_v4_sync_message());
        let expected = expected.unwrap_or_default();
        let context = Context {
            description: &expected.description,
            specification: self.specification,
        };
        let request = messages::contents(&context, request, "request")?;
        let actual = SynchronousMessage {
            request,
            ..expected.clone()
        };
        let mismatches = compare::sync_message_request(&expected, &actual, &self.pact)?;
        if mismatches.is_empty() {
            return Ok(Ok(expected.response.iter().map(messages::received).collect()));
        }
        Ok(Err(compare::different_message(&expected, &actual, &mismatches)))
    }

    /// Messages that nobody took.
    pub(in crate::consumer) fn messages_besides(&self, taken: &[usize]) -> Vec<Finding> {
        let left = self.positions(|interaction| !interaction.is_v4_http()).into_iter();
        left.filter(|position| !taken.contains(position))
            .filter_map(|position| self.pact.interactions.get(position))
            .map(|interaction| Finding::Missing {
                interaction: format!("{:?}", interaction.description()),
                expected: compare::message_text(interaction.as_ref()),
            })
            .collect()
    }

    /// One line per declared request, for those who compare by eye.
    pub(in crate::consumer) fn requests(&self) -> Vec<String> {
        let http = self
            .pact
            .interactions
            .iter()
            .filter_map(|interaction| interaction.as_v4_http());
        http.map(|http| format!("{} ({:?})", compare::request_line(&http.request), http.description))
            .collect()
    }

    /// The descriptions of all messages.
    pub(in crate::consumer) fn descriptions(&self) -> Vec<String> {
        let messages = self
            .pact
            .interactions
            .iter()
            .filter(|interaction| !interaction.is_v4_http());
        messages.map(|message| format!("{:?}", message.description())).collect()
    }

    /// Writes the pact, together with what is in the file already.
    pub(in crate::consumer) fn write(&self, directory: &Path, overwrite: bool) -> Result<PactFile, ConsumerError> {
        let path = directory.join(self.pact.default_file_name());
        let specification = match self.specification {
            Specification::V2 => PactSpecification::V2,
            Specification::V3 => PactSpecification::V3,
            Specification::V4 => PactSpecification::V4,
        };
        file::write(&self.pact, &path, specification, overwrite).map_err(|reason| ConsumerError::File {
            path: path.clone(),
            reason,
        })?;
        Ok(PactFile::at(path))
    }
}

/// Refuses what a reader of the file, or the mock, could not tell apart.
fn check_ambiguity(pact: &V4Pact) -> Result<(), ConsumerError> {
    let refused = |interaction: &dyn V4Interaction, place: &str, reason: String| {
        let interaction = format!("{:?}", interaction.description());
        Err(ConsumerError::Declaration {
            interaction,
            place: place.to_owned(),
            reason,
        })
    };
    for (position, one) in pact.interactions.iter().enumerate() {
        for other in pact.interactions.iter().take(position) {
            let is_same_name = one.description() == other.description() && one.v4_type() == other.v4_type();
            if is_same_name && one.provider_states() == other.provider_states() {
                let reason = "is declared twice with the same states: give one of them another description";
                return refused(one.as_ref(), "description", reason.to_owned());
            }
            let requests = one.as_v4_http().zip(other.as_v4_http());
            if requests.is_some_and(|(one, other)| one.request == other.request) {
                let reason = format!(
                    "is the same as that of {:?}, and the mock could answer only one of them: declare them in tests of \
                     their own, the file collects both",
                    other.description()
                );
                return refused(one.as_ref(), "request", reason);
            }
        }
    }
    Ok(())
}

fn check_names(declared: &Pact) -> Result<(), ConsumerError> {
    let refused = |place: &str, reason: String| {
        let interaction = format!("pact of {:?} with {:?}", declared.consumer, declared.provider);
        Err(ConsumerError::Declaration {
            interaction,
            place: place.to_owned(),
            reason,
        })
    };
    for (party, name) in [("consumer", &declared.consumer), ("provider", &declared.provider)] {
        if name.trim().is_empty() {
            return refused(party, "a name is needed".to_owned());
        }
        if name.contains(['/', '\\', '\n']) {
            return refused(
                party,
                "the name becomes part of a file name: it cannot have slashes or line breaks".to_owned(),
            );
        }
    }
    let kinds = [
        declared.interactions.len(),
        declared.messages.len(),
        declared.sync_messages.len(),
    ];
    match kinds.iter().filter(|count| **count > 0).count() {
        0 => refused("interactions", "nothing is declared".to_owned()),
        2.. if declared.specification < Specification::V4 => {
            let chosen = declared.specification;
            refused(
                "interactions",
                format!("{chosen} has no room for HTTP and messages in one file: choose V4"),
            )
        }
        _ => Ok(()),
    }
}
