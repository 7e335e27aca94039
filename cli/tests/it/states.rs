//! Provider states over HTTP.

use serde_json::{Value, json};

use crate::accord::{Accord, Ran};
use crate::provider::{Conduct, Provider};

fn pact(states: &Value) -> Value {
    json!({
        "consumer": {"name": "a"}, "provider": {"name": "b"}, "metadata": {"pactSpecification": {"version": "3.0.0"}},
        "interactions": [{
            "description": "one", "providerStates": states,
            "request": {
                "method": "GET", "path": "/things/77",
                "generators": {"path": {"type": "ProviderState", "expression": "/things/${id}"}},
            },
            "response": {"status": 200},
        }],
    })
}

fn verify(provider: &Provider, pact: &Value, more: &[&str]) -> Ran {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("x.json"), pact.to_string()).unwrap();
    let states = format!("{}/_states", provider.url);
    let mut arguments = vec!["verify", "x.json", "--provider-base-url", &provider.url, "-s", &states];
    arguments.extend(more);
    Accord::new().directory(directory.path()).run(&arguments)
}

#[test]
fn states_are_set_up_in_order_and_torn_down_backwards() {
    let pact = pact(&json!([{"name": "one", "params": {"n": 1}}, {"name": "two"}]));
    let provider = Provider::start(pact.clone(), Conduct::Honest);
    let ran = verify(&provider, &pact, &["--state-change-teardown"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let calls: Vec<Value> = provider.state_calls().into_iter().map(|(_, body)| body).collect();
    let expected = [
        json!({"state": "one", "params": {"n": 1}, "action": "setup"}),
        json!({"state": "two", "params": {}, "action": "setup"}),
        json!({"state": "two", "params": {}, "action": "teardown"}),
        json!({"state": "one", "params": {"n": 1}, "action": "teardown"}),
    ];
    assert_eq!(calls, expected);
}

#[test]
fn states_may_travel_as_query_parameters() {
    let pact = pact(&json!([{"name": "one", "params": {"n": 1, "t": "x y"}}]));
    let provider = Provider::start(pact.clone(), Conduct::Honest);
    let ran = verify(&provider, &pact, &["--state-change-as-query"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let queries: Vec<String> = provider.state_calls().into_iter().map(|(query, _)| query).collect();
    assert_eq!(queries, ["action=setup&n=1&state=one&t=x+y"]);
}

#[test]
fn states_without_a_handler_are_noted_once() {
    let directory = tempfile::tempdir().unwrap();
    let verify = |states: &Value| {
        let mut pact = pact(states);
        let again = pact["interactions"][0].clone();
        pact["interactions"].as_array_mut().unwrap().push(again);
        std::fs::write(directory.path().join("x.json"), pact.to_string()).unwrap();
        let provider = Provider::start(pact, Conduct::Honest);
        let line = ["verify", "x.json", "--provider-base-url", &provider.url];
        Accord::new().directory(directory.path()).run(&line)
    };
    let ran = verify(&json!([{"name": "one", "params": {"id": 77}}]));
    let note = "note: contracts ask for provider states, and without --state-change-url nobody sets them up\n";
    assert_eq!((ran.code, ran.err.as_str()), (0, note), "{}", ran.out);
    assert_eq!(verify(&json!([])).err, "");
}

#[test]
fn values_of_the_handler_fill_generators_of_the_request() {
    let mut pact = pact(&json!([{"name": "one", "params": {"id": 5}}]));
    let provider = Provider::start(pact.clone(), Conduct::Honest);
    pact["interactions"][0]["request"]["path"] = json!("/things/0");
    let ran = verify(&provider, &pact, &[]);
    assert_eq!(ran.code, 0, "the handler's id 77 wins over the parameter: {}", ran.out);
}

#[test]
fn a_failed_handler_is_named_with_state_and_cause() {
    let pact = pact(&json!([{"name": "cannot be"}]));
    let provider = Provider::start(pact.clone(), Conduct::Honest);
    let ran = verify(&provider, &pact, &[]);
    assert_eq!(ran.code, 1);
    let reason = r#"provider state "cannot be": setup failed: "#;
    assert!(
        ran.out.contains(reason) && ran.out.contains("500 Internal Server Error: no such table"),
        "{}",
        ran.out
    );
}

#[test]
fn an_interaction_without_states_calls_no_handler() {
    let pact = pact(&json!([]));
    let provider = Provider::start(pact.clone(), Conduct::Honest);
    verify(&provider, &pact, &["--state-change-teardown"]);
    assert!(provider.state_calls().is_empty());
}

#[test]
fn verbose_tells_of_provider_and_handler_but_not_the_headers_that_were_given() {
    let pact = pact(&json!([{"name": "one"}]));
    let provider = Provider::start(pact.clone(), Conduct::Honest);
    let ran = verify(&provider, &pact, &["-v", "-H", "Authorization: Bearer TOPSECRET"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(
        !ran.err.contains("TOPSECRET") && !ran.err.contains('\u{1b}'),
        "{}",
        ran.err
    );
    for told in [
        "calling the state handler",
        "state=\"one\"",
        "asking the provider",
        &format!("{}/things/77", provider.url),
        "Authorization: ***",
        "the provider answered status=200",
    ] {
        assert!(ran.err.contains(told), "{told} in {}", ran.err);
    }
}

#[test]
fn the_password_of_the_handler_is_not_told_when_it_fails() {
    let pact = pact(&json!([{"name": "cannot be"}]));
    let provider = Provider::start(pact.clone(), Conduct::Honest);
    let handler = format!("{}/_states", provider.url.replace("//", "//me:TOPSECRET@"));
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("x.json"), pact.to_string()).unwrap();
    let line = [
        "verify",
        "x.json",
        "-v",
        "--provider-base-url",
        &provider.url,
        "-s",
        &handler,
    ];
    let ran = Accord::new().directory(directory.path()).run(&line);
    assert!(
        ran.out.contains("no such table") && ran.err.contains("me:***@"),
        "{}{}",
        ran.out,
        ran.err
    );
    assert!(!(ran.out + &ran.err).contains("TOPSECRET"));
}
