//! Handlers: parse into domain types, call one use-case, render.

pub(crate) mod badges;
pub(crate) mod branches;
pub(crate) mod contracts;
pub(crate) mod deliveries;
pub(crate) mod differences;
pub(crate) mod documentation;
pub(crate) mod environments;
pub(crate) mod for_verification;
pub(crate) mod integrations;
pub(crate) mod labels;
pub(crate) mod matrix;
pub(crate) mod meta;
pub(crate) mod network;
pub(crate) mod openapi;
pub(crate) mod pact_lists;
pub(crate) mod pacticipants;
pub(crate) mod provider_states;
pub(crate) mod removal;
pub(crate) mod results;
pub(crate) mod secrets;
pub(crate) mod signing;
pub(crate) mod triggered_webhooks;
pub(crate) mod versions;
pub(crate) mod webhook_templates;
pub(crate) mod webhooks;

use super::error::ApiError;
use crate::domain::invalid::Invalid;
use crate::domain::names::{Name, NameKind};

/// A name from the path that is about to be given to something.
fn new_name<K: NameKind>(field: &str, text: &str) -> Result<Name<K>, ApiError> {
    Name::parse(text).map_err(|error| Invalid::single(field, error.to_string()).into())
}
