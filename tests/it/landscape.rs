//! The loader of the landscape and the API are held to each other: both leave the same rows behind.

mod publish;
mod rows;

use accord_broker::startup::Broker;
use accord_tests::api::Api;
use accord_tests::database::{Database, System, settings};
use accord_tests::landscape::{Landscape, Size, load};

/// Long enough for results, branches and deployments of every kind.
const VERSIONS: &str = "6";

#[tokio::test(flavor = "multi_thread")]
async fn loading_leaves_what_publishing_leaves_on_sqlite() {
    loading_leaves_what_publishing_leaves(System::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn loading_leaves_what_publishing_leaves_on_postgres() {
    loading_leaves_what_publishing_leaves(System::Postgres).await;
}

async fn loading_leaves_what_publishing_leaves(system: System) {
    let (Some(published), Some(loaded)) = (Database::fresh(system).await, Database::fresh(system).await) else {
        return;
    };
    let size: Size = VERSIONS.parse().unwrap();
    let broker = Broker::start(settings(published.url())).await.unwrap();
    publish::landscape(&Api::new(&broker.url()), &Landscape::new(size)).await;
    broker.stop().await;
    load(loaded.url(), size).await.unwrap();

    let (published, loaded) = (rows::of_database(published.url()), rows::of_database(loaded.url()));
    assert_eq!(
        published.keys().collect::<Vec<_>>(),
        loaded.keys().collect::<Vec<_>>(),
        "both have the same tables"
    );
    for (table, rows) in &published {
        let of_loader = &loaded[table];
        let missing: Vec<&String> = rows.difference(of_loader).take(3).collect();
        let surplus: Vec<&String> = of_loader.difference(rows).take(3).collect();
        assert!(
            missing.is_empty() && surplus.is_empty(),
            "{table}: the API leaves {missing:#?}, the loader leaves {surplus:#?}"
        );
    }
    for table in [
        "versions",
        "publications",
        "verdicts",
        "branch_successes",
        "deployed_versions",
    ] {
        assert!(published[table].len() > 100, "{table} has rows to compare");
    }
}

#[tokio::test]
async fn a_landscape_is_loaded_into_an_empty_database_only() {
    let database = Database::fresh(System::Sqlite).await.unwrap();
    let size: Size = "3".parse().unwrap();
    load(database.url(), size).await.unwrap();
    let before = rows::of_database(database.url());
    let refused = load(database.url(), size).await.unwrap_err().to_string();
    assert!(refused.contains("empty"), "{refused}");
    assert_eq!(rows::of_database(database.url()), before);
}
