//! What teams do with a broker, one line each, so that a test names only what it is about.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::api::{Answer, Api};

/// A contract with one interaction; `what` goes into it, so that another `what` is another content.
#[must_use]
pub fn contract(consumer: &str, provider: &str, what: &str) -> Value {
    json!({
        "consumer": {"name": consumer},
        "provider": {"name": provider},
        "interactions": [{
            "description": format!("a request for {what}"),
            "request": {"method": "GET", "path": format!("/{what}")},
            "response": {"status": 200}
        }],
        "metadata": {"pactSpecification": {"version": "2.0.0"}}
    })
}

/// The body of `POST /contracts/publish`.
#[must_use]
pub fn publication(consumer: &str, version: &str, branch: Option<&str>, contracts: &[Value]) -> Value {
    let contracts: Vec<Value> = contracts
        .iter()
        .map(|content| {
            json!({
                "consumerName": content["consumer"]["name"],
                "providerName": content["provider"]["name"],
                "specification": "pact",
                "contentType": "application/json",
                "content": STANDARD.encode(content.to_string()),
            })
        })
        .collect();
    let mut body = json!({"pacticipantName": consumer, "pacticipantVersionNumber": version, "contracts": contracts});
    if let Some(branch) = branch {
        body["branch"] = json!(branch);
    }
    body
}

/// A name as one segment of a path.
#[must_use]
pub fn segment(name: &str) -> String {
    utf8_percent_encode(name, NON_ALPHANUMERIC).to_string()
}

impl Api {
    /// Publishes a consumer version on branch `main` with the usual contract with `provider`.
    ///
    /// # Panics
    /// When the broker refuses it, here and in the methods below.
    pub async fn publish(&self, consumer: &str, version: &str, provider: &str) -> Answer {
        let contracts = [contract(consumer, provider, "things")];
        self.post(
            "/contracts/publish",
            &publication(consumer, version, Some("main"), &contracts),
        )
        .await
        .expect_status(200)
    }

    /// Publishes the result of verifying the pact of a consumer version.
    pub async fn verify(&self, consumer: (&str, &str), provider: (&str, &str), success: bool) -> Answer {
        let path = format!(
            "/pacts/provider/{}/consumer/{}/version/{}",
            segment(provider.0),
            segment(consumer.0),
            segment(consumer.1)
        );
        let pact = self.get(&path).await.expect_status(200);
        let result = json!({"success": success, "providerApplicationVersion": provider.1});
        self.post(&pact.link("pb:publish-verification-results"), &result)
            .await
            .expect_status(201)
    }

    /// Creates an environment.
    pub async fn create_environment(&self, name: &str) -> Answer {
        let body = json!({"name": name, "displayName": name, "production": name == "production"});
        self.post("/environments", &body).await.expect_status(201)
    }

    /// Records the deployment of a version that the broker knows.
    pub async fn deploy(&self, pacticipant: &str, version: &str, environment: &str) -> Answer {
        let path = format!("/pacticipants/{}/versions/{}", segment(pacticipant), segment(version));
        let known = self.get(&path).await.expect_status(200).json();
        let links = known["_links"]["pb:record-deployment"]
            .as_array()
            .expect("a version offers its deployments");
        let link = links
            .iter()
            .find(|link| link["name"] == environment)
            .expect("the environment exists");
        self.post(link["href"].as_str().expect("a link has a URL"), &json!({}))
            .await
            .expect_status(201)
    }

    /// Asks whether a version can be deployed: yes, no, or not known yet.
    pub async fn can_i_deploy(&self, pacticipant: &str, version: &str, environment: &str) -> Option<bool> {
        let path = format!(
            "/can-i-deploy?pacticipant={}&version={}&environment={}",
            segment(pacticipant),
            segment(version),
            segment(environment)
        );
        self.get(&path).await.expect_status(200).json()["summary"]["deployable"].as_bool()
    }
}
