//! One file per command: its arguments, whose doc comments are its help, and what it does.

pub(crate) mod can_i_deploy;
pub(crate) mod can_i_merge;
pub(crate) mod completions;
pub(crate) mod create_environment;
pub(crate) mod create_or_update_pacticipant;
pub(crate) mod create_or_update_version;
pub(crate) mod create_version_tag;
pub(crate) mod create_webhook;
pub(crate) mod describe_version;
pub(crate) mod list_environments;
pub(crate) mod list_webhook_templates;
pub(crate) mod publish;
pub(crate) mod record_deployment;
pub(crate) mod record_release;
pub(crate) mod record_support_ended;
pub(crate) mod record_undeployment;
mod verdict;
pub(crate) mod verify;
