//! `accord verify` with contracts of a broker.

use serde_json::{Value, json};

use crate::accord::{Accord, Ran};
use crate::broker::Broker;
use crate::provider::{Conduct, Provider};

const CHOOSING: (&str, &str) = (
    "pb:provider-pacts-for-verification",
    "/pacts/provider/{provider}/for-verification",
);
const LATEST: (&str, &str) = ("pb:latest-provider-pacts", "/pacts/provider/{provider}/latest");

fn pact() -> Value {
    json!({
        "consumer": {"name": "shop"}, "provider": {"name": "stock"}, "metadata": {"pactSpecification": {"version": "2.0.0"}},
        "interactions": [
            {"_id": "i1", "description": "one", "request": {"method": "GET", "path": "/1"}, "response": {"status": 200, "body": {"id": 1}}},
            {"_id": "i2", "description": "two", "request": {"method": "GET", "path": "/2"}, "response": {"status": 204}},
        ],
        "_links": {
            "self": {"href": "{base}/pact", "name": "Pact between shop (1) and stock"},
            "pb:provider": {"href": "{base}/pacticipants/stock"},
            "pb:publish-verification-results": {"href": "{base}/results"},
        },
    })
}

fn chosen(pending: bool) -> Value {
    json!({"_embedded": {"pacts": [{
        "shortDescription": "latest main",
        "verificationProperties": {"pending": pending, "notices": [
            {"when": "before_verification", "text": "Chosen because of main."},
            {"when": "after_verification:success_true_published_true", "text": "Published, well done."},
            {"when": "after_verification:success_false_published_false", "text": "Still pending."},
        ]},
        "_links": {"self": {"href": "{base}/pact", "name": "Pact between shop (1) and stock"}},
    }]}})
}

fn broker(pending: bool) -> Broker {
    let provider = json!({"_links": {
        "pb:branch-version": {"href": "{base}/branches/{branch}/versions/{version}", "templated": true},
        "pb:version-tag": {"href": "{base}/versions/{version}/tags/{tag}", "templated": true},
    }});
    Broker::with_relations(&[CHOOSING, LATEST])
        .on("POST", "/pacts/provider/stock/for-verification", 200, &chosen(pending))
        .on("GET", "/pact", 200, &pact())
        .on("GET", "/pacticipants/stock", 200, &provider)
        .on("PUT", "/branches/main/versions/9", 201, &json!({}))
        .on("PUT", "/versions/9/tags/dev", 201, &json!({}))
}

fn verify(broker: &Broker, conduct: Conduct, more: &[&str]) -> Ran {
    let provider = Provider::start(pact(), conduct);
    let mut arguments = vec![
        "verify",
        "--broker-url",
        &broker.url,
        "--retries",
        "0",
        "--provider-name",
        "stock",
    ];
    arguments.extend(["--provider-base-url", &provider.url]);
    arguments.extend(more);
    Accord::new().variables([("BUILD_URL", "http://ci/7")]).run(&arguments)
}

/// Report files that a verification is to write.
struct Reports {
    _directory: tempfile::TempDir,
    files: [String; 2],
}

impl Reports {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let files = ["report.json", "report.xml"].map(|name| directory.path().join(name).display().to_string());
        Self {
            _directory: directory,
            files,
        }
    }

    fn options(&self) -> [&str; 4] {
        ["--json", &self.files[0], "--junit", &self.files[1]]
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&std::fs::read(&self.files[0]).unwrap()).unwrap()
    }

    fn junit(&self) -> String {
        std::fs::read_to_string(&self.files[1]).unwrap()
    }
}

const PUBLISH: [&str; 7] = [
    "--publish",
    "--provider-version",
    "9",
    "--provider-branch",
    "main",
    "--provider-tags",
    "dev",
];

