//! A long history goes in steps after the answer; from the answer on, nothing of it is seen.

use std::time::{Duration, Instant};

use accord_broker::startup::Broker;
use accord_tests::api::{Answer, Api};
use accord_tests::broker::TestBroker;
use accord_tests::database::{Database, System, settings};
use accord_tests::landscape::{Size, load};
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::{PgConnection, QueryableByName, SqliteConnection, sql_query, sql_types};
use reqwest::Method;
use serde_json::json;

/// What could show something of `fan`, which consumes `p01` and others, or of `hub`, which `c01` and others consume.
const QUESTIONS: [&str; 17] = [
    "/pacticipants",
    "/pacticipants/c01/versions/1.0.35",
    "/pacticipants/p01/versions/1.0.35",
    "/integrations",
    "/relationships.csv",
    "/metrics",
    "/dashboard?size=1000",
    "/pacts/latest",
    "/pacts/provider/p01",
    "/pacts/provider/p01/latest",
    "/pacts/provider/p01/tag/any",
    "/matrix?q[][pacticipant]=c01",
    "/matrix?q[][pacticipant]=p01",
    "/matrix?q[][pacticipant]=c01&q[][version]=1.0.35",
    "/matrix?q[][pacticipant]=p01&q[][version]=1.0.36",
    "/can-i-deploy?pacticipant=p01&version=1.0.35&environment=test",
    "/webhooks",
];

/// Pages that show something of them, until they are deleted.
const PAGES: [&str; 5] = [
    "/",
    "/pacticipants/p01",
    "/pacticipants/p01/versions/1.0.36",
    "/pacticipants/c01",
    "/pacticipants/c01/versions/1.0.35",
];

/// Tables of which a pacticipant's history consists.
const HISTORY: [&str; 5] = [
    "triggered_webhooks",
    "publications",
    "verifications",
    "contents",
    "versions",
];

/// Keeps the rows of histories from being removed.
enum Hold {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = sql_types::BigInt)]
    count: i64,
}

impl Hold {
    fn connect(url: &str) -> Self {
        let mut hold = match url.strip_prefix("sqlite://") {
            Some(path) => Self::Sqlite(SqliteConnection::establish(path).unwrap()),
            None => return Self::Postgres(PgConnection::establish(url).unwrap()),
        };
        hold.run("PRAGMA busy_timeout = 10000");
        hold
    }

    fn run(&mut self, statements: &str) {
        match self {
            Self::Sqlite(connection) => connection.batch_execute(statements).unwrap(),
            Self::Postgres(connection) => connection.batch_execute(statements).unwrap(),
        }
    }

    /// From now on, every transaction fails that removes a row of a history.
    fn on(&mut self) {
        let (function, held) = match self {
            Self::Sqlite(_) => ("", "BEGIN SELECT RAISE(ABORT, 'held'); END"),
            Self::Postgres(_) => (
                "CREATE FUNCTION held() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'held'; END $$",
                "EXECUTE FUNCTION held()",
            ),
        };
        self.run(function);
        for table in HISTORY {
            self.run(&format!(
                "CREATE TRIGGER held_{table} BEFORE DELETE ON {table} FOR EACH ROW {held}"
            ));
        }
    }

    fn off(&mut self) {
        for table in HISTORY {
            match self {
                Self::Sqlite(_) => self.run(&format!("DROP TRIGGER held_{table}")),
                Self::Postgres(_) => self.run(&format!("DROP TRIGGER held_{table} ON {table}")),
            }
        }
    }

    fn count(&mut self, of: &str) -> i64 {
        let query = sql_query(format!("SELECT count(*) AS count FROM {of}"));
        let row: Row = match self {
            Self::Sqlite(connection) => query.get_result(connection).unwrap(),
            Self::Postgres(connection) => query.get_result(connection).unwrap(),
        };
        row.count
    }
}

async fn answers(broker: &Api) -> Vec<(u16, String)> {
    let mut answers = Vec::new();
    for path in QUESTIONS {
        let answer = broker.get(path).await;
        // Two brokers, two ports.
        answers.push((answer.status, answer.text.replace(broker.base(), "")));
    }
    answers
}

/// The pages on which one of them stands; whatever a page names has a link.
async fn pages_with_traces(broker: &Api) -> Vec<&'static str> {
    let mut found = Vec::new();
    for path in PAGES {
        let page = Answer::to(broker.call_accepting("text/html", Method::GET, path)).await;
        let text = page.expect_status(200).text;
        if ["/fan\"", "/fan/", "/hub\"", "/hub/"]
            .iter()
            .any(|link| text.contains(link))
        {
            found.push(path);
        }
    }
    found
}

