//! The stories, in the verbs of the recordings.

use accord_tests::api::Api;
use accord_tests::story::segment;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::super::receiver::Receiver;

const PARAMETERS: [&str; 19] = [
    "consumerName",
    "providerName",
    "consumerVersionNumber",
    "providerVersionNumber",
    "consumerVersionTags",
    "providerVersionTags",
    "consumerVersionBranch",
    "providerVersionBranch",
    "consumerLabels",
    "providerLabels",
    "providerVersionDescriptions",
    "pactUrl",
    "verificationResultUrl",
    "githubVerificationStatus",
    "bitbucketVerificationStatus",
    "azureDevOpsVerificationStatus",
    "gitlabVerificationStatus",
    "eventName",
    "buildUrl",
];

const PUBLISHED: &str = "contract_published";
const CHANGED: &str = "contract_content_changed";
const REQUIRING: &str = "contract_requiring_verification_published";
const VERIFIED: &str = "provider_verification_published";
const EVENTS: [&str; 6] = [
    PUBLISHED,
    CHANGED,
    REQUIRING,
    VERIFIED,
    "provider_verification_succeeded",
    "provider_verification_failed",
];

/// The names of the stories.
pub(super) const STORIES: &[&str] = &[
    "first_publication",
    "same_content",
    "changed_by_tag",
    "by_put",
    "verification",
    "verification_by_selectors",
    "requiring",
    "scopes",
    "awkward",
];

/// What is published besides contracts: a branch, tags, the address of a build.
type About<'a> = (Option<&'a str>, &'a [&'a str], Option<&'a str>);

const ON_MAIN: About<'_> = (Some("main"), &[], None);

/// Small verbs over the API.
pub(super) struct Story<'a> {
    broker: &'a Api,
    receiver: &'a Receiver,
}

impl<'a> Story<'a> {
    pub(super) fn new(broker: &'a Api, receiver: &'a Receiver) -> Self {
        Self { broker, receiver }
    }

    pub(super) async fn play(&self, name: &str) {
        match name {
            "first_publication" => self.first_publication().await,
            "same_content" => self.same_content().await,
            "changed_by_tag" => self.changed_by_tag().await,
            "by_put" => self.by_put().await,
            "verification" => self.verification().await,
            "verification_by_selectors" => self.verification_by_selectors().await,
            "requiring" => self.requiring().await,
            "scopes" => self.scopes().await,
            "awkward" => self.awkward().await,
            other => panic!("nobody tells the story {other}"),
        }
    }

    async fn first_publication(&self) {
        self.hook("all", &EVENTS, json!({})).await;
        let about = (Some("main"), &["dev"][..], Some("http://ci/1"));
        self.publish("Foo", "1", &[("Bar", 1)], about).await;
    }

    async fn same_content(&self) {
        self.publish("Foo", "1", &[("Bar", 1)], ON_MAIN).await;
        self.hook("all", &EVENTS, json!({})).await;
        for _ in 0..2 {
            self.publish("Foo", "2", &[("Bar", 1)], ON_MAIN).await;
        }
    }

    async fn changed_by_tag(&self) {
        self.publish("Foo", "1", &[("Bar", 1)], (None, &["dev"], None)).await;
        self.hook("all", &[CHANGED, PUBLISHED], json!({})).await;
        for (version, variant, branch, tags) in [
            ("2", 1, None, &["dev"][..]),
            ("3", 1, None, &["dev", "new"]),
            ("4", 2, None, &["dev"]),
            ("5", 2, None, &[]),
            ("6", 2, Some("feat"), &[]),
        ] {
            self.publish("Foo", version, &[("Bar", variant)], (branch, tags, None))
                .await;
        }
    }

    async fn by_put(&self) {
        self.hook("all", &EVENTS, json!({})).await;
        for (version, variant) in [("1", 1), ("1", 1), ("2", 1), ("3", 2)] {
            let path = format!("/pacts/provider/Bar/consumer/Foo/version/{version}");
            self.put(&path, &pact("Foo", "Bar", variant)).await;
        }
    }

