use clap::Args;

use crate::args::{AnswerFormat, BrokerArgs};
use crate::error::{Outcome, Result};
use crate::io::Io;
use crate::output::{answer, with_progress};

/// Record that a version was released to an environment
///
/// Unlike a deployment, a release leaves earlier versions in support: think of mobile apps and libraries.
#[derive(Debug, Args)]
pub(crate) struct RecordReleaseArgs {
    /// The application that was released
    #[arg(short = 'a', long, value_name = "NAME")]
    pacticipant: String,
    /// The version that was released
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

impl RecordReleaseArgs {
    pub(crate) async fn run(self, io: &mut Io) -> Result<Outcome> {
        let client = self.broker.client(io)?;
        let recording = client.record_release(&self.pacticipant, &self.version, &self.environment);
        let release = with_progress(io, "recording the release", recording).await?;
        let sentence = format!(
            "Recorded that {} {} is released to {}.",
            self.pacticipant, self.version, self.environment
        );
        answer(io, self.output, release.document(), &sentence)?;
        Ok(Outcome::Yes)
    }
}
