//! Where the contracts come from: files, directories, addresses, or the broker's choice for this provider.

use std::path::PathBuf;

use accord_client::model::pacts_for_verification::{PactsForVerificationQuery, VerificationProperties};
use accord_client::{Client, ConsumerVersionSelector};
use clap::Args;

use super::candidate::Candidate;
use super::choice::Choice;
use super::publication::PublicationArgs;
use crate::args::{Access, TransportArgs, filled};
use crate::error::{CliError, Outcome, Result};
use crate::io::Io;
use crate::output::with_progress;
use crate::pactfile::{self, Contract};

/// The contracts.
#[derive(Debug, Args)]
#[command(next_help_heading = "Contracts")]
pub(super) struct SourceArgs {
    /// Pact files, directories that hold some at any depth, patterns, or addresses of pacts
    #[arg(value_name = "PACTS")]
    pacts: Vec<String>,
    /// A pact file; may be repeated
    #[arg(short = 'f', long, value_name = "FILE")]
    file: Vec<String>,
    /// A directory of pact files, at any depth; may be repeated
    #[arg(short = 'd', long, value_name = "DIRECTORY")]
    dir: Vec<String>,
    /// Address of a pact, such as the one that a webhook received; may be repeated
    #[arg(short = 'u', long, visible_alias = "webhook-callback-url", value_name = "URL")]
    url: Vec<String>,
    /// Address of the broker; it is asked when no files or addresses are given, or when it is told what to select
    #[arg(short = 'b', long, visible_alias = "broker-base-url", value_name = "URL")]
    #[arg(alias = "pact-broker-base-url", env = "PACT_BROKER_BASE_URL", hide_env_values = true)]
    broker_url: Option<String>,
    /// Name of the provider; of directories and patterns, only its contracts are verified
    #[arg(
        short = 'n',
        long,
        alias = "provider",
        value_name = "NAME",
        env = "PACT_PROVIDER_NAME",
        hide_env_values = true
    )]
    provider_name: Option<String>,
    /// Which consumer versions, as JSON such as '{"mainBranch":true}' (or a list of those); may be repeated
    #[arg(long, alias = "consumer-version-selector", value_name = "JSON", value_parser = selectors)]
    consumer_version_selectors: Vec<Selectors>,
    /// Tags whose latest consumer versions are meant, with commas between; the older way
    #[arg(long, alias = "consumer-version-tag", value_name = "TAGS", value_delimiter = ',')]
    consumer_version_tags: Vec<String>,
    /// Let contracts that this branch has never honoured be pending: they cannot fail the verification
    #[arg(long)]
    enable_pending: bool,
    /// Add contracts of work in progress since this date, such as 2026-01-31
    #[arg(long, value_name = "DATE")]
    include_wip_pacts_since: Option<String>,
    /// Succeed when there is nothing to verify
    #[arg(long)]
    ignore_no_pacts_error: bool,
    /// User name for the broker
    #[arg(help_heading = "Broker")]
    #[arg(
        long,
        visible_alias = "broker-username",
        value_name = "NAME",
        env = "PACT_BROKER_USERNAME",
        hide_env_values = true
    )]
    user: Option<String>,
    /// Password for the broker
    #[arg(help_heading = "Broker")]
    #[arg(
        long,
        visible_alias = "broker-password",
        value_name = "PASSWORD",
        env = "PACT_BROKER_PASSWORD"
    )]
    #[arg(hide_env_values = true)]
    password: Option<String>,
    /// Token for the broker
    #[arg(help_heading = "Broker")]
    #[arg(
        short = 't',
        long,
        visible_alias = "broker-token",
        value_name = "TOKEN",
        env = "PACT_BROKER_TOKEN"
    )]
    #[arg(hide_env_values = true)]
    token: Option<String>,
    /// PEM file of a certificate authority to trust, besides those of the system
    #[arg(help_heading = "Broker")]
    #[arg(long, value_name = "FILE", env = "SSL_CERT_FILE", hide_env_values = true)]
    ssl_certificate: Option<PathBuf>,
    #[command(flatten)]
    transport: TransportArgs,
}

