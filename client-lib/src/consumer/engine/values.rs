//! Takes `eachValue` apart: what holds for every value of an object.

use pact_models::matchingrules::MatchingRule;
use pact_models::path_exp::DocPath;
use serde_json::{Map, Value};

use super::context::Context;
use super::rules::{Found, check_rule, take_apart};
use crate::consumer::error::ConsumerError;
use crate::consumer::matchers::MATCHER;

/// The rules of the values stand once, for every key.
///
/// The rule `eachValue` carries rules for the values themselves, and comparing by it forgets everything below them. So
/// it serves where nothing is below; otherwise `values` takes its place, and the rules stand beside it under `.*`.
pub(super) fn each_value(
    context: &Context<'_>,
    place: &str,
    matcher: &Map<String, Value>,
    path: DocPath,
    found: &mut Found,
) -> Result<Value, ConsumerError> {
    let place_here = format!("{place} {path}");
    let mut every = path.clone();
    every.push_star();
    let mut of_values = Found::default();
    let rules = plain_rules(context, place, matcher, &every, &mut of_values)?;
    let is_shallow = of_values.rules.iter().all(|(at, rule)| *at == every && is_single(rule));
    let of_template = of_values.rules.len();
    let example = match matcher.get("value") {
        Some(Value::Object(entries)) if !entries.contains_key(MATCHER) => {
            let entries = entries.iter().map(|(key, value)| {
                let example = take_apart(context, place, value, every.clone(), &mut of_values)?;
                Ok((key.clone(), example))
            });
            entries.collect::<Result<Map<_, _>, _>>().map(Value::Object)?
        }
        Some(other) => take_apart(context, place, other, path.clone(), found)?,
        None => return Err(context.refused(&place_here, "the matcher `eachValue` has no example")),
    };
    let rule = if is_shallow && of_values.rules.len() == of_template {
        of_values.rules.clear();
        let plain = Map::from_iter([("rules".to_owned(), rules), ("value".to_owned(), example.clone())]);
        MatchingRule::create_from_integration_json("eachValue", &Value::Object(plain))
            .map_err(|error| context.refused(&place_here, format!("the matcher `eachValue` is incomplete: {error}")))?
    } else if example.is_object() {
        MatchingRule::Values
    } else {
        return Err(context.refused(
            &place_here,
            "the values of `eachValue` have matchers inside, which holds for objects alone: use each_like(..)",
        ));
    };
    check_rule(context, &place_here, "eachValue", &rule)?;
    found.rules.push((path, rule));
    found.absorb(of_values);
    Ok(example)
}

/// The rules for the values with plain examples in them.
fn plain_rules(
    context: &Context<'_>,
    place: &str,
    matcher: &Map<String, Value>,
    every: &DocPath,
    of_values: &mut Found,
) -> Result<Value, ConsumerError> {
    let declared = matcher
        .get("rules")
        .and_then(Value::as_array)
        .map_or(&[][..], Vec::as_slice);
    let rules = declared.iter().map(|declared| {
        let example = take_apart(context, place, declared, every.clone(), of_values)?;
        let mut plain = declared.clone();
        if let Some(value) = plain.get_mut("value") {
            *value = example;
        }
        Ok(plain)
    });
    rules.collect::<Result<_, _>>().map(Value::Array)
}

/// Whether the rule says everything about a value, without rules of others in it.
fn is_single(rule: &MatchingRule) -> bool {
    !matches!(
        rule,
        MatchingRule::Values | MatchingRule::EachKey(_) | MatchingRule::EachValue(_) | MatchingRule::ArrayContains(_)
    )
}
