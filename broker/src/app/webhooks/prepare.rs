//! Makes a request of a webhook ready to be sent: with everything that is filled in at the last moment.

use super::super::secrets::secrets_of;
use super::super::{Answer, AnyConnection, Moment, Vault};
use super::sealed::opened;
use super::show::template_of;
use super::signing::signing_secrets;
use crate::domain::webhook::{FilledRequest, NamedSecrets, RequestTemplate, SigningSecret, Values};
use crate::store::webhooks::Webhook;

/// What every request of a webhook is made from, whatever it tells of.
#[derive(Debug)]
pub struct Recipe {
    template: RequestTemplate,
    secrets: NamedSecrets,
    signing_secrets: Vec<SigningSecret>,
    /// Why nothing can be sent: a secret is not there, or does not open.
    fault: Option<String>,
}

impl Recipe {
    /// The recipe of a stored webhook.
    pub fn of(connection: &mut AnyConnection, vault: &Vault, webhook: &Webhook, now: Moment) -> Answer<Self> {
        let (template, unopened) = match opened(vault, webhook)? {
            Ok(template) => (template, None),
            Err(error) => (
                template_of(webhook)?,
                Some(format!("one of its secrets cannot be used: {error}")),
            ),
        };
        let mut recipe = Self::unsigned(connection, vault, template)?;
        let (signing_secrets, unsigned) = signing_secrets(connection, vault, webhook.id, now)?;
        recipe.signing_secrets = signing_secrets;
        recipe.fault = unopened.or(unsigned).or(recipe.fault);
        Ok(recipe)
    }

    /// The recipe of a webhook that is not stored.
    pub fn unsigned(connection: &mut AnyConnection, vault: &Vault, template: RequestTemplate) -> Answer<Self> {
        let names: Vec<String> = template.secret_names().into_iter().collect();
        let (secrets, fault) = secrets_of(connection, vault, &names)?;
        Ok(Self {
            template,
            secrets,
            signing_secrets: Vec::new(),
            fault,
        })
    }

    /// The request that tells of something. A fault of the recipe is its fault, so that the attempt to send it fails
    /// like any other and says why.
    pub fn request(&self, values: &Values) -> FilledRequest {
        let mut request = self.template.filled(values, &self.secrets);
        request.signing_secrets.clone_from(&self.signing_secrets);
        request.fault = self.fault.clone().or(request.fault);
        request
    }
}
