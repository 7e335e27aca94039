//! What seals and opens, with the keys that there are.

use std::path::PathBuf;
use std::sync::{Mutex, OnceLock, PoisonError};

use super::{Key, Place, SealError, key_file, parts, written};

/// The keys that an operator names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Keys {
    /// What is sealed with.
    pub key: Option<Key>,
    /// A file that has it in its first line, and older ones in others.
    pub file: Option<PathBuf>,
    /// What may have been sealed with.
    pub old: Vec<Key>,
}

/// Seals and opens.
#[derive(Debug)]
pub struct Vault {
    key: OnceLock<Key>,
    old: Vec<Key>,
    /// A file that is made when there is no key at the first need of one.
    own_file: Option<PathBuf>,
    making: Mutex<()>,
}

impl Vault {
    /// A vault with the keys that are named; where none is, with that of its own file, which is made at the first need.
    ///
    /// Fails when a file that is named is not there or has no key, or one of both cannot be read.
    pub fn new(keys: &Keys, own_file: Option<PathBuf>) -> Result<Self, SealError> {
        let mut all: Vec<Key> = keys.key.iter().cloned().collect();
        if let Some(path) = &keys.file {
            let named = key_file::read(path)?;
            if named.is_empty() {
                let text = format!("the file of keys {} is not there, or has no key", path.display());
                return Err(SealError::KeyFile(text));
            }
            all.extend(named);
        }
        if let Some(path) = &own_file {
            all.extend(key_file::read(path)?);
        }
        let mut all = all.into_iter();
        let key = all.next().map_or_else(OnceLock::new, OnceLock::from);
        Ok(Self {
            key,
            old: all.chain(keys.old.iter().cloned()).collect(),
            own_file,
            making: Mutex::new(()),
        })
    }

    /// Seals a text for its place.
    pub fn seal(&self, place: &Place, plain: &str) -> Result<String, SealError> {
        let key = self.key()?;
        Ok(written(key, &key.seal(place, plain)))
    }

    /// Opens what was sealed for this place.
    pub fn open(&self, place: &Place, sealed: &str) -> Result<String, SealError> {
        let parts = parts(sealed).ok_or(SealError::Damaged)?;
        let unknown = || SealError::UnknownKey(parts.key.to_owned());
        self.find(parts.key)?.ok_or_else(unknown)?.open(place, &parts.bytes)
    }

    /// Is a text sealed with the key that is in use?
    pub fn is_up_to_date(&self, sealed: &str) -> bool {
        let key = self.key.get().map(Key::id);
        key.is_some_and(|id| super::key_of(sealed) == Some(&id))
    }

    fn find(&self, id: &str) -> Result<Option<&Key>, SealError> {
        // Another process may have made the file since the start.
        if self.key.get().is_none() {
            self.take_from_file()?;
        }
        let mut all = self.key.get().into_iter().chain(&self.old);
        Ok(all.find(|key| key.id() == id))
    }

    fn take_from_file(&self) -> Result<Option<&Key>, SealError> {
        let Some(path) = &self.own_file else { return Ok(None) };
        let found = key_file::read(path)?.into_iter().next();
        Ok(found.map(|key| self.key.get_or_init(|| key)))
    }

    fn key(&self) -> Result<&Key, SealError> {
        if let Some(key) = self.key.get() {
            return Ok(key);
        }
        let _making = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(key) = self.take_from_file()? {
            return Ok(key);
        }
        let path = self.own_file.as_ref().ok_or(SealError::NoKey)?;
        let key = key_file::make(path)?;
        tracing::warn!(
            file = %path.display(),
            "made a key to keep secrets with, {}: without it they are lost, so keep a copy of it, apart from those of \
             the database",
            path.display()
        );
        Ok(self.key.get_or_init(|| key))
    }
}
