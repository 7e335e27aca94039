//! Files of keys: one in a line, the first of which is in use; lines that begin with `#` are for people.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::Path;

use super::{Key, SealError};

/// The keys in a file; none when there is no file, or nothing in it yet.
pub(super) fn read(path: &Path) -> Result<Vec<Key>, SealError> {
    let unusable = |reason: String| SealError::KeyFile(format!("the file of keys {} {reason}", path.display()));
    let text = match std::fs::read_to_string(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        text => text.map_err(|error| unusable(format!("cannot be read: {error}")))?,
    };
    let lines = text.lines().map(str::trim).enumerate();
    lines
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
        .map(|(index, line)| Key::parse(line).map_err(|reason| unusable(format!("(line {}) {reason}", index + 1))))
        .collect()
}

/// Makes a file with a new key that nobody but its owner can read.
pub(super) fn make(path: &Path) -> Result<Key, SealError> {
    let key = Key::random();
    let text = format!(
        "# What the secrets in the database beside this file are sealed with. Without it they are lost.\n{}\n",
        key.to_text()
    );
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let made = options.open(path).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    made.map_err(|error| SealError::KeyFile(format!("the file of keys {} cannot be made: {error}", path.display())))?;
    Ok(key)
}
