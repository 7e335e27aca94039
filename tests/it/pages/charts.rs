//! Charts of what happened.

use std::time::Duration;

use accord_broker::startup::Broker;
use accord_tests::api::{Answer, Api};
use accord_tests::broker::TestBroker;
use accord_tests::database::{Database, System, settings};
use accord_tests::story::{contract, publication, segment};
use chrono::{Days, NaiveDateTime, NaiveTime};
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::{PgConnection, QueryableByName, SqliteConnection, sql_query, sql_types};
use regex::Regex;
use reqwest::Method;
use serde_json::json;

use super::contract_hostile::assert_harmless;
use super::visible::{lasting_words, page, words};
use super::{BOTH, shop};

#[tokio::test(flavor = "multi_thread")]
async fn a_newcomer_learns_the_next_steps() {
    for system in BOTH {
        let Some(broker) = TestBroker::start(system).await else {
            continue;
        };
        let shown = page(&broker, "/charts").await.expect_status(200);
        let text = words(&shown);
        for told in [
            "No contract was published in the last 30 days, nor in the 30 before.",
            "accord publish pacts/*.json",
            "Nothing was verified in the last 30 days",
            "accord verify --provider-name",
            "Nothing was deployed or released in the last 30 days",
            "accord record-deployment",
        ] {
            assert!(text.contains(told), "{told}: {text}");
        }
        assert!(!shown.text.contains("class=\"plot\""), "nothing is drawn");
        let missing = words(&page(&broker, "/pacticipants/Nobody/charts").await.expect_status(404));
        assert!(missing.contains("There is no pacticipant `Nobody`."), "{missing}");
    }
}

/// The database past the broker: the API has no way to make something happen in the past.
enum Past {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = sql_types::BigInt)]
    count: i64,
}

impl Past {
    fn of(database: &Database) -> Self {
        match database.url().strip_prefix("sqlite://") {
            Some(path) => Self::Sqlite(SqliteConnection::establish(path).unwrap()),
            None => Self::Postgres(PgConnection::establish(database.url()).unwrap()),
        }
    }

    /// Moves rows of a table to a time of a day, so many days ago.
    fn move_to(&mut self, columns: &[&str], table: &str, rows: &str, days: u64, hour: u32) {
        let at = format!("'{}'", ago(days, hour).format("%F %T%.f"));
        let set: Vec<String> = columns.iter().map(|column| format!("{column} = {at}")).collect();
        self.run(&format!("UPDATE {table} SET {} WHERE {rows}", set.join(", ")));
    }

    fn run(&mut self, statement: &str) {
        match self {
            Self::Sqlite(connection) => connection.batch_execute(statement).unwrap(),
            Self::Postgres(connection) => connection.batch_execute(statement).unwrap(),
        }
    }

    fn count(&mut self, what: &str) -> i64 {
        let statement = sql_query(format!("SELECT count(*) AS count FROM {what}"));
        let row: Row = match self {
            Self::Sqlite(connection) => statement.get_result(connection).unwrap(),
            Self::Postgres(connection) => statement.get_result(connection).unwrap(),
        };
        row.count
    }
}

#[expect(clippy::disallowed_methods, reason = "the broker under test counts from now")]
fn ago(days: u64, hour: u32) -> NaiveDateTime {
    let day = chrono::Utc::now().date_naive() - Days::new(days);
    day.and_time(NaiveTime::from_hms_opt(hour, 0, 0).unwrap())
}

