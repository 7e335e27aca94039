//! What the form of a webhook holds, and the webhook that it describes to the API.

use serde_json::{Map, Value, json};

use crate::app::webhooks::WebhookView;
use crate::domain::invalid::Invalid;
use crate::domain::webhook::{Party, WebhookTemplate, webhook_template};
use crate::http::nested_query::Nested;

/// The form as it was typed, or as it is filled in at first.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    pub(super) description: String,
    pub(super) consumer: Side,
    pub(super) provider: Side,
    pub(super) enabled: bool,
    pub(super) events: Vec<String>,
    pub(super) repeat_seconds: String,
    pub(super) every_version: bool,
    pub(super) what: What,
}

/// A side of the scope: a name, a label, or neither for everybody.
#[derive(Debug, Clone, Default)]
pub(super) struct Side {
    pub(super) name: String,
    pub(super) label: String,
}

/// What is sent.
#[derive(Debug, Clone)]
pub(super) enum What {
    Request(Request),
    Template(&'static WebhookTemplate, Vec<Parameter>),
}

/// A request of one's own.
#[derive(Debug, Clone, Default)]
pub(super) struct Request {
    pub(super) method: String,
    pub(super) url: String,
    /// `Name: value`, one on each line.
    pub(super) headers: String,
    pub(super) body: String,
    /// Whether the body is a text that is sent as it is; otherwise it is JSON.
    pub(super) is_text: bool,
    /// Whether lines of the body end as in e-mails, all of them: browsers do not tell one from the other.
    pub(super) has_long_ends: bool,
    pub(super) username: String,
    /// Empty: the one that is stored, if there is one.
    pub(super) password: String,
}

/// A parameter of a template with what was typed for it.
#[derive(Debug, Clone)]
pub(super) struct Parameter {
    pub(super) name: &'static str,
    pub(super) description: &'static str,
    pub(super) is_required: bool,
    pub(super) is_secret: bool,
    pub(super) value: String,
}

impl Default for What {
    fn default() -> Self {
        Self::Request(Request::default())
    }
}

impl Typed {
    /// A webhook that is not thought up yet, from a template or from nothing.
    pub(super) fn new(template: Option<&'static WebhookTemplate>) -> Self {
        let Some(template) = template else {
            return Self {
                enabled: true,
                events: vec!["contract_requiring_verification_published".to_owned()],
                what: What::Request(Request {
                    method: "POST".to_owned(),
                    ..Request::default()
                }),
                ..Self::default()
            };
        };
        Self {
            description: template.title.clone(),
            enabled: true,
            events: template.events.clone(),
            every_version: template.for_every_consumer_version,
            what: What::Template(template, parameters(template, |one| one.default.clone())),
            ..Self::default()
        }
    }

    /// A webhook that is there.
    pub(super) fn of_webhook(webhook: &WebhookView) -> Self {
        let request = &webhook.request;
        let headers = request.headers.iter().map(|(name, value)| format!("{name}: {value}"));
        Self {
            description: webhook.description.clone(),
            consumer: Side::of(webhook.consumer.as_ref()),
            provider: Side::of(webhook.provider.as_ref()),
            enabled: webhook.enabled,
            events: webhook.events.clone(),
            repeat_seconds: webhook
                .repeat_seconds
                .map(|seconds| seconds.to_string())
                .unwrap_or_default(),
            every_version: webhook.every_version,
            what: What::Request(Request {
                method: request.method.to_ascii_uppercase(),
                url: request.url.clone(),
                headers: headers.collect::<Vec<_>>().join("\n"),
                is_text: matches!(request.body, Some(Value::String(_))),
                has_long_ends: matches!(&request.body, Some(Value::String(text)) if text.contains("\r\n")),
                body: crate::ui::webhooks::body_shown(request).unwrap_or_default(),
                username: request.username.clone().unwrap_or_default(),
                password: String::new(),
            }),
        }
    }

    /// What a form was sent with.
    pub(super) fn of_form(form: &Nested) -> Self {
        let text = |name: &str| form.text(name).unwrap_or_default().trim().to_owned();
        let side = |name: &str| form.get(name).map(Side::of_form).unwrap_or_default();
        let template = form
            .get("template")
            .and_then(|one| Some((webhook_template(one.text("name")?)?, one)));
        let what = match template {
            None => What::Request(form.get("request").map(Request::of_form).unwrap_or_default()),
            Some((template, typed)) => {
                let given = typed.get("parameters");
                let value = |name: &str| given?.text(name).map(str::to_owned);
                What::Template(template, parameters(template, |one| value(&one.name)))
            }
        };
        Self {
            description: text("description"),
            consumer: side("consumer"),
            provider: side("provider"),
            enabled: form.is_true("enabled"),
            events: form.texts("events").map(str::to_owned).collect(),
            repeat_seconds: text("repeatUntilVerifiedAfter"),
            every_version: form.is_true("forEveryConsumerVersion"),
            what,
        }
    }

    /// What is sent with, and what may be.
    pub(super) fn methods(&self, allowed: &[String]) -> Vec<String> {
        let mut methods = allowed.to_vec();
        if let What::Request(request) = &self.what
            && !request.method.is_empty()
            && !methods.contains(&request.method)
        {
            // It was allowed once; whoever saves it is told, instead of saving another one unseen.
            methods.insert(0, request.method.clone());
        }
        methods
    }

