use clap::Args;
use serde_json::Value;

use crate::args::{AnswerFormat, BrokerArgs};
use crate::error::{Outcome, Result};
use crate::io::Io;
use crate::output::{answer, with_progress};

/// Record that a released version is no longer supported in an environment
#[derive(Debug, Args)]
pub(crate) struct RecordSupportEndedArgs {
    /// The application
    #[arg(short = 'a', long, value_name = "NAME")]
    pacticipant: String,
    /// The version whose support ended
    #[arg(short = 'e', long, value_name = "VERSION")]
    version: String,
    /// The environment that it was released to
    #[arg(long, value_name = "NAME")]
    environment: String,
    /// Form of the answer
    #[arg(short, long, value_name = "FORM", value_enum, default_value = "text")]
    output: AnswerFormat,
    #[command(flatten)]
    broker: BrokerArgs,
}

impl RecordSupportEndedArgs {
    pub(crate) async fn run(self, io: &mut Io) -> Result<Outcome> {
        let client = self.broker.client(io)?;
        let recording = client.record_support_ended(&self.pacticipant, &self.version, &self.environment);
        let ended = with_progress(io, "recording the end of support", recording).await?;
        let sentence = format!(
            "Recorded that {} {} is no longer supported in {}.",
            self.pacticipant, self.version, self.environment
        );
        let documents: Value = ended.iter().map(|release| release.document().clone()).collect();
        answer(io, self.output, &documents, &sentence)?;
        Ok(Outcome::Yes)
    }
}
