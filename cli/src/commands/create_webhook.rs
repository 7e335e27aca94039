use accord_client::Resource;
use clap::Args;
use serde_json::{Map, Value, json};

use crate::args::{AnswerFormat, BrokerArgs, split_header};
use crate::error::{CliError, Outcome, Result};
use crate::io::Io;
use crate::output::{answer, with_progress};

/// Create a webhook: a request that the broker sends when something happens to contracts
#[derive(Debug, Args)]
pub(crate) struct CreateWebhookArgs {
    /// What people call it
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// Form of the answer
    #[arg(short, long, value_name = "FORM", value_enum, default_value = "text")]
    output: AnswerFormat,
    #[command(flatten)]
    request: RequestArgs,
    #[command(flatten)]
    template: TemplateArgs,
    #[command(flatten)]
    scope: ScopeArgs,
    #[command(flatten)]
    events: EventArgs,
    #[command(flatten)]
    broker: BrokerArgs,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Request")]
struct RequestArgs {
    /// Where it is sent
    #[arg(required_unless_present = "template", conflicts_with = "template")]
    url: Option<String>,
    /// Method of the request
    #[arg(
        short = 'X',
        long,
        value_name = "METHOD",
        requires = "url",
        required_unless_present = "template"
    )]
    request: Option<String>,
    /// A header of the request, 'Name: value'. May be repeated
    #[arg(short = 'H', long, value_name = "HEADER", requires = "url")]
    header: Vec<String>,
    /// Body of the request: JSON, a text, or @FILE with either
    #[arg(short = 'd', long, value_name = "DATA", requires = "url")]
    data: Option<String>,
    /// User and password for basic authentication at the receiver
    #[arg(long, value_name = "USER:PASSWORD", requires = "url")]
    user: Option<String>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Template")]
struct TemplateArgs {
    /// A webhook for a well-known service in place of a request; list-webhook-templates names them
    #[arg(long, value_name = "NAME")]
    template: Option<String>,
    /// A parameter of the template. May be repeated
    #[arg(long = "param", value_name = "NAME=VALUE", requires = "template", value_parser = parameter)]
    parameters: Vec<(String, String)>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Which contracts")]
struct ScopeArgs {
    /// Only contracts of this consumer
    #[arg(long, value_name = "NAME", conflicts_with = "consumer_label")]
    consumer: Option<String>,
    /// Only contracts of consumers with this label
    #[arg(long, value_name = "LABEL")]
    consumer_label: Option<String>,
    /// Only contracts with this provider
    #[arg(long, value_name = "NAME", conflicts_with = "provider_label")]
    provider: Option<String>,
    /// Only contracts with providers with this label
    #[arg(long, value_name = "LABEL")]
    provider_label: Option<String>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Events (at least one, unless a template names them)")]
#[group(id = "event", multiple = true, required = false)]
struct EventArgs {
    /// A contract says something else than the one before
    #[arg(long)]
    contract_content_changed: bool,
    /// A contract was published
    #[arg(long)]
    contract_published: bool,
    /// A result was published
    #[arg(long)]
    provider_verification_published: bool,
    /// A result was published that is a failure
    #[arg(long)]
    provider_verification_failed: bool,
    /// A result was published that is a success
    #[arg(long)]
    provider_verification_succeeded: bool,
    /// A contract was published that a provider version in use has no result for
    #[arg(long)]
    contract_requiring_verification_published: bool,
}

impl CreateWebhookArgs {
    pub(crate) async fn run(self, io: &mut Io) -> Result<Outcome> {
        let webhook = self.webhook(io)?;
        let client = self.broker.client(io)?;
        let creating = client.create_webhook(&webhook);
        let created: Resource = with_progress(io, "creating the webhook", creating).await?;
        let document = created.document();
        let sentence = format!(
            "Created the webhook {} with UUID {}.",
            document["description"].as_str().unwrap_or_default(),
            document["uuid"].as_str().unwrap_or_default()
        );
        answer(io, self.output, document, &sentence)?;
        Ok(Outcome::Yes)
    }

    fn webhook(&self, io: &Io) -> Result<Value> {
        let events = self.events.names();
        if events.is_empty() && self.template.template.is_none() {
            return Err(CliError::new("a webhook waits for at least one event").hint("Add --contract-published, say."));
        }
        let events: Vec<Value> = events.into_iter().map(|name| json!({"name": name})).collect();
        let members = [
            ("description", self.description.as_deref().map(Value::from)),
            ("consumer", party(&self.scope.consumer, &self.scope.consumer_label)),
            ("provider", party(&self.scope.provider, &self.scope.provider_label)),
            ("template", self.template.document()),
            ("request", self.request.document(io)?),
            ("events", (!events.is_empty()).then_some(Value::Array(events))),
        ];
        let given = members
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?)));
        Ok(Value::Object(given.collect()))
    }
}

impl TemplateArgs {
    fn document(&self) -> Option<Value> {
        let name = self.template.as_ref()?;
        let parameters: Map<String, Value> = self
            .parameters
            .iter()
            .map(|(name, value)| (name.clone(), Value::from(value.as_str())))
            .collect();
        Some(json!({"name": name, "parameters": parameters}))
    }
}

impl RequestArgs {
    fn document(&self, io: &Io) -> Result<Option<Value>> {
        let Some(url) = &self.url else { return Ok(None) };
        let mut request = json!({"method": self.request, "url": url});
        for header in &self.header {
            let (name, value) = split_header("--header", header)?;
            request["headers"][name] = json!(value);
        }
        if let Some(data) = &self.data {
            request["body"] = body(data, io)?;
        }
        if let Some(user) = &self.user {
            let (name, password) = user.split_once(':').unwrap_or((user, ""));
            request["username"] = json!(name);
            request["password"] = json!(password);
        }
        Ok(Some(request))
    }
}

impl EventArgs {
    fn names(&self) -> Vec<&'static str> {
        let events = [
            ("contract_content_changed", self.contract_content_changed),
            ("contract_published", self.contract_published),
            ("provider_verification_published", self.provider_verification_published),
            ("provider_verification_failed", self.provider_verification_failed),
            ("provider_verification_succeeded", self.provider_verification_succeeded),
            (
                "contract_requiring_verification_published",
                self.contract_requiring_verification_published,
            ),
        ];
        events
            .into_iter()
            .filter_map(|(name, wanted)| wanted.then_some(name))
            .collect()
    }
}

fn party(name: &Option<String>, label: &Option<String>) -> Option<Value> {
    match (name, label) {
        (Some(name), _) => Some(json!({"name": name})),
        (None, Some(label)) => Some(json!({"label": label})),
        (None, None) => None,
    }
}

/// JSON where it is an object or a list, else a text.
fn body(data: &str, io: &Io) -> Result<Value> {
    let text = match data.strip_prefix('@') {
        Some(file) => std::fs::read_to_string(io.resolve(file.as_ref()))
            .map_err(|error| CliError::new(format!("{file} cannot be read: {error}")))?,
        None => data.to_owned(),
    };
    match serde_json::from_str::<Value>(&text) {
        Ok(json @ (Value::Object(_) | Value::Array(_))) => Ok(json),
        _ => Ok(Value::String(text)),
    }
}

fn parameter(text: &str) -> std::result::Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("write it as name=value".to_owned()),
    }
}
