use std::io::Write;

use accord_client::model::version::Version;
use accord_client::{Client, Error, Resource};
use clap::{ArgGroup, Args};

use crate::args::{BrokerArgs, VersionFormat};
use crate::error::{Outcome, Result};
use crate::io::Io;
use crate::output::{Table, with_progress, write_json};

/// Describe a version of an application
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("which").args(["version", "latest", "branch"]))]
pub(crate) struct DescribeVersionArgs {
    /// The application
    #[arg(short = 'a', long, value_name = "NAME")]
    pacticipant: String,
    /// This version; without any choice, the latest
    #[arg(short = 'e', long, value_name = "VERSION")]
    version: Option<String>,
    /// The latest version, of those with the tag if one is given
    #[arg(short = 'l', long, value_name = "TAG", num_args = 0..=1, default_missing_value = "")]
    latest: Option<String>,
    /// The latest version on this branch
    #[arg(long, value_name = "BRANCH")]
    branch: Option<String>,
    /// Form of the answer
    #[arg(short, long, value_name = "FORM", value_enum, default_value = "table")]
    output: VersionFormat,
    #[command(flatten)]
    broker: BrokerArgs,
}

impl DescribeVersionArgs {
    pub(crate) async fn run(self, io: &mut Io) -> Result<Outcome> {
        let client = self.broker.client(io)?;
        let version = with_progress(io, "asking for the version", self.ask(&client)).await?;
        match self.output {
            VersionFormat::Json => write_json(io, version.document())?,
            VersionFormat::Id => writeln!(io.out, "{}", version.number)?,
            VersionFormat::Table => writeln!(io.out, "{}", table(&version).render())?,
        }
        Ok(Outcome::Yes)
    }

    async fn ask(&self, client: &Client) -> std::result::Result<Resource<Version>, Error> {
        let name = self.pacticipant.as_str();
        match (&self.version, &self.branch, self.latest.as_deref()) {
            (Some(number), _, _) => client.version(name, number).await,
            (None, Some(branch), _) => client.latest_version_of_branch(name, branch).await,
            (None, None, None | Some("")) => client.latest_version(name).await,
            (None, None, Some(tag)) => client.latest_version_with_tag(name, tag).await,
        }
    }
}

fn table(version: &Version) -> Table {
    let mut table = Table::new(["NUMBER", "BRANCHES", "TAGS", "BUILD"]);
    let branches: Vec<&str> = version.branches().iter().map(|branch| branch.name.as_str()).collect();
    let tags: Vec<&str> = version.tags().iter().map(|tag| tag.name.as_str()).collect();
    let build = version.build_url.clone().unwrap_or_default();
    table.row([version.number.clone(), branches.join(", "), tags.join(", "), build]);
    table
}