#[derive(Debug, Clone)]
struct Selectors(Vec<ConsumerVersionSelector>);

fn selectors(text: &str) -> std::result::Result<Selectors, String> {
    let several = text.trim_start().starts_with('[');
    let parsed = if several {
        serde_json::from_str(text)
    } else {
        serde_json::from_str(text).map(|one| vec![one])
    };
    parsed.map(Selectors).map_err(|error| error.to_string())
}

impl SourceArgs {
    /// Whether some of the contracts are files, which have no result in any broker.
    pub(super) fn has_files(&self) -> bool {
        !self.patterns().is_empty()
    }

    /// A client for the broker, or for the addresses of pacts when no broker is given.
    pub(super) fn client(&self, io: &Io) -> Result<Client> {
        let first = || self.addresses().into_iter().next().map(String::as_str);
        let address = filled(self.broker_url.as_deref()).or_else(first);
        let address = address.ok_or_else(|| {
            CliError::new("there is nothing to verify").hint(
                "Give pact files or directories, --url, or --broker-url (PACT_BROKER_BASE_URL) with --provider-name.",
            )
        })?;
        let access = Access {
            url: address,
            username: self.user.as_deref(),
            password: self.password.as_deref(),
            token: self.token.as_deref(),
            certificate: self.ssl_certificate.as_deref(),
        };
        self.transport.client(&access, io)
    }

    /// Every contract that the arguments mean, of these consumers or, without any, of all.
    pub(super) async fn candidates(
        &self,
        publication: &PublicationArgs,
        consumers: &[String],
        io: &mut Io,
    ) -> Result<Vec<Candidate>> {
        let mut candidates: Vec<Candidate> = self.in_files(io)?.into_iter().map(Candidate::from_file).collect();
        if !self.addresses().is_empty() {
            candidates.extend(self.at_addresses(io).await?);
        }
        if self.asks_broker() {
            candidates.extend(self.of_broker(publication, io).await?);
        }
        candidates
            .retain(|candidate| consumers.is_empty() || consumers.iter().any(|name| name == candidate.consumer()));
        Ok(candidates)
    }

    /// The end of a verification without contracts.
    pub(super) fn nothing_found(&self, io: &mut Io) -> Result<Outcome> {
        let whose = self
            .provider_name
            .as_deref()
            .map(|name| format!(" of {name}"))
            .unwrap_or_default();
        let message = format!("found no contract{whose} to verify");
        if self.ignore_no_pacts_error {
            io.note(&message);
            return Ok(Outcome::Yes);
        }
        Err(CliError::new(message).hint(
            "Check the provider's name, the selectors and --filter-consumer; --ignore-no-pacts-error makes this a success.",
        ))
    }

    fn patterns(&self) -> Vec<String> {
        let positional = self.pacts.iter().filter(|text| !is_address(text));
        positional.chain(&self.file).chain(&self.dir).cloned().collect()
    }

    fn addresses(&self) -> Vec<&String> {
        self.pacts
            .iter()
            .filter(|text| is_address(text))
            .chain(&self.url)
            .collect()
    }

    // A broker's address often stands in the environment of a build that verifies a file for once.
    fn asks_broker(&self) -> bool {
        let selects = self.enable_pending
            || self.include_wip_pacts_since.is_some()
            || !self.consumer_version_selectors.is_empty()
            || !self.consumer_version_tags.is_empty();
        selects || (self.patterns().is_empty() && self.addresses().is_empty())
    }

    fn in_files(&self, io: &mut Io) -> Result<Vec<Contract>> {
        let mut choice = Choice::new(filled(self.provider_name.as_deref()));
        let mut contracts = Vec::new();
        for file in pactfile::find(&io.directory, &self.patterns())? {
            let contract = Contract::read(&io.directory, &file.path)?;
            if choice.takes(&contract, &file, io) {
                contracts.push(contract);
            }
        }
        choice.tell(io);
        Ok(contracts)
    }

