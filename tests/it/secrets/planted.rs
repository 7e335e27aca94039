//! Random secrets, planted in every place that takes one, are found in no answer, log line or database.

mod echo;
mod finder;

use std::path::Path;
use std::time::{Duration, Instant};

use accord_broker::config::Key;
use accord_tests::api::{Answer, Api};
use accord_tests::database::{Database, System};
use accord_tests::process::BrokerProcess;
use diesel::{Connection as _, PgConnection, QueryableByName, RunQueryDsl as _, sql_query, sql_types};
use reqwest::Method;
use serde_json::{Value, json};

use echo::echo;
use finder::{Finder, Planted};

const PATIENCE: Duration = Duration::from_secs(30);

/// Runs with other secrets.
const CASES: usize = 4;

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
    finder: Finder,
}

impl<'a> Caller<'a> {
    fn new(api: &'a Api, planted: &'a Planted) -> Self {
        let finder = planted.finder();
        Self { api, planted, finder }
    }
}

impl Caller<'_> {
    fn password(&self) -> &str {
        &self.planted.0["BASIC_AUTH_PASSWORD"]
    }

    async fn call(&self, method: Method, path: &str, body: Option<String>) -> Answer {
        let mut request = self.api.call(method.clone(), path);
        request = request.basic_auth("writer", Some(self.password()));
        if method == Method::POST {
            request = request.header("Idempotency-Key", uuid::Uuid::new_v4().to_string());
        }
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body);
        }
        Answer::to(request).await
    }

    /// Asks, insists on a status unless it is 0, and looks at the answer.
    async fn ask(&self, method: Method, path: &str, body: Option<&Value>, status: u16) -> Answer {
        let answer = self.call(method, path, body.map(Value::to_string)).await;
        self.look_at(path, &answer);
        if status == 0 {
            answer
        } else {
            answer.expect_status(status)
        }
    }

    /// Opens a page, or presses a button of one, and looks at what comes.
    async fn browse(&self, method: Method, path: &str) -> Answer {
        let request = self.api.call_accepting("text/html", method, path);
        let page = Answer::to(request.basic_auth("writer", Some(self.password()))).await;
        self.look_at(path, &page);
        page
    }

    fn look_at(&self, path: &str, answer: &Answer) {
        let headers = format!("{:?}", answer.headers);
        for (part, bytes) in [("body", answer.text.as_bytes()), ("headers", headers.as_bytes())] {
            self.finder
                .assert_absent(&format!("the {part} of the answer of {path}"), bytes);
        }
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
    let (mut broker, settings) = broker(&mut planted, database_url).await;
    let api = &broker.api().clone();
    let hook = webhook(&mut planted, "first", &receiver.uri());
    let failing = webhook(&mut planted, "second", "http://127.0.0.1:9");
    let mistakes = Mistakes::new(&mut planted, &receiver.uri());
    for name in NAMED {
        planted.plant(name);
    }
    // The only answer that tells a secret comes before that secret is among those that are looked for.
    let own = sign(api, &mut planted, &hook).await;
    let caller = Caller::new(api, &planted);
    for name in NAMED {
        let secret = json!({"value": planted.0[name]});
        caller
            .ask(Method::PUT, &format!("/secrets/{name}"), Some(&secret), 201)
            .await;
    }
    caller.ask(Method::PUT, &own, Some(&hook), 200).await;
    mistakes.make(&caller).await;
    let deliveries = send(&caller, &own, [&hook, &failing]).await;
    look_everywhere(&caller, &own).await;
    press_every_button(&caller, &own, &deliveries).await;
    caller.ask(Method::DELETE, "/secrets/in-body", None, 409).await;

    caller.finder.assert_absent("the database", &raw());
    broker.terminate().unwrap();
    broker.until_ended(PATIENCE).await.unwrap();
    caller.finder.assert_absent("the log", broker.log().unwrap().as_bytes());
    run_commands(&caller.finder, &settings).await;
    caller.finder.assert_absent("the database after the end", &raw());
    // What was planted did arrive.
    let received = receiver.received_requests().await.unwrap();
    for (header, place) in [("x-named", "in-header"), ("x-api-token", "token of first")] {
        assert_eq!(received[0].headers[header].to_str().unwrap(), planted.0[place]);
    }
}

/// Stores a webhook, and lets it be signed with two secrets; gives its address.
async fn sign(api: &Api, planted: &mut Planted, hook: &Value) -> String {
    let caller = Caller::new(api, planted);
    let own = caller
        .ask(Method::POST, "/webhooks", Some(hook), 201)
        .await
        .link("self");
    let mut told = Vec::new();
    for _ in 0..2 {
        let made = caller
            .ask(Method::POST, &format!("{own}/signing-secret"), None, 201)
            .await;
        told.push(made.json()["secret"].as_str().unwrap().replace("whsec_", ""));
    }
    let told = told.into_iter().enumerate();
    planted
        .0
        .extend(told.map(|(index, secret)| (format!("signing secret {index}"), secret)));
    own
}

/// Secrets in what is refused.
struct Mistakes {
    webhook: Value,
    secret: Value,
    malformed: String,
}

