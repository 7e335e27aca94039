//! Can I deploy?

use accord_tests::broker::TestBroker;
use accord_tests::database::System;
use accord_tests::story::{contract, segment};
use serde_json::{Value, json};

use super::visible::{page, words};

const ASKED: &str = "/can-i-deploy?pacticipant=Web&version=1&environment=production";

async fn started(system: System) -> Option<TestBroker> {
    let broker = TestBroker::start(system).await?;
    broker.create_environment("production").await;
    broker.publish("Web", "1", "Orders").await;
    Some(broker)
}

/// The obstacles in the API's answer.
async fn blockers(broker: &TestBroker, path: &str) -> Vec<Value> {
    let answer = broker.get(path).await.expect_status(200).json();
    assert_eq!(
        answer["blockers"] == json!([]),
        answer["summary"]["deployable"] == json!(true)
    );
    answer["blockers"].as_array().unwrap().clone()
}

async fn the_way_to_a_yes_is_told_step_by_step(system: System) {
    let Some(broker) = started(system).await else {
        return;
    };
    let seen = words(&page(&broker, ASKED).await.expect_status(200));
    assert!(
        seen.contains("Not yet: it is not known whether version 1 of Web may be deployed to production."),
        "{seen}"
    );
    assert!(seen.contains("nothing-deployed"), "{seen}");
    assert!(seen.contains("Orders must act. Waiting does not help."), "{seen}");
    let command = format!(
        "accord record-deployment --pacticipant Orders --version VERSION --environment production --broker-base-url {}",
        broker.base()
    );
    assert!(seen.contains(&command), "{seen}");
    let told = blockers(&broker, ASKED).await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0]["reason"], "nothing-deployed");
    assert_eq!(told[0]["actor"], "Orders");
    assert_eq!(told[0]["command"], command.as_str());
    assert_eq!(told[0]["consumer"], json!({"name": "Web", "versionNumber": "1"}));
    assert_eq!(told[0]["provider"], json!({"name": "Orders", "versionNumber": null}));

    broker
        .put("/pacticipants/Orders/versions/5", &json!({}))
        .await
        .expect_status(201);
    broker.deploy("Orders", "5", "production").await;
    let seen = words(&page(&broker, ASKED).await);
    assert!(seen.contains("Not yet:") && seen.contains("not-verified"), "{seen}");
    assert!(seen.contains("Waiting may help"), "{seen}");
    let told = blockers(&broker, ASKED).await;
    assert_eq!(
        (&told[0]["reason"], &told[0]["waitingMayHelp"]),
        (&json!("not-verified"), &json!(true))
    );
    let command = told[0]["command"].as_str().unwrap();
    let pact = format!("{}/pacts/provider/Orders/consumer/Web/version/1", broker.base());
    assert!(
        command.starts_with(&format!("accord verify --url {pact} ")),
        "{command}"
    );
    assert!(command.contains("--provider-version 5 --publish"), "{command}");

    broker.verify(("Web", "1"), ("Orders", "5"), false).await;
    let shown = page(&broker, ASKED).await;
    let seen = words(&shown);
    assert!(
        seen.contains("No, version 1 of Web may not be deployed to production."),
        "{seen}"
    );
    assert!(
        seen.contains("verification failed") && seen.contains("1 failed"),
        "{seen}"
    );
    assert!(
        shown.text.contains(&format!("href=\"{pact}\"")),
        "leads to the contract"
    );
    assert!(
        shown.text.contains("/verification-results/1\">Result</a>"),
        "leads to the result"
    );
    assert_eq!(blockers(&broker, ASKED).await[0]["reason"], "failed");

    broker.verify(("Web", "1"), ("Orders", "5"), true).await;
    let seen = words(&page(&broker, ASKED).await);
    assert!(
        seen.contains("Yes, version 1 of Web may be deployed to production."),
        "{seen}"
    );
    assert!(!seen.contains("What stands in the way"), "{seen}");
    assert!(blockers(&broker, ASKED).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_way_to_a_yes_is_told_step_by_step_on_sqlite() {
    the_way_to_a_yes_is_told_step_by_step(System::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_way_to_a_yes_is_told_step_by_step_on_postgres() {
    the_way_to_a_yes_is_told_step_by_step(System::Postgres).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_version_the_newest_of_the_main_branch_is_meant() {
    let broker = started(System::Sqlite).await.unwrap();
    broker.publish("Web", "2", "Orders").await;
    let path = "/can-i-deploy?pacticipant=Web&version=&branch=&environment=production";
    let seen = words(&page(&broker, path).await);
    assert!(
        seen.contains("the latest version of Web from branch main (2)"),
        "{seen}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_addresses_of_the_api_are_pages_too() {
    let broker = started(System::Sqlite).await.unwrap();
    let of_branch = "/pacticipants/Web/branches/main/latest-version/can-i-deploy/to-environment/production";
    let shown = page(&broker, of_branch).await.expect_status(200);
    let seen = words(&shown);
    assert!(seen.contains("from branch main (1)"), "{seen}");
    let address = format!("{}{of_branch}", broker.base());
    assert!(
        seen.contains(&format!("[![Can I deploy?]({address}/badge.svg)]({address})")),
        "{seen}"
    );
    broker.get(&format!("{address}/badge.svg")).await.expect_status(200);
    assert!(broker.get(of_branch).await.expect_status(200).json()["summary"].is_object());

    broker
        .put("/pacticipants/Web/versions/1/tags/dev", &json!({}))
        .await
        .expect_status(201);
    let of_tag = page(&broker, "/pacticipants/Web/latest-version/dev/can-i-deploy/to/live").await;
    let seen = words(&of_tag.expect_status(200));
    assert!(
        seen.contains("with tag dev (1)") && seen.contains("where the versions tagged live are"),
        "{seen}"
    );
    assert!(
        seen.contains("accord create-version-tag --pacticipant Orders"),
        "{seen}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_is_told_beside_the_form() {
    let broker = started(System::Sqlite).await.unwrap();
    let shown = page(
        &broker,
        "/can-i-deploy?pacticipant=Wbe&version=1&environment=production",
    )
    .await;
    assert!(words(&shown.expect_status(200)).contains("Pacticipant 'Wbe' not found"));
    let nowhere = "/pacticipants/Wbe/branches/main/latest-version/can-i-deploy/to-environment/production";
    let shown = page(&broker, nowhere).await.expect_status(404);
    assert!(shown.text.contains("value=\"Wbe\""), "the form is filled in");
    let unknown = "/can-i-deploy?pacticipant=Web&version=7&environment=production";
    let seen = words(&page(&broker, unknown).await);
    assert!(
        seen.contains("unknown-version") && seen.contains("Web must act"),
        "{seen}"
    );
    assert!(seen.contains("accord publish pacts --consumer-app-version 7"), "{seen}");
    assert_eq!(blockers(&broker, unknown).await[0]["consumer"], Value::Null);
    let seen = words(&page(&broker, "/can-i-deploy?pacticipant=Orders&environment=production").await);
    assert!(
        seen.contains("Cannot tell about the latest version of Orders"),
        "{seen}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_form_completes_and_the_empty_page_teaches() {
    let broker = TestBroker::start(System::Sqlite).await.unwrap();
    let seen = words(&page(&broker, "/can-i-deploy").await.expect_status(200));
    assert!(seen.contains("accord create-environment --name production"), "{seen}");
    broker.create_environment("production").await;
    broker.publish("Web", "1.2.3", "Orders").await;
    let seen = words(&page(&broker, "/can-i-deploy").await);
    assert!(seen.contains("--to-environment production"), "{seen}");
    let shown = page(&broker, "/can-i-deploy?pacticipant=Web").await;
    for option in ["Web", "1.2.3", "main"] {
        assert!(shown.text.contains(&format!("<option value=\"{option}\">")), "{option}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_names_are_text() {
    let broker = TestBroker::start(System::Sqlite).await.unwrap();
    broker.create_environment("production").await;
    let (consumer, provider) = ("<script>alert(1)</script>", "x\" onload=\"alert(1)' $(rm -rf ~)");
    let path = format!(
        "/pacts/provider/{}/consumer/{}/version/1",
        segment(provider),
        segment(consumer)
    );
    broker
        .put(&path, &contract(consumer, provider, "things"))
        .await
        .expect_status(201);
    let asked = format!(
        "/can-i-deploy?pacticipant={}&version=1&environment=production",
        segment(consumer)
    );
    let shown = page(&broker, &asked).await.expect_status(200);
    assert!(!shown.text.contains("<script>alert"), "{}", shown.text);
    assert!(!shown.text.contains("\" onload=\""), "{}", shown.text);
    let seen = words(&shown);
    assert!(
        seen.contains(r#"--pacticipant 'x" onload="alert(1)'\'' $(rm -rf ~)' --version"#),
        "{seen}"
    );
    let matrix = format!(
        "/matrix?q[][pacticipant]={}&q[][tag]=javascript:alert(1)\"'<b>",
        segment(consumer)
    );
    let shown = page(&broker, &matrix).await.expect_status(200);
    assert!(
        !shown.text.contains("<script>alert") && !shown.text.contains("<b>"),
        "{}",
        shown.text
    );
}
