//! Everything that links lead to, from the overview on.

use std::collections::{BTreeSet, VecDeque};

use accord_broker::page_routes;
use accord_tests::api::{Answer, Api};
use regex::Regex;
use reqwest::{Method, Url};

use super::visible::BROWSER;

/// Other addresses of pages: old ones, and those that the API has for a thing that links name by another.
const OTHERS: [&str; 19] = [
    "/ui/relationships",
    "/dashboard",
    "/hal-browser/browser.html",
    "/pacticipants/{pacticipant}/network",
    "/pacticipants/{pacticipant}/latest-version/{tag}/can-i-deploy/to/{to}",
    "/pacticipants/{pacticipant}/branches/{branch}/latest-version/can-i-deploy/to-environment/{environment}",
    "/pacts/provider/{provider}/consumer/{consumer}/latest",
    "/pact/provider/{provider}/consumer/{consumer}/latest",
    "/pacts/provider/{provider}/consumer/{consumer}/latest/{tag}",
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

/// What pages link to that is no page: styles and scripts, and contracts as they are stored.
pub(crate) const FILES: [&str; 2] = [
    "/static/{file}",
    "/ui/raw/provider/{provider}/consumer/{consumer}/pact-version/{sha}",
];

/// An address that something links to, as a path, and what is there.
pub(crate) struct Visited {
    pub(crate) path: String,
    pub(crate) answer: Answer,
}

impl Visited {
    /// Is this the page, or the file, of a route?
    pub(crate) fn is_of(&self, route: &str) -> bool {
        is_at(route, &self.path) && self.is_page() != FILES.contains(&route)
    }

    fn is_page(&self) -> bool {
        self.answer.header("content-type") == Some("text/html;charset=utf-8")
    }
}

/// Follows every link; what is found first, comes first.
pub(crate) async fn crawl(broker: &Api) -> Vec<Visited> {
    let mut waiting = VecDeque::from(["/".to_owned()]);
    let mut seen = BTreeSet::from(["/".to_owned()]);
    let mut visited = Vec::new();
    while let Some(path) = waiting.pop_front() {
        let answer = Answer::to(broker.call_accepting(BROWSER, Method::GET, &path)).await;
        let one = Visited { path, answer };
        if one.is_page() {
            let news = links(broker, &one).into_iter().filter(|path| seen.insert(path.clone()));
            waiting.extend(news);
        }
        visited.push(one);
    }
    visited
}

/// The paths at this broker that a page links to.
fn links(broker: &Api, page: &Visited) -> Vec<String> {
    let link = Regex::new(r#"(?:href|src)="([^"]*)""#).unwrap();
    let here = Url::parse(&format!("{}{}", broker.base(), page.path)).unwrap();
    let address = |text: &str| {
        let mut address = here.join(&text.replace("&#38;", "&").replace("&amp;", "&")).unwrap();
        address.set_fragment(None);
        address.as_str().strip_prefix(broker.base()).map(str::to_owned)
    };
    let all = link.captures_iter(&page.answer.text);
    all.filter_map(|found| address(&found[1])).collect()
}

/// The routes of pages that links must lead to.
pub(crate) fn linked_routes() -> Vec<&'static str> {
    let pages = page_routes();
    let linked = pages
        .iter()
        .filter(|route| route.method == "GET" && !OTHERS.contains(&route.path));
    linked.map(|route| route.path).collect()
}

/// Is this path one of the route's?
fn is_at(route: &str, path: &str) -> bool {
    let parameter = Regex::new(r"\\\{\w+\\\}").unwrap();
    let pattern = parameter.replace_all(&regex::escape(route), "[^/]+").into_owned();
    Regex::new(&format!("^{pattern}$"))
        .unwrap()
        .is_match(path.split('?').next().unwrap_or(path))
}

/// A path of every route of pages that links must lead to, the first that a link leads to.
///
/// # Panics
/// When no link leads to one of them.
pub(crate) async fn one_of_each(broker: &Api) -> Vec<String> {
    let visited = crawl(broker).await;
    let first = |route: &&str| visited.iter().find(|one| one.is_of(route)).expect(route).path.clone();
    linked_routes().iter().map(first).collect()
}
