//! Reads and writes pact files: under a lock, together with what is there, and the same bytes for the same pact.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU64, Ordering};

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
/// a file. The new content takes the place of the old one at once: whoever is killed in between leaves no cut file.
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
    replace(&file, path, &format!("{document:#}\n")).map_err(|error| error.to_string())
}

/// The bytes of the file at `path`, not while another library writes it in place.
pub(in crate::consumer) fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    // A file system without locks is no reason not to read.
    let _ = file.lock_shared();
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The lock is released with the file. Whoever waited for the lock of a file that has been replaced meanwhile begins again.
fn open_locked(path: &Path) -> io::Result<File> {
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory)?;
    }
    loop {
        // Truncating here would show an empty file to those who hold the lock.
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)?;
        file.lock()?;
        if is_still_at(&file, path)? {
            return Ok(file);
        }
    }
}

fn is_still_at(file: &File, path: &Path) -> io::Result<bool> {
    let held = same_file::Handle::from_file(file.try_clone()?)?;
    match same_file::Handle::from_path(path) {
        Ok(found) => Ok(found == held),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

fn content(file: &mut File) -> Result<String, String> {
    let mut content = String::new();
    file.read_to_string(&mut content).map_err(|error| error.to_string())?;
    Ok(content)
}

/// Replaces the locked file at `path`, keeping its permissions, and links that lead to it.
fn replace(locked: &File, path: &Path, content: &str) -> io::Result<()> {
    let path = fs::canonicalize(path)?;
    let beside = beside(&path);
    let written = File::create_new(&beside).and_then(|mut file| {
        file.write_all(content.as_bytes())?;
        file.set_permissions(locked.metadata()?.permissions())
    });
    let replaced = written.and_then(|()| fs::rename(&beside, &path));
    if replaced.is_err() {
        // The error that is told is the one of writing.
        let _ = fs::remove_file(&beside);
    }
    replaced
}

/// A name that no other writer uses and that nobody takes for a pact.
fn beside(path: &Path) -> PathBuf {
    static WRITTEN: AtomicU64 = AtomicU64::new(0);
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let number = WRITTEN.fetch_add(1, Ordering::Relaxed);
    path.with_file_name(format!(".{name}.{}-{number}.tmp", process::id()))
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
