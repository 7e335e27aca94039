//! The command line as a whole: which commands there are, and what their ends mean.

use std::ffi::OsString;

use clap::{ColorChoice, CommandFactory, Parser, Subcommand};

use crate::args::{LogLevel, normalise, parse};
use crate::commands::*;
use crate::error::{CliError, Outcome, Result};
use crate::io::Io;
use crate::log::Log;

const EXIT_CODES: &str = "\
Exit codes:
  0  yes, or done
  1  no: not safe to deploy, a contract is broken, or the broker refused what conflicts with what it has
  2  could not ask: wrong usage, no answer, or an answer that is an error; the reason and a hint are on stderr

Options are also taken from the environment variables named with them. NO_COLOR switches colours off.";

/// Contracts between services: publish them, verify them, ask whether a version can be deployed
#[derive(Debug, Parser)]
#[command(name = "accord", version, after_help = EXIT_CODES, subcommand_required = true, arg_required_else_help = true)]
struct Accord {
    /// Tell on stderr what is asked of the broker and of the provider (also VERBOSE=true)
    #[arg(short, long, global = true, help_heading = "Global options")]
    verbose: bool,
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value_t = ColorChoice::Auto, help_heading = "Global options")]
    color: ColorChoice,
    /// As --color never, for pipelines that have it
    #[arg(long, alias = "no-color", global = true, hide = true)]
    no_colour: bool,
    /// As --verbose from debug on, for pipelines that have it
    #[arg(
        long,
        alias = "loglevel",
        global = true,
        hide = true,
        value_name = "LEVEL",
        ignore_case = true
    )]
    log_level: Option<LogLevel>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Publish(publish::PublishArgs),
    Verify(Box<verify::VerifyArgs>),
    CanIDeploy(can_i_deploy::CanIDeployArgs),
    CanIMerge(can_i_merge::CanIMergeArgs),
    RecordDeployment(record_deployment::RecordDeploymentArgs),
    RecordUndeployment(record_undeployment::RecordUndeploymentArgs),
    RecordRelease(record_release::RecordReleaseArgs),
    RecordSupportEnded(record_support_ended::RecordSupportEndedArgs),
    CreateEnvironment(create_environment::CreateEnvironmentArgs),
    ListEnvironments(list_environments::ListEnvironmentsArgs),
    CreateOrUpdatePacticipant(create_or_update_pacticipant::CreateOrUpdatePacticipantArgs),
    CreateOrUpdateVersion(create_or_update_version::CreateOrUpdateVersionArgs),
    CreateVersionTag(create_version_tag::CreateVersionTagArgs),
    DescribeVersion(describe_version::DescribeVersionArgs),
    CreateWebhook(Box<create_webhook::CreateWebhookArgs>),
    ListWebhookTemplates(list_webhook_templates::ListWebhookTemplatesArgs),
    Completions(completions::CompletionsArgs),
    /// Print version, for pipelines that ask this way
    #[command(hide = true)]
    Version,
}

impl Accord {
    fn colours(&self) -> ColorChoice {
        if self.no_colour { ColorChoice::Never } else { self.color }
    }

    fn is_verbose(&self, io: &Io) -> bool {
        let of_command = match &self.command {
            Command::Verify(args) => args.log_level(),
            _ => None,
        };
        let levels = [self.log_level, of_command];
        self.verbose || io.variables.says_yes("VERBOSE") || levels.into_iter().flatten().any(LogLevel::is_verbose)
    }
}

/// The description of the whole command line, from which help, completions and documentation are made.
///
/// ```
/// assert!(accord_cli::command().find_subcommand("can-i-deploy").is_some());
/// ```
pub fn command() -> clap::Command {
    Accord::command()
}

/// Runs one command line and returns the exit code of the process: 0 yes or done, 1 no, 2 could not ask.
///
/// The first argument is the name of the program. Everything is written to the streams of `io`.
///
/// ```
/// let mut io = accord_cli::Io::of_process();
/// io.err = Box::new(std::io::sink());
/// let arguments = ["accord", "publish"].map(std::ffi::OsString::from);
/// assert_eq!(accord_cli::run(arguments, &mut io), 2, "what to publish, and where?");
/// ```
pub fn run(arguments: impl IntoIterator<Item = OsString>, io: &mut Io) -> u8 {
    // Fails only where one is installed already, and any will do.
    let _ = rustls::crypto::ring::default_provider().install_default();
    match parse_and_execute(arguments, io) {
        Ok(code) => code,
        Err(error) => {
            io.note(&error.to_string());
            error.exit_code()
        }
    }
}

fn parse_and_execute(arguments: impl IntoIterator<Item = OsString>, io: &mut Io) -> Result<u8> {
    let accord = match parse::<Accord>(normalise(arguments)?, &io.variables) {
        Ok(accord) => accord,
        Err(answer) => return tell(&answer, io),
    };
    let (colour, colour_of_errors) = match accord.colours() {
        ColorChoice::Auto => (io.colour, io.interactive),
        choice => (choice == ColorChoice::Always, choice == ColorChoice::Always),
    };
    io.colour = colour;
    let _log = accord.is_verbose(io).then(|| Log::start(io, colour_of_errors));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| CliError::new(format!("could not start: {error}")))?;
    let outcome = runtime.block_on(execute(accord.command, io))?;
    io.out.flush()?;
    Ok(outcome.exit_code())
}

async fn execute(command: Command, io: &mut Io) -> Result<Outcome> {
    match command {
        Command::Publish(args) => args.run(io).await,
        Command::Verify(args) => args.run(io).await,
        Command::CanIDeploy(args) => args.run(io).await,
        Command::CanIMerge(args) => args.run(io).await,
        Command::RecordDeployment(args) => args.run(io).await,
        Command::RecordUndeployment(args) => args.run(io).await,
        Command::RecordRelease(args) => args.run(io).await,
        Command::RecordSupportEnded(args) => args.run(io).await,
        Command::CreateEnvironment(args) => args.run(io).await,
        Command::ListEnvironments(args) => args.run(io).await,
        Command::CreateOrUpdatePacticipant(args) => args.run(io).await,
        Command::CreateOrUpdateVersion(args) => args.run(io).await,
        Command::CreateVersionTag(args) => args.run(io).await,
        Command::DescribeVersion(args) => args.run(io).await,
        Command::CreateWebhook(args) => args.run(io).await,
        Command::ListWebhookTemplates(args) => args.run(io).await,
        Command::Completions(args) => args.run(io),
        Command::Version => {
            writeln!(io.out, "accord {}", env!("CARGO_PKG_VERSION"))?;
            Ok(Outcome::Yes)
        }
    }
}

// Help and version are answers too; clap's own exit codes agree with ours.
fn tell(answer: &clap::Error, io: &mut Io) -> Result<u8> {
    let text = answer.render();
    let text = if io.colour {
        text.ansi().to_string()
    } else {
        text.to_string()
    };
    let stream = if answer.use_stderr() { &mut io.err } else { &mut io.out };
    stream.write_all(text.as_bytes())?;
    Ok(u8::try_from(answer.exit_code()).unwrap_or(2))
}