impl Mistakes {
    fn new(planted: &mut Planted, url: &str) -> Self {
        let mut webhook = webhook(planted, "wrong", url);
        webhook["request"]["method"] = json!("BREW");
        webhook["request"]["headers"]["a b"] = json!(planted.plant("a header that is none"));
        Self {
            webhook,
            secret: json!({"value": planted.plant("refused")}),
            malformed: format!("{{\"value\": \"{}", planted.plant("malformed")),
        }
    }

    async fn make(&self, caller: &Caller<'_>) {
        caller.ask(Method::POST, "/webhooks", Some(&self.webhook), 400).await;
        caller.ask(Method::PUT, "/secrets/a%20b", Some(&self.secret), 400).await;
        let answer = caller
            .call(Method::PUT, "/secrets/x", Some(self.malformed.clone()))
            .await;
        let answer = answer.expect_status(400).text;
        caller
            .finder
            .assert_absent("an answer to what is no JSON", answer.as_bytes());
    }
}

/// Sends webhooks, stored and not, to a receiver that answers and to one that does not; by hand, and for a pact;
/// gives the addresses of what the pact has triggered.
async fn send(caller: &Caller<'_>, own: &str, [hook, failing]: [&Value; 2]) -> Vec<String> {
    let other = caller
        .ask(Method::POST, "/webhooks", Some(failing), 201)
        .await
        .link("self");
    for (webhook, success) in [(own, true), (other.as_str(), false)] {
        let tried = caller
            .ask(Method::POST, &format!("{webhook}/execute"), None, 200)
            .await
            .json();
        assert_eq!(tried["success"], success, "{tried}");
    }
    for hook in [hook, failing] {
        caller.ask(Method::POST, "/webhooks/execute", Some(hook), 200).await;
    }
    let pact = json!({"consumer": {"name": "web"}, "provider": {"name": "orders"}, "interactions": []});
    let path = "/pacts/provider/orders/consumer/web/version/1";
    caller.ask(Method::PUT, path, Some(&pact), 201).await;
    let triggered = caller
        .ask(Method::GET, &format!("{path}/triggered-webhooks"), None, 200)
        .await
        .json();
    let triggered = triggered["_embedded"]["triggeredWebhooks"].as_array().unwrap().clone();
    assert_eq!(triggered.len(), 2);
    let mut deliveries = Vec::new();
    for one in triggered {
        let logs = one["_links"]["pb:logs"]["href"].as_str().unwrap();
        until_attempted(caller, logs).await;
        deliveries.push(logs.trim_end_matches("/logs").to_owned());
    }
    deliveries
}

/// Waits until a webhook was sent, or was to be.
async fn until_attempted(caller: &Caller<'_>, logs: &str) {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let shown = caller.ask(Method::GET, logs, None, 200).await;
        if !shown.json()["executions"].as_array().unwrap().is_empty() {
            return;
        }
        assert!(Instant::now() < deadline, "{}", shown.text);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Runs the commands that print something, with the configuration of the broker.
async fn run_commands(finder: &Finder, settings: &[(String, String)]) {
    for arguments in [&["config"][..], &["config", "--format", "toml"], &["secrets", "rotate"]] {
        let launched = BrokerProcess::launch_as(|program, _| {
            program.args(arguments).envs(settings.iter().cloned());
        });
        let mut program = launched.unwrap();
        let status = program.until_ended(PATIENCE).await.unwrap();
        let said = program.log().unwrap();
        assert!(status.success(), "{said}");
        finder.assert_absent(&arguments.join(" "), said.as_bytes());
    }
}

/// The last part of an address.
fn uuid_in(address: &str) -> &str {
    address.rsplit('/').next().unwrap()
}

/// Tries a webhook and sends everything again, in pages, and reads what they show then.
async fn press_every_button(caller: &Caller<'_>, webhook: &str, deliveries: &[String]) {
    let tried = format!("/ui/webhooks/{}/execute", uuid_in(webhook));
    let tried = caller.browse(Method::POST, &tried).await.expect_status(200);
    assert!(
        tried.text.contains("X-Api-Token") || tried.text.contains("x-api-token"),
        "{}",
        tried.text
    );
    for delivery in deliveries {
        let again = format!("/ui/triggered-webhooks/{}/redeliver", uuid_in(delivery));
        caller.browse(Method::POST, &again).await.expect_status(303);
        caller.browse(Method::GET, delivery).await.expect_status(200);
    }
}

/// Gets every route of the table, as far as there is something behind it, as a program and as a browser does.
async fn look_everywhere(caller: &Caller<'_>, webhook: &str) {
    let uuid = uuid_in(webhook);
    let rest = regex::Regex::new(r"\{\w+\}").unwrap();
    for route in accord_broker::routes()
        .into_iter()
        .chain(accord_broker::page_routes())
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
        let path = rest.replace_all(&path, "1");
        caller.ask(Method::GET, &path, None, 0).await;
        caller.browse(Method::GET, &path).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn on_sqlite_no_planted_secret_is_found_anywhere() {
    for _ in 0..CASES {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("accord.db");
        let raw = || {
            let files = files_of(directory.path());
            assert!(files.windows(3).any(|window| window == b"v1:"), "nothing is sealed");
            files
        };
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
