//! Which webhooks fire: each of the six events with each kind of scope, and webhooks that wait for several events.

use serde_json::{Value, json};

use super::{EVENTS, World, rules};

rules! { start:
    a_webhook_fires_for_its_event_within_its_scope
    a_webhook_fires_for_the_events_that_it_waits_for_and_for_no_other
    a_label_counts_that_is_there_when_something_happens
}

/// What a rule says about a webhook of this scope.
struct Rule {
    name: &'static str,
    /// What the webhook has besides its event and its request.
    hook: Value,
    fires: bool,
}

/// The rules; what happens is between `web`, labelled `team`, and `orders`, labelled `shop`.
fn scopes() -> Vec<Rule> {
    let rule = |name, hook, fires| Rule { name, hook, fires };
    let named = |name: &str| json!({"name": name});
    let labelled = |label: &str| json!({"label": label});
    let both = |consumer: Value, provider: Value| json!({"consumer": consumer, "provider": provider});
    vec![
        rule("no scope", json!({}), true),
        rule("null on both sides", both(Value::Null, Value::Null), true),
        rule("the consumer", json!({"consumer": named("web")}), true),
        rule("the provider", json!({"provider": named("orders")}), true),
        rule("both", both(named("web"), named("orders")), true),
        rule("a label of the consumer", json!({"consumer": labelled("team")}), true),
        rule("a label of the provider", json!({"provider": labelled("shop")}), true),
        rule("labels of both", both(labelled("team"), labelled("shop")), true),
        rule(
            "the consumer, a label of the provider",
            both(named("web"), labelled("shop")),
            true,
        ),
        rule(
            "a label of the consumer, the provider",
            both(labelled("team"), named("orders")),
            true,
        ),
        rule("another consumer", json!({"consumer": named("other")}), false),
        rule("another provider", json!({"provider": named("other")}), false),
        rule(
            "the consumer, another provider",
            both(named("web"), named("other")),
            false,
        ),
        rule(
            "another consumer, the provider",
            both(named("other"), named("orders")),
            false,
        ),
        rule(
            "the two the other way round",
            both(named("orders"), named("web")),
            false,
        ),
        rule(
            "a label that the consumer lacks",
            json!({"consumer": labelled("shop")}),
            false,
        ),
        rule(
            "a label that the provider lacks",
            json!({"provider": labelled("team")}),
            false,
        ),
        rule(
            "a label of the consumer, one that the provider lacks",
            both(labelled("team"), labelled("team")),
            false,
        ),
        rule(
            "a label of the consumer, another provider",
            both(labelled("team"), named("other")),
            false,
        ),
        rule(
            "another consumer, a label of the provider",
            both(named("other"), labelled("shop")),
            false,
        ),
        rule("switched off", json!({"enabled": false}), false),
    ]
}

/// How often each event happens in [`everything_happens`].
fn times(event: &str) -> usize {
    match event {
        "provider_verification_published" => 2,
        _ => 1,
    }
}

async fn with_labels(world: &World) {
    for name in ["web", "orders", "other"] {
        let body = json!({"name": name});
        world.broker.post("/pacticipants", &body).await.expect_status(201);
    }
    world.put("/pacticipants/web/labels/team").await;
    world.put("/pacticipants/orders/labels/shop").await;
    world.provider_version("1", "main").await;
}

/// A new contract that requires verification, a success and a failure.
async fn everything_happens(world: &World) {
    world.publish("1", None, &[], "things").await;
    world.verify("1", "1", true).await;
    world.verify("1", "2", false).await;
}

async fn a_webhook_fires_for_its_event_within_its_scope(mut world: World) {
    with_labels(&world).await;
    let scopes = scopes();
    for (index, rule) in scopes.iter().enumerate() {
        for event in EVENTS {
            let mut hook = rule.hook.clone();
            hook["description"] = json!(rule.name);
            hook["events"] = json!([{"name": event}]);
            let url = format!("{}/{index}/{event}", world.receiver.url);
            hook["request"] = json!({"method": "POST", "url": url, "body": "${pactbroker.eventName}"});
            super::create(&world.broker, "/webhooks", &hook).await;
        }
    }
    everything_happens(&world).await;
    world.told().await;
    let received = world.receiver.received();
    let mut broken = Vec::new();
    for (index, rule) in scopes.iter().enumerate() {
        for event in EVENTS {
            let path = format!("/{index}/{event}");
            let came = received.iter().filter(|one| one.target == path);
            let bodies: Vec<&str> = came.map(|one| one.body.as_str()).collect();
            if bodies != vec![event; if rule.fires { times(event) } else { 0 }] {
                broken.push(format!("{event} with {}: fired for {bodies:?}", rule.name));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

async fn a_webhook_fires_for_the_events_that_it_waits_for_and_for_no_other(mut world: World) {
    with_labels(&world).await;
    let all_but =
        |left_out: Option<&str>| -> Vec<&str> { EVENTS.into_iter().filter(|event| Some(*event) != left_out).collect() };
    let choices: Vec<Vec<&str>> = EVENTS
        .into_iter()
        .map(|event| all_but(Some(event)))
        .chain([all_but(None)])
        .collect();
    for (index, events) in choices.iter().enumerate() {
        let body = format!("{index} | ${{pactbroker.eventName}}");
        let request = json!({"method": "POST", "url": world.receiver.url, "body": body});
        let events: Vec<Value> = events.iter().map(|name| json!({"name": name})).collect();
        let hook = json!({"events": events, "request": request});
        super::create(&world.broker, "/webhooks", &hook).await;
    }
    everything_happens(&world).await;
    let told = world.told().await;
    for (index, events) in choices.iter().enumerate() {
        let mut wanted: Vec<String> = events
            .iter()
            .flat_map(|event| vec![format!("{index} | {event}"); times(event)])
            .collect();
        wanted.sort();
        let beginning = format!("{index} | ");
        let of_hook: Vec<&String> = told.iter().filter(|one| one.starts_with(&beginning)).collect();
        assert_eq!(of_hook, wanted.iter().collect::<Vec<_>>(), "a webhook for {events:?}");
    }
}

async fn a_label_counts_that_is_there_when_something_happens(mut world: World) {
    let labelled = json!({"provider": {"label": "shop"}});
    world
        .hook_with(labelled, &EVENTS[..1], &["consumerVersionNumber"])
        .await;
    world.publish("1", None, &[], "things").await;
    world.put("/pacticipants/orders/labels/shop").await;
    world.publish("2", None, &[], "things").await;
    assert_eq!(world.told().await, ["2"]);
}
