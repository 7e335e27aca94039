//! What somebody sees of a page.

use std::sync::LazyLock;

use accord_tests::api::{Answer, Api};
use regex::Regex;
use reqwest::Method;

/// What browsers send.
pub(super) const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

static UNSEEN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?s)<head>.*?</head>|<datalist.*?</datalist>|<[^>]*>").unwrap());
static MAIN: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?s)<main.*</main>").unwrap());
static AGE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"just now|\d+ \w+ ago").unwrap());

/// Gets a page, as a browser does.
pub(super) async fn page(broker: &Api, path: &str) -> Answer {
    let page = Answer::to(broker.call_accepting(BROWSER, Method::GET, path)).await;
    assert_eq!(page.header("content-type"), Some("text/html;charset=utf-8"), "{path}");
    let policy = page.header("content-security-policy").unwrap();
    let is_strict = policy.starts_with("default-src 'none'") && !policy.contains("unsafe");
    assert!(is_strict, "{policy}");
    page
}

/// The words of a page between header and footer, with single spaces between.
pub(super) fn words(page: &Answer) -> String {
    visible(MAIN.find(&page.text).unwrap().as_str())
}

/// The words of some HTML, with single spaces between.
pub(super) fn visible(html: &str) -> String {
    let text = UNSEEN.replace_all(html, " ");
    let text = [
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#38;", "&"),
    ]
    .into_iter()
    .fold(text.into_owned(), |text, (escaped, letter)| {
        text.replace(escaped, letter)
    });
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words, for a snapshot: without ages and without this broker's address.
pub(super) fn lasting_words(broker: &Api, page: &Answer) -> String {
    let text = words(page).replace(broker.base(), "http://broker");
    AGE.replace_all(&text, "[age]").into_owned()
}
