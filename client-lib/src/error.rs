//! What can go wrong between a caller and a broker, and what to do about it.

use std::time::Duration;

use reqwest::{Method, StatusCode};
use url::Url;

use crate::problem::Problem;

/// Every way in which a question to a broker can fail.
///
/// The message is complete by itself; [`Error::hint`] says what to do next; sources are kept.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The client could not be built from its settings.
    #[error("{what}: {reason}")]
    Settings {
        /// Which setting.
        what: String,
        /// What is wrong with it.
        reason: String,
    },
    /// No answer came.
    #[error(transparent)]
    Transport(Box<TransportError>),
    /// The broker refused, or failed.
    #[error(transparent)]
    Status(Box<StatusError>),
    /// Nothing is found at the base URL, so that what answers there is no broker.
    #[error("there is no broker at {}: {}", .0.url, .0.status)]
    NotABroker(Box<StatusError>),
    /// The broker answered a request that cannot be repeated elsewhere with a redirect.
    #[error("{method} {url} is redirected to {location}, where it may not simply be repeated")]
    Redirected {
        /// Method of the request.
        method: Method,
        /// Address of the request.
        url: String,
        /// Where the broker points to.
        location: String,
        /// The base URL that leads there, if the path tells.
        new_base: Option<String>,
    },
    /// One redirect led to the next.
    #[error("{method} {url} is redirected again and again, the last time to {last}")]
    TooManyRedirects {
        /// Method of the request.
        method: Method,
        /// Address of the request.
        url: String,
        /// Where the last redirect points to.
        last: String,
    },
    /// A resource lacks a relation that is needed to go on.
    #[error("{resource} has no link `{relation}`")]
    LinkMissing {
        /// The relation that was looked for, with the wanted name if it was one of many.
        relation: String,
        /// Address of the resource.
        resource: String,
        /// The relations which are there.
        known: Vec<String>,
    },
    /// The template of a link could not be filled.
    #[error("cannot fill `{variable}` of the link {href}: {reason}")]
    Template {
        /// The link.
        href: String,
        /// The hole that could not be filled.
        variable: String,
        /// Why not.
        reason: String,
    },
    /// A link leads nowhere.
    #[error("the broker's link {href} is not a usable address: {source}")]
    Link {
        /// The link.
        href: String,
        /// What is wrong with it.
        source: url::ParseError,
    },
    /// The answer is not what the protocol says.
    #[error("{method} {url}: the answer is not what a broker sends: {source} (it begins with {excerpt:?})")]
    Body {
        /// Method of the request.
        method: Method,
        /// Address of the request.
        url: String,
        /// The first characters of the body.
        excerpt: String,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// The answer is larger than the client takes.
    #[error("{method} {url}: the answer has more than {limit} bytes, the most that this client takes")]
    TooLarge {
        /// Method of the request.
        method: Method,
        /// Address of the request.
        url: String,
        /// The setting `largest_answer` of the client.
        limit: usize,
    },
    /// No environment carries this name.
    #[error("there is no environment `{name}`; {}", known_names("environments", known))]
    UnknownEnvironment {
        /// The name that was asked for.
        name: String,
        /// The names that exist.
        known: Vec<String>,
    },
    /// Nothing is deployed or released there that could be ended.
    #[error("{pacticipant} is not currently {what} {environment}{}", remark(elsewhere))]
    NothingToEnd {
        /// The application.
        pacticipant: String,
        /// `deployed to` or `supported in`, with version or instance when one was given.
        what: String,
        /// The environment.
        environment: String,
        /// What is there instead, in words; may be empty.
        elsewhere: String,
    },
    /// A document that should be a contract is none.
    #[error("not a pact: {0}")]
    NotAPact(String),
    /// A request was put together wrongly.
    #[error("{0}")]
    Invalid(String),
}

/// An answer that is no success.
#[derive(Debug, thiserror::Error)]
#[error("{method} {url}: {status}{}", remark(&problem.to_string()))]
pub struct StatusError {
    /// Method of the request.
    pub method: Method,
    /// Address of the request.
    pub url: Url,
    /// Status of the answer.
    pub status: StatusCode,
    /// What the broker said.
    pub problem: Problem,
    /// How long the broker wants callers to wait.
    pub retry_after: Option<Duration>,
    /// What became of the client's credentials.
    pub credentials: Credentials,
}

