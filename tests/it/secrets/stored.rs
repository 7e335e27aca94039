//! What the database holds of secrets, and what becomes of that which an earlier version has left.

use accord_broker::config::{Key, Keys, Settings};
use accord_broker::startup::Broker;
use accord_tests::api::Api;
use accord_tests::broker::TestBroker;
use accord_tests::database::{Database, System, settings};
use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection};
use serde_json::json;

use super::{broker, change, execute, receiver, sending_here, webhook};

const PASSWORD: &str = "plain-p4ssword-of-an-earlier-version";
const TOKEN: &str = "plain-t0ken-of-an-earlier-version";
const FORMER: &str = "f0rmer-password-that-was-replaced-before";

/// A webhook as earlier versions have stored it.
fn plain_webhook(url: &str, at: &str) -> String {
    format!(
        "INSERT INTO webhooks (uuid, enabled, method, url, headers, username, password, created_at, updated_at) VALUES \
         ('of-an-earlier-version', {at}, 'POST', '{url}', '{{\"authorization\":\"Bearer {TOKEN}\",\"x-seen\":\"seen\"}}', \
         'me', '{FORMER}', '2026-01-01 00:00:00', '2026-01-01 00:00:00'); \
         UPDATE webhooks SET password = '{PASSWORD}';"
    )
}

/// All bytes of an SQLite database, those in its log included.
fn raw(database_url: &str) -> Vec<u8> {
    let file = database_url.strip_prefix("sqlite://").unwrap();
    let parts = ["", "-wal", "-shm"].map(|suffix| std::fs::read(format!("{file}{suffix}")).unwrap_or_default());
    parts.concat()
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[tokio::test]
async fn a_start_seals_what_an_earlier_version_has_left_and_leaves_nothing_of_it_in_the_file() {
    let (database, receiver) = (Database::fresh(System::Sqlite).await.unwrap(), receiver().await);
    change(database.url(), &plain_webhook(&receiver.uri(), "1"));
    let before = raw(database.url());
    assert!(holds(&before, PASSWORD) && holds(&before, TOKEN));

    let broker = Broker::start(sending_here(settings(database.url()))).await.unwrap();
    let after = raw(database.url());
    for secret in [PASSWORD, TOKEN, FORMER] {
        assert!(!holds(&after, secret), "{secret}");
    }
    assert!(holds(&after, "seen"), "what is no secret stays readable");

    let api = Api::new(&broker.url());
    assert_eq!(execute(&api, "/webhooks/of-an-earlier-version").await["success"], true);
    let received = receiver.received_requests().await.unwrap().remove(0);
    // A header of its own comes after the one that user and password make.
    let sent: Vec<_> = received.headers.get_all("authorization").iter().collect();
    assert!(
        sent.iter().any(|value| value.to_str().unwrap().starts_with("Basic ")),
        "{sent:?}"
    );
    broker.stop().await;
}

#[tokio::test]
async fn on_postgres_that_needs_a_key_and_a_start_without_one_says_so() {
    let Some(database) = Database::fresh(System::Postgres).await else {
        return;
    };
    let mut connection = PgConnection::establish(database.url()).unwrap();
    connection
        .batch_execute(&plain_webhook("http://127.0.0.1:9/", "true"))
        .unwrap();
    let without = Settings {
        secrets: Keys::default(),
        ..settings(database.url())
    };
    let error = format!("{:#}", Broker::start(without).await.unwrap_err());
    assert!(
        error.contains("ACCORD_SECRETS_KEY") && error.contains("secrets new-key"),
        "{error}"
    );
    Broker::start(settings(database.url())).await.unwrap().stop().await;
    let plain = format!(
        "DO $$ BEGIN ASSERT NOT EXISTS (SELECT 1 FROM webhooks WHERE password = '{PASSWORD}' \
                         OR headers LIKE '%{TOKEN}%'); END $$"
    );
    connection.batch_execute(&plain).unwrap();
}

#[tokio::test]
async fn on_postgres_without_a_key_only_secrets_are_refused() {
    let without = |settings| Settings {
        secrets: Keys::default(),
        ..settings
    };
    let Some(broker) = TestBroker::start_with(System::Postgres, without).await else {
        return;
    };
    let request = json!({"method": "POST", "url": "http://127.0.0.1:9/", "headers": {"X-Seen": "seen"}});
    let hook = webhook(&broker, request.clone()).await;
    for extra in [
        ("password", json!("p4ss")),
        ("headers", json!({"Authorization": "t0ken"})),
    ] {
        let mut request = request.clone();
        request[extra.0] = extra.1;
        let refused = broker
            .post("/webhooks", &json!({"request": request}))
            .await
            .expect_status(409);
        assert_eq!(refused.json()["code"], "no-secrets-key");
        assert!(refused.text.contains("ACCORD_SECRETS_KEY"), "{}", refused.text);
        assert!(
            !refused.text.contains("p4ss") && !refused.text.contains("t0ken"),
            "{}",
            refused.text
        );
    }
    broker
        .put("/secrets/x", &json!({"value": "v"}))
        .await
        .expect_status(409);
    broker
        .post(&format!("{hook}/signing-secret"), &json!({}))
        .await
        .expect_status(409);
}

#[tokio::test]
async fn a_sealed_value_that_was_moved_to_another_webhook_is_not_sent() {
    let (broker, receiver) = (broker().await, receiver().await);
    let request =
        |password: &str| json!({"method": "POST", "url": receiver.uri(), "username": "me", "password": password});
    let mine = webhook(&broker, request("mine")).await;
    webhook(&broker, request("s3cret-of-others")).await;
    let moved = "UPDATE webhooks SET password = (SELECT password FROM webhooks ORDER BY id DESC LIMIT 1)";
    change(broker.database_url(), moved);
    let tried = execute(&broker, &mine).await;
    assert_eq!(tried["success"], false);
    assert!(tried["logs"].as_str().unwrap().contains("it does not open"), "{tried}");
    assert!(receiver.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn without_the_key_a_broker_shows_webhooks_and_says_why_it_cannot_send_them() {
    let (database, receiver) = (Database::fresh(System::Sqlite).await.unwrap(), receiver().await);
    let first = Broker::start(sending_here(settings(database.url()))).await.unwrap();
    let request = json!({"method": "POST", "url": receiver.uri(), "username": "me", "password": "p4ss"});
    let hook = webhook(&Api::new(&first.url()), request.clone()).await;
    let path = hook.trim_start_matches(&first.url()).to_owned();
    first.stop().await;

    let other = Settings {
        secrets: Keys {
            key: Some(Key::random()),
            ..Keys::default()
        },
        ..sending_here(settings(database.url()))
    };
    let second = Broker::start(other).await.unwrap();
    let api = Api::new(&second.url());
    assert_eq!(
        api.get(&path).await.expect_status(200).json()["request"]["password"],
        "**********"
    );
    let tried = execute(&api, &path).await;
    assert!(
        tried["logs"]
            .as_str()
            .unwrap()
            .contains("not among those that are configured"),
        "{tried}"
    );
    // Whoever gives it the secret again has a webhook that works.
    api.put(&path, &json!({"request": request})).await.expect_status(200);
    assert_eq!(execute(&api, &path).await["success"], true);
    assert_eq!(receiver.received_requests().await.unwrap().len(), 1);
    second.stop().await;
}