async fn delete(broker: &Api, path: &str, status: u16) {
    Answer::to(broker.call(Method::DELETE, path))
        .await
        .expect_status(status);
}

async fn until_removed(hold: &mut Hold) {
    let begin = Instant::now();
    while hold.count("removals") > 0 {
        assert!(begin.elapsed() < Duration::from_secs(60), "rows are left");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn what_is_hidden_is_gone(system: System) {
    let Some(database) = Database::fresh(system).await else {
        return;
    };
    load(database.url(), "40".parse::<Size>().unwrap()).await.unwrap();
    let mut hold = Hold::connect(database.url());
    let versions = hold.count("versions");
    let broker = Broker::start(settings(database.url())).await.unwrap();
    let api = Api::new(&broker.url());
    assert_eq!(pages_with_traces(&api).await, PAGES);
    hold.on();
    delete(&api, "/pacticipants/fan", 204).await;
    delete(&api, "/pacticipants/hub", 204).await;
    assert_eq!(hold.count("removals"), 2);
    for name in ["fan", "hub"] {
        api.get(&format!("/pacticipants/{name}")).await.expect_status(404);
    }
    let hidden = answers(&api).await;
    for (path, (_, text)) in QUESTIONS.iter().zip(&hidden) {
        assert!(
            !text.contains("hub") && !text.contains("\"fan\""),
            "{path}: {text:.2000}"
        );
    }
    assert_eq!(pages_with_traces(&api).await, [""; 0]);
    delete(&api, "/pacticipants/hub", 404).await;
    broker.stop().await;
    hold.off();

    // What a stop has left is taken up by the next start.
    let broker = Broker::start(settings(database.url())).await.unwrap();
    let api = Api::new(&broker.url());
    until_removed(&mut hold).await;
    for (path, (then, now)) in QUESTIONS.iter().zip(hidden.iter().zip(answers(&api).await)) {
        assert_eq!(then, &now, "{path}");
    }
    assert_eq!(hold.count("versions"), versions - 80);
    api.publish("c01", "again", "hub").await;
    let list = api.get("/pacticipants/hub/versions").await;
    assert!(!list.text.contains("1.0."), "{}", list.text);
    broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_hidden_is_gone_on_sqlite() {
    what_is_hidden_is_gone(System::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_hidden_is_gone_on_postgres() {
    what_is_hidden_is_gone(System::Postgres).await;
}

/// A pair whose sides have other integrations, with a webhook and a history that is longer than one transaction takes.
async fn a_long_integration_goes(system: System) {
    let Some(broker) = TestBroker::start(system).await else {
        return;
    };
    broker.publish("web", "kept", "other").await;
    broker.publish("else", "1", "api").await;
    broker.publish("web", "0", "api").await;
    let mut database = Hold::connect(broker.database_url());
    let numbers = match &database {
        Hold::Sqlite(_) => {
            "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500) SELECT i FROM n) n"
        }
        Hold::Postgres(_) => "generate_series(1, 1500) n(i)",
    };
    database.run(&format!(
        "INSERT INTO versions (pacticipant_id, number, created_at, updated_at) \
             SELECT p.id, 'v' || n.i, p.created_at, p.created_at FROM pacticipants p, {numbers} WHERE p.name = 'web'; \
         INSERT INTO publications (consumer_id, provider_id, consumer_version_id, content_id, revision, is_current, \
             is_tagged, created_at) \
             SELECT p.consumer_id, p.provider_id, v.id, p.content_id, 1, p.is_current, p.is_tagged, p.created_at \
             FROM publications p JOIN versions w ON w.id = p.consumer_version_id AND w.number = '0' \
             JOIN versions v ON v.number LIKE 'v%'"
    ));
    let path = "/integrations/provider/api/consumer/web";
    delete(&broker, path, 204).await;
    assert_eq!(database.count("publications"), 2);
    assert_eq!(database.count("contents"), 2);
    let versions = broker.get("/pacticipants/web/versions").await.expect_status(200).json();
    let versions = versions["_embedded"]["versions"].as_array().unwrap().clone();
    assert_eq!(versions.len(), 1);
    assert_eq!(versions[0]["number"], json!("kept"));
    let web = broker.get("/pacticipants/web").await.json();
    assert_eq!(web["_embedded"]["latestVersion"]["number"], json!("kept"));
    let integrations = broker.get("/integrations").await.text;
    assert!(
        integrations.contains("other") && integrations.contains("else"),
        "{integrations}"
    );
    let gone = broker.get("/pacts/provider/api/consumer/web/latest").await;
    assert_eq!(gone.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_integration_goes_on_sqlite() {
    a_long_integration_goes(System::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_integration_goes_on_postgres() {
    a_long_integration_goes(System::Postgres).await;
}