/// What became of the client's credentials in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credentials {
    /// The client has none.
    None,
    /// They were sent.
    Sent,
    /// They were kept back, because another origin than the broker's own was asked.
    Withheld,
}

/// No answer came.
#[derive(Debug, thiserror::Error)]
#[error("{method} {url}: {failure}: {cause}")]
pub struct TransportError {
    /// Method of the request.
    pub method: Method,
    /// Address of the request.
    pub url: Url,
    /// What kind of failure it was.
    pub failure: TransportFailure,
    /// The innermost cause, in words.
    pub cause: String,
    /// The error of the HTTP client.
    pub source: reqwest::Error,
}

/// Why no answer came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportFailure {
    /// No connection came about, so that nothing was sent: nobody listens, or takes connections in time, or the name does
    /// not resolve.
    Unreachable,
    /// The two sides found no common ground on TLS, or the certificate is not trusted.
    Tls,
    /// No answer in time.
    Timeout,
    /// The connection broke.
    Interrupted,
}

impl std::fmt::Display for TransportFailure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Unreachable => "could not connect",
            Self::Tls => "no TLS connection",
            Self::Timeout => "timed out",
            Self::Interrupted => "the connection broke",
        })
    }
}

impl Error {
    pub(crate) fn settings(what: impl Into<String>, reason: &(impl ToString + ?Sized)) -> Self {
        Self::Settings {
            what: what.into(),
            reason: reason.to_string(),
        }
    }

    pub(crate) fn transport(method: &Method, url: &Url, source: reqwest::Error) -> Self {
        Self::Transport(Box::new(TransportError {
            method: method.clone(),
            url: url.clone(),
            failure: classify(&source),
            cause: innermost(&source).to_string(),
            source: source.without_url(),
        }))
    }

    /// The status of the answer, if one came.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Status(error) | Self::NotABroker(error) => Some(error.status),
            _ => None,
        }
    }

    /// What the broker said, if it said anything.
    pub fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Status(error) => Some(&error.problem),
            _ => None,
        }
    }

    /// Whether the broker says that the resource does not exist; never where there is no broker.
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::Status(error) if error.status == StatusCode::NOT_FOUND)
    }

    /// The same error about the index, without which there is no broker.
    pub(crate) fn of_index(self) -> Self {
        match self {
            Self::Status(error) if error.status == StatusCode::NOT_FOUND => Self::NotABroker(error),
            error => error,
        }
    }

    /// Whether the resource lacks a link: usually an older broker, or an address that is no broker.
    pub fn is_link_missing(&self) -> bool {
        matches!(self, Self::LinkMissing { .. })
    }

    /// What a person can do next, in one or two sentences.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Transport(error) => return Some(transport_hint(error.failure, &error.url)),
            Self::Status(error) => return status_hint(error),
            Self::NotABroker(_) => "Check the base URL, and its path if the broker has one.",
            Self::Redirected {
                new_base: Some(base), ..
            } => {
                return Some(format!(
                    "Use the address that the broker redirects to as its base URL: {base}"
                ));
            }
            Self::Redirected { location, .. } => {
                return Some(format!("Use the base URL of the broker that {location} belongs to."));
            }
            Self::TooManyRedirects { .. } => {
                "Check the base URL: a proxy and the broker may each want the other scheme, or point to each other."
            }
            Self::LinkMissing { known, .. } if known.is_empty() => {
                "Check the base URL: what answers there may be no contract broker, or a page for people."
            }
            Self::LinkMissing { .. } => "The broker may be too old for this: update it, or use an older way to ask.",
            Self::Body { .. } => "Check the base URL: a proxy or a login page may answer instead of the broker.",
            Self::TooLarge { .. } => {
                "Check the base URL; if the broker has so much to say, ask for less or set `largest_answer` higher."
            }
            Self::Link { .. } => "Check the base URL that the broker is configured with.",
            Self::UnknownEnvironment { .. } => "Check the spelling, or create the environment first.",
            Self::NothingToEnd { .. } => "Check the environment, the application instance and the version.",
            Self::Settings { .. } | Self::Template { .. } | Self::NotAPact(_) | Self::Invalid(_) => return None,
        };
        Some(hint.to_owned())
    }
}

