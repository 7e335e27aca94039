//! Clients hang up in the middle of a request.

use std::collections::HashMap;
use std::time::Duration;

use accord_tests::api::{Answer, Api};
use accord_tests::database::{Database, System};
use accord_tests::story::{contract, publication};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use super::scene::{PEACE, Scene, outages};

/// How many hang up for each outage that is asked for.
const HANG_UPS: usize = 60;

/// When a client hangs up, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum HangUp {
    InTheHead,
    InTheBody { reset: bool },
    BeforeTheAnswer { reset: bool },
}

const ALL: [HangUp; 5] = [
    HangUp::InTheHead,
    HangUp::InTheBody { reset: false },
    HangUp::InTheBody { reset: true },
    HangUp::BeforeTheAnswer { reset: false },
    HangUp::BeforeTheAnswer { reset: true },
];

#[tokio::test(flavor = "multi_thread")]
async fn under_load_clients_of_a_broker_on_sqlite_may_hang_up() {
    let database = Database::fresh(System::Sqlite).await.unwrap();
    nothing_is_half_done(System::Sqlite, &database).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn under_load_clients_of_a_broker_on_postgres_may_hang_up() {
    let Some(database) = Database::fresh(System::Postgres).await else {
        return;
    };
    nothing_is_half_done(System::Postgres, &database).await;
}

async fn nothing_is_half_done(system: System, database: &Database) {
    let scene = Scene::open(system, database.url(), database.url(), 1).await;
    let api = scene.cluster.somebody();
    tokio::time::sleep(PEACE).await;
    let all: Vec<(String, HangUp)> = (0..HANG_UPS * outages())
        .map(|number| (number.to_string(), ALL[number % ALL.len()]))
        .collect();
    for (version, hang_up) in &all {
        published_and_hung_up(&api, version, *hang_up).await;
    }
    tokio::time::sleep(PEACE).await;
    let mut there: HashMap<HangUp, usize> = HashMap::new();
    for (version, hang_up) in &all {
        if is_there_as_a_whole(&api, version).await {
            *there.entry(*hang_up).or_default() += 1;
        }
    }
    for hang_up in &ALL[..3] {
        assert_eq!(there.get(hang_up), None, "a part of a body was enough");
    }
    println!("{} hung up; there are {there:?}", all.len());
    assert_eq!(scene.answers().refused.len(), 0, "others were refused");
    let log = scene.cluster.log().await;
    let faults: Vec<&str> = log.lines().filter(|line| line.contains("ERROR")).collect();
    assert!(faults.is_empty(), "{faults:?}");
    scene.close().await;
}

fn request(api: &Api, version: &str) -> (String, String) {
    let contracts = [
        contract("hasty", "orders", version),
        contract("hasty", "stock", version),
    ];
    let body = publication("hasty", version, Some("main"), &contracts).to_string();
    (head(api, "/contracts/publish", "", body.len()), body)
}

fn head(api: &Api, path: &str, headers: &str, length: usize) -> String {
    let host = api.base().trim_start_matches("http://");
    format!(
        "POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n{headers}Content-Length: {length}\r\n\r\n"
    )
}

async fn published_and_hung_up(api: &Api, version: &str, hang_up: HangUp) {
    let (head, body) = request(api, version);
    let (sent, reset) = match hang_up {
        HangUp::InTheHead => (head[..head.len() / 2].to_owned(), true),
        HangUp::InTheBody { reset } => (head + &body[..body.len() / 2], reset),
        HangUp::BeforeTheAnswer { reset } => (head + &body, reset),
    };
    send_and_hang_up(api, &sent, reset, moment()).await;
}

/// Some time in which a request may be answered, or not.
fn moment() -> Duration {
    Duration::from_millis(rand::random_range(0..20))
}

async fn send_and_hang_up(api: &Api, sent: &str, reset: bool, after: Duration) {
    let mut connection = TcpStream::connect(api.base().trim_start_matches("http://"))
        .await
        .unwrap();
    connection.write_all(sent.as_bytes()).await.unwrap();
    tokio::time::sleep(after).await;
    if reset {
        connection.set_zero_linger().unwrap();
    }
}

/// Whether a version is there with its branch and both of its pacts; all or nothing of that must be.
async fn is_there_as_a_whole(api: &Api, version: &str) -> bool {
    let found = api.get(&format!("/pacticipants/hasty/versions/{version}")).await;
    let pact = |provider| format!("/pacts/provider/{provider}/consumer/hasty/version/{version}");
    let (one, other) = (api.get(&pact("orders")).await, api.get(&pact("stock")).await);
    let branch = api
        .get(&format!("/pacticipants/hasty/branches/main/versions/{version}"))
        .await;
    let statuses = [found.status, one.status, other.status, branch.status];
    assert!([[200; 4], [404; 4]].contains(&statuses), "{version}: {statuses:?}");
    found.status == 200
}

#[tokio::test(flavor = "multi_thread")]
async fn who_hung_up_and_asks_again_under_a_key_is_told_what_was_done_on_sqlite() {
    let database = Database::fresh(System::Sqlite).await.unwrap();
    a_key_outlives_its_connection(&database).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_hung_up_and_asks_again_under_a_key_is_told_what_was_done_on_postgres() {
    let Some(database) = Database::fresh(System::Postgres).await else {
        return;
    };
    a_key_outlives_its_connection(&database).await;
}

async fn a_key_outlives_its_connection(database: &Database) {
    let broker = super::start(database.url()).await;
    let api = Api::new(&broker.url());
    api.publish("web", "1", "orders").await;
    let pact = api.get("/pacts/provider/orders/consumer/web/latest").await;
    let link = pact.link("pb:publish-verification-results");
    let path = url::Url::parse(&link).unwrap().path().to_owned();
    for number in 0..20 {
        let result = json!({"success": true, "providerApplicationVersion": number.to_string()});
        let key = format!("Idempotency-Key: build-{number}\r\n");
        let request = head(&api, &path, &key, result.to_string().len()) + &result.to_string();
        send_and_hang_up(&api, &request, number % 2 == 0, moment() / 4).await;
        told_under_its_key(&api, &path, number, &result).await;
    }
    let metrics = api.get("/metrics").await.json();
    assert_eq!(metrics["verificationResults"]["count"], 20);
    broker.stop().await;
}

/// The same request is being answered, or has been; not for long.
async fn told_under_its_key(api: &Api, path: &str, number: usize, result: &Value) {
    for _ in 0..50 {
        let call = api.call(Method::POST, path).json(result);
        let answer = Answer::to(call.header("Idempotency-Key", format!("build-{number}"))).await;
        if answer.status == 201 {
            return;
        }
        assert_eq!(answer.status, 409, "{}", answer.text);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the key of build {number} is held for good");
}
