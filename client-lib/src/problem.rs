//! What a broker says when it refuses: problem documents (RFC 9457) and the older shapes that brokers of the field use.

use std::fmt;

use serde_json::{Map, Value};

use crate::model::notice::Notice;

/// Bodies that are no JSON are quoted up to this many characters.
const QUOTED_TEXT: usize = 500;

/// The body of an error answer, whichever shape it had.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problem {
    /// Short text that is the same for every occurrence.
    pub title: Option<String>,
    /// What happened this time.
    pub detail: Option<String>,
    /// Stable code for programs, such as `environment_unknown`; only newer brokers send it.
    pub code: Option<String>,
    /// Finds the request in the broker's log: `trace_id`, or the reference of an older broker.
    pub trace_id: Option<String>,
    /// One entry per thing that is wrong with the request.
    pub errors: Vec<FieldError>,
    /// What the broker wants a person to read.
    pub notices: Vec<Notice>,
}

/// One thing that is wrong with a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The field, as a dotted path (older shape) or a JSON pointer (problem document); `None` when it concerns no field.
    pub field: Option<String>,
    /// What is wrong with it.
    pub message: String,
}

impl fmt::Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.field {
            Some(field) => write!(f, "{field}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl Problem {
    /// Reads the body of an error answer; never fails, an unknown shape becomes the detail.
    pub fn parse(body: &[u8]) -> Self {
        match serde_json::from_slice(body) {
            Ok(Value::Object(document)) => Self::from_document(&document),
            Ok(_) | Err(_) => Self::from_text(&String::from_utf8_lossy(body)),
        }
    }

    /// Everything the broker said, one sentence per entry, most specific last; empty when it said nothing.
    pub fn messages(&self) -> Vec<String> {
        let general = self
            .detail
            .as_deref()
            .filter(|detail| !self.is_summary_of_errors(detail));
        let general = general.or_else(|| self.title.as_deref().filter(|_| self.errors.is_empty()));
        let errors = self.errors.iter().map(ToString::to_string);
        general.map(str::to_owned).into_iter().chain(errors).collect()
    }

    /// Some brokers repeat the errors in the detail.
    fn is_summary_of_errors(&self, detail: &str) -> bool {
        self.errors.iter().any(|error| detail.contains(&error.message))
    }

    fn from_document(document: &Map<String, Value>) -> Self {
        let text = |key: &str| document.get(key).and_then(Value::as_str).map(str::to_owned);
        let error = document.get("error");
        let message_of_error = || match error {
            Some(Value::String(message)) => Some(message.clone()),
            Some(Value::Object(error)) => error.get("message").and_then(Value::as_str).map(str::to_owned),
            _ => None,
        };
        let reference = || {
            error
                .and_then(|error| error.get("reference"))
                .and_then(Value::as_str)
                .map(str::to_owned)
        };
        Self {
            title: text("title"),
            detail: text("detail").or_else(message_of_error),
            code: text("code"),
            trace_id: text("trace_id").or_else(reference),
            errors: document.get("errors").map(field_errors).unwrap_or_default(),
            notices: document.get("notices").map(Notice::list_from).unwrap_or_default(),
        }
    }

    fn from_text(text: &str) -> Self {
        let text = text.trim();
        let is_page = text.starts_with('<');
        let detail = (!text.is_empty() && !is_page).then(|| text.chars().take(QUOTED_TEXT).collect());
        Self {
            detail,
            ..Self::default()
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.messages().join("; "))
    }
}

/// `{"field": ["message"]}`, `["message"]` or `[{"detail", "pointer"}]`.
fn field_errors(errors: &Value) -> Vec<FieldError> {
    match errors {
        Value::Object(fields) => fields
            .iter()
            .flat_map(|(field, messages)| errors_of_field(field, messages))
            .collect(),
        Value::Array(entries) => entries.iter().filter_map(error_entry).collect(),
        Value::String(message) => vec![FieldError {
            field: None,
            message: message.clone(),
        }],
        _ => Vec::new(),
    }
}

fn errors_of_field(field: &str, messages: &Value) -> Vec<FieldError> {
    let of_this_field = |error: FieldError| FieldError {
        field: match error.field {
            Some(nested) => Some(format!("{field}.{nested}")),
            None => Some(field.to_owned()).filter(|field| !field.is_empty()),
        },
        message: error.message,
    };
    field_errors(messages).into_iter().map(of_this_field).collect()
}

fn error_entry(entry: &Value) -> Option<FieldError> {
    if let Value::String(message) = entry {
        return Some(FieldError {
            field: None,
            message: message.clone(),
        });
    }
    let text = |key: &str| entry.get(key).and_then(Value::as_str).map(str::to_owned);
    Some(FieldError {
        field: text("pointer"),
        message: text("detail").or_else(|| text("title"))?,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn parse(body: &Value) -> Problem {
        Problem::parse(body.to_string().as_bytes())
    }

    #[test]
    fn the_older_shapes_are_read() {
        let fields = parse(&json!({"errors": {"contracts": ["providerName is missing (at index 0)"], "": ["one of"]}}));
        assert_eq!(
            fields.messages(),
            ["contracts: providerName is missing (at index 0)", "one of"]
        );
        let list = parse(&json!({"errors": ["Pacticipant Foo not found"]}));
        assert_eq!(list.messages(), ["Pacticipant Foo not found"]);
        let single = parse(&json!({"error": "Not here"}));
        assert_eq!(single.detail.as_deref(), Some("Not here"));
        let reference = parse(&json!({"error": {"message": "Sorry", "reference": "abc"}}));
        assert_eq!(
            (reference.detail.as_deref(), reference.trace_id.as_deref()),
            (Some("Sorry"), Some("abc"))
        );
    }

    #[test]
    fn a_problem_document_is_read_with_code_and_trace() {
        let problem = parse(&json!({
            "title": "Validation errors", "status": 400, "code": "validation", "trace_id": "t1",
            "errors": [{"detail": "is missing", "pointer": "/name"}],
        }));
        assert_eq!(problem.messages(), ["/name: is missing"]);
        assert_eq!(
            (problem.code.as_deref(), problem.trace_id.as_deref()),
            (Some("validation"), Some("t1"))
        );
    }

    #[test]
    fn a_detail_that_repeats_the_errors_is_said_once() {
        let errors = json!([{"detail": "cannot contain spaces", "pointer": "/name"}]);
        let repeated = parse(&json!({"detail": "name cannot contain spaces", "errors": errors}));
        assert_eq!(repeated.messages(), ["/name: cannot contain spaces"]);
        let other = parse(&json!({"detail": "The environment was not created", "errors": errors}));
        assert_eq!(
            other.messages(),
            ["The environment was not created", "/name: cannot contain spaces"]
        );
    }

    #[test]
    fn notices_of_a_refused_publication_are_kept() {
        let problem =
            parse(&json!({"notices": [{"type": "error", "text": "changed"}], "errors": {"contracts": ["no"]}}));
        assert_eq!(problem.notices[0].text, "changed");
    }

    #[test]
    fn plain_text_is_kept_and_pages_are_not() {
        assert_eq!(
            Problem::parse(b" too similar \n").detail.as_deref(),
            Some("too similar")
        );
        assert_eq!(Problem::parse(b"<html>no</html>"), Problem::default());
        assert_eq!(Problem::parse(b""), Problem::default());
    }
}
