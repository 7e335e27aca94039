//! Each question of the protocol, from the index to the last link.

use accord_client::model::contract::{Contract, PublishContracts};
use accord_client::model::environment::NewEnvironment;
use accord_client::model::matrix::BlockerReason;
use accord_client::model::pacticipant::PacticipantUpdate;
use accord_client::model::pacts_for_verification::PactsForVerificationQuery;
use accord_client::model::verification::{TestResult, VerificationResult};
use accord_client::model::version::VersionUpdate;
use accord_client::{CanIDeploy, ConsumerVersionSelector, VersionSelector};
use serde_json::json;
use wiremock::ResponseTemplate;

use crate::support::Broker;

#[tokio::test]
async fn publishing_posts_to_the_link_and_brings_the_notices_back() {
    let broker = Broker::start().await;
    broker
        .answer(
            "POST",
            "/x/publish",
            json!({"notices": [{"type": "success", "text": "published"}], "new": 1}),
        )
        .await;
    let contract = Contract::from_pact(br#"{"consumer":{"name":"C"},"provider":{"name":"P"}}"#).unwrap();
    let publication = PublishContracts::new("C", "1")
        .branch("main")
        .tag("dev")
        .contract(contract);
    let answer = broker.client().publish_contracts(&publication).await.unwrap();
    assert_eq!(
        (answer.notices[0].kind.as_str(), answer.notices[0].text.as_str()),
        ("success", "published")
    );
    assert_eq!(answer.document()["new"], 1);
    let sent = broker.last_body().await;
    assert_eq!((&sent["branch"], &sent["tags"]), (&json!("main"), &json!(["dev"])));
}

#[tokio::test]
async fn pacts_for_verification_lead_to_pacts_byte_for_byte_and_to_results() {
    let broker = Broker::start().await;
    broker
        .answer(
            "POST",
            "/x/for-verification/My%20Provider",
            json!({"_embedded": {"pacts": [{
                "shortDescription": "latest from main branch",
                "verificationProperties": {"pending": true, "notices": [
                    {"when": "before_verification", "text": "because"}, {"when": "later", "text": "other"}]},
                "_links": {"self": {"href": broker.address("/x/pact"), "name": "Pact between C (1) and P"}},
            }]}}),
        )
        .await;
    let links = json!({
        "pb:provider": {"href": broker.address("/x/provider")},
        "pb:publish-verification-results": {"href": broker.address("/x/results")},
    });
    let pact = format!(r#"{{ "consumer": {{"name": "C"}},  "n": 1.0, "_links": {links} }}"#);
    broker
        .respond("GET", "/x/pact", ResponseTemplate::new(200).set_body_string(&pact))
        .await;
    let provider = json!({"_links": {
        "pb:branch-version": {"href": broker.address("/x/b/{branch}/v/{version}"), "templated": true},
        "pb:version-tag": {"href": broker.address("/x/v/{version}/t/{tag}"), "templated": true},
    }});
    broker.answer("GET", "/x/provider", provider).await;
    broker
        .respond("PUT", "/x/b/feat%2Fa/v/9", ResponseTemplate::new(201))
        .await;
    broker.respond("PUT", "/x/v/9/t/dev", ResponseTemplate::new(201)).await;
    broker
        .answer(
            "POST",
            "/x/results",
            json!({"success": true, "providerApplicationVersion": "9"}),
        )
        .await;

    let client = broker.client();
    let query = PactsForVerificationQuery::new("My Provider")
        .selector(ConsumerVersionSelector::deployed_or_released().in_environment("prod"))
        .provider_branch("feat/a")
        .include_pending(true);
    let found = client.pacts_for_verification(&query).await.unwrap();
    assert_eq!(
        broker.last_body().await,
        json!({"consumerVersionSelectors": [{"deployedOrReleased": true, "environment": "prod"}],
            "providerVersionBranch": "feat/a", "includePendingStatus": true})
    );
    let chosen = &found.pacts()[0];
    assert_eq!(chosen.name(), Some("Pact between C (1) and P"));
    assert_eq!(chosen.verification_properties.pending, Some(true));
    let texts: Vec<_> = chosen
        .verification_properties
        .notices_for("before_verification")
        .collect();
    assert_eq!(texts, ["because"]);

    let fetched = client.pact_for_verification(chosen).await.unwrap();
    assert_eq!(fetched.bytes(), pact.as_bytes());
    assert_eq!(fetched.consumer(), Some("C"));

    let result = VerificationResult::new("9", true)
        .branch("feat/a")
        .tags(["dev"])
        .test_result(TestResult::passed("id-1"));
    let published = client.publish_verification_result(&fetched, &result).await.unwrap();
    assert!(published.success);
    assert_eq!(
        broker.last_body().await,
        json!({"success": true, "providerApplicationVersion": "9",
            "testResults": [{"interactionId": "id-1", "success": true}]})
    );
    let requests = broker.requests().await;
    assert_eq!(
        requests[2..],
        [
            "GET /x/provider",
            "PUT /x/b/feat%2Fa/v/9",
            "PUT /x/v/9/t/dev",
            "POST /x/results"
        ]
    );
}

#[tokio::test]
async fn older_brokers_give_the_latest_pacts_of_a_provider() {
    let broker = Broker::start().await;
    let pacts = json!([{"href": broker.address("/x/1")}, {"href": broker.address("/x/2")}]);
    broker
        .answer("GET", "/x/latest/P", json!({"_links": {"pb:pacts": pacts}}))
        .await;
    broker
        .answer("GET", "/x/latest/P/prod", json!({"_links": {"pacts": pacts}}))
        .await;
    let client = broker.client();
    assert_eq!(client.latest_pacts_of_provider("P", None).await.unwrap().len(), 2);
    assert_eq!(
        client.latest_pacts_of_provider("P", Some("prod")).await.unwrap().len(),
        2
    );
}

#[tokio::test]
async fn the_matrix_is_asked_below_the_base_and_nulls_are_understood() {
    let broker = Broker::start().await;
    let row = json!({
        "consumer": {"name": "C", "version": {"number": "1", "branch": null, "tags": []}},
        "provider": {"name": "P", "version": null}, "pact": {}, "verificationResult": null,
    });
    let summary = json!({"deployable": null, "reason": "no result yet", "success": 0, "failed": 0, "unknown": 1});
    broker
        .answer(
            "GET",
            "/matrix",
            json!({"summary": summary, "notices": [], "matrix": [row]}),
        )
        .await;
    let question = CanIDeploy::new(VersionSelector::version("C", "1")).to_environment("prod");
    let answer = broker.client().can_i_deploy(&question).await.unwrap();
    assert!(!answer.is_deployable());
    assert_eq!(answer.summary.unknown, Some(1));
    assert!(answer.rows[0].provider.version.is_none() && answer.rows[0].verification_result.is_none());
    let requests = broker.requests().await;
    let asked = "GET /matrix?q%5B%5D%5Bpacticipant%5D=C&q%5B%5D%5Bversion%5D=1&latestby=cvp&environment=prod";
    assert_eq!(requests, [asked]);
}

#[tokio::test]
async fn obstacles_are_read_where_a_broker_tells_them_and_unknown_ones_are_kept() {
    let broker = Broker::start().await;
    let known = json!({
        "reason": "not-verified", "text": "P has not verified C.", "consumer": {"name": "C", "versionNumber": "1"},
        "provider": {"name": "P", "versionNumber": null}, "actor": "P", "command": "accord verify", "waitingMayHelp": true,
    });
    let unknown =
        json!({"reason": "moon", "text": "", "consumer": null, "provider": null, "actor": "C", "command": ""});
    let answer = json!({"summary": {"deployable": false}, "blockers": [known, unknown], "matrix": []});
    broker.answer("GET", "/matrix", answer).await;
    let question = CanIDeploy::new(VersionSelector::version("C", "1"));
    let answer = broker.client().can_i_deploy(&question).await.unwrap();
    let [known, unknown] = &answer.blockers[..] else {
        panic!("{:?}", answer.blockers)
    };
    let consumer = known.consumer.as_ref().unwrap();
    assert_eq!(
        (known.reason, consumer.version_number.as_deref()),
        (BlockerReason::NotVerified, Some("1"))
    );
    assert_eq!((known.actor.as_str(), known.waiting_may_help), ("P", true));
    assert_eq!((unknown.reason, unknown.actor.as_str()), (BlockerReason::Other, "C"));
}

#[tokio::test]
async fn pacticipants_are_created_when_unknown_and_patched_when_known() {
    let broker = Broker::start().await;
    broker.respond_once("GET", "/x/p/A", ResponseTemplate::new(404)).await;
    broker.answer("POST", "/x/p", json!({"name": "A"})).await;
    let client = broker.client();
    let update = PacticipantUpdate::new("A").main_branch("main");
    assert_eq!(client.create_or_update_pacticipant(&update).await.unwrap().name, "A");

    let known = json!({"name": "A", "_links": {"self": {"href": broker.address("/x/self-of-a")}}});
    broker.answer("GET", "/x/p/A", known).await;
    broker
        .answer("PATCH", "/x/self-of-a", json!({"name": "A", "mainBranch": "main"}))
        .await;
    let updated = client.create_or_update_pacticipant(&update).await.unwrap();
    assert_eq!(updated.main_branch.as_deref(), Some("main"));
    assert_eq!(broker.last_body().await, json!({"name": "A", "mainBranch": "main"}));
}

#[tokio::test]
async fn versions_are_found_and_described() {
    let broker = Broker::start().await;
    let version = json!({"number": "1", "_embedded": {
        "branchVersions": [{"name": "main", "latest": true}], "tags": [{"name": "dev"}]}});
    for at in ["/x/p/A/v/1", "/x/p/A/latest", "/x/p/A/latest/dev", "/x/head"] {
        broker.answer("GET", at, version.clone()).await;
    }
    broker
        .answer(
            "GET",
            "/x/p/A/b/main",
            json!({"_links": {"pb:latest-version": {"href": "../../../head"}}}),
        )
        .await;
    broker.answer("PATCH", "/x/p/A/v/1", version.clone()).await;
    broker.answer("PUT", "/x/p/A/b/main/v/1", json!({})).await;
    broker.answer("PUT", "/x/p/A/v/1/t/dev", json!({"name": "dev"})).await;
    let client = broker.client();
    let found = client.version("A", "1").await.unwrap();
    assert_eq!(
        (found.branches()[0].name.as_str(), found.tags()[0].name.as_str()),
        ("main", "dev")
    );
    assert_eq!(client.latest_version("A").await.unwrap().number, "1");
    assert_eq!(client.latest_version_with_tag("A", "dev").await.unwrap().number, "1");
    assert_eq!(client.latest_version_of_branch("A", "main").await.unwrap().number, "1");
    let update = VersionUpdate {
        build_url: Some("http://ci".to_owned()),
    };
    assert_eq!(
        client.create_or_update_version("A", "1", &update).await.unwrap().number,
        "1"
    );
    client.put_branch_version("A", "main", "1").await.unwrap();
    assert_eq!(client.put_tag("A", "1", "dev").await.unwrap().name, "dev");
}

/// A version that can go to two environments.
async fn version_with_environments(broker: &Broker) {
    let links = |noun: &str| {
        let link = |name: &str| json!({"name": name, "href": broker.address(&format!("/x/{noun}/{name}"))});
        json!([link("test"), link("prod")])
    };
    let version = json!({"number": "1", "_links": {
        "pb:record-deployment": links("deploy"), "pb:record-release": links("release")}});
    broker.answer("GET", "/x/p/A/v/1", version).await;
    let environment = |name: &str| {
        json!({"uuid": name, "name": name, "production": false,
            "_links": {"self": {"href": broker.address(&format!("/x/environments/{name}"))}}})
    };
    let list = json!({"_embedded": {"environments": [environment("test"), environment("prod")]}});
    broker.answer("GET", "/x/environments", list).await;
    let place = json!({"uuid": "prod", "name": "prod", "_links": {
        "pb:currently-deployed-deployed-versions": {"href": broker.address("/x/deployed")},
        "pb:currently-supported-released-versions": {"href": broker.address("/x/released")}}});
    broker.answer("GET", "/x/environments/prod", place).await;
}

#[tokio::test]
async fn deployments_are_recorded_through_the_link_of_their_environment() {
    let broker = Broker::start().await;
    version_with_environments(&broker).await;
    broker
        .answer(
            "POST",
            "/x/deploy/prod",
            json!({"uuid": "d", "currentlyDeployed": true}),
        )
        .await;
    broker
        .answer(
            "POST",
            "/x/release/prod",
            json!({"uuid": "r", "currentlySupported": true}),
        )
        .await;
    let client = broker.client();
    assert!(
        client
            .record_deployment("A", "1", "prod", Some("blue"))
            .await
            .unwrap()
            .currently_deployed
    );
    assert_eq!(
        broker.last_body().await,
        json!({"applicationInstance": "blue", "target": "blue"})
    );
    assert!(
        client
            .record_release("A", "1", "prod")
            .await
            .unwrap()
            .currently_supported
    );

    let error = client
        .record_deployment("A", "1", "production", None)
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "there is no environment `production`; known environments: test, prod"
    );
}

#[tokio::test]
async fn undeployment_ends_the_named_instance_alone() {
    let broker = Broker::start().await;
    version_with_environments(&broker).await;
    let deployment = |uuid: &str, instance: Option<&str>| {
        json!({"uuid": uuid, "currentlyDeployed": true, "applicationInstance": instance, "target": instance,
            "_links": {"self": {"href": broker.address(&format!("/x/d/{uuid}"))}}})
    };
    let list =
        json!({"_embedded": {"deployedVersions": [deployment("1", Some("blue")), deployment("2", Some("green"))]}});
    broker.answer("GET", "/x/deployed", list).await;
    broker
        .answer("PATCH", "/x/d/2", json!({"uuid": "2", "currentlyDeployed": false}))
        .await;
    let client = broker.client();
    let ended = client.record_undeployment("A b", "prod", Some("green")).await.unwrap();
    assert_eq!((ended.len(), ended[0].currently_deployed), (1, false));
    assert_eq!(broker.last_body().await, json!({"currentlyDeployed": false}));
    assert!(
        broker
            .requests()
            .await
            .contains(&"GET /x/deployed?pacticipant=A+b".to_owned())
    );

    let error = client
        .record_undeployment("A", "prod", None)
        .await
        .unwrap_err()
        .to_string();
    assert_eq!(
        error,
        "A is not currently deployed to prod: its instances there are `blue`, `green`"
    );
}

#[tokio::test]
async fn support_ends_for_the_version_that_is_named() {
    let broker = Broker::start().await;
    version_with_environments(&broker).await;
    let release = |number: &str| {
        json!({"uuid": number, "currentlySupported": true, "_embedded": {"version": {"number": number}},
            "_links": {"self": {"href": broker.address(&format!("/x/r/{number}"))}}})
    };
    broker
        .answer(
            "GET",
            "/x/released",
            json!({"_embedded": {"releasedVersions": [release("1"), release("2")]}}),
        )
        .await;
    broker
        .answer("PATCH", "/x/r/2", json!({"uuid": "2", "currentlySupported": false}))
        .await;
    let client = broker.client();
    let ended = client.record_support_ended("A", "2", "prod").await.unwrap();
    assert_eq!((ended.len(), ended[0].uuid.as_str()), (1, "2"));
    let error = client
        .record_support_ended("A", "7", "prod")
        .await
        .unwrap_err()
        .to_string();
    assert_eq!(error, "A is not currently supported with version 7 in prod");
}

#[tokio::test]
async fn environments_are_created_listed_and_found() {
    let broker = Broker::start().await;
    version_with_environments(&broker).await;
    broker
        .answer(
            "POST",
            "/x/environments",
            json!({"uuid": "n", "name": "new", "production": true}),
        )
        .await;
    let client = broker.client();
    let names: Vec<_> = client
        .environments()
        .await
        .unwrap()
        .into_iter()
        .map(|found| found.name)
        .collect();
    assert_eq!(names, ["test", "prod"]);
    assert_eq!(client.environment("prod").await.unwrap().uuid, "prod");
    let created = client
        .create_environment(&NewEnvironment::production("new").email("Ops", "ops@b.example"))
        .await;
    assert!(created.unwrap().production);
    assert_eq!(
        broker.last_body().await,
        json!({"name": "new", "production": true,
            "contacts": [{"name": "Ops", "details": {"emailAddress": "ops@b.example"}}]})
    );
}

#[tokio::test]
async fn the_heartbeat_is_found_below_the_base() {
    let broker = Broker::start().await;
    broker
        .answer("GET", "/diagnostic/status/heartbeat", json!({"ok": true}))
        .await;
    broker.client().heartbeat().await.unwrap();
}

#[tokio::test]
async fn a_change_that_is_confirmed_without_a_body_is_a_success() {
    let broker = Broker::start().await;
    for (verb, below) in [
        ("PUT", "/x/p/A/v/1/t/dev"),
        ("PUT", "/x/p/A/b/main/v/1"),
        ("PATCH", "/x/p/A/v/1"),
    ] {
        broker.respond(verb, below, ResponseTemplate::new(201)).await;
    }
    let client = broker.client();
    let tag = client.put_tag("A", "1", "dev").await.unwrap();
    assert!(tag.document().is_null());
    client.put_branch_version("A", "main", "1").await.unwrap();
    client
        .create_or_update_version("A", "1", &VersionUpdate::default())
        .await
        .unwrap();
}
