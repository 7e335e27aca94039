//! What operators write, and what comes of it.

mod precedence;
mod printing;
mod refusals;

use std::path::PathBuf;

use super::*;

fn variables(of: &[(&str, &str)]) -> Variables {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    of.iter().map(owned).collect()
}

fn read(of: &[(&str, &str)]) -> Result<Configuration, String> {
    let sources = Sources {
        variables: variables(of),
        ..Sources::default()
    };
    Configuration::read(&sources).map_err(|problems| problems.to_string())
}

fn settings(of: &[(&str, &str)]) -> Settings {
    read(of).unwrap().settings
}

/// A configuration file in a directory of its own.
fn file(name: &str, text: &str) -> (tempfile::TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join(name);
    std::fs::write(&path, text).unwrap();
    (directory, path)
}

fn read_file(name: &str, text: &str) -> Result<Configuration, String> {
    let (_directory, path) = file(name, text);
    let sources = Sources {
        file: Some(path),
        ..Sources::default()
    };
    Configuration::read(&sources).map_err(|problems| problems.to_string())
}
