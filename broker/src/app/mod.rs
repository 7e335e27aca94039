//! Use-cases: each is one function, synchronous, run in one transaction, that owns the sequence of a request.
//!
//! A use-case takes the connection, what is asked and the present moment; it returns what to show, or an
//! [`AppError`]. Status codes and formats are the business of `http`.

pub mod application;
pub mod badges;
pub mod board;
pub mod branches;
pub mod branches_delete;
pub mod choices;
pub mod contracts;
pub mod environments;
pub mod figures;
pub mod for_verification;
pub mod health;
pub mod idempotency;
pub mod integrations;
pub mod job;
pub mod labels;
pub mod landscape;
pub mod matrix;
pub mod metrics;
pub mod network;
pub mod overview;
pub mod pacticipants;
mod placed;
pub mod provider_states;
pub mod removal;
pub mod removal_of_histories;
pub mod results_seen;
pub mod retention;
pub mod secrets;
pub mod tags;
pub mod verifications;
pub mod versions;
pub mod webhooks;

use crate::domain::invalid::Invalid;
use crate::store::TransientFailure;

pub use crate::sealing::{SealError, Vault};
pub use crate::store::{
    AnyConnection, Cut, Db, Direction, Extent, ListQuery, Moment, Order, Page, Part, Place, StoreError,
};

/// Why a use-case did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// Fields of the request are wrong.
    #[error("{0}")]
    Invalid(#[from] Invalid),
    /// The request is well-formed and asks for what cannot be.
    #[error("{0}")]
    Unprocessable(Invalid),
    /// A question to the matrix cannot be answered as put.
    #[error("{}", .0.join("; "))]
    InvalidQuestion(Vec<String>),
    /// There is no pacticipant of this name.
    #[error("There is no pacticipant `{0}`.")]
    NoSuchPacticipant(String),
    /// There is no such thing; the text names it.
    #[error("{0}")]
    NotFound(String),
    /// Names so alike that one is probably a mistake; one paragraph for each.
    #[error("{}", .0.join("\n\n"))]
    PotentialDuplicates(Vec<String>),
    /// A published contract is not to be changed under the same version.
    #[error("{0}")]
    ContractChanged(String),
    /// A publication was refused as a whole; notices say why and errors name the contracts.
    #[error("{}", .errors.join("; "))]
    PublicationRefused {
        /// What to tell the person who publishes.
        notices: Vec<crate::domain::publication_notices::PublicationNotice>,
        /// One sentence for each contract that is refused.
        errors: Vec<String>,
    },
    /// Something is needed by others; the text names both.
    #[error("{0}")]
    InUse(String),
    /// A secret cannot be kept.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The database did not play along.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl AppError {
    /// "No {what} {name}."
    pub fn no_such(what: &str, name: &str) -> Self {
        Self::NotFound(format!("There is no {what} `{name}`."))
    }
}

impl TransientFailure for AppError {
    fn is_transient(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_transient())
    }
}

/// What use-cases return.
pub type Answer<T> = Result<T, AppError>;
