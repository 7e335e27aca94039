use serde_json::{Value, json};
use url::Url;

use super::*;

fn rules() -> WebhookRules {
    WebhookRules::default()
}

fn request(extra: Value) -> Value {
    let mut request = json!({"method": "POST", "url": "https://ci.example.org/build"});
    match (&mut request, extra) {
        (Value::Object(request), Value::Object(extra)) => request.extend(extra),
        (_, other) => panic!("tests pass objects, not {other}"),
    }
    request
}

fn read(body: &Value) -> Result<WebhookToSave, String> {
    WebhookToSave::from_body(body, &rules()).map_err(|invalid| invalid.to_string())
}

fn template(extra: Value) -> RequestTemplate {
    read(&json!({"request": request(extra)})).expect("is valid").request
}

#[test]
fn a_webhook_waits_for_changed_contracts_of_everybody_unless_it_says_otherwise() {
    let webhook = read(&json!({"request": request(json!({}))})).expect("is valid");
    assert_eq!(
        (webhook.consumer, webhook.provider, webhook.enabled),
        (None, None, true)
    );
    assert_eq!(webhook.events, [EventName::ContractContentChanged]);
    assert_eq!(webhook.request.default_description(), "POST ci.example.org");

    let webhook = read(&json!({
        "description": "build", "enabled": false,
        "consumer": {"label": "team"}, "provider": {"name": "orders"},
        "events": [{"name": "contract_published"}, {"name": "contract_published"}],
        "request": request(json!({})),
    }));
    let webhook = webhook.expect("is valid");
    assert!(matches!(webhook.consumer, Some(Party::Label(label)) if label.as_str() == "team"));
    assert!(matches!(webhook.provider, Some(Party::Name(name)) if name.as_str() == "orders"));
    assert_eq!(
        (webhook.events, webhook.enabled),
        (vec![EventName::ContractPublished], false)
    );
}

#[test]
fn mistakes_are_named_by_their_path() {
    for (body, mistake) in [
        (json!({}), "request is missing"),
        (json!({"request": {}}), "request must be filled"),
        (
            json!({"request": {"method": "BREW"}}),
            "request.method is not a recognised HTTP method; request.url is missing",
        ),
        (
            json!({"request": request(json!({"method": "DELETE"}))}),
            "request.method must be one of: POST",
        ),
        (
            json!({"request": request(json!({"url": "http://ci.example.org"}))}),
            "request.url scheme must be one of: https",
        ),
        (
            json!({"request": request(json!({"url": "https://${pactbroker.consumerName}/x"}))}),
            "request.url cannot have a parameter in the host",
        ),
        (
            json!({"request": request(json!({"url": "https://u:p@ci.example.org"}))}),
            "request.url must not hold a user or password; they have fields of their own",
        ),
        (
            json!({"request": request(json!({"headers": {"a b": "c", "x": "1\n2"}}))}),
            "request.headers a b is not the name of a header; request.headers x cannot contain control characters",
        ),
        (
            json!({"events": [], "request": request(json!({}))}),
            "events size cannot be less than 1",
        ),
        (
            json!({"consumer": {}, "provider": {"name": "a", "label": "b"}, "request": request(json!({}))}),
            "consumer.name cannot be blank unless there is a label; provider.label cannot be used together with a name",
        ),
    ] {
        assert_eq!(read(&body).expect_err("is refused"), mistake, "{body}");
    }
}

