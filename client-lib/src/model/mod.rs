//! What is sent to a broker and what comes back, one file per noun of the field.
//!
//! Answers are read with tolerance: fields that this version does not know stay available through
//! [`Resource::document`](crate::Resource::document), and fields that an older broker does not send are empty.

pub mod contract;
pub mod deployment;
pub mod environment;
pub mod matrix;
pub mod matrix_query;
pub mod notice;
pub mod pact;
pub mod pacticipant;
pub mod pacts_for_verification;
pub mod selector;
pub(crate) mod timestamp;
pub mod verification;
pub mod version;
pub mod version_selector;
