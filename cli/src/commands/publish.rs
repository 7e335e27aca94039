use accord_client::Client;
use accord_client::Resource;
use accord_client::model::contract::{self, OnConflict, PublishContracts, PublishedContracts};
use clap::{ArgAction, Args};
use indexmap::IndexMap;

use crate::args::{AnswerFormat, BrokerArgs};
use crate::detect;
use crate::error::{CliError, Outcome, Result};
use crate::io::Io;
use crate::output::{Paint, with_progress, write_json, write_notices};
use crate::pactfile::{self, Contract};

const NO_BRANCH: &str = "Give it with --branch, or set one of the variables that CI systems set, such as GIT_BRANCH.";

/// Publish the pacts that consumer tests wrote
///
/// Files of the same consumer and provider are merged first. A file that is no pact is refused, and then nothing is
/// published.
///
/// Example: accord publish pacts --consumer-app-version $(git rev-parse HEAD) --branch main
#[derive(Debug, Args)]
#[command(disable_help_flag = true)]
pub(crate) struct PublishArgs {
    /// Pact files, directories that hold some at any depth, or patterns such as 'build/**/*.json'
    #[arg(required = true, value_name = "FILES")]
    files: Vec<String>,
    /// Version of the consumer, usually the commit
    #[arg(
        short = 'a',
        long,
        value_name = "VERSION",
        required_unless_present = "auto_detect_version_properties"
    )]
    consumer_app_version: Option<String>,
    /// Branch of the consumer
    #[arg(short = 'h', long, value_name = "BRANCH")]
    branch: Option<String>,
    /// Take version, branch and build address that are not given from the CI system or from git
    #[arg(short = 'r', long)]
    auto_detect_version_properties: bool,
    /// A tag for the version; may be repeated, or several with commas between
    #[arg(short = 't', long, value_name = "TAG", value_delimiter = ',')]
    tag: Vec<String>,
    /// Use the name of the git branch as a tag
    #[arg(short = 'g', long)]
    tag_with_git_branch: bool,
    /// Address of the build that wrote the pacts
    #[arg(long, value_name = "URL")]
    build_url: Option<String>,
    /// Add to what this version has already published for the same provider, instead of replacing it
    #[arg(long)]
    merge: bool,
    /// Form of the answer; json is one document per consumer
    #[arg(short, long, value_name = "FORM", value_enum, default_value = "text")]
    output: AnswerFormat,
    /// What is no pact is refused with or without it; for pipelines that ask for that
    #[arg(long, alias = "strict", hide = true, action = ArgAction::Count)]
    validate: u8,
    /// Print help
    #[arg(long, action = ArgAction::Help)]
    help: Option<bool>,
    #[command(flatten)]
    broker: BrokerArgs,
}

/// What is known of the consumer version.
struct Properties {
    version: String,
    branch: Option<String>,
    tags: Vec<String>,
    build_url: Option<String>,
}

impl PublishArgs {
    pub(crate) async fn run(self, io: &mut Io) -> Result<Outcome> {
        let contracts = self.contracts(io)?;
        let properties = self.properties(io)?;
        let client = self.broker.client(io)?;
        for (consumer, contracts) in by_consumer(contracts) {
            let publication = self.publication(&consumer, &contracts, &properties)?;
            let published = publish(&client, &publication, io).await?;
            match self.output {
                AnswerFormat::Json => write_json(io, published.document())?,
                AnswerFormat::Text => write_notices(&mut io.out, Paint(io.colour), &published.notices)?,
            }
        }
        Ok(Outcome::Yes)
    }

    fn contracts(&self, io: &Io) -> Result<Vec<Contract>> {
        let files = pactfile::find(&io.directory, &self.files)?;
        let contracts: Result<Vec<Contract>> = files
            .iter()
            .map(|file| Contract::read(&io.directory, &file.path))
            .collect();
        pactfile::one_per_pair(contracts?)
    }

    fn properties(&self, io: &mut Io) -> Result<Properties> {
        let auto = self.auto_detect_version_properties;
        let version = match &self.consumer_app_version {
            Some(version) => version.clone(),
            None => detect::commit(&io.variables, &io.directory)?,
        };
        let mut tags = self.tag.clone();
        if self.tag_with_git_branch {
            tags.push(self.git_branch(io)?);
        }
        let branch = self.branch(io);
        let build_url = self
            .build_url
            .clone()
            .or_else(|| detect::build_url(&io.variables).filter(|_| auto));
        Ok(Properties {
            version,
            branch,
            tags,
            build_url,
        })
    }

    fn branch(&self, io: &mut Io) -> Option<String> {
        if self.branch.is_some() || !self.auto_detect_version_properties {
            return self.branch.clone();
        }
        match self.git_branch(io) {
            Ok(branch) => Some(branch),
            Err(error) => {
                io.note(&error.within("publishing without a branch").as_warning());
                None
            }
        }
    }

    fn git_branch(&self, io: &Io) -> Result<String> {
        match &self.branch {
            Some(branch) => Ok(branch.clone()),
            None => detect::branch(&io.variables, &io.directory, NO_BRANCH),
        }
    }

    fn publication(&self, consumer: &str, contracts: &[Contract], properties: &Properties) -> Result<PublishContracts> {
        let mut publication = PublishContracts::new(consumer, &properties.version).tags(&properties.tags);
        publication.branch = properties.branch.clone();
        publication.build_url = properties.build_url.clone();
        let on_conflict = if self.merge {
            OnConflict::Merge
        } else {
            OnConflict::Overwrite
        };
        for contract in contracts {
            let content = contract::Contract::from_pact(&contract.bytes)?;
            publication = publication.contract(content.on_conflict(on_conflict));
        }
        Ok(publication)
    }
}

fn by_consumer(contracts: Vec<Contract>) -> IndexMap<String, Vec<Contract>> {
    let mut consumers: IndexMap<String, Vec<Contract>> = IndexMap::new();
    for contract in contracts {
        consumers.entry(contract.consumer.clone()).or_default().push(contract);
    }
    consumers
}

async fn publish(client: &Client, publication: &PublishContracts, io: &mut Io) -> Result<Resource<PublishedContracts>> {
    let what = format!("publishing the pacts of {}", publication.pacticipant_name);
    let published = with_progress(io, &what, client.publish_contracts(publication)).await;
    published.map_err(|error| {
        // The broker explains a refusal in notices: what changed, and how to allow it.
        let notices = error
            .problem()
            .map(|problem| problem.notices.clone())
            .unwrap_or_default();
        match write_notices(&mut io.err, Paint(false), &notices) {
            Ok(()) => CliError::from(error),
            Err(unwritable) => unwritable,
        }
    })
}