#[test]
fn the_broker_is_asked_with_selectors_branch_pending_and_wip() {
    let broker = broker(false);
    let more = [
        "--consumer-version-selectors",
        r#"{"mainBranch":true}"#,
        "--consumer-version-selectors",
        r#"[{"deployedOrReleased":true},{"branch":"x"}]"#,
        "--consumer-version-tags",
        "prod",
        "--provider-branch",
        "main",
        "--enable-pending",
        "--include-wip-pacts-since",
        "2026-01-31",
    ];
    let ran = verify(&broker, Conduct::Honest, &more);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let expected = json!({
        "consumerVersionSelectors": [
            {"mainBranch": true}, {"deployedOrReleased": true}, {"branch": "x"}, {"tag": "prod", "latest": true},
        ],
        "providerVersionBranch": "main", "includePendingStatus": true, "includeWipPactsSince": "2026-01-31",
    });
    assert_eq!(
        broker.bodies("POST", "/pacts/provider/stock/for-verification"),
        [expected]
    );
    assert!(ran.out.contains("Chosen because of main."), "{}", ran.out);
}

#[test]
fn results_are_published_per_interaction_after_branch_and_tags() {
    let broker = broker(false).on(
        "POST",
        "/results",
        201,
        &json!({"_links": {"self": {"href": "{base}/results/1"}}}),
    );
    let ran = verify(&broker, Conduct::Lying, &PUBLISH);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    let result = &broker.bodies("POST", "/results")[0];
    assert_eq!(
        (&result["success"], &result["providerApplicationVersion"]),
        (&json!(false), &json!("9"))
    );
    assert_eq!(
        (&result["buildUrl"], &result["verifiedBy"]["implementation"]),
        (&json!("http://ci/7"), &json!("accord"))
    );
    let tests = result["testResults"].as_array().unwrap();
    assert_eq!(
        (&tests[0]["interactionId"], &tests[0]["success"]),
        (&json!("i1"), &json!(false))
    );
    assert_eq!(tests[0]["mismatches"][0]["attribute"], "body");
    assert_eq!(
        (&tests[1]["interactionId"], &tests[1]["success"]),
        (&json!("i2"), &json!(true))
    );
    let order: Vec<String> = broker.asked().into_iter().map(|asked| asked.target).collect();
    let place = |target: &str| order.iter().position(|asked| asked == target).unwrap();
    assert!(
        place("/branches/main/versions/9") < place("/results") && place("/versions/9/tags/dev") < place("/results")
    );
}

#[test]
fn what_was_published_is_told() {
    let answer = json!({"_links": {"self": {"href": "{base}/results/1"}}});
    let broker = broker(false).on("POST", "/results", 201, &answer);
    let ran = verify(&broker, Conduct::Honest, &PUBLISH);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("Pact between shop (1) and stock"), "{}", ran.out);
    assert!(
        ran.out.contains(&format!("published as {}/results/1", broker.url)),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("Published, well done."), "{}", ran.out);
}

