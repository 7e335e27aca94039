//! Random secrets, planted in every place that takes one, are found in no answer, log line or database.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use accord_broker::config::Key;
use accord_tests::api::{Answer, Api};
use accord_tests::database::{Database, System};
use accord_tests::process::BrokerProcess;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD};
use diesel::{Connection as _, PgConnection, QueryableByName, RunQueryDsl as _, sql_query, sql_types};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use rand::Rng as _;
use reqwest::Method;
use serde_json::{Value, json};
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate, matchers};

const PATIENCE: Duration = Duration::from_secs(30);

/// Runs with other secrets.
const CASES: usize = 4;

/// What was planted, by where.
#[derive(Default)]
struct Planted(BTreeMap<String, String>);

impl Planted {
    /// A new secret: printable, so that a header can hold it, with everything that some format writes differently.
    fn plant(&mut self, place: &str) -> String {
        let mut random = rand::rng();
        let length = random.random_range(12..40);
        let letters = (0..length).map(|_| char::from(random.random_range(b'!'..=b'~')));
        // A parameter within would be something else.
        let secret: String = letters.filter(|letter| !"${}".contains(*letter)).collect();
        self.0.insert(place.to_owned(), format!("s3{secret}/+\"%\\x"));
        self.0[place].clone()
    }

    /// Every secret in every form.
    fn forms(&self) -> impl Iterator<Item = (&str, String)> {
        self.0.iter().flat_map(|(place, secret)| {
            let quoted = Value::from(secret.as_str()).to_string();
            let forms = [
                secret.clone(),
                quoted[1..quoted.len() - 1].to_owned(),
                utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string(),
                url::form_urlencoded::byte_serialize(secret.as_bytes()).collect(),
                STANDARD.encode(secret),
                URL_SAFE.encode(secret),
                URL_SAFE_NO_PAD.encode(secret),
            ];
            forms.into_iter().map(|form| (place.as_str(), form))
        })
    }

    #[track_caller]
    fn assert_absent(&self, place: &str, bytes: &[u8]) {
        for (planted, form) in self.forms() {
            let found = bytes.windows(form.len()).position(|window| window == form.as_bytes());
            if let Some(at) = found {
                let around = &bytes[at.saturating_sub(200)..(at + form.len() + 100).min(bytes.len())];
                panic!("{planted} as {form} in {place}: {}", String::from_utf8_lossy(around));
            }
        }
    }
}

/// Sends back all that it was sent, in all ways.
struct Echo;

impl Respond for Echo {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let headers: Vec<(String, String)> = request
            .headers
            .iter()
            .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
            .collect();
        let body = String::from_utf8_lossy(&request.body).into_owned();
        let all = json!({"url": request.url.as_str(), "headers": headers, "body": body});
        let mut answer = ResponseTemplate::new(200);
        for (name, value) in headers.iter().filter(|(name, _)| name.starts_with("x-")) {
            answer = answer.append_header(format!("x-echo-{name}"), value.as_str());
        }
        let words: Vec<String> = headers.iter().map(|(_, value)| STANDARD.encode(value)).collect();
        answer.set_body_string(format!(
            "{all}\n{headers:?}\n{body}\n{}\n{}",
            STANDARD.encode(&body),
            words.join("\n")
        ))
    }
}

async fn echo() -> MockServer {
    let receiver = MockServer::start().await;
    Mock::given(matchers::any()).respond_with(Echo).mount(&receiver).await;
    receiver
}

/// A broker with users, that was told secrets in every setting that takes one.
async fn broker(planted: &mut Planted, database_url: &str) -> (BrokerProcess, Vec<(String, String)>) {
    let keys = [Key::random().to_text(), Key::random().to_text()];
    planted.0.insert("key".to_owned(), keys[0].clone());
    planted.0.insert("old key".to_owned(), keys[1].clone());
    let mut settings: Vec<(String, String)> = [
        ("SECRETS_KEY", keys[0].as_str()),
        ("SECRETS_OLD_KEYS", &keys[1]),
        ("BASIC_AUTH_USERNAME", "writer"),
        ("BASIC_AUTH_READ_ONLY_USERNAME", "reader"),
        ("DATABASE_URL", database_url),
        ("WEBHOOK_SCHEME_WHITELIST", "http"),
        ("WEBHOOK_HOST_WHITELIST", "127.0.0.1"),
        ("SQL_LOG_WARN_DURATION", "0"),
    ]
    .map(|(name, value)| (format!("ACCORD_{name}"), value.to_owned()))
    .into();
    for place in [
        "BASIC_AUTH_PASSWORD",
        "BASIC_AUTH_READ_ONLY_PASSWORD",
        "DATABASE_PASSWORD",
    ] {
        settings.push((format!("ACCORD_{place}"), planted.plant(place)));
    }
    settings.push(("RUST_LOG".to_owned(), "trace".to_owned()));
    let launched = BrokerProcess::launch_as(|program, port| {
        program.env("ACCORD_PORT", port).envs(settings.clone());
    });
    let mut broker = launched.unwrap();
    broker.until_ready(PATIENCE).await.unwrap();
    (broker, settings)
}

