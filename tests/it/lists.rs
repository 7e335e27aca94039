//! Parts of lists: cursors that stay right while rows are added, orders, ceilings.

use std::collections::BTreeSet;

use accord_tests::api::Api;
use accord_tests::database::{Database, System};
use accord_tests::process::BrokerProcess;
use serde_json::Value;

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_read_in_parts_on_sqlite() {
    lists_are_read_in_parts(System::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_read_in_parts_on_postgres() {
    lists_are_read_in_parts(System::Postgres).await;
}

async fn lists_are_read_in_parts(system: System) {
    let Some(database) = Database::fresh(system).await else {
        return;
    };
    let broker = BrokerProcess::start(database.url()).await.unwrap();
    let api = broker.api();
    for number in 0..7 {
        for consumer in ["orders", "Basket", "checkout"] {
            api.publish(consumer, &number.to_string(), "stock").await;
        }
        put(
            api,
            &format!("/pacticipants/stock/branches/feat-{number}/versions/{number}"),
        )
        .await;
        put(api, &format!("/pacticipants/stock/labels/label-{number}")).await;
    }

    for (list, rows, name) in [
        ("/pacticipants?", "pacticipants", "/name"),
        ("/pacticipants/orders/versions?", "versions", "/number"),
        ("/pacticipants/stock/branches?", "branches", "/name"),
        ("/integrations?", "integrations", "/consumer/name"),
        ("/labels?", "labels", "/name"),
    ] {
        for order in orders_of(api, list).await {
            let whole = names(
                &document(api, &format!("{list}sort={order}&size=1000")).await,
                rows,
                name,
            );
            let parts = walk(api, &format!("{list}sort={order}&limit=2"), rows, name).await;
            assert_eq!(parts, whole, "{list} by {order}");
            assert_eq!(whole.iter().collect::<BTreeSet<_>>().len(), whole.len(), "{list}");
        }
    }
    a_cursor_is_not_confused_by_new_rows(api).await;
    filters_and_ceilings_hold(api).await;
}

/// The orders that a list says it offers when it is asked for another, each both ways.
async fn orders_of(api: &Api, list: &str) -> Vec<String> {
    let refused = api.get(&format!("{list}sort=colour")).await;
    assert_eq!(refused.status, 400, "{list}");
    let refused: Value = serde_json::from_str(&refused.text).unwrap();
    let message = refused.pointer("/errors/sort/0").unwrap().as_str().unwrap();
    let names = message.split_once(": ").unwrap().1.split_once(';').unwrap().0;
    let names = names.split(", ");
    names.flat_map(|name| [name.to_owned(), format!("-{name}")]).collect()
}

async fn a_cursor_is_not_confused_by_new_rows(api: &Api) {
    let path = "/pacticipants/orders/versions?limit=3";
    let first = document(api, path).await;
    api.publish("orders", "new", "stock").await;
    let rest = walk(api, &next(&first).unwrap(), "versions", "/number").await;
    assert_eq!(names(&first, "versions", "/number"), ["6", "5", "4"]);
    assert_eq!(rest, ["3", "2", "1", "0"]);
}

async fn filters_and_ceilings_hold(api: &Api) {
    let first = document(api, "/pacticipants/stock/branches?q=FEAT-&limit=2&sort=name").await;
    let next = next(&first).unwrap();
    assert!(next.contains("q=FEAT-"), "{next}");
    let huge = document(api, "/pacticipants?page=9223372036854775807&size=9223372036854775807").await;
    assert_eq!(huge.pointer("/page/size"), Some(&Value::from(1000)));
    let other_order = next.replace("limit=2", "limit=2&sort=createdAt");
    assert_eq!(api.get(&other_order).await.status, 400);
    for list in ["/pacticipants/stock/branches", "/pacticipants", "/integrations"] {
        assert_eq!(api.get(&format!("{list}?q=fe%00at")).await.status, 400, "{list}");
    }
}

/// Follows the links from part to part and gathers the names.
async fn walk(api: &Api, path: &str, rows: &str, name: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut following = Some(path.to_owned());
    while let Some(path) = following {
        let part = document(api, &path).await;
        found.extend(names(&part, rows, name));
        following = next(&part);
    }
    found
}

fn names(document: &Value, rows: &str, name: &str) -> Vec<String> {
    let rows = document
        .pointer(&format!("/_embedded/{rows}"))
        .unwrap()
        .as_array()
        .unwrap();
    let name = |row: &Value| row.pointer(name).unwrap().as_str().unwrap().to_owned();
    rows.iter().map(name).collect()
}

fn next(document: &Value) -> Option<String> {
    let href = document.pointer("/_links/next/href")?;
    Some(href.as_str().unwrap().to_owned())
}

async fn document(api: &Api, path: &str) -> Value {
    let answer = api.get(path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    serde_json::from_str(&answer.text).unwrap()
}

async fn put(api: &Api, path: &str) {
    let answer = api.put(path, &Value::Object(serde_json::Map::new())).await;
    assert!(matches!(answer.status, 200 | 201), "{path}: {}", answer.text);
}
