//! The overview of integrations.

use accord_tests::broker::TestBroker;
use accord_tests::story::contract;

use super::{BOTH, page, read, shop};

#[tokio::test(flavor = "multi_thread")]
async fn a_newcomer_learns_the_next_step() {
    for system in BOTH {
        let Some(broker) = TestBroker::start(system).await else {
            continue;
        };
        let text = read(&page(&broker, "/").await.expect_status(200));
        assert!(text.contains("No contract has been published yet"), "{text}");
        assert!(text.contains("accord publish pacts/*.json"), "{text}");
        let text = read(&page(&broker, "/pacticipants").await.expect_status(200));
        assert!(text.contains("accord create-or-update-pacticipant"), "{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_integration_is_listed_with_its_state() {
    for system in BOTH {
        let Some(broker) = shop(system).await else { continue };
        let text = read(&page(&broker, "/").await.expect_status(200));
        assert!(text.contains("never verified 1 verified 1"), "{text}");
        assert!(
            text.contains("Web-Shop Orders verified 1 feat/cart just now 7 in production just now"),
            "{text}"
        );
        assert!(
            text.contains("Web-Shop Stock never verified 1 feat/cart just now nobody never"),
            "{text}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_narrow_the_list() {
    for system in BOTH {
        let Some(broker) = shop(system).await else { continue };
        for (query, orders, stock) in [
            ("q=ORD", true, false),
            ("search=stock", false, true),
            ("status=success", true, false),
            ("status=never", false, true),
            ("environment=production", true, false),
            ("environment=nowhere", false, false),
            ("branch=feat%2Fcart", true, true),
            ("branch=main", false, false),
            ("label=team-a", true, false),
            ("label=team-a&status=never", false, false),
            ("q=%25", false, false),
        ] {
            let text = read(&page(&broker, &format!("/?{query}")).await.expect_status(200));
            let listed = (text.contains("Web-Shop Orders"), text.contains("Web-Shop Stock"));
            assert_eq!(listed, (orders, stock), "{query}: {text}");
            assert_eq!(text.contains("Nothing matches"), !orders && !stock, "{query}: {text}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_goes_on_where_it_ended() {
    let link = regex::Regex::new(r#"rel="next"[^>]*href="([^"]*)""#).unwrap();
    for system in BOTH {
        let Some(broker) = shop(system).await else { continue };
        let first = page(&broker, "/?limit=1").await.expect_status(200);
        assert!(read(&first).contains("Web-Shop Orders"), "{}", read(&first));
        let next = link.captures(&first.text).unwrap()[1].replace("&#38;", "&");
        let path = next.strip_prefix(broker.base()).unwrap();
        let second = page(&broker, path).await.expect_status(200);
        assert!(read(&second).contains("Web-Shop Stock"), "{}", read(&second));
        assert!(!second.text.contains("rel=\"next\""));
    }
}

/// A stale contract is one that changed after its last success; a failed one may be pending.
#[tokio::test(flavor = "multi_thread")]
async fn a_change_after_a_success_shows() {
    for system in BOTH {
        let Some(broker) = shop(system).await else { continue };
        let path = "/pacts/provider/Orders/consumer/Web-Shop/version/2";
        broker
            .put(path, &contract("Web-Shop", "Orders", "other things"))
            .await
            .expect_status(201);
        let text = read(&page(&broker, "/?status=stale").await);
        assert!(text.contains("Web-Shop Orders changed since verified"), "{text}");
        broker.verify(("Web-Shop", "2"), ("Orders", "8"), false).await;
        let text = read(&page(&broker, "/?status=failed").await);
        assert!(text.contains("Web-Shop Orders failed"), "{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_names_are_text() {
    for system in BOTH {
        let Some(broker) = TestBroker::start(system).await else {
            continue;
        };
        let name = "<script>alert(1)</script>\"onload=";
        let path = "/pacts/provider/Orders/consumer/%3Cscript%3Ealert(1)%3C%2Fscript%3E%22onload%3D/version/1";
        broker
            .put(path, &contract(name, "Orders", "things"))
            .await
            .expect_status(201);
        let shown = page(&broker, "/").await.expect_status(200);
        assert!(
            !shown.text.contains("<script>alert") && !shown.text.contains("\"onload"),
            "{}",
            shown.text
        );
        assert!(read(&shown).contains(name), "{}", read(&shown));
        let missing = page(&broker, "/pacticipants/%3Cscript%3Ealert(1)")
            .await
            .expect_status(404);
        assert!(!missing.text.contains("<script>alert"), "{}", missing.text);
    }
}