    async fn verification(&self) {
        self.publish("Foo", "1", &[("Bar", 1)], (Some("main"), &["dev"], None))
            .await;
        self.branch("Bar", "b1", "main").await;
        self.put("/pacticipants/Bar/versions/b1/tags/x", &json!({})).await;
        self.hook("all", &EVENTS, json!({})).await;
        let result = json!({"success": true, "providerApplicationVersion": "b1", "buildUrl": "http://ci/b1"});
        self.result("1", &result).await;
        self.verify("1", "b2", false).await;
    }

    async fn verification_by_selectors(&self) {
        let production = self.environment("production").await;
        self.publish("Foo", "1", &[("Bar", 1)], (Some("main"), &["dev"], None))
            .await;
        self.publish("Foo", "2", &[("Bar", 1)], (Some("feat/x"), &["feat"], None))
            .await;
        self.record("Foo", "1", "deployed", &production, json!({})).await;
        self.hook("all", &[VERIFIED], json!({})).await;
        let question = json!({"includePendingStatus": true, "providerVersionBranch": "main",
            "consumerVersionSelectors": [{"deployed": true}, {"branch": "feat/x"}, {"tag": "feat", "latest": true}]});
        let found = self.post("/pacts/provider/Bar/for-verification", &question).await;
        let pact = found["_embedded"]["pacts"][0]["_links"]["self"]["href"]
            .as_str()
            .unwrap();
        self.result_of(pact, &json!({"success": true, "providerApplicationVersion": "b1"}))
            .await;
    }

    async fn requiring(&self) {
        let (production, test) = (self.environment("production").await, self.environment("test").await);
        self.publish("Foo", "1", &[("Bar", 1)], ON_MAIN).await;
        for (version, branch) in [("b1", "main"), ("b2", "main"), ("b3", "feat")] {
            self.branch("Bar", version, branch).await;
        }
        self.verify("1", "b2", true).await;
        self.record("Bar", "b1", "deployed", &production, json!({})).await;
        self.record("Bar", "b3", "deployed", &test, json!({"applicationInstance": "blue"}))
            .await;
        self.record("Bar", "b2", "released", &production, json!({})).await;
        self.hook("req", &[REQUIRING], json!({})).await;
        self.publish("Foo", "2", &[("Bar", 2)], ON_MAIN).await;
        self.publish("Foo", "3", &[("Bar", 1)], ON_MAIN).await;
        self.verify("2", "b1", false).await;
        self.publish("Foo", "4", &[("Bar", 2)], ON_MAIN).await;
    }

    async fn scopes(&self) {
        for name in ["Foo", "Bar", "Baz"] {
            self.post("/pacticipants", &json!({"name": name})).await;
        }
        for (name, label) in [("Foo", "team"), ("Baz", "shop")] {
            self.put(&format!("/pacticipants/{name}/labels/{label}"), &json!({}))
                .await;
        }
        for (name, scope) in [
            ("global", json!({})),
            ("consumer Foo", json!({"consumer": {"name": "Foo"}})),
            ("provider Bar", json!({"provider": {"name": "Bar"}})),
            (
                "pair",
                json!({"consumer": {"name": "Foo"}, "provider": {"name": "Baz"}}),
            ),
            ("label team", json!({"consumer": {"label": "team"}})),
            (
                "labels",
                json!({"consumer": {"label": "team"}, "provider": {"label": "shop"}}),
            ),
            ("other", json!({"consumer": {"name": "Bar"}})),
            ("off", json!({"enabled": false})),
        ] {
            self.hook(name, &[PUBLISHED], scope).await;
        }
        self.publish("Foo", "1", &[("Bar", 1), ("Baz", 1)], ON_MAIN).await;
        self.publish("Bar", "1", &[("Baz", 1)], ON_MAIN).await;
    }

