//! The document, and how to find one's way in it.

use std::path::Path;

use serde_json::Value;

/// The words of operations under a path.
const METHODS: [&str; 5] = ["get", "put", "post", "patch", "delete"];

/// The description of the API.
pub(super) struct Document(Value);

/// What the document says of a method on a path.
pub(super) struct Operation<'a> {
    /// In capitals.
    pub(super) method: String,
    /// With parameters in braces.
    pub(super) path: &'a str,
    /// What stands under the method.
    pub(super) text: &'a Value,
    /// What stands under the path.
    shared: &'a Value,
}

impl Document {
    pub(super) fn read() -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../broker/openapi.yaml");
        Self(serde_saphyr::from_str(&std::fs::read_to_string(path).unwrap()).unwrap())
    }

    pub(super) fn root(&self) -> &Value {
        &self.0
    }

    pub(super) fn operations(&self) -> Vec<Operation<'_>> {
        let paths = self.0["paths"].as_object().unwrap();
        let mut operations = Vec::new();
        for (path, shared) in paths {
            for method in METHODS {
                if let Some(text) = shared.get(method) {
                    operations.push(Operation {
                        method: method.to_uppercase(),
                        path,
                        text,
                        shared,
                    });
                }
            }
        }
        operations
    }

    /// The value itself, or what it refers to.
    pub(super) fn resolve<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value.get("$ref").and_then(Value::as_str) {
            Some(reference) => self
                .at(reference)
                .unwrap_or_else(|| panic!("{reference} leads nowhere")),
            None => value,
        }
    }

    pub(super) fn at(&self, reference: &str) -> Option<&Value> {
        self.0.pointer(reference.strip_prefix('#')?)
    }
}

impl Operation<'_> {
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// Is there no success in what is described?
    pub(super) fn always_fails(&self) -> bool {
        let statuses = self.text["responses"].as_object();
        statuses.is_some_and(|statuses| statuses.keys().all(|status| status.starts_with(['4', '5'])))
    }

    /// Parameters of the path and of the method, with what they refer to.
    pub(super) fn parameters<'a>(&'a self, document: &'a Document) -> impl Iterator<Item = &'a Value> {
        let lists = [self.shared.get("parameters"), self.text.get("parameters")];
        let each = lists.into_iter().flatten().filter_map(Value::as_array).flatten();
        each.map(|parameter| document.resolve(parameter))
    }
}
