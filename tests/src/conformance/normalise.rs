//! Brings an answer into the form in which recordings are written.
//!
//! Values that are a broker's own business become placeholders: its base URL `{base}`, times `{time}`, the opaque
//! segment of a metadata URL `{meta}`, sentences for people `{text}`. Identities keep their value inside a token,
//! `<sha:…>`, `<uuid:…>` or `<result:…>`, because they must correspond to the recorded ones throughout.

use std::sync::LazyLock;

use regex::{Captures, Regex};
use serde_json::{Map, Value, json};

use super::answer::Answer;

const SENTENCES: [&str; 9] = [
    "title",
    "text",
    "message",
    "reason",
    "detail",
    "error",
    "shortDescription",
    "description_text",
    "logs",
];

static TIME: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)"));
static SHA: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b[0-9a-f]{40}\b|\b[0-9a-f]{64}\b"));
static UUID: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"));
static RESOURCE_ID: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(/(?:webhooks|triggered-webhooks|deployed-versions|released-versions|environments)/)([A-Za-z0-9_-]{16,36})",
    )
});
static FIXED_SEGMENT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:provider\b|consumer\b|execute\b|environment\b|currently)"));
static METADATA: LazyLock<Regex> = LazyLock::new(|| pattern(r#"/metadata/[^/?#"]+"#));
static RESULT_NUMBER: LazyLock<Regex> = LazyLock::new(|| pattern(r"(/verification-results/)(\d+)"));

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a constant pattern")
}

/// Normalises the answers of one broker.
pub(super) struct Normaliser {
    base: String,
}

impl Normaliser {
    /// `base` is the URL under which the broker was called, which it repeats in its links.
    pub(super) fn new(base: &str) -> Self {
        Self {
            base: base.trim_end_matches('/').to_owned(),
        }
    }

    /// Gives an answer the shape of a recorded one.
    pub(super) fn answer(&self, answer: &Answer) -> Value {
        let mut normalised = Map::from_iter([("status".to_owned(), json!(answer.status))]);
        if let Some(media_type) = &answer.media_type {
            normalised.insert("type".to_owned(), json!(media_type));
        }
        if let Some(location) = &answer.location {
            normalised.insert("location".to_owned(), json!(self.text(location)));
        }
        if let Some(body) = &answer.body {
            normalised.insert("body".to_owned(), self.value(body, None, false));
        }
        if let Some(lines) = &answer.lines {
            normalised.insert("lines".to_owned(), lines.iter().map(|line| self.text(line)).collect());
        }
        Value::Object(normalised)
    }

    fn value(&self, value: &Value, key: Option<&str>, in_links: bool) -> Value {
        match value {
            Value::Object(errors) if key == Some("errors") => {
                Value::Object(errors.keys().map(|field| (field.clone(), json!(["{text}"]))).collect())
            }
            Value::Object(members) => Value::Object(
                members
                    .iter()
                    .map(|(key, member)| (key.clone(), self.value(member, Some(key), in_links || key == "_links")))
                    .collect(),
            ),
            Value::Array(items) if key == Some("errors") && items.iter().all(Value::is_string) => json!(["{text}"]),
            Value::Array(items) => items.iter().map(|item| self.value(item, None, in_links)).collect(),
            Value::String(text) => Value::String(self.member_text(text, key, in_links)),
            other => other.clone(),
        }
    }

    fn member_text(&self, text: &str, key: Option<&str>, in_links: bool) -> String {
        let names_a_link = in_links && key == Some("name");
        match key {
            Some(key) if SENTENCES.contains(&key) => "{text}".to_owned(),
            Some("uuid") => format!("<uuid:{text}>"),
            _ if names_a_link && is_sha(text) => format!("<sha:{text}>"),
            _ if names_a_link && text.contains(' ') && !text.starts_with('{') => "{text}".to_owned(),
            _ => self.text(text),
        }
    }

    fn text(&self, text: &str) -> String {
        let text = text.replace(&self.base, "{base}");
        let text = METADATA.replace_all(&text, "/metadata/{meta}");
        let text = UUID.replace_all(&text, "<uuid:$0>");
        let text = RESOURCE_ID.replace_all(&text, |found: &Captures<'_>| {
            if FIXED_SEGMENT.is_match(&found[2]) {
                return found[0].to_owned();
            }
            format!("{}<uuid:{}>", &found[1], &found[2])
        });
        let text = SHA.replace_all(&text, "<sha:$0>");
        let text = RESULT_NUMBER.replace_all(&text, "$1<result:$2>");
        TIME.replace_all(&text, "{time}").into_owned()
    }
}

fn is_sha(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && SHA.find(text).is_some_and(|found| found.len() == text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHA1: &str = "0123456789abcdef0123456789abcdef01234567";
    const ID: &str = "0b1f7d6e-1c2d-4e3f-8a9b-0c1d2e3f4a5b";

    fn normalised(body: &Value) -> Value {
        Normaliser::new("http://127.0.0.1:9292/").value(body, None, false)
    }

    #[test]
    fn links_lose_the_base_and_keep_identities_in_tokens() {
        let href = |path: &str| json!({"href": format!("http://127.0.0.1:9292{path}")});
        assert_eq!(
            normalised(&href(&format!(
                "/pacts/pact-version/{SHA1}/metadata/cT0x/verification-results/12"
            ))),
            json!({"href": format!("{{base}}/pacts/pact-version/<sha:{SHA1}>/metadata/{{meta}}/verification-results/<result:12>")})
        );
        assert_eq!(
            normalised(&href(&format!("/environments/{ID}"))),
            json!({"href": format!("{{base}}/environments/<uuid:{ID}>")})
        );
        assert_eq!(
            normalised(&href("/environments/16charactersorso")),
            json!({"href": "{base}/environments/<uuid:16charactersorso>"})
        );
    }

    #[test]
    fn fixed_segments_are_no_identities() {
        for path in [
            "/environments/x/deployed-versions/currently-deployed",
            "/webhooks/provider-and-more-than-16",
        ] {
            assert_eq!(normalised(&json!({"href": path})), json!({"href": path}));
        }
    }

    #[test]
    fn times_and_sentences_are_masked() {
        let body =
            json!({"createdAt": "2024-01-02T03:04:05+00:00", "reason": "because", "at": "2024-01-02T03:04:05.678Z"});
        assert_eq!(
            normalised(&body),
            json!({"createdAt": "{time}", "reason": "{text}", "at": "{time}"})
        );
    }

    #[test]
    fn errors_keep_their_fields_only() {
        assert_eq!(
            normalised(&json!({"errors": {"name": ["is missing", "is wrong"]}})),
            json!({"errors": {"name": ["{text}"]}})
        );
        assert_eq!(
            normalised(&json!({"errors": ["one", "two"]})),
            json!({"errors": ["{text}"]})
        );
    }

    #[test]
    fn only_inside_links_a_name_may_be_a_sentence_or_a_hash() {
        let body =
            json!({"name": "Web Shop", "_links": {"self": {"name": "Pact between A and B"}, "v": {"name": SHA1}}});
        assert_eq!(
            normalised(&body),
            json!({"name": "Web Shop", "_links": {"self": {"name": "{text}"}, "v": {"name": format!("<sha:{SHA1}>")}}})
        );
    }
}