/// Calls a broker as its writer, and looks at every answer.
struct Caller<'a> {
    api: &'a Api,
    planted: &'a Planted,
}

impl Caller<'_> {
    async fn call(&self, method: Method, path: &str, body: Option<String>) -> Answer {
        let password = &self.planted.0["BASIC_AUTH_PASSWORD"];
        let mut request = self.api.call(method.clone(), path).basic_auth("writer", Some(password));
        if method == Method::POST {
            request = request.header("Idempotency-Key", uuid::Uuid::new_v4().to_string());
        }
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body);
        }
        Answer::to(request).await
    }

    async fn checked(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let answer = self.call(method, path, body.map(|body| body.to_string())).await;
        self.planted
            .assert_absent(&format!("the answer of {path}"), answer.text.as_bytes());
        let headers = format!("{:?}", answer.headers);
        self.planted
            .assert_absent(&format!("headers of the answer of {path}"), headers.as_bytes());
        answer
    }
}

fn webhook(planted: &mut Planted, of: &str, url: &str) -> Value {
    json!({
        "description": of,
        "events": [{"name": "contract_published"}, {"name": "provider_verification_published"}],
        "request": {
            "method": "POST",
            "url": format!("{url}/${{secret.in-url}}?q=${{secret.in-url}}"),
            "username": "me",
            "password": planted.plant(&format!("password of {of}")),
            "headers": {
                "X-Api-Token": planted.plant(&format!("token of {of}")),
                "Cookie": planted.plant(&format!("cookie of {of}")),
                "Authorization": format!("Bearer {}", planted.plant(&format!("authorization of {of}"))),
                "X-Named": "${secret.in-header}",
            },
            "body": {"of": "${pactbroker.consumerName}", "${secret.in-body}": ["${secret.in-body}"]},
        },
    })
}

const NAMED: [&str; 4] = ["in-url", "in-header", "in-body", "unused"];

async fn plant_and_look(database_url: &str, raw: impl Fn() -> Vec<u8>) {
    let mut planted = Planted::default();
    let receiver = echo().await;
    let (broker, settings) = broker(&mut planted, database_url).await;
    let api = broker.api();
    let hook = webhook(&mut planted, "first", &receiver.uri());
    let second = webhook(&mut planted, "second", "http://127.0.0.1:9");
    let mut wrong = webhook(&mut planted, "wrong", &receiver.uri());
    wrong["request"]["method"] = json!("BREW");
    wrong["request"]["headers"]["a b"] = json!(planted.plant("a header that is none"));
    let values = NAMED.map(|name| (name, planted.plant(name)));
    let rejected = planted.plant("refused secret");
    let malformed = format!("{{\"value\": \"{}", planted.plant("malformed"));

    // The only answer that tells a secret is looked at before what it told is among those that are looked for.
    let caller = Caller { api, planted: &planted };
    let own = caller
        .checked(Method::POST, "/webhooks", Some(hook.clone()))
        .await
        .expect_status(201)
        .link("self");
    let signing = format!("{own}/signing-secret");
    let mut told = Vec::new();
    for _ in 0..2 {
        let made = caller.checked(Method::POST, &signing, None).await.expect_status(201);
        told.push(
            made.json()["secret"]
                .as_str()
                .unwrap()
                .trim_start_matches("whsec_")
                .to_owned(),
        );
    }
    for (index, secret) in told.into_iter().enumerate() {
        planted.0.insert(format!("signing secret {index}"), secret);
    }
    let caller = Caller { api, planted: &planted };
    for (name, value) in &values {
        let path = format!("/secrets/{name}");
        caller
            .checked(Method::PUT, &path, Some(json!({"value": value})))
            .await
            .expect_status(201);
    }
    let failing = caller
        .checked(Method::POST, "/webhooks", Some(second.clone()))
        .await
        .expect_status(201);
    caller
        .checked(Method::PUT, &own, Some(hook.clone()))
        .await
        .expect_status(200);
    caller
        .checked(Method::POST, "/webhooks", Some(wrong.clone()))
        .await
        .expect_status(400);
    caller
        .checked(Method::PUT, "/secrets/a%20b", Some(json!({"value": rejected})))
        .await
        .expect_status(400);
    let answer = caller
        .call(Method::PUT, "/secrets/x", Some(malformed))
        .await
        .expect_status(400);
    planted.assert_absent("an answer to what is no JSON", answer.text.as_bytes());

    for hook in [&own, &failing.link("self")] {
        let tried = caller
            .checked(Method::POST, &format!("{hook}/execute"), None)
            .await
            .expect_status(200)
            .json();
        assert_eq!(tried["success"], hook == &own, "{tried}");
    }
    caller
        .checked(Method::POST, "/webhooks/execute", Some(hook))
        .await
        .expect_status(200);
    caller
        .checked(Method::POST, "/webhooks/execute", Some(second))
        .await
        .expect_status(200);
    let version = json!({"consumer": {"name": "web"}, "provider": {"name": "orders"}, "interactions": []});
    let pact = "/pacts/provider/orders/consumer/web/version/1";
    caller
        .checked(Method::PUT, pact, Some(version))
        .await
        .expect_status(201);
    tokio::time::sleep(Duration::from_secs(1)).await;
    look_everywhere(&caller, &own).await;
    let triggered = caller
        .checked(Method::GET, &format!("{pact}/triggered-webhooks"), None)
        .await
        .json();
    for one in triggered["_embedded"]["triggeredWebhooks"].as_array().unwrap() {
        let logs = one["_links"]["pb:logs"]["href"].as_str().unwrap();
        caller.checked(Method::GET, logs, None).await.expect_status(200);
    }
    caller
        .checked(Method::DELETE, "/secrets/in-body", None)
        .await
        .expect_status(409);

    planted.assert_absent("the database", &raw());
    broker.terminate().unwrap();
    let mut broker = broker;
    broker.until_ended(PATIENCE).await.unwrap();
    planted.assert_absent("the log", broker.log().unwrap().as_bytes());
    planted.assert_absent("the database after the end", &raw());
    for arguments in [&["config"][..], &["config", "--format", "toml"], &["secrets", "rotate"]] {
        let mut program = BrokerProcess::launch_as(|program, _| {
            program.args(arguments).envs(settings.clone());
        })
        .unwrap();
        assert!(
            program.until_ended(PATIENCE).await.unwrap().success(),
            "{}",
            program.log().unwrap()
        );
        planted.assert_absent(&arguments.join(" "), program.log().unwrap().as_bytes());
    }
    // What was planted did arrive.
    let received = receiver.received_requests().await.unwrap();
    assert_eq!(received[0].headers["x-named"].to_str().unwrap(), planted.0["in-header"]);
    assert_eq!(
        received[0].headers["x-api-token"].to_str().unwrap(),
        planted.0["token of first"]
    );
}

