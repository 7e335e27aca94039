//! Generators: what is put into the example when it is used.

use super::super::json::Json;
use super::phrase::Phrase;
use super::rules::{Rule, each, member};

pub(super) fn of(part: &Json) -> Vec<Rule<'_>> {
    match part.get("generators") {
        Some(Json::Object(members)) => each(members, generator, generator),
        _ => Vec::new(),
    }
}

fn generator(generator: &Json) -> Phrase {
    let kind = generator.get("type").and_then(Json::as_str).unwrap_or_default();
    let words = |words: &str| Phrase::words(words);
    let of = |key: &str| member(generator, key);
    match kind {
        "RandomInt" => words("is a random whole number")
            .optional(" from ", of("min"))
            .optional(" to ", of("max")),
        "RandomDecimal" => words("is a random number with decimals").optional(", digits: ", of("digits")),
        "RandomHexadecimal" => words("is a random hexadecimal number").optional(", digits: ", of("digits")),
        "RandomString" => words("is a random text").optional(" of the length ", of("size")),
        "RandomBoolean" => words("is true or false at random"),
        "Regex" => words("is a random text").optional(" that matches the regular expression ", of("regex")),
        "Uuid" => words("is a random UUID").optional(" in the form ", of("format")),
        "Date" => date("is the date", generator),
        "Time" => date("is the time", generator),
        "DateTime" => date("is the date and time", generator),
        "ProviderState" => words("comes from the provider state").optional(": ", of("expression")),
        "MockServerURL" => words("begins with the address of the server").optional(", as in ", of("example")),
        _ => words("is made by ").value(generator.to_text()),
    }
}

fn date(what: &str, generator: &Json) -> Phrase {
    Phrase::words(what)
        .then(" of the run")
        .optional(", moved by ", member(generator, "expression"))
        .optional(" in the format ", member(generator, "format"))
}
