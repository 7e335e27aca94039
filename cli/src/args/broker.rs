//! How to reach the broker, with the names and variables that pipelines already have.

use std::path::{Path, PathBuf};

use accord_client::{Client, RetryPolicy};
use clap::Args;

use super::header::split_header;
use crate::error::{CliError, Result};
use crate::io::Io;

/// The broker and who asks.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Broker")]
pub(crate) struct BrokerArgs {
    /// Address of the broker
    #[arg(
        short = 'b',
        long,
        alias = "broker-url",
        value_name = "URL",
        env = "PACT_BROKER_BASE_URL",
        hide_env_values = true
    )]
    broker_base_url: String,
    /// User name, for a broker with basic authentication
    #[arg(
        short = 'u',
        long,
        value_name = "NAME",
        env = "PACT_BROKER_USERNAME",
        hide_env_values = true
    )]
    broker_username: Option<String>,
    /// Password, for a broker with basic authentication
    #[arg(
        short = 'p',
        long,
        value_name = "PASSWORD",
        env = "PACT_BROKER_PASSWORD",
        hide_env_values = true
    )]
    broker_password: Option<String>,
    /// Token, for a broker with bearer authentication
    #[arg(
        short = 'k',
        long,
        value_name = "TOKEN",
        env = "PACT_BROKER_TOKEN",
        hide_env_values = true
    )]
    broker_token: Option<String>,
    /// PEM file of a certificate authority to trust, besides those of the system
    #[arg(
        short = 'c',
        long,
        value_name = "FILE",
        env = "SSL_CERT_FILE",
        hide_env_values = true
    )]
    ssl_certificate: Option<PathBuf>,
    #[command(flatten)]
    transport: TransportArgs,
}

impl BrokerArgs {
    /// A client of the broker; nothing is sent yet.
    pub(crate) fn client(&self, io: &Io) -> Result<Client> {
        let access = Access {
            url: &self.broker_base_url,
            username: self.broker_username.as_deref(),
            password: self.broker_password.as_deref(),
            token: self.broker_token.as_deref(),
            certificate: self.ssl_certificate.as_deref(),
        };
        self.transport.client(&access, io)
    }
}

/// Which broker, and who asks; blank is as good as absent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Access<'a> {
    /// Address of the broker.
    pub(crate) url: &'a str,
    /// Of basic authentication.
    pub(crate) username: Option<&'a str>,
    /// Of basic authentication.
    pub(crate) password: Option<&'a str>,
    /// Of bearer authentication.
    pub(crate) token: Option<&'a str>,
    /// A certificate authority to trust.
    pub(crate) certificate: Option<&'a Path>,
}

/// How requests to the broker travel.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Broker")]
pub(crate) struct TransportArgs {
    /// Header to send to the broker with every request, as 'Name: Value'; may be repeated
    #[arg(long, value_name = "HEADER")]
    custom_header: Vec<String>,
    /// How often a request that is safe to repeat is repeated when the broker is out of reach or overloaded
    #[arg(
        long,
        value_name = "TIMES",
        env = "PACT_BROKER_HTTP_RETRIES",
        hide_env_values = true,
        default_value_t = 4
    )]
    retries: u32,
    /// Accept any certificate of the broker (also PACT_BROKER_DISABLE_SSL_VERIFICATION=true)
    #[arg(long)]
    skip_ssl_verification: bool,
}

const SKIP_VERIFICATION: [&str; 3] = [
    "SSL_SKIP_VERIFICATION",
    "PACT_DISABLE_SSL_VERIFICATION",
    "PACT_BROKER_DISABLE_SSL_VERIFICATION",
];

impl TransportArgs {
    /// A client of a broker; nothing is sent yet.
    pub(crate) fn client(&self, access: &Access<'_>, io: &Io) -> Result<Client> {
        let skip = self.skip_ssl_verification || SKIP_VERIFICATION.iter().any(|name| io.variables.says_yes(name));
        let mut builder = Client::builder(access.url)
            .user_agent(concat!("accord/", env!("CARGO_PKG_VERSION")))
            .retry(RetryPolicy {
                retries: self.retries,
                ..RetryPolicy::default()
            })
            .verify_tls(!skip);
        let (token, username) = (filled(access.token), filled(access.username));
        builder = match (token, username) {
            (Some(_), Some(_)) => return Err(two_identities()),
            (Some(token), None) => builder.bearer_token(token),
            (None, Some(username)) => builder.basic_auth(username, access.password.unwrap_or_default()),
            (None, None) => builder,
        };
        for header in &self.custom_header {
            let (name, value) = split_header("--custom-header", header)?;
            builder = builder.header(name, value);
        }
        if let Some(file) = access.certificate.filter(|file| !file.as_os_str().is_empty()) {
            builder = builder.ca_certificate_pem(read("the certificate", &io.resolve(file))?);
        }
        let identity = (
            io.variables.get("X509_CLIENT_CERT_FILE"),
            io.variables.get("X509_CLIENT_KEY_FILE"),
        );
        if let (Some(certificate), Some(key)) = identity {
            let mut pem = read("the client certificate", &io.resolve(Path::new(certificate)))?;
            pem.push(b'\n');
            pem.extend(read("the client key", &io.resolve(Path::new(key)))?);
            builder = builder.identity_pem(pem);
        }
        Ok(builder.build()?)
    }
}

/// The text, unless it is blank: CI systems define variables that have no value.
pub(crate) fn filled(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.trim().is_empty())
}

fn two_identities() -> CliError {
    CliError::new("a user name and a token are given for the broker: only one can say who asks")
        .hint("Give either, and look at PACT_BROKER_USERNAME and PACT_BROKER_TOKEN in the environment.")
}

fn read(what: &str, path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(|error| CliError::new(format!("could not read {what} '{}': {error}", path.display())))
}

impl From<accord_client::Error> for CliError {
    /// A conflict is the broker's considered "no"; everything else means that the question was not answered.
    fn from(error: accord_client::Error) -> Self {
        let is_conflict = error.status().is_some_and(|status| status.as_u16() == 409);
        let reason = describe(&error);
        let converted = if is_conflict {
            Self::refused(reason)
        } else {
            Self::new(reason)
        };
        // The broker knows which of several conflicts it is, and a general hint would contradict it.
        let hint = error.hint().filter(|_| !(is_conflict && is_explained(&error)));
        match hint {
            Some(hint) => converted.hint(hint),
            None => converted,
        }
    }
}

fn is_explained(error: &accord_client::Error) -> bool {
    error.problem().is_some_and(|problem| !problem.messages().is_empty())
}

/// The error in words: what the broker said comes before what it was asked, whose query can be long.
fn describe(error: &accord_client::Error) -> String {
    match error {
        accord_client::Error::Status(answer) if is_explained(error) => {
            let mut url = answer.url.clone();
            url.set_query(None);
            format!("{} ({} {url}: {})", answer.problem, answer.method, answer.status)
        }
        other => other.to_string(),
    }
}
