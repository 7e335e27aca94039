//! A PostgreSQL server crashes while many work, and comes back.

use std::sync::Arc;

use accord_tests::api::Api;
use accord_tests::database::{PostgresServer, System};

use super::scene::{AWAY, PEACE, Scene, outages};
use super::{publish, server_of_its_own, start};

#[tokio::test(flavor = "multi_thread")]
async fn under_load_a_postgres_server_may_crash_and_come_back() {
    let Some(server) = server_of_its_own().await else {
        return;
    };
    let (url, server) = (server_url(&server), Arc::new(server));
    let scene = Scene::open(System::Postgres, &url, &url, 2).await;
    for _ in 0..outages() {
        tokio::time::sleep(PEACE).await;
        told(&server, PostgresServer::crash).await;
        tokio::time::sleep(AWAY).await;
        told(&server, PostgresServer::resume).await;
        scene.recovers().await;
    }
    scene.close().await;
}

#[tokio::test]
async fn nobody_is_refused_for_a_crash_that_is_over() {
    let Some(server) = server_of_its_own().await else {
        return;
    };
    let broker = start(&server_url(&server)).await;
    let api = Api::new(&broker.url());
    let questions = (0..8).map(|_| api.get("/pacticipants"));
    futures::future::join_all(questions).await;

    server.crash().unwrap();
    server.resume().unwrap();
    publish(&api, "1", "things").await.expect_status(200);
    let questions = (0..8).map(|_| api.get("/pacticipants/web"));
    for answer in futures::future::join_all(questions).await {
        answer.expect_status(200);
    }
    broker.stop().await;
}

fn server_url(server: &PostgresServer) -> String {
    server.url("postgres")
}

/// Tells the server what to do, on a thread where that may block.
async fn told(server: &Arc<PostgresServer>, what: fn(&PostgresServer) -> anyhow::Result<()>) {
    let server = Arc::clone(server);
    tokio::task::spawn_blocking(move || what(&server))
        .await
        .unwrap()
        .unwrap();
}
