use clap::Args;
use serde_json::Value;

use crate::args::{AnswerFormat, BrokerArgs};
use crate::error::{Outcome, Result};
use crate::io::Io;
use crate::output::{answer, with_progress};

/// Record that an application was removed from an environment
#[derive(Debug, Args)]
pub(crate) struct RecordUndeploymentArgs {
    /// The application that was removed
    #[arg(short = 'a', long, value_name = "NAME")]
    pacticipant: String,
    /// The environment that it was removed from
    #[arg(long, value_name = "NAME")]
    environment: String,
    /// Which of several instances in that environment; without, the one that has no name
    #[arg(long, alias = "target", value_name = "INSTANCE")]
    application_instance: Option<String>,
    /// Form of the answer
    #[arg(short, long, value_name = "FORM", value_enum, default_value = "text")]
    output: AnswerFormat,
    #[command(flatten)]
    broker: BrokerArgs,
}

impl RecordUndeploymentArgs {
    pub(crate) async fn run(self, io: &mut Io) -> Result<Outcome> {
        let client = self.broker.client(io)?;
        let instance = self.application_instance.as_deref();
        let recording = client.record_undeployment(&self.pacticipant, &self.environment, instance);
        let ended = with_progress(io, "recording the undeployment", recording).await?;
        let place = instance
            .map(|instance| format!(" (instance {instance})"))
            .unwrap_or_default();
        let sentence = format!(
            "Recorded that {} is no longer deployed to {}{place}.",
            self.pacticipant, self.environment
        );
        let documents: Value = ended.iter().map(|deployment| deployment.document().clone()).collect();
        answer(io, self.output, &documents, &sentence)?;
        Ok(Outcome::Yes)
    }
}
