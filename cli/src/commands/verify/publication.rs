//! Sending results to the broker.

use accord_client::Client;
use accord_client::model::verification::{Exception, Mismatch, TestResult, VerificationResult, VerifiedBy};
use clap::Args;

use super::candidate::Candidate;
use super::sources::SourceArgs;
use crate::detect;
use crate::engine::{Difference, Filter, Verdict, Verified};
use crate::error::{CliError, Result};
use crate::io::Io;
use crate::report::ContractReport;

/// The version of the provider, and whether its results are published.
#[derive(Debug, Args)]
#[command(next_help_heading = "Publication")]
pub(super) struct PublicationArgs {
    /// Publish the results
    #[arg(long, alias = "publish-verification-results", requires = "provider_version")]
    publish: bool,
    /// Version of the provider, usually the commit
    #[arg(long, alias = "provider-app-version", value_name = "VERSION")]
    provider_version: Option<String>,
    /// Branch of the provider; also decides what is pending and what is work in progress
    #[arg(long, alias = "provider-version-branch", value_name = "BRANCH")]
    pub(super) provider_branch: Option<String>,
    /// Tags of the provider version, with commas between; may be repeated
    #[arg(long, alias = "provider-version-tag", value_name = "TAGS", value_delimiter = ',')]
    pub(super) provider_tags: Vec<String>,
    /// Address of the build that verifies; without, the one that the CI system tells
    #[arg(long, value_name = "URL")]
    build_url: Option<String>,
}

/// Publishes the results of one provider version.
pub(super) struct Publisher {
    client: Client,
    /// Everything of a result but the result.
    form: VerificationResult,
}

impl PublicationArgs {
    /// A publisher, if results are to be published and can be.
    pub(super) fn publisher(&self, sources: &SourceArgs, filter: &Filter, io: &Io) -> Result<Option<Publisher>> {
        let Some(version) = self.provider_version.as_ref().filter(|_| self.publish) else {
            return Ok(None);
        };
        if !filter.admits_everything() {
            return Err(
                CliError::new("--publish and a filter of interactions exclude each other").hint(
                    "A result speaks for the whole contract: publish without --filter-description and --filter-state.",
                ),
            );
        }
        if sources.has_files() {
            return Err(
                CliError::new("--publish needs contracts that come from a broker, and these are files")
                    .hint("Give --broker-url and --provider-name, or the address of the pact with --url."),
            );
        }
        let mut form = VerificationResult::new(version, false).tags(&self.provider_tags);
        form.provider_branch = self.provider_branch.clone();
        form.build_url = self.build_url.clone().or_else(|| detect::build_url(&io.variables));
        form.verified_by = Some(VerifiedBy {
            implementation: "accord".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        });
        Ok(Some(Publisher {
            client: sources.client(io)?,
            form,
        }))
    }
}

impl Publisher {
    /// Publishes the result of a contract and returns its address.
    pub(super) async fn publish(&self, candidate: &Candidate, report: &ContractReport) -> Result<String> {
        let Some(pact) = &candidate.pact else {
            return Err(CliError::new(format!(
                "the result for '{}' cannot be published: it is a file",
                report.source
            )));
        };
        let result = VerificationResult {
            success: report.holds(),
            test_results: report.interactions.iter().map(test_result).collect(),
            ..self.form.clone()
        };
        let publishing = self.client.publish_verification_result(pact, &result).await;
        // A conflict is no answer about the contract.
        let published = publishing.map_err(|error| {
            let what = format!("could not publish the result for {}", report.consumer);
            CliError::from(error).within(what).into_failure()
        })?;
        let address = published.links().get("self").map(|link| link.href.clone());
        Ok(address.unwrap_or_else(|| published.url().to_string()))
    }
}

fn test_result(verified: &Verified) -> TestResult {
    let (mismatches, exceptions) = match &verified.verdict {
        Verdict::Holds => (Vec::new(), Vec::new()),
        Verdict::Differs(differences) => (differences.iter().map(mismatch).collect(), Vec::new()),
        Verdict::Failed(reason) => (
            Vec::new(),
            vec![Exception {
                message: reason.clone(),
            }],
        ),
    };
    TestResult {
        interaction_id: verified.id.clone(),
        interaction_description: Some(verified.description.clone()),
        success: verified.holds(),
        mismatches,
        exceptions,
    }
}

fn mismatch(difference: &Difference) -> Mismatch {
    Mismatch {
        attribute: difference.attribute.name().to_owned(),
        description: difference.description.clone(),
        identifier: Some(difference.place.clone()).filter(|place| !place.is_empty()),
    }
}
