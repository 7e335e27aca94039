//! Webhooks and their deliveries.

use accord_tests::api::{Answer, Api};
use reqwest::Method;

use super::visible::BROWSER;
use super::{BOTH, page, read, shop};

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_shows_what_it_sends_and_what_became_of_it() {
    for system in BOTH {
        let Some(broker) = shop(system).await else { continue };
        let list = page(&broker, "/webhooks").await.expect_status(200);
        assert!(read(&list).contains("Start the build any any"), "{}", read(&list));
        let shown = read(
            &page(&broker, &address(&list.text, "/webhooks/", &broker))
                .await
                .expect_status(200),
        );
        assert!(shown.contains("POST https://ci.example.invalid/build"), "{shown}");
        assert!(shown.contains("{ \"build\": \"now\" }"), "{shown}");
        assert!(shown.contains("contract published Web-Shop Orders"), "{shown}");
        assert!(shown.contains("contract published Web-Shop Stock"), "{shown}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_can_be_asked_for_again() {
    for system in BOTH {
        let Some(broker) = shop(system).await else { continue };
        let list = page(&broker, "/triggered-webhooks").await.expect_status(200);
        let delivery = address(&list.text, "/triggered-webhooks/", &broker);
        let shown = page(&broker, &delivery).await.expect_status(200);
        assert!(read(&shown).contains("Deliver it again"), "{}", read(&shown));
        let form = address(&shown.text, "/ui/triggered-webhooks/", &broker);
        let sent = Answer::to(broker.call_accepting(BROWSER, Method::POST, &form))
            .await
            .expect_status(303);
        assert_eq!(
            sent.header("location"),
            Some(format!("{}{delivery}", broker.base()).as_str())
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_shows_what_the_receiver_said() {
    for system in BOTH {
        let Some(broker) = shop(system).await else { continue };
        let list = page(&broker, "/webhooks").await.expect_status(200);
        let form = format!("/ui{}/execute", address(&list.text, "/webhooks/", &broker));
        let shown = Answer::to(broker.call_accepting(BROWSER, Method::POST, &form))
            .await
            .expect_status(200);
        assert!(
            read(&shown).contains("the receiver did not take it"),
            "{}",
            read(&shown)
        );
    }
}

/// Browsers add passwords to forms of other sites too.
#[tokio::test(flavor = "multi_thread")]
async fn forms_of_other_sites_are_refused() {
    for system in BOTH {
        let Some(broker) = shop(system).await else { continue };
        let list = page(&broker, "/webhooks").await.expect_status(200);
        let form = format!("/ui{}/execute", address(&list.text, "/webhooks/", &broker));
        let sent = |name: &'static str, value: &str| {
            let call = broker.call_accepting(BROWSER, Method::POST, &form).header(name, value);
            Answer::to(call)
        };
        assert_eq!(sent("sec-fetch-site", "cross-site").await.status, 403);
        assert_eq!(sent("sec-fetch-site", "same-site").await.status, 403);
        assert_eq!(sent("origin", "https://evil.example").await.status, 403);
        assert_eq!(sent("origin", "null").await.status, 403);
        assert_eq!(sent("sec-fetch-site", "same-origin").await.status, 200);
        assert_eq!(sent("origin", broker.base()).await.status, 200);
    }
}

/// The first address on a page that begins like this, without the base.
fn address(page: &str, begin: &str, broker: &Api) -> String {
    let begin = format!("\"{}{begin}", broker.base());
    let at = page.find(&begin).unwrap_or_else(|| panic!("no {begin} in {page}"));
    let path = &page[at + 1 + broker.base().len()..];
    path.split(['"', '?', '#']).next().unwrap().to_owned()
}
