//! The description of the API, with the address that it is asked at.

use std::sync::LazyLock;

use serde_json::Value;

/// The document as it is written.
const YAML: &str = include_str!("../../openapi.yaml");

/// The same as JSON, which is most of the work and done once.
static JSON: LazyLock<String> = LazyLock::new(|| {
    let document: Value =
        serde_saphyr::from_str(YAML).expect("the document is part of the program, and the tests read it");
    document.to_string()
});

/// The document as YAML, for a broker at `base`.
pub(crate) fn yaml(base: &str) -> String {
    at(base, YAML, ["url: ", "http://localhost:9292"])
}

/// The document as JSON, for a broker at `base`.
pub(crate) fn json(base: &str) -> String {
    at(base, &JSON, ["\"url\":", "\"http://localhost:9292\""])
}

/// Puts the address in; quoted as in JSON, which YAML reads too, because whoever asks may have made it up.
fn at(base: &str, document: &str, [key, written]: [&str; 2]) -> String {
    document.replacen(&format!("{key}{written}"), &format!("{key}{}", Value::from(base)), 1)
}
