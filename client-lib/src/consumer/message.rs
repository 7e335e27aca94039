//! Messages: asynchronous ones, and questions with answers.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::content::Content;
use super::error::ConsumerError;
use super::matchers::Pattern;
use super::state::ProviderState;

/// A message that the consumer takes from a queue or topic (from V3 on).
#[derive(Debug, Clone)]
#[must_use]
pub struct Message {
    pub(crate) description: String,
    pub(crate) states: Vec<ProviderState>,
    pub(crate) contents: MessageContents,
    pub(crate) pending: bool,
    pub(crate) comments: Vec<String>,
}

impl Message {
    /// A message that reads well after "the consumer receives ...", such as `an order was placed`.
    pub fn new(description: impl Into<String>) -> Self {
        Self {
            description: description.into(),
            states: Vec::new(),
            contents: MessageContents::default(),
            pending: false,
            comments: Vec::new(),
        }
    }

    /// Says what must be true of the provider: a text, or a [`ProviderState`] with parameters.
    pub fn given(mut self, state: impl Into<ProviderState>) -> Self {
        self.states.push(state.into());
        self
    }

    /// Sets JSON content, in which matchers may stand for values.
    pub fn json(self, template: impl Serialize) -> Self {
        self.content(Content::json(template))
    }

    /// Sets the content.
    pub fn content(mut self, content: impl Into<Content>) -> Self {
        self.contents = self.contents.content(content);
        self
    }

    /// Adds what travels beside the content, such as a topic or a routing key.
    pub fn metadata(mut self, name: impl Into<String>, value: impl Into<Pattern>) -> Self {
        self.contents = self.contents.metadata(name, value);
        self
    }

    /// The provider need not keep it yet (from V4 on).
    pub fn pending(mut self) -> Self {
        self.pending = true;
        self
    }

    /// A remark for readers of the contract (from V4 on).
    pub fn comment(mut self, text: impl Into<String>) -> Self {
        self.comments.push(text.into());
        self
    }
}

/// A message that the consumer sends and the messages that it needs back (from V4 on).
#[derive(Debug, Clone)]
#[must_use]
pub struct SyncMessage {
    pub(crate) description: String,
    pub(crate) states: Vec<ProviderState>,
    pub(crate) request: MessageContents,
    pub(crate) responses: Vec<MessageContents>,
    pub(crate) pending: bool,
    pub(crate) comments: Vec<String>,
}

impl SyncMessage {
    /// An exchange that reads well after "the provider receives ...".
    pub fn new(description: impl Into<String>) -> Self {
        Self {
            description: description.into(),
            states: Vec::new(),
            request: MessageContents::default(),
            responses: Vec::new(),
            pending: false,
            comments: Vec::new(),
        }
    }

    /// Says what must be true of the provider: a text, or a [`ProviderState`] with parameters.
    pub fn given(mut self, state: impl Into<ProviderState>) -> Self {
        self.states.push(state.into());
        self
    }

    /// What the consumer sends.
    pub fn request(mut self, contents: impl Into<MessageContents>) -> Self {
        self.request = contents.into();
        self
    }

    /// Adds a message that it needs back.
    pub fn response(mut self, contents: impl Into<MessageContents>) -> Self {
        self.responses.push(contents.into());
        self
    }

    /// The provider need not keep it yet (from V4 on).
    pub fn pending(mut self) -> Self {
        self.pending = true;
        self
    }

    /// A remark for readers of the contract (from V4 on).
    pub fn comment(mut self, text: impl Into<String>) -> Self {
        self.comments.push(text.into());
        self
    }
}

/// Content of a message and what travels beside it.
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct MessageContents {
    pub(crate) content: Option<Content>,
    pub(crate) metadata: Vec<(String, Pattern)>,
}

impl MessageContents {
    /// JSON content, in which matchers may stand for values.
    pub fn json(template: impl Serialize) -> Self {
        Self::default().content(Content::json(template))
    }

    /// Sets the content.
    pub fn content(mut self, content: impl Into<Content>) -> Self {
        self.content = Some(content.into());
        self
    }

    /// Adds what travels beside the content.
    pub fn metadata(mut self, name: impl Into<String>, value: impl Into<Pattern>) -> Self {
        self.metadata.push((name.into(), value.into()));
        self
    }
}

impl<T: Into<Content>> From<T> for MessageContents {
    fn from(content: T) -> Self {
        Self::default().content(content)
    }
}

/// A message as the provider would send it, with the examples in the place of matchers.
#[derive(Debug, Clone, PartialEq)]
pub struct ReceivedMessage {
    pub(crate) bytes: Vec<u8>,
    pub(crate) metadata: Vec<(String, Value)>,
}

impl ReceivedMessage {
    /// Its content, byte for byte.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Its content, read from JSON.
    ///
    /// # Errors
    /// [`ConsumerError::Unreadable`] when it is no JSON or has another shape than `T`: then the consumer cannot handle
    /// what it expects.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, ConsumerError> {
        serde_json::from_slice(&self.bytes).map_err(ConsumerError::Unreadable)
    }

    /// What travels beside the content.
    pub fn metadata(&self, name: &str) -> Option<&Value> {
        self.metadata
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value)
    }
}
