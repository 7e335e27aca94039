//! Values that no database should have to refuse.

use accord_tests::database::System;
use serde_json::json;

use super::with_some_data;

#[tokio::test(flavor = "multi_thread")]
async fn an_application_instance_is_a_name() {
    for system in [System::Sqlite, System::Postgres] {
        let Some(broker) = with_some_data(system).await else {
            continue;
        };
        let version = broker
            .get("/pacticipants/web/versions/1")
            .await
            .expect_status(200)
            .json();
        let link = &version["_links"]["pb:record-deployment"][0]["href"];
        let link = link.as_str().unwrap();
        let deployed_to = |instance: &str| json!({"applicationInstance": instance});
        for bad in [&letters(9_000), "a\0b", "a\nb"] {
            let refused = broker.post(link, &deployed_to(bad)).await.expect_status(400).json();
            assert!(refused["errors"]["applicationInstance"][0].is_string(), "{refused}");
        }
        for good in [&letters(1_000), "blue", " "] {
            broker.post(link, &deployed_to(good)).await.expect_status(201);
        }
    }
}

/// Letters in no order, which a database cannot store in much less space than they take.
fn letters(count: u32) -> String {
    (0..count)
        .map(|index| char::from(b'a' + (index.wrapping_mul(2_654_435_761) >> 24) as u8 % 26))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_verification_is_dated_within_four_digits() {
    for system in [System::Sqlite, System::Postgres] {
        let Some(broker) = with_some_data(system).await else {
            continue;
        };
        let pact = broker.get("/pacts/provider/orders/consumer/web/version/1").await;
        let link = pact.link("pb:publish-verification-results");
        let dated = |date: &str| json!({"success": true, "providerApplicationVersion": "2", "verificationDate": date});
        for bad in ["9999-12-31T23:59:59-23:00", "-4000-01-01", "+12000-01-01"] {
            let refused = broker.post(&link, &dated(bad)).await.expect_status(400).json();
            assert_eq!(
                refused["errors"]["verificationDate"],
                json!(["must be a date"]),
                "{bad}"
            );
        }
        for good in ["9999-12-31T23:59:59Z", "0001-01-01"] {
            broker.post(&link, &dated(good)).await.expect_status(201);
        }
    }
}
