//! Webhooks: create, change, show and try them; what triggers them, and what became of it.

mod deliver;
mod deliveries;
mod facts;
mod hooks;
mod prepare;
mod repeat;
mod save;
mod sealed;
mod show;
mod signing;
mod trial;
mod trigger;
mod triggered;

pub use deliver::{
    Attempted, Delivery, Due, Lease, Standing, deliveries_due, deliveries_lease, deliveries_record, deliveries_release,
};
pub use deliveries::{DeliveriesAsked, DeliveryList, DeliveryView, delivery_again, delivery_list, delivery_show};
pub(super) use hooks::Hooks;
pub use repeat::repetitions_fire;
pub use save::{PathScope, webhook_create, webhook_delete, webhook_put};
pub(super) use sealed::{opened, resealed};
pub(super) use show::description_of;
pub use show::{WebhookLine, WebhookView, webhook_list, webhook_show};
pub(super) use signing::place as signing_place;
pub use signing::{NewSigningSecret, SigningView, signing_end, signing_new, signing_show};
pub use trial::{Trial, trial_of_saved, trial_of_unsaved, webhook_preview};
pub(super) use trigger::{PublishedPact, contracts_published, result_published};
pub use trigger::{Triggered, WebhookOutcome};
pub(super) use triggered::statuses_of_pairs;
pub use triggered::{
    PairStatus, PairWebhooks, TriggeredLogs, TriggeredWebhook, triggered_logs, triggered_of_pact, triggered_of_result,
    webhook_status,
};

/// Builds the addresses that a webhook tells its receiver.
pub trait Addresses {
    /// Where a contract with this content is; `metadata` goes into the address.
    fn contract(&self, consumer: &str, provider: &str, sha: &str, metadata: &str) -> String;
    /// Where a result for this content is.
    fn result(&self, consumer: &str, provider: &str, sha: &str, number: i64) -> String;
}
