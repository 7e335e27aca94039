//! What a consumer expects of a provider.

use std::path::PathBuf;

use super::error::ConsumerError;
use super::interaction::Interaction;
use super::message::{Message, SyncMessage};
use super::mock_provider::MockProvider;
use super::specification::Specification;

/// What a consumer expects of a provider, as one test declares it.
///
/// Tests of the same pair each declare their own part; the file collects all of them.
#[derive(Debug, Clone)]
#[must_use]
pub struct Pact {
    pub(crate) consumer: String,
    pub(crate) provider: String,
    pub(crate) specification: Specification,
    pub(crate) interactions: Vec<Interaction>,
    pub(crate) messages: Vec<Message>,
    pub(crate) sync_messages: Vec<SyncMessage>,
    pub(crate) output_dir: Option<PathBuf>,
    pub(crate) overwrite: bool,
}

impl Pact {
    /// An empty pact in the newest specification.
    pub fn new(consumer: impl Into<String>, provider: impl Into<String>) -> Self {
        Self {
            consumer: consumer.into(),
            provider: provider.into(),
            specification: Specification::default(),
            interactions: Vec::new(),
            messages: Vec::new(),
            sync_messages: Vec::new(),
            output_dir: None,
            overwrite: false,
        }
    }

    /// Chooses the specification that the file is written in.
    pub fn specification(mut self, specification: Specification) -> Self {
        self.specification = specification;
        self
    }

    /// Declares an HTTP request and its response.
    pub fn interaction(mut self, interaction: Interaction) -> Self {
        self.interactions.push(interaction);
        self
    }

    /// Declares an asynchronous message (from V3 on; V3 has no room for HTTP in the same file).
    pub fn message(mut self, message: Message) -> Self {
        self.messages.push(message);
        self
    }

    /// Declares a question and its answers over messages (from V4 on).
    pub fn sync_message(mut self, message: SyncMessage) -> Self {
        self.sync_messages.push(message);
        self
    }

    /// Writes to this directory instead of `PACT_OUTPUT_DIR` or `target/pacts`.
    pub fn output_dir(mut self, directory: impl Into<PathBuf>) -> Self {
        self.output_dir = Some(directory.into());
        self
    }

    /// Replaces the file instead of adding to it.
    pub fn overwrite(mut self) -> Self {
        self.overwrite = true;
        self
    }

    /// Starts a mock of the provider on a free port. Works in synchronous and asynchronous tests alike.
    ///
    /// # Errors
    /// [`ConsumerError::Declaration`] and [`ConsumerError::Specification`] when the pact cannot be written as declared, or
    /// an example is not what its own matcher describes.
    pub fn start(self) -> Result<MockProvider, ConsumerError> {
        MockProvider::start(self)
    }

    pub(crate) fn directory(&self) -> PathBuf {
        let named = self
            .output_dir
            .clone()
            .or_else(|| std::env::var_os("PACT_OUTPUT_DIR").map(PathBuf::from));
        named.unwrap_or_else(|| PathBuf::from("target/pacts"))
    }
}
