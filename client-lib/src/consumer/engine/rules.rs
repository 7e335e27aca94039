//! Takes templates apart: examples on one side, matching rules and generators on the other.

use std::collections::HashMap;

use pact_models::generators::{Generator, GeneratorCategory, Generators};
use pact_models::matchingrules::{MatchingRule, MatchingRuleCategory, MatchingRules, RuleLogic};
use pact_models::path_exp::DocPath;
use serde_json::{Map, Value};

use super::context::Context;
use super::values::each_value;
use crate::consumer::error::ConsumerError;
use crate::consumer::matchers::{GENERATOR, MATCHER};
use crate::consumer::specification::Specification;

/// The rules and generators of one part of an interaction, such as a response.
pub(super) struct Compiler<'a> {
    context: &'a Context<'a>,
    /// `request`, `response` or `message`.
    part: &'static str,
    pub(super) rules: MatchingRules,
    pub(super) generators: Generators,
}

impl<'a> Compiler<'a> {
    pub(super) fn new(context: &'a Context<'a>, part: &'static str) -> Self {
        Self {
            context,
            part,
            rules: MatchingRules::default(),
            generators: Generators::default(),
        }
    }

    /// The example of a body; its rules go under `body`.
    pub(super) fn body(&mut self, template: &Value) -> Result<Value, ConsumerError> {
        self.compile("body", &GeneratorCategory::BODY, template, DocPath::root())
    }

    /// The example of a path, as text.
    pub(super) fn path(&mut self, template: &Value) -> Result<String, ConsumerError> {
        self.compile("path", &GeneratorCategory::PATH, template, DocPath::empty())
            .map(|example| text_of(&example))
    }

    /// The examples of all values of a header or query parameter, as text.
    ///
    /// A pact file has one place for the rules of a name, so a matcher holds for all of its values.
    pub(super) fn named_values(
        &mut self,
        category: &'static str,
        name: &str,
        templates: &[&Value],
    ) -> Result<Vec<String>, ConsumerError> {
        if templates.windows(2).any(|pair| !has_same_rules(pair)) {
            let place = format!("{} {category} {name}", self.part);
            let reason = "a pact has room for one matcher that holds for all values of a name: give all of them the same \
                          matcher, or none";
            return Err(self.context.refused(&place, reason));
        }
        let examples = templates.iter().map(|template| self.named(category, name, template));
        examples
            .map(|example| example.map(|example| text_of(&example)))
            .collect()
    }

    /// The example of something that has a name.
    pub(super) fn named(
        &mut self,
        category: &'static str,
        name: &str,
        template: &Value,
    ) -> Result<Value, ConsumerError> {
        let generators = match category {
            "header" => GeneratorCategory::HEADER,
            "query" => GeneratorCategory::QUERY,
            _ => GeneratorCategory::METADATA,
        };
        let mut path = DocPath::root();
        path.push_field(name);
        self.compile(category, &generators, template, path)
    }

    fn compile(
        &mut self,
        category: &'static str,
        generator_category: &GeneratorCategory,
        template: &Value,
        path: DocPath,
    ) -> Result<Value, ConsumerError> {
        let mut found = Found::default();
        let place = format!("{} {category}", self.part);
        let example = take_apart(self.context, &place, template, path, &mut found)?;
        if !found.rules.is_empty() {
            let rules = self.rules.add_category(category);
            for (path, rule) in found.rules {
                let is_known = rules.rules.get(&path).is_some_and(|known| known.rules.contains(&rule));
                if !is_known {
                    rules.add_rule(path, rule, RuleLogic::And);
                }
            }
        }
        for (path, generator) in found.generators {
            self.generators
                .add_generator_with_subcategory(generator_category, path, generator);
        }
        Ok(example)
    }
}

/// Rules and generators with the place they belong to.
#[derive(Default)]
pub(super) struct Found {
    pub(super) rules: Vec<(DocPath, MatchingRule)>,
    generators: Vec<(DocPath, Generator)>,
}