    /// What was typed for parameters of the template that are secret.
    pub(super) fn secret_parameters(&self) -> impl Iterator<Item = &str> {
        let parameters = match &self.what {
            What::Template(_, parameters) => parameters.as_slice(),
            What::Request(_) => &[],
        };
        let secret = parameters.iter().filter(|one| one.is_secret);
        secret
            .map(|one| one.value.as_str())
            .filter(|value| !value.contains("${"))
    }

    /// Whether an event is chosen.
    pub(super) fn waits_for(&self, event: &str) -> bool {
        self.events.iter().any(|one| one == event)
    }

    /// The body of a request to the API that says the same.
    pub(super) fn body(&self) -> Result<Value, Invalid> {
        let events: Vec<Value> = self.events.iter().map(|name| json!({"name": name})).collect();
        let mut body = json!({
            "description": self.description,
            "consumer": self.consumer.value(),
            "provider": self.provider.value(),
            "enabled": self.enabled,
            "events": events,
            "forEveryConsumerVersion": self.every_version,
        });
        if !self.repeat_seconds.is_empty() {
            let seconds: Result<i64, _> = self.repeat_seconds.parse();
            body["repeatUntilVerifiedAfter"] = seconds.map_or_else(|_| json!(self.repeat_seconds), |one| json!(one));
        }
        match &self.what {
            What::Request(request) => body["request"] = request.value()?,
            What::Template(template, parameters) => {
                let given = parameters.iter().filter(|one| !one.value.is_empty());
                let given: Map<String, Value> = given.map(|one| (one.name.to_owned(), json!(one.value))).collect();
                body["template"] = json!({"name": template.name, "parameters": given});
            }
        }
        Ok(body)
    }
}

impl Side {
    fn of(party: Option<&Party>) -> Self {
        let (name, label) = match party {
            None => (String::new(), String::new()),
            Some(Party::Name(name)) => (name.to_string(), String::new()),
            Some(Party::Label(label)) => (String::new(), label.to_string()),
        };
        Self { name, label }
    }

    fn of_form(form: &Nested) -> Self {
        let text = |name: &str| form.text(name).unwrap_or_default().trim().to_owned();
        Self {
            name: text("name"),
            label: text("label"),
        }
    }

    fn value(&self) -> Value {
        let given = [("name", &self.name), ("label", &self.label)];
        let given = given.into_iter().filter(|(_, text)| !text.is_empty());
        let members: Map<String, Value> = given.map(|(name, text)| (name.to_owned(), json!(text))).collect();
        if members.is_empty() {
            Value::Null
        } else {
            members.into()
        }
    }
}

impl Request {
    fn of_form(form: &Nested) -> Self {
        let text = |name: &str| form.text(name).unwrap_or_default().to_owned();
        let has_long_ends = form.is_true("longEnds");
        Self {
            method: text("method").to_ascii_uppercase(),
            url: text("url").trim().to_owned(),
            headers: text("headers"),
            // Browsers end lines as e-mails do, whatever they were given.
            body: match has_long_ends {
                true => text("body"),
                false => text("body").replace("\r\n", "\n"),
            },
            has_long_ends,
            is_text: form.text("bodyType") == Some("text"),
            username: text("username"),
            password: text("password"),
        }
    }

    fn value(&self) -> Result<Value, Invalid> {
        let mut request = json!({
            "method": self.method,
            "url": self.url,
            "headers": self.headers(),
            "body": self.body()?,
        });
        if self.username.is_empty() {
            // Who clears the name wants no credentials.
            request["password"] = Value::Null;
        } else {
            request["username"] = json!(self.username);
            if !self.password.is_empty() {
                request["password"] = json!(self.password);
            }
        }
        Ok(request)
    }

    /// A line without a colon is a header without a value, which is refused under its name.
    fn headers(&self) -> Map<String, Value> {
        let lines = self.headers.lines().map(str::trim).filter(|line| !line.is_empty());
        let header = |line: &str| match line.split_once(':') {
            Some((name, value)) => (name.trim().to_owned(), json!(value.trim())),
            None => (line.to_owned(), Value::Null),
        };
        lines.map(header).collect()
    }

    fn body(&self) -> Result<Value, Invalid> {
        if self.body.trim().is_empty() {
            return Ok(Value::Null);
        }
        if self.is_text {
            return Ok(json!(self.body));
        }
        crate::domain::json::parse_value(self.body.as_bytes())
            .map_err(|error| Invalid::single("request.body", format!("is not JSON, which was chosen: {error}")))
    }
}

fn parameters(
    template: &'static WebhookTemplate,
    value: impl Fn(&crate::domain::webhook::TemplateParameter) -> Option<String>,
) -> Vec<Parameter> {
    let all = template.parameters.iter().map(|one| Parameter {
        name: &one.name,
        description: &one.description,
        is_required: one.default.is_none(),
        is_secret: one.secret,
        value: value(one).unwrap_or_default(),
    });
    all.collect()
}
