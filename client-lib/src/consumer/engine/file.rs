//! Writes pact files: under a lock, together with what is there, and the same bytes for the same pact.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use pact_models::PactSpecification;
use pact_models::pact::{Pact, ReadWritePact as _, load_pact_from_json};
use pact_models::v4::pact::V4Pact;
use serde_json::{Map, Value};

/// Parts whose keys come out of hash maps. Bodies keep the order that their author chose.
const UNORDERED: [&str; 8] = [
    "matchingRules",
    "generators",
    "headers",
    "query",
    "metadata",
    "params",
    "comments",
    "pluginConfiguration",
];

/// Adds a pact to the file at `path`, or replaces the file.
///
/// The lock is the advisory one that the pact libraries take too, so tests of several processes and languages can share
/// a file.
pub(super) fn write(
    pact: &V4Pact,
    path: &Path,
    specification: PactSpecification,
    overwrite: bool,
) -> Result<(), String> {
    let mut file = open_locked(path).map_err(|error| error.to_string())?;
    let existing = if overwrite { String::new() } else { content(&mut file)? };
    let document = match existing.trim() {
        "" => pact.to_json(specification),
        existing => merged(pact, existing, path, specification)?.to_json(specification),
    };
    let document = in_order(document.map_err(|error| format!("{error:#}"))?);
    replace(&mut file, &format!("{document:#}\n")).map_err(|error| error.to_string())
}

/// The lock is released with the file.
fn open_locked(path: &Path) -> io::Result<File> {
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory)?;
    }
    // Truncating here would show an empty file to those who hold the lock.
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)?;
    file.lock()?;
    Ok(file)
}

fn content(file: &mut File) -> Result<String, String> {
    let mut content = String::new();
    file.read_to_string(&mut content).map_err(|error| error.to_string())?;
    Ok(content)
}

fn replace(file: &mut File, content: &str) -> io::Result<()> {
    file.set_len(0)?;
    file.seek(SeekFrom::Start(0))?;
    file.write_all(content.as_bytes())
}

fn merged(
    pact: &V4Pact,
    existing: &str,
    path: &Path,
    specification: PactSpecification,
) -> Result<Box<dyn Pact>, String> {
    let no_pact = |reason: String| format!("the file that is there is no pact ({reason}): move it away");
    let document: Value = serde_json::from_str(existing).map_err(|error| no_pact(error.to_string()))?;
    let existing =
        load_pact_from_json(&path.to_string_lossy(), &document).map_err(|error| no_pact(error.to_string()))?;
    if existing.specification_version() > specification {
        return Err(format!(
            "the file is written in specification {} and would lose what {specification} has no room for: use one \
             specification in all tests of this pair, or remove the file",
            existing.specification_version()
        ));
    }
    let merged = pact.merge(existing.as_ref()).map_err(|error| format!("{error:#}"))?;
    Ok(merged)
}

fn in_order(document: Value) -> Value {
    match document {
        Value::Object(object) => Value::Object(
            object
                .into_iter()
                .map(|(key, value)| in_order_below(key, value))
                .collect(),
        ),
        Value::Array(items) => Value::Array(items.into_iter().map(in_order).collect()),
        plain => plain,
    }
}

fn in_order_below(key: String, value: Value) -> (String, Value) {
    let value = match key.as_str() {
        "body" | "contents" => value,
        unordered if UNORDERED.contains(&unordered) => sorted(value),
        _ => in_order(value),
    };
    (key, value)
}

fn sorted(value: Value) -> Value {
    match value {
        Value::Object(object) => {
            let mut entries: Vec<_> = object.into_iter().map(|(key, value)| (key, sorted(value))).collect();
            entries.sort_by(|(one, _), (other, _)| one.cmp(other));
            Value::Object(entries.into_iter().collect::<Map<_, _>>())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(sorted).collect()),
        plain => plain,
    }
}
