//! What a request may reach.

use crate::app::Db;
use crate::background::Background;
use crate::config::Access;
use crate::domain::rules::Rules;

/// Shared by all workers.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) db: Db,
    pub(crate) background: Background,
    pub(crate) access: Access,
    pub(crate) rules: std::sync::Arc<Rules>,
    /// What links begin with; without it, the address that a request was sent to.
    pub(crate) base_url: Option<String>,
    pub(crate) body_limit: usize,
}
