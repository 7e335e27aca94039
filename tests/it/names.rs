//! Names that mean something in SQL, JSON, URLs or array literals are only names.

use accord_tests::api::Api;
use accord_tests::database::{Database, System};
use accord_tests::process::BrokerProcess;

const STRANGE: &[&str] = &[
    r#"quo"ted \back\slash"#,
    "brace {d}, comma",
    "NULL",
    "semi;colon -- ' drop",
    "sla/sh and %2F",
    "日本語 ünï ✓",
    "question? #hash &amp",
];

#[tokio::test(flavor = "multi_thread")]
async fn strange_names_live_a_whole_life_on_sqlite() {
    strange_names_live_a_whole_life(System::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn strange_names_live_a_whole_life_on_postgres() {
    strange_names_live_a_whole_life(System::Postgres).await;
}

async fn strange_names_live_a_whole_life(system: System) {
    let Some(database) = Database::fresh(system).await else {
        return;
    };
    let broker = BrokerProcess::start(database.url()).await.unwrap();
    let api = broker.api();
    api.create_environment("production").await;
    for (number, consumer) in STRANGE.iter().enumerate() {
        let provider = format!("{consumer} provider {number}");
        live(api, consumer, &provider).await;
    }
}

async fn live(api: &Api, consumer: &str, provider: &str) {
    api.publish(consumer, "1", provider).await;
    assert_eq!(api.can_i_deploy(consumer, "1", "production").await, None, "{consumer}");
    api.verify((consumer, "1"), (provider, "2"), true).await;
    api.deploy(provider, "2", "production").await;
    assert_eq!(
        api.can_i_deploy(consumer, "1", "production").await,
        Some(true),
        "{consumer}"
    );
}
