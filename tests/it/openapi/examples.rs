//! References lead somewhere, components are used, and examples are what they are examples of.

use std::collections::BTreeSet;

use serde_json::Value;

use super::document::Document;
use super::schemas::Schemas;

/// Calls `look` with every object of the document and its JSON pointer.
fn walk(value: &Value, at: &str, look: &mut impl FnMut(&str, &Value)) {
    match value {
        Value::Object(members) => {
            look(at, value);
            for (key, member) in members {
                walk(
                    member,
                    &format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")),
                    look,
                );
            }
        }
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                walk(element, &format!("{at}/{index}"), look);
            }
        }
        _ => {}
    }
}

#[test]
fn every_reference_leads_somewhere_and_every_component_is_referred_to() {
    let document = Document::read();
    let mut referred = BTreeSet::new();
    walk(document.root(), "#", &mut |at, object| {
        if let Some(reference) = object.get("$ref").and_then(Value::as_str) {
            assert!(document.at(reference).is_some(), "{at}: {reference} leads nowhere");
            referred.insert(reference.to_owned());
        }
    });
    for (kind, components) in document.root()["components"].as_object().unwrap() {
        for name in components
            .as_object()
            .unwrap()
            .keys()
            .filter(|_| kind != "securitySchemes")
        {
            let reference = format!("#/components/{kind}/{name}");
            assert!(referred.contains(&reference), "{reference} is not used");
        }
    }
}

#[test]
fn every_example_fits_its_schema() {
    let document = Document::read();
    let schemas = Schemas::closed(&document);
    let mut checked = 0;
    let mut wrong = Vec::new();
    let mut check = |at: &str, schema: &Value, example: &Value| {
        checked += 1;
        let violations = schemas.violations(schema, example);
        wrong.extend(violations.into_iter().map(|violation| format!("{at} {violation}")));
    };
    walk(
        document.root(),
        "#",
        &mut |at, object| match (object.get("schema"), object.get("examples")) {
            // A parameter or a media type.
            (Some(schema), examples) => {
                let named = examples.and_then(Value::as_object).into_iter().flatten();
                let named = named.filter_map(|(_, example)| example.get("value"));
                named
                    .chain(object.get("example"))
                    .for_each(|example| check(at, schema, example));
            }
            (None, Some(Value::Array(examples))) => examples.iter().for_each(|example| {
                let schema = Value::from_iter([("$ref", at)]);
                check(at, &schema, example);
            }),
            _ => {}
        },
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(checked > 100, "only {checked} examples were found");
}