/// Three versions of `Web` with two contents, one of `App`; a result for each content of `Web`, and what became of them
/// in the environment `test`.
async fn happen(broker: &Api) {
    broker.create_environment("test").await;
    broker.publish("Web", "1", "Orders").await;
    broker.publish("Web", "2", "Orders").await;
    let changed = publication("Web", "3", None, &[contract("Web", "Orders", "others")]);
    broker.post("/contracts/publish", &changed).await.expect_status(200);
    broker.publish("App", "1", "Stock").await;
    broker.verify(("Web", "1"), ("Orders", "7"), false).await;
    broker.verify(("Web", "3"), ("Orders", "7"), true).await;
    broker.deploy("Web", "3", "test").await;
    let version = broker.get("/pacticipants/Web/versions/3").await.json();
    let release = version["_links"]["pb:record-release"][0]["href"]
        .as_str()
        .unwrap()
        .to_owned();
    broker.post(&release, &json!({})).await.expect_status(201);
}

/// Puts all of that at known times: the first version before the 30 days that charts show, the others into them.
fn long_ago(past: &mut Past) {
    let of = |consumer: &str, number: &str| {
        format!(
            "consumer_version_id IN (SELECT v.id FROM versions v JOIN pacticipants p ON p.id = v.pacticipant_id \
             WHERE p.name = '{consumer}' AND v.number = '{number}')"
        )
    };
    let content = |consumer: &str, number: &str| {
        format!(
            "id IN (SELECT content_id FROM publications WHERE {})",
            of(consumer, number)
        )
    };
    for (consumer, number, days) in [("Web", "1", 40), ("Web", "2", 10), ("Web", "3", 10), ("App", "1", 5)] {
        past.move_to(&["created_at"], "publications", &of(consumer, number), days, 9);
    }
    for (consumer, number, days) in [("Web", "1", 40), ("Web", "3", 10), ("App", "1", 5)] {
        past.move_to(&["created_at"], "contents", &content(consumer, number), days, 9);
    }
    let times = ["created_at", "executed_at"];
    past.move_to(&times, "verifications", "success", 10, 11);
    past.move_to(&times, "verifications", "NOT success", 9, 11);
    past.move_to(&["created_at"], "deployed_versions", "id > 0", 9, 12);
    past.move_to(&["created_at"], "released_versions", "id > 0", 8, 12);
}

const OF_ALL: [&str; 5] = [
    "3 contracts in the last 30 days, 2 more than in the 30 before. 2 had a content that is new.",
    "2 verification results in the last 30 days, none in the 30 before: 1 succeeded, 1 failed.",
    "50 % of the results of the last 30 days are successes; there were no results in the 30 before.",
    "verified within about 1.9 hours, nine of ten within about 2.2 hours. 1 is not verified yet.",
    "2 deployments, 1 of them released, in the last 30 days, none in the 30 before: test 2.",
];

/// What has happened is told the same before it is added up and after, and after all of it is deleted.
async fn charts_tell_what_happened(system: System) {
    let Some(database) = Database::fresh(system).await else {
        return;
    };
    let mut past = Past::of(&database);
    let broker = Broker::start(settings(database.url())).await.unwrap();
    let api = Api::new(&broker.url());
    happen(&api).await;
    long_ago(&mut past);
    let fresh = lasting_words(&api, &page(&api, "/charts").await.expect_status(200));
    for told in OF_ALL {
        assert!(fresh.contains(told), "{told}: {fresh}");
    }
    assert_eq!(past.count("daily_figures"), 0, "nothing was added up yet");
    broker.stop().await;

    let broker = Broker::start(settings(database.url())).await.unwrap();
    let api = Api::new(&broker.url());
    until_added_up(&mut past).await;
    let shown = page(&api, "/charts").await;
    assert_eq!(lasting_words(&api, &shown), fresh);
    let orders = words(&page(&api, "/pacticipants/Orders/charts").await.expect_status(200));
    assert!(
        orders.contains("2 contracts in the last 30 days, 1 more than"),
        "{orders}"
    );
    assert!(orders.contains("Nothing was deployed or released"), "{orders}");
    let year = words(&page(&api, "/charts?days=365").await);
    assert!(year.contains("4 contracts in the last 365 days"), "{year}");

    Answer::to(api.call(Method::DELETE, "/pacticipants/Web"))
        .await
        .expect_status(204);
    assert_eq!(lasting_words(&api, &page(&api, "/charts").await), fresh);
    page(&api, "/pacticipants/Web/charts").await.expect_status(404);
    let left = past.count(
        "daily_figures d WHERE pacticipant_id <> 0 AND NOT EXISTS \
         (SELECT 1 FROM pacticipants p WHERE p.id = d.pacticipant_id)",
    );
    assert_eq!(left, 0, "figures of an application go with it");
    broker.stop().await;
}

