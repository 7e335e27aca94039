//! Routes of webhooks for well-known services.

use super::super::endpoint::{Endpoint, get};
use super::super::handlers::webhook_templates;

/// Their lines of the table.
pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        get("/webhook-templates", webhook_templates::list),
        get("/webhook-templates/{template}", webhook_templates::show),
    ]
}