/// Gets every route of the table, as far as there is something behind it.
async fn look_everywhere(caller: &Caller<'_>, webhook: &str) {
    let uuid = webhook.rsplit('/').next().unwrap();
    for route in accord_broker::routes()
        .into_iter()
        .filter(|route| route.method == "GET")
    {
        let mut path = route.path.to_owned();
        for (parameter, value) in [
            ("{provider}", "orders"),
            ("{consumer}", "web"),
            ("{pacticipant}", "web"),
            ("{version}", "1"),
            ("{secret}", "in-url"),
            ("{uuid}", uuid),
        ] {
            path = path.replace(parameter, value);
        }
        let rest = regex::Regex::new(r"\{\w+\}").unwrap();
        caller.checked(Method::GET, &rest.replace_all(&path, "1"), None).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn on_sqlite_no_planted_secret_is_found_anywhere() {
    for _ in 0..CASES {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("accord.db");
        let raw = || files_of(directory.path());
        plant_and_look(&format!("sqlite://{}", file.display()), raw).await;
    }
}

/// The bytes of all files: the database, its log, and whatever else the broker may have left.
fn files_of(directory: &Path) -> Vec<u8> {
    let files = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    files.flat_map(|file| std::fs::read(file).unwrap()).collect()
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = sql_types::Text)]
    line: String,
}

#[tokio::test(flavor = "multi_thread")]
async fn on_postgres_no_planted_secret_is_found_anywhere() {
    let Some(database) = Database::fresh(System::Postgres).await else {
        return;
    };
    plant_and_look(database.url(), || dump(database.url())).await;
}

/// All rows of all tables, as text as it is stored; bytes as text, too.
fn dump(url: &str) -> Vec<u8> {
    let mut connection = PgConnection::establish(url).unwrap();
    let columns = "SELECT format('SELECT %s AS line FROM %I', CASE data_type WHEN 'bytea' \
         THEN format('encode(%I, ''escape'')', column_name) ELSE format('%I::text', column_name) END, table_name) AS line \
         FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> '__diesel_schema_migrations'";
    let columns: Vec<Line> = sql_query(columns).load(&mut connection).unwrap();
    assert!(columns.len() > 50);
    let mut all = String::new();
    for Line { line: column } in columns {
        let present = format!("SELECT line FROM ({column}) all_of_it WHERE line IS NOT NULL");
        let lines: Vec<Line> = sql_query(present).load(&mut connection).unwrap();
        lines.iter().for_each(|one| all.push_str(&format!("{}\n", one.line)));
    }
    assert!(all.contains("v1:"), "nothing is sealed, so nothing was looked at");
    all.into_bytes()
}