#[test]
fn a_result_that_cannot_be_published_fails_the_run_and_its_reports() {
    let refusing = broker(false).on("POST", "/results", 500, &json!({"error": "disk full"}));
    let reports = Reports::new();
    let ran = verify(&refusing, Conduct::Honest, &[&PUBLISH, &reports.options()[..]].concat());
    assert_eq!(ran.code, 2, "{}", ran.out);
    let reason = "could not publish the result for shop";
    assert!(ran.err.contains("disk full"), "{}", ran.err);
    assert_eq!(ran.err.matches(reason).count(), 1, "told once: {}", ran.err);
    assert!(ran.out.contains("the result could not be published"), "{}", ran.out);
    let json = reports.json();
    assert_eq!(
        (&json["success"], &json["summary"]["passed"]),
        (&json!(false), &json!(2))
    );
    assert!(
        json["contracts"][0]["error"].as_str().unwrap().contains(reason),
        "{json}"
    );
    let junit = reports.junit();
    assert!(junit.contains(r#"errors="1""#) && junit.contains(reason), "{junit}");
}

#[test]
fn a_broken_contract_is_a_no_even_if_its_result_cannot_be_published() {
    let refusing = broker(false).on("POST", "/results", 500, &json!({"error": "disk full"}));
    let ran = verify(&refusing, Conduct::Failing, &PUBLISH);
    assert_eq!((ran.code, ran.err.matches("disk full").count()), (1, 1), "{}", ran.err);
}

#[test]
fn nothing_is_published_of_a_provider_that_nobody_reached() {
    for pending in [false, true] {
        let broker = broker(pending).on("POST", "/results", 201, &json!({}));
        let reports = Reports::new();
        let mut line = vec![
            "verify",
            "-b",
            &broker.url,
            "-n",
            "stock",
            "--provider-base-url",
            "http://127.0.0.1:1",
        ];
        line.extend(PUBLISH);
        let options = reports.options();
        line.extend(&options);
        let ran = Accord::new().run(&line);
        assert_eq!(
            (ran.code, ran.err.contains("no request reached the provider")),
            (2, true),
            "{}{}",
            ran.out,
            ran.err
        );
        assert!(broker.bodies("POST", "/results").is_empty());
        assert_eq!(reports.json()["success"], false, "pending: {pending}");
    }
}

#[test]
fn a_result_waits_until_the_provider_was_reached() {
    let broker = broker(false).on("POST", "/results", 201, &json!({}));
    let provider = Provider::start(pact(), Conduct::Honest);
    // Messages are asked elsewhere, where nobody is.
    let message = json!({
        "consumer": {"name": "shop"}, "provider": {"name": "stock"}, "metadata": {"pactSpecification": {"version": "3.0.0"}},
        "messages": [{"_id": "m1", "description": "event", "contents": "x"}],
        "_links": {"pb:provider": {"href": "{base}/pacticipants/stock"}, "pb:publish-verification-results": {"href": "{base}/results"}},
    });
    let broker = broker.on("GET", "/message", 200, &message);
    let addresses = ["/message", "/pact"].map(|path| format!("{}{path}", broker.url));
    let mut line = vec![
        "verify",
        &addresses[0],
        &addresses[1],
        "--provider-base-url",
        &provider.url,
    ];
    line.extend([
        "--message-path",
        "http://127.0.0.1:1/",
        "--publish",
        "--provider-version",
        "9",
    ]);
    let ran = Accord::new().run(&line);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    let published = broker.bodies("POST", "/results");
    let success: Vec<&Value> = published.iter().map(|result| &result["success"]).collect();
    assert_eq!(success, [false, true]);
}

#[test]
fn a_branch_that_cannot_be_recorded_fails_the_run() {
    let broker = broker(false).on("POST", "/results", 201, &json!({}));
    let ran = verify(
        &broker,
        Conduct::Honest,
        &["--publish", "--provider-version", "10", "--provider-branch", "main"],
    );
    assert_eq!(
        (ran.code, ran.err.contains("could not publish the result for shop")),
        (2, true),
        "{}",
        ran.err
    );
}

#[test]
fn a_pending_contract_may_fail() {
    let ran = verify(&broker(true), Conduct::Failing, &["--enable-pending"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("0 passed, 0 failed, 2 pending failed"), "{}", ran.out);
    assert!(ran.out.contains("Still pending."), "{}", ran.out);
}

#[test]
fn a_filter_that_leaves_nothing_is_an_error_for_pending_contracts_too() {
    let reports = Reports::new();
    let more = ["--enable-pending", "--filter-description", "typo"];
    let ran = verify(
        &broker(true),
        Conduct::Honest,
        &[&more, &reports.options()[..]].concat(),
    );
    assert_eq!(reports.json()["success"], false);
    assert!(reports.junit().contains(r#"errors="1""#), "{}", reports.junit());
    assert_eq!(
        (ran.code, ran.err.contains("no interaction was verified")),
        (2, true),
        "{}{}",
        ran.out,
        ran.err
    );
}

#[test]
fn a_document_that_is_no_pact_does_not_pass_unless_it_is_pending() {
    let broker = |pending| {
        Broker::with_relations(&[CHOOSING])
            .on("POST", "/pacts/provider/stock/for-verification", 200, &chosen(pending))
            .on(
                "GET",
                "/pact",
                200,
                &json!({"consumer": {"name": "shop"}, "provider": {"name": "stock"}}),
            )
    };
    let ran = verify(&broker(false), Conduct::Honest, &[]);
    assert_eq!(
        (ran.code, ran.out.contains("CANNOT BE VERIFIED")),
        (2, true),
        "{}{}",
        ran.out,
        ran.err
    );
    assert!(ran.out.contains("neither 'interactions' nor 'messages'"), "{}", ran.out);
    let ran = verify(&broker(true), Conduct::Honest, &["--enable-pending"]);
    assert_eq!(
        (ran.code, ran.out.contains("1 contract could not be verified")),
        (0, true),
        "{}{}",
        ran.out,
        ran.err
    );
}

#[test]
fn an_address_that_is_no_broker_is_not_a_broker_without_pacts() {
    let nothing = Broker::with_relations(&[]).on("GET", "/", 404, &json!({}));
    let directory = format!("{}/nowhere", nothing.url);
    let ran = Accord::new().run(&[
        "verify",
        "-b",
        &directory,
        "-n",
        "stock",
        "--ignore-no-pacts-error",
        "--retries",
        "0",
    ]);
    assert_eq!((ran.code, ran.err.contains("404")), (2, true), "{}", ran.err);
}

#[test]
fn a_broker_without_choice_gives_its_latest_contracts() {
    let old = Broker::with_relations(&[LATEST])
        .on(
            "GET",
            "/pacts/provider/stock/latest",
            200,
            &json!({"_links": {"pb:pacts": [{"href": "{base}/pact"}]}}),
        )
        .on("GET", "/pact", 200, &pact());
    let ran = verify(&old, Conduct::Honest, &[]);
    assert_eq!(
        (ran.code, ran.out.contains("2 passed")),
        (0, true),
        "{}{}",
        ran.out,
        ran.err
    );
    let ran = verify(&old, Conduct::Honest, &["--enable-pending"]);
    assert_eq!(
        (ran.code, ran.err.contains("neither selectors nor pending")),
        (2, true),
        "{}",
        ran.err
    );
}

#[test]
fn no_contract_is_an_error_unless_it_is_allowed() {
    let empty = Broker::with_relations(&[CHOOSING]).on(
        "POST",
        "/pacts/provider/stock/for-verification",
        200,
        &json!({"_embedded": {"pacts": []}}),
    );
    let ran = verify(&empty, Conduct::Honest, &[]);
    assert_eq!(
        (ran.code, ran.err.contains("found no contract of stock")),
        (2, true),
        "{}",
        ran.err
    );
    let reports = Reports::new();
    let allowed = [&["--ignore-no-pacts-error"], &reports.options()[..]].concat();
    assert_eq!(verify(&empty, Conduct::Honest, &allowed).code, 0);
    assert_eq!(
        (&reports.json()["success"], &reports.json()["contracts"]),
        (&json!(true), &json!([]))
    );
    assert!(reports.junit().contains(r#"tests="0""#), "{}", reports.junit());
    let unknown = Broker::with_relations(&[CHOOSING]);
    assert_eq!(verify(&unknown, Conduct::Honest, &["--ignore-no-pacts-error"]).code, 0);
}

#[test]
fn a_part_of_a_contract_is_never_published() {
    let broker = broker(false);
    let mut more = PUBLISH.to_vec();
    more.extend(["--filter-description", "one"]);
    let ran = verify(&broker, Conduct::Honest, &more);
    assert_eq!(
        (ran.code, ran.err.contains("exclude each other")),
        (2, true),
        "{}",
        ran.err
    );
}

#[test]
fn the_address_of_a_contract_is_enough_to_verify_and_publish() {
    let broker = broker(false).on("POST", "/results", 201, &json!({}));
    let provider = Provider::start(pact(), Conduct::Honest);
    let address = format!("{}/pact", broker.url);
    let line = [
        "verify",
        &address,
        "--provider-base-url",
        &provider.url,
        "--publish",
        "--provider-version",
        "9",
    ];
    let ran = Accord::new().run(&line);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert_eq!(broker.bodies("POST", "/results").len(), 1);
}

#[test]
fn a_selector_with_an_unknown_key_is_wrong_usage() {
    let ran = verify(
        &broker(false),
        Conduct::Honest,
        &["--consumer-version-selectors", r#"{"mainbranch":true}"#],
    );
    assert_eq!((ran.code, ran.err.contains("mainbranch")), (2, true), "{}", ran.err);
}
