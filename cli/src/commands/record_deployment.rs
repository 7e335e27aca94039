use clap::Args;

use crate::args::{AnswerFormat, BrokerArgs};
use crate::error::{Outcome, Result};
use crate::io::Io;
use crate::output::{answer, with_progress};

/// Record that a version was deployed to an environment
///
/// The version that was there before counts as undeployed, per application instance.
#[derive(Debug, Args)]
pub(crate) struct RecordDeploymentArgs {
    /// The application that was deployed
    #[arg(short = 'a', long, value_name = "NAME")]
    pacticipant: String,
    /// The version that was deployed
    #[arg(short = 'e', long, value_name = "VERSION")]
    version: String,
    /// The environment that it was deployed to
    #[arg(long, value_name = "NAME")]
    environment: String,
    /// Which of several instances in that environment, such as a customer or a region
    #[arg(long, alias = "target", value_name = "INSTANCE")]
    application_instance: Option<String>,
    /// Form of the answer
    #[arg(short, long, value_name = "FORM", value_enum, default_value = "text")]
    output: AnswerFormat,
    #[command(flatten)]
    broker: BrokerArgs,
}

impl RecordDeploymentArgs {
    pub(crate) async fn run(self, io: &mut Io) -> Result<Outcome> {
        let client = self.broker.client(io)?;
        let instance = self.application_instance.as_deref();
        let recording = client.record_deployment(&self.pacticipant, &self.version, &self.environment, instance);
        let deployment = with_progress(io, "recording the deployment", recording).await?;
        let place = instance
            .map(|instance| format!(" (instance {instance})"))
            .unwrap_or_default();
        let sentence = format!(
            "Recorded that {} {} is deployed to {}{place}.",
            self.pacticipant, self.version, self.environment
        );
        answer(io, self.output, deployment.document(), &sentence)?;
        Ok(Outcome::Yes)
    }
}
