//! The commands that record or describe one thing.

use serde_json::{Value, json};

use crate::accord::{Accord, Ran};
use crate::broker::Broker;

fn broker() -> Broker {
    let version = json!({
        "number": "4f2c", "buildUrl": "http://ci/7",
        "_embedded": {"branchVersions": [{"name": "main", "latest": true}], "tags": [{"name": "dev"}]},
        "_links": {
            "pb:record-deployment": [{"name": "prod", "href": "{base}/deploy/prod"}],
            "pb:record-release": [{"name": "prod", "href": "{base}/release/prod"}],
        },
    });
    let environment = json!({
        "uuid": "u-1", "name": "prod", "displayName": "Production", "production": true,
        "_links": {
            "self": {"href": "{base}/environments/u-1"},
            "pb:currently-deployed-deployed-versions": {"href": "{base}/deployed"},
            "pb:currently-supported-released-versions": {"href": "{base}/supported"},
        },
    });
    let deployed = json!({"_embedded": {"deployedVersions": [
        {"uuid": "d-1", "currentlyDeployed": true, "_links": {"self": {"href": "{base}/deployed/d-1"}}},
    ]}});
    let supported = json!({"_embedded": {"releasedVersions": [{
        "uuid": "r-1", "currentlySupported": true, "_embedded": {"version": {"number": "4f2c"}},
        "_links": {"self": {"href": "{base}/released/r-1"}},
    }]}});
    let relations = [
        (
            "pb:pacticipant-version",
            "/pacticipants/{pacticipant}/versions/{version}",
        ),
        ("pb:latest-version", "/pacticipants/{pacticipant}/latest-version"),
        (
            "pb:pacticipant-branch-version",
            "/pacticipants/{pacticipant}/branches/{branch}/versions/{version}",
        ),
        (
            "pb:pacticipant-version-tag",
            "/pacticipants/{pacticipant}/versions/{version}/tags/{tag}",
        ),
        ("pb:pacticipants", "/pacticipants"),
        ("pb:pacticipant", "/pacticipants/{pacticipant}"),
        ("pb:environments", "/environments"),
    ];
    Broker::with_relations(&relations)
        .on("GET", "/pacticipants/shop/versions/4f2c", 200, &version)
        .on("GET", "/pacticipants/shop/latest-version", 200, &version)
        .on(
            "GET",
            "/environments",
            200,
            &json!({"_embedded": {"environments": [environment]}}),
        )
        .on("GET", "/environments/u-1", 200, &environment)
        .on("POST", "/environments", 201, &environment)
        .on("GET", "/deployed", 200, &deployed)
        .on(
            "PATCH",
            "/deployed/d-1",
            200,
            &json!({"uuid": "d-1", "currentlyDeployed": false}),
        )
        .on("GET", "/supported", 200, &supported)
        .on(
            "PATCH",
            "/released/r-1",
            200,
            &json!({"uuid": "r-1", "currentlySupported": false}),
        )
        .on(
            "POST",
            "/deploy/prod",
            201,
            &json!({"uuid": "d-2", "currentlyDeployed": true}),
        )
        .on(
            "POST",
            "/release/prod",
            201,
            &json!({"uuid": "r-2", "currentlySupported": true}),
        )
        .on("POST", "/pacticipants", 201, &json!({"name": "shop"}))
        .on(
            "PUT",
            "/pacticipants/shop/branches/feat%2Fx/versions/4f2c",
            201,
            &json!({}),
        )
        .on(
            "PUT",
            "/pacticipants/shop/versions/4f2c/tags/dev",
            201,
            &json!({"name": "dev"}),
        )
}

fn run(broker: &Broker, line: &str) -> Ran {
    let arguments: Vec<&str> = line
        .split_whitespace()
        .chain(["-b", &broker.url, "--retries", "0"])
        .collect();
    Accord::new().variables([("GIT_BRANCH", "dev")]).run(&arguments)
}

/// The answer of a command that succeeds.
fn said(broker: &Broker, line: &str) -> String {
    let ran = run(broker, line);
    assert_eq!(ran.code, 0, "{line}\n{}{}", ran.out, ran.err);
    ran.out
}

#[test]
fn a_deployment_is_recorded_with_its_instance() {
    let broker = broker();
    let sentence = said(
        &broker,
        "record-deployment -a shop -e 4f2c --environment prod --application-instance eu",
    );
    assert_eq!(sentence, "Recorded that shop 4f2c is deployed to prod (instance eu).\n");
    assert_eq!(broker.bodies("POST", "/deploy/prod")[0]["applicationInstance"], "eu");
}

#[test]
fn an_unknown_environment_is_an_error_that_names_the_known_ones() {
    let ran = run(&broker(), "record-deployment -a shop -e 4f2c --environment qa");
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("qa") && ran.err.contains("prod") && ran.err.contains("hint: "),
        "{}",
        ran.err
    );
}