    async fn at_addresses(&self, io: &mut Io) -> Result<Vec<Candidate>> {
        let client = self.client(io)?;
        let mut candidates = Vec::new();
        for address in self.addresses() {
            let pact = with_progress(io, &format!("fetching {address}"), client.pact_at_url(address)).await?;
            candidates.push(Candidate::from_broker(pact, VerificationProperties::default()));
        }
        Ok(candidates)
    }

    async fn of_broker(&self, publication: &PublicationArgs, io: &mut Io) -> Result<Vec<Candidate>> {
        let client = self.client(io)?;
        let provider = filled(self.provider_name.as_deref()).ok_or_else(|| {
            CliError::new("the broker cannot be asked for contracts without the name of the provider")
                .hint("Give --provider-name.")
        })?;
        let fetching = self.fetch(&client, provider, publication);
        with_progress(io, &format!("fetching the contracts of {provider}"), fetching).await
    }

    async fn fetch(&self, client: &Client, provider: &str, publication: &PublicationArgs) -> Result<Vec<Candidate>> {
        // An address without a broker has no index; a broker without the provider has no pacts of it.
        client.index().await?;
        let chosen = match client.pacts_for_verification(&self.query(provider, publication)).await {
            Ok(chosen) => chosen,
            Err(error) if error.is_link_missing() => return self.latest(client, provider).await,
            Err(error) if error.is_not_found() => return Ok(Vec::new()),
            Err(error) => return Err(error.into()),
        };
        let mut candidates = Vec::new();
        for chosen in chosen.pacts() {
            let pact = client.pact_for_verification(chosen).await?;
            candidates.push(Candidate::from_broker(pact, chosen.verification_properties.clone()));
        }
        Ok(candidates)
    }

    fn query(&self, provider: &str, publication: &PublicationArgs) -> PactsForVerificationQuery {
        let tags = self
            .consumer_version_tags
            .iter()
            .map(ConsumerVersionSelector::latest_with_tag);
        let selectors = self
            .consumer_version_selectors
            .iter()
            .flat_map(|selectors| selectors.0.clone())
            .chain(tags);
        PactsForVerificationQuery {
            provider_version_branch: publication.provider_branch.clone(),
            include_wip_pacts_since: self.include_wip_pacts_since.clone(),
            ..PactsForVerificationQuery::new(provider)
                .selectors(selectors)
                .provider_tags(&publication.provider_tags)
                .include_pending(self.enable_pending)
        }
    }

    /// What a broker offers that is too old to choose.
    async fn latest(&self, client: &Client, provider: &str) -> Result<Vec<Candidate>> {
        if !self.consumer_version_selectors.is_empty() || self.enable_pending || self.include_wip_pacts_since.is_some()
        {
            return Err(CliError::new("this broker knows neither selectors nor pending contracts nor work in progress")
                .hint("Update the broker, or verify without --consumer-version-selectors, --enable-pending and --include-wip-pacts-since."));
        }
        let tags = self.consumer_version_tags.iter().map(|tag| Some(tag.as_str()));
        let tags: Vec<Option<&str>> = if tags.len() == 0 { vec![None] } else { tags.collect() };
        let mut links = Vec::new();
        for tag in tags {
            match client.latest_pacts_of_provider(provider, tag).await {
                Ok(latest) => links.extend(latest),
                Err(error) if error.is_not_found() => {}
                Err(error) => return Err(error.into()),
            }
        }
        let mut candidates = Vec::new();
        for link in &links {
            let pact = client.pact_at(link).await?;
            candidates.push(Candidate::from_broker(pact, VerificationProperties::default()));
        }
        Ok(candidates)
    }
}

fn is_address(text: &str) -> bool {
    text.starts_with("http://") || text.starts_with("https://")
}
