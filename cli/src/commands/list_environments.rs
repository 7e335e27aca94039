use std::io::Write;

use accord_client::Resource;
use clap::Args;
use serde_json::Value;

use crate::args::{BrokerArgs, TableFormat};
use crate::error::{Outcome, Result};
use crate::io::Io;
use crate::output::{Table, with_progress, write_json};

/// List the environments
#[derive(Debug, Args)]
pub(crate) struct ListEnvironmentsArgs {
    /// Form of the answer
    #[arg(short, long, value_name = "FORM", value_enum, default_value = "table")]
    output: TableFormat,
    #[command(flatten)]
    broker: BrokerArgs,
}

impl ListEnvironmentsArgs {
    pub(crate) async fn run(self, io: &mut Io) -> Result<Outcome> {
        let client = self.broker.client(io)?;
        let listing = client.follow("pb:environments", &[]);
        let environments: Resource<Value> = with_progress(io, "listing the environments", listing).await?;
        match self.output {
            TableFormat::Json => write_json(io, environments.document())?,
            TableFormat::Table => writeln!(io.out, "{}", table(environments.document()).render())?,
        }
        Ok(Outcome::Yes)
    }
}

fn table(document: &Value) -> Table {
    let mut table = Table::new(["UUID", "NAME", "DISPLAY NAME", "PRODUCTION"]);
    for environment in document["_embedded"]["environments"].as_array().into_iter().flatten() {
        let text = |key: &str| environment[key].as_str().unwrap_or_default().to_owned();
        table.row([
            text("uuid"),
            text("name"),
            text("displayName"),
            environment["production"].to_string(),
        ]);
    }
    table
}
