//! A server that answers as a broker would in one situation, and remembers what it was asked.

use std::sync::{Arc, Mutex};

use actix_web::http::StatusCode;
use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::{Value, json};

use crate::server::Server;

/// One thing that the broker was asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    pub method: String,
    /// Path with query.
    pub target: String,
    pub body: Value,
    pub authorization: String,
}

struct Answer {
    method: &'static str,
    path: String,
    status: u16,
    body: String,
    /// Served until there are later answers for the same request.
    served: bool,
}

#[derive(Default)]
struct Script {
    answers: Mutex<Vec<Answer>>,
    asked: Mutex<Vec<Asked>>,
}

/// A scripted broker; `{base}` in answers is its own address.
pub struct Broker {
    script: Arc<Script>,
    _server: Server,
    pub url: String,
}

impl Broker {
    /// A broker whose index has these relations, each with its path.
    pub fn with_relations(relations: &[(&str, &str)]) -> Self {
        let script = Arc::new(Script::default());
        let shared = Data::from(script.clone());
        let server = Server::start(move |config| {
            config.app_data(shared.clone()).default_service(web::to(answer));
        });
        let broker = Self {
            script,
            url: server.url.clone(),
            _server: server,
        };
        let links: serde_json::Map<String, Value> = relations
            .iter()
            .map(|(relation, path)| broker.link(relation, path))
            .collect();
        broker.on("GET", "/", 200, &json!({ "_links": links }))
    }

    fn link(&self, relation: &str, path: &str) -> (String, Value) {
        (
            relation.to_owned(),
            json!({"href": format!("{}{path}", self.url), "templated": path.contains('{')}),
        )
    }

    /// Adds an answer; several for the same request are given one after the other, the last one for ever.
    pub fn on(self, method: &'static str, path: &str, status: u16, body: &Value) -> Self {
        let body = body.to_string().replace("{base}", &self.url);
        let answer = Answer {
            method,
            path: path.to_owned(),
            status,
            body,
            served: false,
        };
        self.script.answers.lock().unwrap().push(answer);
        self
    }

    /// What was asked of it, in order, but for the index.
    pub fn asked(&self) -> Vec<Asked> {
        self.script
            .asked
            .lock()
            .unwrap()
            .iter()
            .filter(|asked| asked.target != "/")
            .cloned()
            .collect()
    }

    /// The bodies that were sent to a path with a method.
    pub fn bodies(&self, method: &str, path: &str) -> Vec<Value> {
        let asked = self.asked();
        let meant = asked
            .iter()
            .filter(|asked| asked.method == method && path_of(&asked.target) == path);
        meant.map(|asked| asked.body.clone()).collect()
    }
}

fn path_of(target: &str) -> &str {
    target.split('?').next().unwrap()
}

async fn answer(script: Data<Script>, request: HttpRequest, body: Bytes) -> HttpResponse {
    let target = request.uri().path_and_query().unwrap().to_string();
    let authorization = request
        .headers()
        .get("authorization")
        .map(|value| value.to_str().unwrap().to_owned());
    let asked = Asked {
        method: request.method().to_string(),
        target: target.clone(),
        body: serde_json::from_slice(&body).unwrap_or_default(),
        authorization: authorization.unwrap_or_default(),
    };
    script.asked.lock().unwrap().push(asked);
    let mut answers = script.answers.lock().unwrap();
    let fits = |answer: &Answer| answer.method == request.method().as_str() && answer.path == path_of(&target);
    let fresh = answers.iter().position(|answer| fits(answer) && !answer.served);
    match fresh.or_else(|| answers.iter().rposition(fits)) {
        None => HttpResponse::NotFound().json(json!({"error": format!("no answer for {target}")})),
        Some(place) => {
            answers[place].served = true;
            let status = StatusCode::from_u16(answers[place].status).unwrap();
            HttpResponse::build(status)
                .content_type("application/hal+json")
                .body(answers[place].body.clone())
        }
    }
}
