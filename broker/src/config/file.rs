//! The configuration file: one level of keys, in YAML or TOML.

use std::path::Path;

use serde_json::{Map, Value as Json};

/// Reads the keys of a file, whose name tells its format; the error says what is wrong, and shows no values.
pub(super) fn read(path: &Path) -> Result<Map<String, Json>, String> {
    let parse = match path.extension().and_then(|extension| extension.to_str()) {
        Some("yml" | "yaml") => of_yaml,
        Some("toml") => of_toml,
        _ => return Err("the name of a configuration file ends with .yaml, .yml or .toml".to_owned()),
    };
    let text = std::fs::read_to_string(path).map_err(|error| format!("cannot be read: {error}"))?;
    match parse(&text)? {
        Json::Object(keys) => Ok(keys),
        // A file with nothing but comments.
        Json::Null => Ok(Map::new()),
        _ => Err("must be keys with values".to_owned()),
    }
}

fn of_yaml(text: &str) -> Result<Json, String> {
    // A snippet of the file might hold a password. `yes` and `on` stay texts, which switches take.
    let options = serde_saphyr::options! { with_snippet: false, strict_booleans: true };
    serde_saphyr::from_str_with_options(text, options).map_err(|error| {
        format!(
            "is no YAML: {}",
            error.render_with_formatter(&serde_saphyr::UserMessageFormatter)
        )
    })
}

fn of_toml(text: &str) -> Result<Json, String> {
    toml::from_str(text).map_err(|error| {
        let before = error.span().map_or(0, |span| span.start);
        let line = text.get(..before).map_or(0, |text| text.matches('\n').count()) + 1;
        format!("is no TOML: line {line}: {}", error.message())
    })
}
