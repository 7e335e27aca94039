//! The contracts' content.

use serde_json::{Value, json};

/// Interactions of every contract.
pub(super) const INTERACTIONS: usize = 10;

/// The contract of a pair with a content number: Pact specification 2, ten interactions, some 4.9 KB once the broker
/// has put its ids into it.
#[must_use]
pub fn contract(consumer: &str, provider: &str, content: usize) -> Value {
    let interactions: Vec<Value> = (0..INTERACTIONS)
        .map(|index| interaction(consumer, provider, content, index))
        .collect();
    json!({
        "consumer": {"name": consumer},
        "provider": {"name": provider},
        "interactions": interactions,
        "metadata": {"pactSpecification": {"version": "2.0.0"}}
    })
}

fn interaction(consumer: &str, provider: &str, content: usize, index: usize) -> Value {
    let resource = format!("things-{index}");
    json!({
        "description": format!("a request by {consumer} for {resource} of {provider}"),
        "providerState": format!("{resource} number {content} exists"),
        "request": {
            "method": "GET",
            "path": format!("/api/{resource}/{content}"),
            "query": "page=1",
            "headers": {"Accept": "application/json"}
        },
        "response": {
            "status": 200,
            "headers": {"Content-Type": "application/json; charset=utf-8"},
            "body": {"id": content, "name": resource, "price": 12.5, "labels": ["new", "blue"], "open": true},
            "matchingRules": {"$.body.id": {"match": "type"}}
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contract_is_as_large_as_described() {
        let kept = |content| {
            accord_broker::bulk::kept(contract("c01", "a001", content).to_string().as_bytes()).expect("is JSON")
        };
        let (one, other) = (kept(7), kept(8));
        assert_ne!(one.sha, other.sha);
        assert!((4_700..5_100).contains(&one.body.len()), "{} bytes", one.body.len());
    }
}
