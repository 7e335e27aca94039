//! From what was typed (files, directories, patterns) to the pact files that are meant.

use std::path::{Path, PathBuf};

use indexmap::IndexMap;

use crate::error::{CliError, Result};

/// A pact file that is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    /// Where it lies.
    pub(crate) path: PathBuf,
    /// Whether its own name was typed, not that of a directory or a pattern.
    pub(crate) is_named: bool,
}

/// The files behind `patterns`, relative to `directory`, each once and in a stable order.
///
/// A directory, typed or matched, stands for every `.json` file below it, however deep; a pattern that matches nothing
/// is an error, because a pipeline that publishes nothing should not be green.
pub(crate) fn find(directory: &Path, patterns: &[String]) -> Result<Vec<Found>> {
    let mut found: IndexMap<PathBuf, bool> = IndexMap::new();
    for pattern in patterns {
        let path = directory.join(pattern);
        for file in files_of(&path, pattern)? {
            let is_named = file == path;
            *found.entry(file).or_default() |= is_named;
        }
    }
    let found = found.into_iter().map(|(path, is_named)| Found { path, is_named });
    Ok(found.collect())
}

fn files_of(path: &Path, typed: &str) -> Result<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let files = if path.is_dir() {
        below(path)?
    } else {
        matching(path, typed)?
    };
    if files.is_empty() {
        return Err(CliError::new(format!(
            "'{typed}' holds no pact: there is no such file, and no .json file in it"
        ))
        .hint("Give the file, directory or pattern that the consumer tests write to."));
    }
    Ok(files)
}

fn below(directory: &Path) -> Result<Vec<PathBuf>> {
    let escaped = glob::Pattern::escape(&directory.to_string_lossy());
    expand(&format!("{escaped}/**/*.json"))
}

fn matching(path: &Path, typed: &str) -> Result<Vec<PathBuf>> {
    expand(&path.to_string_lossy()).map_err(|error| error.within(format_args!("'{typed}'")))
}

fn expand(pattern: &str) -> Result<Vec<PathBuf>> {
    let paths = glob::glob(pattern).map_err(|error| CliError::new(format!("this is no pattern: {error}")))?;
    let mut files = Vec::new();
    for path in paths {
        let path = path.map_err(|error| CliError::new(format!("could not look into a directory: {error}")))?;
        if path.is_file() {
            files.push(path);
        } else if path.is_dir() {
            files.extend(below(&path)?);
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(directory: &Path, patterns: &[&str]) -> Result<Vec<String>> {
        let patterns: Vec<String> = patterns.iter().map(|&p| p.to_owned()).collect();
        let files = find(directory, &patterns)?;
        Ok(files
            .iter()
            .map(|f| f.path.strip_prefix(directory).unwrap().to_string_lossy().into_owned())
            .collect())
    }

    fn tree() -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(root.path().join("pacts/deep")).unwrap();
        for file in ["pacts/b.json", "pacts/a.json", "pacts/deep/c.json", "pacts/notes.txt"] {
            std::fs::write(root.path().join(file), "{}").unwrap();
        }
        root
    }

    #[test]
    fn a_directory_stands_for_its_json_files_at_any_depth() {
        assert_eq!(
            names(tree().path(), &["pacts"]).unwrap(),
            ["pacts/a.json", "pacts/b.json", "pacts/deep/c.json"]
        );
    }

    #[test]
    fn a_pattern_and_a_file_name_meet_without_doubles() {
        assert_eq!(
            names(tree().path(), &["pacts/b.json", "pacts/*.json"]).unwrap(),
            ["pacts/b.json", "pacts/a.json"]
        );
    }

    #[test]
    fn a_file_whose_name_was_typed_is_told_from_those_found() {
        let (root, patterns) = (tree(), ["pacts", "pacts/b.json"].map(str::to_owned));
        let files = find(root.path(), &patterns).unwrap();
        let named: Vec<&Found> = files.iter().filter(|file| file.is_named).collect();
        assert_eq!((files.len(), named.len()), (3, 1));
        assert!(named[0].path.ends_with("b.json"));
    }

    #[test]
    fn a_directory_that_a_pattern_matches_stands_for_its_files_once() {
        let tree = tree();
        assert_eq!(names(tree.path(), &["*/deep"]).unwrap(), ["pacts/deep/c.json"]);
        assert_eq!(
            names(tree.path(), &["pacts/*e*"]).unwrap(),
            ["pacts/deep/c.json", "pacts/notes.txt"]
        );
        assert_eq!(names(tree.path(), &["**"]).unwrap().len(), 3, "a, b, and deep/c once");
    }

    #[test]
    fn a_pattern_that_is_none_is_told_once() {
        let message = names(tree().path(), &["pacts/***"]).unwrap_err().to_string();
        assert!(
            message.starts_with("error: 'pacts/***': this is no pattern: "),
            "{message}"
        );
        assert_eq!(message.matches("error:").count(), 1, "{message}");
    }

    #[test]
    fn nothing_found_is_an_error_that_repeats_what_was_typed() {
        let message = names(tree().path(), &["pact/*.json"]).unwrap_err().to_string();
        assert!(message.contains("'pact/*.json' holds no pact"), "{message}");
    }
}
