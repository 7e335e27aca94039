use accord_client::CanIDeploy;
use accord_client::model::matrix_query::{Destination, MatrixQuery};
use clap::Args;

use super::can_i_deploy::ignored;
use super::verdict::{PatienceArgs, Verdict};
use crate::args::{BrokerArgs, SelectorGroups};
use crate::error::{Outcome, Result};
use crate::io::Io;

const IGNORE: &str = "PACT_BROKER_CAN_I_MERGE_IGNORE";
const DRY_RUN: &str = "PACT_BROKER_CAN_I_MERGE_DRY_RUN";

/// Ask whether a version can be merged: do all contracts hold with the main branches of the others?
///
/// Exits with 0 when the answer is yes and with 1 when it is no. PACT_BROKER_CAN_I_MERGE_IGNORE holds applications
/// to ignore (with commas between), PACT_BROKER_CAN_I_MERGE_DRY_RUN=true does as --dry-run.
#[derive(Debug, Args)]
pub(crate) struct CanIMergeArgs {
    #[command(flatten)]
    groups: SelectorGroups,
    #[command(flatten)]
    patience: PatienceArgs,
    #[command(flatten)]
    broker: BrokerArgs,
}

impl CanIMergeArgs {
    pub(crate) async fn run(self, io: &mut Io) -> Result<Outcome> {
        let client = self.broker.client(io)?;
        let dry_run = io.variables.says_yes(DRY_RUN);
        let verdict = Verdict {
            yes: "Yes, this can be merged.",
            no: "No, this cannot be merged.",
            outcome_of_no: Outcome::No,
        };
        let mut query = MatrixQuery::from(CanIDeploy::with_selectors(self.groups.selectors));
        query.ignore = self.groups.ignore;
        query.ignore.extend(ignored(io, IGNORE));
        query.destination = Some(Destination::MainBranch);
        self.patience.question(query, verdict, dry_run).ask(&client, io).await
    }
}
