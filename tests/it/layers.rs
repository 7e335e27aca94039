//! The broker's layers know only those before them: an import against the direction fails here.

use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;

/// A module of the broker, which other modules it may use, and which libraries it may not.
struct Layer {
    module: &'static str,
    knows: &'static [&'static str],
    never: &'static [&'static str],
}

const LAYERS: &[Layer] = &[
    Layer {
        module: "sealing",
        knows: &["sealing"],
        never: &["actix_web", "diesel", "tokio", "reqwest", "clap", "uuid"],
    },
    Layer {
        module: "domain",
        knows: &["domain"],
        never: &["actix_web", "diesel", "tokio", "reqwest", "tracing", "clap", "uuid"],
    },
    Layer {
        module: "store",
        knows: &["store", "domain"],
        never: &["actix_web", "reqwest", "clap"],
    },
    Layer {
        module: "app",
        knows: &["app", "store", "domain", "sealing"],
        never: &["actix_web", "diesel", "tokio", "reqwest", "clap"],
    },
    Layer {
        module: "delivery",
        knows: &["delivery", "app", "domain", "clock"],
        never: &["actix_web", "diesel", "clap"],
    },
    Layer {
        module: "http",
        knows: &["http", "delivery", "app", "domain", "config", "clock", "background"],
        never: &["diesel", "diesel_migrations", "reqwest", "clap"],
    },
    Layer {
        module: "ui",
        knows: &["ui", "http", "app", "domain", "clock"],
        never: &["diesel", "diesel_migrations", "reqwest", "clap"],
    },
    Layer {
        module: "config",
        knows: &["config", "store", "domain", "sealing"],
        never: &["actix_web", "diesel", "tokio"],
    },
    Layer {
        module: "background",
        knows: &["app", "clock"],
        never: &["actix_web", "diesel"],
    },
    Layer {
        module: "cleaning",
        knows: &["app", "clock"],
        never: &["actix_web", "diesel"],
    },
    Layer {
        module: "checkpoints",
        knows: &["app", "background"],
        never: &["actix_web", "diesel"],
    },
    Layer {
        module: "clock",
        knows: &["app"],
        never: &["actix_web", "diesel", "tokio"],
    },
    Layer {
        module: "telemetry",
        knows: &["config"],
        never: &["actix_web", "diesel"],
    },
];

#[test]
fn no_layer_knows_a_later_one() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../broker/src");
    let mut violations = Vec::new();
    for layer in LAYERS {
        let files = files_of(&source, layer.module);
        assert!(
            !files.is_empty(),
            "the module {} is gone: say so in the table of layers",
            layer.module
        );
        for file in files {
            violations.extend(violations_in(&file, layer));
        }
    }
    assert!(
        violations.is_empty(),
        "imports against the direction of the layers:\n{}",
        violations.join("\n")
    );
}

#[test]
fn every_module_of_the_broker_has_its_place() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../broker/src");
    // These three see everything, or nothing.
    let mut known = vec!["lib", "main", "startup"];
    known.extend(LAYERS.iter().map(|layer| layer.module));
    for entry in fs::read_dir(source).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        assert!(
            known.contains(&name.as_str()) || name == "bulk",
            "{name} has no place among the layers"
        );
    }
}

/// A path that docs/ARCHITECTURE.md names in backticks, whole or from any directory on, with or without an item in it.
#[test]
fn every_path_of_the_map_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let map = fs::read_to_string(root.join("docs/ARCHITECTURE.md")).unwrap();
    let there = paths_of(&root);
    let named = Regex::new(r"`([\w./-]+)(::\w+)?`").unwrap();
    let named: Vec<&str> = named
        .captures_iter(&map)
        .map(|found| found.get(1).unwrap().as_str())
        .filter(|name| is_path(name, &there))
        .collect();
    assert!(named.len() > 100, "the map names files: {named:?}");
    let gone: Vec<&str> = named
        .into_iter()
        .filter(|name| !there.iter().any(|path| path.ends_with(name.trim_end_matches('/'))))
        .collect();
    assert!(
        gone.is_empty(),
        "docs/ARCHITECTURE.md names what is not there: {gone:?}"
    );
}

/// Addresses and media types have slashes, too, but begin otherwise.
fn is_path(name: &str, there: &[PathBuf]) -> bool {
    let begins_in_a_directory = || {
        let (first, _) = name.split_once('/')?;
        there.iter().find(|path| path.ends_with(first) && path.is_dir())
    };
    !name.starts_with('/')
        && (name.ends_with(['/'])
            || name.ends_with(".rs")
            || name.ends_with(".yaml")
            || begins_in_a_directory().is_some())
}

/// Every file and directory of the project.
fn paths_of(root: &Path) -> Vec<PathBuf> {
    let mut paths = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let built = ["target", "node_modules", ".git"].contains(&name.as_str()) || name.starts_with(".venv");
            if path.is_dir() && !built {
                folders.push(path.clone());
            }
            paths.push(path);
        }
    }
    paths
}

fn files_of(source: &Path, module: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let single = source.join(format!("{module}.rs"));
    if single.exists() {
        files.push(single);
    }
    let mut folders = vec![source.join(module)];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files
}

fn violations_in(file: &Path, layer: &Layer) -> Vec<String> {
    let own = Regex::new(r"\bcrate::(\w+)").unwrap();
    let text = fs::read_to_string(file).unwrap();
    let mut violations = Vec::new();
    for (number, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("//") {
            continue;
        }
        let place = format!("{}:{}", file.display(), number + 1);
        for found in own.captures_iter(line) {
            // Items of the crate root are its public face, and a macro of the store names itself in full.
            if !layer.knows.contains(&&found[1]) {
                violations.push(format!("{place}: {} must not know {}", layer.module, &found[1]));
            }
        }
        for library in layer.never {
            if line.contains(&format!("{library}::")) {
                violations.push(format!("{place}: {} must not know the library {library}", layer.module));
            }
        }
    }
    violations
}