impl Found {
    /// Adds what is new; examples that resemble each other bring the same rules.
    pub(super) fn absorb(&mut self, other: Self) {
        for rule in other.rules {
            if !self.rules.contains(&rule) {
                self.rules.push(rule);
            }
        }
        self.generators.extend(other.generators);
    }
}

pub(super) fn take_apart(
    context: &Context<'_>,
    place: &str,
    template: &Value,
    path: DocPath,
    found: &mut Found,
) -> Result<Value, ConsumerError> {
    match template {
        Value::Object(object) if object.contains_key(MATCHER) => matcher(context, place, object, path, found),
        Value::Object(object) => {
            let mut example = Map::new();
            for (key, value) in object {
                let mut below = path.clone();
                below.push_field(key);
                example.insert(key.clone(), take_apart(context, place, value, below, found)?);
            }
            Ok(Value::Object(example))
        }
        Value::Array(items) => {
            let elements = items.iter().enumerate().map(|(index, item)| {
                let mut below = path.clone();
                below.push_index(index);
                take_apart(context, place, item, below, found)
            });
            elements.collect::<Result<_, _>>().map(Value::Array)
        }
        plain => Ok(plain.clone()),
    }
}

fn matcher(
    context: &Context<'_>,
    place: &str,
    object: &Map<String, Value>,
    path: DocPath,
    found: &mut Found,
) -> Result<Value, ConsumerError> {
    let place_here = format!("{place} {path}");
    let kind = object.get(MATCHER).and_then(Value::as_str).unwrap_or_default();
    if let Some(variants) = object.get("variants").filter(|_| kind == "arrayContains") {
        return array_containing(context, place, variants, path, found);
    }
    if matches!(kind, "eachValue" | "each-value") {
        return each_value(context, place, object, path, found);
    }
    let rule = MatchingRule::create_from_integration_json(kind, &Value::Object(object.clone()))
        .map_err(|error| context.refused(&place_here, format!("the matcher `{kind}` is incomplete: {error}")))?;
    check_rule(context, &place_here, kind, &rule)?;
    if let Some(generator) = generator(context, &place_here, object)? {
        found.generators.push((path.clone(), generator));
    }
    let example = object
        .get("value")
        .ok_or_else(|| context.refused(&place_here, format!("the matcher `{kind}` has no example")))?;
    let is_each_like = matches!(
        rule,
        MatchingRule::MinType(_) | MatchingRule::MaxType(_) | MatchingRule::MinMaxType(..)
    );
    found.rules.push((path.clone(), rule));
    match example {
        Value::Array(elements) if is_each_like => each_element(context, place, elements, &path, found),
        example => take_apart(context, place, example, path, found),
    }
}

/// The rules of the element stand once, for every index; further elements are copies of the first.
fn each_element(
    context: &Context<'_>,
    place: &str,
    elements: &[Value],
    path: &DocPath,
    found: &mut Found,
) -> Result<Value, ConsumerError> {
    let mut below = path.clone();
    below.push_star_index();
    let Some((first, others)) = elements.split_first() else {
        return Ok(Value::Array(Vec::new()));
    };
    let mut examples = vec![take_apart(context, place, first, below.clone(), found)?];
    for element in others {
        examples.push(take_apart(
            context,
            place,
            element,
            below.clone(),
            &mut Found::default(),
        )?);
    }
    Ok(Value::Array(examples))
}

