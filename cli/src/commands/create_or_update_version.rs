use accord_client::model::version::VersionUpdate;
use accord_client::{Client, Resource};
use clap::Args;
use serde_json::Value;

use crate::args::{AnswerFormat, BrokerArgs};
use crate::error::{Outcome, Result};
use crate::io::Io;
use crate::output::{answer, with_progress};

/// Create a version of an application, or add it to a branch or tags
#[derive(Debug, Args)]
pub(crate) struct CreateOrUpdateVersionArgs {
    /// The application
    #[arg(short = 'a', long, value_name = "NAME")]
    pacticipant: String,
    /// The version
    #[arg(short = 'e', long, value_name = "VERSION")]
    version: String,
    /// The branch that it was built from
    #[arg(long, value_name = "BRANCH")]
    branch: Option<String>,
    /// A tag for it; may be repeated, or several with commas between
    #[arg(short = 't', long, value_name = "TAG", value_delimiter = ',')]
    tag: Vec<String>,
    /// Form of the answer
    #[arg(short, long, value_name = "FORM", value_enum, default_value = "text")]
    output: AnswerFormat,
    #[command(flatten)]
    broker: BrokerArgs,
}

impl CreateOrUpdateVersionArgs {
    pub(crate) async fn run(self, io: &mut Io) -> Result<Outcome> {
        let client = self.broker.client(io)?;
        let document = with_progress(io, "updating the version", self.update(&client)).await?;
        let mut sentence = format!("The broker knows version {} of {} now", self.version, self.pacticipant);
        if let Some(branch) = &self.branch {
            sentence += &format!(", on branch {branch}");
        }
        if !self.tag.is_empty() {
            sentence += &format!(", with tag {}", self.tag.join(", "));
        }
        answer(io, self.output, &document, &format!("{sentence}."))?;
        Ok(Outcome::Yes)
    }

    async fn update(&self, client: &Client) -> Result<Value> {
        let (pacticipant, version) = (self.pacticipant.as_str(), self.version.as_str());
        if let Some(branch) = &self.branch {
            client.put_branch_version(pacticipant, branch, version).await?;
        }
        for tag in &self.tag {
            client.put_tag(pacticipant, version, tag).await?;
        }
        // A branch and a tag each create the version; it is asked for by itself only when there is neither.
        let resource: Resource<_> = if self.branch.is_none() && self.tag.is_empty() {
            client
                .create_or_update_version(pacticipant, version, &VersionUpdate::default())
                .await?
        } else {
            client.version(pacticipant, version).await?
        };
        Ok(resource.document().clone())
    }
}
