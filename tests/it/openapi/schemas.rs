//! Checks values against the schemas of the document.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use jsonschema::{Draft, Validator};
use serde_json::{Value, json};

use super::document::Document;

/// The schemas of the document, ready for use.
pub(super) struct Schemas {
    components: Value,
    built: RefCell<HashMap<String, Rc<Validator>>>,
}

impl Schemas {
    /// For requests: keys that are not described do not matter, as in the broker.
    pub(super) fn open(document: &Document) -> Self {
        Self::of(document.root()["components"].clone())
    }

    /// For answers: a key that is not described is a mistake of the document, though not one of the broker.
    pub(super) fn closed(document: &Document) -> Self {
        let mut components = document.root()["components"].clone();
        close(&mut components);
        Self::of(components)
    }

    fn of(components: Value) -> Self {
        Self {
            components,
            built: RefCell::default(),
        }
    }

    /// Where the value is not as the schema says, as `pointer: message`.
    pub(super) fn violations(&self, schema: &Value, value: &Value) -> Vec<String> {
        let validator = self.validator(schema);
        validator
            .iter_errors(value)
            .map(|error| format!("{}: {:.300}", error.instance_path(), error.to_string()))
            .collect()
    }

    fn validator(&self, schema: &Value) -> Rc<Validator> {
        let mut built = self.built.borrow_mut();
        let validator = built.entry(schema.to_string()).or_insert_with(|| {
            let whole = json!({"allOf": [schema], "components": self.components});
            let validator = jsonschema::options()
                .with_draft(Draft::Draft202012)
                .should_validate_formats(true)
                .build(&whole);
            Rc::new(validator.unwrap_or_else(|error| panic!("{schema} is no schema: {error}")))
        });
        Rc::clone(validator)
    }
}

/// Forbids keys that are not described wherever the schema of an object says nothing about them.
fn close(value: &mut Value) {
    match value {
        Value::Object(members) => {
            let names_its_keys = members.get("type").is_some_and(|kind| kind == "object")
                && members.contains_key("properties")
                && !members.contains_key("additionalProperties");
            members
                .iter_mut()
                .filter(|(key, _)| *key != "examples")
                .for_each(|(_, member)| close(member));
            if names_its_keys {
                members.insert("additionalProperties".to_owned(), Value::Bool(false));
            }
        }
        Value::Array(elements) => elements.iter_mut().for_each(close),
        _ => {}
    }
}