/// Releases come last.
async fn until_added_up(past: &mut Past) {
    for _ in 0..200 {
        if past.count("figures_counted WHERE source = 'released_versions' AND up_to > 0") == 1 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("what happened is not added up");
}

#[tokio::test(flavor = "multi_thread")]
async fn charts_tell_what_happened_on_sqlite() {
    charts_tell_what_happened(System::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn charts_tell_what_happened_on_postgres() {
    charts_tell_what_happened(System::Postgres).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_chart_has_its_words() {
    let database = Database::fresh(System::Sqlite).await.expect("SQLite is always there");
    let broker = Broker::start(settings(database.url())).await.unwrap();
    let api = Api::new(&broker.url());
    happen(&api).await;
    long_ago(&mut Past::of(&database));
    let shown = page(&api, "/pacticipants/Web/charts").await.expect_status(200);
    let days = Regex::new(
        r"\d+ (January|February|March|April|May|June|July|August|September|October|November|December) \d{4}",
    )
    .unwrap();
    let names = Regex::new(r"\d+ (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b").unwrap();
    let text = lasting_words(&api, &shown);
    let text = names
        .replace_all(&days.replace_all(&text, "[day]"), "[name]")
        .into_owned();
    insta::assert_snapshot!(text);
    broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_period_is_chosen_by_a_link() {
    let broker = shop(System::Sqlite).await.expect("SQLite is always there");
    for (asked, chosen) in [
        ("", "30"),
        ("?days=90", "90"),
        ("?days=365", "365"),
        ("?days=7", "30"),
        ("?days=%00", "30"),
    ] {
        let shown = page(&broker, &format!("/charts{asked}")).await.expect_status(200);
        let link = format!("/charts?days={chosen}\" aria-current=\"true\"");
        assert!(shown.text.contains(&link), "{asked}: {}", shown.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_names_are_text() {
    let broker = TestBroker::start(System::Sqlite).await.expect("SQLite is always there");
    let name = "</title><script>alert(1)</script>\"onload=\"x";
    broker.publish(name, "1", "Orders").await;
    broker.create_environment(name).await;
    broker.deploy(name, "1", name).await;
    let shown = page(&broker, &format!("/pacticipants/{}/charts", segment(name))).await;
    let shown = shown.expect_status(200);
    assert_harmless(&shown.text.replace(broker.base(), ""));
    assert!(
        words(&shown).contains(&format!("Charts of {name}")),
        "{}",
        words(&shown)
    );
    assert!(words(&shown).contains(&format!("{name} 1")), "{}", words(&shown));
}

/// However many environments there are, a page shows the busiest and adds up the others.
#[tokio::test(flavor = "multi_thread")]
async fn few_environments_are_told_apart() {
    let broker = TestBroker::start(System::Sqlite).await.expect("SQLite is always there");
    for version in ["1", "2"] {
        broker.publish("Web", version, "Orders").await;
    }
    for environment in 0..9 {
        let name = format!("place{environment}");
        broker.create_environment(&name).await;
        broker.deploy("Web", "1", &name).await;
    }
    broker.deploy("Web", "2", "place8").await;
    let text = words(&page(&broker, "/charts").await.expect_status(200));
    let told = "10 deployments in the last 30 days, none in the 30 before: place8 2, place0 1, place1 1, place2 1, \
         place3 1, other environments 4.";
    assert!(text.contains(told), "{text}");
}
