use std::io::Write;

use accord_client::model::environment::{Contact, Environment, NewEnvironment};
use accord_client::{Client, Resource};
use clap::Args;

use crate::args::{AnswerFormat, BrokerArgs, CreatedFormat};
use crate::error::{CliError, Outcome, Result};
use crate::io::Io;
use crate::output::{answer, with_progress};

/// Create an environment that versions can be deployed or released to
#[derive(Debug, Args)]
pub(crate) struct CreateEnvironmentArgs {
    /// The name for programs, without blanks, such as production or payments-sit
    #[arg(long, value_name = "NAME")]
    name: String,
    /// The name for people, such as Payments SIT
    #[arg(long, value_name = "TEXT")]
    display_name: Option<String>,
    /// It serves real users
    #[arg(long, overrides_with = "no_production")]
    production: bool,
    /// It serves nobody but developers and testers (as without either option)
    #[arg(long)]
    no_production: bool,
    /// Who to ask about it: a person or a team
    #[arg(long, value_name = "TEXT")]
    contact_name: Option<String>,
    /// How to reach them
    #[arg(long, value_name = "ADDRESS")]
    contact_email_address: Option<String>,
    /// Form of the answer
    #[arg(short, long, value_name = "FORM", value_enum, default_value = "text")]
    output: CreatedFormat,
    #[command(flatten)]
    broker: BrokerArgs,
}

impl CreateEnvironmentArgs {
    pub(crate) async fn run(self, io: &mut Io) -> Result<Outcome> {
        let client = self.broker.client(io)?;
        let environment = self.environment();
        let creating = self.create(&client, &environment);
        let created = with_progress(io, "creating the environment", creating).await?;
        let kind = if self.production {
            "production environment"
        } else {
            "environment"
        };
        let sentence = format!("Created the {kind} {} with UUID {}.", created.name, created.uuid);
        match self.output {
            CreatedFormat::Text => answer(io, AnswerFormat::Text, created.document(), &sentence)?,
            CreatedFormat::Json => answer(io, AnswerFormat::Json, created.document(), &sentence)?,
            CreatedFormat::Id => writeln!(io.out, "{}", created.uuid)?,
        }
        Ok(Outcome::Yes)
    }

    // Brokers say of a name that is taken that it is a bad one: 400.
    async fn create(&self, client: &Client, environment: &NewEnvironment) -> Result<Resource<Environment>> {
        let error = match client.create_environment(environment).await {
            Ok(created) => return Ok(created),
            Err(error) => error,
        };
        let is_bad = error.status().is_some_and(|status| status.as_u16() == 400);
        if is_bad && client.environment(&self.name).await.is_ok() {
            return Err(CliError::from(error).into_refusal());
        }
        Err(error.into())
    }

    fn environment(&self) -> NewEnvironment {
        NewEnvironment {
            name: self.name.clone(),
            display_name: self.display_name.clone(),
            production: self.production,
            contacts: self.contact().into_iter().collect(),
        }
    }

    fn contact(&self) -> Option<Contact> {
        let (name, address) = (self.contact_name.as_ref(), self.contact_email_address.as_ref());
        // The broker wants a name; an address without one names itself.
        let name = name.or(address)?.clone();
        let details = address.map(|address| ("emailAddress".to_owned(), address.clone().into()));
        Some(Contact {
            name,
            details: details.into_iter().collect(),
        })
    }
}
