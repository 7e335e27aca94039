//! Webhooks for well-known services, to be created by name.

use super::super::access::{Caller, Read};
use super::super::context::{Context, Reply};
use super::super::path::Path;
use super::super::render::webhook_templates as render;
use crate::app::AppError;
use crate::domain::webhook::{webhook_template, webhook_templates};

/// `GET /webhook-templates`
pub(crate) async fn list(_: Caller<Read>, context: Context) -> Reply {
    context.ok(&render::list(&context.links, webhook_templates()))
}

/// `GET /webhook-templates/{template}`
pub(crate) async fn show(_: Caller<Read>, context: Context, path: Path<String>) -> Reply {
    let found = webhook_template(&path).ok_or_else(|| AppError::no_such("webhook template", &path))?;
    context.ok(&render::template(&context.links, found))
}
