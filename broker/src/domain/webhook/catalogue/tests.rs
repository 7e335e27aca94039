use serde_json::{Map, Value, json};

use super::super::{FilledRequest, Happening, NamedSecrets, Participant, WebhookRules, WebhookToSave};
use super::*;

fn read(body: &Value) -> Result<WebhookToSave, String> {
    WebhookToSave::from_body(body, &WebhookRules::default()).map_err(|invalid| invalid.to_string())
}

fn use_of(name: &str, parameters: Value) -> Value {
    let mut body = json!({"template": {"name": name}});
    body["template"]["parameters"] = parameters;
    body
}

/// Something for every parameter that is required.
fn required(template: &WebhookTemplate) -> Value {
    let required = template
        .parameters
        .iter()
        .filter(|parameter| parameter.default.is_none());
    let value = |name: &str| match name {
        "address" => "https://hooks.example.org/a/b?c=d".to_owned(),
        name => format!("some {name}"),
    };
    let values = required.map(|parameter| (parameter.name.clone(), json!(value(&parameter.name))));
    Value::Object(values.collect::<Map<_, _>>())
}

fn happening(success: Option<bool>) -> Happening {
    let participant = |name: &str, version: &str| Participant {
        name: name.to_owned(),
        version: Some(version.to_owned()),
        ..Participant::default()
    };
    Happening {
        consumer: participant("the web", "c0ffee"),
        provider: participant("orders", "7"),
        pact_url: "https://broker/pact".to_owned(),
        result_url: success.map(|_| "https://broker/result".to_owned()),
        success,
        ..Happening::default()
    }
}

fn sent(body: &Value, success: Option<bool>) -> (FilledRequest, Value) {
    let webhook = read(body).expect("is valid");
    let filled = webhook.request.filled(
        &happening(success).values("contract_published"),
        &NamedSecrets::default(),
    );
    let body = filled.body.as_deref().map(serde_json::from_str);
    let body = body.expect("has a body").expect("is JSON");
    (filled, body)
}

#[test]
fn every_template_is_a_webhook_when_its_required_parameters_are_given() {
    for template in webhook_templates() {
        let body = use_of(&template.name, required(template));
        let webhook = read(&body).unwrap_or_else(|fault| panic!("{}: {fault}", template.name));
        assert_eq!(webhook.description.as_deref(), Some(template.title.as_str()));
        let events: Vec<&str> = webhook.events.iter().map(|event| event.as_str()).collect();
        assert_eq!(events, template.events);
        let (filled, body) = sent(&body, Some(true));
        let all = format!("{} {:?} {body} {:?}", filled.url, filled.headers, filled.credentials);
        assert!(!all.contains("${"), "{} leaves something open: {all}", template.name);
        assert!(body.is_object(), "{body}");
        assert_eq!(filled.headers["content-type"], "application/json");
    }
}

#[test]
fn every_parameter_is_used_and_explained() {
    for template in webhook_templates() {
        let request = Value::Object(template.request.clone()).to_string();
        for parameter in &template.parameters {
            let place = format!("${{parameter.{}}}", parameter.name);
            assert!(request.contains(&place), "{} in {}", parameter.name, template.name);
            assert!(!parameter.description.is_empty());
        }
        let same_name = |other: &&WebhookTemplate| other.name == template.name;
        assert_eq!(webhook_templates().iter().filter(same_name).count(), 1);
    }
}

