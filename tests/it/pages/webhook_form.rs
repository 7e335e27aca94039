//! The form in which webhooks are made and changed.

use accord_tests::api::{Answer, Api};
use regex::Regex;
use reqwest::Method;
use serde_json::{Value, json};

use super::visible::BROWSER;
use super::{BOTH, page, read, shop};

const NEW: &str = "/ui/webhooks/new";

async fn send(broker: &Api, form: &str, fields: &[(&str, &str)]) -> Answer {
    let body = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    let call = broker
        .call_accepting(BROWSER, Method::POST, form)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body);
    Answer::to(call).await
}

/// A browser chooses the first method of a list that has not the one that is stored.
#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_nobody_touched_changes_no_method() {
    for system in BOTH {
        let Some(broker) = shop(system).await else { continue };
        let webhook = json!({
            "events": [{"name": "contract_published"}],
            "request": {"method": "post", "url": "https://ci.example.invalid/", "body": "\nbegins with an empty line"},
        });
        let made = broker.post("/webhooks", &webhook).await.expect_status(201);
        let form = page(&broker, &format!("/ui{}/edit", seen_at(&broker, &made))).await;
        assert!(form.text.contains("<option selected>POST</option>"), "{}", form.text);
        assert!(
            form.text.contains("\n\nbegins with an empty line</textarea>"),
            "{}",
            form.text
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_of_a_text_end_as_they_did() {
    let long = Regex::new(r#"<input type="hidden" name="(request\[longEnds\])" value="(true)">"#).unwrap();
    for system in BOTH {
        let Some(broker) = shop(system).await else { continue };
        for body in ["one\r\ntwo\r\n", "one\ntwo\n"] {
            let webhook = json!({
                "events": [{"name": "contract_published"}],
                "request": {"method": "POST", "url": "https://ci.example.invalid/", "body": body},
            });
            let made = broker.post("/webhooks", &webhook).await.expect_status(201);
            let form = format!("/ui{}/edit", seen_at(&broker, &made));
            let shown = page(&broker, &form).await.text;
            // What a browser sends, however the lines ended.
            let mut typed = vec![
                ("events[]", "contract_published"),
                ("request[method]", "POST"),
                ("request[url]", "https://ci.example.invalid/"),
                ("request[body]", "one\r\ntwo\r\n"),
                ("request[bodyType]", "text"),
            ];
            if let Some(found) = long.captures(&shown) {
                typed.push((found.get(1).unwrap().as_str(), found.get(2).unwrap().as_str()));
            }
            let sent = send(&broker, &form, &typed).await.expect_status(303);
            let saved = broker.get(&seen_at(&broker, &sent)).await.json();
            assert_eq!(saved["request"]["body"], body);
        }
    }
}

/// The path that a form led to.
fn seen_at(broker: &Api, sent: &Answer) -> String {
    let location = sent.header("location").unwrap();
    location.strip_prefix(broker.base()).unwrap().to_owned()
}

const TYPED: [(&str, &str); 10] = [
    ("description", "Build <b>orders</b>"),
    ("events[]", "contract_published"),
    ("events[]", "provider_verification_failed"),
    ("consumer[name]", "Web-Shop"),
    ("provider[label]", "team-a"),
    ("request[method]", "POST"),
    ("request[url]", "https://ci.example.invalid/${pactbroker.consumerName}"),
    ("request[headers]", "X-Team: a\r\nAuthorization: Bearer very-secret\r\n"),
    ("request[body]", r#"{"contract": "${pactbroker.pactUrl}"}"#),
    ("enabled", "true"),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_is_made_changed_and_deleted() {
    for system in BOTH {
        let Some(broker) = shop(system).await else { continue };
        let made = send(&broker, NEW, &TYPED).await.expect_status(303);
        let address = seen_at(&broker, &made);
        let saved = broker.get(&address).await.expect_status(200).json();
        assert_eq!(saved["description"], "Build <b>orders</b>");
        assert_eq!(saved["consumer"], json!({"name": "Web-Shop"}));
        assert_eq!(saved["provider"], json!({"label": "team-a"}));
        assert_eq!(
            saved["events"],
            json!([{"name": "contract_published"}, {"name": "provider_verification_failed"}])
        );
        assert_eq!(saved["request"]["body"], json!({"contract": "${pactbroker.pactUrl}"}));
        assert_eq!(saved["request"]["headers"]["x-team"], "a");

        let edit = format!("/ui{address}/edit");
        let form = page(&broker, &edit).await.expect_status(200);
        assert!(
            !form.text.contains("very-secret") && !form.text.contains("<b>orders"),
            "{}",
            form.text
        );
        assert!(form.text.contains("authorization: **"), "{}", form.text);
        let mut changed = TYPED.to_vec();
        changed[0].1 = "Build them";
        changed[7].1 = "Authorization: **********";
        changed.pop();
        changed.push(("request[bodyType]", "text"));
        changed.push(("repeatUntilVerifiedAfter", ""));
        let saved = send(&broker, &edit, &changed).await.expect_status(303);
        assert_eq!(seen_at(&broker, &saved), address);
        let saved = broker.get(&address).await.json();
        assert_eq!(
            (&saved["description"], &saved["enabled"]),
            (&json!("Build them"), &json!(false))
        );
        assert_eq!(saved["request"]["body"], r#"{"contract": "${pactbroker.pactUrl}"}"#);
        assert_eq!(saved["request"]["headers"], json!({"authorization": "**********"}));

        let gone = send(&broker, &format!("/ui{address}/delete"), &[])
            .await
            .expect_status(303);
        assert_eq!(seen_at(&broker, &gone), "/webhooks");
        broker.get(&address).await.expect_status(404);
        send(&broker, &edit, &changed).await.expect_status(404);
        broker.get(&address).await.expect_status(404);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_shows_what_would_be_sent_and_saves_nothing() {
    for system in BOTH {
        let Some(broker) = shop(system).await else { continue };
        let before = broker.get("/webhooks").await.json();
        let mut typed = TYPED.to_vec();
        typed.push(("do", "preview"));
        let shown = send(&broker, NEW, &typed).await.expect_status(200);
        let words = read(&shown);
        let (_, preview) = words.split_once("What would be sent now").unwrap();
        assert!(
            preview.contains("POST https://ci.example.invalid/Web-Shop"),
            "{preview}"
        );
        assert!(preview.contains("x-team: a"), "{preview}");
        let address = format!(
            "{}/pacts/provider/Orders/consumer/Web-Shop/pact-version/",
            broker.base()
        );
        assert!(preview.contains(&format!("\"contract\": \"{address}")), "{preview}");
        assert!(!preview.contains("very-secret"), "{preview}");
        assert!(preview.contains("${pactbroker.providerName} Orders"), "{preview}");
        assert_eq!(broker.get("/webhooks").await.json(), before);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn mistakes_are_told_and_what_was_typed_is_kept() {
    for system in BOTH {
        let Some(broker) = shop(system).await else { continue };
        let before = broker.get("/webhooks").await.json();
        let typed = [
            ("consumer[name]", "nobody\"><script>alert(1)</script>"),
            ("request[method]", "POST"),
            ("request[url]", "ftp://example.org"),
            ("request[headers]", "no colon"),
            ("repeatUntilVerifiedAfter", "soon"),
        ];
        let shown = send(&broker, NEW, &typed).await.expect_status(400);
        let words = read(&shown);
        for wrong in [
            "It was not saved",
            "events size cannot be less than 1",
            "request.url scheme must be one of",
            "request.headers no colon is not the name of a header",
            "repeatUntilVerifiedAfter must be a whole number",
        ] {
            assert!(words.contains(wrong), "{wrong}: {words}");
        }
        assert!(shown.text.contains("value=\"ftp://example.org\""), "{}", shown.text);
        assert!(!shown.text.contains("<script>alert"), "{}", shown.text);
        let no_json = [("request[body]", "{no")];
        let shown = send(&broker, NEW, &no_json).await.expect_status(400);
        assert!(read(&shown).contains("request.body is not JSON"), "{}", read(&shown));
        assert_eq!(broker.get("/webhooks").await.json(), before);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_asks_for_its_parameters() {
    for system in BOTH {
        let Some(broker) = shop(system).await else { continue };
        let choice = page(&broker, NEW).await.expect_status(200);
        let link = format!("{}{NEW}?template=github-commit-status", broker.base());
        assert!(choice.text.contains(&link), "{}", choice.text);
        let form = page(&broker, &format!("{NEW}?template=github-commit-status"))
            .await
            .expect_status(200);
        assert!(read(&form).contains("repository (required)"), "{}", read(&form));
        page(&broker, &format!("{NEW}?template=none")).await.expect_status(404);

        let mut typed = vec![
            ("description", "Status"),
            ("events[]", "contract_published"),
            ("template[name]", "github-commit-status"),
            ("template[parameters][owner]", "us"),
            ("template[parameters][repository]", ""),
            ("template[parameters][token]", "very-secret"),
        ];
        let refused = send(&broker, NEW, &typed).await.expect_status(400);
        let words = read(&refused);
        assert!(words.contains("template.parameters.repository is missing"), "{words}");
        typed[4].1 = "shop";
        let made = send(&broker, NEW, &typed).await.expect_status(303);
        let saved: Value = broker.get(&seen_at(&broker, &made)).await.json();
        let url = saved["request"]["url"].as_str().unwrap();
        assert!(
            url.starts_with("https://api.github.com/repos/us/shop/statuses/"),
            "{url}"
        );

        let slack = [
            ("events[]", "contract_published"),
            ("template[name]", "slack-message"),
            ("template[parameters][address]", "https://hooks.example.org/very-secret"),
            ("do", "preview"),
        ];
        let words = read(&send(&broker, NEW, &slack).await.expect_status(200));
        let (_, preview) = words.split_once("What would be sent now").unwrap();
        assert!(preview.contains("POST **"), "{preview}");
        assert!(!preview.contains("very-secret"), "{preview}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_forms_of_other_sites_make_no_webhooks() {
    for system in BOTH {
        let Some(broker) = shop(system).await else { continue };
        let call = broker
            .call_accepting(BROWSER, Method::POST, NEW)
            .header("sec-fetch-site", "cross-site");
        assert_eq!(Answer::to(call).await.status, 403);
    }
}
