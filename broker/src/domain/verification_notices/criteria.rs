//! Resolved selectors in words.

use super::{ResolvedSelector, ResolvedSelectorKind, joined};
use crate::domain::names::PacticipantName;

/// The selectors in a few words each, joined by commas: "latest from main branch, deployed to production".
pub fn short_description(selectors: &[ResolvedSelector]) -> String {
    let mut words: Vec<String> = Vec::new();
    for selector in selectors {
        let word = in_short(selector);
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words.join(", ")
}

fn in_short(selector: &ResolvedSelector) -> String {
    match &selector.kind {
        ResolvedSelectorKind::Overall => "latest".to_owned(),
        ResolvedSelectorKind::MainBranch { .. } => "latest from main branch".to_owned(),
        ResolvedSelectorKind::Branch { branch, .. } => format!("latest from branch {branch}"),
        ResolvedSelectorKind::LatestTag { tag, .. } => format!("latest with tag {tag}"),
        ResolvedSelectorKind::Tag { tag } => match &selector.consumer {
            Some(consumer) => format!("one of {consumer} {tag}"),
            None => format!("one of {tag}"),
        },
        ResolvedSelectorKind::Deployed { environment, .. } => format!("deployed to {environment}"),
        ResolvedSelectorKind::Released { environment, .. } => format!("released in {environment}"),
    }
}

/// One line per criterion; what is deployed or released stands in one line per consumer that was asked for.
pub(super) fn lines(selectors: &[ResolvedSelector], provider: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for group in groups(selectors) {
        let line = match group.as_slice() {
            [] => continue,
            [selector, ..] if whereabouts(selector).is_some() => whereabouts_line(&group),
            [selector, ..] => version_line(selector, provider),
        };
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines
}

/// Whether the selectors found more than one version.
pub(super) fn is_plural(selectors: &[ResolvedSelector]) -> bool {
    let first = selectors.first().map(|selector| selector.version_id);
    selectors.iter().any(|selector| Some(selector.version_id) != first)
}

/// For work in progress: "of Foo from branch 'x' (1)", one per selector.
pub(super) fn wip_origins(selectors: &[ResolvedSelector]) -> Vec<String> {
    let origin = |selector: &ResolvedSelector| {
        format!(
            "of {}{} ({})",
            selector.consumer_name,
            source(selector),
            selector.version_number
        )
    };
    selectors.iter().map(origin).collect()
}

fn source(selector: &ResolvedSelector) -> String {
    match &selector.kind {
        ResolvedSelectorKind::Overall => String::new(),
        ResolvedSelectorKind::MainBranch { branch } => format!(" from the main branch '{branch}'"),
        ResolvedSelectorKind::Branch { branch, fallback_for } => {
            format!(" from branch '{branch}'{}", fallback("branch", fallback_for.as_deref()))
        }
        ResolvedSelectorKind::LatestTag { tag, fallback_for } => {
            format!(" tagged '{tag}'{}", fallback("tag", fallback_for.as_deref()))
        }
        ResolvedSelectorKind::Tag { tag } => format!(" tagged '{tag}'"),
        ResolvedSelectorKind::Deployed { environment, .. } => format!(" currently deployed to {environment}"),
        ResolvedSelectorKind::Released { environment, .. } => format!(" released and supported in {environment}"),
    }
}

fn fallback(noun: &str, asked: Option<&str>) -> String {
    asked.map_or_else(String::new, |asked| {
        format!(" (fallback, as nothing was found for {noun} '{asked}')")
    })
}

fn version_line(selector: &ResolvedSelector, provider: &str) -> String {
    let consumer = selector.consumer.as_deref();
    let number = &selector.version_number;
    match &selector.kind {
        ResolvedSelectorKind::Overall => {
            let consumer = consumer.unwrap_or("a consumer");
            format!("latest version of {consumer} that has a pact with {provider} ({number})")
        }
        ResolvedSelectorKind::Tag { tag } => {
            let consumer = consumer.map_or_else(String::new, |consumer| format!("{consumer} "));
            format!("all {consumer}versions tagged '{tag}' ({number})")
        }
        _ => {
            let of = consumer.map_or_else(String::new, |consumer| format!(" of {consumer}"));
            format!("latest version{of}{} ({number})", source(selector))
        }
    }
}

/// "consumer versions of Foo currently deployed to test (1) and production (2)".
fn whereabouts_line(group: &[&ResolvedSelector]) -> String {
    let Some((first, verb)) = group.first().and_then(|first| Some((first, whereabouts(first)?.verb))) else {
        return String::new();
    };
    let noun = if group.len() == 1 { "version" } else { "versions" };
    let of = first
        .consumer
        .as_ref()
        .map_or_else(String::new, |consumer| format!(" of {consumer}"));
    let places: Vec<String> = group
        .iter()
        .filter_map(|selector| {
            Some(format!(
                "{} ({})",
                whereabouts(selector)?.environment,
                selector.version_number
            ))
        })
        .collect();
    format!("consumer {noun}{of} {verb} {}", joined(&places))
}

struct Whereabouts<'a> {
    verb: &'static str,
    environment: &'a str,
}

fn whereabouts(selector: &ResolvedSelector) -> Option<Whereabouts<'_>> {
    match &selector.kind {
        ResolvedSelectorKind::Deployed { environment, .. } => Some(Whereabouts {
            verb: "currently deployed to",
            environment,
        }),
        ResolvedSelectorKind::Released { environment, .. } => Some(Whereabouts {
            verb: "released and supported in",
            environment,
        }),
        _ => None,
    }
}

/// Neighbours that share a line: those that say where versions are, for the same consumer.
fn groups(selectors: &[ResolvedSelector]) -> Vec<Vec<&ResolvedSelector>> {
    type Key<'a> = Option<(&'static str, Option<&'a PacticipantName>)>;
    let key = |selector: &ResolvedSelector| whereabouts(selector).map(|place| place.verb);
    let mut groups: Vec<(Key<'_>, Vec<&ResolvedSelector>)> = Vec::new();
    for selector in selectors {
        let key = key(selector).map(|verb| (verb, selector.consumer.as_ref()));
        match groups.iter_mut().find(|(known, _)| key.is_some() && *known == key) {
            Some((_, group)) => group.push(selector),
            None => groups.push((key, vec![selector])),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}