/// Each variant has rules of its own, which begin at its root.
fn array_containing(
    context: &Context<'_>,
    place: &str,
    variants: &Value,
    path: DocPath,
    found: &mut Found,
) -> Result<Value, ConsumerError> {
    let place_here = format!("{place} {path}");
    let Value::Array(variants) = variants else {
        return Err(context.refused(&place_here, "the variants of `arrayContains` are no array"));
    };
    let mut examples = Vec::with_capacity(variants.len());
    let mut rules = Vec::with_capacity(variants.len());
    for (index, variant) in variants.iter().enumerate() {
        let mut of_variant = Found::default();
        examples.push(take_apart(
            context,
            &place_here,
            variant,
            DocPath::root(),
            &mut of_variant,
        )?);
        let mut category = MatchingRuleCategory::empty("body");
        for (path, rule) in of_variant.rules {
            category.add_rule(path, rule, RuleLogic::And);
        }
        rules.push((
            index,
            category,
            of_variant.generators.into_iter().collect::<HashMap<_, _>>(),
        ));
    }
    let rule = MatchingRule::ArrayContains(rules);
    check_rule(context, &place_here, "arrayContains", &rule)?;
    found.rules.push((path, rule));
    Ok(Value::Array(examples))
}

fn generator(
    context: &Context<'_>,
    place: &str,
    object: &Map<String, Value>,
) -> Result<Option<Generator>, ConsumerError> {
    let Some(kind) = object.get(GENERATOR).and_then(Value::as_str) else {
        return Ok(None);
    };
    context.needs(
        Specification::V3,
        place,
        format!("the generator `{kind}`"),
        "use a plain example",
    )?;
    match Generator::from_map(kind, object) {
        Some(Generator::Plugin { .. }) | None => Err(context.refused(place, format!("there is no generator `{kind}`"))),
        generator => Ok(generator),
    }
}

pub(super) fn check_rule(
    context: &Context<'_>,
    place: &str,
    kind: &str,
    rule: &MatchingRule,
) -> Result<(), ConsumerError> {
    if let MatchingRule::Regex(expression) = rule {
        regex::Regex::new(expression)
            .map_err(|error| context.refused(place, format!("`{expression}` is no regular expression: {error}")))?;
    }
    if let MatchingRule::MaxType(most) | MatchingRule::MinMaxType(_, most) = rule {
        let least = if let MatchingRule::MinMaxType(least, _) = rule {
            *least
        } else {
            1
        };
        if *most < least.max(1) {
            return Err(context.refused(
                place,
                format!("there is no array of {least} or more and up to {most} elements"),
            ));
        }
    }
    let Some(needed) = known_since(rule) else {
        return Err(context.refused(place, format!("there is no matcher `{kind}`")));
    };
    let advice = "use like(..), each_like(..) or regex(..), or choose a newer specification";
    context.needs(needed, place, format!("the matcher `{kind}`"), advice)
}

/// The first specification with this rule; `boolean` is taken by every library from V3 on.
fn known_since(rule: &MatchingRule) -> Option<Specification> {
    match rule {
        MatchingRule::Type
        | MatchingRule::MinType(_)
        | MatchingRule::MaxType(_)
        | MatchingRule::MinMaxType(..)
        | MatchingRule::Regex(_) => Some(Specification::V2),
        MatchingRule::Equality
        | MatchingRule::Include(_)
        | MatchingRule::Integer
        | MatchingRule::Decimal
        | MatchingRule::Number
        | MatchingRule::Timestamp(_)
        | MatchingRule::Date(_)
        | MatchingRule::Time(_)
        | MatchingRule::Null
        | MatchingRule::Boolean => Some(Specification::V3),
        MatchingRule::ContentType(_)
        | MatchingRule::ArrayContains(_)
        | MatchingRule::Values
        | MatchingRule::StatusCode(_)
        | MatchingRule::NotEmpty
        | MatchingRule::Semver
        | MatchingRule::EachKey(_)
        | MatchingRule::EachValue(_) => Some(Specification::V4),
        MatchingRule::Plugin { .. } => None,
    }
}

/// Whether two values of one name differ in nothing but their examples.
fn has_same_rules(pair: &[&Value]) -> bool {
    let rule_of = |template: &Value| {
        let mut rule = template.as_object().cloned()?;
        rule.remove("value");
        Some(rule)
    };
    let mut rules = pair.iter().map(|template| rule_of(template));
    rules.next() == rules.next()
}

fn text_of(example: &Value) -> String {
    match example {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
