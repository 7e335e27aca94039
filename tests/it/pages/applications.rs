//! Applications and their versions.

use accord_tests::story::contract;
use serde_json::json;

use super::{BOTH, page, read, shop};

#[tokio::test(flavor = "multi_thread")]
async fn the_list_finds_by_name() {
    for system in BOTH {
        let Some(broker) = shop(system).await else { continue };
        let all = read(&page(&broker, "/pacticipants").await.expect_status(200));
        for name in ["Orders", "Stock", "Web-Shop"] {
            assert!(all.contains(name), "{all}");
        }
        let found = read(&page(&broker, "/pacticipants?q=sTo").await.expect_status(200));
        assert!(found.contains("Stock") && !found.contains("Orders"), "{found}");
        let none = read(&page(&broker, "/pacticipants?q=nothing").await.expect_status(200));
        assert!(none.contains("No application has nothing in its name"), "{none}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_shows_whom_it_talks_to_and_where_it_runs() {
    for system in BOTH {
        let Some(broker) = shop(system).await else { continue };
        let orders = read(&page(&broker, "/pacticipants/Orders").await.expect_status(200));
        assert!(orders.contains("Where it runs production 7 just now"), "{orders}");
        assert!(
            orders.contains("What others expect of it Consumer Provider"),
            "{orders}"
        );
        assert!(orders.contains("It has published no contract."), "{orders}");
        assert!(orders.contains("Labels team-a"), "{orders}");
        let consumer = read(&page(&broker, "/pacticipants/Web-Shop").await.expect_status(200));
        assert!(consumer.contains("Nothing is recorded as deployed"), "{consumer}");
        assert!(consumer.contains("feat/cart 1"), "{consumer}");
        assert!(consumer.contains("1 feat/cart Orders , Stock just now"), "{consumer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_shows_what_it_published_and_verified() {
    for system in BOTH {
        let Some(broker) = shop(system).await else { continue };
        let provider = read(
            &page(&broker, "/pacticipants/Orders/versions/7")
                .await
                .expect_status(200),
        );
        assert!(
            provider.contains("Contract of Web-Shop verified just now"),
            "{provider}"
        );
        assert!(
            provider.contains("production deployed just now still there"),
            "{provider}"
        );
        let consumer = read(
            &page(&broker, "/pacticipants/Web-Shop/versions/1")
                .await
                .expect_status(200),
        );
        assert!(
            consumer.contains("Contract with Orders Contract with Stock"),
            "{consumer}"
        );
        let missing = read(
            &page(&broker, "/pacticipants/Orders/versions/8")
                .await
                .expect_status(404),
        );
        assert!(missing.contains("There is no version `8` of `Orders`."), "{missing}");
    }
}

/// Whoever may write may enter an address that is a script; nobody gets a link to it.
#[tokio::test(flavor = "multi_thread")]
async fn addresses_that_are_scripts_are_no_links() {
    for system in BOTH {
        let Some(broker) = shop(system).await else { continue };
        let script = "javascript:alert(1)";
        let publication = json!({
            "pacticipantName": "Web-Shop", "pacticipantVersionNumber": "2", "buildUrl": script,
            "contracts": [{
                "consumerName": "Web-Shop", "providerName": "Orders", "specification": "pact",
                "contentType": "application/json", "content": base64(&contract("Web-Shop", "Orders", "x").to_string()),
            }],
        });
        broker.post("/contracts/publish", &publication).await;
        broker
            .put(
                "/pacticipants/Web-Shop",
                &json!({"name": "Web-Shop", "repositoryUrl": script}),
            )
            .await;
        for path in ["/pacticipants/Web-Shop", "/pacticipants/Web-Shop/versions/2"] {
            let shown = page(&broker, path).await;
            assert!(!shown.text.contains("href=\"javascript"), "{}", shown.text);
        }
    }
}

fn base64(text: &str) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(text)
}

/// Clients of the API go on getting documents from the same addresses.
#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_ask_for_a_page_gets_a_document() {
    for system in BOTH {
        let Some(broker) = shop(system).await else { continue };
        for path in [
            "/",
            "/pacticipants",
            "/pacticipants/Orders",
            "/pacticipants/Orders/versions/7",
        ] {
            let document = broker.get(path).await.expect_status(200);
            assert_eq!(
                document.header("content-type"),
                Some("application/hal+json;charset=utf-8"),
                "{path}"
            );
        }
    }
}
