//! Where the provider listens, and how it is brought into states.

use std::time::Duration;

use clap::Args;
use url::Url;

use crate::args::split_header;
use crate::engine::{Engine, Filter, Provider, ProviderSettings, StateHandler, StateTransport};
use crate::error::{CliError, Result};

/// The provider.
#[derive(Debug, Args)]
#[command(next_help_heading = "Provider")]
pub(super) struct ProviderArgs {
    /// Address of the provider; instead of host, port, transport and path
    #[arg(long, value_name = "URL", conflicts_with_all = ["hostname", "port", "base_path"], value_parser = http_address)]
    provider_base_url: Option<Url>,
    /// Host of the provider
    #[arg(
        short = 'h',
        long,
        value_name = "HOST",
        env = "PACT_PROVIDER_HOSTNAME",
        hide_env_values = true
    )]
    #[arg(default_value = "localhost")]
    hostname: String,
    /// Port of the provider; without, that of the transport
    #[arg(
        short = 'p',
        long,
        value_name = "PORT",
        env = "PACT_PROVIDER_PORT",
        hide_env_values = true
    )]
    port: Option<u16>,
    /// Transport of the provider: http or https
    #[arg(
        long,
        value_name = "SCHEME",
        env = "PACT_PROVIDER_TRANSPORT",
        hide_env_values = true,
        default_value = "http"
    )]
    transport: String,
    /// Path to put before the paths of the contracts
    #[arg(
        long,
        value_name = "PATH",
        env = "PACT_PROVIDER_BASE_PATH",
        hide_env_values = true,
        default_value = "/"
    )]
    base_path: String,
    /// Path, or full address, to ask for messages: it receives {"description", "providerStates"}
    #[arg(long, value_name = "PATH|URL", default_value = "/")]
    message_path: String,
    /// Port and path of another transport on the provider's host, as message:PORT[/PATH] or http:PORT[/PATH]; may be repeated
    #[arg(long, value_name = "NAME:PORT[/PATH]")]
    transports: Vec<String>,
    /// Header for every request to the provider, as 'Name: Value' or Name=Value; may be repeated
    #[arg(short = 'H', long, alias = "custom-provider-header", value_name = "HEADER")]
    header: Vec<String>,
    /// Milliseconds that an answer may take
    #[arg(
        long,
        value_name = "MS",
        env = "PACT_PROVIDER_REQUEST_TIMEOUT",
        hide_env_values = true,
        default_value_t = 5000
    )]
    request_timeout: u64,
    /// Accept any certificate of the provider
    #[arg(long)]
    disable_ssl_verification: bool,
    /// Address that sets up provider states: it receives {"state", "params", "action"}
    #[arg(short = 's', long, alias = "provider-states-setup-url", value_name = "URL", value_parser = http_address)]
    #[arg(env = "PACT_PROVIDER_STATE_CHANGE_URL", hide_env_values = true)]
    state_change_url: Option<Url>,
    /// Send provider states as query parameters instead of as a JSON body
    #[arg(long, env = "PACT_PROVIDER_STATE_CHANGE_AS_QUERY", hide_env_values = true)]
    state_change_as_query: bool,
    /// Also tear provider states down after each interaction
    #[arg(long, env = "PACT_PROVIDER_STATE_CHANGE_TEARDOWN", hide_env_values = true)]
    state_change_teardown: bool,
}

impl ProviderArgs {
    /// An engine that verifies this provider.
    pub(super) fn engine(&self, filter: Filter) -> Result<Engine> {
        let provider = Provider::new(self.settings()?)?;
        let states = StateHandler {
            url: self.state_change_url.clone(),
            transport: if self.state_change_as_query {
                StateTransport::Query
            } else {
                StateTransport::Body
            },
            tears_down: self.state_change_teardown,
            timeout: self.timeout(),
            client: provider.client().clone(),
            contact: provider.contact().clone(),
        };
        Ok(Engine {
            provider,
            states,
            filter,
        })
    }

    fn settings(&self) -> Result<ProviderSettings> {
        let address = self.base_url()?;
        let mut message_url = join(&address, &self.message_path)?;
        let mut base_url = address.clone();
        #[cfg(feature = "plugins")]
        let mut plugin_transports = Vec::new();
        for transport in &self.transports {
            let (name, place) = transport.split_once(':').ok_or_else(|| bad_transport(transport))?;
            let url = at(&address, place.trim()).ok_or_else(|| bad_transport(transport))?;
            match name.trim() {
                "message" | "async-message" | "sync-message" => message_url = url,
                "http" => base_url = url,
                #[cfg(feature = "plugins")]
                name => plugin_transports.push((name.to_owned(), url)),
                #[cfg(not(feature = "plugins"))]
                _ => return Err(bad_transport(transport)),
            }
        }
        let headers = self.header.iter().map(|header| {
            let (name, value) = split_header("--header", header)?;
            Ok((name.to_owned(), value.to_owned()))
        });
        Ok(ProviderSettings {
            base_url,
            message_url,
            timeout: self.timeout(),
            headers: headers.collect::<Result<_>>()?,
            accept_any_certificate: self.disable_ssl_verification,
            #[cfg(feature = "plugins")]
            plugin_transports,
        })
    }

