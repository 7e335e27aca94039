//! A file that appears under its name when it is whole, and not before.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::store::file::companions;

/// Beside the file that it will be; goes with its unfinished content unless [`WholeFile::appear`] is reached.
///
/// What a killed process has left is taken over by the next one for the same name.
#[derive(Debug)]
pub(super) struct WholeFile {
    name: PathBuf,
    part: PathBuf,
    file: File,
    appeared: bool,
}

impl WholeFile {
    /// Makes an empty file beside `name`, which its owner alone may read.
    ///
    /// Fails when another process is at a file of this name, or it cannot be written there.
    pub(super) fn beside(name: &Path) -> anyhow::Result<Self> {
        let mut part = name.as_os_str().to_owned();
        part.push(".part");
        let part = PathBuf::from(part);
        let file = owners(&part).with_context(|| format!("{} cannot be written", part.display()))?;
        match file.try_lock() {
            Ok(()) if is_still(&file, &part) => {}
            Ok(()) | Err(TryLockError::WouldBlock) => bail!("{} is being written by another process", part.display()),
            Err(TryLockError::Error(error)) => {
                return Err(error).with_context(|| format!("{} cannot be locked", part.display()));
            }
        }
        file.set_len(0)?;
        let whole = Self {
            name: name.to_owned(),
            part,
            file,
            appeared: false,
        };
        remove(&companions(&whole.part))?;
        Ok(whole)
    }

    /// Where to write it.
    pub(super) fn part(&self) -> &Path {
        &self.part
    }

    /// Puts it under its name, in place of what may be there, after it has reached the disk.
    pub(super) fn appear(mut self) -> anyhow::Result<()> {
        let name = &self.name;
        self.file
            .sync_all()
            .and_then(|()| std::fs::rename(&self.part, name))
            .with_context(|| format!("{} cannot be put in its place", name.display()))?;
        self.appeared = true;
        sync_folder(name).with_context(|| format!("{} may not survive a power failure", self.name.display()))
    }
}

impl Drop for WholeFile {
    fn drop(&mut self) {
        if !self.appeared {
            // Whatever ended this early says more, and the next process takes over what stays.
            let _ = remove(&companions(&self.part));
            let _ = remove(std::slice::from_ref(&self.part));
        }
    }
}

/// Removes those of the files that are there.
pub(super) fn remove(files: &[PathBuf]) -> anyhow::Result<()> {
    for file in files {
        match std::fs::remove_file(file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("{} cannot be removed", file.display()));
            }
            _ => {}
        }
    }
    Ok(())
}

#[cfg(unix)]
fn owners(path: &Path) -> std::io::Result<File> {
    use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
    let mut options = OpenOptions::new();
    let file = options
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(path)?;
    // It may have been there, with others allowed to read.
    file.set_permissions(std::fs::Permissions::from_mode(0o600))?;
    Ok(file)
}

#[cfg(not(unix))]
fn owners(path: &Path) -> std::io::Result<File> {
    OpenOptions::new().write(true).create(true).truncate(false).open(path)
}

/// Whoever held the lock before may just have put the same file under its name.
#[cfg(unix)]
fn is_still(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let ids = |metadata: &std::fs::Metadata| (metadata.dev(), metadata.ino());
    matches!((file.metadata(), path.metadata()), (Ok(one), Ok(other)) if ids(&one) == ids(&other))
}

#[cfg(not(unix))]
fn is_still(_: &File, path: &Path) -> bool {
    path.exists()
}

#[cfg(unix)]
fn sync_folder(name: &Path) -> std::io::Result<()> {
    let folder = name.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> std::io::Result<()> {
    Ok(())
}