#[test]
fn commit_statuses_have_the_shapes_that_their_services_document() {
    let repository = json!({"owner": "acme", "repository": "web", "token": "t0ken"});
    for (success, state) in [(None, "pending"), (Some(true), "success"), (Some(false), "failure")] {
        let (github, body) = sent(&use_of("github-commit-status", repository.clone()), success);
        assert_eq!(github.url, "https://api.github.com/repos/acme/web/statuses/c0ffee");
        assert_eq!(github.headers["authorization"], "Bearer t0ken");
        assert_eq!(body["state"], state);
        assert_eq!(body["context"], "contract with orders");
        assert_eq!(body["target_url"], "https://broker/pact");
    }
    let project = json!({"project": "acme/web", "token": "t0ken", "address": "https://git.example.org/"});
    for (success, state) in [(None, "pending"), (Some(true), "success"), (Some(false), "failed")] {
        let (gitlab, body) = sent(&use_of("gitlab-commit-status", project.clone()), success);
        let url = "https://git.example.org/api/v4/projects/acme%2Fweb/statuses/c0ffee";
        assert_eq!((gitlab.url.as_str(), &body["state"]), (url, &json!(state)));
        assert_eq!(gitlab.headers["private-token"], "t0ken");
    }
    let repository = json!({"workspace": "acme", "repository": "web", "token": "t0ken"});
    for (success, state) in [
        (None, "INPROGRESS"),
        (Some(true), "SUCCESSFUL"),
        (Some(false), "FAILED"),
    ] {
        let (bitbucket, body) = sent(&use_of("bitbucket-build-status", repository.clone()), success);
        let url = "https://api.bitbucket.org/2.0/repositories/acme/web/commit/c0ffee/statuses/build";
        assert_eq!((bitbucket.url.as_str(), &body["state"]), (url, &json!(state)));
        assert_eq!(
            (&body["key"], &body["url"]),
            (&json!("orders"), &json!("https://broker/pact"))
        );
    }
    let repository = json!({"organization": "acme", "project": "The shop", "repository": "web", "token": "t0ken"});
    for (success, state) in [(None, "pending"), (Some(true), "succeeded"), (Some(false), "failed")] {
        let (azure, body) = sent(&use_of("azure-devops-git-status", repository.clone()), success);
        let url =
            "https://dev.azure.com/acme/The%20shop/_apis/git/repositories/web/commits/c0ffee/statuses?api-version=7.1";
        assert_eq!((azure.url.as_str(), &body["state"]), (url, &json!(state)));
        assert_eq!(
            body["context"],
            json!({"name": "contract with orders", "genre": "accord"})
        );
        assert_eq!(azure.credentials, Some(("accord".to_owned(), "t0ken".to_owned())));
    }
}

#[test]
fn builds_and_messages_have_the_shapes_that_their_services_document() {
    let workflow =
        json!({"owner": "acme", "repository": "orders", "workflow": "verify.yml", "ref": "next", "token": "t"});
    let (github, body) = sent(&use_of("github-workflow-dispatch", workflow), None);
    let url = "https://api.github.com/repos/acme/orders/actions/workflows/verify.yml/dispatches";
    assert_eq!(github.url, url);
    assert_eq!(
        body,
        json!({"ref": "next", "inputs": {"pact_url": "https://broker/pact"}})
    );

    let repository = json!({"owner": "acme", "repository": "orders", "token": "t"});
    let (github, body) = sent(&use_of("github-repository-dispatch", repository), None);
    assert_eq!(github.url, "https://api.github.com/repos/acme/orders/dispatches");
    assert_eq!(body["event_type"], "contract_requiring_verification_published");
    let payload = body["client_payload"].as_object().expect("is an object");
    assert!(payload.len() <= 10, "GitHub takes no more");
    assert_eq!(payload["consumer_name"], "the web");

    let (gitlab, body) = sent(
        &use_of("gitlab-pipeline-trigger", json!({"project": 7, "token": "t"})),
        None,
    );
    assert_eq!(gitlab.url, "https://gitlab.com/api/v4/projects/7/trigger/pipeline");
    assert_eq!((&body["token"], &body["ref"]), (&json!("t"), &json!("main")));
    assert_eq!(body["variables"]["PACT_URL"], "https://broker/pact");

    let channel = json!({"address": "https://hooks.slack.com/services/T/B/x"});
    let (slack, body) = sent(&use_of("slack-message", channel.clone()), Some(false));
    assert_eq!(slack.url, "https://hooks.slack.com/services/T/B/x");
    let text = "*orders* 7 and the contract of *the web* c0ffee: failure \
        (<https://broker/result|result>, <https://broker/pact|contract>)";
    assert_eq!(body, json!({"text": text}));

    let (_, body) = sent(&use_of("microsoft-teams-message", channel), Some(false));
    let card = &body["attachments"][0];
    assert_eq!(
        (&body["type"], &card["content"]["type"]),
        (&json!("message"), &json!("AdaptiveCard"))
    );
    assert_eq!(card["content"]["actions"][0]["url"], "https://broker/pact");
}

