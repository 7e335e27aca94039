//! What a request may reach.

use super::front::Front;
use super::slow::SlowWork;
use crate::app::{Db, Vault};
use crate::background::Background;
use crate::config::Access;
use crate::delivery::Sender;
use crate::domain::rules::Rules;
use crate::domain::webhook::WebhookRules;

/// Shared by all workers.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) db: Db,
    pub(crate) background: Background,
    pub(crate) access: Access,
    pub(crate) rules: std::sync::Arc<Rules>,
    /// How clients reach the broker.
    pub(crate) front: Front,
    pub(crate) webhook_rules: std::sync::Arc<WebhookRules>,
    pub(crate) webhook_sender: std::sync::Arc<Sender>,
    pub(crate) vault: std::sync::Arc<Vault>,
    pub(crate) body_limit: usize,
    /// Does `/diagnostic/…` answer?
    pub(crate) diagnostics: bool,
    /// Does what may take its time.
    pub(crate) slow: SlowWork,
}
