//! The question as a query string: provider tags and tag selectors, in snake_case.

use super::{ConsumerVersionSelector, PactsForVerification, SelectorKind};
use crate::domain::invalid::{Invalid, MISSING, MUST_BE_A_DATE, MUST_BE_A_HASH, MUST_BE_A_STRING, MUST_BE_FILLED};
use crate::domain::moment;
use crate::domain::names::{Name, NameKind, TagName};
use crate::domain::nested_query::Nested;

const SELECTORS: &str = "consumer_version_selectors";
const PROVIDER_TAGS: &str = "provider_version_tags";
const PROVIDER_BRANCH: &str = "provider_version_branch";
const INCLUDE_PENDING: &str = "include_pending_status";
const WIP_SINCE: &str = "include_wip_pacts_since";

pub(super) fn question(query: &Nested) -> Result<PactsForVerification, Invalid> {
    let mut invalid = Invalid::default();
    let question = PactsForVerification {
        selectors: items(query, SELECTORS, &mut invalid, selector),
        provider_branch: name(query, PROVIDER_BRANCH, &mut invalid),
        provider_tags: items(query, PROVIDER_TAGS, &mut invalid, provider_tag),
        include_pending: include_pending(query, &mut invalid),
        wip_since: wip_since(query, &mut invalid),
    };
    invalid.into_result(question)
}

fn items<T>(query: &Nested, list: &str, invalid: &mut Invalid, read: impl Fn(&Nested) -> Result<T, Invalid>) -> Vec<T> {
    let mut items = Vec::new();
    for (index, element) in query.list(list).iter().enumerate() {
        match read(element) {
            Ok(item) => items.push(item),
            Err(wrong) => invalid.add_item(list, index, &wrong),
        }
    }
    items
}

fn selector(query: &Nested) -> Result<ConsumerVersionSelector, Invalid> {
    if query.as_map().is_none() {
        return Err(Invalid::single("", MUST_BE_A_HASH));
    }
    let mut invalid = Invalid::default();
    let latest = boolean(query, "latest", &mut invalid).unwrap_or(false);
    let fallback = name(query, "fallback_tag", &mut invalid);
    let consumer = name(query, "consumer", &mut invalid);
    if fallback.is_some() && !latest {
        invalid.add("fallback_tag", "can only be used together with latest=true");
    }
    if query.get("tag").is_none() {
        invalid.add("tag", MISSING);
    }
    match name(query, "tag", &mut invalid) {
        Some(tag) if latest => invalid.into_result(SelectorKind::LatestTag { tag, fallback }),
        Some(tag) => invalid.into_result(SelectorKind::Tag { tag }),
        None => Err(invalid),
    }
    .map(|kind| ConsumerVersionSelector { kind, consumer })
}

fn provider_tag(query: &Nested) -> Result<TagName, Invalid> {
    let text = query.as_text().ok_or_else(|| Invalid::single("", MUST_BE_A_STRING))?;
    TagName::parse(text).map_err(|error| Invalid::single("", error.to_string()))
}

/// Pending status is told unless it is switched off, as in the body of a POST.
fn include_pending(query: &Nested, invalid: &mut Invalid) -> bool {
    boolean(query, INCLUDE_PENDING, invalid).unwrap_or(PactsForVerification::default().include_pending)
}

fn wip_since(query: &Nested, invalid: &mut Invalid) -> Option<chrono::DateTime<chrono::Utc>> {
    let text = text(query, WIP_SINCE, invalid)?;
    let time = moment::parse(text);
    if time.is_none() {
        invalid.add(WIP_SINCE, MUST_BE_A_DATE);
    }
    time
}

fn boolean(query: &Nested, key: &str, invalid: &mut Invalid) -> Option<bool> {
    match text(query, key, invalid)? {
        "true" => Some(true),
        "false" => Some(false),
        _ => {
            invalid.add(key, "must be one of: true, false");
            None
        }
    }
}

fn name<K: NameKind>(query: &Nested, key: &str, invalid: &mut Invalid) -> Option<Name<K>> {
    let text = text(query, key, invalid)?;
    Name::parse(text)
        .map_err(|error| invalid.add(key, error.to_string()))
        .ok()
}

/// The text of a parameter that is there; given but empty is refused, as a list or map is.
fn text<'a>(query: &'a Nested, key: &str, invalid: &mut Invalid) -> Option<&'a str> {
    match query.get(key)? {
        Nested::Text(text) if text.is_empty() => invalid.add(key, MUST_BE_FILLED),
        Nested::Text(text) => return Some(text),
        _ => invalid.add(key, MUST_BE_A_STRING),
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::nested_query::parse;

    fn ask(query: &str) -> Result<PactsForVerification, String> {
        question(&parse(query).expect("tests pass queries")).map_err(|invalid| invalid.to_string())
    }

    fn tag(text: &str) -> TagName {
        TagName::parse(text).expect("tests pass names")
    }

    #[test]
    fn an_empty_query_asks_the_default_question() {
        assert_eq!(ask(""), Ok(PactsForVerification::default()));
        assert_eq!(
            ask("include_pending_status=false").map(|question| question.include_pending),
            Ok(false)
        );
    }

    #[test]
    fn tag_selectors_and_provider_tags_are_read() {
        let question = ask(concat!(
            "provider_version_tags[]=dev&include_pending_status=true&include_wip_pacts_since=2024-05-06",
            "&consumer_version_selectors[][tag]=dev&consumer_version_selectors[][latest]=true",
            "&consumer_version_selectors[][fallback_tag]=main&consumer_version_selectors[][tag]=prod",
            "&consumer_version_selectors[][consumer]=Foo"
        ))
        .expect("is a question");
        assert_eq!(question.provider_tags, [tag("dev")]);
        assert!(question.wip_since.is_some());
        let kinds: Vec<_> = question
            .selectors
            .iter()
            .map(|selector| selector.kind.clone())
            .collect();
        assert_eq!(
            kinds,
            [
                SelectorKind::LatestTag {
                    tag: tag("dev"),
                    fallback: Some(tag("main"))
                },
                SelectorKind::Tag { tag: tag("prod") }
            ]
        );
        assert_eq!(question.selectors[1].consumer.as_deref(), Some("Foo"));
    }

    #[test]
    fn mistakes_are_named_by_parameter_and_position() {
        for (query, mistake) in [
            (
                "consumer_version_selectors[][latest]=true",
                "consumer_version_selectors tag is missing (at index 0)",
            ),
            (
                "consumer_version_selectors[]=x",
                "consumer_version_selectors must be a hash (at index 0)",
            ),
            (
                "consumer_version_selectors[][tag]=x&consumer_version_selectors[][latest]=yes",
                "consumer_version_selectors latest must be one of: true, false (at index 0)",
            ),
            ("include_wip_pacts_since=soon", "include_wip_pacts_since must be a date"),
            (
                "provider_version_tags[]=",
                "provider_version_tags cannot be blank (at index 0)",
            ),
            (
                "include_pending_status=x",
                "include_pending_status must be one of: true, false",
            ),
        ] {
            assert_eq!(ask(query), Err(mistake.to_owned()), "{query}");
        }
    }
}
