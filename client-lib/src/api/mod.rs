//! The questions of the protocol as methods of [`Client`](crate::Client), one file per noun of the field.

mod contracts;
mod deployments;
mod environments;
mod matrix;
mod meta;
mod pacticipants;
mod pacts;
mod releases;
mod verifications;
mod versions;
mod webhooks;
