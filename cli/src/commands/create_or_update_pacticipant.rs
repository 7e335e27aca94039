use accord_client::model::pacticipant::PacticipantUpdate;
use clap::Args;

use crate::args::{AnswerFormat, BrokerArgs};
use crate::error::{Outcome, Result};
use crate::io::Io;
use crate::output::{answer, with_progress};

/// Create an application, or change what the broker knows of it
#[derive(Debug, Args)]
pub(crate) struct CreateOrUpdatePacticipantArgs {
    /// The name, which is also its identity
    #[arg(long, value_name = "NAME")]
    name: String,
    /// The name for people
    #[arg(long, value_name = "TEXT")]
    display_name: Option<String>,
    /// The branch that it is deployed from
    #[arg(long, value_name = "BRANCH")]
    main_branch: Option<String>,
    /// The address of its source
    #[arg(long, value_name = "URL")]
    repository_url: Option<String>,
    /// Form of the answer
    #[arg(short, long, value_name = "FORM", value_enum, default_value = "text")]
    output: AnswerFormat,
    #[command(flatten)]
    broker: BrokerArgs,
}

impl CreateOrUpdatePacticipantArgs {
    pub(crate) async fn run(self, io: &mut Io) -> Result<Outcome> {
        let client = self.broker.client(io)?;
        let update = PacticipantUpdate {
            name: self.name,
            display_name: self.display_name,
            main_branch: self.main_branch,
            repository_url: self.repository_url,
        };
        let updating = client.create_or_update_pacticipant(&update);
        let pacticipant = with_progress(io, "updating the pacticipant", updating).await?;
        answer(
            io,
            self.output,
            pacticipant.document(),
            &format!("The broker knows the pacticipant {} now.", update.name),
        )?;
        Ok(Outcome::Yes)
    }
}
