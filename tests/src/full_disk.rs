//! A disk that can be filled.

use std::path::Path;
use std::process::Command;

use anyhow::Context as _;
use tempfile::TempDir;

/// A small file system in memory, unmounted when dropped.
#[derive(Debug)]
pub struct SmallDisk {
    mount_point: TempDir,
}

impl SmallDisk {
    /// Mounts a disk of so many megabytes; none where that is not allowed, after saying so on standard error.
    ///
    /// # Errors
    /// When there is no directory to mount it on.
    pub fn mount(megabytes: u32) -> anyhow::Result<Option<Self>> {
        let mount_point = TempDir::with_prefix("accord-disk-")?;
        let options = format!("size={megabytes}m,mode=0777");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &options, "tmpfs"])
            .arg(mount_point.path())
            .output();
        match mounted {
            Ok(output) if output.status.success() => Ok(Some(Self { mount_point })),
            Ok(output) => {
                eprintln!(
                    "skipped: no small disk here: {}",
                    String::from_utf8_lossy(&output.stderr).trim()
                );
                Ok(None)
            }
            Err(error) => {
                eprintln!("skipped: no small disk here: {error}");
                Ok(None)
            }
        }
    }

    /// Its root directory.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.mount_point.path()
    }

    /// Takes all the space that is left; removing the returned file gives it back.
    ///
    /// # Errors
    /// When the disk cannot be written to for another reason than being full.
    pub fn fill(&self) -> anyhow::Result<tempfile::TempPath> {
        use std::io::{ErrorKind, Write as _};
        let mut ballast = tempfile::NamedTempFile::new_in(self.path()).context("cannot write to the small disk")?;
        for block in [vec![0_u8; 65_536], vec![0; 512]] {
            loop {
                match ballast.write_all(&block) {
                    Ok(()) => {}
                    Err(error) if error.kind() == ErrorKind::StorageFull => break,
                    Err(error) => return Err(error.into()),
                }
            }
        }
        Ok(ballast.into_temp_path())
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let unmounted = Command::new("umount")
            .arg("--lazy")
            .arg(self.mount_point.path())
            .status();
        if !unmounted.is_ok_and(|status| status.success()) {
            eprintln!("the small disk at {} is left behind", self.mount_point.path().display());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_takes_nothing_until_it_is_freed() {
        let Some(disk) = SmallDisk::mount(1).unwrap() else {
            return;
        };
        let ballast = disk.fill().unwrap();
        assert!(std::fs::write(disk.path().join("file"), [0; 4096]).is_err());
        drop(ballast);
        std::fs::write(disk.path().join("file"), [0; 4096]).unwrap();
    }
}