#[test]
fn what_stands_beside_a_template_counts() {
    let mut body = use_of("slack-message", json!({"address": "https://hooks.example.org/"}));
    body["description"] = json!("ours");
    body["enabled"] = json!(false);
    body["provider"] = json!({"name": "orders"});
    body["events"] = json!([{"name": "contract_published"}]);
    let webhook = read(&body).expect("is valid");
    assert_eq!((webhook.description.as_deref(), webhook.enabled), (Some("ours"), false));
    assert_eq!(webhook.events[0].as_str(), "contract_published");
    assert!(webhook.provider.is_some());
}

#[test]
fn a_reference_is_left_for_when_the_webhook_is_sent() {
    let parameters = json!({
        "owner": "${pactbroker.consumerName}", "repository": "a/../b", "token": "${secret.GITHUB}",
    });
    let webhook = read(&use_of("github-commit-status", parameters)).expect("is valid");
    let url = "https://api.github.com/repos/${pactbroker.consumerName}/a%2F..%2Fb/statuses/${pactbroker.consumerVersionNumber}";
    assert_eq!(webhook.request.url, url);
    assert_eq!(webhook.request.headers["authorization"], "Bearer ${secret.GITHUB}");
}

#[test]
fn mistakes_are_named_by_their_path() {
    for (body, mistake) in [
        (json!({"template": 1}), "template must be a hash"),
        (json!({"template": {}}), "template.name is missing"),
        (
            use_of("jira", json!({})),
            "template.name is none of github-commit-status, ",
        ),
        (
            use_of("slack-message", json!({})),
            "template.parameters.address is missing",
        ),
        (
            use_of("slack-message", json!({"address": " "})),
            "template.parameters.address must be filled",
        ),
        (
            use_of("slack-message", json!({"address": ["x"]})),
            "template.parameters.address must be a string",
        ),
        (
            use_of("slack-message", json!({"adress": "x"})),
            "template.parameters.adress is none of address",
        ),
        (use_of("slack-message", json!([])), "template.parameters must be a hash"),
        (
            use_of("slack-message", json!({"address": "http://hooks.example.org"})),
            "request.url ",
        ),
        (
            json!({"template": {"name": "slack-message", "parameters": {"address": "https://a/"}}, "request": {"method": "POST"}}),
            "request cannot stand beside a template",
        ),
    ] {
        let said = read(&body).expect_err("is no webhook");
        assert!(said.contains(mistake), "{mistake} is not in: {said}");
    }
}

#[test]
fn statuses_of_commits_are_told_for_every_version_unless_somebody_says_otherwise() {
    for template in webhook_templates() {
        let mut body = use_of(&template.name, required(template));
        let is_status = template.name.ends_with("-status");
        assert_eq!(
            read(&body).expect("is valid").every_version,
            is_status,
            "{}",
            template.name
        );
        body["forEveryConsumerVersion"] = json!(false);
        assert!(!read(&body).expect("is valid").every_version);
        body["forEveryConsumerVersion"] = json!("yes");
        let said = read(&body).expect_err("is neither true nor false");
        assert!(said.contains("forEveryConsumerVersion must be"), "{said}");
    }
}
