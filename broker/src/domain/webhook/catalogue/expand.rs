//! A body that names a template becomes that of the webhook.

use std::borrow::Cow;

use percent_encoding::utf8_percent_encode;
use serde_json::{Map, Value, json};

use super::super::request::COMPONENT;
use super::{TemplateParameter, WebhookTemplate, webhook_template, webhook_templates};
use crate::domain::invalid::{Fields, Invalid, MISSING, MUST_BE_A_HASH, MUST_BE_A_STRING, MUST_BE_FILLED};

/// Values of parameters by their names.
type Given<'a> = Vec<(&'a str, String)>;

/// Puts the webhook of a template where `{"template": {"name": …, "parameters": {…}}}` stands in a body.
///
/// What the body says beside it counts: description, events, consumer, provider and whether it is enabled; a request of
/// its own is refused.
pub(in super::super) fn expanded(body: &Value) -> Result<Cow<'_, Value>, Invalid> {
    let members = body.as_object();
    let Some((members, template)) = members.and_then(|members| Some((members, members.get("template")?))) else {
        return Ok(Cow::Borrowed(body));
    };
    if template.is_null() {
        return Ok(Cow::Borrowed(body));
    }
    let mut invalid = Invalid::default();
    if members.get("request").is_some_and(|request| !request.is_null()) {
        invalid.add("request", "cannot stand beside a template, which has one");
    }
    let webhook = filled(template).unwrap_or_else(|wrong| {
        invalid.add_member("template", &wrong);
        Map::new()
    });
    let mut webhook = invalid.into_result(webhook)?;
    let own = members
        .iter()
        .filter(|(name, value)| *name != "template" && !value.is_null());
    webhook.extend(own.map(|(name, value)| (name.clone(), value.clone())));
    Ok(Cow::Owned(Value::Object(webhook)))
}

fn filled(template: &Value) -> Result<Map<String, Value>, Invalid> {
    let none = json!({});
    let mut fields = Fields::of(template)?;
    let template = fields.required_string("name").and_then(|name| {
        let found = webhook_template(name);
        if found.is_none() {
            let names: Vec<&str> = webhook_templates().iter().map(|template| &*template.name).collect();
            fields.add("name", format!("is none of {}", names.join(", ")));
        }
        found
    });
    let parameters = fields.filled("parameters").unwrap_or(&none);
    let given =
        template.and_then(|template| fields.member("parameters", parameters, |parameters| template.values(parameters)));
    fields.finish(|| Some(template?.filled(&given?)))
}

impl WebhookTemplate {
    /// Reads the values that are given, and takes the defaults for those that are not.
    fn values(&self, given: &Value) -> Result<Given<'_>, Invalid> {
        let Value::Object(given) = given else {
            return Err(Invalid::single("", MUST_BE_A_HASH));
        };
        let mut invalid = Invalid::default();
        let names: Vec<&str> = self.parameters.iter().map(|parameter| &*parameter.name).collect();
        for unknown in given.keys().filter(|name| !names.contains(&name.as_str())) {
            invalid.add(unknown, format!("is none of {}", names.join(", ")));
        }
        let mut values = Vec::new();
        for parameter in &self.parameters {
            match parameter.value(given.get(&parameter.name)) {
                Ok(value) => values.push((parameter.name.as_str(), value)),
                Err(fault) => invalid.add(&*parameter.name, fault),
            }
        }
        invalid.into_result(values)
    }

    fn filled(&self, values: &Given<'_>) -> Map<String, Value> {
        let mut webhook = self.webhook();
        let mut request = Value::Object(self.request.clone());
        each_text(&mut request, &|text| fill(text, values, str::to_owned));
        let url = self.request.get("url").and_then(Value::as_str).unwrap_or_default();
        request["url"] = json!(address(url, values));
        webhook.insert("request".to_owned(), request);
        webhook
    }
}

impl TemplateParameter {
    fn value(&self, given: Option<&Value>) -> Result<String, &'static str> {
        match (given, &self.default) {
            (None | Some(Value::Null), Some(default)) => Ok(default.clone()),
            (None, None) => Err(MISSING),
            (Some(Value::Null), None) => Err(MUST_BE_FILLED),
            (Some(Value::String(text)), _) if text.trim().is_empty() => Err(MUST_BE_FILLED),
            (Some(Value::String(text)), _) => Ok(text.clone()),
            // An id is a number to many.
            (Some(Value::Number(number)), _) => Ok(number.to_string()),
            (Some(_), _) => Err(MUST_BE_A_STRING),
        }
    }
}

/// A URL: what it begins with is a URL already, and what is filled in further on must not add to its structure.
fn address(url: &str, values: &Given<'_>) -> String {
    let encoded = |value: &str| match value.contains("${") {
        // What this stands for is encoded when the webhook is sent.
        true => value.to_owned(),
        false => utf8_percent_encode(value, COMPONENT).to_string(),
    };
    let Some(rest) = url.strip_prefix("${parameter.address}") else {
        return fill(url, values, encoded);
    };
    let address = values.iter().find(|(name, _)| *name == "address");
    let address = address.map_or("", |(_, value)| value);
    match rest {
        "" => address.to_owned(),
        rest => format!("{}{}", address.trim_end_matches('/'), fill(rest, values, encoded)),
    }
}

fn fill(text: &str, values: &Given<'_>, written: impl Fn(&str) -> String) -> String {
    values.iter().fold(text.to_owned(), |text, (name, value)| {
        text.replace(&format!("${{parameter.{name}}}"), &written(value))
    })
}

fn each_text(value: &mut Value, change: &impl Fn(&str) -> String) {
    match value {
        Value::String(text) => *text = change(text),
        Value::Array(elements) => elements.iter_mut().for_each(|element| each_text(element, change)),
        Value::Object(members) => members.values_mut().for_each(|member| each_text(member, change)),
        _ => {}
    }
}
