//! A real HTTP provider on a free port that answers as a pact file says, or does not.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse, web};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::server::Server;

/// In which way the provider is not what the pact says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conduct {
    /// It is.
    Honest,
    /// It answers everything with status 500.
    Failing,
    /// It answers with other bodies.
    Lying,
    /// It takes longer than anybody waits.
    Asleep,
}

/// A call of the state handler: query string and body.
pub type StateCall = (String, Value);

type Headers = Vec<(String, String)>;

struct Script {
    pact: Value,
    conduct: Conduct,
    state_calls: Mutex<Vec<StateCall>>,
    requests: Mutex<Vec<Headers>>,
}

/// A provider that runs until it is dropped.
pub struct Provider {
    script: Arc<Script>,
    _server: Server,
    pub url: String,
}

impl Provider {
    /// Starts a provider for a pact.
    pub fn start(pact: Value, conduct: Conduct) -> Self {
        let script = Arc::new(Script {
            pact,
            conduct,
            state_calls: Mutex::default(),
            requests: Mutex::default(),
        });
        let shared = Data::from(script.clone());
        let server = Server::start(move |config| {
            config
                .app_data(shared.clone())
                .route("/_states", web::post().to(change_state))
                .route("/_messages", web::post().to(message))
                .default_service(web::to(exchange));
        });
        Self {
            script,
            url: server.url.clone(),
            _server: server,
        }
    }

    /// Where it is, as options of `accord verify`.
    pub fn options(&self) -> [String; 3] {
        [
            format!("--provider-base-url={}", self.url),
            format!("--state-change-url={}/_states", self.url),
            "--message-path=/_messages".to_owned(),
        ]
    }

    /// The calls of the state handler, in order.
    pub fn state_calls(&self) -> Vec<StateCall> {
        self.script.state_calls.lock().unwrap().clone()
    }

    /// The values of a header in the requests of HTTP interactions, in order; empty where it was absent.
    pub fn header_values(&self, name: &str) -> Vec<String> {
        let requests = self.script.requests.lock().unwrap();
        let of_request = |headers: &Headers| {
            let value = headers.iter().find(|(header, _)| header == name);
            value.map(|(_, value)| value.clone()).unwrap_or_default()
        };
        requests.iter().map(of_request).collect()
    }
}

async fn change_state(script: Data<Script>, request: HttpRequest, body: Bytes) -> HttpResponse {
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let refuses = body["state"] == "cannot be" || request.query_string().contains("cannot+be");
    script
        .state_calls
        .lock()
        .unwrap()
        .push((request.query_string().to_owned(), body));
    if refuses {
        HttpResponse::InternalServerError().body("no such table")
    } else {
        HttpResponse::Ok().json(json!({"id": 77}))
    }
}

async fn exchange(script: Data<Script>, request: HttpRequest) -> HttpResponse {
    let headers = request
        .headers()
        .iter()
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
    script.requests.lock().unwrap().push(headers.collect());
    let interactions = script.pact["interactions"].as_array().cloned().unwrap_or_default();
    let expected = interactions.iter().find(|interaction| {
        let wanted = &interaction["request"];
        wanted["method"] == request.method().as_str() && wanted["path"] == request.path()
    });
    match expected {
        Some(interaction) => respond(&script, &interaction["response"]).await,
        None => HttpResponse::NotFound().body(format!("nothing at {}", request.path())),
    }
}

async fn respond(script: &Script, response: &Value) -> HttpResponse {
    let status = response["status"].as_u64().unwrap_or(200);
    let mut answer = HttpResponse::build(StatusCode::from_u16(u16::try_from(status).unwrap()).unwrap());
    for (name, value) in response["headers"].as_object().into_iter().flatten() {
        let value = value.as_str().or_else(|| value[0].as_str()).unwrap();
        answer.insert_header((name.as_str(), value));
    }
    misbehave(script, answer, content(&response["body"]), !response["body"].is_null()).await
}

async fn message(script: Data<Script>, question: Bytes) -> HttpResponse {
    let question: Value = serde_json::from_slice(&question).unwrap();
    let messages = ["messages", "interactions"]
        .iter()
        .find_map(|key| script.pact[key].as_array())
        .unwrap();
    let Some(message) = messages
        .iter()
        .find(|message| message["description"] == question["description"])
    else {
        return HttpResponse::NotFound().body("no such message");
    };
    let (contents, metadata) = match message.get("response") {
        Some(replies) => (&replies[0]["contents"], &replies[0]["metadata"]),
        None => (&message["contents"], &message["metadata"]),
    };
    let mut answer = HttpResponse::Ok();
    let kind = ["contentType", "content-type"]
        .iter()
        .find_map(|key| metadata[key].as_str());
    answer.content_type(kind.or(contents["contentType"].as_str()).unwrap_or("application/json"));
    if metadata.is_object() {
        answer.insert_header(("Pact-Message-Metadata", STANDARD.encode(metadata.to_string())));
    }
    misbehave(&script, answer, content(contents), true).await
}

async fn misbehave(
    script: &Script,
    mut answer: actix_web::HttpResponseBuilder,
    body: Vec<u8>,
    has_body: bool,
) -> HttpResponse {
    match script.conduct {
        Conduct::Honest => answer.body(body),
        Conduct::Failing => HttpResponse::InternalServerError().body("the database is on fire"),
        Conduct::Lying if has_body => answer.body(r#"{"other":"thing"}"#),
        Conduct::Lying => answer.finish(),
        Conduct::Asleep => {
            actix_web::rt::time::sleep(Duration::from_secs(30)).await;
            answer.finish()
        }
    }
}

/// The bytes of a body: specification 4 wraps them with their type and encoding.
fn content(body: &Value) -> Vec<u8> {
    match body {
        Value::Null => Vec::new(),
        Value::String(text) => text.clone().into_bytes(),
        Value::Object(wrapped) if wrapped.contains_key("content") => match (&body["content"], &body["encoded"]) {
            (Value::String(text), Value::String(_)) => STANDARD.decode(text).unwrap(),
            (inner, _) => content(inner),
        },
        json => json.to_string().into_bytes(),
    }
}

/// A port where connections wait for ever to be made.
pub struct Unaccepting {
    pub url: String,
    _listener: tokio::net::TcpListener,
    _waiting: Vec<std::net::TcpStream>,
    _runtime: tokio::runtime::Runtime,
}

impl Unaccepting {
    pub fn new() -> Self {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let listener = runtime.block_on(async {
            let socket = tokio::net::TcpSocket::new_v4().unwrap();
            socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
            socket.listen(1).unwrap()
        });
        let address = listener.local_addr().unwrap();
        // Nobody accepts: once the queue is full, the next one waits.
        let connect = || std::net::TcpStream::connect_timeout(&address, Duration::from_millis(200)).ok();
        Self {
            url: format!("http://{address}"),
            _waiting: std::iter::from_fn(connect).collect(),
            _listener: listener,
            _runtime: runtime,
        }
    }
}
