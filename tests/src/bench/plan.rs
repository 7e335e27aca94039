//! The requests that are measured, writes last.

use anyhow::Context as _;
use serde_json::{Value, json};

use super::answers::{Counted, Expected};
use super::client::{Client, request};
use super::numbered::{Numbered, PLACE, encode};
use crate::landscape::{Size, contract, number};

/// A kind of request.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kind {
    /// As in the tables.
    pub(super) name: &'static str,
    /// The status of every answer.
    pub(super) status: u16,
    asks: Asks,
}

#[derive(Clone, Copy, Debug)]
enum Asks {
    /// The same each time; `LATEST` in the path is the newest version.
    Same {
        method: &'static str,
        path: &'static str,
        body: Option<&'static str>,
        expected: Expected,
    },
    /// A new version with a new contract, each client for a consumer of its own.
    Publish,
    /// A result of a new provider version, each client for a consumer of its own.
    Verify,
}

const LATEST: &str = "{latest}";

const FOR_VERIFICATION: &str = r#"{"consumerVersionSelectors":[{"mainBranch":true},{"deployedOrReleased":true}],"providerVersionBranch":"main","includePendingStatus":true,"includeWipPactsSince":"2020-01-01"}"#;

/// Everything that is measured, in this order.
pub(super) const PLAN: [Kind; 8] = [
    question(
        "can-i-deploy fan",
        "/can-i-deploy?pacticipant=fan&version={latest}&environment=production",
        Counted::Rows,
        [30, 30, 30],
    ),
    question(
        "can-i-deploy hub",
        "/can-i-deploy?pacticipant=hub&version={latest}&environment=production",
        Counted::Rows,
        [30, 30, 30],
    ),
    question(
        "matrix fan cvp latest",
        "/matrix?q[][pacticipant]=fan&q[][version]={latest}&latestby=cvp&latest=true",
        Counted::Rows,
        [30, 30, 30],
    ),
    question(
        "matrix hub+c01 cvpv 100",
        "/matrix?q[][pacticipant]=hub&q[][pacticipant]=c01&latestby=cvpv&limit=100",
        Counted::Rows,
        [40, 100, 100],
    ),
    Kind {
        name: "for-verification hub",
        status: 200,
        asks: Asks::Same {
            method: "POST",
            path: "/pacts/provider/hub/for-verification",
            body: Some(FOR_VERIFICATION),
            expected: Expected {
                counted: Counted::Pacts,
                at: [31, 59, 100],
            },
        },
    },
    question(
        "latest pact",
        "/pacts/provider/p01/consumer/fan/latest",
        Counted::Interactions,
        [10, 10, 10],
    ),
    Kind {
        name: "publish",
        status: 200,
        asks: Asks::Publish,
    },
    Kind {
        name: "verification",
        status: 201,
        asks: Asks::Verify,
    },
];

const fn question(name: &'static str, path: &'static str, counted: Counted, at: [usize; 3]) -> Kind {
    Kind {
        name,
        status: 200,
        asks: Asks::Same {
            method: "GET",
            path,
            body: None,
            expected: Expected { counted, at },
        },
    }
}

/// The requests of one client, and what proves that they did what they should.
pub(super) struct Script {
    pub(super) requests: Numbered,
    /// The length of every answer, if it is always the same.
    pub(super) length: Option<usize>,
}

impl Kind {
    /// Whether it changes data.
    pub(super) fn writes(&self) -> bool {
        !matches!(self.asks, Asks::Same { .. })
    }

    /// Prepares a client, the `nth` of those that work at the same time; `round` keeps the numbers of runs apart.
    pub(super) fn script(&self, client: &mut Client, size: Size, round: usize, nth: usize) -> anyhow::Result<Script> {
        match self.asks {
            Asks::Same {
                method,
                path,
                body,
                expected,
            } => {
                let path = path.replace(LATEST, &number(size.versions() - 1));
                let request = request(method, &path, body);
                let answer = client.exchange(request.as_bytes())?;
                expected
                    .check(size, answer.body)
                    .with_context(|| format!("{method} {path} answered {}", answer.status))?;
                Ok(Script {
                    length: Some(answer.body.len()),
                    requests: Numbered::new(request),
                })
            }
            Asks::Publish => Ok(numbered(publication(round, nth))),
            Asks::Verify => result(client, round, nth).map(numbered),
        }
    }

    /// The pacticipant that gets a version with each request of a writing client.
    pub(super) fn grows(&self, nth: usize) -> Option<String> {
        match self.asks {
            Asks::Same { .. } => None,
            Asks::Publish => Some(publisher(nth)),
            Asks::Verify => Some(PROVIDER.to_owned()),
        }
    }
}

/// A client that publishes new versions of the first consumer with new contracts.
pub(super) fn publication_script() -> Script {
    numbered(publication(0, 0))
}

fn numbered(request: String) -> Script {
    Script {
        requests: Numbered::new(request),
        length: None,
    }
}

const PROVIDER: &str = "hub";

fn publisher(nth: usize) -> String {
    format!("c{:02}", nth + 1)
}

/// Some 5 KB, as a library for tests writes them: with spaces, and without the broker's ids.
fn publication(round: usize, nth: usize) -> String {
    let consumer = publisher(nth);
    let mut content = contract(&consumer, PROVIDER, 0);
    content["interactions"][0]["description"] = json!(format!("run {round} of client {nth}, number {PLACE}"));
    let body = json!({
        "pacticipantName": consumer,
        "pacticipantVersionNumber": format!("2.{round}.{PLACE}"),
        "branch": "main",
        "contracts": [{
            "consumerName": consumer,
            "providerName": PROVIDER,
            "specification": "pact",
            "contentType": "application/json",
            "content": encode(&with_spaces(&content)),
        }]
    });
    request("POST", "/contracts/publish", Some(&body.to_string()))
}

fn with_spaces(content: &Value) -> String {
    let lines = format!("{content:#}");
    lines.lines().map(str::trim).collect::<Vec<_>>().join(" ")
}

fn result(client: &mut Client, round: usize, nth: usize) -> anyhow::Result<String> {
    let path = format!("/pacts/provider/{PROVIDER}/consumer/c{:02}/latest", 11 + nth);
    let answer = client.exchange(request("GET", &path, None).as_bytes())?;
    let pact: Value = serde_json::from_slice(answer.body)?;
    let link = pact["_links"]["pb:publish-verification-results"]["href"]
        .as_str()
        .with_context(|| format!("{path} ({}) has no link to publish results", answer.status))?;
    let path = url::Url::parse(link)?.path().to_owned();
    let version = format!("3.{round}-{nth}.{PLACE}");
    let body = json!({"success": true, "providerApplicationVersion": version});
    Ok(request("POST", &path, Some(&body.to_string())))
}
