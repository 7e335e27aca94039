//! A database that is locked, full or gone, and connections that are cut: the caller is told to come back, and can,
//! without a restart.
//!
//! What is first shown to one caller is then shown to many: `ACCORD_OUTAGES` says how often something is taken away
//! while they work (once unless said).

mod answers;
mod crash;
mod crowd;
mod cuts;
mod disk;
mod facts;
mod hang_ups;
mod scene;
mod wire;

use std::time::{Duration, Instant};

use accord_broker::config::Settings;
use accord_broker::startup::Broker;
use accord_tests::api::{Answer, Api};
use accord_tests::database::{Database, PostgresServer, System, settings};
use accord_tests::full_disk::SmallDisk;
use accord_tests::story::{contract, publication};
use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection, SqliteConnection};
use serde_json::json;

use answers::assert_asks_to_come_back;

/// How long a broker may take to notice that its database is back.
const RECOVERY: Duration = Duration::from_secs(30);

/// Starts a broker that does not wait long, so that the test does not either.
async fn start(database_url: &str) -> Broker {
    let settings = Settings {
        database_patience: Duration::from_millis(500),
        ..settings(database_url)
    };
    Broker::start(settings).await.unwrap()
}

async fn publish(api: &Api, version: &str, what: &str) -> Answer {
    let body = publication("web", version, Some("main"), &[contract("web", "orders", what)]);
    api.post("/contracts/publish", &body).await
}

async fn assert_recovers(api: &Api, version: &str) {
    let deadline = Instant::now() + RECOVERY;
    loop {
        let answer = publish(api, version, "recovery").await;
        if answer.status == 200 {
            return;
        }
        assert!(
            Instant::now() < deadline,
            "no recovery: {} {}",
            answer.status,
            answer.text
        );
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

#[tokio::test]
async fn a_locked_sqlite_file_blocks_writing_only_and_only_while_it_is_locked() {
    let database = Database::fresh(System::Sqlite).await.unwrap();
    let broker = start(database.url()).await;
    let api = Api::new(&broker.url());
    publish(&api, "1", "things").await.expect_status(200);

    let file = database.url().strip_prefix("sqlite://").unwrap();
    let mut intruder = SqliteConnection::establish(file).unwrap();
    intruder.batch_execute("BEGIN IMMEDIATE").unwrap();
    assert_asks_to_come_back(&publish(&api, "2", "things").await);
    api.get("/pacticipants/web").await.expect_status(200);
    api.get("/livez").await.expect_status(200);

    intruder.batch_execute("ROLLBACK").unwrap();
    publish(&api, "2", "things").await.expect_status(200);
    broker.stop().await;
}

#[tokio::test]
async fn locked_postgres_tables_block_only_while_they_are_locked() {
    let Some(database) = Database::fresh(System::Postgres).await else {
        return;
    };
    let broker = start(database.url()).await;
    let api = Api::new(&broker.url());
    publish(&api, "1", "things").await.expect_status(200);

    let mut intruder = PgConnection::establish(database.url()).unwrap();
    intruder.batch_execute(&format!("BEGIN; {LOCK_ALL_TABLES}")).unwrap();
    assert_asks_to_come_back(&publish(&api, "2", "things").await);
    api.get("/livez").await.expect_status(200);

    intruder.batch_execute("ROLLBACK").unwrap();
    publish(&api, "2", "things").await.expect_status(200);
    broker.stop().await;
}

const LOCK_ALL_TABLES: &str = "DO $$ DECLARE t text; BEGIN
    FOR t IN SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE 'LOCK TABLE ' || t || ' IN ACCESS EXCLUSIVE MODE';
    END LOOP; END $$";

#[tokio::test]
async fn a_full_disk_under_sqlite_loses_nothing_and_can_be_freed() {
    let Some(disk) = SmallDisk::mount(8).unwrap() else {
        return;
    };
    loses_nothing(&disk, &format!("sqlite://{}", disk.path().join("accord.db").display())).await;
}

#[tokio::test]
async fn a_full_disk_under_postgres_loses_nothing_and_can_be_freed() {
    let Some(server) = server_of_its_own().await else {
        return;
    };
    let Some(disk) = SmallDisk::mount(32).unwrap() else {
        return;
    };
    let tables = disk.path().join("tables");
    std::fs::create_dir(&tables).unwrap();
    loses_nothing(&disk, &server.database_in(&tables).unwrap()).await;
}

async fn loses_nothing(disk: &SmallDisk, database_url: &str) {
    let broker = start(database_url).await;
    let api = Api::new(&broker.url());
    publish(&api, "1", "things").await.expect_status(200);

    let ballast = disk.fill().unwrap();
    // More than fits into the free pages of the files that are there, and into a log of changes that begins anew.
    let big = unpressable(1_500_000);
    assert_asks_to_come_back(&publish(&api, "2", &big).await);
    api.get("/pacts/provider/orders/consumer/web/latest")
        .await
        .expect_status(200);
    api.get("/pacticipants/web/versions/2").await.expect_status(404);

    drop(ballast);
    assert_recovers(&api, "2").await;
    broker.stop().await;
}

/// A text that a database cannot store in much less space than it takes.
fn unpressable(length: u32) -> String {
    (0..length)
        .map(|index| char::from(b'a' + (index.wrapping_mul(2_654_435_761) >> 24) as u8 % 26))
        .collect()
}

/// A server that a test may ruin, because the other tests need theirs; none as [`Database::fresh`].
async fn server_of_its_own() -> Option<PostgresServer> {
    Database::fresh(System::Postgres).await?;
    PostgresServer::start()
        .inspect_err(|reason| eprintln!("skipped: a server of its own is needed: {reason:#}"))
        .ok()
}

#[tokio::test]
async fn a_postgres_server_may_crash_and_come_back() {
    let Some(server) = server_of_its_own().await else {
        return;
    };
    let broker = start(&server.url("postgres")).await;
    let api = Api::new(&broker.url());
    publish(&api, "1", "things").await.expect_status(200);

    server.crash().unwrap();
    assert_asks_to_come_back(&publish(&api, "2", "things").await);
    assert_asks_to_come_back(&api.get("/pacticipants/web").await);
    api.get("/livez").await.expect_status(200);
    assert_eq!(api.get("/readyz").await.status, 503);
    assert_says_what_is_missing(&api.get("/diagnostic/status/dependencies").await);

    server.resume().unwrap();
    assert_recovers(&api, "2").await;
    api.get("/pacts/provider/orders/consumer/web/version/1")
        .await
        .expect_status(200);
    api.get("/readyz").await.expect_status(200);
    let found = api.get("/diagnostic/status/dependencies").await.expect_status(200);
    assert_eq!(found.json()["database"], json!({"ok": true}));
    broker.stop().await;
}

/// Who asks for the dependencies reads the same document, whatever the answer is.
fn assert_says_what_is_missing(answer: &Answer) {
    assert_eq!((answer.status, answer.header("retry-after")), (503, Some("2")));
    let database = &answer.json()["database"];
    assert_eq!(database["ok"], false);
    assert!(database["error"]["message"].is_string(), "{}", answer.text);
    assert!(answer.link("self").ends_with("/diagnostic/status/dependencies"));
}
