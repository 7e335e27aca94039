//! The file that a test leaves behind.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::engine;
use super::error::ConsumerError;
use crate::model::contract::{Contract, PublishContracts};

/// A pact file on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PactFile {
    path: PathBuf,
}

impl PactFile {
    /// A file that is there already, such as one that an earlier step of the build has written.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its bytes, read while nobody writes it.
    ///
    /// # Errors
    /// [`ConsumerError::File`] when it cannot be read.
    pub fn bytes(&self) -> Result<Vec<u8>, ConsumerError> {
        engine::read_file(&self.path).map_err(|error| self.refused(&error))
    }

    /// Its document.
    ///
    /// # Errors
    /// [`ConsumerError::File`] when it cannot be read or is no JSON.
    pub fn document(&self) -> Result<Value, ConsumerError> {
        serde_json::from_slice(&self.bytes()?).map_err(|error| self.refused(&error))
    }

    /// A publication of this file under a version of the consumer; branch, tags and build can be added to it before it is
    /// given to [`Client::publish_contracts`](crate::Client::publish_contracts).
    ///
    /// # Errors
    /// [`ConsumerError::File`] when it cannot be read or is no pact.
    pub fn publication(&self, version: impl Into<String>) -> Result<PublishContracts, ConsumerError> {
        let contract = Contract::from_pact(&self.bytes()?).map_err(|error| self.refused(&error))?;
        Ok(PublishContracts::new(contract.consumer_name.clone(), version).contract(contract))
    }

    fn refused(&self, reason: &impl ToString) -> ConsumerError {
        ConsumerError::File {
            path: self.path.clone(),
            reason: reason.to_string(),
        }
    }
}
