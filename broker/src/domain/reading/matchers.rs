//! Matching rules in words.

use super::super::json::Json;
use super::phrase::Phrase;
use super::rules::member;

/// Rules that belong together: `{combine, matchers}`, or one alone.
pub(super) fn set(rule: &Json) -> Phrase {
    let Some(matchers) = rule.get("matchers").and_then(Json::as_array) else {
        return matcher(rule);
    };
    let is_any = rule.get("combine").and_then(Json::as_str) == Some("OR");
    all_of(matchers, if is_any { ", or " } else { ", and " })
}

/// The same rule twice says no more than once: some clients write it for each element of an example.
fn all_of(matchers: &[Json], between: &str) -> Phrase {
    let mut phrases: Vec<Phrase> = Vec::new();
    for phrase in matchers.iter().map(matcher) {
        if phrases.len() < MOST && !phrases.contains(&phrase) {
            phrases.push(phrase);
        }
    }
    if phrases.is_empty() {
        return Phrase::words("may be anything");
    }
    Phrase::joined(phrases, between)
}

/// Rules of one place that are said, at most.
const MOST: usize = 50;

/// One rule.
pub(super) fn matcher(rule: &Json) -> Phrase {
    let kind = rule.get("match").and_then(Json::as_str);
    match kind {
        Some(kind) => of_kind(kind, rule).unwrap_or_else(|| said_as_it_stands(rule)),
        // Version 2 has lengths and expressions without a kind.
        None if rule.get("regex").is_some() => regex(rule),
        None if rule.get("min").is_some() || rule.get("max").is_some() => like_the_example(rule),
        None => said_as_it_stands(rule),
    }
}

/// A rule that has no words here.
pub(super) fn said_as_it_stands(rule: &Json) -> Phrase {
    Phrase::words("follows the rule ").value(rule.to_text())
}

fn of_kind(kind: &str, rule: &Json) -> Option<Phrase> {
    let fixed = |words: &str| Some(Phrase::words(words));
    let formatted = |words: &str| Some(Phrase::words(words).optional(" in the format ", format_of(kind, rule)));
    match kind {
        "type" => Some(like_the_example(rule)),
        "regex" => Some(regex(rule)),
        "equality" => fixed("is equal to the example"),
        "include" => Some(Phrase::words("contains the text ").value(member(rule, "value").unwrap_or_default())),
        "integer" => fixed("is a whole number"),
        "decimal" => fixed("is a number with decimals"),
        "number" => fixed("is a number"),
        "boolean" => fixed("is true or false"),
        "null" => fixed("is null"),
        "notEmpty" => fixed("is not empty"),
        "semver" => fixed("is a semantic version"),
        "date" => formatted("is a date"),
        "time" => formatted("is a time"),
        "datetime" | "timestamp" => formatted("is a date with time"),
        "values" => fixed("has values like those of the example, under any keys"),
        "eachKey" => Some(Phrase::words("has keys each of which ").phrase(of_each(rule))),
        "eachValue" => Some(Phrase::words("has values each of which ").phrase(of_each(rule))),
        "arrayContains" => Some(array_contains(rule)),
        "contentType" => Some(Phrase::words("has the content type ").value(member(rule, "value").unwrap_or_default())),
        "statusCode" => Some(status(rule)),
        _ => None,
    }
}

fn regex(rule: &Json) -> Phrase {
    Phrase::words("matches the regular expression ").value(member(rule, "regex").unwrap_or_default())
}

/// Version 3 also writes the format under the name of the kind.
fn format_of(kind: &str, rule: &Json) -> Option<String> {
    member(rule, "format").or_else(|| member(rule, kind))
}

fn like_the_example(rule: &Json) -> Phrase {
    let length = match (member(rule, "min"), member(rule, "max")) {
        (Some(min), Some(max)) => Phrase::words("at least ").value(min).then(" and at most ").value(max),
        (Some(min), None) => Phrase::words("at least ").value(min),
        (None, Some(max)) => Phrase::words("at most ").value(max),
        (None, None) => return Phrase::words("is of the same type as the example"),
    };
    Phrase::words("has ")
        .phrase(length)
        .then(" elements, each of the same type as that of the example")
}

fn of_each(rule: &Json) -> Phrase {
    let rules = rule.get("rules").and_then(Json::as_array).unwrap_or_default();
    all_of(rules, ", and ")
}

fn array_contains(rule: &Json) -> Phrase {
    let variants = rule.get("variants").and_then(Json::as_array).unwrap_or_default();
    let phrases = variants.iter().take(MOST).map(variant).collect();
    Phrase::words("contains, in any place, ").phrase(Phrase::joined(phrases, "; and "))
}

fn variant(variant: &Json) -> Phrase {
    let element = Phrase::words("an element like ")
        .value(member(variant, "index").unwrap_or_default())
        .then(" of the example");
    let Some(rules) = variant.get("rules").and_then(Json::as_object) else {
        return element;
    };
    let places = rules.iter().take(MOST);
    let phrases = places.map(|(path, rule)| Phrase::default().value(path).then(" ").phrase(set(rule)));
    element.then(" where ").phrase(Phrase::joined(phrases.collect(), ", "))
}

fn status(rule: &Json) -> Phrase {
    let Some(status) = rule.get("status") else {
        return Phrase::words("is any status");
    };
    if let Some(codes) = status.as_array() {
        let codes = codes
            .iter()
            .take(MOST)
            .map(|code| Phrase::default().value(code.to_text()));
        return Phrase::words("is ").phrase(Phrase::joined(codes.collect(), " or "));
    }
    match status.as_str() {
        Some("info") => Phrase::words("is a status of information (100 to 199)"),
        Some("success") => Phrase::words("is a status of success (200 to 299)"),
        Some("redirect") => Phrase::words("is a status of redirection (300 to 399)"),
        Some("clientError") => Phrase::words("is an error of the client (400 to 499)"),
        Some("serverError") => Phrase::words("is an error of the server (500 to 599)"),
        Some("nonError") => Phrase::words("is no error (below 400)"),
        Some("error") => Phrase::words("is an error (400 or above)"),
        _ => said_as_it_stands(rule),
    }
}
