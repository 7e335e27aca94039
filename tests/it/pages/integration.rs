//! One integration, and the API link by link.

use accord_tests::story::contract;
use serde_json::json;

use super::{BOTH, page, read, shop};

#[tokio::test(flavor = "multi_thread")]
async fn an_integration_shows_the_contracts_that_matter_now() {
    for system in BOTH {
        let Some(broker) = shop(system).await else { continue };
        let between = "/pacts/provider/Orders/consumer/Web-Shop/version";
        let newer = contract("Web-Shop", "Orders", "other things");
        broker.put(&format!("{between}/2"), &newer).await.expect_status(201);
        broker
            .put("/pacticipants/Web-Shop/versions/1/tags/shipped", &json!({}))
            .await
            .expect_status(201);
        broker.deploy("Web-Shop", "1", "production").await;

        let address = "/dashboard/provider/Orders/consumer/Web-Shop";
        let words = read(&page(&broker, address).await.expect_status(200));
        assert!(words.contains("What Web-Shop expects of Orders"), "{words}");
        assert!(words.contains("What matters now: 2 contracts"), "{words}");
        let (newest, rest) = words.split_once("Verified 2 ").unwrap();
        assert!(
            rest.starts_with("never verified") && newest.contains("Newest contract"),
            "{words}"
        );
        assert!(rest.contains("1 feat/cart in production shipped verified"), "{words}");
        assert!(rest.contains("7 in production"), "{words}");
        assert!(!words.contains("Stock"), "{words}");

        let none = read(
            &page(&broker, "/dashboard/provider/Web-Shop/consumer/Orders")
                .await
                .expect_status(200),
        );
        assert!(none.contains("There is no contract between them"), "{none}");
        page(&broker, "/dashboard/provider/Orders/consumer/Nobody")
            .await
            .expect_status(404);
        let links = page(&broker, "/").await.text;
        assert!(links.contains(&format!("{}{address}\"", broker.base())), "{links}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_api_browser_begins_at_the_index_and_says_what_to_do_without_scripts() {
    for system in BOTH {
        let Some(broker) = shop(system).await else { continue };
        for address in ["/hal-browser", "/hal-browser/browser.html"] {
            let shown = page(&broker, address).await.expect_status(200);
            assert!(
                shown.text.contains(&format!("data-hal=\"{}/\"", broker.base())),
                "{}",
                shown.text
            );
            assert!(read(&shown).contains("This page needs scripts"), "{}", read(&shown));
        }
    }
}
