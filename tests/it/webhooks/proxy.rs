//! Webhooks that a proxy sends on, which the environment of the process names.

use std::time::Duration;

use accord_tests::process::BrokerProcess;
use serde_json::{Value, json};

use super::receiver::{Receiver, response};

/// A broker with these variables, and without a list of hosts unless they have one.
async fn broker(directory: &tempfile::TempDir, variables: &[(&str, &str)]) -> BrokerProcess {
    let url = format!("sqlite://{}", directory.path().join("accord.db").display());
    let mut broker = BrokerProcess::launch_as(|program, port| {
        for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"] {
            program.env_remove(name).env_remove(name.to_ascii_lowercase());
        }
        program
            .args(["--port", port, "--database-url", &url])
            .env("ACCORD_WEBHOOK_SCHEME_WHITELIST", "http https")
            .envs(variables.iter().copied());
    })
    .unwrap();
    broker.until_ready(Duration::from_secs(30)).await.unwrap();
    broker
}

async fn attempt(broker: &BrokerProcess, url: &str) -> Value {
    let hook = json!({"request": {"method": "POST", "url": url, "body": {"a": 1}}});
    let tried = broker.api().post("/webhooks/execute", &hook).await;
    tried.expect_status(200).json()
}

#[tokio::test]
async fn a_proxy_gets_names_and_no_inner_addresses() {
    let proxy = Receiver::answering("127.0.0.1", &response(200, "", "inside information")).await;
    let directory = tempfile::tempdir().unwrap();
    let url = proxy.url();
    let broker = broker(&directory, &[("HTTP_PROXY", &url), ("https_proxy", &url)]).await;

    let tried = attempt(&broker, "http://ci.example.org/build").await;
    assert_eq!(tried["success"], true, "{tried}");
    let heard = proxy.heard().pop().unwrap();
    assert!(
        heard.starts_with("POST http://ci.example.org/build HTTP/1.1\r\n"),
        "{heard}"
    );
    // Without a list of hosts nothing is told of the answer.
    assert!(
        tried["message"].is_string() && tried.get("response").is_none(),
        "{tried}"
    );
    assert!(!tried.to_string().contains("inside information"), "{tried}");

    attempt(&broker, "https://ci.example.org/build").await;
    let heard = proxy.heard().pop().unwrap();
    assert!(heard.starts_with("CONNECT ci.example.org:443 HTTP/1.1\r\n"), "{heard}");

    for inner in [
        "127.0.0.1",
        "2130706433",
        "169.254.169.254",
        "[::1]",
        "localhost",
        "a.localhost",
    ] {
        let tried = attempt(&broker, &format!("http://{inner}:{}/", proxy.port())).await;
        assert!(tried.to_string().contains("was not sent"), "{inner}: {tried}");
        assert!(
            tried.get("error").is_none() && tried["success"] == false,
            "{inner}: {tried}"
        );
    }
    assert_eq!(proxy.heard().len(), 2);
}

#[tokio::test]
async fn what_only_networks_decide_about_goes_past_the_proxy() {
    let ok = response(200, "", "");
    let (proxy, receiver) = (
        Receiver::answering("127.0.0.1", &ok).await,
        Receiver::answering("127.0.0.1", &ok).await,
    );
    let directory = tempfile::tempdir().unwrap();
    let url = proxy.url();
    let variables = [("HTTP_PROXY", &*url), ("ACCORD_WEBHOOK_HOST_WHITELIST", "127.0.0.0/8")];
    let broker = broker(&directory, &variables).await;
    let tried = attempt(&broker, &format!("http://localhost:{}/", receiver.port())).await;
    assert_eq!(tried["success"], true, "{tried}");
    assert_eq!((proxy.heard().len(), receiver.heard().len()), (0, 1));
}

#[tokio::test]
async fn a_proxy_that_speaks_something_else_is_not_passed_by() {
    let receiver = Receiver::answering("127.0.0.1", &response(200, "", "")).await;
    let directory = tempfile::tempdir().unwrap();
    let proxy = format!("socks5://{}", receiver.address);
    let variables = [("ALL_PROXY", &*proxy), ("ACCORD_WEBHOOK_HOST_WHITELIST", "127.0.0.1")];
    let broker = broker(&directory, &variables).await;
    let tried = attempt(&broker, &receiver.url()).await;
    assert!(tried.to_string().contains("does not speak HTTP"), "{tried}");
    assert!(receiver.heard().is_empty());
}
