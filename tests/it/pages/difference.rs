//! The page of what changed.

use accord_tests::api::Answer;
use reqwest::Method;
use reqwest::header::ACCEPT;
use serde_json::{Value, json};

use super::contract::{PAIR, assert_says, html, put, started};
use super::contract_hostile::{HOSTILE, assert_harmless};
use super::visible::visible;

fn interaction(description: &str, status: u16, body: &Value) -> Value {
    json!({
        "description": description,
        "request": {"method": "GET", "path": format!("/{description}")},
        "response": {"status": status, "body": body},
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_added_removed_and_changed_stands_side_by_side() {
    let broker = started().await;
    let first = json!({
        "interactions": [interaction("order", 200, &json!({"id": 1, "a": [1, 2]})), interaction("list", 200, &json!([]))],
        "metadata": {"pactSpecification": {"version": "2.0.0"}},
    });
    let third = json!({
        "interactions": [interaction("order", 200, &json!({"id": 1, "a": [1, 3], "new": null})), interaction("count", 200, &json!(0))],
        "metadata": {"pactSpecification": {"version": "3.0.0"}},
    });
    put(&broker, "1", &first).await;
    put(&broker, "2", &first).await;
    put(&broker, "3", &third).await;
    let page = html(&broker, &format!("{PAIR}/version/3/diff/previous-distinct")).await;
    assert_says(
        &visible(&page),
        &[
            "Before 2",
            "After 3",
            "1 interaction added, 1 interaction removed, 1 interaction changed, 1 other field changed.",
            "response body $.a[1] changed Before 2 After 3",
            "response body $.new added Before not there After null",
            "added count",
            "removed list",
            "metadata pactSpecification › version changed Before \"2.0.0\" After \"3.0.0\"",
        ],
    );
    // Asked the other way round, the newer one still comes after.
    let page = html(&broker, &format!("{PAIR}/version/1/diff/version/3")).await;
    assert_says(&visible(&page), &["Before 1", "After 3"]);
    let contents: Vec<String> = [1, 3].map(|number| number.to_string()).into();
    let mut shas = Vec::new();
    for number in contents {
        let pact = broker.get(&format!("{PAIR}/version/{number}")).await.expect_status(200);
        shas.push(
            pact.json()["_links"]["pb:pact-version"]["name"]
                .as_str()
                .unwrap()
                .to_owned(),
        );
    }
    let path = format!("{PAIR}/pact-version/{}/diff/pact-version/{}", shas[0], shas[1]);
    assert_says(&visible(&html(&broker, &path).await), &["Before 2", "After 3"]);
    let same = html(&broker, &format!("{PAIR}/version/2/diff/version/1")).await;
    assert_says(
        &visible(&same),
        &["Nothing differs but the order, or how something is written"],
    );
    let none = html(&broker, &format!("{PAIR}/version/1/diff/previous-distinct")).await;
    assert_says(&visible(&none), &["nothing to compare it with"]);
    // Programs get what they got before.
    let text = broker.http().request(
        Method::GET,
        format!("{}{PAIR}/version/3/diff/previous-distinct", broker.base()),
    );
    let text = Answer::to(text.header(ACCEPT, "*/*")).await.expect_status(200);
    assert_eq!(text.header("content-type"), Some("text/plain;charset=utf-8"));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_version_can_be_chosen_without_scripts() {
    let broker = started().await;
    let number = "feat/x 1";
    let contract = json!({"interactions": [interaction("order", 200, &json!(1))]});
    put(&broker, "feat%2Fx%201", &contract).await;
    put(&broker, "2", &json!({"interactions": []})).await;
    let page = html(&broker, &format!("{PAIR}/version/2/diff/previous-distinct")).await;
    assert!(page.contains(&format!("<option value=\"{number}\">")), "{page}");
    let action = page
        .split("<form class=\"filter\" method=\"get\" action=\"")
        .nth(1)
        .unwrap();
    let action = action.split('"').next().unwrap();
    for (query, expected) in [
        (
            "?with=feat%2Fx+1",
            format!("{PAIR}/version/2/diff/version/feat%2Fx%201"),
        ),
        ("?with=+", format!("{PAIR}/version/2/diff/previous-distinct")),
    ] {
        let answer = broker.get(&format!("{action}{query}")).await.expect_status(303);
        assert_eq!(
            answer.header("location").map(|url| url.replace(broker.base(), "")),
            Some(expected.clone())
        );
        html(&broker, &expected).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hostile_difference_is_text_and_nothing_else() {
    let broker = started().await;
    let hostile = |number: u32| {
        json!({"interactions": [
            {"description": HOSTILE, "providerState": HOSTILE, "response": {"body": {HOSTILE: [HOSTILE, number]}, "headers": {HOSTILE: number}}},
            {"description": format!("{HOSTILE}{number}"), "request": {"path": HOSTILE}},
        ], HOSTILE: number})
    };
    put(&broker, "1", &hostile(1)).await;
    put(&broker, "2", &hostile(2)).await;
    let page = html(&broker, &format!("{PAIR}/version/2/diff/previous-distinct")).await;
    assert_harmless(&page);
    assert_says(&visible(&page), &["<script>alert(1)</script>", "1 interaction changed"]);

    let many = |status: u16| -> Value {
        (0..2_000)
            .map(|number| interaction(&format!("thing {number}"), status, &json!("z".repeat(1_000))))
            .collect()
    };
    put(&broker, "3", &json!({"interactions": many(200)})).await;
    put(&broker, "4", &json!({"interactions": many(201)})).await;
    let page = html(&broker, &format!("{PAIR}/version/4/diff/version/3")).await;
    assert!(page.len() < 800_000, "{} bytes", page.len());
    assert_says(
        &visible(&page),
        &["2,000 interactions changed", "1950 more are not shown"],
    );
}