    async fn awkward(&self) {
        self.hook("all", &[PUBLISHED], json!({})).await;
        let about = (Some("feat/a b"), &["t 1", "ü"][..], None);
        self.publish("My App & Co", "1.0/2", &[("The \"API\"", 1)], about).await;
    }

    /// A webhook that tells everything there is to tell.
    async fn hook(&self, name: &str, events: &[&str], scope: Value) {
        let parameter = |name: &&str| ((*name).to_owned(), json!(format!("${{pactbroker.{name}}}")));
        let body: serde_json::Map<String, Value> = PARAMETERS.iter().map(parameter).collect();
        let url = format!(
            "{}/{}?e=${{pactbroker.eventName}}&c=${{pactbroker.consumerName}}",
            self.receiver.url,
            segment(name)
        );
        let mut hook = scope;
        hook["description"] = json!(name);
        hook["events"] = events.iter().map(|name| json!({"name": name})).collect();
        let headers = json!({"Content-Type": "application/json"});
        hook["request"] = json!({"method": "POST", "url": url, "headers": headers, "body": body});
        self.post("/webhooks", &hook).await;
    }

    async fn publish(&self, consumer: &str, version: &str, contracts: &[(&str, u8)], about: About<'_>) {
        let (branch, tags, build) = about;
        let contract = |(provider, variant): &(&str, u8)| {
            let content = pact(consumer, provider, *variant).to_string();
            json!({"consumerName": consumer, "providerName": provider, "specification": "pact",
                "contentType": "application/json", "content": STANDARD.encode(content)})
        };
        let contracts: Vec<Value> = contracts.iter().map(contract).collect();
        let body = json!({"pacticipantName": consumer, "pacticipantVersionNumber": version, "branch": branch,
            "tags": tags, "buildUrl": build, "contracts": contracts});
        self.post("/contracts/publish", &body).await;
    }

    async fn branch(&self, name: &str, version: &str, branch: &str) {
        let path = format!("/pacticipants/{name}/branches/{branch}/versions/{version}");
        self.put(&path, &json!({})).await;
    }

    async fn environment(&self, name: &str) -> String {
        let body = json!({"name": name, "displayName": name, "production": name == "production"});
        let created = self.post("/environments", &body).await;
        created["uuid"].as_str().unwrap().to_owned()
    }

    /// Records a deployment or a release.
    async fn record(&self, name: &str, version: &str, kind: &str, environment: &str, body: Value) {
        let path = format!("/pacticipants/{name}/versions/{version}/{kind}-versions/environment/{environment}");
        self.post(&path, &body).await;
    }

    async fn verify(&self, version: &str, provider_version: &str, success: bool) {
        let result = json!({"success": success, "providerApplicationVersion": provider_version});
        self.result(version, &result).await;
    }

    async fn result(&self, version: &str, result: &Value) {
        let pact = format!("/pacts/provider/Bar/consumer/Foo/version/{version}");
        self.result_of(&pact, result).await;
    }

    async fn result_of(&self, pact: &str, result: &Value) {
        let pact = self.broker.get(pact).await.expect_status(200);
        self.post(&pact.link("pb:publish-verification-results"), result).await;
    }

    async fn post(&self, path: &str, body: &Value) -> Value {
        let answer = self.broker.post(path, body).await;
        assert!(answer.status < 300, "POST {path}: {} {}", answer.status, answer.text);
        answer.json()
    }

    async fn put(&self, path: &str, body: &Value) {
        let answer = self.broker.put(path, body).await;
        assert!(answer.status < 300, "PUT {path}: {} {}", answer.status, answer.text);
    }
}

fn pact(consumer: &str, provider: &str, variant: u8) -> Value {
    json!({"consumer": {"name": consumer}, "provider": {"name": provider},
        "metadata": {"pactSpecification": {"version": "2.0.0"}},
        "interactions": [{"description": "a thing", "request": {"method": "get", "path": "/"},
            "response": {"status": 200, "body": {"v": variant}}}]})
}