impl From<StatusError> for Error {
    fn from(error: StatusError) -> Self {
        Self::Status(Box::new(error))
    }
}

fn transport_hint(failure: TransportFailure, url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match failure {
        TransportFailure::Unreachable => {
            format!("Is the broker running, and is {host} the right host? Check base URL, port, DNS and proxy.")
        }
        TransportFailure::Tls => format!(
            "Give the certificate authority that signed the certificate of {host}, and check that the base URL names a host \
             of that certificate and the right scheme."
        ),
        TransportFailure::Timeout => {
            "The broker is slow or out of reach: try again, or allow a longer timeout.".to_owned()
        }
        TransportFailure::Interrupted => {
            "Try again; if it stays, look at the broker's log and at proxies between.".to_owned()
        }
    }
}

fn status_hint(error: &StatusError) -> Option<String> {
    let hint = match error.status {
        StatusCode::UNAUTHORIZED if error.credentials == Credentials::Sent => {
            "The broker does not accept these credentials: check the token, or the username and password."
        }
        StatusCode::UNAUTHORIZED if error.credentials == Credentials::Withheld => {
            return Some(format!(
                "The credentials were not sent, because {} is not the origin of the base URL: if it is the broker, use its \
                 address as the base URL.",
                error.url.origin().ascii_serialization()
            ));
        }
        StatusCode::UNAUTHORIZED => "The broker wants to know who asks: give a token, or a username and password.",
        StatusCode::FORBIDDEN => "These credentials may not do this: use some with the right to write.",
        StatusCode::NOT_FOUND => {
            "Check the spelling of the names (they are case-sensitive) and that they were published."
        }
        StatusCode::CONFLICT => {
            "The broker already holds something else under this name or version: publish under a new version."
        }
        StatusCode::PAYLOAD_TOO_LARGE => "Raise the broker's body limit, or split what is sent.",
        StatusCode::TOO_MANY_REQUESTS => "The broker asks for fewer requests: wait and try again.",
        status if status.is_server_error() => {
            let trace = error.problem.trace_id.as_deref();
            return Some(match trace {
                Some(trace) => format!("Try again later; the broker's log tells more under `{trace}`."),
                None => "Try again later; the broker's log tells more.".to_owned(),
            });
        }
        _ => return None,
    };
    Some(hint.to_owned())
}

/// A connection that takes too long is both a time-out and no connection; what counts is that nothing was sent.
fn classify(error: &reqwest::Error) -> TransportFailure {
    if mentions_tls(error) {
        TransportFailure::Tls
    } else if error.is_connect() {
        TransportFailure::Unreachable
    } else if error.is_timeout() {
        TransportFailure::Timeout
    } else {
        TransportFailure::Interrupted
    }
}

fn mentions_tls(error: &reqwest::Error) -> bool {
    causes(error).any(|cause| cause.is::<rustls::Error>())
}

fn innermost(error: &reqwest::Error) -> &(dyn std::error::Error + 'static) {
    causes(error).last().unwrap_or(error)
}

/// The chain of sources; an `io::Error` hides the error that it wraps, so it is opened.
fn causes<'a>(error: &'a reqwest::Error) -> impl Iterator<Item = &'a (dyn std::error::Error + 'static)> {
    let first: &'a (dyn std::error::Error + 'static) = error;
    std::iter::successors(Some(first), |error| {
        let wrapped = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        wrapped
            .map(|inner| inner as &(dyn std::error::Error + 'static))
            .or_else(|| error.source())
    })
}

fn known_names(what: &str, known: &[String]) -> String {
    match known {
        [] => format!("no {what} exist yet"),
        names => format!("known {what}: {}", names.join(", ")),
    }
}

fn remark(text: &str) -> String {
    if text.is_empty() {
        String::new()
    } else {
        format!(": {text}")
    }
}
