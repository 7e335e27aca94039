//! Links between pages: none is dead, and every page can be reached from the overview.

use std::collections::{BTreeSet, VecDeque};

use accord_broker::page_routes;
use accord_tests::api::{Answer, Api};
use accord_tests::database::System;
use regex::Regex;
use reqwest::{Method, Url};

use super::shop;
use super::visible::BROWSER;

/// Other addresses of pages: old ones, and those that the API has for a thing that links name by another.
const OTHERS: [&str; 17] = [
    "/ui/relationships",
    "/dashboard",
    "/hal-browser/browser.html",
    "/pacticipants/{pacticipant}/latest-version/{tag}/can-i-deploy/to/{to}",
    "/pacticipants/{pacticipant}/branches/{branch}/latest-version/can-i-deploy/to-environment/{environment}",
    "/pacts/provider/{provider}/consumer/{consumer}/latest",
    "/pact/provider/{provider}/consumer/{consumer}/latest",
    "/pacts/provider/{provider}/consumer/{consumer}/latest-untagged",
    "/pacts/provider/{provider}/consumer/{consumer}/branch/{branch}/latest",
    "/pacts/provider/{provider}/consumer/{consumer}/pact-version/{sha}/metadata/{metadata}",
    "/pacts/provider/{provider}/consumer/{consumer}/versions/{version}",
    "/pact/provider/{provider}/consumer/{consumer}/version/{version}",
    "/pacts/provider/{provider}/consumer/{consumer}/version/{version}/previous-distinct",
    "/pacts/provider/{provider}/consumer/{consumer}/pact-version/{sha}/verification-results/latest",
    // A form leads to these.
    "/pacts/provider/{provider}/consumer/{consumer}/version/{version}/diff/version/{other}",
    "/pacts/provider/{provider}/consumer/{consumer}/pact-version/{sha}/diff/pact-version/{other}",
    "/ui/compare/provider/{provider}/consumer/{consumer}/version/{version}",
];

#[tokio::test(flavor = "multi_thread")]
async fn no_link_is_dead_and_every_page_can_be_reached() {
    let broker = shop(System::Sqlite).await.expect("SQLite is always there");
    let link = Regex::new(r#"(?:href|src)="([^"]*)""#).unwrap();
    let mut waiting = VecDeque::from(["/".to_owned()]);
    let mut seen = BTreeSet::from(["/".to_owned()]);
    let mut dead = Vec::new();
    while let Some(path) = waiting.pop_front() {
        let answer = visit(&broker, &path).await;
        if answer.status >= 400 {
            dead.push(format!("{path}: {}", answer.status));
        }
        if answer.header("content-type") != Some("text/html;charset=utf-8") {
            continue;
        }
        let here = Url::parse(&format!("{}{path}", broker.base())).unwrap();
        for found in link.captures_iter(&answer.text) {
            let address = found[1].replace("&#38;", "&").replace("&amp;", "&");
            let mut address = here.join(&address).unwrap();
            address.set_fragment(None);
            let Some(path) = address.as_str().strip_prefix(broker.base()) else {
                continue;
            };
            if seen.insert(path.to_owned()) {
                waiting.push_back(path.to_owned());
            }
        }
    }
    assert!(dead.is_empty(), "dead links: {dead:#?}");
    let unreached: Vec<&str> = page_routes()
        .iter()
        .filter(|route| route.method == "GET" && !OTHERS.contains(&route.path))
        .filter(|route| !seen.iter().any(|path| is_at(route.path, path)))
        .map(|route| route.path)
        .collect();
    assert!(unreached.is_empty(), "nothing leads to {unreached:#?}");
}

async fn visit(broker: &Api, path: &str) -> Answer {
    Answer::to(broker.call_accepting(BROWSER, Method::GET, path)).await
}

/// Is this path one of the route's?
fn is_at(route: &str, path: &str) -> bool {
    let parameter = Regex::new(r"\\\{\w+\\\}").unwrap();
    let pattern = parameter.replace_all(&regex::escape(route), "[^/]+").into_owned();
    Regex::new(&format!("^{pattern}$"))
        .unwrap()
        .is_match(path.split('?').next().unwrap_or(path))
}
