//! Arguments that several commands share.

mod broker;
mod formats;
mod groups;
mod header;
mod line;
mod raw;

pub(crate) use broker::{Access, BrokerArgs, TransportArgs, filled};
pub(crate) use formats::{AnswerFormat, CreatedFormat, LogLevel, TableFormat, VersionFormat};
pub(crate) use groups::SelectorGroups;
pub(crate) use header::split_header;
pub(crate) use line::parse;
pub(crate) use raw::normalise;