#[test]
fn a_secret_is_shown_as_stars_and_kept_where_stars_come_back() {
    let secrets = json!({
        "username": "u", "password": "hidden",
        "headers": {"Authorization": "Bearer hidden", "X-Token": "${pactbroker.buildUrl}", "X-Other": "seen"},
    });
    let stored = template(secrets);
    let shown = stored.clone().redacted();
    let headers = json!({"authorization": "**********", "x-token": "${pactbroker.buildUrl}", "x-other": "seen"});
    assert_eq!(json!(shown.headers), headers);
    assert_eq!(shown.password.as_deref(), Some("**********"));
    assert!(!format!("{stored:?}").contains("hidden"));

    assert_eq!(shown.clone().keeping(Some(&stored)), stored);
    assert_eq!(
        template(json!({})).keeping(Some(&stored)).password.as_deref(),
        Some("hidden")
    );
    assert_eq!(template(json!({"password": ""})).keeping(Some(&stored)).password, None);
    let new = shown.keeping(None);
    assert_eq!((new.password, new.headers.get("authorization")), (None, None));
}

#[test]
fn parameters_are_filled_where_they_stand() {
    let values = Values::default().with("consumerName", "a \"b\"/c");
    let filled = template(json!({
        "url": "https://ci.example.org/${pactbroker.consumerName}?x=${pactbroker.unknown}",
        "headers": {"X-Name": "${pactbroker.consumerName}"},
        "body": {"of ${pactbroker.consumerName}": ["${pactbroker.consumerName}", 1]},
    }))
    .filled(&values, &NamedSecrets::default());
    assert_eq!(
        filled.url,
        "https://ci.example.org/a+%22b%22%2Fc?x=${pactbroker.unknown}"
    );
    assert_eq!(filled.headers["x-name"], "a \"b\"/c");
    assert_eq!(filled.headers["content-type"], "application/json");
    // As the reference does: with a quote in a name it is no JSON any more.
    assert_eq!(filled.body.as_deref(), Some(r#"{"of a "b"/c":["a "b"/c",1]}"#));

    let text = template(json!({"body": "name=${pactbroker.consumerName}"})).filled(&values, &NamedSecrets::default());
    assert_eq!(text.body.as_deref(), Some("name=a \"b\"/c"));
}

#[test]
fn what_a_receiver_sends_back_of_a_secret_is_concealed() {
    let secrets = json!({"username": "u", "password": "p4ss", "headers": {"Authorization": "Bearer t0ken"}});
    let request = template(secrets).filled(&Values::default(), &NamedSecrets::default());
    let echo = "Bearer t0ken, t0ken, p4ss, dTpwNHNz, seen";
    let concealed = conceal(echo, &request.secrets());
    for secret in ["t0ken", "p4ss", "dTpwNHNz"] {
        assert!(!concealed.contains(secret), "{concealed}");
    }
    assert!(concealed.ends_with("seen"), "{concealed}");
}

fn named(secrets: &[(&str, &str)]) -> NamedSecrets {
    let secrets = secrets
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    NamedSecrets(secrets.collect())
}

#[test]
fn a_named_secret_is_filled_in_everywhere_and_shown_nowhere() {
    let request = template(json!({
        "url": "https://ci.example.org/hooks/${secret.path}?n=${pactbroker.consumerName}",
        "headers": {"Authorization": "Bearer ${secret.ci-token}", "X-Token": "${secret.ci-token}"},
        "body": {"key": "${secret.key}"},
        "username": "me", "password": "${secret.key}",
    }));
    assert_eq!(Vec::from_iter(request.secret_names()), ["ci-token", "key", "path"]);
    let shown = request.clone().redacted();
    assert_eq!(shown.headers["x-token"], "${secret.ci-token}");
    assert_eq!(shown.headers["authorization"], "**********");
    assert_eq!(shown.password.as_deref(), Some("${secret.key}"));

    let secrets = named(&[("path", "a/b c"), ("ci-token", "t0ken-of-ci"), ("key", "k\"e\ny")]);
    let filled = request.filled(&Values::default().with("consumerName", "web"), &secrets);
    assert_eq!(filled.url, "https://ci.example.org/hooks/a%2Fb%20c?n=web");
    assert_eq!(filled.headers["authorization"], "Bearer t0ken-of-ci");
    assert_eq!(filled.body.as_deref(), Some(r#"{"key":"k\"e\ny"}"#));
    assert_eq!(filled.fault, None);
    let sent = format!("{} {:?} {:?} a/b c", filled.url, filled.headers, filled.body);
    let concealed = conceal(&sent, &filled.secrets());
    for secret in ["a%2Fb%20c", "a/b c", "t0ken-of-ci", "k\\\"e"] {
        assert!(!concealed.contains(secret), "{secret} in {concealed}");
    }
}

#[test]
fn a_secret_that_is_not_there_is_a_fault_and_its_parameter_stays() {
    let request = template(json!({"headers": {"X-Token": "${secret.gone}"}}));
    let filled = request.filled(&Values::default(), &named(&[("other", "x")]));
    assert_eq!(filled.fault.as_deref(), Some("there is no secret `gone`"));
    assert_eq!(filled.headers["x-token"], "${secret.gone}");
}

#[test]
fn a_value_that_looks_like_a_parameter_brings_no_secret_to_light() {
    let request = template(json!({"body": "of ${pactbroker.consumerName} ${pactbroker.${secret.key}}"}));
    let values = Values::default().with("consumerName", "${secret.key}");
    let filled = request.filled(&values, &named(&[("key", "hidden")]));
    assert_eq!(filled.body.as_deref(), Some("of ${secret.key} ${pactbroker.hidden}"));
    let values = Values::default().with("consumerName", "${secret.");
    let request = template(json!({"body": "${pactbroker.consumerName}key}"}));
    let filled = request.filled(&values, &named(&[("key", "hidden")]));
    assert_eq!(filled.body.as_deref(), Some("${secret.key}"));
}

#[test]
fn a_message_has_the_headers_of_standard_webhooks_whatever_its_own_are() {
    let request = template(json!({"headers": {"Webhook-Id": "mine", "Webhook-Signature": "mine"}, "body": "b"}));
    let mut filled = request.filled(&Values::default(), &NamedSecrets::default());
    let unsigned = filled.clone().into_message("id", 5);
    assert_eq!(
        json!(unsigned.headers),
        json!({"webhook-id": "id", "webhook-timestamp": "5"})
    );
    filled.signing_secrets = vec![SigningSecret::new([1; 32])];
    let signed = filled.into_message("id", 5);
    assert!(signed.headers["webhook-signature"].starts_with("v1,"));
    let concealed = conceal(&SigningSecret::new([1; 32]).to_text(), &signed.secrets());
    assert_eq!(concealed, "whsec_**********");
}

proptest::proptest! {
    /// Whatever stands around it, and however it comes back.
    #[test]
    fn no_form_of_a_secret_is_left(
        secret in "[ -~]{8,40}",
        before in "[a-z]{0,5}",
        after in "[a-z]{0,5}",
    ) {
        use base64::Engine;
        use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
        let request = template(json!({"headers": {"x-token": secret.as_str()}}));
        let secrets = request.filled(&Values::default(), &NamedSecrets::default()).secrets();
        let around = format!("{before}{secret}{after}");
        for echo in [around.clone(), json!({"x": around.as_str()}).to_string()] {
            proptest::prop_assert!(!conceal(&echo, &secrets).contains(&secret));
        }
        for encoded in [STANDARD.encode(&around), URL_SAFE_NO_PAD.encode(&around)] {
            proptest::prop_assert!(conceal(&encoded, &secrets).contains("****"), "{}", encoded);
        }
    }
}

#[test]
fn a_happening_without_a_result_is_pending() {
    let values = Happening::placeholder().values("contract_published");
    let filling = template::Filling {
        values: &values,
        secrets: &NamedSecrets::default(),
    };
    let filled = filling.fill(
        "${pactbroker.eventName} ${pactbroker.githubVerificationStatus} [${pactbroker.verificationResultUrl}]",
        |part| part.text().to_owned(),
    );
    assert_eq!(filled, "contract_published pending []");
}

fn with_hosts(patterns: &[&str]) -> WebhookRules {
    let parsed = |text: &&str| HostPattern::parse(text).expect("is valid");
    WebhookRules {
        hosts: patterns.iter().map(parsed).collect(),
        ..rules()
    }
}

fn verdict_on(rules: &WebhookRules, host: &str) -> Verdict {
    let url = Url::parse(&format!("https://{host}/")).expect("is a URL");
    rules.verdict_on(&url.host().expect("has one"))
}

#[test]
fn hosts_are_allowed_by_name_by_network_or_by_expression() {
    let patterns = [
        "ci.example.org",
        "*.example.com",
        "10.0.0.0/8",
        "/^build[0-9]+$/",
        "/^127/",
        "::1",
        "::ffff:192.168.1.0/120",
    ];
    let rules = with_hosts(&patterns);
    for (host, verdict) in [
        ("ci.example.org", Verdict::Any),
        ("CI.example.org.", Verdict::Any),
        ("a.example.com", Verdict::Public),
        ("a.b.example.com", Verdict::Listed),
        ("example.com", Verdict::Listed),
        ("localhost", Verdict::Listed),
        ("build12", Verdict::Public),
        ("10.1.2.3", Verdict::Any),
        ("192.168.1.255", Verdict::Any),
        ("192.168.2.1", Verdict::Refused),
        ("11.1.2.3", Verdict::Refused),
        ("127.0.0.1", Verdict::Public),
        ("[::1]", Verdict::Any),
        ("[::ffff:10.0.0.1]", Verdict::Any),
        ("[::2]", Verdict::Refused),
    ] {
        assert_eq!(verdict_on(&rules, host), verdict, "{host}");
    }
    for unusable in ["10.0.0.0/33", "host/8", "/(/"] {
        assert!(HostPattern::parse(unusable).is_err(), "{unusable}");
    }
}

#[test]
fn without_a_list_every_host_is_sent_to_at_public_addresses() {
    let rules = with_hosts(&[]);
    assert_eq!(verdict_on(&rules, "ci.example.org"), Verdict::Public);
    assert_eq!(verdict_on(&rules, "127.0.0.1"), Verdict::Public);
    for local in ["localhost", "LOCALHOST.", "a.localhost"] {
        assert_eq!(verdict_on(&rules, local), Verdict::Listed, "{local}");
    }
    assert_eq!(verdict_on(&with_hosts(&["localhost"]), "localhost"), Verdict::Any);
    assert_eq!(verdict_on(&with_hosts(&["example.org"]), "localhost"), Verdict::Refused);
}

#[test]
fn a_verdict_lets_addresses_through() {
    let rules = with_hosts(&["10.0.0.0/8"]);
    let passing = |verdict: Verdict| {
        let addresses = ["8.8.8.8", "10.9.9.9", "::ffff:10.9.9.9", "127.0.0.1", "::1"];
        let passes = |text: &&str| rules.let_through(verdict, text.parse().expect("is an address"));
        addresses.into_iter().filter(passes).collect::<Vec<_>>()
    };
    assert_eq!(passing(Verdict::Any).len(), 5);
    assert_eq!(passing(Verdict::Public), ["8.8.8.8", "10.9.9.9", "::ffff:10.9.9.9"]);
    assert_eq!(passing(Verdict::Listed), ["10.9.9.9", "::ffff:10.9.9.9"]);
    assert!(passing(Verdict::Refused).is_empty());
}

#[test]
fn a_scope_covers_pairs_by_id_and_label() {
    let scope = Scope::new((None, Some("team".to_owned())), (Some(2), None));
    let team = ["team".to_owned()];
    let labels = |id: i64| if id == 1 { &team[..] } else { &[] };
    assert!(scope.covers((1, 2), labels));
    assert!(!scope.covers((1, 3), labels));
    assert!(!scope.covers((3, 2), labels));
}
