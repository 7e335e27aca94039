//! Links between pages: none is dead, and every page can be reached from the overview.

use accord_tests::database::System;

use super::crawl::{crawl, linked_routes};
use super::shop;

#[tokio::test(flavor = "multi_thread")]
async fn no_link_is_dead_and_every_page_can_be_reached() {
    let broker = shop(System::Sqlite).await.expect("SQLite is always there");
    let visited = crawl(&broker).await;
    let dead: Vec<String> = visited
        .iter()
        .filter(|one| one.answer.status >= 400)
        .map(|one| format!("{}: {}", one.path, one.answer.status))
        .collect();
    assert!(dead.is_empty(), "dead links: {dead:#?}");
    let unreached: Vec<&str> = linked_routes()
        .into_iter()
        .filter(|route| !visited.iter().any(|one| one.is_of(route)))
        .collect();
    assert!(unreached.is_empty(), "nothing leads to {unreached:#?}");
}
