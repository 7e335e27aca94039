//! The body of a failure, in the form that the client asks for.

use askama::Template;
use serde_json::{Value, json};

use super::super::links::Links;
use super::super::media::Media;
use super::super::render::failure::FailurePage;
use super::super::render::{dependencies, notices as rendered};
use super::{Failure, Shape};
use crate::domain::invalid::Invalid;

/// A written body and its type.
pub(crate) type Written = (&'static str, String);

const PROBLEM: &str = "application/problem+json;charset=utf-8";
const HAL: &str = "application/hal+json;charset=utf-8";
const JSON: &str = "application/json;charset=utf-8";
const TEXT: &str = "text/plain;charset=utf-8";

impl Failure {
    /// The page, for people; none if it cannot be written.
    pub(crate) fn page(&self, links: &Links, trace_id: &str) -> Option<Written> {
        let page = FailurePage::new(links, self, trace_id).render().ok()?;
        Some((Media::Html.content_type(), page))
    }

    /// The body, in the form that the client asks for.
    pub(crate) fn body(&self, accept: Option<&str>, base: &str, trace_id: &str) -> Written {
        let asked = accept.is_some_and(|accept| accept.contains("application/problem+json"));
        if asked || matches!(self.shape, Shape::Problem) {
            return (PROBLEM, self.problem(base, trace_id).to_string());
        }
        match &self.shape {
            Shape::Missing => (JSON, json!({"error": self.detail}).to_string()),
            Shape::Single | Shape::Problem => (HAL, json!({"error": self.detail}).to_string()),
            Shape::Reference => (
                HAL,
                json!({"error": {"message": self.detail, "reference": trace_id}}).to_string(),
            ),
            Shape::Dependencies => {
                let database = json!({"ok": false, "error": {"message": self.detail}});
                (HAL, dependencies(base, &database).to_string())
            }
            Shape::Fields(invalid) => (HAL, json!({"errors": fields(invalid)}).to_string()),
            Shape::List(errors) => (HAL, json!({"errors": errors}).to_string()),
            Shape::Text => (TEXT, self.detail.clone()),
            Shape::Refusal { notices, errors } => {
                let body = json!({"notices": rendered(notices), "errors": {"contracts": errors}});
                (JSON, body.to_string())
            }
        }
    }

    /// RFC 9457, with a stable code and the id that leads to the log.
    fn problem(&self, base: &str, trace_id: &str) -> Value {
        let mut problem = json!({
            "title": self.title,
            "type": format!("{base}/problems/{}", self.code),
            "status": self.status.as_u16(),
            "detail": self.detail,
            "instance": "/",
            "code": self.code,
            "trace_id": trace_id,
        });
        let errors: Vec<Value> = match &self.shape {
            Shape::Fields(invalid) => invalid
                .iter()
                .flat_map(|(field, messages)| messages.iter().map(move |message| entry(base, Some(field), message)))
                .collect(),
            Shape::List(errors) | Shape::Refusal { errors, .. } => {
                errors.iter().map(|message| entry(base, None, message)).collect()
            }
            _ => return problem,
        };
        problem["errors"] = Value::Array(errors);
        problem
    }
}

fn fields(invalid: &Invalid) -> Value {
    Value::Object(
        invalid
            .iter()
            .map(|(field, messages)| (field.to_owned(), json!(messages)))
            .collect(),
    )
}

fn entry(base: &str, field: Option<&str>, message: &str) -> Value {
    let kind = if message.contains("missing") {
        "missing-body-property"
    } else if message.contains("format") {
        "invalid-body-property-format"
    } else {
        "invalid-body-property-value"
    };
    let mut entry = json!({
        "type": format!("{base}/problems/{kind}"),
        "title": "Invalid body parameter",
        "detail": message,
    });
    if let Some(field) = field {
        entry["pointer"] = json!(format!("/{}", field.replace('.', "/")));
    }
    entry
}
