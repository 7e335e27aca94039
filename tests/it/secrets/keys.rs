//! Keys: made, given, changed and lost.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::time::Duration;

use accord_broker::config::Key;
use accord_tests::process::BrokerProcess;
use serde_json::json;
use wiremock::MockServer;

use super::{execute, receiver, webhook};

const PATIENCE: Duration = Duration::from_secs(30);

/// The program with these arguments and keys.
fn launch(directory: &Path, arguments: &[&str], keys: &[(&str, &str)]) -> BrokerProcess {
    let url = format!("sqlite://{}", directory.join("accord.db").display());
    let launched = BrokerProcess::launch_as(|program, port| {
        program
            .args(arguments)
            .env("ACCORD_PORT", port)
            .env("ACCORD_DATABASE_URL", url)
            .env("ACCORD_WEBHOOK_SCHEME_WHITELIST", "http")
            .env("ACCORD_WEBHOOK_HOST_WHITELIST", "127.0.0.1")
            .envs(keys.iter().copied());
    });
    launched.unwrap()
}

async fn serving(directory: &Path, keys: &[(&str, &str)]) -> BrokerProcess {
    let mut broker = launch(directory, &["serve"], keys);
    broker.until_ready(PATIENCE).await.unwrap();
    broker
}

async fn ended(mut program: BrokerProcess) -> (Option<i32>, String) {
    let status = program.until_ended(PATIENCE).await.unwrap();
    (status.code(), program.log().unwrap())
}

/// Stores a secret of every kind; gives the path of a webhook that needs all of them.
async fn plant(broker: &BrokerProcess, receiver: &MockServer) -> String {
    broker
        .api()
        .put("/secrets/key", &json!({"value": "named"}))
        .await
        .expect_status(201);
    let request = json!({
        "method": "POST", "url": receiver.uri(), "username": "me", "password": "p4ss",
        "headers": {"X-Token": "t0ken"}, "body": "${secret.key}",
    });
    let hook = webhook(broker.api(), request).await;
    let signing = format!("{hook}/signing-secret");
    broker.api().post(&signing, &json!({})).await.expect_status(201);
    hook.trim_start_matches(broker.api().base()).to_owned()
}

#[tokio::test]
async fn on_sqlite_a_key_is_made_beside_the_database_when_one_is_needed() {
    let (directory, receiver) = (tempfile::tempdir().unwrap(), receiver().await);
    let file = directory.path().join("accord.db.key");
    let broker = serving(directory.path(), &[]).await;
    broker.api().publish("web", "1", "orders").await;
    assert!(!file.exists(), "nothing was to be kept secret");
    let hook = plant(&broker, &receiver).await;
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    assert!(broker.log().unwrap().contains(&file.display().to_string()));
    drop(broker);

    let again = serving(directory.path(), &[]).await;
    assert_eq!(execute(again.api(), &hook).await["success"], true);
    drop(again);

    // Lost: the broker starts, says what is wrong, and goes on with what needs no secret.
    std::fs::remove_file(&file).unwrap();
    let without = serving(directory.path(), &[]).await;
    let log = without.log().unwrap();
    assert!(log.contains("not among those that are configured"), "{log}");
    assert_eq!(execute(without.api(), &hook).await["success"], false);
    without.api().publish("web", "2", "orders").await;
}

#[tokio::test]
async fn keys_change_and_secrets_stay() {
    let (directory, receiver) = (tempfile::tempdir().unwrap(), receiver().await);
    let (code, first) = ended(launch(directory.path(), &["secrets", "new-key"], &[])).await;
    assert_eq!(code, Some(0));
    let first = first.trim();
    assert!(Key::parse(first).is_ok(), "{first}");
    let broker = serving(directory.path(), &[("ACCORD_SECRETS_KEY", first)]).await;
    let hook = plant(&broker, &receiver).await;

    let second = Key::random().to_text();
    // Without the old key nothing is lost, and that is said.
    let (code, said) = ended(launch(
        directory.path(),
        &["secrets", "rotate"],
        &[("ACCORD_SECRETS_KEY", &second)],
    ))
    .await;
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("sealed anew: 0") && said.contains("left as it is: secret key"),
        "{said}"
    );
    let both = [
        ("ACCORD_SECRETS_KEY", second.as_str()),
        ("ACCORD_SECRETS_OLD_KEYS", first),
    ];
    let rotated = serving(directory.path(), &both).await;
    assert_eq!(execute(rotated.api(), &hook).await["success"], true);
    for expected in ["sealed anew: 3", "sealed anew: 0"] {
        // While a broker serves.
        let (code, said) = ended(launch(directory.path(), &["secrets", "rotate"], &both)).await;
        assert_eq!(code, Some(0), "{said}");
        assert!(said.contains(expected), "{said}");
    }
    assert_eq!(execute(rotated.api(), &hook).await["success"], true);
    drop((broker, rotated));

    let with_the_new = serving(directory.path(), &[("ACCORD_SECRETS_KEY", &second)]).await;
    assert_eq!(execute(with_the_new.api(), &hook).await["success"], true);
    let received = receiver.received_requests().await.unwrap();
    assert_eq!(received.len(), 3);
    for request in received {
        assert_eq!(
            (request.headers["x-token"].to_str().unwrap(), request.body.as_slice()),
            ("t0ken", &b"named"[..])
        );
        assert!(request.headers.contains_key("webhook-signature"));
    }
}

#[tokio::test]
async fn a_key_that_is_none_is_refused_and_not_repeated() {
    let directory = tempfile::tempdir().unwrap();
    for (name, value) in [
        ("ACCORD_SECRETS_KEY", "a-p4ssphrase-that-is-no-key"),
        ("ACCORD_SECRETS_OLD_KEYS", "a-p4ssphrase-that-is-no-key"),
        ("ACCORD_SECRETS_KEY_FILE", "/nowhere/at/all"),
    ] {
        let (code, said) = ended(launch(directory.path(), &["serve"], &[(name, value)])).await;
        assert_eq!(code, Some(2), "{said}");
        assert!(!said.contains("p4ssphrase") && !said.contains("panicked"), "{said}");
        assert!(said.contains(name) || said.contains(value), "{said}");
    }
}
