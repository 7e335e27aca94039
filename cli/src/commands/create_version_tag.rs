use clap::{ArgGroup, Args};
use serde_json::Value;

use crate::args::{AnswerFormat, BrokerArgs};
use crate::detect;
use crate::error::{CliError, Outcome, Result};
use crate::io::Io;
use crate::output::{answer, with_progress};

const NO_BRANCH: &str =
    "Give the name with --tag, or set one of the variables that CI systems set, such as GIT_BRANCH.";

/// Tag a version of an application
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("tags").args(["tag", "tag_with_git_branch"]).required(true).multiple(true))]
pub(crate) struct CreateVersionTagArgs {
    /// The application
    #[arg(short = 'a', long, value_name = "NAME")]
    pacticipant: String,
    /// The version, which must exist
    #[arg(short = 'e', long, value_name = "VERSION")]
    version: String,
    /// The tag; may be repeated, or several with commas between
    #[arg(short = 't', long, value_name = "TAG", value_delimiter = ',')]
    tag: Vec<String>,
    /// Use the name of the git branch as a tag
    #[arg(short = 'g', long)]
    tag_with_git_branch: bool,
    /// Create the version if the broker does not know it
    #[arg(long)]
    auto_create_version: bool,
    /// Form of the answer
    #[arg(short, long, value_name = "FORM", value_enum, default_value = "text")]
    output: AnswerFormat,
    #[command(flatten)]
    broker: BrokerArgs,
}

impl CreateVersionTagArgs {
    pub(crate) async fn run(self, io: &mut Io) -> Result<Outcome> {
        let tags = self.tags(io)?;
        let client = self.broker.client(io)?;
        if !self.auto_create_version {
            let asking = client.version(&self.pacticipant, &self.version);
            with_progress(io, "looking for the version", asking)
                .await
                .map_err(|error| self.explain(error))?;
        }
        let mut documents = Vec::new();
        for tag in &tags {
            let tagging = client.put_tag(&self.pacticipant, &self.version, tag);
            documents.push(
                with_progress(io, "tagging the version", tagging)
                    .await?
                    .document()
                    .clone(),
            );
        }
        let sentence = format!(
            "Tagged version {} of {} with {}.",
            self.version,
            self.pacticipant,
            tags.join(", ")
        );
        answer(io, self.output, &Value::Array(documents), &sentence)?;
        Ok(Outcome::Yes)
    }

    fn tags(&self, io: &Io) -> Result<Vec<String>> {
        let mut tags = self.tag.clone();
        if self.tag_with_git_branch {
            tags.push(detect::branch(&io.variables, &io.directory, NO_BRANCH)?);
        }
        Ok(tags)
    }

    fn explain(&self, error: accord_client::Error) -> CliError {
        if !error.is_not_found() {
            return error.into();
        }
        CliError::new(format!(
            "the broker knows no version {} of {}",
            self.version, self.pacticipant
        ))
        .hint("Check the spelling, or create it at the same time with --auto-create-version.")
    }
}
