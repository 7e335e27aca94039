//! The hot statements find their rows by an index, on both databases, however long the history grows.
//!
//! The statements are recorded while a broker answers, so a new one is looked at without being listed here.

use std::collections::BTreeSet;

use accord_broker::config::Settings;
use accord_tests::api::Answer;
use accord_tests::broker::TestBroker;
use accord_tests::database::System;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel::{PgConnection, SqliteConnection};
use regex::Regex;
use reqwest::Method;
use serde_json::json;

/// Tables that grow with history; reading one of them from end to end is what must not happen.
const HISTORY: &[&str] = &[
    "branch_successes",
    "branch_versions",
    "contents",
    "daily_figures",
    "deployed_versions",
    "publications",
    "released_versions",
    "tag_successes",
    "tags",
    "triggered_webhooks",
    "verdicts",
    "verifications",
    "versions",
    "webhook_attempts",
];

#[tokio::test(flavor = "multi_thread")]
async fn no_hot_statement_reads_history_from_end_to_end_on_sqlite() {
    let broker = started(System::Sqlite).await.expect("SQLite is always there");
    let statements = hot_statements(&broker).await;
    let file = broker
        .database_url()
        .strip_prefix("sqlite://")
        .expect("an SQLite URL")
        .to_owned();
    let mut connection = SqliteConnection::establish(&file).unwrap();
    let scans: Vec<String> = statements
        .iter()
        .flat_map(|statement| sqlite_scans(&mut connection, statement))
        .collect();
    assert!(scans.is_empty(), "{}", scans.join("\n\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_hot_statement_reads_history_from_end_to_end_on_postgres() {
    let Some(broker) = started(System::Postgres).await else {
        return;
    };
    let statements = hot_statements(&broker).await;
    let mut connection = PgConnection::establish(broker.database_url()).unwrap();
    // Tables of a test are so small that reading them whole is cheapest. Forbidden, it happens only where no index
    // could serve; and a plan for any value is what the broker's prepared statements settle on.
    connection
        .batch_execute("SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET plan_cache_mode = force_generic_plan")
        .unwrap();
    let scans: Vec<String> = statements
        .iter()
        .flat_map(|statement| postgres_scans(&mut connection, statement))
        .collect();
    assert!(scans.is_empty(), "{}", scans.join("\n\n"));
}

/// A broker that delivers webhooks: what it asks for that is hot, too.
async fn started(system: System) -> Option<TestBroker> {
    TestBroker::start_with(system, |settings| Settings {
        webhook_concurrency: 2,
        ..settings
    })
    .await
}

/// What the broker asks its database while it answers the questions that must be instant.
async fn hot_statements(broker: &TestBroker) -> BTreeSet<String> {
    broker.create_environment("test").await;
    for consumer in ["web", "app"] {
        broker.publish(consumer, "1", "api").await;
        broker.verify((consumer, "1"), ("api", "1"), true).await;
        broker.deploy(consumer, "1", "test").await;
    }
    // Without a result: their badges look for an earlier pact that has one.
    for version in ["2", "3"] {
        broker.publish("app", version, "billing").await;
    }
    broker
        .put("/pacticipants/app/versions/3/tags/t", &json!({}))
        .await
        .expect_status(201);
    // Waits for everything, so that everything asks what there is to tell.
    let events = [
        "contract_published",
        "contract_requiring_verification_published",
        "provider_verification_published",
    ];
    let webhook = json!({
        "events": events.map(|name| json!({"name": name})),
        "provider": {"label": "team"},
        "request": {"method": "POST", "url": "http://127.0.0.1:9/"},
    });
    broker.post("/webhooks", &webhook).await.expect_status(201);
    broker
        .put("/pacticipants/api/labels/team", &json!({}))
        .await
        .expect_status(201);
    broker.statements().record();
    broker.publish("web", "2", "api").await;
    broker
        .put("/pacticipants/web/versions/2/tags/t", &json!({}))
        .await
        .expect_status(201);
    broker
        .put("/pacticipants/api/branches/main/versions/2", &json!({}))
        .await
        .expect_status(201);
    broker.verify(("web", "2"), ("api", "2"), true).await;
    broker.deploy("api", "2", "test").await;
    for path in [
        "/can-i-deploy?pacticipant=web&version=2&environment=test",
        "/can-i-deploy?pacticipant=api&version=2&environment=test",
        "/can-i-deploy?pacticipant=web&version=2&to=t",
        "/matrix?q[][pacticipant]=web&q[][version]=2&latestby=cvp&latest=true",
        "/matrix?q[][pacticipant]=web&q[][branch]=main&q[][latest]=true&latestby=cvp&mainBranch=true&latest=true",
        "/matrix?q[][pacticipant]=web&q[][pacticipant]=api&latestby=cvpv",
        "/matrix?q[][pacticipant]=web&q[][version]=2",
        "/pacts/provider/api/consumer/web/version/2/triggered-webhooks",
        "/pacts/provider/api/consumer/web/webhooks/status",
        "/pacts/provider/api/consumer/web/latest",
        "/pacts/provider/api/consumer/web/latest/t",
        "/pacts/provider/api/consumer/web/branch/main/latest",
        "/pacts/provider/billing/consumer/app/latest/badge",
        "/pacts/provider/billing/consumer/app/latest-untagged/badge",
        "/pacts/provider/billing/consumer/app/latest/t/badge",
        "/matrix/provider/billing/latest/t/consumer/app/latest/t/badge",
        "/pacticipants/web/main-branch/can-i-merge/badge",
        "/pacticipants/web",
        "/pacticipants/web/versions/2",
        "/pacticipants/web/latest-version/t",
        "/network.svg?application=web&label=team",
        "/network.dot",
    ] {
        broker.get(path).await.expect_status(200);
    }
    for page in ["/charts", "/pacticipants/web/charts?days=365"] {
        let shown = broker.call_accepting("text/html", Method::GET, page);
        Answer::to(shown).await.expect_status(200);
    }
    for provider in [
        json!({"providerVersionBranch": "main"}),
        json!({"providerVersionTags": ["t"]}),
    ] {
        let mut question = provider;
        question["consumerVersionSelectors"] =
            json!([{"mainBranch": true}, {"deployedOrReleased": true}, {"tag": "t", "latest": true}, {"latest": true}]);
        question["includeWipPactsSince"] = json!("2020-01-01");
        broker
            .post("/pacts/provider/api/for-verification", &question)
            .await
            .expect_status(200);
    }
    until_an_attempt_was_made(broker).await;
    let recorded: BTreeSet<String> = broker.statements().recorded().into_iter().collect();
    let questions = recorded.into_iter().filter(|text| {
        ["SELECT", "UPDATE", "DELETE", "WITH"]
            .iter()
            .any(|verb| text.starts_with(verb))
    });
    let questions: BTreeSet<String> = questions.collect();
    assert!(
        questions.len() > 30,
        "only {} statements were recorded",
        questions.len()
    );
    questions
}

/// Nobody listens where the webhook goes, so there will be more attempts.
async fn until_an_attempt_was_made(broker: &TestBroker) {
    loop {
        let list = broker.get("/triggered-webhooks?status=retrying&limit=1").await;
        if list.expect_status(200).json()["_embedded"]["triggeredWebhooks"] != json!([]) {
            return;
        }
    }
}

#[derive(QueryableByName)]
struct PlanLine {
    #[diesel(sql_type = Text)]
    detail: String,
}

fn sqlite_scans(connection: &mut SqliteConnection, statement: &str) -> Vec<String> {
    let explained = diesel::sql_query(format!("EXPLAIN QUERY PLAN {statement}"));
    let plan: Vec<PlanLine> = explained
        .load(connection)
        .unwrap_or_else(|error| panic!("{error}: {statement}"));
    let alias = aliases(statement);
    let scan = Regex::new(r"^SCAN `?(\w+)`?").unwrap();
    let scans = plan.iter().filter(|line| {
        let reads_all = scan
            .captures(&line.detail)
            .is_some_and(|found| HISTORY.contains(&table_of(&alias, &found[1]).as_str()));
        reads_all || (wants_order_of_an_index(statement) && line.detail == "USE TEMP B-TREE FOR ORDER BY")
    });
    scans
        .map(|line| format!("{}\n    in {statement}", line.detail))
        .collect()
}

fn postgres_scans(connection: &mut PgConnection, statement: &str) -> Vec<String> {
    let numbers = Regex::new(r"\$(\d+)").unwrap();
    let parameters = numbers
        .captures_iter(statement)
        .filter_map(|found| found[1].parse::<usize>().ok())
        .max();
    let nulls = vec!["NULL"; parameters.unwrap_or(0)].join(", ");
    let call = if nulls.is_empty() {
        String::new()
    } else {
        format!("({nulls})")
    };
    connection
        .batch_execute(&format!("PREPARE looked_at AS {statement}"))
        .unwrap_or_else(|error| panic!("{error}: {statement}"));
    let plan: Vec<PgPlanLine> = diesel::sql_query(format!("EXPLAIN EXECUTE looked_at{call}"))
        .load(connection)
        .unwrap();
    connection.batch_execute("DEALLOCATE looked_at").unwrap();
    let scan = Regex::new(r"(Seq|Index|Index Only) Scan.* on (\w+)").unwrap();
    let scans = plan.iter().enumerate().filter(|(place, line)| {
        // An index that is walked without a condition is the whole table in another order.
        let has_condition = plan.get(place + 1).is_some_and(|next| next.line.contains("Index Cond"));
        // Walking from the newest row on until a limit is reached reads no further than that.
        let stops = statement.contains("LIMIT") && line.line.contains("Backward");
        scan.captures(&line.line)
            .is_some_and(|found| HISTORY.contains(&found[2].as_ref()) && !has_condition && !stops)
    });
    scans
        .map(|(_, line)| format!("{}\n    in {statement}", line.line))
        .collect()
}

/// The newest publication must come from the end of an index; sorting all of them to take one reads the history.
/// A list of ids is short, and no index is in the order of all of them together.
fn wants_order_of_an_index(statement: &str) -> bool {
    let ordered = statement.contains("ORDER BY") && statement.contains("publications");
    ordered && !statement.contains(" IN (") && !statement.contains("ANY(")
}

#[derive(QueryableByName)]
struct PgPlanLine {
    #[diesel(sql_type = Text, column_name = "QUERY PLAN")]
    line: String,
}

/// The tables behind the short names of a statement that is written by hand.
fn aliases(statement: &str) -> Vec<(String, String)> {
    let named = Regex::new(r"(?:FROM|JOIN) (\w+) (\w+)\b").unwrap();
    named
        .captures_iter(statement)
        .map(|found| (found[2].to_owned(), found[1].to_owned()))
        .collect()
}

fn table_of(aliases: &[(String, String)], name: &str) -> String {
    aliases
        .iter()
        .find(|(alias, _)| alias == name)
        .map_or_else(|| name.to_owned(), |(_, table)| table.clone())
}
