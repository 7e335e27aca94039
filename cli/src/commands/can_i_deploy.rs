use std::num::NonZeroU8;

use accord_client::model::matrix_query::{Destination, MatrixQuery};
use accord_client::{CanIDeploy, VersionSelector};
use clap::Args;

use super::verdict::{PatienceArgs, Verdict};
use crate::args::{BrokerArgs, SelectorGroups};
use crate::error::{CliError, Outcome, Result};
use crate::io::Io;

const IGNORE: &str = "PACT_BROKER_CAN_I_DEPLOY_IGNORE";
const DRY_RUN: &str = "PACT_BROKER_CAN_I_DEPLOY_DRY_RUN";
const EXIT_CODE: &str = "PACT_BROKER_CAN_I_DEPLOY_EXIT_CODE_BETA";

/// Ask whether a version can be deployed: do all contracts hold with what is there?
///
/// Exits with 0 when the answer is yes and with 1 when it is no, so that a pipeline stops by itself.
/// PACT_BROKER_CAN_I_DEPLOY_IGNORE holds applications to ignore (with commas between),
/// PACT_BROKER_CAN_I_DEPLOY_DRY_RUN=true does as --dry-run,
/// PACT_BROKER_CAN_I_DEPLOY_EXIT_CODE_BETA=N exits with N (1 to 255) instead of 1.
///
/// Example: accord can-i-deploy --pacticipant shop --version 4f2c --to-environment production
#[derive(Debug, Args)]
pub(crate) struct CanIDeployArgs {
    #[command(flatten)]
    groups: SelectorGroups,
    /// The environment to deploy to
    #[arg(help_heading = "Destination", long, value_name = "NAME", conflicts_with = "to")]
    to_environment: Option<String>,
    /// The tag of the versions to deploy alongside; the older way to name an environment
    #[arg(help_heading = "Destination", long, value_name = "TAG")]
    to: Option<String>,
    /// The most rows of the matrix that the broker looks at
    #[arg(long, value_name = "ROWS", hide = true)]
    limit: Option<u32>,
    #[command(flatten)]
    patience: PatienceArgs,
    #[command(flatten)]
    broker: BrokerArgs,
}

impl CanIDeployArgs {
    pub(crate) async fn run(self, io: &mut Io) -> Result<Outcome> {
        let client = self.broker.client(io)?;
        let dry_run = io.variables.says_yes(DRY_RUN);
        let verdict = Verdict {
            yes: "Yes, this can be deployed.",
            no: "No, this cannot be deployed.",
            outcome_of_no: outcome_of_no(io)?,
        };
        let mut query = MatrixQuery::from(CanIDeploy::with_selectors(self.groups.selectors));
        query.ignore = self.groups.ignore;
        query.ignore.extend(ignored(io, IGNORE));
        query.limit = self.limit;
        query.destination = match (self.to_environment, self.to) {
            (Some(environment), _) => Some(Destination::Environment(environment)),
            (None, Some(tag)) => Some(Destination::Tag(tag)),
            (None, None) => query.destination,
        };
        self.patience.question(query, verdict, dry_run).ask(&client, io).await
    }
}

fn outcome_of_no(io: &Io) -> Result<Outcome> {
    let Some(code) = io.variables.get(EXIT_CODE) else {
        return Ok(Outcome::No);
    };
    // With 0, a no would pass for a yes.
    let code: NonZeroU8 = code.parse().map_err(|_| {
        CliError::new(format!("{EXIT_CODE} is '{code}', and no exit code of a no"))
            .hint("Give a number from 1 to 255; --dry-run ends with 0 whatever the answer is.")
    })?;
    Ok(Outcome::NoWith(code.get()))
}

/// The applications that a variable says to ignore.
pub(super) fn ignored(io: &Io, variable: &str) -> Vec<VersionSelector> {
    let names = io.variables.get(variable).unwrap_or_default().split(',').map(str::trim);
    names
        .filter(|name| !name.is_empty())
        .map(VersionSelector::any)
        .collect()
}
