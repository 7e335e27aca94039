use std::io::Write;

use accord_client::Resource;
use clap::Args;
use serde_json::Value;

use crate::args::{BrokerArgs, TableFormat};
use crate::error::{Outcome, Result};
use crate::io::Io;
use crate::output::{Table, with_progress, write_json};

/// List the webhooks for well-known services that create-webhook can create by name
#[derive(Debug, Args)]
pub(crate) struct ListWebhookTemplatesArgs {
    /// Tell about this template only, and which parameters it wants
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Form of the answer
    #[arg(short, long, value_name = "FORM", value_enum, default_value = "table")]
    output: TableFormat,
    #[command(flatten)]
    broker: BrokerArgs,
}

impl ListWebhookTemplatesArgs {
    pub(crate) async fn run(self, io: &mut Io) -> Result<Outcome> {
        let client = self.broker.client(io)?;
        let parameters: Vec<(&str, &str)> = self.name.iter().map(|name| ("template", name.as_str())).collect();
        let relation = match self.name {
            Some(_) => "pb:webhook-template",
            None => "pb:webhook-templates",
        };
        let asking = client.follow(relation, &parameters);
        let found: Resource<Value> = with_progress(io, "asking for webhook templates", asking).await?;
        let document = found.document();
        match (self.output, &self.name) {
            (TableFormat::Json, _) => write_json(io, document)?,
            (TableFormat::Table, None) => writeln!(io.out, "{}", templates(document).render())?,
            (TableFormat::Table, Some(_)) => {
                writeln!(
                    io.out,
                    "{}\n\n{}",
                    text(document, "description"),
                    parameters_of(document).render()
                )?;
            }
        }
        Ok(Outcome::Yes)
    }
}

fn templates(document: &Value) -> Table {
    let mut table = Table::new(["NAME", "TITLE", "EVENTS"]);
    for template in document["_embedded"]["webhookTemplates"]
        .as_array()
        .into_iter()
        .flatten()
    {
        let events = template["events"].as_array().into_iter().flatten();
        let events: Vec<&str> = events.filter_map(Value::as_str).collect();
        table.row([text(template, "name"), text(template, "title"), events.join(", ")]);
    }
    table
}

fn parameters_of(template: &Value) -> Table {
    let mut table = Table::new(["PARAMETER", "DEFAULT", "WHAT IT IS"]);
    for parameter in template["parameters"].as_array().into_iter().flatten() {
        let default = match parameter["required"].as_bool() {
            Some(true) => "(required)".to_owned(),
            _ => text(parameter, "default"),
        };
        table.row([text(parameter, "name"), default, text(parameter, "description")]);
    }
    table
}

fn text(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_default().to_owned()
}
