//! What the link to a contract tells about why it was chosen, so that the result of its verification can be filed right.
//!
//! A path segment: URL-safe base64 without padding of a nested query string.

use super::nested_query::{self, Nested, push_parameter};
use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose::URL_SAFE_NO_PAD};

/// Accepts both alphabets, with padding or without: proxies and older clients rewrite links.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::URL_SAFE,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// What travels with the link to a contract.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LinkMetadata {
    /// `cvt[]`: tags by which the consumer version was chosen.
    pub consumer_version_tags: Vec<String>,
    /// `cvn`: number of the consumer version that the link stands for.
    pub consumer_version_number: Option<String>,
    /// `cv`: internal id of the consumer version that the link stands for.
    pub consumer_version_id: Option<i64>,
    /// `w`: the contract was chosen as work in progress.
    pub wip: bool,
    /// `p`: whether the contract was pending for the provider when it was handed out, if that was asked.
    pub pending: Option<bool>,
    /// `s[]`: the selectors that chose the contract.
    pub selectors: Vec<ResolvedSelectorRef>,
}

/// A selector that chose a contract, in short.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ResolvedSelectorRef {
    /// `b`: the branch that was asked for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub branch: Option<String>,
    /// `t`: the tag that was asked for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub tag: Option<String>,
    /// `l`: whether only the latest version was asked for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub latest: Option<bool>,
    /// `e`: the environment that the version was in.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub environment: Option<String>,
    /// `cv`: internal id of the consumer version that was found.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub consumer_version_id: Option<i64>,
}

impl LinkMetadata {
    /// The path segment; empty when there is nothing to tell.
    pub fn encode(&self) -> String {
        let mut query = String::new();
        for tag in &self.consumer_version_tags {
            push_parameter(&mut query, "cvt[]", tag);
        }
        push(&mut query, "cvn", self.consumer_version_number.as_deref());
        push(&mut query, "cv", self.consumer_version_id);
        push(&mut query, "w", self.wip.then_some(true));
        for selector in &self.selectors {
            selector.push_to(&mut query);
        }
        push(&mut query, "p", self.pending);
        URL_SAFE_NO_PAD.encode(query)
    }

    /// Reads a path segment; one that cannot be read tells nothing.
    pub fn decode(segment: &str) -> Self {
        let url_safe = segment.replace('+', "-").replace('/', "_");
        let bytes = LENIENT.decode(url_safe).unwrap_or_default();
        let query = String::from_utf8(bytes).unwrap_or_default();
        nested_query::parse(&query)
            .map(|query| Self::from_query(&query))
            .unwrap_or_default()
    }

    fn from_query(query: &Nested) -> Self {
        Self {
            consumer_version_tags: query.texts("cvt").map(str::to_owned).collect(),
            consumer_version_number: query.text("cvn").map(str::to_owned),
            consumer_version_id: number(query, "cv"),
            wip: query.is_true("w"),
            pending: boolean(query, "p"),
            selectors: query.list("s").iter().map(ResolvedSelectorRef::from_query).collect(),
        }
    }
}

impl ResolvedSelectorRef {
    /// A new element of a list starts where a key repeats, so every selector starts with the same key: without that,
    /// a selector by branch would run into one by `latest` before it.
    fn push_to(&self, query: &mut String) {
        push(
            query,
            "s[][cv]",
            Some(self.consumer_version_id.map_or_else(String::new, |id| id.to_string())),
        );
        push(query, "s[][b]", self.branch.as_deref());
        push(query, "s[][t]", self.tag.as_deref());
        push(query, "s[][l]", self.latest);
        push(query, "s[][e]", self.environment.as_deref());
    }

    fn from_query(query: &Nested) -> Self {
        Self {
            branch: query.text("b").map(str::to_owned),
            tag: query.text("t").map(str::to_owned),
            latest: boolean(query, "l"),
            environment: query.text("e").map(str::to_owned),
            consumer_version_id: number(query, "cv"),
        }
    }
}