    fn base_url(&self) -> Result<Url> {
        if let Some(url) = &self.provider_base_url {
            return Ok(url.clone());
        }
        let port = self.port.map(|port| format!(":{port}")).unwrap_or_default();
        let text = format!(
            "{}://{}{port}/{}",
            self.transport,
            self.hostname,
            self.base_path.trim_start_matches('/')
        );
        http_address(&text).map_err(|_| {
            CliError::new(format!("'{text}' is no address of an HTTP provider"))
                .hint("Check --hostname and --transport.")
        })
    }

    fn timeout(&self) -> Duration {
        Duration::from_millis(self.request_timeout)
    }
}

/// An address without a scheme can look like one: in `localhost:8080`, the scheme is `localhost`.
fn http_address(text: &str) -> std::result::Result<Url, String> {
    let url = Url::parse(text)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    url.ok_or_else(|| match text.split_once("://") {
        Some(_) => "it is no HTTP address: write http://HOST:PORT or https://HOST:PORT".to_owned(),
        None => format!("it is no HTTP address: write http://{text} or https://{text}"),
    })
}

/// Another port of the same host, spoken to in the same way.
fn at(address: &Url, place: &str) -> Option<Url> {
    let (port, path) = place.split_once('/').unwrap_or((place, ""));
    let mut url = address.clone();
    url.set_port(Some(port.parse().ok()?)).ok()?;
    url.join(&format!("/{}", path.trim_start_matches('/'))).ok()
}

fn join(base: &Url, path: &str) -> Result<Url> {
    let address = if path.contains("://") {
        path.to_owned()
    } else {
        format!(
            "{}/{}",
            base.as_str().trim_end_matches('/'),
            path.trim_start_matches('/')
        )
    };
    http_address(&address).map_err(|reason| CliError::new(format!("--message-path '{path}': {reason}")))
}

fn bad_transport(transport: &str) -> CliError {
    CliError::new(format!("--transports '{transport}' is no transport that accord knows"))
        .hint("Write it as message:PORT/PATH or http:PORT/PATH.")
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    #[command(disable_help_flag = true)]
    struct Line {
        #[command(flatten)]
        provider: ProviderArgs,
    }

    fn settings(line: &str) -> Result<ProviderSettings> {
        Line::try_parse_from(std::iter::once("x").chain(line.split_whitespace()))
            .unwrap()
            .provider
            .settings()
    }

    #[test]
    fn host_port_and_path_make_the_address() {
        let whole = settings("-h orders -p 8080 --transport https --base-path api --message-path /messages").unwrap();
        assert_eq!(whole.base_url.as_str(), "https://orders:8080/api");
        assert_eq!(whole.message_url.as_str(), "https://orders:8080/api/messages");
    }

    #[test]
    fn messages_may_come_from_another_port_or_address() {
        let other_port = settings("-p 8080 --transports message:9000/m").unwrap();
        assert_eq!(other_port.message_url.as_str(), "http://localhost:9000/m");
        let other_address = settings("-p 8080 --message-path http://mail:1/m").unwrap();
        assert_eq!(other_address.message_url.as_str(), "http://mail:1/m");
        assert!(
            settings("--transports message:x")
                .unwrap_err()
                .to_string()
                .contains("'message:x'")
        );
    }

    #[test]
    fn transports_are_at_the_host_of_the_provider() {
        let whole =
            "--provider-base-url https://127.0.0.2:19322/api --transports message:19323/msg?x=1 --transports http:1";
        let settings = settings(whole).unwrap();
        assert_eq!(settings.message_url.as_str(), "https://127.0.0.2:19323/msg?x=1");
        assert_eq!(settings.base_url.as_str(), "https://127.0.0.2:1/");
    }

    #[test]
    fn an_address_without_scheme_or_host_is_refused_with_what_to_write() {
        let cases = [
            ("--provider-base-url localhost:8080", "write http://localhost:8080"),
            ("--provider-base-url 127.0.0.1:8080", "write http://127.0.0.1:8080"),
            ("--provider-base-url ftp://localhost:8080", "write http://HOST:PORT"),
            (
                "--state-change-url localhost:8080/states",
                "write http://localhost:8080/states",
            ),
        ];
        for (line, advice) in cases {
            let error = Line::try_parse_from(std::iter::once("x").chain(line.split_whitespace()));
            let error = error.unwrap_err().to_string();
            let flag = line.split_whitespace().next().unwrap();
            assert!(error.contains(flag) && error.contains(advice), "{line}: {error}");
        }
        let error = settings("--message-path ftp://mail/m").unwrap_err().to_string();
        assert!(
            error.contains("--message-path 'ftp://mail/m'") && error.contains("write http://"),
            "{error}"
        );
    }
}
