//! What somebody sees of a page.

use std::sync::LazyLock;

use accord_tests::api::{Answer, Api};
use regex::Regex;
use reqwest::Method;
use reqwest::header::ACCEPT;

/// What browsers send.
const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

static UNSEEN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?s)<head>.*?</head>|<datalist.*?</datalist>|<[^>]*>").unwrap());
static SPACE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\s+").unwrap());
static AGE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"just now|\d+ \w+ ago").unwrap());

/// Gets a page.
pub(super) async fn page(broker: &Api, path: &str) -> Answer {
    let url = if path.starts_with("http") {
        path.to_owned()
    } else {
        format!("{}{path}", broker.base())
    };
    let answer = Answer::to(broker.http().request(Method::GET, url).header(ACCEPT, BROWSER)).await;
    assert_eq!(answer.header("content-type"), Some("text/html;charset=utf-8"), "{path}");
    answer
}

/// The words of a page, with single spaces between.
pub(super) fn words(page: &Answer) -> String {
    let text = UNSEEN.replace_all(&page.text, " ");
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
    SPACE.replace_all(text.trim(), " ").into_owned()
}

/// The words, for a snapshot: without ages and without this broker's address.
pub(super) fn lasting_words(broker: &Api, page: &Answer) -> String {
    let text = words(page).replace(broker.base(), "http://broker");
    let version = format!("Accord {}", env!("CARGO_PKG_VERSION"));
    AGE.replace_all(&text, "[age]").replace(&version, "Accord [version]")
}