fn push(query: &mut String, key: &str, value: Option<impl ToString>) {
    if let Some(value) = value {
        push_parameter(query, key, &value.to_string());
    }
}

fn number(query: &Nested, key: &str) -> Option<i64> {
    query.text(key)?.parse().ok()
}

fn boolean(query: &Nested, key: &str) -> Option<bool> {
    query.text(key)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn query_of(metadata: &LinkMetadata) -> String {
        let bytes = URL_SAFE_NO_PAD.decode(metadata.encode()).expect("is base64");
        String::from_utf8(bytes).expect("is UTF-8")
    }

    #[test]
    fn the_segment_is_a_nested_query_in_base64() {
        let metadata = LinkMetadata {
            pending: Some(true),
            selectors: vec![
                ResolvedSelectorRef {
                    latest: Some(true),
                    consumer_version_id: Some(7),
                    ..Default::default()
                },
                ResolvedSelectorRef {
                    branch: Some("feat/ü &x".to_owned()),
                    latest: Some(true),
                    consumer_version_id: Some(8),
                    ..Default::default()
                },
            ],
            ..Default::default()
        };
        assert_eq!(
            query_of(&metadata),
            "s[][cv]=7&s[][l]=true&s[][cv]=8&s[][b]=feat%2F%C3%BC%20%26x&s[][l]=true&p=true"
        );
        assert_eq!(LinkMetadata::decode(&metadata.encode()), metadata);
    }

    #[test]
    fn links_of_the_reference_are_read() {
        let query = "cvt[]=dev&cvt[]=prod&cvn=1+0&w=true&s[][b]=main&s[][l]=true&s[][cv]=3&s[][b]=dev&p=false";
        let expected = LinkMetadata {
            consumer_version_tags: vec!["dev".to_owned(), "prod".to_owned()],
            consumer_version_number: Some("1 0".to_owned()),
            consumer_version_id: None,
            wip: true,
            pending: Some(false),
            selectors: vec![
                ResolvedSelectorRef {
                    branch: Some("main".to_owned()),
                    latest: Some(true),
                    consumer_version_id: Some(3),
                    ..Default::default()
                },
                ResolvedSelectorRef {
                    branch: Some("dev".to_owned()),
                    ..Default::default()
                },
            ],
        };
        let standard = base64::engine::general_purpose::STANDARD.encode(query);
        assert_eq!(LinkMetadata::decode(&standard), expected);
        assert_eq!(LinkMetadata::decode(&URL_SAFE_NO_PAD.encode(query)), expected);
    }

    #[test]
    fn what_cannot_be_read_tells_nothing() {
        for segment in [
            "",
            "!!!",
            "_____",
            "%20",
            "Zm9v",
            &URL_SAFE_NO_PAD.encode("cv=x&p=maybe&s=1&a[b]=1&a=2"),
        ] {
            assert_eq!(LinkMetadata::decode(segment), LinkMetadata::default(), "{segment}");
        }
        assert_eq!(LinkMetadata::default().encode(), "");
    }

    fn text() -> impl Strategy<Value = Option<String>> {
        proptest::option::of("[ -~é]{1,12}")
    }

    fn selector() -> impl Strategy<Value = ResolvedSelectorRef> {
        (text(), text(), any::<Option<bool>>(), text(), any::<Option<i64>>()).prop_map(
            |(branch, tag, latest, environment, consumer_version_id)| ResolvedSelectorRef {
                branch,
                tag,
                latest,
                environment,
                consumer_version_id,
            },
        )
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_decoded(
            tags in prop::collection::vec("[ -~é]{1,12}", 0..3),
            number in text(),
            id in any::<Option<i64>>(),
            wip in any::<bool>(),
            pending in any::<Option<bool>>(),
            selectors in prop::collection::vec(selector(), 0..4),
        ) {
            let metadata = LinkMetadata {
                consumer_version_tags: tags,
                consumer_version_number: number,
                consumer_version_id: id,
                wip,
                pending,
                selectors,
            };
            prop_assert_eq!(LinkMetadata::decode(&metadata.encode()), metadata);
        }
    }
}