#[test]
fn undeployments_releases_and_ends_of_support_are_recorded() {
    let broker = broker();
    let undeployed = said(&broker, "record-undeployment -a shop --environment prod");
    assert_eq!(undeployed, "Recorded that shop is no longer deployed to prod.\n");
    assert_eq!(
        broker.bodies("PATCH", "/deployed/d-1"),
        [json!({"currentlyDeployed": false})]
    );
    assert!(said(&broker, "record-release -a shop -e 4f2c --environment prod").contains("is released to prod"));
    let ended = said(
        &broker,
        "record-support-ended -a shop -e 4f2c --environment prod -o json",
    );
    let ended: Value = serde_json::from_str(&ended).unwrap();
    assert_eq!(ended[0]["currentlySupported"], false);
}

#[test]
fn environments_are_created_and_listed() {
    let broker = broker();
    let line = "create-environment --name prod --display-name Production --production --contact-name Ops \
        --contact-email-address ops@example.org";
    assert_eq!(
        said(&broker, line),
        "Created the production environment prod with UUID u-1.\n"
    );
    let expected = json!({
        "name": "prod", "displayName": "Production", "production": true,
        "contacts": [{"name": "Ops", "details": {"emailAddress": "ops@example.org"}}],
    });
    assert_eq!(broker.bodies("POST", "/environments"), [expected]);
    let listed = [
        "UUID | NAME | DISPLAY NAME | PRODUCTION",
        "-----|------|--------------|------------",
        "u-1  | prod | Production   | true",
    ];
    assert_eq!(said(&broker, "list-environments").lines().collect::<Vec<_>>(), listed);
    let json: Value = serde_json::from_str(&said(&broker, "list-environments -o json")).unwrap();
    assert_eq!(json["_embedded"]["environments"][0]["uuid"], "u-1");
}

#[test]
fn a_pacticipant_is_created_when_it_is_new() {
    let broker = broker();
    said(
        &broker,
        "create-or-update-pacticipant --name shop --main-branch main --repository-url http://git/shop",
    );
    let expected = json!({"name": "shop", "mainBranch": "main", "repositoryUrl": "http://git/shop"});
    assert_eq!(broker.bodies("POST", "/pacticipants"), [expected]);
}

#[test]
fn a_version_is_put_on_branch_and_tags() {
    let broker = broker();
    let sentence = said(
        &broker,
        "create-or-update-version -a shop -e 4f2c --branch feat/x -t dev",
    );
    assert_eq!(
        sentence,
        "The broker knows version 4f2c of shop now, on branch feat/x, with tag dev.\n"
    );
}

#[test]
fn a_tag_needs_a_version_that_exists_unless_it_may_be_created() {
    let broker = broker();
    assert_eq!(
        said(&broker, "create-version-tag -a shop -e 4f2c -g"),
        "Tagged version 4f2c of shop with dev.\n"
    );
    let directory = tempfile::tempdir().unwrap();
    let line = [
        "create-version-tag",
        "-a",
        "shop",
        "-e",
        "4f2c",
        "-g",
        "-b",
        &broker.url,
    ];
    let nameless = Accord::new().directory(directory.path()).run(&line);
    assert!(
        nameless.err.contains("with --tag") && !nameless.err.contains("--branch"),
        "{}",
        nameless.err
    );
    let ran = run(&broker, "create-version-tag -a shop -e 5 -t dev");
    assert_eq!(
        (ran.code, ran.err.contains("--auto-create-version")),
        (2, true),
        "{}",
        ran.err
    );
}

#[test]
fn a_version_is_described_as_table_number_or_json() {
    let broker = broker();
    assert_eq!(said(&broker, "describe-version -a shop --latest -o id"), "4f2c\n");
    let table = [
        "NUMBER | BRANCHES | TAGS | BUILD",
        "-------|----------|------|-------------",
        "4f2c   | main     | dev  | http://ci/7",
    ];
    assert_eq!(
        said(&broker, "describe-version -a shop -e 4f2c")
            .lines()
            .collect::<Vec<_>>(),
        table
    );
    let json: Value = serde_json::from_str(&said(&broker, "describe-version -a shop -o json")).unwrap();
    assert_eq!(json["number"], "4f2c");
}

#[test]
fn an_environment_that_is_there_is_a_no_and_a_bad_name_could_not_be_asked_for() {
    let environment = json!({"name": "prod", "uuid": "u-1", "_links": {"self": {"href": "{base}/environments/u-1"}}});
    let broker = Broker::with_relations(&[("pb:environments", "/environments")])
        .on(
            "POST",
            "/environments",
            400,
            &json!({"errors": {"name": ["is not possible"]}}),
        )
        .on(
            "GET",
            "/environments",
            200,
            &json!({"_embedded": {"environments": [environment]}}),
        )
        .on("GET", "/environments/u-1", 200, &environment);
    for (name, code) in [("prod", 1), ("a b", 2)] {
        let ran = Accord::new().run(&["create-environment", "--name", name, "-b", &broker.url]);
        assert_eq!(
            (ran.code, ran.err.contains("is not possible")),
            (code, true),
            "{}",
            ran.err
        );
    }
}
