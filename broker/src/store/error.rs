//! The only place where an error of the database becomes an error of ours.

use diesel::result::{DatabaseErrorKind, Error as DieselError};

/// Why the store could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A unique or foreign key refused the change: somebody else did the same at the same time.
    #[error("the database refused a conflicting change: {0}")]
    Conflict(String),
    /// Everybody is at the database; the same request may succeed in a moment.
    #[error("the database is busy: {0}")]
    Busy(String),
    /// The database cannot be reached, or has no room left.
    #[error("the database is unavailable: {0}")]
    Unavailable(String),
    /// The database was lost while it ended a transaction: the change was made, or it was not.
    #[error("the database was lost while it made a change: {0}")]
    Uncertain(String),
    /// PostgreSQL keeps no NUL in a text.
    #[error("a text holds a NUL: {0}")]
    Unstorable(String),
    /// Anything that should not happen.
    #[error("database error: {0}")]
    Internal(String),
}

impl From<DieselError> for StoreError {
    fn from(error: DieselError) -> Self {
        match &error {
            DieselError::DatabaseError(kind, info) => of_database(kind, info.message()),
            DieselError::BrokenTransactionManager => Self::Unavailable("the connection was lost".to_owned()),
            DieselError::RollbackErrorOnCommit { commit_error, .. } => match &**commit_error {
                DieselError::DatabaseError(kind, info) => of_database(kind, info.message()),
                other => Self::Internal(other.to_string()),
            },
            _ => Self::Internal(error.to_string()),
        }
    }
}

impl From<diesel::r2d2::PoolError> for StoreError {
    fn from(error: diesel::r2d2::PoolError) -> Self {
        Self::Unavailable(format!("no connection could be had: {error}"))
    }
}

fn of_database(kind: &DatabaseErrorKind, message: &str) -> StoreError {
    let text = message.to_owned();
    match kind {
        DatabaseErrorKind::UniqueViolation | DatabaseErrorKind::ForeignKeyViolation => StoreError::Conflict(text),
        DatabaseErrorKind::SerializationFailure => StoreError::Busy(text),
        DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand => StoreError::Unavailable(text),
        _ if BUSY.iter().any(|sign| message.contains(sign)) => StoreError::Busy(text),
        _ if UNAVAILABLE.iter().any(|sign| message.contains(sign)) => StoreError::Unavailable(text),
        _ if message.contains(NUL) => StoreError::Unstorable(text),
        _ => StoreError::Internal(text),
    }
}

const NUL: &str = "invalid byte sequence for encoding \"UTF8\": 0x00";

// Neither database has a kind of its own in diesel for these; their English texts are stable.
const BUSY: &[&str] = &[
    "database is locked",
    "database table is locked",
    "deadlock detected",
    "canceling statement due to",
    "could not serialize",
    "too many connections",
    "remaining connection slots",
];
const UNAVAILABLE: &[&str] = &[
    "database or disk is full",
    "disk I/O error",
    "unable to open database file",
    "attempt to write a readonly database",
    "file is not a database",
    "No space left on device",
    "could not extend file",
    "server closed the connection",
    "terminating connection",
    "connection to server",
    "no connection to the server",
    "the database system is",
    "could not receive data",
    "could not send data",
    "SSL SYSCALL",
    "cannot execute",
];
