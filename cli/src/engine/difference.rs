//! Where an answer differs from what the contract says.

use bytes::Bytes;
use pact_matching::Mismatch;
use serde::Serialize;

/// The part of an answer that a difference is about, in the order in which people look at them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Attribute {
    /// The status of a response.
    Status,
    /// A header of a response.
    Header,
    /// A key of a message's metadata.
    Metadata,
    /// The content type or a place in the body or in the contents of a message.
    Body,
}

impl Attribute {
    /// The name in reports and in published results.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Header => "header",
            Self::Metadata => "metadata",
            Self::Body => "body",
        }
    }
}

/// One difference between what was expected and what was received.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct Difference {
    /// The part of the answer.
    pub(crate) attribute: Attribute,
    /// The header, the metadata key or the path in the body, such as `$.lines[0].sku`; empty for the status.
    pub(crate) place: String,
    /// What the contract says, where the engine tells it.
    pub(crate) expected: Option<String>,
    /// What the provider answered, where the engine tells it.
    pub(crate) received: Option<String>,
    /// The whole in a sentence.
    pub(crate) description: String,
}

impl Difference {
    /// The differences in an order that is the same in every run: the engine's own is that of a hash map.
    pub(crate) fn sorted(mismatches: &[Mismatch]) -> Vec<Self> {
        let mut differences: Vec<Self> = mismatches
            .iter()
            .map(|mismatch| Self::from(mismatch).without_backtrace())
            .collect();
        differences.sort();
        differences.dedup();
        differences
    }

    /// The part and the place together, such as `body $.lines[0].sku`.
    pub(crate) fn whereabouts(&self) -> String {
        format!("{} {}", self.attribute.name(), self.place)
            .trim_end()
            .to_owned()
    }

    // With RUST_BACKTRACE in the environment, as many CI systems have it, the engine's messages carry its own call stack.
    fn without_backtrace(mut self) -> Self {
        if let Some(length) = self.description.find("\n\nStack backtrace:") {
            self.description.truncate(length);
        }
        self
    }

    /// A difference of the status.
    pub(crate) fn of_status(expected: &str, received: u16, description: String) -> Self {
        let (expected, received) = (Some(expected.to_owned()), Some(received.to_string()));
        Self {
            attribute: Attribute::Status,
            place: String::new(),
            expected,
            received,
            description,
        }
    }
}

impl From<&Mismatch> for Difference {
    fn from(mismatch: &Mismatch) -> Self {
        let description = mismatch.description();
        let values = |attribute, place: &str, expected: &str, received: &str| Self {
            attribute,
            place: place.to_owned(),
            expected: Some(expected.to_owned()),
            received: Some(received.to_owned()),
            description: description.clone(),
        };
        match mismatch {
            Mismatch::StatusMismatch { expected, actual, .. } => {
                Self::of_status(&expected.to_string(), *actual, description)
            }
            Mismatch::HeaderMismatch {
                key, expected, actual, ..
            } => values(Attribute::Header, key, expected, actual),
            Mismatch::MetadataMismatch {
                key, expected, actual, ..
            } => values(Attribute::Metadata, key, expected, actual),
            Mismatch::BodyTypeMismatch { expected, actual, .. } => {
                values(Attribute::Body, "content type", expected, actual)
            }
            Mismatch::BodyMismatch {
                path,
                expected,
                actual,
                mismatch,
            } => Self {
                attribute: Attribute::Body,
                place: path.clone(),
                expected: expected.as_ref().map(text),
                received: actual.as_ref().map(text),
                // The engine's own description repeats the path.
                description: mismatch.clone(),
            },
            // Only requests have these, and requests are not what a verification compares.
            Mismatch::MethodMismatch { expected, actual, .. } | Mismatch::PathMismatch { expected, actual, .. } => {
                values(Attribute::Body, "request", expected, actual)
            }
            Mismatch::QueryMismatch {
                parameter,
                expected,
                actual,
                ..
            } => values(Attribute::Body, parameter, expected, actual),
        }
    }
}

fn text(bytes: &Bytes) -> String {
    String::from_utf8(bytes.to_vec()).unwrap_or_else(|_| format!("({} bytes that are no text)", bytes.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(path: &str) -> Mismatch {
        let (path, mismatch) = (path.to_owned(), format!("Expected 1 at {path}"));
        Mismatch::BodyMismatch {
            path,
            expected: Some("1".into()),
            actual: None,
            mismatch,
        }
    }

    #[test]
    fn the_order_does_not_depend_on_the_order_of_the_engine() {
        let status = Mismatch::StatusMismatch {
            expected: 200,
            actual: 500,
            mismatch: "expected 200".to_owned(),
        };
        let forwards = Difference::sorted(&[body("$.a"), body("$.b"), status.clone()]);
        let backwards = Difference::sorted(&[status, body("$.b"), body("$.a"), body("$.a")]);
        assert_eq!(forwards, backwards);
        assert_eq!(
            forwards.iter().map(|d| d.place.as_str()).collect::<Vec<_>>(),
            ["", "$.a", "$.b"]
        );
    }

    #[test]
    fn the_call_stack_of_the_engine_is_left_out() {
        let mismatch = Mismatch::BodyMismatch {
            path: "$".to_owned(),
            expected: None,
            actual: None,
            mismatch: "no XML\n\nStack backtrace:\n   0: anyhow::error".to_owned(),
        };
        assert_eq!(Difference::sorted(&[mismatch])[0].description, "no XML");
    }

    #[test]
    fn bytes_that_are_no_text_are_counted() {
        let mismatch = Mismatch::BodyMismatch {
            path: "$".to_owned(),
            expected: None,
            actual: Some(vec![0xff, 0xfe].into()),
            mismatch: "binary".to_owned(),
        };
        assert_eq!(
            Difference::from(&mismatch).received.as_deref(),
            Some("(2 bytes that are no text)")
        );
    }
}
