//! Makes a request of a webhook ready to be sent: with everything that is filled in at the last moment.

use super::super::secrets::secrets_of;
use super::super::{Answer, AnyConnection, Moment, Vault};
use super::sealed::opened;
use super::show::template_of;
use super::signing::signing_secrets;
use crate::domain::webhook::{FilledRequest, RequestTemplate, Values};
use crate::store::webhooks::Webhook;

/// The request of a stored webhook. A secret that is not there, or does not open, is its fault, so that the attempt to
/// send it fails like any other and says why.
pub fn prepared(
    connection: &mut AnyConnection,
    vault: &Vault,
    webhook: &Webhook,
    values: &Values,
    now: Moment,
) -> Answer<FilledRequest> {
    let (template, unopened) = match opened(vault, webhook)? {
        Ok(template) => (template, None),
        Err(error) => (
            template_of(webhook)?,
            Some(format!("one of its secrets cannot be used: {error}")),
        ),
    };
    let mut request = filled(connection, vault, &template, values)?;
    let (signing_secrets, unsigned) = signing_secrets(connection, vault, webhook.id, now)?;
    request.signing_secrets = signing_secrets;
    request.fault = unopened.or(unsigned).or(request.fault);
    Ok(request)
}

/// The request of a template that is not stored.
pub(super) fn filled(
    connection: &mut AnyConnection,
    vault: &Vault,
    template: &RequestTemplate,
    values: &Values,
) -> Answer<FilledRequest> {
    let names: Vec<String> = template.secret_names().into_iter().collect();
    let (secrets, unopened) = secrets_of(connection, vault, &names)?;
    let mut request = template.filled(values, &secrets);
    request.fault = unopened.or(request.fault);
    Ok(request)
}
